//! Providers and services, a file a table. What a service says is one value ([`Body`](crate::body::Body)); the other
//! columns and tables are made from it whenever it is published, so that it can be found.

mod places;
mod providers;
mod publish;
mod services;
mod versions;

pub use crate::ids::{ProviderId, ServiceId, SourceId};
pub use places::{at_location, find_at_location, service_opening, service_place};
pub use providers::{Provider, add_provider, find_provider, list_providers, provider};
pub use publish::{NewService, add, publish};
pub use services::{
    Origin, Service, find, find_by_name, find_live, list_by_row, list_live, list_of, list_removed, service,
};

pub(crate) use publish::{change_provider, set_live};
pub(crate) use services::{assure, give, set_capacity};
pub use versions::{Version, list_versions, service_version};

use store::{Uuid, text::Index};

pub(crate) const DDL: &str = "
CREATE TABLE provider (id $UUID PRIMARY KEY NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, \
    url TEXT NOT NULL, email TEXT NOT NULL,
  organisation_id $UUID REFERENCES organisation(id), approved $INT8 NOT NULL, source_id $UUID, \
    source_key TEXT NOT NULL) $STRICT;
CREATE INDEX provider_organisation ON provider(organisation_id);
CREATE INDEX provider_from ON provider(source_id, source_key);
CREATE TABLE service (n $ROWKEY, id $UUID NOT NULL UNIQUE, provider_id $UUID NOT NULL REFERENCES provider(id),
  name TEXT NOT NULL, body $JSON NOT NULL, minimum_age $INT8, maximum_age $INT8, live $BOOL NOT NULL, assured_on $DATE,
  owner_id $UUID REFERENCES account(id), wait_weeks $INT8, spaces $INT8, capacity_on $DATE, \
    modified_at $INSTANT NOT NULL,
  version $INT8 NOT NULL, source_id $UUID, source_key TEXT NOT NULL, source_hash TEXT NOT NULL,
  source_stamp TEXT NOT NULL, seen_at $INSTANT, edited_at $INSTANT, gone_at $INSTANT,
  lacks $INT8 NOT NULL) $STRICT;
CREATE INDEX service_provider ON service(provider_id);
CREATE INDEX service_assured ON service(assured_on);
CREATE INDEX service_from ON service(source_id, source_key);
CREATE TABLE service_place (service_n $INT8 NOT NULL, nth $INT8 NOT NULL, id $UUID NOT NULL, lat $REAL, lon $REAL,
  PRIMARY KEY (service_n, nth)) $CLUSTERED;
CREATE INDEX service_place_id ON service_place(id);
CREATE TABLE service_opening (service_n $INT8 NOT NULL, nth $INT8 NOT NULL, day $INT8 NOT NULL, opens $INT8 NOT NULL,
  closes $INT8 NOT NULL, weekly $INT8 NOT NULL, from_on $DATE, until_on $DATE, PRIMARY KEY (service_n, nth)) $CLUSTERED;
CREATE TABLE service_version (service_id $UUID NOT NULL, version $INT8 NOT NULL, body $JSON NOT NULL, \
    at $INSTANT NOT NULL,
  by_name TEXT NOT NULL, PRIMARY KEY (service_id, version)) $STRICT;
$TEXT_INDEX service_index;
$WORD_INDEX service_word;";

/// By which services are found.
pub(crate) const INDEX: Index = Index::over("service");

diesel::joinable!(service -> provider (provider_id));

diesel::allow_tables_to_appear_in_same_query!(provider, service);

/// An id that follows from words: of a term, or of a part of a service that has none of its own (UUID version 8).
pub fn derived_id(parts: &[&str]) -> Uuid {
    use sha2::{Digest, Sha256};

    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }

    let bytes: [u8; 32] = digest.finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(&bytes[..16]);
    store::ids::of(first)
}
