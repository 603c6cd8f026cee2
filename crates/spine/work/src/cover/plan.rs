//! What would move: the preview, and what the command does.

use crate::{
    absence::{Absence, CoverId, Doer, cover, cover_family},
    lists,
    tasks::Task,
};
use access::{
    Actor, FamilyId, Nobody, Permit, accounts,
    guard::{self, Could, Tie},
    nobody,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Result};

/// How whoever covers comes to see a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// They see it anyway.
    Sees,
    /// They join by a tie of this kind, until the last day.
    Joins(Tie),
    /// They cannot, and why.
    Cannot(&'static str),
}

impl Way {
    /// Why they cannot.
    pub const fn obstacle(self) -> Option<&'static str> {
        match self {
            Self::Cannot(why) => Some(why),
            Self::Sees | Self::Joins(_) => None,
        }
    }
}

/// Everything that a cover would move, and what it would not.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What is owed in the days of the absence, and what of it nobody else or not this person can do: why.
    pub work: Vec<(Task, Option<&'static str>)>,
    /// The families that whoever is away leads.
    pub led: BTreeSet<FamilyId>,
    /// All families of the plan, and how whoever covers comes to see them.
    pub families: BTreeMap<FamilyId, Way>,
}

impl Plan {
    /// How much there is that somebody could cover: not what only whoever was asked by name can do.
    pub fn there(&self) -> usize {
        self.work.iter().filter(|(task, _)| task.doer != Doer::Person).count() + self.led.len()
    }

    /// How much of it they can take.
    pub fn can_move(&self) -> usize {
        let led =
            self.led.iter().filter(|family| self.families.get(family).is_some_and(|way| way.obstacle().is_none()));
        self.work.iter().filter(|(_, obstacle)| obstacle.is_none()).count() + led.count()
    }

    /// What moves of what is owed about a family.
    pub(crate) fn of_family(&self, family: FamilyId) -> impl Iterator<Item = &Task> {
        self.moving().filter(move |task| task.family_id == Some(family))
    }

    /// What moves of what is owed about no family.
    pub(crate) fn of_no_family(&self) -> impl Iterator<Item = &Task> {
        self.moving().filter(|task| task.family_id.is_none())
    }

    fn moving(&self) -> impl Iterator<Item = &Task> {
        self.work.iter().filter(|(_, obstacle)| obstacle.is_none()).map(|(task, _)| task)
    }

    /// A short mark of all that would move and how, to find out whether it is another by now.
    pub fn stand(&self) -> String {
        web::stand(&[&format!(
            "{:?}",
            (
                self.work.iter().map(|(task, obstacle)| (task.id, task.due_on, obstacle)).collect::<Vec<_>>(),
                &self.led,
                &self.families,
            )
        )])
    }
}

/// What this absence would move in the teams of whoever asks, as far as it is not hidden from them: what is due until
/// the last day, what is late by the first, and the families led. Work that whoever is away owes elsewhere is for the
/// manager there.
pub fn plan(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeTeam>, absence: &Absence) -> Result<Plan> {
    let manager = permit.actor();
    let (now, today) = (manager.as_of, manager.as_of.date());
    let Some(stand_in) = accounts::actor(conn, now, absence.cover_id)? else { return Ok(Plan::default()) };

    let mut owed = lists::of_worker(conn, permit, absence.away_id)?;
    owed.retain(|task| is_due(absence, task.due_on, today));
    let covered = covered_already(conn, absence)?;
    let mut led: BTreeSet<FamilyId> = guard::led_in_teams(conn, manager, absence.away_id)?.into_iter().collect();
    led.retain(|family| !covered.contains(family));

    let all: BTreeSet<FamilyId> = owed.iter().filter_map(|task| task.family_id).chain(led.iter().copied()).collect();
    let families = ways(conn, &stand_in, &all, &led)?;
    let obstacle = |task: &Task| match (task.doer, task.family_id) {
        (Doer::Person, _) => Some("only whoever was asked by name can do this"),
        (_, None) => None,
        (Doer::Manager, Some(family)) => match guard_team_is_theirs(&stand_in, family, &families) {
            true => None,
            false => Some("only a manager of the team can do this"),
        },
        (Doer::Anyone, Some(family)) => families.get(&family).and_then(|way| way.obstacle()),
    };
    let work = owed.into_iter().map(|task| (obstacle(&task), task)).map(|(why, task)| (task, why)).collect();
    Ok(Plan { work, led, families })
}

/// A manager of the team sees the family through that.
fn guard_team_is_theirs(stand_in: &Actor, family: FamilyId, families: &BTreeMap<FamilyId, Way>) -> bool {
    !stand_in.manages.is_empty() && families.get(&family) == Some(&Way::Sees)
}

/// For good all of it; else what is due in these days, and what is late when they begin.
pub(super) fn is_due(absence: &Absence, due_on: NaiveDate, today: NaiveDate) -> bool {
    let Some(until) = absence.until_on else { return true };
    due_on <= until && (due_on >= absence.from_on || absence.from_on <= today)
}

/// Families of theirs for which somebody covers as their lead in these days.
fn covered_already(conn: &mut Conn, absence: &Absence) -> Result<BTreeSet<FamilyId>> {
    let begun = crate::absence::begun(conn, &[absence.away_id])?;
    let meets = begun.iter().filter(|other| other.id != absence.id && other.meets(absence.from_on, absence.until_on));
    let ids: Vec<CoverId> = meets.map(|other| other.id).collect();
    let rows: Vec<FamilyId> = cover_family::table
        .filter(cover_family::cover_id.eq_any(ids).and(cover_family::leads.eq(true)))
        .select(cover_family::family_id)
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

fn ways(
    conn: &mut Conn,
    stand_in: &Actor,
    families: &BTreeSet<FamilyId>,
    led: &BTreeSet<FamilyId>,
) -> Result<BTreeMap<FamilyId, Way>> {
    let way = |family: &FamilyId| {
        let through = if led.contains(family) { Tie::Cover } else { Tie::Team };
        let could = guard::could(conn, *family, stand_in, through)?;
        Ok((
            *family,
            match could {
                Could::Already => Way::Sees,
                Could::Joins => Way::Joins(through),
                other => Way::Cannot(other.obstacle().unwrap_or_default()),
            },
        ))
    };
    families.iter().map(way).collect()
}

/// Every cover that has begun and not ended.
pub(super) fn waiting(conn: &mut Conn) -> Result<Vec<Absence>> {
    Ok(cover::table
        .filter(cover::begun_at.is_not_null().and(cover::ended_at.is_null()))
        .order(cover::id)
        .select(Absence::as_select())
        .load(conn)?)
}
