//! Acts on a family's record. What is allowed follows from the relationship alone: [`relationship`] finds it,
//! [`through`] says what it opens.

use super::{ASK_INSIDE, ASK_LEAD, Because, Facts, Ruling, WORKERS, acts::acts};
use crate::{Actor, Role};
use Because::{FrontDoor, Governance, Lead, ManagerOfTeam, Sampled, SocialCare, Team};

acts! {
    /// What one may do with a family's record.
    pub enum FamilyAct on FamilyFacts {
        /// Open it.
        Open = "open-family" reads,
        /// Write a note into it.
        WriteNote = "write-note" reads,
        /// Change who is in the family, their details and addresses.
        ChangePeople = "change-people" reads,
        /// Set a child's level of need.
        SetLevel = "set-level" reads,
        /// Record agreement, refusal or withdrawal.
        RecordAgreement = "record-agreement" reads,
        /// Decide to share with an organisation, or end it.
        DecideSharing = "decide-sharing" reads,
        /// Change the team around the family.
        ChangeTeam = "change-team" reads,
        /// Give work about the family to someone else.
        Reassign = "reassign" reads,
        /// Offer the lead to someone else.
        HandOver = "hand-over" reads,
        /// Accept or decline the lead.
        AcceptHandOver = "accept-hand-over" reads,
        /// Start or write an assessment.
        WriteAssessment = "write-assessment" reads,
        /// Authorise or return a complete assessment.
        AuthoriseAssessment = "authorise-assessment" reads,
        /// Write a plan.
        WritePlan = "write-plan" reads,
        /// End a plan inside its episode, and say what follows.
        EndPlan = "end-plan" reads,
        /// Say how far an action is.
        UpdateAction = "update-action" reads,
        /// Schedule, move or hold a review.
        HoldReview = "hold-review" reads,
        /// Hand in a report to a review.
        ReportToReview = "report-to-review" reads,
        /// Propose a step up.
        ProposeStepUp = "propose-step-up" reads,
        /// Submit a step up that was talked over, or drop its proposal.
        StepUp = "step-up" reads,
        /// Close an episode.
        CloseEpisode = "close-episode" reads,
        /// Close an episode that was opened in error.
        CloseInError = "close-in-error" reads,
        /// Open a new episode linked to a closed one.
        ReopenEpisode = "reopen-episode" reads,
        /// Offer services to the family, or refer it to one.
        OfferService = "offer-service" reads,
        /// Ask somebody of the family what they think of the help, and read and answer what they say.
        AskFeedback = "ask-feedback" reads,
        /// Say of what a check found that it is not so, or take that back.
        AnswerCheck = "answer-check" reads,
        /// Open a place of their own to somebody of the family, close it, and prepare what is released to them.
        KeepOwnPlaces = "keep-own-places" reads,
        /// Let what somebody else has prepared be seen by somebody of the family.
        ApproveRelease = "approve-release" reads,
        /// See who changed and who saw the record.
        SeeAccessLog = "see-access-log",
        /// Restrict the family to a list of people, or lift it.
        Restrict = "restrict",
    }
}

/// What access to a family depends on, for one actor, now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FamilyFacts {
    /// Only those listed may know of it.
    pub restricted: bool,
    /// This actor is listed.
    pub listed: bool,
    /// A contact about it has not been decided.
    pub undecided: bool,
    /// This actor manages the team that holds it.
    pub managed: bool,
    /// This actor leads.
    pub leads: bool,
    /// This actor is in the team around the family.
    pub in_team: bool,
    /// It was sampled for this actor, and the audit is not over.
    pub sampled: bool,
    /// A sharing decision with this actor's organisation is in force.
    pub shared: bool,
    /// It was stepped up to social care, who have not answered, or accepted it not long ago.
    pub stepped_up: bool,
}

impl FamilyFacts {
    /// Whether it is hidden from this actor whatever else holds (T17).
    pub fn hidden(&self) -> bool {
        self.restricted && !self.listed
    }

    /// The least facts that give this relationship, to ask what it allows without asking the database again.
    pub(crate) fn of(because: Because) -> Self {
        let none = Self { shared: true, ..Self::default() };
        match because {
            Lead => Self { leads: true, ..none },
            Team => Self { in_team: true, ..none },
            ManagerOfTeam => Self { managed: true, ..none },
            FrontDoor => Self { undecided: true, ..none },
            Sampled => Self { sampled: true, ..none },
            SocialCare => Self { stepped_up: true, ..none },
            Because::Role | Because::Maker | Governance | Because::Provider | Because::OnCall => none,
            Because::Decided | Because::Responder | Because::FormerLead | Because::Facilitator => none,
            Because::Allocates | Because::PanelMember | Because::Chair => none,
            Because::BoardMember | Because::KeepsBoard | Because::Owes => none,
            Because::Trainer | Because::Own | Because::Booker | Because::Themself => none,
            Because::Moderates | Because::Audited | Because::Secret => none,
        }
    }
}

impl Facts for FamilyFacts {
    type Act = FamilyAct;

    fn decide(&self, actor: &Actor, act: FamilyAct) -> Ruling {
        let allowed = through(act);
        if allowed.contains(&Governance) && actor.own && actor.is(Role::Privacy) {
            return Ruling::Allow(Governance);
        }

        match relationship(actor, self) {
            Some(because) if allowed.contains(&because) => Ruling::Allow(because),
            Some(Sampled) => {
                Ruling::Refuse("This file was sampled for you to audit. You can read it; you cannot change it.")
            }
            Some(SocialCare) => {
                Ruling::Refuse("This family was stepped up to you. You can read its record; you cannot change it.")
            }
            Some(_) => Ruling::Refuse(ASK_INSIDE),
            None if !self.restricted && actor.is_any(WORKERS) => Ruling::Refuse(ASK_LEAD),
            None => Ruling::Hide,
        }
    }
}

/// Through which relationships each act is allowed.
const fn through(act: FamilyAct) -> &'static [Because] {
    match act {
        FamilyAct::Open => &[Lead, Team, ManagerOfTeam, FrontDoor, Sampled, SocialCare],
        FamilyAct::OfferService => &[Lead, Team, ManagerOfTeam, FrontDoor],
        FamilyAct::WriteNote
        | FamilyAct::WriteAssessment
        | FamilyAct::WritePlan
        | FamilyAct::UpdateAction
        | FamilyAct::ReportToReview
        | FamilyAct::ProposeStepUp
        | FamilyAct::AskFeedback
        | FamilyAct::AnswerCheck
        | FamilyAct::AcceptHandOver => &[Lead, Team, ManagerOfTeam],
        FamilyAct::ChangePeople | FamilyAct::RecordAgreement => &[Lead, ManagerOfTeam, FrontDoor],
        FamilyAct::SetLevel
        | FamilyAct::DecideSharing
        | FamilyAct::ChangeTeam
        | FamilyAct::HandOver
        | FamilyAct::EndPlan
        | FamilyAct::HoldReview
        | FamilyAct::StepUp
        | FamilyAct::KeepOwnPlaces
        | FamilyAct::CloseEpisode
        | FamilyAct::Reassign => &[Lead, ManagerOfTeam],
        FamilyAct::AuthoriseAssessment
        | FamilyAct::ApproveRelease
        | FamilyAct::CloseInError
        | FamilyAct::ReopenEpisode => &[ManagerOfTeam],
        FamilyAct::Restrict => &[ManagerOfTeam, Governance],
        FamilyAct::SeeAccessLog => &[Governance],
    }
}

/// Whether somebody who is given the lead of a family could open its record, where it may be shared with them.
pub fn can_lead(actor: &Actor) -> bool {
    relationship(actor, &FamilyFacts { leads: true, shared: true, ..FamilyFacts::default() }).is_some()
}

/// The live relationship between an actor and a family, if there is one. A partner's relationship counts only while
/// a sharing decision with their organisation is in force (T26); a restricted family is for those listed (T17).
pub fn relationship(actor: &Actor, family: &FamilyFacts) -> Option<Because> {
    if family.hidden() {
        return None;
    }

    let may_be_shared = actor.own || family.shared;
    if family.leads && may_be_shared && actor.is_any(&[Role::Lead, Role::Practitioner, Role::Manager]) {
        return Some(Lead);
    }
    if family.managed && actor.own && actor.is(Role::Manager) {
        return Some(ManagerOfTeam);
    }
    if family.in_team
        && may_be_shared
        && actor.is_any(&[Role::Practitioner, Role::Lead, Role::Manager, Role::FrontDoor])
    {
        return Some(Team);
    }
    if family.undecided && actor.own && actor.is(Role::FrontDoor) {
        return Some(FrontDoor);
    }
    if family.sampled && actor.is(Role::Auditor) {
        return Some(Sampled);
    }
    if family.stepped_up && actor.is(Role::SocialCare) {
        return Some(SocialCare);
    }
    None
}
