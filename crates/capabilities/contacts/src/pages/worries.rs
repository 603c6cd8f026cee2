//! Third question: what is happening, what is hoped for, what is around the child already.

use super::draft::{self, Way};
use crate::intake::NewContact;
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Form, Markup, Result, html, parts};

const MINE: &[&str] = &["summary", "hoped_for", "needs", "network", "network_note"];

fn fields(draft: &NewContact) -> Fields {
    let mut f = Fields::default()
        .with("summary", &draft.summary)
        .with("hoped_for", &draft.hoped_for)
        .with("network_note", &draft.network_note);
    draft.needs.iter().for_each(|n| f.add("needs", n));
    draft.network.iter().for_each(|n| f.add("network", n));
    f
}

fn view(c: &Context, way: Way, f: &Form) -> Markup {
    let terms = |vocabulary: &'static str| {
        c.pack
            .choices(vocabulary, c.today)
            .map(|t| parts::Choice::new(&t.code, &t.label).hint(&t.hint))
            .collect::<Vec<_>>()
    };
    let content = html! {
        h1.govuk-heading-l { "What is happening?" }
        (draft::step_form(&c.frame, &way.at("worries"), html! {
            (parts::textarea(f, parts::OldTextarea { name: "summary", label: "What is going well, and what are you worried about?", hint: "Write it as you would say it to the family.", rows: 8, ..Default::default() }))
            (parts::checkboxes(f, parts::Choices { name: "needs", legend: "Which of these is it about?", hint: "As you see it now. It can change.", class: "govuk-checkboxes--small", items: terms("need"), ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "hoped_for", label: "What do you and the family hope for?", rows: 4, ..Default::default() }))
            @if !way.public() {
                (parts::checkboxes(f, parts::Choices { name: "network", legend: "What around the child have you looked at already?", hint: "In this order: who is nearest comes first.", class: "govuk-checkboxes--small", items: terms("network"), ..Default::default() }))
                (parts::textarea(f, parts::OldTextarea { name: "network_note", label: "What help is there already?", rows: 3, ..Default::default() }))
            }
        }))
    };
    c.frame.form_page("What is happening?", &way.at("people"), f, content)
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::look(visit, way, headers, move |v, draft| {
        let first = fields(draft);
        let (f, _) = v.form(|| first)?;
        Ok(view(v, way, &f))
    })
    .await
}

pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    let take = move |draft: &mut NewContact, f: &mut Form| {
        draft.summary = f.text("summary", 20_000, None);
        draft.hoped_for = f.text("hoped_for", 20_000, None);
        draft.network_note = f.text("network_note", 20_000, None);
        draft.needs = f.fields.all("needs").map(ToOwned::to_owned).collect();
        draft.network = f.fields.all("network").map(ToOwned::to_owned).collect();
        way.at("agreement")
    };
    draft::step(visit, way, headers, fields, MINE, take, move |c, _, f| view(c, way, f)).await
}
