//! `/sign-in/code`: the second factor; a session with a new id.

use super::next;
use crate::{
    Actor, Permits, Visit, accounts,
    sessions::{self, Limits, Secret, Stage},
};
use axum::response::Response;
use store::{Conn, Instant, Vault};
use web::{Error, Fields, Frame, Markup, Result, Sheet, html, parts};

/// Wrong codes in 15 minutes after which an account has to wait.
const MOST: i64 = 5;

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
    let (limits, code, clock) = (visit.app.limits(), fields.get("code").to_owned(), visit.app.db.clone());
    let vault = visit.app.vault.clone();
    let whole = visit.app.db.upkeep(move |conn| complete(conn, &vault, clock.now(), limits, (&half, &code))).await?;

    let Some((secret, actor)) = whole else { return again(visit, fields).await };
    Ok(next::go_on(&visit.app, &secret, fields.get("next"), next::first_page(&actor)))
}

/// Completes a half-finished sign-in: the session that takes its place, and whose it is; nothing when the code is
/// wrong.
///
/// # Errors
/// [`Error::SignIn`] when there is none to complete; [`Error::TooMany`].
fn complete(
    conn: &mut Conn,
    vault: &Vault,
    now: Instant,
    limits: Limits,
    (half, code): (&Secret, &str),
) -> Result<Option<(Secret, Actor)>> {
    let found = sessions::find(conn, now, half, limits)?.filter(|(session, _)| session.stage == Stage::Password);
    let Some((session, actor)) = found else { return Err(Error::SignIn("/".into())) };
    let about = format!("code {}", session.account_id);
    if sessions::attempts(conn, now, &about)? >= MOST {
        return Err(Error::TooMany(900));
    }

    let account = accounts::find(conn, session.account_id)?;
    let sealed = account.totp_secret.as_deref().unwrap_or_default();
    let shared = vault.unseal(sealed, &sessions::authenticator(account.id))?;
    let Some(step) = sessions::totp_step(&shared, code, now, account.totp_step) else {
        sessions::note_attempt(conn, now, &about)?;
        return Ok(None);
    };

    sessions::spend_step(conn, account.id, step)?;
    sessions::end(conn, half)?;
    Ok(Some((sessions::begin(conn, now, account.id, Stage::Full)?, actor)))
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
