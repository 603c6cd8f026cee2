//! `/insight/figures/{id}/rows`: what a figure counts, as far as one may open it anyway.

use super::shown::{self, Wanted};
use crate::{
    counting::{self, Looked, Opened},
    figures::Figure,
    keeping,
};
use access::{FamilyId, Permits, View, Visit, guard, nobody};
use axum::extract::Path;
use std::collections::{BTreeMap, BTreeSet};
use web::{Fields, Markup, Result, dates, html, parts};

/// As many as one page shows.
const SIZE: usize = 25;

/// As many families as are asked about at once.
const ASKED: usize = 2_000;

struct Rows {
    figure: &'static Figure,
    wanted: Wanted,
    all: usize,
    seen: usize,
    shown: Vec<Opened>,
    names: BTreeMap<FamilyId, (String, String)>,
    page: usize,
}

impl Rows {
    fn load(v: &mut View<'_>, figure: &'static Figure, query: &Fields) -> Result<Self> {
        let permit = v.allow(nobody::SeeFigures)?;
        let wanted = shown::wanted(v, query);
        let page = query.get("page").parse::<usize>().unwrap_or(1).clamp(1, 100_000);
        let (pack, today, actor) = (v.pack.clone(), v.today, v.actor.clone());
        let looked = Looked { by: vec![], ..wanted.looked.clone() };
        let conn = v.conn();
        let what = (figure, wanted.window, &looked);
        let many = counting::families(conn, &pack, what, today)?;
        let known: Vec<FamilyId> = many.keys().copied().flatten().collect();
        let mut visible = BTreeSet::new();
        for some in known.chunks(ASKED) {
            visible.extend(guard::visible_among(conn, &actor, some)?);
        }
        let may = |family: &Option<FamilyId>| family.is_some_and(|family| visible.contains(&family));
        let all: i64 = many.values().sum();
        let seen: i64 = many.iter().filter(|(family, _)| may(family)).map(|(_, rows)| rows).sum();
        let whole = |number: i64| usize::try_from(number).unwrap_or(0);
        let rows = counting::opened(conn, &pack, what, today, (1, 0))?;
        let shown: Vec<Opened> =
            rows.into_iter().filter(|row| may(&row.family)).skip((page - 1) * SIZE).take(SIZE).collect();
        let families: Vec<FamilyId> = shown.iter().filter_map(|row| row.family).collect();
        let names = people::records::names(v.conn(), &families)?;
        v.showed(&permit, shown.len(), &families);
        Ok(Self { figure, wanted, all: whole(all), seen: whole(seen), shown, names, page })
    }

    fn show(&self) -> Markup {
        let (all, seen) = (self.all, self.seen);
        html! {
            span.govuk-caption-l { (self.wanted.label()) }
            h1.govuk-heading-l { (self.figure.name) }
            p.govuk-body {
                @if all == seen { (all) " are counted, and you see all of them." }
                @else { (seen) " of " (all) ": " (all - seen) " you may not see." }
            }
            @if !self.shown.is_empty() {
                (parts::table("", &["Day", "Family", "Counted"], self.shown.iter().map(|row| self.row(row)).collect()))
                (parts::pagination(
                    i64::try_from(self.page).unwrap_or(1),
                    i64::try_from(seen.div_ceil(SIZE)).unwrap_or(1),
                    |page| format!("/insight/figures/{}/rows?{}&page={page}", self.figure.id, self.wanted.query()),
                ))
            }
        }
    }

    fn row(&self, row: &Opened) -> Vec<Markup> {
        let named = row.family.and_then(|family| Some((family, self.names.get(&family)?)));
        vec![
            html! { (dates::day(row.day)) },
            html! {
                @if let Some((family, (name, reference))) = named {
                    a.govuk-link href={ "/families/" (family) } { (name) " family" }
                    br;
                    span.eh-muted { (reference) }
                }
            },
            html! {
                @if self.figure.rule.is_share() { @if row.yes { "Yes" } @else { "In the whole only" } }
                @else if let Some(value) = row.value { (value) }
                @else { "Yes" }
            },
        ]
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Markup> {
    let (query, ready) = (visit.queries(), keeping::ready(&visit.app).await?);
    visit
        .view(move |v| {
            v.allow(nobody::SeeFigures)?;
            let figure = shown::figure(&id)?;
            if !ready {
                return Ok(shown::being_counted(v));
            }
            let rows = Rows::load(v, figure, &query)?;
            let back = format!("/insight/figures/{}?{}", figure.id, rows.wanted.query());
            Ok(v.frame.page_back(figure.name, &back, rows.show()))
        })
        .await
}
