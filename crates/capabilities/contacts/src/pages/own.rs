//! `/ask-for-help/answer`: whoever asked without an account reads how far it is, with the reference and the code that
//! they were shown once; replies, adds, and says that they want no help.

use super::slowed::{self, Senders};
use crate::{
    records::{self, Reading},
    rules::{Saying, State},
};
use access::{Context, Permits, View, Visit, answer, letter_code::LetterCode, sessions::Secret};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use web::{
    Error, Fields, Markup, Result, Sheet, html, parts,
    parts::{Choice, Colour},
    said, say, tell,
};

/// What the browser holds while it reads.
pub(super) const COOKIE: &str = "earlyhelp-answer";

const DOOR: &str = "/ask-for-help/answer";

const READ: &str = "/ask-for-help/answer/read";

fn asks_for_code(context: &Context, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (say("Read your answer")) }
        p.govuk-body { (say("When you asked for help you were shown a reference and a code. You need both.")) }
        (sheet.keyless_form(html! {
            (sheet.text("reference", "Reference").hint("It begins with C, like C-7K2M-9QXA").width(20).autocomplete("off"))
            (sheet.text("code", "Code").hint("12 letters and numbers, such as 7K2M-9QXA-T4VE").width(20).autocomplete("off"))
            (parts::button("Read it"))
        }))
        (parts::details("I have lost my code", html! {
            p {
                (said("Talk to us: {contact}. We ask some questions, so that nobody else is told, and give you \
                       another.", &[
                    ("contact", &html! { a.govuk-link href="/contact" { (say("how to reach us")) } }),
                ]))
            }
        }))
    };
    context.frame.sheet_page(&tell("Read your answer"), "/", sheet, content)
}

pub(super) async fn door(visit: Visit) -> Result<Markup> {
    visit.as_nobody().public_view(|v| Ok(asks_for_code(v, &Sheet::new(Fields::default(), DOOR, "")))).await
}

/// `c 7k2m9qxa` is `C-7K2M-9QXA`.
fn bare(reference: &str) -> String {
    reference.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

pub(super) async fn enter(visit: Visit, fields: Fields) -> Result<Response> {
    let (code, reference) = (LetterCode::typed(fields.get("code")), bare(fields.get("reference")));
    let (pack, now) = (visit.app.pack.clone(), visit.app.db.now());
    let found = code
        .opens(&visit, move |conn, hash| {
            let contact = records::opened_by(conn, &pack, now, hash)?;
            // a right code with another reference is a guess, too
            Ok(contact.filter(|contact| bare(&contact.reference) == reference))
        })
        .await;
    let contact = match found {
        Ok(contact) => contact,
        Err(Error::NotFound) => {
            return visit
                .as_nobody()
                .public_view(move |v| {
                    let mut sheet = Sheet::new(fields.clone(), DOOR, "");
                    let told = "The reference and the code do not belong together, or can be used no more. Look once \
                                more, or talk to us";
                    sheet.errors.add("reference", told);
                    Sheet::again(asks_for_code(v, &sheet))
                })
                .await;
        }
        Err(other) => return Err(other),
    };

    let secret = visit.app.db.upkeep(move |conn| records::begin_reading(conn, now, &code.hash(), contact.id)).await?;
    Ok(([(header::SET_COOKIE, visit.set_cookie(COOKIE, secret.reveal()))], web::see_other(READ)).into_response())
}

/// The contact that this browser has opened, and that it is used; else back to the door.
fn load(inside: &mut impl Permits, secret: &Secret) -> Result<records::Own> {
    let (pack, now) = (inside.context().pack.clone(), inside.context().now);
    records::held(inside.conn(), &pack, now, secret)?.ok_or_else(|| Error::Elsewhere(DOOR.into()))
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let Some(secret) = visit.cookie(COOKIE) else { return Err(Error::Elsewhere(DOOR.into())) };
    let done = visit.query("done");
    let (db, held) = (visit.app.db.clone(), secret.clone());
    let page = visit
        .as_nobody()
        // who opened it a moment ago is told, too
        .latest()
        .public_view(move |v| {
            let own = load(v, &secret)?;
            let permit = v.permit(answer::Read, own)?;
            let reading = records::read_own(v.conn(), &permit)?;
            let sheet = Sheet::new(Fields::default(), READ, "");
            Ok(show(v, &reading, &sheet, done == "said"))
        })
        .await?;
    let now = db.now();
    db.upkeep(move |conn| records::touch_answer(conn, now, &held)).await?;
    Ok(page)
}

fn show(context: &Context, reading: &Reading, sheet: &Sheet, done: bool) -> Markup {
    let contact = &reading.contact;
    let withdrawn = reading.said.iter().any(|said| said.saying == Saying::Withdrawal);
    let minutes = context.pack.number("answer-idle");
    let content = html! {
        @if done { (parts::success("We have what you wrote.")) }
        h1.govuk-heading-l { (say("Your request for help")) }
        p.govuk-body { (said("Reference {reference}", &[("reference", &contact.reference)])) }
        (where_it_stands(context, reading))
        @if let Some(question) = &reading.question { (question_of(question, sheet)) }
        @if contact.answered_at.is_some() { (the_answer(context, reading)) }
        @if !reading.said.is_empty() { (what_they_said(reading)) }
        h2.govuk-heading-m { (say("Add something, or change your mind")) }
        (sheet.form(html! {
            (sheet.radios("saying", "What do you want to tell us?").small().items(
                [Choice::new(Saying::More.code(), "Something more")]
                    .into_iter()
                    .chain((!withdrawn).then(|| Choice::new(Saying::Withdrawal.code(), "I do not want help now")
                        .hint("You need not say why. If a child may be in danger we may still have to act, and \
                               tell you.")))
            ))
            (sheet.textarea("text", "In your own words").rows(4))
            (parts::button("Send"))
        }))
        p.govuk-body {
            (said("This page closes by itself after {minutes} minutes without use.", &[("minutes", &minutes)]))
        }
        form method="post" action="/ask-for-help/answer/close" {
            (parts::button_named("Close this page", "govuk-button--secondary", "close", "yes"))
        }
    };
    context.frame.sheet_page(&tell("Your request for help"), "/", sheet, content)
}

/// Received, read, asked, answered: what has been, and what is next and by when.
fn where_it_stands(context: &Context, reading: &Reading) -> Markup {
    let contact = &reading.contact;
    let state = contact.state();
    let asked = reading.question.is_some();
    let decided = matches!(state, State::Decided | State::Answered | State::Closed);
    let answered = matches!(state, State::Answered | State::Closed);
    let reader = reading.reader.as_ref();
    let step = |done: bool, title: Markup, more: Markup| {
        html! {
            li.govuk-task-list__item {
                div.govuk-task-list__name-and-hint {
                    div { (title) }
                    div.govuk-task-list__hint { (more) }
                }
                div.govuk-task-list__status {
                    @if done { (parts::tag("Done", Colour::Green)) } @else { (parts::tag("Not yet", Colour::Grey)) }
                }
            }
        }
    };
    html! {
        ol.govuk-task-list.eh-states {
            (step(true, say("We have it"), html! { (web::dates::moment(contact.received_at)) }))
            (step(reader.is_some() || decided, say("Somebody reads it"), html! {
                @if let Some(reader) = reader {
                    (said("{name}, {team}", &[("name", &reader.first_name), ("team", &reader.team)]))
                }
            }))
            @if asked {
                (step(false, say("We have a question for you"), say("You can answer it below.")))
            }
            (step(answered, say("You have an answer"), html! {
                @match contact.answered_at {
                    Some(at) => (web::dates::moment(at)),
                    None if decided => (say("It is decided. The answer is being written.")),
                    None if asked => (said("We promised it by {day}. We wait for your reply first.",
                        &[("day", &web::dates::day(contact.decide_by))])),
                    None if contact.decide_by < context.today => (said("We promised it by {day}, and we are late. If it \
                        cannot wait, call us.", &[("day", &web::dates::day(contact.decide_by))])),
                    None => (said("We promise to decide by {day}, and answer you then.",
                        &[("day", &web::dates::day(contact.decide_by))])),
                }
            }))
        }
    }
}

fn question_of(question: &str, sheet: &Sheet) -> Markup {
    html! {
        h2.govuk-heading-m { (say("Our question")) }
        (parts::inset(html! { span.eh-pre { (question) } }))
        (sheet.form(html! {
            input type="hidden" name="saying" value=(Saying::Reply.code());
            (sheet.textarea("reply", "Your reply").rows(4))
            (parts::button("Send reply"))
        }))
    }
}

fn the_answer(context: &Context, reading: &Reading) -> Markup {
    html! {
        h2.govuk-heading-m { (say("Our answer")) }
        (parts::inset(html! { span.eh-pre { (reading.contact.answer) } }))
        @if let Some(until) = records::readable_until(&reading.contact, &context.pack) {
            p.govuk-body { (said("You can read it here until {day}.", &[("day", &web::dates::day(until))])) }
        }
    }
}

fn what_they_said(reading: &Reading) -> Markup {
    html! {
        h2.govuk-heading-m { (say("What you have told us since")) }
        @for one in &reading.said {
            p.govuk-body {
                strong { (web::dates::moment(one.at)) } br;
                @if one.saying == Saying::Withdrawal { (say("You do not want help now.")) " " }
                span.eh-pre { (one.text) } br;
                span.eh-muted {
                    @match one.read_at {
                        Some(at) => (said("Read {moment}", &[("moment", &web::dates::moment(at))])),
                        None => (say("Not read yet")),
                    }
                }
            }
        }
    }
}

pub(super) async fn submit(visit: Visit, fields: Fields, senders: Senders) -> Result<Response> {
    let Some(secret) = visit.cookie(COOKIE) else { return Err(Error::Elsewhere(DOOR.into())) };
    if let Some(wait) = slowed::turn(&visit, super::draft::Way::Family, &senders).await? {
        let show = move |v: &mut View<'_>| {
            let own = load(v, &secret)?;
            let permit = v.permit(answer::Read, own)?;
            let reading = records::read_own(v.conn(), &permit)?;
            let sheet = Sheet::sent(fields.clone(), READ, "");
            let above = slowed::told(v, wait, "What you wrote still stands below.");
            Ok(html! { (above) (self::show(v, &reading, &sheet, false)) })
        };
        let page = visit.as_nobody().public_view(show).await?;
        return Ok(slowed::response(wait, page));
    }

    visit
        .public_change(fields, move |change, sheet| {
            let own = load(change, &secret)?;
            let permit = change.permit(answer::Say, own)?;
            let saying = sheet.chosen("saying", Saying::parse, "Choose what you want to tell us");
            let field = if saying == Some(Saying::Reply) { "reply" } else { "text" };
            let text = sheet.optional(field, 20_000);

            let pack = change.pack.clone();
            let said = match saying.filter(|_| sheet.is_valid()) {
                Some(saying) => match records::say(change.tx, &permit, &pack, saying, &text) {
                    Err(Error::Refused(refused)) => {
                        refused.into_iter().for_each(|one| sheet.errors.add(field, one.message));
                        None
                    }
                    said => Some(said?),
                },
                None => None,
            };
            if said.is_none() {
                let reading = records::read_own(change.conn(), &permit)?;
                return Sheet::again(show(change, &reading, sheet, false));
            }
            Ok(format!("{READ}?done=said"))
        })
        .await
}

/// Ends it at once, without leaving the site.
pub(super) async fn close(visit: Visit) -> Result<Response> {
    if let Some(secret) = visit.cookie(COOKIE) {
        visit.app.db.upkeep(move |conn| records::leave_answer(conn, &secret)).await?;
    }
    Ok(([(header::SET_COOKIE, visit.set_cookie(COOKIE, ""))], web::see_other("/")).into_response())
}
