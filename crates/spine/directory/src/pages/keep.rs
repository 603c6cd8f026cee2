//! `/directory`: what the council's keepers of the directory look after. Proposals, doubts, likely doubles, feeds.

use super::show;
use crate::{
    ServiceId,
    body::join_words,
    care::{self, Care},
    doubles,
    doubts::{self, Doubt},
    harvest::{self, Source},
    offers,
    proposals::{self, Proposal},
    records::{self, Provider, Service},
    rules,
};
use access::{Context, Permits, View, Visit, nobody};
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// The most of each list.
const MOST: i64 = 50;
const SOME: i64 = 20;

/// Needs that nothing met are counted for so long.
const YEAR: i64 = 365 * 86_400;

/// Everything that stands on the page.
struct Keep {
    waits: Vec<Proposal>,
    said: Vec<Doubt>,
    pairs: Vec<(ServiceId, ServiceId)>,
    /// The services that are said to be wrong or listed twice.
    named: Vec<(Service, Provider)>,
    care: Care,
    unmet: Vec<(String, String, i64)>,
    sources: Vec<Source>,
}

impl Keep {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::KeepDirectory)?;
        let (pack, today) = (v.pack.clone(), v.today);
        let since = v.now.plus_seconds(-YEAR);
        let waits = proposals::list_open(v.conn(), &permit, MOST)?;
        let said = doubts::list(v.conn(), &permit, MOST)?;
        let care = care::list(v.conn(), &pack, today, SOME)?;
        let unmet = offers::count_unmet(v.conn(), since)?;
        let sources = harvest::list(v.conn())?;

        let mut pairs = doubles::open(v.conn(), SOME)?;
        let doubted = said.iter().map(|doubt| doubt.service_id);
        let ids: Vec<ServiceId> = pairs.iter().flat_map(|(one, two)| [*one, *two]).chain(doubted).collect();
        let named = records::list_live(v.conn(), &ids)?;
        let there = |id: &ServiceId| named.iter().any(|(service, _)| service.id == *id);
        pairs.retain(|(one, two)| there(one) && there(two));
        Ok(Self { waits, said, pairs, named, care, unmet, sources })
    }

    fn name(&self, id: ServiceId) -> String {
        let found = self.named.iter().find(|(service, _)| service.id == id);
        found.map_or_else(|| "A service".to_owned(), |(service, of)| format!("{}, {}", service.body.0.name, of.name))
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Directory" }
            div.eh-actions {
                (parts::button_link("Add a service", "/services/new", ""))
                a.govuk-link href="/directory/entries?which=all" { "All entries" }
                a.govuk-link href="/directory/import" { "Services from a spreadsheet" }
                a.govuk-link href="/services" { "See it as the public does" }
            }
            (self.changes())
            (self.what_is_said())
            (self.doubles())
            (self.not_checked(context))
            (self.not_complete())
            (self.unmet(context))
            (self.gone())
            (self.feeds())
        }
    }

    fn changes(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Changes to look at (" (self.waits.len()) ")" }
            @if self.waits.is_empty() { p.govuk-body { "None." } }
            ul.govuk-list {
                @for proposal in &self.waits {
                    li {
                        a.govuk-link href={ "/directory/proposals/" (proposal.id) } { (proposal.body.0.name) }
                        ", " (proposal.by_name) ", " (dates::moment(proposal.at))
                        @if proposal.service_id.is_none() { " " (parts::tag("New", Colour::Blue)) }
                    }
                }
            }
        }
    }

    fn what_is_said(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Said to be wrong (" (self.said.len()) ")" }
            @if self.said.is_empty() { p.govuk-body { "Nothing." } }
            @for doubt in &self.said { (show::doubt(doubt, &self.name(doubt.service_id))) }
        }
    }

    fn doubles(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Perhaps listed twice (" (self.pairs.len()) ")" }
            @if self.pairs.is_empty() { p.govuk-body { "None." } }
            ul.govuk-list {
                @for (one, two) in &self.pairs {
                    li {
                        a.govuk-link href={ "/directory/doubles/" (one) "/" (two) } { (self.name(*one)) }
                        " and " (self.name(*two))
                    }
                }
            }
        }
    }

    fn not_checked(&self, context: &Context) -> Markup {
        let unowned = dates::plural(self.care.unowned, "entry").replace("entrys", "entries");
        html! {
            h2.govuk-heading-m { "Not checked in time (" (self.care.stale_count) ")" }
            p.govuk-body {
                a.govuk-link href="/directory/entries?which=nobodys" { (unowned) " without anybody who answers for it" } "."
            }
            ul.govuk-list {
                @for (service, of) in &self.care.stale {
                    li.eh-service {
                        p.govuk-body {
                            (edit_link(service)) ", " (of.name) ". "
                            (show::checked(&context.pack, service, context.today))
                        }
                    }
                }
            }
            (rest(self.care.stale_count, "not-checked"))
        }
    }

    fn not_complete(&self) -> Markup {
        if self.care.incomplete.is_empty() {
            return html! {};
        }
        let missing = |service: &Service| {
            let missing = rules::missing(&service.body.0);
            join_words(&missing.into_iter().map(ToOwned::to_owned).collect::<Vec<_>>())
        };
        html! {
            h2.govuk-heading-m { "Not complete (" (self.care.incomplete_count) ")" }
            ul.govuk-list {
                @for (service, of) in &self.care.incomplete {
                    li { (edit_link(service)) ", " (of.name) ": it does not say " (missing(service)) }
                }
            }
            (rest(self.care.incomplete_count, "not-complete"))
        }
    }

    fn unmet(&self, context: &Context) -> Markup {
        if self.unmet.is_empty() {
            return html! {};
        }
        // a count so low that it could be one family's is not shown (practice 7)
        let least = i64::from(context.pack.number("suppression"));
        let rows = self.unmet.iter().map(|(need, area, count)| {
            let often = if *count < least { format!("fewer than {least}") } else { count.to_string() };
            let area = if area.is_empty() { "not known" } else { area };
            vec![html! { (context.pack.label("need", need)) }, html! { (area) }, html! { (often) }]
        });
        html! {
            h2.govuk-heading-m { "Needs that nothing met, in the last twelve months" }
            (parts::table("By need and area", &["Need", "Area", "How often"], rows.collect()))
        }
    }

    fn gone(&self) -> Markup {
        if self.care.gone.is_empty() {
            return html! {};
        }
        html! {
            h2.govuk-heading-m { "Gone where they came from" }
            ul.govuk-list {
                @for (service, of) in &self.care.gone {
                    li {
                        a.govuk-link href={ "/services/" (service.id) "/withdrawal" } { (service.body.0.name) }
                        ", " (of.name)
                    }
                }
            }
        }
    }

    fn feeds(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Feeds and files" }
            @if self.sources.is_empty() {
                p.govuk-body {
                    "None is read. " code { "earlyhelp import open-referral ADDRESS" }
                    " reads one, and then again every night."
                }
            }
            @for source in &self.sources { (feed(source)) }
        }
    }
}

/// Where all of them stand, if not here.
fn rest(count: i64, which: &str) -> Markup {
    html! {
        @if count > SOME {
            p.govuk-body { a.govuk-link href={ "/directory/entries?which=" (which) } { "All " (count) } }
        }
    }
}

fn edit_link(service: &Service) -> Markup {
    html! { a.govuk-link href={ "/services/" (service.id) "/edit" } { (service.body.0.name) } }
}

fn feed(source: &Source) -> Markup {
    html! {
        p.govuk-body {
            (source.url) ": "
            @match source.ended_at {
                Some(at) => {
                    "read on " (dates::moment(at)) ", " (source.new) " new, " (source.changed) " changed, "
                    (source.same) " as before, " (source.kept) " edited here and left alone, "
                    (source.gone) " gone, " (source.failed) " not readable"
                },
                None => { "page " (source.page) " of " (source.pages) },
            }
            @if !source.fault.is_empty() { ". " (parts::tag("Broke off", Colour::Red)) " " (source.fault) }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let keep = Keep::load(v)?;
            Ok(v.frame.page("Directory", keep.show(v)))
        })
        .await
}
