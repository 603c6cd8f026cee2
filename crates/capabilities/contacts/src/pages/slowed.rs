//! Whoever sends many contacts without an account waits for their turn; whoever would wait too long is told what to
//! do, with all that they typed.

use super::draft::Way;
use crate::slow::{Slow, Turn};
use access::{Context, Visit};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use tokio::time::Instant;
use web::{Markup, Result, html, parts};

/// Shared by all pages on which a contact can be sent.
pub(super) type Senders = Arc<Slow>;

/// Waits for the turn of whoever sends this. How many seconds they have to wait before they send it again, where that
/// is too long to be kept waiting.
pub(super) async fn turn(visit: &Visit, way: Way, senders: &Slow) -> Result<Option<u64>> {
    let Some(from) = visit.client.filter(|_| way.public()) else { return Ok(None) };
    // a cookie alone proves nothing: whether somebody is signed in is looked up
    let signed_in = !visit.is_anonymous() && visit.clone().public_view(|v| Ok(v.actor.account.is_some())).await?;
    if signed_in {
        return Ok(None);
    }
    match senders.turn(from, Instant::now()) {
        Turn::In(wait) => {
            tokio::time::sleep(wait).await;
            Ok(None)
        }
        Turn::Later(wait) => Ok(Some(wait.as_secs() + 1)),
    }
}

/// The page as `429 Too many requests`.
pub(super) fn response(seconds: u64, page: Markup) -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], page).into_response()
}

/// What to do meanwhile: above the form, in which all stands that was typed.
pub(super) fn told(context: &Context, seconds: u64, kept: &'static str) -> Markup {
    let (danger, phone) = (context.pack.text("danger-phone"), context.pack.text("front-door-phone"));
    html! {
        (parts::warning(&format!("If a child may be hurt now, call {danger}. Do not wait for this page.")))
        div.govuk-inset-text role="alert" {
            p.govuk-body { strong { "This has not been sent yet." } " " (kept) }
            p.govuk-body {
                "Very many messages are coming from where you are. Wait "
                (web::dates::plural(i64::try_from(seconds).unwrap_or(i64::MAX), "second"))
                ", then send it again: press the button below."
            }
            @if !phone.is_empty() {
                p.govuk-body { "Or call " (context.pack.text("front-door-name")) " on " (phone) "." }
            }
        }
    }
}
