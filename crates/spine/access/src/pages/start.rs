//! `/`: the way in. For the signed-in, straight to their work.

use super::next;
use crate::{Context, Visit};
use axum::response::{IntoResponse, Response};
use web::{Markup, Result, html, parts};

pub(super) async fn page(visit: Visit) -> Result<Response> {
    visit
        .public_view(|v| {
            if v.actor.account.is_some() {
                return Ok(web::see_other(next::first_page(&v.actor)));
            }
            Ok(v.frame.page("Help for children and families", show(v)).into_response())
        })
        .await
}

fn show(context: &Context) -> Markup {
    html! {
        div.govuk-grid-row {
            div.govuk-grid-column-two-thirds {
                h1.govuk-heading-xl { "Help for children and families, early" }
                p.govuk-body-l {
                    "You do not have to wait until things get worse. Anyone can ask: "
                    "a parent, a young person, a school, a nurse, a neighbour."
                }
                (parts::button_link("Ask for help", "/ask-for-help", "govuk-button--start"))
                p.govuk-body { "It takes about 10 minutes. You do not need an account." }
                (whom_to_call(context))
                h2.govuk-heading-m { "If you work with families" }
                p.govuk-body {
                    a.govuk-link href="/sign-in" { "Sign in" }
                    " to ask for help for a family, see the answer, and work with the team around them."
                }
            }
        }
    }
}

fn whom_to_call(context: &Context) -> Markup {
    let (danger, front_door) = (context.pack.text("danger-phone"), context.pack.text("front-door-phone"));
    html! {
        (parts::inset(html! { "If a child is in danger now, call " strong { (danger) } "." }))
        @if !front_door.is_empty() { p.govuk-body { "To talk to someone, call " (front_door) "." } }
    }
}
