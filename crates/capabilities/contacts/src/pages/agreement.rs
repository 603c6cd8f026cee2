//! Fourth question: does the family agree?

use super::draft::{self, Step, Way};
use crate::intake::NewContact;
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts::Choice};

/// The question as it is put to a worker or to a family: its answers, and what is asked where there is no yes.
struct Wording {
    legend: &'static str,
    answers: &'static [(&'static str, &'static str)],
    note: &'static str,
}

const TO_WORKERS: Wording = Wording {
    legend: "Does the family agree to this contact?",
    answers: &[
        ("given", "Yes, they agree"),
        ("refused", "No, they do not agree"),
        ("not-asked", "They have not been asked"),
    ],
    note: "If they do not agree or were not asked, why are you asking now?",
};

const OF_THE_POLICE: Wording = Wording {
    legend: "Did the officers ask whether the family agrees to this?",
    answers: &[
        ("given", "They asked, and the family agrees"),
        ("refused", "They asked, and the family does not agree"),
        ("not-asked", "They did not ask"),
    ],
    note: "What did the family say, in their own words? If they were not asked, why not?",
};

const TO_FAMILIES: Wording = Wording {
    legend: "Do the others in the family know that you are asking?",
    answers: &[("given", "Yes, or it is only about me and my child"), ("not-asked", "Not yet")],
    note: "If not yet, what should we know before we talk to them?",
};

struct Agreement {
    way: Way,
}

impl Step for Agreement {
    const ASKS: &'static [&'static str] = &["agreement", "agreement_note"];

    fn way(&self) -> Way {
        self.way
    }

    fn first(&self, _: &Context, draft: &NewContact) -> Result<Fields> {
        Ok(Fields::default().with("agreement", &draft.agreement).with("agreement_note", &draft.agreement_note))
    }

    fn show(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
        let wording = match (self.way.public(), draft.is_police()) {
            (true, _) => TO_FAMILIES,
            (_, true) => OF_THE_POLICE,
            _ => TO_WORKERS,
        };
        let answers = wording.answers.iter().map(|(code, text)| Choice::new(*code, *text));
        let content = html! {
            (draft::step_form(context, sheet, html! {
                (sheet.radios("agreement", wording.legend).heading().items(answers))
                (sheet.textarea("agreement_note", wording.note).rows(3))
            }))
        };
        context.frame.sheet_page("Agreement", &self.way.at("worries"), sheet, content)
    }

    fn read(&self, _: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        draft.agreement = sheet.optional("agreement", 20);
        draft.agreement_note = sheet.optional("agreement_note", 20_000);
        self.way.at("check")
    }
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::page(visit, headers, Agreement { way }).await
}

pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    draft::submit(visit, headers, Agreement { way }, fields).await
}
