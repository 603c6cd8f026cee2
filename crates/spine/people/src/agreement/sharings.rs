//! With which organisation a family's record is shared, on what grounds, until when. What rests on agreement ends
//! with it (T26).

use super::{
    agreed::{AgreementState, latest},
    standing::grounds,
};
use crate::{PersonId, events, rules};
use access::{AccountId, FamilyId, OrganisationId, Permit, Sight, Themself, accounts, family, guard, own_place};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Instant, MultiBackend, Result, Tx};

store::strict_id!(
    /// A sharing decision.
    SharingId,
    SharingUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid, OrganisationUid};
    use super::SharingUid;
    use store::types::Utc;

    sharing (id) {
        id -> SharingUid,
        family_id -> FamilyUid,
        organisation_id -> OrganisationUid,
        scope -> Text,
        basis -> Text,
        reason -> Text,
        told -> Nullable<Bool>,
        why_not_told -> Text,
        decided_by -> Nullable<AccountUid>,
        decided_at -> Utc,
        expires_on -> Nullable<Date>,
        ended_at -> Nullable<Utc>,
        ended_because -> Text,
    }
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

    /// Whether it rests on the family's agreement.
    pub fn rests_on_agreement(&self) -> bool {
        self.basis == rules::AGREEMENT
    }
}

/// All sharing decisions about a family, newest first.
pub fn sharings(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Sharing>> {
    Ok(sharing::table
        .filter(sharing::family_id.eq(sight.subject()))
        .order(sharing::decided_at.desc())
        .select(Sharing::as_select())
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

/// Whether this may be shared: asked by [`share`] itself, and by a page that tells of all faults at once.
///
/// # Errors
/// [`rules::CannotShare`].
pub fn may_share(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    pack: &Pack,
    today: NaiveDate,
    new: &NewSharing,
) -> web::Result<()> {
    let agreed = grounds(conn, sight, pack, today)?.is_agreed();
    let own = accounts::find_organisation(conn, new.organisation)?.own;
    rules::sharing(&rules::Sharing {
        basis: &new.basis,
        agreed,
        reason: &new.reason,
        told: new.told,
        why_not_told: &new.why_not_told,
        own,
        past: new.expires_on.is_some_and(|on| on < today),
    })?;
    Ok(())
}

/// Shares with an organisation; what was decided about it before ends.
///
/// # Errors
/// [`rules::CannotShare`].
pub fn share(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::DecideSharing>,
    pack: &Pack,
    new: &NewSharing,
) -> web::Result<()> {
    let (now, today, family) = (tx.now, tx.now.date(), permit.subject());
    may_share(tx.conn(), permit, pack, today, new)?;

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
    let before = sharing::table.filter(
        sharing::family_id
            .eq(family)
            .and(sharing::organisation_id.eq(new.organisation))
            .and(sharing::ended_at.is_null()),
    );
    diesel::update(before)
        .set((sharing::ended_at.eq(Some(now)), sharing::ended_because.eq("replaced")))
        .execute(tx.conn())?;
    diesel::insert_into(sharing::table).values(&row).execute(tx.conn())?;
    grant(tx, permit, &row)?;

    let detail = serde_json::json!({
        "organisation": new.organisation, "basis": new.basis, "told": new.told, "expires_on": new.expires_on
    });
    let organisation = accounts::find_organisation(tx.conn(), new.organisation)?.name;
    let event = events::SHARING_DECIDED.on(family.0).family(family).detail(detail).line(
        format!("Shared with {organisation}"),
        new.scope.clone(),
        permit.actor().signature(),
    );
    tx.record(event)?;
    Ok(())
}

/// Lets the organisation in for as long as the sharing says.
pub(super) fn grant(tx: &mut Tx<'_>, sight: &Sight<FamilyId>, one: &Sharing) -> Result<()> {
    let today = tx.now.date();
    let until = granted_until(tx.conn(), sight, today, one)?;
    guard::grant(tx.conn(), one.family_id, one.organisation_id, until)
}

/// Until when a sharing lets the organisation in: what rests on agreement ends with it (T26).
fn granted_until(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    today: NaiveDate,
    one: &Sharing,
) -> Result<Option<NaiveDate>> {
    if !one.rests_on_agreement() {
        return Ok(one.expires_on);
    }
    let given = latest(conn, sight)?.into_iter().filter(|agreement| agreement.state == AgreementState::Given);
    let agreed = given.filter_map(|agreement| agreement.expires_on).max().unwrap_or(today);
    Ok(Some(one.expires_on.map_or(agreed, |on| on.min(agreed))))
}

/// Ends a sharing at once: the organisation's people lose the family with their next request.
///
/// # Errors
/// [`store::Error::Missing`] when it is another family's, or ended already.
pub fn end_sharing(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::DecideSharing>,
    id: SharingId,
    because: &str,
) -> Result<()> {
    let there = sharing::table.filter(sharing::id.eq(id).and(sharing::family_id.eq(permit.subject())));
    let live = there.filter(sharing::ended_at.is_null());
    let one: Sharing = live.select(Sharing::as_select()).first(tx.conn())?;
    stop(tx, &permit.actor().signature(), &one, because)
}

/// Somebody ends in a place of their own a sharing that rests on agreement, at once.
///
/// # Errors
/// [`store::Error::Missing`] when it is another family's, ended already, or rests on another basis.
pub fn end_own_sharing<S: Themself>(
    tx: &mut Tx<'_>,
    permit: &Permit<S, own_place::Decide>,
    id: SharingId,
) -> Result<Sharing> {
    let sight = permit.of_family();
    let there = sharing::table.filter(sharing::id.eq(id).and(sharing::family_id.eq(sight.subject())));
    let live = there.filter(sharing::ended_at.is_null());
    let one: Sharing = live.select(Sharing::as_select()).first(tx.conn())?;
    if !one.rests_on_agreement() {
        return Err(store::Error::Missing);
    }
    let name = crate::records::find_person(tx.conn(), PersonId(permit.subject().person()))?.name();
    stop(tx, &name, &one, "ended-by-the-family")?;
    Ok(one)
}

/// As [`end_sharing`], also where it ends because the agreement that it rests on is withdrawn.
pub(super) fn stop(tx: &mut Tx<'_>, signature: &str, one: &Sharing, because: &str) -> Result<()> {
    let now = tx.now;
    diesel::update(sharing::table.find(one.id))
        .set((sharing::ended_at.eq(Some(now)), sharing::ended_because.eq(because)))
        .execute(tx.conn())?;
    guard::revoke(tx.conn(), one.family_id, one.organisation_id)?;

    let detail = serde_json::json!({"organisation": one.organisation_id, "because": because});
    let name = accounts::find_organisation(tx.conn(), one.organisation_id)?.name;
    let event = events::SHARING_ENDED.on(one.family_id.0).family(one.family_id).detail(detail);
    tx.record(event.line(format!("Sharing with {name} ended"), "", signature))?;
    Ok(())
}
