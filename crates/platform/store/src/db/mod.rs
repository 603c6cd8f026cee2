//! `db.read(|c| …)` and `db.change(who, |tx| …)`: the same on both engines.
//!
//! SQLite has reader threads and one writer, which runs queued changes each in a savepoint and commits them
//! together; it answers only then. PostgreSQL has one set of threads, and a change is a serializable transaction.
//! A SQLite reader keeps its snapshot, and with it its warm pages, as long as this program has changed nothing: who saw
//! what is written on every view, and must not make every reader begin anew.
//! Work is a `FnMut` because it may be run again: after a deadlock, a serialization failure, a lost connection, or
//! when a batch cannot be committed and its members are tried one by one. So: no network, mail or file inside.

mod seat;
mod tx;
mod work;

pub use tx::Tx;

use crate::{
    Clock, Conn, Error, Options, Result, Situation, Turn, Url,
    gate::Gate,
    log::{Author, NewEntry},
    queue::{Lane, Limits, Queue},
    types::Instant,
};
use seat::{Counts, Seat};
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{
            AtomicU64,
            Ordering::{Relaxed, Release},
        },
    },
    thread,
    time::Duration,
};
use tokio::sync::oneshot;
use work::{Answer, Either, Item, Task, savepoint};

struct Inner {
    reads: Arc<Queue<Item>>,
    writes: Arc<Queue<Item>>,
    /// PostgreSQL: access entries have a thread of their own, so that they are committed many at a time.
    entries: Arc<Queue<Item>>,
    gate: Arc<Gate>,
    counts: Arc<Counts>,
    /// Goes up when something but an access entry was committed: snapshots from before are out of date.
    changed: Arc<AtomicU64>,
    clock: Clock,
    url: Url,
    options: Options,
    memory: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
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
        let limits = Limits { most: options.queue, standing: options.standing, patience: options.patience };
        let reads = Arc::new(Queue::new(limits));
        let writes = Arc::new(Queue::new(limits));
        let entries = if matches!(url, Url::Postgres(_)) { Arc::new(Queue::new(limits)) } else { writes.clone() };
        let gate = Gate::new(options.at_once, limits);
        let counts = Arc::new(Counts::default());
        let changed = Arc::new(AtomicU64::new(0));
        let seat = || Seat::open(&url, &options, &counts, &changed);

        for _ in 0..options.threads {
            let (queue, mut seat) = (reads.clone(), seat()?);
            start("db-read", move || seat.read_all(&queue))?;
        }

        if matches!(url, Url::Postgres(_)) {
            for _ in 0..options.threads {
                let (queue, mut seat) = (writes.clone(), seat()?);
                start("db-write", move || seat.write_all(&queue, 1))?;
            }
            let (queue, mut seat) = (entries.clone(), seat()?);
            start("db-entries", move || seat.write_all(&queue, 256))?;
        } else {
            let (queue, mut seat, batch) = (writes.clone(), seat()?, options.batch);
            start("db-write", move || seat.write_all(&queue, batch))?;
        }

        Ok(Self(Arc::new(Inner {
            reads,
            writes,
            entries,
            gate,
            counts,
            changed,
            clock,
            url,
            options,
            memory: Mutex::default(),
        })))
    }

    /// A connection of one's own, for commands that work alone (migrate, demo, verify).
    ///
    /// # Errors
    /// [`Error::Connection`].
    pub fn connect(&self) -> Result<Conn> {
        self.0.changed.fetch_add(1, Release);
        Conn::open(&self.0.url, &self.0.options)
    }

    /// A change of the program itself, on a connection of its own: outside the queue of those that people wait for, and
    /// run again as theirs are.
    ///
    /// # Errors
    /// What `f` says, after which nothing of it is kept.
    pub fn alone<T>(&self, pack: &Arc<str>, mut f: impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let author = Author { pack: pack.clone(), ..Author::program() };
        let now = self.now();
        let work = |conn: &mut Conn| f(&mut Tx::within(conn, now, author.clone()));
        let done = self.connect()?.write_anew(&self.0.url, &self.0.options, work);
        self.look_again();
        done
    }

    /// What somebody remembers of this database while the program runs: one value of each type, empty when it is first
    /// asked for. Whether it is still true they ask the database.
    pub fn memory<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut memory = self.0.memory.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let kept = memory.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())).clone();
        kept.downcast().unwrap_or_default()
    }

    /// The moment it is.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// How it is sized.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Where the database is.
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    /// The turn of a request that reads or changes something, held until it is answered: so many are under way at once
    /// (T12). Inside, [`Db::read`] and [`Db::change`] need no other.
    ///
    /// # Errors
    /// [`Error::Busy`] when it has waited too long.
    pub async fn turn(&self, lane: Lane) -> Result<Turn> {
        self.shed(self.0.gate.enter(lane).await)
    }

    /// All queries of a request in one hop and one snapshot.
    ///
    /// # Errors
    /// What `f` says; [`Error::Busy`] when there is no room.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Situation,
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.read_in(Lane::Now, f).await
    }

    /// As [`Db::read`]; in [`Lane::Later`] it waits until nothing else does, so that nobody's work waits for a report
    /// (T12).
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_in<T, E, F>(&self, lane: Lane, mut f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Situation,
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let (task, answer) = Task::new(move |conn: &mut Conn| match conn {
            // inside the snapshot that the thread holds
            Conn::Sq(_) => f(conn),
            Conn::Pg(_) => conn.snapshot(|conn| f(conn).map_err(Either::Ours)).map_err(Either::into),
        });

        self.0.counts.reads.fetch_add(1, Relaxed);
        let refused = self.shed(self.0.reads.push(lane, Item::Work(task)))?;
        self.refuse(refused);
        self.answered(&self.0.reads, answer).await
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
        let (task, answer) = Task::new(move |conn: &mut Conn| match conn {
            // inside the batch, where an Err must undo this work alone
            Conn::Sq(_) => savepoint(conn, &mut f),
            Conn::Pg(_) => f(conn),
        });

        self.0.counts.changes.fetch_add(1, Relaxed);
        let refused = self.shed(self.0.writes.push(Lane::Now, Item::Work(task)))?;
        self.refuse(refused);
        self.answered(&self.0.writes, answer).await
    }

    /// Waits for the answer. If it has not come in the time that something may wait in the queue, whoever still waits
    /// there so long is told now: no thread may come by for a while.
    async fn answered<T, E: Situation>(&self, queue: &Queue<Item>, mut answer: Answer<T, E>) -> Result<T, E> {
        let soon = queue.patience() + Duration::from_millis(5);
        let told = match tokio::time::timeout(soon, &mut answer).await {
            Ok(told) => told,
            Err(_) => {
                self.refuse(queue.too_old());
                answer.await
            }
        };
        told.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Queues an access entry; the receiver says when it is committed. Called from inside a read, it does not wait.
    ///
    /// # Errors
    /// [`Error::Busy`] when there is no room.
    pub fn entry(&self, entry: NewEntry) -> Result<oneshot::Receiver<Result<()>>> {
        let (caller, answer) = oneshot::channel();
        let refused = self.shed(self.0.entries.push(Lane::Now, Item::Entry(Box::new(entry), caller)))?;
        self.refuse(refused);
        Ok(answer)
    }

    fn shed<T>(&self, pushed: Result<T>) -> Result<T> {
        if matches!(pushed, Err(Error::Busy)) {
            self.0.counts.shed.fetch_add(1, Relaxed);
        }
        pushed
    }

    fn refuse(&self, refused: Vec<Item>) {
        self.0.counts.refuse(refused);
    }

    /// Figures for metrics.
    pub fn load(&self) -> Load {
        let counts = &self.0.counts;
        Load {
            reads_waiting: self.0.reads.len() + self.0.gate.len(),
            writes_waiting: self.0.writes.len(),
            commits: counts.commits.load(Relaxed),
            changes: counts.changes.load(Relaxed),
            reads: counts.reads.load(Relaxed),
            shed: counts.shed.load(Relaxed),
            retried: counts.retried.load(Relaxed),
            reopened: counts.reopened.load(Relaxed),
        }
    }
}

fn start(name: &str, run: impl FnOnce() + Send + 'static) -> Result<()> {
    thread::Builder::new().name(name.into()).spawn(run)?;
    Ok(())
}
