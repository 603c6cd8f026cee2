//! `/audit-files/{id}/chronology`: what all agencies did for a family, as one document to be printed: for the tracked
//! children of a joint inspection, and for whoever audits a file.

use crate::records::{self, FileId};
use access::{Context, Permits, View, Visit, audit_file as acts, family as family_acts};
use axum::extract::Path;
use people::Member;
use store::{AnyId, Instant, log::Before};
use web::{Markup, Result, dates, html, parts};

/// So many lines stand on a page of it, the newest first page by page, each page the oldest first.
const MOST: i64 = 60;

struct Document {
    family: people::Family,
    members: Vec<Member>,
    lines: Vec<store::log::Entry>,
    back: String,
}

impl Document {
    fn load(v: &mut View<'_>, id: FileId, before: Before) -> Result<Self> {
        let permit = v.permit(acts::See, id)?;
        let file = records::file(v.conn(), &permit)?;
        // only while the file is open to whoever asks
        let sight = v.permit(family_acts::Open, file.family_id)?;
        let family = people::records::family(v.conn(), &sight)?;
        let members = people::records::members(v.conn(), &sight)?;
        let mut lines = records::entries(v.conn(), &sight, before, MOST)?;
        lines.reverse();
        Ok(Self { family, members, lines, back: file.href() })
    }

    fn show(&self, context: &Context) -> Markup {
        let today = context.today;
        let rows = self.lines.iter().map(|line| {
            let (who, agency) = line.author.rsplit_once(", ").unwrap_or((line.author.as_str(), ""));
            vec![
                html! { (dates::day(line.occurred_at.date())) },
                html! { (agency) @if !who.is_empty() { br; span.eh-muted { (who) } } },
                html! {
                    strong { (line.title) } @if !line.body.is_empty() { br; span.eh-pre { (shortened(&line.body)) } }
                },
            ]
        });
        let more = i64::try_from(self.lines.len()).unwrap_or_default() >= MOST;
        html! {
            (parts::identity_bar(&format!("{} family, {}", self.family.name, self.family.reference), html! {}))
            h1.govuk-heading-l { "What all agencies did" }
            ul.govuk-list {
                @for member in self.members.iter().filter(|member| !member.withheld) {
                    li {
                        (member.person.name())
                        @if let Some(born) = member.person.details.date_of_birth {
                            ", born " (dates::day(born)) " (" (dates::age(born, today)) ")"
                        }
                    }
                }
            }
            @if self.lines.is_empty() { p.govuk-body { "Nothing has been noted yet." } } @else {
                (parts::table("Multi-agency chronology", &["Day", "Agency", "What happened"], rows.collect()))
            }
            @if let Some(first) = self.lines.first().filter(|_| more) {
                p.govuk-body {
                    a.govuk-link href={ "?before=" (first.occurred_at.0) "_" (first.id) } { "What came before" }
                }
            }
        }
    }
}

/// The beginning of a long text: the record has all of it.
fn shortened(text: &str) -> String {
    const LENGTH: usize = 200;
    match text.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{} …", &text[..at]),
        None => text.to_owned(),
    }
}

fn parse(before: &str) -> Before {
    let (at, id) = before.split_once('_')?;
    let at = at.parse().ok().filter(|at| (0..4_102_444_800_000_000).contains(at))?;
    Some((Instant(at), AnyId(id.parse().ok()?)))
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    let before = parse(&visit.query("before"));
    visit
        .view(move |v| {
            let document = Document::load(v, id, before)?;
            Ok(v.frame.page_back("What all agencies did", &document.back, document.show(v)))
        })
        .await
}
