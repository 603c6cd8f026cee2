//! `/insight/publications/{id}`: what was frozen, looked at by a second person, who publishes it or throws it away.

use super::{board, shown};
use crate::{
    figures::Group,
    publishing::Shown,
    records::publication::{self, Issue, PublicationId},
};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

fn show(issue: &Issue, figures: &BTreeMap<String, Shown>, sheet: &Sheet, mine: bool) -> Markup {
    html! {
        h1.govuk-heading-l { (issue.label()) }
        p.govuk-body {
            "Frozen by " (issue.frozen_name) " on " (dates::day(issue.frozen_at.date())) ". "
            @if let Some(at) = issue.published_at { "Published by " (issue.published_name) " on " (dates::day(at.date())) ". " }
            @if let Some(at) = issue.ended_at { "Ended on " (dates::day(at.date())) ": " (issue.ended_why) }
        }
        @if issue.waits() && mine {
            (parts::inset(html! { "You froze these figures. Somebody else looks at them and publishes them." }))
        }
        @if issue.waits() && !mine {
            p.govuk-body { "This is what everybody will see. Look for what surprises you, open it, and ask." }
            (sheet.form_to(&format!("/insight/publications/{}/publish", issue.id), html! { (parts::button("Publish")) }))
        }
        @if issue.ended_at.is_none() {
            @for group in Group::ALL { (table(issue, *group, figures)) }
            (board::legend())
            (parts::details(if issue.waits() { "Throw it away" } else { "Take it back" }, html! {
                (sheet.form_to(&format!("/insight/publications/{}/end", issue.id), html! {
                    (sheet.textarea("why", "Why?").rows(3))
                    (parts::button(if issue.waits() { "Throw it away" } else { "Take it back" }))
                }))
            }))
        }
    }
}

fn table(issue: &Issue, group: Group, figures: &BTreeMap<String, Shown>) -> Markup {
    let rows = shown::of_group(group).filter_map(|figure| {
        let shown = figures.get(figure.id)?;
        Some(vec![
            html! { a.govuk-link href={ "/insight/published/" (issue.id) "/" (figure.id) } { (figure.name) } },
            html! { (shown.value) " " span.eh-muted { (shown.beside) } },
        ])
    });
    parts::table(group.label(), &["Figure", "Everybody sees"], rows.collect())
}

pub(super) async fn page(visit: Visit, Path(id): Path<PublicationId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::PublishFigures)?;
            let issue = publication::find(v.conn(), id)?;
            let figures = publication::all_shown(v.conn(), id)?.into_iter().collect();
            let sheet = v.sheet(Fields::default)?;
            let mine = v.actor.account == Some(issue.frozen_by);
            Ok(v.frame.page_back(&issue.label(), "/insight/publications", show(&issue, &figures, &sheet, mine)))
        })
        .await
}

pub(super) async fn publish(visit: Visit, Path(id): Path<PublicationId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::PublishFigures)?;
            match sheet.heed(publication::publish(change.tx, &permit, id))? {
                Some(()) => Ok(format!("/insight?of={id}&done=saved")),
                None => again(change, id, sheet),
            }
        })
        .await
}

pub(super) async fn end(visit: Visit, Path(id): Path<PublicationId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::PublishFigures)?;
            let why = sheet.optional("why", 1_000);
            match sheet.heed(publication::end(change.tx, &permit, id, &why))? {
                Some(()) => Ok("/insight/publications?done=saved".to_owned()),
                None => again(change, id, sheet),
            }
        })
        .await
}

fn again(change: &mut access::Change<'_, '_>, id: PublicationId, sheet: &Sheet) -> Result<String> {
    let issue = publication::find(change.conn(), id)?;
    let figures = publication::all_shown(change.conn(), id)?.into_iter().collect();
    let mine = change.actor.account == Some(issue.frozen_by);
    let content = show(&issue, &figures, sheet, mine);
    Sheet::again(change.frame.sheet_page(&issue.label(), "/insight/publications", sheet, content))
}
