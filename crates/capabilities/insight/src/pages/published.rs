//! `/insight/published/{id}/{figure}`: one published figure: its tables of fixed shape, pictures of them, how it went on.

use super::{board, figure, shown};
use crate::{
    facts::Dim,
    figures::Figure,
    publishing::{Shown, ShownTable},
    records::{
        areas,
        publication::{self, Issue, PublicationId},
    },
};
use access::{Context, Permits, Role, View, Visit, nobody};
use axum::extract::Path;
use charts::{Areas, Caption, Mark, Series};
use disclosure::{Cell, Rate};
use web::{Error, Markup, Result, html, parts};

struct Published {
    figure: &'static Figure,
    issue: Issue,
    version: u16,
    shown: Shown,
    trend: Vec<(String, Shown)>,
    areas: Option<Areas>,
    late: Option<(i64, usize, usize)>,
}

/// As many periods as a trend goes back.
const BACK: usize = 13;

impl Published {
    fn load(v: &mut View<'_>, id: PublicationId, figure: &'static Figure) -> Result<Self> {
        let public = board::public(v)?;
        let issue = publication::find(v.conn(), id)?;
        // what waits is for those who publish it; what was taken back is for nobody
        let may = issue.is_public() || (issue.waits() && v.may_alone(nobody::PublishFigures));
        if !may {
            return Err(Error::NotFound);
        }
        let (version, shown) = publication::shown(v.conn(), id, figure.id)?;
        let length = |issue: &Issue| issue.period().map(|period| std::mem::discriminant(&period));
        let mut trend = Vec::new();
        for other in public.iter().filter(|other| length(other) == length(&issue)).take(BACK) {
            if let Ok((_, shown)) = publication::shown(v.conn(), other.id, figure.id) {
                trend.push((other.label(), shown));
            }
        }
        trend.reverse();
        let by_ward = shown.tables.iter().any(|table| table.by == Dim::Ward.code());
        let areas = if by_ward { areas::find(v.conn())? } else { None };
        // true counts of every team: a manager sees those of their own teams alone
        let late = match v.actor.is(Role::Head) && v.may_alone(nobody::SeeFigures) {
            true => Some(super::late::many(v, &issue, figure)?),
            false => None,
        };
        Ok(Self { figure, issue, version, shown, trend, areas, late })
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            span.govuk-caption-l { "Figure " (self.figure.id) ", " (self.issue.label()) }
            h1.govuk-heading-l { (self.figure.name) }
            @if self.issue.waits() {
                (parts::warning("These figures wait for a second person. They are not public."))
            }
            p.govuk-body-l { strong { (self.shown.value) } " – " (self.figure.sentence) }
            p.govuk-body { (self.issue.label()) ": " (self.shown.beside) ". " (self.late()) }
            (self.files())
            @for comparator in context.pack.terms("comparator").iter().filter(|term| term.code == self.figure.id) {
                p.govuk-body { (comparator.label) " (" (comparator.source) ")" }
            }
            @for table in &self.shown.tables { (self.table(table)) }
            (self.trend())
            (board::legend())
            (parts::details("What it means", html! {
                @if self.version != self.figure.version {
                    p.govuk-body { "It was published by version " (self.version) " of its definition; this is version " (self.figure.version) "." }
                }
                (figure::definition(self.figure))
            }))
        }
    }

    fn files(&self) -> Markup {
        let here = format!("/insight/published/{}/{}/file", self.issue.id, self.figure.id);
        html! {
            p.govuk-body {
                "Take it away: "
                a.govuk-link href={ (here) "?as=csv" } { "CSV" } ", "
                a.govuk-link href={ (here) "?as=xlsx" } { "XLSX" }
            }
        }
    }

    /// What has changed since, for those who may know.
    fn late(&self) -> Markup {
        let Some((now, late, gone)) = self.late else { return html! {} };
        html! {
            @if late == 0 && gone == 0 { "Nothing has changed since." }
            @else {
                "Counted again now: " (now)
                @if late > 0 { "; " (late) " entered late" }
                @if gone > 0 { "; " (gone) " not counted any more" }
                ". "
                a.govuk-link href={ "/insight/published/" (self.issue.id) "/" (self.figure.id) "/late" } { "Open them" }
            }
        }
    }

    fn table(&self, table: &ShownTable) -> Markup {
        let Some(dim) = Dim::parse(&table.by) else { return html! {} };
        let title = format!("By {}", dim.label());
        let share = self.figure.rule.is_share();
        let head =
            if share { vec![figure::label(dim), "Share", "Of how many"] } else { vec![figure::label(dim), "Count"] };
        let id = format!("by-{}", table.by);
        let unit = if share { "%" } else { self.figure.unit.label() };
        let caption = Caption { id: &id, title: &title, unit };
        let rows = table.rows.iter().map(|row| {
            let mut cells = vec![html! { (row.label) }];
            if share {
                cells.push(html! { (row.rate) });
            }
            cells.push(html! { (row.count) });
            cells
        });
        html! {
            h2.govuk-heading-m { (title) }
            @if let (Some(areas), Dim::Ward) = (&self.areas, dim) {
                div.eh-map { (charts::map_of(&caption, areas, &marks(table))) }
            } @else if table.rows.len() > 1 {
                (charts::bars(&caption, &Series::new(title.clone(), drawn(table))))
            }
            (parts::table("", &head, rows.collect()))
        }
    }

    fn trend(&self) -> Markup {
        if self.trend.len() < 2 {
            return html! {};
        }
        let unit = if self.figure.rule.is_share() { "%" } else { self.figure.unit.label() };
        let caption = Caption { id: "trend", title: "How it went on", unit };
        let points =
            self.trend.iter().map(|(label, shown)| (label.clone(), mark(shown.point.as_deref().unwrap_or("c"))));
        let rows = self.trend.iter().map(|(label, shown)| vec![html! { (label) }, html! { (shown.value) }]);
        html! {
            h2.govuk-heading-m { "How it went on" }
            (charts::line(&caption, &[Series::new(self.figure.name, points)]))
            (parts::table("", &["Period", "Published"], rows.collect()))
        }
    }
}

/// What is drawn of a value as it stands on the page: nothing is drawn that does not stand there.
fn mark(value: &str) -> Mark {
    let number = value.trim_end_matches(" %");
    match (number.parse::<u64>(), value.ends_with('%'), value) {
        (Ok(number), true, _) =>
        {
            #[expect(clippy::cast_precision_loss, reason = "a percentage")]
            Rate::Shown(number as f64).into()
        }
        (Ok(number), false, _) => Cell::Shown(number).into(),
        (Err(_), _, "z") => Cell::NotApplicable.into(),
        (Err(_), _, "x") => Cell::Unavailable.into(),
        (Err(_), _, "low") => Cell::Low.into(),
        _ => Cell::Withheld.into(),
    }
}

fn drawn(table: &ShownTable) -> Vec<(String, Mark)> {
    table.rows.iter().map(|row| (row.label.clone(), mark(&row.mark()))).collect()
}

fn marks(table: &ShownTable) -> Vec<(&str, Mark)> {
    table.rows.iter().map(|row| (row.key.as_str(), mark(&row.mark()))).collect()
}

pub(super) async fn page(visit: Visit, Path((id, figure)): Path<(PublicationId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::SeeInsight)?;
            let figure = shown::figure(&figure)?;
            let one = Published::load(v, id, figure)?;
            let back =
                if one.issue.waits() { format!("/insight/publications/{id}") } else { format!("/insight?of={id}") };
            Ok(v.frame.page_back(figure.name, &back, one.show(v)))
        })
        .await
}
