//! `/exports/{id}`: a return as it would be on a day: how many rows, what is left out and why, what is blank or
//! doubtful, and whether it could go.

use crate::{
    definition::{self, Blank, Definition},
    due,
    field::Rule,
    making::{self, Rows, Summary},
    reading::Asked,
    records::{self, Run, Schedule},
};
use access::{AccountId, Context, Permits, View, Visit, accounts, nobody};
use axum::extract::Path;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts};

/// As many files as this page shows.
const MOST: i64 = 5;

struct Today {
    definition: &'static Definition,
    as_of: NaiveDate,
    summary: Summary,
    schedule: Option<Schedule>,
    runs: Vec<Run>,
    names: BTreeMap<AccountId, String>,
    /// The day that was asked for cannot be.
    wrong: Option<String>,
}

/// A return by its name in the address.
pub(super) fn named(id: &str) -> Result<&'static Definition> {
    definition::find(id).ok_or(Error::NotFound)
}

/// `3 rows`.
fn count(rows: u64) -> String {
    dates::plural(i64::try_from(rows).unwrap_or(i64::MAX), "row")
}

impl Today {
    fn load(v: &mut View<'_>, id: &str, query: &Fields) -> Result<Self> {
        let permit = v.allow(nobody::Export)?;
        let definition = named(id)?;
        let (as_of, wrong) = day(query, v.today);
        let (pack, actor, base) = (v.pack.clone(), v.actor.clone(), v.app.url.clone());
        let asked = Asked { definition, as_of, pack: &pack, base: &base, actor: &actor, whole: false };
        let summary = making::look(v.conn(), &asked)?;
        let named: Vec<_> = summary.named.iter().copied().collect();
        let shown = usize::try_from(summary.left_out() + summary.to_check).unwrap_or(usize::MAX);
        v.showed(&permit, shown, &named);

        let schedule = records::schedule(v.conn(), &permit, id)?;
        let runs = records::list_runs(v.conn(), &permit, Some(id), MOST)?;
        let who = runs.iter().filter_map(|run| run.asked_by).chain(schedule.iter().map(|one| one.keeper_id));
        let names = accounts::names(v.conn(), &who.collect::<Vec<_>>())?;
        Ok(Self { definition, as_of, summary, schedule, runs, names, wrong })
    }

    fn show(&self, context: &Context) -> Markup {
        let Self { definition, summary, .. } = self;
        let id = &definition.id;
        html! {
            h1.govuk-heading-l { (definition.title) }
            p.govuk-body {
                (definition.meaning) " Source: " (definition.source) ". Definition " (definition.version) "."
            }
            (self.ready())
            p.govuk-body-l {
                (count(summary.rows)) ", from " (dates::day(definition.from(self.as_of))) " to "
                (dates::day(self.as_of)) "."
            }
            div.govuk-button-group {
                (parts::button_link("Make the file", &format!("/exports/{id}/file?as-of={}", self.as_of), ""))
                a.govuk-link href={ "/exports/" (id) "/schedule" } { "Say who makes it, and when" }
            }
            (self.left_out())
            (self.blank())
            (self.doubtful())
            (self.another_day())
            (self.columns())
            (self.plan(context))
            (super::list::runs(&self.names, &self.runs))
        }
    }

    /// In words, whether it could go today.
    fn ready(&self) -> Markup {
        let words = due::in_words(&self.summary);
        if self.summary.is_ready(self.definition) {
            parts::inset(html! { strong { "It could go as it is" } ": " (words) "." })
        } else {
            let more = "Rows are left out that somebody can put right, or a column is blank that may not be.";
            parts::inset(html! { strong { "Not ready" } ": " (words) ". " (more) })
        }
    }

    fn left_out(&self) -> Markup {
        let restricted = self.summary.excluded.get(&Rule::Restricted).map_or(0, |rows| rows.count);
        let others = self.summary.excluded.iter().filter(|(rule, _)| **rule != Rule::Restricted);
        let others: Vec<(String, &Rows)> = others.map(|(rule, rows)| (rule.words().to_owned(), rows)).collect();
        html! {
            h2.govuk-heading-m { "Left out" }
            p.govuk-body {
                "Restricted records are left out unless you stand on their list."
                @if restricted > 0 {
                    " Here that is " (count(restricted)) ". A command of the program can make the return whole."
                }
            }
            @if others.is_empty() { p.govuk-body { "Nothing else." } }
            (some(&others))
        }
    }

    fn blank(&self) -> Markup {
        let heading = |place: &usize| self.definition.columns.get(*place).map_or("", |column| column.name.as_str());
        let blank = self.summary.blank.iter().map(|(place, rows)| (format!("{} is blank", heading(place)), rows));
        let blank: Vec<(String, &Rows)> = blank.collect();
        let unknown: Vec<Vec<Markup>> = self
            .summary
            .unknown
            .iter()
            .map(|(place, rows)| vec![html! { (heading(place)) }, html! { (rows.count) }])
            .collect();
        html! {
            h2.govuk-heading-m { "Blank or not known, by column" }
            @if blank.is_empty() && unknown.is_empty() { p.govuk-body { "Nothing." } }
            (some(&blank))
            @if !unknown.is_empty() {
                (parts::table("Sent as not known", &["Column", "Rows"], unknown))
            }
        }
    }

    fn doubtful(&self) -> Markup {
        let all = self.summary.doubtful.iter().map(|(rule, rows)| (rule.words().to_owned(), rows));
        let all: Vec<(String, &Rows)> = all.collect();
        html! {
            h2.govuk-heading-m { "Doubtful, and sent" }
            @if all.is_empty() { p.govuk-body { "Nothing." } }
            (some(&all))
        }
    }

    fn another_day(&self) -> Markup {
        let mut sheet = Sheet::from(Fields::default().with_date("on", Some(self.as_of)));
        if let Some(wrong) = &self.wrong {
            sheet.errors.add("on", wrong);
        }
        parts::details(
            "Look at another day",
            html! {
                form method="get" action={ "/exports/" (self.definition.id) } {
                    (sheet.date("on", "For which day?").hint("Today or before. The record is read as it stands today."))
                    button.govuk-button.govuk-button--secondary type="submit" { "Show" }
                }
            },
        )
    }

    fn columns(&self) -> Markup {
        let row = |column: &definition::Column| {
            let blank = match column.blank {
                Blank::May => "May be blank",
                Blank::Doubt => "Looked at when blank",
                Blank::Never => "Never blank",
            };
            vec![html! { (column.name) }, html! { (column.meaning) br; span.eh-muted { (blank) } }]
        };
        let rows = self.definition.columns.iter().map(row).collect();
        parts::details("What each column means", parts::table("", &["Column", "Meaning"], rows))
    }

    fn plan(&self, context: &Context) -> Markup {
        html! {
            @if let Some(one) = &self.schedule {
                p.govuk-body {
                    "Made by " (self.names.get(&one.keeper_id).map_or("", String::as_str)) ". "
                    (one.every.label()) ", next on " (dates::day(one.next_on)) " ("
                    (dates::due(one.next_on, context.today)) ")."
                }
            }
        }
    }
}

/// Kinds of rows, each with how many, and the first of them by reference.
fn some(all: &[(String, &Rows)]) -> Markup {
    html! {
        @for (words, rows) in all {
            p class="govuk-body govuk-!-margin-bottom-1" { strong { (count(rows.count)) } ": " (words) "." }
            @if !rows.some.is_empty() {
                (parts::details("Which", html! {
                    ul.govuk-list.govuk-list--bullet {
                        @for (reference, child) in &rows.some {
                            li { (reference) @if !child.is_empty() { " · " span.eh-muted { (child) } } }
                        }
                    }
                    @if rows.count > rows.some.len() as u64 {
                        p.govuk-body { "And more: all of them stand in the file." }
                    }
                }))
            }
        }
    }
}

/// The day that is asked for: today, unless one of the days before is.
fn day(query: &Fields, today: NaiveDate) -> (NaiveDate, Option<String>) {
    let named = ["on-day", "on-month", "on-year"].iter().any(|name| !query.get(name).is_empty());
    if !named {
        return (today, None);
    }
    let mut sheet = Sheet::from(query.clone());
    match sheet.day("on", "the day") {
        Some(on) if on <= today => (on, None),
        Some(_) => (today, Some("A return is made for today or a day before".into())),
        None => (today, sheet.errors.of("on").map(str::to_owned)),
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Markup> {
    let query = visit.queries();
    visit
        .view(move |v| {
            let today = Today::load(v, &id, &query)?;
            Ok(v.frame.page_back(&today.definition.title, "/exports", today.show(v)))
        })
        .await
}
