//! Pages of the person: plain words, one thing a page, a way out on each.

pub(super) mod action;
pub(super) mod agreement;
pub(super) mod begin;
pub(super) mod door;
pub(super) mod home;
pub(super) mod looked;
pub(super) mod people;
pub(super) mod pictures;
pub(super) mod plan;
pub(super) mod request;
pub(super) mod say;
pub(super) mod services;
pub(super) mod sharing;

use crate::Own;
use access::{Change, Context, View, Visit};
use axum::response::{IntoResponse, Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, said, say};

/// Where whoever has no place open is asked to open one. It says the same whatever has become of their place.
pub(super) const DOOR: &str = "/my/sign-in?ended=yes";

/// Shows a page to whoever has opened a place; everybody else is at its door.
pub(super) async fn shown<F>(visit: Visit, mut show: F) -> Result<Response>
where
    F: FnMut(&mut View<'_>, &Own) -> Result<Markup> + Send + 'static,
{
    visit
        .as_themself()
        .public_view(move |v| match Own::open(v)? {
            Some(own) => Ok(show(v, &own)?.into_response()),
            None => Ok(web::see_other(DOOR)),
        })
        .await
}

/// A change by whoever has opened a place. One whose session has ended gets all that they typed back.
pub(super) async fn changed<F>(visit: Visit, fields: Fields, mut change: F) -> Result<Response>
where
    F: FnMut(&mut Change<'_, '_>, &Own, &mut Sheet) -> Result<String> + Send + 'static,
{
    visit
        .own_change(fields, move |inside, sheet| {
            let own = Own::open(inside)?.ok_or(Error::Stranger)?;
            change(inside, &own, sheet)
        })
        .await
}

/// The parts of a place, with this one marked.
fn nav(context: &Context) -> Markup {
    let items = [
        ("Home", "/my"),
        ("My request", "/my/request"),
        ("Who is who", "/my/people"),
        ("Our plan", "/my/plan"),
        ("Who knows what", "/my/sharing"),
        ("My say", "/my/say"),
        ("Our services", "/my/services"),
        ("Good days", "/my/good-days"),
        ("Who looked", "/my/looked"),
    ];
    parts::sub_navigation("Your place", &items.map(|(text, href)| (text, href.to_owned())), &context.path)
}

/// A page inside a place.
pub(super) fn page(context: &Context, title: &str, content: Markup) -> Markup {
    let content = html! {
        (nav(context))
        h1.govuk-heading-l { (say(title)) }
        (content)
        (foot(context))
    };
    context.frame.page(&web::tell(title), content)
}

/// A page inside a place, with a form.
pub(super) fn sheet_page(context: &Context, title: &str, back: &str, sheet: &Sheet, content: Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (say(title)) }
        (content)
        (foot(context))
    };
    context.frame.sheet_page(&web::tell(title), back, sheet, content)
}

/// A page before a place is open.
pub(super) fn outer(context: &Context, title: &str, sheet: &Sheet, content: Markup) -> Markup {
    sheet_page(context, title, "/", sheet, content)
}

/// That the place closes by itself; a way to a human being stands at the foot of every page.
fn foot(context: &Context) -> Markup {
    html! {
        @if context.actor.own_place.is_some() {
            p.govuk-body-s {
                (said("This closes by itself when you do nothing for {minutes} minutes.",
                    &[("minutes", &context.pack.number("own-place-idle"))]))
            }
        }
    }
}
