//! Fourth question: does the family agree?

use super::draft::{self, Way};
use crate::intake::NewContact;
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Form, Markup, Result, html, parts};

fn view(c: &Context, way: Way, f: &Form) -> Markup {
    let (legend, items, note) = if way.public() {
        let known = vec![
            parts::Choice::new("given", "Yes, or it is only about me and my child"),
            parts::Choice::new("not-asked", "Not yet"),
        ];
        (
            "Do the others in the family know that you are asking?",
            known,
            "If not yet, what should we know before we talk to them?",
        )
    } else {
        let agreed = vec![
            parts::Choice::new("given", "Yes, they agree"),
            parts::Choice::new("refused", "No, they do not agree"),
            parts::Choice::new("not-asked", "They have not been asked"),
        ];
        (
            "Does the family agree to this contact?",
            agreed,
            "If they do not agree or were not asked, why are you asking now?",
        )
    };
    let content = html! {
        (draft::step_form(&c.frame, &way.at("agreement"), html! {
            (parts::radios(f, parts::Choices { name: "agreement", legend, legend_class: "govuk-fieldset__legend--l", heading: true, items, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "agreement_note", label: note, rows: 3, ..Default::default() }))
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
