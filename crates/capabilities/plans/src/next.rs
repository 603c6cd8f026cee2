//! What is owed next on the part of the road that a plan takes: written, agreed with the family.

use crate::records::{self, HowFar};
use access::capability::{By, Course, NewStep, Next, Step};
use pack::Pack;
use store::{Conn, Result};

/// Where it lies on the road.
pub(crate) const ROAD: &[Next] = &[Next { place: 30, owed }];

/// Where help is an intervention plan or follows an assessment there is a plan, and the family agrees it.
fn owed(conn: &mut Conn, pack: &Pack, course: &Course) -> Result<Option<Step>> {
    let new = |code, title, setting: &str| {
        let due_on = pack.calendar().plus_working(course.today, pack.number(setting));
        let href = format!("/episodes/{}/plan", course.episode);
        Some(Step::New(NewStep { code, title, href, due_on, by: By::Lead }))
    };
    Ok(match records::how_far(conn, course.family, course.episode)? {
        None if course.kind == "single-agency" => None,
        None => new("next-plan", "Write the plan with the family", "plan-write"),
        Some(HowFar { agreed_at: None, ended_at: None, .. }) => {
            new("next-plan-agreed", "Agree the plan with the family", "plan-agree")
        }
        Some(_) => None,
    })
}
