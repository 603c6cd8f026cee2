//! `/families/{id}/access`: who changed and who saw this record; for information governance.

use access::{AccountId, FamilyId, Permits, View, Visit, accounts, family, log};
use axum::extract::Path;
use std::collections::BTreeMap;
use store::log::{AccessEntry, Event, REFUSED};
use web::{Markup, Result, html, parts};

/// The newest that are shown of each.
const MOST: i64 = 60;

/// Who saw the record, and who changed it.
struct AccessLog {
    reference: String,
    seen: Vec<AccessEntry>,
    changed: Vec<Event>,
    names: BTreeMap<AccountId, String>,
}

impl AccessLog {
    fn load(v: &mut View<'_>, id: FamilyId) -> Result<Self> {
        let permit = v.permit(family::SeeAccessLog, id)?;
        let (_, reference) = people::records::names(v.conn(), &[id])?.remove(&id).unwrap_or_default();
        let seen = log::access_entries(v.conn(), &permit, MOST)?;
        let changed = log::events(v.conn(), &permit, MOST)?;
        let saw = seen.iter().filter_map(|entry| entry.actor_id);
        let did = changed.iter().filter_map(|event| event.actor_id);
        let accounts: Vec<AccountId> = saw.chain(did).collect();
        let names = accounts::names(v.conn(), &accounts)?;

        v.showed(&permit, seen.len() + changed.len(), &[]);
        Ok(Self { reference, seen, changed, names })
    }

    fn show(&self) -> Markup {
        html! {
            h1.govuk-heading-l { "Who saw and changed record " (self.reference) }
            (self.who_saw())
            (self.who_changed())
        }
    }

    fn who_saw(&self) -> Markup {
        let rows = self.seen.iter().map(|entry| {
            vec![
                html! { (web::dates::moment(entry.at)) },
                html! { (self.name_of(entry.actor_id)) },
                html! { (what(entry)) },
                html! { (why(entry)) },
            ]
        });
        parts::table("Saw", &["When", "Who", "What", "Why they could"], rows.collect())
    }

    fn who_changed(&self) -> Markup {
        let rows = self.changed.iter().map(|event| {
            vec![
                html! { (web::dates::moment(event.at)) },
                html! { (self.name_of(event.actor_id)) },
                html! { (event.kind.replace(['-', '.'], " ")) },
            ]
        });
        parts::table("Changed", &["When", "Who", "What"], rows.collect())
    }

    fn name_of(&self, account: Option<AccountId>) -> &str {
        match account {
            Some(account) => self.names.get(&account).map_or("", String::as_str),
            None => "The program or the public",
        }
    }
}

/// What was asked to be seen; a list shows only a line or two of each record in it.
fn what(entry: &AccessEntry) -> String {
    let action = entry.action.replace('-', " ");
    if entry.shown().is_some() { format!("{action}: seen in a list") } else { action }
}

/// The rule that let them, or that none did.
fn why(entry: &AccessEntry) -> String {
    if entry.because == REFUSED { "asked, and was refused".into() } else { entry.because.replace('-', " ") }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .latest()
        .view(move |v| {
            let log = AccessLog::load(v, id)?;
            Ok(v.frame.page_back("Who saw this record", "/people", log.show()))
        })
        .await
}
