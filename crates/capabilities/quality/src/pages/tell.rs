//! `/tell-us`: somebody of a family answers with the code of their letter. The page tells nothing of anybody, whatever
//! code is given; only sending the answer looks at it.

use super::found;
use crate::records;
use access::{Context, Permits, Visit, letter_code::LetterCode};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, said, say};

const TITLE: &str = "How was the help?";

fn show(context: &Context, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (say(TITLE)) }
        p.govuk-body {
            (said(
                "Answer what you want to. Those who check how good our help is read it; those who helped you are not \
                 shown your words. If you or a child are in danger, call {phone}.",
                &[("phone", &parts::telephone(context.pack.text("danger-phone")))],
            ))
        }
        (sheet.form_to("/tell-us", html! {
            (sheet.text("code", "The code in your letter").width(20).autocomplete("off"))
            (found::questions(sheet, true))
            (parts::button("Send"))
        }))
    };
    context.frame.sheet_page(TITLE, "/", sheet, content)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(|v| {
            let sheet = v.context().sheet(Fields::default());
            Ok(show(v, &sheet))
        })
        .await
}

pub(super) async fn linked(visit: Visit, Path(code): Path<String>) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(move |v| {
            let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
            let sheet = v.context().sheet(Fields::default().with("code", code));
            Ok(show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    // a guess counts, and is then told what it is told in any case
    let (code, today) = (LetterCode::typed(fields.get("code")), visit.app.db.now().date());
    match code.opens(&visit, move |conn, hash| records::waits_for(conn, hash, today)).await {
        Ok(()) | Err(Error::NotFound) => {}
        Err(other) => return Err(other),
    }
    visit
        .public_change(fields, |change, sheet| {
            let (code, said) = (sheet.fields.get("code").to_owned(), found::read(sheet));
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::answer_by_code(change.tx, &code, &said))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, sheet));
            }
            Ok("/tell-us-thanks".into())
        })
        .await
}

pub(super) async fn thanks(visit: Visit) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(|v| {
            let content = html! {
                (parts::panel("Thank you", html! { "We have your answer." }))
                p.govuk-body { (say("You can close this page.")) }
            };
            Ok(v.frame.page("Thank you", content))
        })
        .await
}
