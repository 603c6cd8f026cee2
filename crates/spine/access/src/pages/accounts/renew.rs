//! `/admin/accounts/{id}/invite` and `/admin/accounts/{id}/reset`: the way back for somebody who did not come in, or
//! cannot any more. Both end at the link to hand on.

use super::href;
use crate::{
    AccountId, Change, Permits, Visit,
    accounts::{self, Account},
    manage, nobody,
    sessions::Secret,
};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

fn ask_invite(account: &Account, sheet: &Sheet) -> Markup {
    html! {
        h1.govuk-heading-l { "Invite " (account.name) " again?" }
        p.govuk-body { "You get a new link to hand on. An earlier one does not work any more." }
        (sheet.short_form(parts::button("Make a new invitation")))
    }
}

fn ask_reset(account: &Account, sheet: &Sheet) -> Markup {
    html! {
        h1.govuk-heading-l { "Reset password and second factor of " (account.name) "?" }
        p.govuk-body {
            "They are signed out at once, everywhere, and their API tokens end. You get a link to hand on, with which "
            "they choose a new password and connect their phone. They are told by email that this was done."
        }
        (parts::warning("Make sure that it is really they who ask: call them at a number that you know."))
        (sheet.short_form(parts::button("Reset and make an invitation")))
    }
}

async fn ask(visit: Visit, id: AccountId, title: &'static str, show: fn(&Account, &Sheet) -> Markup) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::ManageAccounts)?;
            let account = accounts::find(v.conn(), id)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(v.frame.page_back(title, &href(id), show(&account, &sheet)))
        })
        .await
}

pub async fn invite(visit: Visit, Path(id): Path<AccountId>) -> Result<Markup> {
    ask(visit, id, "Invite again", ask_invite).await
}

pub async fn reset(visit: Visit, Path(id): Path<AccountId>) -> Result<Markup> {
    ask(visit, id, "Reset password and second factor", ask_reset).await
}

/// Leads to the link, which is secret.
fn hand_on(change: &mut Change<'_, '_>, secret: &Secret) -> String {
    change.leads_to_secret();
    format!("/invitation/{}?show=link", secret.reveal())
}

pub async fn submit_invite(visit: Visit, Path(id): Path<AccountId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::ManageAccounts)?;
            let vault = change.app.vault.clone();
            let secret = manage::invite_again(change.tx, &permit, &vault, id)?;
            Ok(hand_on(change, &secret))
        })
        .await
}

pub async fn submit_reset(visit: Visit, Path(id): Path<AccountId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::ManageAccounts)?;
            let vault = change.app.vault.clone();
            let secret = manage::reset(change.tx, &permit, &vault, id)?;
            Ok(hand_on(change, &secret))
        })
        .await
}
