//! `/audits/{id}/end`: an audit of which nothing was found is given up, with the reason.

use crate::records::{self, Audit, AuditId};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Give up the audit";

fn show(inside: &impl Permits, of: &Audit, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { (of.title) }
        p.govuk-body { "Nobody owes anything of it any more, and its files open to nobody. What was drawn stays readable." }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.text("why", "Why?").hint("Nothing that leads to a family."))
            (parts::button("Give it up"))
        }))
    };
    inside.context().frame.sheet_page(TITLE, &format!("/audits/{}", of.id), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<AuditId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepAudits)?;
            let of = records::find(v.conn(), id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &of, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AuditId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepAudits)?;
            let of = records::find(change.conn(), id)?;
            let why = sheet.optional("why", 500);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::give_up(change.tx, &permit, id, &why))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show(change, &of, sheet));
            }
            Ok(format!("/audits/{id}?done=saved"))
        })
        .await
}
