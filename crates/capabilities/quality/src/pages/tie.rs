//! `/audit-files/{id}/tie`: an auditor has a tie to the family, and steps out.

use crate::records::{self, FileId};
use access::{Permits, Visit, audit_file as acts};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "I have a tie to this family";

fn show(inside: &impl Permits, id: FileId, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "You step out of the audit of this file and cannot open it any more. Whoever leads the audit finds \
                somebody else. What you have graded stays. Why is kept for those who look into it later."
        }
        (sheet.form(html! {
            (sheet.textarea("why", "How do you know them?").rows(3))
            (parts::button("Step out"))
        }))
    };
    inside.context().frame.sheet_page(TITLE, &format!("/audit-files/{id}"), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::StepOut, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, id, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::StepOut, id)?;
            let (why, pack) = (sheet.optional("why", 2_000), change.pack.clone());
            let done = match sheet.is_valid() {
                true => sheet.heed(records::step_out(change.tx, &permit, &pack, &why))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show(change, id, sheet));
            }
            Ok("/audits?done=saved".into())
        })
        .await
}
