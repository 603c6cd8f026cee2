//! `/admin/organisations/{id}`: an organisation with its teams; `…/change` and `…/teams/new`.

use super::{href, organisations};
use crate::{
    AccountId, Context, OrganisationId, Permits, View, Visit,
    accounts::{self, Organisation, Team},
    manage::groups,
    nobody,
};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Markup, Result, Sheet, html,
    parts::{self, Row},
};

/// A team, with who works in it and who of them manages it.
type Staffed = (Team, Vec<(AccountId, String, bool)>);

/// Everything that stands on the page.
struct One {
    organisation: Organisation,
    teams: Vec<Staffed>,
}

impl One {
    fn load(v: &mut View<'_>, id: OrganisationId) -> Result<Self> {
        v.allow(nobody::ManageAccounts)?;
        let organisation = accounts::find_organisation(v.conn(), id)?;
        let own = accounts::list_teams(v.conn())?.into_iter().filter(|team| team.organisation_id == id);
        let own: Vec<Team> = own.collect();
        let staffed = own.into_iter().map(|team| {
            let members = accounts::members(v.conn(), team.id)?;
            Ok((team, members))
        });
        Ok(Self { teams: staffed.collect::<Result<_>>()?, organisation })
    }

    fn show(&self, context: &Context) -> Markup {
        let Organisation { id, name, kind, phone, own, town, .. } = &self.organisation;
        let change = format!("{}/change", href(*id));
        let kind = context.pack.label("organisation-kind", kind);
        html! {
            h1.govuk-heading-l { (name) }
            @if *own { p.govuk-body { "The council whose record this is." } }
            (parts::summary_list(vec![
                Row::changed_at("Name", name, &change, "the organisation"),
                Row::new("Kind", kind),
                Row::new("To the council", self.organisation.standing().label()),
                Row::new("Town", town),
                Row::new("Telephone number", phone),
            ]))
            (self.teams())
            (parts::button_link("Add a team", &format!("{}/teams/new", href(*id)), "govuk-button--secondary"))
        }
    }

    fn teams(&self) -> Markup {
        if self.teams.is_empty() {
            return html! { h2.govuk-heading-m { "Teams" } p.govuk-body { "None yet." } };
        }
        let rows = self.teams.iter().map(|(team, members)| {
            let managers = members.iter().filter(|(_, _, manages)| *manages);
            let managers: Vec<&str> = managers.map(|(_, name, _)| name.as_str()).collect();
            let managers = if managers.is_empty() { "Nobody".to_owned() } else { managers.join(", ") };
            vec![
                html! { a.govuk-link href={ "/admin/teams/" (team.id) } { (team.name) } },
                html! { (managers) },
                html! { (members.len()) },
            ]
        });
        parts::table("Teams", &["Name", "Managed by", "People"], rows.collect())
    }
}

fn stand(organisation: &Organisation) -> String {
    let Organisation { name, kind, phone, town, .. } = organisation;
    web::stand(&[name, kind, phone, town, organisation.standing().code()])
}

fn first(organisation: &Organisation) -> Fields {
    Fields::default()
        .with("stand", stand(organisation))
        .with("name", &organisation.name)
        .with("kind", &organisation.kind)
        .with("phone", &organisation.phone)
        .with("town", &organisation.town)
        .with("hub", if organisation.hub { "yes" } else { "" })
}

fn show_change(context: &Context, there: &Organisation, sheet: &Sheet, above: &Markup) -> Markup {
    const TITLE: &str = "Change an organisation";
    let content = html! {
        (above)
        h1.govuk-heading-l { (TITLE) }
        (sheet.form(html! {
            (sheet.hidden("stand"))
            (organisations::questions(context, sheet, there.own))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(TITLE, &href(there.id), sheet, content)
}

/// What someone else has made of it meanwhile.
fn theirs(context: &Context, there: &Organisation) -> Markup {
    let kind = context.pack.label("organisation-kind", &there.kind);
    let rows = [
        ("Name", &*there.name),
        ("Kind", kind),
        ("To the council", there.standing().label()),
        ("Town", &there.town),
        ("Telephone number", &there.phone),
    ];
    web::theirs(None, &rows)
}

fn show_new_team(context: &Context, organisation: &Organisation, sheet: &Sheet) -> Markup {
    const TITLE: &str = "Add a team";
    let content = html! {
        h1.govuk-heading-l { "Add a team to " (organisation.name) }
        (sheet.form(html! {
            (sheet.text("name", "Name"))
            (parts::button("Add team"))
        }))
    };
    context.frame.sheet_page(TITLE, &href(organisation.id), sheet, content)
}

pub async fn page(visit: Visit, Path(id): Path<OrganisationId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let one = One::load(v, id)?;
            Ok(v.frame.page_back("An organisation", "/admin/organisations", one.show(v)))
        })
        .await
}

pub async fn change_page(visit: Visit, Path(id): Path<OrganisationId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::ManageAccounts)?;
            let there = accounts::find_organisation(v.conn(), id)?;
            let sheet = v.sheet(|| first(&there))?;
            Ok(show_change(v, &there, &sheet, &html! {}))
        })
        .await
}

pub async fn change_submit(visit: Visit, Path(id): Path<OrganisationId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::ManageAccounts)?;
            let there = accounts::find_organisation(change.conn(), id)?;
            if sheet.fields.get("stand") != stand(&there) {
                sheet.fields.set("stand", stand(&there));
                sheet.renew();
                let page = show_change(change, &there, sheet, &theirs(change, &there));
                return Err(Error::Conflict(Box::new(page)));
            }

            let (new, pack) = (organisations::read(sheet), change.pack.clone());
            let done = sheet.heed(groups::change_organisation(change.tx, &permit, &pack, id, &new))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(show_change(change, &there, sheet, &html! {}));
            }
            Ok(format!("{}?done=saved", href(id)))
        })
        .await
}

pub async fn new_team(visit: Visit, Path(id): Path<OrganisationId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::ManageAccounts)?;
            let organisation = accounts::find_organisation(v.conn(), id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show_new_team(v, &organisation, &sheet))
        })
        .await
}

pub async fn submit_team(visit: Visit, Path(id): Path<OrganisationId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::ManageAccounts)?;
            let organisation = accounts::find_organisation(change.conn(), id)?;
            let name = sheet.optional("name", 100);

            let done = sheet.heed(groups::add_team(change.tx, &permit, id, &name))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(show_new_team(change, &organisation, sheet));
            }
            Ok(format!("{}?done=saved", href(id)))
        })
        .await
}
