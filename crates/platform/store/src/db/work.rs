//! Pieces of work, as they wait and as they are answered.

use crate::{
    Conn, Error, Result, Situation,
    error::{Remedy, remedy},
    log::{self, NewEntry},
};
use diesel::connection::{Connection, TransactionManager};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// One piece of work as the threads see it.
pub(super) trait Work: Send {
    /// Runs it; what to do if it failed.
    fn run(&mut self, conn: &mut Conn) -> std::result::Result<(), Remedy>;

    /// Answers the caller. `Err` when the commit did not happen.
    fn answer(self: Box<Self>, committed: Result<()>);
}

/// Where the answer to a piece of work arrives.
pub(super) type Answer<T, E> = oneshot::Receiver<Result<T, E>>;

pub(super) struct Task<T, E, F> {
    work: F,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Task<T, E, F> {
    /// Work that is to be done, and where its answer will arrive.
    pub(super) fn new(work: F) -> (Box<Self>, Answer<T, E>) {
        let (caller, answer) = oneshot::channel();
        (Box::new(Self { work, result: None, caller }), answer)
    }
}

impl<T: Send, E: Situation, F: FnMut(&mut Conn) -> Result<T, E> + Send> Work for Task<T, E, F> {
    fn run(&mut self, conn: &mut Conn) -> std::result::Result<(), Remedy> {
        let work = &mut self.work;
        let result = catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or_else(|_| Err(Error::Panicked.into()));

        let told = match &result {
            Ok(_) => Ok(()),
            Err(error) => Err(error.store().map_or(Remedy::Tell, remedy)),
        };
        self.result = Some(result);
        told
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let result = match (committed, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(Error::Closed.into()),
            // a refusal stands, whatever became of the commit; a success does not
            (Err(_), Some(Err(error))) if error.store().is_none_or(|error| remedy(error) == Remedy::Tell) => Err(error),
            (Err(why), _) => Err(why.into()),
        };
        let _ = self.caller.send(result);
    }
}

/// What waits for a thread: a read, a change, or an access entry (these are inserted many at a time).
pub(super) enum Item {
    Work(Box<dyn Work>),
    Entry(Box<NewEntry>, oneshot::Sender<Result<()>>),
}

impl Item {
    pub(super) fn entry(&self) -> Option<&NewEntry> {
        match self {
            Self::Entry(entry, _) => Some(entry),
            Self::Work(_) => None,
        }
    }

    /// Runs what only reads.
    pub(super) fn read(&mut self, conn: &mut Conn) -> std::result::Result<(), Remedy> {
        match self {
            Self::Work(work) => work.run(conn),
            Self::Entry(..) => Err(Remedy::Tell),
        }
    }

    pub(super) fn answer(self, committed: Result<()>) {
        match self {
            Self::Work(work) => work.answer(committed),
            Self::Entry(_, caller) => {
                let _ = caller.send(committed);
            }
        }
    }
}

/// One item in a transaction of its own.
pub(super) fn alone(item: &mut Item, conn: &mut Conn) -> std::result::Result<(), Remedy> {
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
        (Ok(()), Err(error)) => Err(match remedy(&error) {
            Remedy::Tell => Remedy::Reopen,
            other => other,
        }),
    }
}

/// All of `f` or nothing, within a transaction.
pub(super) fn savepoint<T, E: Situation>(
    conn: &mut Conn,
    f: &mut impl FnMut(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    type Manager = <Conn as Connection>::TransactionManager;
    let sql = |error| E::from(Error::Sql(error));

    Manager::begin_transaction(conn).map_err(sql)?;
    match f(conn) {
        Ok(value) => Manager::commit_transaction(conn).map(|()| value).map_err(sql),
        Err(error) => match Manager::rollback_transaction(conn) {
            // without room SQLite may have undone the whole transaction by itself; why it did is what counts
            Err(_) if error.store().is_some_and(|error| remedy(error) == Remedy::Full) => Err(error),
            Err(broken) => Err(sql(broken)),
            Ok(()) => Err(error),
        },
    }
}

/// Carries the caller's error through diesel's transaction, which wants one it can make itself.
pub(super) enum Either<E> {
    Ours(E),
    Sql(diesel::result::Error),
}

impl<E> From<diesel::result::Error> for Either<E> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Sql(error)
    }
}

impl<E: From<Error>> Either<E> {
    pub(super) fn into(self) -> E {
        match self {
            Self::Ours(error) => error,
            Self::Sql(error) => Error::from(error).into(),
        }
    }
}
