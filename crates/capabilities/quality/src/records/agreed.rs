//! Moderation: where two auditors differ, who decided what, and why. Their own grades stay beside it.

use super::{
    FileId, Mark, Seat, audit as audits, file, mark, seat,
    tables::{audit_agreed, audit_file},
};
use crate::{
    events, kinds,
    rules::{self, Agreeing},
};
use access::{Permit, Sight, audit_file as acts};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};
use work::tasks;

/// What holds of one standard.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_agreed, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Agreed {
    pub file_id: FileId,
    pub standard: String,
    /// None where it does not apply.
    pub grade: Option<String>,
    pub why: String,
    /// The two had graded it differently.
    pub differed: bool,
    pub by_name: String,
    pub at: Instant,
}

/// What moderation says as it is typed.
#[derive(Debug, Clone, Default)]
pub struct NewAgreed {
    /// Of each standard on which the two differ: its code, a grade or [`mark::NewMark::NONE`], and why.
    pub settled: Vec<(String, String, String)>,
    /// Over all.
    pub grade: String,
    /// Why.
    pub why: String,
}

/// What holds of each standard.
pub fn agreed_of(conn: &mut Conn, sight: &Sight<FileId>) -> Result<Vec<Agreed>> {
    Ok(audit_agreed::table.filter(audit_agreed::file_id.eq(sight.subject())).select(Agreed::as_select()).load(conn)?)
}

/// The two whose grades count, the first place first, each with what they said.
pub fn graded(conn: &mut Conn, _: &Sight<FileId>, id: FileId) -> Result<Vec<(Seat, Vec<Mark>)>> {
    let mut all = Vec::new();
    for seat in seat::seats_of(conn, id)? {
        if seat.finished_at.is_some() {
            let marks = mark::load(conn, seat.id)?;
            all.push((seat, marks));
        }
    }
    Ok(all)
}

/// Settles where the two differ, and says what the grade is over all. Their own grades stay; access to the file ends for
/// everybody who audited it.
///
/// # Errors
/// Every [`rules::CannotGrade`] that holds.
pub fn agree(
    tx: &mut Tx<'_>,
    permit: &Permit<FileId, acts::Moderate>,
    pack: &Pack,
    new: &NewAgreed,
) -> web::Result<()> {
    let found = file::load_file(tx.conn(), permit.subject())?;
    let of = audits::find(tx.conn(), found.audit_id)?;
    let both = graded(tx.conn(), permit, found.id)?;
    let today = tx.now.date();
    let said = |standard: &str| -> Vec<Option<String>> {
        let marks = both.iter().flat_map(|(_, marks)| marks);
        marks.filter(|mark| mark.standard == standard).map(|mark| mark.grade.clone()).collect()
    };
    let known = |grade: &str| grade == mark::NewMark::NONE || pack.code("audit-grade", grade, today).is_some();

    let (mut rows, mut unsettled) = (Vec::new(), 0);
    for standard in &of.standards.0 {
        let grades = said(standard);
        let differed = grades.windows(2).any(|pair| pair[0] != pair[1]);
        let settled = new.settled.iter().find(|(code, ..)| code == standard);
        let (grade, why) = match (differed, settled) {
            (false, _) => (grades.first().cloned().flatten(), String::new()),
            (true, Some((_, grade, why))) if known(grade) && !why.trim().is_empty() => {
                (Some(grade.clone()).filter(|grade| grade != mark::NewMark::NONE), why.trim().to_owned())
            }
            (true, _) => {
                unsettled += 1;
                (None, String::new())
            }
        };
        let (file_id, standard, by_name) = (found.id, standard.clone(), permit.actor().name.clone());
        rows.push(Agreed { file_id, standard, grade, why, differed, by_name, at: tx.now });
    }
    let grade = pack.code("audit-grade", &new.grade, today).is_some();
    rules::agree(Agreeing { unsettled, grade, why: &new.why })?;

    each!(tx.conn(), c => diesel::insert_into(audit_agreed::table).values(&rows).execute(c))?;
    let now = tx.now;
    diesel::update(audit_file::table.find(found.id))
        .set((
            audit_file::agreed_at.eq(Some(now)),
            audit_file::agreed_by.eq(&permit.actor().name),
            audit_file::grade.eq(Some(&new.grade)),
            audit_file::why.eq(new.why.trim()),
            audit_file::version.eq(found.version + 1),
        ))
        .execute(tx.conn())?;
    for (seat, _) in &both {
        seat::shut_file(tx, &found, seat.account_id)?;
    }
    seat::end_sight(tx, &found)?;
    tasks::done(tx, found.id.0, Some(kinds::MODERATE))?;
    file::owe_by(tx, pack, of.owner_id, kinds::SHARE, &found)?;
    tx.record(events::AGREED.on(found.id.0).family(found.family_id).detail(json!({"grade": new.grade})))?;
    Ok(())
}
