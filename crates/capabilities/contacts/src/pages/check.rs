//! Check answers, send, receipt.

use super::draft::{self, Way};
use crate::{
    Contact,
    intake::{self, NewContact},
    records,
};
use access::{Context, Permits, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Error, Fields, Markup, Result, html, parts, parts::Row};

fn view(c: &Context, way: Way, draft: &NewContact, key: &str) -> Markup {
    let found = intake::check(draft, &c.pack, c.today, way.public()).err().unwrap_or_default();
    let faults = draft::faults(&found, way);
    let (about, people, worries, agreement) =
        (way.at("about"), way.at("people"), way.at("worries"), way.at("agreement"));
    let text = |t: &str| html! { span.eh-pre { (t) } };
    let list = |vocabulary: &str, codes: &[String]| {
        codes.iter().map(|n| c.pack.label(vocabulary, n).to_owned()).collect::<Vec<_>>().join(", ")
    };
    let names: Vec<String> = draft
        .people
        .iter()
        .map(|p| {
            format!("{} {} ({})", p.given_name, p.family_name, c.pack.label("person-role", &p.role).to_lowercase())
        })
        .collect();
    let mut rows = Vec::new();
    if way.public() {
        rows.push(Row::changed_at(
            "You",
            format!("{}, {} {}", draft.maker.name, draft.maker.phone, draft.maker.email),
            &about,
            "who you are",
        ));
    } else {
        rows.push(Row::changed_at("Kind", c.pack.label("contact-kind", &draft.kind).to_owned(), &about, "kind"));
        rows.push(Row::changed_at("From", c.pack.label("source", &draft.source).to_owned(), &about, "source"));
    }
    rows.push(Row::changed_at(
        "Who is in the family",
        html! { @for n in &names { (n) br; } },
        &people,
        "who is in the family",
    ));
    rows.push(Row::changed_at("What is happening", text(&draft.summary), &worries, "what is happening"));
    rows.push(Row::changed_at("Needs", list("need", &draft.needs), &worries, "needs"));
    rows.push(Row::changed_at("Hoped for", text(&draft.hoped_for), &worries, "what is hoped for"));
    if !way.public() {
        rows.push(Row::changed_at("Looked at already", html! { (list("network", &draft.network)) @if !draft.network_note.is_empty() { br; (text(&draft.network_note)) } }, &worries, "what was looked at"));
    }
    let agreed = match draft.agreement.as_str() {
        "given" => "Yes",
        "refused" => "No",
        "not-asked" => "Not asked",
        _ => "",
    };
    rows.push(Row::changed_at(
        "Agreement",
        html! { (agreed) @if !draft.agreement_note.is_empty() { br; (text(&draft.agreement_note)) } },
        &agreement,
        "agreement",
    ));
    let content = html! {
        @if !faults.is_empty() {
            div.govuk-error-summary data-module="govuk-error-summary" { div role="alert" {
                h2.govuk-error-summary__title { "Some answers are still missing" }
                div.govuk-error-summary__body { ul.govuk-list.govuk-error-summary__list { @for (href, told) in &faults { li { a href=(href) { (told) } } } } }
            } }
        }
        h1.govuk-heading-l { "Check your answers" }
        (parts::summary_list(rows))
        @if faults.is_empty() {
            (web::form(&c.frame, &way.at("check"), key, false, html! {
                p.govuk-body { "When you send this, it goes to " (c.pack.text("front-door-name")) ". You will get an answer." }
                (parts::button("Send"))
            }))
        }
    };
    c.frame.page_back("Check your answers", &agreement, content)
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::look(visit, way, headers, move |v, draft| Ok(view(v, way, draft, &web::new_key()))).await
}

/// Where a contact leads when it was sent.
pub(super) fn done(way: Way, contact: &Contact) -> String {
    match way {
        Way::Worker => format!("/contacts/{}?sent=yes", contact.id),
        Way::Family => format!("/ask-for-help/sent?reference={}", contact.reference),
    }
}

pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    let key = fields.get("key").to_owned();
    draft::finish(visit, way, headers, fields, move |change, draft| {
        let Ok(valid) = intake::check(draft, &change.pack, change.today, way.public()) else {
            return Err(Error::Invalid(Box::new(view(change, way, draft, &key))));
        };
        let (actor, pack) = (change.context().actor.clone(), change.pack.clone());
        let (contact, _) = records::receive(change.tx, &actor, &pack, &valid, way.public())?;
        Ok(done(way, &contact))
    })
    .await
}

pub(super) async fn sent(visit: Visit) -> Result<Markup> {
    let reference = visit.query("reference");
    let shown: String = reference.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(14).collect();
    if shown.is_empty() {
        return Err(Error::Elsewhere(Way::Family.base().into()));
    }
    visit
        .public_view(move |v| {
            let phone = v.pack.text("front-door-phone");
            let content = html! {
                (parts::panel("Thank you. We have it.", html! { "Your reference" br; strong { (shown) } }))
                h2.govuk-heading-m { "What happens next" }
                p.govuk-body { "Someone reads it by the end of the next working day. They decide what would help, and answer you in the way you asked for." }
                @if !phone.is_empty() { p.govuk-body { "If things get worse before then, call " (phone) "." } }
                p.govuk-body { "If a child is in danger, call " (v.pack.text("danger-phone")) "." }
            };
            Ok(v.frame.page("Thank you", content))
        })
        .await
}
