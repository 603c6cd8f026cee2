//! `/audits/{id}/owner`: an audit goes to somebody else who leads audits, with all that is owed of it.

use crate::records::{self, Audit, AuditId};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Who leads the audit";

fn show(inside: &mut impl Permits, of: &Audit, sheet: &Sheet) -> Result<Markup> {
    let able = super::leaders(inside)?;
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { "All that is owed of " (of.title) " goes to them, as late as it is." }
        (sheet.form(html! {
            (sheet.select("to", "Who leads it from now on?").prompt("Choose somebody").items(super::people(&able)))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(TITLE, &format!("/audits/{}", of.id), sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<AuditId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepAudits)?;
            let of = records::find(v.conn(), id)?;
            let sheet = v.sheet(|| Fields::default().with("to", of.owner_id.to_string()))?;
            show(v, &of, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AuditId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepAudits)?;
            let of = records::find(change.conn(), id)?;
            let to = sheet.fields.get("to").parse().ok();
            if sheet.heed(records::owner(change.tx, &permit, id, to))?.is_none() {
                return Sheet::again(show(change, &of, sheet)?);
            }
            Ok(format!("/audits/{id}?done=saved"))
        })
        .await
}
