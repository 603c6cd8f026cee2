//! Fourth question: does the family agree?
use super::draft::{self, Way};
use crate::intake::NewContact;
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Form, Markup, Result, html, parts};

fn view(c: &Context, way: Way, f: &Form) -> Markup {
    let note = |label: &'static str| {
        Some(parts::textarea(f, parts::Textarea { name: "agreement_note", label, rows: 3, ..Default::default() }))
    };
    let (legend, items) = if way.public() {
        (
            "Do the others in the family know that you are asking?",
            vec![
                parts::Choice::new("given", "Yes, or it is only about me and my child"),
                parts::Choice {
                    value: "not-asked",
                    text: "Not yet",
                    hint: "",
                    reveals: note("What should we know before we talk to them?"),
                },
            ],
        )
    } else {
        (
            "Does the family agree to this contact?",
            vec![
                parts::Choice::new("given", "Yes, they agree"),
                // one field under the last choice, so that a page without script shows it once
                parts::Choice::new("refused", "No, they do not agree"),
                parts::Choice { value: "not-asked", text: "They have not been asked", hint: "", reveals: None },
            ],
        )
    };
    let content = html! {
        (draft::step_form(&c.frame, &way.at("agreement"), html! {
            (parts::radios(f, parts::Choices { name: "agreement", legend, legend_class: "govuk-fieldset__legend--l", heading: true, items, ..Default::default() }))
            @if !way.public() {
                (parts::textarea(f, parts::Textarea { name: "agreement_note", label: "If they do not agree or were not asked, why are you asking now?", rows: 3, ..Default::default() }))
            }
        }))
    };
    c.frame.form_page("Agreement", &way.at("worries"), f, content)
}
pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::look(visit, way, headers, move |v, draft| {
        let first = Fields::default().with("agreement", &draft.agreement).with("agreement_note", &draft.agreement_note);
        let (f, _) = v.form(|| first)?;
        Ok(view(v, way, &f))
    })
    .await
}
pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    let take = move |draft: &mut NewContact, f: &mut Form| {
        draft.agreement = f.text("agreement", 20, None);
        draft.agreement_note = f.text("agreement_note", 20_000, None);
        way.at("check")
    };
    draft::step(visit, way, headers, fields, &["agreement", "agreement_note"], take, move |c, _, f| view(c, way, f))
        .await
}
