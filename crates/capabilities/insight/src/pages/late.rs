//! `/insight/published/{id}/{figure}/late`: what was entered late, and what is not counted any more.

use super::shown;
use crate::{
    counting::{self, Looked, Opened},
    figures::Figure,
    records::{
        publication::{self, Issue, PublicationId, Rows},
        tables,
    },
};
use access::{FamilyId, Permits, Role, View, Visit, guard, nobody};
use axum::extract::Path;
use std::collections::{BTreeMap, BTreeSet};
use store::AnyId;
use web::{Error, Markup, Result, dates, html, parts};

/// As many as are shown of each.
const MOST: usize = 100;

fn now(v: &mut View<'_>, issue: &Issue, figure: &Figure) -> Result<Vec<Opened>> {
    let (pack, today) = (v.pack.clone(), v.today);
    Ok(counting::opened(v.conn(), &pack, (figure, issue.window(), &Looked::default()), today, (1, 0))?)
}

/// How many there are now, how many came late, how many are gone.
pub(super) fn many(v: &mut View<'_>, issue: &Issue, figure: &Figure) -> Result<(i64, usize, usize)> {
    let frozen = publication::rows(v.conn(), issue.id, figure.id)?;
    let opened = now(v, issue, figure)?;
    let there = Rows::of(&opened);
    let many = i64::try_from(opened.len()).unwrap_or(i64::MAX);
    Ok((many, there.without(&frozen).len(), frozen.without(&there).len()))
}

struct Late {
    issue: Issue,
    late: Vec<Opened>,
    hidden: usize,
    gone: usize,
    names: BTreeMap<FamilyId, (String, String)>,
}

impl Late {
    fn load(v: &mut View<'_>, id: PublicationId, figure: &'static Figure) -> Result<Self> {
        let permit = v.allow(nobody::SeeFigures)?;
        if !v.actor.is(Role::Head) {
            return Err(Error::Forbidden("This counts every team: it is for the head of service.".into()));
        }
        let issue = publication::find(v.conn(), id)?;
        let frozen = publication::rows(v.conn(), id, figure.id)?;
        let opened = now(v, &issue, figure)?;
        let there = Rows::of(&opened);
        let gone = frozen.without(&there).len();
        let came: BTreeSet<(AnyId, i32)> = there.without(&frozen).into_iter().collect();
        let of = |row: &Opened| (row.subject, i32::try_from(tables::number(row.day)).unwrap_or_default());
        let late: Vec<Opened> = opened.into_iter().filter(|row| came.contains(&of(row))).collect();
        let families: Vec<FamilyId> = late.iter().filter_map(|row| row.family).collect();
        let actor = v.actor.clone();
        let visible = guard::visible_among(v.conn(), &actor, &families)?;
        let all = late.len();
        let late: Vec<Opened> =
            late.into_iter().filter(|row| row.family.is_some_and(|family| visible.contains(&family))).collect();
        let hidden = all - late.len();
        let families: Vec<FamilyId> = late.iter().take(MOST).filter_map(|row| row.family).collect();
        let names = people::records::names(v.conn(), &families)?;
        v.showed(&permit, families.len(), &families);
        Ok(Self { issue, late, hidden, gone, names })
    }

    fn show(&self, figure: &Figure) -> Markup {
        let rows = self.late.iter().take(MOST).filter_map(|row| {
            let family = row.family?;
            let (name, reference) = self.names.get(&family)?;
            Some(vec![
                html! { (dates::day(row.day)) },
                html! { a.govuk-link href={ "/families/" (family) } { (name) " family" } br; span.eh-muted { (reference) } },
            ])
        });
        html! {
            span.govuk-caption-l { (figure.name) ", " (self.issue.label()) }
            h1.govuk-heading-l { "What has changed since it was frozen" }
            p.govuk-body { (self.late.len() + self.hidden) " entered late" @if self.hidden > 0 { ", " (self.hidden) " of them you may not see" } ". " (self.gone) " not counted any more." }
            @if !self.late.is_empty() { (parts::table("Entered late", &["Day", "Family"], rows.collect())) }
        }
    }
}

pub(super) async fn page(visit: Visit, Path((id, figure)): Path<(PublicationId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::SeeFigures)?;
            let figure = shown::figure(&figure)?;
            let late = Late::load(v, id, figure)?;
            let back = format!("/insight/published/{id}/{}", figure.id);
            Ok(v.frame.page_back("What has changed", &back, late.show(figure)))
        })
        .await
}
