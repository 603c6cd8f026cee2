//! Pages of the front door: asking, the queue, deciding, answering. One file a page.

mod about;
mod agreement;
mod alarm;
mod answer;
mod begin;
mod belonging;
mod brought;
mod check;
mod contact;
mod decision;
mod draft;
mod filters;
mod follow_up;
mod information;
mod known;
mod matching;
mod mine;
mod on_call;
mod panel;
mod people;
mod slowed;
mod triage;
mod worries;

pub(crate) use panel::panel;

use access::{Page, Public, family, get, nobody, post};
use draft::Way;
use slowed::Senders;
use utoipa_axum::routes;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    let pages = vec![
        get("/triage", nobody::SeeTriage, triage::page),
        get("/contacts", nobody::RecordContact, mine::page),
        get("/contacts/{id}", access::contact::See, contact::page),
        get("/contacts/{id}/people", access::contact::MatchPeople, matching::page),
        post("/contacts/{id}/people", access::contact::MatchPeople, matching::submit),
        get("/contacts/{id}/information-request", access::contact::AskInformation, information::ask_page),
        post("/contacts/{id}/information-request", access::contact::AskInformation, information::ask_submit),
        get("/contacts/{id}/information", access::contact::GiveInformation, information::give_page),
        post("/contacts/{id}/information", access::contact::GiveInformation, information::give_submit),
        get("/contacts/{id}/decision", access::contact::Decide, decision::page).also(family::Open),
        post("/contacts/{id}/decision", access::contact::Decide, decision::submit)
            .also(access::contact::See)
            .also(family::Open),
        get("/contacts/{id}/answer", access::contact::Answer, answer::page),
        post("/contacts/{id}/answer", access::contact::Answer, answer::submit),
        post("/contacts/{id}/closure", access::contact::Close, answer::close).also(access::contact::Answer),
        get("/contacts/{id}/follow-up", access::contact::FollowUp, follow_up::page),
        post("/contacts/{id}/follow-up", access::contact::FollowUp, follow_up::submit),
        post("/contacts/{id}/alarm", access::contact::TakeAlarm, alarm::take),
        get("/families/{id}/danger", family::Open, alarm::page),
        post("/families/{id}/danger", family::Open, alarm::submit),
        get("/on-call", nobody::SeeOnCall, on_call::page),
        post("/on-call", nobody::KeepOnCall, on_call::submit).also(nobody::SeeOnCall),
        post("/on-call/{id}/end", nobody::KeepOnCall, on_call::end),
        post("/on-call/{id}/up", nobody::KeepOnCall, on_call::up),
        get("/ask-for-help/sent", Public, check::sent),
        post("/ask-for-help/keep", Public, draft::while_typing),
        access::api(nobody::RecordContact, routes!(crate::api::create)).also(access::contact::See),
        access::api(access::contact::See, routes!(crate::api::show)),
    ];
    let senders = Senders::default();
    let workers = questions(Way::Worker, nobody::RecordContact, &senders);
    [pages, workers, questions(Way::Family, Public, &senders)].concat()
}

/// The same questions are asked of workers and of families, each under an address of its own.
fn questions(way: Way, needs: impl access::Way + Copy, senders: &Senders) -> Vec<Page> {
    let at = |step: &str| format!("{}{step}", way.base());
    let (in_danger, at_last) = (senders.clone(), senders.clone());
    vec![
        get(&at(""), needs, move |v| begin::page(v, way)),
        get(&at("/danger"), needs, move |v| begin::danger_page(v, way)),
        post(&at("/danger"), needs, move |v, f| begin::danger_submit(v, way, f, in_danger.clone())),
        get(&at("/about"), needs, move |v, h| about::page(v, way, h)),
        post(&at("/about"), needs, move |v, h, f| about::submit(v, way, h, f)),
        get(&at("/people"), needs, move |v, h| people::page(v, way, h)),
        post(&at("/people"), needs, move |v, h, f| people::submit(v, way, h, f)),
        get(&at("/people/{n}"), needs, move |v, h, n| people::one_page(v, way, h, n)),
        post(&at("/people/{n}"), needs, move |v, h, n, f| people::one_submit(v, way, h, n, f)),
        get(&at("/worries"), needs, move |v, h| worries::page(v, way, h)),
        post(&at("/worries"), needs, move |v, h, f| worries::submit(v, way, h, f)),
        get(&at("/agreement"), needs, move |v, h| agreement::page(v, way, h)),
        post(&at("/agreement"), needs, move |v, h, f| agreement::submit(v, way, h, f)),
        get(&at("/check"), needs, move |v, h| check::page(v, way, h)),
        post(&at("/check"), needs, move |v, h, f| check::submit(v, way, h, f, at_last.clone())),
    ]
}
