//! `/admin/accounts/{id}/enable`: someone who was shut out is let in again.

use super::href;
use crate::{
    AccountId, Permits, Visit,
    accounts::{self, Account},
    manage, nobody,
};
use axum::{extract::Path, response::Response};
use web::{Fields, Frame, Markup, Result, Sheet, html, parts};

fn show(frame: &Frame, account: &Account, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "Enable the account of " (account.name) "?" }
        @if account.address().is_some() {
            p.govuk-body {
                "They sign in as before. If they have lost their password or phone, reset these afterwards. "
                "They are told by email."
            }
        } @else {
            p.govuk-body {
                "Its email address was given to another account, so it needs a new one. Afterwards invite them again."
            }
        }
        (sheet.short_form(html! {
            @if account.address().is_none() { (sheet.text("email", "New email address").email()) }
            (parts::button("Enable account"))
        }))
    };
    frame.sheet_page("Enable an account", &href(account.id), sheet, content)
}

pub async fn page(visit: Visit, Path(id): Path<AccountId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::ManageAccounts)?;
            let account = accounts::find(v.conn(), id)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(show(&v.frame, &account, &sheet))
        })
        .await
}

pub async fn submit(visit: Visit, Path(id): Path<AccountId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::ManageAccounts)?;
            let account = accounts::find(change.conn(), id)?;
            let email = sheet.optional("email", 200);

            let done = manage::enable(change.tx, &permit, id, Some(&email));
            // without a question on the page there is nothing to put right: what a rule says is a page of its own
            let done = if account.address().is_none() { sheet.heed(done)? } else { Some(done?) };
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(show(&change.frame, &account, sheet));
            }
            Ok(format!("{}?done=saved", href(id)))
        })
        .await
}
