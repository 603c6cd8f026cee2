//! What can go wrong in the data layer, as situations a caller can act on.

use diesel::result::{DatabaseErrorKind as Kind, Error as Sql};

/// A failed read or change.
#[derive(Debug)]
pub enum Error {
    /// There is no such row.
    Missing,
    /// The record was changed by someone else since it was read.
    Stale,
    /// More work waits than can be done in time: try again in a few seconds.
    Busy,
    /// The program is stopping.
    Closed,
    /// A change that recorded no event, which is a fault in the program.
    NoEvent,
    /// The work panicked; nothing of it was kept.
    Panicked,
    /// The commit failed or its outcome is unknown: never to be told as saved.
    NotCommitted(String),
    /// The database said no.
    Sql(Sql),
    /// Could not connect.
    Connection(String),
    /// A file, a program or a text outside the database was not as it must be.
    Outside(String),
}

/// The outcome of a read or change.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Sql> for Error {
    fn from(e: Sql) -> Self {
        match e {
            Sql::NotFound => Self::Missing,
            e => Self::Sql(e),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        Self::Outside(e.to_string())
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => f.write_str("no such record"),
            Self::Stale => f.write_str("the record was changed by someone else"),
            Self::Busy => f.write_str("too much work is waiting"),
            Self::Closed => f.write_str("the program is stopping"),
            Self::NoEvent => f.write_str("a change recorded no event"),
            Self::Panicked => f.write_str("the work panicked"),
            Self::NotCommitted(why) => write!(f, "not committed: {why}"),
            Self::Sql(e) => write!(f, "{e}"),
            Self::Connection(why) => write!(f, "cannot reach the database: {why}"),
            Self::Outside(why) => f.write_str(why),
        }
    }
}

impl Error {
    /// Whether somebody else was in the way, so that the same work may succeed when it is run again.
    pub fn is_passing(&self) -> bool {
        remedy(self) == Remedy::Again
    }
}

impl std::error::Error for Error {}

/// An error type that may carry one of ours, so that the data layer can see what to try again.
pub trait Situation: From<Error> + Send + 'static {
    /// The data-layer error inside, if that is what it is.
    fn store(&self) -> Option<&Error>;
}

impl Situation for Error {
    fn store(&self) -> Option<&Error> {
        Some(self)
    }
}

/// What the data layer does about a failure inside a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// The answer is the answer.
    Tell,
    /// Someone else was in the way: run it again.
    Again,
    /// The connection or its transaction cannot be trusted: open it anew, then run again.
    Reopen,
    /// There is no room on the disk: told at once, since trying again makes none. The connection is opened anew.
    Full,
    /// The connection cannot be trusted, and neither can the work: open anew, do not run again.
    Discard,
}

/// Of a disk without room, for a log and for whoever reads it.
pub(crate) const NO_ROOM: &str = "there is no room on the database's disk; nothing was saved";

/// What the engines say of a disk without room: SQLite's own words, and PostgreSQL's of SQLSTATE 53100, which diesel
/// does not pass on.
const FULL: [&str; 5] =
    ["database or disk is full", "No space left on device", "could not extend file", "could not write", "Disk quota"];

pub(crate) fn remedy(e: &Error) -> Remedy {
    match e {
        Error::Sql(Sql::DatabaseError(kind, told)) => match kind {
            Kind::SerializationFailure => Remedy::Again,
            // PostgreSQL has no kind of its own for a deadlock
            Kind::Unknown if told.message().contains("deadlock detected") => Remedy::Again,
            Kind::ClosedConnection | Kind::UnableToSendCommand => Remedy::Reopen,
            Kind::Unknown if FULL.iter().any(|words| told.message().contains(words)) => Remedy::Full,
            Kind::Unknown => {
                // SQLite's I/O, busy and corrupt errors may have rolled back the whole transaction, and with
                // it the savepoint that is then missing;
                // a PostgreSQL server that goes away says so in words only
                let text = told.message();
                let gone = ["terminat", "closed the connection", "connection", "shutting down", "SSL"];
                let disk = [
                    "disk I/O",
                    "locked",
                    "malformed",
                    "out of memory",
                    "interrupted",
                    "unable to open",
                    "savepoint",
                    "no transaction",
                ];
                if gone.iter().chain(&disk).any(|w| text.contains(w)) { Remedy::Reopen } else { Remedy::Tell }
            }
            _ => Remedy::Tell,
        },
        Error::Sql(Sql::BrokenTransactionManager | Sql::AlreadyInTransaction | Sql::NotInTransaction) => Remedy::Reopen,
        Error::Connection(_) => Remedy::Reopen,
        Error::Panicked => Remedy::Discard,
        _ => Remedy::Tell,
    }
}
