//! Three separate records (practice 3): agreement to be supported, per person; lawful basis and privacy notice, per
//! purpose; sharing decisions, per organisation. All are kept; the last of each counts.

use crate::{PersonId, events};
use access::{AccountId, Actor, FamilyId, OrganisationId, Permit, family, guard};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};

pub(crate) const DDL: &str = "
CREATE TABLE agreement (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  person_id $UUID NOT NULL REFERENCES person(id), state TEXT NOT NULL, how TEXT NOT NULL, words TEXT NOT NULL,
  capacity TEXT NOT NULL, recorded_by $UUID, recorded_at $INSTANT NOT NULL, expires_on $DATE) $STRICT;
CREATE INDEX agreement_family ON agreement(family_id);
CREATE TABLE lawful_basis (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id), purpose TEXT NOT NULL,
  basis TEXT NOT NULL, notice_given_on $DATE, recorded_by $UUID, recorded_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX lawful_basis_family ON lawful_basis(family_id);
CREATE TABLE sharing (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  organisation_id $UUID NOT NULL REFERENCES organisation(id), scope TEXT NOT NULL, basis TEXT NOT NULL, reason TEXT NOT NULL,
  told $BOOL, why_not_told TEXT NOT NULL, decided_by $UUID, decided_at $INSTANT NOT NULL, expires_on $DATE,
  ended_at $INSTANT, ended_because TEXT NOT NULL) $STRICT;
CREATE INDEX sharing_family ON sharing(family_id);";

store::strict_id!(
    /// A record of agreement.
    AgreementId,
    AgreementUid
);

store::strict_id!(
    /// A sharing decision.
    SharingId,
    SharingUid
);

store::strict_id!(
    /// A lawful basis.
    BasisId,
    BasisUid
);

diesel::table! { use diesel::sql_types::*; use access::{FamilyUid, AccountUid}; use crate::PersonUid; use store::types::Utc; use super::AgreementUid;
agreement (id) { id -> AgreementUid, family_id -> FamilyUid, person_id -> PersonUid, state -> Text, how -> Text, words -> Text,
    capacity -> Text, recorded_by -> Nullable<AccountUid>, recorded_at -> Utc, expires_on -> Nullable<Date>, } }
diesel::table! { use diesel::sql_types::*; use access::{FamilyUid, AccountUid}; use store::types::Utc; use super::BasisUid;
lawful_basis (id) { id -> BasisUid, family_id -> FamilyUid, purpose -> Text, basis -> Text, notice_given_on -> Nullable<Date>,
    recorded_by -> Nullable<AccountUid>, recorded_at -> Utc, } }
diesel::table! { use diesel::sql_types::*; use access::{FamilyUid, AccountUid, OrganisationUid}; use store::types::Utc; use super::SharingUid;
sharing (id) { id -> SharingUid, family_id -> FamilyUid, organisation_id -> OrganisationUid, scope -> Text, basis -> Text,
    reason -> Text, told -> Nullable<Bool>, why_not_told -> Text, decided_by -> Nullable<AccountUid>, decided_at -> Utc,
    expires_on -> Nullable<Date>, ended_at -> Nullable<Utc>, ended_because -> Text, } }
store::coded! {
    /// What someone said when asked.
    pub enum State {
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
    pub state: State,
    pub how: String,
    pub words: String,
    pub capacity: String,
    pub recorded_by: Option<AccountId>,
    pub recorded_at: Instant,
    pub expires_on: Option<NaiveDate>,
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

/// A sharing decision.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = sharing, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Sharing {
    pub id: SharingId,
    pub family_id: FamilyId,
    pub organisation_id: OrganisationId,
    pub scope: String,
    pub basis: String,
    pub reason: String,
    pub told: Option<bool>,
    pub why_not_told: String,
    pub decided_by: Option<AccountId>,
    pub decided_at: Instant,
    pub expires_on: Option<NaiveDate>,
    pub ended_at: Option<Instant>,
    pub ended_because: String,
}

impl Sharing {
    /// Whether it is in force on this day.
    pub fn in_force(&self, today: NaiveDate) -> bool {
        self.ended_at.is_none() && self.expires_on.is_none_or(|on| on >= today)
    }
}

/// What someone said, as it was recorded.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as the columns of agreement")]
pub struct Said {
    pub person: PersonId,
    pub state: State,
    pub how: String,
    pub words: String,
    pub capacity: String,
}

/// Records what someone said. A withdrawal that leaves nobody's agreement in force ends at once every sharing that
/// rests on agreement (T26); how many ended is returned.
pub fn record(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::RecordAgreement>,
    said: &Said,
    name: &str,
    months: u32,
) -> Result<usize> {
    let (now, family) = (tx.now, permit.subject());
    let expires_on = (said.state == State::Given).then(|| now.date() + Months::new(months));
    let row = Agreement {
        id: AgreementId::new(),
        family_id: family,
        person_id: said.person,
        state: said.state,
        how: said.how.clone(),
        words: said.words.clone(),
        capacity: said.capacity.clone(),
        recorded_by: tx.who.account,
        recorded_at: now,
        expires_on,
    };
    diesel::insert_into(agreement::table).values(&row).execute(tx.conn())?;
    let title = match said.state {
        State::Given => format!("{name} agreed to be supported"),
        State::Refused => format!("{name} did not agree to be supported"),
        State::Withdrawn => format!("{name} withdrew their agreement"),
    };
    let event = events::AGREEMENT
        .on(family.0)
        .family(family)
        .detail(serde_json::json!({"person": said.person, "state": said.state, "how": said.how}))
        .line(title, said.words.clone(), permit.actor().signature());
    tx.record(event)?;
    if said.state == State::Given {
        // agreement given again carries on what rests on it
        for one in sharings(tx.conn(), family)?.iter().filter(|s| s.in_force(now.date())) {
            let until = granted_until(tx.conn(), family, now.date(), one)?;
            guard::grant(tx.conn(), family, one.organisation_id, until)?;
        }
    }
    if said.state == State::Given || in_force(tx.conn(), family, now.date())? {
        return Ok(0);
    }
    let resting: Vec<Sharing> =
        sharings(tx.conn(), family)?.into_iter().filter(|s| s.basis == "agreement" && s.ended_at.is_none()).collect();
    for one in &resting {
        stop_sharing(tx, permit.actor(), one, "agreement-withdrawn")?;
    }
    Ok(resting.len())
}

/// Whether anyone's agreement is in force: the last word of at least one person is yes, and not too old.
pub fn in_force(conn: &mut Conn, family: FamilyId, today: NaiveDate) -> Result<bool> {
    Ok(latest(conn, family)?.iter().any(|a| a.state == State::Given && a.expires_on.is_none_or(|on| on >= today)))
}

/// Until when a sharing lets the organisation in: what rests on agreement ends with it (T26).
fn granted_until(conn: &mut Conn, family: FamilyId, today: NaiveDate, one: &Sharing) -> Result<Option<NaiveDate>> {
    if one.basis != "agreement" {
        return Ok(one.expires_on);
    }
    let last = latest(conn, family)?.into_iter().filter(|a| a.state == State::Given).filter_map(|a| a.expires_on).max();
    let agreed = last.unwrap_or(today);
    Ok(Some(one.expires_on.map_or(agreed, |on| on.min(agreed))))
}

/// The last word of each person.
pub fn latest(conn: &mut Conn, family: FamilyId) -> Result<Vec<Agreement>> {
    let all: Vec<Agreement> = each!(conn, c => agreement::table
        .filter(agreement::family_id.eq(family))
        .order((agreement::recorded_at.desc(), agreement::id.desc()))
        .select(Agreement::as_select())
        .load(c))?;
    let mut last: Vec<Agreement> = Vec::new();
    for one in all {
        if last.iter().all(|l| l.person_id != one.person_id) {
            last.push(one);
        }
    }
    Ok(last)
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
pub fn bases(conn: &mut Conn, family: FamilyId) -> Result<Vec<Basis>> {
    Ok(lawful_basis::table
        .filter(lawful_basis::family_id.eq(family))
        .order(lawful_basis::recorded_at.desc())
        .select(Basis::as_select())
        .load(conn)?)
}

/// What is decided about sharing with an organisation.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as the columns of sharing")]
pub struct NewSharing {
    pub organisation: OrganisationId,
    pub scope: String,
    pub basis: String,
    pub reason: String,
    pub told: Option<bool>,
    pub why_not_told: String,
    pub expires_on: Option<NaiveDate>,
}

/// Shares with an organisation; the rule has been asked.
pub fn share(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::DecideSharing>,
    new: &NewSharing,
    organisation_name: &str,
) -> Result<()> {
    let (now, family) = (tx.now, permit.subject());
    let row = Sharing {
        id: SharingId::new(),
        family_id: family,
        organisation_id: new.organisation,
        scope: new.scope.clone(),
        basis: new.basis.clone(),
        reason: new.reason.clone(),
        told: new.told,
        why_not_told: new.why_not_told.clone(),
        decided_by: tx.who.account,
        decided_at: now,
        expires_on: new.expires_on,
        ended_at: None,
        ended_because: String::new(),
    };
    diesel::update(
        sharing::table
            .filter(sharing::family_id.eq(family))
            .filter(sharing::organisation_id.eq(new.organisation))
            .filter(sharing::ended_at.is_null()),
    )
    .set((sharing::ended_at.eq(Some(now)), sharing::ended_because.eq("replaced")))
    .execute(tx.conn())?;
    diesel::insert_into(sharing::table).values(&row).execute(tx.conn())?;
    let until = granted_until(tx.conn(), family, now.date(), &row)?;
    guard::grant(tx.conn(), family, new.organisation, until)?;
    let detail = serde_json::json!({"organisation": new.organisation, "basis": new.basis, "told": new.told, "expires_on": new.expires_on});
    let event = events::SHARING_DECIDED.on(family.0).family(family).detail(detail).line(
        format!("Shared with {organisation_name}"),
        new.scope.clone(),
        permit.actor().signature(),
    );
    tx.record(event)?;
    Ok(())
}

/// Ends a sharing at once: the organisation's people lose the family with their next request.
pub fn end_sharing(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::DecideSharing>,
    one: &Sharing,
    because: &str,
) -> Result<()> {
    stop_sharing(tx, permit.actor(), one, because)
}

/// As [`end_sharing`], also where it ends because the agreement that it rests on is withdrawn.
fn stop_sharing(tx: &mut Tx<'_>, actor: &Actor, one: &Sharing, because: &str) -> Result<()> {
    let now = tx.now;
    diesel::update(sharing::table.find(one.id))
        .set((sharing::ended_at.eq(Some(now)), sharing::ended_because.eq(because)))
        .execute(tx.conn())?;
    guard::revoke(tx.conn(), one.family_id, one.organisation_id)?;

    let detail = serde_json::json!({"organisation": one.organisation_id, "because": because});
    let name = access::accounts::find_organisation(tx.conn(), one.organisation_id)?.name;
    let event = events::SHARING_ENDED.on(one.family_id.0).family(one.family_id).detail(detail);
    tx.record(event.line(format!("Sharing with {name} ended"), "", actor.signature()))?;
    Ok(())
}

/// All sharing decisions about a family, newest first.
pub fn sharings(conn: &mut Conn, family: FamilyId) -> Result<Vec<Sharing>> {
    Ok(sharing::table
        .filter(sharing::family_id.eq(family))
        .order(sharing::decided_at.desc())
        .select(Sharing::as_select())
        .load(conn)?)
}
