//! Places in sessions: who has, waits for, or was offered one, and whether they came.

use super::{
    courses::{CourseId, CourseUid},
    sessions::{SessionId, SessionUid},
};
use crate::rules::State;
use access::{AccountId, AccountUid, accounts};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, each};

store::strict_id!(
    /// A place in a session, or the wish for one.
    BookingId,
    BookingUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, BookingUid, CourseUid, SessionUid};

    training_booking (id) {
        id -> BookingUid,
        course_id -> CourseUid,
        part -> BigInt,
        session_id -> Nullable<SessionUid>,
        account_id -> Nullable<AccountUid>,
        name -> Text,
        organisation -> Text,
        email -> Text,
        state -> Text,
        asked_by -> Nullable<AccountUid>,
        asked_at -> Utc,
        answer_by -> Nullable<Date>,
        marked_at -> Nullable<Utc>,
        reminded_at -> Nullable<Utc>,
        asked_later_at -> Nullable<Utc>,
        forgotten_at -> Nullable<Utc>,
    }
}

/// A place in a session.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = training_booking, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Booking {
    pub id: BookingId,
    pub course_id: CourseId,
    pub part: i64,
    /// None while they wait for whichever session comes next.
    pub session_id: Option<SessionId>,
    pub account_id: Option<AccountId>,
    /// Of somebody without an account, until it is no longer needed; empty for those with one.
    pub name: String,
    /// For whom they work, as it was when they booked.
    pub organisation: String,
    /// As the name.
    pub email: String,
    pub state: State,
    pub asked_by: Option<AccountId>,
    pub asked_at: Instant,
    /// Until when an offer is answered.
    pub answer_by: Option<NaiveDate>,
    pub marked_at: Option<Instant>,
    pub reminded_at: Option<Instant>,
    pub asked_later_at: Option<Instant>,
    pub forgotten_at: Option<Instant>,
}

impl Booking {
    /// Where it is shown.
    pub fn href(&self) -> String {
        format!("/training/bookings/{}", self.id)
    }

    /// Whether it is of the same person: by account, and without one by name and organisation.
    pub fn is_of(&self, account: Option<AccountId>, name: &str, organisation: &str) -> bool {
        match (self.account_id, account) {
            (Some(one), Some(other)) => one == other,
            (None, None) => same(&self.name, name) && same(&self.organisation, organisation) && !name.is_empty(),
            _ => false,
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// A place.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: BookingId) -> Result<Booking> {
    Ok(each!(conn, c => training_booking::table.find(id).select(Booking::as_select()).first(c))?)
}

/// Who asked for a place in a session, in the order in which they asked.
pub fn of_session(conn: &mut Conn, id: SessionId) -> Result<Vec<Booking>> {
    Ok(each!(conn, c => training_booking::table
        .filter(training_booking::session_id.eq(id))
        .order((training_booking::asked_at, training_booking::id))
        .select(Booking::as_select())
        .load(c))?)
}

/// Those of these sessions.
pub fn of_sessions(conn: &mut Conn, ids: &[SessionId]) -> Result<Vec<Booking>> {
    let there = training_booking::session_id.eq_any(ids.iter().map(|id| Some(*id)).collect::<Vec<_>>());
    let there = training_booking::table.filter(there);
    Ok(there.order((training_booking::asked_at, training_booking::id)).select(Booking::as_select()).load(conn)?)
}

/// Everybody who ever asked for this course, in the order in which they asked.
pub fn of_course(conn: &mut Conn, id: CourseId) -> Result<Vec<Booking>> {
    let there = training_booking::table.filter(training_booking::course_id.eq(id));
    Ok(there.order((training_booking::asked_at, training_booking::id)).select(Booking::as_select()).load(conn)?)
}

/// Somebody's own places, the newest first.
pub fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<Booking>> {
    let theirs = training_booking::table.filter(training_booking::account_id.eq(account));
    let theirs = theirs.order((training_booking::asked_at.desc(), training_booking::id.desc()));
    Ok(theirs.limit(200).select(Booking::as_select()).load(conn)?)
}

/// The places that somebody booked for others, the newest first.
pub fn booked_by(conn: &mut Conn, account: AccountId) -> Result<Vec<Booking>> {
    let theirs = training_booking::table.filter(training_booking::asked_by.eq(account));
    let theirs = theirs.order((training_booking::asked_at.desc(), training_booking::id.desc()));
    let all: Vec<Booking> = theirs.limit(200).select(Booking::as_select()).load(conn)?;
    Ok(all.into_iter().filter(|one| one.account_id != Some(account)).collect())
}

/// All places that are in this state.
pub fn in_state(conn: &mut Conn, state: State) -> Result<Vec<Booking>> {
    let there = training_booking::table.filter(training_booking::state.eq(state));
    Ok(there.order((training_booking::asked_at, training_booking::id)).select(Booking::as_select()).load(conn)?)
}

/// Those without an account whose name is still kept.
pub fn by_name(conn: &mut Conn) -> Result<Vec<Booking>> {
    let there = training_booking::account_id.is_null().and(training_booking::forgotten_at.is_null());
    Ok(training_booking::table.filter(there).select(Booking::as_select()).load(conn)?)
}

/// How many places of each of these sessions are taken, and how many wait for one.
pub fn counts(conn: &mut Conn, ids: &[SessionId]) -> Result<BTreeMap<SessionId, (i64, i64)>> {
    let mut counts: BTreeMap<SessionId, (i64, i64)> = BTreeMap::new();
    for one in of_sessions(conn, ids)? {
        let Some(session) = one.session_id else { continue };
        let count = counts.entry(session).or_default();
        count.0 += i64::from(one.state.takes_a_place());
        count.1 += i64::from(one.state == State::Waiting);
    }
    Ok(counts)
}

/// How they are called, in the order of `all`: `Somebody` where the name was removed.
pub fn names(conn: &mut Conn, all: &[Booking]) -> Result<Vec<String>> {
    let ids: Vec<AccountId> = all.iter().filter_map(|one| one.account_id).collect();
    let names = accounts::names(conn, &ids)?;
    let name = |one: &Booking| match one.account_id {
        Some(account) => names.get(&account).cloned().unwrap_or_default(),
        None if one.name.is_empty() => "Somebody".to_owned(),
        None => one.name.clone(),
    };
    Ok(all.iter().map(name).collect())
}
