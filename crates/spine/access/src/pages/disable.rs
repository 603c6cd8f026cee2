//! `/admin/accounts/{id}/disable`: someone is shut out.

use crate::{
    AccountId, Permits, Visit,
    accounts::{self, Account},
    manage, nobody,
};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html};

fn show(account: &Account, sheet: &Sheet) -> Markup {
    html! {
        h1.govuk-heading-l { "Disable the account of " (account.name) "?" }
        p.govuk-body {
            "They are signed out at once, everywhere. Give their families and work to someone else first."
        }
        (sheet.short_form(html! {
            button.govuk-button.govuk-button--warning type="submit" data-module="govuk-button" {
                "Disable account"
            }
        }))
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<AccountId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::ManageAccounts)?;
            let account = accounts::find(v.conn(), id)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(v.frame.page_back("Disable an account", "/admin", show(&account, &sheet)))
        })
        .await
}

/// Where a rule says no there is nothing on the page to put right: it is told on a page of its own.
pub(super) async fn submit(visit: Visit, Path(id): Path<AccountId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::ManageAccounts)?;
            manage::disable(change.tx, &permit, id)?;
            Ok("/admin?done=saved".into())
        })
        .await
}
