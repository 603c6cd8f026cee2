//! At the top of an open family: the one step that is owed next, by whom, by when, and the button that leads there.

use access::{AccountId, Permits, View, accounts, accounts::Colleague};
use web::{Markup, Result, dates, html, parts, parts::Colour};
use work::Task;

/// The next step; nothing where no help goes on.
#[derive(Default)]
pub(super) struct NextStep {
    task: Option<Task>,
    /// Who owes it.
    owner: String,
}

impl NextStep {
    /// Takes it out of all that is due, so that it stands once.
    pub(super) fn of(v: &mut View<'_>, due: &mut Vec<Task>, lead: Option<&Colleague>) -> Result<Self> {
        let Some(at) = due.iter().position(|task| task.is_next) else { return Ok(Self::default()) };
        let task = due.remove(at);
        let owner = match task.owner_id {
            Some(owner) => name_of(v, owner, lead)?,
            None => "Nobody by name: the head of service is told".to_owned(),
        };
        Ok(Self { task: Some(task), owner })
    }

    pub(super) fn show(&self, v: &View<'_>) -> Markup {
        let Some(task) = &self.task else { return html! {} };
        let (mine, late) = (task.owner_id == v.actor.account, task.due_on < v.today);
        html! {
            section.eh-next aria-labelledby="next-step" {
                h2.govuk-heading-m #next-step { "Next step" }
                p.govuk-body-l { (task.title) }
                p.govuk-body {
                    @if mine { "You owe it" } @else { (self.owner) }
                    " by " (dates::day(task.due_on)) " "
                    @if late {
                        (parts::tag(&dates::due(task.due_on, v.today), Colour::Red))
                    } @else {
                        "(" (dates::due(task.due_on, v.today)) ")"
                    }
                }
                @if mine { (parts::button_link(&task.title, &task.href, "")) }
                @else { p.govuk-body { a.govuk-link href=(task.href) { "Go there" } } }
            }
        }
    }
}

fn name_of(v: &mut View<'_>, owner: AccountId, lead: Option<&Colleague>) -> Result<String> {
    match lead.filter(|lead| lead.id == owner) {
        Some(lead) => Ok(lead.name.clone()),
        None => Ok(accounts::names(v.conn(), &[owner])?.remove(&owner).unwrap_or_default()),
    }
}
