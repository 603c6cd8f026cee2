//! `/my`: what is new, and where everything is.

use super::{page as whole, shown};
use crate::Own;
use access::{Permits, View, Visit};
use axum::response::Response;
use web::{Markup, Result, dates, html, parts, said, say};

fn show(v: &mut View<'_>, own: &Own) -> Result<Markup> {
    let released = own.released(v.conn())?;
    let actions = own.my_actions(v.conn())?;
    let open = actions.iter().filter(|action| action.is_open()).count();
    let episode = own.episode(v.conn())?;
    let review = match &episode {
        Some(of) => own.next_review(v.conn(), of)?,
        None => None,
    };
    let asked = match &episode {
        Some(of) => own.asked(v.conn(), of)?,
        None => false,
    };
    let answers = crate::records::own_sayings(v.conn(), own)?.iter().filter(|one| !one.answer.is_empty()).count();
    let ended = episode.as_ref().and_then(|of| of.closed_at);
    let content = html! {
        p.govuk-body-l { (said("Hello {name}.", &[("name", &own.name())])) }
        @if let Some(ended) = ended {
            (parts::inset(said("Help ended on {day}. You can look here for some weeks more.", &[("day", &dates::day(ended.date()))])))
        }
        @if asked {
            (parts::inset(html! { (say("You were asked what you think of the help. The code is in your letter.")) " "
                a.govuk-link href="/feedback" { (say("Answer three questions")) } }))
        }
        ul.govuk-list.govuk-list--spaced {
            li {
                a.govuk-link href="/my/plan" { (say("Our plan")) } br;
                @if open == 0 { (say("Nothing of it waits for you.")) }
                @else if open == 1 { (say("One thing in it is yours to do.")) }
                @else { (said("{n} things in it are yours to do.", &[("n", &open)])) }
                @if let Some(newest) = released.first() {
                    " " (said("Last shown to you on {day}.", &[("day", &dates::day(newest.decided_at.unwrap_or(newest.prepared_at).date()))]))
                }
            }
            li {
                a.govuk-link href="/my/people" { (say("Who is who")) } br;
                @match &review {
                    Some(review) => (said("You all meet on {day}.", &[("day", &dates::day(review.planned_on))])),
                    None => (say("Who helps you, and how to reach them.")),
                }
            }
            li { a.govuk-link href="/my/request" { (say("My request")) } br; (say("What you asked for, and the answer.")) }
            li { a.govuk-link href="/my/sharing" { (say("Who knows what")) } br; (say("What you agreed to, and with whom it is shared. You can end it.")) }
            li {
                a.govuk-link href="/my/say" { (say("My say")) } br;
                @if answers > 0 { (say("There are answers to what you said.")) }
                @else { (say("Say something before a meeting, put something right, ask for a copy, complain.")) }
            }
            li { a.govuk-link href="/my/services" { (say("Our services")) } br; (say("What you were referred to, and what you wait for.")) }
            li { a.govuk-link href="/my/good-days" { (say("Good days")) } br; (say("Pictures that you keep for yourself.")) }
            li { a.govuk-link href="/my/looked" { (say("Who looked")) } br; (say("Who looked at what is kept about you.")) }
        }
    };
    Ok(whole(v, "Your place", content))
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    shown(visit, show).await
}
