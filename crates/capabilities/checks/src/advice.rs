//! Advice to whoever writes: above what they write, one line each. It stops nothing.

use crate::{
    rules::{Found, On, Place},
    seen::Seen,
};
use access::capability::{Advised, Writing};
use pack::Pack;
use store::{Conn, Result};
use web::{Markup, dates, html, parts};

/// More than so many lines are folded.
const SHOWN: usize = 3;

/// No page carries more than so many; the file's own page has all.
const MOST: usize = 20;

/// What can be made better in what is written on this page.
pub(crate) fn advise(conn: &mut Conn, asked: &Advised<'_>) -> Result<Markup> {
    let seen = Seen::load(conn, asked.pack, asked.sight, asked.episode, asked.today)?;
    let here: Vec<&Found> = seen.open().filter(|found| belongs(found, asked.on)).collect();
    if here.is_empty() {
        return Ok(html! {});
    }
    let line = |found: &Found| line(asked, &seen, found);
    let (first, more) = here.split_at(here.len().min(SHOWN));
    let left = here.len().saturating_sub(MOST);
    Ok(html! {
        section.govuk-inset-text.eh-advice aria-labelledby="eh-advice" {
            h2.govuk-heading-s #eh-advice {
                "Advice: " (dates::plural(here.len() as i64, "thing")) " to look at"
            }
            ul.govuk-list.govuk-list--bullet { @for found in first { (line(found)) } }
            @if !more.is_empty() {
                (parts::details(&format!("{} more", more.len()), html! {
                    ul.govuk-list.govuk-list--bullet { @for found in more.iter().take(MOST - SHOWN) { (line(found)) } }
                    @if left > 0 {
                        a.govuk-link href={ "/episodes/" (seen.episode.id) "/checks" } { "All of them" }
                    }
                }))
            }
            p.govuk-hint { "A machine found this. It keeps you from nothing, and it may be wrong." }
        }
    })
}

fn line(asked: &Advised<'_>, seen: &Seen, found: &Found) -> Markup {
    html! { li { (told(asked.pack, seen, found)) " " (ways(seen, found, asked.on)) } }
}

/// What to do, and of what it is.
pub(crate) fn told(pack: &Pack, seen: &Seen, found: &Found) -> Markup {
    let about = seen.about(pack, found);
    html! { @if !about.is_empty() { strong { (about) ": " } } (found.check.advice) }
}

/// To where it is mended, unless it is here; and to say that it is not so.
fn ways(seen: &Seen, found: &Found, on: Writing<'_>) -> Markup {
    let about = found.check.title.to_lowercase();
    html! {
        @if !is_here(found, on) {
            a.govuk-link href=(seen.href(found)) { "Mend" span.govuk-visually-hidden { ": " (about) } } " · "
        }
        a.govuk-link href=(seen.answer_at(found)) { "Not so?" span.govuk-visually-hidden { " " (about) } }
    }
}

fn is_here(found: &Found, on: Writing<'_>) -> bool {
    match (&found.spot.place, on) {
        (Place::Area(code), Writing::Area(here)) => code == here,
        (Place::Assessment, Writing::Assessment) | (Place::Plan, Writing::Plan) => true,
        (Place::Review(id), Writing::Review(here)) => *id == here,
        _ => false,
    }
}

/// What is looked at where: an area has its own, a review what comes with time, and before help ends all is looked at.
fn belongs(found: &Found, on: Writing<'_>) -> bool {
    let spot = &found.spot;
    let of_area = |code: &str| spot.part.split(' ').next() == Some(code);
    match on {
        // what is complete is told where it is read, and a new version begins with it
        Writing::Assessment => is_on(found, On::Assessment),
        Writing::Area(code) => is_on(found, On::Assessment) && of_area(code),
        Writing::Plan => is_on(found, On::Plan) || matches!(found.check.code, "drift-still" | "results-against-reason"),
        Writing::Review(id) => spot.subject == id || (found.check.on == On::Time && spot.person.is_none()),
        Writing::Closure => true,
    }
}

/// A paragraph that stands elsewhere belongs to the record in which it stands.
fn is_on(found: &Found, on: On) -> bool {
    let spot = &found.spot;
    if found.check.code != "same-text" {
        return found.check.on == on;
    }
    matches!(
        (&spot.place, on),
        (Place::Area(_) | Place::Assessment, On::Assessment) | (Place::Plan | Place::Outcome(_), On::Plan)
    )
}
