//! `/audits/{id}/again`: half a year after the report it is looked at again: what has changed, and how one knows.

use crate::records::{self, Audit, AuditId};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Changed, Error, Fields, Markup, Result, Sheet, dates, html, parts};

const TITLE: &str = "Look at it again";

fn show(inside: &mut impl Permits, of: &Audit, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let actions = records::actions_of(inside.conn(), of.id)?;
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { (of.title) }
        (above)
        @if !of.findings.is_empty() { h2.govuk-heading-m { "What was found" } p.govuk-body.eh-pre { (of.findings) } }
        @if !actions.is_empty() {
            h2.govuk-heading-m { "What was to be done" }
            ul.govuk-list.govuk-list--bullet {
                @for action in &actions {
                    li {
                        (action.what) ": "
                        @match action.done_at {
                            Some(at) => { "done on " (dates::day(at.date())) ". " (action.became) } None => { "open" }
                        }
                    }
                }
            }
        }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.textarea("again", "What has changed since, and how do you know?").rows(6))
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
            let sheet = v.sheet(Fields::default)?;
            show(v, &of, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AuditId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepAudits)?;
            let of = records::find(change.conn(), id)?;
            let again = sheet.optional("again", 5_000);
            if let Some(at) = of.again_at {
                let changed = Changed { by: of.again_by.clone(), at };
                let told = web::too_late(Some(&changed), &[("What has changed since", &of.again)]);
                sheet.renew();
                return Err(Error::Conflict(Box::new(show(change, &of, sheet, told)?)));
            }
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::look_again(change.tx, &permit, id, &again))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, &of, sheet, html! {})?);
            }
            Ok(format!("/audits/{id}?done=saved"))
        })
        .await
}
