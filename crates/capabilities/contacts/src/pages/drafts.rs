//! `/contacts/new`: go on with a contact that was begun, or start a new one; `/contacts/new/{draft}`: where it was
//! left.

use super::{
    begin,
    draft::{self, Way},
};
use crate::intake;
use access::{Context, Permits, View, Visit, nobody};
use axum::response::Response;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use store::{AnyId, Instant, drafts};
use web::{Error, Fields, Markup, Result, html, parts};

/// A contact that was begun.
struct Begun {
    id: AnyId,
    /// Whom it is about, if anybody is named in it.
    about: Option<String>,
    /// When it was last written.
    at: Instant,
    /// Where it goes on.
    href: String,
}

/// What this worker has begun, newest first.
fn load(v: &mut View<'_>) -> Result<Vec<Begun>> {
    v.allow(nobody::RecordContact)?;
    let owner = v.account()?.to_string();
    let mut begun: BTreeMap<AnyId, Begun> = BTreeMap::new();
    for kept in drafts::list(v.conn(), &owner)? {
        let rest = kept.form.strip_prefix("/contacts/new/");
        let Some(id) = rest.and_then(|rest| rest.split('/').next()).and_then(|id| id.parse().ok()) else { continue };
        let contact = draft::load(v.conn(), Way::Worker(Some(id)), &owner)?.contact;
        let about = draft::about(&contact).map(ToOwned::to_owned);
        begun.entry(id).or_insert(Begun { id, about, at: kept.saved_at, href: kept.form });
    }
    let mut begun: Vec<Begun> = begun.into_values().collect();
    begun.sort_by_key(|one| std::cmp::Reverse(one.at));
    Ok(begun)
}

fn show(context: &Context, begun: &[Begun]) -> Markup {
    let danger = context.pack.text("danger-phone");
    html! {
        h1.govuk-heading-l { "Make a contact" }
        (parts::warning(&format!("If a child may be hurt now, call {danger}. Do not fill in a form first.")))
        p.govuk-body {
            (parts::button_link("Start a new contact", "/contacts/new/start", ""))
        }
        h2.govuk-heading-m { "Or go on with one that you began" }
        dl.govuk-summary-list {
            @for one in begun { (one.row(context)) }
        }
    }
}

impl Begun {
    fn row(&self, context: &Context) -> Markup {
        let title = match &self.about {
            Some(name) => format!("Go on with {name}’s"),
            None => "Go on with one in which nobody is named yet".into(),
        };
        let whose = self.about.as_deref().unwrap_or("the one without a name");
        let sheet = context.sheet(Fields::default());
        let discard = html! {
            button.eh-link-button type="submit" {
                "Throw away" span.govuk-visually-hidden { " " (whose) }
            }
        };
        html! {
            div.govuk-summary-list__row {
                dt.govuk-summary-list__key { a.govuk-link href=(self.href) { (title) } }
                dd.govuk-summary-list__value { "Last written " (day(self.at.date(), context.today)) }
                dd.govuk-summary-list__actions {
                    (sheet.form_to(&format!("/contacts/new/{}/discard", self.id), discard))
                }
            }
        }
    }
}

/// `today`, `yesterday`, `on 4 March 2026`.
fn day(on: NaiveDate, today: NaiveDate) -> String {
    match (today - on).num_days() {
        0 => "today".into(),
        1 => "yesterday".into(),
        _ => format!("on {}", web::dates::day(on)),
    }
}

/// The choice; whoever has begun nothing starts at once.
pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let start = visit.clone();
    let chosen = visit
        .view(|v| {
            let begun = load(v)?;
            if begun.is_empty() {
                return Err(Error::Elsewhere("/contacts/new/start".into()));
            }
            Ok(v.frame.page("Make a contact", show(v, &begun)))
        })
        .await;
    match chosen {
        Err(Error::Elsewhere(_)) => begin::page(start, Way::begin()).await,
        chosen => chosen,
    }
}

/// A new one, whatever was begun before.
pub(super) async fn start(visit: Visit) -> Result<Markup> {
    begin::page(visit, Way::begin()).await
}

/// To the page that was half typed, else to the first on which something is missing, else to the check.
pub(super) async fn go_on(visit: Visit, way: Way) -> Result<Markup> {
    visit
        .view(move |v| {
            draft::enter(v, way)?;
            let owner = v.account()?.to_string();
            if let Some(half) = drafts::list_below(v.conn(), &owner, &way.root())?.into_iter().next() {
                return Err(Error::Elsewhere(half.form));
            }
            let draft = draft::load(v.conn(), way, &owner)?.contact;
            let found = intake::check(&draft, &v.pack, v.today, false).err().unwrap_or_default();
            let first = draft::faults(&found, way).into_iter().next().map(|(page, _)| page);
            Err(Error::Elsewhere(first.unwrap_or_else(|| way.at("check"))))
        })
        .await
}

/// Throws it away, with all that was half typed of it.
pub(super) async fn discard(visit: Visit, way: Way, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            draft::enter(change, way)?;
            let owner = change.account()?.to_string();
            drafts::discard_below(change.conn(), &owner, &way.root())?;
            // it was nobody's record yet
            change.tx.nothing_new();
            Ok("/contacts".into())
        })
        .await
}
