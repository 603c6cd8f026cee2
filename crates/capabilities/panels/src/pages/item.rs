//! `/panel-items/{id}`: what a panel is asked and what it decided; taking it back.

use super::shown::Shown;
use crate::records::{self, ItemId};
use access::{Permit, Permits, Visit, panel_item as acts};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts};

pub(super) async fn page(visit: Visit, Path(id): Path<ItemId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::See, id)?;
            let shown = Shown::load(v, &permit)?;
            let (decides, changes) = (v.may(acts::Decide, id)?, v.may(acts::Change, id)?);
            let steps_out = v.may(acts::StepOut, id)?;
            let at = |page: &str| format!("/panel-items/{id}{page}");
            let content = html! {
                h1.govuk-heading-l { (shown.title()) }
                (shown.decisions())
                @if shown.panel.outside && shown.item.is_open() {
                    (parts::inset(html! {
                        "Nobody of " (shown.panel.name) " sees this page: pass it on to them yourself. "
                        @if shown.panel.reach.is_empty() { "How they are reached is not kept here yet." }
                        @else { "They are reached so: " (shown.panel.reach) "." }
                    }))
                }
                @if shown.no_longer_agreed {
                    (parts::warning("Nobody's agreement is in force any more. Talk to whoever sent it before you go on."))
                }
                @if shown.item.withdrawn_at.is_some() { (parts::inset(html! { "It was taken back." })) }
                div.govuk-button-group {
                    @if decides {
                        @let word = if shown.panel.outside { "Keep what was decided" } else { "Decide" };
                        (parts::button_link(word, &at("/decision"), ""))
                    }
                    @if changes {
                        (parts::button_link("Change it", &at("/change"), "govuk-button--secondary"))
                        a.govuk-link href=(at("/withdrawal")) { "Take it back" }
                    }
                    @if steps_out { a.govuk-link href=(at("/tie")) { "I have a tie to this family" } }
                }
                (shown.summary(v))
                (shown.elsewhere())
            };
            Ok(v.frame.page_back(&shown.title(), &shown.back(), content))
        })
        .await
}

const TITLE: &str = "Take it back from the panel";

fn show(inside: &mut impl Permits, permit: &Permit<ItemId, acts::Change>, sheet: &Sheet) -> Result<Markup> {
    let shown = Shown::load(inside, permit)?;
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        (sheet.form(html! {
            (sheet.textarea("reason", "Why?").hint("Whoever made the contact reads it.").rows(3))
            (parts::button("Take it back"))
        }))
        (shown.summary(inside.context()))
    };
    Ok(inside.context().frame.sheet_page(TITLE, &format!("/panel-items/{}", shown.item.id), sheet, content))
}

pub(super) async fn withdraw_page(visit: Visit, Path(id): Path<ItemId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Change, id)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, &permit, &sheet)
        })
        .await
}

pub(super) async fn withdraw_submit(visit: Visit, Path(id): Path<ItemId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Change, id)?;
            let why = sheet.optional("reason", 2_000);
            let pack = change.pack.clone();
            let done = match sheet.is_valid() {
                true => sheet.heed(records::withdraw(change.tx, &permit, &pack, &why))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(show(change, &permit, sheet)?);
            }
            Ok(format!("/panel-items/{id}?done=saved"))
        })
        .await
}
