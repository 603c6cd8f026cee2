//! Idempotency: the same request sent again gets the first answer and does nothing more (T5).

use crate::{Conn, Error, Instant, MultiBackend, Result, Tx, Uuid, each, seal::hex};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

pub(crate) const DDL: &str = "
CREATE TABLE idempotency (key TEXT PRIMARY KEY NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL,
  made_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX idempotency_age ON idempotency(made_at);";

diesel::table! {
use diesel::sql_types::*;
use crate::types::Utc;
idempotency (key) { key -> Text, request -> Text, answer -> Text, made_at -> Utc, } }

#[derive(Queryable, Selectable)]
#[diesel(table_name = idempotency, check_for_backend(MultiBackend))]
struct Kept {
    request: String,
    answer: String,
}

/// A request that must not be done twice.
#[derive(Debug, Clone)]
pub struct Key {
    key: String,
    request: String,
}

/// What is known of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Seen {
    /// Never seen: do the work, then [`Key::keep`] the answer.
    First,
    /// Done before; the answer then.
    Before(String),
    /// The key was used for another request, which is the caller's mistake.
    Otherwise,
}

impl Key {
    /// `owner` is the account or the anonymous form's own secret, so that nobody meets another's key; `request` is
    /// all that was asked, of which only a hash is kept.
    pub fn new(owner: Uuid, key: &str, request: &[u8]) -> Self {
        let key = hex(&Sha256::digest(format!("{owner} {key}")));
        Self { key, request: hex(&Sha256::digest(request)) }
    }

    /// As [`Key::new`] for a form in a browser: whoever goes back, changes the text and sends it again means a second
    /// request, so that only the same key with the same text is the same request.
    pub fn of_form(owner: Uuid, key: &str, request: &[u8]) -> Self {
        let request = hex(&Sha256::digest(request));
        Self { key: hex(&Sha256::digest(format!("{owner} {key} {request}"))), request }
    }

    /// What an answer that is sealed with it is about.
    pub fn about(&self) -> String {
        format!("answer {}", self.key)
    }

    /// Looks it up inside the change.
    pub fn seen(&self, tx: &mut Tx<'_>) -> Result<Seen> {
        let kept: Option<Kept> =
            each!(tx.conn(), c => idempotency::table.find(&self.key).select(Kept::as_select()).first(c)).optional()?;
        Ok(match kept {
            None => Seen::First,
            Some(kept) if kept.request == self.request => Seen::Before(kept.answer),
            Some(_) => Seen::Otherwise,
        })
    }

    /// Keeps the answer with the change it answers; `false` when the request was done before, and this must be undone.
    /// Two at once: the database lets one of them through.
    pub fn keep(&self, tx: &mut Tx<'_>, answer: &str) -> Result<bool> {
        let now = tx.now;
        let row = (
            idempotency::key.eq(&self.key),
            idempotency::request.eq(&self.request),
            idempotency::answer.eq(answer),
            idempotency::made_at.eq(now),
        );
        let kept = each!(tx.conn(), c => diesel::insert_into(idempotency::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
        Ok(kept > 0)
    }
}

/// The same request is being done by another transaction: this one is run again, and then finds the answer.
pub fn being_done() -> Error {
    let told = Box::new("the same request is being done".to_owned());
    Error::Sql(diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::SerializationFailure, told))
}

/// Forgets keys older than a week: no browser resends after that.
pub fn forget_old(conn: &mut Conn, now: Instant) -> Result<usize> {
    let week_ago = now.plus_seconds(-7 * 86_400);
    Ok(diesel::delete(idempotency::table.filter(idempotency::made_at.lt(week_ago))).execute(conn)?)
}
