//! What several pages show of a service.

use crate::{
    body::{Body, Mode},
    records::{Provider, Service},
    rules::{self, Assurance},
    search,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use pack::Pack;
use web::{Markup, dates, html, parts};

/// A page that anyone may see: kept for some minutes where nobody is signed in, by nobody else's cache otherwise.
pub(super) fn public(anonymous: bool, page: Markup) -> Response {
    let keep = if anonymous { "public, max-age=300" } else { "private, no-store" };
    ([(header::CACHE_CONTROL, keep), (header::VARY, "cookie")], page).into_response()
}

/// For whom, in a few words: `0 to 5 years · Parents and carers`.
pub(super) fn for_whom(pack: &Pack, body: &Body) -> String {
    let who = body.who.iter().map(|w| pack.label("service-for", w).to_owned());
    Some(body.ages()).into_iter().chain(who).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What it costs.
pub(super) fn cost(body: &Body) -> String {
    match (body.free, body.costs.is_empty()) {
        (true, _) => "Free".into(),
        (false, true) => "Ask what it costs".into(),
        (false, false) => body.costs.iter().map(crate::body::Cost::words).collect::<Vec<_>>().join("; "),
    }
}

/// How long one waits.
pub(super) fn wait(service: &Service) -> Option<String> {
    let weeks = match service.wait_weeks {
        None => None,
        Some(0) => Some("No wait".to_owned()),
        Some(n) => Some(format!("About {}", dates::plural(n, "week"))),
    };
    let spaces = service
        .spaces
        .map(|n| if n == 0 { "no places free".into() } else { format!("{} free", dates::plural(n, "place")) });
    let said = match (weeks, spaces) {
        (None, None) => return None,
        (Some(a), None) => a,
        (None, Some(b)) => capital(&b),
        (Some(a), Some(b)) => format!("{a}, {b}"),
    };
    Some(match service.capacity_on {
        Some(on) => format!("{said} (on {})", dates::day(on)),
        None => said,
    })
}

fn capital(text: &str) -> String {
    let mut all = text.chars();
    all.next().map_or(String::new(), |c| c.to_uppercase().collect::<String>() + all.as_str())
}

/// When somebody last said that all of it is right.
pub(super) fn checked(pack: &Pack, service: &Service, today: NaiveDate) -> Markup {
    match rules::assurance(pack, service.assured_on, today) {
        Assurance::Right(on) => html! { "Checked on " (dates::day(on)) },
        Assurance::Soon(_) => html! { "Checked on " (service.assured_on.map(dates::day).unwrap_or_default()) },
        Assurance::NotSince(on) | Assurance::Hidden(Some(on)) => {
            html! { (parts::tag("Not checked since", parts::Colour::Yellow)) " " (dates::day(on)) ". Ring before you go." }
        }
        Assurance::Hidden(None) => {
            html! { (parts::tag("Not checked yet", parts::Colour::Yellow)) " Ring before you go." }
        }
    }
}

/// A service in a list, with a box to tick for a list of one's own.
pub(super) fn card(
    pack: &Pack,
    today: NaiveDate,
    service: &Service,
    provider: &Provider,
    metres: Option<f64>,
    tick: bool,
) -> Markup {
    let body = &service.body.0;
    let towns: Vec<&str> = {
        let mut all: Vec<&str> = body.places.iter().map(|p| p.town.as_str()).filter(|t| !t.is_empty()).collect();
        all.dedup();
        all
    };
    let place = match (metres, towns.first()) {
        (Some(m), Some(town)) => format!("{}, {town}", search::miles(m)),
        (Some(m), None) => search::miles(m),
        (None, Some(_)) => towns[..towns.len().min(3)].join(", "),
        (None, None) => String::new(),
    };
    let modes = body.modes.iter().map(|m: &Mode| m.label()).collect::<Vec<_>>().join(", ");
    let facts: Vec<String> =
        [for_whom(pack, body), cost(body), modes, place].into_iter().filter(|t| !t.is_empty()).collect();
    let short: String = body.summary.split_inclusive(". ").take(2).collect();
    html! {
        li.eh-service {
            h2 class="govuk-heading-s govuk-!-margin-bottom-1" { a.govuk-link href={ "/services/" (service.id) } { (body.name) } }
            p class="govuk-body govuk-!-margin-bottom-1" { (provider.name) ". " (short.chars().take(280).collect::<String>()) }
            @if !body.alert.is_empty() { p class="govuk-body govuk-!-margin-bottom-1" { strong { (body.alert) } } }
            p class="govuk-body-s govuk-!-margin-bottom-1" { (facts.join(" · ")) }
            p class="govuk-body-s eh-muted govuk-!-margin-bottom-1" {
                @if let Some(opening) = body.openings.first() { (opening.words()) ". " }
                @if let Some(wait) = wait(service) { "Wait: " (wait) ". " }
                (checked(pack, service, today))
            }
            @if tick {
                div.govuk-checkboxes.govuk-checkboxes--small {
                    div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input type="checkbox" name="s" id={ "s-" (service.id) } value=(service.id);
                        label.govuk-label.govuk-checkboxes__label for={ "s-" (service.id) } { "Put on my list" span.govuk-visually-hidden { ": " (body.name) } }
                    }
                }
            }
        }
    }
}

/// All that a service says, as one reads it.
pub(super) fn whole(pack: &Pack, today: NaiveDate, service: &Service, provider: &Provider) -> Markup {
    let body = &service.body.0;
    let mut rows = Vec::new();
    let mut row = |key: &'static str, value: Markup, there: bool| {
        if there {
            rows.push(parts::Row::new(key, value));
        }
    };
    let whom = capital(&for_whom(pack, body));
    row(
        "Who it is for",
        html! { (whom) @if !body.criteria.is_empty() { @if !whom.is_empty() { br; } span.eh-pre { (body.criteria) } } },
        !whom.is_empty() || !body.criteria.is_empty(),
    );
    row(
        "How to get in",
        html! { span.eh-pre { (body.how) } @if body.referral_only { @if !body.how.is_empty() { br; } "A professional has to ask for you." } },
        !body.how.is_empty() || body.referral_only,
    );
    row("Cost", html! { (cost(body)) }, true);
    row("How", html! { (body.modes.iter().map(|m| m.label()).collect::<Vec<_>>().join(", ")) }, !body.modes.is_empty());
    row("When", html! { @for o in &body.openings { (o.words()) br; } }, !body.openings.is_empty());
    row("Where", places(pack, body), !body.places.is_empty() || body.confidential);
    row("Area", html! { (body.areas.join(", ")) }, !body.areas.is_empty());
    row("Wait", html! { (wait(service).unwrap_or_default()) }, wait(service).is_some());
    row("Contact", contacts(body), !body.contacts.is_empty() || !body.email.is_empty() || !body.url.is_empty());
    row("Languages", html! { (body.languages.join(", ")) }, !body.languages.is_empty());
    row(
        "Helps with",
        html! { (body.needs.iter().map(|n| pack.label("need", n)).collect::<Vec<_>>().join(", ")) },
        !body.needs.is_empty(),
    );
    row("Good to know", html! { (body.accreditations) }, !body.accreditations.is_empty());
    row("Last checked", checked(pack, service, today), true);
    html! {
        p.govuk-body-l { (provider.name) }
        @if body.status != crate::body::Status::Active { (parts::warning(match body.status { crate::body::Status::Defunct => "This service has ended.", crate::body::Status::Closed => "This service is closed for a time.", _ => "This service does not run at present." })) }
        @if service.gone_at.is_some() { (parts::warning("The directory from which this came no longer lists it.")) }
        @if !body.alert.is_empty() { (parts::inset(html! { (body.alert) })) }
        p.govuk-body.eh-pre { (body.summary) }
        (parts::summary_list(rows))
    }
}

fn places(pack: &Pack, body: &Body) -> Markup {
    html! {
        @if body.confidential { "The address is not given, to keep people safe. Ring, and you will be told where to go." }
        @for place in &body.places {
            p.govuk-body {
                (place.line())
                @if !place.access.is_empty() { br; (place.access.iter().map(|a| pack.label("accessibility", a)).collect::<Vec<_>>().join(", ")) }
                @if !place.note.is_empty() { br; span.eh-pre { (place.note) } }
            }
        }
    }
}

fn contacts(body: &Body) -> Markup {
    html! {
        @for c in &body.contacts {
            p.govuk-body {
                @if !c.name.is_empty() { (c.name) br; }
                @if !c.phone.is_empty() { a.govuk-link href={ "tel:" (c.phone.replace(' ', "")) } { (c.phone) } br; }
                @if !c.email.is_empty() { a.govuk-link href={ "mailto:" (c.email) } { (c.email) } }
            }
        }
        @if !body.email.is_empty() { p.govuk-body { a.govuk-link href={ "mailto:" (body.email) } { (body.email) } } }
        @if is_web(&body.url) { p.govuk-body { a.govuk-link href=(body.url) rel="noreferrer" { (body.url) } } }
    }
}

/// Whether it is an address of the web: nothing else becomes a link.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
