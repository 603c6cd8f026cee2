//! Acts on a course of training: its trainers hold its sessions, and those who keep the programme stand in for them. A
//! trainer of one course is nobody to another.

use super::{ASK_ROLE, Because, Facts, Ruling, acts::acts};
use crate::{Actor, Role};

acts! {
    /// What one may do with a course's sessions.
    pub enum CourseAct on CourseFacts {
        /// Plan its sessions, see who is booked, keep registers, give certificates.
        Run = "run-course" reads,
    }
}

/// What access to a course depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CourseFacts {
    /// This actor is one of its trainers.
    pub trains: bool,
}

/// Those who keep the programme of training.
pub(super) fn keeps(actor: &Actor) -> bool {
    actor.own && actor.is_any(&[Role::Manager, Role::Head])
}

impl Facts for CourseFacts {
    type Act = CourseAct;

    fn decide(&self, actor: &Actor, act: CourseAct) -> Ruling {
        match act {
            CourseAct::Run if self.trains => Ruling::Allow(Because::Trainer),
            CourseAct::Run if keeps(actor) => Ruling::Allow(Because::Role),
            CourseAct::Run => Ruling::Refuse(ASK_ROLE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;

    #[test]
    fn a_trainer_of_another_course_runs_nothing_of_this_one() {
        let trainer = |roles: &[Role], own| Actor {
            account: Some(AccountId::new()),
            own,
            roles: roles.to_vec(),
            ..Actor::nobody()
        };
        let theirs = CourseFacts { trains: true };
        let others = CourseFacts::default();
        assert!(theirs.decide(&trainer(&[Role::Trainer], false), CourseAct::Run).allows());
        assert!(matches!(others.decide(&trainer(&[Role::Trainer], true), CourseAct::Run), Ruling::Refuse(_)));
        assert!(others.decide(&trainer(&[Role::Head], true), CourseAct::Run).allows());
        assert!(!others.decide(&trainer(&[Role::Manager], false), CourseAct::Run).allows(), "a partner's manager");
    }
}
