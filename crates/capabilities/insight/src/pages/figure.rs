//! `/insight/figures/{id}`: one figure as it is now: its definition, what it is told apart by, how it went on, its rows.

use super::{
    file, now,
    shown::{self, Wanted},
    views,
};
use crate::{
    counting::{self, Count, Counted, Looked, Period},
    facts::{Dim, dims::place},
    figures::{Figure, Rule},
    freezing, keeping,
    words::Names,
};
use access::{Permits, View, Visit, nobody};
use axum::extract::Path;
use pack::Pack;
use web::{Fields, Markup, Result, Sheet, html, parts};

struct One {
    figure: &'static Figure,
    wanted: Wanted,
    total: Count,
    compared: Vec<(&'static str, Count)>,
    counted: Option<Counted>,
    trend: Vec<(String, Count)>,
    names: Names,
    teams: Vec<(String, String)>,
    sheet: Sheet,
}

/// As many rows of a table as are shown.
const MOST: usize = 40;

impl One {
    fn load(v: &mut View<'_>, figure: &'static Figure, query: &Fields) -> Result<Self> {
        let mut wanted = shown::wanted(v, query);
        wanted.looked.by.retain(|dim| figure.takes(*dim));
        if wanted.looked.by.is_empty() {
            wanted.looked.by = figure.main.into_iter().collect();
        }
        let (pack, today) = (v.pack.clone(), v.today);
        let alone = Looked { by: vec![], ..wanted.looked.clone() };
        let asking = shown::asking(v)?;
        let conn = v.conn();
        let total = asking.count(conn, figure, wanted.window, &alone)?.total();
        let mut compared = Vec::new();
        for (label, window) in wanted.compared() {
            compared.push((label, asking.count(conn, figure, window, &alone)?.total()));
        }
        let counted = match wanted.looked.by.is_empty() {
            true => None,
            false => Some(asking.count(conn, figure, wanted.window, &wanted.looked)?),
        };
        let mut trend = Vec::new();
        let months = Period::parse(&today.format("%Y-%m").to_string());
        for period in std::iter::successors(months, |period| Some(period.compared().0)).take(13) {
            let count = asking.count(conn, figure, period.window(), &alone)?.total();
            trend.push((period.label(), count));
        }
        trend.reverse();
        let names = match &counted {
            Some(counted) => freezing::names(conn, &pack, figure, counted, wanted.looked.framework.as_deref())?,
            None => Names::default(),
        };
        let teams = now::teams(v)?;
        let query = wanted.whole_query();
        let address = format!("/insight/figures/{}?{query}", figure.id);
        let sheet = v.sheet(|| Fields::default().with("query", query.as_str()).with("address", address.as_str()))?;
        Ok(Self { figure, wanted, total, compared, counted, trend, names, teams, sheet })
    }

    fn address(&self) -> String {
        format!("/insight/figures/{}", self.figure.id)
    }

    fn show(&self, v: &View<'_>) -> Markup {
        let figure = self.figure;
        html! {
            span.govuk-caption-l { "Figure " (figure.id) ", " (figure.group.label()) }
            h1.govuk-heading-l { (figure.name) }
            (shown::not_for_sharing())
            (shown::chooser(v, &self.wanted, &self.address(), &self.teams, self.told_apart(&v.pack)))
            p.govuk-body-l { strong { (shown::value(figure, &self.total)) } " – " (figure.sentence) }
            p.govuk-body {
                (self.wanted.label()) ": " (shown::beside(figure, &self.total)) ". "
                @for (label, count) in &self.compared { (label) ": " (shown::value(figure, count)) ". " }
                @if !figure.rule.has_no_rows() {
                    a.govuk-link href={ (self.address()) "/rows?" (self.wanted.query()) } { "Open what is counted" }
                }
            }
            @if let Some(counted) = &self.counted { (self.table(counted)) }
            (parts::details("How it went on, month by month", self.months()))
            (file::form(&self.sheet, figure))
            (views::keep_form(&self.sheet))
            (parts::details("What it means", definition(figure)))
        }
    }

    /// By what it is told apart.
    fn told_apart(&self, pack: &Pack) -> Markup {
        let code = |nth: usize| self.wanted.looked.by.get(nth).map_or("", |dim| dim.code());
        let framework = self.wanted.looked.framework.as_deref().unwrap_or_default();
        let fields = Fields::default().with("by", code(0)).with("and", code(1)).with("framework", framework);
        let sheet = Sheet::from(fields);
        let items = || self.figure.by().map(|dim| parts::Choice::new(dim.code(), label(dim))).collect::<Vec<_>>();
        html! {
            @if self.figure.by().next().is_some() {
                (sheet.select("by", "Told apart by").prompt("Nothing").items(items()))
                (sheet.select("and", "And by").prompt("Nothing else").items(items()))
            }
            @if self.figure.by().any(|dim| counting::vocabulary(self.figure, dim).is_some()) {
                (sheet.select("framework", "Told in").prompt("Its own words").items(pack.frameworks.iter().map(|one| {
                    parts::Choice::new(&one.code, format!("{}, {}", one.label, one.version))
                })))
            }
        }
    }

    fn table(&self, counted: &Counted) -> Markup {
        let mut head: Vec<&str> = counted.by.iter().map(|dim| label(*dim)).collect();
        let (first, second) = match self.figure.rule {
            rule if rule.is_share() => ("Share", "Of how many"),
            rule if rule.is_time() => ("Middle value", "Of how many"),
            _ => ("Count", "Share of all"),
        };
        head.extend([first, second]);
        let all = self.total.n;
        let mut cells: Vec<_> = counted.cells.iter().collect();
        let place = |key: &[Option<String>]| -> Vec<usize> {
            counted.by.iter().zip(key).map(|(dim, code)| place(*dim, code.as_deref())).collect()
        };
        cells.sort_by_cached_key(|(key, _)| (place(key), (*key).clone()));
        if counted.by.len() == 1
            && !self.figure.rule.is_time()
            && counted.by != [Dim::Age]
            && counted.by != [Dim::Level]
        {
            cells.sort_by_key(|(key, count)| (std::cmp::Reverse(count.of), (*key).clone()));
        }
        let left = cells.len().saturating_sub(MOST);
        let rows = cells.into_iter().take(MOST).map(|(key, count)| {
            let mut row: Vec<Markup> = counted
                .by
                .iter()
                .zip(key)
                .map(|(dim, code)| html! { (self.names.name(*dim, code.as_deref())) })
                .collect();
            row.push(html! { (shown::value(self.figure, count)) });
            row.push(match self.figure.rule {
                rule if rule.is_share() || rule.is_time() => html! { (count.of) },
                _ => html! { (shown::percent(count.n, all)) },
            });
            row
        });
        let by: Vec<&str> = counted.by.iter().map(|dim| dim.label()).collect();
        html! {
            (parts::table(&format!("By {}", by.join(" and by ")), &head, rows.collect()))
            @if left > 0 { p.govuk-body { "And " (left) " more rows: take them away as a file." } }
        }
    }

    fn months(&self) -> Markup {
        let rows = self.trend.iter().map(|(label, count)| {
            vec![
                html! { (label) },
                html! { (shown::value(self.figure, count)) },
                html! { (shown::beside(self.figure, count)) },
            ]
        });
        parts::table("Month by month", &["Month", "Value", "Beside it"], rows.collect())
    }
}

/// A dimension at the head of a column.
pub(super) fn label(dim: Dim) -> &'static str {
    match dim {
        Dim::Ward => "Ward",
        Dim::Area => "Small area",
        Dim::Age => "Age",
        Dim::Sex => "Sex",
        Dim::Ethnicity => "Ethnicity",
        Dim::Disability => "Disability",
        Dim::Sen => "Special educational needs",
        Dim::Level => "Level of need",
        Dim::Need => "Need",
        Dim::Source => "Source",
        Dim::Agency => "Organisation",
        Dim::Team => "Team",
        Dim::Service => "Service",
        Dim::Outcome => "Outcome",
        Dim::Side => "Hub, council or partner",
        Dim::What => "Kind",
    }
}

/// All that is said of a figure.
pub(super) fn definition(figure: &Figure) -> Markup {
    let mut rows = vec![
        parts::Row::new("What is counted", figure.numerator),
        parts::Row::new("The date that counts", figure.date),
    ];
    if !figure.denominator.is_empty() {
        rows.push(parts::Row::new("Of which it is a share", figure.denominator));
    }
    rows.push(parts::Row::new("Left out", figure.exclusions));
    if let Rule::Missing { why } = figure.rule {
        rows.push(parts::Row::new("Not counted yet", why));
    }
    rows.push(parts::Row::new("Who answers for it", figure.owner));
    let version = format!("{}, since {}", figure.version, figure.since);
    rows.push(parts::Row::new("Version", version));
    rows.push(parts::Row::new("Source", figure.source));
    parts::summary_list(rows)
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
            let one = One::load(v, figure, &query)?;
            let back = format!("/insight/now?{}", one.wanted.query());
            Ok(v.frame.page_back(figure.name, &back, one.show(v)))
        })
        .await
}
