//! `/audits/{id}/actions/new`: an action is agreed; `/audit-actions/{id}`: it is done; `…/move`: it goes to somebody else.

use crate::records::{self, Action, ActionId, Audit, AuditId, NewAction};
use access::{AccountId, Permits, Visit, accounts, audit_action as acts, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Changed, Error, Fields, Markup, Result, Sheet, dates, html, parts,
    parts::{Choice, Row},
};

const TITLE: &str = "Agree an action";

/// Everybody who may own an action: those who lead audits, managers and workers.
fn owners(inside: &mut impl Permits, keep: Option<AccountId>) -> Result<(Vec<(AccountId, String)>, Markup)> {
    let mut all = super::leaders(inside)?;
    let colleagues = work::colleagues::near(inside, None, &keep.into_iter().collect::<Vec<_>>())?;
    for one in colleagues.shown {
        if all.iter().all(|(id, _)| *id != one.id) {
            all.push((one.id, format!("{}, {}", one.name, one.organisation)));
        }
    }
    Ok((all, colleagues.finder))
}

fn new(inside: &mut impl Permits, of: &Audit, sheet: &Sheet) -> Result<Markup> {
    let (owners, finder) = owners(inside, sheet.fields.get("owner").parse().ok())?;
    let files = records::files_of(inside.conn(), of.id)?;
    let pack = inside.context().pack.clone();
    let standards = of.standards.0.iter().map(|code| Choice::new(code.as_str(), pack.label("audit-standard", code)));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { (of.title) }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (finder)
        (sheet.form(html! {
            (sheet.text("what", "What is to be done?").hint("Nothing that leads to a family."))
            (sheet.select("standard", "Which standard shall it make better?")
                .prompt("None in particular")
                .items(standards))
            (sheet.select("file", "Is it about one file?")
                .prompt("No, about all")
                .items(files.iter().filter(|file| file.out_at.is_none()).map(|file| Choice::new(file.id.to_string(), format!("File {}", file.n)))))
            (sheet.select("owner", "Who sees that it is done?").prompt("Choose somebody").items(super::people(&owners)))
            (sheet.date("due", "By when?"))
            (parts::button("Agree it"))
        }))
    };
    Ok(inside.context().frame.sheet_page(TITLE, &format!("/audits/{}", of.id), sheet, content))
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<AuditId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepAudits)?;
            let of = records::find(v.conn(), id)?;
            let sheet = v.sheet(Fields::default)?;
            new(v, &of, &sheet)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<AuditId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepAudits)?;
            let (of, pack) = (records::find(change.conn(), id)?, change.pack.clone());
            let action = NewAction {
                file: sheet.fields.get("file").parse().ok(),
                standard: sheet.fields.get("standard").to_owned(),
                what: sheet.optional("what", 300),
                owner: sheet.fields.get("owner").parse().ok(),
                due: sheet.day("due", "The day"),
            };
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::act(change.tx, &permit, &pack, id, &action))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(new(change, &of, sheet)?);
            }
            Ok(format!("/audits/{id}?done=saved"))
        })
        .await
}

fn show(inside: &mut impl Permits, action: &Action, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let of = records::find(inside.conn(), action.audit_id)?;
    let owner = accounts::names(inside.conn(), &[action.owner_id])?.remove(&action.owner_id).unwrap_or_default();
    let moves = inside.may(acts::Move, action.id)?;
    let (pack, today) = (inside.context().pack.clone(), inside.context().today);
    let mut rows = vec![Row::new("Audit", of.title.as_str()), Row::new("Who sees to it", owner.as_str())];
    if !action.standard.is_empty() {
        rows.push(Row::new("Standard", pack.label("audit-standard", &action.standard)));
    }
    match action.done_at {
        Some(at) => {
            rows.push(Row::new("Done", format!("{}, {}", dates::day(at.date()), action.done_by)));
            rows.push(Row::new("What came of it", action.became.as_str()));
        }
        None => {
            rows.push(Row::new("By", format!("{} ({})", dates::day(action.due_on), dates::due(action.due_on, today))))
        }
    }
    let back = if moves { format!("/audits/{}", action.audit_id) } else { "/my-work".into() };
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
        @if moves && action.done_at.is_none() {
            p.govuk-body {
                a.govuk-link href={ (action.id.href()) "/move" } { "Give it to somebody else, or another day" }
            }
        }
    };
    Ok(inside.context().frame.sheet_page(&action.what, &back, sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Answer, id)?;
            let action = records::find_action(v.conn(), &permit)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, &action, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Answer, id)?;
            let action = records::find_action(change.conn(), &permit)?;
            let became = sheet.optional("became", 2_000);
            if let Some(at) = action.done_at {
                let changed = Changed { by: action.done_by.clone(), at };
                let told = web::too_late(Some(&changed), &[("What came of it", &action.became)]);
                sheet.renew();
                return Err(Error::Conflict(Box::new(show(change, &action, sheet, told)?)));
            }
            let done = match sheet.is_valid() {
                true => sheet.heed(records::answer_action(change.tx, &permit, &became))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show(change, &action, sheet, html! {})?);
            }
            Ok("/my-work?done=saved".into())
        })
        .await
}

const MOVE: &str = "Move an action";

fn moving(inside: &mut impl Permits, action: &Action, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let (owners, finder) = owners(inside, Some(action.owner_id))?;
    let content = html! {
        h1.govuk-heading-l { (MOVE) }
        p.govuk-body { (action.what) }
        (above)
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (finder)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.select("owner", "Who sees that it is done?").prompt("Choose somebody").items(super::people(&owners)))
            (sheet.date("due", "By when?"))
            (sheet.text("why", "Why is it moved?"))
            (parts::button("Move it"))
        }))
    };
    Ok(inside.context().frame.sheet_page(MOVE, &action.id.href(), sheet, content))
}

pub(super) async fn move_page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Move, id)?;
            let action = records::find_action(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", action.version.to_string())
                    .with("owner", action.owner_id.to_string())
                    .with_date("due", Some(action.due_on))
            })?;
            moving(v, &action, &sheet, html! {})
        })
        .await
}

pub(super) async fn move_submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Move, id)?;
            let action = records::find_action(change.conn(), &permit)?;
            let (owner, due) = (sheet.fields.get("owner").parse().ok(), sheet.day("due", "The day"));
            let why = sheet.optional("why", 500);
            if sheet.is_behind("version", action.version) {
                let changed = access::last_change(change.conn(), action.audit_id.0, &[crate::events::ACTION])?;
                let by = dates::day(action.due_on);
                let told = web::theirs(changed.as_ref(), &[("By", &by), ("What came of it", &action.became)]);
                return Err(Error::Conflict(Box::new(moving(change, &action, sheet, told)?)));
            }
            let moved = match sheet.is_valid() {
                true => sheet.heed(records::move_action(change.tx, &permit, action.version, (owner, due, &why)))?,
                false => None,
            };
            if moved.is_none() {
                return Sheet::again(moving(change, &action, sheet, html! {})?);
            }
            Ok(format!("/audits/{}?done=saved", action.audit_id))
        })
        .await
}
