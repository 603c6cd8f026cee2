//! Where someone goes when they have just signed in.

use crate::{Actor, App, Role, sessions::Secret};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// Only an address within this site, so that no link can send someone elsewhere after sign-in.
pub(super) fn within_this_site(next: &str) -> Option<&str> {
    let local =
        next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    local.then_some(next)
}

/// The work that is theirs.
pub fn first_page(actor: &Actor) -> &'static str {
    if actor.is(Role::FrontDoor) {
        "/triage"
    } else if actor.is(Role::Admin) {
        "/admin"
    } else if actor.is(Role::Head) {
        "/late"
    } else if actor.is(Role::Directory) {
        "/directory"
    } else if actor.is(Role::Provider) {
        "/services/ours"
    } else if actor.is(Role::SocialCare) {
        "/step-ups"
    } else {
        "/my-work"
    }
}

/// Signed in: to where they were going, else to the first page of their own.
pub(super) fn go_on(app: &App, secret: &Secret, next: &str, first: &str) -> Response {
    let to = within_this_site(next).filter(|next| *next != "/").unwrap_or(first);
    with_session(app, secret, to)
}

/// To an address, with a new session.
pub(super) fn with_session(app: &App, secret: &Secret, to: &str) -> Response {
    ([(header::SET_COOKIE, app.cookie(secret.reveal()))], web::see_other(to)).into_response()
}
