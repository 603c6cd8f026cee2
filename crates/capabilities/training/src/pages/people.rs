//! `/training/sessions/{id}/people/new`: somebody else is booked by name: a colleague, or somebody who is there without
//! having booked.

use crate::{
    booking::{self, Whom},
    records::{Course, Session, SessionId},
};
use access::{Context, Permits, Visit, course, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Book for somebody else";

fn show(context: &Context, (session, of): (&Session, &Course), sheet: &Sheet) -> Markup {
    let content = html! {
        span.govuk-caption-l { (session.title(of)) }
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "Somebody with an account is found by their e-mail address. Of others name, organisation and address are kept \
             until nothing needs them any more: the letters, and the day on which a certificate runs out."
        }
        (sheet.form(html! {
            (sheet.text("name", "Full name").width(30))
            (sheet.text("organisation", "For whom do they work?").width(30))
            (sheet.text("email", "E-mail address").email().hint("Without one they get no letters: tell them yourself."))
            (parts::button("Book"))
        }))
    };
    context.frame.sheet_page(TITLE, &session.href(), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<SessionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::BookTraining)?;
            let (session, of) = super::found(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, (&session, &of), &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<SessionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::BookTraining)?;
            let (session, of) = super::found(change, id)?;
            let runs = match change.may(course::Run, of.id)? {
                true => Some(change.permit(course::Run, of.id)?),
                false => None,
            };
            let whom = Whom::Person {
                name: sheet.optional("name", 200),
                organisation: sheet.optional("organisation", 200),
                email: sheet.optional("email", 200),
            };
            let booked = match sheet.is_valid() {
                true => sheet.heed(booking::book(change.tx, &permit, id, whom, runs.as_ref()))?,
                false => None,
            };
            match booked {
                Some(_) => Ok(format!("{}?done=saved", session.href())),
                None => Sheet::again(show(change, (&session, &of), sheet)),
            }
        })
        .await
}
