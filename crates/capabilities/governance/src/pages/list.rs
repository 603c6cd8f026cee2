//! `/boards`: the boards on which one sits, and which others there are.

use crate::records::{boards, boards::Board, meetings, seats};
use access::{Context, Permits, View, Visit, nobody};
use web::{Markup, Result, dates, html, parts, parts::Colour};

struct Boards {
    mine: Vec<(Board, Option<meetings::Meeting>)>,
    others: Vec<Board>,
    founds: bool,
}

impl Boards {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeMyWork)?;
        let actor = v.actor.clone();
        let theirs = seats::boards_of(v.conn(), &actor)?;
        let others = match v.may_alone(nobody::SeeBoards) {
            true => boards::list(v.conn())?.into_iter().filter(|one| theirs.iter().all(|of| of.id != one.id)).collect(),
            false => vec![],
        };
        let mut mine = Vec::new();
        for of in theirs {
            let next = meetings::next_open(v.conn(), of.id)?;
            mine.push((of, next));
        }
        Ok(Self { mine, others, founds: v.may_alone(nobody::FoundBoard) })
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Boards" }
            p.govuk-body { a.govuk-link href="/strategy" { "Our vision, principles and strategy" } }
            @if self.founds {
                div.eh-actions { (parts::button_link("Found a board", "/boards/new", "")) }
            }
            h2.govuk-heading-m { "Boards on which you sit" }
            @if self.mine.is_empty() { p.govuk-body { "You sit on no board." } }
            ul.govuk-list.eh-rows { @for (of, next) in &self.mine { li { (line(context, of, next.as_ref())) } } }
            @if !self.others.is_empty() {
                h2.govuk-heading-m { "Other boards" }
                ul.govuk-list.eh-rows {
                    @for of in &self.others { li { a.govuk-link href={ "/boards/" (of.id) } { (of.name) } } }
                }
            }
        }
    }
}

fn line(context: &Context, of: &Board, next: Option<&meetings::Meeting>) -> Markup {
    html! {
        a.govuk-link href={ "/boards/" (of.id) } { (of.name) }
        @match next {
            Some(next) => {
                ": meets on " a.govuk-link href=(next.href()) { (dates::day(next.held_on)) }
                @if next.held_on < context.today { " " (parts::tag("Not closed", Colour::Red)) }
            }
            None => { ". " (parts::tag("No meeting is planned", Colour::Red)) }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let boards = Boards::load(v)?;
            Ok(v.frame.page("Boards", boards.show(v)))
        })
        .await
}
