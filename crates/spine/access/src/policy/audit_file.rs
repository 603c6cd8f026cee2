//! Acts on a case file in an audit: who sets it up, who grades it, who moderates, whose work it was. Nobody sees a grade
//! of somebody else before both auditors have finished.

use super::{Because, Facts, Ruling, acts::acts};
use crate::{Actor, Role};

acts! {
    /// What one may do with a file in an audit.
    pub enum AuditFileAct on AuditFileFacts {
        /// See how far it is, and what of the grades is for whoever looks.
        See = "see-audit-file" reads,
        /// Allocate it, name who moderates, take it out, share what was found.
        Keep = "keep-audit-file" reads,
        /// Grade it.
        Grade = "grade-audit-file" reads,
        /// Settle where the two grades differ.
        Moderate = "moderate-audit-file" reads,
        /// Write down how one sees one's own work.
        Reflect = "reflect-on-audit-file" reads,
        /// Ask the family how it was, or write down what it said.
        AskFamily = "ask-family-of-audit-file" reads,
        /// Tell somebody at once that a child may not be safe.
        RaiseConcern = "raise-audit-concern" reads,
        /// Read such a concern: whoever raised it, and whoever was told.
        SeeConcern = "see-audit-concern" reads,
        /// Say what was done about such a concern.
        AnswerConcern = "answer-audit-concern" reads,
        /// Say that one has a tie to the family, and step out.
        StepOut = "step-out-of-audit-file" reads,
    }
}

/// What access to a file in an audit depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct AuditFileFacts {
    /// The family is restricted from this actor (T17).
    pub hidden: bool,
    /// This actor has a tie to the family: works or worked with it, wrote in its record, or said so.
    pub tied: bool,
    /// It is allocated to this actor, and their time with it is not over.
    pub grades: bool,
    /// It was allocated to this actor at some time, or they moderate it.
    pub known: bool,
    /// This actor has finished grading.
    pub graded: bool,
    /// Both auditors have.
    pub both: bool,
    /// This actor was named to moderate.
    pub moderates: bool,
    /// The grade was agreed.
    pub agreed: bool,
    /// A concern about a child was raised to this actor.
    pub told: bool,
    /// The work with the family that is audited is this actor's.
    pub worker: bool,
    /// This actor manages the team that held the family.
    pub managed: bool,
    /// What was found was shared with the worker and their manager.
    pub shared: bool,
    /// It was taken out of the audit, or the audit is closed.
    pub over: bool,
}

const TIED: &str = "You have a tie to this family, so its audit is not for you. Somebody else sees to it.";
const BLIND: &str =
    "You moderate this file once both auditors have finished. Until then nobody sees what either wrote.";
const OVER: &str = "This file is not audited any more.";

impl Facts for AuditFileFacts {
    type Act = AuditFileAct;

    fn decide(&self, actor: &Actor, act: AuditFileAct) -> Ruling {
        if self.hidden {
            return Ruling::Hide;
        }
        match act {
            AuditFileAct::SeeConcern | AuditFileAct::AnswerConcern if self.told => Ruling::Allow(Because::Owes),
            AuditFileAct::Reflect if self.worker && self.over => Ruling::Refuse(OVER),
            AuditFileAct::Reflect if self.worker => Ruling::Allow(Because::Audited),
            // whatever state the audit is in, and also after one has stepped out
            AuditFileAct::RaiseConcern | AuditFileAct::SeeConcern if self.known && actor.is(Role::Auditor) => {
                Ruling::Allow(Because::Sampled)
            }
            AuditFileAct::StepOut => self.step_out(actor),
            AuditFileAct::See => self.see(actor),
            AuditFileAct::Keep => match (keeps(actor), self.tied) {
                (true, false) => Ruling::Allow(Because::Role),
                (true, true) => Ruling::Refuse(TIED),
                (false, _) => self.otherwise(actor),
            },
            AuditFileAct::Grade => self.grade(actor),
            AuditFileAct::Moderate => self.moderate(actor),
            AuditFileAct::AskFamily => self.ask(actor),
            AuditFileAct::Reflect
            | AuditFileAct::RaiseConcern
            | AuditFileAct::SeeConcern
            | AuditFileAct::AnswerConcern => self.otherwise(actor),
        }
    }
}

/// Whoever sets audits up: an auditor of the council, and the head of service.
fn keeps(actor: &Actor) -> bool {
    actor.own && actor.is_any(&[Role::Auditor, Role::Head])
}

impl AuditFileFacts {
    fn see(&self, actor: &Actor) -> Ruling {
        let auditor = actor.is(Role::Auditor);
        if self.worker && self.shared {
            return Ruling::Allow(Because::Audited);
        }
        if self.managed && self.shared && actor.own && actor.is(Role::Manager) {
            return Ruling::Allow(Because::ManagerOfTeam);
        }
        if self.tied {
            return if (self.known && auditor) || keeps(actor) { Ruling::Refuse(TIED) } else { Ruling::Hide };
        }
        if self.grades && auditor {
            return Ruling::Allow(Because::Sampled);
        }
        if self.moderates && auditor && self.both {
            return Ruling::Allow(Because::Moderates);
        }
        if keeps(actor) {
            return Ruling::Allow(Because::Role);
        }
        match (self.moderates && auditor, self.known && auditor) {
            (true, _) => Ruling::Refuse(BLIND),
            (_, true) => {
                Ruling::Refuse("Your time with this file is over. Ask whoever leads the audit if you need more.")
            }
            _ => Ruling::Hide,
        }
    }

    /// What somebody is told who may do something else with it, or nothing.
    fn otherwise(&self, actor: &Actor) -> Ruling {
        match self.see(actor) {
            Ruling::Allow(_) => {
                Ruling::Refuse("This step of an audit is for somebody else. The page of the file says for whom.")
            }
            other => other,
        }
    }

    fn grade(&self, actor: &Actor) -> Ruling {
        if !self.grades || !actor.is(Role::Auditor) {
            return self.otherwise(actor);
        }
        match (self.tied, self.over, self.graded) {
            (true, ..) => Ruling::Refuse(TIED),
            (_, true, _) => Ruling::Refuse(OVER),
            (.., true) => Ruling::Refuse("You have finished grading this file. Your grades stay as they are."),
            _ => Ruling::Allow(Because::Sampled),
        }
    }

    fn moderate(&self, actor: &Actor) -> Ruling {
        if !self.moderates || !actor.is(Role::Auditor) {
            return self.otherwise(actor);
        }
        match (self.tied, self.over, self.both, self.agreed) {
            (true, ..) => Ruling::Refuse(TIED),
            (_, true, ..) => Ruling::Refuse(OVER),
            (_, _, false, _) => Ruling::Refuse(BLIND),
            (.., true) => Ruling::Refuse("This file was moderated. Its grades stay as they are."),
            _ => Ruling::Allow(Because::Moderates),
        }
    }

    fn ask(&self, actor: &Actor) -> Ruling {
        match (self.grades && actor.is(Role::Auditor), self.tied, self.over) {
            (false, ..) => self.otherwise(actor),
            (_, true, _) => Ruling::Refuse(TIED),
            (.., true) => Ruling::Refuse(OVER),
            _ => Ruling::Allow(Because::Sampled),
        }
    }

    fn step_out(&self, actor: &Actor) -> Ruling {
        let of_it = actor.is(Role::Auditor) && (self.grades || self.moderates);
        match (of_it, self.agreed || self.over) {
            (true, false) if self.grades => Ruling::Allow(Because::Sampled),
            (true, false) => Ruling::Allow(Because::Moderates),
            (true, true) => Ruling::Refuse(OVER),
            (false, _) => self.otherwise(actor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;

    fn actor(role: Role, own: bool) -> Actor {
        Actor { account: Some(AccountId::new()), own, roles: vec![role], ..Actor::nobody() }
    }

    #[test]
    fn an_auditor_of_a_partner_sees_no_file_that_is_not_theirs() {
        let auditor = actor(Role::Auditor, false);
        for act in AuditFileAct::ALL {
            assert_eq!(AuditFileFacts::default().decide(&auditor, *act), Ruling::Hide, "{act:?}");
        }
        let theirs = AuditFileFacts { grades: true, known: true, ..AuditFileFacts::default() };
        assert!(theirs.decide(&auditor, AuditFileAct::Grade).allows());
        assert!(!theirs.decide(&auditor, AuditFileAct::Moderate).allows());
        assert!(!theirs.decide(&auditor, AuditFileAct::Keep).allows());
    }

    #[test]
    fn whoever_moderates_opens_nothing_before_both_have_finished_and_nobody_moderates_twice() {
        let third = actor(Role::Auditor, false);
        let named = AuditFileFacts { moderates: true, known: true, ..AuditFileFacts::default() };
        assert_eq!(named.decide(&third, AuditFileAct::See), Ruling::Refuse(BLIND));
        assert_eq!(named.decide(&third, AuditFileAct::Moderate), Ruling::Refuse(BLIND));
        let both = AuditFileFacts { both: true, ..named };
        assert!(both.decide(&third, AuditFileAct::Moderate).allows());
        assert!(!AuditFileFacts { agreed: true, ..both }.decide(&third, AuditFileAct::Moderate).allows());
    }

    #[test]
    fn a_tie_to_the_family_ends_every_part_in_its_audit() {
        for own in [true, false] {
            let auditor = actor(Role::Auditor, own);
            let tied = AuditFileFacts {
                tied: true,
                grades: true,
                moderates: true,
                both: true,
                known: true,
                ..AuditFileFacts::default()
            };
            for act in [
                AuditFileAct::See,
                AuditFileAct::Keep,
                AuditFileAct::Grade,
                AuditFileAct::Moderate,
                AuditFileAct::AskFamily,
            ] {
                assert!(!tied.decide(&auditor, act).allows(), "{act:?}");
            }
        }
    }

    #[test]
    fn worker_and_manager_see_what_was_found_once_it_is_shared_and_the_worker_reflects_before() {
        let worker = actor(Role::Lead, true);
        let audited = AuditFileFacts { worker: true, tied: true, ..AuditFileFacts::default() };
        assert!(!audited.decide(&worker, AuditFileAct::See).allows());
        assert!(audited.decide(&worker, AuditFileAct::Reflect).allows());
        assert!(AuditFileFacts { shared: true, ..audited }.decide(&worker, AuditFileAct::See).allows());
        let manager = actor(Role::Manager, true);
        let managed = AuditFileFacts { managed: true, tied: true, ..AuditFileFacts::default() };
        assert_eq!(managed.decide(&manager, AuditFileAct::See), Ruling::Hide);
        assert!(AuditFileFacts { shared: true, ..managed }.decide(&manager, AuditFileAct::See).allows());
    }

    #[test]
    fn a_file_of_a_restricted_family_is_hidden_from_everybody_not_listed() {
        let all = AuditFileFacts {
            hidden: true,
            tied: false,
            grades: true,
            known: true,
            graded: false,
            both: true,
            moderates: true,
            agreed: false,
            told: true,
            worker: true,
            managed: true,
            shared: true,
            over: false,
        };
        for role in Role::ALL {
            for act in AuditFileAct::ALL {
                assert_eq!(all.decide(&actor(*role, true), *act), Ruling::Hide, "{role:?} {act:?}");
            }
        }
    }
}
