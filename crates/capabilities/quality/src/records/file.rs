//! A case file in an audit: who may do what with it, how far it is, and when it is taken out or shared.

use super::{
    AuditId, FileId, Seat, audit as audits, sample, seat,
    tables::{audit_concern, audit_file},
    ties,
};
use crate::{events, kinds, news, rules};
use access::{
    AccountId, Actor, AuditFileFacts, EpisodeId, FamilyId, OrganisationId, Permit, Sight, Subject, TeamId, accounts,
    audit_file as acts, guard,
};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Tx, Uuid, each};
use work::{Kind, NewTask, news::News, tasks};

/// The record may not be read by this audit any more.
pub(super) const RESTRICTED: &str = "restricted";

/// A case file in an audit.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_file, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct File {
    pub id: FileId,
    pub audit_id: AuditId,
    /// By which it is called where no family is named: `File 3`.
    pub n: i64,
    /// Its place in the list that was drawn from.
    pub nth: i64,
    pub episode_id: EpisodeId,
    pub family_id: FamilyId,
    pub team_id: Option<TeamId>,
    /// Whose work it is: who led when it was drawn.
    pub worker_id: Option<AccountId>,
    pub agency_id: Option<OrganisationId>,
    pub moderator_id: Option<AccountId>,
    pub allocated_at: Option<Instant>,
    /// When both had finished.
    pub graded_at: Option<Instant>,
    pub agreed_at: Option<Instant>,
    pub agreed_by: String,
    pub grade: Option<String>,
    pub why: String,
    pub shared_at: Option<Instant>,
    pub shared_by: String,
    pub out_at: Option<Instant>,
    pub out_by: String,
    pub out_reason: String,
    pub out_note: String,
    /// Nobody audits it any more: it was moderated and the audit closed, or it was taken out.
    pub ended: bool,
    pub version: i64,
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has it.
    Unallocated,
    /// Auditors read and grade it.
    Grading,
    /// Both have finished.
    Moderating,
    /// Its grade is agreed.
    Agreed,
    /// It was shared with the worker and the manager.
    Shared,
    /// It was taken out.
    Out,
}

impl Stage {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Unallocated => "Not allocated",
            Self::Grading => "Being graded",
            Self::Moderating => "To be moderated",
            Self::Agreed => "Grade agreed",
            Self::Shared => "Shared",
            Self::Out => "Taken out",
        }
    }
}

impl File {
    /// How far it is.
    pub const fn stage(&self) -> Stage {
        match (self.out_at, self.shared_at, self.agreed_at, self.graded_at, self.allocated_at) {
            (Some(_), ..) => Stage::Out,
            (_, Some(_), ..) => Stage::Shared,
            (_, _, Some(_), ..) => Stage::Agreed,
            (_, _, _, Some(_), _) => Stage::Moderating,
            (.., Some(_)) => Stage::Grading,
            _ => Stage::Unallocated,
        }
    }

    /// Where its page is.
    pub fn href(&self) -> String {
        format!("/audit-files/{}", self.id)
    }
}

impl Subject for FileId {
    type Facts = AuditFileFacts;
    const KIND: &'static str = "audit-file";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(AuditFileFacts, Option<FamilyId>)> {
        let file = load_file(conn, *self)?;
        let seats = seat::seats_of(conn, *self)?;
        let facts = facts(conn, &file, &seats, actor)?;
        Ok((facts, Some(file.family_id)))
    }
}

/// What access to a file depends on.
fn facts(conn: &mut Conn, file: &File, seats: &[Seat], actor: &Actor) -> Result<AuditFileFacts> {
    let Some(account) = actor.account else { return Ok(AuditFileFacts { hidden: true, ..AuditFileFacts::default() }) };
    let family = guard::facts(conn, file.family_id, actor)?;
    let theirs: Vec<&Seat> = seats.iter().filter(|seat| seat.account_id == account).collect();
    let moderates = file.moderator_id == Some(account);
    let told: Vec<super::ConcernId> =
        audit_concern::table.filter(audit_concern::file_id.eq(file.id)).select(audit_concern::id).load(conn)?;
    let mut answers = false;
    for concern in told {
        answers |= super::concern::is_told(conn, concern, account)?;
    }
    Ok(AuditFileFacts {
        hidden: family.hidden(),
        tied: ties::tied_among(conn, file.family_id, &[account])?.contains(&account),
        grades: theirs.iter().any(|seat| seat.is_live(actor.as_of)),
        known: moderates || !theirs.is_empty(),
        graded: theirs.iter().any(|seat| seat.ended_at.is_none() && seat.finished_at.is_some()),
        both: file.graded_at.is_some(),
        moderates,
        agreed: file.agreed_at.is_some(),
        told: answers,
        worker: file.worker_id == Some(account),
        managed: file.team_id.is_some_and(|team| actor.manages.contains(&team)),
        shared: file.shared_at.is_some(),
        over: file.ended,
    })
}

/// A file by its id alone, for what decides who may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn load_file(conn: &mut Conn, id: FileId) -> Result<File> {
    Ok(each!(conn, c => audit_file::table.find(id).select(File::as_select()).first(c))?)
}

/// A file, for those who may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn file(conn: &mut Conn, sight: &Sight<FileId>) -> Result<File> {
    load_file(conn, sight.subject())
}

/// The files of an audit by their numbers: callers show no family of them.
pub fn files_of(conn: &mut Conn, id: AuditId) -> Result<Vec<File>> {
    Ok(audit_file::table
        .filter(audit_file::audit_id.eq(id))
        .order(audit_file::n)
        .select(File::as_select())
        .load(conn)?)
}

pub(super) fn insert(tx: &mut Tx<'_>, row: &File) -> Result<()> {
    each!(tx.conn(), c => diesel::insert_into(audit_file::table).values(row).execute(c))?;
    Ok(())
}

/// Team, agency and worker of a file in words, for those who may know whose work it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "as they say")]
pub struct FileNames {
    pub audit: String,
    pub team: String,
    pub agency: String,
    pub worker: String,
    /// The worker's account is in use.
    pub worker_in_use: bool,
    pub moderator: String,
}

/// As [`FileNames`].
pub fn names_of_file(conn: &mut Conn, file: &File) -> Result<FileNames> {
    let ids: Vec<AccountId> = file.worker_id.into_iter().chain(file.moderator_id).collect();
    let known: BTreeMap<AccountId, accounts::Known> = accounts::known(conn, &ids)?;
    let name = |id: Option<AccountId>| id.and_then(|id| known.get(&id)).map(|one| one.name.clone()).unwrap_or_default();
    Ok(FileNames {
        audit: audits::find(conn, file.audit_id)?.title,
        team: file
            .team_id
            .map(|team| accounts::find_team(conn, team))
            .transpose()?
            .map_or_else(String::new, |t| t.name),
        agency: match file.agency_id {
            Some(agency) => accounts::find_organisation(conn, agency)?.name,
            None => String::new(),
        },
        worker: name(file.worker_id),
        worker_in_use: file.worker_id.and_then(|id| known.get(&id)).is_some_and(|one| one.in_use),
        moderator: name(file.moderator_id),
    })
}

/// What whoever leads an audit owes of a file, by the days of the pack. No family is named: it is nobody's work but theirs.
pub(super) fn owe_by(tx: &mut Tx<'_>, pack: &Pack, owner: AccountId, kind: Kind, file: &File) -> Result<()> {
    let days = if kind == kinds::ALLOCATE { "audit-allocate" } else { "audit-moderate" };
    let due = pack.calendar().plus_working(tx.now.date(), pack.number(days));
    let of = audits::find(tx.conn(), file.audit_id)?;
    let what = if kind == kinds::ALLOCATE { "allocate" } else { "share what was found in" };
    let title = format!("{}: {what} file {}", of.title, file.n);
    tasks::add(tx, NewTask::new(kind, file.id.0, title, file.href(), due).owed_by(owner))?;
    Ok(())
}

/// Takes a file out with a reason; the next of the list takes its place.
///
/// # Errors
/// Every [`rules::CannotAllocate`] that holds.
pub fn take_out(
    tx: &mut Tx<'_>,
    permit: &Permit<FileId, acts::Keep>,
    pack: &Pack,
    (reason, note): (&str, &str),
) -> web::Result<Option<FileId>> {
    let file = load_file(tx.conn(), permit.subject())?;
    let known = pack.code("audit-out", reason, tx.now.date()).is_some();
    rules::take_out(file.out_at.is_some(), file.agreed_at.is_some(), known, reason == "other", note)?;
    out(tx, &file, (reason, note), &permit.actor().name)?;
    Ok(sample::draw_next(tx, pack, file.audit_id)?)
}

/// It is out, with all that was owed of it and every way into it.
pub(super) fn out(tx: &mut Tx<'_>, file: &File, (reason, note): (&str, &str), by: &str) -> Result<()> {
    let now = tx.now;
    diesel::update(audit_file::table.find(file.id))
        .set((
            audit_file::out_at.eq(Some(now)),
            audit_file::out_by.eq(by),
            audit_file::out_reason.eq(reason),
            audit_file::out_note.eq(note),
            audit_file::ended.eq(true),
            audit_file::version.eq(file.version + 1),
        ))
        .execute(tx.conn())?;
    seat::end_all(tx, file)?;
    tasks::done(tx, file.id.0, None)?;
    tx.record(events::OUT.on(file.id.0).family(file.family_id).detail(json!({"reason": reason})))?;
    Ok(())
}

/// Shares what was found with the worker and the managers of the team.
///
/// # Errors
/// `audit-share-early` before the grade is agreed; `audit-shared` where it was.
pub fn share(tx: &mut Tx<'_>, permit: &Permit<FileId, acts::Keep>) -> web::Result<()> {
    let file = load_file(tx.conn(), permit.subject())?;
    if file.agreed_at.is_none() || file.out_at.is_some() {
        return Err(
            web::Refusal::new("audit-share-early", "Its grade is not agreed yet: there is nothing to share").into()
        );
    }
    if file.shared_at.is_some() {
        return Err(web::Refusal::new("audit-shared", "It was shared already").into());
    }
    let now = tx.now;
    diesel::update(audit_file::table.find(file.id))
        .set((
            audit_file::shared_at.eq(Some(now)),
            audit_file::shared_by.eq(&permit.actor().name),
            audit_file::version.eq(file.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, file.id.0, Some(kinds::SHARE))?;
    let mut told: Vec<AccountId> = file.worker_id.into_iter().collect();
    if let Some(team) = file.team_id {
        told.extend(accounts::managers_of(tx.conn(), team)?);
    }
    let told_of = News::new(news::SHARED, "What an audit found in your work", file.href());
    work::news::tell_all(tx, &told, &told_of)?;
    tx.record(events::SHARED.on(file.id.0).family(file.family_id).detail(json!({"told": told})))?;
    Ok(())
}
