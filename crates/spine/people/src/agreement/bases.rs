//! On what lawful basis a record is kept, per purpose, and whether the privacy notice was given.

use crate::{events, rules};
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
        reason -> Text,
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
    /// Why it applies rather than agreement; empty where only the privacy notice was given once more.
    pub reason: String,
}

/// The purpose for which records are kept here.
const PURPOSE: &str = "early-help";

/// A lawful basis as it is to be recorded.
#[derive(Debug, Clone, Default)]
pub struct NewBasis {
    /// A word of the pack's `sharing-basis`.
    pub basis: String,
    /// Why it applies rather than agreement.
    pub reason: String,
    /// When the privacy notice was given, if it was now.
    pub notice: Option<NaiveDate>,
}

/// Records a lawful basis and whether the privacy notice was given.
///
/// # Errors
/// [`rules::CannotNameBasis::WithoutReason`].
pub fn record_basis(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::RecordAgreement>,
    new: NewBasis,
) -> web::Result<()> {
    rules::basis(&new.basis, &new.reason)?;
    Ok(insert(tx, permit, new)?)
}

/// Records that the privacy notice was given, on the basis that is there.
///
/// # Errors
/// [`rules::CannotNameBasis::NoticeWithoutBasis`].
pub fn record_notice(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::RecordAgreement>,
    on: NaiveDate,
) -> web::Result<()> {
    let last = bases(tx.conn(), permit)?.into_iter().next();
    rules::notice(last.is_some())?;
    let basis = last.map(|last| last.basis).unwrap_or_default();
    Ok(insert(tx, permit, NewBasis { basis, reason: String::new(), notice: Some(on) })?)
}

fn insert(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::RecordAgreement>, new: NewBasis) -> Result<()> {
    let row = Basis {
        id: BasisId::new(),
        family_id: permit.subject(),
        purpose: PURPOSE.into(),
        basis: new.basis,
        notice_given_on: new.notice,
        recorded_by: tx.who.account,
        recorded_at: tx.now,
        reason: new.reason,
    };
    diesel::insert_into(lawful_basis::table).values(&row).execute(tx.conn())?;

    let detail = serde_json::json!({"purpose": row.purpose, "basis": row.basis, "notice": row.notice_given_on});
    tx.record(events::BASIS.on(row.family_id.0).family(row.family_id).detail(detail))?;
    Ok(())
}

/// The lawful bases of a family, newest first.
pub fn bases(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Basis>> {
    bases_of(conn, sight.subject())
}

pub(super) fn bases_of(conn: &mut Conn, family: FamilyId) -> Result<Vec<Basis>> {
    Ok(lawful_basis::table
        .filter(lawful_basis::family_id.eq(family))
        .order((lawful_basis::recorded_at.desc(), lawful_basis::id.desc()))
        .select(Basis::as_select())
        .load(conn)?)
}
