//! `/my/begin`: a place is set up once, with the code and what both know; from then on it opens with a word that only its
//! person knows.

use super::{door, outer};
use crate::{
    records::{self, Opening},
    rules,
};
use access::{
    Context, Permits, Visit,
    letter_code::{self, LetterCode},
};
use axum::response::Response;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice, say};

const TITLE: &str = "Set up your place";

const NOTHING: &str = "This code and answer open nothing. Check both, or ask your lead professional for a new code";

fn show(context: &Context, sheet: &Sheet) -> Markup {
    let content = html! {
        p.govuk-body { (say("You have a code from your lead professional. It works once: after this you open your place \
            with the code and a word that only you know.")) }
        @if context.app.demo {
            (parts::inset(html! { (say("In the demo, what both know is the word demo. A lead professional makes a new code \
                under Own places.")) }))
        }
        (sheet.keyless_form(html! {
            (sheet.text("code", "Your code").hint("12 letters and numbers, such as 7K2M-9QXA-T4VE").width(20).autocomplete("off"))
            (sheet.text("known", "The word that you agreed on, or your date of birth")
                .hint("You and your lead professional both know it.").autocomplete("off"))
            (sheet.password("word", "Choose a word or number of your own").chosen_now()
                .hint("At least six letters or numbers. Nobody at the council can see it."))
            (sheet.text("email", "Your email address, if you want to be told when there is something new").email().autocomplete("off")
                .hint("You need not give one. Nothing is said in the message but that there is something new."))
            (sheet.checkboxes("email-safe", "Is that address safe?").small()
                .items([Choice::new("yes", "Yes: nobody else reads it")]))
            (parts::button("Set up"))
        }))
    };
    outer(context, TITLE, sheet, content)
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(|v| {
            let sheet = v.context().sheet(Fields::default());
            Ok(show(v, &sheet))
        })
        .await
}

/// What is wrong with what was typed, before the code is looked at.
fn fault(fields: &Fields) -> Option<(&'static str, &'static str)> {
    let (email, safe) = (fields.get("email"), fields.get("email-safe") == "yes");
    let address = email.split_once('@').is_some_and(|(who, of)| !who.is_empty() && of.contains('.'));
    if let Some(told) = rules::word_fault(fields.raw("word"), fields.get("code"), fields.get("known")) {
        return Some(("word", told));
    }
    if !email.is_empty() && !address {
        return Some(("email", "Enter an email address, like name@example.org, or leave it empty"));
    }
    (!email.is_empty() && !safe).then_some(("email-safe", "Tick that the address is safe, or leave it empty"))
}

pub(in crate::pages) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    if let Some((at, told)) = fault(&fields) {
        return door::refused(visit, fields, at, told, show).await;
    }
    let (code, known) = (LetterCode::typed(fields.get("code")), rules::fact(fields.get("known")));
    let (pack, today) = (visit.app.pack.clone(), visit.app.db.now().date());
    let opened = code
        .opens_with(known, &visit, move |conn, hash| records::by_code(conn, hash, Opening::First, (&pack, today)))
        .await;
    let place = match opened {
        Ok(place) => place,
        Err(Error::NotFound) => return door::refused(visit, fields, "known", NOTHING, show).await,
        Err(other) => return Err(other),
    };
    let word = letter_code::keep_word(&visit, fields.raw("word").trim().to_owned()).await?;
    let email = if fields.get("email-safe") == "yes" { fields.get("email").to_owned() } else { String::new() };
    door::enter(visit, fields, place, move |tx, place| records::set_up(tx, place, &code, (&word, &email))).await
}
