//! `/admin/accounts/new`: someone is let in, by an invitation that leads to a password of their own.

use crate::{
    OrganisationId, Permits, Role, Visit,
    accounts::{self, NewAccount, Organisation},
    manage, nobody,
};
use axum::response::Response;
use web::{Fields, Frame, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Add an account";

fn show(frame: &Frame, sheet: &Sheet, organisations: &[Organisation]) -> Markup {
    let organisations = organisations.iter().map(|one| Choice::new(one.id.to_string(), one.name.as_str()));
    let roles = Role::ALL.iter().map(|role| Choice::new(role.code(), role.label()));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        (sheet.form(html! {
            (sheet.text("name", "Full name"))
            (sheet.text("email", "Email address").email())
            (sheet.text("job_title", "Job title"))
            (sheet.text("phone", "Telephone number").telephone())
            (sheet.select("organisation", "Organisation").prompt("Choose an organisation").items(organisations))
            (sheet.checkboxes("role", "Roles").items(roles))
            (parts::button("Add and make an invitation"))
        }))
    };
    frame.sheet_page(TITLE, "/admin", sheet, content)
}

/// What was typed, complete or not: what is missing is for the rule to say.
fn read(sheet: &mut Sheet) -> NewAccount {
    NewAccount {
        name: sheet.optional("name", 100),
        email: sheet.optional("email", 200),
        job_title: sheet.optional("job_title", 100),
        phone: sheet.optional("phone", 40),
        organisation: sheet.fields.get("organisation").parse::<OrganisationId>().ok(),
        roles: sheet.fields.all("role").filter_map(Role::parse).collect(),
    }
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
            let (new, vault) = (read(sheet), change.app.vault.clone());

            let invited = sheet.heed(manage::invite(change.tx, &permit, &vault, &new))?;
            let Some(secret) = invited.filter(|_| sheet.is_valid()) else {
                let organisations = accounts::list_organisations(change.conn())?;
                return Sheet::again(show(&change.frame, sheet, &organisations));
            };
            // the link is the only thing that lets the new person in: it is shown once, and kept nowhere
            change.leads_to_secret();
            Ok(format!("/invitation/{}?show=link", secret.reveal()))
        })
        .await
}
