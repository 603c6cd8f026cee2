//! `/services/ours`: what my organisation runs, and what wants looking after.

use super::show;
use crate::{
    body::join_words,
    care::{self, Which},
    doubts::{self, Doubt},
    ours::{self, Ours},
    proposals::{self, Proposal},
    records::Service,
    referrals,
    rules::{self, Assurance},
};
use access::{Context, Permits, View, Visit, capability::Shown, nobody};
use store::text::Span;
use web::{Fields, Markup, Result, dates, html, parts, parts::Colour};

/// What waits is counted to here.
const MOST: i64 = 50;

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
        let said = doubts::list_ours(v.conn(), &ours, MOST)?;
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
                p.govuk-body { "Look at each. If all of it is still right, say so there; if not, edit it." }
                ul.govuk-list {
                    @for service in due { li.eh-service { (one(context, service)) } }
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

/// All of it is still right: said where all of it is in view, and nowhere else.
pub(super) fn still_right(context: &Context, service: &Service) -> Markup {
    let button = html! {
        button.govuk-button.govuk-button--secondary type="submit" {
            "Still right" span.govuk-visually-hidden { ": " (service.body.0.name) }
        }
    };
    context.sheet(Fields::default()).form_to(&format!("/services/{}/assured", service.id), button)
}

/// What waits and is owed of the directory: for those who run services, and for the council's keepers.
pub fn my_directory(v: &mut View<'_>) -> Result<Shown> {
    let mut lines: Vec<(String, String)> = Vec::new();
    if v.may_alone(nobody::KeepDirectory) {
        let permit = v.allow(nobody::KeepDirectory)?;
        let (pack, today) = (v.pack.clone(), v.today);
        let waits = proposals::list_open(v.conn(), &permit, MOST)?.len();
        let said = doubts::list(v.conn(), &permit, MOST)?.len();
        let (stale, _) = care::page(v.conn(), &pack, today, Which::Stale, Span { most: 1, from: 0 })?;
        lines.extend([
            (counted(waits, "change"), "waits to be looked at".into()),
            (counted(said, "entry"), "is said to be wrong".into()),
            (counted(usize::try_from(stale).unwrap_or(0), "entry"), "was not checked in time".into()),
        ]);
        lines.retain(|(count, _)| !count.starts_with("0 "));
        let lines = lines.into_iter().map(|(count, what)| (format!("{count}: {what}"), "/directory")).collect();
        return Ok(block("The directory", lines));
    }
    if v.may_alone(nobody::SeeOurServices) {
        let permit = v.allow(nobody::SeeOurServices)?;
        let ours = ours::find(v.conn(), &permit)?;
        let due = ours.services().iter().filter(|service| !is_fine(v, service)).count();
        let said = doubts::list_ours(v.conn(), &ours, MOST)?.len();
        let referred = referrals::count_open(v.conn(), &permit, &ours)?;
        let all = [
            (due, "entry", "is to be checked", "/services/ours"),
            (said, "entry", "is said to be wrong", "/services/ours"),
            (referred, "referral", "is open", "/referrals"),
        ];
        let some = all.into_iter().filter(|(count, ..)| *count > 0);
        let lines = some.map(|(count, what, is, href)| (format!("{}: {is}", counted(count, what)), href)).collect();
        return Ok(block("Our services", lines));
    }
    Ok(block("", vec![]))
}

fn counted(count: usize, what: &str) -> String {
    dates::plural(i64::try_from(count).unwrap_or(0), what).replace("entrys", "entries")
}

fn block(title: &str, lines: Vec<(String, &str)>) -> Shown {
    let markup = html! {
        @if !lines.is_empty() {
            h2.govuk-heading-m { (title) }
            ul.govuk-list { @for (words, href) in &lines { li { a.govuk-link href=(href) { (words) } } } }
        }
    };
    Shown { markup, families: vec![] }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let services = OurServices::load(v)?;
            Ok(v.frame.page("Our services", services.show(v)))
        })
        .await
}
