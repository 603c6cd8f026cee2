//! `/panels/{id}/meetings/new` and `/panel-meetings/{id}/move`: when and where a panel meets.

use crate::records::{self, MeetingId, PanelId, When};
use access::{Permits, Visit, panel as acts};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts};

fn show(inside: &impl Permits, (title, back): (&str, &str), sheet: &Sheet, above: Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.date("day", "On which day?"))
            (sheet.text("starts", "At what time?").hint("Such as 9.30am.").width(10))
            (sheet.text("place", "Where, or how does one join?"))
            (parts::button("Save"))
        }))
    };
    inside.context().frame.sheet_page(title, back, sheet, content)
}

fn read(sheet: &mut Sheet) -> When {
    When { on: sheet.day("day", "The day"), starts: sheet.optional("starts", 40), place: sheet.optional("place", 300) }
}

const PLAN: &str = "Plan a meeting";

pub(super) async fn page(visit: Visit, Path(id): Path<PanelId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Chair, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, (PLAN, &format!("/panels/{id}")), &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<PanelId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Chair, id)?;
            let when = read(sheet);
            let planned = match sheet.is_valid() {
                true => sheet.heed(records::plan(change.tx, &permit, &when))?,
                false => None,
            };
            let Some(meeting) = planned else {
                return Sheet::again(show(change, (PLAN, &format!("/panels/{id}")), sheet, html! {}));
            };
            Ok(format!("/panel-meetings/{meeting}?done=saved"))
        })
        .await
}

const MOVE: &str = "Move the meeting";

pub(super) async fn move_page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Chair, id)?;
            let meeting = records::find_meeting(v.conn(), &permit)?;
            if meeting.closed_at.is_some() {
                return Err(Error::Forbidden("The meeting is closed: it stays as it was.".into()));
            }
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", meeting.version.to_string())
                    .with_date("day", Some(meeting.held_on))
                    .with("starts", meeting.starts.as_str())
                    .with("place", meeting.place.as_str())
            })?;
            Ok(show(v, (MOVE, &format!("/panel-meetings/{id}")), &sheet, html! {}))
        })
        .await
}

pub(super) async fn move_submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Chair, id)?;
            let now = records::find_meeting(change.conn(), &permit)?;
            let back = format!("/panel-meetings/{id}");
            if sheet.is_behind("version", now.version) {
                let changed = access::last_change(change.conn(), id.0, &[crate::events::MEETING])?;
                let day = web::dates::day(now.held_on);
                let rows: [(&str, &str); 3] = [("Day", &day), ("Time", &now.starts), ("Place", &now.place)];
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(show(change, (MOVE, &back), sheet, theirs))));
            }
            let when = read(sheet);
            let moved = match sheet.is_valid() {
                true => sheet.heed(records::move_meeting(change.tx, &permit, now.version, &when))?,
                false => None,
            };
            if moved.is_none() {
                return Sheet::again(show(change, (MOVE, &back), sheet, html! {}));
            }
            Ok(format!("{back}?done=saved"))
        })
        .await
}
