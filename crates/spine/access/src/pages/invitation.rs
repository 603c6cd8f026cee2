//! `/invitation/{token}`: choose a password, connect an authenticator app.

use crate::{
    Permits, Visit,
    manage::{self, Invited},
    password::Chosen,
    sessions::Secret,
};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Frame, Markup, PreEscaped, Result, Sheet, html, parts};

/// For whoever invites: the link to hand on, not the page behind it.
fn link(frame: &Frame, invited: &Invited, link: &str) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "Invite " (invited.account.name) }
        p.govuk-body {
            "Give them this link in person or by a message that only they can read. "
            "It is shown once, works once, and for 7 days."
        }
        (parts::inset(html! { span.eh-pre { (link) } }))
        p.govuk-body { a.govuk-link href={ "/admin/accounts/" (invited.account.id) } { "Back to the account" } }
    };
    frame.page("Invitation", content)
}

fn welcome(frame: &Frame, invited: &Invited, sheet: &Sheet) -> Markup {
    let content = html! {
        div.govuk-grid-row {
            div.govuk-grid-column-two-thirds {
                h1.govuk-heading-l { "Welcome, " (invited.account.name) }
                p.govuk-body {
                    "You sign in with your email address, a password and a code from an app on your phone."
                }
                (sheet.keyless_form(html! {
                    (password(sheet))
                    (authenticator(invited, sheet))
                    (parts::button("Finish"))
                }))
            }
        }
    };
    frame.sheet_page("Welcome", "/", sheet, content)
}

fn password(sheet: &Sheet) -> Markup {
    let hint = "At least 12 characters. Three random words are easy to remember and hard to guess.";
    html! { (sheet.password("password", "Choose a password").hint(hint).chosen_now()) }
}

fn authenticator(invited: &Invited, sheet: &Sheet) -> Markup {
    let label = "The 6-digit code that the app shows now";
    let fours = invited.totp.as_bytes().chunks(4).map(String::from_utf8_lossy);
    html! {
        h2.govuk-heading-m { "Connect an authenticator app" }
        p.govuk-body {
            "Open an app such as the one your organisation gives you, and scan this picture or type the key."
        }
        @if let Some(svg) = picture(invited) {
            div.eh-qr role="img" aria-label="QR code with the key below" { (PreEscaped(svg)) }
        }
        p.govuk-body { "Key: " strong { (fours.collect::<Vec<_>>().join(" ")) } }
        (sheet.text("code", label).width(5).autocomplete("one-time-code").numeric())
    }
}

/// The key as a picture, in the form that authenticator apps read.
fn picture(invited: &Invited) -> Option<String> {
    let label = Fields::escape(&format!("Early help:{}", invited.account.email));
    let uri = format!("otpauth://totp/{label}?secret={}&issuer=Early%20help", invited.totp);
    let code = qrcode::QrCode::new(uri.as_bytes()).ok()?;
    let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build();
    // only the drawing: an XML declaration inside a page is an error
    svg.find("<svg").map(|at| svg[at..].to_owned())
}

pub(super) async fn page(visit: Visit, Path(token): Path<String>) -> Result<Markup> {
    let to_hand_on = (visit.query("show") == "link").then(|| format!("{}/invitation/{token}", visit.app.url));
    visit
        .public_view(move |v| {
            let (now, vault) = (v.now, v.app.vault.clone());
            let invited = manage::invited(v.conn(), &vault, now, &Secret::given(&token))?;
            if let Some(address) = &to_hand_on {
                return Ok(link(&v.frame, &invited, address));
            }

            let sheet = v.context().sheet(Fields::default());
            Ok(welcome(&v.frame, &invited, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    // a stranger's guess is not worth the work of hashing
    let (now, vault, given) = (visit.app.db.now(), visit.app.vault.clone(), Secret::given(&token));
    visit.app.db.read(move |conn| manage::invited(conn, &vault, now, &given).map(|_| ())).await?;

    let (typed, leaked) = (fields.raw("password").to_owned(), visit.app.leaked.clone());
    let chosen = super::hashing(&visit.app, move || Chosen::new(typed, leaked.as_deref())).await?;
    let chosen = chosen.map_err(Error::Fault)?;

    visit
        .public_change(fields, move |change, sheet| {
            let (now, vault, secret) = (change.now, change.app.vault.clone(), Secret::given(&token));
            let invited = manage::invited(change.conn(), &vault, now, &secret)?;
            let code = sheet.fields.get("code").to_owned();

            if sheet.heed(manage::accept(change.tx, &vault, &secret, &chosen, &code))?.is_none() {
                return Sheet::again(welcome(&change.frame, &invited, sheet));
            }
            Ok("/sign-in".into())
        })
        .await
}
