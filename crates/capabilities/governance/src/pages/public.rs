//! `/strategy`: vision, principles, priorities and strategy, for everybody.

use super::{plan::tag, shown::text};
use crate::records::{
    boards,
    priorities::{self, Priority},
    strategies::{self, Strategy},
};
use access::{Context, Permits, Visit};
use web::{Markup, Result, dates, html};

const TITLE: &str = "Our vision, principles and strategy";

fn show(context: &Context, strategies: &[Strategy], priorities: &[Priority]) -> Markup {
    let vision = context.pack.text("vision");
    let principles: Vec<_> = context.pack.choices("board-principle", context.today).collect();
    html! {
        h1.govuk-heading-l { (TITLE) }
        @if vision.is_empty() && principles.is_empty() && strategies.is_empty() {
            p.govuk-body { "The partnership has published none yet." }
        }
        @if !vision.is_empty() { h2.govuk-heading-m { "Vision" } p.govuk-body-l { (vision) } }
        @if !principles.is_empty() {
            h2.govuk-heading-m { "Principles" }
            ol.govuk-list.govuk-list--number { @for term in &principles { li { (term.label) } } }
        }
        @for one in strategies {
            h2.govuk-heading-m { (one.title) }
            p.govuk-body {
                (dates::day(one.from_on)) " to " (dates::day(one.until_on))
                @if let Some(at) = one.published_at { ". Published on " (dates::day(at.date())) }
                "."
            }
            (text(&one.said))
        }
        @if !priorities.is_empty() {
            h2.govuk-heading-m { "Priorities, and how they stand" }
            ol.govuk-list.govuk-list--number {
                @for one in priorities {
                    li {
                        strong { (one.title) } " " (tag(one.state))
                        @if !one.words.is_empty() { br; (one.words) }
                    }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .public_view(|v| {
            let today = v.today;
            let strategies = strategies::public(v.conn(), today)?;
            // priorities are public with the strategy that names them
            let boards: Vec<_> = boards::list(v.conn())?.into_iter().map(|of| of.id).collect();
            let mut all = priorities::public(v.conn())?;
            all.retain(|one| {
                boards.contains(&one.board_id) && strategies.iter().any(|strategy| strategy.board_id == one.board_id)
            });
            Ok(v.frame.page(TITLE, show(v, &strategies, &all)))
        })
        .await
}
