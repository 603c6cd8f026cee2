//! What is new: its part of My work, `/news/{id}`, which opens what it is about, and `/news/seen`.

use crate::news::{self, Item, NewsId};
use access::{Context, FamilyId, Permits, Visit};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, html};

/// More than these is a list that nobody reads; the rest comes up as they are seen.
pub(super) const MOST: i64 = 20;

/// At the head of My work: gone when all of it was seen.
pub(super) fn block(context: &Context, items: &[Item], names: &BTreeMap<FamilyId, (String, String)>) -> Markup {
    let Some(newest) = items.first() else { return html! {} };
    let seen = context.sheet(Fields::default()).form_to(
        "/news/seen",
        html! {
            input type="hidden" name="last" value=(newest.id);
            p.govuk-body { button.eh-link-button type="submit" { "Mark all as seen" } }
        },
    );
    html! {
        section.eh-next aria-labelledby="new-for-you" {
            h2.govuk-heading-m #new-for-you { "New for you" }
            ul.govuk-list.govuk-list--spaced {
                @for item in items {
                    @let family = item.family_id.and_then(|id| names.get(&id));
                    li {
                        a.govuk-link href={ "/news/" (item.id) } { (item.title) }
                        " " span.eh-muted {
                            @if let Some((name, _)) = family { (name) " family, " } (web::dates::moment(item.at))
                        }
                    }
                }
            }
            (seen)
        }
    }
}

/// Opens what it is about, which is how it is seen. No record is changed by that, only what its owner is told.
pub(super) async fn page(visit: Visit, Path(id): Path<NewsId>) -> Result<Response> {
    let db = visit.app.db.clone();
    let (account, item) = visit
        .view(move |v| {
            let account = v.account()?;
            Ok((account, news::find(v.conn(), account, id)?))
        })
        .await?;
    if item.seen_at.is_none() {
        let now = db.now();
        db.upkeep(move |conn| news::see(conn, now, account, id)).await?;
    }
    Ok(web::see_other(&item.href))
}

pub(super) async fn submit_seen(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let account = change.account()?;
            let now = change.now;
            if let Ok(last) = sheet.fields.get("last").parse::<NewsId>() {
                news::see_all(change.conn(), now, account, last)?;
            }
            // what somebody has seen of their own list is no record
            change.tx.nothing_new();
            Ok("/my-work".into())
        })
        .await
}
