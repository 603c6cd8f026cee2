//! How many wait, how long, and who was left without: counted from the rows that the list shows (001 s10, 3: waiting
//! lists). Whoever sees them sees the rows, too, so that nothing is withheld.

use super::{
    lists::{self, Line},
    place::{WaitingId, waiting_place},
};
use crate::rules::{self, Ended, For};
use access::{FamilyId, Nobody, Permit, Role, guard, nobody};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use std::collections::BTreeMap;
use store::{Conn, Instant, Json, Result};

/// How many of some group wait, and how long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Group {
    /// How many wait now.
    pub now: usize,
    /// Half of them wait no longer than so many days.
    pub median: i64,
    /// The longest, in days.
    pub longest: i64,
}

impl Group {
    /// Of the days that each has waited.
    fn of(mut days: Vec<i64>) -> Self {
        days.sort_unstable();
        let middle = days.len().saturating_sub(1) / 2;
        Self {
            now: days.len(),
            median: days.get(middle).copied().unwrap_or_default(),
            longest: days.last().copied().unwrap_or_default(),
        }
    }
}

/// The figures of waiting, today.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// All of them.
    pub all: Group,
    /// How many have waited too long.
    pub too_long: usize,
    /// By what they wait for.
    pub by_kind: BTreeMap<For, Group>,
    /// By need, a code of the pack; whoever has several stands under each.
    pub by_need: BTreeMap<String, Group>,
    /// By the outward half of the postcode.
    pub by_area: BTreeMap<String, Group>,
    /// By the age of the youngest child, in bands.
    pub by_age: BTreeMap<Band, Group>,
    /// How many ended in the last twelve months, by how.
    pub ended: BTreeMap<Ended, i64>,
    /// How many of those were left without help.
    pub without_help: i64,
}

/// A band of ages, the youngest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Before school.
    UpTo4,
    /// Primary school.
    UpTo10,
    /// Secondary school.
    UpTo15,
    /// After that.
    Older,
    /// It is not known.
    NotKnown,
}

impl Band {
    fn of(age: Option<i64>) -> Self {
        match age {
            None => Self::NotKnown,
            Some(0..=4) => Self::UpTo4,
            Some(5..=10) => Self::UpTo10,
            Some(11..=15) => Self::UpTo15,
            Some(_) => Self::Older,
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::UpTo4 => "0 to 4",
            Self::UpTo10 => "5 to 10",
            Self::UpTo15 => "11 to 15",
            Self::Older => "16 and over",
            Self::NotKnown => "Not known",
        }
    }
}

/// The figures of those who wait, as far as whoever asks may see them.
pub fn figures(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeWaiting>, pack: &Pack) -> Result<Figures> {
    let today = permit.actor().as_of.date();
    let lines = lists::lines(conn, permit.actor())?;
    let more = more_of(conn)?;
    let days = |line: &Line| (today - line.since_at.date()).num_days();

    let mut figures = Figures {
        all: Group::of(lines.iter().map(days).collect()),
        too_long: lines.iter().filter(|line| rules::is_too_long(pack, line.since_at.date(), today)).count(),
        by_kind: grouped(lines.iter().map(|line| (line.kind, days(line)))),
        by_age: grouped(lines.iter().map(|line| (Band::of(line.age), days(line)))),
        ..Figures::default()
    };
    let known = |line: &Line| more.get(&line.id).cloned().unwrap_or_default();
    figures.by_area = grouped(lines.iter().map(|line| (known(line).0, days(line))));
    let needs = lines.iter().flat_map(|line| known(line).1.into_iter().map(move |need| (need, days(line))));
    figures.by_need = grouped(needs);
    ended(conn, permit, today, &mut figures)?;
    Ok(figures)
}

fn grouped<K: Ord>(all: impl Iterator<Item = (K, i64)>) -> BTreeMap<K, Group> {
    let mut groups: BTreeMap<K, Vec<i64>> = BTreeMap::new();
    for (key, days) in all {
        groups.entry(key).or_default().push(days);
    }
    groups.into_iter().map(|(key, days)| (key, Group::of(days))).collect()
}

/// Area and needs of everybody who waits.
fn more_of(conn: &mut Conn) -> Result<BTreeMap<WaitingId, (String, Vec<String>)>> {
    let rows: Vec<(WaitingId, String, Json<Vec<String>>)> = waiting_place::table
        .filter(waiting_place::ended_at.is_null())
        .select((waiting_place::id, waiting_place::area, waiting_place::needs))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, area, Json(needs))| (id, (area, needs))).collect())
}

/// How waiting ended in the last twelve months, of the families that whoever asks may see.
fn ended(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeWaiting>,
    today: NaiveDate,
    figures: &mut Figures,
) -> Result<()> {
    let actor = permit.actor();
    let since = Instant::at_london((today - Months::new(12)).and_time(chrono::NaiveTime::MIN));
    let rows: Vec<(FamilyId, Option<Ended>)> = waiting_place::table
        .filter(waiting_place::ended_at.ge(since))
        .select((waiting_place::family_id, waiting_place::ended))
        .load(conn)?;
    let hidden = guard::restricted_from(conn, actor)?;
    let managed = match actor.is_any(&[Role::FrontDoor, Role::PanelChair]) {
        true => None,
        false => Some(guard::held_by(conn, &actor.manages)?),
    };
    let seen =
        |family: &FamilyId| !hidden.contains(family) && managed.as_ref().is_none_or(|managed| managed.contains(family));
    for (_, how) in rows.iter().filter(|(family, _)| seen(family)) {
        let Some(how) = how else { continue };
        *figures.ended.entry(*how).or_default() += 1;
        figures.without_help += i64::from(how.is_without_help());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_those_who_wait_have_waited_no_longer_than_the_median() {
        assert_eq!(Group::of(vec![90, 3, 10, 20]), Group { now: 4, median: 10, longest: 90 });
        assert_eq!(Group::of(vec![]), Group::default());
    }
}
