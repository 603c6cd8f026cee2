//! `/tasks/{id}/owner`: a manager gives work to someone else.

use crate::{
    colleagues, events,
    tasks::{self, Task, TaskId},
};
use access::{AccountId, FamilyId, Permit, Permits, Visit, accounts, family, guard, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// The work, and that this manager may give it away.
struct Owner {
    permit: Permit<FamilyId, family::Reassign>,
    task: Task,
}

impl Owner {
    fn load(inside: &mut impl Permits, id: TaskId) -> Result<Self> {
        inside.allow(nobody::SeeTeam)?;
        let family = tasks::family_of(inside.conn(), id)?;
        let permit = inside.permit(family::Reassign, family)?;
        let task = tasks::find(inside.conn(), &permit, id)?;
        Ok(Self { permit, task })
    }

    fn stand(&self) -> String {
        self.task.owner_id.map(|id| id.to_string()).unwrap_or_default()
    }

    /// To whom someone else has given it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.task.id.0, &[events::REASSIGNED])?;
        let owner = self.task.owner_id.map(|id| accounts::colleague(inside.conn(), id)).transpose()?;
        let owner = owner.map_or_else(|| "Nobody".to_owned(), |owner| owner.name);
        Ok(web::theirs(changed.as_ref(), &[("Who has it now", &owner)]))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let team = guard::team_of(inside.conn(), self.permit.subject())?;
        let chosen: Vec<AccountId> = sheet.fields.get("to").parse().into_iter().collect();
        let colleagues = colleagues::near(inside, team, &chosen)?;
        let others = colleagues.shown.iter().filter(|colleague| Some(colleague.id) != self.task.owner_id);
        let items =
            others.map(|other| Choice::new(other.id.to_string(), format!("{}, {}", other.name, other.organisation)));
        let content = html! {
            h1.govuk-heading-l { "Give this to someone else" }
            (above)
            p.govuk-body { (self.task.title) ", due " (web::dates::day(self.task.due_on)) "." }
            (colleagues.finder)
            (sheet.short_form(html! {
                (sheet.hidden("stand"))
                (sheet.select("to", "Who takes it?").prompt("Choose someone").items(items))
                (parts::button("Reassign"))
            }))
        };
        Ok(inside.context().frame.sheet_page("Give this to someone else", "/team", sheet, content))
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<TaskId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let owner = Owner::load(v, id)?;
            let sheet = v.context().sheet(Fields::default().with("stand", owner.stand()));
            owner.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<TaskId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let owner = Owner::load(change, id)?;
            if sheet.is_behind("stand", owner.stand()) {
                let theirs = owner.theirs(change)?;
                return Err(Error::Conflict(Box::new(owner.show(change, sheet, theirs)?)));
            }

            let to = sheet.chosen("to", |id| id.parse::<AccountId>().ok(), "Choose someone");
            let done = match to {
                Some(to) => sheet.heed(tasks::reassign(change.tx, &owner.permit, id, to))?,
                None => None,
            };
            if done.is_none() {
                return Sheet::again(owner.show(change, sheet, html! {})?);
            }
            Ok("/team?done=saved".into())
        })
        .await
}
