//! `/needs/analyses/{id}/words`: what is concluded from what was counted.

use crate::records::{
    AnalysisId,
    analyses::{self, Analysis, Said},
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Write the analysis";

fn show(context: &Context, of: &Analysis, sheet: &Sheet, above: Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (TITLE) ": " (of.title) }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.textarea("cases", "1. What do the needs at contacts and panels show?").rows(6))
            (sheet.textarea("voices", "2. What do practitioners say is missing?").rows(6))
            (sheet.textarea("sources", "What else was looked at?")
                .hint("The strategic needs assessment, local data, practice elsewhere, consultation.").rows(4))
            (sheet.textarea("priorities", "3. Which priorities were agreed?").rows(6))
            (sheet.textarea("group", "Who is of the working group?").rows(3))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(TITLE, &format!("/needs/analyses/{}", of.id), sheet, content)
}

fn fields_of(of: &Analysis) -> Fields {
    let said = &of.said.0;
    Fields::default()
        .with("version", of.version.to_string())
        .with("cases", said.cases.as_str())
        .with("voices", said.voices.as_str())
        .with("sources", said.sources.as_str())
        .with("priorities", said.priorities.as_str())
        .with("group", said.group.as_str())
}

fn read(sheet: &mut Sheet) -> Said {
    Said {
        cases: sheet.optional("cases", 10_000),
        voices: sheet.optional("voices", 10_000),
        sources: sheet.optional("sources", 10_000),
        priorities: sheet.optional("priorities", 10_000),
        group: sheet.optional("group", 2_000),
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<AnalysisId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepNeeds)?;
            let of = analyses::find(v.conn(), id)?;
            let sheet = v.sheet(|| fields_of(&of))?;
            Ok(show(v, &of, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AnalysisId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepNeeds)?;
            let of = analyses::find(change.conn(), id)?;
            if sheet.is_behind("version", of.version) {
                let said = &of.said.0;
                let kinds = [crate::events::ANALYSIS, crate::events::PUBLISHED];
                let changed = access::last_change(change.conn(), id.0, &kinds)?;
                let rows: [(&str, &str); 5] = [
                    ("1. Contacts and panels", &said.cases),
                    ("2. What is missing", &said.voices),
                    ("What else was looked at", &said.sources),
                    ("3. Priorities", &said.priorities),
                    ("Working group", &said.group),
                ];
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(show(change, &of, sheet, theirs))));
            }
            let said = read(sheet);
            let kept = match sheet.is_valid() {
                true => sheet.heed(analyses::say(change.tx, &permit, (id, of.version), &said))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, &of, sheet, html! {}));
            }
            Ok(format!("/needs/analyses/{id}?done=saved"))
        })
        .await
}
