//! A contact that is still being written, kept on the server from page to page: under the account of a worker, under a
//! secret cookie of a family's browser.

use crate::intake::{self, NewContact};
use access::{Change, Permits, View, Visit, nobody, sessions::Secret};
use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use store::{Conn, drafts};
use web::{Error, Errors, Fields, Form, Markup, Result, html};

const COOKIE: &str = "earlyhelp-draft";

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A worker, signed in.
    Worker,
    /// A member of a family, without an account.
    Family,
}

impl Way {
    pub const fn base(self) -> &'static str {
        match self {
            Self::Worker => "/contacts/new",
            Self::Family => "/ask-for-help",
        }
    }

    pub fn at(self, step: &str) -> String {
        format!("{}/{step}", self.base())
    }

    pub fn public(self) -> bool {
        self == Self::Family
    }

    /// The form under which it is kept: its last page, which shows what is still missing.
    fn form(self) -> String {
        self.at("check")
    }
}

fn secret(headers: &HeaderMap) -> Option<Secret> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let found = cookies.split(';').filter_map(|c| c.trim().split_once('=')).find(|(n, _)| *n == COOKIE);
    found.map(|(_, v)| Secret::given(v))
}

/// Under whom the draft is kept: not the secret itself, only its hash.
fn owner(inside: &impl Permits, secret: &Secret) -> String {
    inside.context().actor.account.map_or_else(|| secret.hash(), |a| a.to_string())
}

fn load(conn: &mut Conn, way: Way, owner: &str) -> Result<NewContact> {
    let kept = drafts::find(conn, owner, &way.form())?;
    let text = kept.and_then(|d| d.fields.0.into_iter().find(|(n, _)| n == "contact")).map(|(_, v)| v);
    Ok(text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default())
}

/// A page of the questions.
pub(super) async fn look<F>(visit: Visit, way: Way, headers: HeaderMap, mut f: F) -> Result<Markup>
where
    F: FnMut(&mut View<'_>, &NewContact) -> Result<Markup> + Send + 'static,
{
    let secret = secret(&headers).unwrap_or_default();
    let run = move |v: &mut View<'_>| {
        if way == Way::Worker {
            v.allow(nobody::RecordContact)?;
        }
        let owner = owner(v, &secret);
        let draft = load(v.conn(), way, &owner)?;
        f(v, &draft)
    };
    if way.public() { visit.public_view(run).await } else { visit.view(run).await }
}

/// Takes a step: the form changes the draft, the fields named by `mine` are checked, and it leads on.
pub(super) async fn step<T, V>(
    visit: Visit,
    way: Way,
    headers: HeaderMap,
    fields: Fields,
    mine: &'static [&'static str],
    take: T,
    view: V,
) -> Result<Response>
where
    T: Fn(&mut NewContact, &mut Form) -> String + Send + 'static,
    V: Fn(&Change<'_, '_>, &NewContact, &Form) -> Markup + Send + 'static,
{
    let secret = secret(&headers).unwrap_or_default();
    let inner = secret.clone();
    let run = move |change: &mut Change<'_, '_>, fields: &Fields| {
        if way == Way::Worker {
            change.allow(nobody::RecordContact)?;
        }
        let owner = owner(change, &inner);
        let mut draft = load(change.conn(), way, &owner)?;
        let mut form = Form::from(fields.clone());
        let to = take(&mut draft, &mut form);
        let found = intake::check(&draft, &change.pack, change.today, way.public()).err().unwrap_or_default();
        found.iter().filter(|(field, _)| mine.contains(field)).for_each(|(field, told)| form.errors.add(field, told));
        if !form.is_valid() {
            return Err(Error::Invalid(Box::new(view(change, &draft, &form))));
        }
        keep(change, way, &owner, &draft)?;
        Ok(to)
    };
    send(visit, way, &secret, fields, run).await
}

/// Keeps the draft; it is nobody's record yet, so nothing is logged.
pub(super) fn keep(change: &mut Change<'_, '_>, way: Way, owner: &str, draft: &NewContact) -> Result<()> {
    let text = serde_json::to_string(draft).map_err(|e| Error::Fault(e.to_string()))?;
    let now = change.now;
    drafts::save(change.conn(), now, owner, &way.form(), &vec![("contact".into(), text)])?;
    change.tx.nothing_new();
    Ok(())
}

/// Runs a change of this way, and lets the browser of a family keep its secret.
pub(super) async fn send<F>(visit: Visit, way: Way, secret: &Secret, fields: Fields, run: F) -> Result<Response>
where
    F: FnMut(&mut Change<'_, '_>, &Fields) -> Result<String> + Send + 'static,
{
    if way == Way::Worker {
        return visit.change_fields(fields, run).await;
    }
    let secure = if visit.app.url.starts_with("https:") { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={}; Path=/ask-for-help; HttpOnly; SameSite=Lax; Max-Age=86400{secure}", secret.reveal());
    let response = visit.public_change_fields(fields, run).await?;
    Ok(([(header::SET_COOKIE, cookie)], response).into_response())
}

/// Finishes: the draft as it stands, and a way to throw it away with the change that records it.
pub(super) async fn finish<F>(visit: Visit, way: Way, headers: HeaderMap, fields: Fields, mut f: F) -> Result<Response>
where
    F: FnMut(&mut Change<'_, '_>, &NewContact) -> Result<String> + Send + 'static,
{
    let secret = secret(&headers).unwrap_or_default();
    let inner = secret.clone();
    let run = move |change: &mut Change<'_, '_>, _: &Fields| {
        if way == Way::Worker {
            change.allow(nobody::RecordContact)?;
        }
        let owner = owner(change, &inner);
        let draft = load(change.conn(), way, &owner)?;
        let to = f(change, &draft)?;
        drafts::discard_below(change.conn(), &owner, way.base())?;
        Ok(to)
    };
    send(visit, way, &secret, fields, run).await
}

/// What is wrong with the whole draft, each fault with the page on which to mend it.
pub(super) fn faults(found: &Errors, way: Way) -> Vec<(String, String)> {
    let page = |field: &str| match field {
        "kind" | "source" | "channel" | "maker_name" | "maker_phone" | "maker_email" => way.at("about"),
        "summary" | "hoped_for" | "needs" | "network" | "network_note" => way.at("worries"),
        "agreement" | "agreement_note" => way.at("agreement"),
        field => match field.strip_prefix("people-").and_then(|f| f.split('-').next()) {
            Some(n) => way.at(&format!("people/{n}")),
            None => way.at("people"),
        },
    };
    found.iter().map(|(field, told)| (page(field), told.to_owned())).collect()
}

/// The form around a step. It has no key: sending it twice changes nothing twice.
pub(super) fn step_form(frame: &web::Frame, action: &str, content: Markup) -> Markup {
    web::form(
        frame,
        action,
        "",
        true,
        html! {
            (content)
            div.govuk-button-group {
                (web::parts::button("Continue"))
                @if frame.signed.is_some() { (web::parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later")) }
            }
        },
    )
}
