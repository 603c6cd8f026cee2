//! `/step-ups`: what waits for children's social care, danger first, then what is due soonest; and what they accepted.

use crate::{
    rules::Footing,
    step_up::{self, Line},
};
use access::{AccountId, Context, FamilyId, Permits, View, Visit, accounts, nobody};
use std::collections::BTreeMap;
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// The inbox of social care.
struct Inbox {
    waiting: Vec<Line>,
    accepted: Vec<Line>,
    names: BTreeMap<FamilyId, (String, String)>,
    people: BTreeMap<AccountId, String>,
}

impl Inbox {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::SeeStepUps)?;
        let waiting = step_up::waiting(v.conn(), &permit)?;
        let accepted = step_up::accepted(v.conn(), &permit)?;
        let families: Vec<FamilyId> = waiting.iter().chain(&accepted).map(|line| line.family).collect();
        v.showed(&permit, families.len(), &families);

        let names = people::records::names(v.conn(), &families)?;
        let of = |line: &Line| [line.step_up.read_by, line.step_up.submitted_by];
        let people: Vec<AccountId> = waiting.iter().chain(&accepted).flat_map(of).flatten().collect();
        let people = accounts::names(v.conn(), &people)?;
        Ok(Self { waiting, accepted, names, people })
    }

    fn show(&self, context: &Context) -> Markup {
        let waiting = self.waiting.iter().map(|line| self.waits(context, line)).collect();
        let accepted = self.accepted.iter().map(|line| self.was_accepted(line)).collect();
        html! {
            h1.govuk-heading-l { "Step ups" }
            @if self.waiting.is_empty() {
                p.govuk-body { "No step up waits for an answer." }
            } @else {
                (parts::table("Waiting for an answer", &["Family", "From", "Answer due", "State"], waiting))
            }
            @if !self.accepted.is_empty() {
                (parts::table("Accepted", &["Family", "Accepted", "Footing", "By"], accepted))
            }
            @if context.may_alone(nobody::OfferStepDown) {
                p.govuk-body { a.govuk-link href="/step-downs/new" { "Offer a step down to early help" } }
            }
        }
    }

    fn name(&self, line: &Line) -> Markup {
        let (name, reference) = self.names.get(&line.family).cloned().unwrap_or_default();
        html! {
            a.govuk-link href={ "/step-ups/" (line.step_up.id) } { (name) " family" } br;
            span.eh-muted { (reference) }
        }
    }

    fn person(&self, id: Option<AccountId>) -> &str {
        id.and_then(|id| self.people.get(&id)).map_or("", String::as_str)
    }

    fn waits(&self, context: &Context, line: &Line) -> Vec<Markup> {
        let step_up = &line.step_up;
        vec![
            html! {
                (self.name(line))
                @if step_up.danger { br; (parts::tag("A child may be in danger", Colour::Red)) }
            },
            html! {
                (self.person(step_up.submitted_by))
                @if let Some(at) = step_up.submitted_at { br; span.eh-muted { (dates::moment(at)) } }
            },
            html! {
                @if let Some(due) = step_up.due_on {
                    span class=[(due < context.today).then_some("eh-late")] {
                        (dates::day(due)) " (" (dates::due(due, context.today)) ")"
                    }
                }
            },
            html! {
                @match step_up.read_at {
                    Some(at) => { "Read by " (self.person(step_up.read_by)) br; span.eh-muted { (dates::moment(at)) } },
                    None => (parts::tag("Not read yet", Colour::Blue)),
                }
            },
        ]
    }

    fn was_accepted(&self, line: &Line) -> Vec<Markup> {
        let step_up = &line.step_up;
        vec![
            self.name(line),
            html! { (step_up.accepted_at.map(|at| dates::day(at.date())).unwrap_or_default()) },
            html! { (step_up.footing().map_or("", Footing::label)) },
            html! { (step_up.said_by) },
        ]
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let inbox = Inbox::load(v)?;
            Ok(v.frame.page("Step ups", inbox.show(v)))
        })
        .await
}
