//! `/admin/accounts/new`: someone is let in, by an invitation that leads to a password of their own.

use super::accounts::form;
use crate::{
    Permits, Visit,
    accounts::{self, Organisation},
    manage, nobody,
};
use axum::response::Response;
use web::{Fields, Frame, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Add an account";

fn show(frame: &Frame, sheet: &Sheet, organisations: &[Organisation]) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        (sheet.form(html! {
            (form::questions(sheet, organisations))
            (parts::button("Add and make an invitation"))
        }))
    };
    frame.sheet_page(TITLE, "/admin/accounts", sheet, content)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::ManageAccounts)?;
            let organisations = accounts::list_organisations(v.conn())?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(&v.frame, &sheet, &organisations))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::ManageAccounts)?;
            let (new, vault) = (form::read(sheet), change.app.vault.clone());

            let invited = sheet.heed(manage::invite(change.tx, &permit, &vault, &new))?;
            let Some(secret) = invited.filter(|_| sheet.is_valid()) else {
                let organisations = accounts::list_organisations(change.conn())?;
                return Sheet::again(show(&change.frame, sheet, &organisations));
            };
            // the link is the only thing that lets the new person in: kept sealed, for a second click alone
            change.leads_to_secret();
            Ok(format!("/invitation/{}?show=link", secret.reveal()))
        })
        .await
}
