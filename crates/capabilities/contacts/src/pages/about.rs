//! First question: what kind of contact, from where; or, for a family, who you are.

use super::draft::{self, Step, Way};
use crate::intake::{NewContact, NewNotice};
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts::Choice};

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

struct About {
    way: Way,
}

impl Step for About {
    const ASKS: &'static [&'static str] = &["kind", "source", "channel", "maker_name", "maker_phone", "maker_email"];

    fn way(&self) -> Way {
        self.way
    }

    fn first(&self, context: &Context, draft: &NewContact) -> Result<Fields> {
        let or = |text: &str, usual: &str| if text.is_empty() { usual.to_owned() } else { text.to_owned() };
        Ok(Fields::default()
            .with("kind", or(&draft.kind, "request"))
            .with("source", or(&draft.source, usual_source(&context.actor.organisation_kind)))
            .with("channel", or(&draft.channel, "online"))
            .with("maker_name", &draft.maker.name)
            .with("maker_phone", &draft.maker.phone)
            .with("maker_email", &draft.maker.email)
            .with("maker_relation", &draft.maker.relation))
    }

    fn show(&self, context: &Context, _: &NewContact, sheet: &Sheet) -> Markup {
        let content = if self.way.public() { who_you_are(context, sheet) } else { what_it_is(context, sheet) };
        context.frame.sheet_page("About this contact", self.way.base(), sheet, content)
    }

    fn read(&self, _: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        draft.maker.name = sheet.optional("maker_name", 200);
        draft.maker.phone = sheet.optional("maker_phone", 40);
        draft.maker.email = sheet.optional("maker_email", 200);
        draft.maker.relation = sheet.optional("maker_relation", 200);
        if !self.way.public() {
            draft.kind = sheet.optional("kind", 40);
            draft.source = sheet.optional("source", 40);
            draft.channel = sheet.optional("channel", 40);
            // of no other kind is asked what the police say; it is asked on a page of its own
            draft.police =
                if draft.is_police() { draft.police.take().or_else(|| Some(NewNotice::default())) } else { None };
        }
        self.way.at("people")
    }
}

fn who_you_are(context: &Context, sheet: &Sheet) -> Markup {
    let email = sheet.text("maker_email", "Email address").email().autocomplete("email");
    html! {
        h1.govuk-heading-l { "About you" }
        p.govuk-body { "So that you get an answer." }
        (draft::step_form(context, sheet, html! {
            (sheet.text("maker_name", "Your full name").autocomplete("name"))
            (sheet.text("maker_phone", "Telephone number").telephone().autocomplete("tel").width(20))
            (email.hint("We write only that there is an answer, never what it is about."))
            (sheet.text("maker_relation", "What are you to the child?")
                .hint("For example, mother, grandfather, or the young person yourself."))
        }))
    }
}

fn what_it_is(context: &Context, sheet: &Sheet) -> Markup {
    let words = |vocabulary: &'static str| context.pack.choices(vocabulary, context.today);
    // these are never chosen: how a contact came in says it, and a conversation goes to nobody's queue
    let unasked = |code: &str| matches!(code, "family-request" | "import" | "conversation");
    let kinds = words("contact-kind").filter(|term| !unasked(&term.code));
    let kinds = kinds.map(|term| Choice::new(&term.code, &term.label).hint(&term.hint));
    let plain = |vocabulary| words(vocabulary).map(|term| Choice::new(&term.code, &term.label));
    html! {
        h1.govuk-heading-l { "What kind of contact is this?" }
        p.govuk-body {
            "A conversation that needs no answer of the front door? "
            a.govuk-link href="/conversations/new" { "Note it for yourself" } "."
        }
        (draft::step_form(context, sheet, html! {
            (sheet.radios("kind", "Kind").items(kinds))
            (sheet.select("source", "Where does it come from?").items(plain("source")))
            (sheet.select("channel", "How did it come?").items(plain("channel")))
        }))
    }
}

pub(super) async fn page(visit: Visit, way: Way, headers: HeaderMap) -> Result<Markup> {
    draft::page(visit, headers, About { way }).await
}

pub(super) async fn submit(visit: Visit, way: Way, headers: HeaderMap, fields: Fields) -> Result<Response> {
    draft::submit(visit, headers, About { way }, fields).await
}
