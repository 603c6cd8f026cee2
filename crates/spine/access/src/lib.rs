//! Who may do what: organisations, teams, accounts, sign-in, the policy, and the permit without which no query on a
//! person's data compiles.
//!
//! It never knows what a family's record holds; it knows families only as ids with the facts that decide access.

pub mod accounts;
mod actor;
pub mod api;
mod attempts;
mod background;
mod browsers;
pub mod capability;
pub mod demo;
pub mod events;
pub mod guard;
mod ids;
mod last;
pub mod letter_code;
mod letters;
pub mod log;
pub mod manage;
mod migrations;
mod news;
pub mod own_sessions;
mod page;
pub mod pages;
mod password;
mod permit;
pub mod policy;
pub mod rules;
pub mod sessions;
mod shared;
pub mod tokens;
mod visit;

pub use actor::{Actor, Role};
pub use capability::{Capability, Period, door};
pub use ids::TeamId;
pub use last::last_change;
pub use page::{Holding, Need, Needs, Operation, Page, Public, SignedIn, Way, api, get, post};
pub use permit::{Nobody, Permit, Sight, Subject, Themself};
pub use policy::{
    AnswerFacts, AuditActionFacts, AuditFileFacts, Because, BoardFacts, BookingFacts, ContactFacts, CourseFacts,
    EnrolmentFacts, ExitPlanFacts, FamilyFacts, NobodyFacts, OwnPlaceFacts, PanelFacts, PanelItemFacts, ReferralFacts,
    Ruling, RunFacts, ServiceFacts, StepDownFacts, StepUpFacts, WaitingFacts, answer, audit_action, audit_file, board,
    booking, contact, course, decide, enrolment, exit_plan, family, nobody, own_place, panel, panel_item, referral,
    run, service, step_down, step_up, waiting,
};
pub use shared::{App, Shared, house, tongues};
pub use store::{AccountId, AccountUid, EpisodeId, EpisodeUid, FamilyId, FamilyUid, OrganisationId, OrganisationUid};
pub use visit::{Change, Context, Permits, View, Visit};

/// Accounts, sign-in and the system's own pages.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(119, "Accounts", "/admin/accounts", nobody::ManageAccounts),
        door(120, "Administration", "/admin", nobody::SeeSystem),
    ],
    daily: &[capability::Daily {
        at: store::jobs::Daily { kind: "disable-idle-accounts", hour: 2 },
        run: background::disable_idle,
    }],
    late: Some(guard::late_reviews),
    steady: &[capability::Steady { name: "forget old sessions", seconds: 3_600, run: background::forget_old }],
    letters: &[capability::LetterKind::of::<letters::AccountMessage>()],
    ..Capability::named("access")
};
