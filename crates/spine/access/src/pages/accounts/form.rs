//! The questions about an account, which are the same for a new one.

use crate::{
    OrganisationId, Role,
    accounts::{NewAccount, Organisation},
};
use web::{Markup, Sheet, html, parts::Choice};

/// Whose account it is, for whom they work, what they come for.
pub fn questions(sheet: &Sheet, organisations: &[Organisation]) -> Markup {
    let organisations = organisations.iter().map(|one| Choice::new(one.id.to_string(), one.name.as_str()));
    let roles = Role::ALL.iter().map(|role| Choice::new(role.code(), role.label()));
    html! {
        (sheet.text("name", "Full name"))
        (sheet.text("email", "Email address").email())
        (sheet.text("job_title", "Job title"))
        (sheet.text("phone", "Telephone number").telephone())
        (sheet.select("organisation", "Organisation").prompt("Choose an organisation").items(organisations))
        (sheet.checkboxes("role", "Roles").items(roles))
    }
}

/// What was typed, complete or not: what is missing is for the rule to say.
pub fn read(sheet: &mut Sheet) -> NewAccount {
    NewAccount {
        name: sheet.optional("name", 100),
        email: sheet.optional("email", 200),
        job_title: sheet.optional("job_title", 100),
        phone: sheet.optional("phone", 40),
        organisation: sheet.fields.get("organisation").parse::<OrganisationId>().ok(),
        roles: sheet.fields.all("role").filter_map(Role::parse).collect(),
    }
}
