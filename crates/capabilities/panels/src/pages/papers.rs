//! `/panel-meetings/{id}/papers`: everything that is on the agenda, in one print; after the meeting its minutes.

use super::shown::needs;
use crate::{
    records::{self, Agenda, Item, MeetingId, Member},
    rules::Attended,
};
use access::{Context, FamilyId, Permits, Visit, nobody, panel as acts};
use axum::extract::Path;
use std::collections::BTreeMap;
use web::{Markup, Result, dates, html};

struct Papers {
    agenda: Agenda,
    names: BTreeMap<FamilyId, (String, String)>,
    members: Vec<Member>,
    came: BTreeMap<records::MemberId, Attended>,
}

impl Papers {
    fn title(&self) -> String {
        let word = if self.agenda.meeting.closed_at.is_some() { "Minutes" } else { "Papers" };
        format!("{word}: {}, {}", self.agenda.panel.name, dates::day(self.agenda.meeting.held_on))
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { (self.title()) }
            p.govuk-body {
                "For the members of the panel alone, and only while they need it. Destroy prints after the meeting."
            }
            @for attended in Attended::ALL {
                @let who: Vec<&str> = self.who(*attended);
                @if !who.is_empty() { p.govuk-body { strong { (attended.label()) } ": " (who.join("; ")) } }
            }
            @if !self.agenda.meeting.not_held.is_empty() {
                p.govuk-body { strong { "Not held" } ": " (self.agenda.meeting.not_held) }
            }
            @if !self.agenda.meeting.others.is_empty() {
                p.govuk-body { strong { "Besides" } ": " (self.agenda.meeting.others) }
            }
            @for (n, (item, _)) in self.agenda.items.iter().enumerate() { (self.item(context, n + 1, item)) }
        }
    }

    fn who(&self, attended: Attended) -> Vec<&str> {
        let came = |member: &&Member| self.came.get(&member.id) == Some(&attended);
        self.members.iter().filter(came).map(|member| member.name.as_str()).collect()
    }

    fn item(&self, context: &Context, n: usize, item: &Item) -> Markup {
        let family = item.family_id.and_then(|family| self.names.get(&family));
        let name = family
            .map_or_else(|| "Without a name".to_owned(), |(name, reference)| format!("{name} family, {reference}"));
        html! {
            section.eh-paper {
                h2.govuk-heading-m { (n) ". " (name) }
                p.govuk-body {
                    (item.kind.label()) ". Level " (item.level) ", " (item.priority.label().to_lowercase())
                    @if !item.why.is_empty() { ": " (item.why.trim_end_matches('.')) }
                    ". Waits since " (dates::day(item.since_on)) ". " (needs(context, item, 8)) "."
                }
                p.govuk-body.eh-pre { (item.summary) }
                p.govuk-body { strong { "Asked for" } ": " (item.asked_for) }
                @if !item.wishes.is_empty() { p.govuk-body { strong { "The family" } ": " (item.wishes) } }
                @if let Some(decided) = self.agenda.decided.get(&item.id) {
                    p.govuk-body {
                        strong { "Decided: " (decided.line()) } ". " (decided.reason)
                        @if !decided.departure.is_empty() { " Before others in the fair order: " (decided.departure) }
                    }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Attend, id)?;
            let pack = v.pack.clone();
            let agenda = records::agenda(v.conn(), &permit, &pack)?;
            let families: Vec<FamilyId> = agenda.items.iter().filter_map(|(item, _)| item.family_id).collect();
            let list = v.allow(nobody::SeePanels)?;
            v.showed(&list, agenda.items.len(), &families);
            let papers = Papers {
                names: people::records::names(v.conn(), &families)?,
                members: records::ever_members(v.conn(), agenda.panel.id)?,
                came: records::attendance(v.conn(), &permit)?,
                agenda,
            };
            Ok(v.frame.page_back(&papers.title(), &format!("/panel-meetings/{id}"), papers.show(v)))
        })
        .await
}
