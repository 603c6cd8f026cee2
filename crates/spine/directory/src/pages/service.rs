//! `/services/{id}`: one service. `/services/list`: some, to print or to send.

use super::show;
use crate::{
    ServiceId,
    records::{self, Provider, Service},
};
use access::{Context, Permits, Visit, service};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, html, parts};

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
    let (anonymous, url) = (visit.is_anonymous(), visit.app.url.clone());
    let page = visit
        .public_view(move |v| {
            let (service, provider) = records::find_live(v.conn(), id)?;
            let edits = v.actor.account.is_some() && v.may(service::Edit, id)?;
            let name = &service.body.0.name;
            let content = html! {
                h1.govuk-heading-l { (name) }
                (show::whole(&v.pack, v.today, &service, &provider))
                (what_one_can_do(id, &mail(name, &format!("{url}/services/{id}")), edits))
                p.govuk-body.eh-noprint { a.govuk-link href="/services" { "Find another service" } }
            };
            Ok(v.frame.page(name, content))
        })
        .await?;
    Ok(show::public(anonymous, page))
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
    let (fields, anonymous) = (visit.queries(), visit.is_anonymous());
    let address = format!("{}{}", visit.app.url, visit.here);
    let page = visit
        .public_view(move |v| {
            let ids: Vec<ServiceId> = fields.all("s").filter_map(|id| id.parse().ok()).take(LIST).collect();
            let found = records::list_live(v.conn(), &ids)?;
            let content = html! {
                h1.govuk-heading-l { "My list of services" }
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
    Ok(show::public(anonymous, page))
}

fn nothing_on_it() -> Markup {
    html! {
        p.govuk-body {
            "Nothing is on it yet. Tick services in a search, then choose “Make a list of those I ticked”."
        }
        p.govuk-body { a.govuk-link href="/services" { "Find a service" } }
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
