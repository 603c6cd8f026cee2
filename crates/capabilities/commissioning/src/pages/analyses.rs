//! `/needs/analyses/new`: an analysis is begun; `…/publication`: it is published.

use crate::records::{AnalysisId, analyses};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use chrono::Months;
use web::{Error, Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Begin a needs analysis";

fn show(context: &Context, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "Everything is counted now and stays as it is; while it is a draft you can have it counted again. Its "
            "words begin as those of the analysis before."
        }
        (sheet.form(html! {
            (sheet.text("title", "Title"))
            (sheet.date("from", "The first day that is counted"))
            (sheet.date("until", "The last day"))
            (parts::button("Begin"))
        }))
    };
    context.frame.sheet_page(TITLE, "/needs", sheet, content)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepNeeds)?;
            let (until, from) = (v.today, v.today - Months::new(12));
            let sheet = v.sheet(|| Fields::default().with_date("from", Some(from)).with_date("until", Some(until)))?;
            Ok(show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepNeeds)?;
            let pack = change.pack.clone();
            let (title, from, until) =
                (sheet.optional("title", 200), sheet.day("from", "The first day"), sheet.day("until", "The last day"));
            let begun = match sheet.is_valid() {
                true => sheet.heed(analyses::begin(change.tx, &permit, &pack, (&title, from, until)))?,
                false => None,
            };
            let Some(id) = begun else { return Sheet::again(show(change, sheet)) };
            Ok(format!("/needs/analyses/{id}?done=saved"))
        })
        .await
}

fn show_publication(context: &Context, one: &analyses::Analysis, sheet: &Sheet, above: Markup) -> Markup {
    let told = sheet.errors.iter().map(|(_, told)| told);
    let content = html! {
        h1.govuk-heading-l { "Publish " (one.title) }
        (above)
        @for told in told { (parts::warning(told)) }
        p.govuk-body {
            "From then on it does not change, and the board, the head of service and managers see it. Joint actions "
            "can still be said to be done."
        }
        (sheet.short_form(html! { (sheet.hidden("version")) (parts::button("Publish it")) }))
    };
    context.frame.sheet_page("Publish the analysis", &format!("/needs/analyses/{}", one.id), sheet, content)
}

pub(super) async fn publication_page(visit: Visit, Path(id): Path<AnalysisId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepNeeds)?;
            let one = analyses::find(v.conn(), id)?;
            let sheet = v.context().sheet(Fields::default().with("version", one.version.to_string()));
            Ok(show_publication(v, &one, &sheet, html! {}))
        })
        .await
}

pub(super) async fn publication_submit(visit: Visit, Path(id): Path<AnalysisId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepNeeds)?;
            let one = analyses::find(change.conn(), id)?;
            if !one.is_published() && sheet.is_behind("version", one.version) {
                let rows = [("Priorities", one.said.0.priorities.as_str())];
                let changed = access::last_change(change.conn(), id.0, &[crate::events::ANALYSIS])?;
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(show_publication(change, &one, sheet, theirs))));
            }
            let done = sheet.heed(analyses::publish(change.tx, &permit, (id, one.version)))?;
            if done.is_none() {
                return Sheet::again(show_publication(change, &one, sheet, html! {}));
            }
            Ok(format!("/needs/analyses/{id}?done=saved"))
        })
        .await
}
