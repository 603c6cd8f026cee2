//! `/needs/analyses/{id}`: a needs analysis in its three parts (000 s10 (4)), to be read and printed.

use crate::{
    records::{
        AnalysisId,
        analyses::{self, Analysis, Joint},
        counting::{Cell, Line},
    },
    withheld,
};
use access::{Context, Permits, View, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, dates, html, parts, parts::Colour};

/// So many needs stand in each table, those first of which most was heard.
const SHOWN: usize = 12;

struct Document {
    of: Analysis,
    actions: Vec<Joint>,
    owners: BTreeMap<access::AccountId, String>,
    keeps: bool,
}

impl Document {
    /// A draft is for those who write it.
    fn load(v: &mut View<'_>, id: AnalysisId) -> Result<Self> {
        v.allow(nobody::SeeNeeds)?;
        let keeps = v.may_alone(nobody::KeepNeeds);
        let of = analyses::find(v.conn(), id)?;
        if !keeps && !of.is_published() {
            return Err(Error::NotFound);
        }
        let actions = analyses::actions(v.conn(), id)?;
        let owners: Vec<_> = actions.iter().map(|action| action.owner_id).collect();
        Ok(Self { owners: accounts::names(v.conn(), &owners)?, of, actions, keeps })
    }

    fn at(&self, step: &str) -> String {
        format!("/needs/analyses/{}/{step}", self.of.id)
    }

    fn writes(&self) -> bool {
        self.keeps && !self.of.is_published()
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { (self.of.title) }
            p.govuk-body {
                (dates::day(self.of.from_on)) " to " (dates::day(self.of.until_on)) ". Counted on "
                (dates::moment(self.of.counted_at)) "; "
                @if let Some(at) = self.of.published_at {
                    "published on " (dates::day(at.date())) " by " (self.of.published_by) "."
                } @else { "a draft, begun by " (self.of.begun_by) "." }
            }
            @if self.writes() { (self.buttons(context)) }
            (self.cases())
            (self.voices())
            (self.supply())
            (self.strategy(context))
            p.govuk-body-s { (withheld::KEY) }
        }
    }

    fn buttons(&self, context: &Context) -> Markup {
        html! {
            div.eh-actions {
                (parts::button_link("Write", &self.at("words"), ""))
                a.govuk-link href=(self.at("actions/new")) { "Add a joint action" }
                a.govuk-link href=(self.at("publication")) { "Publish it" }
                (context.sheet(Fields::default()).form_to(&self.at("count"), html! {
                    button.eh-link-button type="submit" { "Count again" }
                }))
            }
        }
    }

    /// Part one: who came, and with what.
    fn cases(&self) -> Markup {
        let cells = |line: &Line| {
            [line.contacts, line.presenting, line.underlying, line.assessed, line.assessed_beneath, line.returned]
        };
        let row = |line: &Line| cells(line).iter().map(cell).collect();
        let heads = [
            "At contacts",
            "Seen at panels",
            "Beneath, at panels",
            "In assessments",
            "Beneath, in assessments",
            "At services with own systems",
        ];
        html! {
            h2.govuk-heading-m { "1. What families came with" }
            (text(&self.of.said.0.cases))
            (self.table("Presenting and underlying needs", &heads, row, |line| {
                cells(line).iter().any(|cell| *cell != Some(0))
            }))
            @if !self.of.counted.0.together.is_empty() {
                h3.govuk-heading-s { "Needs that come together at contacts" }
                ul.govuk-list.govuk-list--bullet {
                    @for (one, other, many) in &self.of.counted.0.together { li { (one) " with " (other) ": " (many) } }
                }
            }
        }
    }

    /// Part two: what practitioners say is missing.
    fn voices(&self) -> Markup {
        let counted = &self.of.counted.0;
        let row = |line: &Line| [&line.voiced, &line.unmet].map(cell).to_vec();
        let simple = |caption: &str, head: &str, all: &[(String, Cell)]| {
            let rows = all.iter().take(SHOWN).map(|(name, many)| vec![html! { (name) }, cell(many)]).collect();
            html! { @if !all.is_empty() { (parts::table(caption, &[head, "Times"], rows)) } }
        };
        html! {
            h2.govuk-heading-m { "2. What practitioners say is missing" }
            (text(&self.of.said.0.voices))
            (self.table("Unmet needs", &["Voiced", "Looked for and not found"], row, |line| {
                [line.voiced, line.unmet].iter().any(|cell| *cell != Some(0))
            }))
            (simple("Voiced, by area", "Area", &counted.voiced_areas))
            (simple("Voiced, by age", "Age", &counted.voiced_ages))
        }
    }

    /// What there is, beside what is needed.
    fn supply(&self) -> Markup {
        let row = |line: &Line| {
            vec![
                html! { (line.services) },
                html! { @if line.areas.len() > 4 { (line.areas.len()) " places" } @else { (line.areas.join(", ")) } },
                html! { @if line.ages.len() == 4 { "All" } @else { (line.ages.join(", ")) } },
                html! { (line.places) },
                html! { (wait(line.weeks)) },
                cell(&line.waiting),
            ]
        };
        let heads = ["Services", "Where", "Ages", "Free places", "Shortest wait", "Wait now"];
        html! {
            (self.table("What there is for them", &heads, row, |_| true))
            h3.govuk-heading-s { "Gaps" }
            @if self.of.counted.0.gaps.is_empty() {
                p.govuk-body { "The numbers show none." }
            }
            ul.govuk-list.govuk-list--bullet {
                @for gap in self.of.counted.0.gaps.iter().take(SHOWN) { li { (gap) } }
            }
        }
    }

    /// Part three: what follows.
    fn strategy(&self, context: &Context) -> Markup {
        let said = &self.of.said.0;
        html! {
            h2.govuk-heading-m { "3. What follows" }
            @if !said.sources.is_empty() { h3.govuk-heading-s { "What else was looked at" } (text(&said.sources)) }
            h3.govuk-heading-s { "Priorities" }
            (text(&said.priorities))
            @if !said.group.is_empty() { h3.govuk-heading-s { "Working group" } (text(&said.group)) }
            h3.govuk-heading-s { "Joint actions" }
            @if self.actions.is_empty() { p.govuk-body { "None was agreed yet." } }
            ul.govuk-list.eh-rows { @for action in &self.actions { li { (self.action(context, action)) } } }
        }
    }

    fn action(&self, context: &Context, action: &Joint) -> Markup {
        let owner = self.owners.get(&action.owner_id).map_or("", String::as_str);
        html! {
            (action.what)
            @if !action.who.is_empty() { ". Who: " (action.who) }
            ". Owner: " (owner) ", by " (dates::day(action.due_on)) " "
            @if let Some(done) = action.done_at {
                (parts::tag("Done", Colour::Green)) " " span.eh-muted { (dates::day(done.date())) }
            } @else if self.keeps {
                (context.sheet(Fields::default()).form_to(&self.at(&format!("actions/{}/done", action.id.0)), html! {
                    button.eh-link-button type="submit" {
                        "It is done" span.govuk-visually-hidden { ": " (action.what) }
                    }
                }))
            }
        }
    }

    /// A table of needs: those first of which most was heard, as many as fit.
    fn table(
        &self,
        caption: &str,
        heads: &[&str],
        row: impl Fn(&Line) -> Vec<Markup>,
        wanted: impl Fn(&Line) -> bool,
    ) -> Markup {
        let lines: Vec<&Line> = self.of.counted.0.needs.iter().filter(|line| wanted(line)).collect();
        if lines.is_empty() {
            return html! { p.govuk-body { "Nothing was heard." } };
        }
        let heads: Vec<&str> = ["Need"].into_iter().chain(heads.iter().copied()).collect();
        let rows = lines.iter().take(SHOWN).map(|line| {
            let mut cells = vec![html! { (line.label) }];
            cells.extend(row(line));
            cells
        });
        html! {
            (parts::table(caption, &heads, rows.collect()))
            @if lines.len() > SHOWN { p.govuk-body-s { "Of " (lines.len() - SHOWN) " more needs less was heard." } }
        }
    }
}

fn wait(weeks: Option<i64>) -> String {
    match weeks {
        Some(0) => "None".into(),
        Some(weeks) => dates::plural(weeks, "week"),
        None => "x".into(),
    }
}

fn cell(count: &Cell) -> Markup {
    match count {
        Some(count) => html! { (count) },
        None => html! { abbr title="withheld" { (withheld::SIGN) } },
    }
}

fn text(text: &str) -> Markup {
    html! { @if !text.is_empty() { p.govuk-body.eh-pre { (text) } } }
}

pub(super) async fn page(visit: Visit, Path(id): Path<AnalysisId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let document = Document::load(v, id)?;
            Ok(v.frame.page_back(&document.of.title, "/needs", document.show(v)))
        })
        .await
}

pub(super) async fn count(visit: Visit, Path(id): Path<AnalysisId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::KeepNeeds)?;
            let pack = change.pack.clone();
            analyses::count_again(change.tx, &permit, &pack, id)?;
            Ok(format!("/needs/analyses/{id}?done=saved"))
        })
        .await
}
