//! Demo sign-in: by choosing a person. Exists only on data that `demo` made.

use crate::{
    Permits, View, Visit, accounts,
    sessions::{self, Stage},
    visit::first_page,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use web::{Error, Fields, Markup, Result, html};

/// Someone one can be.
#[derive(Clone)]
pub(super) struct Person {
    email: String,
    name: String,
    job: String,
    organisation: String,
}

/// The accounts of interface.md: those at `@example.org`.
pub(super) fn people(v: &mut View<'_>) -> Result<Vec<Person>> {
    let all = accounts::list(v.conn())?;
    let named = all.into_iter().filter(|(a, _)| a.email.ends_with("@example.org") && a.disabled_at.is_none());
    Ok(named.map(|(a, o)| Person { email: a.email, name: a.name, job: a.job_title, organisation: o }).collect())
}

pub(super) fn choose(people: &[Person], next: &str) -> Markup {
    html! {
        h2.govuk-heading-m { "Or, in this demo, be one of these people" }
        ul.govuk-list.govuk-list--spaced {
            @for person in people {
                li {
                    form method="post" action="/demo/sign-in" {
                        input type="hidden" name="account" value=(person.email);
                        input type="hidden" name="next" value=(next);
                        button.eh-link-button type="submit" { (person.name) ", " (person.job) ", " (person.organisation) }
                    }
                }
            }
        }
    }
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    if !visit.app.demo {
        return Err(Error::NotFound);
    }
    let db = visit.app.db.clone();
    let now = db.now();
    let email = fields.get("account").to_owned();
    let (secret, first) = db
        .upkeep::<_, Error, _>(move |conn| {
            let account = accounts::find_by_email(conn, &email)?.ok_or(Error::NotFound)?;
            let actor = accounts::actor(conn, now, account.id)?.ok_or(Error::NotFound)?;
            Ok((sessions::begin(conn, now, account.id, Stage::Full)?, first_page(&actor)))
        })
        .await?;
    let to = super::sign_in::safe_next(fields.get("next")).filter(|n| *n != "/").unwrap_or(first);
    Ok(([(header::SET_COOKIE, visit.app.cookie(secret.reveal()))], web::see_other(to)).into_response())
}
