//! `/my-work`: what I owe, by due date; what capabilities show beside it; what I had half typed.

use super::news as news_page;
use crate::{
    news::{self, Item},
    tasks::{self, Task},
};
use access::{
    Context, FamilyId, Permits, View, Visit,
    capability::{Shown, WorkPage},
    nobody,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use store::drafts::{self, Draft};
use web::{Markup, Result, html, parts, parts::Colour};

/// More would make a page that nobody reads.
const MOST: i64 = 50;

/// Names and references of families.
type Names = BTreeMap<FamilyId, (String, String)>;

/// Everything that stands on the page.
struct MyWork {
    new: Vec<Item>,
    owed: Vec<Task>,
    names: Names,
    blocks: Vec<Shown>,
    kept: Vec<Draft>,
}

impl MyWork {
    fn load(v: &mut View<'_>) -> Result<Self> {
        let permit = v.allow(nobody::SeeMyWork)?;
        let account = v.account()?;
        let new = news::mine(v.conn(), &permit, news_page::MOST)?;
        let owed = tasks::mine(v.conn(), &permit, MOST)?;
        let told = new.iter().filter_map(|item| item.family_id);
        let families: Vec<FamilyId> = owed.iter().filter_map(|task| task.family_id).chain(told).collect();
        let names = super::names(v, &families)?;
        let blocks = super::blocks(v, WorkPage::Mine)?.into_iter().map(|(_, shown)| shown).collect::<Vec<_>>();
        let kept = drafts::list(v.conn(), &account.to_string())?;

        let beside = blocks.iter().flat_map(|block| &block.families).copied();
        let shown: Vec<FamilyId> = families.into_iter().chain(beside).collect();
        v.showed(&permit, owed.len(), &shown);
        Ok(Self { new, owed, names, blocks, kept })
    }

    fn show(&self, context: &Context) -> Markup {
        let today = context.today;
        let overdue = self.owed.iter().filter(|task| task.due_on < today).count();
        html! {
            h1.govuk-heading-l { "My work" }
            (news_page::block(context, &self.new, &self.names))
            (what_i_am(context))
            @if overdue > 0 { p.govuk-body { (parts::tag(&format!("{overdue} overdue"), Colour::Red)) } }
            @if self.owed.is_empty() {
                p.govuk-body { "You owe nobody anything today." }
            } @else {
                (self.table(today))
            }
            @for block in &self.blocks { (block.markup) }
            (half_finished(&self.kept))
        }
    }

    fn table(&self, today: NaiveDate) -> Markup {
        let rows = self.owed.iter().map(|task| {
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
        });
        parts::table("What I owe", &["What", "Family", "Due"], rows.collect())
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
    visit
        .view(|v| {
            let my_work = MyWork::load(v)?;
            Ok(v.frame.page("My work", my_work.show(v)))
        })
        .await
}
