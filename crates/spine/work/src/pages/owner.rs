//! `/tasks/{id}/owner`: a manager gives work to someone else.

use crate::{
    colleagues,
    tasks::{self, Task, TaskId},
};
use access::{AccountId, FamilyId, Permit, Permits, Visit, family, guard, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

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

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let team = guard::team_of(inside.conn(), self.permit.subject())?;
        let chosen: Vec<AccountId> = sheet.fields.get("to").parse().into_iter().collect();
        let colleagues = colleagues::near(inside, team, &chosen)?;
        let others = colleagues.shown.iter().filter(|colleague| Some(colleague.id) != self.task.owner_id);
        let items =
            others.map(|other| Choice::new(other.id.to_string(), format!("{}, {}", other.name, other.organisation)));
        let content = html! {
            h1.govuk-heading-l { "Give this to someone else" }
            p.govuk-body { (self.task.title) ", due " (web::dates::day(self.task.due_on)) "." }
            (colleagues.finder)
            (sheet.short_form(html! {
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
            let sheet = v.context().sheet(Fields::default());
            owner.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<TaskId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let owner = Owner::load(change, id)?;
            let to = sheet.chosen("to", |id| id.parse::<AccountId>().ok(), "Choose someone");
            let done = match to {
                Some(to) => sheet.heed(tasks::reassign(change.tx, &owner.permit, id, to))?,
                None => None,
            };
            if done.is_none() {
                return Sheet::again(owner.show(change, sheet)?);
            }
            Ok("/team?done=saved".into())
        })
        .await
}
