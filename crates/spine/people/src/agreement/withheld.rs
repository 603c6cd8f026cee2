//! Whose details are not shared any more, although another of the family still agrees: with their withdrawal, sharing
//! of *their* data ends for every organisation whose sharing rests on agreement (T26).

use super::{
    agreed::{AgreementState, agreement},
    sharings::sharing,
};
use crate::PersonId;
use access::{Actor, Because, FamilyId, Sight};
use diesel::prelude::*;
use std::collections::BTreeSet;
use store::{Conn, Instant, Result, each};

/// The people of this family whose details whoever reads may not see.
pub(crate) fn withheld_in(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<BTreeSet<PersonId>> {
    // a step up rests on the safety of a child, not on agreement
    if sight.because() == Because::SocialCare {
        return Ok(BTreeSet::new());
    }
    withheld_from(conn, sight.actor(), sight.subject())
}

/// As [`withheld_in`], for what finds people of families that may be opened. Nobody of the council, whose record it is,
/// and nobody of an organisation with whom is shared on another basis.
pub(crate) fn withheld_from(conn: &mut Conn, actor: &Actor, family: FamilyId) -> Result<BTreeSet<PersonId>> {
    let Some(organisation) = actor.organisation.filter(|_| !actor.own) else { return Ok(BTreeSet::new()) };
    let bases: Vec<String> = each!(conn, c => sharing::table
        .filter(sharing::family_id.eq(family).and(sharing::organisation_id.eq(organisation)))
        .filter(sharing::ended_at.is_null())
        .select(sharing::basis)
        .load(c))?;
    if bases.iter().any(|basis| basis != crate::rules::AGREEMENT) {
        return Ok(BTreeSet::new());
    }

    let said: Vec<(PersonId, AgreementState, Instant)> = each!(conn, c => agreement::table
        .filter(agreement::family_id.eq(family))
        .order((agreement::recorded_at.desc(), agreement::id.desc()))
        .select((agreement::person_id, agreement::state, agreement::recorded_at))
        .load(c))?;
    let mut heard = BTreeSet::new();
    let last = said.into_iter().filter(|(person, ..)| heard.insert(*person));
    Ok(last.filter(|(_, state, _)| *state == AgreementState::Withdrawn).map(|(person, ..)| person).collect())
}

/// Those of these families whose last word is that they no longer agree: for those who were told of them because they
/// agreed, and are told nothing more (T26). Without a permit; it tells nothing else of anybody.
pub fn withdrawn_among(conn: &mut Conn, families: &[FamilyId]) -> Result<BTreeSet<PersonId>> {
    if families.is_empty() {
        return Ok(BTreeSet::new());
    }
    let said: Vec<(PersonId, AgreementState)> = agreement::table
        .filter(agreement::family_id.eq_any(families))
        .order((agreement::recorded_at.desc(), agreement::id.desc()))
        .select((agreement::person_id, agreement::state))
        .load(conn)?;
    let mut heard = BTreeSet::new();
    let last = said.into_iter().filter(|(person, _)| heard.insert(*person));
    Ok(last.filter(|(_, state)| *state == AgreementState::Withdrawn).map(|(person, _)| person).collect())
}
