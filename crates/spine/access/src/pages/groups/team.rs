//! `/admin/teams/{id}`: who works in a team and who manages it; its name.

use super::href;
use crate::{
    AccountId, Context, Permits, TeamId, Visit,
    accounts::{self, Organisation, Team},
    manage::groups,
    nobody,
};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Colour};

/// A team and its people.
struct One {
    team: Team,
    organisation: Organisation,
    members: Vec<(AccountId, String, bool)>,
}

impl One {
    fn load(inside: &mut impl Permits, id: TeamId) -> Result<Self> {
        let team = accounts::find_team(inside.conn(), id)?;
        Ok(Self {
            organisation: accounts::find_organisation(inside.conn(), team.organisation_id)?,
            members: accounts::members(inside.conn(), id)?,
            team,
        })
    }

    fn stand(&self) -> String {
        web::stand(&[&self.team.name])
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let content = html! {
            (above)
            h1.govuk-heading-l { (self.team.name) }
            p.govuk-body { "A team of " (self.organisation.name) "." }
            (self.members())
            h2.govuk-heading-m { "Rename the team" }
            (sheet.short_form(html! {
                (sheet.hidden("stand"))
                (sheet.text("name", "Name"))
                (parts::button("Save"))
            }))
        };
        context.frame.sheet_page("A team", &href(self.organisation.id), sheet, content)
    }

    fn members(&self) -> Markup {
        if self.members.is_empty() {
            let told = "Nobody works in it. People are put into teams where their account is changed.";
            return html! { p.govuk-body { (told) } };
        }
        let rows = self.members.iter().map(|(id, name, manages)| {
            vec![
                html! { a.govuk-link href={ "/admin/accounts/" (id) } { (name) } },
                html! { @if *manages { (parts::tag("Manages it", Colour::Blue)) } @else { "Works in it" } },
            ]
        });
        html! {
            (parts::table("People", &["Name", "Part"], rows.collect()))
            p.govuk-body { "People are put into teams where their account is changed." }
        }
    }
}

pub async fn page(visit: Visit, Path(id): Path<TeamId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::ManageAccounts)?;
            let one = One::load(v, id)?;
            let first = Fields::default().with("stand", one.stand()).with("name", &one.team.name);
            let sheet = v.context().sheet(first);
            Ok(one.show(v, &sheet, &html! {}))
        })
        .await
}

pub async fn submit(visit: Visit, Path(id): Path<TeamId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::ManageAccounts)?;
            let one = One::load(change, id)?;
            if sheet.fields.get("stand") != one.stand() {
                sheet.fields.set("stand", one.stand());
                sheet.renew();
                let page = one.show(change, sheet, &web::theirs(None, &[("Name", &one.team.name)]));
                return Err(Error::Conflict(Box::new(page)));
            }

            let name = sheet.optional("name", 100);
            let done = sheet.heed(groups::rename_team(change.tx, &permit, id, &name))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(one.show(change, sheet, &html! {}));
            }
            Ok(format!("/admin/teams/{id}?done=saved"))
        })
        .await
}
