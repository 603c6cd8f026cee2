//! `/needs/analyses/{id}/actions/…`: a joint action is agreed, and done.

use crate::records::{AnalysisId, analyses};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use store::{AnyId, Uuid};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Add a joint action";

fn show(inside: &mut impl Permits, id: AnalysisId, sheet: &Sheet) -> Result<Markup> {
    let owners = super::commissioners(inside)?;
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.text("what", "What is to be done?"))
            (sheet.text("who", "Who does it?").hint("The agencies, or somebody of one."))
            (sheet.select("owner", "Which commissioner sees that it is done?").prompt("Choose")
                .items(super::choices(&owners)))
            (sheet.date("on", "By when?"))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(TITLE, &format!("/needs/analyses/{id}"), sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<AnalysisId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepNeeds)?;
            analyses::find(v.conn(), id)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, id, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AnalysisId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepNeeds)?;
            let (what, who) = (sheet.optional("what", 500), sheet.optional("who", 300));
            let owed = (sheet.fields.get("owner").parse().ok(), sheet.day("on", "The day"));
            let added = match sheet.is_valid() {
                true => sheet.heed(analyses::add_action(change.tx, &permit, id, (&what, &who), owed))?,
                false => None,
            };
            if added.is_none() {
                return Sheet::again(show(change, id, sheet)?);
            }
            Ok(format!("/needs/analyses/{id}?done=saved"))
        })
        .await
}

pub(super) async fn done(
    visit: Visit,
    Path((id, action)): Path<(AnalysisId, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::KeepNeeds)?;
            analyses::do_action(change.tx, &permit, id, AnyId(action))?;
            Ok(format!("/needs/analyses/{id}?done=saved"))
        })
        .await
}
