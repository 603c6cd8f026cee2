//! `/feedback` and `/feedback/{code}`: the form of whoever is asked. It names nobody, and what was written does not stand
//! there afterwards: somebody else may hold the telephone.

use super::three;
use crate::{
    records::{self, Opened},
    rules::Asked,
};
use access::{Context, Permits, Visit, letter_code::LetterCode};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, said, say};

const TITLE: &str = "What do you think of the help?";

fn ask_for_code(context: &Context, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (say(TITLE)) }
        p.govuk-body { (say("Somebody gave you a letter with a code in it. No name is asked for.")) }
        (sheet.keyless_form(html! {
            (sheet.text("code", "The code in your letter")
                .hint("12 letters and numbers, such as 7K2M-9QXA-T4VE")
                .width(20))
            (parts::button("Go on"))
        }))
        (help(context))
    };
    context.frame.sheet_page(TITLE, "/", sheet, content)
}

/// A way to a human being, on every page.
fn help(context: &Context) -> Markup {
    let text = |name| context.pack.text(name);
    let (door, phone, danger) = (text("front-door-name"), text("front-door-phone"), text("danger-phone"));
    html! {
        p.govuk-body {
            @if phone.is_empty() {
                (said("You can also tell {team}.", &[("team", &door)]))
            } @else {
                (said("You can also tell {team}: {phone}.", &[("team", &door), ("phone", &parts::telephone(phone))]))
            }
            " "
            (said("If a child is in danger, call {phone}.", &[("phone", &parts::telephone(danger))]))
        }
    }
}

fn show(context: &Context, sheet: &Sheet, opened: &Opened) -> Markup {
    let young = opened.ask.young;
    let content = html! {
        h1.govuk-heading-l { (say(if young { "Did it help?" } else { TITLE })) }
        p.govuk-body {
            @if young { (say("People helped your family. You can say what you think. Your answer is read by the people who lead the \
                 team, and not by the worker alone. It is kept with your family's notes.")) } @else { (say("You were given early help. What you write is read by the manager of the team, kept in your family's \
                 record, and counted without names. Help does not depend on it.")) }
        }
        (sheet.form(html! {
            (three::questions(sheet, young))
            (sheet.checkboxes("call", if young { "Do you want someone to talk to you?" } else { "Shall somebody call you?" })
                .small()
                .items([parts::Choice::new("yes", if young { "Yes, please" } else { "Yes, please call me" })]))
            (parts::button("Send"))
        }))
        (help(context))
    };
    context.frame.sheet_page(TITLE, "/", sheet, content)
}

fn thanks(context: &Context, opened: &Opened) -> Markup {
    let reply = opened.answer.as_ref().map(|answer| answer.reply.trim()).unwrap_or_default();
    let called = opened.answer.as_ref().is_some_and(|answer| answer.call_back);
    let content = html! {
        h1.govuk-heading-l { (say("Thank you")) }
        p.govuk-body { (say("Your answer has arrived. For your safety it is not shown here again.")) }
        @if called {
            p.govuk-body { (say("Somebody will call you on the next working day.")) }
        }
        @if reply.is_empty() {
            p.govuk-body { (say("If the team answers it, the answer will stand on this page.")) }
        } @else {
            h2.govuk-heading-m { (say("What the team says")) }
            (parts::inset(html! { span.eh-pre { (reply) } }))
        }
        (help(context))
    };
    context.frame.page("Thank you", content)
}

async fn opened(visit: &Visit, code: &LetterCode) -> Result<Opened> {
    let today = visit.app.db.now().date();
    code.opens(visit, move |conn, hash| records::by_code(conn, hash, today)).await
}

pub(super) async fn door(visit: Visit) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(|v| {
            let sheet = v.context().sheet(Fields::default());
            Ok(ask_for_code(v, &sheet))
        })
        .await
}

pub(super) async fn enter(visit: Visit, fields: Fields) -> Result<Response> {
    let code = LetterCode::typed(fields.get("code"));
    match opened(&visit, &code).await {
        Ok(_) => Ok(web::see_other(&format!("/feedback/{}", code.shown()))),
        Err(Error::NotFound) => {
            visit
                .as_nobody()
                .public_view(move |v| {
                    let mut sheet = v.context().sheet(fields.clone());
                    let told = "This code opens nothing. Look at the letter once more, or ask for another one";
                    sheet.errors.add("code", told);
                    Sheet::again(ask_for_code(v, &sheet))
                })
                .await
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn page(visit: Visit, Path(code): Path<String>) -> Result<Markup> {
    let opened = opened(&visit, &LetterCode::typed(&code)).await?;
    visit
        .as_nobody()
        .public_view(move |v| {
            if opened.answer.as_ref().is_some_and(|answer| answer.asked == Asked::Answered) {
                return Ok(thanks(v, &opened));
            }
            let sheet = v.context().sheet(Fields::default());
            Ok(show(v, &sheet, &opened))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(code): Path<String>, fields: Fields) -> Result<Response> {
    let code = LetterCode::typed(&code);
    opened(&visit, &code).await?;
    visit
        .public_change(fields, move |change, sheet| {
            let (pack, today) = (change.pack.clone(), change.today);
            // looked at again, in the transaction that answers it
            let opened = records::by_code(change.conn(), &code.hash(), today)?.ok_or(Error::NotFound)?;
            let answer = three::read(sheet, Some(Asked::Answered));
            let call_back = sheet.ticked("call");

            let said = records::hear_themself(change.tx, &opened, (&answer, call_back), &pack);
            if sheet.heed(said)?.is_none() {
                return Sheet::again(show(change, sheet, &opened));
            }
            Ok(format!("/feedback/{}", code.shown()))
        })
        .await
}
