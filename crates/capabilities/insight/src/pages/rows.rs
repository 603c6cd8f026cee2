//! `/insight/figures/{id}/rows`: what a figure counts, as far as one may open it anyway.

use super::shown::{self, Wanted};
use crate::{
    counting::{self, Looked, Opened},
    figures::Figure,
    keeping,
};
use access::{FamilyId, Permits, View, Visit, guard, nobody};
use axum::extract::Path;
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, dates, html, parts};

/// As many as one page shows.
const SIZE: usize = 25;

/// Up to so many rows are asked about one by one, whether one may open them; of longer lists those of a page are.
const ASKED: i64 = 500;

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

struct Rows {
    figure: &'static Figure,
    wanted: Wanted,
    all: usize,
    /// Of all of them, or of this page where there are many.
    hidden: usize,
    by_page: bool,
    pages: usize,
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
        let asking = shown::asking(v)?;
        let conn = v.conn();
        let what = (figure, wanted.window, &looked);
        let total = asking.count(conn, figure, wanted.window, &looked)?.total();
        let all = total.of + total.open;
        let by_page = all > ASKED;
        let some = if by_page { (whole(page), whole(SIZE)) } else { (1, 0) };
        let rows = if figure.rule.has_no_rows() { vec![] } else { counting::opened(conn, &pack, what, today, some)? };
        let families: Vec<FamilyId> = rows.iter().filter_map(|row| row.family).collect();
        let visible = guard::visible_among(conn, &actor, &families)?;
        let many = rows.len();
        let mut shown: Vec<Opened> =
            rows.into_iter().filter(|row| row.family.is_some_and(|family| visible.contains(&family))).collect();
        let hidden = many - shown.len();
        let all = usize::try_from(all).unwrap_or(0);
        let pages = if by_page { all.div_ceil(SIZE) } else { shown.len().div_ceil(SIZE) };
        if !by_page {
            shown = shown.into_iter().skip((page - 1) * SIZE).take(SIZE).collect();
        }
        let families: Vec<FamilyId> = shown.iter().filter_map(|row| row.family).collect();
        let names = people::records::names(v.conn(), &families)?;
        v.showed(&permit, shown.len(), &families);
        Ok(Self { figure, wanted, all, hidden, by_page, pages, shown, names, page })
    }

    fn show(&self) -> Markup {
        let (all, hidden) = (self.all, self.hidden);
        html! {
            span.govuk-caption-l { (self.wanted.label()) }
            h1.govuk-heading-l { (self.figure.name) }
            p.govuk-body {
                @if self.by_page && hidden > 0 { (all) " are counted; on this page are " (hidden) " that you may not see." }
                @else if self.by_page { (all) " are counted." }
                @else if hidden == 0 { (all) " are counted, and you see all of them." }
                @else { (all - hidden) " of " (all) ": " (hidden) " you may not see." }
            }
            @if !self.shown.is_empty() {
                (parts::table("", &["Day", "Family", "Counted"], self.shown.iter().map(|row| self.row(row)).collect()))
            }
            (parts::pagination(whole(self.page), whole(self.pages), |page| {
                format!("/insight/figures/{}/rows?{}&page={page}", self.figure.id, self.wanted.query())
            }))
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
