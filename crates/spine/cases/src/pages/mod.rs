//! The family's pages and the worker's own: one file a page.

mod access_log;
mod agreement;
mod chronology;
mod colleagues;
mod family;
mod hand_over;
pub mod header;
mod level;
mod my_work;
mod note;
mod person;
mod restriction;
mod sharing;
mod step_up;
mod team;
mod team_work;

use axum::routing::{get, post};

/// This crate's routes.
pub fn routes() -> access::Routes {
    access::Routes::new()
        .route("/my-work", get(my_work::page))
        .route("/team", get(team_work::page))
        .route("/tasks/{id}/owner", get(team_work::owner_page).post(team_work::owner_submit))
        .route("/families/{id}", get(family::page))
        .route("/families/{id}/chronology", get(chronology::page))
        .route("/families/{id}/notes/new", get(note::page).post(note::submit))
        .route("/families/{id}/people/new", get(person::page).post(person::submit))
        .route("/families/{id}/people/{person}", get(person::change_page).post(person::change_submit))
        .route("/families/{id}/level", get(level::page).post(level::submit))
        .route("/families/{id}/agreement", get(agreement::page).post(agreement::submit))
        .route("/families/{id}/sharing", get(sharing::page).post(sharing::submit))
        .route("/families/{id}/sharing/end", post(sharing::end))
        .route("/families/{id}/access", get(access_log::page))
        .route("/families/{id}/restriction", get(restriction::page).post(restriction::submit))
        .route("/episodes/{id}/team", get(team::page).post(team::submit))
        .route("/episodes/{id}/team/leaving", post(team::leave))
        .route("/episodes/{id}/lead", get(hand_over::offer_page).post(hand_over::offer_submit))
        .route("/hand-overs/{id}", get(hand_over::page).post(hand_over::submit))
        .route("/episodes/{id}/step-up", get(step_up::page).post(step_up::submit))
        .route("/api/v1/families/{id}", get(crate::api::family))
        .route("/api/v1/events", get(crate::api::events))
}

/// What each needs.
pub const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/my-work", "see-my-work"),
    ("GET", "/team", "see-team"),
    ("GET", "/tasks/{id}/owner", "see-team"),
    ("POST", "/tasks/{id}/owner", "see-team"),
    ("GET", "/families/{id}", "open-family"),
    ("GET", "/families/{id}/chronology", "open-family"),
    ("GET", "/families/{id}/notes/new", "write-note"),
    ("POST", "/families/{id}/notes/new", "write-note"),
    ("GET", "/families/{id}/people/new", "change-people"),
    ("POST", "/families/{id}/people/new", "change-people"),
    ("GET", "/families/{id}/people/{person}", "change-people"),
    ("POST", "/families/{id}/people/{person}", "change-people"),
    ("GET", "/families/{id}/level", "set-level"),
    ("POST", "/families/{id}/level", "set-level"),
    ("GET", "/families/{id}/agreement", "record-agreement"),
    ("POST", "/families/{id}/agreement", "record-agreement"),
    ("GET", "/families/{id}/sharing", "decide-sharing"),
    ("POST", "/families/{id}/sharing", "decide-sharing"),
    ("POST", "/families/{id}/sharing/end", "decide-sharing"),
    ("GET", "/families/{id}/access", "see-access-log"),
    ("GET", "/families/{id}/restriction", "restrict"),
    ("POST", "/families/{id}/restriction", "restrict"),
    ("GET", "/episodes/{id}/team", "change-team"),
    ("POST", "/episodes/{id}/team", "change-team"),
    ("POST", "/episodes/{id}/team/leaving", "change-team"),
    ("GET", "/episodes/{id}/lead", "hand-over"),
    ("POST", "/episodes/{id}/lead", "hand-over"),
    ("GET", "/hand-overs/{id}", "accept-hand-over"),
    ("POST", "/hand-overs/{id}", "accept-hand-over"),
    ("GET", "/episodes/{id}/step-up", "step-up"),
    ("POST", "/episodes/{id}/step-up", "step-up"),
    ("GET", "/api/v1/families/{id}", "open-family"),
    ("GET", "/api/v1/events", "read-events"),
];
