//! `/families/{id}/chronology`: everything that happened, newest first.

use super::header;
use crate::records::{self, LineNote};
use access::{Context, FamilyId, Period, Permits, Sight, View, Visit, family, log};
use axum::extract::Path;
use people::Family;
use std::collections::BTreeMap;
use store::{
    AnyId, Conn, Instant,
    log::{Before, Entry},
};
use web::{Markup, Result, html, parts, parts::TimelineItem};

/// The lines of one page.
const MOST: usize = 50;

/// The year 2100, in microseconds: no line is later, and an address that says so is none of ours.
const FAR_AHEAD: i64 = 4_102_444_800_000_000;

/// A page of it.
struct Chronology {
    family: Family,
    period: Option<Period>,
    lines: Lines,
    /// Whether there is more, further back.
    more: bool,
}

impl Chronology {
    fn load(v: &mut View<'_>, id: FamilyId, before: Before) -> Result<Self> {
        let permit = v.permit(family::Open, id)?;
        let family = people::records::family(v.conn(), &permit)?;
        // one more than is shown tells whether there is a next page
        let most = i64::try_from(MOST).unwrap_or(i64::MAX).saturating_add(1);
        let mut entries = log::chronology(v.conn(), &permit, before, most)?;
        let more = entries.len() > MOST;
        entries.truncate(MOST);
        let lines = Lines::of(v.conn(), &permit, entries)?;
        let episode = records::current(v.conn(), &permit)?;
        let period = episode.map(|episode| Period { episode: episode.id, open: episode.is_open() });
        Ok(Self { family, period, lines, more })
    }

    fn show(&self, context: &Context) -> Markup {
        let last = self.lines.entries.last().filter(|_| self.more);
        html! {
            (header::identity(&self.family))
            (header::parts_of(context, self.family.id, self.period))
            h1.govuk-heading-l { "Story" }
            h2.govuk-visually-hidden { "What happened" }
            @if self.lines.entries.is_empty() { p.govuk-body { "Nothing has been noted yet." } }
            (parts::timeline(&self.lines.items()))
            @if let Some(last) = last {
                (parts::next_page(&format!("?before={}_{}", last.occurred_at.0, last.id)))
            }
        }
    }
}

/// Lines of the chronology, with what has become of the notes among them.
pub(super) struct Lines {
    entries: Vec<Entry>,
    notes: BTreeMap<AnyId, LineNote>,
}

impl Lines {
    pub(super) fn of(conn: &mut Conn, sight: &Sight<FamilyId>, entries: Vec<Entry>) -> Result<Self> {
        let notes = records::of_lines(conn, sight, &entries)?;
        Ok(Self { entries, notes })
    }

    /// As the timeline shows them: struck out where they were entered in error, and nothing of a note that is not for
    /// whoever reads.
    pub(super) fn items(&self) -> Vec<TimelineItem> {
        let note = |line: &Entry| self.notes.get(&line.event_id);
        let seen = self.entries.iter().filter(|line| !note(line).is_some_and(|note| note.hidden));
        let item = |line: &Entry| TimelineItem {
            title: line.title.clone(),
            author: line.author.clone(),
            at: when(line),
            body: line.body.clone(),
            struck: note(line).and_then(|note| note.struck.as_ref()).map(|(at, by, why)| {
                format!("Entered in error: struck out by {by} on {}: {why}", web::dates::moment(*at))
            }),
        };
        seen.map(item).collect()
    }
}

/// For machines and for people. A note about another day has no time of day: it stands at noon, to the microsecond.
fn when(line: &Entry) -> (String, String) {
    let (at, day) = (line.occurred_at, line.occurred_at.date());
    let noon = at.london().format("%H:%M:%S%.6f").to_string() == "12:00:00.000000";
    if noon && line.kind == crate::events::NOTE.name {
        (day.to_string(), web::dates::day(day))
    } else {
        (at.rfc3339(), web::dates::moment(at))
    }
}

/// Where a page begins, from `?before=`: after the line of this moment and id.
fn parse(before: &str) -> Before {
    let (at, id) = before.split_once('_')?;
    let at = at.parse().ok().filter(|at| (0..FAR_AHEAD).contains(at))?;
    Some((Instant(at), AnyId(id.parse().ok()?)))
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    let before = parse(&visit.query("before"));
    visit
        .view(move |v| {
            let chronology = Chronology::load(v, id, before)?;
            Ok(v.frame.page_back("Story", &header::href(id), chronology.show(v)))
        })
        .await
}
