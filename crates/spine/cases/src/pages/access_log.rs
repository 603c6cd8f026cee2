//! `/families/{id}/access`: who changed and who saw this record; for information governance.

use access::{AccountId, FamilyId, Permits, Visit, accounts, family};
use axum::extract::Path;
use store::log;
use web::{Markup, Result, html, parts};

const MOST: i64 = 60;

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .latest()
        .view(move |v| {
            let permit = v.permit(family::SeeAccessLog, id)?;
            let (_, reference) = people::records::names(v.conn(), &[id])?.remove(&id).unwrap_or_default();
            let seen = log::access_of(v.conn(), id, MOST)?;
            let changed = log::events_of(v.conn(), id, MOST)?;
            let ids: Vec<AccountId> =
                seen.iter().filter_map(|e| e.actor_id).chain(changed.iter().filter_map(|e| e.actor_id)).collect();
            let who = accounts::names(v.conn(), &ids)?;
            v.showed(&permit, seen.len() + changed.len(), &[]);
            let name = |id: Option<AccountId>| {
                id.map_or("The program or the public", |id| who.get(&id).map_or("", String::as_str)).to_owned()
            };
            let saw = seen.iter().map(|e| {
                vec![
                    html! { (web::dates::moment(e.at)) },
                    html! { (name(e.actor_id)) },
                    html! { (e.action.replace('-', " ")) },
                    html! { (e.because.replace('-', " ")) },
                ]
            });
            let did = changed.iter().map(|e| {
                vec![
                    html! { (web::dates::moment(e.at)) },
                    html! { (name(e.actor_id)) },
                    html! { (e.kind.replace(['-', '.'], " ")) },
                ]
            });
            let content = html! {
                h1.govuk-heading-l { "Who saw and changed record " (reference) }
                (parts::table("Saw", &["When", "Who", "What", "Why they could"], saw.collect()))
                (parts::table("Changed", &["When", "Who", "What"], did.collect()))
            };
            Ok(v.frame.page_back("Who saw this record", "/people", content))
        })
        .await
}
