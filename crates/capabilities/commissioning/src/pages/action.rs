//! `/contract-actions/{id}`: an action of a monitoring meeting, and that it is done.

use crate::records::{
    ActionId, contracts,
    monitoring::{self, Action},
};
use access::{Permits, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Row};

fn show(inside: &mut impl Permits, action: &Action, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let of = contracts::find(inside.conn(), action.contract_id)?;
    let owner = accounts::names(inside.conn(), &[action.owner_id])?.remove(&action.owner_id).unwrap_or_default();
    let today = inside.context().today;
    let mut rows = vec![
        Row::new("Contract", of.name.as_str()),
        Row::new("Who does it", action.who.as_str()),
        Row::new("Who sees to it", owner.as_str()),
        Row::new("By", format!("{} ({})", dates::day(action.due_on), dates::due(action.due_on, today))),
    ];
    if let Some(done) = action.done_at {
        rows.pop();
        rows.push(Row::new("Done", format!("{}, {}", dates::day(done.date()), action.done_by)));
        rows.push(Row::new("What came of it", action.became.as_str()));
    }
    let content = html! {
        h1.govuk-heading-l { (action.what) }
        (above)
        (parts::summary_list(rows))
        @if action.done_at.is_none() || !sheet.fields.get("became").is_empty() {
            (sheet.form(html! {
                (sheet.textarea("became", "What came of it?").rows(3))
                (parts::button("It is done"))
            }))
        }
    };
    Ok(inside.context().frame.sheet_page(&action.what, &format!("/contracts/{}", of.id), sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepContracts)?;
            let action = monitoring::find_action(v.conn(), id)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, &action, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepContracts)?;
            let action = monitoring::find_action(change.conn(), id)?;
            let became = sheet.optional("became", 2_000);
            if let Some(done) = action.done_at {
                let changed = web::Changed { by: action.done_by.clone(), at: done };
                let told = web::too_late(Some(&changed), &[("What came of it", &action.became)]);
                sheet.renew();
                return Err(Error::Conflict(Box::new(show(change, &action, sheet, told)?)));
            }
            let done = match sheet.is_valid() {
                true => sheet.heed(monitoring::do_action(change.tx, &permit, id, &became))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show(change, &action, sheet, html! {})?);
            }
            Ok(format!("/contracts/{}?done=saved", action.contract_id))
        })
        .await
}
