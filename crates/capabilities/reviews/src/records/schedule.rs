//! When reviews are held: planned, moved, or not held.

use super::{
    invitee,
    review::{Review, ReviewId, find, list, review},
};
use crate::{
    events, kinds,
    rules::{self, CannotReview, When},
};
use access::{AccountId, FamilyId, Sight, family};
use cases::{Case, EpisodeId, team};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::{Pack, Term};
use serde_json::json;
use store::{Conn, Instant, Tx};
use web::{Refusal, Result};
use work::{NewTask, tasks};

/// From this age a child is invited to the review by name.
const INVITED_FROM: u32 = 10;

/// A report is due so many days before the review, so that the lead can read it.
const REPORT_BEFORE: Days = Days::new(2);

/// The day from which the next review is counted: the last one held, else the day on which the plan was agreed, else
/// that on which the assessment was authorised: the first review meeting makes the plan (001 s7).
pub fn counted_from(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Option<NaiveDate>> {
    let held = list(conn, sight, episode)?.iter().filter_map(|review| review.held_on).max();
    let agreed = plans::records::current(conn, sight, episode)?.and_then(|whole| whole.plan.agreed_at);
    Ok(match held.max(agreed.map(Instant::date)) {
        Some(since) => Some(since),
        None => plans::records::authorised_on(conn, sight.subject(), episode)?,
    })
}

/// The latest day of the next review.
///
/// # Errors
/// [`CannotReview::NoPlan`].
pub fn latest_on(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId, pack: &Pack) -> Result<NaiveDate> {
    let from = counted_from(conn, sight, episode)?.ok_or_else(|| Refusal::from(CannotReview::NoPlan))?;
    Ok(rules::latest(from, pack.number("review-latest")))
}

/// Schedules a review and invites the team and the family; each worker finds it under My work.
///
/// # Errors
/// [`CannotReview`]: all that stands against it.
pub fn schedule(tx: &mut Tx<'_>, case: &Case<family::HoldReview>, when: &When, pack: &Pack) -> Result<ReviewId> {
    let (episode, today, on) = (&case.episode, tx.now.date(), when.on);
    let latest = latest_on(tx.conn(), &case.permit, episode.id, pack)?;
    let waits = list(tx.conn(), &case.permit, episode.id)?.iter().any(Review::is_planned);
    let (day, time) = (rules::schedule(on, today, latest), rules::time_of_day(&when.time));
    let off = day.is_ok().then(|| rules::question(when, pack.calendar())).flatten();
    let faults = day.err().into_iter().chain(waits.then_some(CannotReview::Scheduled)).chain(off);
    rules::check(faults.chain(time.as_ref().err().cloned()).collect())?;

    let row = Review {
        id: ReviewId::new(),
        episode_id: episode.id,
        family_id: case.family(),
        planned_on: on,
        latest_on: latest,
        scheduled_at: tx.now,
        moved_why: String::new(),
        not_held_at: None,
        not_held_why: String::new(),
        held_on: None,
        positives: String::new(),
        family_view: String::new(),
        decision: None,
        reason: String::new(),
        place: when.place.clone(),
        at_time: time.unwrap_or_default(),
        changed: String::new(),
        support: String::new(),
        lead_id: None,
        lead_agreed: None,
        lead_why: String::new(),
    };
    diesel::insert_into(review::table).values(&row).execute(tx.conn())?;
    invite_all(tx, case, &row)?;

    drop_scheduling(tx, case)?;
    owe_holding(tx, case, &row)?;
    let event = events::SCHEDULED.on(row.id.0).family(case.family()).detail(json!({"on": on, "latest": latest}));
    tx.record(event.line(format!("A review is planned for {}", web::dates::day(on)), "", case.signature()))?;
    Ok(row.id)
}

/// Invites the team around the family, and everyone of the family who is old enough to come.
fn invite_all(tx: &mut Tx<'_>, case: &Case<family::HoldReview>, to: &Review) -> Result<()> {
    let team = team::list(tx.conn(), &case.permit, case.episode.id)?;
    for helper in team {
        invitee::invite(tx, to.id, helper.account_id, helper.name)?;
        if helper.account_id.is_some() && helper.account_id != case.episode.lead_id {
            owe_report(tx, to, helper.account_id)?;
        }
    }

    let members = people::records::members(tx.conn(), &case.permit)?;
    let old_enough = |born: NaiveDate| web::dates::years(born, to.planned_on) >= INVITED_FROM;
    for member in members {
        if !member.role.is_child() || member.person.date_of_birth.is_some_and(old_enough) {
            invitee::invite(tx, to.id, None, member.person.name())?;
        }
    }
    Ok(())
}

/// Whoever is invited comes, or reports before.
pub(super) fn owe_report(tx: &mut Tx<'_>, to: &Review, owner: Option<AccountId>) -> store::Result<()> {
    let due_on = (to.planned_on - REPORT_BEFORE).max(tx.now.date());
    let (title, href) = ("Come to the review, or report to it", format!("/reviews/{}", to.id));
    let task = NewTask::new(kinds::REPORT, to.id.0, title, href, due_on);
    tasks::add(tx, task.owed_by(owner).about(to.family_id).within(to.episode_id))?;
    Ok(())
}

/// The lead holds it on the day for which it was planned first: moving it makes nothing less late.
fn owe_holding(tx: &mut Tx<'_>, case: &Case<family::HoldReview>, of: &Review) -> Result<()> {
    let (title, href) = ("Hold the review", format!("/reviews/{}", of.id));
    let task = NewTask::new(kinds::REVIEW, of.id.0, title, href, of.planned_on);
    tasks::add(tx, task.owed_by(case.episode.lead_id).about(case.family()).within(case.episode.id))?;
    Ok(())
}

/// A review has to be scheduled by then.
pub(super) fn owe_scheduling(
    tx: &mut Tx<'_>,
    case: &Case<family::HoldReview>,
    title: &str,
    by: NaiveDate,
) -> Result<()> {
    let episode = &case.episode;
    let href = format!("/episodes/{}/reviews/new", episode.id);
    let task = NewTask::new(kinds::REVIEW, episode.id.0, title, href, by);
    tasks::add(tx, task.owed_by(episode.lead_id).about(case.family()).within(episode.id))?;
    Ok(())
}

/// One is scheduled, whichever plan or review asked for it.
fn drop_scheduling(tx: &mut Tx<'_>, case: &Case<family::HoldReview>) -> Result<()> {
    let episode = case.episode.id;
    if let Some(whole) = plans::records::current(tx.conn(), &case.permit, episode)? {
        tasks::done(tx, whole.plan.id.0, Some(kinds::REVIEW))?;
    }
    tasks::done(tx, episode.0, Some(kinds::REVIEW))?;
    Ok(())
}

/// Changes when and where a review is. Another day needs a reason, a word of the pack's `review-moved-reason`; what is
/// owed stays due on the day for which it was planned first, so that it is told as late as it is.
///
/// # Errors
/// [`CannotReview`]: all that stands against it.
pub fn shift(
    tx: &mut Tx<'_>,
    case: &Case<family::HoldReview>,
    id: ReviewId,
    to: &When,
    (why, pack): (Option<&Term>, &Pack),
) -> Result<()> {
    let from = find(tx.conn(), &case.permit, id)?;
    let moved = to.on != from.planned_on;
    let day = moved.then(|| rules::schedule(to.on, tx.now.date(), from.latest_on));
    let off = matches!(day, Some(Ok(()))).then(|| rules::question(to, pack.calendar())).flatten();
    let time = rules::time_of_day(&to.time);
    let faults = rules::shift(from.is_planned(), day, why.is_some()).into_iter().chain(off);
    rules::check(faults.chain(time.as_ref().err().cloned()).collect())?;

    let at_time = time.unwrap_or_default();
    diesel::update(review::table.find(from.id))
        .set((review::at_time.eq(&at_time), review::place.eq(&to.place)))
        .execute(tx.conn())?;
    if !moved {
        tx.record(events::ARRANGED.on(from.id.0).family(case.family()))?;
        return Ok(());
    }

    let why = why.ok_or_else(|| Refusal::from(CannotReview::NoReason))?;
    diesel::update(review::table.find(from.id))
        .set((review::planned_on.eq(to.on), review::moved_why.eq(&why.code)))
        .execute(tx.conn())?;
    let day = web::dates::day(to.on);
    tasks::rename(tx, from.id.0, kinds::REVIEW, &format!("Hold the review, moved to {day}"))?;
    let detail = json!({"from": from.planned_on, "to": to.on, "why": why.code});
    let event = events::MOVED.on(from.id.0).family(case.family()).detail(detail);
    tx.record(event.line(format!("The review was moved to {day}"), why.label.as_str(), case.signature()))?;
    Ok(())
}

/// A review did not take place, with the reason; another is owed at once, and its latest day stays what it was.
///
/// # Errors
/// [`CannotReview::Held`].
pub fn not_held(tx: &mut Tx<'_>, case: &Case<family::HoldReview>, id: ReviewId, why: &Term) -> Result<()> {
    let of = find(tx.conn(), &case.permit, id)?;
    rules::planned(of.is_planned()).map_err(Refusal::from)?;

    let now = tx.now;
    diesel::update(review::table.find(of.id))
        .set((review::not_held_at.eq(Some(now)), review::not_held_why.eq(&why.code)))
        .execute(tx.conn())?;

    tasks::done(tx, of.id.0, None)?;
    owe_scheduling(tx, case, "Schedule the review that was not held", now.date())?;
    let event = events::NOT_HELD.on(of.id.0).family(case.family()).detail(json!({"why": why.code}));
    tx.record(event.line("A review was not held", why.label.as_str(), case.signature()))?;
    Ok(())
}
