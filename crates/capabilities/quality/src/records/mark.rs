//! What an auditor says of each standard, with the entries of the file that it rests on. Nobody else sees it before both
//! have finished.

use super::{
    FileId, Seat, SeatId, audit as audits, file,
    seat::{self, seats_of, sight_until},
    tables::{audit_file, audit_mark, audit_seat},
};
use crate::{
    events, kinds, news,
    rules::{self, Finishing, Marking},
};
use access::{FamilyId, Permit, Sight, audit_file as acts};
use diesel::prelude::*;
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx, each, log::Before};
use work::{NewTask, news::News, tasks};

/// An entry of a family's story on which a grade rests: as it was called then, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which line of the story.
    pub id: AnyId,
    /// Its moment, in microseconds.
    pub at: i64,
    /// What it was called. For those alone who read the file.
    pub title: String,
}

impl Entry {
    /// Where it stands, first on a page of the story.
    pub fn href(&self, family: FamilyId) -> String {
        format!("/families/{family}/chronology?before={}_{}", self.at.saturating_add(1), self.id)
    }

    /// Its moment.
    pub const fn moment(&self) -> Instant {
        Instant(self.at)
    }
}

/// What is said of one standard; without a grade it does not apply.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_mark, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Mark {
    pub seat_id: SeatId,
    pub standard: String,
    pub grade: Option<String>,
    pub why: String,
    pub entries: Json<Vec<Entry>>,
    /// The file has nothing about it.
    pub silent: bool,
    pub at: Instant,
}

/// What is said of one standard as it is typed.
#[derive(Debug, Clone, Default)]
pub struct NewMark {
    /// A code of the pack's grades, or [`NewMark::NONE`].
    pub grade: String,
    /// Why.
    pub why: String,
    /// Ids of entries.
    pub entries: Vec<String>,
    /// The file has nothing about it.
    pub nothing: bool,
}

impl NewMark {
    /// It does not apply.
    pub const NONE: &'static str = "none";
}

/// The newest lines of a file's story before a place, as far as they are for whoever reads.
pub fn entries(conn: &mut Conn, sight: &Sight<FamilyId>, before: Before, most: i64) -> Result<Vec<store::log::Entry>> {
    cases::records::open_lines(conn, sight, before, most)
}

/// The part of whoever grades.
pub(super) fn own(conn: &mut Conn, permit: &Permit<FileId, acts::Grade>) -> web::Result<Seat> {
    let account = permit.actor().account;
    let seats = seats_of(conn, permit.subject())?;
    let own = seats.into_iter().find(|seat| Some(seat.account_id) == account && seat.ended_at.is_none());
    own.ok_or(web::Error::NotFound)
}

/// What somebody has said of each standard.
pub fn marks_of(conn: &mut Conn, _: &Sight<FileId>, seat: SeatId) -> Result<Vec<Mark>> {
    load(conn, seat)
}

pub(super) fn load(conn: &mut Conn, seat: SeatId) -> Result<Vec<Mark>> {
    Ok(audit_mark::table.filter(audit_mark::seat_id.eq(seat)).select(Mark::as_select()).load(conn)?)
}

/// Grades a standard. `family` is the way into the file, without which nobody grades.
///
/// # Errors
/// Every [`rules::CannotGrade`] that holds; [`store::Error::Missing`] for a standard that is none of this audit.
pub fn mark(
    tx: &mut Tx<'_>,
    permit: &Permit<FileId, acts::Grade>,
    family: &Sight<FamilyId>,
    pack: &Pack,
    (standard, new): (&str, &NewMark),
) -> web::Result<()> {
    let file = file::load_file(tx.conn(), permit.subject())?;
    let of = audits::find(tx.conn(), file.audit_id)?;
    if file.family_id != family.subject() || !of.standards.0.iter().any(|code| code == standard) {
        return Err(store::Error::Missing.into());
    }
    let own = own(tx.conn(), permit)?;
    let grades = pack.terms("audit-grade");
    let place = grades.iter().position(|term| term.code == new.grade);
    let grade = if new.grade == NewMark::NONE { Some(None) } else { place.map(Some) };
    let found = found(tx.conn(), family, &new.entries)?;
    rules::mark(Marking {
        grade,
        grades: grades.len(),
        why: &new.why,
        entries: found.len(),
        strange: found.len() < new.entries.len(),
        nothing: new.nothing,
    })?;
    let row = Mark {
        seat_id: own.id,
        standard: standard.into(),
        grade: place.map(|_| new.grade.clone()),
        why: new.why.trim().into(),
        entries: Json(found),
        silent: new.nothing && new.entries.is_empty(),
        at: tx.now,
    };
    diesel::delete(audit_mark::table.find((own.id, standard))).execute(tx.conn())?;
    each!(tx.conn(), c => diesel::insert_into(audit_mark::table).values(&row).execute(c))?;
    // what was said stays in the chained log only as that it was said
    tx.record(events::MARKED.on(file.id.0).family(file.family_id).detail(json!({"standard": standard})))?;
    Ok(())
}

/// Those of these ids, `moment_id`, that are lines of this file's story.
fn found(conn: &mut Conn, family: &Sight<FamilyId>, wanted: &[String]) -> Result<Vec<Entry>> {
    let mut found = Vec::new();
    for one in wanted {
        let Some((at, id)) = one.split_once('_').and_then(|(at, id)| Some((at.parse::<i64>().ok()?, id.parse().ok()?)))
        else {
            continue;
        };
        let line = entries(conn, family, Some((Instant(at.saturating_add(1)), AnyId(id))), 20)?;
        if let Some(line) = line.into_iter().find(|line| line.id == AnyId(id)) {
            found.push(Entry { id: line.id, at: line.occurred_at.0, title: line.title });
        }
    }
    Ok(found)
}

/// What an auditor says over all.
#[derive(Debug, Clone, Default)]
pub struct Overall {
    /// A code of the pack's grades.
    pub grade: String,
    /// Why.
    pub why: String,
    /// What went well.
    pub good: String,
    /// What should be better.
    pub better: String,
}

/// An auditor has finished: from now on their grades stay. With the second of them it is to be moderated.
///
/// # Errors
/// Every [`rules::CannotGrade`] that holds.
pub fn finish(tx: &mut Tx<'_>, permit: &Permit<FileId, acts::Grade>, pack: &Pack, new: &Overall) -> web::Result<()> {
    let found = file::load_file(tx.conn(), permit.subject())?;
    let of = audits::find(tx.conn(), found.audit_id)?;
    let own = own(tx.conn(), permit)?;
    let marked = load(tx.conn(), own.id)?;
    let missing = of.standards.0.iter().filter(|code| marked.iter().all(|mark| &mark.standard != *code)).count();
    let known = pack.code("audit-grade", &new.grade, tx.now.date()).is_some();
    rules::finish(Finishing { missing, grade: known, why: &new.why })?;

    let now = tx.now;
    diesel::update(audit_seat::table.find(own.id))
        .set((
            audit_seat::finished_at.eq(Some(now)),
            audit_seat::grade.eq(Some(&new.grade)),
            audit_seat::why.eq(new.why.trim()),
            audit_seat::good.eq(new.good.trim()),
            audit_seat::better.eq(new.better.trim()),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, own.id.0, Some(kinds::GRADE))?;
    tx.record(events::GRADED.on(found.id.0).family(found.family_id))?;

    let seats = seats_of(tx.conn(), found.id)?;
    let both = seats.iter().filter(|seat| seat.ended_at.is_none() && seat.finished_at.is_some()).count() >= 2;
    if both {
        diesel::update(audit_file::table.find(found.id))
            .set((audit_file::graded_at.eq(Some(now)), audit_file::version.eq(found.version + 1)))
            .execute(tx.conn())?;
        moderate_next(tx, pack, &found, &of)?;
    }
    Ok(())
}

/// Both have finished: whoever moderates may open the file now, and owes it.
fn moderate_next(tx: &mut Tx<'_>, pack: &Pack, found: &file::File, of: &super::Audit) -> web::Result<()> {
    let Some(moderator) = found.moderator_id else {
        // they stepped out: whoever leads the audit names another
        return Ok(());
    };
    let until = sight_until(tx, pack);
    seat::open_file(tx, found, moderator, until)?;
    let due = pack.calendar().plus_working(tx.now.date(), pack.number("audit-moderate"));
    let title = format!("{}: moderate file {}", of.title, found.n);
    let task = NewTask::new(kinds::MODERATE, found.id.0, title.clone(), found.href(), due);
    tasks::add(tx, task.owed_by(moderator))?;
    work::news::tell(tx, moderator, &News::new(news::ALLOCATED, title, found.href()))?;
    Ok(())
}

/// Names whoever moderates a file that both have graded, where the first stepped out.
///
/// # Errors
/// Every [`rules::CannotAllocate`] that holds.
pub fn name_moderator(
    tx: &mut Tx<'_>,
    permit: &Permit<FileId, acts::Keep>,
    pack: &Pack,
    to: Option<access::AccountId>,
) -> web::Result<()> {
    let found = file::load_file(tx.conn(), permit.subject())?;
    let third = to.map(|to| super::auditor(tx.conn(), found.family_id, to)).transpose()?.flatten();
    let seats = seats_of(tx.conn(), found.id)?;
    let grades = to.is_some_and(|to| seats.iter().any(|seat| seat.account_id == to && seat.counts()));
    rules::moderate_by(third, to.is_some(), grades)?;
    rules::take_out(found.out_at.is_some(), found.agreed_at.is_some(), true, false, "")?;
    if let Some(before) = found.moderator_id {
        tasks::done_by(tx, found.id.0, kinds::MODERATE, before)?;
        seat::shut_file(tx, &found, before)?;
    }
    diesel::update(audit_file::table.find(found.id))
        .set((audit_file::moderator_id.eq(to), audit_file::version.eq(found.version + 1)))
        .execute(tx.conn())?;
    tasks::done(tx, found.id.0, Some(kinds::ALLOCATE))?;
    let of = audits::find(tx.conn(), found.audit_id)?;
    let now_of = file::load_file(tx.conn(), found.id)?;
    moderate_next(tx, pack, &now_of, &of)?;
    tx.record(events::ALLOCATED.on(found.id.0).family(found.family_id).detail(json!({"moderator": to})))?;
    Ok(())
}
