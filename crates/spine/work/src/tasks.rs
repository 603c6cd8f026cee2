//! Due work: one table that every capability feeds in the same transaction, so that My work and a team's overdue work
//! are one query each (T34).

use crate::{
    absence::{self, Owed},
    escalation, events, rules,
};
use access::{
    AccountId, EpisodeId, FamilyId, Permit, Sight, TeamId, family,
    guard::{self, guard as guard_table},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx, Uuid, each};

pub use crate::{
    absence::Doer,
    ids::{TaskId, TaskUid},
};

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, EpisodeUid, FamilyUid, accounts::TeamUid};
    use store::types::{Uid, Utc};
    use super::TaskUid;

    task (id) {
        id -> TaskUid,
        owner_id -> Nullable<AccountUid>,
        family_id -> Nullable<FamilyUid>,
        episode_id -> Nullable<EpisodeUid>,
        kind -> Text,
        subject_id -> Uid,
        title -> Text,
        href -> Text,
        due_on -> Date,
        opened_at -> Utc,
        done_at -> Nullable<Utc>,
        team_id -> Nullable<TeamUid>,
        of_lead -> Bool,
        is_next -> Bool,
        doer -> Text,
    }
}

store::beside!(task + guard_table);

/// A kind of due work, declared as a constant where it is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    code: &'static str,
    of_lead: bool,
    doer: Doer,
}

impl Kind {
    /// Work that somebody owes by name.
    pub const fn new(code: &'static str) -> Self {
        Self { code, of_lead: false, doer: Doer::Anyone }
    }

    /// Work that the lead owes: whoever takes the lead over takes it over, too.
    pub const fn of_lead(code: &'static str) -> Self {
        Self { code, of_lead: true, doer: Doer::Anyone }
    }

    /// Nobody but whoever was asked by name can do it: while they are away it goes to nobody who covers for them.
    #[must_use]
    pub const fn in_person(self) -> Self {
        Self { doer: Doer::Person, ..self }
    }

    /// Only those who manage the team of the family can do it, and cover for one another.
    #[must_use]
    pub const fn of_manager(self) -> Self {
        Self { doer: Doer::Manager, ..self }
    }

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        self.code
    }
}

/// A piece of due work.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = task, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Task {
    pub id: TaskId,
    pub owner_id: Option<AccountId>,
    pub family_id: Option<FamilyId>,
    pub episode_id: Option<EpisodeId>,
    pub kind: String,
    pub subject_id: AnyId,
    pub title: String,
    pub href: String,
    pub due_on: NaiveDate,
    pub opened_at: Instant,
    pub done_at: Option<Instant>,
    pub team_id: Option<TeamId>,
    pub of_lead: bool,
    pub is_next: bool,
    pub doer: Doer,
}

/// Work to be owed. Titles are shown only to its owner and to those who may open the family.
#[derive(Debug, Clone)]
pub struct NewTask {
    kind: Kind,
    subject: Uuid,
    title: String,
    href: String,
    due_on: NaiveDate,
    owner: Option<AccountId>,
    family: Option<FamilyId>,
    episode: Option<EpisodeId>,
    team: Option<TeamId>,
}

impl NewTask {
    /// Work of this kind about `subject`, done on the page at `href` by `due_on`.
    pub fn new(
        kind: Kind,
        subject: Uuid,
        title: impl Into<String>,
        href: impl Into<String>,
        due_on: NaiveDate,
    ) -> Self {
        let (title, href) = (title.into(), href.into());
        Self { kind, subject, title, href, due_on, owner: None, family: None, episode: None, team: None }
    }

    /// Who owes it.
    #[must_use]
    pub fn owed_by(mut self, owner: impl Into<Option<AccountId>>) -> Self {
        self.owner = owner.into();
        self
    }

    /// The family it is about: only those who may open it see the title.
    #[must_use]
    pub fn about(mut self, family: FamilyId) -> Self {
        self.family = Some(family);
        self
    }

    /// The episode with which it ends.
    #[must_use]
    pub fn within(mut self, episode: EpisodeId) -> Self {
        self.episode = Some(episode);
        self
    }

    /// The team whose managers are told when it is late, for work that belongs to no family.
    #[must_use]
    pub fn of_team(mut self, team: impl Into<Option<TeamId>>) -> Self {
        self.team = team.into();
        self
    }
}

/// Someone owes something from now on. Called by the command that makes it so, under that command's permit. Where they
/// are away today, whoever covers owes what is due before they are back.
pub fn add(tx: &mut Tx<'_>, new: NewTask) -> Result<TaskId> {
    let (owner, through) = match new.owner {
        Some(owner) => {
            let owed = Owed { owner, family: new.family, due_on: new.due_on, doer: new.kind.doer };
            let (owner, through) = absence::who_owes(tx, owed)?;
            (Some(owner), through)
        }
        None => (None, vec![]),
    };
    let row = Task {
        id: TaskId::new(),
        owner_id: owner,
        family_id: new.family,
        episode_id: new.episode,
        kind: new.kind.code.into(),
        subject_id: AnyId(new.subject),
        title: new.title,
        href: new.href,
        due_on: new.due_on,
        opened_at: tx.now,
        done_at: None,
        team_id: new.team,
        of_lead: new.kind.of_lead,
        is_next: false,
        doer: new.kind.doer,
    };
    each!(tx.conn(), c => diesel::insert_into(task::table).values(&row).execute(c))?;
    absence::note(tx, row.id, &through)?;
    Ok(row.id)
}

/// What is owed about this subject is called otherwise from now on. It stays due when it was, and as late as it is.
pub fn rename(tx: &mut Tx<'_>, subject: Uuid, kind: Kind, title: &str) -> Result<()> {
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    diesel::update(open.filter(task::kind.eq(kind.code))).set(task::title.eq(title)).execute(tx.conn())?;
    Ok(())
}

/// What was owed about this subject is done, by whichever kind; `None` for all kinds.
pub fn done(tx: &mut Tx<'_>, subject: Uuid, kind: Option<Kind>) -> Result<()> {
    let now = tx.now;
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    match kind {
        Some(kind) => {
            diesel::update(open.filter(task::kind.eq(kind.code))).set(task::done_at.eq(Some(now))).execute(tx.conn())?
        }
        None => diesel::update(open).set(task::done_at.eq(Some(now))).execute(tx.conn())?,
    };
    Ok(())
}

/// What is owed about this subject is due on another day; whether that is new.
pub fn redate(tx: &mut Tx<'_>, subject: Uuid, kind: Kind, due_on: NaiveDate) -> Result<bool> {
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    let other = open.filter(task::kind.eq(kind.code).and(task::due_on.ne(due_on)));
    Ok(diesel::update(other).set(task::due_on.eq(due_on)).execute(tx.conn())? > 0)
}

/// What this person owed about this subject is done; others may still owe it.
pub fn done_by(tx: &mut Tx<'_>, subject: Uuid, kind: Kind, owner: AccountId) -> Result<()> {
    let now = tx.now;
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    diesel::update(open.filter(task::kind.eq(kind.code).and(task::owner_id.eq(owner))))
        .set(task::done_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// The episode is over: nothing is owed any more.
pub fn drop_all(tx: &mut Tx<'_>, family: FamilyId, episode: EpisodeId) -> Result<()> {
    let now = tx.now;
    let open = task::table.filter(task::family_id.eq(family).and(task::done_at.is_null()));
    diesel::update(open.filter(task::episode_id.eq(episode))).set(task::done_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

/// Everything that this episode's former lead owed as lead is the new lead's.
pub fn move_lead_work(tx: &mut Tx<'_>, family: FamilyId, episode: EpisodeId, to: AccountId) -> Result<()> {
    let open = task::table.filter(task::family_id.eq(family).and(task::done_at.is_null()));
    diesel::update(open.filter(task::episode_id.eq(episode).and(task::of_lead.eq(true))))
        .set(task::owner_id.eq(Some(to)))
        .execute(tx.conn())?;
    Ok(())
}

/// Gives one piece of work about a family to someone else, who can see the family.
///
/// # Errors
/// [`crate::rules::CannotReassign`]; [`store::Error::Missing`] when it is done already or about another family.
pub fn reassign(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::Reassign>,
    id: TaskId,
    to: AccountId,
) -> web::Result<()> {
    let family = permit.subject();
    let (now, today) = (tx.now, tx.now.date());
    let sees = match access::accounts::actor(tx.conn(), now, to)? {
        Some(actor) => guard::visible_among(tx.conn(), &actor, &[family])?.contains(&family),
        None => false,
    };
    let away = absence::of(tx.conn(), to, today)?;
    rules::may_take(sees, away.first().map(absence::Covering::line).as_deref())?;

    let open = task::table.filter(task::id.eq(id).and(task::family_id.eq(family)).and(task::done_at.is_null()));
    if diesel::update(open).set(task::owner_id.eq(Some(to))).execute(tx.conn())? == 0 {
        return Err(store::Error::Missing.into());
    }
    tx.record(events::REASSIGNED.on(id.0).family(family).detail(serde_json::json!({"to": to})))?;
    Ok(())
}

/// About which family a piece of work is: to ask for a permit on it.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn family_of(conn: &mut Conn, id: TaskId) -> Result<FamilyId> {
    let family: Option<FamilyId> = task::table.find(id).select(task::family_id).first(conn)?;
    family.ok_or(store::Error::Missing)
}

/// One piece of work about a family.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<FamilyId>, id: TaskId) -> Result<Task> {
    let there = task::table.filter(task::id.eq(id).and(task::family_id.eq(sight.subject())));
    Ok(there.select(Task::as_select()).first(conn)?)
}

/// Whether work of this kind about this subject is owed: for what comes next, which shows nothing.
pub fn is_owed(conn: &mut Conn, kind: Kind, subject: Uuid) -> Result<bool> {
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    let count: i64 = each!(conn, c => open.filter(task::kind.eq(kind.code)).count().get_result(c))?;
    Ok(count > 0)
}

/// What is owed about this subject is owed by somebody else from now on. It stays due when it was, and as late as it is.
pub fn give(tx: &mut Tx<'_>, subject: Uuid, to: AccountId) -> Result<()> {
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    diesel::update(open).set(task::owner_id.eq(Some(to))).execute(tx.conn())?;
    Ok(())
}

/// As [`give`], of one kind alone.
pub fn give_kind(tx: &mut Tx<'_>, subject: Uuid, kind: Kind, to: AccountId) -> Result<()> {
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    diesel::update(open.filter(task::kind.eq(kind.code))).set(task::owner_id.eq(Some(to))).execute(tx.conn())?;
    Ok(())
}

/// Who owes work of this kind about this subject, for a command that makes the next of it owed by the same.
pub fn owner_of(conn: &mut Conn, kind: Kind, subject: Uuid) -> Result<Option<AccountId>> {
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    let found: Option<Option<AccountId>> = each!(conn, c => open
        .filter(task::kind.eq(kind.code))
        .select(task::owner_id)
        .first(c))
    .optional()?;
    Ok(found.flatten())
}

/// What is owed about a family, soonest first.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Task>> {
    Ok(each!(conn, c => task::table
        .filter(task::family_id.eq(sight.subject()).and(task::done_at.is_null()))
        .order((task::due_on, task::id))
        .select(Task::as_select())
        .load(c))?)
}

/// Takes away what is, or was, owed on episodes that are taken back: an import alone made it so.
pub fn forget(conn: &mut Conn, family: FamilyId, episodes: &[EpisodeId]) -> Result<()> {
    let theirs = || task::table.filter(task::family_id.eq(family).and(task::episode_id.eq_any(episodes)));
    let ids: Vec<TaskId> = theirs().select(task::id).load(conn)?;
    absence::forget(conn, &ids)?;
    escalation::forget(conn, &ids)?;
    diesel::delete(theirs()).execute(conn)?;
    Ok(())
}
