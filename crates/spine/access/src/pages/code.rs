//! `/sign-in/code`: the second factor; a session with a new id.

use super::next;
use crate::{
    Actor, Permits, Visit, accounts,
    attempts::Buckets,
    browsers, letters,
    sessions::{self, Secret, Stage},
};
use axum::{http::header, response::Response};
use store::Conn;
use web::{Error, Fields, Frame, Markup, Result, Sheet, html, parts};

fn show(frame: &Frame, sheet: &Sheet) -> Markup {
    let label = "Enter the 6-digit code from your authenticator app";
    let content = sheet.keyless_form(html! {
        (sheet.hidden("next"))
        (sheet.text("code", label).heading().width(5).autocomplete("one-time-code").numeric())
        (parts::button("Sign in"))
    });
    frame.sheet_page("Enter your code", "/sign-in", sheet, content)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let next = visit.query("next");
    visit
        .public_view(move |v| {
            let sheet = v.context().sheet(Fields::default().with("next", &next));
            Ok(show(&v.frame, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    let Some(half) = visit.session().cloned() else { return Err(Error::SignIn("/".into())) };
    let (inside, code) = (visit.clone(), fields.get("code").to_owned());
    let whole = visit.app.db.upkeep(move |conn| complete(conn, &inside, &half, &code)).await?;

    let Some(whole) = whole else { return again(visit, fields).await };
    let first = next::first_page(&whole.actor);
    let mut response = next::go_on(&visit.app, &whole.session, fields.get("next"), first);
    let cookie = visit.app.browser_cookie(whole.browser.reveal()).parse();
    response.headers_mut().append(header::SET_COOKIE, cookie.map_err(|_| Error::Fault("a cookie".into()))?);
    Ok(response)
}

/// Someone has signed in: the session that takes the place of the half one, the secret of the browser, who it is.
struct Whole {
    session: Secret,
    browser: Secret,
    actor: Actor,
}

/// Completes a half-finished sign-in; nothing when the code is wrong, which was counted before it was looked at.
///
/// # Errors
/// [`Error::SignIn`] when there is none to complete; [`Error::TooMany`].
fn complete(conn: &mut Conn, visit: &Visit, half: &Secret, code: &str) -> Result<Option<Whole>> {
    let now = visit.app.db.now();
    let found = sessions::find(conn, now, half, visit.app.limits())?;
    let found = found.filter(|(session, _)| session.stage == Stage::Password);
    let Some((session, actor)) = found else { return Err(Error::SignIn("/".into())) };

    let account = accounts::find(conn, session.account_id)?;
    let known = browsers::known(conn, now, visit.browser.as_ref(), account.id)?;
    let counted = Buckets::of_code(account.id, visit.client, known.as_deref()).count(conn, now)?;

    let sealed = account.totp_secret.as_deref().unwrap_or_default();
    let shared = visit.app.vault.unseal(sealed, &sessions::authenticator(account.id))?;
    let Some(step) = sessions::totp_step(&shared, code, now, account.totp_step) else {
        if counted.fills {
            letters::tell_of_guesses(conn, now, account.id)?;
        }
        return Ok(None);
    };

    counted.take_back(conn)?;
    sessions::spend_step(conn, account.id, step)?;
    sessions::end(conn, half)?;
    let browser = browsers::remember(conn, now, visit.browser.as_ref(), account.id)?;
    Ok(Some(Whole { session: sessions::begin(conn, now, account.id, Stage::Full)?, browser, actor }))
}

async fn again(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .public_view(move |v| {
            let mut sheet = v.context().sheet(fields.clone());
            sheet.errors.add("code", "The code is not right, or was used already. Wait for the next one and enter it");
            Sheet::again(show(&v.frame, &sheet))
        })
        .await
}
