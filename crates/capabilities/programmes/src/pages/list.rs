//! `/programmes`: what groups there are, when the next of each begins, how many places are free, how many wait.

use crate::placing::{self, Choice};
use access::{Permits, Visit, nobody};
use web::{Markup, Result, dates, html, parts};

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SeeProgrammes)?;
            let today = v.today;
            let all = placing::choices(v.conn(), today)?;
            let keeps = v.may_alone(nobody::KeepProgrammes);
            let content = html! {
                h1.govuk-heading-l { "Group programmes" }
                @if keeps { (parts::button_link("Add a programme", "/programmes/new", "")) }
                @if all.is_empty() { p.govuk-body { "There are none yet." } }
                @for choice in &all { (row(choice)) }
            };
            Ok(v.frame.page("Group programmes", content))
        })
        .await
}

fn row(choice: &Choice) -> Markup {
    html! {
        div.eh-row {
            h2.govuk-heading-s { a.govuk-link href={ "/programmes/" (choice.id) } { (choice.name) } }
            p.govuk-body {
                @if !choice.ages.is_empty() { (choice.ages) ". " }
                @match choice.next {
                    Some(on) => { "The next group begins on " (dates::day(on)) ". " },
                    None => "No group has a date yet. ",
                }
                br;
                span.eh-muted {
                    (dates::plural(choice.free, "place")) " free, " (choice.waiting) " waiting"
                }
            }
        }
    }
}
