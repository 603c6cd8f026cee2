//! `/sign-in`: e-mail address and password; the code comes next.

use super::demo;
use crate::{
    Visit, accounts, password,
    sessions::{self, Stage},
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use web::{Error, Fields, Form, Frame, Markup, Result, html, parts};

/// Failed tries in 15 minutes after which an address has to wait.
const MOST: i64 = 10;

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let next = visit.query("next");
    let app = visit.app.clone();
    visit
        .public_view(move |v| {
            let people = if app.demo { demo::people(v)? } else { vec![] };
            let form = Form::from(Fields::default().with("next", next.clone()));
            Ok(view(&v.frame, &form, &people))
        })
        .await
}

fn view(frame: &Frame, form: &Form, people: &[demo::Person]) -> Markup {
    let content = html! {
        div.govuk-grid-row { div.govuk-grid-column-two-thirds {
            h1.govuk-heading-l { "Sign in" }
            form method="post" action="/sign-in" novalidate {
                input type="hidden" name="next" value=(form.fields.get("next"));
                (parts::input(form, parts::Input { name: "email", label: "Email address", kind: "email", autocomplete: "username", ..Default::default() }))
                (parts::password(form, "password", "Password", "", "current-password"))
                (parts::button("Continue"))
            }
            @if !people.is_empty() { (demo::choose(people, form.fields.get("next"))) }
        } }
    };
    frame.form_page("Sign in", "/", form, content)
}

/// Only an address within this site, so that no link can send someone elsewhere after sign-in.
pub(super) fn safe_next(next: &str) -> Option<&str> {
    let local =
        next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    local.then_some(next)
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    let app = visit.app.clone();
    let (email, typed) = (fields.get("email").to_lowercase(), fields.raw("password").to_owned());
    let about = email.clone();
    let db = app.db.clone();
    let found = db
        .read::<_, Error, _>(move |conn| {
            let tries = sessions::attempts(conn, app.db.now(), &about)?;
            Ok((tries, accounts::find_by_email(conn, &about)?))
        })
        .await?;
    let (tries, account) = found;
    if tries >= MOST {
        return Err(Error::TooMany(900));
    }
    let usable = account.filter(|a| a.disabled_at.is_none());
    let hash = usable.as_ref().and_then(|a| a.password.clone());
    let right = {
        let _turn = visit.app.hashing.acquire().await.map_err(|e| Error::Fault(e.to_string()))?;
        tokio::task::spawn_blocking(move || password::verify(&typed, hash.as_deref()))
            .await
            .map_err(|e| Error::Fault(e.to_string()))?
    };
    let now = db.now();
    let Some(account) = usable.filter(|_| right) else {
        db.upkeep::<_, Error, _>(move |conn| Ok(sessions::note_attempt(conn, now, &email)?)).await?;
        let mut form = Form::from(fields);
        form.errors.add("email", "The email address or password is not right. Check both and try again");
        return visit.public_view(move |v| Err(Error::Invalid(Box::new(view(&v.frame, &form, &[]))))).await;
    };
    let id = account.id;
    let secret = db.upkeep::<_, Error, _>(move |conn| Ok(sessions::begin(conn, now, id, Stage::Password)?)).await?;
    let next: String = safe_next(fields.get("next")).unwrap_or_default().into();
    let to = format!("/sign-in/code?next={}", Fields::escape(&next));
    Ok(([(header::SET_COOKIE, visit.app.cookie(secret.reveal()))], web::see_other(&to)).into_response())
}
