//! `/invitation/{token}`: choose a password, connect an authenticator app.

use crate::{
    Visit, accounts, events, password,
    sessions::{self, Secret},
};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Frame, Markup, PreEscaped, Result, html, parts};

pub(super) async fn page(visit: Visit, Path(token): Path<String>) -> Result<Markup> {
    let (show, link) = (visit.query("show") == "link", format!("{}/invitation/{token}", visit.app.url));
    visit
        .public_view(move |v| {
            use crate::Permits;
            let now = v.now;
            let (id, totp) = sessions::invited(v.conn(), now, &Secret::given(&token))?.ok_or_else(gone)?;
            let account = accounts::find(v.conn(), id)?;
            if show {
                return Ok(link_view(&v.frame, &account, &link));
            }
            Ok(view(&v.frame, &v.path, &account, &totp, &Form::default()))
        })
        .await
}

/// For whoever invites: the link to hand on, not the page behind it.
fn link_view(frame: &Frame, account: &accounts::Account, link: &str) -> Markup {
    let content = html! {
        h1.govuk-heading-l { "Invite " (account.name) }
        p.govuk-body { "Give them this link in person or by a message that only they can read. It is shown once, works once, and for 7 days." }
        (parts::inset(html! { (link) }))
        p.govuk-body { a.govuk-link href="/admin" { "Back to administration" } }
    };
    frame.page("Invitation", content)
}

fn gone() -> Error {
    let told = "This invitation was used already, or is older than 7 days. Ask whoever invited you for a new one.";
    Error::Forbidden(told.into())
}

fn view(frame: &Frame, path: &str, account: &accounts::Account, totp: &str, form: &Form) -> Markup {
    let label = format!("Early help:{}", account.email);
    let uri = format!("otpauth://totp/{}?secret={totp}&issuer=Early%20help", Fields::escape(&label));
    let qr = qrcode::QrCode::new(uri.as_bytes()).map(|code| {
        let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build();
        // only the drawing: an XML declaration inside a page is an error
        svg.find("<svg").map(|at| svg[at..].to_owned()).unwrap_or_default()
    });
    let spaced: String = totp.as_bytes().chunks(4).map(|c| format!("{} ", String::from_utf8_lossy(c))).collect();
    let content = html! {
        div.govuk-grid-row { div.govuk-grid-column-two-thirds {
            h1.govuk-heading-l { "Welcome, " (account.name) }
            p.govuk-body { "You sign in with your email address, a password and a code from an app on your phone." }
            form method="post" action=(path) novalidate {
                (parts::password(form, "password", "Choose a password", "At least 12 characters. Three random words are easy to remember and hard to guess.", "new-password"))
                h2.govuk-heading-m { "Connect an authenticator app" }
                p.govuk-body { "Open an app such as the one your organisation gives you, and scan this picture or type the key." }
                @if let Ok(svg) = qr { div.eh-qr role="img" aria-label="QR code with the key below" { (PreEscaped(svg)) } }
                p.govuk-body { "Key: " strong { (spaced.trim()) } }
                (parts::input(form, parts::Input {
                    name: "code", label: "The 6-digit code that the app shows now", class: "govuk-input--width-5",
                    autocomplete: "one-time-code", inputmode: "numeric", ..Default::default()
                }))
                (parts::button("Finish"))
            }
        } }
    };
    frame.form_page("Welcome", "/", form, content)
}

pub(super) async fn submit(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    // a stranger's guess is not worth the work of hashing
    let (db, given) = (visit.app.db.clone(), Secret::given(&token));
    let now = db.now();
    if db.read::<_, Error, _>(move |conn| Ok(sessions::invited(conn, now, &given)?)).await?.is_none() {
        return Err(gone());
    }
    // hashing takes tens of milliseconds: never inside the transaction
    let typed = fields.raw("password").to_owned();
    let leaked = visit.app.leaked.clone();
    let hashed = {
        let _turn = visit.app.hashing.acquire().await.map_err(|e| Error::Fault(e.to_string()))?;
        tokio::task::spawn_blocking(move || match password::fault(&typed, &[], leaked.as_deref()) {
            Some(fault) => Ok(Err(fault)),
            None => password::hash(&typed).map(Ok),
        })
        .await
        .map_err(|e| Error::Fault(e.to_string()))?
        .map_err(Error::Fault)?
    };
    visit
        .public_change_fields(fields, move |change, fields| {
            use crate::Permits;
            let (now, secret) = (change.now, Secret::given(&token));
            let (id, totp) = sessions::invited(change.conn(), now, &secret)?.ok_or_else(gone)?;
            let account = accounts::find(change.conn(), id)?;
            let mut form = Form::from(fields.clone());
            if let Err(fault) = &hashed {
                form.errors.add("password", fault);
            }
            if fields.raw("password").to_lowercase().contains(account.email.split('@').next().unwrap_or(&account.email))
            {
                form.errors.add("password", "Do not use your own name or email address");
            }
            let step = sessions::totp_step(&totp, fields.get("code"), now, 0);
            if step.is_none() {
                form.errors.add(
                    "code",
                    "The code is not right. Check that the time on your phone is, and enter the next code",
                );
            }
            let (Ok(hash), Some(step), true) = (&hashed, step, form.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(&change.frame, &change.path, &account, &totp, &form))));
            };
            sessions::accept(change.conn(), now, &secret, hash, &totp, step)?;
            change.tx.who.account = Some(id);
            change.tx.record(events::INVITATION_ACCEPTED.on(id.0))?;
            Ok("/sign-in".into())
        })
        .await
}
