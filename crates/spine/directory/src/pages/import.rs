//! `/directory/import`: services from a spreadsheet, looked at before any is taken.

use crate::{
    import::{self, COLUMNS, Preview},
    keeping,
};
use access::{Context, Permits, Visit, nobody};
use axum::response::Response;
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

/// The most of a list, in letters; more is read by the command.
const LONGEST: usize = 300_000;

/// The faults and the services that are shown.
const SHOWN: usize = 50;

fn show(context: &Context, sheet: &Sheet, looked: Option<&Preview>) -> Markup {
    let can_be_taken = looked.is_some_and(|list| list.faults.is_empty() && !list.good.is_empty());
    let content = html! {
        h1.govuk-heading-l { "Services from a spreadsheet" }
        p.govuk-body {
            "Save the sheet as CSV, open it as text, and paste all of it with its line of column names. "
            "Nothing is taken before you have seen what it holds."
        }
        @if let Some(list) = looked { (seen(list)) }
        (sheet.form(html! {
            (sheet.text("name", "Which list is it?")
                .hint("Like “sports clubs”. Sent again under the same name, it takes the place of what it held."))
            (sheet.textarea("rows", "The rows").rows(10))
            div.govuk-button-group {
                (parts::button_named("Look at it", "", "do", "look"))
                @if can_be_taken { (parts::button_named("Take all of it", "govuk-button--secondary", "do", "take")) }
            }
        }))
        (parts::details("The columns", html! {
            (parts::table(
                "Only name and organisation must be there",
                &["Column", "What stands in it"],
                COLUMNS.iter().map(|(name, what)| vec![html! { code { (name) } }, html! { (what) }]).collect(),
            ))
        }))
    };
    context.frame.sheet_page("Services from a spreadsheet", "/directory", sheet, content)
}

/// What a list holds.
fn seen(list: &Preview) -> Markup {
    html! {
        h2.govuk-heading-m { "What it holds" }
        p.govuk-body role="status" {
            (dates::plural(list.good.len() as i64, "service")) " can be taken, "
            (dates::plural(list.faults.len() as i64, "cell")) " cannot be read."
        }
        @if !list.faults.is_empty() {
            ul.govuk-list.govuk-list--bullet { @for fault in list.faults.iter().take(SHOWN) { li { (fault.to_string()) } } }
        }
        @if !list.good.is_empty() {
            ul.govuk-list.govuk-list--bullet {
                @for read in list.good.iter().take(SHOWN) { li { (read.body.name) ", " (read.provider.name) } }
            }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepDirectory)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &sheet, None))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepDirectory)?;
            let name = sheet.required("name", 100, "Say which list it is");
            let rows = sheet.required("rows", LONGEST, "Paste the rows");
            if !sheet.is_valid() {
                return Sheet::again(show(change, sheet, None));
            }

            let pack = change.pack.clone();
            let list = match import::preview_of(change.conn(), &pack, rows.as_bytes(), &name) {
                Ok(list) => list,
                Err(why) => {
                    sheet.errors.add("rows", why);
                    return Sheet::again(show(change, sheet, None));
                }
            };
            if sheet.fields.get("do") != "take" {
                return Sheet::again(show(change, sheet, Some(&list)));
            }
            let taken = keeping::take_list(change.tx, &pack, &permit, &name, &list);
            if sheet.heed(taken)?.is_none() {
                return Sheet::again(show(change, sheet, Some(&list)));
            }
            Ok("/directory?done=saved".into())
        })
        .await
}
