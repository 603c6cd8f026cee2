//! Save and come back: a family's draft is kept on request, and gone on with by a link or a code that is good once.
//! What
//! nobody asked to keep ends with the browser.

use super::draft::{self, Way};
use crate::records;
use access::{Change, Context, Permits, View, Visit, letter_code::LetterCode, sessions::Secret};
use axum::{
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice, said, say, tell};

const TITLE: &str = "Save and come back later";

const GO_ON: &str = "Go on with what you began";

fn show(context: &Context, sheet: &Sheet, until: NaiveDate) -> Markup {
    let ways = [
        Choice::new("email", "Send me a link by email").hint("It is good once, for a day. You can ask for another."),
        Choice::new("code", "Show me a code to write down").hint("It is good once, for as long as we keep this."),
    ];
    let by_mail = context.app.mail;
    let content = html! {
        h1.govuk-heading-l { (say(TITLE)) }
        p.govuk-body {
            (said("We keep what you wrote until {day}. Then it is thrown away. Nobody here reads it before you \
                   send it.",
                &[("day", &web::dates::day(until))]))
        }
        p.govuk-body { (say("This phone or computer keeps nothing once you close the browser.")) }
        (sheet.form(html! {
            @if by_mail {
                (sheet.radios("how", "How do you want to come back?").items(ways))
                (sheet.text("email", "Email address")
                    .hint("If you chose a link. Use one that only you read.")
                    .email()
                    .autocomplete("email"))
            } @else {
                input type="hidden" name="how" value="code";
            }
            (parts::button("Save"))
        }))
        p.govuk-body { (sheet.form_to("/ask-for-help/discard", html! {
            button.eh-link-button type="submit" { (say("Throw away all that I wrote")) }
        })) }
    };
    context.frame.sheet_page(&tell(TITLE), "/ask-for-help/check", sheet, content)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(|v| {
            let sheet = v.context().sheet(Fields::default());
            let until = records::draft_until(v.now, &v.pack);
            Ok(show(v, &sheet, until))
        })
        .await
}

pub(super) async fn submit(visit: Visit, headers: HeaderMap, fields: Fields) -> Result<Response> {
    let secret = draft::secret_of(&headers).unwrap_or_default();
    let inner = secret.clone();
    let run = move |change: &mut Change<'_, '_>, sheet: &mut Sheet| {
        let (pack, owner) = (change.pack.clone(), inner.hash());
        let by_mail = change.app.mail && sheet.fields.get("how") == "email";
        let email = if by_mail { sheet.required("email", 200, "Enter your email address") } else { String::new() };
        if by_mail && !email.is_empty() && !crate::intake::is_address(&email) {
            sheet.errors.add("email", "Enter an email address like name@example.org");
        }
        if !matches!(sheet.fields.get("how"), "email" | "code") {
            sheet.errors.add("how", "Choose how you want to come back");
        }
        if !sheet.is_valid() {
            let until = records::draft_until(change.now, &pack);
            return Sheet::again(show(change, sheet, until));
        }

        let kept = records::keep_draft(change.tx, &pack, &owner, &email)?;
        if by_mail {
            records::send_draft_link(change.tx, &pack, &email)?;
        } else {
            records::give_draft_code(change.tx, kept, &LetterCode::of(&inner))?;
        }
        // it is nobody's record yet
        change.tx.nothing_new();
        Ok(if by_mail { "/ask-for-help/later/sent" } else { "/ask-for-help/later/code" }.into())
    };
    draft::send(visit, Way::Family, &secret, fields, run).await
}

/// A link is on its way, if there is anything: who asked learns no more.
pub(super) async fn sent(visit: Visit) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(|v| {
            let hours = v.pack.number("draft-link");
            let content = html! {
                h1.govuk-heading-l { (say("Look into your email")) }
                p.govuk-body {
                    (said("If we keep something for that address, a link is on its way. It is good once, for \
                           {hours} hours.",
                        &[("hours", &hours)]))
                }
                p.govuk-body { a.govuk-link href="/ask-for-help/go-on" { (say("Ask for another link")) } }
                (leave_no_trace())
            };
            Ok(v.frame.page(&tell("Look into your email"), content))
        })
        .await
}

/// The code of this browser's own draft, as long as it holds it.
pub(super) async fn code(visit: Visit, headers: HeaderMap) -> Result<Markup> {
    let Some(secret) = draft::secret_of(&headers) else {
        return Err(Error::Elsewhere("/ask-for-help/go-on".into()));
    };
    visit
        .as_nobody()
        .public_view(move |v| {
            let (code, now) = (LetterCode::of(&secret), v.now);
            let there = records::draft_led_to(v.conn(), now, &code.hash())?.is_some();
            let until = records::kept_until(v.conn(), &secret.hash())?;
            let Some(until) = until.filter(|_| there) else {
                return Err(Error::Elsewhere("/ask-for-help/go-on".into()));
            };
            let content = html! {
                (parts::panel("Saved", html! { (say("Your code")) br; strong { (code.shown()) } }))
                p.govuk-body {
                    (say("Write the code down, or take a photograph of it, where nobody else sees it. We cannot show it \
                          to you again, and it is good once."))
                }
                p.govuk-body {
                    (said("To go on, come to {page} and type it in, until {day}.", &[
                        ("page", &html! { a.govuk-link href="/ask-for-help/go-on" { (v.app.url) "/ask-for-help/go-on" } }),
                        ("day", &web::dates::day(until)),
                    ]))
                }
                (leave_no_trace())
            };
            Ok(v.frame.page(&tell("Saved"), content))
        })
        .await
}

fn leave_no_trace() -> Markup {
    html! {
        p.govuk-body {
            (say("If you share this phone or computer, press “Exit this page” now. What you saved stays saved."))
        }
    }
}

fn asks_for_code(context: &Context, sheet: &Sheet, given: &str) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (say(GO_ON)) }
        (sheet.keyless_form(html! {
            @if given.is_empty() {
                (sheet.text("code", "Your code").hint("12 letters and numbers, such as 7K2M-9QXA-T4VE").width(20).autocomplete("off"))
            } @else {
                p.govuk-body { (say("The link is good once. Press the button where nobody else sees what you wrote.")) }
                input type="hidden" name="code" value=(given);
            }
            (parts::button("Go on"))
        }))
        @if context.app.mail {
            h2.govuk-heading-m { (say("If you asked for a link by email")) }
            form method="post" action="/ask-for-help/go-on/link" novalidate {
                (sheet.text("email", "Email address").hint("We send you another link.").email().autocomplete("email"))
                (parts::button_named("Send me a link", "govuk-button--secondary", "send", "link"))
            }
        }
        p.govuk-body { (say("To come back once more after that, save it again.")) }
        p.govuk-body { a.govuk-link href="/ask-for-help" { (say("Begin again")) } }
    };
    context.frame.sheet_page(&tell(GO_ON), "/", sheet, content)
}

pub(super) async fn go_on(visit: Visit) -> Result<Markup> {
    go_on_with(visit, String::new()).await
}

/// Where a link leads: nothing is opened until somebody presses the button, for programs look into letters, too.
pub(super) async fn by_link(visit: Visit, Path(code): Path<String>) -> Result<Markup> {
    go_on_with(visit, LetterCode::typed(&code).shown()).await
}

async fn go_on_with(visit: Visit, code: String) -> Result<Markup> {
    visit
        .as_nobody()
        .public_view(move |v| {
            let sheet = Sheet::new(Fields::default(), "/ask-for-help/go-on", "");
            Ok(asks_for_code(v, &sheet, &code))
        })
        .await
}

pub(super) async fn redeem(visit: Visit, fields: Fields) -> Result<Response> {
    let code = LetterCode::typed(fields.get("code"));
    let now = visit.app.db.now();
    match code.opens(&visit, move |conn, hash| records::draft_led_to(conn, now, hash)).await {
        Ok(_) => {}
        Err(Error::NotFound) => return opens_nothing(visit, fields).await,
        Err(other) => return Err(other),
    }

    let secret = Secret::new();
    let owner = secret.hash();
    let again = (visit.clone(), fields.clone());
    let run = move |change: &mut Change<'_, '_>, _: &mut Sheet| {
        // looked at again, in the transaction that uses it up
        if !records::redeem_draft(change.tx, &code.hash(), &owner)? {
            return Err(Error::NotFound);
        }
        change.tx.nothing_new();
        let half = store::drafts::list_below(change.conn(), &owner, Way::Family.base())?;
        let half = half.into_iter().map(|draft| draft.form).find(|form| *form != Way::Family.at("check"));
        Ok(half.unwrap_or_else(|| Way::Family.at("check")))
    };
    match draft::send(visit, Way::Family, &secret, fields, run).await {
        Err(Error::NotFound) => opens_nothing(again.0, again.1).await,
        other => other,
    }
}

async fn opens_nothing(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .as_nobody()
        .public_view(move |v| {
            let mut sheet = Sheet::new(fields.clone(), "/ask-for-help/go-on", "");
            let told = "This opens nothing any more: a link or a code is good once, and for a time. Look at it once more, \
                        or ask for another link";
            sheet.errors.add("code", told);
            Sheet::again(asks_for_code(v, &sheet, ""))
        })
        .await
}

pub(super) async fn send_link(visit: Visit, fields: Fields) -> Result<Response> {
    let run = |change: &mut Change<'_, '_>, sheet: &mut Sheet| {
        let (pack, email) = (change.pack.clone(), sheet.fields.get("email").to_owned());
        records::send_draft_link(change.tx, &pack, &email)?;
        change.tx.nothing_new();
        Ok("/ask-for-help/later/sent".into())
    };
    visit.public_change(fields, run).await
}

/// Throws it away: on the server, and what this browser holds.
pub(super) async fn discard(visit: Visit, headers: HeaderMap, fields: Fields) -> Result<Response> {
    let secret = draft::secret_of(&headers);
    let forgets = visit.set_cookie(draft::COOKIE, "");
    let run = move |change: &mut Change<'_, '_>, _: &mut Sheet| {
        if let Some(secret) = &secret {
            records::throw_draft_away(change.conn(), &secret.hash())?;
        }
        change.tx.nothing_new();
        Ok("/ask-for-help/thrown-away".into())
    };
    let response = visit.public_change(fields, run).await?;
    Ok(([(header::SET_COOKIE, forgets)], response).into_response())
}

pub(super) async fn thrown_away(visit: Visit) -> Result<Markup> {
    let show = |v: &mut View<'_>| {
        let content = html! {
            h1.govuk-heading-l { (say("Nothing is kept of what you wrote")) }
            p.govuk-body { (say("You can begin again whenever you like, or talk to somebody.")) }
            p.govuk-body { (parts::button_link("Ask for help", "/ask-for-help", "")) }
        };
        Ok(v.frame.page(&tell("Nothing is kept"), content))
    };
    visit.as_nobody().public_view(show).await
}
