//! `/exports`: every return, when it was last made, and when it is due.

use crate::{
    definition,
    records::{self, Run, Schedule},
};
use access::{AccountId, Context, Permits, View, Visit, accounts, nobody};
use std::collections::BTreeMap;
use store::Instant;
use web::{Markup, Result, dates, html, parts};

/// As many files as one page shows.
const MOST: i64 = 15;

struct List {
    last: BTreeMap<String, Instant>,
    schedules: Vec<Schedule>,
    runs: Vec<Run>,
    names: BTreeMap<AccountId, String>,
}

/// Who asked, by name.
pub(super) fn who(names: &BTreeMap<AccountId, String>, account: Option<AccountId>) -> &str {
    account.and_then(|account| names.get(&account)).map_or("A command of the program", String::as_str)
}

/// Files that were asked for, a row each.
pub(super) fn runs(names: &BTreeMap<AccountId, String>, runs: &[Run]) -> Markup {
    let row = |run: &Run| {
        let title = definition::find(&run.definition).map_or(run.definition.as_str(), |one| one.title.as_str());
        vec![
            html! {
                a.govuk-link href={ "/export-runs/" (run.id) } { (title) } br;
                span.eh-muted { (run.written.code()) }
            },
            html! { (dates::day(run.as_of)) },
            html! { (dates::moment(run.asked_at)) br; span.eh-muted { (who(names, run.asked_by)) } },
            html! { @match run.row_count { Some(rows) => (rows), None => "Not taken" } },
        ]
    };
    let rows: Vec<Vec<Markup>> = runs.iter().map(row).collect();
    html! {
        h2.govuk-heading-m { "Files that were asked for" }
        @if rows.is_empty() {
            p.govuk-body { "None yet." }
        } @else {
            (parts::table("", &["Return", "For", "Asked", "Rows"], rows))
        }
    }
}

impl List {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::Export)?;
        let last = records::last_made(v.conn(), &permit)?;
        let schedules = records::all_schedules(v.conn(), &permit)?;
        let runs = records::list_runs(v.conn(), &permit, None, MOST)?;
        let asked = runs.iter().filter_map(|run| run.asked_by).chain(schedules.iter().map(|one| one.keeper_id));
        let names = accounts::names(v.conn(), &asked.collect::<Vec<_>>())?;
        Ok(Self { last, schedules, runs, names })
    }

    fn due(&self, context: &Context, id: &str) -> Markup {
        let Some(one) = self.schedules.iter().find(|one| one.definition == id) else {
            return html! { "Not planned" };
        };
        html! {
            span class=[(one.next_on < context.today).then_some("eh-late")] { (dates::day(one.next_on)) }
            br;
            span.eh-muted { (self.names.get(&one.keeper_id).map_or("", String::as_str)) }
        }
    }

    fn show(&self, context: &Context) -> Markup {
        let row = |one: &definition::Definition| {
            vec![
                html! { a.govuk-link href={ "/exports/" (one.id) } { (one.title) } },
                html! { @match self.last.get(&one.id) { Some(at) => (dates::day(at.date())), None => "Never" } },
                self.due(context, &one.id),
            ]
        };
        html! {
            h1.govuk-heading-l { "Returns" }
            p.govuk-body {
                "Each opens as it would be today: how many rows, what is left out and why, what to check."
            }
            (parts::table("", &["Return", "Last made", "Due"], definition::all().iter().map(row).collect()))
            (runs(&self.names, &self.runs))
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let list = List::load(v)?;
            Ok(v.frame.page("Returns", list.show(v)))
        })
        .await
}
