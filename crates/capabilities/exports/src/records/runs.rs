//! A file that somebody asked for: of which return, for which day, why; and, once it was made, how many rows it had.

use crate::{
    definition::Definition,
    events,
    making::{Summary, Written},
    rules::{self, CannotExport},
};
use access::{AccountId, Nobody, Permit, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx};
use web::{Refusal, Refusals};

store::strict_id!(
    /// A file that was asked for.
    RunId,
    RunUid
);

diesel::table! {
    use super::RunUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    export_run (id) {
        id -> RunUid,
        definition -> Text,
        version -> Text,
        as_of -> Date,
        written -> Text,
        reason -> Text,
        asked_by -> Nullable<AccountUid>,
        asked_at -> Utc,
        made_at -> Nullable<Utc>,
        row_count -> Nullable<BigInt>,
        left_out -> Nullable<BigInt>,
        to_check -> Nullable<BigInt>,
        whole -> Bool,
        hash -> Text,
    }
}

/// A file that was asked for.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = export_run, check_for_backend(MultiBackend))]
pub struct Run {
    /// Which.
    pub id: RunId,
    /// The return.
    pub definition: String,
    /// The version of its definition.
    pub version: String,
    /// The day for which it is made.
    pub as_of: NaiveDate,
    /// As what it is written.
    pub written: Written,
    /// What it is for.
    pub reason: String,
    /// Who asked; none where it was a command of the program.
    pub asked_by: Option<AccountId>,
    /// When.
    pub asked_at: Instant,
    /// When it was last made; none where nobody has taken it.
    pub made_at: Option<Instant>,
    /// How many rows it had then.
    pub row_count: Option<i64>,
    /// How many were left out.
    pub left_out: Option<i64>,
    /// How many had something to check.
    pub to_check: Option<i64>,
    /// Whether rows of restricted records are in it, whoever is on their lists.
    pub whole: bool,
    /// SHA-256 of the file, hexadecimal.
    pub hash: String,
}

/// A file to be asked for.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The day for which it is made.
    pub as_of: NaiveDate,
    /// As what it is written.
    pub written: Option<Written>,
    /// What it is for.
    pub reason: String,
}

/// A file that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// How many rows, and how many not.
    pub rows: i64,
    /// Rows left out.
    pub left_out: i64,
    /// Rows to check.
    pub to_check: i64,
    /// SHA-256, hexadecimal.
    pub hash: String,
}

impl Made {
    /// Of a summary and the hash of what was written.
    pub fn new(summary: &Summary, hash: String) -> Self {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let (rows, left_out) = (whole(summary.rows), whole(summary.left_out()));
        Self { rows, left_out, to_check: whole(summary.to_check), hash }
    }
}

fn row(tx: &Tx<'_>, definition: &Definition, new: &NewRun, written: Written) -> Run {
    Run {
        id: RunId::new(),
        definition: definition.id.clone(),
        version: definition.version.clone(),
        as_of: new.as_of,
        written,
        reason: new.reason.trim().into(),
        asked_by: tx.who.account,
        asked_at: tx.now,
        made_at: None,
        row_count: None,
        left_out: None,
        to_check: None,
        whole: false,
        hash: String::new(),
    }
}

/// Asks for a file. It is made when it is taken.
///
/// # Errors
/// [`CannotExport`].
pub fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::Export>,
    definition: &Definition,
    new: &NewRun,
) -> web::Result<RunId> {
    let today = permit.actor().as_of.date();
    let mut why = rules::ask(&new.reason, new.as_of, today).err().unwrap_or_default();
    let written = new.written.filter(|written| Written::of(definition.format).contains(written));
    if written.is_none() {
        why.push(Refusal::from(CannotExport::NoSuchFormat));
    }
    Refusals::check(why)?;

    let Some(written) = written else { return Err(Refusal::from(CannotExport::NoSuchFormat).into()) };
    let run = row(tx, definition, new, written);
    diesel::insert_into(export_run::table).values(&run).execute(tx.conn())?;
    let detail = json!({"return": run.definition, "as_of": run.as_of, "written": written, "reason": run.reason});
    tx.record(events::ASKED.on(run.id.0).purpose("return").detail(detail))?;
    Ok(run.id)
}

/// A file.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_run(conn: &mut Conn, _: &Permit<Nobody, nobody::Export>, id: RunId) -> Result<Run> {
    Ok(export_run::table.find(id).select(Run::as_select()).first(conn)?)
}

/// A file that whoever asks may take: they asked for it themselves, today.
///
/// # Errors
/// [`CannotExport::NotYours`].
pub fn mine(conn: &mut Conn, permit: &Permit<Nobody, nobody::Export>, id: RunId) -> web::Result<Run> {
    let (run, actor) = (find_run(conn, permit, id)?, permit.actor());
    let today = run.asked_at.date() == actor.as_of.date();
    if !today || run.asked_by.is_none() || run.asked_by != actor.account {
        return Err(Refusal::from(CannotExport::NotYours).into());
    }
    Ok(run)
}

/// The last files that were asked for, of one return or of all, newest first.
pub fn list_runs(
    conn: &mut Conn,
    _: &Permit<Nobody, nobody::Export>,
    definition: Option<&str>,
    most: i64,
) -> Result<Vec<Run>> {
    let newest = (export_run::asked_at.desc(), export_run::id.desc());
    let all = export_run::table.order(newest).limit(most).select(Run::as_select());
    Ok(match definition {
        Some(id) => all.filter(export_run::definition.eq(id)).load(conn)?,
        None => all.load(conn)?,
    })
}

/// When each return was last made.
pub fn last_made(
    conn: &mut Conn,
    _: &Permit<Nobody, nobody::Export>,
) -> Result<std::collections::BTreeMap<String, Instant>> {
    let last: Vec<(String, Option<Instant>)> = export_run::table
        .filter(export_run::made_at.is_not_null())
        .group_by(export_run::definition)
        .select((export_run::definition, diesel::dsl::max(export_run::made_at)))
        .load(conn)?;
    Ok(last.into_iter().filter_map(|(definition, at)| Some((definition, at?))).collect())
}

/// A file was made, and is about to be sent. A return that was due is made with that, where it is of the day on which
/// it was due or later.
pub fn made(tx: &mut Tx<'_>, id: RunId, made: &Made) -> Result<()> {
    let run: Run = export_run::table.find(id).select(Run::as_select()).first(tx.conn())?;
    let now = tx.now;
    diesel::update(export_run::table.find(id))
        .set((
            export_run::made_at.eq(Some(now)),
            export_run::row_count.eq(Some(made.rows)),
            export_run::left_out.eq(Some(made.left_out)),
            export_run::to_check.eq(Some(made.to_check)),
            export_run::hash.eq(&made.hash),
        ))
        .execute(tx.conn())?;
    tell(tx, &run, made)?;
    super::schedules::is_made(tx, &run.definition, run.as_of)
}

fn tell(tx: &mut Tx<'_>, run: &Run, made: &Made) -> Result<()> {
    let detail = json!({
        "return": run.definition, "version": run.version, "as_of": run.as_of, "written": run.written,
        "reason": run.reason, "rows": made.rows, "left_out": made.left_out, "to_check": made.to_check,
        "whole": run.whole, "hash": made.hash,
    });
    tx.record(events::MADE.on(run.id.0).purpose("return").detail(detail))?;
    Ok(())
}

/// A command of the program made a file: it is kept like one of a page.
///
/// # Errors
/// [`CannotExport`].
pub fn made_by_program(
    tx: &mut Tx<'_>,
    definition: &Definition,
    new: &NewRun,
    whole: bool,
    made: &Made,
) -> web::Result<RunId> {
    let why = rules::ask(&new.reason, new.as_of, tx.now.date()).err().unwrap_or_default();
    Refusals::check(why)?;
    let written = new.written.unwrap_or(Written::of(definition.format)[0]);
    let run = Run {
        made_at: Some(tx.now),
        row_count: Some(made.rows),
        left_out: Some(made.left_out),
        to_check: Some(made.to_check),
        whole,
        hash: made.hash.clone(),
        ..row(tx, definition, new, written)
    };
    diesel::insert_into(export_run::table).values(&run).execute(tx.conn())?;
    tell(tx, &run, made)?;
    super::schedules::is_made(tx, &run.definition, run.as_of)?;
    Ok(run.id)
}
