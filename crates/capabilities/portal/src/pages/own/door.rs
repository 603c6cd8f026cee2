//! `/my/sign-in`: a code, and a word that only its person knows. Whatever is wrong, the page is the same; so it tells
//! nobody whether there is a place, or whether it was closed.

use super::outer;
use crate::records::{self, Opening, PlaceId};
use access::{Context, Permits, Visit, letter_code::LetterCode, own_sessions};
use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use std::sync::{Arc, Mutex, PoisonError};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, say};

const TITLE: &str = "Your place";

/// What everybody is told for whom nothing opens.
const NOTHING: &str = "This code and word open nothing. Check both, or ask your lead professional for a new code";

fn show(context: &Context, sheet: &Sheet, ended: bool) -> Markup {
    let content = html! {
        @if ended {
            (parts::inset(html! { (say("Your place is closed at the moment. Open it with your code and your word.")) }))
        }
        p.govuk-body { (say("Here you see who helps you, what was agreed, and who knows what.")) }
        (sheet.keyless_form(html! {
            (sheet.text("code", "Your code").hint("12 letters and numbers, such as 7K2M-9QXA-T4VE").width(20).autocomplete("off"))
            (sheet.password("word", "Your own word or number"))
            (parts::button("Open"))
        }))
        p.govuk-body { a.govuk-link href="/my/begin" { (say("I have a new code and have not chosen a word yet")) } }
        p.govuk-body { (say("If you have lost your code or your word, your lead professional gives you another one.")) }
    };
    outer(context, TITLE, sheet, content)
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Markup> {
    let ended = visit.query("ended") == "yes";
    visit
        .as_nobody()
        .public_view(move |v| {
            let sheet = v.context().sheet(Fields::default());
            Ok(show(v, &sheet, ended))
        })
        .await
}

pub(in crate::pages) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    let (code, word) = (LetterCode::typed(fields.get("code")), fields.raw("word").trim().to_owned());
    let (pack, today) = (visit.app.pack.clone(), visit.app.db.now().date());
    let opened = code
        .opens_with(word, &visit, move |conn, hash| records::by_code(conn, hash, Opening::Again, (&pack, today)))
        .await;
    match opened {
        Ok(place) => enter(visit, fields, place, records::count_sign_in).await,
        Err(Error::NotFound) => {
            refused(visit, fields, "word", NOTHING, |context, sheet| show(context, sheet, false)).await
        }
        Err(other) => Err(other),
    }
}

/// The page again, with what is wrong; neither code nor word stand in it.
pub(super) async fn refused(
    visit: Visit,
    fields: Fields,
    at: &'static str,
    told: &'static str,
    show: impl Fn(&Context, &Sheet) -> Markup + Send + 'static,
) -> Result<Response> {
    visit
        .as_nobody()
        .public_view(move |v| {
            let mut kept = fields.clone();
            kept.retain(|name| !matches!(name, "word" | "known"));
            let mut sheet = v.context().sheet(kept);
            sheet.errors.add(at, told);
            Sheet::again(show(v, &sheet))
        })
        .await
}

/// Begins a session with an id of its own, once `f` has kept that it does; one that this browser had before ends.
pub(super) async fn enter<F>(visit: Visit, fields: Fields, place: PlaceId, mut f: F) -> Result<Response>
where
    F: FnMut(&mut store::Tx<'_>, PlaceId) -> Result<()> + Send + 'static,
{
    let (app, before) = (visit.app.clone(), visit.own_session().cloned());
    let begun: Arc<Mutex<Option<String>>> = Arc::default();
    let kept = begun.clone();
    let mut nameless = fields;
    // what is secret takes no part in the key under which the answer is kept
    nameless.retain(|name| !matches!(name, "word" | "known" | "code"));
    let mut response = visit
        .public_change(nameless, move |change, _| {
            f(change.tx, place)?;
            if let Some(before) = &before {
                own_sessions::end(change.tx.conn(), before)?;
            }
            let now = change.now;
            let secret = own_sessions::begin(change.tx.conn(), now, place.0)?;
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret.reveal().to_owned());
            Ok("/my".into())
        })
        .await?;
    if let Some(secret) = begun.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let cookie = HeaderValue::try_from(app.own_cookie(&secret)).map_err(|_| Error::Fault("a cookie".into()))?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
