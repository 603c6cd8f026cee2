//! Acts on nobody's record: queues, lists of one's own, the directory, the system. The role alone decides.

use super::{Because, Facts, Ruling, WORKERS, acts::acts};
use crate::{Actor, Role};

acts! {
    /// What one may do that names nobody by itself.
    pub enum NobodyAct on NobodyFacts {
        /// Find people by name, date of birth, reference.
        SearchPeople = "search-people",
        /// Find the access log and restriction of a family by its reference alone.
        FindGoverned = "find-governed",
        /// Bring a concern to the front door.
        RecordContact = "record-contact",
        /// See the queue of contacts.
        SeeTriage = "see-triage",
        /// Find a contact by its reference, a name or a telephone number.
        FindContacts = "find-contacts",
        /// Say whether two records are one person, join and part them.
        ReviewDuplicates = "review-duplicates",
        /// See who is on call.
        SeeOnCall = "see-on-call",
        /// Say who is on call, when, and how they are reached.
        KeepOnCall = "keep-on-call",
        /// See one's own work.
        SeeMyWork = "see-my-work",
        /// See a team's caseload and overdue work, and give work to someone else.
        SeeTeam = "see-team",
        /// See the step ups that wait for children's social care.
        SeeStepUps = "see-step-ups",
        /// See the step downs that one has to do with.
        SeeStepDowns = "see-step-downs",
        /// See who waits, for what and since when, to allocate places and help.
        SeeWaiting = "see-waiting",
        /// See which panels there are, who chairs them, when they meet and what they can give.
        SeePanels = "see-panels",
        /// Make and change panels: who chairs, who is a member, what they can give.
        KeepPanels = "keep-panels",
        /// Ask a panel without a name: a consultation.
        ConsultPanel = "consult-panel",
        /// Offer a family to early help that social care no longer has to lead.
        OfferStepDown = "offer-step-down",
        /// See how much is late in every team, without names.
        SeeLate = "see-late",
        /// See what checks find in the files of one's teams; the head how much of it there is.
        SeeChecks = "see-checks",
        /// Add, change and disable accounts.
        ManageAccounts = "manage-accounts",
        /// See jobs, settings and the state of the system.
        SeeSystem = "see-system",
        /// See what was brought over from other systems: files and counts, without names.
        SeeImports = "see-imports",
        /// Read the event feed.
        ReadEvents = "read-events",
        /// See the services that one's organisation runs, and the referrals to them.
        SeeOurServices = "see-our-services",
        /// See what group programmes there are, when they run, and how many places are free.
        SeeProgrammes = "see-programmes",
        /// Add and change group programmes and their runs.
        KeepProgrammes = "keep-programmes",
        /// See published figures: tables in which nobody can be recognised.
        SeeInsight = "see-insight",
        /// See figures as they are now, with the rows behind them that one may open anyway; a manager those of their teams.
        SeeFigures = "see-figures",
        /// Freeze the figures of a period, and publish what somebody else has frozen.
        PublishFigures = "publish-figures",
        /// Keep contracts: what was bought of whom, what it shall bring, what was paid, what was said in meetings.
        KeepContracts = "keep-contracts",
        /// See which services owe a return, and what they returned.
        SeeReturns = "see-returns",
        /// Say which services keep a system of their own and owe a return.
        KeepReturns = "keep-returns",
        /// Say what a family needed and nobody gives, without naming them.
        VoiceNeed = "voice-need",
        /// See what is needed and missing, as counts that give nobody away.
        SeeNeeds = "see-needs",
        /// Write needs analyses, and publish them.
        KeepNeeds = "keep-needs",
        /// See which boards there are.
        SeeBoards = "see-boards",
        /// Found a board, and say who chairs it and who is its secretary.
        FoundBoard = "found-board",
        /// See the audits one has to do with, and the reports of those that are published.
        SeeAudits = "see-audits",
        /// Set up audits of case files: theme, sample, auditors, actions, report.
        KeepAudits = "keep-audits",
        /// Keep compliments, complaints and learning reviews, and answer them.
        KeepRegister = "keep-register",
        /// Keep the directory: approve changes, read feeds, deal with what is stale; for every provider.
        KeepDirectory = "keep-directory",
        /// Make returns to national bodies and feeds to other systems, and say who makes them and when.
        Export = "export",
        /// Ask by program whether somebody is known, for a legal reason, and whom to contact.
        QueryPerson = "query-person",
        /// Decide on such questions of other services, where the agreement with them leaves it open.
        ReviewQueries = "review-queries",
        /// See which courses there are, and when; ask for a place in a session.
        BookTraining = "book-training",
        /// Add and change courses, and say who their trainers are.
        KeepTraining = "keep-training",
        /// See who leads families without the lead professional's course: a manager in their teams, the head in all.
        SeeUntrained = "see-untrained",
        /// See how many were trained, by agency, and what they say it changed.
        SeeTrainingFigures = "see-training-figures",
        /// See what is known of the area, and what is published of those reached beside it.
        SeeProfile = "see-profile",
        /// Import indicators of the area, and take an import back.
        KeepProfile = "keep-profile",
        /// See published impact assessments, and who is reached beside who lives here.
        SeeEquality = "see-equality",
        /// Write impact assessments, agree their actions, freeze a year of monitoring.
        KeepEquality = "keep-equality",
        /// Authorise what somebody else has written or frozen: from then on it is published.
        AuthoriseEquality = "authorise-equality",
    }
}

/// Nothing but the actor decides.
#[derive(Debug, Clone, Copy)]
pub struct NobodyFacts;

impl Facts for NobodyFacts {
    type Act = NobodyAct;

    fn decide(&self, actor: &Actor, act: NobodyAct) -> Ruling {
        let may = actor.is_any(roles(act)) && (actor.own || !is_own_only(act));
        if may { Ruling::Allow(Because::Role) } else { Ruling::Refuse(super::ASK_ROLE) }
    }
}

/// What is for the council's own alone.
const fn is_own_only(act: NobodyAct) -> bool {
    matches!(
        act,
        NobodyAct::ReviewDuplicates
            | NobodyAct::KeepDirectory
            | NobodyAct::FindGoverned
            | NobodyAct::FindContacts
            | NobodyAct::SeeOnCall
            | NobodyAct::KeepOnCall
            | NobodyAct::KeepProgrammes
            | NobodyAct::SeeWaiting
            | NobodyAct::KeepPanels
            | NobodyAct::SeeFigures
            | NobodyAct::PublishFigures
            | NobodyAct::KeepContracts
            | NobodyAct::KeepReturns
            | NobodyAct::KeepNeeds
            | NobodyAct::FoundBoard
            | NobodyAct::KeepAudits
            | NobodyAct::KeepRegister
            | NobodyAct::Export
            | NobodyAct::ReviewQueries
            | NobodyAct::SeeImports
            | NobodyAct::KeepTraining
            | NobodyAct::SeeUntrained
            | NobodyAct::SeeTrainingFigures
            | NobodyAct::KeepProfile
            | NobodyAct::KeepEquality
            | NobodyAct::AuthoriseEquality
            | NobodyAct::SeeChecks
    )
}

/// The roles that may. Where the council's own are meant, [`NobodyFacts::decide`] says so: the front door matches
/// people anyway, a partner's officer does not see everyone's.
const fn roles(act: NobodyAct) -> &'static [Role] {
    match act {
        NobodyAct::SearchPeople => &[
            Role::Practitioner,
            Role::FrontDoor,
            Role::PanelChair,
            Role::Lead,
            Role::Manager,
            Role::Privacy,
            Role::SocialCare,
        ],
        NobodyAct::FindGoverned => &[Role::Privacy],
        NobodyAct::RecordContact => WORKERS,
        NobodyAct::SeeMyWork => Role::ALL,
        NobodyAct::SeeTriage | NobodyAct::FindContacts | NobodyAct::ReviewDuplicates => &[Role::FrontDoor],
        NobodyAct::SeeOnCall => &[Role::FrontDoor, Role::Manager, Role::Head],
        NobodyAct::KeepOnCall => &[Role::Manager, Role::Head],
        NobodyAct::SeeStepUps | NobodyAct::OfferStepDown => &[Role::SocialCare],
        NobodyAct::SeeStepDowns => &[Role::SocialCare, Role::Manager, Role::FrontDoor],
        NobodyAct::SeeWaiting => &[Role::FrontDoor, Role::PanelChair, Role::Manager],
        NobodyAct::SeePanels => &[
            Role::Practitioner,
            Role::FrontDoor,
            Role::PanelChair,
            Role::Lead,
            Role::Manager,
            Role::SocialCare,
            Role::Head,
        ],
        NobodyAct::ConsultPanel => WORKERS,
        NobodyAct::KeepPanels => &[Role::Manager, Role::Head],
        NobodyAct::SeeTeam => &[Role::Manager],
        NobodyAct::SeeChecks | NobodyAct::SeeLate => &[Role::Head, Role::Manager],
        NobodyAct::ManageAccounts => &[Role::Admin, Role::Privacy],
        NobodyAct::SeeSystem | NobodyAct::ReadEvents => &[Role::Admin],
        NobodyAct::SeeImports => &[Role::Admin, Role::Privacy],
        NobodyAct::SeeOurServices => &[Role::Provider, Role::Directory],
        NobodyAct::SeeProgrammes => &[
            Role::Practitioner,
            Role::FrontDoor,
            Role::PanelChair,
            Role::Lead,
            Role::Manager,
            Role::Head,
            Role::Facilitator,
        ],
        NobodyAct::SeeInsight => {
            &[Role::Board, Role::Commissioner, Role::Head, Role::Manager, Role::Auditor, Role::Privacy, Role::FrontDoor]
        }
        NobodyAct::SeeFigures => &[Role::Head, Role::Manager],
        NobodyAct::PublishFigures => &[Role::Head, Role::Privacy],
        NobodyAct::KeepProgrammes => &[Role::Manager],
        NobodyAct::KeepDirectory => &[Role::Directory],
        NobodyAct::KeepContracts | NobodyAct::KeepReturns | NobodyAct::KeepNeeds => &[Role::Commissioner],
        NobodyAct::SeeReturns => &[Role::Commissioner, Role::Provider],
        NobodyAct::VoiceNeed => &[
            Role::Practitioner,
            Role::FrontDoor,
            Role::PanelChair,
            Role::Lead,
            Role::Manager,
            Role::SocialCare,
            Role::Facilitator,
            Role::Provider,
        ],
        NobodyAct::SeeNeeds => &[Role::Commissioner, Role::Head, Role::Manager, Role::Board],
        NobodyAct::SeeBoards => &[Role::Board, Role::Commissioner, Role::Head, Role::Manager],
        NobodyAct::FoundBoard => &[Role::Head],
        NobodyAct::SeeAudits => &[Role::Auditor, Role::Head, Role::Manager, Role::Board, Role::Commissioner],
        NobodyAct::KeepAudits => &[Role::Auditor, Role::Head],
        NobodyAct::KeepRegister => &[Role::Auditor, Role::Head, Role::Manager],
        NobodyAct::Export => &[Role::Head, Role::Privacy],
        NobodyAct::QueryPerson => &[Role::Practitioner, Role::FrontDoor, Role::Lead, Role::Manager, Role::SocialCare],
        NobodyAct::ReviewQueries => &[Role::Privacy],
        NobodyAct::BookTraining => Role::ALL,
        NobodyAct::SeeProfile | NobodyAct::SeeEquality => {
            &[Role::Board, Role::Commissioner, Role::Head, Role::Manager, Role::Auditor, Role::Privacy, Role::FrontDoor]
        }
        NobodyAct::KeepProfile | NobodyAct::AuthoriseEquality => &[Role::Head, Role::Commissioner],
        NobodyAct::KeepEquality => &[Role::Head, Role::Manager, Role::Commissioner],
        NobodyAct::KeepTraining | NobodyAct::SeeUntrained => &[Role::Manager, Role::Head],
        NobodyAct::SeeTrainingFigures => &[Role::Manager, Role::Head, Role::Commissioner, Role::Board],
    }
}
