//! Views that somebody keeps under a name: only the question is kept, never an answer.

use crate::records::views::{self, ViewId};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

fn show(kept: &[views::Kept], sheet: &Sheet) -> Markup {
    html! {
        h1.govuk-heading-l { "Views that you keep" }
        @if kept.is_empty() { p.govuk-body { "None yet. On a page of figures choose \"Keep this view\"." } }
        @for view in kept {
            h2.govuk-heading-s { a.govuk-link href=(view.address) { (view.name) } }
            (sheet.form_to(&format!("/insight/views/{}/forget", view.id), parts::button_named(
                "Throw it away", "govuk-button--secondary", "forget", "yes",
            )))
        }
    }
}

/// The form by which a page of figures is kept.
pub(super) fn keep_form(sheet: &Sheet) -> Markup {
    parts::details(
        "Keep this view",
        sheet.form_to(
            "/insight/views",
            html! {
                (sheet.hidden("address"))
                (sheet.text("name", "What shall it be called?"))
                (parts::button("Keep"))
            },
        ),
    )
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::SeeInsight)?;
            let account = v.account()?;
            let kept = views::of_account(v.conn(), account)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(v.frame.page_back("Views that you keep", "/insight", show(&kept, &sheet)))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            change.allow(nobody::SeeInsight)?;
            let account = change.account()?;
            let (name, address) = (sheet.optional("name", 100), sheet.optional("address", 400));
            match sheet.heed(views::keep(change.tx, account, &name, &address))? {
                Some(_) => Ok("/insight/views?done=saved".to_owned()),
                None => {
                    let form = html! { h1.govuk-heading-l { "Keep a view" } (keep_form(sheet)) };
                    Sheet::again(change.frame.sheet_page("Keep a view", "/insight/views", sheet, form))
                }
            }
        })
        .await
}

pub(super) async fn forget(visit: Visit, Path(id): Path<ViewId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            change.allow(nobody::SeeInsight)?;
            let account = change.account()?;
            views::forget(change.tx, account, id)?;
            Ok("/insight/views?done=saved".to_owned())
        })
        .await
}
