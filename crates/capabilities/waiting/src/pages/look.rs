//! `/waiting/{id}/look`: how a family is while it waits.

use super::place::Shown;
use crate::{
    records::{self, NewLook, WaitingId},
    rules::Still,
};
use access::{Permit, Permits, Visit, waiting};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "How are they while they wait?";

fn show(inside: &mut impl Permits, permit: &Permit<WaitingId, waiting::Keep>, sheet: &Sheet) -> Result<Markup> {
    let shown = Shown::load(inside, permit)?;
    let stands = Still::ALL.iter().map(|still| Choice::new(still.code(), still.label()));
    let content = html! {
        (sheet.form(html! {
            (sheet.radios("still", "Is it needed still?").items(stands))
            (sheet.textarea("words", "How are they, and who told you?").rows(4))
            (sheet.textarea("meanwhile", "What helps meanwhile? (optional)")
                .hint("A service, a person, something they do themselves.").rows(2))
            (parts::button("Save"))
        }))
        @if shown.place.source_id.is_none() {
            p.govuk-body {
                "If they need it no more, " a.govuk-link href=(shown.at("/end")) { "say that they wait no more" } "."
            }
        }
    };
    Ok(shown.question(inside.context(), TITLE, sheet, content))
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
            let new = NewLook {
                still: Still::parse(sheet.fields.get("still")),
                words: sheet.optional("words", 5_000),
                meanwhile: sheet.optional("meanwhile", 2_000),
            };
            let pack = change.pack.clone();
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::look(change.tx, &permit, &pack, &new))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, &permit, sheet)?);
            }
            Ok(format!("/waiting/{id}?done=saved"))
        })
        .await
}
