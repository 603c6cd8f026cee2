//! `/team/workers/{id}`: what one worker owes and for whom they lead, for the managers of their teams and nobody else.

use crate::{cover, lists, tasks::Task};
use access::{
    AccountId, FamilyId, Permits, View, Visit,
    accounts::{self, Known},
    guard, nobody,
};
use axum::extract::Path;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{Error, Markup, Result, html, parts, parts::Colour};

/// Everything that stands on the page.
struct Worker {
    id: AccountId,
    known: Known,
    covered: Vec<cover::Covering>,
    owed: Vec<Task>,
    led: Vec<FamilyId>,
    names: BTreeMap<FamilyId, (String, String)>,
}

impl Worker {
    fn load(v: &mut View<'_>, id: AccountId) -> Result<Self> {
        let permit = v.allow(nobody::SeeTeam)?;
        let today = v.today;
        if !cover::works_for(v.conn(), &permit, id)? {
            return Err(Error::NotFound);
        }
        let known = accounts::known(v.conn(), &[id])?.remove(&id).ok_or(Error::NotFound)?;
        let owed = lists::of_worker(v.conn(), &permit, id)?;
        let led = guard::led_in_teams(v.conn(), permit.actor(), id)?;
        let families: Vec<FamilyId> = owed.iter().filter_map(|task| task.family_id).chain(led.clone()).collect();
        let names = super::names(v, &families)?;
        v.showed(&permit, families.len(), &families);
        Ok(Self { id, known, covered: cover::of(v.conn(), id, today)?, owed, led, names })
    }

    fn show(&self, today: NaiveDate) -> Markup {
        html! {
            h1.govuk-heading-l { (self.known.name) }
            @if !self.known.in_use { p.govuk-body { (parts::tag("Account disabled", Colour::Red)) } }
            @for covering in &self.covered {
                p.govuk-body { (parts::tag("Away", Colour::Yellow)) " " (covering.line()) }
            }
            div.eh-actions {
                (parts::button_link(
                    "Cover for them, or give their work to somebody",
                    &format!("/team/cover?away={}", self.id),
                    "govuk-button--secondary",
                ))
            }
            (self.table(today))
            @let families = web::dates::plural(count(self.led.len()), "family").replace("familys", "families");
            h2.govuk-heading-m { "Leads for " (families) }
            ul.govuk-list {
                @for id in &self.led {
                    @if let Some((name, reference)) = self.names.get(id) {
                        li { a.govuk-link href={ "/families/" (id) } { (name) } " " span.eh-muted { (reference) } }
                    }
                }
            }
        }
    }

    fn table(&self, today: NaiveDate) -> Markup {
        if self.owed.is_empty() {
            return html! { p.govuk-body { "Owes nothing in your teams." } };
        }
        let rows = self.owed.iter().map(|task| {
            let family = task.family_id.and_then(|id| self.names.get(&id)).map_or("", |(name, _)| name.as_str());
            let late = task.due_on < today;
            vec![
                html! { a.govuk-link href=(task.href) { (task.title) } },
                html! { (family) },
                html! {
                    span class=[late.then_some("eh-late")] {
                        (web::dates::day(task.due_on)) " (" (web::dates::due(task.due_on, today)) ")"
                    }
                },
                html! {
                    @if task.family_id.is_some() {
                        a.govuk-link href={ "/tasks/" (task.id) "/owner" } {
                            "Reassign" span.govuk-visually-hidden { " " (task.title) " for " (family) }
                        }
                    }
                },
            ]
        });
        parts::table("Owes in your teams", &["What", "Family", "Due", "Do"], rows.collect())
    }
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

pub(super) async fn page(visit: Visit, Path(id): Path<AccountId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let worker = Worker::load(v, id)?;
            Ok(v.frame.page_back(&worker.known.name, "/team", worker.show(v.today)))
        })
        .await
}
