//! `/contracts/{id}/history`: what a contract said, version by version, and its meetings.

use crate::{
    records::{
        ContractId,
        contracts::{self, Version},
        monitoring::{self, Meeting},
    },
    rules::contracts::pounds,
};
use access::{Context, Permits, Visit, nobody};
use axum::extract::Path;
use web::{Markup, Result, dates, html, parts, parts::Row};

/// So many versions stand on one page.
const SHOWN: usize = 20;

fn show(context: &Context, name: &str, all: &[Version], meetings: &[Meeting]) -> Markup {
    html! {
        h1.govuk-heading-l { "What it said before: " (name) }
        @for one in all.iter().take(SHOWN) {
            h2.govuk-heading-m { "Version " (one.version) }
            p.govuk-body { (dates::moment(one.at)) ", " (one.by_name) }
            (rows(context, one))
        }
        @if !meetings.is_empty() { h2.govuk-heading-m { "Meetings" } }
        @for meeting in meetings.iter().take(SHOWN) {
            section.eh-next {
                p.govuk-body { strong { (dates::day(meeting.held_on)) } ": " (meeting.present) }
                p.govuk-body.eh-pre { (meeting.notes) }
            }
        }
    }
}

fn rows(context: &Context, one: &Version) -> Markup {
    let said = &one.said.0;
    let outcomes: Vec<&str> = said.outcomes.iter().map(|code| context.pack.label("outcome-framework", code)).collect();
    let day = |day: Option<chrono::NaiveDate>| day.map(dates::day).unwrap_or_default();
    let mut rows = vec![
        Row::new("Name", said.name.as_str()),
        Row::new("What it is for", html! { span.eh-pre { (said.purpose) } }),
        Row::new("Services", said.services.len().to_string()),
        Row::new("Outcomes expected", outcomes.join("; ")),
        Row::new("Term", format!("{} to {}", day(said.begins), day(said.ends))),
        Row::new("Value", said.value.map(pounds).unwrap_or_default()),
    ];
    if let Some(places) = said.places {
        rows.push(Row::new("Room for", format!("{places} families at a time")));
    }
    if !said.options.is_empty() {
        rows.push(Row::new("Options considered", html! { span.eh-pre { (said.options) } }));
    }
    parts::summary_list(rows)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContractId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepContracts)?;
            let of = contracts::find(v.conn(), id)?;
            let all = contracts::versions(v.conn(), id)?;
            let meetings = monitoring::meetings(v.conn(), id)?;
            let content = show(v, &of.name, &all, &meetings);
            Ok(v.frame.page_back("What it said before", &format!("/contracts/{id}"), content))
        })
        .await
}
