//! `/team`: a manager's overdue work, between what capabilities show of the team.

use crate::tasks::{self, Overdue};
use access::{
    AccountId, FamilyId, Permits, View, Visit, accounts,
    capability::{Shown, WorkPage},
    nobody,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{Markup, Result, html, parts, parts::Colour};

/// Overdue work shown at once, the newest first: what drifts now can still be caught.
const LATE: i64 = 30;

/// Parts of capabilities with a smaller place stand above the overdue work.
const PLACE: u8 = 50;

/// Everything that stands on the page.
struct Team {
    overdue: Overdue,
    owners: BTreeMap<AccountId, String>,
    names: BTreeMap<FamilyId, (String, String)>,
    blocks: Vec<(u8, Shown)>,
}

impl Team {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::SeeTeam)?;
        let today = v.today;
        let overdue = tasks::overdue(v.conn(), &permit, today, LATE)?;
        let owners: Vec<AccountId> = overdue.newest.iter().filter_map(|task| task.owner_id).collect();
        let owners = accounts::names(v.conn(), &owners)?;
        let families: Vec<FamilyId> = overdue.newest.iter().filter_map(|task| task.family_id).collect();
        let names = super::names(v, &families)?;
        let blocks = super::blocks(v, WorkPage::Team)?;

        let beside = blocks.iter().flat_map(|(_, block)| &block.families).copied();
        let shown: Vec<FamilyId> = families.into_iter().chain(beside).collect();
        v.showed(&permit, shown.len(), &shown);
        Ok(Self { overdue, owners, names, blocks })
    }

    fn show(&self, today: NaiveDate) -> Markup {
        let (above, below): (Vec<_>, Vec<_>) = self.blocks.iter().partition(|(place, _)| *place < PLACE);
        html! {
            h1.govuk-heading-l { "Team" }
            @for (_, block) in above { (block.markup) }
            (self.late(today))
            @for (_, block) in below { (block.markup) }
        }
    }

    fn late(&self, today: NaiveDate) -> Markup {
        if self.overdue.newest.is_empty() {
            return html! { p.govuk-body { (parts::tag("Nothing is overdue", Colour::Green)) } };
        }
        let rows = self.overdue.newest.iter().map(|task| {
            let family = task.family_id.and_then(|id| self.names.get(&id)).map_or("", |(name, _)| name.as_str());
            let owner = task.owner_id.and_then(|id| self.owners.get(&id)).map_or("Nobody", String::as_str);
            vec![
                html! { a.govuk-link href=(task.href) { (task.title) } },
                html! { (family) },
                html! { (owner) },
                html! { span.eh-late { (web::dates::due(task.due_on, today)) } },
                html! {
                    a.govuk-link href={ "/tasks/" (task.id) "/owner" } {
                        "Reassign" span.govuk-visually-hidden { " " (task.title) " for " (family) }
                    }
                },
            ]
        });
        let count = self.overdue.count;
        html! {
            p.govuk-body {
                (parts::tag(&format!("{count} overdue"), Colour::Red))
                @if count > LATE { " The newest " (LATE) " are shown." }
            }
            (parts::table("Overdue", &["What", "Family", "Who", "How late", "Do"], rows.collect()))
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let team = Team::load(v)?;
            Ok(v.frame.page("Team", team.show(v.today)))
        })
        .await
}
