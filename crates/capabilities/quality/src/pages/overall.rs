//! `/audit-files/{id}/overall`: the grade over all; then an auditor has finished, and their grades stay.

use crate::records::{self, File, FileId, Overall};
use access::{Permits, Visit, audit_file as acts};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Finish grading";

fn show(inside: &impl Permits, file: &File, sheet: &Sheet) -> Markup {
    let context = inside.context();
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "When you have finished, your grades stay as they are. Once both of you have, whoever moderates sees them."
        }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.radios("grade", "Your grade over all").medium().small().items(super::grades(&context.pack, None)))
            (sheet.textarea("why", "Why?").rows(3))
            (sheet.textarea("good", "What is good in this file?").hint("The worker reads it.").rows(3))
            (sheet.textarea("better", "What could be better?").hint("The worker reads it.").rows(3))
            (parts::button("Finish"))
        }))
    };
    context.frame.sheet_page(TITLE, &file.href(), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Grade, id)?;
            let file = records::file(v.conn(), &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &file, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Grade, id)?;
            let (file, pack) = (records::file(change.conn(), &permit)?, change.pack.clone());
            let new = Overall {
                grade: sheet.fields.get("grade").to_owned(),
                why: sheet.optional("why", 2_000),
                good: sheet.optional("good", 2_000),
                better: sheet.optional("better", 2_000),
            };
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::finish(change.tx, &permit, &pack, &new))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, &file, sheet));
            }
            Ok(format!("/audit-files/{id}?done=saved"))
        })
        .await
}
