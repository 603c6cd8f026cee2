//! Agreement to be supported: what each person said when asked, in their own words.

use crate::{PersonId, PersonUid};
use access::{AccountId, FamilyId, Sight};
use chrono::NaiveDate;
use diesel::prelude::*;
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

/// Whether anyone's agreement is in force: the last word of at least one person is yes, and not too old.
pub fn in_force(conn: &mut Conn, sight: &Sight<FamilyId>, today: NaiveDate) -> Result<bool> {
    Ok(latest(conn, sight)?.iter().any(|agreement| agreement.in_force(today)))
}

/// The last word of each person.
pub fn latest(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Agreement>> {
    let all: Vec<Agreement> = each!(conn, c => agreement::table
        .filter(agreement::family_id.eq(sight.subject()))
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
