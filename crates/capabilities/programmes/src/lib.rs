//! Group programmes: what there is, when it runs and where, who has a place, who came, and what changed. The result goes
//! back to the plan for which somebody came.
//!
//! A facilitator sees their group and what each family agreed to share, never a family's record.

pub mod events;
mod entry;
pub mod keeping;
pub mod kinds;
mod migrations;
pub mod news;
mod owing;
pub mod placing;
mod queue;
pub mod records;
pub mod rules;
pub mod running;
mod subjects;

pub use placing::{Choice, Request, choices, request};
pub use queue::Priority;
pub use records::{Enrolment, EnrolmentId, Programme, ProgrammeId, Run, RunId};

use access::Capability;

/// Group programmes.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    news: news::ALL,
    ..Capability::named("programmes")
};
