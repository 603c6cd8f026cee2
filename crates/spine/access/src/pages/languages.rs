//! `/languages`: what public pages can be read in, and who translated it; `/languages/{code}` chooses one. The choice is
//! a code in a cookie that ends with the browser: a shared telephone keeps nothing of it.

use super::next::within_this_site;
use crate::{Context, Visit, visit::LANGUAGE};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use web::{Error, Fields, Markup, Result, html, parts, say, tongue::Translator};

/// Who translated it, in words.
fn by(translator: Translator) -> &'static str {
    match translator {
        Translator::Machine => "Translated by a machine. Nobody who speaks it has checked it yet.",
        Translator::MachineRead => "Translated by a machine, and checked by somebody who speaks it.",
        Translator::Human => "Translated by somebody who speaks it.",
    }
}

fn show(context: &Context, to: &str) -> Markup {
    let to = Fields::escape(to);
    let way = |code: &str, name: &str| {
        html! { a.govuk-link href={ "/languages/" (code) "?to=" (to) } hreflang=(code) lang=(code) { (name) } }
    };
    html! {
        h1.govuk-heading-l { (say("Languages")) }
        p.govuk-body {
            (say("You can read the pages for families in these languages. Where a sentence has no translation yet, it stands in English."))
        }
        (parts::table(
            "Languages and their translators",
            &["Language", "Who translated it"],
            std::iter::once(vec![way("en", "English"), say("The pages are written in English.")])
                .chain(context.app.tongues.iter().map(|tongue| {
                    let name = html! { (way(&tongue.code, &tongue.name)) " (" (say(&tongue.english)) ")" };
                    vec![name, say(by(tongue.by))]
                }))
                .collect(),
        ))
        p.govuk-body {
            (say("You may always ask for an interpreter. Say so when you ask for help, or when you call."))
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let to = visit.query("to");
    let to = within_this_site(&to).unwrap_or("/").to_owned();
    visit.public_view(move |v| Ok(v.frame.page("Languages", show(v, &to)))).await
}

/// Back to where the choice was made, in that language.
pub(super) async fn choose(visit: Visit, Path(code): Path<String>) -> Result<Response> {
    if code != "en" && visit.app.tongue(&code).is_none() {
        return Err(Error::NotFound);
    }
    let cookie = visit.set_cookie(LANGUAGE, if code == "en" { "" } else { &code });
    let to = visit.query("to");
    let to = within_this_site(&to).unwrap_or("/");
    Ok(([(header::SET_COOKIE, cookie)], web::see_other(to)).into_response())
}
