//! How a family comes to wait.

use super::{
    lists,
    moving::hold,
    place::{Place, WaitingId, waiting_place},
};
use crate::{
    events, kinds,
    rules::{self, Beginning, For, Priority},
    settle,
};
use access::{AccountId, Actor, EpisodeId, FamilyId};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, Json, Result, Tx, Uuid, each};
use work::{NewTask, tasks};

/// For what somebody waits.
#[derive(Debug, Clone)]
pub struct Target {
    /// What kind of thing it is.
    pub kind: For,
    /// The team, service, panel or programme, where it has a record.
    pub id: Option<Uuid>,
    /// What it is called.
    pub name: String,
}

/// What a family is put on a list with.
#[derive(Debug, Clone)]
pub struct NewPlace {
    /// Whose.
    pub family: FamilyId,
    /// For what.
    pub target: Target,
    /// Since when, where they have waited for it before; otherwise from now on.
    pub since: Option<Instant>,
    /// What is hoped for.
    pub what: String,
    /// How soon; none where it was not chosen.
    pub priority: Option<Priority>,
    /// Why.
    pub why: String,
    /// Codes of the pack's needs.
    pub needs: Vec<String>,
    /// The level of need, where it is known.
    pub level: String,
    /// Who asked for it, and is told when it moves.
    pub asked_by: Option<AccountId>,
    /// The contact whose decision it follows.
    pub contact: Option<AnyId>,
    /// The period of help in which it is asked for.
    pub episode: Option<EpisodeId>,
    /// What of another capability it stands for.
    pub source: Option<AnyId>,
    /// Who looks after it; none for whoever of the team or the front door is at hand.
    pub owner: Option<AccountId>,
}

/// Puts a family on a list. Called by the command that makes it wait, under the permit of that; while it waits outside
/// of an episode the front door keeps sight of the family.
///
/// # Errors
/// Every [`rules::CannotWait`] that holds.
pub fn begin(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, new: &NewPlace) -> web::Result<WaitingId> {
    let open = lists::open_of_family(tx.conn(), new.family)?;
    let target = new.target.id.map(AnyId);
    let same = |place: &Place| {
        place.kind == new.target.kind && place.target_id == target && place.target_name == new.target.name
    };
    rules::begin(Beginning {
        twice: open.iter().any(same),
        helped: new.target.kind == For::Team && new.episode.is_some(),
        target: new.target.kind == For::Lead || target.is_some() || !new.target.name.trim().is_empty(),
        what: &new.what,
        priority: new.priority,
        why: &new.why,
    })?;

    let row = row(tx, pack, new)?;
    each!(tx.conn(), c => diesel::insert_into(waiting_place::table).values(&row).execute(c))?;
    if row.held {
        hold(tx, &row, 1)?;
    }
    let owner = settle::keeper(tx, &row, new.owner)?;
    owe_look(tx, &row, row.check_on, owner)?;
    let detail = json!({"kind": row.kind, "target": row.target_id, "priority": row.priority});
    let event = events::BEGUN.on(row.id.0).family(row.family_id).detail(detail);
    tx.record(event.line(format!("Waits for {}", in_a_line(&row)), row.what.as_str(), by.signature()))?;
    Ok(row.id)
}

fn row(tx: &mut Tx<'_>, pack: &Pack, new: &NewPlace) -> Result<Place> {
    let today = tx.now.date();
    let (area, age) = of_children(tx.conn(), new.family, today)?;
    Ok(Place {
        id: WaitingId::new(),
        family_id: new.family,
        kind: new.target.kind,
        target_id: new.target.id.map(AnyId),
        target_name: new.target.name.clone(),
        what: new.what.clone(),
        priority: new.priority.unwrap_or(Priority::Routine),
        why: new.why.clone(),
        needs: Json(new.needs.clone()),
        level: new.level.clone(),
        area,
        age,
        since_at: new.since.unwrap_or(tx.now),
        asked_by: new.asked_by,
        contact_id: new.contact,
        episode_id: new.episode,
        source_id: new.source,
        check_on: rules::next_look(pack, today),
        offered_at: None,
        offer: String::new(),
        answer_by: None,
        answer_href: String::new(),
        ended_at: None,
        ended: None,
        ended_words: String::new(),
        ended_by: None,
        held: new.episode.is_none(),
    })
}

/// What it is called in a sentence.
pub(super) fn in_a_line(place: &Place) -> String {
    match place.target_name.as_str() {
        "" => place.kind.label().to_lowercase(),
        name => format!("{}: {name}", place.kind.label().to_lowercase()),
    }
}

/// The area in which the children live, and the age of the youngest: for figures, which show no home (T16).
fn of_children(conn: &mut Conn, family: FamilyId, today: NaiveDate) -> Result<(String, Option<i64>)> {
    let members = people::records::members_of(conn, family)?;
    let children = || members.iter().filter(|member| member.role.is_child());
    let ages = children().filter_map(|child| child.person.date_of_birth);
    let age = ages.map(|born| i64::from(web::dates::years(born, today))).min();
    let ids: Vec<people::PersonId> = children().map(|child| child.person.id).collect();
    let protected = members.iter().any(|member| member.address.as_ref().is_some_and(people::Protected::is_closed));
    let codes = if protected { BTreeMap::new() } else { people::records::open_postcodes(conn, &ids)? };
    let area = codes.values().next().and_then(|code| code.split(' ').next()).unwrap_or_default().to_owned();
    Ok((area, age))
}

/// Somebody looks after it by this day.
pub(crate) fn owe_look(tx: &mut Tx<'_>, place: &Place, due_on: NaiveDate, owner: Option<AccountId>) -> Result<()> {
    let title = format!("Ask how they are: they wait for {}", in_a_line(place));
    let href = format!("/waiting/{}/look", place.id);
    let task = NewTask::new(kinds::CHECK, place.id.0, title, href, due_on).owed_by(owner).about(place.family_id);
    tasks::add(tx, task)?;
    Ok(())
}
