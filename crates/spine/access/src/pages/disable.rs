//! `/admin/accounts/{id}/disable`: someone is shut out, when nobody counts on them any more.

use crate::{
    AccountId, Context, Permits, View, Visit,
    accounts::{self, Account, Team},
    guard, manage, nobody,
};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

/// A team, and the names of those who manage it.
type Managed = (Team, Vec<String>);

/// Whose account it is, and what they leave behind.
struct Leaver {
    account: Account,
    leads: i64,
    teams: Vec<Managed>,
}

impl Leaver {
    fn load(v: &mut View<'_>, id: AccountId) -> Result<Self> {
        v.allow(nobody::ManageAccounts)?;
        let account = accounts::find(v.conn(), id)?;
        let teams = accounts::teams_of(v.conn(), id)?.into_iter().map(|(team, _)| {
            let members = accounts::members(v.conn(), team.id)?.into_iter();
            let managers = members.filter(|(_, _, manages)| *manages).map(|(_, name, _)| name);
            Ok((team, managers.collect()))
        });
        let teams = teams.collect::<Result<_>>()?;
        Ok(Self { leads: guard::count_led(v.conn(), id)?, account, teams })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        html! {
            h1.govuk-heading-l { "Disable the account of " (self.account.name) "?" }
            @if self.leads > 0 {
                (self.open_work(context))
            } @else {
                p.govuk-body {
                    "They are signed out at once, everywhere. Give their work to someone else first. "
                    "They are told by email."
                }
                (sheet.short_form(html! {
                    button.govuk-button.govuk-button--warning type="submit" data-module="govuk-button" {
                        "Disable account"
                    }
                }))
            }
        }
    }

    /// What has to be done before.
    fn open_work(&self, context: &Context) -> Markup {
        let many = dates::plural(self.leads, "family").replace("familys", "families");
        let told = format!("They lead for {many}. Nobody would answer for these: they are handed over first.");
        html! {
            (parts::warning(&told))
            p.govuk-body {
                "The manager of the team does that on the page "
                @if context.may_alone(nobody::SeeTeam) { a.govuk-link href="/team" { "Team" } } @else { "Team" }
                "."
            }
            ul.govuk-list.govuk-list--bullet {
                @for (team, managers) in &self.teams {
                    li {
                        a.govuk-link href={ "/admin/teams/" (team.id) } { (team.name) }
                        ", managed by "
                        @if managers.is_empty() { "nobody" } @else { (managers.join(", ")) }
                    }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<AccountId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let leaver = Leaver::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            let back = format!("/admin/accounts/{id}");
            Ok(v.frame.page_back("Disable an account", &back, leaver.show(v, &sheet)))
        })
        .await
}

/// Where a rule says no there is nothing on the page to put right: it is told on a page of its own.
pub(super) async fn submit(visit: Visit, Path(id): Path<AccountId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::ManageAccounts)?;
            manage::disable(change.tx, &permit, id)?;
            Ok(format!("/admin/accounts/{id}?done=saved"))
        })
        .await
}
