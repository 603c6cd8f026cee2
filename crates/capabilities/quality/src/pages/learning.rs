//! `/audits/{id}/learning/new`: something to be learned is written down.

use crate::records::{self, Audit, AuditId};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Something to be learned";

fn show(inside: &impl Permits, of: &Audit, sheet: &Sheet) -> Markup {
    let pack = inside.context().pack.clone();
    let standards = of.standards.0.iter().map(|code| Choice::new(code.as_str(), pack.label("audit-standard", code)));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.textarea("text", "What did several files show?")
                .hint("The board reads it. Nothing that leads to a family or a worker.")
                .rows(3))
            (sheet.select("standard", "Which standard is it about?").prompt("None in particular").items(standards))
            (parts::button("Save"))
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
            let (of, pack) = (records::find(change.conn(), id)?, change.pack.clone());
            let (standard, text) = (sheet.fields.get("standard").to_owned(), sheet.optional("text", 2_000));
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::learn(change.tx, &permit, &pack, id, (&standard, &text)))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, &of, sheet));
            }
            Ok(format!("/audits/{id}?done=saved"))
        })
        .await
}
