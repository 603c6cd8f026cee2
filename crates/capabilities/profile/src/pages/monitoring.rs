//! `/equality/monitoring`: who is reached beside who lives here, by characteristic: frozen by one, published by another.

use crate::{
    indicators::Indicator,
    records::{
        MonitoringId,
        monitoring::{self as years, Monitoring, Shown, ShownRow},
        values,
    },
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use insight::{
    counting::Period,
    facts::Dim,
    outward::{self, PublishedTable},
};
use web::{
    Error, Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Choice, Colour},
};

const TITLE: &str = "Who is reached";

fn show_list(context: &Context, all: &[Monitoring], sheet: &Sheet) -> Markup {
    let last = Period::quarter_of(context.today).financial_year() - 1;
    let choices = (0..3).map(|back| {
        let year = last - back;
        Choice::new(year.to_string(), Period::Financial(year).label())
    });
    let keeps = context.may_alone(nobody::KeepEquality);
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "Children and young people of the families that were helped in a year, by characteristic, beside who lives here. \
             Small numbers are withheld before anybody sees them. Who was not asked is a number, too."
        }
        @if all.is_empty() { p.govuk-body { "No year is published yet." } }
        ul.govuk-list.eh-rows {
            @for one in all.iter().filter(|one| one.is_public() || (keeps && one.waits())) {
                li {
                    a.govuk-link href={ "/equality/monitoring/" (one.id) } { (one.label()) } " "
                    @if one.waits() { (parts::tag("Waits for a second person", Colour::Yellow)) }
                }
            }
        }
        @if keeps {
            (sheet.short_form(html! {
                (sheet.select("year", "Freeze a year").items(choices)
                    .hint("Of a year whose figures are published. Somebody else publishes it."))
                (parts::button_named("Freeze it", "govuk-button--secondary", "", ""))
            }))
        }
    };
    context.frame.sheet_page(TITLE, "/equality", sheet, content)
}

pub(super) async fn list(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SeeEquality)?;
            let all = years::list(v.conn())?;
            let sheet = v.context().sheet(Fields::default());
            Ok(show_list(v, &all, &sheet))
        })
        .await
}

pub(super) async fn freeze(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepEquality)?;
            let (pack, year) = (change.pack.clone(), sheet.fields.get("year").parse().unwrap_or(0));
            match sheet.heed(years::freeze(change.tx, &permit, &pack, year))? {
                Some(id) => Ok(format!("/equality/monitoring/{id}?done=saved")),
                None => {
                    let all = years::list(change.conn())?;
                    Sheet::again(show_list(change, &all, sheet))
                }
            }
        })
        .await
}

struct Year {
    of: Monitoring,
    indicators: Vec<Indicator>,
    ages: Option<PublishedTable>,
}

impl Year {
    fn load(inside: &mut impl Permits, id: MonitoringId) -> Result<Self> {
        inside.allow(nobody::SeeEquality)?;
        let (pack, of) = (inside.context().pack.clone(), years::find(inside.conn(), id)?);
        let keeps = inside.context().may_alone(nobody::KeepEquality);
        let sees = of.is_public() || (keeps && of.waits());
        if !sees {
            return Err(Error::NotFound);
        }
        let year = Period::Financial(i32::try_from(of.year).unwrap_or_default());
        Ok(Self {
            ages: outward::published(inside.conn(), "4c", Dim::Age, Some(year))?,
            indicators: values::indicators(inside.conn(), &pack)?,
            of,
        })
    }

    /// Who lives here, as far as the profile says so.
    fn lives_here(&self, row: &ShownRow) -> String {
        let one = self.indicators.iter().find(|one| one.beside == row.key);
        let value = one.and_then(|one| Some((one, one.newest()?)));
        match value.and_then(|(one, value)| Some((one, value, value.value?))) {
            Some((one, value, number)) => format!("{} ({})", one.with_unit(number), value.year),
            None => "x".into(),
        }
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let of = &self.of;
        let title = format!("{TITLE}, {}", of.label());
        let content = html! {
            h1.govuk-heading-l { (title) }
            @if of.waits() { (parts::warning("This year waits for a second person. It is not public.")) }
            p.govuk-body {
                "Frozen by " (of.frozen_name) " on " (dates::day(of.frozen_at.date()))
                @if let Some(at) = of.published_at {
                    ", published by " (of.published_name) " on " (dates::day(at.date()))
                } "."
            }
            @if context.may_alone(nobody::AuthoriseEquality) { (self.deciding(sheet)) }
            (self.by_age())
            @for table in &of.shown.0 { (self.table(table)) }
            p.govuk-body-s {
                "c: withheld, because so few could be recognised, or because it would tell of them. x: not known. \
                 z: too few for a share. Gender reassignment, sexual orientation, marriage and pregnancy are not asked of \
                 children here."
            }
        };
        context.frame.sheet_page(&title, "/equality/monitoring", sheet, content)
    }

    fn deciding(&self, sheet: &Sheet) -> Markup {
        let at = |step: &str| format!("/equality/monitoring/{}/{step}", self.of.id);
        html! {
            div.govuk-button-group {
                @if self.of.waits() { (sheet.form_to(&at("publish"), parts::button("Publish it"))) }
                (sheet.form_to(&at("end"), html! {
                    button.eh-link-button type="submit" {
                        @if self.of.waits() { "Throw it away" } @else { "Take it back" }
                    }
                }))
            }
        }
    }

    fn by_age(&self) -> Markup {
        let Some(table) = &self.ages else { return html! {} };
        let rows = table.rows.iter().map(|(_, label, count)| vec![html! { (label) }, html! { (count) }]).collect();
        html! {
            h2.govuk-heading-m { "Age" }
            (parts::table("As the figures of the year are published", &["Age", "Children reached"], rows))
        }
    }

    fn table(&self, table: &Shown) -> Markup {
        let row = |row: &ShownRow| {
            vec![html! { (row.label) }, html! { (row.count) }, html! { (row.share) }, html! { (self.lives_here(row)) }]
        };
        html! {
            h2.govuk-heading-m { (table.title) }
            (parts::table("", &["Answer", "Children reached", "Of all reached", "Of those who live here"],
                table.rows.iter().map(row).collect()))
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<MonitoringId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let year = Year::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(year.show(v, &sheet))
        })
        .await
}

pub(super) async fn publish(visit: Visit, Path(id): Path<MonitoringId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::AuthoriseEquality)?;
            match sheet.heed(years::publish(change.tx, &permit, id))? {
                Some(()) => Ok(format!("/equality/monitoring/{id}?done=saved")),
                None => {
                    let year = Year::load(change, id)?;
                    Sheet::again(year.show(change, sheet))
                }
            }
        })
        .await
}

pub(super) async fn end(visit: Visit, Path(id): Path<MonitoringId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::AuthoriseEquality)?;
            years::end(change.tx, &permit, id)?;
            Ok("/equality/monitoring?done=saved".to_owned())
        })
        .await
}
