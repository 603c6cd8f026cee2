//! `/families/{id}/own-places/said/{saying}`: what somebody of the family said, and the answer.

use super::{Keeps, name_in};
use crate::records::{self, Saying, SayingId};
use access::{FamilyId, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::pages::header;
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

fn show(inside: &mut impl Permits, permit: &Keeps, of: &Saying, sheet: &Sheet) -> Result<Markup> {
    let members = people::records::members(inside.conn(), permit)?;
    let content = html! {
        p.govuk-body { (name_in(&members, of.person_id)) ", " (dates::day(of.at.date())) }
        @if !of.words.is_empty() { (parts::inset(html! { span.eh-pre { (of.words) } })) }
        @if of.answered_at.is_some() {
            p.govuk-body { "Answered:" }
            (parts::inset(html! { span.eh-pre { (of.answer) } }))
        } @else {
            @if let Some(due) = of.due_on { p.govuk-body { "To be answered by " (dates::day(due)) "." } }
            (sheet.form(html! {
                (sheet.textarea("answer", "What came of it, for whoever said it").hint("They read it in their place.").rows(5))
                (parts::button("Answer"))
            }))
        }
        p.govuk-body { a.govuk-link href={ "/families/" (of.family_id) "/own-places" } { "Back to places of their own" } }
    };
    header::sheet_page(inside, permit, of.kind.label(), sheet, content)
}

pub(in crate::pages) async fn page(visit: Visit, Path((id, saying)): Path<(FamilyId, SayingId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::KeepOwnPlaces, id)?;
            let of = records::find_saying(v.conn(), &permit, saying)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, &permit, &of, &sheet)
        })
        .await
}

pub(in crate::pages) async fn submit(
    visit: Visit,
    Path((id, saying)): Path<(FamilyId, SayingId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(family::KeepOwnPlaces, id)?;
            let of = records::find_saying(change.conn(), &permit, saying)?;
            let words = sheet.optional("answer", 8_000);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::answer(change.tx, &permit, saying, &words))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show(change, &permit, &of, sheet)?);
            }
            Ok(format!("/families/{id}/own-places?done=saved"))
        })
        .await
}
