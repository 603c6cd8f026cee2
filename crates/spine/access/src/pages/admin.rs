//! `/admin`: accounts, waiting work, the numbers of the practice pack.

use crate::{
    Context, Permits, View, Visit,
    accounts::{self, Account},
    nobody,
};
use store::jobs::{self, Counts, Job};
use web::{Markup, Result, html, parts, parts::Colour};

/// Accounts shown; the command line has all.
const ACCOUNTS: usize = 40;

/// Open jobs shown.
const JOBS: i64 = 20;

/// Everything that stands on the page.
struct Admin {
    accounts: Vec<(Account, String)>,
    waiting: Counts,
    jobs: Vec<Job>,
}

impl Admin {
    fn load(v: &mut View<'_>) -> Result<Self> {
        v.allow(nobody::SeeSystem)?;
        Ok(Self {
            accounts: accounts::list(v.conn())?,
            waiting: jobs::counts(v.conn())?,
            jobs: jobs::list_open(v.conn(), JOBS)?,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { "Administration" }
            (parts::button_link("Add an account", "/admin/accounts/new", ""))
            (self.accounts(context.app.demo))
            h2.govuk-heading-m { "Work for later" }
            p.govuk-body { (self.waiting.waiting) " waiting, " (self.waiting.failed) " given up." }
            @if !self.jobs.is_empty() { (self.jobs()) }
            (settings(context))
        }
    }

    fn accounts(&self, demo: bool) -> Markup {
        let all = self.accounts.len();
        let more = if all > ACCOUNTS { ", the first 40; `earlyhelp account list` has all" } else { "" };
        let rows = self.accounts.iter().take(ACCOUNTS).map(|(account, organisation)| {
            let roles: Vec<&str> = account.roles().iter().map(|role| role.label()).collect();
            vec![html! { (account.name) }, html! { (organisation) }, html! { (roles.join(", ")) }, state(account, demo)]
        });
        parts::table(&format!("Accounts ({all}{more})"), &["Name", "Organisation", "Roles", "State"], rows.collect())
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

/// Those of a demo have no passwords and are in use all the same.
fn state(account: &Account, demo: bool) -> Markup {
    if account.disabled_at.is_some() {
        return parts::tag("Disabled", Colour::Grey);
    }
    if account.password.is_none() && !demo {
        return parts::tag("Invited", Colour::Yellow);
    }
    html! {
        a.govuk-link href={ "/admin/accounts/" (account.id) "/disable" } {
            "Disable" span.govuk-visually-hidden { " " (account.name) }
        }
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
