//! `/admin/accounts/{id}/change`: what is said of an account, its roles and its teams.

use super::{form, href};
use crate::{
    AccountId, Permits, TeamId, Visit,
    accounts::{self, Account, Organisation, Team},
    manage, nobody,
};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{
    Error, Fields, Frame, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

const TITLE: &str = "Change an account";

/// The account that is changed, and what it can be given.
struct Changing {
    account: Account,
    teams: Vec<(Team, bool)>,
    organisations: Vec<Organisation>,
    all_teams: Vec<Team>,
}

impl Changing {
    fn load(inside: &mut impl Permits, id: AccountId) -> Result<Self> {
        let account = accounts::find(inside.conn(), id)?;
        Ok(Self {
            teams: accounts::teams_of(inside.conn(), id)?,
            organisations: accounts::list_organisations(inside.conn())?,
            all_teams: accounts::list_teams(inside.conn())?,
            account,
        })
    }

    fn organisation(&self) -> &str {
        let own = self.organisations.iter().find(|one| one.id == self.account.organisation_id);
        own.map_or("", |one| &one.name)
    }

    fn roles(&self) -> String {
        let roles: Vec<&str> = self.account.roles().iter().map(|role| role.label()).collect();
        roles.join(", ")
    }

    fn team_names(&self) -> String {
        let name = |(team, manages): &(Team, bool)| {
            let manages = if *manages { " (manages it)" } else { "" };
            format!("{}{manages}", team.name)
        };
        self.teams.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    fn stand(&self) -> String {
        let Account { email, name, job_title, phone, organisation_id, roles, .. } = &self.account;
        let placed: Vec<String> = self.teams.iter().map(|(team, manages)| format!("{} {manages}", team.id)).collect();
        web::stand(&[email, name, job_title, phone, &organisation_id.to_string(), roles, &placed.join(",")])
    }

    fn first(&self) -> Fields {
        let Account { name, job_title, phone, organisation_id, .. } = &self.account;
        let mut fields = Fields::default()
            .with("stand", self.stand())
            .with("name", name)
            .with("email", self.account.address().unwrap_or_default())
            .with("job_title", job_title)
            .with("phone", phone)
            .with("organisation", organisation_id.to_string());
        self.account.roles().iter().for_each(|role| fields.add("role", role.code()));
        for (team, manages) in &self.teams {
            fields.add(if *manages { "manages" } else { "team" }, team.id.to_string());
        }
        fields
    }

    fn show(&self, frame: &Frame, sheet: &Sheet, above: &Markup) -> Markup {
        let content = html! {
            (above)
            h1.govuk-heading-l { "Change the account of " (self.account.name) }
            p.govuk-body {
                "With another email address or other roles they are signed out, and sign in again. They are told of a "
                "new email address there and at the old one. An invitation that was not used yet ends with it."
            }
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (form::questions(sheet, &self.organisations))
                (self.placing(sheet))
                (parts::button("Save"))
            }))
        };
        frame.sheet_page(TITLE, &href(self.account.id), sheet, content)
    }

    /// The teams of the organisation that stands in the form.
    fn placing(&self, sheet: &Sheet) -> Markup {
        let chosen = sheet.fields.get("organisation");
        let there: Vec<&Team> =
            self.all_teams.iter().filter(|team| team.organisation_id.to_string() == chosen).collect();
        let items = || there.iter().map(|team| Choice::new(team.id.to_string(), team.name.as_str()));
        html! {
            @if there.is_empty() {
                // an error about teams has a place also where there are none
                div #team { (parts::inset(html! { "The organisation has no teams." })) }
            } @else {
                (sheet.checkboxes("team", "Works in these teams").items(items()))
                (sheet.checkboxes("manages", "Manages these teams")
                    .hint("For service managers. Whoever manages a team works in it, too.")
                    .items(items()))
            }
        }
    }

    /// What someone else has made of it meanwhile.
    fn theirs(&self) -> Markup {
        let Account { name, email, job_title, phone, .. } = &self.account;
        let rows = [
            ("Full name", name.as_str()),
            ("Email address", email),
            ("Job title", job_title),
            ("Telephone number", phone),
            ("Organisation", self.organisation()),
            ("Roles", &self.roles()),
            ("Teams", &self.team_names()),
        ];
        web::theirs(None, &rows)
    }
}

/// The teams that were ticked, each once, with whether it is managed.
fn read_teams(sheet: &Sheet) -> Vec<(TeamId, bool)> {
    let all = |name| sheet.fields.all(name).filter_map(|id| id.parse::<TeamId>().ok()).collect::<Vec<_>>();
    let mut teams: BTreeMap<TeamId, bool> = all("team").into_iter().map(|team| (team, false)).collect();
    teams.extend(all("manages").into_iter().map(|team| (team, true)));
    teams.into_iter().collect()
}

pub async fn page(visit: Visit, Path(id): Path<AccountId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::ManageAccounts)?;
            let changing = Changing::load(v, id)?;
            let sheet = v.sheet(|| changing.first())?;
            Ok(changing.show(&v.frame, &sheet, &html! {}))
        })
        .await
}

pub async fn submit(visit: Visit, Path(id): Path<AccountId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::ManageAccounts)?;
            let changing = Changing::load(change, id)?;
            let stand = changing.stand();
            if sheet.fields.get("stand") != stand {
                sheet.fields.set("stand", stand);
                sheet.renew();
                let page = changing.show(&change.frame, sheet, &changing.theirs());
                return Err(Error::Conflict(Box::new(page)));
            }

            let (new, teams) = (form::read(sheet), read_teams(sheet));
            let done = sheet.heed(manage::change(change.tx, &permit, id, &new, &teams))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(changing.show(&change.frame, sheet, &html! {}));
            }
            Ok(format!("{}?done=saved", href(id)))
        })
        .await
}
