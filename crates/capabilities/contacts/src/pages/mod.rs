//! Pages of the front door: asking, the queue, deciding, answering. One file a page.

mod about;
mod agreement;
mod alarm;
mod answer;
mod begin;
mod belonging;
mod beside;
mod brought;
mod check;
mod contact;
mod conversation;
mod decision;
mod draft;
mod drafts;
mod filters;
mod find;
mod follow_up;
mod information;
mod known;
mod later;
mod matching;
mod mine;
mod on_call;
mod own;
mod panel;
mod people;
mod police;
mod reach;
mod reaching;
mod receipt;
mod response;
mod slowed;
mod triage;
mod who;
mod worries;

pub(crate) use panel::panel;

use crate::records;
use access::{Holding, Page, Public, capability::Leaving, family, get, nobody, post};
use draft::Way;
use slowed::Senders;
use utoipa_axum::routes;

/// What the browser of a family holds, which ends when they leave in a hurry.
pub(crate) const LEAVING: &[Leaving] = &[
    Leaving { cookie: draft::COOKIE, end: draft::leave },
    Leaving { cookie: own::COOKIE, end: records::leave_answer },
    // the code itself stays with whoever has written it down
    Leaving { cookie: receipt::COOKIE, end: |_, _| Ok(()) },
];

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    let pages = vec![
        get("/triage", nobody::SeeTriage, triage::page),
        get("/contacts", nobody::RecordContact, mine::page),
        get("/contact-search", nobody::FindContacts, find::page),
        post("/contact-search", nobody::FindContacts, find::submit),
        get("/contact-search/found/{id}", nobody::FindContacts, find::found),
        get("/conversations/new", nobody::RecordContact, conversation::new_page),
        post("/conversations/new", nobody::RecordContact, conversation::submit),
        get("/conversations/{id}", nobody::RecordContact, conversation::page),
        post("/conversations/{id}/contact", nobody::RecordContact, conversation::make_contact),
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
        get("/contacts/{id}/police-response", access::contact::PlanResponse, response::page),
        post("/contacts/{id}/police-response", access::contact::PlanResponse, response::submit),
        get("/contacts/{id}/police-response/done", access::contact::Respond, response::done_page),
        post("/contacts/{id}/police-response/done", access::contact::Respond, response::done_submit),
        post("/contacts/{id}/said", access::contact::Hear, reaching::heard),
        post("/contacts/{id}/code", access::contact::GiveCode, reaching::give_code),
        get("/contacts/{id}/code/{code}", access::contact::GiveCode, reaching::letter),
        access::api(nobody::RecordContact, routes!(crate::api::create)).also(access::contact::See),
        access::api(access::contact::See, routes!(crate::api::show)),
    ];
    let senders = Senders::default();
    let workers = of_workers(&senders);
    let in_danger = senders.clone();
    let (senders_of_answers, families) = (senders.clone(), of_families());
    let begins = vec![
        post("/ask-for-help/answer/read", Holding("a code that was shown once"), move |v, f| {
            own::submit(v, f, senders_of_answers.clone())
        })
        .also(access::answer::Read)
        .also(access::answer::Say),
        get("/ask-for-help", Public, |v| begin::page(v, Way::Family)),
        get("/ask-for-help/danger", Public, |v| begin::danger_page(v, Way::Family)),
        post("/ask-for-help/danger", Public, move |v, f| begin::danger_submit(v, Way::Family, f, in_danger.clone())),
    ];
    let of_family = questions("/ask-for-help", Public, &senders);
    let of_worker = questions("/contacts/new/{draft}", nobody::RecordContact, &senders);
    [pages, workers, of_worker, families, begins, of_family].concat()
}

/// What families are asked and nobody else; what they come back for.
fn of_families() -> Vec<Page> {
    let code = Holding("a code that was shown once");
    vec![
        get("/ask-for-help/who", Public, who::page),
        post("/ask-for-help/who", Public, who::submit),
        get("/ask-for-help/reach", Public, reach::page),
        post("/ask-for-help/reach", Public, reach::submit),
        get("/ask-for-help/sent", Holding("what was sent from this browser"), receipt::page),
        post("/ask-for-help/keep", Public, draft::while_typing),
        get("/ask-for-help/later", Public, later::page),
        post("/ask-for-help/later", Public, later::submit),
        get("/ask-for-help/later/sent", Public, later::sent),
        get("/ask-for-help/later/code", Holding("the draft of this browser"), later::code),
        get("/ask-for-help/go-on", Public, later::go_on),
        get("/ask-for-help/go-on/{code}", Public, later::by_link),
        post("/ask-for-help/go-on", Holding("a code that is good once"), later::redeem),
        post("/ask-for-help/go-on/link", Public, later::send_link),
        post("/ask-for-help/discard", Public, later::discard),
        get("/ask-for-help/thrown-away", Public, later::thrown_away),
        get("/ask-for-help/answer", Public, own::door),
        post("/ask-for-help/answer", code, own::enter),
        get("/ask-for-help/answer/read", code, own::page).also(access::answer::Read),
        post("/ask-for-help/answer/close", Public, own::close),
    ]
}

/// Where workers begin, and what they do with a draft beside writing it.
fn of_workers(senders: &Senders) -> Vec<Page> {
    let in_danger = senders.clone();
    let needs = nobody::RecordContact;
    vec![
        get("/contacts/new", needs, drafts::page),
        get("/contacts/new/start", needs, drafts::start),
        get("/contacts/new/danger", needs, |v| begin::danger_page(v, Way::Worker(None))),
        post("/contacts/new/danger", needs, move |v, f| {
            begin::danger_submit(v, Way::Worker(None), f, in_danger.clone())
        }),
        get("/contacts/new/{draft}", needs, drafts::go_on),
        post("/contacts/new/{draft}/discard", needs, drafts::discard),
        get("/contacts/new/{draft}/police", needs, police::page),
        post("/contacts/new/{draft}/police", needs, police::submit),
    ]
}

/// The same questions are asked of workers and of families, each under an address of its own.
fn questions(base: &str, needs: impl access::Way + Copy, senders: &Senders) -> Vec<Page> {
    let at = |step: &str| format!("{base}{step}");
    let at_last = senders.clone();
    vec![
        get(&at("/about"), needs, about::page),
        post(&at("/about"), needs, about::submit),
        get(&at("/people"), needs, people::page),
        post(&at("/people"), needs, people::submit),
        get(&at("/people/{n}"), needs, people::one_page),
        post(&at("/people/{n}"), needs, people::one_submit),
        get(&at("/worries"), needs, worries::page),
        post(&at("/worries"), needs, worries::submit),
        get(&at("/agreement"), needs, agreement::page),
        post(&at("/agreement"), needs, agreement::submit),
        get(&at("/check"), needs, check::page),
        post(&at("/check"), needs, move |v, way, h, f| check::submit(v, way, h, f, at_last.clone())),
    ]
}
