//! Sessions: the days on which a group meets, numbered from 1.

use super::runs::{RunId, RunUid, programme_run, run_facilitator};
use access::{AccountId, AccountUid};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, each};

store::strict_id!(
    /// A session of a run.
    SessionId,
    SessionUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, RunUid, SessionUid};

    run_session (id) {
        id -> SessionUid,
        run_id -> RunUid,
        n -> BigInt,
        on_day -> Date,
        opens -> BigInt,
        closes -> BigInt,
        topic -> Text,
        covered_by -> Nullable<AccountUid>,
        kept_at -> Nullable<Utc>,
        kept_by -> Nullable<AccountUid>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(run_session, programme_run, run_facilitator);

/// A session of a run.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = run_session, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Session {
    pub id: SessionId,
    pub run_id: RunId,
    /// From 1.
    pub n: i64,
    pub on_day: NaiveDate,
    /// Minutes since midnight, in London.
    pub opens: i64,
    pub closes: i64,
    pub topic: String,
    /// Who runs it instead of the run's facilitators.
    pub covered_by: Option<AccountId>,
    /// When its register was kept last, and by whom.
    pub kept_at: Option<Instant>,
    pub kept_by: Option<AccountId>,
}

impl Session {
    /// `10:00 to 12:00`.
    pub fn hours(&self) -> String {
        format!("{} to {}", clock(self.opens), clock(self.closes))
    }

    /// `Session 3, 14 April 2026`.
    pub fn title(&self) -> String {
        format!("Session {}, {}", self.n, web::dates::day(self.on_day))
    }
}

/// `09:30` of minutes since midnight.
pub(crate) fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A session of a run by its number.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_session(conn: &mut Conn, run: RunId, n: i64) -> Result<Session> {
    let there = run_session::table.filter(run_session::run_id.eq(run).and(run_session::n.eq(n)));
    Ok(there.select(Session::as_select()).first(conn)?)
}

/// The sessions of a run, in order.
pub fn sessions_of(conn: &mut Conn, run: RunId) -> Result<Vec<Session>> {
    Ok(each!(conn, c => run_session::table
        .filter(run_session::run_id.eq(run))
        .order(run_session::n)
        .select(Session::as_select())
        .load(c))?)
}

/// The sessions of several runs, by day.
pub fn sessions_of_runs(conn: &mut Conn, runs: &[RunId]) -> Result<Vec<Session>> {
    let all = run_session::table.filter(run_session::run_id.eq_any(runs));
    Ok(all.order((run_session::on_day, run_session::n)).select(Session::as_select()).load(conn)?)
}

/// Whether this account runs a session of it for somebody else, from a day before today on: then the register of it is
/// theirs to keep.
pub fn covers(conn: &mut Conn, run: RunId, account: AccountId, since: NaiveDate) -> Result<bool> {
    let theirs = run_session::table.filter(run_session::run_id.eq(run).and(run_session::covered_by.eq(account)));
    let there: i64 = each!(conn, c => theirs.filter(run_session::on_day.ge(since)).count().get_result(c))?;
    Ok(there > 0)
}

/// The sessions of these days that an account runs, as facilitator or for somebody else, the soonest first.
pub fn coming(conn: &mut Conn, account: AccountId, from: NaiveDate, until: NaiveDate) -> Result<Vec<Session>> {
    let theirs = run_facilitator::table.filter(run_facilitator::account_id.eq(account)).select(run_facilitator::run_id);
    let live = programme_run::table.filter(programme_run::cancelled_at.is_null()).select(programme_run::id);
    let of_them = run_session::run_id.eq_any(theirs).and(run_session::covered_by.is_null());
    let found = run_session::table
        .filter(run_session::on_day.between(from, until).and(run_session::run_id.eq_any(live)))
        .filter(of_them.or(run_session::covered_by.eq(account).assume_not_null()))
        .order((run_session::on_day, run_session::opens));
    Ok(found.limit(50).select(Session::as_select()).load(conn)?)
}

pub(crate) fn add_session(conn: &mut Conn, row: &Session) -> Result<()> {
    each!(conn, c => diesel::insert_into(run_session::table).values(row).execute(c))?;
    Ok(())
}
