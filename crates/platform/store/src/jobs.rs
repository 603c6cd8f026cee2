//! Work to do later, asked for in the same transaction as the change that needs it: mail, sweeps, clocks.
//! Leased, retried with a growing wait, done once for a dedupe key.

use crate::{Conn, Db, Error, Instant, Json, MultiBackend, Result, Tx, each};
use diesel::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use tokio::sync::oneshot;

pub(crate) const DDL: &str = "
CREATE TABLE job (id $UUID PRIMARY KEY NOT NULL, kind TEXT NOT NULL, payload $JSON NOT NULL, dedupe TEXT UNIQUE,
  run_at $INSTANT NOT NULL, attempts $INT8 NOT NULL, leased_until $INSTANT, last_error TEXT, done_at $INSTANT,
  failed_at $INSTANT) $STRICT;
CREATE INDEX job_due ON job(run_at) WHERE done_at IS NULL AND failed_at IS NULL;";

diesel::table! {
use diesel::sql_types::*;
use crate::types::{Jsonb, Utc};
use crate::jobs::JobUid;
job (id) {
    id -> JobUid, kind -> Text, payload -> Jsonb, dedupe -> Nullable<Text>, run_at -> Utc, attempts -> BigInt,
    leased_until -> Nullable<Utc>, last_error -> Nullable<Text>, done_at -> Nullable<Utc>,
    failed_at -> Nullable<Utc>,
} }

crate::strict_id!(
    /// A job.
    JobId,
    JobUid
);

/// The most jobs of one round.
const ROUND: usize = 20;

/// After so many tries a job is given up and shown in `/admin`.
const TRIES: i64 = 8;

/// Work to ask for.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Which handler does it.
    pub kind: &'static str,
    /// What it needs: ids and codes, never personal data.
    pub payload: Value,
    /// Asked for twice with the same key, it is done once.
    pub dedupe: Option<String>,
    /// Not before this moment.
    pub run_at: Option<Instant>,
}

impl NewJob {
    /// Work to be done as soon as possible.
    pub fn now(kind: &'static str, payload: Value) -> Self {
        Self { kind, payload, dedupe: None, run_at: None }
    }

    /// Done once for this key.
    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.dedupe = Some(key.into());
        self
    }
}

/// A job as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = job, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub payload: Json<Value>,
    pub dedupe: Option<String>,
    pub run_at: Instant,
    pub attempts: i64,
    pub leased_until: Option<Instant>,
    pub last_error: Option<String>,
    pub done_at: Option<Instant>,
    pub failed_at: Option<Instant>,
}

impl Tx<'_> {
    /// Asks for work to be done after this change is committed.
    pub fn ask(&mut self, job: NewJob) -> Result<()> {
        let now = self.now;
        insert(self.conn(), now, job)
    }
}

/// Asks for work on a connection inside a transaction.
pub fn insert(conn: &mut Conn, now: Instant, new: NewJob) -> Result<()> {
    let row = Job {
        id: JobId::new(),
        kind: new.kind.into(),
        payload: Json(new.payload),
        dedupe: new.dedupe,
        run_at: new.run_at.unwrap_or(now),
        attempts: 0,
        leased_until: None,
        last_error: None,
        done_at: None,
        failed_at: None,
    };
    each!(conn, c => diesel::insert_into(job::table).values(&row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// Takes the job that is due longest, until `until`; nobody else may take it before.
fn lease(conn: &mut Conn, now: Instant, until: Instant) -> Result<Option<Job>> {
    let due = job::done_at
        .is_null()
        .and(job::failed_at.is_null())
        .and(job::run_at.le(now))
        .and(job::leased_until.is_null().or(job::leased_until.lt(now)));
    // SQLite has one writer; on PostgreSQL another worker's rows are passed over
    let found: Option<Job> = match conn {
        Conn::Pg(c) => job::table.filter(due).order(job::run_at).for_update().skip_locked().first(c).optional()?,
        Conn::Sq(c) => job::table.filter(due).order(job::run_at).first(c).optional()?,
    };
    let Some(found) = found else { return Ok(None) };

    let job = Job { leased_until: Some(until), attempts: found.attempts + 1, ..found };
    diesel::update(job::table.find(job.id))
        .set((job::leased_until.eq(job.leased_until), job::attempts.eq(job.attempts)))
        .execute(conn)?;
    Ok(Some(job))
}

/// Until when this worker holds a job: all that it has asked for, since the outcome of a commit may be unknown.
type Held = Vec<Instant>;

/// Keeps a job for longer, if it is still held; whether it is.
fn renew(conn: &mut Conn, id: JobId, held: &Held, until: Instant) -> Result<bool> {
    let mine = job::table.filter(job::id.eq(id).and(job::leased_until.eq_any(held)));
    Ok(diesel::update(mine).set(job::leased_until.eq(Some(until))).execute(conn)? > 0)
}

/// Work that comes again every day.
#[derive(Debug, Clone, Copy)]
pub struct Daily {
    /// Which handler does it.
    pub kind: &'static str,
    /// From this hour, in London.
    pub hour: u32,
}

/// Asks for each day's work once, however many programs share the database and whenever they were started.
pub fn plan(conn: &mut Conn, now: Instant, all: &[Daily]) -> Result<()> {
    for daily in begun(now, all) {
        let day = now.date();
        let job = NewJob::now(daily.kind, serde_json::json!({"day": day}));
        insert(conn, now, job.once(format!("{} {day}", daily.kind)))?;
    }
    Ok(())
}

/// The day's work whose hour has come.
pub fn begun(now: Instant, all: &[Daily]) -> impl Iterator<Item = &Daily> {
    use chrono::Timelike;
    let hour = now.london().hour();
    all.iter().filter(move |daily| daily.hour <= hour)
}

/// Does one job outside any transaction; must be safe to do twice. `Err` is why it has to be tried again,
/// without personal data.
pub type Handler = Box<dyn Fn(&Db, &Value) -> std::result::Result<(), String> + Send + Sync>;

/// Does what is due, once round; how many jobs were tried. Each is taken just before it is done and held while it is
/// being done, so that two workers never do the same, however slow the doing is.
pub async fn work(db: &Db, handlers: &BTreeMap<&'static str, Handler>) -> Result<usize> {
    for done in 0..ROUND {
        let (now, until) = lease_from(db);
        let Some(job) = db.upkeep(move |conn| lease(conn, now, until)).await? else { return Ok(done) };

        let (stop, stopped) = oneshot::channel();
        let keeper = tokio::spawn(keep(db.clone(), job.id, vec![until], stopped));
        let outcome = match handlers.get(job.kind.as_str()) {
            Some(handler) => tokio::task::block_in_place(|| handler(db, &job.payload.0)),
            None => Err(format!("this program does not know the job {}", job.kind)),
        };
        let _ = stop.send(());
        let held = keeper.await.unwrap_or_else(|_| vec![until]);

        if let Err(why) = &outcome {
            tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, why, "job failed");
        }
        tell(db, job, held, outcome).await?;
    }
    Ok(ROUND)
}

/// Now, and until when a job that is taken now is held.
fn lease_from(db: &Db) -> (Instant, Instant) {
    let (now, lease) = (db.now(), db.options().lease);
    (now, Instant(now.0.saturating_add(i64::try_from(lease.as_micros()).unwrap_or(i64::MAX))))
}

/// Renews the lease again and again, until it is lost or the job was done; all that was asked for.
async fn keep(db: Db, id: JobId, mut held: Held, mut stopped: oneshot::Receiver<()>) -> Held {
    loop {
        tokio::select! {
            _ = &mut stopped => return held,
            () = tokio::time::sleep(db.options().lease / 4) => {}
        }

        let (_, until) = lease_from(&db);
        let before = held.clone();
        held.push(until);
        if let Ok(false) = db.upkeep(move |conn| renew(conn, id, &before, until)).await {
            return held;
        }
    }
}

/// Writes how it went, and does not give up while the database is busy: what is not written down would be done again.
async fn tell(db: &Db, job: Job, held: Held, outcome: std::result::Result<(), String>) -> Result<()> {
    let pause = db.options().lease / 60;
    for _ in 0..60 {
        let (now, job, held, failed) = (db.now(), job.clone(), held.clone(), outcome.clone().err());
        match db.upkeep(move |conn| finish(conn, now, &job, &held, failed.as_deref())).await {
            Err(Error::Busy | Error::NotCommitted(_) | Error::Connection(_)) => tokio::time::sleep(pause).await,
            other => return other.map(|_| ()),
        }
    }
    Err(Error::Busy)
}

/// Only while the job is held: after that it is another's.
fn finish(conn: &mut Conn, now: Instant, job: &Job, held: &Held, failed: Option<&str>) -> Result<usize> {
    let given_up = failed.is_some() && job.attempts >= TRIES;
    // 10 s, 20 s, 40 s … between tries
    let wait = 5 << job.attempts.min(12);
    let mine = job::table.filter(job::id.eq(job.id).and(job::leased_until.eq_any(held)));
    Ok(diesel::update(mine)
        .set((
            job::done_at.eq(failed.is_none().then_some(now)),
            job::failed_at.eq(given_up.then_some(now)),
            job::last_error.eq(failed),
            job::run_at.eq(if failed.is_some() { now.plus_seconds(wait) } else { job.run_at }),
            job::leased_until.eq(None::<Instant>),
        ))
        .execute(conn)?)
}

/// Jobs by state, for `/admin` and metrics.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Not yet done.
    pub waiting: i64,
    /// Given up.
    pub failed: i64,
}

/// How many jobs wait and how many were given up.
pub fn counts(conn: &mut Conn) -> Result<Counts> {
    let open = job::done_at.is_null();
    Ok(Counts {
        waiting: job::table.filter(open.and(job::failed_at.is_null())).count().get_result(conn)?,
        failed: job::table.filter(job::failed_at.is_not_null()).count().get_result(conn)?,
    })
}

/// The newest jobs that are not done, those given up first.
pub fn list_open(conn: &mut Conn, most: i64) -> Result<Vec<Job>> {
    Ok(job::table
        .filter(job::done_at.is_null())
        .order((job::failed_at.is_null(), job::run_at))
        .limit(most)
        .select(Job::as_select())
        .load(conn)?)
}

/// Tries a job again that was given up.
pub fn revive(conn: &mut Conn, now: Instant, id: JobId) -> Result<usize> {
    Ok(diesel::update(job::table.filter(job::id.eq(id)).filter(job::failed_at.is_not_null()))
        .set((job::failed_at.eq(None::<Instant>), job::attempts.eq(0), job::run_at.eq(now)))
        .execute(conn)?)
}

/// Forgets what was done more than 30 days ago.
pub fn forget_old(conn: &mut Conn, now: Instant) -> Result<usize> {
    Ok(diesel::delete(job::table.filter(job::done_at.lt(now.plus_seconds(-30 * 86_400)))).execute(conn)?)
}

/// Forgets every job, done or not: for a database whose past is made up, so that nobody is written to of it.
pub fn forget_all(conn: &mut Conn) -> Result<usize> {
    Ok(diesel::delete(job::table).execute(conn)?)
}
