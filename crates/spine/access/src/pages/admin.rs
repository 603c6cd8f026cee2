//! `/admin`: accounts, teams, waiting work, the numbers of the practice pack.

use crate::{AccountId, Change, OrganisationId, Permits, Role, Visit, accounts, guard, nobody, sessions};
use axum::{extract::Path, response::Response};
use store::jobs;
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts, parts::Colour};

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SeeSystem)?;
            let people = accounts::list(v.conn())?;
            let waiting = jobs::counts(v.conn())?;
            let open = jobs::list_open(v.conn(), 20)?;
            let shown = people.iter().take(40).map(|(a, organisation)| {
                let state = if a.disabled_at.is_some() {
                    parts::tag("Disabled", Colour::Grey)
                } else if a.password.is_none() && !v.app.demo {
                    parts::tag("Invited", Colour::Yellow)
                } else {
                    html! { a.govuk-link href={ "/admin/accounts/" (a.id) "/disable" } { "Disable" span.govuk-visually-hidden { " " (a.name) } } }
                };
                let roles: Vec<&str> = a.roles().iter().map(|r| r.label()).collect();
                vec![html! { (a.name) }, html! { (organisation) }, html! { (roles.join(", ")) }, state]
            });
            let shown = shown.collect();
            let jobs = open.iter().map(|j| {
                let state = if j.failed_at.is_some() { parts::tag("Given up", Colour::Red) } else { parts::tag("Waiting", Colour::Blue) };
                vec![html! { (j.kind) }, state, html! { (j.attempts) }, html! { (j.last_error.as_deref().unwrap_or("none")) }]
            });
            let jobs = jobs.collect();
            let settings = v.pack.settings().map(|(_, s)| {
                vec![html! { (s.label) }, html! { (s.value) " " (s.unit.replace('-', " ")) }, html! { (s.source) }]
            });
            let settings = settings.collect();
            let content = html! {
                h1.govuk-heading-l { "Administration" }
                (parts::button_link("Add an account", "/admin/accounts/new", ""))
                (parts::table(&format!("Accounts ({}{})", people.len(), if people.len() > 40 { ", the first 40; `earlyhelp account list` has all" } else { "" }), &["Name", "Organisation", "Roles", "State"], shown))
                h2.govuk-heading-m { "Work for later" }
                p.govuk-body { (waiting.waiting) " waiting, " (waiting.failed) " given up." }
                @if !open.is_empty() { (parts::table("Jobs", &["Kind", "State", "Tries", "Last error"], jobs)) }
                (parts::details("The numbers of the practice pack", html! {
                    p.govuk-body { (v.pack.title) ", version " (v.pack.version) ". They are changed in the pack, not here." }
                    (parts::table("Settings", &["What", "Value", "Source"], settings))
                }))
            };
            Ok(v.frame.page("Administration", content))
        })
        .await
}

fn new_view(inside: &mut impl Permits, form_: &Form, key: &str) -> Result<Markup> {
    let organisations = accounts::list_organisations(inside.conn())?;
    let ids: Vec<String> = organisations.iter().map(|o| o.id.to_string()).collect();
    let mut items = vec![("", "Choose an organisation")];
    items.extend(ids.iter().zip(&organisations).map(|(id, o)| (id.as_str(), o.name.as_str())));
    let frame = &inside.context().frame;
    let roles = Role::ALL.iter().map(|r| parts::Choice::new(r.code(), r.label())).collect();
    let content = html! {
        h1.govuk-heading-l { "Add an account" }
        (form(frame, "/admin/accounts/new", key, true, html! {
            (parts::input(form_, parts::Input { name: "name", label: "Full name", ..Default::default() }))
            (parts::input(form_, parts::Input { name: "email", label: "Email address", kind: "email", ..Default::default() }))
            (parts::input(form_, parts::Input { name: "job_title", label: "Job title", ..Default::default() }))
            (parts::input(form_, parts::Input { name: "phone", label: "Telephone number", kind: "tel", class: "govuk-input--width-20", ..Default::default() }))
            (parts::select(form_, "organisation", "Organisation", "", &items))
            (parts::checkboxes(form_, parts::Choices { name: "role", legend: "Roles", items: roles, ..Default::default() }))
            (parts::button("Add and make an invitation"))
        }))
    };
    Ok(frame.form_page("Add an account", "/admin", form_, content))
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::ManageAccounts)?;
            let (form, _) = v.form(Fields::default)?;
            new_view(v, &form, &store::Uuid::now_v7().to_string())
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, |change, fields| {
            change.allow(nobody::ManageAccounts)?;
            let mut form = Form::from(fields.clone());
            let Some(new) = check(change, &mut form)? else {
                return Err(Error::Invalid(Box::new(new_view(change, &form, fields.get("key"))?)));
            };
            let id = accounts::add(change.tx, &new)?;
            let now = change.now;
            let secret = sessions::invite(change.conn(), now, id)?;
            // the link is the only thing that lets the new person in: it is shown once, and kept nowhere
            change.leads_to_secret();
            Ok(format!("/invitation/{}?show=link", secret.reveal()))
        })
        .await
}

fn check(change: &mut Change<'_, '_>, form: &mut Form) -> Result<Option<accounts::NewAccount>> {
    let name = form.text("name", 100, Some("Enter the person's full name"));
    let email = form.text("email", 200, Some("Enter an email address"));
    if !email.is_empty() && (!email.contains('@') || email.contains(char::is_whitespace)) {
        form.errors.add("email", "Enter an email address like name@example.org");
    }
    if accounts::find_by_email(change.conn(), &email)?.is_some() {
        form.errors.add("email", "There is an account with this email address already");
    }
    let (job_title, phone) = (form.text("job_title", 100, None), form.text("phone", 40, None));
    let organisation = form.choice("organisation", |id| id.parse::<OrganisationId>().ok(), "Choose an organisation");
    let roles: Vec<Role> = form.fields.all("role").filter_map(Role::parse).collect();
    if roles.is_empty() {
        form.errors.add("role", "Choose at least one role");
    }
    let organisation = organisation.filter(|_| form.is_valid());
    Ok(organisation.map(|organisation| accounts::NewAccount { email, name, job_title, phone, organisation, roles }))
}

pub(super) async fn disable_page(visit: Visit, Path(id): Path<AccountId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::ManageAccounts)?;
            let account = accounts::find(v.conn(), id)?;
            let content = html! {
                h1.govuk-heading-l { "Disable the account of " (account.name) "?" }
                p.govuk-body { "They are signed out at once, everywhere. Give their families and work to someone else first." }
                (form(&v.frame, &v.path, &store::Uuid::now_v7().to_string(), false, html! {
                    button.govuk-button.govuk-button--warning type="submit" data-module="govuk-button" { "Disable account" }
                }))
            };
            Ok(v.frame.page_back("Disable an account", "/admin", content))
        })
        .await
}

pub(super) async fn disable_submit(visit: Visit, Path(id): Path<AccountId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, _| {
            change.allow(nobody::ManageAccounts)?;
            if change.actor.account == Some(id) {
                let told = "You cannot disable your own account. Ask another administrator.";
                return Err(Refusal::new("own-account", told).into());
            }
            let leads = guard::count_led(change.conn(), id)?;
            if leads > 0 {
                let told = format!(
                    "They lead for {}. Ask their manager to hand these over first",
                    web::dates::plural(leads, "family").replace("familys", "families")
                );
                return Err(Refusal::new("account-leads", told).into());
            }
            accounts::disable(change.tx, id)?;
            Ok("/admin?done=saved".into())
        })
        .await
}
