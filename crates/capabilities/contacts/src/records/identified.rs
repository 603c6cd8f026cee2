//! Who the people of a contact are: known already, or new.

use super::{
    named::{self, ContactPerson},
    received::{self, Contact},
    tables::{ContactId, ContactPersonId, contact, contact_person},
};
use crate::{events, intake, news, rules};
use access::{Actor, FamilyId, Permit, guard};
use diesel::prelude::*;
use people::{PersonId, matching};
use serde_json::json;
use store::{Conn, Json, Result, Tx};
use web::Refusal;
use work::news::{News, tell};

/// Who someone in a contact is, as the officer says.
#[derive(Debug, Clone)]
pub struct Identified {
    /// Of whom it is said.
    pub id: ContactPersonId,
    /// Known already, as this person; `None`: someone new.
    pub person: Option<PersonId>,
    /// Nobody could tell: they get a record of their own, and the pair waits for somebody who knows.
    pub unsure: bool,
    /// Who was shown.
    pub offered: Vec<PersonId>,
}

/// Says who the people of a contact are: known persons, or new (`None`). The family of the first known child is the
/// family of the contact; the front door can open it until the decision.
///
/// # Errors
/// [`rules::CannotMatch`]: twins stay two. [`web::Error::NotFound`] for a person of whom this actor may not know (T17).
pub fn match_people(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::MatchPeople>,
    choices: &[Identified],
) -> web::Result<()> {
    let before = received::find(tx.conn(), permit)?;
    let taken = choices.iter().filter_map(|who| Some((format!("who-{}", who.id), who.person?)));
    let taken: Vec<(String, PersonId)> = taken.collect();
    rules::match_people(before.state(), &taken).map_err(Refusal::from)?;
    for (_, person) in &taken {
        if matching::is_hidden(tx.conn(), permit, *person)? {
            return Err(web::Error::NotFound);
        }
    }

    for who in choices {
        keep(tx, permit.subject(), who)?;
    }
    let family = family_of_first_known_child(tx, permit.subject())?;
    if before.family_id != family {
        move_to(tx, permit.subject(), before.family_id, family)?;
        tell_the_lead(tx, &before, family)?;
    }

    let detail = json!({"matched": taken.len(), "new": choices.len() - taken.len()});
    tx.record(events::MATCHED.on(permit.subject().0).family(family).detail(detail))?;
    Ok(())
}

fn keep(tx: &mut Tx<'_>, contact: ContactId, who: &Identified) -> Result<()> {
    let now = tx.now;
    let not_taken = if who.person.is_some() { vec![] } else { who.offered.clone() };
    let named = contact_person::id.eq(who.id).and(contact_person::contact_id.eq(contact));
    diesel::update(contact_person::table.filter(named))
        .set((
            contact_person::person_id.eq(who.person),
            contact_person::looked_at.eq(Some(now)),
            contact_person::offered.eq(Json(not_taken)),
            contact_person::unsure.eq(who.unsure),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn family_of_first_known_child(tx: &mut Tx<'_>, contact: ContactId) -> Result<Option<FamilyId>> {
    let named = named::people_of(tx.conn(), &[contact])?;
    // only a child says whose record it is: a parent may belong to two families (T21)
    for child in named.iter().filter(|person| person.role.is_child()).filter_map(|person| person.person_id) {
        if let Some(first) = people::records::families_of(tx.conn(), child)?.first() {
            return Ok(Some(*first));
        }
    }
    Ok(None)
}

/// The contact waits at this family for its decision, and no longer at that one.
fn move_to(tx: &mut Tx<'_>, id: ContactId, from: Option<FamilyId>, to: Option<FamilyId>) -> Result<()> {
    if let Some(from) = from {
        guard::count_undecided(tx.conn(), from, -1)?;
    }
    if let Some(to) = to {
        guard::count_undecided(tx.conn(), to, 1)?;
    }
    diesel::update(contact::table.find(id)).set(contact::family_id.eq(to)).execute(tx.conn())?;
    Ok(())
}

/// Whoever leads for the family hears of it now, and not only once it is decided.
pub(super) fn tell_the_lead(tx: &mut Tx<'_>, of: &Contact, family: Option<FamilyId>) -> Result<()> {
    let Some(family) = family else { return Ok(()) };
    let Some(lead) = guard::lead_of(tx.conn(), family)? else { return Ok(()) };
    let title = match of.kind.as_str() {
        _ if of.danger => "A child may be in danger: the front door was told",
        intake::POLICE => "A notification from the police: the front door decides what follows",
        _ => "A new contact: the front door decides what follows",
    };
    tell(tx, lead, &News::new(news::NEW_CONTACT, title, format!("/families/{family}")).about(family))
}

/// Somebody named who is in the record of another family than the contact's.
#[derive(Debug, Clone)]
pub struct OfAnother {
    /// Their place in the contact.
    pub place: i64,
    /// In full.
    pub name: String,
    /// Name and reference of each of their families; none where the officer may not know of one of them any more (T17).
    /// Then nothing is asked, and they stay where they are.
    pub families: Vec<(String, String)>,
}

/// Those whom a decision would join to a second family.
pub(crate) fn of_other_families(
    conn: &mut Conn,
    actor: &Actor,
    contact: &Contact,
    people: &[ContactPerson],
) -> Result<Vec<OfAnother>> {
    let mut others = Vec::new();
    for (person, known) in people.iter().filter_map(|person| Some((person, person.person_id?))) {
        let families = people::records::families_of(conn, known)?;
        if families.is_empty() || contact.family_id.is_some_and(|family| families.contains(&family)) {
            continue;
        }
        let hidden = guard::any_hidden(conn, actor, &families)?;
        let names = if hidden { vec![] } else { people::records::names(conn, &families)?.into_values().collect() };
        others.push(OfAnother { place: person.place, name: person.name(), families: names });
    }
    Ok(others)
}

/// Whether someone named may be known already and nobody has looked. It names nobody; whom it may be is shown by the
/// page that matches.
pub(crate) fn unmatched(conn: &mut Conn, named: &[ContactPerson]) -> Result<bool> {
    for person in named.iter().filter(|person| person.looked_at.is_none()) {
        // a brother or a namesake is shown to whoever looks, and makes nobody look
        if !matching::likely(conn, &person.sought())?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
