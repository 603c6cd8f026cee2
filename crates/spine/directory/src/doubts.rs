//! What people say is wrong in an entry, without an account, and what was done about it.

use crate::{
    care, events,
    letters::News,
    records::{self, Service, ServiceId, ServiceUid},
};
use access::{AccountId, AccountUid};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx};

pub(crate) const DDL: &str = "
CREATE TABLE service_doubt (id $UUID PRIMARY KEY NOT NULL, service_id $UUID NOT NULL, text TEXT NOT NULL, at $INSTANT NOT NULL,
  settled_at $INSTANT, settled_by $UUID REFERENCES account(id), answer TEXT NOT NULL) $STRICT;
CREATE INDEX service_doubt_open ON service_doubt(at) WHERE settled_at IS NULL;
CREATE INDEX service_doubt_service ON service_doubt(service_id);";

store::strict_id!(
    /// Something that is said to be wrong.
    DoubtId,
    DoubtUid
);

diesel::table! { use diesel::sql_types::*; use store::types::Utc; use super::{AccountUid, DoubtUid, ServiceUid};
service_doubt (id) { id -> DoubtUid, service_id -> ServiceUid, text -> Text, at -> Utc, settled_at -> Nullable<Utc>,
    settled_by -> Nullable<AccountUid>, answer -> Text, } }

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

/// The most that may be said in an hour by people without an account, of one service and of all.
const AN_HOUR: (i64, i64) = (5, 120);

/// Whether more may be said of this service now.
pub fn may_add(conn: &mut Conn, id: ServiceId, now: Instant) -> Result<bool> {
    let late = service_doubt::table.filter(service_doubt::at.gt(now.plus_seconds(-3_600)));
    let of_it: i64 = late.filter(service_doubt::service_id.eq(id)).count().get_result(conn)?;
    let of_all: i64 = late.count().get_result(conn)?;
    Ok(of_it < AN_HOUR.0 && of_all < AN_HOUR.1)
}

/// Keeps what somebody says is wrong, and tells the owner that something was said.
pub fn add(tx: &mut Tx<'_>, found: &Service, text: &str) -> Result<()> {
    let row = Doubt {
        id: DoubtId::new(),
        service_id: found.id,
        text: text.into(),
        at: tx.now,
        settled_at: None,
        settled_by: None,
        answer: String::new(),
    };
    diesel::insert_into(service_doubt::table).values(&row).execute(tx.conn())?;
    let of = records::find_provider(tx.conn(), found.provider_id)?;
    care::tell_keepers(tx, found, &of, News::Doubted)?;
    tx.record(events::DOUBTED.on(row.id.0).detail(json!({"service": found.id})))?;
    Ok(())
}

/// What is said of these services and not dealt with; of all for `None`.
pub fn list(conn: &mut Conn, of: Option<&[ServiceId]>, most: i64) -> Result<Vec<Doubt>> {
    let open = service_doubt::table.filter(service_doubt::settled_at.is_null()).order(service_doubt::at).limit(most);
    Ok(match of {
        Some(of) => open.filter(service_doubt::service_id.eq_any(of)).select(Doubt::as_select()).load(conn)?,
        None => open.select(Doubt::as_select()).load(conn)?,
    })
}

/// One of them.
///
/// # Errors
/// [`store::Error::Missing`] when it is dealt with.
pub fn find(conn: &mut Conn, id: DoubtId) -> Result<Doubt> {
    let open = service_doubt::table.filter(service_doubt::id.eq(id).and(service_doubt::settled_at.is_null()));
    Ok(open.select(Doubt::as_select()).first(conn)?)
}

/// Says what was done about it.
pub fn settle(tx: &mut Tx<'_>, id: DoubtId, answer: &str) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    diesel::update(service_doubt::table.find(id))
        .set((
            service_doubt::settled_at.eq(Some(now)),
            service_doubt::settled_by.eq(by),
            service_doubt::answer.eq(answer),
        ))
        .execute(tx.conn())?;
    tx.record(events::SETTLED.on(id.0))?;
    Ok(())
}
