//! Who acts, with everything that access depends on.

use crate::{AccountId, OrganisationId, ids::TeamId};
use store::{Instant, Uuid};

store::coded! {
    /// What people come for (practice 6).
    pub enum Role {
        /// In a partner agency: notes conversations, asks for help, does own actions.
        Practitioner = "practitioner",
        /// Works the queue of contacts and decides.
        FrontDoor = "front-door",
        /// Chairs a panel or the allocation forum.
        PanelChair = "panel-chair",
        /// May hold families as lead professional.
        Lead = "lead",
        /// Answers for a team's caseload; authorises.
        Manager = "manager",
        /// Answers for all teams: is told what is late for long, without names.
        Head = "head",
        /// Sees sampled files only.
        Auditor = "auditor",
        /// Sees indicators, never a name.
        Commissioner = "commissioner",
        /// Sees indicators, never a name.
        Board = "board",
        /// Information governance: access logs, restrictions, retention.
        Privacy = "privacy",
        /// Accounts, organisations, jobs; never a record.
        Admin = "admin",
        /// Keeps the council's directory of services; never a record.
        Directory = "directory",
        /// Runs services: keeps their entries true and answers referrals to them.
        Provider = "provider",
        /// Children's social care, of the council or of a children's trust: answers step ups, offers step downs.
        SocialCare = "social-care",
        /// Runs group programmes: sees their group and what each family agreed to share, never a record.
        Facilitator = "facilitator",
        /// Holds training. The role opens nothing by itself: whose trainer they are is said at each course.
        Trainer = "trainer",
    }
}

impl Role {
    /// What it is called on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Practitioner => "Practitioner",
            Self::FrontDoor => "Front-door officer",
            Self::PanelChair => "Panel chair",
            Self::Lead => "Lead professional",
            Self::Manager => "Service manager",
            Self::Head => "Head of service",
            Self::Auditor => "Auditor",
            Self::Commissioner => "Commissioner",
            Self::Board => "Board member",
            Self::Privacy => "Information-governance officer",
            Self::Admin => "Administrator",
            Self::Directory => "Directory editor",
            Self::Provider => "Service provider",
            Self::SocialCare => "Children's social care",
            Self::Facilitator => "Facilitator",
            Self::Trainer => "Trainer",
        }
    }
}

/// Who acts. Loaded anew for every request, so that a change of role, team or account holds from the next one (T20).
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account; none for a member of the public.
    pub account: Option<AccountId>,
    /// Their name.
    pub name: String,
    /// Their job.
    pub job_title: String,
    /// The organisation for which they act.
    pub organisation: Option<OrganisationId>,
    /// Its name.
    pub organisation_name: String,
    /// What kind of organisation it is, in the pack's word (also the default source of a contact).
    pub organisation_kind: String,
    /// Whether that is the council, whose record this is.
    pub own: bool,
    /// What they come for.
    pub roles: Vec<Role>,
    /// The teams whose manager they are.
    pub manages: Vec<TeamId>,
    /// When the account was last used.
    pub seen_at: Instant,
    /// The moment as of which all this holds.
    pub as_of: Instant,
    /// The place of their own that somebody of a family has opened; none for everybody with an account.
    pub own_place: Option<Uuid>,
}

impl Actor {
    /// A member of the public, without an account.
    pub fn nobody() -> Self {
        Self {
            account: None,
            name: "A member of the public".into(),
            job_title: String::new(),
            organisation: None,
            organisation_name: String::new(),
            organisation_kind: String::new(),
            own: false,
            roles: vec![],
            manages: vec![],
            seen_at: Instant(0),
            as_of: Instant(0),
            own_place: None,
        }
    }

    /// Whether they have this role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether they have one of these roles.
    pub fn is_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.is(*role))
    }

    /// As the chronology names them: `Ada Okoro, Elm Primary`.
    pub fn signature(&self) -> String {
        if self.organisation_name.is_empty() {
            self.name.clone()
        } else {
            format!("{}, {}", self.name, self.organisation_name)
        }
    }
}
