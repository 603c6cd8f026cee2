//! `/equality/{id}/actions/new` and `/equality-actions/{id}`: a mitigation is agreed, owed, and done.

use crate::records::{
    ActionId, AssessmentId,
    actions::{self, Action},
    assessments::{self, Assessment},
};
use access::{Permits, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Choice, Row},
};

const NEW: &str = "Add an action";

fn show_new(inside: &mut impl Permits, of: &Assessment, sheet: &Sheet) -> Result<Markup> {
    let owners = actions::owners(inside.conn())?;
    let content = html! {
        span.govuk-caption-l { (of.title) }
        h1.govuk-heading-l { (NEW) }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.text("what", "What is to be done?"))
            (sheet.select("owner", "Who sees that it is done?").prompt("Choose")
                .items(owners.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()))))
            (sheet.date("on", "By when?"))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(NEW, &of.href(), sheet, content))
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<AssessmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepEquality)?;
            let of = assessments::find(v.conn(), id)?;
            let sheet = v.sheet(Fields::default)?;
            show_new(v, &of, &sheet)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<AssessmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepEquality)?;
            let of = assessments::find(change.conn(), id)?;
            let what = sheet.optional("what", 500);
            let owed = (sheet.fields.get("owner").parse().ok(), sheet.day("on", "The day"));
            let added = match sheet.is_valid() {
                true => sheet.heed(actions::add(change.tx, &permit, id, &what, owed))?,
                false => None,
            };
            match added {
                Some(()) => Ok(format!("/equality/{id}?done=saved")),
                None => Sheet::again(show_new(change, &of, sheet)?),
            }
        })
        .await
}

fn show(inside: &mut impl Permits, action: &Action, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let of = assessments::find(inside.conn(), action.assessment_id)?;
    let owner = accounts::names(inside.conn(), &[action.owner_id])?.remove(&action.owner_id).unwrap_or_default();
    let mut rows = vec![
        Row::new("Assessment", of.title.as_str()),
        Row::new("Who sees to it", owner.as_str()),
        Row::new("By", dates::day(action.due_on)),
    ];
    if let Some(done) = action.done_at {
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
    Ok(inside.context().frame.sheet_page(&action.what, &of.href(), sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepEquality)?;
            let action = actions::find(v.conn(), id)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, &action, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepEquality)?;
            let action = actions::find(change.conn(), id)?;
            let became = sheet.optional("became", 2_000);
            if let Some(done) = action.done_at {
                let changed = web::Changed { by: action.done_by.clone(), at: done };
                let told = web::too_late(Some(&changed), &[("What came of it", &action.became)]);
                sheet.renew();
                return Err(Error::Conflict(Box::new(show(change, &action, sheet, told)?)));
            }
            let done = match sheet.is_valid() {
                true => sheet.heed(actions::do_action(change.tx, &permit, id, &became))?,
                false => None,
            };
            match done {
                Some(()) => Ok(format!("/equality/{}?done=saved", action.assessment_id)),
                None => Sheet::again(show(change, &action, sheet, html! {})?),
            }
        })
        .await
}
