//! `/my-work`: what is new, what I owe, by when; what capabilities show beside it; what I had half typed.

use super::news as news_page;
use crate::{
    lists,
    news::{self, Item},
    tasks::Task,
};
use access::{
    Context, FamilyId, Permits, View, Visit,
    capability::{Shown, WorkPage},
    nobody,
};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use store::drafts::{self, Draft};
use web::{Markup, Result, html, parts, parts::Colour};

/// Nobody owes more: what there is of it is counted.
const MOST: i64 = 500;

/// More at once would make a page that nobody reads.
const SIZE: usize = 50;

/// Parts of capabilities with a smaller place stand above what is owed.
const PLACE: u8 = 50;

/// What is owed, by when: the names of the groups in their order.
const GROUPS: [&str; 4] = ["Late", "Today and tomorrow", "This week", "Later"];

/// Names and references of families.
type Names = BTreeMap<FamilyId, (String, String)>;

/// Everything that stands on the page.
struct MyWork {
    new: Vec<Item>,
    /// All that is owed, soonest first.
    owed: Vec<Task>,
    names: Names,
    blocks: Vec<(u8, Shown)>,
    kept: Vec<Draft>,
    /// Which page of what is owed, counted from 1.
    page: usize,
}

/// In which group something belongs that is due on this day. A week is the next seven days, so that on a Friday Monday
/// is in it.
fn group(due_on: NaiveDate, today: NaiveDate) -> usize {
    let within = |days| due_on <= today + Days::new(days);
    match due_on < today {
        true => 0,
        false if within(1) => 1,
        false if within(7) => 2,
        false => 3,
    }
}

impl MyWork {
    fn load(v: &mut View<'_>, page: usize) -> Result<Self> {
        let permit = v.allow(nobody::SeeMyWork)?;
        let account = v.account()?;
        let new = news::mine(v.conn(), &permit, news_page::MOST)?;
        let owed = lists::mine(v.conn(), &permit, MOST)?;
        let page = page.clamp(1, owed.len().div_ceil(SIZE).max(1));
        let mut all = Self { new, owed, names: Names::new(), blocks: vec![], kept: vec![], page };

        let told = all.new.iter().filter_map(|item| item.family_id);
        let families: Vec<FamilyId> = all.shown().iter().filter_map(|task| task.family_id).chain(told).collect();
        all.names = super::names(v, &families)?;
        all.blocks = super::blocks(v, WorkPage::Mine)?;
        all.kept = drafts::list(v.conn(), &account.to_string())?;

        let beside = all.blocks.iter().flat_map(|(_, block)| &block.families).copied();
        let shown: Vec<FamilyId> = families.into_iter().chain(beside).collect();
        v.showed(&permit, all.shown().len(), &shown);
        Ok(all)
    }

    /// What is owed on this page.
    fn shown(&self) -> &[Task] {
        let start = (self.page - 1) * SIZE;
        self.owed.get(start..(start + SIZE).min(self.owed.len())).unwrap_or_default()
    }

    fn show(&self, context: &Context) -> Markup {
        let today = context.today;
        let overdue = self.owed.iter().filter(|task| task.due_on < today).count();
        let (above, below): (Vec<_>, Vec<_>) = self.blocks.iter().partition(|(place, _)| *place < PLACE);
        html! {
            h1.govuk-heading-l { "My work" }
            (news_page::block(context, &self.new, &self.names))
            (what_i_am(context))
            @for (_, block) in above { (block.markup) }
            @if overdue > 0 { p.govuk-body { (parts::tag(&format!("{overdue} overdue"), Colour::Red)) } }
            @if self.owed.is_empty() {
                p.govuk-body { "You owe nobody anything today." }
            } @else {
                (self.groups(today))
            }
            @for (_, block) in below { (block.markup) }
            (half_finished(&self.kept))
        }
    }

    fn groups(&self, today: NaiveDate) -> Markup {
        let many = |n: usize| self.owed.iter().filter(|task| group(task.due_on, today) == n).count();
        let of = |n: usize| self.shown().iter().filter(move |task| group(task.due_on, today) == n);
        let pages = i64::try_from(self.owed.len().div_ceil(SIZE)).unwrap_or(1);
        html! {
            @for (n, name) in GROUPS.iter().enumerate() {
                @let rows: Vec<Vec<Markup>> = of(n).map(|task| self.row(task, today)).collect();
                @if !rows.is_empty() {
                    (parts::table(&format!("{name} ({})", many(n)), &["What", "Family", "Due"], rows))
                }
            }
            (parts::pagination(i64::try_from(self.page).unwrap_or(1), pages, |n| format!("/my-work?page={n}")))
        }
    }

    fn row(&self, task: &Task, today: NaiveDate) -> Vec<Markup> {
        let late = task.due_on < today;
        let family = task.family_id.and_then(|id| Some((id, self.names.get(&id)?)));
        vec![
            html! { a.govuk-link href=(task.href) { (task.title) } },
            html! {
                @if let Some((id, (name, _))) = family { a.govuk-link href={ "/families/" (id) } { (name) } }
            },
            html! {
                span class=[late.then_some("eh-late")] {
                    (web::dates::day(task.due_on)) " (" (web::dates::due(task.due_on, today)) ")"
                }
            },
        ]
    }
}

/// Those who make contacts begin one here; the others are told where their work is.
fn what_i_am(context: &Context) -> Markup {
    if context.may_alone(nobody::RecordContact) {
        return html! { div.eh-actions { (parts::button_link("Make a contact", "/contacts/new", "")) } };
    }
    if context.frame.nav.is_empty() {
        return html! {};
    }
    let roles: Vec<String> = context.actor.roles.iter().map(|role| role.label().to_lowercase()).collect();
    html! {
        p.govuk-body {
            "You are signed in as " (roles.join(", ")) ". What your role can do stands in the menu."
        }
    }
}

fn half_finished(kept: &[Draft]) -> Markup {
    if kept.is_empty() {
        return html! {};
    }
    html! {
        h2.govuk-heading-m { "Half finished" }
        ul.govuk-list {
            @for draft in kept {
                @let when = web::dates::moment(draft.saved_at);
                li {
                    a.govuk-link href=(draft.form) {
                        (draft.title().unwrap_or("Go on with what you were writing"))
                        span.govuk-visually-hidden { " on " (when) }
                    }
                    " " span.eh-muted { (when) }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let page = visit.query("page").parse().unwrap_or(1);
    visit
        .view(move |v| {
            let my_work = MyWork::load(v, page)?;
            Ok(v.frame.page("My work", my_work.show(v)))
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_a_friday_monday_is_this_week_and_the_friday_after_next_is_later() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
        let groups = [5, 6, 7, 8, 9, 13, 14, 20].map(|due| GROUPS[group(day(due), day(6))]);
        let [late, soon, week, later] = GROUPS;
        assert_eq!(groups, [late, soon, soon, week, week, week, later, later]);
    }
}
