//! With which organisation a family's record is *not* shared although they asked, and why: kept like a decision to share
//! (evidence 10). It never gives sight of anything.

use super::sharings::sharings;
use crate::{events, rules};
use access::{AccountId, FamilyId, OrganisationId, Permit, Sight, accounts, family};
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, Tx};

store::strict_id!(
    /// A decision not to share.
    DeclinedId,
    DeclinedUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid, OrganisationUid};
    use super::DeclinedUid;
    use store::types::Utc;

    sharing_declined (id) {
        id -> DeclinedUid,
        family_id -> FamilyUid,
        organisation_id -> OrganisationUid,
        asked_for -> Text,
        asked_by -> Text,
        reason -> Text,
        decided_by -> Nullable<AccountUid>,
        decided_at -> Utc,
    }
}

/// A decision not to share.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = sharing_declined, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Declined {
    pub id: DeclinedId,
    pub family_id: FamilyId,
    pub organisation_id: OrganisationId,
    pub asked_for: String,
    pub asked_by: String,
    pub reason: String,
    pub decided_by: Option<AccountId>,
    pub decided_at: Instant,
}

/// What is decided not to be shared.
#[derive(Debug, Clone)]
pub struct NewDeclined {
    /// With whom.
    pub organisation: OrganisationId,
    /// What they asked for.
    pub asked_for: String,
    /// Who of them asked.
    pub asked_by: String,
    /// Why it is not shared.
    pub reason: String,
}

/// Whether it may be recorded so: asked by [`decline_sharing`] itself, and by a page that tells of all faults at once.
///
/// # Errors
/// [`rules::CannotDecline`].
pub fn may_decline(tx: &mut Tx<'_>, sight: &Sight<FamilyId>, new: &NewDeclined) -> web::Result<()> {
    let today = tx.now.date();
    let going_on = sharings(tx.conn(), sight)?;
    let own = accounts::find_organisation(tx.conn(), new.organisation)?.own;
    rules::decline(&rules::Declining {
        own,
        shared: going_on.iter().any(|one| one.organisation_id == new.organisation && one.in_force(today)),
        asked_for: &new.asked_for,
        asked_by: &new.asked_by,
        reason: &new.reason,
    })?;
    Ok(())
}

/// Keeps that something is not shared, and why.
///
/// # Errors
/// [`rules::CannotDecline`].
pub fn decline_sharing(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::DecideSharing>,
    new: &NewDeclined,
) -> web::Result<()> {
    may_decline(tx, permit, new)?;

    let row = Declined {
        id: DeclinedId::new(),
        family_id: permit.subject(),
        organisation_id: new.organisation,
        asked_for: new.asked_for.clone(),
        asked_by: new.asked_by.clone(),
        reason: new.reason.clone(),
        decided_by: tx.who.account,
        decided_at: tx.now,
    };
    diesel::insert_into(sharing_declined::table).values(&row).execute(tx.conn())?;

    let name = accounts::find_organisation(tx.conn(), new.organisation)?.name;
    let detail = serde_json::json!({"organisation": new.organisation});
    let event = events::SHARING_DECLINED.on(row.family_id.0).family(row.family_id).detail(detail);
    // what was asked for and why not stand on the page of sharing, for those who decide it
    tx.record(event.line(format!("It was decided not to share with {name}"), "", permit.actor().signature()))?;
    Ok(())
}

/// All decisions not to share of a family, newest first.
pub fn declined(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Declined>> {
    Ok(sharing_declined::table
        .filter(sharing_declined::family_id.eq(sight.subject()))
        .order((sharing_declined::decided_at.desc(), sharing_declined::id.desc()))
        .select(Declined::as_select())
        .load(conn)?)
}
