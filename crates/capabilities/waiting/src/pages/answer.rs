//! `/waiting/{id}/answer`: what a family says to an offer.

use super::place::Shown;
use crate::records::{self, Answer, WaitingId};
use access::{Permit, Permits, Visit, waiting};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "What do they say to the offer?";

fn show(inside: &mut impl Permits, permit: &Permit<WaitingId, waiting::Keep>, sheet: &Sheet) -> Result<Markup> {
    let shown = Shown::load(inside, permit)?;
    let answers = Answer::ALL.iter().map(|answer| {
        let hint = match answer {
            Answer::Accepted => "They have what they waited for, and wait no more.",
            Answer::Declined => "They wait no more. Say why they do not want it.",
            Answer::NotAnswered => "They wait on, and are asked again in a few days.",
        };
        Choice::new(answer.code(), answer.label()).hint(hint)
    });
    let content = html! {
        @if shown.place.is_open() && !shown.place.is_offered() && sheet.is_valid() {
            (parts::inset(html! { "Nothing that is offered waits for an answer." }))
        } @else {
            (sheet.form(html! {
                (sheet.radios("answer", "What do they say?").items(answers))
                (sheet.textarea("words", "In their words, and how you heard it").rows(3))
                (parts::button("Keep their answer"))
            }))
        }
    };
    Ok(shown.by_hand(inside.context(), TITLE, sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<WaitingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(waiting::Keep, id)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, &permit, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<WaitingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(waiting::Keep, id)?;
            let said = Answer::parse(sheet.fields.get("answer"));
            let words = sheet.optional("words", 2_000);
            let pack = change.pack.clone();
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::answer_by_hand(change.tx, &permit, &pack, said, &words))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, &permit, sheet)?);
            }
            Ok(format!("/waiting/{id}?done=saved"))
        })
        .await
}
