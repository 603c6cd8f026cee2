//! Schema history: forward only, each step one text for both engines, each in its own transaction (T9).

use crate::{Conn, Error, Instant, MultiBackend, Result, dialect, seal::hex};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

/// A step of a crate's schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The crate that owns the tables.
    pub owner: &'static str,
    /// `0001-what`; applied in order within a crate.
    pub name: &'static str,
    /// The DDL, in the neutral words of [`dialect::ddl`].
    pub text: &'static str,
}

impl Migration {
    /// A step.
    pub const fn new(owner: &'static str, name: &'static str, text: &'static str) -> Self {
        Self { owner, name, text }
    }

    fn hash(&self) -> String {
        hex(&Sha256::digest(self.text))
    }
}

diesel::table! {
use diesel::sql_types::*;
use crate::types::Utc;
migration (owner, name) { owner -> Text, name -> Text, hash -> Text, applied_at -> Utc, } }

const DDL: &str = "CREATE TABLE IF NOT EXISTS migration (owner TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL,
  applied_at $INSTANT NOT NULL, PRIMARY KEY (owner, name)) $STRICT;";

/// Of a step that was applied with another text than this program has.
const CHANGED: &str = "was applied with another text";

#[derive(Queryable, Selectable)]
#[diesel(table_name = migration, check_for_backend(MultiBackend))]
struct Applied {
    owner: String,
    name: String,
    hash: String,
}

impl Applied {
    fn is(&self, step: &Migration) -> bool {
        self.owner == step.owner && self.name == step.name
    }
}

/// What an upgrade would do.
#[derive(Debug, Default)]
pub struct Check {
    /// Steps still to be applied.
    pub pending: Vec<String>,
    /// Why it must not be done: a step whose text has changed, or one this program does not know.
    pub faults: Vec<String>,
}

/// Compares the steps of this program with those of the database; changes nothing.
pub fn check(conn: &mut Conn, steps: &[Migration]) -> Result<Check> {
    let mut check = Check::default();
    let known = dialect::tables(conn)?.iter().any(|(name, _)| name == "migration");
    let applied: Vec<Applied> = if known { migration::table.select(Applied::as_select()).load(conn)? } else { vec![] };

    for step in steps {
        let title = format!("{} {}", step.owner, step.name);
        match applied.iter().find(|row| row.is(step)) {
            None => check.pending.push(title),
            Some(row) if row.hash != step.hash() => check.faults.push(format!("{title} {CHANGED}")),
            Some(_) => {}
        }
    }

    for row in applied.iter().filter(|row| !steps.iter().any(|step| row.is(step))) {
        let title = format!("{} {}", row.owner, row.name);
        check.faults.push(format!("{title} is not known to this program: it is older than the data"));
    }
    Ok(check)
}

/// Applies what is missing; how many steps. A step that fails leaves everything as it was before that step. Several at
/// once: one does it, the others wait for it.
///
/// # Errors
/// [`Error::Outside`], naming a step whose text has changed.
pub fn run(conn: &mut Conn, now: Instant, steps: &[Migration]) -> Result<usize> {
    dialect::take_time(conn)?;
    dialect::wait_alone(conn, ALONE)?;
    let done = apply_all(conn, now, steps);
    dialect::let_others(conn, ALONE)?;
    done
}

/// What `pg_advisory_lock` calls the one that migrates.
const ALONE: i64 = 0x5c4e;

fn apply_all(conn: &mut Conn, now: Instant, steps: &[Migration]) -> Result<usize> {
    conn.write_again(begin_history)?;
    let found = check(conn, steps)?;
    // an older program beside a newer schema is allowed (expand before contract); a changed text is not
    if let Some(fault) = found.faults.iter().find(|fault| fault.ends_with(CHANGED)) {
        return Err(Error::Outside(fault.clone()));
    }

    let mut count = 0;
    for step in steps {
        let applied = conn.write_again(|conn| apply(conn, now, step))?;
        count += usize::from(applied);
    }
    Ok(count)
}

/// Applies what is missing in one transaction that is then undone: the step that would fail, and why. The tables that
/// it touches are held meanwhile.
pub fn rehearse(conn: &mut Conn, now: Instant, steps: &[Migration]) -> Result<Option<String>> {
    dialect::take_time(conn)?;
    let mut failed = None;
    let undone = conn.write(|conn| -> Result<()> {
        begin_history(conn)?;
        for step in steps {
            if let Err(why) = apply(conn, now, step) {
                failed = Some(format!("{} {} would fail: {why}", step.owner, step.name));
                break;
            }
        }
        Err(Error::Closed)
    });

    match undone {
        Err(Error::Closed) => Ok(failed),
        Err(e) => Err(e),
        Ok(()) => Ok(failed),
    }
}

fn begin_history(conn: &mut Conn) -> Result<()> {
    dialect::batch(conn, &dialect::ddl(conn.is_pg(), DDL))
}

/// Whether it was still to be done.
fn apply(conn: &mut Conn, now: Instant, step: &Migration) -> Result<bool> {
    // each transaction begins with limits of its own
    dialect::take_time(conn)?;
    let there: i64 = migration::table
        .filter(migration::owner.eq(step.owner).and(migration::name.eq(step.name)))
        .count()
        .get_result(conn)?;
    if there > 0 {
        return Ok(false);
    }

    dialect::batch(conn, &dialect::ddl(conn.is_pg(), step.text))?;
    diesel::insert_into(migration::table)
        .values((
            migration::owner.eq(step.owner),
            migration::name.eq(step.name),
            migration::hash.eq(step.hash()),
            migration::applied_at.eq(now),
        ))
        .execute(conn)?;
    Ok(true)
}
