//! Sessions of people in a place of their own: short, of 128 bits, with a cookie of their own, and never those of an
//! account (T22). What a place is, `portal` knows; here is only that a browser has opened one.

use crate::sessions::Secret;
use diesel::prelude::*;
use store::{AnyId, Conn, Instant, Result, Uuid, each};

pub(crate) const DDL: &str = "
CREATE TABLE own_session (token TEXT PRIMARY KEY NOT NULL, place_id $UUID NOT NULL, began_at $INSTANT NOT NULL, \
  seen_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX own_session_place ON own_session(place_id);";

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    own_session (token) {
        token -> Text,
        place_id -> Uid,
        began_at -> Utc,
        seen_at -> Utc,
    }
}

/// How long such a session lives, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct OwnLimits {
    /// Without anything being asked for.
    pub idle: i64,
    /// At most.
    pub absolute: i64,
}

/// A live session: its place, as it is kept, and when it was last noted.
pub(crate) struct OwnSession {
    pub place: Uuid,
    pub token: String,
    pub seen_at: Instant,
}

/// Begins a session in a place; every one has an id of its own.
pub fn begin(conn: &mut Conn, now: Instant, place: Uuid) -> Result<Secret> {
    let secret = Secret::new();
    let row = (
        own_session::token.eq(secret.hash()),
        own_session::place_id.eq(AnyId(place)),
        own_session::began_at.eq(now),
        own_session::seen_at.eq(now),
    );
    each!(conn, c => diesel::insert_into(own_session::table).values(row).execute(c))?;
    Ok(secret)
}

/// The session of this secret, if it is still good.
pub(crate) fn find(conn: &mut Conn, now: Instant, secret: &Secret, limits: OwnLimits) -> Result<Option<OwnSession>> {
    let row = own_session::table.find(secret.hash());
    let row = row.select((own_session::token, own_session::place_id, own_session::began_at, own_session::seen_at));
    let found: Option<(String, AnyId, Instant, Instant)> = each!(conn, c => row.first(c).optional())?;
    Ok(found.and_then(|(token, place, began_at, seen_at)| {
        // a clock that was set back must not make it live longer
        let (idle, age) = (now.seconds_since(seen_at), now.seconds_since(began_at));
        let over = idle > limits.idle || age > limits.absolute || idle.min(age) < -60;
        (!over).then_some(OwnSession { place: place.0, token, seen_at })
    }))
}

pub(crate) fn touch(conn: &mut Conn, now: Instant, token: &str) -> Result<()> {
    let row = own_session::table.find(token);
    each!(conn, c => diesel::update(row).set(own_session::seen_at.eq(now)).execute(c))?;
    Ok(())
}

/// Ends one session.
pub fn end(conn: &mut Conn, secret: &Secret) -> Result<()> {
    let row = own_session::table.find(secret.hash());
    each!(conn, c => diesel::delete(row).execute(c))?;
    Ok(())
}

/// Ends every session of a place.
pub fn end_all(conn: &mut Conn, place: Uuid) -> Result<()> {
    let of = own_session::table.filter(own_session::place_id.eq(AnyId(place)));
    each!(conn, c => diesel::delete(of).execute(c))?;
    Ok(())
}

/// Forgets those that can be of no use.
pub(crate) fn forget_old(conn: &mut Conn, before: Instant) -> Result<()> {
    let old = own_session::table.filter(own_session::seen_at.lt(before));
    each!(conn, c => diesel::delete(old).execute(c))?;
    Ok(())
}
