//! `/admin`: how many accounts there are, waiting work; `/admin/settings`: the numbers of the practice pack.

use crate::{
    Context, Permits, View, Visit,
    accounts::{self, Listed, State},
    nobody,
};
use store::jobs::{self, Counts, Job};
use web::{Markup, Result, html, parts, parts::Colour};

/// Open jobs shown.
const JOBS: i64 = 20;

/// Everything that stands on the page.
struct Admin {
    accounts: Vec<Listed>,
    waiting: Counts,
    jobs: Vec<Job>,
}

impl Admin {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeSystem)?;
        Ok(Self {
            accounts: accounts::list_all(v.conn())?,
            waiting: jobs::counts(v.conn())?,
            jobs: jobs::list_open(v.conn(), JOBS)?,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Administration" }
            (self.accounts(context.app.demo))
            h2.govuk-heading-m { "Work for later" }
            p.govuk-body { (self.waiting.waiting) " waiting, " (self.waiting.failed) " given up." }
            @if !self.jobs.is_empty() { (self.jobs()) }
            h2.govuk-heading-m { "Practice" }
            p.govuk-body { a.govuk-link href="/admin/settings" { "The numbers of the practice pack" } }
        }
    }

    fn accounts(&self, demo: bool) -> Markup {
        let count = |state: State| self.accounts.iter().filter(|one| one.state(demo) == state).count();
        html! {
            h2.govuk-heading-m { "Accounts" }
            p.govuk-body {
                (count(State::InUse)) " in use, " (count(State::Invited)) " invited, "
                (count(State::Disabled)) " disabled."
            }
            ul.govuk-list {
                li { a.govuk-link href="/admin/accounts" { "Find and change accounts" } }
                li { a.govuk-link href="/admin/accounts/new" { "Add an account" } }
                li { a.govuk-link href="/admin/organisations" { "Organisations and teams" } }
            }
        }
    }

    fn jobs(&self) -> Markup {
        let rows = self.jobs.iter().map(|job| {
            let state = match job.failed_at {
                Some(_) => parts::tag("Given up", Colour::Red),
                None => parts::tag("Waiting", Colour::Blue),
            };
            vec![
                html! { (job.kind) },
                state,
                html! { (job.attempts) },
                html! { (job.last_error.as_deref().unwrap_or("none")) },
            ]
        });
        parts::table("Jobs", &["Kind", "State", "Tries", "Last error"], rows.collect())
    }
}

/// Numbers and readings of the pack on one page.
const SHOWN: usize = 40;

fn settings(context: &Context, page: usize) -> Markup {
    let pack = &context.pack;
    let numbers = pack.settings().map(|(_, setting)| {
        let value = format!("{} {}", setting.value, setting.unit.replace('-', " "));
        (&setting.label, value, &setting.source)
    });
    let readings = pack.readings().map(|reading| (&reading.label, reading.value.replace('-', " "), &reading.source));
    let all: Vec<_> = numbers.chain(readings).collect();
    let pages = all.len().div_ceil(SHOWN);
    let page = page.clamp(1, pages.max(1));
    let rows = all
        .iter()
        .skip((page - 1) * SHOWN)
        .take(SHOWN)
        .map(|(label, value, source)| vec![html! { (label) }, html! { (value) }, html! { (source) }]);
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    html! {
        h1.govuk-heading-l { "The numbers of the practice pack" }
        p.govuk-body {
            (pack.title) ", version " (pack.version) ": " (all.len()) " numbers. They are changed in the pack, not here."
        }
        (parts::table("Settings", &["What", "Value", "Source"], rows.collect()))
        (parts::pagination(number(page), number(pages), |page| format!("/admin/settings?page={page}")))
    }
}

pub(super) async fn settings_page(visit: Visit) -> Result<Markup> {
    let page = visit.query("page").parse().unwrap_or(1);
    visit
        .view(move |v| {
            v.allow(nobody::SeeSystem)?;
            Ok(v.frame.page_back("The numbers of the practice pack", "/admin", settings(v, page)))
        })
        .await
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let admin = Admin::load(v)?;
            Ok(v.frame.page("Administration", admin.show(v)))
        })
        .await
}
