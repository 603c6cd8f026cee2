//! Compliments, complaints and learning reviews: each with an owner and a day, and nobody's name.

use crate::{
    events, kinds,
    rules::register::{self as rules, CannotKeep, Keeping, Kind, Upheld},
};
use access::{AccountId, AccountUid, Nobody, Permit, Role, TeamId, accounts, accounts::TeamUid, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx, each};
use web::{Refusal, Result};
use work::{NewTask, tasks};

store::strict_id!(
    /// An entry of the register.
    EntryId,
    EntryUid
);

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE register_entry (id $UUID PRIMARY KEY NOT NULL, kind TEXT NOT NULL, on_day $DATE NOT NULL, whose TEXT NOT NULL,
  what TEXT NOT NULL, team_id $UUID REFERENCES team(id), owner_id $UUID NOT NULL REFERENCES account(id), due_on $DATE NOT NULL,
  entered_by TEXT NOT NULL, entered_at $INSTANT NOT NULL, answer TEXT NOT NULL, upheld TEXT, learned TEXT NOT NULL,
  ended_at $INSTANT, ended_by TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX register_entry_day ON register_entry(on_day);
CREATE INDEX register_entry_owner ON register_entry(owner_id);
CREATE INDEX register_entry_team ON register_entry(team_id);";

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, EntryUid, TeamUid};

    register_entry (id) {
        id -> EntryUid,
        kind -> Text,
        on_day -> Date,
        whose -> Text,
        what -> Text,
        team_id -> Nullable<TeamUid>,
        owner_id -> AccountUid,
        due_on -> Date,
        entered_by -> Text,
        entered_at -> Utc,
        answer -> Text,
        upheld -> Nullable<Text>,
        learned -> Text,
        ended_at -> Nullable<Utc>,
        ended_by -> Text,
        version -> BigInt,
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = register_entry, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Entry {
    pub id: EntryId,
    pub kind: Kind,
    pub on_day: NaiveDate,
    /// Whose words they are: a word of the pack's `register-from`.
    pub whose: String,
    pub what: String,
    /// The team that it is about; none where it is about all.
    pub team_id: Option<TeamId>,
    pub owner_id: AccountId,
    pub due_on: NaiveDate,
    pub entered_by: String,
    pub entered_at: Instant,
    pub answer: String,
    pub upheld: Option<Upheld>,
    /// What is done otherwise from now on.
    pub learned: String,
    pub ended_at: Option<Instant>,
    pub ended_by: String,
    pub version: i64,
}

/// An entry as it is written down.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns")]
pub struct NewEntry {
    pub kind: Option<Kind>,
    pub on: Option<NaiveDate>,
    pub whose: String,
    pub what: String,
    pub team: Option<TeamId>,
    pub owner: Option<AccountId>,
}

type Keeps = Permit<Nobody, nobody::KeepRegister>;

/// The entries, those that are open first, then the newest.
///
/// # Errors
/// The engine's.
pub fn entries(conn: &mut Conn, _: &Keeps) -> store::Result<Vec<Entry>> {
    Ok(register_entry::table
        .order((register_entry::ended_at.is_not_null(), register_entry::on_day.desc(), register_entry::id.desc()))
        .limit(300)
        .select(Entry::as_select())
        .load(conn)?)
}

/// One of them.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn entry(conn: &mut Conn, _: &Keeps, id: EntryId) -> store::Result<Entry> {
    Ok(register_entry::table.find(id).select(Entry::as_select()).first(conn)?)
}

/// Keeps an entry: whoever sees to it owes an answer by a day.
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn enter(tx: &mut Tx<'_>, permit: &Keeps, pack: &Pack, new: &NewEntry) -> Result<EntryId> {
    let today = tx.now.date();
    rules::keep(&Keeping {
        kind: new.kind,
        what: &new.what,
        day: new.on.map(|on| on > today),
        owner: owner_of_team(tx.conn(), new.owner, new.team)?,
    })?;

    let (Some(kind), Some(on_day), Some(owner_id)) = (new.kind, new.on, new.owner) else {
        return Err(Refusal::from(CannotKeep::NoOwner).into());
    };
    // from the day on which somebody knows of it
    let due_on = pack.calendar().plus_working(today, pack.number(kind.within()));
    let row = Entry {
        id: EntryId::new(),
        kind,
        on_day,
        whose: new.whose.clone(),
        what: new.what.trim().into(),
        team_id: new.team,
        owner_id,
        due_on,
        entered_by: permit.actor().signature(),
        entered_at: tx.now,
        answer: String::new(),
        upheld: None,
        learned: String::new(),
        ended_at: None,
        ended_by: String::new(),
        version: 1,
    };
    diesel::insert_into(register_entry::table).values(&row).execute(tx.conn())?;
    let task = NewTask::new(kinds::REGISTER, row.id.0, kind.owed(), format!("/register/{}", row.id), due_on);
    tasks::add(tx, task.owed_by(owner_id).of_team(new.team))?;
    tx.record(events::ENTERED.on(row.id.0).detail(json!({"kind": kind})))?;
    Ok(row.id)
}

/// A complaint that somebody of a family makes in a place of their own, in their words and without their name: the head of
/// service sees to it, or whoever else is not of the team that it is about. `None` where there is nobody.
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn complain(
    tx: &mut Tx<'_>,
    pack: &Pack,
    what: &str,
    team: Option<TeamId>,
    whose: &str,
) -> Result<Option<EntryId>> {
    let today = tx.now.date();
    let of_team = match team {
        Some(team) => accounts::members_in(tx.conn(), &[team])?,
        None => vec![],
    };
    let mut able = accounts::with_role(tx.conn(), Role::Head)?;
    able.extend(self::able(tx.conn())?);
    let owner = able.into_iter().find(|account| !of_team.contains(account));
    let kind = Kind::Complaint;
    rules::keep(&Keeping { kind: Some(kind), what, day: Some(false), owner: Some(false) })?;
    let Some(owner_id) = owner else { return Ok(None) };

    let due_on = pack.calendar().plus_working(today, pack.number(kind.within()));
    let row = Entry {
        id: EntryId::new(),
        kind,
        on_day: today,
        whose: whose.into(),
        what: what.trim().into(),
        team_id: team,
        owner_id,
        due_on,
        entered_by: "Somebody of a family, in a place of their own".into(),
        entered_at: tx.now,
        answer: String::new(),
        upheld: None,
        learned: String::new(),
        ended_at: None,
        ended_by: String::new(),
        version: 1,
    };
    diesel::insert_into(register_entry::table).values(&row).execute(tx.conn())?;
    let task = NewTask::new(kinds::REGISTER, row.id.0, kind.owed(), format!("/register/{}", row.id), due_on);
    tasks::add(tx, task.owed_by(owner_id).of_team(team))?;
    tx.record(events::ENTERED.on(row.id.0).detail(json!({"kind": kind})))?;
    Ok(Some(row.id))
}

/// By when an entry is answered, and the answer once it is: for whoever made the complaint, who alone asks.
pub fn fate(conn: &mut Conn, id: EntryId) -> store::Result<(NaiveDate, Option<String>)> {
    let of: Entry = each!(conn, c => register_entry::table.find(id).select(Entry::as_select()).first(c))?;
    Ok((of.due_on, of.ended_at.map(|_| of.answer)))
}

/// Who may see to an entry: whoever may keep the register.
///
/// # Errors
/// The engine's.
pub fn able(conn: &mut Conn) -> store::Result<Vec<AccountId>> {
    let mut all = Vec::new();
    for role in [Role::Auditor, Role::Head, Role::Manager] {
        all.extend(accounts::with_role(conn, role)?);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Whether the owner is of this team; nothing where there is none who may see to it.
fn owner_of_team(conn: &mut Conn, owner: Option<AccountId>, team: Option<TeamId>) -> store::Result<Option<bool>> {
    let able = able(conn)?;
    let Some(owner) = owner.filter(|owner| able.contains(owner)) else { return Ok(None) };
    let Some(team) = team else { return Ok(Some(false)) };
    Ok(Some(accounts::members_in(conn, &[team])?.contains(&owner)))
}

/// Somebody else sees to it from now on. It stays due when it was.
///
/// # Errors
/// [`CannotKeep`]; [`store::Error::Stale`] where somebody else changed it.
pub fn hand_on(tx: &mut Tx<'_>, permit: &Keeps, id: EntryId, to: Option<AccountId>, version: i64) -> Result<()> {
    let of = entry(tx.conn(), permit, id)?;
    rules::keep(&Keeping {
        kind: Some(of.kind),
        what: &of.what,
        day: Some(false),
        owner: owner_of_team(tx.conn(), to, of.team_id)?,
    })?;
    let Some(to) = to.filter(|_| of.ended_at.is_none()) else { return Err(Refusal::from(CannotKeep::Over).into()) };
    if of.version != version {
        return Err(store::Error::Stale.into());
    }
    diesel::update(register_entry::table.find(id))
        .set((register_entry::owner_id.eq(to), register_entry::version.eq(version + 1)))
        .execute(tx.conn())?;
    tasks::give(tx, id.0, to)?;
    tx.record(events::ENTRY_MOVED.on(id.0).detail(json!({"to": to})))?;
    Ok(())
}

/// It is answered: what came of it, and what is done otherwise.
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn end(
    tx: &mut Tx<'_>,
    permit: &Keeps,
    id: EntryId,
    (answer, upheld, learned): (&str, Option<Upheld>, &str),
) -> Result<()> {
    let of = entry(tx.conn(), permit, id)?;
    rules::end(of.kind, of.ended_at.is_some(), answer, upheld)?;

    let now = tx.now;
    diesel::update(register_entry::table.find(id))
        .set((
            register_entry::answer.eq(answer.trim()),
            register_entry::upheld.eq(upheld.filter(|_| of.kind == Kind::Complaint)),
            register_entry::learned.eq(learned.trim()),
            register_entry::ended_at.eq(Some(now)),
            register_entry::ended_by.eq(permit.actor().signature()),
            register_entry::version.eq(of.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, None)?;
    tx.record(events::ENTRY_ENDED.on(id.0).detail(json!({"kind": of.kind, "upheld": upheld})))?;
    Ok(())
}
