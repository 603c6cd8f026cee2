//! `/`: help at once, for whoever comes. For the signed-in, straight to their work.

use crate::helplines;
use access::{Context, Visit, pages::first_page};
use axum::response::{IntoResponse, Response};
use web::{Markup, Result, html, parts, said, say, tell};

const TITLE: &str = "Help for children and families";

const ABOUT: &str = "Ask for help early, find services near you, and see whom to call now. For parents, carers, children, \
                     young people and everybody who worries about a family.";

pub(crate) async fn page(visit: Visit) -> Result<Response> {
    visit
        .public_view(|v| {
            if v.actor.account.is_some() {
                return Ok(web::see_other(first_page(&v.actor)));
            }
            let frame = v.frame.listed(ABOUT).with_schema(of_the_council(v));
            Ok(frame.page(&tell(TITLE), show(v)).into_response())
        })
        .await
}

/// The council's service as schema.org has it.
fn of_the_council(context: &Context) -> serde_json::Value {
    let house = &context.frame.house;
    let mut service = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": house.front_door,
        "description": ABOUT,
        "url": house.url,
        "serviceType": "Early help for children and families",
    });
    if !house.council.is_empty() {
        service["provider"] = serde_json::json!({"@type": "GovernmentOrganization", "name": house.council});
    }
    if !house.phone.is_empty() {
        service["availableChannel"] = serde_json::json!({
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "telephone": house.phone},
        });
    }
    service
}

fn show(context: &Context) -> Markup {
    html! {
        h1.govuk-heading-xl { (say(TITLE)) }
        (helplines::danger(context.pack.text("danger-phone")))
        div.govuk-grid-row {
            div.govuk-grid-column-two-thirds {
                (find())
                h2.govuk-heading-l { (say("Ask for help")) }
                p.govuk-body {
                    (say("You do not have to wait until things get worse. Anyone can ask: a parent, a young person, a \
                          grandparent, a neighbour. It takes about 10 minutes, and you do not need an account."))
                }
                (parts::button_link("Ask for help", "/ask-for-help", "govuk-button--start"))
                p.govuk-body { a.govuk-link href="/ask-for-help/answer" { (say("Read the answer to what you asked")) } }
                p.govuk-body { a.govuk-link href="/ask-for-help/go-on" { (say("Go on with what you saved")) } }
                (talk(context))
            }
            div.govuk-grid-column-one-third {
                h2.govuk-heading-m { (say("For young people")) }
                p.govuk-body {
                    (said("Something is wrong at home, at school or inside you? {page}.", &[
                        ("page", &html! { a.govuk-link href="/young-people" { (say("Your own page")) } }),
                    ]))
                }
                h2.govuk-heading-m { (say("For professionals")) }
                p.govuk-body {
                    (said("{sign_in} to ask for help for a family, see the answer, and work with the team around \
                           them.", &[
                        ("sign_in", &html! { a.govuk-link href="/sign-in" { (say("Sign in")) } }),
                    ]))
                }
                p.govuk-body { a.govuk-link href="/professionals" { (say("If you work with families")) } }
                h2.govuk-heading-m { (say("Easy read")) }
                p.govuk-body { a.govuk-link href="/easy-read" { (say("This site in easy words")) } }
            }
        }
        h2.govuk-heading-l { (say("Somebody to talk to now")) }
        (helplines::list(&context.pack.help, helplines::EVERYBODY))
    }
}

/// One box: what people write in their own words goes to the search for services.
fn find() -> Markup {
    html! {
        form.eh-find-here action="/services" method="get" role="search" {
            div.govuk-form-group {
                label.govuk-label.govuk-label--l for="find" { (say("Find help near you")) }
                div.govuk-hint #find-hint { (say("Say what it is about in your own words, for example: my son \
                                                  will not go to school")) }
                input.govuk-input #find name="q" type="search" aria-describedby="find-hint" autocomplete="off";
            }
            (parts::button("Search"))
        }
    }
}

/// The telephone with its hours, and all other ways.
fn talk(context: &Context) -> Markup {
    let text = |name| context.pack.text(name);
    let (phone, hours, front_door) = (text("front-door-phone"), text("front-door-hours"), text("front-door-name"));
    html! {
        h2.govuk-heading-m { (say("Talk to somebody")) }
        @if phone.is_empty() {
            p.govuk-body {
                (said("{front_door} answers you: {ways}.", &[
                    ("front_door", &front_door),
                    ("ways", &html! { a.govuk-link href="/contact" { (say("all ways to reach a person")) } }),
                ]))
            }
        } @else {
            p.govuk-body {
                (said("Call {front_door} on {phone}. {hours}.", &[
                    ("front_door", &front_door),
                    ("phone", &parts::telephone(phone)),
                    ("hours", &web::tongue::text("front-door-hours", hours)),
                ]))
            }
            p.govuk-body { a.govuk-link href="/contact" { (say("Other ways to reach us")) } }
        }
    }
}
