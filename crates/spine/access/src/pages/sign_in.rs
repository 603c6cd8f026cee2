//! `/sign-in`: e-mail address and password; the code comes next.

use super::{demo, next};
use crate::{
    App, Permits, Visit,
    accounts::{self, Account},
    password,
    sessions::{self, Stage},
};
use axum::response::Response;
use web::{Error, Fields, Frame, Markup, Result, Sheet, html, parts};

/// Failed tries in 15 minutes after which an address has to wait.
const MOST: i64 = 10;

fn show(frame: &Frame, sheet: &Sheet, people: &[demo::Person]) -> Markup {
    let content = html! {
        div.govuk-grid-row {
            div.govuk-grid-column-two-thirds {
                h1.govuk-heading-l { "Sign in" }
                (sheet.keyless_form(html! {
                    (sheet.hidden("next"))
                    (sheet.text("email", "Email address").email().autocomplete("username"))
                    (sheet.password("password", "Password"))
                    (parts::button("Continue"))
                }))
                @if !people.is_empty() { (demo::choose(people, sheet.fields.get("next"))) }
            }
        }
    };
    frame.sheet_page("Sign in", "/", sheet, content)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let next = visit.query("next");
    visit
        .public_view(move |v| {
            let people = if v.app.demo { demo::people(v)? } else { vec![] };
            let sheet = v.context().sheet(Fields::default().with("next", &next));
            Ok(show(&v.frame, &sheet, &people))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    let email = fields.get("email").to_lowercase();
    let Some(account) = with_password(&visit.app, &email, fields.raw("password")).await? else {
        return again(visit, fields).await;
    };

    let (now, id) = (visit.app.db.now(), account.id);
    let begin = move |conn: &mut store::Conn| Ok::<_, Error>(sessions::begin(conn, now, id, Stage::Password)?);
    let secret = visit.app.db.upkeep(begin).await?;
    let next = next::within_this_site(fields.get("next")).unwrap_or_default();
    Ok(next::with_session(&visit.app, &secret, &format!("/sign-in/code?next={}", Fields::escape(next))))
}

/// The account in use that has this address and password. That there is none, or another password, is noted, so that
/// nobody can guess for long.
///
/// # Errors
/// [`Error::TooMany`].
async fn with_password(app: &App, email: &str, typed: &str) -> Result<Option<Account>> {
    let (now, about) = (app.db.now(), email.to_owned());
    let found = app.db.read(move |conn| {
        let tries = sessions::attempts(conn, now, &about)?;
        Ok::<_, Error>((tries, accounts::find_by_email(conn, &about)?))
    });
    let (tries, account) = found.await?;
    if tries >= MOST {
        return Err(Error::TooMany(900));
    }

    let usable = account.filter(|account| account.disabled_at.is_none());
    let hash = usable.as_ref().and_then(|account| account.password.clone());
    let typed = typed.to_owned();
    let right = super::hashing(app, move || password::verify(&typed, hash.as_deref())).await?;
    if !right {
        let about = email.to_owned();
        app.db.upkeep(move |conn| Ok::<_, Error>(sessions::note_attempt(conn, now, &about)?)).await?;
    }
    Ok(usable.filter(|_| right))
}

async fn again(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .public_view(move |v| {
            let mut sheet = v.context().sheet(fields.clone());
            sheet.errors.add("email", "The email address or password is not right. Check both and try again");
            Sheet::again(show(&v.frame, &sheet, &[]))
        })
        .await
}
