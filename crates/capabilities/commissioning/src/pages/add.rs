//! What is added to a contract: a payment, something that has to be there before it begins, what somebody said.

use crate::{
    records::{ContractId, ItemId, contracts, monitoring},
    rules::contracts::{Voice, pence},
};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// A short form about a contract.
fn show(inside: &mut impl Permits, id: ContractId, sheet: &Sheet, (title, form): (&str, Markup)) -> Result<Markup> {
    let of = contracts::find(inside.conn(), id)?;
    let content = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { (of.name) }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! { (form) (parts::button("Save")) }))
    };
    Ok(inside.context().frame.sheet_page(title, &format!("/contracts/{id}"), sheet, content))
}

/// The page of such a form.
async fn page(visit: Visit, id: ContractId, form: fn(&Sheet) -> (&'static str, Markup)) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepContracts)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, id, &sheet, form(&sheet))
        })
        .await
}

fn payment(sheet: &Sheet) -> (&'static str, Markup) {
    let form = html! {
        (sheet.date("on", "On which day was it paid?"))
        (sheet.text("amount", "How much, in pounds?").hint("What was paid back begins with a minus.").width(10))
        (sheet.text("what", "What for?"))
    };
    ("Keep a payment", form)
}

pub(super) async fn payment_page(visit: Visit, Path(id): Path<ContractId>) -> Result<Markup> {
    page(visit, id, payment).await
}

pub(super) async fn payment_submit(visit: Visit, Path(id): Path<ContractId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepContracts)?;
            let on = sheet.day("on", "The day");
            let (amount, what) = (pence(&sheet.optional("amount", 20)), sheet.optional("what", 500));
            let kept = match sheet.is_valid() {
                true => sheet.heed(contracts::pay(change.tx, &permit, id, (on, amount, &what)))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, id, sheet, payment(sheet))?);
            }
            Ok(format!("/contracts/{id}?done=saved"))
        })
        .await
}

fn item(sheet: &Sheet) -> (&'static str, Markup) {
    let form = html! {
        (sheet.text("what", "What has to be there?").hint("People, rooms, agreements about data, training."))
        (sheet.date("on", "By when?"))
    };
    ("Add something that has to be there", form)
}

pub(super) async fn item_page(visit: Visit, Path(id): Path<ContractId>) -> Result<Markup> {
    page(visit, id, item).await
}

pub(super) async fn item_submit(visit: Visit, Path(id): Path<ContractId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepContracts)?;
            let (what, on) = (sheet.optional("what", 300), sheet.day("on", "The day"));
            let kept = match sheet.is_valid() {
                true => sheet.heed(monitoring::add_item(change.tx, &permit, id, (&what, on)))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, id, sheet, item(sheet))?);
            }
            Ok(format!("/contracts/{id}?done=saved"))
        })
        .await
}

pub(super) async fn item_done(
    visit: Visit,
    Path((id, item)): Path<(ContractId, ItemId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::KeepContracts)?;
            monitoring::do_item(change.tx, &permit, id, item)?;
            Ok(format!("/contracts/{id}?done=saved"))
        })
        .await
}

fn consultation(sheet: &Sheet) -> (&'static str, Markup) {
    let who = Voice::ALL.iter().map(|voice| Choice::new(voice.code(), voice.label()));
    let form = html! {
        (sheet.radios("who", "Who was asked?").items(who))
        (sheet.date("on", "When?"))
        (sheet.text("how", "How were they asked?").hint("A meeting, a walk, a questionnaire; how many came."))
        (sheet.textarea("said", "What did they say?").hint("Nobody's name.").rows(6))
    };
    ("Keep what somebody said", form)
}

pub(super) async fn consultation_page(visit: Visit, Path(id): Path<ContractId>) -> Result<Markup> {
    page(visit, id, consultation).await
}

pub(super) async fn consultation_submit(visit: Visit, Path(id): Path<ContractId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepContracts)?;
            let asked = (Voice::parse(sheet.fields.get("who")), sheet.day("on", "The day"));
            let (how, said) = (sheet.optional("how", 300), sheet.optional("said", 5_000));
            let kept = match sheet.is_valid() {
                true => sheet.heed(monitoring::consult(change.tx, &permit, id, asked, (&how, &said)))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, id, sheet, consultation(sheet))?);
            }
            Ok(format!("/contracts/{id}?done=saved"))
        })
        .await
}
