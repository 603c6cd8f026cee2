//! `/sign-in`: e-mail address and password; the code comes next.

use super::{demo, next};
use crate::{
    Permits, Visit,
    accounts::{self, Account},
    attempts::{Buckets, Try},
    browsers, letters, password,
    sessions::{self, Stage},
};
use axum::response::Response;
use store::Conn;
use web::{Error, Fields, Frame, Markup, Result, Sheet, html, parts};

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
    let Some(account) = with_password(&visit, &email, fields.raw("password")).await? else {
        return again(visit, fields).await;
    };

    let (now, id) = (visit.app.db.now(), account.id);
    let begin = move |conn: &mut store::Conn| Ok::<_, Error>(sessions::begin(conn, now, id, Stage::Password)?);
    let secret = visit.app.db.upkeep(begin).await?;
    let next = next::within_this_site(fields.get("next")).unwrap_or_default();
    Ok(next::with_session(&visit.app, &secret, &format!("/sign-in/code?next={}", Fields::escape(next))))
}

/// The account in use that has this address and password. A try is counted before it is judged; a right one is not
/// counted any more.
///
/// # Errors
/// [`Error::TooMany`].
async fn with_password(visit: &Visit, email: &str, typed: &str) -> Result<Option<Account>> {
    let (account, counted) = counted(visit, email).await?;
    let usable = account.filter(|account| account.disabled_at.is_none());
    let hash = usable.as_ref().and_then(|account| account.password.clone());
    let typed = typed.to_owned();
    let right = super::hashing(&visit.app, move || password::verify(&typed, hash.as_deref())).await?;

    let found = usable.filter(|_| right);
    let (now, owner) = (visit.app.db.now(), found.is_none().then_some(counted.owner).flatten());
    let end = move |conn: &mut Conn| {
        if right {
            counted.try_.take_back(conn)?;
        }
        match owner {
            Some(owner) if counted.try_.fills => letters::tell_of_guesses(conn, now, owner),
            _ => Ok(()),
        }
    };
    visit.app.db.upkeep(end).await?;
    Ok(found)
}

/// A try that counts, and whose account it is about.
struct Counted {
    try_: Try,
    owner: Option<store::AccountId>,
}

/// Counts a try, if there is room for it: looked up first, so that a flood of what is refused does not hold up those
/// who save their work.
async fn counted(visit: &Visit, email: &str) -> Result<(Option<Account>, Counted)> {
    let (now, email, client, browser) = (visit.app.db.now(), email.to_owned(), visit.client, visit.browser.clone());
    let look = move |conn: &mut Conn| {
        let account = accounts::find_by_email(conn, &email)?;
        let known = match &account {
            Some(account) => browsers::known(conn, now, browser.as_ref(), account.id)?,
            None => None,
        };
        let buckets = Buckets::of_password(&email, client, known.as_deref());
        buckets.check(conn, now)?;
        Ok::<_, Error>((account, buckets))
    };
    let (account, buckets) = visit.app.db.read(look).await?;

    let try_ = visit.app.db.upkeep(move |conn| buckets.count(conn, now)).await?;
    let in_use = account.as_ref().filter(|account| account.disabled_at.is_none());
    let owner = in_use.map(|account| account.id);
    Ok((account, Counted { try_, owner }))
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
