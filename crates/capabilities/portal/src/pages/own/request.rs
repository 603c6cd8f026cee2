//! `/my/request`: what this person asked the front door for, how far that is, and the answer that was given to them.

use super::{page as whole, shown};
use crate::Own;
use access::{Permits, View, Visit};
use axum::response::Response;
use contacts::rules::State;
use web::{Markup, Result, dates, html, parts, said, say};

fn words(state: State) -> &'static str {
    match state {
        State::Received => "It has arrived, and is being read.",
        State::Asked => "The front door has a question for you.",
        State::Decided => "It is decided. You will be told soon.",
        State::Answered | State::Closed => "It is answered.",
    }
}

fn show(v: &mut View<'_>, own: &Own) -> Result<Markup> {
    let requests = own.requests(v.conn())?;
    let content = html! {
        @if requests.is_empty() {
            p.govuk-body { (say("You have not written to the front door yourself, or it is not known that it was you.")) }
        }
        @for one in &requests {
            div.eh-entry {
                h2.govuk-heading-m { (said("{day}: {reference}", &[("day", &dates::day(one.received_at.date())), ("reference", &one.reference)])) }
                p.govuk-body { (say(words(one.state()))) }
                @if one.state().waits() {
                    p.govuk-body { (said("You have an answer by {day}.", &[("day", &dates::day(one.decide_by))])) }
                }
                p.govuk-body-s { (say("What you wrote:")) }
                (parts::inset(html! { span.eh-pre { (one.summary) } }))
                @if one.answered_at.is_some() && !one.answer.is_empty() {
                    p.govuk-body-s { (say("The answer:")) }
                    (parts::inset(html! { span.eh-pre { (one.answer) } }))
                }
            }
        }
        p.govuk-body { (say("With the reference and the code of your receipt you can also add to it.")) " "
            a.govuk-link href="/ask-for-help/answer" { (say("Read or add to an answer")) } }
    };
    Ok(whole(v, "My request", content))
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    shown(visit, show).await
}
