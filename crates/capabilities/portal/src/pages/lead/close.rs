//! `/families/{id}/own-places/{place}/close`: close a place so that nothing shows it.

use super::{Keeps, of_person};
use crate::records::{self, PlaceId, Row};
use access::{FamilyId, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::pages::header;
use web::{Error, Fields, Markup, Result, Sheet, html, parts};

fn show(inside: &mut impl Permits, permit: &Keeps, name: &str, sheet: &Sheet) -> Result<Markup> {
    let content = html! {
        p.govuk-body {
            "Close it where somebody makes " (name) " show it, or uses it in their place. Their code and word then open \
             nothing, and whoever tries is told what everybody is told who mistypes. What is open on a telephone ends as if \
             it had been left alone. No message goes out."
        }
        (sheet.form(html! {
            (sheet.textarea("why", "Why is it closed?").hint("For those who work with the family; the person never sees it.").rows(3))
            (parts::button_named("Close it quietly", "govuk-button--warning", "sure", "yes"))
        }))
    };
    header::sheet_page(inside, permit, &format!("Close the place of {name}"), sheet, content)
}

fn open(inside: &mut impl Permits, id: FamilyId, place: PlaceId) -> Result<(Keeps, Row, String)> {
    let permit = inside.permit(family::KeepOwnPlaces, id)?;
    let (row, name) = of_person(inside, &permit, place)?;
    if row.closed_at.is_some() {
        return Err(Error::NotFound);
    }
    Ok((permit, row, name))
}

pub(in crate::pages) async fn page(visit: Visit, Path((id, place)): Path<(FamilyId, PlaceId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (permit, _, name) = open(v, id, place)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, &permit, &name, &sheet)
        })
        .await
}

pub(in crate::pages) async fn submit(
    visit: Visit,
    Path((id, place)): Path<(FamilyId, PlaceId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let (permit, row, name) = open(change, id, place)?;
            let why = sheet.optional("why", 2_000);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::close(change.tx, &permit, row.id, &why))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show(change, &permit, &name, sheet)?);
            }
            Ok(format!("/families/{id}/own-places?done=saved"))
        })
        .await
}
