//! `/`: the way in. For the signed-in, straight to their work.

use crate::{Visit, visit::first_page};
use axum::response::{IntoResponse, Response};
use web::{Result, html, parts};

pub(super) async fn page(visit: Visit) -> Result<Response> {
    visit
        .public_view(|v| {
            if v.actor.account.is_some() {
                return Ok(web::see_other(first_page(&v.actor)));
            }
            let phone = v.pack.text("front-door-phone");
            let content = html! {
                div.govuk-grid-row {
                    div.govuk-grid-column-two-thirds {
                        h1.govuk-heading-xl { "Help for children and families, early" }
                        p.govuk-body-l { "You do not have to wait until things get worse. Anyone can ask: a parent, a young person, a school, a nurse, a neighbour." }
                        (parts::button_link("Ask for help", "/ask-for-help", "govuk-button--start"))
                        p.govuk-body { "It takes about 10 minutes. You do not need an account." }
                        (parts::inset(html! {
                            "If a child is in danger now, call " strong { (v.pack.text("danger-phone")) } "."
                        }))
                        @if !phone.is_empty() { p.govuk-body { "To talk to someone, call " (phone) "." } }
                        h2.govuk-heading-m { "If you work with families" }
                        p.govuk-body {
                            a.govuk-link href="/sign-in" { "Sign in" }
                            " to ask for help for a family, see the answer, and work with the team around them."
                        }
                    }
                }
            };
            Ok(v.frame.page("Help for children and families", content).into_response())
        })
        .await
}
