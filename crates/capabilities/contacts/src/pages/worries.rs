//! Third question: what is happening, what is hoped for, what is around the child already.

use super::draft::{self, Step, Way};
use crate::intake::NewContact;
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts::Choice};

struct Worries {
    way: Way,
}

impl Step for Worries {
    const ASKS: &'static [&'static str] = &["summary", "hoped_for", "needs", "network", "network_note"];

    fn way(&self) -> Way {
        self.way
    }

    fn first(&self, _: &Context, draft: &NewContact) -> Result<Fields> {
        let mut fields = Fields::default()
            .with("summary", &draft.summary)
            .with("hoped_for", &draft.hoped_for)
            .with("network_note", &draft.network_note);
        draft.needs.iter().for_each(|need| fields.add("needs", need));
        draft.network.iter().for_each(|code| fields.add("network", code));
        Ok(fields)
    }

    fn show(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
        let before = if draft.is_police() { "police" } else { "people" };
        let content = html! {
            h1.govuk-heading-l { "What is happening?" }
            (draft::step_form(context, sheet, self.questions(context, sheet)))
        };
        context.frame.sheet_page("What is happening?", &self.way.at(before), sheet, content)
    }

    fn read(&self, _: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        draft.summary = sheet.optional("summary", 20_000);
        draft.hoped_for = sheet.optional("hoped_for", 20_000);
        draft.network_note = sheet.optional("network_note", 20_000);
        draft.needs = sheet.all("needs");
        draft.network = sheet.all("network");
        self.way.at("agreement")
    }
}

impl Worries {
    fn questions(&self, context: &Context, sheet: &Sheet) -> Markup {
        let choices = |vocabulary| {
            let terms = context.pack.choices(vocabulary, context.today);
            terms.map(|term| Choice::new(&term.code, &term.label).hint(&term.hint).group(&term.group))
        };
        html! {
            (sheet.textarea("summary", "What is going well, and what are you worried about?")
                .hint("Write it as you would say it to the family.")
                .rows(8))
            (sheet.checkboxes("needs", "Which of these is it about?")
                .hint("As you see it now. It can change.")
                .small()
                .narrowed_by("Find a need")
                .items(choices("need")))
            (sheet.textarea("hoped_for", "What do you and the family hope for?").rows(4))
            @if !self.way.public() {
                (sheet.checkboxes("network", "What around the child have you looked at already?")
                    .hint("In this order: who is nearest comes first.")
                    .small()
                    .items(choices("network")))
                (sheet.textarea("network_note", "What help is there already?").rows(3))
            }
        }
    }
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::page(visit, headers, Worries { way }).await
}

pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    draft::submit(visit, headers, Worries { way }, fields).await
}
