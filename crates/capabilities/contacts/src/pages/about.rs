//! First question: what kind of contact, from where; or, for a family, who you are.

use super::draft::{self, Way};
use crate::intake::NewContact;
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Form, Markup, Result, html, parts};

const MINE: &[&str] = &["kind", "source", "channel", "maker_name", "maker_phone", "maker_email"];

/// The source that an organisation of this kind usually is.
pub(super) fn usual_source(organisation_kind: &str) -> &'static str {
    match organisation_kind {
        "education" => "school",
        "health" => "health-visiting",
        "police" => "police",
        "community" => "charity",
        _ => "council",
    }
}

fn fields(draft: &NewContact, c: &Context) -> Fields {
    let or = |text: &str, usual: &str| if text.is_empty() { usual.to_owned() } else { text.to_owned() };
    Fields::default()
        .with("kind", or(&draft.kind, "request"))
        .with("source", or(&draft.source, usual_source(&c.actor.organisation_kind)))
        .with("channel", or(&draft.channel, "online"))
        .with("maker_name", &draft.maker.name)
        .with("maker_phone", &draft.maker.phone)
        .with("maker_email", &draft.maker.email)
        .with("maker_relation", &draft.maker.relation)
}

fn view(c: &Context, way: Way, f: &Form) -> Markup {
    let terms = |vocabulary: &'static str| {
        c.pack.choices(vocabulary, c.today).map(|t| (t.code.as_str(), t.label.as_str())).collect::<Vec<_>>()
    };
    let kinds =
        c.pack.choices("contact-kind", c.today).filter(|t| !matches!(t.code.as_str(), "family-request" | "import"));
    let kinds = kinds.map(|t| parts::Choice::new(&t.code, &t.label).hint(&t.hint)).collect();
    let content = if way.public() {
        html! {
            h1.govuk-heading-l { "About you" }
            p.govuk-body { "So that you get an answer." }
            (draft::step_form(&c.frame, &way.at("about"), html! {
                (parts::input(f, parts::Input { name: "maker_name", label: "Your full name", autocomplete: "name", ..Default::default() }))
                (parts::input(f, parts::Input { name: "maker_phone", label: "Telephone number", kind: "tel", autocomplete: "tel", class: "govuk-input--width-20", ..Default::default() }))
                (parts::input(f, parts::Input { name: "maker_email", label: "Email address", hint: "We write only that there is an answer, never what it is about.", kind: "email", autocomplete: "email", ..Default::default() }))
                (parts::input(f, parts::Input { name: "maker_relation", label: "What are you to the child?", hint: "For example, mother, grandfather, or the young person yourself.", ..Default::default() }))
            }))
        }
    } else {
        html! {
            h1.govuk-heading-l { "What kind of contact is this?" }
            (draft::step_form(&c.frame, &way.at("about"), html! {
                (parts::radios(f, parts::Choices { name: "kind", legend: "Kind", items: kinds, ..Default::default() }))
                (parts::select(f, "source", "Where does it come from?", "", &terms("source")))
                (parts::select(f, "channel", "How did it come?", "", &terms("channel")))
            }))
        }
    };
    c.frame.form_page("About this contact", way.base(), f, content)
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::look(visit, way, headers, move |v, draft| {
        let first = fields(draft, v);
        let (f, _) = v.form(|| first)?;
        Ok(view(v, way, &f))
    })
    .await
}

pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    let take = move |draft: &mut NewContact, f: &mut Form| {
        draft.maker.name = f.text("maker_name", 200, None);
        draft.maker.phone = f.text("maker_phone", 40, None);
        draft.maker.email = f.text("maker_email", 200, None);
        draft.maker.relation = f.text("maker_relation", 200, None);
        if !way.public() {
            draft.kind = f.text("kind", 40, None);
            draft.source = f.text("source", 40, None);
            draft.channel = f.text("channel", 40, None);
        }
        way.at("people")
    };
    draft::step(visit, way, headers, fields, MINE, take, move |c, _, f| view(c, way, f)).await
}
