//! `/families/{id}/chronology`: everything that happened, newest first.

use super::header;
use access::{FamilyId, Permits, Visit, family};
use axum::extract::Path;
use store::{AnyId, Instant, log};
use web::{Markup, Result, html, parts, parts::TimelineItem};

const MOST: i64 = 50;

/// Lines as the timeline shows them; a note about another day has no time of day.
pub(super) fn items(lines: &[log::Entry]) -> Vec<TimelineItem> {
    lines
        .iter()
        .map(|l| {
            let noon = l.kind == "note.written"
                && l.occurred_at.london().format("%H:%M:%S%.6f").to_string() == "12:00:00.000000";
            let at = if noon {
                (l.occurred_at.date().to_string(), web::dates::day(l.occurred_at.date()))
            } else {
                (l.occurred_at.rfc3339(), web::dates::moment(l.occurred_at))
            };
            TimelineItem { title: l.title.clone(), author: l.author.clone(), at, body: l.body.clone() }
        })
        .collect()
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    let before = visit.query("before");
    visit
        .view(move |v| {
            let permit = v.permit(family::Open, id)?;
            let family = people::records::family(v.conn(), &permit)?;
            let start = before.split_once('_').and_then(|(at, id)| {
                Some((
                    Instant(at.parse().ok().filter(|at| (0..4_102_444_800_000_000).contains(at))?),
                    AnyId(id.parse().ok()?),
                ))
            });
            let mut lines = log::chronology_of(v.conn(), id, start, MOST + 1)?;
            let more = lines.len() > MOST as usize;
            lines.truncate(MOST as usize);
            let next = lines.last().filter(|_| more).map(|l| format!("?before={}_{}", l.occurred_at.0, l.id));
            let content = html! {
                (header::identity(&family))
                h1.govuk-heading-l { "Chronology" }
                h2.govuk-visually-hidden { "What happened" }
                @if lines.is_empty() { p.govuk-body { "Nothing has been noted yet." } }
                (parts::timeline(&items(&lines)))
                @if let Some(next) = next { (parts::next_page(&next)) }
            };
            Ok(v.frame.page_back("Chronology", &header::href(id), content))
        })
        .await
}
