//! The report, the look half a year later, and the end. What is published are tables in which nobody can be recognised.

use super::{
    AuditId, audit as audits, concern, file,
    tables::{audit, audit_action, audit_file},
    totals::{self, Grades},
};
use crate::{
    events, kinds, news,
    rules::{self, Closing},
};
use access::{AccountId, Nobody, Permit, Role, accounts, nobody};
use chrono::Months;
use diesel::prelude::*;
use disclosure::{Cell, Column, Policy, Row, Table, withhold};
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Conn, Json, Result, Tx};
use work::{NewTask, news::News, tasks};

/// What is published of an audit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// How many files were audited; `None` where so few are withheld.
    pub files: Option<u64>,
    /// How many fitted.
    pub listed: Option<u64>,
    /// Codes of the grades, as columns.
    pub grades: Vec<String>,
    /// Over all, by grade.
    pub overall: Vec<Option<u64>>,
    /// By standard, and by grade.
    pub standards: Vec<(String, Vec<Option<u64>>)>,
}

/// What was found, and what follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// What was found.
    pub findings: String,
    /// What follows from it.
    pub follows: String,
}

type Keeps = Permit<Nobody, nobody::KeepAudits>;

/// What may be published: counts from which nobody can be recognised, decided once for all tables.
pub fn report_of(conn: &mut Conn, pack: &Pack, id: AuditId) -> Result<Report> {
    let of = audits::find(conn, id)?;
    let graded = totals::grades_of(conn, &[id])?;
    let grades: Vec<String> = pack.terms("audit-grade").iter().map(|term| term.code.clone()).collect();
    let policy = Policy::of(u64::from(pack.number("suppression")));
    let columns = || grades.iter().map(|code| Column::new(format!("grade:{code}"), code.clone())).collect::<Vec<_>>();
    let line = |of: &Grades| grades.iter().map(|code| of.get(code).copied().unwrap_or_default()).collect::<Vec<_>>();

    // one row over all, and one a standard: the rows of a table count the same files again and again
    let rows: Vec<(String, Vec<u64>)> = [("".to_owned(), line(&graded.overall))]
        .into_iter()
        .chain(of.standards.0.iter().map(|code| {
            let counts = graded.standards.get(code).map(line);
            (code.clone(), counts.unwrap_or_else(|| vec![0; grades.len()]))
        }))
        .collect();
    let mut shown: Vec<(String, Vec<Option<u64>>)> = Vec::new();
    for (code, counts) in &rows {
        let table =
            Table::new(vec![Row::new(format!("standard:{code}"), code.clone())], columns(), vec![counts.clone()]);
        let withheld = withhold(&table, &policy);
        shown.push((code.clone(), (0..grades.len()).map(|column| count(withheld.cell(0, column))).collect()));
    }
    let (_, overall) = shown.remove(0);
    let all: u64 = graded.overall.values().sum();
    let visible = |many: u64| Some(many).filter(|many| *many == 0 || *many >= policy.threshold);
    // where any of it is withheld, the whole would give it away with the rest
    let files = if overall.iter().any(Option::is_none) { None } else { visible(all) };
    let listed = u64::try_from(of.listed).ok().and_then(visible);
    Ok(Report { files, listed, grades, overall, standards: shown })
}

fn count(cell: Cell) -> Option<u64> {
    match cell {
        Cell::Shown(count) => Some(count),
        _ => None,
    }
}

/// Publishes the report: the board reads it from now on, and it is looked at again half a year later.
///
/// # Errors
/// Every [`rules::CannotEnd`] that holds.
pub fn publish(tx: &mut Tx<'_>, permit: &Keeps, pack: &Pack, id: AuditId, said: &Said) -> web::Result<()> {
    let of = audits::find(tx.conn(), id)?;
    let files = file::files_of(tx.conn(), id)?;
    let open = files.iter().filter(|file| file.out_at.is_none() && file.agreed_at.is_none()).count();
    let agreed = files.iter().filter(|file| file.agreed_at.is_some()).count();
    rules::publish(of.published_at.is_some(), open, agreed, [&said.findings, &said.follows])?;

    let now = tx.now;
    let report = report_of(tx.conn(), pack, id)?;
    let report = serde_json::to_value(&report).map_err(|error| web::Error::Fault(error.to_string()))?;
    let again = now.date() + Months::new(pack.number("audit-again"));
    diesel::update(audit::table.find(id))
        .set((
            audit::findings.eq(said.findings.trim()),
            audit::follows.eq(said.follows.trim()),
            audit::report.eq(Json(report)),
            audit::published_at.eq(Some(now)),
            audit::published_by.eq(&permit.actor().name),
            audit::again_from.eq(Some(again)),
            audit::version.eq(of.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::REPORT))?;
    let due = pack.calendar().plus_working(again, 0);
    let task = NewTask::new(
        kinds::AGAIN,
        id.0,
        format!("{}: look again at what was found", of.title),
        format!("/audits/{id}/again"),
        due,
    );
    tasks::add(tx, task.owed_by(of.owner_id))?;
    let mut told: Vec<AccountId> = Vec::new();
    for role in [Role::Commissioner, Role::Head, Role::Manager] {
        told.extend(accounts::with_role(tx.conn(), role)?);
    }
    let title = format!("The report of an audit: {}", of.title);
    work::news::tell_all(tx, &told, &News::new(news::PUBLISHED, title, format!("/audits/{id}/report")))?;
    tx.record(events::PUBLISHED.on(id.0).detail(json!({"again": again})))?;
    Ok(())
}

/// Says what has changed since the report.
///
/// # Errors
/// Every [`rules::CannotEnd`] that holds.
pub fn look_again(tx: &mut Tx<'_>, permit: &Keeps, id: AuditId, text: &str) -> web::Result<()> {
    let of = audits::find(tx.conn(), id)?;
    let (now, today) = (tx.now, tx.now.date());
    let early = of.again_from.is_some_and(|from| today < from);
    rules::again(of.published_at.is_some(), of.again_at.is_some(), early, text)?;
    diesel::update(audit::table.find(id))
        .set((
            audit::again.eq(text.trim()),
            audit::again_at.eq(Some(now)),
            audit::again_by.eq(&permit.actor().name),
            audit::version.eq(of.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::AGAIN))?;
    tx.record(events::AGAIN.on(id.0))?;
    owe_close(tx, id)?;
    Ok(())
}

/// What is open of an audit.
pub fn open_of(conn: &mut Conn, id: AuditId) -> Result<Closing> {
    let of = audits::find(conn, id)?;
    let actions: i64 = audit_action::table
        .filter(audit_action::audit_id.eq(id).and(audit_action::done_at.is_null()))
        .count()
        .get_result(conn)?;
    let files = file::files_of(conn, id)?;
    let unshared = files.iter().filter(|file| file.agreed_at.is_some() && file.shared_at.is_none()).count();
    Ok(Closing {
        closed: of.closed_at.is_some(),
        published: of.published_at.is_some(),
        again: of.again_at.is_some(),
        actions: usize::try_from(actions).unwrap_or_default(),
        concerns: concern::open_of(conn, id)?,
        unshared,
    })
}

/// Once it was seen again and nothing is open, whoever leads it owes its end.
pub(super) fn owe_close(tx: &mut Tx<'_>, id: AuditId) -> Result<()> {
    let of = audits::find(tx.conn(), id)?;
    if of.again_at.is_none() || tasks::is_owed(tx.conn(), kinds::CLOSE, id.0)? {
        return Ok(());
    }
    if rules::close(open_of(tx.conn(), id)?).is_ok() {
        let title = format!("{}: close it, nothing is open", of.title);
        let task = NewTask::new(kinds::CLOSE, id.0, title, format!("/audits/{id}"), tx.now.date());
        tasks::add(tx, task.owed_by(of.owner_id))?;
    }
    Ok(())
}

/// Closes an audit of which nothing is open.
///
/// # Errors
/// Every [`rules::CannotEnd`] that holds.
pub fn close(tx: &mut Tx<'_>, permit: &Keeps, id: AuditId) -> web::Result<()> {
    rules::close(open_of(tx.conn(), id)?)?;
    let now = tx.now;
    diesel::update(audit::table.find(id))
        .set((audit::closed_at.eq(Some(now)), audit::closed_by.eq(&permit.actor().name)))
        .execute(tx.conn())?;
    diesel::update(audit_file::table.filter(audit_file::audit_id.eq(id)))
        .set(audit_file::ended.eq(true))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, None)?;
    tx.record(events::CLOSED.on(id.0))?;
    Ok(())
}

/// Gives up an audit of which nothing was found: it was set up wrongly, or nobody is left to audit it. What was drawn
/// stays readable.
///
/// # Errors
/// Every [`rules::CannotEnd`] that holds.
pub fn give_up(tx: &mut Tx<'_>, permit: &Keeps, id: AuditId, why: &str) -> web::Result<()> {
    let of = audits::find(tx.conn(), id)?;
    let files = file::files_of(tx.conn(), id)?;
    let agreed = files.iter().filter(|file| file.agreed_at.is_some()).count();
    rules::give_up(of.closed_at.is_some(), agreed, why)?;
    let (now, by) = (tx.now, permit.actor().name.clone());
    for file in files.iter().filter(|file| file.out_at.is_none()) {
        file::out(tx, file, ("other", why.trim()), &by)?;
    }
    diesel::update(audit::table.find(id))
        .set((
            audit::findings.eq(format!("Given up: {}", why.trim())),
            audit::closed_at.eq(Some(now)),
            audit::closed_by.eq(&by),
            audit::version.eq(of.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, None)?;
    tx.record(events::CLOSED.on(id.0).detail(json!({"given_up": true})))?;
    Ok(())
}
