//! `/boards/{id}/meetings/new`, `/board-meetings/{id}/change` and `/board-meetings/{id}/not-held`: when a board meets.

use super::shown::{heed, overtaken};
use crate::{
    events,
    records::{
        BoardId, MeetingId, boards,
        meetings::{self, When},
    },
};
use access::{Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts};

const NEW: &str = "Plan a meeting";
const MOVE: &str = "Move the meeting";
const NOT_HELD: &str = "The meeting is not held";

fn fields(sheet: &Sheet) -> Markup {
    html! {
        (sheet.date("on", "On which day?"))
        (sheet.text("starts", "At what time?").hint("Like 10am.").width(10))
        (sheet.text("place", "Where, or how does one join?"))
    }
}

fn read(sheet: &mut Sheet) -> When {
    When { on: sheet.day("on", "The day"), starts: sheet.optional("starts", 30), place: sheet.optional("place", 300) }
}

fn show(inside: &mut impl Permits, id: BoardId, sheet: &Sheet) -> Result<Markup> {
    let of = boards::load(inside.conn(), id)?;
    let by = of.next_by(meetings::last_held(inside.conn(), id)?.unwrap_or(of.founded_on));
    let content = html! {
        h1.govuk-heading-l { (NEW) ": " (of.name) }
        p.govuk-body {
            "The board meets every " (dates::plural(of.every, "month")) ": the next meeting is to be held by "
            (dates::day(by)) ". The last minutes, the actions and what was put off stand on its agenda at once."
        }
        (sheet.form(html! { (fields(sheet)) (parts::button("Plan it")) }))
    };
    Ok(inside.context().frame.sheet_page(NEW, &format!("/boards/{id}"), sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let last = meetings::list(v.conn(), id, 1)?.into_iter().next();
            let sheet = v.sheet(|| match last {
                Some(last) => Fields::default().with("starts", last.starts).with("place", last.place),
                None => Fields::default(),
            })?;
            show(v, id, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let (when, pack) = (read(sheet), change.pack.clone());
            match heed(sheet, || meetings::plan(change.tx, &permit, &pack, &when))? {
                Some(meeting) => Ok(format!("/board-meetings/{meeting}?done=saved")),
                None => Sheet::again(show(change, id, sheet)?),
            }
        })
        .await
}

fn show_move(inside: &mut impl Permits, id: MeetingId, sheet: &Sheet, above: Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (MOVE) }
        (above)
        p.govuk-body { "Everybody who sits on the board is told. What is due before the meeting moves with it." }
        (sheet.form(html! { (sheet.hidden("version")) (fields(sheet)) (parts::button("Save")) }))
    };
    inside.context().frame.sheet_page(MOVE, &format!("/board-meetings/{id}"), sheet, content)
}

pub(super) async fn move_page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let of = meetings::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", of.version.to_string())
                    .with_date("on", Some(of.held_on))
                    .with("starts", of.starts.as_str())
                    .with("place", of.place.as_str())
            })?;
            Ok(show_move(v, id, &sheet, html! {}))
        })
        .await
}

pub(super) async fn move_submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let (of, pack) = (meetings::find(change.conn(), &permit)?, change.pack.clone());
            let on = dates::day(of.held_on);
            let rows: [(&str, &str); 3] = [("Day", &on), ("Time", &of.starts), ("Place", &of.place)];
            if let Some(theirs) = overtaken(change, sheet, of.version, (id.0, events::ALL), &rows)? {
                return Err(Error::Conflict(Box::new(show_move(change, id, sheet, theirs))));
            }
            let when = read(sheet);
            match heed(sheet, || meetings::move_meeting(change.tx, &permit, &pack, of.version, &when))? {
                Some(()) => Ok(format!("/board-meetings/{id}?done=saved")),
                None => Sheet::again(show_move(change, id, sheet, html! {})),
            }
        })
        .await
}

fn question(inside: &impl Permits, id: MeetingId, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (NOT_HELD) }
        p.govuk-body { "What is on its agenda goes on to the next meeting. Everybody who sits on the board is told." }
        (sheet.form(html! {
            (sheet.text("reason", "Why?"))
            (parts::button("It is not held"))
        }))
    };
    inside.context().frame.sheet_page(NOT_HELD, &format!("/board-meetings/{id}"), sheet, content)
}

pub(super) async fn not_held_page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(question(v, id, &sheet))
        })
        .await
}

pub(super) async fn not_held_submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let (why, pack) = (sheet.optional("reason", 500), change.pack.clone());
            match heed(sheet, || meetings::not_held(change.tx, &permit, &pack, &why))? {
                Some(()) => Ok(format!("/board-meetings/{id}?done=saved")),
                None => Sheet::again(question(change, id, sheet)),
            }
        })
        .await
}
