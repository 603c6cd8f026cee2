//! `/boards/{id}/risks` and `/board-risks/{id}`: risks, the heaviest first, and the course of each as a small picture.

use super::shown::{keeps, names, rooms};
use crate::{
    records::{
        BoardId, RiskId, boards,
        risks::{self, Rated, Risk},
    },
    rules::risks::Rating,
};
use access::{Context, Permits, Visit, accounts, board as acts};
use axum::extract::Path;
use web::{Markup, Result, dates, html, parts, parts::Colour, parts::Row};

pub(super) async fn list(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let (of, pack) = (boards::find(v.conn(), &permit)?, v.pack.clone());
            let all = risks::list(v.conn(), &permit, &pack)?;
            let owners = names(v, all.iter().map(|one| one.owner_id))?;
            let keeps = keeps(v, id)?;
            let row = |risk: &&Risk| {
                vec![
                    html! { a.govuk-link href={ "/board-risks/" (risk.id) } { (risk.title) } },
                    html! { (risk.rating.0.short()) " " (above(v, risk)) },
                    html! { (risk.accepts.0.short()) },
                    html! { (owners.get(&risk.owner_id).map_or("", String::as_str)) },
                    html! { (review(v, risk)) },
                ]
            };
            let head = ["Risk", "Now", "Accepted", "Owner", "Looked at by"];
            let (open, closed): (Vec<&Risk>, Vec<&Risk>) = all.iter().partition(|risk| risk.closed_at.is_none());
            let content = html! {
                h1.govuk-heading-l { "Risks" }
                (rooms(&of, "risks"))
                @if keeps {
                    div.eh-actions { (parts::button_link("Raise a risk", &format!("/boards/{id}/risks/new"), "")) }
                }
                @if open.is_empty() { p.govuk-body { "No risk is open." } }
                @else { (parts::table("Open, the heaviest first", &head, open.iter().take(40).map(row).collect())) }
                @if !closed.is_empty() { (parts::table("Closed", &head, closed.iter().take(20).map(row).collect())) }
                p.govuk-body-s { "A letter says how likely, a number how bad: A1 is the heaviest, F4 the lightest." }
            };
            Ok(v.frame.page_back("Risks", "/boards", content))
        })
        .await
}

fn above(context: &Context, risk: &Risk) -> Markup {
    html! {
        @if risk.closed_at.is_some() { (parts::tag("Closed", Colour::Grey)) }
        @else if risk.is_above(&context.pack) { (parts::tag("Above what is accepted", Colour::Red)) }
    }
}

fn review(context: &Context, risk: &Risk) -> Markup {
    html! {
        @match risk.closed_at {
            Some(at) => { "Closed on " (dates::day(at.date())) }
            None => {
                (dates::day(risk.review_on)) " "
                @if risk.review_on < context.today { (parts::tag("Late", Colour::Red)) }
            }
        }
    }
}

fn words(context: &Context, rating: &Rating) -> String {
    let (likelihood, impact) =
        (context.pack.label("risk-likelihood", &rating.likelihood), context.pack.label("risk-impact", &rating.impact));
    format!("{} ({likelihood}; {impact})", rating.short())
}

/// The course of a risk: a step for each rating, and a line at what is accepted. The table beside it says the same.
fn picture(context: &Context, risk: &Risk, all: &[Rated]) -> Markup {
    const WIDE: usize = 280;
    const HIGH: usize = 90;
    let weights = all.iter().map(|rated| rated.rating.0.weight(&context.pack));
    // as high as the worst that it ever was, and a little air
    let most = weights.chain([risk.accepts.0.weight(&context.pack)]).max().unwrap_or(1).max(1) * 5 / 4 + 1;
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return html! {} };
    let end = risk.closed_at.map_or(context.today, |at| at.date()).max(last.at.date());
    let days = usize::try_from((end - first.at.date()).num_days()).unwrap_or(0).max(1);
    let across =
        |day: chrono::NaiveDate| usize::try_from((day - first.at.date()).num_days()).unwrap_or(0) * WIDE / days;
    let up = |rating: &Rating| HIGH - rating.weight(&context.pack) * HIGH / most;
    let mut path = String::new();
    for (n, rated) in all.iter().enumerate() {
        let (x, y) = (across(rated.at.date()), up(&rated.rating.0));
        path.push_str(&if n == 0 { format!("M{x} {y}") } else { format!(" H{x} V{y}") });
    }
    path.push_str(&format!(" H{WIDE}"));
    let accepted = up(&risk.accepts.0);
    let course: Vec<String> =
        all.iter().map(|rated| format!("{} on {}", rated.rating.0.short(), dates::day(rated.at.date()))).collect();
    // a rating that only says that it stays needs no word of its own
    let mut marks: Vec<(usize, usize, String)> = Vec::new();
    for rated in all {
        let (x, word) = (across(rated.at.date()).min(WIDE - 24), rated.rating.0.short());
        if marks.last().is_none_or(|(before, _, said)| *said != word && x >= before + 24) {
            marks.push((x, up(&rated.rating.0), word));
        }
    }
    html! {
        div.govuk-body.app-chart { svg role="img" aria-labelledby="course" width=(WIDE) height=(HIGH + 40)
            viewBox={ "0 -20 " (WIDE) " " (HIGH + 40) } {
            title id="course" {
                "The course of the risk: " (course.join(", ")) ". Accepted: " (risk.accepts.0.short()) "."
            }
            line x1="0" x2=(WIDE) y1=(accepted) y2=(accepted) stroke="currentColor" stroke-dasharray="6 4"
                stroke-opacity="0.6" {}
            path d=(path) fill="none" stroke="currentColor" stroke-width="3" {}
            @for (x, y, word) in &marks {
                text x=(x + 2) y={ (y.saturating_sub(6)) } font-size="14" fill="currentColor" { (word) }
            }
            line x1="0" x2=(WIDE) y1=(HIGH) y2=(HIGH) stroke="currentColor" stroke-opacity="0.3" {}
            text x="0" y=(HIGH + 16) font-size="14" fill="currentColor" {
                (first.at.date().format("%m/%Y").to_string())
            }
            text x=(WIDE) y=(HIGH + 16) font-size="14" fill="currentColor" text-anchor="end" {
                (end.format("%m/%Y").to_string())
            }
        } }
        p.govuk-body-s {
            "The higher, the heavier. The broken line is what the board accepts: " (risk.accepts.0.short()) "."
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<RiskId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let risk = risks::find(v.conn(), &permit)?;
            let all = risks::ratings(v.conn(), &permit)?;
            let owner = accounts::names(v.conn(), &[risk.owner_id])?.remove(&risk.owner_id).unwrap_or_default();
            let (keeps, rates) = (v.may(acts::Keep, id)?, v.may(acts::Answer, id)?);
            let sees = v.may(acts::SeePlan, risk.board_id)?;
            let open = risk.closed_at.is_none();
            let at = |step: &str| format!("/board-risks/{id}/{step}");
            let raised = match risk.raised_from.is_empty() {
                true => risk.raised.label().to_owned(),
                false => format!("{}: {}", risk.raised.label(), risk.raised_from),
            };
            let mut rows = vec![
                Row::new("Now", html! { (words(v, &risk.rating.0)) " " (above(v, &risk)) }),
                Row::new("Accepted", words(v, &risk.accepts.0)),
                Row::new("What may happen", html! { span.eh-pre { (risk.description) } }),
                Row::new("What is done about it", html! { span.eh-pre { (risk.mitigation) } }),
                Row::new("Owner", owner.as_str()),
                Row::new("Raised from", raised),
                Row::new("Looked at by", review(v, &risk)),
            ];
            if !open {
                rows.push(Row::new("Why it is closed", risk.closed_why.as_str()));
            }
            let history = all.iter().rev().map(|rated| {
                vec![
                    html! { (dates::day(rated.at.date())) },
                    html! { (rated.rating.0.short()) },
                    html! { (rated.why) },
                    html! { (rated.by_name) },
                ]
            });
            let content = html! {
                h1.govuk-heading-l { (risk.title) }
                @if open && (keeps || rates) {
                    div.eh-actions {
                        (parts::button_link("Rate it anew", &at("rating"), ""))
                        @if keeps {
                            a.govuk-link href=(at("change")) { "Change it" }
                            a.govuk-link href={ "/boards/" (risk.board_id) "/actions/new?risk=" (id) } {
                                "Add an action"
                            }
                            a.govuk-link href=(at("closure")) { "Close it" }
                        }
                    }
                }
                (parts::summary_list(rows))
                h2.govuk-heading-m { "Its course" }
                (picture(v, &risk, &all))
                (parts::table("", &["On", "Rating", "Why", "By"], history.take(30).collect()))
            };
            let back = if sees { format!("/boards/{}/risks", risk.board_id) } else { "/my-work".to_owned() };
            Ok(v.frame.page_back(&risk.title, &back, content))
        })
        .await
}
