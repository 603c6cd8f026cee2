//! Third question: what is happening, what is hoped for, what is around the child already.

use super::draft::{self, Step, Way};
use crate::intake::NewContact;
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts::Choice, say};

struct Worries {
    way: Way,
}

impl Step for Worries {
    const ASKS: &'static [&'static str] = &["summary", "hoped_for", "needs", "subjects", "network", "network_note"];

    fn way(&self) -> Way {
        self.way
    }

    fn first(&self, _: &Context, draft: &NewContact) -> Result<Fields> {
        let mut fields = Fields::default()
            .with("summary", &draft.summary)
            .with("hoped_for", &draft.hoped_for)
            .with("network_note", &draft.network_note);
        draft.asked.subjects.iter().for_each(|subject| fields.add("subjects", subject));
        draft.needs.iter().for_each(|need| fields.add("needs", need));
        draft.network.iter().for_each(|code| fields.add("network", code));
        Ok(fields)
    }

    fn show(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
        let before = match draft.is_police() {
            true => "police",
            false if self.way.public() && draft.asked.is_young() => "reach",
            false => "people",
        };
        let content = html! {
            h1.govuk-heading-l { (say("What is happening?")) }
            (draft::step_form(context, sheet, self.questions(context, draft, sheet)))
        };
        context.frame.sheet_page("What is happening?", &self.way.at(before), sheet, content)
    }

    fn read(&self, _: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        draft.summary = sheet.optional("summary", 20_000);
        draft.hoped_for = sheet.optional("hoped_for", 20_000);
        draft.network_note = sheet.optional("network_note", 20_000);
        draft.needs = sheet.all("needs");
        draft.network = sheet.all("network");
        if self.way.public() {
            draft.asked.subjects = sheet.all("subjects");
            return self.way.at(if asks_no_agreement(draft) { "check" } else { "agreement" });
        }
        self.way.at("agreement")
    }
}

impl Worries {
    fn questions(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
        if self.way.public() {
            return of_family(context, draft.asked.is_young(), sheet);
        }
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
            (sheet.checkboxes("network", "What around the child have you looked at already?")
                .hint("In this order: who is nearest comes first.")
                .small()
                .items(choices("network")))
            (sheet.textarea("network_note", "What help is there already?").rows(3))
        }
    }
}

/// A young person is asked in words of their own; nobody has to choose what it is about.
fn of_family(context: &Context, young: bool, sheet: &Sheet) -> Markup {
    let subjects = context.pack.choices("subject", context.today);
    let subjects = subjects.map(|term| Choice::new(&term.code, &term.label));
    let (happening, about, hoped) = match young {
        true => (
            "What is going on? Say it in your own words",
            "Is it about any of these?",
            "What would make it better, even a little?",
        ),
        false => (
            "What are you worried about, and what is going well?",
            "Is it about any of these?",
            "What do you hope for?",
        ),
    };
    let hint = match young {
        true => "It does not have to be neat, and it can be short.",
        false => "Write it as you would say it. It can be short.",
    };
    html! {
        (sheet.textarea("summary", happening).hint(hint).rows(7))
        (sheet.checkboxes("subjects", about)
            .hint("Choose as many as fit, or none. If you are not sure, leave it.")
            .small()
            .items(subjects))
        (sheet.textarea("hoped_for", hoped).rows(3))
    }
}

/// Whether the others in the family are not asked about: a young person asks for themselves, or somebody at home is the
/// danger.
pub(super) fn asks_no_agreement(draft: &NewContact) -> bool {
    draft.asked.is_young() || draft.asked.danger_at_home()
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::page(visit, headers, Worries { way }).await
}

pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    draft::submit(visit, headers, Worries { way }, fields).await
}
