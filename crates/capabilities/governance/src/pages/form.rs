//! `/boards/new` and `/boards/{id}/change`: what a board is.

use super::shown::{People, heed, overtaken};
use crate::{
    events,
    records::{
        BoardId,
        boards::{self, NewBoard},
    },
};
use access::{Permits, Visit, board as acts, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const NEW: &str = "Found a board";
const CHANGE: &str = "Change the board";

fn show(inside: &mut impl Permits, of: Option<BoardId>, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let people = People::load(inside, of, sheet, &["chair", "secretary"])?;
    let (title, back) = match of {
        Some(id) => (CHANGE, format!("/boards/{id}")),
        None => (NEW, "/boards".to_owned()),
    };
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        @if of.is_none() { (people.finder) }
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("name", "What is it called?"))
            (sheet.textarea("purpose", "What is it for?").rows(3))
            (sheet.text("answers_to", "To whom does it answer?")
                .hint("The safeguarding partnership, or a board above it."))
            (sheet.text("every", "It meets every so many months").width(2).numeric())
            @if of.is_none() {
                (sheet.select("chair", "Who chairs it?").prompt("Choose").items(people.choices()))
                (sheet.select("secretary", "Who is its secretary?").prompt("Choose").items(people.choices()))
                (sheet.checkboxes("whole", "What does it begin with?")
                    .items([Choice::new("yes", "The priorities and linked plans of the practice pack")]))
            } @else {
                (sheet.checkboxes("ended", "Is it no more?").items([Choice::new("yes", "It has ended")]))
            }
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(title, &back, sheet, content))
}

fn read(sheet: &mut Sheet) -> NewBoard {
    NewBoard {
        name: sheet.optional("name", 200),
        purpose: sheet.optional("purpose", 2_000),
        answers_to: sheet.optional("answers_to", 300),
        every: sheet.fields.get("every").parse().ok(),
        ended: sheet.ticked("ended"),
        chair: sheet.fields.get("chair").parse().ok(),
        secretary: sheet.fields.get("secretary").parse().ok(),
        whole: sheet.ticked("whole"),
    }
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::FoundBoard)?;
            let every = v.pack.number("board-every").to_string();
            let sheet = v.sheet(|| Fields::default().with("every", every).with("whole", "yes"))?;
            show(v, None, &sheet, html! {})
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::FoundBoard)?;
            let (new, pack) = (read(sheet), change.pack.clone());
            match heed(sheet, || boards::found(change.tx, &permit, &pack, &new))? {
                Some(id) => Ok(format!("/boards/{id}?done=saved")),
                None => Sheet::again(show(change, None, sheet, html! {})?),
            }
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Seat, id)?;
            let of = boards::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                let first = Fields::default()
                    .with("version", of.version.to_string())
                    .with("name", of.name.as_str())
                    .with("purpose", of.purpose.as_str())
                    .with("answers_to", of.answers_to.as_str())
                    .with("every", of.every.to_string());
                if of.ended_at.is_some() { first.with("ended", "yes") } else { first }
            })?;
            show(v, Some(id), &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Seat, id)?;
            let now = boards::find(change.conn(), &permit)?;
            let rows: [(&str, &str); 3] =
                [("Name", &now.name), ("What it is for", &now.purpose), ("To whom it answers", &now.answers_to)];
            if let Some(theirs) = overtaken(change, sheet, now.version, (id.0, &[events::BOARD]), &rows)? {
                return Err(Error::Conflict(Box::new(show(change, Some(id), sheet, theirs)?)));
            }
            let new = read(sheet);
            match heed(sheet, || boards::change(change.tx, &permit, now.version, &new))? {
                Some(()) => Ok(format!("/boards/{id}?done=saved")),
                None => Sheet::again(show(change, Some(id), sheet, html! {})?),
            }
        })
        .await
}
