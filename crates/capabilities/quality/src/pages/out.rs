//! `/audit-files/{id}/out`: a file is taken out with a reason; the next of the list takes its place.

use crate::records::{self, File, FileId};
use access::{Permits, Visit, audit_file as acts};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

fn show(inside: &impl Permits, file: &File, sheet: &Sheet) -> Markup {
    let title = format!("Take out file {}", file.n);
    let context = inside.context();
    let reasons = context.pack.choices("audit-out", context.today).filter(|term| term.code != "restricted");
    let content = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { "Why it is out stays with the audit. The next file of the list takes its place." }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.radios("reason", "Why?")
                .small()
                .items(reasons.map(|term| Choice::new(term.code.as_str(), term.label.as_str()))))
            (sheet.text("note", "The other reason").hint("Nothing that leads to the family."))
            (parts::button("Take it out"))
        }))
    };
    context.frame.sheet_page(&title, &format!("/audits/{}", file.audit_id), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let file = records::file(v.conn(), &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &file, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let (file, pack) = (records::file(change.conn(), &permit)?, change.pack.clone());
            let (reason, note) = (sheet.fields.get("reason").to_owned(), sheet.optional("note", 300));
            let done = match sheet.is_valid() {
                true => sheet.heed(records::take_out(change.tx, &permit, &pack, (&reason, &note)))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show(change, &file, sheet));
            }
            Ok(format!("/audits/{}?done=saved", file.audit_id))
        })
        .await
}
