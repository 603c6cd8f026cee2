//! Who is away, until when, and who covers: what due work depends on while it is owed (T35). How work is moved stands
//! in [`crate::cover`].

use crate::ids::TaskId;
use access::{AccountId, FamilyId, accounts, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};

pub(crate) const DDL: &str = "
CREATE TABLE cover (id $UUID PRIMARY KEY NOT NULL, away_id $UUID NOT NULL REFERENCES account(id),
  cover_id $UUID NOT NULL REFERENCES account(id), from_on $DATE NOT NULL, until_on $DATE,
  by_id $UUID NOT NULL REFERENCES account(id), made_at $INSTANT NOT NULL, begun_at $INSTANT,
  ended_at $INSTANT) $STRICT;
CREATE INDEX cover_away ON cover(away_id) WHERE begun_at IS NOT NULL AND ended_at IS NULL;
CREATE TABLE cover_task (cover_id $UUID NOT NULL REFERENCES cover(id), task_id $UUID NOT NULL REFERENCES task(id),
  PRIMARY KEY (cover_id, task_id)) $STRICT;
CREATE TABLE cover_family (cover_id $UUID NOT NULL REFERENCES cover(id),
  family_id $UUID NOT NULL REFERENCES family(id), leads $BOOL NOT NULL, PRIMARY KEY (cover_id, family_id)) $STRICT;
CREATE INDEX cover_family_of ON cover_family(family_id);";

store::strict_id!(
    /// An absence that somebody covers.
    CoverId,
    CoverUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::Utc;
    use super::CoverUid;

    cover (id) {
        id -> CoverUid,
        away_id -> AccountUid,
        cover_id -> AccountUid,
        from_on -> Date,
        until_on -> Nullable<Date>,
        by_id -> AccountUid,
        made_at -> Utc,
        begun_at -> Nullable<Utc>,
        ended_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::ids::TaskUid;
    use super::CoverUid;

    cover_task (cover_id, task_id) {
        cover_id -> CoverUid,
        task_id -> TaskUid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::FamilyUid;
    use super::CoverUid;

    cover_family (cover_id, family_id) {
        cover_id -> CoverUid,
        family_id -> FamilyUid,
        leads -> Bool,
    }
}

diesel::allow_tables_to_appear_in_same_query!(cover, cover_task, cover_family);

store::coded! {
    /// Who can do a piece of work instead of whoever owes it.
    pub enum Doer {
        /// Anybody who can see the family as they do.
        Anyone = "anyone",
        /// Somebody who manages the team that holds the family.
        Manager = "manager",
        /// Nobody else: they were asked by name.
        Person = "person",
    }
}

/// That somebody is away and somebody else covers. `until_on` is the last day; none is for good. It waits until it has
/// begun, and holds until it has ended.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = cover, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Absence {
    pub id: CoverId,
    pub away_id: AccountId,
    pub cover_id: AccountId,
    pub from_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
    pub by_id: AccountId,
    pub made_at: Instant,
    pub begun_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

impl Absence {
    /// Whether somebody is away on this day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.from_on <= on && self.until_on.is_none_or(|until| until >= on)
    }

    /// Whether the days of two absences meet.
    pub fn meets(&self, from: NaiveDate, until: Option<NaiveDate>) -> bool {
        self.until_on.is_none_or(|mine| mine >= from) && until.is_none_or(|theirs| theirs >= self.from_on)
    }
}

/// Who covers for somebody, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covering {
    /// Who covers.
    pub cover: AccountId,
    /// Their name.
    pub name: String,
    /// The last day; none is for good.
    pub until: Option<NaiveDate>,
}

impl Covering {
    /// `Craig Cox covers until 12 March 2026.`
    pub fn line(&self) -> String {
        match self.until {
            Some(until) => format!("{} covers until {}.", self.name, web::dates::day(until)),
            None => format!("{} covers.", self.name),
        }
    }
}

/// What has begun and not ended of these people, whenever it holds.
pub(crate) fn begun(conn: &mut Conn, away: &[AccountId]) -> Result<Vec<Absence>> {
    if away.is_empty() {
        return Ok(vec![]);
    }
    Ok(cover::table
        .filter(cover::away_id.eq_any(away).and(cover::begun_at.is_not_null()).and(cover::ended_at.is_null()))
        .order((cover::made_at, cover::id))
        .select(Absence::as_select())
        .load(conn)?)
}

/// As [`begun`], and what this manager has made: also of somebody from elsewhere, all of whose work here has moved.
pub(crate) fn begun_in_teams(conn: &mut Conn, away: &[AccountId], manager: AccountId) -> Result<Vec<Absence>> {
    Ok(cover::table
        .filter(cover::away_id.eq_any(away).or(cover::by_id.eq(manager)))
        .filter(cover::begun_at.is_not_null().and(cover::ended_at.is_null()))
        .order((cover::made_at, cover::id))
        .select(Absence::as_select())
        .load(conn)?)
}

/// Who covers for this account on this day, in the order in which they were asked.
pub fn of(conn: &mut Conn, account: AccountId, today: NaiveDate) -> Result<Vec<Covering>> {
    let absences = begun(conn, &[account])?;
    coverings(conn, absences, today)
}

/// Who covers for the lead of a family on this day. Ask it of whoever leads now: somebody who took the lead over is not
/// away.
pub fn of_lead(conn: &mut Conn, family: FamilyId, lead: AccountId, today: NaiveDate) -> Result<Option<Covering>> {
    let mut absences = begun(conn, &[lead])?;
    if absences.is_empty() {
        return Ok(None);
    }
    let led: Vec<CoverId> = cover_family::table
        .filter(cover_family::family_id.eq(family).and(cover_family::leads.eq(true)))
        .select(cover_family::cover_id)
        .load(conn)?;
    absences.retain(|absence| led.contains(&absence.id));
    Ok(coverings(conn, absences, today)?.into_iter().next())
}

fn coverings(conn: &mut Conn, mut absences: Vec<Absence>, today: NaiveDate) -> Result<Vec<Covering>> {
    absences.retain(|absence| absence.holds(today));
    if absences.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<AccountId> = absences.iter().map(|absence| absence.cover_id).collect();
    let names = accounts::names(conn, &ids)?;
    let covering = |absence: Absence| {
        let name = names.get(&absence.cover_id).cloned().unwrap_or_default();
        Covering { cover: absence.cover_id, name, until: absence.until_on }
    };
    Ok(absences.into_iter().map(covering).collect())
}

/// A piece of work as it comes to be owed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owed {
    pub owner: AccountId,
    pub family: Option<FamilyId>,
    pub due_on: NaiveDate,
    pub doer: Doer,
}

/// More than these who are away one for another is a knot, not a chain.
const CHAIN: usize = 3;

/// Who is to owe it now, and the absences by which it went from one to the other: to whoever covers today, where it is
/// due before the other is back, and where they can see the family. Work about no family stays: its title is for
/// nobody but its owner.
pub(crate) fn who_owes(tx: &mut Tx<'_>, owed: Owed) -> Result<(AccountId, Vec<CoverId>)> {
    let (mut owner, mut through) = (owed.owner, Vec::new());
    let Some(family) = owed.family.filter(|_| owed.doer != Doer::Person) else { return Ok((owner, through)) };

    let (now, today) = (tx.now, tx.now.date());
    for _ in 0..CHAIN {
        let mut next = None;
        for absence in begun(tx.conn(), &[owner])? {
            let due = absence.until_on.is_none_or(|until| owed.due_on <= until);
            if due && absence.holds(today) && can_do(tx.conn(), now, absence.cover_id, family, owed.doer)? {
                next = Some(absence);
                break;
            }
        }
        let Some(absence) = next else { break };
        owner = absence.cover_id;
        through.push(absence.id);
    }
    Ok((owner, through))
}

/// Whether somebody can do such work about this family.
pub(crate) fn can_do(conn: &mut Conn, now: Instant, account: AccountId, family: FamilyId, doer: Doer) -> Result<bool> {
    let Some(actor) = accounts::actor(conn, now, account)? else { return Ok(false) };
    if doer == Doer::Manager {
        let team = guard::team_of(conn, family)?;
        if !team.is_some_and(|team| actor.manages.contains(&team)) {
            return Ok(false);
        }
    }
    Ok(guard::visible_among(conn, &actor, &[family])?.contains(&family))
}

/// Notes that a piece of work went to somebody else by these absences, so that it comes back.
pub(crate) fn note(tx: &mut Tx<'_>, task: TaskId, through: &[CoverId]) -> Result<()> {
    for id in through {
        let row = (cover_task::cover_id.eq(*id), cover_task::task_id.eq(task));
        let insert = diesel::insert_into(cover_task::table).values(row).on_conflict_do_nothing();
        each!(tx.conn(), c => insert.execute(c))?;
    }
    Ok(())
}

/// Nobody covers for these pieces of work any more: they are taken back.
pub(crate) fn forget(conn: &mut Conn, tasks: &[TaskId]) -> Result<()> {
    diesel::delete(cover_task::table.filter(cover_task::task_id.eq_any(tasks))).execute(conn)?;
    Ok(())
}
