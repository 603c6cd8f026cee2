//! The episode: one period of early help for a family. Who leads, who helps, what was noted, what is due, how it ends;
//! the family's page, and each worker's own.
//!
//! It never knows what an assessment, a plan or a review says: those show themselves on the family page by [`Panels`].

pub mod api;
pub mod escalation;
pub mod events;
mod migrations;
pub mod pages;
pub mod records;
pub mod rules;
pub mod step_up;
pub mod tasks;
pub mod team;

use access::{FamilyId, Permit, View};
pub use migrations::migrations;
pub use pages::{ROUTES, routes};
pub use records::{Episode, EpisodeId, EpisodeUid};
use web::{Markup, Result};

/// What a capability shows on the family page.
pub type Panel = fn(&mut View<'_>, &Permit<FamilyId>, Option<&Episode>) -> Result<Markup>;

/// The panels of all capabilities, collected in `app`, in the order in which they stand.
#[derive(Clone)]
pub struct Panels(pub std::sync::Arc<Vec<Panel>>);
