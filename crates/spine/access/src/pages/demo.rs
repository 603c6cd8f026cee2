//! Demo sign-in: by choosing a person. Exists only on data that `demo` made.

use super::next;
use crate::{
    Permits, View, Visit, accounts,
    sessions::{self, Stage},
};
use axum::response::Response;
use web::{Error, Fields, Markup, Result, html};

/// Someone one can be.
pub(super) struct Person {
    email: String,
    name: String,
    job: String,
    organisation: String,
}

/// The accounts of interface.md: those at `@example.org`.
pub(super) fn people(v: &mut View<'_>) -> Result<Vec<Person>> {
    let all = accounts::list(v.conn())?;
    let named =
        all.into_iter().filter(|(account, _)| account.email.ends_with("@example.org") && account.disabled_at.is_none());
    let person = |(account, organisation): (accounts::Account, String)| Person {
        email: account.email,
        name: account.name,
        job: account.job_title,
        organisation,
    };
    Ok(named.map(person).collect())
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
                        button.eh-link-button type="submit" {
                            (person.name) ", " (person.job) ", " (person.organisation)
                        }
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

    let (now, email) = (visit.app.db.now(), fields.get("account").to_owned());
    let signed_in = visit.app.db.upkeep(move |conn| {
        let account = accounts::find_by_email(conn, &email)?.ok_or(Error::NotFound)?;
        let actor = accounts::actor(conn, now, account.id)?.ok_or(Error::NotFound)?;
        Ok::<_, Error>((sessions::begin(conn, now, account.id, Stage::Full)?, next::first_page(&actor)))
    });
    let (secret, first) = signed_in.await?;
    Ok(next::go_on(&visit.app, &secret, fields.get("next"), first))
}
