//! `/audits/themes`: how standards were graded, audit after audit. Who leads audits sees the counts, and by agency; all
//! others what was published.

use crate::records::{self, Grades, Report};
use access::{Context, OrganisationId, Permits, View, Visit, accounts, nobody};
use std::collections::{BTreeMap, BTreeSet};
use web::{Markup, Result, dates, html, parts};

/// So many audits stand beside each other.
const SHOWN: i64 = 8;

struct Themes {
    audits: Vec<records::InTime>,
    reports: Vec<Report>,
    agencies: BTreeMap<OrganisationId, String>,
    keeps: bool,
}

impl Themes {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeAudits)?;
        let keeps = v.may_alone(nobody::KeepAudits);
        let audits = records::over_time(v.conn(), SHOWN)?;
        let mut reports = Vec::new();
        for one in &audits {
            let of = records::find(v.conn(), one.id)?;
            reports.push(serde_json::from_value(of.report.0).unwrap_or_default());
        }
        let agencies = accounts::list_organisations(v.conn())?.into_iter().map(|one| (one.id, one.name)).collect();
        Ok(Self { audits, reports, agencies, keeps })
    }

    /// How many are of the better half, of how many.
    fn good(best: &BTreeSet<String>, grades: &Grades) -> Option<(u64, u64)> {
        let all: u64 = grades.values().sum();
        let good: u64 = grades.iter().filter(|(code, _)| best.contains(*code)).map(|(_, many)| many).sum();
        (all > 0).then_some((good, all))
    }

    /// The same of what was published: nothing where any of it is withheld.
    fn published(report: &Report, counts: &[Option<u64>], best: &BTreeSet<String>) -> Option<(u64, u64)> {
        let counts: Option<Vec<u64>> = counts.iter().copied().collect();
        let grades: Grades = report.grades.iter().cloned().zip(counts?).collect();
        Self::good(best, &grades)
    }

    /// Whether an audit had this standard at all.
    fn was_graded(&self, n: usize, code: &str) -> bool {
        code.is_empty() || self.reports[n].standards.iter().any(|(there, _)| there == code)
    }

    fn show(&self, context: &Context) -> Markup {
        let all = context.pack.terms("audit-grade");
        let best: BTreeSet<String> = all.iter().take(all.len().div_ceil(2)).map(|term| term.code.clone()).collect();
        let words: Vec<&str> = all.iter().take(all.len().div_ceil(2)).map(|term| term.label.as_str()).collect();
        let keeps = self.keeps;
        let cell = |n: usize, code: &str, of: Option<(u64, u64)>| match of {
            Some((good, all)) => html! { (good) " of " (all) },
            None if keeps || !self.was_graded(n, code) => html! { "–" },
            None => html! { abbr title="withheld" { "c" } },
        };
        let of = |n: usize, standard: &str| match (self.keeps, standard) {
            (true, "") => Self::good(&best, &self.audits[n].graded.overall),
            (true, code) => self.audits[n].graded.standards.get(code).and_then(|grades| Self::good(&best, grades)),
            (false, "") => Self::published(&self.reports[n], &self.reports[n].overall, &best),
            (false, code) => {
                let counts = self.reports[n].standards.iter().find(|(there, _)| there == code);
                counts.and_then(|(_, counts)| Self::published(&self.reports[n], counts, &best))
            }
        };
        let row = |name: &str, code: &str| -> Vec<Markup> {
            let name = name.to_owned();
            [html! { (name) }].into_iter().chain((0..self.audits.len()).map(|n| cell(n, code, of(n, code)))).collect()
        };
        let heads: Vec<String> = self.audits.iter().map(|one| format!("To {}", dates::day(one.until_on))).collect();
        let with = |first: &'static str| -> Vec<&str> {
            [first].into_iter().chain(heads.iter().map(String::as_str)).collect()
        };
        let rows = [row("Over all", "")]
            .into_iter()
            .chain(context.pack.terms("audit-standard").iter().map(|term| row(&term.label, &term.code)));
        html! {
            h1.govuk-heading-l { "Grades over time" }
            @if self.audits.is_empty() { p.govuk-body { "No audit is published yet." } } @else {
                p.govuk-body { "Files with one of the better grades (" (words.join(", ")) "), of those graded." }
                (parts::table("By standard", &with("Standard"), rows.collect()))
                @if self.keeps { (self.by_agency(&best, &with("Agency of the lead"))) }
                h2.govuk-heading-m { "The audits" }
                ul.govuk-list {
                    @for one in &self.audits {
                        li {
                            a.govuk-link href={ "/audits/" (one.id) "/report" } { (one.title) } ", to "
                            (dates::day(one.until_on))
                        }
                    }
                }
            }
        }
    }

    fn by_agency(&self, best: &BTreeSet<String>, heads: &[&str]) -> Markup {
        let all: BTreeSet<OrganisationId> =
            self.audits.iter().flat_map(|one| one.graded.agencies.keys().copied()).collect();
        let row = |agency: &OrganisationId| -> Vec<Markup> {
            let name = self.agencies.get(agency).cloned().unwrap_or_default();
            let cells = self.audits.iter().map(|one| {
                let of = one.graded.agencies.get(agency).and_then(|grades| Self::good(best, grades));
                match of {
                    Some((good, all)) => html! { (good) " of " (all) },
                    None => html! { "–" },
                }
            });
            [html! { (name) }].into_iter().chain(cells).collect()
        };
        html! { (parts::table("By agency", heads, all.iter().map(row).collect())) }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let themes = Themes::load(v)?;
            Ok(v.frame.page_back("Grades over time", "/audits", themes.show(v)))
        })
        .await
}
