//! `/waiting/{id}/end`: a family waits no more, for a reason.

use super::place::Shown;
use crate::records::{self, Ended, WaitingId};
use access::{Permit, Permits, Visit, waiting};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "They wait no more";

fn show(inside: &mut impl Permits, permit: &Permit<WaitingId, waiting::Keep>, sheet: &Sheet) -> Result<Markup> {
    let shown = Shown::load(inside, permit)?;
    let reasons = Ended::ALL.iter().map(|ended| Choice::new(ended.code(), ended.label()));
    let content = sheet.form(html! {
        (sheet.radios("ended", "Why?").items(reasons))
        (sheet.textarea("words", "In a sentence or two").hint("Whoever asked for it is told that it has ended.").rows(3))
        (parts::button("They wait no more"))
    });
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
            let ended = Ended::parse(sheet.fields.get("ended"));
            let words = sheet.optional("words", 2_000);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::end_by_hand(change.tx, &permit, ended, &words))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show(change, &permit, sheet)?);
            }
            Ok(format!("/waiting/{id}?done=saved"))
        })
        .await
}
