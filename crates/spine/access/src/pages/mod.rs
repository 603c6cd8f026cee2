//! Pages of sign-in and administration: one file a page.

mod admin;
mod code;
mod demo;
mod draft;
mod invitation;
mod sign_in;
mod sign_out;
mod start;

use crate::{Holding, Page, Public, SignedIn, get, nobody, post};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/", Public, start::page),
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
        get("/admin", nobody::SeeSystem, admin::page),
        get("/admin/accounts/new", nobody::ManageAccounts, admin::new_page),
        post("/admin/accounts/new", nobody::ManageAccounts, admin::new_submit),
        get("/admin/accounts/{id}/disable", nobody::ManageAccounts, admin::disable_page),
        post("/admin/accounts/{id}/disable", nobody::ManageAccounts, admin::disable_submit),
    ]
}
