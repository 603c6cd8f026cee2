//! `/board-meetings/{id}/items/new` and `/board-items/{id}`: an item of an agenda.

use super::shown::{heed, overtaken};
use crate::{
    events,
    records::{
        ItemId, MeetingId,
        agenda::{self, NewItem},
    },
    rules::meetings::Wants,
};
use access::{Context, Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

fn show(context: &Context, meeting: MeetingId, new: bool, sheet: &Sheet, above: Markup) -> Markup {
    let title = if new { "Add an item" } else { "Change the item" };
    let wants = Wants::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("title", "What is it about?"))
            (sheet.text("takes", "How many minutes?").width(3).numeric())
            (sheet.text("lead", "Who leads it?"))
            (sheet.radios("wants", "What is wanted of the board?").small().items(wants))
            (sheet.textarea("asked", "Which decision is wanted?").hint("Leave empty where none is.").rows(2))
            (sheet.text("n", "Where on the agenda?").hint("A number; last where it is left empty.").width(2).numeric())
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(title, &format!("/board-meetings/{meeting}"), sheet, content)
}

fn read(sheet: &mut Sheet) -> NewItem {
    NewItem {
        title: sheet.optional("title", 200),
        takes: sheet.fields.get("takes").parse().ok(),
        lead: sheet.optional("lead", 200),
        wants: Wants::parse(sheet.fields.get("wants")),
        asked: sheet.optional("asked", 500),
        n: sheet.fields.get("n").parse().ok(),
    }
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let sheet = v.sheet(|| Fields::default().with("takes", "15"))?;
            Ok(show(v, id, true, &sheet, html! {}))
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let new = read(sheet);
            match heed(sheet, || agenda::put(change.tx, &permit, &new))? {
                Some(_) => Ok(format!("/board-meetings/{id}?done=saved")),
                None => Sheet::again(show(change, id, true, sheet, html! {})),
            }
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<ItemId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let item = agenda::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", item.version.to_string())
                    .with("title", item.title.as_str())
                    .with("takes", item.takes.to_string())
                    .with("lead", item.lead.as_str())
                    .with("wants", item.wants.code())
                    .with("asked", item.asked.as_str())
                    .with("n", item.n.to_string())
            })?;
            Ok(show(v, item.meeting_id, false, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ItemId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let item = agenda::find(change.conn(), &permit)?;
            let rows: [(&str, &str); 3] =
                [("What it is about", &item.title), ("Who leads it", &item.lead), ("Decision wanted", &item.asked)];
            let subject = (item.meeting_id.0, &[events::AGENDA][..]);
            if let Some(theirs) = overtaken(change, sheet, item.version, subject, &rows)? {
                return Err(Error::Conflict(Box::new(show(change, item.meeting_id, false, sheet, theirs))));
            }
            let new = read(sheet);
            match heed(sheet, || agenda::change(change.tx, &permit, item.version, &new))? {
                Some(()) => Ok(format!("/board-meetings/{}?done=saved", item.meeting_id)),
                None => Sheet::again(show(change, item.meeting_id, false, sheet, html! {})),
            }
        })
        .await
}
