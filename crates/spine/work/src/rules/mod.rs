//! When late work is told, and to whom; who takes work over.

pub mod cover;

use chrono::NaiveDate;
use pack::Pack;
use web::Refusal;

/// Why work cannot be given to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotReassign {
    /// They may not see the family that it is about.
    CannotSee,
    /// They are away.
    Away,
}

impl From<CannotReassign> for Refusal {
    fn from(rule: CannotReassign) -> Self {
        match rule {
            CannotReassign::CannotSee => Self::new(
                "reassign-cannot-see",
                "They cannot see this family. Add them to the team around the family first",
            )
            .at("to"),
            CannotReassign::Away => Self::new("reassign-away", "They are away").at("to"),
        }
    }
}

/// Work about a family goes to those who can see the family, and who are there (T35): `away` says who covers for them.
///
/// # Errors
/// [`CannotReassign`].
pub fn may_take(sees_the_family: bool, away: Option<&str>) -> Result<(), Refusal> {
    if !sees_the_family {
        return Err(CannotReassign::CannotSee.into());
    }
    let Some(line) = away else { return Ok(()) };
    let refusal = Refusal::from(CannotReassign::Away);
    Err(Refusal { message: format!("They are away. {line} Choose somebody who is there"), ..refusal })
}

/// How far late work has to be told: 0 nobody, 1 its owner, 2 the manager, 3 the head of service (T33: after 1, 5 and
/// 10 working days).
pub fn rung(working_days_late: i64, steps: [i64; 3]) -> i64 {
    (1..).zip(steps).filter(|(_, step)| working_days_late >= *step).map(|(rung, _)| rung).max().unwrap_or(0)
}

/// The rungs of this pack, in working days.
pub fn steps(pack: &Pack) -> [i64; 3] {
    ["escalate-first", "escalate-second", "escalate-third"].map(|step| i64::from(pack.number(step)))
}

/// How far something that was due then has to be told today.
pub fn rung_of(pack: &Pack, due_on: NaiveDate, today: NaiveDate) -> i64 {
    rung(pack.calendar().working_between(due_on, today), steps(pack))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_work_is_told_to_the_worker_the_manager_and_the_head_after_1_5_and_10_working_days() {
        let told: Vec<i64> = [-3, 0, 1, 4, 5, 9, 10, 200].iter().map(|days| rung(*days, [1, 5, 10])).collect();
        assert_eq!(told, [0, 0, 1, 1, 2, 2, 3, 3]);
    }
}
