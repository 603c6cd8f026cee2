//! Periods of help, and how they ended.

use super::{
    Ids, Known, Old, each,
    fields::{CLOSURES, EPISODES},
};
use crate::{file::Row, map::Map, rules};
use access::{AccountId, TeamId};
use chrono::NaiveDate;
use contacts::rules::{Follows, follows};
use std::{collections::HashMap, path::Path};

/// An episode as its old system knew it.
#[derive(Debug, Clone)]
pub struct Episode {
    pub id: String,
    pub opened_on: NaiveDate,
    pub kind: String,
    /// The old id of the contact that led to it.
    pub contact: Option<String>,
    pub team: Option<TeamId>,
    pub lead: Option<AccountId>,
    pub led_from: Option<NaiveDate>,
    pub seen_on: Option<NaiveDate>,
    /// How it ended; help goes on here where that is nothing.
    pub closed: Option<Closure>,
}

/// How an episode ended.
#[derive(Debug, Clone)]
pub struct Closure {
    pub on: NaiveDate,
    pub reason: String,
    pub exit_plan: String,
}

/// An episode that is read, with what is asked of it once its closure is known.
struct Read {
    family: usize,
    line: u64,
    team_column: String,
    episode: Episode,
}

pub(super) fn read(old: &mut Old, dir: &Path, map: &Map, known: &Known<'_>) {
    let mut ids = Ids::default();
    let (mut all, mut places) = (Vec::<Read>::new(), HashMap::new());
    let file = map.episodes.as_ref().map(|table| table.file.clone()).unwrap_or_default();
    each(old, dir, map, map.episodes.as_ref(), EPISODES, |old, row| {
        row.family = row.given("family");
        let id = ids.next(row);
        let family = old.family(row, "family");
        let episode = episode(old, family, row, known);
        if let (Some(id), Some(family), Some(episode)) = (id, family, episode) {
            places.insert(id.clone(), all.len());
            let (line, team_column) = (row.line, row.column("team"));
            all.push(Read { family, line, team_column, episode: Episode { id, ..episode } });
        }
    });

    each(old, dir, map, map.closures.as_ref(), CLOSURES, |old, row| {
        let Some(id) = row.must("episode") else { return };
        let Some(read) = places.get(&id).and_then(|place| all.get_mut(*place)) else {
            return row.fault("episode", "unknown-episode", "no episode of this id could be taken");
        };
        row.family = Some(old.families[read.family].id.clone());
        let closed = closure(row, known, Some(read.episode.opened_on));
        if read.episode.closed.is_some() {
            return row.fault("episode", "closed-twice", "this episode was closed already");
        }
        read.episode.closed = closed;
    });

    for Read { family, line, team_column, episode } in all {
        if let Err(rule) = rules::open_episode(episode.closed.is_some(), episode.team.is_some()) {
            let of = old.families[family].id.clone();
            old.faults.push(crate::Fault::of_rule(&file, line, team_column, rule.into()).within(Some(of)));
        }
        old.families[family].episodes.push(episode);
    }
}

fn episode(old: &Old, family: Option<usize>, row: &mut Row<'_>, known: &Known<'_>) -> Option<Episode> {
    row.must("opened_on");
    let opened_on = row.past("opened_on", known.today);
    let kind = row.must("kind");
    if kind.as_deref().is_some_and(|kind| follows(kind, false) != Follows::Episode) {
        let why = "the map has no word of ours for it. Ours are: assessment, intervention-plan, single-agency";
        row.fault("kind", "unknown-code", why);
    }
    let contact = row.given("contact");
    let theirs =
        |id: &String| family.is_none_or(|family| old.families[family].contacts.iter().any(|one| one.id == *id));
    if contact.as_ref().is_some_and(|id| !theirs(id)) {
        row.fault("contact", "unknown-contact", "no contact of this id about this family could be taken");
    }
    let team = row.given("team").and_then(|name| {
        let found = known.teams.get(&name.to_lowercase()).copied();
        if found.is_none() {
            let why =
                "there is no team of this name here: add it, or translate it in the map, to nothing where it is gone";
            row.fault("team", "unknown-team", why);
        }
        found
    });
    let closed = closure(row, known, opened_on);
    let lead = row.given("lead").and_then(|email| {
        let found = known.account(&email);
        // who led what has ended may have left long ago
        if found.is_none() && row.given("closed_on").is_none() {
            let why = "there is no account in use of this e-mail address: add it, or translate it to nothing";
            row.fault("lead", "unknown-account", why);
        }
        found
    });
    Some(Episode {
        id: String::new(),
        opened_on: opened_on?,
        kind: kind?,
        contact,
        team,
        lead,
        led_from: row.past("led_from", known.today),
        seen_on: row.past("seen_on", known.today),
        closed,
    })
}

fn closure(row: &mut Row<'_>, known: &Known<'_>, opened_on: Option<NaiveDate>) -> Option<Closure> {
    let on = row.past("closed_on", known.today);
    let reason = row.code(known.pack, "closing_reason", "closing-reason");
    let said = (row.given("closed_on").is_some(), row.given("closing_reason").is_some());
    for wrong in rules::closure(said, opened_on.zip(on)) {
        let rule: web::Refusal = wrong.into();
        row.fault(&rule.field.clone().unwrap_or_default(), rule.name, rule.message);
    }
    Some(Closure { on: on?, reason: reason?, exit_plan: row.get("exit_plan") })
}
