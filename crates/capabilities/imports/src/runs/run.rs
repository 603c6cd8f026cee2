//! A run: which files were brought over, when, how far it is, and whether it was taken back.

use crate::report::Counts;
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx};

store::strict_id!(
    /// A run.
    RunId,
    RunUid
);

diesel::table! {
    use super::RunUid;
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};

    import_run (id) {
        id -> RunUid,
        system -> Text,
        hash -> Text,
        files -> Jsonb,
        counts -> Jsonb,
        began_at -> Utc,
        ended_at -> Nullable<Utc>,
        undone_at -> Nullable<Utc>,
        kept -> BigInt,
    }
}

store::coded! {
    /// How far a run is.
    pub enum State {
        /// It goes on, or broke off and can be gone on with.
        UnderWay = "under-way",
        /// All of it was brought over.
        Done = "done",
        /// It was taken back.
        Undone = "undone",
        /// It was taken back but for families that were worked with.
        UndoneInPart = "undone-in-part",
    }
}

/// A run.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = import_run, check_for_backend(MultiBackend))]
pub struct Run {
    /// Its id, by which it is taken back.
    pub id: RunId,
    /// The old system.
    pub system: String,
    /// Of all its files together.
    pub hash: String,
    /// SHA-256 of each file, by its name.
    pub files: Json<BTreeMap<String, String>>,
    /// What it made.
    pub counts: Json<Counts>,
    /// When it began.
    pub began_at: Instant,
    /// When all of it was there.
    pub ended_at: Option<Instant>,
    /// When it was taken back last.
    pub undone_at: Option<Instant>,
    /// How many families stayed then, because somebody had worked with them.
    pub kept: i64,
}

impl Run {
    /// How far it is.
    pub fn state(&self) -> State {
        match (self.undone_at, self.kept, self.ended_at) {
            (Some(_), 0, _) => State::Undone,
            (Some(_), ..) => State::UndoneInPart,
            (None, _, Some(_)) => State::Done,
            (None, _, None) => State::UnderWay,
        }
    }
}

/// The run of these files that was not taken back, if there is one: it is gone on with.
pub fn under_way(conn: &mut Conn, hash: &str) -> Result<Option<Run>> {
    let of_files = import_run::table.filter(import_run::hash.eq(hash).and(import_run::undone_at.is_null()));
    Ok(of_files.order(import_run::began_at.desc()).select(Run::as_select()).first(conn).optional()?)
}

/// A run by its id.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: RunId) -> Result<Run> {
    Ok(import_run::table.find(id).select(Run::as_select()).first(conn)?)
}

/// All runs, the newest first. They name nobody: files, counts and days.
pub fn list(conn: &mut Conn) -> Result<Vec<Run>> {
    Ok(import_run::table.order(import_run::began_at.desc()).select(Run::as_select()).load(conn)?)
}

/// A new run.
pub(crate) fn begin(tx: &mut Tx<'_>, system: &str, hash: String, files: BTreeMap<String, String>) -> Result<Run> {
    let run = Run {
        id: RunId::new(),
        system: system.into(),
        hash,
        files: Json(files),
        counts: Json(Counts::default()),
        began_at: tx.now,
        ended_at: None,
        undone_at: None,
        kept: 0,
    };
    diesel::insert_into(import_run::table).values(&run).execute(tx.conn())?;
    Ok(run)
}

/// All of it is there.
pub(crate) fn end(tx: &mut Tx<'_>, id: RunId) -> Result<()> {
    let ended = import_run::ended_at.eq(Some(tx.now));
    diesel::update(import_run::table.find(id)).set(ended).execute(tx.conn())?;
    Ok(())
}

/// It was taken back but for so many families.
pub(crate) fn undone(tx: &mut Tx<'_>, id: RunId, kept: i64) -> Result<()> {
    let undone = (import_run::undone_at.eq(Some(tx.now)), import_run::kept.eq(kept));
    diesel::update(import_run::table.find(id)).set(undone).execute(tx.conn())?;
    Ok(())
}

/// So much more was brought over; in the transaction that did.
pub(crate) fn add_counts(conn: &mut Conn, id: RunId, more: &Counts) -> Result<()> {
    let run = find(conn, id)?;
    let counts = import_run::counts.eq(Json(run.counts.0.and(more)));
    diesel::update(import_run::table.find(id)).set(counts).execute(conn)?;
    Ok(())
}
