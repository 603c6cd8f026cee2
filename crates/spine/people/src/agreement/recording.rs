//! Recording what somebody said when asked, with what follows from it for sharing.

use super::{
    agreed::{Agreement, AgreementId, AgreementState, agreement, in_force, latest},
    sharings::{Sharing, grant, sharings, stop},
};
use crate::{PersonId, events, records, rules};
use access::{FamilyId, Permit, Sight, Themself, family, guard, own_place};
use chrono::Months;
use diesel::prelude::*;
use store::{Result, Tx};

/// What someone said, as it is to be recorded.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as the columns of agreement")]
pub struct Agreed {
    pub person: PersonId,
    pub state: AgreementState,
    pub how: String,
    pub words: String,
    pub capacity: String,
}

/// Records what someone said; agreement lasts so many `months`. A withdrawal that leaves nobody's agreement in force
/// ends at once every sharing that rests on agreement (T26); how many ended is returned.
///
/// # Errors
/// [`rules::CannotRecordAgreement`]; [`web::Error::NotFound`] when the person is not in this family.
pub fn record(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::RecordAgreement>,
    agreed: &Agreed,
    months: u32,
) -> web::Result<usize> {
    let signature = permit.actor().signature();
    keep(tx, permit, agreed, months, &signature)
}

/// Somebody says in a place of their own that they no longer agree: by the same rules, and with the same end of what
/// rests on it (T26).
///
/// # Errors
/// As [`record`].
pub fn withdraw_own<S: Themself>(
    tx: &mut Tx<'_>,
    permit: &Permit<S, own_place::Decide>,
    words: &str,
) -> web::Result<usize> {
    let person = PersonId(permit.subject().person());
    let agreed = Agreed {
        person,
        state: AgreementState::Withdrawn,
        how: "own-place".into(),
        words: words.to_owned(),
        capacity: String::new(),
    };
    let name = records::find_person(tx.conn(), person)?.name();
    keep(tx, &permit.of_family(), &agreed, 0, &name)
}

fn keep(tx: &mut Tx<'_>, sight: &Sight<FamilyId>, agreed: &Agreed, months: u32, signature: &str) -> web::Result<usize> {
    rules::agreement(agreed.state == AgreementState::Withdrawn, &agreed.words)?;
    let members = records::members_of(tx.conn(), sight.subject())?;
    let member = members.iter().find(|member| member.person.id == agreed.person).ok_or(web::Error::NotFound)?;

    let (now, family) = (tx.now, sight.subject());
    let given = agreed.state == AgreementState::Given;
    let row = Agreement {
        id: AgreementId::new(),
        family_id: family,
        person_id: agreed.person,
        state: agreed.state,
        how: agreed.how.clone(),
        words: agreed.words.clone(),
        capacity: agreed.capacity.clone(),
        recorded_by: tx.who.account,
        recorded_at: now,
        expires_on: given.then(|| now.date() + Months::new(months)),
    };
    diesel::insert_into(agreement::table).values(&row).execute(tx.conn())?;
    tell(tx, sight, agreed, (&member.person.name(), signature))?;
    keep_until(tx, sight)?;

    if given {
        carry_on(tx, sight)?;
        return Ok(0);
    }
    if in_force(tx.conn(), sight, now.date())? {
        return Ok(0);
    }
    Ok(stop_what_rests_on_it(tx, sight, signature)?)
}

/// Until when the family agrees, for those whose sight rests on it.
fn keep_until(tx: &mut Tx<'_>, sight: &Sight<FamilyId>) -> Result<()> {
    let today = tx.now.date();
    let latest = latest(tx.conn(), sight)?;
    let until = latest.into_iter().filter(|one| one.in_force(today)).filter_map(|one| one.expires_on).max();
    guard::agree(tx.conn(), sight.subject(), until)
}

/// The event, and the line of the chronology in the person's own words.
fn tell(tx: &mut Tx<'_>, sight: &Sight<FamilyId>, agreed: &Agreed, (name, signature): (&str, &str)) -> Result<()> {
    let title = match agreed.state {
        AgreementState::Given => format!("{name} agreed to be supported"),
        AgreementState::Refused => format!("{name} did not agree to be supported"),
        AgreementState::Withdrawn => format!("{name} withdrew their agreement"),
    };
    let family = sight.subject();
    let event = events::AGREEMENT
        .on(family.0)
        .family(family)
        .detail(serde_json::json!({"person": agreed.person, "state": agreed.state, "how": agreed.how}))
        .line(title, agreed.words.clone(), signature);
    tx.record(event)?;
    Ok(())
}

/// Agreement given again carries on what rests on it.
fn carry_on(tx: &mut Tx<'_>, sight: &Sight<FamilyId>) -> Result<()> {
    let today = tx.now.date();
    for sharing in sharings(tx.conn(), sight)?.iter().filter(|sharing| sharing.in_force(today)) {
        grant(tx, sight, sharing)?;
    }
    Ok(())
}

/// Nobody agrees any more: what rests on agreement ends; how many did.
fn stop_what_rests_on_it(tx: &mut Tx<'_>, sight: &Sight<FamilyId>, signature: &str) -> Result<usize> {
    let mut resting: Vec<Sharing> = sharings(tx.conn(), sight)?;
    resting.retain(|sharing| sharing.rests_on_agreement() && sharing.ended_at.is_none());
    for sharing in &resting {
        stop(tx, signature, sharing, "agreement-withdrawn")?;
    }
    Ok(resting.len())
}
