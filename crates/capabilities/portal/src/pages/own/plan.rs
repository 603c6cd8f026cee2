//! `/my/plan`: what was released to this person, with the state of its actions as it is now, and what they promised.

use super::{page as whole, shown};
use crate::{
    Own,
    records::{self, Release, Saying},
};
use access::{Permits, View, Visit};
use axum::response::Response;
use plans::{Action, ActionId};
use std::collections::BTreeMap;
use web::{
    Markup, Result, dates, html,
    parts::{self, Colour},
    said, say,
};

/// How far each action is.
type Done = BTreeMap<ActionId, bool>;

fn mine(actions: &[Action]) -> Markup {
    html! {
        @if !actions.is_empty() {
            h2.govuk-heading-m { (say("What you promised to do")) }
            @for action in actions {
                div.eh-entry {
                    p.govuk-body {
                        (action.text) br;
                        @if action.done_at.is_some() { (parts::tag("Done", Colour::Green)) }
                        @else { (said("By {day}.", &[("day", &dates::day(action.due_on))])) }
                    }
                    p.govuk-body {
                        a.govuk-link href={ "/my/actions/" (action.id) } {
                            @if action.done_at.is_some() { (say("It is not done after all")) } @else { (say("Say that it is done")) }
                            span.govuk-visually-hidden { ": " (action.text) }
                        }
                    }
                }
            }
        }
    }
}

/// A release as its person reads it, and as the second worker sees it before.
pub(in crate::pages) fn release(release: &Release, done: &Done, said_of: &[Saying]) -> Markup {
    let body = &release.body.0;
    html! {
        @if !body.words.trim().is_empty() { p.govuk-body.eh-pre { (body.words) } }
        @for block in &body.blocks {
            @if !block.heading.is_empty() { h3.govuk-heading-s { (block.heading) } }
            p.govuk-body {
                span.eh-pre { (block.text) }
                @if block.action.is_some_and(|action| done.get(&action) == Some(&true)) {
                    " " (parts::tag("Done", Colour::Green))
                }
            }
        }
        @for saying in said_of {
            (parts::inset(html! {
                strong { (say("Seen differently")) } ", " (dates::day(saying.at.date())) br;
                span.eh-pre { (saying.words) }
                @if !saying.answer.is_empty() { br; (say("Answer:")) " " span.eh-pre { (saying.answer) } }
            }))
        }
    }
}

fn show(v: &mut View<'_>, own: &Own) -> Result<Markup> {
    let released = own.released(v.conn())?;
    let actions = own.my_actions(v.conn())?;
    let mut done = Done::new();
    if let Some(of) = own.episode(v.conn())?
        && let Some(plan) = own.plan(v.conn(), &of)?
    {
        done.extend(plan.actions.iter().map(|action| (action.id, action.done_at.is_some())));
    }
    let mut parts_of = Vec::new();
    for one in &released {
        let said_of = records::said_of(v.conn(), one.id.0)?;
        let own_words: Vec<Saying> = said_of.into_iter().filter(|saying| saying.person_id == own.id()).collect();
        parts_of.push(html! {
            h2.govuk-heading-m { (say(one.kind.label())) }
            (release(one, &done, &own_words))
            p.govuk-body-s {
                (said("Shown to you since {day}.", &[("day", &dates::day(one.decided_at.unwrap_or(one.prepared_at).date()))])) " "
                a.govuk-link href={ "/my/releases/" (one.id) "/disagree" } { (say("I see this differently"))
                    span.govuk-visually-hidden { ": " (say(one.kind.label())) } }
            }
        });
    }
    let content = html! {
        (mine(&actions))
        @for part in &parts_of { (part) }
        @if released.is_empty() {
            p.govuk-body { (say("Nothing of the plan or the assessment has been shown to you here yet. Your lead \
                professional goes through it with you, and gives you a copy on paper if you want one.")) }
        }
    };
    Ok(whole(v, "Our plan", content))
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    shown(visit, show).await
}
