//! `/area`: what is known of the area, a sentence beside each number.

use crate::{indicators::Indicator, records::values};
use access::{Context, Permits, View, Visit, nobody};
use web::{Markup, Result, html, parts};

struct Profile {
    all: Vec<Indicator>,
}

impl Profile {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeProfile)?;
        let pack = v.pack.clone();
        Ok(Self { all: values::indicators(v.conn(), &pack)? })
    }

    fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for one in &self.all {
            if !groups.contains(&one.group.as_str()) {
                groups.push(&one.group);
            }
        }
        groups
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Profile of the area" }
            p.govuk-body {
                "What is known of those who live here, with its year and its source. Each opens to all its years, its \
                 wards, and what is published of the families we help beside it."
            }
            @if context.may_alone(nobody::KeepProfile) {
                p.govuk-body { a.govuk-link href="/area/import" { "Import values" } }
            }
            @if self.all.is_empty() { p.govuk-body { "No indicator is known yet." } }
            @for group in self.groups() { (self.group(group)) }
        }
    }

    fn group(&self, group: &str) -> Markup {
        let row = |one: &Indicator| {
            let newest = one.newest().or_else(|| one.by_ward().into_iter().next());
            let year = newest.map(|value| value.year.as_str()).unwrap_or_default();
            let number = one.newest().and_then(|value| value.value).map(|value| one.with_unit(value));
            let wards = one.by_ward().len();
            vec![
                html! { a.govuk-link href={ "/area/" (one.code) } { (one.label) } },
                html! {
                    @if let Some(number) = number { (number) }
                    @else if wards > 0 { "By ward" }
                    @else { "x" }
                },
                html! { (year) },
                html! { (one.sentence()) },
            ]
        };
        let of_group = self.all.iter().filter(|one| one.group == group).map(row).collect();
        html! {
            h2.govuk-heading-m { (group) }
            (parts::table("", &["Indicator", "Number", "Year", "What it says"], of_group))
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let profile = Profile::load(v)?;
            Ok(v.frame.page("Profile of the area", profile.show(v)))
        })
        .await
}
