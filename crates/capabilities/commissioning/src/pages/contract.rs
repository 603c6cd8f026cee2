//! `/contracts/{id}`: everything of one contract.

use crate::{
    records::{
        ContractId,
        contracts::{self, Contract, Payment},
        monitoring::{self, Action, Consultation, Item, Meeting},
    },
    rules::contracts::pounds,
};
use access::{Context, Permits, View, Visit, accounts, nobody};
use axum::extract::Path;
use web::{Fields, Markup, Result, dates, html, parts, parts::Colour, parts::Row};

/// So many of each stand on the page; the others are in the history.
const SHOWN: usize = 12;

/// So many meetings.
const MEETINGS: usize = 3;

struct Whole {
    of: Contract,
    provider: String,
    owner: String,
    services: Vec<(directory::ServiceId, String)>,
    payments: Vec<Payment>,
    items: Vec<Item>,
    consultations: Vec<Consultation>,
    meetings: Vec<Meeting>,
    actions: Vec<Action>,
}

impl Whole {
    fn load(v: &mut View<'_>, id: ContractId) -> Result<Self> {
        v.allow(nobody::KeepContracts)?;
        let of = contracts::find(v.conn(), id)?;
        let provider = directory::records::find_provider(v.conn(), of.provider_id)?;
        let services = directory::records::list_of(v.conn(), provider.id)?;
        let services = services.into_iter().filter(|one| of.services.0.contains(&one.id));
        Ok(Self {
            owner: accounts::names(v.conn(), &[of.owner_id])?.remove(&of.owner_id).unwrap_or_default(),
            services: services.map(|one| (one.id, one.body.0.name)).collect(),
            payments: contracts::payments(v.conn(), id)?,
            items: monitoring::items(v.conn(), id)?,
            consultations: monitoring::consultations(v.conn(), id)?,
            meetings: monitoring::meetings(v.conn(), id)?,
            actions: monitoring::actions(v.conn(), id)?,
            provider: provider.name,
            of,
        })
    }

    fn at(&self, step: &str) -> String {
        format!("/contracts/{}/{step}", self.of.id)
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { (self.of.name) }
            div.eh-actions {
                (parts::button_link("Change it", &self.at("change"), "govuk-button--secondary"))
                a.govuk-link href=(self.at("figures")) { "What came of it" }
                a.govuk-link href=(self.at("history")) { "What it said before" }
            }
            (self.summary(context))
            (self.mobilisation(context))
            (self.monitoring(context))
            (self.paid())
            (self.asked())
        }
    }

    fn summary(&self, context: &Context) -> Markup {
        let of = &self.of;
        let words = |vocabulary: &str, codes: &[String]| {
            let words: Vec<&str> = codes.iter().map(|code| context.pack.label(vocabulary, code)).collect();
            words.join("; ")
        };
        let services = html! {
            @for (id, name) in &self.services { a.govuk-link href={ "/service-figures/" (id) } { (name) } br; }
        };
        let mut rows = vec![
            Row::new("Provider", self.provider.as_str()),
            Row::new("Services", services),
            Row::new("What it is for", html! { span.eh-pre { (of.purpose) } }),
            Row::new("Outcomes expected", words("outcome-framework", &of.outcomes.0)),
        ];
        if !of.factors.0.is_empty() {
            rows.push(Row::new("Protective factors", words("protective-factor", &of.factors.0)));
        }
        rows.push(Row::new("Term", format!("{} to {}", dates::day(of.begins_on), dates::day(of.ends_on))));
        rows.push(Row::new("Value", pounds(of.value_pence)));
        if let Some(places) = of.places {
            rows.push(Row::new("Room for", format!("{places} families at a time")));
        }
        rows.push(Row::new("Owner", self.owner.as_str()));
        if !of.options.is_empty() {
            rows.push(Row::new("Options considered", html! { span.eh-pre { (of.options) } }));
        }
        parts::summary_list(rows)
    }

    fn mobilisation(&self, context: &Context) -> Markup {
        html! {
            h2.govuk-heading-m { "To be there before it begins" }
            @if self.items.is_empty() { p.govuk-body { "Nothing is listed." } }
            ul.govuk-list.eh-rows { @for item in &self.items { li { (self.item(context, item)) } } }
            p.govuk-body { a.govuk-link href=(self.at("items/new")) { "Add something that has to be there" } }
        }
    }

    fn item(&self, context: &Context, item: &Item) -> Markup {
        html! {
            (item.what) ", by " (dates::day(item.due_on)) " "
            @if let Some(done) = item.done_at {
                (parts::tag("Done", Colour::Green)) " " span.eh-muted { (dates::day(done.date())) ", " (item.done_by) }
            } @else {
                @if item.due_on < context.today { (parts::tag("Late", Colour::Red)) }
                (context.sheet(Fields::default()).form_to(&self.at(&format!("items/{}/done", item.id)), html! {
                    button.eh-link-button type="submit" {
                        "It is there" span.govuk-visually-hidden { ": " (item.what) }
                    }
                }))
            }
        }
    }

    fn monitoring(&self, context: &Context) -> Markup {
        let open: Vec<&Action> = self.actions.iter().filter(|action| action.done_at.is_none()).collect();
        html! {
            h2.govuk-heading-m { "Monitoring" }
            @if let Some(next) = self.of.next_meeting_on { p.govuk-body { "Next meeting: " (dates::day(next)) } }
            @if !open.is_empty() {
                h3.govuk-heading-s { "Actions that are open" }
                ul.govuk-list.eh-rows {
                    @for action in open {
                        li {
                            a.govuk-link href={ "/contract-actions/" (action.id) } { (action.what) }
                            @if !action.who.is_empty() { ", " (action.who) }
                            ", by " (dates::day(action.due_on)) " "
                            @if action.due_on < context.today { (parts::tag("Late", Colour::Red)) }
                        }
                    }
                }
            }
            p.govuk-body { a.govuk-link href=(self.at("meetings/new")) { "Keep a meeting" } }
            @for meeting in self.meetings.iter().take(MEETINGS) { (self.meeting(meeting)) }
            @if self.meetings.len() > MEETINGS {
                p.govuk-body { a.govuk-link href=(self.at("history")) { "All " (self.meetings.len()) " meetings" } }
            }
        }
    }

    fn meeting(&self, meeting: &Meeting) -> Markup {
        let done = self.actions.iter().filter(|one| one.meeting_id == meeting.id && one.done_at.is_some());
        html! {
            section.eh-next {
                p.govuk-body { strong { (dates::day(meeting.held_on)) } ": " (meeting.present) }
                p.govuk-body.eh-pre { (meeting.notes) }
                @for action in done {
                    p.govuk-body { (parts::tag("Done", Colour::Green)) " " (action.what) ": " (action.became) }
                }
            }
        }
    }

    fn paid(&self) -> Markup {
        let total: i64 = self.payments.iter().map(|payment| payment.pence).sum();
        let row = |one: &Payment| {
            vec![html! { (dates::day(one.paid_on)) }, html! { (one.what) }, html! { (pounds(one.pence)) }]
        };
        let rows = self.payments.iter().take(SHOWN).map(row).collect();
        html! {
            h2.govuk-heading-m { "Payments" }
            p.govuk-body { (pounds(total)) " of " (pounds(self.of.value_pence)) " was paid." }
            @if !self.payments.is_empty() {
                (parts::table("The latest", &["On", "For", "Amount"], rows))
            }
            p.govuk-body { a.govuk-link href=(self.at("payments/new")) { "Keep a payment" } }
        }
    }

    fn asked(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Who was asked" }
            @if self.consultations.is_empty() { p.govuk-body { "Nobody was asked yet." } }
            @for one in self.consultations.iter().take(SHOWN) {
                section.eh-next {
                    p.govuk-body {
                        strong { (one.who.label()) } ", " (dates::day(one.on_day))
                        @if !one.how.is_empty() { ", " (one.how) }
                    }
                    p.govuk-body.eh-pre { (one.said) }
                }
            }
            p.govuk-body { a.govuk-link href=(self.at("consultations/new")) { "Keep what somebody said" } }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContractId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let whole = Whole::load(v, id)?;
            Ok(v.frame.page_back(&whole.of.name, "/contracts", whole.show(v)))
        })
        .await
}
