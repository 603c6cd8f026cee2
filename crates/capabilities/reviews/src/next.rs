//! What is owed next on the last part of the road: a review is planned, held, and leads to the next, or to the end. The
//! first one after an assessment comes before the plan, which it makes (001 s7).

use crate::{
    kinds,
    records::{self, HowFar},
    rules::NextStep,
};
use access::capability::{By, Course, NewStep, Next, Step};
use chrono::NaiveDate;
use pack::Pack;
use store::{Conn, Instant, Result};

/// Where it lies on the road: before the plan, and behind it.
pub(crate) const ROAD: &[Next] = &[Next { place: 25, owed: first }, Next { place: 40, owed }];

/// Where an assessment is authorised and there is no plan that goes on, everyone meets and makes it.
fn first(conn: &mut Conn, pack: &Pack, course: &Course) -> Result<Option<Step>> {
    let plan = plans::records::how_far(conn, course.family, course.episode)?;
    let there = plan.is_some_and(|plan| plan.ended_at.is_none());
    let Some(authorised_on) = plans::records::authorised_on(conn, course.family, course.episode)?.filter(|_| !there)
    else {
        return Ok(None);
    };

    // a plan that has ended after the assessment was followed by what was said then
    let ended_on = plan.and_then(|plan| plan.ended_at).map(Instant::date);
    if ended_on.is_some_and(|ended| ended > authorised_on) {
        return Ok(None);
    }
    Ok(match records::how_far(conn, course.family, course.episode)? {
        Some(HowFar { id, held_on: None, not_held_at: None, .. }) => Some(Step::Owed(kinds::REVIEW.code(), id.0)),
        Some(HowFar { held_on: Some(held_on), .. }) if held_on >= authorised_on => None,
        _ => Some(Step::New(NewStep {
            code: "next-first-review",
            title: "Plan the review that makes the family plan",
            href: format!("/episodes/{}/reviews/new", course.episode),
            due_on: pack.calendar().plus_working(course.today, pack.number("plan-write")),
            by: By::Lead,
        })),
    })
}

/// A review that is planned is held; else it is planned, where a plan runs; what the last one decided is done.
fn owed(conn: &mut Conn, pack: &Pack, course: &Course) -> Result<Option<Step>> {
    let new = |code, title, page: &str, held_on: NaiveDate| {
        let due_on = pack.calendar().plus_working(held_on, pack.number("go-on"));
        let href = format!("/episodes/{}/{page}", course.episode);
        Some(Step::New(NewStep { code, title, href, due_on, by: By::Lead }))
    };
    Ok(match records::how_far(conn, course.family, course.episode)? {
        Some(HowFar { id, held_on: None, not_held_at: None, .. }) => Some(Step::Owed(kinds::REVIEW.code(), id.0)),
        Some(HowFar { held_on: Some(held_on), decision: Some(decision), .. }) => match decision {
            NextStep::Close | NextStep::OneAgency | NextStep::StepDown => {
                new("next-closure", "Close the episode with an exit plan", "closure", held_on)
            }
            NextStep::EndPlan if runs_since(conn, course, held_on)? => {
                new("next-plan-end", "End the plan, and say what follows", "plan/end", held_on)
            }
            _ => to_be_planned(conn, course)?,
        },
        _ => to_be_planned(conn, course)?,
    })
}

/// Whether the plan that was looked at then still runs.
fn runs_since(conn: &mut Conn, course: &Course, held_on: NaiveDate) -> Result<bool> {
    let plan = plans::records::how_far(conn, course.family, course.episode)?;
    let running = plan.filter(|plan| plan.ended_at.is_none());
    Ok(running.and_then(|plan| plan.agreed_at).is_some_and(|agreed| agreed.date() <= held_on))
}

/// A plan that runs says that a review has to be planned; so does the review before it.
fn to_be_planned(conn: &mut Conn, course: &Course) -> Result<Option<Step>> {
    let plan = plans::records::how_far(conn, course.family, course.episode)?;
    let running = plan.filter(|plan| plan.agreed_at.is_some() && plan.ended_at.is_none());
    let Some(plan) = running else { return Ok(None) };

    let by_plan = work::tasks::is_owed(conn, kinds::REVIEW, plan.id.0)?;
    Ok(Some(Step::Owed(kinds::REVIEW.code(), if by_plan { plan.id.0 } else { course.episode.0 })))
}
