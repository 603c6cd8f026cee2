//! What is owed next on the part of the road that an assessment takes: begun, completed, authorised, and
//! made anew when a child comes.

use crate::{
    kinds,
    records::{assessment, children_since, state},
    rules::State,
};
use access::capability::{By, Course, NewStep, Next, Step};
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Instant, Result, each};

/// Where it lies on the road.
pub(crate) const ROAD: &[Next] = &[Next { place: 20, owed }];

/// Where the decision was an assessment, it is made; where somebody has begun one, it is brought to its end.
fn owed(conn: &mut Conn, pack: &Pack, course: &Course) -> Result<Option<Step>> {
    type Row = (crate::AssessmentId, Option<Instant>, Option<Instant>, Option<Instant>);
    let newest: Option<Row> = each!(conn, c => assessment::table
        .filter(assessment::episode_id.eq(course.episode).and(assessment::family_id.eq(course.family)))
        .order(assessment::number.desc())
        .select((assessment::id, assessment::superseded_at, assessment::authorised_at, assessment::completed_at))
        .first(c))
    .optional()?;
    let Some((id, superseded, authorised, completed)) = newest else {
        return if course.kind == "assessment" { begin(conn, pack, course).map(Some) } else { Ok(None) };
    };
    Ok(match state(superseded, authorised, completed) {
        State::Draft => Some(Step::Owed(kinds::ASSESSMENT.code(), id.0)),
        State::Complete => Some(Step::Owed(kinds::AUTHORISE.code(), id.0)),
        State::Authorised | State::Superseded => renew(conn, pack, course, authorised)?,
    })
}

/// A child who came into the family after it was authorised has no section of their own: a new version is made.
fn renew(conn: &mut Conn, pack: &Pack, course: &Course, authorised: Option<Instant>) -> Result<Option<Step>> {
    let came_after = match authorised {
        Some(at) => children_since(conn, course.family, at)?,
        None => vec![],
    };
    Ok((!came_after.is_empty()).then(|| {
        Step::New(NewStep {
            code: "next-assessment",
            title: "A child joined the family: make a new version of the assessment",
            href: format!("/episodes/{}/assessment", course.episode),
            due_on: pack.calendar().plus_working(course.today, pack.number("assessment-complete")),
            by: By::Lead,
        })
    }))
}

/// Its clock runs from the day on which the family agreed (practice 7).
fn begin(conn: &mut Conn, pack: &Pack, course: &Course) -> Result<Step> {
    let agreed_on = people::agreement::first_agreed(conn, course.family, course.opened_on)?;
    let from = agreed_on.unwrap_or(course.today);
    Ok(Step::New(NewStep {
        code: "next-assessment",
        title: "Begin the assessment with the family",
        href: format!("/episodes/{}/assessment", course.episode),
        due_on: pack.calendar().plus_working(from, pack.number("assessment-begin")),
        by: By::Lead,
    }))
}
