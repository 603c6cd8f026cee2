//! `db.read(|c| …)` and `db.change(who, |tx| …)`: the same on both engines.
//!
//! SQLite has reader threads and one writer, which runs queued changes each in a savepoint and commits them
//! together; it answers only then. PostgreSQL has one set of threads, and a change is a serializable transaction.
//! A SQLite reader keeps its snapshot, and with it its warm pages, as long as this program has changed nothing: who saw
//! what is written on every view, and must not make every reader begin anew.
//! Work is a `FnMut` because it may be run again: after a deadlock, a serialization failure, a lost connection, or
//! when a batch cannot be committed and its members are tried one by one. So: no network, mail or file inside.

use crate::{
    AccountId, Clock, Conn, Error, Options, OrganisationId, Result, Situation, Url, Uuid,
    error::{Remedy, remedy},
    log::{self, AccessEntry, NewEvent},
    queue::Queue,
    types::{AnyId, Instant},
};
use diesel::connection::SimpleConnection;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
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
use tokio::sync::oneshot;

/// How often a piece of work is run before its failure is told.
const TRIES: u32 = 12;

/// Who acts, in which request, under which practice pack: written with every event.
#[derive(Debug, Clone)]
pub struct Author {
    /// The account, if a signed-in person or a token acts.
    pub account: Option<AccountId>,
    /// The organisation for which they act.
    pub organisation: Option<OrganisationId>,
    /// The request, to find its log lines.
    pub request: Uuid,
    /// The content hash of the practice pack in force.
    pub pack: Arc<str>,
}

impl Author {
    /// The program itself (jobs, clocks).
    pub fn program() -> Self {
        Self { account: None, organisation: None, request: Uuid::nil(), pack: "".into() }
    }
}

/// A change under way: the connection inside its transaction, the moment, who acts, and what has happened so far.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    /// The moment of this change; one for all that it writes.
    pub now: Instant,
    /// Who acts.
    pub who: Author,
    events: u32,
}

impl<'c> Tx<'c> {
    /// A change on a connection already inside a transaction (demo data, tests, imports).
    pub fn within(conn: &'c mut Conn, now: Instant, who: Author) -> Self {
        Self { conn, now, who, events: 0 }
    }

    /// The connection, for queries.
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// Writes what happened, and its line in the family's chronology if it has one.
    pub fn record(&mut self, event: NewEvent) -> Result<AnyId> {
        self.events += 1;
        log::insert(self.conn, self.now, &self.who, event)
    }

    /// Asks for work to be done after this change is committed.
    pub fn ask(&mut self, job: crate::jobs::NewJob) -> Result<()> {
        crate::jobs::insert(self.conn, self.now, job)
    }

    /// Says that nothing is to be logged: a page half filled in is no change to a record, nor is what is so already.
    pub fn nothing_new(&mut self) {
        self.events += 1;
    }

    fn finished(&self) -> Result<()> {
        if self.events == 0 { Err(Error::NoEvent) } else { Ok(()) }
    }
}

/// One piece of work as the threads see it.
trait Work: Send {
    /// Runs it; what to do if it failed.
    fn run(&mut self, conn: &mut Conn) -> std::result::Result<(), Remedy>;

    /// Answers the caller. `Err` when the commit did not happen.
    fn answer(self: Box<Self>, committed: Result<()>);
}

struct Task<T, E, F> {
    work: F,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<T: Send, E: Situation, F: FnMut(&mut Conn) -> Result<T, E> + Send> Work for Task<T, E, F> {
    fn run(&mut self, conn: &mut Conn) -> std::result::Result<(), Remedy> {
        let work = &mut self.work;
        let result = catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or_else(|_| Err(Error::Panicked.into()));
        let told = match &result {
            Ok(_) => Ok(()),
            Err(e) => Err(e.store().map_or(Remedy::Tell, remedy)),
        };
        self.result = Some(result);
        told
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let result = match (committed, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(Error::Closed.into()),
            // a refusal stands, whatever became of the commit; a success does not
            (Err(_), Some(Err(e))) if e.store().is_none_or(|e| remedy(e) == Remedy::Tell) => Err(e),
            (Err(why), _) => Err(why.into()),
        };
        let _ = self.caller.send(result);
    }
}

/// What waits for a thread that writes: a change, or an access entry (these are inserted many at a time).
enum Item {
    Work(Box<dyn Work>),
    Entry(Box<AccessEntry>, oneshot::Sender<Result<()>>),
}

struct Inner {
    reads: Arc<Queue<Box<dyn Work>>>,
    writes: Arc<Queue<Item>>,
    /// PostgreSQL: access entries have a thread of their own, so that they are committed many at a time.
    entries: Arc<Queue<Item>>,
    counts: Arc<Counts>,
    /// Goes up when something but an access entry was committed: snapshots from before are out of date.
    changed: Arc<AtomicU64>,
    clock: Clock,
    url: Url,
    options: Options,
}

/// What the data layer has done since it was opened, for metrics.
#[derive(Default)]
struct Counts {
    commits: AtomicU64,
    changes: AtomicU64,
    reads: AtomicU64,
    shed: AtomicU64,
    retried: AtomicU64,
    reopened: AtomicU64,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.reads.close();
        self.writes.close();
        self.entries.close();
    }
}

/// How much waits and how much was done, for metrics.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Load {
    pub reads_waiting: usize,
    pub writes_waiting: usize,
    pub commits: u64,
    pub changes: u64,
    pub reads: u64,
    pub shed: u64,
    pub retried: u64,
    pub reopened: u64,
}

/// The database. Cheap to clone; its threads end when the last clone is dropped.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

impl Db {
    /// Opens every connection, so that a wrong address fails here.
    ///
    /// # Errors
    /// [`Error::Connection`].
    pub fn open(url: Url, clock: Clock, options: Options) -> Result<Self> {
        let (most, patience) = (options.queue, options.patience);
        let reads = Arc::new(Queue::new(most, patience));
        let writes = Arc::new(Queue::new(most, patience));
        let entries =
            if matches!(url, Url::Postgres(_)) { Arc::new(Queue::new(most, patience)) } else { writes.clone() };
        let counts = Arc::new(Counts::default());
        let changed = Arc::new(AtomicU64::new(0));
        let seat = || -> Result<Seat> {
            let conn = Conn::open(&url, &options)?;
            let (url, options) = (url.clone(), options.clone());
            Ok(Seat { conn: Some(conn), held: None, url, options, counts: counts.clone(), changed: changed.clone() })
        };
        let start = |name: &str, run: Box<dyn FnOnce() + Send>| -> Result<()> {
            thread::Builder::new().name(name.into()).spawn(run).map_err(Error::from)?;
            Ok(())
        };
        for _ in 0..options.threads {
            let (queue, mut seat) = (reads.clone(), seat()?);
            start("db-read", Box::new(move || seat.read_all(&queue)))?;
        }
        if matches!(url, Url::Postgres(_)) {
            for _ in 0..options.threads {
                let (queue, mut seat) = (writes.clone(), seat()?);
                start("db-write", Box::new(move || seat.write_all(&queue, 1)))?;
            }
            let (queue, mut seat) = (entries.clone(), seat()?);
            start("db-entries", Box::new(move || seat.write_all(&queue, 256)))?;
        } else {
            let (queue, mut seat, batch) = (writes.clone(), seat()?, options.batch);
            start("db-write", Box::new(move || seat.write_all(&queue, batch)))?;
        }
        Ok(Self(Arc::new(Inner { reads, writes, entries, counts, changed, clock, url, options })))
    }

    /// A connection of one's own, for commands that work alone (migrate, demo, verify).
    ///
    /// # Errors
    /// [`Error::Connection`].
    pub fn connect(&self) -> Result<Conn> {
        self.0.changed.fetch_add(1, Release);
        Conn::open(&self.0.url, &self.0.options)
    }

    /// A change of the program itself, on a connection of its own: outside the queue of those that people wait for.
    ///
    /// # Errors
    /// What `f` says, after which nothing of it is kept.
    pub fn alone<T>(&self, pack: &Arc<str>, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let author = Author { pack: pack.clone(), ..Author::program() };
        let now = self.now();
        let done = self.connect()?.write(|conn| f(&mut Tx::within(conn, now, author)));
        self.look_again();
        done
    }

    /// The moment it is.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// Where the database is.
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    /// All queries of a request in one hop and one snapshot.
    ///
    /// # Errors
    /// What `f` says; [`Error::Busy`] when there is no room.
    pub async fn read<T, E, F>(&self, mut f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Situation,
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let work = move |c: &mut Conn| match c {
            // inside the snapshot that the thread holds
            Conn::Sq(_) => f(c),
            Conn::Pg(_) => c.snapshot(|c| f(c).map_err(Either::Ours)).map_err(Either::into),
        };
        self.0.counts.reads.fetch_add(1, Relaxed);
        self.shed(self.0.reads.push(Box::new(Task { work, result: None, caller })))?;
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// The next read sees all that was committed before this call, access entries among it.
    pub fn look_again(&self) {
        self.0.changed.fetch_add(1, Release);
    }

    /// All or nothing, and durable when it answers. Fails unless `f` recorded an event.
    ///
    /// # Errors
    /// What `f` says, after which nothing of it is kept; [`Error::NotCommitted`] when the commit failed.
    pub async fn change<T, E, F>(&self, who: Author, mut f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Situation,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let clock = self.0.clock;
        self.write(move |conn| {
            let mut tx = Tx::within(conn, clock.now(), who.clone());
            let value = f(&mut tx)?;
            tx.finished()?;
            Ok(value)
        })
        .await
    }

    /// A write that is not a change to a record: sessions, drafts, leases. It logs nothing.
    ///
    /// # Errors
    /// As [`Db::change`].
    pub async fn upkeep<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Situation,
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.write(f).await
    }

    async fn write<T, E, F>(&self, mut f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Situation,
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        // a savepoint inside the batch on SQLite, where an Err must undo this work alone
        let work = move |c: &mut Conn| {
            use diesel::Connection;
            match c {
                Conn::Sq(_) => c.transaction(|c| f(c).map_err(Either::Ours)).map_err(Either::into),
                Conn::Pg(_) => f(c),
            }
        };
        self.0.counts.changes.fetch_add(1, Relaxed);
        self.shed(self.0.writes.push(Item::Work(Box::new(Task { work, result: None, caller }))))?;
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Queues an access entry; the receiver says when it is committed. Called from inside a read, it does not wait.
    ///
    /// # Errors
    /// [`Error::Busy`] when there is no room.
    pub fn entry(&self, entry: AccessEntry) -> Result<oneshot::Receiver<Result<()>>> {
        let (caller, answer) = oneshot::channel();
        self.shed(self.0.entries.push(Item::Entry(Box::new(entry), caller)))?;
        Ok(answer)
    }

    fn shed(&self, pushed: Result<()>) -> Result<()> {
        if matches!(pushed, Err(Error::Busy)) {
            self.0.counts.shed.fetch_add(1, Relaxed);
        }
        pushed
    }

    /// Figures for metrics.
    pub fn load(&self) -> Load {
        let n = &self.0.counts;
        Load {
            reads_waiting: self.0.reads.len(),
            writes_waiting: self.0.writes.len(),
            commits: n.commits.load(Relaxed),
            changes: n.changes.load(Relaxed),
            reads: n.reads.load(Relaxed),
            shed: n.shed.load(Relaxed),
            retried: n.retried.load(Relaxed),
            reopened: n.reopened.load(Relaxed),
        }
    }
}

/// Carries the caller's error through diesel's transaction, which wants one it can make itself.
enum Either<E> {
    Ours(E),
    Sql(diesel::result::Error),
}

impl<E> From<diesel::result::Error> for Either<E> {
    fn from(e: diesel::result::Error) -> Self {
        Self::Sql(e)
    }
}

impl<E: From<Error>> Either<E> {
    fn into(self) -> E {
        match self {
            Self::Ours(e) => e,
            Self::Sql(e) => Error::from(e).into(),
        }
    }
}

/// A snapshot that a reader keeps.
struct Held {
    /// [`Inner::changed`] just before it was begun.
    at: u64,
    since: Monotonic,
}

/// A SQLite log that is re-used is quicker than one that grows; it can begin anew only when no reader is in it.
const COMMITS_TO_RESTART: u64 = 2_000;

/// A reader without work lets its snapshot go after this.
const IDLE: Duration = Duration::from_millis(20);

/// A thread's place: its connection, opened anew when it cannot be trusted.
struct Seat {
    conn: Option<Conn>,
    held: Option<Held>,
    url: Url,
    options: Options,
    counts: Arc<Counts>,
    changed: Arc<AtomicU64>,
}

impl Seat {
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

    fn read_all(&mut self, queue: &Queue<Box<dyn Work>>) {
        while let Some((fresh, late)) = queue.take(1, self.held.as_ref().map(|_| IDLE)) {
            self.refuse(late.into_iter().map(Item::Work));
            if fresh.is_empty() {
                self.let_go();
            }
            for mut work in fresh {
                let told = self.attempt(|seat| {
                    seat.look()?;
                    seat.conn().map(|conn| work.run(conn))
                });
                work.answer(told);
            }
        }
    }

    /// Makes sure that the reader's snapshot holds all that this program has committed.
    fn look(&mut self) -> Result<()> {
        if matches!(self.url, Url::Postgres(_)) {
            return Ok(());
        }
        let at = self.changed.load(Acquire);
        if self.held.as_ref().is_some_and(|h| h.at == at && h.since.elapsed() < self.options.hold) {
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
        if self.held.take().is_some() && self.conn.as_mut().is_some_and(|c| c.release().is_err()) {
            self.distrust();
        }
    }

    fn write_all(&mut self, queue: &Queue<Item>, batch: usize) {
        let mut commits = 0;
        while let Some((mut fresh, late)) = queue.take(batch, None) {
            self.refuse(late.into_iter());
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

    fn refuse(&self, late: impl Iterator<Item = Item>) {
        for item in late {
            self.counts.shed.fetch_add(1, Relaxed);
            item.answer(Err(Error::Busy));
        }
    }

    /// Runs one piece of work until it is done or its failure is its own. Waits a little longer before each try.
    fn attempt(&mut self, mut run: impl FnMut(&mut Self) -> Result<std::result::Result<(), Remedy>>) -> Result<()> {
        for try_no in 0..TRIES {
            if try_no > 0 {
                self.counts.retried.fetch_add(1, Relaxed);
                // chance keeps two losers from meeting again
                let jitter = u64::from(crate::ids::random::<1>()[0]) / 16;
                thread::sleep(Duration::from_millis((1 << try_no.min(7)) + jitter));
            }
            let outcome = match run(self) {
                Ok(outcome) => outcome,
                Err(e) if try_no + 1 == TRIES => return Err(e),
                Err(_) => continue,
            };
            match outcome {
                Ok(()) | Err(Remedy::Tell) => return Ok(()),
                Err(Remedy::Again) => {}
                Err(Remedy::Reopen) => self.distrust(),
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
                    && let Err(Remedy::Again | Remedy::Reopen | Remedy::Discard) = work.run(conn)
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

/// One item in a transaction of its own.
fn alone(item: &mut Item, conn: &mut Conn) -> std::result::Result<(), Remedy> {
    let mut told = Ok(());
    let outcome = conn.write(|conn| -> Result<()> {
        match item {
            Item::Work(work) => told = work.run(conn),
            Item::Entry(entry, _) => log::insert_entries(conn, &[entry])?,
        }
        if told.is_err() { Err(Error::Closed) } else { Ok(()) }
    });
    match (told, outcome) {
        (Err(remedy), _) => Err(remedy),
        (Ok(()), Ok(())) => Ok(()),
        // the commit itself failed: whether to try again depends on why
        (Ok(()), Err(e)) => Err(match remedy(&e) {
            Remedy::Tell => Remedy::Reopen,
            other => other,
        }),
    }
}

impl Item {
    fn entry(&self) -> Option<&AccessEntry> {
        match self {
            Self::Entry(entry, _) => Some(entry),
            Self::Work(_) => None,
        }
    }

    fn answer(self, committed: Result<()>) {
        match self {
            Self::Work(work) => work.answer(committed),
            Self::Entry(_, caller) => {
                let _ = caller.send(committed);
            }
        }
    }
}
