//! `/sign-in/code`: the second factor; a session with a new id.

use super::sign_in::safe_next;
use crate::{
    Visit, accounts,
    sessions::{self, Stage},
    visit::first_page,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use web::{Error, Fields, Form, Frame, Markup, Result, html, parts};

const MOST: i64 = 5;

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let form = Form::from(Fields::default().with("next", visit.query("next")));
    visit.public_view(move |v| Ok(view(&v.frame, &form))).await
}

fn view(frame: &Frame, form: &Form) -> Markup {
    let content = html! {
        form method="post" action="/sign-in/code" novalidate {
            input type="hidden" name="next" value=(form.fields.get("next"));
            (parts::input(form, parts::Input {
                name: "code", label: "Enter the 6-digit code from your authenticator app", label_class: "govuk-label--l", heading: true,
                class: "govuk-input--width-5", autocomplete: "one-time-code", inputmode: "numeric", ..Default::default()
            }))
            (parts::button("Sign in"))
        }
    };
    frame.form_page("Enter your code", "/sign-in", form, content)
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    let Some(half) = visit.session().cloned() else { return Err(Error::SignIn("/".into())) };
    let (app, limits) = (visit.app.clone(), visit.app.limits());
    let code = fields.get("code").to_owned();
    let db = app.db.clone();
    let done = db
        .upkeep::<_, Error, _>(move |conn| {
            let now = app.db.now();
            let found = sessions::find(conn, now, &half, limits)?.filter(|(s, _)| s.stage == Stage::Password);
            let Some((session, actor)) = found else { return Err(Error::SignIn("/".into())) };
            let about = format!("code {}", session.account_id);
            if sessions::attempts(conn, now, &about)? >= MOST {
                return Err(Error::TooMany(900));
            }
            let account = accounts::find(conn, session.account_id)?;
            let secret = account.totp_secret.as_deref().unwrap_or_default();
            let Some(step) = sessions::totp_step(secret, &code, now, account.totp_step) else {
                sessions::note_attempt(conn, now, &about)?;
                return Ok(None);
            };
            sessions::spend_step(conn, account.id, step)?;
            sessions::end(conn, &half)?;
            let full = sessions::begin(conn, now, account.id, Stage::Full)?;
            Ok(Some((full, first_page(&actor))))
        })
        .await?;
    let Some((secret, first)) = done else {
        let mut form = Form::from(fields);
        form.errors.add("code", "The code is not right, or was used already. Wait for the next one and enter it");
        return visit.public_view(move |v| Err(Error::Invalid(Box::new(view(&v.frame, &form))))).await;
    };
    let to = safe_next(fields.get("next")).filter(|n| *n != "/").unwrap_or(first);
    Ok(([(header::SET_COOKIE, visit.app.cookie(secret.reveal()))], web::see_other(to)).into_response())
}
