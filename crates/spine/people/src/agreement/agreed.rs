//! Agreement to be supported: what each person said when asked, in their own words.

use crate::{PersonId, PersonUid};
use access::{AccountId, FamilyId, Sight};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, each};

store::strict_id!(
    /// A record of agreement.
    AgreementId,
    AgreementUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid};
    use super::{AgreementUid, PersonUid};
    use store::types::Utc;

    agreement (id) {
        id -> AgreementUid,
        family_id -> FamilyUid,
        person_id -> PersonUid,
        state -> Text,
        how -> Text,
        words -> Text,
        capacity -> Text,
        recorded_by -> Nullable<AccountUid>,
        recorded_at -> Utc,
        expires_on -> Nullable<Date>,
    }
}

store::coded! {
    /// What someone said when asked.
    pub enum AgreementState {
        /// Yes.
        Given = "given",
        /// No.
        Refused = "refused",
        /// No longer.
        Withdrawn = "withdrawn",
    }
}

/// A record of agreement.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = agreement, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Agreement {
    pub id: AgreementId,
    pub family_id: FamilyId,
    pub person_id: PersonId,
    pub state: AgreementState,
    pub how: String,
    pub words: String,
    pub capacity: String,
    pub recorded_by: Option<AccountId>,
    pub recorded_at: Instant,
    pub expires_on: Option<NaiveDate>,
}

impl Agreement {
    /// Whether it is a yes that is not too old on this day.
    pub fn in_force(&self, today: NaiveDate) -> bool {
        self.state == AgreementState::Given && self.expires_on.is_none_or(|on| on >= today)
    }
}

/// Whether anyone's agreement is in force: the last word of at least one person is yes, and not too old. Enough for what
/// ends with the last of them; what begins asks [`super::grounds`].
pub fn in_force(conn: &mut Conn, sight: &Sight<FamilyId>, today: NaiveDate) -> Result<bool> {
    Ok(latest(conn, sight)?.iter().any(|agreement| agreement.in_force(today)))
}

/// The last word of each person.
pub fn latest(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Agreement>> {
    latest_of(conn, sight.subject())
}

pub(super) fn latest_of(conn: &mut Conn, family: FamilyId) -> Result<Vec<Agreement>> {
    let all: Vec<Agreement> = each!(conn, c => agreement::table
        .filter(agreement::family_id.eq(family))
        .order((agreement::recorded_at.desc(), agreement::id.desc()))
        .select(Agreement::as_select())
        .load(c))?;

    let mut last: Vec<Agreement> = Vec::new();
    for one in all {
        if last.iter().all(|later| later.person_id != one.person_id) {
            last.push(one);
        }
    }
    Ok(last)
}

/// When the family first agreed in a period that began at this moment: the first yes in it, or its beginning where
/// somebody's yes still held then. Without a permit, as clocks ask it; it tells nothing of who said what.
pub fn agreed_since(conn: &mut Conn, family: FamilyId, began: Instant) -> Result<Option<Instant>> {
    let said: Vec<(PersonId, AgreementState, Instant, Option<NaiveDate>)> = each!(conn, c => agreement::table
        .filter(agreement::family_id.eq(family))
        .order((agreement::recorded_at, agreement::id))
        .select((agreement::person_id, agreement::state, agreement::recorded_at, agreement::expires_on))
        .load(c))?;

    let mut held = BTreeMap::new();
    for (person, state, _, until) in said.iter().filter(|(_, _, at, _)| *at < began) {
        held.insert(*person, (*state, *until));
    }
    let day = began.date();
    if held.values().any(|(state, until)| *state == AgreementState::Given && until.is_none_or(|on| on >= day)) {
        return Ok(Some(began));
    }
    let mut first = said.iter().filter(|(_, state, at, _)| *at >= began && *state == AgreementState::Given);
    Ok(first.next().map(|(_, _, at, _)| *at))
}
