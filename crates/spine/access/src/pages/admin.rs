//! `/admin`: how many accounts there are, waiting work, the numbers of the practice pack.

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
            (settings(context))
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

fn settings(context: &Context) -> Markup {
    let pack = &context.pack;
    let rows = pack.settings().map(|(_, setting)| {
        vec![
            html! { (setting.label) },
            html! { (setting.value) " " (setting.unit.replace('-', " ")) },
            html! { (setting.source) },
        ]
    });
    let readings = pack.readings().map(|reading| {
        vec![html! { (reading.label) }, html! { (reading.value.replace('-', " ")) }, html! { (reading.source) }]
    });
    let rows = rows.chain(readings);
    let content = html! {
        p.govuk-body {
            (pack.title) ", version " (pack.version) ". They are changed in the pack, not here."
        }
        (parts::table("Settings", &["What", "Value", "Source"], rows.collect()))
    };
    parts::details("The numbers of the practice pack", content)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let admin = Admin::load(v)?;
            Ok(v.frame.page("Administration", admin.show(v)))
        })
        .await
}
