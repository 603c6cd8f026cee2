//! `/waiting/{id}/offer`: what a family waited for is offered to it.

use super::place::Shown;
use crate::records::{self, NewOffer, WaitingId};
use access::{Permit, Permits, Visit, waiting};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Offer what they wait for";

fn show(inside: &mut impl Permits, permit: &Permit<WaitingId, waiting::Keep>, sheet: &Sheet) -> Result<Markup> {
    let shown = Shown::load(inside, permit)?;
    let content = sheet.form(html! {
        (sheet.textarea("what", "What is offered?").hint("From when, where, and with whom.").rows(3))
        (sheet.date("answer_by", "By when do they answer?").hint("Leave empty for the usual time."))
        (parts::button("Offer it"))
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
            let usual = change.pack.calendar().plus_working(change.today, change.pack.number("waiting-answer"));
            let new = NewOffer {
                what: sheet.optional("what", 2_000),
                answer_by: sheet.day("answer_by", "The day").unwrap_or(usual),
                href: None,
            };
            let offered = match sheet.is_valid() {
                true => sheet.heed(records::offer_by_hand(change.tx, &permit, &new))?,
                false => None,
            };
            if offered.is_none() {
                return Sheet::again(show(change, &permit, sheet)?);
            }
            Ok(format!("/waiting/{id}?done=saved"))
        })
        .await
}
