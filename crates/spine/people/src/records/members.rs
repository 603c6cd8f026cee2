//! Who belongs to which family, and as what. One person may stand in two families.

use super::{
    addresses::{Address, AddressRow, address},
    families::family,
    persons::{Person, PersonId, PersonUid, find_person, person},
};
use crate::{Protected, agreement, details::Details, events};
use access::{Actor, FamilyId, Sight, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, Result, Tx, each};

diesel::table! {
    use diesel::sql_types::*;
    use access::FamilyUid;
    use super::PersonUid;
    use store::types::Utc;

    member (family_id, person_id) {
        family_id -> FamilyUid,
        person_id -> PersonUid,
        role -> Text,
        since_at -> Utc,
        until_at -> Nullable<Utc>,
        left_on -> Nullable<Date>,
        went -> Text,
    }
}

diesel::joinable!(member -> family (family_id));
diesel::joinable!(member -> person (person_id));

store::coded! {
    /// What someone is to the family.
    pub enum MemberRole {
        /// Child or young person.
        Child = "child",
        /// Not yet born.
        Unborn = "unborn",
        /// Parent.
        Parent = "parent",
        /// Carer.
        Carer = "carer",
        /// Grandparent, aunt, friend.
        WiderFamily = "wider-family",
        /// Someone else in the home.
        Other = "other",
    }
}

impl MemberRole {
    /// Whether the help is for them.
    pub fn is_child(self) -> bool {
        matches!(self, Self::Child | Self::Unborn)
    }
}

/// The name of somebody who no longer shares it.
pub const NOT_SHARED: &str = "Name not shared";

/// Someone in a family.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// What they are to the family.
    pub role: MemberRole,
    /// Where they live.
    pub address: Option<Protected<Address>>,
    /// They no longer agree, and nothing of them but what they are to the family is shared with whoever reads.
    pub withheld: bool,
}

impl Member {
    /// Nothing of them but who they are to the family.
    fn withhold(&mut self) {
        (self.person.details, self.address, self.withheld) = (withheld(), None, true);
    }
}

/// What is told of somebody of whom nothing is shared.
pub(super) fn withheld() -> Details {
    Details { given_name: NOT_SHARED.into(), ..Details::default() }
}

/// Everyone in the family now: children first, oldest first; nobody who left or died. Of those who no longer share with
/// the organisation of whoever reads, nothing but what they are to the family.
pub fn members(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Member>> {
    let mut members = members_of(conn, sight.subject())?;
    let withheld = agreement::withheld_in(conn, sight)?;
    members.iter_mut().filter(|member| withheld.contains(&member.person.id)).for_each(Member::withhold);
    Ok(members)
}

/// As [`members`], for programs that show nothing to anyone.
pub fn members_of(conn: &mut Conn, family: FamilyId) -> Result<Vec<Member>> {
    let rows: Vec<(Person, MemberRole, Option<AddressRow>)> = each!(conn, c => member::table
        .inner_join(person::table)
        .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
        .filter(member::family_id.eq(family).and(member::until_at.is_null()).and(person::died_on.is_null()))
        .select((Person::as_select(), member::role, Option::<AddressRow>::as_select()))
        .load(c))?;

    let member = |(person, role, place): (Person, MemberRole, Option<AddressRow>)| {
        let address = place.map(|row| row.protect(family));
        Member { person, role, address, withheld: false }
    };
    let mut members: Vec<Member> = rows.into_iter().map(member).collect();
    members.sort_by_key(|member| {
        let Member { person, role, .. } = member;
        (!role.is_child(), *role, person.date_of_birth.or(person.expected_on), person.id)
    });
    Ok(members)
}

/// The families in which a person is now.
pub fn families_of(conn: &mut Conn, person: PersonId) -> Result<Vec<FamilyId>> {
    Ok(member::table
        .filter(member::person_id.eq(person).and(member::until_at.is_null()))
        .order(member::since_at)
        .select(member::family_id)
        .load(conn)?)
}

/// Whether this actor must not know of a person: they stand, or stood, in a restricted family whose list the actor is
/// not on (T17). Who leaves it does not become known by that.
pub(crate) fn is_hidden(conn: &mut Conn, actor: &Actor, person: PersonId) -> Result<bool> {
    let ever = member::table.filter(member::person_id.eq(person)).select(member::family_id);
    let families: Vec<FamilyId> = each!(conn, c => ever.load(c))?;
    guard::any_hidden(conn, actor, &families)
}

/// They are in the family, as if they had not left.
pub(super) fn open_again(tx: &mut Tx<'_>, family: FamilyId, person: PersonId, role: MemberRole) -> Result<()> {
    let row = member::table.find((family, person));
    let back = (
        member::until_at.eq(None::<Instant>),
        member::left_on.eq(None::<NaiveDate>),
        member::went.eq(""),
        member::role.eq(role),
    );
    each!(tx.conn(), c => diesel::update(row).set(back).execute(c))?;
    Ok(())
}

/// Puts a known person into a family, too; once is enough. Who had left it is in it again.
pub fn join(tx: &mut Tx<'_>, family: FamilyId, person: PersonId, role: MemberRole) -> Result<()> {
    let row = member::table.find((family, person)).select(member::until_at);
    let there: Option<Option<Instant>> = each!(tx.conn(), c => row.first(c).optional())?;
    match there {
        Some(None) => return Ok(()),
        Some(Some(_)) => {
            open_again(tx, family, person, role)?;
            let name = find_person(tx.conn(), person)?.name();
            let event = events::PERSON_RETURNED.on(person.0).family(family);
            let title = format!("{name} is in the family again");
            tx.record(event.line(title, "Named in a contact about the family.", "Early help"))?;
            return Ok(());
        }
        None => {}
    }

    insert(tx, family, person, role, tx.now)?;
    tx.record(events::PERSON_ADDED.on(person.0).family(family).detail(serde_json::json!({"role": role})))?;
    Ok(())
}

fn insert(tx: &mut Tx<'_>, family: FamilyId, person: PersonId, role: MemberRole, since: Instant) -> Result<()> {
    let row =
        (member::family_id.eq(family), member::person_id.eq(person), member::role.eq(role), member::since_at.eq(since));
    each!(tx.conn(), c => diesel::insert_into(member::table).values(row).execute(c))?;
    Ok(())
}

/// Somebody has been in the family since then; who is there already stays as they are.
pub(crate) fn join_since(
    tx: &mut Tx<'_>,
    family: FamilyId,
    person: PersonId,
    role: MemberRole,
    since: Instant,
) -> Result<()> {
    let there = member::table.find((family, person)).select(member::role);
    let there: Option<MemberRole> = each!(tx.conn(), c => there.first(c).optional())?;
    if there.is_some() { Ok(()) } else { insert(tx, family, person, role, since) }
}

/// Takes these people out of a family as if they had never been in it, or everybody, where it is to go whole. Those of
/// `people` who belong to another family.
pub(crate) fn part_from(conn: &mut Conn, family: FamilyId, people: &[PersonId], whole: bool) -> Result<Vec<PersonId>> {
    let of_family = member::table.filter(member::family_id.eq(family));
    if whole {
        diesel::delete(of_family).execute(conn)?;
    } else {
        diesel::delete(of_family.filter(member::person_id.eq_any(people))).execute(conn)?;
    }
    let elsewhere = member::table.filter(member::person_id.eq_any(people));
    Ok(elsewhere.select(member::person_id).distinct().load(conn)?)
}
