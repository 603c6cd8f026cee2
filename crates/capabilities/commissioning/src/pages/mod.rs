//! Pages of commissioning, one file a page.

mod action;
mod add;
mod analyses;
mod analysis;
mod blocks;
mod contract;
mod contract_form;
mod contracts;
mod figures;
mod give;
mod history;
mod joint;
mod lines;
mod meeting;
mod needs;
mod owing;
mod returns;
mod service;
mod voice;
mod words;

pub(crate) use blocks::{my_returns, what_is_missing};

use access::{AccountId, Page, Permits, Role, accounts, api, get, nobody, post, service as acts};
use utoipa_axum::routes;
use web::{Result, parts::Choice};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    [of_returns(), of_contracts(), of_needs()].concat()
}

fn of_returns() -> Vec<Page> {
    vec![
        get("/returns", nobody::SeeReturns, returns::page),
        get("/returns/owing/new", nobody::KeepReturns, owing::new_page),
        post("/returns/owing/new", nobody::KeepReturns, owing::new_submit),
        get("/returns/owing/{id}", nobody::KeepReturns, owing::page),
        post("/returns/owing/{id}", nobody::KeepReturns, owing::submit),
        get("/returns/lines", nobody::SeeReturns, lines::page),
        post("/returns/lines", nobody::SeeReturns, lines::submit).also(acts::GiveReturn),
        get("/returns/{id}", acts::GiveReturn, service::page),
        get("/returns/{id}/{period}", acts::GiveReturn, give::page),
        post("/returns/{id}/{period}", acts::GiveReturn, give::submit),
        api(nobody::SeeReturns, routes!(crate::api::give)).also(acts::GiveReturn),
    ]
}

fn of_contracts() -> Vec<Page> {
    use nobody::KeepContracts as Keep;
    vec![
        get("/contracts", Keep, contracts::page),
        get("/contracts/new", Keep, contract_form::new_page),
        post("/contracts/new", Keep, contract_form::new_submit),
        get("/contracts/{id}", Keep, contract::page),
        get("/contracts/{id}/change", Keep, contract_form::page),
        post("/contracts/{id}/change", Keep, contract_form::submit),
        get("/contracts/{id}/history", Keep, history::page),
        get("/contracts/{id}/figures", Keep, figures::of_contract).report(),
        get("/service-figures/{id}", Keep, figures::of_service).report(),
        get("/contracts/{id}/payments/new", Keep, add::payment_page),
        post("/contracts/{id}/payments/new", Keep, add::payment_submit),
        get("/contracts/{id}/items/new", Keep, add::item_page),
        post("/contracts/{id}/items/new", Keep, add::item_submit),
        post("/contracts/{id}/items/{item}/done", Keep, add::item_done),
        get("/contracts/{id}/consultations/new", Keep, add::consultation_page),
        post("/contracts/{id}/consultations/new", Keep, add::consultation_submit),
        get("/contracts/{id}/meetings/new", Keep, meeting::page),
        post("/contracts/{id}/meetings/new", Keep, meeting::submit),
        get("/contract-actions/{id}", Keep, action::page),
        post("/contract-actions/{id}", Keep, action::submit),
    ]
}

fn of_needs() -> Vec<Page> {
    use nobody::KeepNeeds as Keep;
    vec![
        get("/needs", nobody::SeeNeeds, needs::page).also(nobody::KeepNeeds),
        get("/needs/voice", nobody::VoiceNeed, voice::page),
        post("/needs/voice", nobody::VoiceNeed, voice::submit),
        get("/needs/analyses/new", Keep, analyses::page),
        post("/needs/analyses/new", Keep, analyses::submit),
        get("/needs/analyses/{id}", nobody::SeeNeeds, analysis::page),
        get("/needs/analyses/{id}/words", Keep, words::page),
        post("/needs/analyses/{id}/words", Keep, words::submit),
        post("/needs/analyses/{id}/count", Keep, analysis::count),
        get("/needs/analyses/{id}/actions/new", Keep, joint::page),
        post("/needs/analyses/{id}/actions/new", Keep, joint::submit),
        post("/needs/analyses/{id}/actions/{action}/done", Keep, joint::done),
        get("/needs/analyses/{id}/publication", Keep, analyses::publication_page),
        post("/needs/analyses/{id}/publication", Keep, analyses::publication_submit),
    ]
}

/// The commissioners, to choose one who owns something.
fn commissioners(inside: &mut impl Permits) -> Result<Vec<(AccountId, String)>> {
    let all = accounts::with_role(inside.conn(), Role::Commissioner)?;
    let mut all: Vec<(AccountId, String)> = accounts::names(inside.conn(), &all)?.into_iter().collect();
    all.sort_by(|(_, one), (_, other)| one.cmp(other));
    Ok(all)
}

fn choices<T: ToString>(all: &[(T, String)]) -> impl Iterator<Item = Choice<'_>> {
    all.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()))
}
