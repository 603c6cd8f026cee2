//! What a service said before.

use crate::{
    body::Body,
    ids::{ServiceId, ServiceUid},
    rules,
};
use diesel::prelude::*;
use store::{Conn, Instant, Json, Result, each};

diesel::table! {
use diesel::sql_types::*;
use store::types::{Jsonb, Utc};
use super::ServiceUid;
service_version (service_id, version) {
    service_id -> ServiceUid, version -> BigInt, body -> Jsonb, at -> Utc, by_name -> Text,
} }

/// A version as it was.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Version {
    pub version: i64,
    pub body: Json<Body>,
    pub at: Instant,
    pub by: String,
}

/// All versions, newest first.
pub fn list_versions(conn: &mut Conn, id: ServiceId) -> Result<Vec<Version>> {
    use service_version as row;

    let all = row::table.filter(row::service_id.eq(id)).order(row::version.desc()).limit(50);
    Ok(all.select((row::version, row::body, row::at, row::by_name)).load(conn)?)
}

/// Keeps what it says from now on.
pub(super) fn keep(conn: &mut Conn, id: ServiceId, new: &Version) -> Result<()> {
    each!(conn, c => diesel::insert_into(service_version::table)
        .values((
            service_version::service_id.eq(id),
            service_version::version.eq(new.version),
            service_version::body.eq(&new.body),
            service_version::at.eq(new.at),
            service_version::by_name.eq(&new.by),
        ))
        .execute(c))?;
    Ok(())
}

/// Takes the places out of every version of a service whose place may not be known (T16).
pub(super) fn forget_places(conn: &mut Conn, id: ServiceId) -> Result<()> {
    let old: Vec<(i64, Json<Body>)> = service_version::table
        .filter(service_version::service_id.eq(id))
        .select((service_version::version, service_version::body))
        .load(conn)?;

    for (version, Json(body)) in old {
        let body = rules::without_clues(Body { confidential: true, ..body });
        diesel::update(service_version::table.find((id, version)))
            .set(service_version::body.eq(Json(body)))
            .execute(conn)?;
    }
    Ok(())
}
