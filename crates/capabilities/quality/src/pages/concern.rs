//! `/audit-files/{id}/concern`: somebody is told at once that a child may not be safe; `/audit-concerns/{id}`: they say
//! what was done.

use crate::records::{self, Concern, ConcernId, File, FileId};
use access::{AccountId, Permits, Visit, audit_file as acts, guard};
use axum::{extract::Path, response::Response};
use web::{Changed, Error, Fields, Markup, Result, Sheet, dates, html, parts};

const TITLE: &str = "I am worried about a child";

fn show(inside: &mut impl Permits, file: &File, sheet: &Sheet) -> Result<Markup> {
    let able = records::whom_to_tell(inside.conn(), file.family_id)?;
    let context = inside.context();
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body-l {
            "If a child may be hurt now, call " (parts::telephone(context.pack.text("danger-phone"))) " first."
        }
        p.govuk-body { "Whoever you choose is told at once and owes an answer today. The audit waits for nothing." }
        (sheet.form(html! {
            (sheet.textarea("what", "What worries you, and where in the file does it stand?").rows(6))
            (sheet.select("to", "Who is told?").prompt("Choose somebody").items(super::people(&able)))
            (parts::button("Tell them now"))
        }))
    };
    Ok(context.frame.sheet_page(TITLE, &file.href(), sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::RaiseConcern, id)?;
            let file = records::file(v.conn(), &permit)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, &file, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::RaiseConcern, id)?;
            let file = records::file(change.conn(), &permit)?;
            let (what, to) = (sheet.optional("what", 10_000), sheet.fields.get("to").parse::<AccountId>().ok());
            let raised = match sheet.is_valid() {
                true => sheet.heed(records::raise(change.tx, &permit, (&what, to)))?,
                false => None,
            };
            let Some(concern) = raised else { return Sheet::again(show(change, &file, sheet)?) };
            Ok(format!("/audit-concerns/{concern}?done=saved"))
        })
        .await
}

/// What was raised, and the form of the answer for whoever was told.
fn answer(inside: &mut impl Permits, concern: &Concern, mine: bool, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let file = records::load_file(inside.conn(), concern.file_id)?;
    let actor = inside.context().actor.clone();
    let opens = guard::visible_among(inside.conn(), &actor, &[file.family_id])?.contains(&file.family_id);
    let of = people::records::names(inside.conn(), &[file.family_id])?;
    let reference = of.get(&file.family_id).map(|(_, reference)| reference.clone()).unwrap_or_default();
    let to = access::accounts::names(inside.conn(), &[concern.to_id])?.remove(&concern.to_id).unwrap_or_default();
    let title = "A concern about a child";
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        p.govuk-body { "Raised by " (concern.by_name) ", " (dates::moment(concern.at)) ". Told: " (to) "." }
        (parts::inset(html! { span.eh-pre { (concern.what) } }))
        p.govuk-body {
            @if opens { a.govuk-link href={ "/families/" (file.family_id) } { "Open the family's record" } }
            @else { "The family's reference is " strong { (reference) } "." }
        }
        @match concern.answered_at {
            Some(at) if sheet.fields.get("did").is_empty() || !mine => {
                p.govuk-body { "Answered by " (concern.answered_by) ", " (dates::moment(at)) ":" }
                (parts::inset(html! { span.eh-pre { (concern.did) } }))
            }
            _ if mine => (sheet.form(html! {
                (sheet.textarea("did", "What was done?").hint("Whoever raised it reads it.").rows(4))
                (parts::button("Answer"))
            })),
            _ => p.govuk-body { "Not answered yet." },
        }
    };
    Ok(inside.context().frame.sheet_page(title, "/my-work", sheet, content))
}

pub(super) async fn answer_page(visit: Visit, Path(id): Path<ConcernId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let concern = records::find_concern(v.conn(), id)?;
            let permit = v.permit(acts::SeeConcern, concern.file_id)?;
            // whoever raised it reads it, too
            let mine = {
                let me = v.account()?;
                records::is_told(v.conn(), id, me)?
            };
            if !mine && permit.actor().account != Some(concern.by_id) {
                return Err(Error::NotFound);
            }
            let sheet = v.sheet(Fields::default)?;
            answer(v, &concern, mine, &sheet, html! {})
        })
        .await
}

pub(super) async fn answer_submit(visit: Visit, Path(id): Path<ConcernId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let concern = records::find_concern(change.conn(), id)?;
            let permit = change.permit(acts::AnswerConcern, concern.file_id)?;
            let did = sheet.optional("did", 10_000);
            if let Some(at) = concern.answered_at {
                let changed = Changed { by: concern.answered_by.clone(), at };
                let told = web::too_late(Some(&changed), &[("What was done", &concern.did)]);
                sheet.renew();
                return Err(Error::Conflict(Box::new(answer(change, &concern, true, sheet, told)?)));
            }
            let done = match sheet.is_valid() {
                true => sheet.heed(records::answer_concern(change.tx, &permit, id, &did))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(answer(change, &concern, true, sheet, html! {})?);
            }
            Ok("/my-work?done=saved".into())
        })
        .await
}
