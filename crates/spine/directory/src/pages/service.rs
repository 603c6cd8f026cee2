//! `/services/{id}`: one service. `/services/list`: some, to print or to send.

use super::{linked, show};
use crate::{
    ServiceId,
    records::{self, Provider, Service},
    search::{self, Query, Sort},
};
use access::{Context, Permits, View, Visit, service};
use axum::{extract::Path, http::StatusCode, response::Response};
use store::text::Span;
use web::{Fields, Markup, Result, html, parts, say};

/// The most services of a list.
const LIST: usize = 20;

/// For an address of mail, where a plus is a plus.
fn escaped(text: &str) -> String {
    Fields::escape(text).replace('+', "%20")
}

/// Where a mail begins that names this page.
fn mail(subject: &str, address: &str) -> String {
    format!("mailto:?subject={}&body={}", escaped(subject), escaped(address))
}

pub(super) async fn page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Response> {
    let url = visit.app.url.clone();
    let (page, live) = visit
        .public_view(move |v| {
            let (service, provider) = records::find(v.conn(), id)?;
            let edits = v.actor.account.is_some() && v.may(service::Edit, id)?;
            if !service.live {
                return Ok((gone(v, &service, edits)?, false));
            }
            let name = &service.body.0.name;
            let address = format!("{url}/services/{id}");
            let content = html! {
                h1.govuk-heading-l { (name) }
                (show::whole(&v.pack, v.today, &service, &provider))
                (what_one_can_do(id, &mail(name, &address), edits))
                p.govuk-body.eh-noprint { a.govuk-link href="/services" { (say("Find another service")) } }
                (linked::data(&service.body.0, &provider, &address))
            };
            Ok((v.frame.page(name, content), true))
        })
        .await?;
    let mut page = show::public(page);
    if !live {
        *page.status_mut() = StatusCode::GONE;
    }
    Ok(page)
}

/// The most that are offered in place of a service that is gone.
const INSTEAD: i64 = 5;

/// A service that was taken out: the page says so, and offers what meets the same needs nearby.
fn gone(v: &mut View<'_>, service: &Service, edits: bool) -> Result<Markup> {
    let body = &service.body.0;
    let near = body.places.iter().find_map(|place| place.lat.zip(place.lon));
    let query = Query { need: body.needs.clone(), near, ..Query::default() };
    let pack = v.pack.clone();
    let instead = match body.needs.is_empty() {
        true => vec![],
        false => search::find(v.conn(), &pack, &query, Sort::Best, Span { most: INSTEAD, from: 0 })?.found,
    };

    let list = show::Listed { ticked: &[], by_age: false };
    let content = html! {
        h1.govuk-heading-l { (say("This service is no longer in the directory")) }
        @if !body.confidential { p.govuk-body { (body.name) } }
        @if edits {
            p.govuk-body { a.govuk-link href={ "/services/" (service.id) "/edit" } { "Edit this entry" } }
        }
        @if !instead.is_empty() {
            h2.govuk-heading-m { (say("These help with the same, the nearest first")) }
            form action="/services/list" method="get" {
                ul.govuk-list.govuk-checkboxes--small.eh-services { @for found in &instead { (show::card(v, found, &list)) } }
                button.govuk-button.govuk-button--secondary type="submit" { (say("Make a list of those I ticked")) }
            }
        }
        p.govuk-body { a.govuk-link href="/services" { (say("Find another service")) } }
    };
    Ok(v.frame.page("This service is no longer in the directory", content))
}

fn what_one_can_do(id: ServiceId, mail: &str, edits: bool) -> Markup {
    html! {
        p.govuk-body.eh-noprint {
            a.govuk-link href=(mail) { "Send this page to somebody" } " · "
            a.govuk-link href={ "/services/" (id) "/wrong" } { "Say that something here is wrong" }
            @if edits { " · " a.govuk-link href={ "/services/" (id) "/edit" } { "Edit this entry" } }
        }
    }
}

pub(super) async fn list(visit: Visit) -> Result<Response> {
    let fields = visit.queries();
    let address = format!("{}{}", visit.app.url, visit.here);
    let page = visit
        .public_view(move |v| {
            let ids: Vec<ServiceId> = fields.all("s").filter_map(|id| id.parse().ok()).take(LIST).collect();
            let found = records::list_live(v.conn(), &ids)?;
            let content = html! {
                h1.govuk-heading-l { (say("My list of services")) }
                @if found.is_empty() {
                    (nothing_on_it())
                } @else {
                    (listed(v, &found, &address))
                    @if found.len() < ids.len() {
                        (parts::inset(html! { "Some of this list are no longer in the directory." }))
                    }
                }
            };
            Ok(v.frame.page("My list of services", content))
        })
        .await?;
    Ok(show::public(page))
}

fn nothing_on_it() -> Markup {
    html! {
        p.govuk-body {
            (say("Nothing is on it yet. Tick services in a search, then choose “Make a list of those I ticked”."))
        }
        p.govuk-body { a.govuk-link href="/services" { (say("Find a service")) } }
    }
}

fn listed(context: &Context, found: &[(Service, Provider)], address: &str) -> Markup {
    html! {
        p.govuk-body.eh-noprint {
            "The address of this page is the list: keep it, "
            a.govuk-link href=(mail("Services", address)) { "send it" }
            ", or print it. Nothing about you is kept."
        }
        @for (service, provider) in found {
            h2.govuk-heading-m {
                a.govuk-link href={ "/services/" (service.id) } { (service.body.0.name) }
            }
            (show::whole(&context.pack, context.today, service, provider))
        }
    }
}
