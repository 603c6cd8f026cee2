//! One connection type over both engines, how it is opened, and how its transactions begin.

use crate::{
    Error, Result, Situation,
    error::{Remedy, remedy},
    private,
};
use diesel::{connection::SimpleConnection, prelude::*};
use std::{path::Path, str::FromStr, thread, time::Duration};

/// What PostgreSQL is told: a statement and a wait for a lock take at most 10 seconds, a transaction that does nothing
/// 20. Each transaction says so itself: behind a pooler that hands connections from transaction to transaction, what
/// was set for a session is lost, or met by somebody else.
macro_rules! limits {
    ($set:literal) => {
        concat!(
            $set,
            " statement_timeout = 10000; ",
            $set,
            " lock_timeout = 10000; ",
            $set,
            " idle_in_transaction_session_timeout = 20000; ",
            $set,
            " timezone = 'UTC'; ",
            $set,
            " max_parallel_workers_per_gather = 0; ",
            $set,
            " jit = off; ",
            // pg_dump behind the same pooler leaves an empty one
            $set,
            " search_path TO DEFAULT"
        )
    };
}

/// For the few statements outside a transaction, where the connection is the server's own.
const SESSION: &str = limits!("SET");

// the limits travel with BEGIN: no round trip more
const BEGIN_WRITE: &str = concat!("BEGIN ISOLATION LEVEL SERIALIZABLE; ", limits!("SET LOCAL"));
const BEGIN_READ: &str = concat!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ", limits!("SET LOCAL"));

/// A connection to either engine.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL 15 or later.
    Pg(PgConnection),
    /// The embedded SQLite.
    Sq(SqliteConnection),
}

/// Where the database is: `sqlite:PATH` or `postgres://…` (all of libpq's parameters, `sslmode` among them).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Url {
    /// A file.
    Sqlite(String),
    /// A libpq connection string.
    Postgres(String),
}

impl FromStr for Url {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        if s.starts_with("postgres://") || s.starts_with("postgresql://") {
            return Ok(Self::Postgres(s.into()));
        }
        match s.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            _ => Err(format!("the database must be sqlite:PATH or postgres://…, not {s:?}")),
        }
    }
}

/// Sizes and limits of the data layer.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads that read (SQLite) or do everything (PostgreSQL), each with a connection.
    pub threads: usize,
    /// The most changes that SQLite commits together.
    pub batch: usize,
    /// The most requests that are under way at once; the others wait at the gate.
    pub at_once: usize,
    /// The most pieces of work that may wait; one more is refused at once (T12).
    pub queue: usize,
    /// Once something has waited so long, what came last goes first: those who are admitted stay quick (T12).
    pub standing: Duration,
    /// Work that has waited longer than this is refused rather than begun.
    pub patience: Duration,
    /// Pages of 4 KiB kept in memory for each SQLite connection.
    pub cache_pages: u32,
    /// For how long a SQLite reader keeps its snapshot while this program changes nothing. What another process
    /// changes meanwhile (a command) is seen that much later.
    pub hold: Duration,
    /// How long a worker may hold a job before another may take it; it is renewed while the job is being done.
    pub lease: Duration,
    /// The most pages of 4 KiB to which a SQLite file may grow: a quota, where the disk has none.
    pub most_pages: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: 4,
            batch: 128,
            at_once: 16,
            queue: 1_024,
            standing: Duration::from_millis(100),
            patience: Duration::from_secs(1),
            cache_pages: 1_024,
            hold: Duration::from_millis(100),
            lease: Duration::from_secs(120),
            most_pages: None,
        }
    }
}

impl Conn {
    /// Opens a connection with this house's settings: on SQLite WAL, `synchronous=FULL` (T2), foreign keys on.
    ///
    /// # Errors
    /// [`Error::Connection`] when the file or server cannot be opened.
    pub fn open(url: &Url, options: &Options) -> Result<Self> {
        let told = |e: ConnectionError| Error::Connection(e.to_string());
        match url {
            Url::Postgres(url) => {
                let mut c = PgConnection::establish(url).map_err(told)?;
                c.batch_execute(SESSION)?;
                Ok(Self::Pg(c))
            }
            Url::Sqlite(path) => {
                private::database(Path::new(path));
                let mut c = SqliteConnection::establish(path).map_err(told)?;
                write_ahead(&mut c)?;
                c.batch_execute(&format!(
                    "PRAGMA busy_timeout=5000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size={}; PRAGMA temp_store=MEMORY",
                    options.cache_pages
                ))?;
                if let Some(most) = options.most_pages {
                    c.batch_execute(&format!("PRAGMA max_page_count={most}"))?;
                }
                Ok(Self::Sq(c))
            }
        }
    }

    /// Whether this is PostgreSQL; only `dialect.rs` and migrations should need to ask.
    pub fn is_pg(&self) -> bool {
        matches!(self, Self::Pg(_))
    }

    /// A write transaction: `BEGIN IMMEDIATE` on SQLite, `SERIALIZABLE` on PostgreSQL, so that a rule checked
    /// by a query holds on both. Inner `transaction` calls become savepoints.
    ///
    /// # Errors
    /// What `f` says, or the engine's own error.
    pub fn write<T, E: From<diesel::result::Error>>(
        &mut self,
        f: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin("BEGIN IMMEDIATE", BEGIN_WRITE)?;
        self.end(f)
    }

    /// As [`Conn::write`], run again where somebody else was in the way: after a deadlock or a serialization failure.
    ///
    /// # Errors
    /// What `f` says, or the engine's own error when it did not go away.
    pub fn write_again<T, E>(&mut self, f: impl FnMut(&mut Self) -> Result<T, E>) -> Result<T, E>
    where
        E: Situation + From<diesel::result::Error>,
    {
        self.try_again(None, f)
    }

    /// As [`Conn::write_again`], and after a lost connection on a new one to `url`, with `options`: as the server does
    /// it, for commands and the program's own work.
    ///
    /// # Errors
    /// As [`Conn::write_again`].
    pub fn write_anew<T, E>(
        &mut self,
        url: &Url,
        options: &Options,
        f: impl FnMut(&mut Self) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: Situation + From<diesel::result::Error>,
    {
        self.try_again(Some((url, options)), f)
    }

    fn try_again<T, E>(
        &mut self,
        home: Option<(&Url, &Options)>,
        mut f: impl FnMut(&mut Self) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: Situation + From<diesel::result::Error>,
    {
        for try_no in 1..TRIES {
            let error = match self.write(&mut f) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };

            match (error.store().map_or(Remedy::Tell, remedy), home) {
                (Remedy::Again, _) => thread::sleep(wait_before(try_no)),
                (Remedy::Reopen, Some((url, options))) => {
                    thread::sleep(wait_before(try_no));
                    // the server may not be back yet: then the next try fails as this one did
                    if let Ok(conn) = Self::open(url, options) {
                        *self = conn;
                    }
                }
                _ => return Err(error),
            }
        }
        self.write(f)
    }

    /// One snapshot for all queries of `f`, which cannot write.
    ///
    /// # Errors
    /// What `f` says, or the engine's own error.
    pub fn snapshot<T, E: From<diesel::result::Error>>(
        &mut self,
        f: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin("BEGIN", BEGIN_READ)?;
        self.end(f)
    }

    /// Begins a snapshot that outlives one piece of work; [`Conn::release`] ends it.
    pub(crate) fn hold(&mut self) -> Result<()> {
        Ok(self.begin("BEGIN", BEGIN_READ)?)
    }

    /// Ends the snapshot of [`Conn::hold`].
    pub(crate) fn release(&mut self) -> Result<()> {
        use diesel::connection::TransactionManager;
        Ok(<Self as Connection>::TransactionManager::commit_transaction(self)?)
    }

    fn begin(&mut self, sqlite: &str, postgres: &str) -> QueryResult<()> {
        use diesel::connection::AnsiTransactionManager as Manager;
        match self {
            Self::Sq(c) => Manager::begin_transaction_sql(c, sqlite),
            Self::Pg(c) => Manager::begin_transaction_sql(c, postgres),
        }
    }

    fn end<T, E: From<diesel::result::Error>>(&mut self, f: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        use diesel::connection::TransactionManager;
        match f(self) {
            Ok(value) => {
                <Self as Connection>::TransactionManager::commit_transaction(self)?;
                Ok(value)
            }
            Err(e) => {
                // the first error is the one to tell; a connection that cannot roll back is opened anew
                let _ = <Self as Connection>::TransactionManager::rollback_transaction(self);
                Err(e)
            }
        }
    }
}

/// How often a piece of work is run before its failure is told.
pub(crate) const TRIES: u32 = 12;

/// How long to wait before a piece of work is tried again: a little longer each time, and chance keeps two losers from
/// meeting again.
pub(crate) fn wait_before(try_no: u32) -> Duration {
    let jitter = u64::from(crate::ids::random::<1>()[0]) / 16;
    Duration::from_millis((1 << try_no.min(7)) + jitter)
}

/// Switches to a log that is written ahead. Whoever does so needs the file for a moment alone, and SQLite does not wait
/// for that by itself: several programs may start at once.
fn write_ahead(conn: &mut SqliteConnection) -> Result<()> {
    // ten seconds
    for _ in 0..500 {
        match conn.batch_execute("PRAGMA journal_mode=WAL") {
            Err(error) if error.to_string().contains("locked") => thread::sleep(Duration::from_millis(20)),
            other => return Ok(other?),
        }
    }
    Ok(conn.batch_execute("PRAGMA journal_mode=WAL")?)
}
