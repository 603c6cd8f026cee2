//! `/admin/accounts/{id}`: all that is known of one account, and the ways to change it.

use super::{href, list::tag};
use crate::{
    AccountId, Context, Permits, View, Visit,
    accounts::{self, Account, Organisation, State, Team},
    browsers, guard, manage, nobody,
    sessions::{self, Session},
    tokens::{self, Token},
};
use axum::{extract::Path, response::Response};
use web::{
    Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Row},
};

/// Everything that stands on the page.
struct One {
    account: Account,
    organisation: Organisation,
    teams: Vec<(Team, bool)>,
    leads: i64,
    sessions: Vec<Session>,
    browsers: i64,
    tokens: Vec<Token>,
}

impl One {
    fn load(v: &mut View<'_>, id: AccountId) -> Result<Self> {
        v.allow(nobody::ManageAccounts)?;
        let account = accounts::find(v.conn(), id)?;
        let (now, limits) = (v.now, v.app.limits());
        Ok(Self {
            organisation: accounts::find_organisation(v.conn(), account.organisation_id)?,
            teams: accounts::teams_of(v.conn(), id)?,
            leads: guard::count_led(v.conn(), id)?,
            sessions: sessions::list(v.conn(), now, id, limits)?,
            browsers: browsers::count(v.conn(), now, id)?,
            tokens: tokens::list(v.conn(), id)?,
            account,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let sheet = context.sheet(Fields::default());
        html! {
            h1.govuk-heading-l { (self.account.name) }
            p.govuk-body { (tag(self.account.state(context.app.demo))) }
            (self.summary())
            (self.ways(context))
            (self.signed_in())
            (self.tokens(&sheet))
        }
    }

    fn summary(&self) -> Markup {
        let Account { job_title, phone, seen_at, created_at, .. } = &self.account;
        let organisation = format!("/admin/organisations/{}", self.organisation.id);
        let roles: Vec<&str> = self.account.roles().iter().map(|role| role.label()).collect();
        let email = self.account.address().unwrap_or("None: it was given to another account");
        parts::summary_list(vec![
            Row::new("Name", &self.account.name),
            Row::new("Email address", email),
            Row::new("Job title", job_title),
            Row::new("Telephone number", phone),
            Row::new("Organisation", html! { a.govuk-link href=(organisation) { (self.organisation.name) } }),
            Row::new("Teams", teams(&self.teams)),
            Row::new("Roles", roles.join(", ")),
            Row::new("Leads for", dates::plural(self.leads, "family").replace("familys", "families")),
            Row::new("Added", dates::moment(*created_at)),
            Row::new("Last used", dates::moment(*seen_at)),
        ])
    }

    /// What can be done to it as it stands.
    fn ways(&self, context: &Context) -> Markup {
        let base = href(self.account.id);
        let state = self.account.state(context.app.demo);
        let own = context.actor.account == Some(self.account.id);
        let second =
            |text: &str, what: &str| parts::button_link(text, &format!("{base}/{what}"), "govuk-button--secondary");
        html! {
            div.eh-actions {
                (parts::button_link("Change", &format!("{base}/change"), ""))
                @match state {
                    State::Invited => (second("Invite again", "invite")),
                    State::InUse => (second("Reset password and second factor", "reset")),
                    State::Disabled => (second("Enable", "enable")),
                }
                @if state != State::Disabled && !own { (second("Disable", "disable")) }
            }
        }
    }

    fn signed_in(&self) -> Markup {
        let rows = self.sessions.iter();
        let rows =
            rows.map(|one| vec![html! { (dates::moment(one.began_at)) }, html! { (dates::moment(one.seen_at)) }]);
        html! {
            @if self.sessions.is_empty() {
                h2.govuk-heading-m { "Signed in" }
                p.govuk-body { "Nowhere at the moment." }
            } @else {
                (parts::table("Signed in", &["Since", "Last seen"], rows.collect()))
            }
            p.govuk-body { "Browsers known from earlier sign-ins: " (self.browsers) "." }
        }
    }

    fn tokens(&self, sheet: &Sheet) -> Markup {
        let rows = self.tokens.iter().map(|token| {
            let name = if token.name.is_empty() { "No name" } else { &token.name };
            let used = token.used_at.map_or("Never, or not known".into(), dates::moment);
            vec![
                html! { (name) br; span.eh-muted { (token.mark()) } },
                html! { (token.scope) },
                html! { (dates::moment(token.made_at)) },
                html! { (used) },
                self.revoke(sheet, token, name),
            ]
        });
        html! {
            @if self.tokens.is_empty() {
                h2.govuk-heading-m { "API tokens" }
                p.govuk-body { "None." }
            } @else {
                (parts::table("API tokens", &["Name", "Scope", "Made", "Last used", "End it"], rows.collect()))
            }
        }
    }

    fn revoke(&self, sheet: &Sheet, token: &Token, name: &str) -> Markup {
        let content = html! {
            input type="hidden" name="token" value=(token.token);
            button.eh-link-button type="submit" {
                "Revoke" span.govuk-visually-hidden { " " (name) ", " (token.mark()) }
            }
        };
        sheet.form_to(&format!("{}/revoke", href(self.account.id)), content)
    }
}

fn teams(teams: &[(Team, bool)]) -> Markup {
    if teams.is_empty() {
        return html! { "None" };
    }
    html! {
        @for (team, manages) in teams {
            a.govuk-link href={ "/admin/teams/" (team.id) } { (team.name) }
            @if *manages { ", manages it" }
            br;
        }
    }
}

pub async fn page(visit: Visit, Path(id): Path<AccountId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let one = One::load(v, id)?;
            // whose account it is stands on the page, and not in the browser's history
            Ok(v.frame.page_back("An account", "/admin/accounts", one.show(v)))
        })
        .await
}

pub async fn revoke(visit: Visit, Path(id): Path<AccountId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::ManageAccounts)?;
            manage::revoke(change.tx, &permit, id, sheet.fields.get("token"))?;
            Ok(format!("{}?done=saved", href(id)))
        })
        .await
}
