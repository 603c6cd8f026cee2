//! `/boards/{id}/plan`: the plan on a page, made from priorities, their actions and what shows how they go.

use super::{
    meeting::state,
    shown::{keeps, names, rooms},
};
use crate::{
    records::{
        BoardId,
        actions::{self, Action},
        boards::{self, Board},
        priorities::{self, Evidence, Priority},
    },
    rules::plan::State,
};
use access::{AccountId, Context, Permits, View, Visit, board as acts};
use axum::extract::Path;
use std::collections::BTreeMap;
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// So many actions and so much evidence of each priority stand on the page.
const ACTIONS: usize = 3;
const EVIDENCE: usize = 3;

struct Plan {
    of: Board,
    priorities: Vec<Priority>,
    actions: Vec<Action>,
    evidence: Vec<Evidence>,
    owners: BTreeMap<AccountId, String>,
    keeps: bool,
}

impl Plan {
    fn load(v: &mut View<'_>, id: BoardId) -> Result<Self> {
        let permit = v.permit(acts::SeePlan, id)?;
        let actions = actions::list(v.conn(), &permit)?;
        Ok(Self {
            of: boards::find(v.conn(), &permit)?,
            priorities: priorities::list(v.conn(), &permit)?,
            evidence: priorities::evidence_of_all(v.conn(), &permit)?,
            owners: names(v, actions.iter().map(|one| one.owner_id))?,
            keeps: keeps(v, id)?,
            actions,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let vision = context.pack.text("vision");
        html! {
            h1.govuk-heading-l { "Plan on a page" }
            (rooms(&self.of, "plan"))
            @if !vision.is_empty() { p.govuk-body-l { (vision) } }
            @if self.priorities.is_empty() { p.govuk-body { "The board has set no priorities yet." } }
            @for (n, one) in (1..).zip(&self.priorities) { (self.priority(context, n, one)) }
            @if self.keeps {
                p.govuk-body { a.govuk-link href={ "/boards/" (self.of.id) "/priorities/new" } { "Add a priority" } }
            }
        }
    }

    fn priority(&self, context: &Context, n: usize, one: &Priority) -> Markup {
        let of: Vec<&Action> = self.actions.iter().filter(|action| action.priority_id == Some(one.id)).collect();
        let shows: Vec<&Evidence> = self.evidence.iter().filter(|evidence| evidence.priority_id == one.id).collect();
        html! {
            section.eh-group {
                h2.govuk-heading-s.eh-group-heading {
                    (n) ". " a.govuk-link href={ "/board-priorities/" (one.id) } { (one.title) } " " (tag(one.state))
                }
                @if !one.words.is_empty() { p.govuk-body-s { (one.words) } }
                @if !of.is_empty() {
                    ul.govuk-list {
                        @for action in of.iter().take(ACTIONS) {
                            li {
                                a.govuk-link href={ "/board-actions/" (action.id) } { (action.what) } ", "
                                (self.owners.get(&action.owner_id).map_or("", String::as_str)) ", by "
                                (dates::day(action.due_on)) " " (state(context, action))
                            }
                        }
                        @if of.len() > ACTIONS { li { (of.len() - ACTIONS) " more" } }
                    }
                }
                @if !shows.is_empty() {
                    p.govuk-body-s {
                        "Shown by: "
                        @for (n, evidence) in shows.iter().take(EVIDENCE).enumerate() {
                            @if n > 0 { "; " } (evidence.label)
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn tag(state: State) -> Markup {
    let colour = match state {
        State::NotBegun => Colour::Grey,
        State::OnTrack => Colour::Blue,
        State::Behind => Colour::Red,
        State::Done => Colour::Green,
    };
    parts::tag(state.label(), colour)
}

pub(super) async fn page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let plan = Plan::load(v, id)?;
            Ok(v.frame.page_back("Plan on a page", "/boards", plan.show(v)))
        })
        .await
}
