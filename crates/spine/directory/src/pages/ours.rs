//! `/services/ours`: what my organisation runs, and what wants looking after.

use super::show;
use crate::{
    ProviderId, ServiceId, doubts, proposals,
    records::{self, Service},
    referrals, rules,
    rules::Assurance,
};
use access::{Context, Permits, Visit, nobody};
use web::{Markup, Result, dates, form, html, parts, parts::Colour};

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SeeOurServices)?;
            let of = v.actor.organisation;
            let providers = if of.is_some() { records::list_providers(v.conn(), of)? } else { vec![] };
            let ids: Vec<ProviderId> = providers.iter().map(|p| p.id).collect();
            let mut services = Vec::new();
            for p in &providers {
                services.extend(records::list_of(v.conn(), p.id)?);
            }
            let all: Vec<ServiceId> = services.iter().map(|s| s.id).collect();
            let said = doubts::list(v.conn(), Some(&all), 50)?;
            let sent = proposals::list_of(v.conn(), &ids)?;
            let waiting = referrals::count_open(v.conn(), &all)?;
            services.sort_by_key(|s| (s.assured_on, s.n));
            let due: Vec<&Service> = services.iter().filter(|s| s.live && !matches!(rules::assurance(&v.pack, s.assured_on, v.today), Assurance::Right(_))).collect();
            let content = html! {
                h1.govuk-heading-l { "Our services" }
                div.eh-actions {
                    (parts::button_link("Add a service", "/services/new", ""))
                    a.govuk-link href="/referrals" { "Referrals to us (" (waiting) " open)" }
                }
                @if !said.is_empty() {
                    h2.govuk-heading-m { "Somebody says that something is wrong" }
                    @for d in &said {
                        @let name = services.iter().find(|s| s.id == d.service_id).map_or("", |s| &s.body.0.name);
                        div.eh-next { p.govuk-body { strong { (name) } ", " (dates::moment(d.at)) } p.govuk-body.eh-pre { (d.text) } p.govuk-body { a.govuk-link href={ "/services/" (d.service_id) "/edit" } { "Edit the entry" } " · " a.govuk-link href={ "/services/doubts/" (d.id) } { "It is dealt with" } } }
                    }
                }
                @if !due.is_empty() {
                    h2.govuk-heading-m { "To be checked" }
                    p.govuk-body { "If all of it is still right, say so. If not, edit it." }
                    ul.govuk-list { @for s in &due { li.eh-service { (one(v, s, true)) } } }
                }
                h2.govuk-heading-m { "All (" (services.len()) ")" }
                @if services.is_empty() { p.govuk-body { "There are none yet." } }
                ul.govuk-list { @for s in services.iter().filter(|s| !due.iter().any(|d| d.id == s.id)) { li.eh-service { (one(v, s, false)) } } }
                @if !sent.is_empty() {
                    h2.govuk-heading-m { "Changes you sent" }
                    ul.govuk-list { @for p in &sent { li {
                        (p.body.0.name) ", " (dates::moment(p.at)) ": "
                        @match p.approved { None => (parts::tag("Waits", Colour::Yellow)), Some(true) => (parts::tag("Public", Colour::Green)), Some(false) => { (parts::tag("Returned", Colour::Red)) " " (p.reason) } }
                    } } }
                }
            };
            Ok(v.frame.page("Our services", content))
        })
        .await
}

fn one(c: &Context, s: &Service, ask: bool) -> Markup {
    let missing = rules::missing(&s.body.0);
    html! {
        p class="govuk-body govuk-!-margin-bottom-1" {
            a.govuk-link href={ "/services/" (s.id) "/edit" } { (s.body.0.name) }
            @if !s.live { " " (parts::tag("Not in the directory", Colour::Grey)) }
        }
        p class="govuk-body-s govuk-!-margin-bottom-1" {
            (show::checked(&c.pack, s, c.today)) ". " @if let Some(wait) = show::wait(s) { "Wait: " (wait) ". " }
            a.govuk-link href={ "/services/" (s.id) "/capacity" } { "Change the wait" span.govuk-visually-hidden { " of " (s.body.0.name) } }
        }
        @if !missing.is_empty() { p.govuk-body-s { "It does not say " (crate::body::join_words(&missing.iter().map(|m| (*m).to_owned()).collect::<Vec<_>>())) "." } }
        @if ask { (still_right(c, s)) }
    }
}

/// One click: all of it is still right.
pub(super) fn still_right(c: &Context, s: &Service) -> Markup {
    form(
        &c.frame,
        &format!("/services/{}/assured", s.id),
        &web::new_key(),
        false,
        html! {
            button.govuk-button.govuk-button--secondary type="submit" { "Still right" span.govuk-visually-hidden { ": " (s.body.0.name) } }
        },
    )
}
