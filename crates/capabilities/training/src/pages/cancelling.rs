//! `/training/sessions/{id}/cancel`: with a reason, which everybody reads who is booked.

use crate::{
    keeping,
    records::{Course, Session, SessionId},
};
use access::{Context, Visit};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Cancel the session";

fn show(context: &Context, (session, of): (&Session, &Course), sheet: &Sheet) -> Markup {
    let content = html! {
        span.govuk-caption-l { (session.title(of)) }
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "Everybody who is booked is told, and offered a place in the next session; where there is none, they come \
             first when it is planned. If only the trainer cannot come, "
            a.govuk-link href={ (session.href()) "/change" } { "choose another" } "."
        }
        (sheet.form(html! {
            (sheet.textarea("why", "Why?").hint("Whoever is booked reads it. Nobody's illness.").rows(3))
            (parts::button(TITLE))
        }))
    };
    context.frame.sheet_page(TITLE, &session.href(), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<SessionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (_, session, of) = super::run(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, (&session, &of), &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<SessionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let (permit, session, of) = super::run(change, id)?;
            let (why, pack) = (sheet.optional("why", 500), change.pack.clone());
            let done = match sheet.is_valid() {
                true => sheet.heed(keeping::cancel(change.tx, &permit, &pack, id, &why))?,
                false => None,
            };
            match done {
                Some(()) => Ok(format!("{}?done=saved", session.href())),
                None => Sheet::again(show(change, (&session, &of), sheet)),
            }
        })
        .await
}
