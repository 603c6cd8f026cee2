//! The threads of the data layer: each sits at its own connection and takes what waits.

use super::work::{Item, alone};
use crate::{
    Conn, Error, Options, Result, Url,
    connection::{TRIES, wait_before},
    error::{NO_ROOM, Remedy, remedy},
    log,
    queue::{Queue, Taken},
};
use diesel::connection::SimpleConnection;
use std::{
    sync::{
        Arc,
        atomic::{
            AtomicU64,
            Ordering::{Acquire, Relaxed, Release},
        },
    },
    thread,
    time::{Duration, Instant as Monotonic},
};

/// What the data layer has done since it was opened, for metrics.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) commits: AtomicU64,
    pub(super) changes: AtomicU64,
    pub(super) reads: AtomicU64,
    pub(super) shed: AtomicU64,
    pub(super) retried: AtomicU64,
    pub(super) reopened: AtomicU64,
}

impl Counts {
    /// Tells those who waited too long.
    pub(super) fn refuse(&self, late: Vec<Item>) {
        for item in late {
            self.shed.fetch_add(1, Relaxed);
            item.answer(Err(Error::Busy));
        }
    }
}

/// A snapshot that a reader keeps.
struct Held {
    /// [`Seat::changed`] just before it was begun.
    at: u64,
    since: Monotonic,
}

/// A SQLite log that is re-used is quicker than one that grows; it can begin anew only when no reader is in it.
const COMMITS_TO_RESTART: u64 = 2_000;

/// A reader without work lets its snapshot go after this.
const IDLE: Duration = Duration::from_millis(20);

/// A thread's place: its connection, opened anew when it cannot be trusted.
pub(super) struct Seat {
    conn: Option<Conn>,
    held: Option<Held>,
    url: Url,
    options: Options,
    counts: Arc<Counts>,
    /// Goes up when something but an access entry was committed: snapshots from before are out of date.
    changed: Arc<AtomicU64>,
}

impl Seat {
    /// A place with a connection.
    ///
    /// # Errors
    /// [`Error::Connection`].
    pub(super) fn open(url: &Url, options: &Options, counts: &Arc<Counts>, changed: &Arc<AtomicU64>) -> Result<Self> {
        Ok(Self {
            conn: Some(Conn::open(url, options)?),
            held: None,
            url: url.clone(),
            options: options.clone(),
            counts: counts.clone(),
            changed: changed.clone(),
        })
    }

    fn conn(&mut self) -> Result<&mut Conn> {
        if self.conn.is_none() {
            self.counts.reopened.fetch_add(1, Relaxed);
            self.conn = Some(Conn::open(&self.url, &self.options)?);
        }
        self.conn.as_mut().ok_or(Error::Closed)
    }

    /// Opens the connection anew when it is next needed.
    fn distrust(&mut self) {
        (self.conn, self.held) = (None, None);
    }

    pub(super) fn read_all(&mut self, queue: &Queue<Item>) {
        while let Some(Taken { fresh, late }) = queue.take(1, self.held.as_ref().map(|_| IDLE)) {
            self.counts.refuse(late);

            if fresh.is_empty() {
                self.let_go();
            }
            for mut item in fresh {
                let told = self.attempt(|seat| {
                    seat.look()?;
                    seat.conn().map(|conn| item.read(conn))
                });
                item.answer(told);
            }
        }
    }

    /// Makes sure that the reader's snapshot holds all that this program has committed.
    fn look(&mut self) -> Result<()> {
        if matches!(self.url, Url::Postgres(_)) {
            return Ok(());
        }

        let at = self.changed.load(Acquire);
        if self.held.as_ref().is_some_and(|held| held.at == at && held.since.elapsed() < self.options.hold) {
            return Ok(());
        }

        self.let_go();
        #[expect(clippy::disallowed_methods, reason = "a monotonic clock, to measure how old a snapshot is")]
        let since = Monotonic::now();
        // without a snapshot nothing is read: it is tried again on a new connection
        self.conn().and_then(Conn::hold).inspect_err(|_| self.distrust())?;
        self.held = Some(Held { at, since });
        Ok(())
    }

    fn let_go(&mut self) {
        if self.held.take().is_some() && self.conn.as_mut().is_some_and(|conn| conn.release().is_err()) {
            self.distrust();
        }
    }

    pub(super) fn write_all(&mut self, queue: &Queue<Item>, batch: usize) {
        let mut commits = 0;
        while let Some(Taken { mut fresh, late }) = queue.take(batch, None) {
            self.counts.refuse(late);

            if fresh.len() > 1 && self.together(&mut fresh).is_ok() {
                self.committed(&fresh);
                commits += 1;
                fresh.into_iter().for_each(|item| item.answer(Ok(())));
            } else {
                for mut item in fresh {
                    let told = self.attempt(|seat| seat.conn().map(|conn| alone(&mut item, conn)));
                    self.committed(std::slice::from_ref(&item));
                    commits += 1;
                    item.answer(told);
                }
            }

            if commits >= COMMITS_TO_RESTART {
                commits = 0;
                self.restart_log();
            }
        }
    }

    fn committed(&self, items: &[Item]) {
        self.counts.commits.fetch_add(1, Relaxed);
        if items.iter().any(|item| item.entry().is_none()) {
            self.changed.fetch_add(1, Release);
        }
    }

    /// Asks the readers to let go and copies SQLite's log into the file. If someone reads on, the next time will do.
    fn restart_log(&mut self) {
        self.changed.fetch_add(1, Release);
        let Ok(Conn::Sq(c)) = self.conn() else { return };
        let text = "PRAGMA busy_timeout=50; PRAGMA wal_checkpoint(RESTART); PRAGMA busy_timeout=5000";
        if c.batch_execute(text).is_err() {
            self.distrust();
        }
    }

    /// Runs one piece of work until it is done or its failure is its own. Waits a little longer before each try.
    fn attempt(&mut self, mut run: impl FnMut(&mut Self) -> Result<std::result::Result<(), Remedy>>) -> Result<()> {
        for try_no in 0..TRIES {
            if try_no > 0 {
                self.counts.retried.fetch_add(1, Relaxed);
                thread::sleep(wait_before(try_no));
            }

            let outcome = match run(self) {
                Ok(outcome) => outcome,
                Err(error) if remedy(&error) == Remedy::Full => Err(Remedy::Full),
                Err(error) if try_no + 1 == TRIES => return Err(error),
                Err(_) => continue,
            };

            match outcome {
                Ok(()) | Err(Remedy::Tell) => return Ok(()),
                Err(Remedy::Again) => {}
                Err(Remedy::Reopen) => self.distrust(),
                Err(Remedy::Full) => {
                    self.distrust();
                    return Err(Error::NotCommitted(NO_ROOM.into()));
                }
                Err(Remedy::Discard) => {
                    self.distrust();
                    return Err(Error::Panicked);
                }
            }
        }
        Err(Error::NotCommitted("the database did not answer as it must; nothing was saved".into()))
    }

    /// All in one transaction; on any doubt none of it stands and the caller tries them one by one.
    fn together(&mut self, items: &mut [Item]) -> Result<()> {
        let outcome = self.conn()?.write(|conn| -> Result<()> {
            let entries = items.iter().filter_map(Item::entry).collect::<Vec<_>>();
            if !entries.is_empty() {
                log::insert_entries(conn, &entries)?;
            }

            for item in items.iter_mut() {
                if let Item::Work(work) = item
                    && let Err(Remedy::Again | Remedy::Reopen | Remedy::Full | Remedy::Discard) = work.run(conn)
                {
                    return Err(Error::Panicked);
                }
            }
            Ok(())
        });

        if outcome.is_err() {
            self.distrust();
        }
        outcome
    }
}
