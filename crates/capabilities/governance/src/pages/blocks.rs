//! On My work: the boards on which one sits, and where vision and principles stand.

use crate::records::{meetings, seats};
use access::{Permits, View, capability::Shown};
use web::{Markup, Result, dates, html};

/// Whoever sits on a board sees when it meets next.
pub(crate) fn my_boards(v: &mut View<'_>) -> Result<Shown> {
    let (actor, today) = (v.actor.clone(), v.today);
    let theirs = seats::boards_of(v.conn(), &actor)?;
    let mut lines: Vec<Markup> = Vec::new();
    for of in &theirs {
        let next = meetings::next_open(v.conn(), of.id)?;
        lines.push(html! {
            a.govuk-link href={ "/boards/" (of.id) } { (of.name) }
            @if let Some(next) = &next {
                ": " a.govuk-link href=(next.href()) { (dates::day(next.held_on)) } ", "
                (dates::due(next.held_on, today)) ". " (next.stand())
            }
        });
    }
    let markup = html! {
        @if !lines.is_empty() {
            h2.govuk-heading-m { "Boards on which you sit" }
            ul.govuk-list.eh-rows { @for line in &lines { li { (line) } } }
        }
    };
    Ok(Shown { markup, families: vec![] })
}

/// Where the partnership has agreed on a vision, a way to it.
pub(crate) fn our_vision(v: &mut View<'_>) -> Result<Shown> {
    let markup = html! {
        @if !v.pack.text("vision").is_empty() {
            p.govuk-body { a.govuk-link href="/strategy" { "Our vision, principles and strategy" } }
        }
    };
    Ok(Shown { markup, families: vec![] })
}
