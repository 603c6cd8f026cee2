//! Changes of entries that wait to be looked at, as they are kept. [`crate::proposals`] makes and decides them.

use crate::{
    body::Body,
    ids::{ProviderId, ProviderUid, ServiceId, ServiceUid},
    rules,
};
use access::{AccountId, AccountUid};
use diesel::prelude::*;
use store::{Conn, Instant, Json, MultiBackend, Result};

pub(crate) const DDL: &str = "
CREATE TABLE service_proposal (id $UUID PRIMARY KEY NOT NULL, service_id $UUID, \
    provider_id $UUID NOT NULL REFERENCES provider(id),
  base $INT8 NOT NULL, body $JSON NOT NULL, by_id $UUID NOT NULL REFERENCES account(id), by_name TEXT NOT NULL, \
    at $INSTANT NOT NULL,
  decided_at $INSTANT, decided_by $UUID REFERENCES account(id), approved $BOOL, reason TEXT NOT NULL) $STRICT;
CREATE INDEX service_proposal_open ON service_proposal(at) WHERE decided_at IS NULL;
CREATE INDEX service_proposal_service ON service_proposal(service_id);";

store::strict_id!(
    /// A change that waits.
    ProposalId,
    ProposalUid
);

diesel::table! {
use diesel::sql_types::*;
use store::types::{Jsonb, Utc};
use super::{AccountUid, ProposalUid, ProviderUid, ServiceUid};
service_proposal (id) {
    id -> ProposalUid, service_id -> Nullable<ServiceUid>, provider_id -> ProviderUid, base -> BigInt, body -> Jsonb,
    by_id -> AccountUid, by_name -> Text, at -> Utc, decided_at -> Nullable<Utc>, decided_by -> Nullable<AccountUid>,
    approved -> Nullable<Bool>, reason -> Text,
} }

/// A change of an entry that somebody proposed.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = service_proposal, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Proposal {
    pub id: ProposalId,
    /// None for a service that is not in the directory yet.
    pub service_id: Option<ServiceId>,
    pub provider_id: ProviderId,
    /// The version from which they started.
    pub base: i64,
    pub body: Json<Body>,
    pub by_id: AccountId,
    pub by_name: String,
    pub at: Instant,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<AccountId>,
    pub approved: Option<bool>,
    pub reason: String,
}

/// Takes the places out of every proposed change of a service whose place may not be known (T16).
pub(crate) fn forget_places(conn: &mut Conn, id: ServiceId) -> Result<()> {
    let all = service_proposal::table.filter(service_proposal::service_id.eq(Some(id)));
    let rows: Vec<(ProposalId, Json<Body>)> = all.select((service_proposal::id, service_proposal::body)).load(conn)?;

    for (id, Json(body)) in rows {
        let body = rules::without_clues(Body { confidential: true, ..body });
        diesel::update(service_proposal::table.find(id)).set(service_proposal::body.eq(Json(body))).execute(conn)?;
    }
    Ok(())
}
