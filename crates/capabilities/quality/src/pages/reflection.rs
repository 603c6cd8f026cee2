//! `/audit-files/{id}/reflection`: how a worker sees their own work; `…/not`: why they are not heard.

use super::found;
use crate::records::{self, File, FileId, Reflection};
use access::{Permits, Visit, audit_file as acts, guard};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

const TITLE: &str = "How you see your own work";

fn show(inside: &mut impl Permits, file: &File, sheet: &Sheet) -> Result<Markup> {
    let of = people::records::names(inside.conn(), &[file.family_id])?;
    let actor = inside.context().actor.clone();
    // who works with them no more is told by the reference alone
    let opens = guard::visible_among(inside.conn(), &actor, &[file.family_id])?.contains(&file.family_id);
    let family = match of.get(&file.family_id) {
        Some((name, reference)) if opens => format!("{name} family, {reference}"),
        Some((_, reference)) => format!("family {reference}"),
        None => String::new(),
    };
    let audit = records::find(inside.conn(), file.audit_id)?;
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "Your work with the " (family) " is part of the audit " strong { (audit.title) } ". " (audit.theme)
        }
        p.govuk-body {
            "Two auditors read the file. What you write stands beside their grades; nobody is ranked by it. What \
                they found is shared with you."
        }
        (sheet.form(html! {
            (sheet.textarea("well", "What went well?").rows(4))
            (sheet.textarea("otherwise", "What would you do otherwise now?").rows(4))
            (sheet.textarea("needed", "What would you have needed?").rows(3))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(TITLE, "/my-work", sheet, content))
}

fn first(there: Option<&Reflection>) -> Fields {
    let Some(there) = there.filter(|there| there.given_at.is_some()) else { return Fields::default() };
    Fields::default()
        .with("well", there.well.as_str())
        .with("otherwise", there.otherwise.as_str())
        .with("needed", there.needed.as_str())
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Reflect, id)?;
            let file = records::file(v.conn(), &permit)?;
            let there = records::reflection_of(v.conn(), &permit, id)?;
            let sheet = v.sheet(|| first(there.as_ref()))?;
            show(v, &file, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Reflect, id)?;
            let file = records::file(change.conn(), &permit)?;
            let words = ["well", "otherwise", "needed"].map(|name| sheet.optional(name, 4_000));
            let [well, otherwise, needed] = &words;
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::reflect(change.tx, &permit, [well, otherwise, needed]))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(show(change, &file, sheet)?);
            }
            Ok("/my-work?done=saved".into())
        })
        .await
}

const NOT: &str = "The worker cannot be heard";

fn not(inside: &impl Permits, file: &File, there: Option<&Reflection>, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (NOT) }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        @if there.is_some_and(|there| there.given_at.is_some()) { (found::reflection(there, "")) }
        (sheet.form(html! {
            (sheet.text("why", "Why?").hint("For example: they have left, or are ill for long."))
            (parts::button("Save"))
        }))
    };
    inside.context().frame.sheet_page(NOT, &file.href(), sheet, content)
}

pub(super) async fn not_page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let file = records::file(v.conn(), &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(not(v, &file, None, &sheet))
        })
        .await
}

pub(super) async fn not_submit(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let file = records::file(change.conn(), &permit)?;
            let why = sheet.optional("why", 500);
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::not_reflected(change.tx, &permit, &why))?,
                false => None,
            };
            if kept.is_none() {
                let there = records::reflection_of(change.conn(), &permit, id)?;
                return Sheet::again(not(change, &file, there.as_ref(), sheet));
            }
            Ok(format!("/audit-files/{id}?done=saved"))
        })
        .await
}
