//! A contact that is still being written, kept on the server from page to page: under the account of a worker, who may
//! have several, each under an id of its own; under a secret cookie of a family's browser, which has one.

use super::receipt;
use crate::{
    Through,
    intake::{self, NewContact},
    records::{self, ConversationId},
};
use access::{App, Change, Context, Permits, View, Visit, nobody, sessions::Secret};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::net::IpAddr;
use store::{AnyId, Conn, drafts};
use web::{Error, Errors, Fields, Markup, Result, Sheet, html, parts};

/// What a family's browser holds of its draft, until it is closed.
pub(super) const COOKIE: &str = "earlyhelp-draft";

/// Where a family's form is kept while it is being typed.
const KEEPER: &str = "/ask-for-help/keep";

/// The longest address of a form, in bytes.
const LONGEST_ADDRESS: usize = 300;

/// Where workers begin.
const WORKERS: &str = "/contacts/new";

/// Where families begin.
const FAMILIES: &str = "/ask-for-help";

/// Who writes, and which draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A worker, signed in, on this draft of theirs; on none in the short form, of which nothing is kept.
    Worker(Option<AnyId>),
    /// A member of a family, without an account.
    Family,
}

impl Way {
    /// A worker on a draft of which nothing is kept yet.
    pub fn begin() -> Self {
        Self::Worker(Some(AnyId::new()))
    }

    /// Where everybody begins who comes this way.
    pub const fn base(self) -> &'static str {
        match self {
            Self::Worker(_) => WORKERS,
            Self::Family => FAMILIES,
        }
    }

    /// The address of the draft.
    pub fn root(self) -> String {
        match self {
            Self::Worker(Some(draft)) => format!("{WORKERS}/{draft}"),
            Self::Worker(None) | Self::Family => self.base().to_owned(),
        }
    }

    /// The address of a question.
    pub fn at(self, step: &str) -> String {
        format!("{}/{step}", self.root())
    }

    /// The short form for a child in danger: nothing of a draft comes into it.
    pub fn danger(self) -> String {
        format!("{}/danger", self.base())
    }

    pub fn public(self) -> bool {
        self == Self::Family
    }

    /// How a contact that is sent by it comes in.
    pub fn through(self, client: Option<IpAddr>) -> Through {
        match self {
            Self::Worker(_) => Through::Account,
            Self::Family => Through::Public(client),
        }
    }

    /// The form under which it is kept.
    fn form(self) -> String {
        if self.public() { self.at("check") } else { self.root() }
    }
}

/// Said by the address: of a worker's question with the id of the draft in it.
impl FromRequestParts<App> for Way {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let path = parts.uri.path();
        if path.strip_prefix(FAMILIES).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            return Ok(Self::Family);
        }
        let draft = path.strip_prefix(WORKERS).and_then(|rest| rest.split('/').nth(1)).and_then(|id| id.parse().ok());
        draft.map(|id| Self::Worker(Some(id))).ok_or(Error::NotFound)
    }
}

/// A draft as it is kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    /// What was answered so far.
    pub contact: NewContact,
    /// The conversation that it began with.
    pub conversation: Option<ConversationId>,
}

impl Kept {
    fn read(draft: drafts::Draft) -> Self {
        let field = |name: &str| draft.fields.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        Self {
            contact: field("contact").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default(),
            conversation: field("conversation").and_then(|id| id.parse().ok()),
        }
    }

    fn fields(&self) -> Result<drafts::Fields> {
        let text = serde_json::to_string(&self.contact).map_err(|e| Error::Fault(e.to_string()))?;
        let mut fields = vec![("contact".into(), text), (drafts::TITLE.into(), title(&self.contact))];
        fields.extend(self.conversation.map(|id| ("conversation".into(), id.to_string())));
        Ok(fields)
    }
}

/// Whom a draft is about, by the first name of its first child; nothing while nobody is named.
pub(super) fn about(contact: &NewContact) -> Option<&str> {
    let child = contact.children().first().and_then(|place| contact.people.get(place - 1));
    let first = child.or_else(|| contact.people.first());
    first.map(|person| person.given_name.trim()).filter(|name| !name.is_empty())
}

fn title(contact: &NewContact) -> String {
    match about(contact) {
        Some(name) => format!("Go on with the contact about {name}"),
        None => "Go on with the contact in which nobody is named yet".into(),
    }
}

/// A page of the questions: what it begins with, how it is drawn, what it puts into the draft.
pub(super) trait Step: Send + 'static {
    /// What of the contact is asked here: its faults are told on this page, those of other fields on theirs.
    const ASKS: &'static [&'static str];

    /// Who is asked.
    fn way(&self) -> Way;

    /// What the draft says already.
    fn first(&self, context: &Context, draft: &NewContact) -> Result<Fields>;

    /// The page.
    fn show(&self, context: &Context, draft: &NewContact, sheet: &Sheet) -> Markup;

    /// Puts what was answered into the draft, and says where it leads.
    fn read(&self, context: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String;
}

/// A worker writes with their role; a family without one.
pub(super) fn enter(inside: &mut impl Permits, way: Way) -> Result<()> {
    if !way.public() {
        inside.allow(nobody::RecordContact)?;
    }
    Ok(())
}

/// What a family's browser had half typed on this page.
fn half_typed(conn: &mut Conn, way: Way, owner: &str, path: &str) -> Result<Option<Fields>> {
    if !way.public() {
        return Ok(None);
    }
    Ok(drafts::find(conn, owner, path)?.map(|draft| Fields::from_pairs(draft.fields.0)))
}

/// A page about the draft.
pub(super) async fn look<F>(visit: Visit, way: Way, headers: HeaderMap, mut show: F) -> Result<Markup>
where
    F: FnMut(&mut View<'_>, &NewContact) -> Result<Markup> + Send + 'static,
{
    look_at(visit, way, headers, move |v, draft, _| show(v, draft)).await
}

/// As [`look`], with what had been typed on this very page.
async fn look_at<F>(visit: Visit, way: Way, headers: HeaderMap, mut show: F) -> Result<Markup>
where
    F: FnMut(&mut View<'_>, &NewContact, Option<Fields>) -> Result<Markup> + Send + 'static,
{
    let secret = secret_of(&headers).unwrap_or_default();
    let run = move |v: &mut View<'_>| {
        enter(v, way)?;
        let (owner, path) = (owner(v, &secret), v.path.clone());
        let draft = load(v.conn(), way, &owner)?.contact;
        let typed = half_typed(v.conn(), way, &owner, &path)?;
        show(v, &draft, typed)
    };

    if way.public() { visit.as_nobody().public_view(run).await } else { visit.view(run).await }
}

/// A step as it is shown. What was half typed in it is there again and needs no word: the whole draft is kept.
pub(super) async fn page<S: Step>(visit: Visit, headers: HeaderMap, step: S) -> Result<Markup> {
    look_at(visit, step.way(), headers, move |v, draft, typed| {
        let mut first = step.first(v, draft)?;
        if let Some(typed) = &typed {
            first.merge(typed);
        }
        let sheet = v.sheet(|| first)?.kept(false).without_key();
        Ok(step.show(v, draft, &by_secret(sheet, step.way())))
    })
    .await
}

/// Keeps what a family types, under the secret of its browser (T7).
pub(super) async fn while_typing(visit: Visit, headers: HeaderMap, fields: Fields) -> Result<Response> {
    let form = fields.get("draft").to_owned();
    if !form.starts_with(Way::Family.base()) || form.len() > LONGEST_ADDRESS {
        return Err(Error::Unreadable("A draft belongs to the address of a form.".into()));
    }

    let secret = secret_of(&headers).unwrap_or_default();
    let cookie = visit.set_cookie(COOKIE, secret.reveal());
    keep_typed(&visit, &secret, form, fields).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Keeps a form as it stands, valid or not.
async fn keep_typed(visit: &Visit, secret: &Secret, form: String, mut kept: Fields) -> Result<()> {
    let (owner, db) = (secret.hash(), visit.app.db.clone());
    kept.retain(|name| !matches!(name, "csrf" | "key" | "draft" | "save"));
    let (kept, now) = (kept.pairs().to_vec(), db.now());
    db.upkeep(move |conn| drafts::save(conn, now, &owner, &form, &kept)).await?;
    Ok(())
}

/// A family's form is kept under the secret of its browser.
fn by_secret(sheet: Sheet, way: Way) -> Sheet {
    if way.public() { sheet.kept_at(KEEPER) } else { sheet }
}

/// A step as it is sent: it changes the draft and leads on, unless what it asks was answered wrongly.
pub(super) async fn submit<S: Step>(visit: Visit, headers: HeaderMap, step: S, fields: Fields) -> Result<Response> {
    let way = step.way();
    let secret = secret_of(&headers).unwrap_or_default();
    if way.public() && fields.get("save") == "later" {
        keep_typed(&visit, &secret, visit.path.clone(), fields).await?;
        let cookie = visit.set_cookie(COOKIE, secret.reveal());
        return Ok(([(header::SET_COOKIE, cookie)], web::see_other("/ask-for-help/later")).into_response());
    }

    let inner = secret.clone();
    let run = move |change: &mut Change<'_, '_>, sheet: &mut Sheet| {
        enter(change, way)?;
        let owner = owner(change, &inner);
        let mut kept = load(change.conn(), way, &owner)?;

        let to = step.read(change, &mut kept.contact, sheet);
        let draft = &kept.contact;
        let found = intake::check(draft, &change.pack, change.today, way.public()).err().unwrap_or_default();
        let asked_here = found.iter().filter(|(field, _)| S::ASKS.contains(field));
        asked_here.for_each(|(field, told)| sheet.errors.add(field, told));
        if !sheet.is_valid() {
            return Sheet::again(step.show(change, draft, &by_secret(sheet.clone(), way)));
        }

        keep(change, way, &owner, &kept)?;
        if way.public() {
            let path = change.path.clone();
            drafts::discard(change.conn(), &owner, &path)?;
        }
        Ok(to)
    };

    send(visit, way, &secret, fields, run).await
}

/// The last step: what `finish` makes of the draft takes its place, and the draft is thrown away with it.
pub(super) async fn finish<F>(
    visit: Visit,
    way: Way,
    headers: HeaderMap,
    fields: Fields,
    mut finish: F,
) -> Result<Response>
where
    F: FnMut(&mut Change<'_, '_>, &Kept, &Sheet) -> Result<String> + Send + 'static,
{
    let secret = secret_of(&headers).unwrap_or_default();
    let inner = secret.clone();
    let run = move |change: &mut Change<'_, '_>, sheet: &mut Sheet| {
        enter(change, way)?;
        let owner = owner(change, &inner);
        let draft = load(change.conn(), way, &owner)?;

        let to = finish(change, &draft, sheet)?;
        drafts::discard_below(change.conn(), &owner, &way.root())?;
        if way.public() {
            records::throw_draft_away(change.conn(), &owner)?;
        }
        Ok(to)
    };

    let again = visit.clone();
    let sent = send(visit, way, &secret, fields, run).await?;
    if way.public() { receipt::hand_over(&again, sent) } else { Ok(sent) }
}

/// Runs a change of this way, and lets the browser of a family keep its secret.
pub(super) async fn send<F>(visit: Visit, way: Way, secret: &Secret, fields: Fields, run: F) -> Result<Response>
where
    F: FnMut(&mut Change<'_, '_>, &mut Sheet) -> Result<String> + Send + 'static,
{
    if !way.public() {
        return visit.change(fields, run).await;
    }

    let cookie = visit.set_cookie(COOKIE, secret.reveal());
    let response = visit.public_change(fields, run).await?;
    Ok(([(header::SET_COOKIE, cookie)], response).into_response())
}

/// Whoever leaves in a hurry leaves nothing in the browser. What they asked to keep is still kept, for whoever holds
/// the
/// code or reads the letter; all else is thrown away.
pub(super) fn leave(conn: &mut Conn, secret: &Secret) -> store::Result<()> {
    let owner = secret.hash();
    if records::can_come_back(conn, &owner)? {
        return Ok(());
    }
    records::throw_draft_away(conn, &owner)
}

/// What is wrong with the whole draft, each fault with the page on which to mend it.
pub(super) fn faults(found: &Errors, way: Way) -> Vec<(String, String)> {
    let page = |field: &str| match field {
        "for_whom" => way.at("who"),
        "maker_phone" | "maker_email" | "ways" | "times" | "never" | "letter_to" | "interpreter" => way.at("reach"),
        "kind" | "source" | "channel" | "maker_name" => way.at("about"),
        "summary" | "hoped_for" | "needs" | "subjects" | "network" | "network_note" => way.at("worries"),
        "agreement" | "agreement_note" => way.at("agreement"),
        "police" | "incident_on" | "incident_number" | "risk" | "marac" | "children_present" => way.at("police"),
        field => match field.strip_prefix("people-").and_then(|rest| rest.split('-').next()) {
            Some(n) => way.at(&format!("people/{n}")),
            None => way.at("people"),
        },
    };
    found.iter().map(|(field, told)| (page(field), told.to_owned())).collect()
}

/// The form around a step.
pub(super) fn step_form(context: &Context, sheet: &Sheet, questions: Markup) -> Markup {
    let later = || parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later");
    sheet.form(html! {
        (questions)
        div.govuk-button-group {
            (parts::button("Continue"))
            @if context.frame.signed.is_some() || sheet.is_kept_elsewhere() { (later()) }
        }
    })
}

pub(super) fn secret_of(headers: &HeaderMap) -> Option<Secret> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let found = cookies.split(';').filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == COOKIE);
    found.map(|(_, value)| Secret::given(value))
}

/// Under whom the draft is kept: not the secret itself, only its hash.
fn owner(inside: &impl Permits, secret: &Secret) -> String {
    inside.context().actor.account.map_or_else(|| secret.hash(), |account| account.to_string())
}

/// What is kept of this draft.
pub(super) fn load(conn: &mut Conn, way: Way, owner: &str) -> Result<Kept> {
    Ok(drafts::find(conn, owner, &way.form())?.map(Kept::read).unwrap_or_default())
}

/// Keeps the draft; it is nobody's record yet, so nothing is logged.
pub(super) fn keep(change: &mut Change<'_, '_>, way: Way, owner: &str, draft: &Kept) -> Result<()> {
    let (fields, now) = (draft.fields()?, change.now);
    drafts::save(change.conn(), now, owner, &way.form(), &fields)?;
    change.tx.nothing_new();
    Ok(())
}
