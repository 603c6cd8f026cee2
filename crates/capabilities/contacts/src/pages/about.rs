//! First question: what kind of contact, from where; or, for a family, who you are.

use super::draft::{self, Step, Way};
use crate::intake::{NewContact, NewNotice};
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use people::details::Typed;
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice, said, say};

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
    const ASKS: &'static [&'static str] = &["kind", "source", "channel", "maker_name"];

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
            .with("maker_relation", &draft.maker.relation)
            .with("age", draft.asked.born_of(1)))
    }

    fn show(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
        if self.way.public() {
            let content = who_you_are(context, draft, sheet);
            return context.frame.sheet_page("About you", &self.way.at("who"), sheet, content);
        }
        context.frame.sheet_page("About this contact", self.way.base(), sheet, what_it_is(context, sheet))
    }

    fn read(&self, _: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        if self.way.public() {
            return self.read_who_they_are(draft, sheet);
        }
        draft.kind = sheet.optional("kind", 40);
        draft.source = sheet.optional("source", 40);
        draft.channel = sheet.optional("channel", 40);
        // of no other kind is asked what the police say; it is asked on a page of its own
        draft.police =
            if draft.is_police() { draft.police.take().or_else(|| Some(NewNotice::default())) } else { None };
        self.way.at("people")
    }
}

impl About {
    fn read_who_they_are(&self, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        draft.maker.name = sheet.optional("maker_name", 200);
        if !draft.asked.is_young() {
            draft.maker.relation = sheet.optional("maker_relation", 200);
            return self.way.at("reach");
        }

        // they are the child: nothing is asked twice
        draft.maker.relation = "the young person themselves".into();
        let (given_name, family_name) = match draft.maker.name.split_once(' ') {
            Some((given, family)) => (given.trim().to_owned(), family.trim().to_owned()),
            None => (draft.maker.name.clone(), String::new()),
        };
        draft.people = vec![Typed { role: "child".into(), given_name, family_name, ..Typed::default() }];
        draft.asked.born = vec![sheet.optional("age", 60)];
        self.way.at("reach")
    }
}

fn who_you_are(context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup {
    if draft.asked.is_young() {
        return a_young_person(context, sheet);
    }
    let (relation, hint) = match draft.asked.for_whom.as_str() {
        "me" => ("Is there anything that we should know about you?", "For example, that you are expecting a baby."),
        "someone-else" => ("Who are you to them?", "For example, grandfather, friend or neighbour."),
        _ => ("What are you to the child?", "For example, mother, grandfather or foster carer."),
    };
    html! {
        h1.govuk-heading-l { (say("About you")) }
        p.govuk-body { (say("So that you get an answer. The next question is how we may reach you safely.")) }
        (draft::step_form(context, sheet, html! {
            (sheet.text("maker_name", "Your full name").autocomplete("name"))
            (sheet.text("maker_relation", relation).hint(hint))
        }))
    }
}

/// A first name is enough, and what happens with it is said before anything is asked.
fn a_young_person(context: &Context, sheet: &Sheet) -> Markup {
    html! {
        h1.govuk-heading-l { (say("About you")) }
        (parts::inset(html! {
            p {
                (say("We do not tell your parents or carers before we have talked with you, unless you or \
                      somebody else is in danger. Then we tell you first if we can."))
            }
            p {
                (said("You can talk to Childline at any time, about anything: {phone}. It is free and does not \
                       show on the bill.", &[("phone", &parts::telephone("0800 1111"))]))
            }
        }))
        (draft::step_form(context, sheet, html! {
            (sheet.text("maker_name", "What should we call you?").hint("Your first name is enough.").autocomplete("off"))
            (sheet.text("age", "How old are you?").hint("You can leave this empty.").width(10))
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
