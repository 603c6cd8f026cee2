//! On what lawful basis a record is kept, per purpose, and whether the privacy notice was given.

use crate::events;
use access::{AccountId, FamilyId, Permit, Sight, family};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, Tx};

store::strict_id!(
    /// A lawful basis.
    BasisId,
    BasisUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid};
    use super::BasisUid;
    use store::types::Utc;

    lawful_basis (id) {
        id -> BasisUid,
        family_id -> FamilyUid,
        purpose -> Text,
        basis -> Text,
        notice_given_on -> Nullable<Date>,
        recorded_by -> Nullable<AccountUid>,
        recorded_at -> Utc,
    }
}

/// A lawful basis.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = lawful_basis, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Basis {
    pub id: BasisId,
    pub family_id: FamilyId,
    pub purpose: String,
    pub basis: String,
    pub notice_given_on: Option<NaiveDate>,
    pub recorded_by: Option<AccountId>,
    pub recorded_at: Instant,
}

/// Records a lawful basis and whether the privacy notice was given.
pub fn record_basis(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::RecordAgreement>,
    purpose: &str,
    basis: &str,
    notice: Option<NaiveDate>,
) -> Result<()> {
    let row = Basis {
        id: BasisId::new(),
        family_id: permit.subject(),
        purpose: purpose.into(),
        basis: basis.into(),
        notice_given_on: notice,
        recorded_by: tx.who.account,
        recorded_at: tx.now,
    };
    diesel::insert_into(lawful_basis::table).values(&row).execute(tx.conn())?;

    let detail = serde_json::json!({"purpose": purpose, "basis": basis, "notice": notice});
    tx.record(events::BASIS.on(row.family_id.0).family(row.family_id).detail(detail))?;
    Ok(())
}

/// The lawful bases of a family, newest first.
pub fn bases(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Basis>> {
    Ok(lawful_basis::table
        .filter(lawful_basis::family_id.eq(sight.subject()))
        .order(lawful_basis::recorded_at.desc())
        .select(Basis::as_select())
        .load(conn)?)
}
