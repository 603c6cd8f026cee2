//! `/team`: what a manager's teams owe, the worst first, between what capabilities show of the team; who is away, and
//! what is owed by nobody who could do it.

use crate::{
    absence::{self, Absence},
    lists::{self, TeamWork},
};
use access::{
    AccountId, FamilyId, Permits, View, Visit,
    accounts::{self, Known},
    capability::{Shown, WorkPage},
    nobody,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{Markup, Result, html, parts, parts::Colour};

/// Due work shown at once.
const SIZE: usize = 20;

/// Parts of capabilities with a smaller place stand above the due work.
const PLACE: u8 = 50;

/// Everything that stands on the page.
struct Team {
    work: TeamWork,
    people: BTreeMap<AccountId, Known>,
    /// Who is or will be away.
    away: Vec<Absence>,
    names: BTreeMap<FamilyId, (String, String)>,
    blocks: Vec<(u8, Shown)>,
    /// Counted from 1.
    page: usize,
}

impl Team {
    fn load(v: &mut View<'_>, page: usize) -> Result<Self> {
        let permit = v.allow(nobody::SeeTeam)?;
        let today = v.today;
        let work = lists::of_teams(v.conn(), &permit, today, (page - 1, SIZE))?;

        let mut ids = accounts::members_in(v.conn(), &permit.actor().manages)?;
        ids.extend(&work.owners);
        let manager = v.account()?;
        let away = absence::begun_in_teams(v.conn(), &ids, manager)?;
        ids.extend(away.iter().flat_map(|absence| [absence.away_id, absence.cover_id]));
        let people = accounts::known(v.conn(), &ids)?;

        let families: Vec<FamilyId> = work.shown.iter().filter_map(|task| task.family_id).collect();
        let names = super::names(v, &families)?;
        let blocks = super::blocks(v, WorkPage::Team)?;

        let beside = blocks.iter().flat_map(|(_, block)| &block.families).copied();
        let shown: Vec<FamilyId> = families.into_iter().chain(beside).collect();
        v.showed(&permit, shown.len(), &shown);
        Ok(Self { work, people, away, names, blocks, page })
    }

    fn name(&self, id: AccountId) -> &str {
        self.people.get(&id).map_or("", |known| &known.name)
    }

    fn show(&self, today: NaiveDate) -> Markup {
        let (above, below): (Vec<_>, Vec<_>) = self.blocks.iter().partition(|(place, _)| *place < PLACE);
        html! {
            h1.govuk-heading-l { "Team" }
            (self.left())
            @for (_, block) in above { (block.markup) }
            (self.due(today))
            (self.absences(today))
            @for (_, block) in below { (block.markup) }
        }
    }

    /// Work of those whose account is disabled: it would sit there for ever.
    fn left(&self) -> Markup {
        let left = self.work.owners.iter().filter(|id| self.people.get(id).is_some_and(|known| !known.in_use));
        html! {
            @for id in left {
                @let name = self.name(*id);
                (parts::warning(&format!("{name} owes work and the account of {name} is disabled: nobody will do it.")))
                div.eh-actions {
                    (parts::button_link(
                        &format!("Give the work of {name} to somebody"),
                        &format!("/team/cover?away={id}"),
                        "govuk-button--secondary",
                    ))
                }
            }
        }
    }

    fn due(&self, today: NaiveDate) -> Markup {
        let late = self.work.late;
        if self.work.count == 0 {
            return html! { p.govuk-body { (parts::tag("Nothing is overdue", Colour::Green)) } };
        }
        let rows = self.work.shown.iter().map(|task| {
            let family = task.family_id.and_then(|id| self.names.get(&id)).map_or("", |(name, _)| name.as_str());
            let is_late = task.due_on < today;
            vec![
                html! { a.govuk-link href=(task.href) { (task.title) } },
                html! { (family) },
                self.owner(task.owner_id, today),
                html! {
                    span class=[is_late.then_some("eh-late")] { (web::dates::due(task.due_on, today)) }
                },
                html! {
                    // what is about no family moves where it is owed: a group has other facilitators
                    @if task.family_id.is_some() {
                        a.govuk-link href={ "/tasks/" (task.id) "/owner" } {
                            "Reassign" span.govuk-visually-hidden { " " (task.title) " for " (family) }
                        }
                    }
                },
            ]
        });
        let pages = i64::try_from(self.work.count.div_ceil(SIZE)).unwrap_or(1);
        html! {
            p.govuk-body {
                @if late > 0 {
                    (parts::tag(&format!("{late} overdue"), Colour::Red))
                } @else {
                    (parts::tag("Nothing is overdue", Colour::Green))
                }
            }
            (parts::table(
                &format!("Due, the longest overdue first ({})", self.work.count),
                &["What", "Family", "Who", "Due", "Do"],
                rows.collect(),
            ))
            (parts::pagination(i64::try_from(self.page).unwrap_or(1), pages, |n| format!("/team?page={n}")))
        }
    }

    /// Who owes it, and that they are away or have left.
    fn owner(&self, owner: Option<AccountId>, today: NaiveDate) -> Markup {
        let Some(id) = owner else { return html! { "Nobody" } };
        let away = self.away.iter().any(|absence| absence.away_id == id && absence.holds(today));
        let left = self.people.get(&id).is_some_and(|known| !known.in_use);
        html! {
            a.govuk-link href={ "/team/workers/" (id) } { (self.name(id)) }
            @if left { " " (parts::tag("Account disabled", Colour::Red)) }
            @if away { " " (parts::tag("Away", Colour::Yellow)) }
        }
    }

    fn absences(&self, today: NaiveDate) -> Markup {
        html! {
            h2.govuk-heading-m { "Who is away" }
            @if self.away.is_empty() { p.govuk-body { "Nobody for whom somebody covers." } }
            ul.govuk-list.govuk-list--spaced {
                @for absence in &self.away {
                    li {
                        (self.name(absence.away_id)) ", "
                        @if absence.from_on > today { "from " (web::dates::day(absence.from_on)) " " }
                        @match absence.until_on {
                            Some(until) => { "until " (web::dates::day(until)) },
                            None => { "for good" },
                        }
                        ": " (self.name(absence.cover_id)) " covers. "
                        a.govuk-link href={ "/team/cover/" (absence.id) } {
                            "See or end it"
                            span.govuk-visually-hidden { ": cover for " (self.name(absence.away_id)) }
                        }
                    }
                }
            }
            div.eh-actions { (parts::button_link("Cover for somebody", "/team/cover", "govuk-button--secondary")) }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let page = visit.query("page").parse::<usize>().unwrap_or(1).clamp(1, 10_000);
    visit
        .view(move |v| {
            let team = Team::load(v, page)?;
            Ok(v.frame.page("Team", team.show(v.today)))
        })
        .await
}
