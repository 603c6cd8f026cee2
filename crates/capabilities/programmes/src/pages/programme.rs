//! `/programmes/{id}`: what it is, for whom, what it builds, and its runs. Nobody who comes is named here.

use crate::{
    placing,
    records::{self, Programme, ProgrammeId, Run, RunId},
};
use access::{Context, Permits, Visit, nobody, run};
use axum::extract::Path;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{
    Markup, Result, html,
    parts::{self, Colour, Row},
};

/// A programme with its runs.
struct One {
    programme: Programme,
    runs: Vec<Run>,
    taken: BTreeMap<RunId, i64>,
    /// Runs whose group whoever looks may see.
    theirs: Vec<RunId>,
    waiting: i64,
    keeps: bool,
}

impl One {
    fn load(inside: &mut impl Permits, id: ProgrammeId) -> Result<Self> {
        let programme = records::find_programme(inside.conn(), id)?;
        let runs = records::runs_of(inside.conn(), id)?;
        let ids: Vec<RunId> = runs.iter().map(|one| one.id).collect();
        let taken = records::places_taken_of(inside.conn(), &ids)?;
        let mut theirs = Vec::new();
        for one in &runs {
            if inside.may(run::See, one.id)? {
                theirs.push(one.id);
            }
        }
        let keeps = inside.context().may_alone(nobody::KeepProgrammes);
        Ok(Self { waiting: placing::waiting_in(inside.conn(), id)?, programme, runs, taken, theirs, keeps })
    }

    fn show(&self, context: &Context) -> Markup {
        let programme = &self.programme;
        let content = html! {
            h1.govuk-heading-l { (programme.name) }
            @if let Some(at) = programme.ended_at {
                (parts::inset(html! { "It ended on " (web::dates::day(at.date())) "." }))
            }
            p.govuk-body.eh-pre { (programme.what) }
            (parts::summary_list(self.rows(context)))
            @if self.keeps && programme.is_open() { (self.keeping()) }
            (self.groups(context))
        };
        context.frame.page_back(&programme.name, "/programmes", content)
    }

    fn rows(&self, context: &Context) -> Vec<Row<'static>> {
        let programme = &self.programme;
        let words = |vocabulary: &str, codes: &[String]| {
            let all: Vec<&str> = codes.iter().map(|code| context.pack.label(vocabulary, code)).collect();
            all.join(", ")
        };
        let mut rows = vec![
            Row::new("For whom", html! { span.eh-pre { (programme.for_whom) } }),
            Row::new("Ages", if programme.ages().is_empty() { "All".to_owned() } else { programme.ages() }),
            Row::new("What it changes", words("outcome-framework", &programme.outcomes.0)),
            Row::new("What it builds", words("protective-factor", &programme.factors.0)),
            Row::new("Evidence", html! { span.eh-pre { (programme.evidence) } }),
            Row::new("Waiting", self.waiting),
        ];
        if let Some(service) = programme.service().filter(|_| programme.public && programme.is_open()) {
            let entry = html! { a.govuk-link href={ "/services/" (service) } { "Its entry in the directory" } };
            rows.push(Row::new("For everybody", entry));
        }
        rows
    }

    /// Those that run or are to come, the soonest first; those that are over can be opened.
    fn groups(&self, context: &Context) -> Markup {
        let (now, over): (Vec<&Run>, Vec<&Run>) = self.runs.iter().partition(|run| run.is_open(context.today));
        let past = html! {
            ul.govuk-list {
                @for run in &over {
                    li {
                        @if self.theirs.contains(&run.id) {
                            a.govuk-link href={ "/runs/" (run.id) } { (run.dates()) }
                        } @else { (run.dates()) }
                        @if run.cancelled_at.is_some() { " " (state(run, context.today)) }
                    }
                }
            }
        };
        html! {
            h2.govuk-heading-m { "Groups" }
            @if now.is_empty() { p.govuk-body { "None has a date yet." } }
            @for run in now.iter().rev() { (self.run(context, run)) }
            @if !over.is_empty() { (parts::details("Groups that are over", past)) }
        }
    }

    fn run(&self, context: &Context, run: &Run) -> Markup {
        let taken = self.taken.get(&run.id).copied().unwrap_or_default();
        html! {
            div.eh-row {
                h3.govuk-heading-s {
                    @if self.theirs.contains(&run.id) {
                        a.govuk-link href={ "/runs/" (run.id) } { (run.dates()) }
                    } @else { (run.dates()) }
                    " " (state(run, context.today))
                }
                p.govuk-body {
                    @if run.secret { "The place is told to those who come." } @else { (run.place()) }
                    br;
                    span.eh-muted { (with(context, run)) " " (super::free(run.places, taken)) "." }
                }
            }
        }
    }

    fn keeping(&self) -> Markup {
        let at = format!("/programmes/{}", self.programme.id);
        html! {
            div.govuk-button-group {
                (parts::button_link("Add a group", &format!("{at}/runs/new"), ""))
                (parts::button_link("Change the programme", &format!("{at}/change"), "govuk-button--secondary"))
                a.govuk-link href={ (at) "/end" } { "End the programme" }
            }
        }
    }
}

/// Language, crèche and the way there, in a sentence.
pub(super) fn with(context: &Context, run: &Run) -> String {
    let mut all = vec![format!("In {}", context.pack.label("language", &run.language))];
    if run.creche {
        all.push("with a crèche".into());
    }
    if !run.transport.is_empty() {
        all.push("with help to get there".into());
    }
    format!("{}.", all.join(", "))
}

/// How far a run is, as a tag.
pub(super) fn state(run: &Run, today: NaiveDate) -> Markup {
    let (text, colour) = match run {
        run if run.cancelled_at.is_some() => ("Cancelled", Colour::Red),
        run if run.ends_on < today => ("Over", Colour::Grey),
        run if run.starts_on <= today => ("Running", Colour::Green),
        _ => ("To come", Colour::Blue),
    };
    parts::tag(text, colour)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ProgrammeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::SeeProgrammes)?;
            Ok(One::load(v, id)?.show(v))
        })
        .await
}
