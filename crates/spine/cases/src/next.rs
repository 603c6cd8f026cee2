//! What is owed next while a family is helped: how its road begins, and where it goes on when no other part of it says
//! so (001 s7: a lead for every family, a plan that is reviewed, an end). A state without a next step is a fault.

use crate::{
    episodes::{self, episode},
    kinds, step_up, team,
};
use access::{
    FamilyId,
    capability::{By, Capabilities, Course, NewStep, Next, Step},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Db, Result, Tx, each};

/// How a road begins, and where it goes on when nothing else is owed.
pub(crate) const ROAD: &[Next] =
    &[Next { place: 5, owed: step_up::owed }, Next { place: 10, owed: begin }, Next { place: 90, owed: go_on }];

/// Episodes that are looked through at once, so that nobody's save waits for long.
const SOME: i64 = 100;

/// Each of these families whose help goes on owes a next step, at the end of every change to it.
pub(crate) fn settle(tx: &mut Tx<'_>, pack: &Pack, all: Capabilities, families: &[FamilyId]) -> Result<()> {
    for family in families {
        if let Some(course) = course(tx, *family)? {
            work::next::settle(tx, pack, all, &course)?;
        }
    }
    Ok(())
}

/// Every open episode, once a day: agreement runs out by itself.
pub(crate) fn settle_all(db: &Db, pack: &Pack, all: Capabilities) -> Result<()> {
    let mut after = None;
    loop {
        let families = episodes::open_families(&mut db.connect()?, after, SOME)?;
        let Some(last) = families.last().copied() else { return Ok(()) };
        db.alone(&pack.hash, |tx| {
            tx.nothing_new();
            settle(tx, pack, all, &families)
        })?;
        after = Some(last);
    }
}

/// The open episode of a family, as far as what comes next depends on it. No permit: it runs under that of the change
/// that it ends, and shows nothing.
fn course(tx: &mut Tx<'_>, family: FamilyId) -> Result<Option<Course>> {
    type Row = (access::EpisodeId, String, Option<access::TeamId>, Option<access::AccountId>, store::Instant);
    let today = tx.now.date();
    let found: Option<(Row, Option<NaiveDate>)> = each!(tx.conn(), c => episode::table
        .filter(episode::family_id.eq(family).and(episode::closed_at.is_null()))
        .select((
            (episode::id, episode::kind, episode::team_id, episode::lead_id, episode::opened_at),
            episode::seen_on,
        ))
        .first(c))
    .optional()?;
    Ok(found.map(|((episode, kind, team, lead, opened_at), seen_on)| {
        let opened_on = opened_at.date();
        Course { family, episode, kind, team, lead, opened_on, seen_on, today }
    }))
}

/// A lead is named, meets the family, and asks whether they agree.
fn begin(conn: &mut Conn, pack: &Pack, course: &Course) -> Result<Option<Step>> {
    let within = |from: NaiveDate, setting: &str| pack.calendar().plus_working(from, pack.number(setting));
    let of_episode = |page: &str| format!("/episodes/{}/{page}", course.episode);
    let of_family = |page: &str| format!("/families/{}/{page}", course.family);
    if course.lead.is_none() {
        return Ok(Some(match team::waiting_for(conn, course.episode)? {
            Some(offer) => Step::Owed(kinds::HAND_OVER.code(), offer.0),
            None => Step::New(NewStep {
                code: "next-lead",
                title: "Name a lead professional",
                href: of_episode("lead"),
                due_on: within(course.opened_on, "lead-named"),
                by: By::Manager,
            }),
        }));
    }

    let led_on = team::led_since(conn, course.episode)?.unwrap_or(course.opened_on);
    let of_lead = |code, title, href| {
        Step::New(NewStep { code, title, href, due_on: within(led_on, "first-visit"), by: By::Lead })
    };
    if course.seen_on.is_none_or(|seen| seen < course.opened_on) {
        return Ok(Some(of_lead("next-visit", "Visit the family for the first time", of_family("notes/new"))));
    }
    if !people::agreement::may_help(conn, pack, course.family, course.today)? {
        return Ok(Some(of_lead("next-agreement", "Ask the family whether they agree", of_family("agreement"))));
    }
    Ok(None)
}

/// Nothing else is owed: somebody says how it goes on, or that it ends. Support by one agency has no other part.
fn go_on(_: &mut Conn, pack: &Pack, course: &Course) -> Result<Option<Step>> {
    let (title, setting) = match course.kind.as_str() {
        "single-agency" => ("Ask how the support goes, then go on or close", "single-agency-check"),
        _ => ("Say how help goes on, or close", "go-on"),
    };
    let href = format!("/families/{}", course.family);
    let due_on = pack.calendar().plus_working(course.today, pack.number(setting));
    Ok(Some(Step::New(NewStep { code: "next-go-on", title, href, due_on, by: By::Lead })))
}
