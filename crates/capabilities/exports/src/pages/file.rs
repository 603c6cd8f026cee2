//! `/exports/{id}/file`: the file of a return is asked for, with what it is for.

use super::today::named;
use crate::{
    definition::Definition,
    making::Written,
    records::{self, NewRun},
    rules::LONGEST_REASON,
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Make the file of a return";

fn show(context: &Context, definition: &Definition, sheet: &Sheet) -> Markup {
    let written = Written::of(definition.format).iter().map(|one| Choice::new(one.code(), one.label()));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { (definition.title) ". " (definition.meaning) }
        p.govuk-body {
            "Who took it, why and how many rows it had is kept. Of restricted records it holds only those on \
            whose list you stand."
        }
        (sheet.form(html! {
            (sheet.date("as-of", "For which day?").hint("Today or before."))
            (sheet.radios("written", "How is it written?").items(written))
            (sheet.textarea("reason", "What is it for, and who gets it?").hint("No names of families.").rows(3))
            (parts::button("Go on"))
        }))
    };
    context.frame.sheet_page(TITLE, &format!("/exports/{}", definition.id), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Markup> {
    let on = visit.query("as-of").parse::<NaiveDate>().ok();
    visit
        .view(move |v| {
            v.allow(nobody::Export)?;
            let (definition, today) = (named(&id)?, v.today);
            let first = Written::of(definition.format)[0].code();
            let sheet = v.sheet(|| Fields::default().with_date("as-of", on.or(Some(today))).with("written", first))?;
            Ok(show(v, definition, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<String>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::Export)?;
            let definition = named(&id)?;
            let as_of = sheet.required_day("as-of", "the day for which it is made");
            let reason = sheet.optional("reason", LONGEST_REASON);
            let written = Written::parse(sheet.fields.get("written"));
            let new = NewRun { as_of: as_of.unwrap_or(change.today), written, reason };
            let asked = sheet.heed(records::ask(change.tx, &permit, definition, &new))?;
            match asked.filter(|_| sheet.is_valid()) {
                Some(run) => Ok(format!("/export-runs/{run}")),
                None => Sheet::again(show(change, definition, sheet)),
            }
        })
        .await
}
