//! What is owed next on the part of the road that a plan takes: written, agreed with the family, and followed by what
//! was said to follow.

use crate::{
    records::{self, HowFar},
    rules::Follows,
};
use access::capability::{By, Course, NewStep, Next, Step};
use pack::Pack;
use store::{Conn, Result};

/// Where it lies on the road.
pub(crate) const ROAD: &[Next] = &[Next { place: 30, owed }];

/// Where help is an intervention plan or follows an assessment there is a plan, and the family agrees it. A plan that
/// has ended is followed by what was said then.
fn owed(conn: &mut Conn, pack: &Pack, course: &Course) -> Result<Option<Step>> {
    let new = |code, title, page: &str, setting: &str| {
        let due_on = pack.calendar().plus_working(course.today, pack.number(setting));
        let href = format!("/episodes/{}/{page}", course.episode);
        Some(Step::New(NewStep { code, title, href, due_on, by: By::Lead }))
    };
    let write = || new("next-plan", "Write the plan with the family", "plan", "plan-write");
    Ok(match records::how_far(conn, course.family, course.episode)? {
        None if course.kind == "single-agency" => None,
        None => write(),
        Some(HowFar { agreed_at: None, ended_at: None, .. }) => {
            new("next-plan-agreed", "Agree the plan with the family", "plan", "plan-agree")
        }
        Some(HowFar { ended_at: None, .. }) => None,
        Some(HowFar { follows: Some(follows), .. }) => match follows {
            Follows::Close => new("next-closure", "Close the episode with an exit plan", "closure", "go-on"),
            Follows::Assessment if records::authorised_on(conn, course.family, course.episode)?.is_none() => {
                new("next-assessment", "Begin the assessment with the family", "assessment", "assessment-begin")
            }
            Follows::Again | Follows::Assessment | Follows::FamilyPlan => write(),
        },
        Some(_) => None,
    })
}
