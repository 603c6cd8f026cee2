//! `/board-meetings/{id}/minutes` and `/board-meetings/{id}/approval`: minutes are written by one and approved by
//! another.

use super::{
    meeting::Whole,
    shown::{heed, overtaken, text},
};
use crate::{
    events,
    records::{
        MeetingId,
        meetings::{self, Meeting},
        minutes,
    },
};
use access::{Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const WRITE: &str = "Write the minutes";
const APPROVE: &str = "Approve the minutes";

fn show(whole: &Whole, inside: &impl Permits, sheet: &Sheet, above: Markup) -> Markup {
    let meeting = &whole.meeting;
    let give = [Choice::new("yes", "They are finished: members read them, and somebody else approves them")];
    let content = html! {
        h1.govuk-heading-l { (WRITE) ": " (whole.title()) }
        (above)
        @if !meeting.corrections.is_empty() && meeting.minutes_at.is_none() {
            (parts::inset(html! { strong { "To be put right" } ": " (meeting.corrections) }))
        }
        (parts::details("What was decided", html! {
            @for item in &whole.items { p.govuk-body-s { strong { (item.title) } } (whole.became(item)) }
        }))
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.textarea("text", "What was said and agreed?")
                .hint("Decisions, actions and who came stand there by themselves. Nothing about any one family.")
                .rows(14))
            (sheet.checkboxes("give", "Are they finished?").items(give))
            (parts::button("Save"))
        }))
    };
    inside.context().frame.sheet_page(WRITE, &meeting.href(), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let whole = Whole::load(v, id)?;
            let first = || {
                Fields::default()
                    .with("version", whole.meeting.version.to_string())
                    .with("text", whole.meeting.minutes.as_str())
            };
            let sheet = v.sheet(first)?;
            Ok(show(&whole, v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let whole = Whole::load(change, id)?;
            let (subject, version) = ((id.0, &[events::MINUTES, events::APPROVED][..]), whole.meeting.version);
            let rows: [(&str, &str); 1] = [("Minutes", &whole.meeting.minutes)];
            if let Some(theirs) = overtaken(change, sheet, version, subject, &rows)? {
                return Err(Error::Conflict(Box::new(show(&whole, change, sheet, theirs))));
            }
            let (text, give) = (sheet.optional("text", 10_000), sheet.ticked("give"));
            match heed(sheet, || minutes::write(change.tx, &permit, version, &text, give))? {
                Some(()) => Ok(format!("/board-meetings/{id}?done=saved")),
                None => Sheet::again(show(&whole, change, sheet, html! {})),
            }
        })
        .await
}

fn show_approval(inside: &impl Permits, meeting: &Meeting, sheet: &Sheet) -> Markup {
    let answers = [
        Choice::new("approve", "Approve them").hint("From then on nothing of them changes."),
        Choice::new("back", "Give them back to be put right"),
    ];
    let content = html! {
        h1.govuk-heading-l { (APPROVE) }
        p.govuk-body { "Meeting of " (dates::day(meeting.held_on)) ", written by " (meeting.minutes_name) "." }
        (parts::inset(text(&meeting.minutes)))
        (sheet.form(html! {
            (sheet.radios("answer", "What did the board say?").small().items(answers))
            (sheet.textarea("corrections", "What was put right, or is to be?").hint("Leave empty where nothing was.")
                .rows(3))
            (parts::button("Save"))
        }))
    };
    inside.context().frame.sheet_page(APPROVE, &meeting.href(), sheet, content)
}

pub(super) async fn approval_page(visit: Visit, Path(id): Path<MeetingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let meeting = meetings::find(v.conn(), &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show_approval(v, &meeting, &sheet))
        })
        .await
}

pub(super) async fn approval_submit(visit: Visit, Path(id): Path<MeetingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let meeting = meetings::find(change.conn(), &permit)?;
            let corrections = sheet.optional("corrections", 2_000);
            let done = match sheet.fields.get("answer") {
                "approve" => heed(sheet, || minutes::approve(change.tx, &permit, &corrections))?,
                "back" => heed(sheet, || minutes::give_back(change.tx, &permit, &corrections))?,
                _ => {
                    sheet.errors.add("answer", "Say whether they are approved or given back");
                    None
                }
            };
            match done {
                Some(()) => Ok(format!("/board-meetings/{id}?done=saved")),
                None => Sheet::again(show_approval(change, &meeting, sheet)),
            }
        })
        .await
}
