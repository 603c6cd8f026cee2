//! The pages of organisations and their teams.

pub(super) mod organisation;
pub(super) mod organisations;
pub(super) mod team;

use crate::OrganisationId;

/// The page of an organisation.
fn href(id: OrganisationId) -> String {
    format!("/admin/organisations/{id}")
}
