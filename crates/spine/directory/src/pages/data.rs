//! `/services/data`: for people who use the directory in their own programs.

use super::{open_referral::LICENCE, show};
use access::Visit;
use axum::response::Response;
use web::{Markup, Result, html, parts, say};

/// The parameters that one needs most, and what each does.
const PARAMETERS: [(&str, &str); 9] = [
    ("search", "words, as people type them"),
    ("postcode, proximity", "the nearest first; proximity is the most metres"),
    ("taxonomy_term_id", "a need, a group of people, a way of helping: its id from /taxonomy_terms"),
    ("minimum_age, maximum_age", "for services that say their ages"),
    ("day, start_time, end_time", "MO to SU, and times like 09:30"),
    ("modified_after", "what changed since a moment, like 2026-03-04T09:30:00Z"),
    ("full", "true for all that belongs to a service"),
    ("page, per_page", "from 1, and 1,000 at most"),
    ("/removed?modified_after=", "ids of services that are gone, so that your copy can let go of them"),
];

pub(super) async fn page(visit: Visit) -> Result<Response> {
    let root = format!("{}/open-referral/v3", visit.app.url);
    let page = visit.public_view(move |v| Ok(v.frame.page("Use our data", content(&root)))).await?;
    Ok(show::public(page))
}

fn content(root: &str) -> Markup {
    let rows = PARAMETERS.iter().map(|(name, what)| vec![html! { code { (name) } }, html! { (say(what)) }]);
    html! {
        h1.govuk-heading-l { (say("Use our data")) }
        p.govuk-body {
            (say("The directory of services is open data. Any site or program may read it, without a key and without asking."))
        }
        p.govuk-body {
            (say("It follows Open Referral UK (HSDS-UK 3.0) and begins here:")) " "
            a.govuk-link href={ (root) "/" } { (root) "/" }
        }
        ul.govuk-list.govuk-list--bullet {
            li { a.govuk-link href={ (root) "/openapi.json" } { (say("Its description for programs (OpenAPI)")) } }
            li { a.govuk-link href={ (root) "/services" } { (say("All services")) } }
            li { a.govuk-link href={ (root) "/removed" } { (say("Services that are gone")) } }
        }
        h2.govuk-heading-m { (say("What you may do with it")) }
        p.govuk-body {
            (say("Copy it, publish it and build on it, also for money, under this licence, if you say where it comes from:")) " "
            a.govuk-link href=(LICENCE) rel="noreferrer" { "Open Government Licence v3.0" }
        }
        p.govuk-body {
            (say("Keep your copy true: ask every day for what changed, and take out what is gone. A service can ask that its place be told to nobody; its address is then not in the data."))
        }
        h2.govuk-heading-m { (say("What one can ask")) }
        (parts::table("Parameters", &["Parameter", "What it does"], rows.collect()))
        p.govuk-body {
            (say("A parameter that we do not know is refused by its name, so that a slip of the pen does not look like an answer. Answers are packed (gzip) for whoever asks, and have a mark (ETag) by which you need not read the same twice."))
        }
    }
}
