//! Whoever provides services.

use crate::{
    events,
    ids::{ProviderId, ProviderUid, SourceId, SourceUid},
};
use access::{OrganisationId, OrganisationUid};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, MultiBackend, Result, Tx, each};

diesel::table! {
use diesel::sql_types::*;
use super::{OrganisationUid, ProviderUid, SourceUid};
provider (id) {
    id -> ProviderUid, name -> Text, description -> Text, url -> Text, email -> Text,
    organisation_id -> Nullable<OrganisationUid>, approved -> BigInt, source_id -> Nullable<SourceUid>,
    source_key -> Text,
} }

/// Whoever provides services.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = provider, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Provider {
    pub id: ProviderId,
    pub name: String,
    pub description: String,
    pub url: String,
    pub email: String,
    /// The organisation whose people may edit.
    pub organisation_id: Option<OrganisationId>,
    /// How many of their changes were approved.
    pub approved: i64,
    pub source_id: Option<SourceId>,
    pub source_key: String,
}

impl Provider {
    /// One who edits here.
    pub fn named(name: &str, organisation: Option<OrganisationId>) -> Self {
        Self {
            id: ProviderId::new(),
            name: name.into(),
            description: String::new(),
            url: String::new(),
            email: String::new(),
            organisation_id: organisation,
            approved: 0,
            source_id: None,
            source_key: String::new(),
        }
    }
}

/// Adds a provider.
pub fn add_provider(tx: &mut Tx<'_>, row: &Provider) -> Result<()> {
    diesel::insert_into(provider::table).values(row).execute(tx.conn())?;
    tx.record(events::PROVIDER_ADDED.on(row.id.0).detail(json!({"name": row.name})))?;
    Ok(())
}

/// A provider.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_provider(conn: &mut Conn, id: ProviderId) -> Result<Provider> {
    Ok(each!(conn, c => provider::table.find(id).select(Provider::as_select()).first(c))?)
}

/// The providers whose people these are, or all of them.
pub fn list_providers(conn: &mut Conn, of: Option<OrganisationId>) -> Result<Vec<Provider>> {
    let all = provider::table.select(Provider::as_select()).order(provider::name);
    Ok(match of {
        Some(of) => all.filter(provider::organisation_id.eq(of)).load(conn)?,
        None => all.limit(2_000).load(conn)?,
    })
}
