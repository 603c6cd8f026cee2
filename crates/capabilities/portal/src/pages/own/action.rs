//! `/my/actions/{id}`: somebody says of what they promised that it is done, or that it is not after all.

use super::{changed, sheet_page, shown};
use crate::Own;
use access::{Context, Permits, Visit, own_place};
use axum::{extract::Path, response::Response};
use plans::{Action, ActionId, records::tick_own};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, said, say};

fn find(inside: &mut impl Permits, own: &Own, id: ActionId) -> Result<Action> {
    own.my_actions(inside.conn())?.into_iter().find(|action| action.id == id).ok_or(Error::NotFound)
}

fn show(context: &Context, sheet: &Sheet, action: &Action) -> Markup {
    let done = action.done_at.is_some();
    let content = html! {
        (parts::inset(html! { (action.text) br; (said("By {day}.", &[("day", &dates::day(action.due_on))])) }))
        (sheet.short_form(html! {
            (sheet.hidden("done"))
            (sheet.textarea("note", "How did it go? You need not say.").rows(3))
            (parts::button(if done { "It is not done after all" } else { "It is done" }))
        }))
        p.govuk-body { a.govuk-link href="/my/plan" { (say("Back without saying anything")) } }
    };
    sheet_page(context, "What you promised to do", "/my/plan", sheet, content)
}

fn first(action: &Action) -> Fields {
    Fields::default().with("done", if action.done_at.is_some() { "no" } else { "yes" })
}

pub(in crate::pages) async fn page(visit: Visit, Path(id): Path<ActionId>) -> Result<Response> {
    shown(visit, move |v, own| {
        let action = find(v, own, id)?;
        let sheet = v.context().sheet(first(&action));
        Ok(show(v, &sheet, &action))
    })
    .await
}

pub(in crate::pages) async fn submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    changed(visit, fields, move |change, own, sheet| {
        let action = find(change, own, id)?;
        let permit = change.permit(own_place::Tick, own.subject())?;
        let note = sheet.optional("note", 2_000);
        let done = sheet.fields.get("done") != "no";
        let ticked = match sheet.is_valid() {
            true => sheet.heed(tick_own(change.tx, &permit, id, (done, &note)))?,
            false => None,
        };
        if ticked.is_none() {
            return Sheet::again(show(change, sheet, &action));
        }
        Ok("/my/plan?done=saved".into())
    })
    .await
}
