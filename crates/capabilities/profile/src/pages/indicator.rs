//! `/area/{code}`: one indicator: its years, its wards on the map, and what is published of those we help beside it.

use crate::{
    indicators::{Indicator, Value, number},
    records::values,
};
use access::{Context, Permits, View, Visit, nobody};
use axum::extract::Path;
use charts::{Areas, Caption, Mark};
use disclosure::Rate;
use insight::{
    facts::Dim,
    outward::{self, PublishedTable},
};
use web::{Error, Markup, Result, dates, html, parts};

/// The figure that stands beside: families worked with.
const FIGURE: &str = "4";

struct Shown {
    one: Indicator,
    areas: Option<Areas>,
    published: Option<PublishedTable>,
}

impl Shown {
    fn load(v: &mut View<'_>, code: &str) -> Result<Self> {
        v.allow(nobody::SeeProfile)?;
        let pack = v.pack.clone();
        let all = values::indicators(v.conn(), &pack)?;
        let one = all.into_iter().find(|one| one.code == code).ok_or(Error::NotFound)?;
        let by_ward = !one.by_ward().is_empty();
        Ok(Self {
            areas: if by_ward { outward::boundaries(v.conn())? } else { None },
            published: if by_ward { outward::published(v.conn(), FIGURE, Dim::Ward, None)? } else { None },
            one,
        })
    }

    fn name<'a>(&'a self, ward: &'a str) -> &'a str {
        let areas = self.areas.iter().flat_map(Areas::iter);
        areas.into_iter().find(|area| area.code == ward).map_or(ward, |area| area.name.as_str())
    }

    fn show(&self, context: &Context) -> Markup {
        let one = &self.one;
        let newest = one.newest();
        html! {
            span.govuk-caption-l { (one.group) }
            h1.govuk-heading-l { (one.label) }
            @if let Some(value) = newest {
                p.govuk-body-l {
                    @if let Some(number) = value.value { strong { (one.with_unit(number)) } " (" (value.year) ")" }
                    @else { "The number is not known (" (value.year) ")" }
                    @if !one.sentence().is_empty() { ": " (one.sentence()) } "."
                }
            }
            @if let Some(sentence) = self.beside() { p.govuk-body-l { (sentence) } }
            @if !one.note.is_empty() { (parts::inset(html! { (one.note) })) }
            (self.years())
            (self.wards())
            (self.release(context))
        }
    }

    /// Our own figures beside it, as they are published: what is withheld is not counted, and it says so.
    fn beside(&self) -> Option<String> {
        let (table, wards) = (self.published.as_ref()?, self.one.worse_wards());
        let all: u64 = table.value.parse().ok().filter(|all| *all >= 10)?;
        let (mut shown, mut withheld) = (0_u64, false);
        for ward in &wards {
            let row = table
                .rows
                .iter()
                .find(|(key, label, _)| key.rsplit(':').next() == Some(ward.ward.as_str()) || *label == ward.ward);
            match row.map(|(_, _, count)| count.parse::<u64>()) {
                Some(Ok(count)) => shown += count,
                Some(Err(_)) => withheld = true,
                None => {}
            }
        }
        if wards.is_empty() || (shown == 0 && withheld) {
            return None;
        }
        let least = if withheld { "at least " } else { "" };
        let share = shown * 100 / all;
        let many = wards.len();
        Some(format!(
            "{least}{share} % of the families we helped live in the {} where it is worse than in the whole area \
             (published, {}).",
            dates::plural(i64::try_from(many).unwrap_or(0), "ward"),
            table.period,
        ))
        .map(capital)
    }

    fn years(&self) -> Markup {
        let row = |value: &Value| {
            vec![
                html! { (value.year) },
                html! { @if let Some(number) = value.value { (self.one.with_unit(number)) } @else { "x" } },
                html! { (self.one.standing(value).unwrap_or_default()) },
                html! { (value.source) },
            ]
        };
        let mut rows: Vec<(i32, Vec<Markup>)> =
            self.one.whole().map(|value| (crate::indicators::begins(&value.year), row(value))).collect();
        rows.extend(self.one.missing.iter().map(|year| {
            let cells = [html! { (year) }, html! { "x" }, html! { "Not in the source" }, html! {}];
            (crate::indicators::begins(year), cells.to_vec())
        }));
        rows.sort_by_key(|(year, _)| *year);
        if rows.is_empty() {
            return html! {};
        }
        html! {
            h2.govuk-heading-m { "Years" }
            (parts::table("", &["Year", "Number", "Compared", "Source"], rows.into_iter().map(|(_, row)| row).collect()))
            p.govuk-body-s { "x: not known." }
        }
    }

    fn wards(&self) -> Markup {
        let mut wards = self.one.by_ward();
        if wards.is_empty() {
            return html! {};
        }
        wards.sort_by(|one, other| self.name(&one.ward).cmp(self.name(&other.ward)));
        let year = wards.first().map(|ward| ward.year.as_str()).unwrap_or_default();
        let title = format!("{}, {year}, by ward", self.one.label);
        let caption = Caption { id: "wards", title: &title, unit: &self.one.unit };
        let marks: Vec<(&str, Mark)> =
            wards.iter().filter_map(|ward| Some((ward.ward.as_str(), Mark::from(Rate::Shown(ward.value?))))).collect();
        let row = |ward: &&Value| {
            vec![
                html! { (self.name(&ward.ward)) },
                html! { @if let Some(value) = ward.value { (number(value)) } @else { "x" } },
            ]
        };
        let on_map =
            self.areas.iter().flat_map(Areas::iter).any(|area| marks.iter().any(|(ward, _)| *ward == area.code));
        html! {
            h2.govuk-heading-m { "By ward, " (year) }
            @if let (Some(areas), true) = (&self.areas, on_map) {
                div.eh-map { (charts::map_of(&caption, areas, &marks)) }
            }
            (parts::table("", &["Ward", self.one.unit.as_str()], wards.iter().map(row).collect()))
            @if let Some(source) = wards.first().map(|ward| ward.source.as_str()) {
                p.govuk-body-s { "Source: " (source) "." }
            }
        }
    }

    fn release(&self, context: &Context) -> Markup {
        let next = self.one.values.iter().filter_map(|value| value.next_release).max();
        html! {
            @if let Some(on) = next {
                p.govuk-body {
                    "Next release: " (dates::day(on))
                    @if on < context.today { ". It has been: a newer value is looked for." }
                }
            }
        }
    }
}

fn capital(text: String) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

pub(super) async fn page(visit: Visit, Path(code): Path<String>) -> Result<Markup> {
    visit
        .view(move |v| {
            let shown = Shown::load(v, &code)?;
            Ok(v.frame.page_back(&shown.one.label, "/area", shown.show(v)))
        })
        .await
}
