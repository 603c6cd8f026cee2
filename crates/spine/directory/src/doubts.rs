//! What people say is wrong in an entry, without an account, and what was done about it.

use crate::{
    care, events,
    ids::{ServiceId, ServiceUid},
    letters::News,
    ours::Ours,
    records, rules,
};
use access::{AccountId, AccountUid, Nobody, Permit, Sight, nobody};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx};
use web::Error;

pub(crate) const DDL: &str = "
CREATE TABLE service_doubt (id $UUID PRIMARY KEY NOT NULL, service_id $UUID NOT NULL, text TEXT NOT NULL, \
    at $INSTANT NOT NULL,
  settled_at $INSTANT, settled_by $UUID REFERENCES account(id), answer TEXT NOT NULL) $STRICT;
CREATE INDEX service_doubt_open ON service_doubt(at) WHERE settled_at IS NULL;
CREATE INDEX service_doubt_service ON service_doubt(service_id);";

store::strict_id!(
    /// Something that is said to be wrong.
    DoubtId,
    DoubtUid
);

diesel::table! {
use diesel::sql_types::*;
use store::types::Utc;
use super::{AccountUid, DoubtUid, ServiceUid};
service_doubt (id) {
    id -> DoubtUid, service_id -> ServiceUid, text -> Text, at -> Utc, settled_at -> Nullable<Utc>,
    settled_by -> Nullable<AccountUid>, answer -> Text,
} }

/// What somebody says is wrong in an entry.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = service_doubt, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Doubt {
    pub id: DoubtId,
    pub service_id: ServiceId,
    pub text: String,
    pub at: Instant,
    pub settled_at: Option<Instant>,
    pub settled_by: Option<AccountId>,
    pub answer: String,
}

/// Keeps what anybody says is wrong with a service that the public sees, and tells those who keep it that something was
/// said.
///
/// # Errors
/// [`Error::TooMany`] when enough was said in this hour; [`Error::NotFound`] for a service that is not public.
pub fn add(tx: &mut Tx<'_>, service: ServiceId, text: &str) -> web::Result<()> {
    let (found, of) = records::find_live(tx.conn(), service)?;
    let late = service_doubt::table.filter(service_doubt::at.gt(tx.now.plus_seconds(-3_600)));
    let of_it: i64 = late.filter(service_doubt::service_id.eq(service)).count().get_result(tx.conn())?;
    let of_all: i64 = late.count().get_result(tx.conn())?;
    if !rules::may_doubt(of_it, of_all) {
        return Err(Error::TooMany(3_600));
    }

    let row = Doubt {
        id: DoubtId::new(),
        service_id: service,
        text: text.into(),
        at: tx.now,
        settled_at: None,
        settled_by: None,
        answer: String::new(),
    };
    diesel::insert_into(service_doubt::table).values(&row).execute(tx.conn())?;
    care::tell_keepers(tx, &found, &of, News::Doubted)?;
    tx.record(events::DOUBTED.on(row.id.0).detail(json!({"service": service})))?;
    Ok(())
}

/// What is said of any service and not dealt with, for those who keep the directory.
pub fn list(conn: &mut Conn, _: &Permit<Nobody, nobody::KeepDirectory>, most: i64) -> Result<Vec<Doubt>> {
    let open = service_doubt::table.filter(service_doubt::settled_at.is_null()).order(service_doubt::at).limit(most);
    Ok(open.select(Doubt::as_select()).load(conn)?)
}

/// What is said of the services of an organisation and not dealt with.
pub fn list_ours(conn: &mut Conn, ours: &Ours, most: i64) -> Result<Vec<Doubt>> {
    let open = service_doubt::table.filter(service_doubt::settled_at.is_null()).order(service_doubt::at).limit(most);
    Ok(open.filter(service_doubt::service_id.eq_any(ours.ids())).select(Doubt::as_select()).load(conn)?)
}

/// Of which service it is said, also when it is dealt with: to ask for a permit on that.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn service_of(conn: &mut Conn, id: DoubtId) -> Result<ServiceId> {
    Ok(service_doubt::table.find(id).select(service_doubt::service_id).first(conn)?)
}

/// One of what is said of a service, or was before it was dealt with.
///
/// # Errors
/// [`store::Error::Missing`] when it is said of another.
pub fn find(conn: &mut Conn, sight: &Sight<ServiceId>, id: DoubtId) -> Result<Doubt> {
    let of_it =
        service_doubt::table.filter(service_doubt::id.eq(id).and(service_doubt::service_id.eq(sight.subject())));
    Ok(of_it.select(Doubt::as_select()).first(conn)?)
}

/// Says what was done about it.
///
/// # Errors
/// [`store::Error::Missing`] when it is dealt with already, or said of another service.
pub fn settle(
    tx: &mut Tx<'_>,
    permit: &Permit<ServiceId, access::service::Edit>,
    id: DoubtId,
    answer: &str,
) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    let open = service_doubt::table.filter(service_doubt::id.eq(id).and(service_doubt::settled_at.is_null()));
    let count = diesel::update(open.filter(service_doubt::service_id.eq(permit.subject())))
        .set((
            service_doubt::settled_at.eq(Some(now)),
            service_doubt::settled_by.eq(by),
            service_doubt::answer.eq(answer),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Missing);
    }
    tx.record(events::SETTLED.on(id.0))?;
    Ok(())
}
