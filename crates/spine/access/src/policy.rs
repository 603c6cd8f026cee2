//! The whole policy: one pure, exhaustive function, deny by default. `docs/generated/access.md` is its table, under
//! test; `guard::visible_to` is the same rule as a query, held equal to it by a property test.

use crate::{AccountId, Actor, Role};

store::coded! {
    /// Everything that may be asked for. Reads are logged under this code.
    pub enum Action {
        /// Find people by name, date of birth, reference.
        SearchPeople = "search-people",
        /// Bring a concern to the front door.
        RecordContact = "record-contact",
        /// See the queue of contacts.
        SeeTriage = "see-triage",
        /// See one contact.
        SeeContact = "see-contact",
        /// Say which known person someone in a contact is.
        MatchPeople = "match-people",
        /// Say whether two records are one person, join and part them.
        ReviewDuplicates = "review-duplicates",
        /// Ask whoever made a contact for more.
        AskInformation = "ask-information",
        /// Give what was asked for.
        GiveInformation = "give-information",
        /// Decide on a contact.
        DecideContact = "decide-contact",
        /// Answer whoever made a contact.
        AnswerContact = "answer-contact",
        /// Close an answered contact.
        CloseContact = "close-contact",
        /// Open a family's record.
        OpenFamily = "open-family",
        /// Write a note into a family's record.
        WriteNote = "write-note",
        /// Change who is in a family, their details and addresses.
        ChangePeople = "change-people",
        /// Set a child's level of need.
        SetLevel = "set-level",
        /// Record agreement, refusal or withdrawal.
        RecordAgreement = "record-agreement",
        /// Decide to share with an organisation, or end it.
        DecideSharing = "decide-sharing",
        /// Change the team around the family.
        ChangeTeam = "change-team",
        /// Offer the lead to someone else.
        HandOver = "hand-over",
        /// Accept or decline the lead.
        AcceptHandOver = "accept-hand-over",
        /// Start or write an assessment.
        WriteAssessment = "write-assessment",
        /// Authorise or return a complete assessment.
        AuthoriseAssessment = "authorise-assessment",
        /// Write a plan.
        WritePlan = "write-plan",
        /// Say how far an action is.
        UpdateAction = "update-action",
        /// Schedule, move or hold a review.
        HoldReview = "hold-review",
        /// Hand in a report to a review.
        ReportToReview = "report-to-review",
        /// Propose and submit a step up.
        StepUp = "step-up",
        /// Close an episode.
        CloseEpisode = "close-episode",
        /// Open a new episode linked to a closed one.
        ReopenEpisode = "reopen-episode",
        /// See one's own work.
        SeeMyWork = "see-my-work",
        /// See a team's caseload and overdue work, and give work to someone else.
        SeeTeam = "see-team",
        /// See how much is late in every team, without names.
        SeeLate = "see-late",
        /// See who changed and who saw a family's record.
        SeeAccessLog = "see-access-log",
        /// Restrict a family to a list of people, or lift it.
        Restrict = "restrict",
        /// Add, change and disable accounts.
        ManageAccounts = "manage-accounts",
        /// See jobs, settings and the state of the system.
        SeeSystem = "see-system",
        /// Read the event feed.
        ReadEvents = "read-events",
        /// See the services that one's organisation runs, and the referrals to them.
        SeeOurServices = "see-our-services",
        /// Change what the directory says of a service.
        EditService = "edit-service",
        /// Keep the directory: approve changes, read feeds, deal with what is stale.
        KeepDirectory = "keep-directory",
        /// Offer services to a family, or refer it to one.
        OfferService = "offer-service",
        /// See a referral to a service.
        SeeReferral = "see-referral",
        /// Accept or decline a referral; say that it was started or finished.
        AnswerReferral = "answer-referral",
    }
}

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
}

/// What access to a contact depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContactFacts {
    /// Who made it, if they have an account.
    pub maker: Option<AccountId>,
    /// It has been decided.
    pub decided: bool,
    /// It has been closed.
    pub closed: bool,
    /// More was asked of whoever made it.
    pub asked: bool,
    /// The family it was matched to.
    pub family: Option<FamilyFacts>,
}

/// What access to a service's entry depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServiceFacts {
    /// This actor's organisation runs it.
    pub ours: bool,
}

/// What access to a referral depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReferralFacts {
    /// It goes to a service that this actor's organisation runs.
    pub to_us: bool,
    /// This actor made it.
    pub made: bool,
    /// The family's.
    pub family: FamilyFacts,
}

/// The thing asked for.
#[derive(Debug, Clone, Copy)]
pub enum Facts {
    /// Nobody's record: a list of one's own, a queue, the system.
    Anyone,
    /// A family.
    Family(FamilyFacts),
    /// A contact.
    Contact(ContactFacts),
    /// A service's entry in the directory.
    Service(ServiceFacts),
    /// A referral of a family to a service.
    Referral(ReferralFacts),
}

/// The outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Yes, and why.
    Allow(Because),
    /// No, and they may not know that it exists: 404.
    Hide,
    /// No, but they may know that it exists: 403, and how to ask.
    Refuse(&'static str),
}

const ASK_LEAD: &str = "You do not work with this family. If you are worried about a child, make a contact; the search page shows whom to call.";
const ASK_ROLE: &str = "Your role does not include this. Ask your service manager if it should.";
const ASK_INSIDE: &str =
    "You can see this family's record, but this is for the lead professional or their manager. Ask them to do it.";

/// The live relationship between an actor and a family, if there is one. A partner's relationship counts only while
/// a sharing decision with their organisation is in force (T26); a restricted family is for those listed (T17).
pub fn relationship(actor: &Actor, family: &FamilyFacts) -> Option<Because> {
    if family.restricted && !family.listed {
        return None;
    }
    let may_be_shared = actor.own || family.shared;
    if family.leads && may_be_shared && actor.is_any(&[Role::Lead, Role::Practitioner, Role::Manager]) {
        return Some(Because::Lead);
    }
    if family.in_team
        && may_be_shared
        && actor.is_any(&[Role::Practitioner, Role::Lead, Role::Manager, Role::FrontDoor])
    {
        return Some(Because::Team);
    }
    if family.managed && actor.own && actor.is(Role::Manager) {
        return Some(Because::ManagerOfTeam);
    }
    if family.undecided && actor.own && actor.is(Role::FrontDoor) {
        return Some(Because::FrontDoor);
    }
    if family.sampled && actor.is(Role::Auditor) {
        return Some(Because::Sampled);
    }
    None
}

/// The least facts that give this relationship, to ask what it allows without asking the database again.
pub(crate) fn facts_for(because: Because) -> FamilyFacts {
    let none = FamilyFacts { shared: true, ..FamilyFacts::default() };
    match because {
        Because::Lead => FamilyFacts { leads: true, ..none },
        Because::Team => FamilyFacts { in_team: true, ..none },
        Because::ManagerOfTeam => FamilyFacts { managed: true, ..none },
        Because::FrontDoor => FamilyFacts { undecided: true, ..none },
        Because::Sampled => FamilyFacts { sampled: true, ..none },
        Because::Role | Because::Maker | Because::Governance | Because::Provider => none,
    }
}

/// Decides. Everything that is not named is refused.
pub fn decide(actor: &Actor, action: Action, facts: &Facts) -> Decision {
    match facts {
        Facts::Anyone => without_record(actor, action),
        Facts::Family(family) => on_family(actor, action, family),
        Facts::Contact(contact) => on_contact(actor, action, contact),
        Facts::Service(service) => on_service(actor, action, service),
        Facts::Referral(referral) => on_referral(actor, action, referral),
    }
}

/// Roles that meet families at all.
const WORKERS: &[Role] = &[Role::Practitioner, Role::FrontDoor, Role::PanelChair, Role::Lead, Role::Manager];

fn without_record(actor: &Actor, action: Action) -> Decision {
    let wanted: &[Role] = match action {
        Action::SearchPeople => {
            &[Role::Practitioner, Role::FrontDoor, Role::PanelChair, Role::Lead, Role::Manager, Role::Privacy]
        }
        Action::RecordContact => WORKERS,
        Action::SeeMyWork => Role::ALL,
        Action::SeeTriage => &[Role::FrontDoor],
        // the front door matches people anyway; a partner's officer does not see everyone's
        Action::ReviewDuplicates if actor.own => &[Role::FrontDoor],
        Action::SeeTeam => &[Role::Manager],
        Action::SeeLate => &[Role::Head, Role::Manager],
        Action::ManageAccounts => &[Role::Admin, Role::Privacy],
        Action::SeeSystem | Action::ReadEvents => &[Role::Admin],
        Action::SeeOurServices => &[Role::Provider, Role::Directory],
        Action::KeepDirectory if actor.own => &[Role::Directory],
        _ => &[],
    };
    if actor.is_any(wanted) { Decision::Allow(Because::Role) } else { Decision::Refuse(ASK_ROLE) }
}

fn on_family(actor: &Actor, action: Action, family: &FamilyFacts) -> Decision {
    use Because::{FrontDoor, Governance, Lead, ManagerOfTeam, Sampled, Team};
    let governs = matches!(action, Action::SeeAccessLog | Action::Restrict) && actor.own && actor.is(Role::Privacy);
    if governs {
        return Decision::Allow(Governance);
    }
    let Some(because) = relationship(actor, family) else {
        let may_know = !family.restricted && actor.is_any(WORKERS);
        return if may_know { Decision::Refuse(ASK_LEAD) } else { Decision::Hide };
    };
    let allowed = match action {
        Action::OpenFamily => true,
        Action::WriteNote
        | Action::WriteAssessment
        | Action::WritePlan
        | Action::UpdateAction
        | Action::ReportToReview => {
            matches!(because, Lead | Team | ManagerOfTeam)
        }
        Action::ChangePeople | Action::RecordAgreement => matches!(because, Lead | ManagerOfTeam | FrontDoor),
        Action::OfferService => matches!(because, Lead | Team | ManagerOfTeam | FrontDoor),
        Action::SetLevel
        | Action::DecideSharing
        | Action::ChangeTeam
        | Action::HandOver
        | Action::HoldReview
        | Action::StepUp
        | Action::CloseEpisode => matches!(because, Lead | ManagerOfTeam),
        Action::AcceptHandOver => matches!(because, Team | Lead | ManagerOfTeam),
        Action::AuthoriseAssessment | Action::ReopenEpisode | Action::Restrict => matches!(because, ManagerOfTeam),
        Action::SearchPeople
        | Action::RecordContact
        | Action::SeeTriage
        | Action::SeeContact
        | Action::MatchPeople
        | Action::ReviewDuplicates
        | Action::AskInformation
        | Action::GiveInformation
        | Action::DecideContact
        | Action::AnswerContact
        | Action::CloseContact
        | Action::SeeMyWork
        | Action::SeeTeam
        | Action::SeeLate
        | Action::SeeAccessLog
        | Action::ManageAccounts
        | Action::SeeSystem
        | Action::ReadEvents
        | Action::SeeOurServices
        | Action::EditService
        | Action::KeepDirectory
        | Action::SeeReferral
        | Action::AnswerReferral => false,
    };
    match (allowed, because) {
        (true, because) => Decision::Allow(because),
        (false, Sampled) => {
            Decision::Refuse("This file was sampled for you to audit. You can read it; you cannot change it.")
        }
        (false, _) => Decision::Refuse(ASK_INSIDE),
    }
}

fn on_contact(actor: &Actor, action: Action, contact: &ContactFacts) -> Decision {
    let made = contact.maker.is_some() && contact.maker == actor.account;
    let hidden = contact.family.is_some_and(|f| f.restricted && !f.listed);
    // whoever made it keeps the answer that they are owed, also when the family is restricted later
    if made {
        return match action {
            Action::SeeContact => Decision::Allow(Because::Maker),
            Action::GiveInformation if contact.asked => Decision::Allow(Because::Maker),
            Action::DecideContact => {
                Decision::Refuse("You made this contact, so someone else at the front door must decide on it.")
            }
            _ => Decision::Refuse(ASK_ROLE),
        };
    }
    if hidden {
        return Decision::Hide;
    }
    let front_door = actor.own && actor.is(Role::FrontDoor);
    let related = contact.family.and_then(|f| relationship(actor, &f));
    match action {
        Action::SeeContact if front_door && !contact.closed => Decision::Allow(Because::FrontDoor),
        Action::SeeContact => match related {
            Some(because) => Decision::Allow(because),
            // a closed contact is the front door's own finished work: known, and no longer open to all of them
            None if front_door => Decision::Refuse(ASK_LEAD),
            None => Decision::Hide,
        },
        Action::MatchPeople | Action::AskInformation | Action::DecideContact if front_door && !contact.decided => {
            Decision::Allow(Because::FrontDoor)
        }
        Action::AnswerContact | Action::CloseContact if front_door && !contact.closed => {
            Decision::Allow(Because::FrontDoor)
        }
        _ if front_door || related.is_some() => {
            Decision::Refuse("This is for the front door, and only while the contact is open.")
        }
        _ => Decision::Hide,
    }
}

/// An entry is changed by whoever runs the service, and by the council's keepers of the directory.
fn on_service(actor: &Actor, action: Action, service: &ServiceFacts) -> Decision {
    if action != Action::EditService {
        return Decision::Refuse(ASK_ROLE);
    }
    if actor.own && actor.is(Role::Directory) {
        return Decision::Allow(Because::Role);
    }
    if service.ours && actor.is(Role::Provider) {
        return Decision::Allow(Because::Provider);
    }
    Decision::Refuse("Another organisation runs this service. If something is wrong, say so on its page.")
}

/// A referral is seen by whoever made it, by those who now work with the family, and by the service's own people.
fn on_referral(actor: &Actor, action: Action, referral: &ReferralFacts) -> Decision {
    let provider = referral.to_us && actor.is(Role::Provider);
    match action {
        Action::SeeReferral | Action::AnswerReferral if provider => Decision::Allow(Because::Provider),
        Action::SeeReferral => match relationship(actor, &referral.family) {
            Some(because) => Decision::Allow(because),
            None if referral.made && !referral.family.restricted => Decision::Allow(Because::Maker),
            None => Decision::Hide,
        },
        _ => Decision::Hide,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(roles: &[Role], own: bool) -> Actor {
        Actor { account: Some(AccountId::new()), own, roles: roles.to_vec(), ..Actor::nobody() }
    }

    fn lead_of(shared: bool) -> FamilyFacts {
        FamilyFacts { leads: true, shared, ..FamilyFacts::default() }
    }

    #[test]
    fn nobody_without_a_role_may_do_anything() {
        let everything = FamilyFacts {
            listed: true,
            undecided: true,
            managed: true,
            leads: true,
            in_team: true,
            sampled: true,
            shared: true,
            restricted: false,
        };
        let contact = ContactFacts { family: Some(everything), ..ContactFacts::default() };
        for action in Action::ALL {
            for facts in [Facts::Anyone, Facts::Family(everything), Facts::Contact(contact)] {
                assert!(
                    !matches!(decide(&actor(&[], true), *action, &facts), Decision::Allow(_)),
                    "{action:?} {facts:?}"
                );
            }
        }
    }

    #[test]
    fn a_partner_s_access_ends_with_the_sharing_decision() {
        let partner = actor(&[Role::Practitioner], false);
        assert_eq!(decide(&partner, Action::OpenFamily, &Facts::Family(lead_of(true))), Decision::Allow(Because::Lead));
        assert!(matches!(decide(&partner, Action::OpenFamily, &Facts::Family(lead_of(false))), Decision::Refuse(_)));
    }

    #[test]
    fn a_restricted_family_is_hidden_from_everyone_not_listed_even_from_its_lead() {
        let hidden = FamilyFacts { restricted: true, managed: true, undecided: true, ..lead_of(true) };
        for role in Role::ALL.iter().filter(|r| **r != Role::Privacy) {
            for action in Action::ALL {
                assert_eq!(
                    decide(&actor(&[*role], true), *action, &Facts::Family(hidden)),
                    Decision::Hide,
                    "{role:?} {action:?}"
                );
            }
        }
    }

    #[test]
    fn nobody_decides_on_a_contact_they_made() {
        let officer = actor(&[Role::FrontDoor], true);
        let own = ContactFacts { maker: officer.account, ..ContactFacts::default() };
        assert!(matches!(decide(&officer, Action::DecideContact, &Facts::Contact(own)), Decision::Refuse(_)));
        let other = ContactFacts { maker: Some(AccountId::new()), ..ContactFacts::default() };
        assert_eq!(
            decide(&officer, Action::DecideContact, &Facts::Contact(other)),
            Decision::Allow(Because::FrontDoor)
        );
    }

    #[test]
    fn commissioners_the_board_and_the_head_of_service_never_reach_a_record() {
        let everything = FamilyFacts {
            listed: true,
            undecided: true,
            managed: true,
            leads: true,
            in_team: true,
            sampled: true,
            shared: true,
            restricted: false,
        };
        for role in [Role::Commissioner, Role::Board, Role::Head, Role::Admin] {
            for action in Action::ALL {
                assert_eq!(decide(&actor(&[role], true), *action, &Facts::Family(everything)), Decision::Hide);
            }
        }
    }

    #[test]
    fn an_auditor_reads_a_sampled_file_and_changes_nothing() {
        let sampled = Facts::Family(FamilyFacts { sampled: true, ..FamilyFacts::default() });
        let auditor = actor(&[Role::Auditor], true);
        for action in Action::ALL {
            let allowed = matches!(decide(&auditor, *action, &sampled), Decision::Allow(_));
            assert_eq!(allowed, *action == Action::OpenFamily, "{action:?}");
        }
    }
}
