//! The first question to families: for whom do they ask? A young person is asked otherwise than a parent, and less.

use super::draft::{self, Step, Way};
use crate::intake::{FOR_WHOM, NewContact};
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts::Choice, tell};

const TITLE: &str = "Who is this for?";

struct Who;

impl Step for Who {
    const ASKS: &'static [&'static str] = &["for_whom"];

    fn way(&self) -> Way {
        Way::Family
    }

    fn first(&self, _: &Context, draft: &NewContact) -> Result<Fields> {
        Ok(Fields::default().with("for_whom", &draft.asked.for_whom))
    }

    fn show(&self, context: &Context, _: &NewContact, sheet: &Sheet) -> Markup {
        let answers = FOR_WHOM.iter().map(|(code, text)| Choice::new(*code, *text));
        let content = html! {
            (draft::step_form(context, sheet, html! {
                (sheet.radios("for_whom", TITLE).heading().items(answers))
            }))
        };
        context.frame.sheet_page(&tell(TITLE), Way::Family.base(), sheet, content)
    }

    fn read(&self, _: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        let known = |code: &str| FOR_WHOM.iter().find(|(known, _)| *known == code).map(|(known, _)| *known);
        let before = draft.asked.for_whom.clone();
        if let Some(code) = sheet.chosen("for_whom", known, "Choose who this is for") {
            draft.asked.for_whom = code.into();
        }
        // what a young person said of themselves is nobody else's
        if (before == "me-young") != draft.asked.is_young() && !before.is_empty() {
            draft.people.clear();
            draft.asked.born.clear();
            draft.agreement.clear();
            draft.agreement_note.clear();
            draft.maker.relation.clear();
        }
        Way::Family.at("about")
    }
}

pub(super) async fn page(visit: Visit, headers: HeaderMap) -> Result<Markup> {
    draft::page(visit, headers, Who).await
}

pub(super) async fn submit(visit: Visit, headers: HeaderMap, fields: Fields) -> Result<Response> {
    draft::submit(visit, headers, Who, fields).await
}
