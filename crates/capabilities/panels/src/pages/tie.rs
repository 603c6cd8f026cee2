//! `/panel-items/{id}/tie`: somebody of the panel has a tie to the family, and steps out of the item.

use crate::records::{self, ItemId};
use access::{Permits, Visit, panel_item as acts};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "I have a tie to this family";

/// It shows nothing of the item: whoever knows the family should not have to read on to say so.
fn show(inside: &impl Permits, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "You are then no part of this item: you cannot open it, and do not decide on it. Others see that you stepped "
            "out, and not why."
        }
        (sheet.form(html! {
            (sheet.text("why", "What is the tie? (optional)").hint("Such as a relative, a neighbour, a friend of the family."))
            (parts::button("Step out"))
        }))
    };
    inside.context().frame.sheet_page(TITLE, "/panels", sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ItemId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::StepOut, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ItemId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::StepOut, id)?;
            let why = sheet.optional("why", 500);
            if !sheet.is_valid() {
                return Sheet::again(show(change, sheet));
            }
            let pack = change.pack.clone();
            records::step_out(change.tx, &permit, &pack, &why)?;
            Ok("/panels?done=saved".into())
        })
        .await
}
