//! Pages of sign-in and administration: one file a page.

mod accounts;
mod admin;
mod code;
mod demo;
mod disable;
mod draft;
mod groups;
mod invitation;
mod languages;
mod leave;
mod new_account;
mod next;
mod sign_in;
mod sign_out;

pub use next::first_page;

use crate::{App, Holding, Page, Public, SignedIn, get, nobody, post};
use web::{Error, Result};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        post("/leave", Public, leave::submit),
        get("/left", Public, leave::page),
        get("/languages", Public, languages::page),
        get("/languages/{code}", Public, languages::choose),
        get("/sign-in", Public, sign_in::page),
        post("/sign-in", Public, sign_in::submit),
        get("/sign-in/code", Holding("half-finished sign-in"), code::page),
        post("/sign-in/code", Holding("half-finished sign-in"), code::submit),
        post("/sign-out", SignedIn, sign_out::submit),
        post("/sign-out/everywhere", SignedIn, sign_out::everywhere),
        get("/invitation/{token}", Holding("an invitation's secret"), invitation::page),
        post("/invitation/{token}", Holding("an invitation's secret"), invitation::submit),
        post("/demo/sign-in", Holding("demo data"), demo::submit),
        post("/drafts", SignedIn, draft::submit),
        post("/drafts/discard", SignedIn, draft::discard),
        get("/admin", nobody::SeeSystem, admin::page).report(),
        get("/admin/settings", nobody::SeeSystem, admin::settings_page),
        get("/admin/accounts", nobody::ManageAccounts, accounts::list::page),
        post("/admin/accounts", nobody::ManageAccounts, accounts::list::submit),
        get("/admin/accounts/new", nobody::ManageAccounts, new_account::page),
        post("/admin/accounts/new", nobody::ManageAccounts, new_account::submit),
        get("/admin/accounts/{id}", nobody::ManageAccounts, accounts::account::page),
        post("/admin/accounts/{id}/revoke", nobody::ManageAccounts, accounts::account::revoke),
        get("/admin/accounts/{id}/change", nobody::ManageAccounts, accounts::change::page),
        post("/admin/accounts/{id}/change", nobody::ManageAccounts, accounts::change::submit),
        get("/admin/accounts/{id}/invite", nobody::ManageAccounts, accounts::renew::invite),
        post("/admin/accounts/{id}/invite", nobody::ManageAccounts, accounts::renew::submit_invite),
        get("/admin/accounts/{id}/reset", nobody::ManageAccounts, accounts::renew::reset),
        post("/admin/accounts/{id}/reset", nobody::ManageAccounts, accounts::renew::submit_reset),
        get("/admin/accounts/{id}/enable", nobody::ManageAccounts, accounts::enable::page),
        post("/admin/accounts/{id}/enable", nobody::ManageAccounts, accounts::enable::submit),
        get("/admin/accounts/{id}/disable", nobody::ManageAccounts, disable::page),
        post("/admin/accounts/{id}/disable", nobody::ManageAccounts, disable::submit),
        get("/admin/organisations", nobody::ManageAccounts, groups::organisations::page),
        get("/admin/organisations/new", nobody::ManageAccounts, groups::organisations::new_page),
        post("/admin/organisations/new", nobody::ManageAccounts, groups::organisations::new_submit),
        get("/admin/organisations/{id}", nobody::ManageAccounts, groups::organisation::page),
        get("/admin/organisations/{id}/change", nobody::ManageAccounts, groups::organisation::change_page),
        post("/admin/organisations/{id}/change", nobody::ManageAccounts, groups::organisation::change_submit),
        get("/admin/organisations/{id}/teams/new", nobody::ManageAccounts, groups::organisation::new_team),
        post("/admin/organisations/{id}/teams/new", nobody::ManageAccounts, groups::organisation::submit_team),
        get("/admin/teams/{id}", nobody::ManageAccounts, groups::team::page),
        post("/admin/teams/{id}", nobody::ManageAccounts, groups::team::submit),
    ]
}

/// Hashes a password, in turn and on a thread of its own: each takes tens of milliseconds and 19 MiB.
pub(crate) async fn hashing<T>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T>
where
    T: Send + 'static,
{
    let _turn = app.hashing.acquire().await.map_err(|error| Error::Fault(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Fault(error.to_string()))
}
