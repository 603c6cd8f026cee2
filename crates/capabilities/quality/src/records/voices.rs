//! How a worker sees their own work, beside what auditors say of it.

use super::{
    FileId, audit as audits,
    file::{self, File},
    tables::audit_reflection,
};
use crate::{events, kinds, rules};
use access::{Permit, Sight, accounts, audit_file as acts};
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};
use work::{NewTask, tasks};

/// What a worker says of their own work, or why they do not.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_reflection, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Reflection {
    pub file_id: FileId,
    /// What went well.
    pub well: String,
    /// What they would do otherwise.
    pub otherwise: String,
    /// What they would have needed.
    pub needed: String,
    pub given_at: Option<Instant>,
    pub given_by: String,
    /// Why they were not asked, or did not answer.
    pub not_why: String,
}

/// What the worker says, once they have.
pub fn reflection_of(conn: &mut Conn, _: &Sight<FileId>, id: FileId) -> Result<Option<Reflection>> {
    let found: Option<Reflection> =
        each!(conn, c => audit_reflection::table.find(id).select(Reflection::as_select()).first(c)).optional()?;
    Ok(found)
}

/// The worker is asked as the file is allocated; of a file without a worker it is said so.
pub(super) fn ask_worker(tx: &mut Tx<'_>, pack: &Pack, file: &File) -> web::Result<()> {
    let in_use = match file.worker_id {
        Some(worker) => accounts::known(tx.conn(), &[worker])?.get(&worker).is_some_and(|known| known.in_use),
        None => false,
    };
    let (Some(worker), true) = (file.worker_id, in_use) else {
        let why = "Nobody who led for this family works here any more.";
        return keep(tx, &Reflection { not_why: why.into(), ..none(file.id) });
    };
    let of = audits::find(tx.conn(), file.audit_id)?;
    let due = pack.calendar().plus_working(tx.now.date(), pack.number("audit-reflect"));
    let title = format!("{}: write how you see your own work in a file that is audited", of.title);
    let task = NewTask::new(kinds::REFLECT, file.id.0, title, format!("{}/reflection", file.href()), due);
    tasks::add(tx, task.owed_by(worker))?;
    Ok(())
}

fn none(file_id: FileId) -> Reflection {
    let empty = String::new;
    Reflection {
        file_id,
        well: empty(),
        otherwise: empty(),
        needed: empty(),
        given_at: None,
        given_by: empty(),
        not_why: empty(),
    }
}

fn keep(tx: &mut Tx<'_>, row: &Reflection) -> web::Result<()> {
    diesel::delete(audit_reflection::table.find(row.file_id)).execute(tx.conn())?;
    each!(tx.conn(), c => diesel::insert_into(audit_reflection::table).values(row).execute(c))?;
    Ok(())
}

/// Keeps what the worker says: what went well, what they would do otherwise, what they needed.
///
/// # Errors
/// [`rules::CannotGrade::NoWords`].
pub fn reflect(
    tx: &mut Tx<'_>,
    permit: &Permit<FileId, acts::Reflect>,
    [well, otherwise, needed]: [&str; 3],
) -> web::Result<()> {
    rules::reflect([well, otherwise, needed])?;
    let found = file::load_file(tx.conn(), permit.subject())?;
    let row = Reflection {
        well: well.into(),
        otherwise: otherwise.into(),
        needed: needed.into(),
        given_at: Some(tx.now),
        given_by: permit.actor().signature(),
        ..none(found.id)
    };
    keep(tx, &row)?;
    tasks::done(tx, found.id.0, Some(kinds::REFLECT))?;
    tx.record(events::REFLECTED.on(found.id.0).family(found.family_id))?;
    Ok(())
}

/// Says why the worker is not asked, or has not answered: they left, are ill for long.
///
/// # Errors
/// `reflection-not-without-why`; `reflection-given` where they have answered.
pub fn not_reflected(tx: &mut Tx<'_>, permit: &Permit<FileId, acts::Keep>, why: &str) -> web::Result<()> {
    let found = file::load_file(tx.conn(), permit.subject())?;
    if why.trim().is_empty() {
        let told = "Write why the worker is not heard";
        return Err(web::Refusal::new("reflection-not-without-why", told).at("why").into());
    }
    let there = reflection_of(tx.conn(), permit, found.id)?;
    if there.is_some_and(|there| there.given_at.is_some()) {
        return Err(web::Refusal::new("reflection-given", "The worker has answered meanwhile").into());
    }
    keep(tx, &Reflection { not_why: why.trim().into(), ..none(found.id) })?;
    tasks::done(tx, found.id.0, Some(kinds::REFLECT))?;
    tx.record(events::REFLECTED.on(found.id.0).family(found.family_id))?;
    Ok(())
}
