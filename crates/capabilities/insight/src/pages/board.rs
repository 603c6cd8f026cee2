//! `/insight`: what is published, on one page that a board can read and print. Words first; each number opens its tables.

use super::shown;
use crate::{
    counting::Period,
    figures::{Figure, Group},
    publishing::Shown,
    records::publication::{self, Issue, PublicationId},
};
use access::{Context, Permits, View, Visit, nobody};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

struct Board {
    issue: Issue,
    public: Vec<Issue>,
    shown: BTreeMap<String, Shown>,
    compared: Vec<(&'static str, BTreeMap<String, Shown>)>,
}

/// The publication of an address, if everybody sees it; else the newest.
pub(crate) fn chosen(public: &[Issue], asked: &str) -> Option<Issue> {
    let asked = asked.parse().ok().map(PublicationId);
    public.iter().find(|issue| Some(issue.id) == asked).or(public.first()).cloned()
}

/// What everybody sees, the newest first: of each period what was published last.
pub(crate) fn public(v: &mut View<'_>) -> Result<Vec<Issue>> {
    let mut seen = Vec::new();
    let all = publication::list(v.conn())?.into_iter().filter(Issue::is_public);
    Ok(all
        .filter(|issue| {
            let new = !seen.contains(&issue.period);
            seen.push(issue.period.clone());
            new
        })
        .collect())
}

/// The publication of another period.
pub(crate) fn of_period(public: &[Issue], period: Period) -> Option<&Issue> {
    public.iter().find(|issue| issue.period == period.code())
}

impl Board {
    fn load(v: &mut View<'_>, query: &Fields) -> Result<Option<Self>> {
        let public = public(v)?;
        let Some(issue) = chosen(&public, query.get("of")) else { return Ok(None) };
        let mut of = |id| publication::all_shown(v.conn(), id).map(|all| all.into_iter().collect::<BTreeMap<_, _>>());
        let shown = of(issue.id)?;
        let mut compared = Vec::new();
        if let Some((before, year)) = issue.period().map(Period::compared) {
            for (label, period) in [("Before", before), ("Year before", year)] {
                if let Some(other) = of_period(&public, period).filter(|_| compared.is_empty() || before != year) {
                    compared.push((label, of(other.id)?));
                }
            }
        }
        Ok(Some(Self { issue, public, shown, compared }))
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            span.govuk-caption-l { "Early help, published figures" }
            h1.govuk-heading-l { (self.issue.label()) }
            (self.choose())
            @for words in self.words() { p.govuk-body-l { (words) } }
            @for group in Group::ALL { (self.group(*group)) }
            (legend())
            p.govuk-body.eh-muted {
                "Frozen by " (self.issue.frozen_name) " on " (dates::day(self.issue.frozen_at.date())) ", published by "
                (self.issue.published_name) " on "
                (self.issue.published_at.map(|at| dates::day(at.date())).unwrap_or_default()) ". "
            }
            (ways(context))
        }
    }

    fn choose(&self) -> Markup {
        let sheet = Sheet::from(Fields::default().with("of", self.issue.id.to_string()));
        let items = self.public.iter().map(|issue| parts::Choice::new(issue.id.to_string(), issue.label()));
        html! {
            @if self.public.len() > 1 {
                form method="get" action="/insight" {
                    (sheet.select("of", "Period").items(items))
                    button.govuk-button.govuk-button--secondary type="submit" { "Show" }
                }
            }
        }
    }

    /// What a board reads first.
    fn words(&self) -> Vec<String> {
        let value = |id: &str| self.shown.get(id).map(|shown| shown.value.clone()).filter(|value| is_number(value));
        let mut words = Vec::new();
        if let Some(contacts) = value("1a") {
            let again = value("2")
                .map(|again| format!(" {again} of them were about families who had been in touch within a year."));
            words.push(format!("{contacts} contacts and referrals came to early help.{}", again.unwrap_or_default()));
        }
        if let (Some(families), Some(children)) = (value("4"), value("4c")) {
            words.push(format!("{families} families with {children} children and young people were helped."));
        }
        if let Some(positive) = value("10") {
            words.push(format!(
                "{positive} of the families whose help ended had reached at least half of what was planned."
            ));
        }
        if let Some(waiting) = value("3") {
            words.push(format!("{waiting} places in waiting lists were waited for at the end."));
        }
        words
    }

    fn group(&self, group: Group) -> Markup {
        let mut head = vec!["Figure", "Value"];
        head.extend(self.compared.iter().map(|(label, _)| *label));
        let rows = shown::of_group(group).filter_map(|figure| Some(self.row(figure, self.shown.get(figure.id)?)));
        parts::table(group.label(), &head, rows.collect())
    }

    fn row(&self, figure: &Figure, shown: &Shown) -> Vec<Markup> {
        let mut row = vec![
            html! {
                a.govuk-link href={ "/insight/published/" (self.issue.id) "/" (figure.id) } { (figure.name) }
                br;
                small { (shown.beside) }
            },
            html! { (shown.value) },
        ];
        for (_, other) in &self.compared {
            row.push(html! { (other.get(figure.id).map_or("–", |shown| shown.value.as_str())) });
        }
        row
    }
}

/// Whether it is a number and not a symbol.
pub(crate) fn is_number(value: &str) -> bool {
    value.chars().next().is_some_and(|first| first.is_ascii_digit())
}

/// What the symbols mean.
pub(crate) fn legend() -> Markup {
    html! {
        p.govuk-body.eh-muted {
            "c: withheld, so that nobody can be recognised. z: not applicable. x: not available. "
            "low: more than none, but rounds to 0. No percentage stands on fewer than 10."
        }
    }
}

/// Where else one may go from here.
fn ways(context: &Context) -> Markup {
    html! {
        ul.govuk-list {
            li { a.govuk-link href="/insight/definitions" { "What each figure means" } }
            li { a.govuk-link href="/insight/views" { "Views that you keep" } }
            @if context.may_alone(nobody::SeeFigures) {
                li { a.govuk-link href="/insight/now" { "Figures as they are now" } }
            }
            @if context.may_alone(nobody::PublishFigures) {
                li { a.govuk-link href="/insight/publications" { "Freeze and publish" } }
            }
        }
    }
}

fn nothing(context: &Context) -> Markup {
    html! {
        h1.govuk-heading-l { "Figures" }
        p.govuk-body-l { "Nothing is published yet." }
        p.govuk-body { "Figures are frozen when a quarter is over, and published when a second person has looked at them." }
        (ways(context))
    }
}

pub(crate) async fn page(visit: Visit) -> Result<Markup> {
    let query = visit.queries();
    visit
        .view(move |v| {
            v.allow(nobody::SeeInsight)?;
            Ok(match Board::load(v, &query)? {
                Some(board) => v.frame.page(&board.issue.label(), board.show(v)),
                None => v.frame.page("Figures", nothing(v)),
            })
        })
        .await
}
