//! `/area/import`: values from a table. Every cell that cannot be taken is named, and nothing is taken while there is one.

use crate::{
    paste::{self, Fault, Found, Line},
    records::{
        ImportId,
        values::{self, Import},
    },
};
use access::{Change, Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use insight::outward;
use web::{
    Error, Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Colour},
};

const TITLE: &str = "Import values of indicators";

/// So many stand on the page.
const SHOWN: usize = 30;

fn show(context: &Context, imports: &[Import], sheet: &Sheet, looked: &Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "Copy lines from a table and put them in, with commas between. The first line names the columns, in any order; \
             indicator, year, value and source must be there. A value of a ward names it; one of the whole area does not."
        }
        pre.govuk-body.eh-pre { (paste::COLUMNS.join(",")) }
        (looked)
        (sheet.form(html! {
            (sheet.text("note", "What is it, and of which release?"))
            (sheet.textarea("text", "The lines").rows(12))
            div.govuk-button-group {
                (parts::button_named("Look at it", "govuk-button--secondary", "step", "look"))
                (parts::button_named("Take these values", "", "step", "take"))
            }
        }))
        (earlier(context, imports))
    };
    context.frame.sheet_page(TITLE, "/area", sheet, content)
}

fn earlier(context: &Context, imports: &[Import]) -> Markup {
    html! {
        @if !imports.is_empty() {
            h2.govuk-heading-m { "Earlier imports" }
            ul.govuk-list.eh-rows {
                @for import in imports.iter().take(SHOWN) {
                    li {
                        (import.note) ", " (dates::plural(import.lines, "value")) ", " (dates::day(import.at.date())) ", "
                        (import.by_name) " "
                        @if import.ended_at.is_some() { (parts::tag("Taken back", Colour::Grey)) } @else {
                            (context.sheet(Fields::default()).form_to(&format!("/area/imports/{}/end", import.id), html! {
                                button.eh-link-button type="submit" {
                                    "Take it back" span.govuk-visually-hidden { ": " (import.note) }
                                }
                            }))
                        }
                    }
                }
            }
        }
    }
}

fn look(change: &mut Change<'_, '_>, text: &str) -> Result<Found> {
    let pack = change.pack.clone();
    let known = values::indicators(change.conn(), &pack)?;
    let areas = outward::boundaries(change.conn())?;
    let wards: Vec<(String, String)> =
        areas.iter().flat_map(|areas| areas.iter()).map(|area| (area.code.clone(), area.name.clone())).collect();
    Ok(paste::read(text, &known, &wards))
}

fn faults(all: &[Fault]) -> Markup {
    html! {
        (parts::warning("Nothing was taken: these cells cannot be."))
        ul.govuk-list.govuk-list--bullet {
            @for fault in all.iter().take(SHOWN) { li { "Line " (fault.line) ", " (fault.column) ": " (fault.told) } }
            @if all.len() > SHOWN { li { (all.len() - SHOWN) " more." } }
        }
    }
}

fn preview(lines: &[Line]) -> Markup {
    let row = |line: &Line| {
        vec![
            html! { (line.label) },
            html! { (line.value.year) },
            html! { (line.value.ward) },
            html! { @if let Some(value) = line.value.value { (crate::indicators::number(value)) } @else { "x" } },
        ]
    };
    html! {
        h2.govuk-heading-m { (dates::plural(i64::try_from(lines.len()).unwrap_or(0), "value")) " can be taken" }
        (parts::table("", &["Indicator", "Year", "Ward", "Value"], lines.iter().take(SHOWN).map(row).collect()))
        @if lines.len() > SHOWN { p.govuk-body { (lines.len() - SHOWN) " more." } }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepProfile)?;
            let imports = values::imports(v.conn())?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &imports, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepProfile)?;
            let (note, text) = (sheet.optional("note", 300), sheet.optional("text", 500_000));
            let found = look(change, &text)?;
            let imports = values::imports(change.conn())?;
            if !found.faults.is_empty() {
                sheet.errors.add("text", "Some cells cannot be taken: they are named above the form");
                return Sheet::again(show(change, &imports, sheet, &faults(&found.faults)));
            }
            if sheet.fields.get("step") != "take" || !sheet.is_valid() {
                sheet.renew();
                return Err(Error::Invalid(Box::new(show(change, &imports, sheet, &preview(&found.lines)))));
            }
            match sheet.heed(values::import(change.tx, &permit, &note, &found.lines))? {
                Some(_) => Ok("/area?done=saved".to_owned()),
                None => Sheet::again(show(change, &imports, sheet, &preview(&found.lines))),
            }
        })
        .await
}

pub(super) async fn end(visit: Visit, Path(id): Path<ImportId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::KeepProfile)?;
            values::take_back(change.tx, &permit, id)?;
            Ok("/area/import?done=saved".to_owned())
        })
        .await
}
