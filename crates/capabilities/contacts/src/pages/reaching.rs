//! For whoever is about to call, write or visit: how this person can be reached safely, before anything else; what they
//! have said since; and the letter with another code.

use crate::{
    ContactId,
    intake::{Asked, FOR_WHOM},
    records::{self, Contact, SaidSince},
    rules::{ReachBy, Saying},
};
use access::{Because, Context, Permits, Visit, contact, letter_code::LetterCode};
use axum::{extract::Path, response::Response};
use web::{
    Fields, Markup, Result, html, parts,
    parts::{Colour, Row},
};

const WAYS: &[(ReachBy, &str)] = &[
    (ReachBy::Call, "a call"),
    (ReachBy::Text, "a text message"),
    (ReachBy::Email, "an email"),
    (ReachBy::Letter, "a letter"),
];

/// What stands above everything that leads to a call. `places` says whether the reader may see where a letter goes.
pub(super) fn before_a_call(context: &Context, asked: &Asked, places: bool) -> Markup {
    let reach = &asked.reach;
    let chosen: Vec<&str> =
        WAYS.iter().filter(|(way, _)| reach.safe().ways.contains(way)).map(|(_, text)| *text).collect();
    let language = context.pack.label("language", &reach.interpreter);
    let said_something = *asked != Asked::default();
    if !said_something {
        return html! {};
    }
    html! {
        section.govuk-inset-text.eh-safely aria-labelledby="reach-safely" {
            h2.govuk-heading-s #reach-safely { "Before you call or write" }
            ul.govuk-list.govuk-list--bullet {
                @if reach.danger_at_home == "yes" {
                    li { strong { "Somebody at home may be the danger: tell nobody else who is named here." } }
                }
                @if asked.is_young() {
                    li { strong { "A young person asks for themselves: talk with them before a parent or carer is \
                                   told, unless somebody is in danger." } }
                }
                @if !reach.ways.is_empty() {
                    li {
                        @if chosen.is_empty() { "Do not call or write: they read the answer on the site." }
                        @else { "Safe: " (chosen.join(", ")) ". Nothing else." }
                    }
                }
                @match reach.voicemail.as_str() {
                    "no" => li { strong { "Never leave a message on an answering machine." } },
                    "yes" => li { "A message on an answering machine is safe." },
                    _ => li { "They did not say that a message on an answering machine is safe: leave none." },
                }
                @if !reach.never.is_empty() { li { strong { "Never use this number: " (reach.never) } } }
                @if !reach.times.is_empty() { li { "When: " (reach.times) } }
                @if !reach.interpreter.is_empty() { li { "Book an interpreter first: " (language) } }
                @if reach.bsl { li { "They use British Sign Language: book an interpreter, or use video relay." } }
                @if places && !reach.letter_to.is_empty() { li { "A letter goes to: " span.eh-pre { (reach.letter_to) } } }
            }
        }
    }
}

/// What families are asked and nobody else, beside what was brought.
pub(super) fn rows<'a>(context: &Context, asked: &Asked) -> Vec<Row<'a>> {
    let for_whom = FOR_WHOM.iter().find(|(code, _)| *code == asked.for_whom).map(|(_, text)| *text);
    let subjects: Vec<&str> = asked.subjects.iter().map(|code| context.pack.label("subject", code)).collect();
    let mut rows: Vec<Row<'a>> = for_whom.map(|text| Row::new("For whom, in their words", text)).into_iter().collect();
    if !subjects.is_empty() {
        rows.push(Row::new("About, in their words", subjects.join(", ")));
    }
    rows
}

/// What they have said since, and that somebody owes it to read it.
pub(super) fn since(context: &Context, contact: &Contact, said: &[SaidSince], may_hear: bool) -> Markup {
    if said.is_empty() {
        return html! {};
    }
    let unread = said.iter().any(|one| one.read_at.is_none());
    let days = context.pack.number("said-read");
    let sheet = context.sheet(Fields::default());
    html! {
        h2.govuk-heading-m #said { "What whoever made it has said since" }
        @for one in said {
            (parts::inset(html! {
                p.govuk-body {
                    strong { (web::dates::moment(one.at)) } " "
                    @if one.read_at.is_none() { (parts::tag("Not read yet", Colour::Yellow)) }
                    br;
                    @match one.saying {
                        Saying::Withdrawal => strong { "They want no help now. Go on only where a child may be in \
                                                        danger, and tell them why." },
                        Saying::Reply => "Reply to your question: ",
                        Saying::More => "",
                    }
                    span.eh-pre { (one.text) }
                }
            }))
        }
        @if unread && may_hear {
            p.govuk-body {
                "Owed within " (web::dates::plural(i64::from(days), "working day")) ": read it, and do what \
                    follows. They see that it was read."
            }
            (sheet.form_to(&format!("/contacts/{}/said", contact.id), parts::button("I have read this")))
        }
    }
}

/// The way to a letter with another code, for those whom the front door may give one.
pub(super) fn another_code(context: &Context, contact: &Contact, asked: &Asked) -> Markup {
    let sheet = context.sheet(Fields::default());
    let safe = asked.reach.safe();
    html! {
        (parts::details("They have lost the code with which they read the answer", html! {
            p.govuk-body {
                "Make sure first that you speak with whoever made this contact: ask what only they know of it. The code from \
                 before ends."
            }
            @match safe.may(ReachBy::Letter, "") {
                Ok(()) => (sheet.form_to(&format!("/contacts/{}/code", contact.id), parts::button("Print a letter with another code"))),
                Err(_) => p.govuk-body { strong { "They did not say that a letter is safe." } " Read the answer to them in a way that they chose." },
            }
        }))
    }
}

pub(super) async fn heard(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(contact::Hear, id)?;
            records::hear(change.tx, &permit)?;
            Ok(format!("/contacts/{id}?done=saved"))
        })
        .await
}

pub(super) async fn give_code(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(contact::GiveCode, id)?;
            let code = records::give_anew(change.tx, &permit)?;
            change.leads_to_secret();
            Ok(format!("/contacts/{id}/code/{}", code.shown()))
        })
        .await
}

/// The letter, to be printed and posted.
pub(super) async fn letter(visit: Visit, Path((id, code)): Path<(ContactId, String)>) -> Result<Markup> {
    let code = LetterCode::typed(&code);
    visit
        .view(move |v| {
            let permit = v.permit(contact::GiveCode, id)?;
            let (pack, now) = (v.pack.clone(), v.now);
            let given = records::opened_by(v.conn(), &pack, now, &code.hash())?;
            let Some(contact) = given.filter(|contact| contact.id == id) else { return Err(web::Error::NotFound) };
            let asked = records::reach(v.conn(), &permit)?.unwrap_or_default();
            let (phone, council) = (pack.text("front-door-phone"), pack.text("council-name"));
            let to = if permit.because() == Because::FrontDoor { asked.reach.letter_to.as_str() } else { "" };
            let content = html! {
                p.govuk-body.eh-noprint { "Print this page, and post it in a plain envelope. It names nobody and \
                                           says not what it is about." }
                @if !to.is_empty() { p.govuk-body.eh-noprint { "Address the envelope to: " br; span.eh-pre { (to) } } }
                h1.govuk-heading-l { "Your code" }
                @if !council.is_empty() { p.govuk-body { (council) } }
                p.govuk-body { "Here is the code that you asked for." }
                p.govuk-body-l { "Reference: " strong { (contact.reference) } br; "Code: " strong.eh-code { (code.shown()) } }
                p.govuk-body { "Use both at " (v.app.url) "/ask-for-help/answer" }
                @if !phone.is_empty() { p.govuk-body { "Or call " (phone) "." } }
            };
            Ok(v.frame.page_back("Letter with a code", &format!("/contacts/{id}"), content))
        })
        .await
}
