//! `/services/ours`: what my organisation runs, and what wants looking after.

use super::show;
use crate::{
    body::join_words,
    doubts::{self, Doubt},
    ours::{self, Ours},
    proposals::{self, Proposal},
    records::Service,
    referrals,
    rules::{self, Assurance},
};
use access::{Context, Permits, View, Visit, nobody};
use web::{Fields, Markup, Result, dates, html, parts, parts::Colour};

/// Everything that stands on the page.
struct OurServices {
    ours: Ours,
    said: Vec<Doubt>,
    sent: Vec<Proposal>,
    open_referrals: usize,
}

impl OurServices {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::SeeOurServices)?;
        let ours = ours::find(v.conn(), &permit)?;
        let said = doubts::list_ours(v.conn(), &ours, 50)?;
        let sent = proposals::list_ours(v.conn(), &ours)?;
        let open_referrals = referrals::count_open(v.conn(), &permit, &ours)?;
        Ok(Self { ours, said, sent, open_referrals })
    }

    fn show(&self, context: &Context) -> Markup {
        let (fine, due): (Vec<&Service>, Vec<&Service>) =
            self.ours.services().iter().partition(|service| is_fine(context, service));
        html! {
            h1.govuk-heading-l { "Our services" }
            div.eh-actions {
                (parts::button_link("Add a service", "/services/new", ""))
                a.govuk-link href="/referrals" { "Referrals to us (" (self.open_referrals) " open)" }
            }
            (self.what_is_said())
            @if !due.is_empty() {
                h2.govuk-heading-m { "To be checked" }
                p.govuk-body { "If all of it is still right, say so. If not, edit it." }
                ul.govuk-list {
                    @for service in due { li.eh-service { (one(context, service)) (still_right(context, service)) } }
                }
            }
            h2.govuk-heading-m { "All (" (self.ours.services().len()) ")" }
            @if self.ours.services().is_empty() { p.govuk-body { "There are none yet." } }
            ul.govuk-list { @for service in fine { li.eh-service { (one(context, service)) } } }
            (self.what_was_sent())
        }
    }

    fn what_is_said(&self) -> Markup {
        if self.said.is_empty() {
            return html! {};
        }
        let name = |doubt: &Doubt| {
            let of = self.ours.services().iter().find(|service| service.id == doubt.service_id);
            of.map_or_else(String::new, |service| service.body.0.name.clone())
        };
        html! {
            h2.govuk-heading-m { "Somebody says that something is wrong" }
            @for doubt in &self.said { (show::doubt(doubt, &name(doubt))) }
        }
    }

    fn what_was_sent(&self) -> Markup {
        if self.sent.is_empty() {
            return html! {};
        }
        html! {
            h2.govuk-heading-m { "Changes you sent" }
            ul.govuk-list {
                @for proposal in &self.sent {
                    li { (proposal.body.0.name) ", " (dates::moment(proposal.at)) ": " (became(proposal)) }
                }
            }
        }
    }
}

/// What became of a change.
fn became(proposal: &Proposal) -> Markup {
    match proposal.approved {
        None => parts::tag("Waits", Colour::Yellow),
        Some(true) => parts::tag("Public", Colour::Green),
        Some(false) => html! { (parts::tag("Returned", Colour::Red)) " " (proposal.reason) },
    }
}

/// Nobody has to look at it now: it was checked in time, or the public does not see it.
fn is_fine(context: &Context, service: &Service) -> bool {
    let assurance = rules::assurance(&context.pack, service.assured_on, context.today);
    !service.live || matches!(assurance, Assurance::Right(_))
}

fn one(context: &Context, service: &Service) -> Markup {
    let (id, name) = (service.id, &service.body.0.name);
    let missing: Vec<String> = rules::missing(&service.body.0).into_iter().map(ToOwned::to_owned).collect();
    html! {
        p class="govuk-body govuk-!-margin-bottom-1" {
            a.govuk-link href={ "/services/" (id) "/edit" } { (name) }
            @if !service.live { " " (parts::tag("Not in the directory", Colour::Grey)) }
        }
        p class="govuk-body-s govuk-!-margin-bottom-1" {
            (show::checked(&context.pack, service, context.today)) ". "
            @if let Some(wait) = show::wait(service) { "Wait: " (wait) ". " }
            a.govuk-link href={ "/services/" (id) "/capacity" } {
                "Change the wait" span.govuk-visually-hidden { " of " (name) }
            }
        }
        @if !missing.is_empty() { p.govuk-body-s { "It does not say " (join_words(&missing)) "." } }
    }
}

/// One click: all of it is still right.
pub(super) fn still_right(context: &Context, service: &Service) -> Markup {
    let button = html! {
        button.govuk-button.govuk-button--secondary type="submit" {
            "Still right" span.govuk-visually-hidden { ": " (service.body.0.name) }
        }
    };
    context.sheet(Fields::default()).form_to(&format!("/services/{}/assured", service.id), button)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let services = OurServices::load(v)?;
            Ok(v.frame.page("Our services", services.show(v)))
        })
        .await
}
