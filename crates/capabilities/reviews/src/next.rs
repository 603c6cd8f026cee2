//! What is owed next on the last part of the road: a review is planned, held, and leads to the next, or to the end.

use crate::{
    kinds,
    records::{self, HowFar},
    rules::NextStep,
};
use access::capability::{By, Course, NewStep, Next, Step};
use pack::Pack;
use store::{Conn, Result};

/// Where it lies on the road.
pub(crate) const ROAD: &[Next] = &[Next { place: 40, owed }];

/// A review that is planned is held; else it is planned, where a plan runs; what the last one decided is done.
fn owed(conn: &mut Conn, pack: &Pack, course: &Course) -> Result<Option<Step>> {
    Ok(match records::how_far(conn, course.family, course.episode)? {
        Some(HowFar { id, held_on: None, not_held_at: None, .. }) => Some(Step::Owed(kinds::REVIEW.code(), id.0)),
        Some(HowFar { held_on: Some(held_on), decision: Some(NextStep::Close), .. }) => Some(Step::New(NewStep {
            code: "next-closure",
            title: "Close the episode with an exit plan",
            href: format!("/episodes/{}/closure", course.episode),
            due_on: pack.calendar().plus_working(held_on, pack.number("go-on")),
            by: By::Lead,
        })),
        _ => to_be_planned(conn, course)?,
    })
}

/// A plan that runs says that a review has to be planned; so does the review before it.
fn to_be_planned(conn: &mut Conn, course: &Course) -> Result<Option<Step>> {
    let plan = plans::records::how_far(conn, course.family, course.episode)?;
    let running = plan.filter(|plan| plan.agreed_at.is_some() && plan.ended_at.is_none());
    let Some(plan) = running else { return Ok(None) };

    let by_plan = work::tasks::is_owed(conn, kinds::REVIEW, plan.id.0)?;
    Ok(Some(Step::Owed(kinds::REVIEW.code(), if by_plan { plan.id.0 } else { course.episode.0 })))
}
