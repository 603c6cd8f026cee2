//! The whole policy: pure, exhaustive, deny by default, one file a subject. Nothing else in the program decides who
//! may.
//!
//! `docs/generated/access.md` prints it, under test; `guard::visible_to` is the relationship as a query, held equal to
//! this by a property test over random worlds.

mod acts;
pub mod answer;
pub mod audit_action;
pub mod audit_file;
pub mod board;
pub mod booking;
pub mod contact;
pub mod course;
pub mod enrolment;
pub mod exit_plan;
pub mod family;
pub mod nobody;
pub mod own_place;
pub mod panel;
pub mod panel_item;
pub mod referral;
pub mod run;
pub mod service;
pub mod step_down;
pub mod step_up;
pub mod waiting;

pub use answer::AnswerFacts;
pub use audit_action::AuditActionFacts;
pub use audit_file::AuditFileFacts;
pub use board::BoardFacts;
pub use booking::BookingFacts;
pub use contact::ContactFacts;
pub use course::CourseFacts;
pub use enrolment::EnrolmentFacts;
pub use exit_plan::ExitPlanFacts;
pub use family::{FamilyFacts, relationship};
pub use nobody::NobodyFacts;
pub use own_place::OwnPlaceFacts;
pub use panel::PanelFacts;
pub use panel_item::PanelItemFacts;
pub use referral::ReferralFacts;
pub use run::RunFacts;
pub use service::ServiceFacts;
pub use step_down::StepDownFacts;
pub use step_up::StepUpFacts;
pub use waiting::WaitingFacts;

use crate::{Actor, Role};

/// Something that one may ask to do, as a type: `family::Open` is not `family::CloseEpisode`.
pub trait Act: Copy + Send + 'static {
    /// What it depends on; also says to which kind of subject it belongs.
    type Facts: Facts;

    /// The same as a value, for the exhaustive rule.
    const WHICH: <Self::Facts as Facts>::Act;

    /// How the access log calls it.
    const CODE: &'static str;
}

/// What access to one kind of subject depends on, for one actor, now.
pub trait Facts: Copy + Send + 'static {
    /// Everything that may be asked for on such a subject.
    type Act: Copy + Send + 'static;

    /// Decides. Everything that is not named is refused.
    fn decide(&self, actor: &Actor, act: Self::Act) -> Ruling;
}

/// An act whose permit also lets one read the record it is about.
pub trait Reads: Act {}

store::coded! {
    /// Why it was allowed: written with every access entry.
    pub enum Because {
        /// The role alone allows it; no family's data are meant.
        Role = "role",
        /// They made the contact.
        Maker = "maker",
        /// A contact about the family is undecided and they are the front door.
        FrontDoor = "front-door",
        /// They lead for the family.
        Lead = "lead",
        /// They led for the family when help ended.
        FormerLead = "former-lead",
        /// They are in the team around the family.
        Team = "team",
        /// They manage the team that holds the family.
        ManagerOfTeam = "manager-of-team",
        /// The file was sampled for them to audit.
        Sampled = "sampled",
        /// Information governance.
        Governance = "governance",
        /// Their organisation runs the service.
        Provider = "provider",
        /// They are on call and were told that a child may be in danger.
        OnCall = "on-call",
        /// They are children's social care, and it was stepped up to them, or they step it down.
        SocialCare = "social-care",
        /// They are the front door, which decided the contact not long ago.
        Decided = "decided",
        /// They respond to the notification of the police.
        Responder = "responder",
        /// They run the group, or one session of it.
        Facilitator = "facilitator",
        /// They give places and help to those who wait: the front door, and whoever chairs a panel.
        Allocates = "allocates",
        /// They are of the panel that has it on its agenda.
        PanelMember = "panel-member",
        /// They chair the panel.
        Chair = "chair",
        /// They sit on the board.
        BoardMember = "board-member",
        /// They are the board's chair, deputy or secretary.
        KeepsBoard = "keeps-board",
        /// They are a trainer of the course.
        Trainer = "trainer",
        /// It is their own place in a training session.
        Own = "own",
        /// They are somebody of a family, in the place of their own.
        Themself = "themself",
        /// They booked the place for somebody else.
        Booker = "booker",
        /// They settle where two auditors differ.
        Moderates = "moderates",
        /// Their own work was audited.
        Audited = "audited",
        /// They hold the secret that was given to whoever made the contact.
        Secret = "secret",
        /// They owe it: an action of a board, an answer to an audit.
        Owes = "owes",
    }
}

/// The outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// Yes, and why.
    Allow(Because),
    /// No, and they may not know that it exists: 404.
    Hide,
    /// No, but they may know that it exists: 403, and how to ask.
    Refuse(&'static str),
}

impl Ruling {
    /// Whether it is a yes.
    pub fn allows(self) -> bool {
        matches!(self, Self::Allow(_))
    }
}

/// Whether `actor` may do `act`, given these facts.
pub fn decide<A: Act>(actor: &Actor, _: A, facts: &A::Facts) -> Ruling {
    facts.decide(actor, A::WHICH)
}

/// Roles that meet families at all.
const WORKERS: &[Role] =
    &[Role::Practitioner, Role::FrontDoor, Role::PanelChair, Role::Lead, Role::Manager, Role::SocialCare];

const ASK_LEAD: &str = "You do not work with this family. If you are worried about a child, make a contact; \
    the search page shows whom to call.";
const ASK_ROLE: &str = "Your role does not include this. Ask your service manager if it should.";
const ASK_INSIDE: &str =
    "You can see this family's record, but this is for the lead professional or their manager. Ask them to do it.";

#[cfg(test)]
mod tests {
    use super::{contact::ContactAct, family::FamilyAct, nobody::NobodyAct, *};
    use crate::AccountId;

    fn actor(roles: &[Role], own: bool) -> Actor {
        Actor { account: Some(AccountId::new()), own, roles: roles.to_vec(), ..Actor::nobody() }
    }

    fn lead_of(shared: bool) -> FamilyFacts {
        FamilyFacts { leads: true, shared, ..FamilyFacts::default() }
    }

    /// Every tie at once, and no restriction.
    fn everything() -> FamilyFacts {
        FamilyFacts {
            listed: true,
            undecided: true,
            managed: true,
            leads: true,
            in_team: true,
            sampled: true,
            shared: true,
            stepped_up: true,
            restricted: false,
        }
    }

    #[test]
    fn nobody_without_a_role_may_do_anything() {
        let stranger = actor(&[], true);
        let contact = ContactFacts { family: Some(everything()), ..ContactFacts::default() };
        for act in FamilyAct::ALL {
            assert!(!everything().decide(&stranger, *act).allows(), "{act:?}");
        }
        for act in ContactAct::ALL {
            assert!(!contact.decide(&stranger, *act).allows(), "{act:?}");
        }
        for act in NobodyAct::ALL {
            assert!(!NobodyFacts.decide(&stranger, *act).allows(), "{act:?}");
        }
    }

    #[test]
    fn a_partner_s_access_ends_with_the_sharing_decision() {
        let partner = actor(&[Role::Practitioner], false);
        assert_eq!(decide(&partner, family::Open, &lead_of(true)), Ruling::Allow(Because::Lead));
        assert!(matches!(decide(&partner, family::Open, &lead_of(false)), Ruling::Refuse(_)));
    }

    #[test]
    fn a_restricted_family_is_hidden_from_everyone_not_listed_even_from_its_lead() {
        let hidden = FamilyFacts { restricted: true, managed: true, undecided: true, ..lead_of(true) };
        for role in Role::ALL.iter().filter(|r| **r != Role::Privacy) {
            for act in FamilyAct::ALL {
                assert_eq!(hidden.decide(&actor(&[*role], true), *act), Ruling::Hide, "{role:?} {act:?}");
            }
        }
    }

    #[test]
    fn nobody_decides_on_a_contact_they_made() {
        let officer = actor(&[Role::FrontDoor], true);
        let own = ContactFacts { maker: officer.account, ..ContactFacts::default() };
        assert!(matches!(decide(&officer, contact::Decide, &own), Ruling::Refuse(_)));

        let other = ContactFacts { maker: Some(AccountId::new()), ..ContactFacts::default() };
        assert_eq!(decide(&officer, contact::Decide, &other), Ruling::Allow(Because::FrontDoor));
    }

    #[test]
    fn commissioners_the_board_and_the_head_of_service_never_reach_a_record() {
        for role in [Role::Commissioner, Role::Board, Role::Head, Role::Admin] {
            for act in FamilyAct::ALL {
                assert_eq!(everything().decide(&actor(&[role], true), *act), Ruling::Hide, "{role:?} {act:?}");
            }
        }
    }

    #[test]
    fn an_auditor_reads_a_sampled_file_and_changes_nothing() {
        let sampled = FamilyFacts { sampled: true, ..FamilyFacts::default() };
        let auditor = actor(&[Role::Auditor], true);
        for act in FamilyAct::ALL {
            assert_eq!(sampled.decide(&auditor, *act).allows(), *act == FamilyAct::Open, "{act:?}");
        }
    }

    #[test]
    fn social_care_reads_what_was_stepped_up_to_it_and_changes_nothing() {
        let stepped_up = FamilyFacts { stepped_up: true, ..FamilyFacts::default() };
        for own in [true, false] {
            let worker = actor(&[Role::SocialCare], own);
            for act in FamilyAct::ALL {
                assert_eq!(stepped_up.decide(&worker, *act).allows(), *act == FamilyAct::Open, "{act:?}");
            }
            assert!(matches!(decide(&worker, family::Open, &FamilyFacts::default()), Ruling::Refuse(_)));
        }
    }

    #[test]
    fn a_step_up_is_answered_by_social_care_or_where_nobody_of_theirs_is_here_by_lead_and_manager() {
        let leads = FamilyFacts { leads: true, stepped_up: true, ..FamilyFacts::default() };
        let attended = StepUpFacts { sent: true, attended: true, made: true, family: leads };
        let (social_care, lead) = (actor(&[Role::SocialCare], false), actor(&[Role::Lead], true));
        assert!(decide(&social_care, step_up::Answer, &attended).allows());
        assert!(matches!(decide(&lead, step_up::Answer, &attended), Ruling::Refuse(_)));
        assert!(decide(&lead, step_up::Answer, &StepUpFacts { attended: false, ..attended }).allows());

        let hidden = StepUpFacts { family: FamilyFacts { restricted: true, ..leads }, ..attended };
        assert_eq!(decide(&social_care, step_up::See, &hidden), Ruling::Hide);
    }

    #[test]
    fn a_step_down_is_social_care_s_to_close_and_the_team_s_manager_names_its_lead() {
        let facts = StepDownFacts { managed: true, ..StepDownFacts::default() };
        let (social_care, manager) = (actor(&[Role::SocialCare], false), actor(&[Role::Manager], true));
        assert!(decide(&social_care, step_down::Close, &facts).allows());
        assert!(!decide(&manager, step_down::Close, &facts).allows());
        assert!(decide(&manager, step_down::NameLead, &facts).allows());
        assert!(!decide(&social_care, step_down::NameLead, &facts).allows());
        assert_eq!(decide(&manager, step_down::See, &StepDownFacts::default()), Ruling::Hide);
        assert_eq!(decide(&social_care, step_down::See, &StepDownFacts { hidden: true, ..facts }), Ruling::Hide);
    }

    /// All 2⁹ relationships of one actor to a family.
    fn every_tie() -> impl Iterator<Item = FamilyFacts> {
        (0..512_u16).map(|bits| {
            let bit = |n: u16| bits & (1 << n) != 0;
            FamilyFacts {
                restricted: bit(0),
                listed: bit(1),
                undecided: bit(2),
                managed: bit(3),
                leads: bit(4),
                in_team: bit(5),
                sampled: bit(6),
                shared: bit(7),
                stepped_up: bit(8),
            }
        })
    }

    #[test]
    fn whoever_may_do_what_includes_reading_may_open_the_family() {
        let blind = [FamilyAct::SeeAccessLog, FamilyAct::Restrict];
        for (facts, role, own) in every_tie()
            .flat_map(|facts| Role::ALL.iter().map(move |role| (facts, *role)))
            .flat_map(|(facts, role)| [true, false].map(|own| (facts, role, own)))
        {
            let actor = actor(&[role], own);
            let opens = decide(&actor, family::Open, &facts).allows();
            for act in FamilyAct::ALL.iter().filter(|act| !blind.contains(act)) {
                assert!(opens || !facts.decide(&actor, *act).allows(), "{role:?} {act:?} {facts:?}");
            }
        }
    }

    #[test]
    fn a_provider_publishes_only_once_trusted_and_never_another_s_entry() {
        let provider = actor(&[Role::Provider], false);
        let ours = ServiceFacts { ours: true, trusted: false };
        assert!(decide(&provider, service::Edit, &ours).allows());
        assert!(!decide(&provider, service::Publish, &ours).allows());
        assert!(decide(&provider, service::Publish, &ServiceFacts { trusted: true, ..ours }).allows());
        assert!(!decide(&provider, service::Edit, &ServiceFacts { ours: false, trusted: true }).allows());
    }
}
