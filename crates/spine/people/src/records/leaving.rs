//! Somebody leaves a family, or dies, and comes back or never left. Who left is none of its members any more, and stays
//! in its record.

use super::{
    addresses::{Address, AddressRow, address, close_address, set_address},
    changes::{is_secret_in, reindex},
    members::{self, Member, MemberRole, member},
    persons::{Person, PersonId, person},
};
use crate::{agreement, events, letters::PeopleChanged, rules};
use access::{Actor, FamilyId, Permit, Sight, family, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, Result, Tx, each, log::NewEvent};

/// Somebody who was in the family.
#[derive(Debug, Clone)]
pub struct Former {
    /// Who.
    pub person: Person,
    /// What they were to the family.
    pub role: MemberRole,
    /// The day on which they left or died; not known of those who left before it was asked.
    pub left_on: Option<NaiveDate>,
    /// Where they went, in words.
    pub went: String,
    /// When it was written down.
    until_at: Option<Instant>,
}

impl Former {
    /// Whether they died.
    pub fn died(&self) -> bool {
        self.person.died_on.is_some()
    }
}

/// Who, as what, until which day, where to, and when it was written down.
type Gone = (Person, MemberRole, Option<NaiveDate>, String, Option<Instant>);

/// Who was in the family and is not any more, the last to leave first. Of those who no longer share with the
/// organisation of whoever reads, nothing but what they were to the family.
pub fn former(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Former>> {
    let gone = member::until_at.is_not_null().or(person::died_on.is_not_null());
    let rows: Vec<Gone> = each!(conn, c => member::table
        .inner_join(person::table)
        .filter(member::family_id.eq(sight.subject()).and(gone))
        .select((Person::as_select(), member::role, member::left_on, member::went, member::until_at))
        .load(c))?;

    let withheld = agreement::withheld_in(conn, sight)?;
    let mut former: Vec<Former> = rows
        .into_iter()
        .map(|(mut person, role, left_on, went, until_at)| {
            let left_on = person.died_on.or(left_on);
            let mut went = went;
            if withheld.contains(&person.id) {
                person.details = members::withheld();
                went.clear();
            }
            Former { person, role, left_on, went, until_at }
        })
        .collect();
    former.sort_by_key(|one| (std::cmp::Reverse(one.left_on), one.person.id));
    Ok(former)
}

/// How somebody left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaving {
    /// They live elsewhere: where, in words. It is not kept of those whose place is a secret (T16).
    MovedOut(String),
    /// They died.
    Died,
}

/// Somebody leaves the family on this day.
///
/// # Errors
/// [`rules::CannotLeave`]; [`web::Error::NotFound`] where they were never there.
pub fn leave(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ChangePeople>,
    id: PersonId,
    on: NaiveDate,
    how: &Leaving,
) -> web::Result<()> {
    let there = members::members(tx.conn(), permit)?.into_iter().find(|member| member.person.id == id);
    let gone = there.is_none() && former(tx.conn(), permit)?.iter().any(|one| one.person.id == id);
    let secret = there.as_ref().is_some_and(is_secret);
    let went = match how {
        Leaving::MovedOut(to) if !secret => Some(to.trim()),
        _ => None,
    };
    let born = there.as_ref().and_then(|member| member.person.date_of_birth);
    rules::leave(&rules::Leaving { on, today: tx.now.date(), born, went, gone })?;

    let member = there.filter(|member| !member.withheld).ok_or(web::Error::NotFound)?;
    match how {
        Leaving::MovedOut(_) => move_out(tx, permit, &member, on, went.unwrap_or_default())?,
        Leaving::Died => die(tx, permit, &member, on)?,
    }
    Ok(())
}

/// Whether where they live is kept from somebody.
fn is_secret(member: &Member) -> bool {
    member.address.as_ref().is_some_and(crate::Protected::is_closed)
}

fn move_out(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ChangePeople>,
    member: &Member,
    on: NaiveDate,
    went: &str,
) -> Result<()> {
    let (family, id, now) = (permit.subject(), member.person.id, tx.now);
    let row = member::table.find((family, id));
    let left = (member::until_at.eq(Some(now)), member::left_on.eq(Some(on)), member::went.eq(went));
    each!(tx.conn(), c => diesel::update(row).set(left).execute(c))?;

    // where the family lives is no longer where they do; what is a secret stays one
    if home_of(tx.conn(), id)? == Some(family) && !is_secret(member) {
        close_address(tx, id)?;
        reindex(tx.conn(), id)?;
    }

    let when = format!("On {}", web::dates::day(on));
    let body = if went.is_empty() { format!("{when}.") } else { format!("{when}, {went}.") };
    let title = format!("{} left the family", member.person.name());
    let event = events::PERSON_LEFT.on(id.0).family(family).detail(serde_json::json!({"on": on}));
    tx.record(event.line(title, body, permit.actor().signature()))?;
    Ok(())
}

/// In which family they live.
fn home_of(conn: &mut Conn, id: PersonId) -> Result<Option<FamilyId>> {
    let current = address::table.filter(address::person_id.eq(id).and(address::until_at.is_null()));
    let home: Option<Option<FamilyId>> = each!(conn, c => current.select(address::family_id).first(c).optional())?;
    Ok(home.flatten())
}

fn die(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::ChangePeople>, member: &Member, on: NaiveDate) -> Result<()> {
    let person = &member.person;
    set_died(tx, person.id, Some(on))?;

    let title = match member.role {
        MemberRole::Unborn => "The pregnancy ended".to_owned(),
        _ => format!("{} died", person.name()),
    };
    let body = format!("On {}.", web::dates::day(on));
    let event = events::PERSON_DIED.on(person.id.0).family(permit.subject()).detail(serde_json::json!({"on": on}));
    tx.record(event.line(title, body, permit.actor().signature()))?;
    tell_elsewhere(tx, permit, person.id, |id| events::PERSON_DIED.on(id.0))
}

fn set_died(tx: &mut Tx<'_>, id: PersonId, on: Option<NaiveDate>) -> Result<()> {
    let died = (person::died_on.eq(on), person::version.eq(person::version + 1));
    each!(tx.conn(), c => diesel::update(person::table.find(id)).set(died).execute(c))?;
    Ok(())
}

/// The other families of the same record: their own event, no line in their story, which would tell of this family, and
/// a letter to whoever leads.
fn tell_elsewhere(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ChangePeople>,
    id: PersonId,
    event: impl Fn(PersonId) -> NewEvent,
) -> Result<()> {
    let families = members::families_of(tx.conn(), id)?;
    for family in families.into_iter().filter(|family| *family != permit.subject()) {
        tx.record(event(id).family(family))?;
        tell_lead(tx, permit.actor(), family)?;
    }
    Ok(())
}

fn tell_lead(tx: &mut Tx<'_>, actor: &Actor, family: FamilyId) -> Result<()> {
    let Some(lead) = guard::lead_of(tx.conn(), family)?.filter(|lead| Some(*lead) != actor.account) else {
        return Ok(());
    };
    if guard::is_kept_from(tx.conn(), family, lead)? {
        return Ok(());
    }
    access::capability::send(tx, &PeopleChanged { account: lead, family }, None)
}

/// How it is that somebody is in the family again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returning {
    /// They came back on this day.
    CameBack(NaiveDate),
    /// They never left: it was written down by mistake, for this reason.
    Mistake(String),
}

/// Somebody who left is in the family again.
///
/// # Errors
/// [`rules::CannotReturn`]; [`web::Error::NotFound`] where they were never there.
pub fn come_back(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ChangePeople>,
    id: PersonId,
    how: &Returning,
) -> web::Result<()> {
    let former = former(tx.conn(), permit)?.into_iter().find(|one| one.person.id == id);
    let there = former.is_none() && members::members(tx.conn(), permit)?.iter().any(|one| one.person.id == id);
    let (on, why) = match how {
        Returning::CameBack(on) => (Some(*on), ""),
        Returning::Mistake(why) => (None, why.trim()),
    };
    let left_on = former.as_ref().and_then(|one| one.left_on);
    let died = former.as_ref().is_some_and(Former::died);
    rules::come_back(&rules::Returning { on, why, today: tx.now.date(), left_on, died, there })?;

    let former = former.ok_or(web::Error::NotFound)?;
    let family = permit.subject();
    match on {
        Some(_) => {
            members::open_again(tx, family, id, former.role)?;
            shelter(tx, permit, &former)?;
        }
        None => undo(tx, permit, &former)?,
    }
    let title = match on {
        Some(_) => format!("{} came back to the family", former.person.name()),
        None => format!("{} is in the family: it was a mistake that they were not", former.person.name()),
    };
    let body = on.map_or_else(|| why.to_owned(), |on| format!("On {}.", web::dates::day(on)));
    let kind = if on.is_some() { events::PERSON_RETURNED } else { events::LEAVING_UNDONE };
    tx.record(kind.on(id.0).family(family).line(title, body, permit.actor().signature()))?;
    Ok(())
}

/// Whoever comes back to a family whose place is a secret, and of whom nobody says where they live, lives with it, as
/// far as anybody knows (T16).
fn shelter(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::ChangePeople>, back: &Former) -> Result<()> {
    let family = permit.subject();
    let all = members::members_of(tx.conn(), family)?;
    let nowhere = all.iter().any(|one| one.person.id == back.person.id && one.address.is_none());
    if nowhere && back.role.is_child() && all.iter().any(is_secret) {
        set_address(tx, Some(family), back.person.id, &Address::default(), true)?;
        reindex(tx.conn(), back.person.id)?;
        tx.record(events::PLACE_PROTECTED.on(back.person.id.0).family(family))?;
    }
    Ok(())
}

/// As it was before it was written down that they left.
fn undo(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::ChangePeople>, former: &Former) -> Result<()> {
    let (family, id) = (permit.subject(), former.person.id);
    if former.died() {
        set_died(tx, id, None)?;
        tell_elsewhere(tx, permit, id, |id| events::LEAVING_UNDONE.on(id.0))?;
    }
    let Some(at) = former.until_at else { return Ok(()) };

    members::open_again(tx, family, id, former.role)?;
    let closed = address::table.filter(address::person_id.eq(id).and(address::until_at.eq(Some(at))));
    let row: Option<AddressRow> = each!(tx.conn(), c => closed.select(AddressRow::as_select()).first(c).optional())?;
    let home_again = row.filter(|row| row.family_id == Some(family));
    if let (Some(place), None) = (home_again.and_then(AddressRow::unprotected), home_of(tx.conn(), id)?) {
        let secret = is_secret_in(tx.conn(), family, &place)?;
        set_address(tx, Some(family), id, &place, secret)?;
        reindex(tx.conn(), id)?;
    }
    shelter(tx, permit, former)
}
