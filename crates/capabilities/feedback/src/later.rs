//! Six months after help ended: did it last, and how is the family? The first is seen in the record, and the second is
//! asked.

use crate::{events, kinds, records};
use access::{AccountId, FamilyId, FamilyUid, accounts, capability::Capabilities};
use cases::{EpisodeId, EpisodeUid, records::episode, rules::IN_ERROR};
use chrono::{Days, NaiveDate};
use contacts::records::contact;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Db, Instant, Result, Tx, each};
use work::{NewTask, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::EpisodeUid;

    six_months_on (episode_id) {
        episode_id -> EpisodeUid,
        looked_at -> Utc,
        back -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::FamilyUid;

    step_up (id) {
        id -> Uid,
        family_id -> FamilyUid,
        submitted_at -> Nullable<Utc>,
    }
}

store::beside!(six_months_on + episode);

/// Six months, as the figures count them.
const SIX_MONTHS: u64 = 183;

/// As many days after that somebody may still be asked; whoever comes later comes too late.
const STILL: u64 = 30;

/// Episodes looked at in one transaction.
const SOME: i64 = 100;

/// Why help ended where nobody asks six months on how it went: it went on elsewhere, or they do not want to be asked.
const NOT_ASKED: &[&str] = &[IN_ERROR, "step-up", "moved", "other-plan", "agreement-withdrawn"];

fn midnight(on: NaiveDate) -> Instant {
    Instant::at_london(on.and_time(chrono::NaiveTime::MIN))
}

/// Once a day: those who did not answer, and those whose help ended six months ago.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    loop {
        let ran_out = db.alone(&pack.hash, |tx| {
            let many = records::run_out(tx, SOME)?;
            tx.nothing_new();
            Ok(many)
        })?;
        if ran_out == 0 {
            break;
        }
    }
    while look_six_months_on(db, pack)? > 0 {}
    Ok(())
}

#[derive(Debug, Clone, Queryable)]
struct Ended {
    id: EpisodeId,
    family: FamilyId,
    team: Option<access::TeamId>,
    lead: Option<AccountId>,
    closed_at: Option<Instant>,
    reason: Option<String>,
}

/// Looks at the next episodes that ended six months ago. How many it looked at.
///
/// # Errors
/// The engine's.
pub fn look_six_months_on(db: &Db, pack: &Pack) -> Result<usize> {
    db.alone(&pack.hash, |tx| {
        let today = tx.now.date();
        let all = ended(tx.conn(), today)?;
        for one in &all {
            look(tx, one, pack)?;
        }
        tx.nothing_new();
        Ok(all.len())
    })
}

/// Episodes that ended six months ago, and were not looked at.
fn ended(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Ended>> {
    let day = |back: u64| midnight(today - Days::new(back));
    let looked = six_months_on::table.filter(six_months_on::episode_id.eq(episode::id));
    Ok(each!(conn, c => episode::table
        .filter(episode::closed_at.ge(day(SIX_MONTHS + STILL)).and(episode::closed_at.lt(day(SIX_MONTHS))))
        .filter(diesel::dsl::not(diesel::dsl::exists(looked)))
        .order(episode::id)
        .limit(SOME)
        .select((
            episode::id,
            episode::family_id,
            episode::team_id,
            episode::lead_id,
            episode::closed_at,
            episode::closing_reason,
        ))
        .load(c))?)
}

fn look(tx: &mut Tx<'_>, of: &Ended, pack: &Pack) -> Result<()> {
    let now = tx.now;
    let Some(closed_at) = of.closed_at else { return Ok(()) };
    let back = came_back(tx.conn(), of, closed_at)?;
    let row = (six_months_on::episode_id.eq(of.id), six_months_on::looked_at.eq(now), six_months_on::back.eq(back));
    diesel::insert_into(six_months_on::table).values(row).execute(tx.conn())?;

    let reason = of.reason.as_deref().unwrap_or_default();
    let event = events::LOOKED.on(of.id.0).family(of.family).detail(json!({"back": back}));
    if reason == IN_ERROR {
        tx.record(event)?;
        return Ok(());
    }
    let told = match back {
        None => "Six months on: the family did not need to come back",
        Some(_) => "Six months on: the family has come back",
    };
    tx.record(event.line(told, "", "The programme".to_owned()))?;
    if back.is_none() && !NOT_ASKED.contains(&reason) {
        be_asked(tx, of, pack)?;
    }
    Ok(())
}

/// Whoever manages the team that helped asks, or has somebody ask who did not lead.
fn be_asked(tx: &mut Tx<'_>, of: &Ended, pack: &Pack) -> Result<()> {
    let managers = match of.team {
        Some(team) => accounts::managers_of(tx.conn(), team)?,
        None => vec![],
    };
    let owner = managers.iter().copied().find(|manager| Some(*manager) != of.lead).or(managers.first().copied());
    let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("feedback-later"));
    let (title, href) = ("Six months on: ask the family how they are", format!("/families/{}/feedback", of.family));
    let task = NewTask::new(kinds::LATER, of.id.0, title, href, due_on).owed_by(owner).about(of.family);
    tasks::add(tx, task.of_team(of.team))?;
    Ok(())
}

/// What came within six months after the end: a contact, another episode, or a step up.
fn came_back(conn: &mut Conn, of: &Ended, closed_at: Instant) -> Result<Option<&'static str>> {
    let until = midnight(closed_at.date() + Days::new(SIX_MONTHS + 1));
    let later =
        episode::family_id.eq(of.family).and(episode::opened_at.gt(closed_at)).and(episode::opened_at.lt(until));
    let episodes: i64 = each!(conn, c => episode::table.filter(later).count().get_result(c))?;
    if episodes > 0 {
        return Ok(Some("episode"));
    }
    let up = step_up::family_id.eq(of.family).and(step_up::submitted_at.gt(closed_at));
    let up = up.and(step_up::submitted_at.lt(until));
    let ups: i64 = each!(conn, c => step_up::table.filter(up).count().get_result(c))?;
    if ups > 0 {
        return Ok(Some("step-up"));
    }
    let came = contact::family_id.eq(of.family).and(contact::received_at.gt(closed_at));
    let came = came.and(contact::received_at.lt(until));
    let contacts: i64 = each!(conn, c => contact::table.filter(came).count().get_result(c))?;
    Ok((contacts > 0).then_some("contact"))
}
