//! `/contracts/{id}/meetings/new`: a monitoring meeting is kept, with what it agreed.

use crate::{
    records::{
        ContractId, contracts,
        monitoring::{self, NewAction, NewMeeting},
    },
    rules::contracts::CannotAdd,
};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Refusal, Result, Sheet, html, parts};

const TITLE: &str = "Keep a meeting";

/// The fields of the actions that fit on the page: what, who, owner, due.
const ACTIONS: [[&str; 4]; 3] = [
    ["what-1", "who-1", "owner-1", "due-1"],
    ["what-2", "who-2", "owner-2", "due-2"],
    ["what-3", "who-3", "owner-3", "due-3"],
];

fn show(inside: &mut impl Permits, id: ContractId, sheet: &Sheet) -> Result<Markup> {
    let of = contracts::find(inside.conn(), id)?;
    let owners = super::commissioners(inside)?;
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { (of.name) }
        @for field in ["form", "on", "owner", "what"] {
            @if let Some(told) = sheet.errors.of(field).filter(|_| field != "on") { (parts::warning(told)) }
        }
        (sheet.form(html! {
            (sheet.date("on", "When was it held?"))
            (sheet.text("present", "Who was there?"))
            (sheet.textarea("notes", "What was said and agreed?").hint("Nothing about any one family.").rows(8))
            @for (n, [what, who, owner, due]) in ACTIONS.into_iter().enumerate() {
                fieldset.govuk-fieldset {
                    legend.govuk-fieldset__legend.govuk-fieldset__legend--m { "Action " (n + 1) }
                    (sheet.text(what, "What is to be done?"))
                    (sheet.text(who, "Who does it?"))
                    (sheet.select(owner, "Which commissioner sees that it is done?").items(super::choices(&owners)))
                    (sheet.date(due, "By when?"))
                }
            }
            (sheet.date("next", "When is the next meeting?").hint("Leave empty if there is none."))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(TITLE, &format!("/contracts/{id}"), sheet, content))
}

fn read(sheet: &mut Sheet) -> NewMeeting {
    let mut new = NewMeeting {
        held: sheet.day("on", "The day"),
        present: sheet.optional("present", 500),
        notes: sheet.optional("notes", 10_000),
        next: sheet.day("next", "The next meeting"),
        actions: vec![],
    };
    for [what, who, owner, due] in ACTIONS {
        let action = NewAction {
            what: sheet.optional(what, 300),
            who: sheet.optional(who, 200),
            owner: sheet.fields.get(owner).parse().ok(),
            due: sheet.day(due, "The day"),
        };
        if action.what.is_empty() && action.who.is_empty() && action.due.is_none() {
            continue;
        }
        // said at the field of this action, and not of all of them
        if action.due.is_none() && sheet.errors.of(due).is_none() {
            sheet.errors.add(due, Refusal::from(CannotAdd::NoDay).message);
        }
        if action.what.is_empty() {
            sheet.errors.add(what, Refusal::from(CannotAdd::NoWhat).message);
        }
        new.actions.push(action);
    }
    new
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContractId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepContracts)?;
            let me = v.account()?.to_string();
            let first =
                || ACTIONS.iter().fold(Fields::default(), |fields, [_, _, owner, _]| fields.with(owner, me.as_str()));
            let sheet = v.sheet(first)?;
            show(v, id, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContractId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepContracts)?;
            let new = read(sheet);
            let kept = match sheet.is_valid() {
                true => sheet.heed(monitoring::meet(change.tx, &permit, id, &new))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, id, sheet)?);
            }
            Ok(format!("/contracts/{id}?done=saved"))
        })
        .await
}
