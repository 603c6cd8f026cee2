//! `/episodes/{id}/team`: the team around the family.

use super::{duties, header};
use crate::{
    Case, EpisodeId, open_case,
    team::{self, Helper, HelperId, NewHelper},
};
use access::{AccountId, Change, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};
use work::colleagues;

/// Who helps now, and that this actor may change that.
struct Team {
    case: Case<family::ChangeTeam>,
    helpers: Vec<Helper>,
}

impl Team {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::ChangeTeam, id)?;
        let helpers = team::list(inside.conn(), &case.permit, id)?;
        Ok(Self { case, helpers })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let chosen: Vec<AccountId> = sheet.fields.get("account").parse().into_iter().collect();
        let colleagues = colleagues::near(inside, self.case.episode.team_id, &chosen)?;
        let path = inside.context().path.clone();
        let others = colleagues.shown.iter().filter(|colleague| !self.has(colleague.id));
        let others = others.map(|other| {
            Choice::new(other.id.to_string(), format!("{}, {}, {}", other.name, other.job_title, other.organisation))
        });
        let content = html! {
            @for helper in &self.helpers { (self.helper(sheet, &path, helper)) }
            @if self.helpers.is_empty() { p.govuk-body { "Nobody yet." } }
            (duties::of_lead(inside.context()))
            (duties::of_members(inside.context()))
            h2.govuk-heading-m { "Add someone who uses this system" }
            (colleagues.finder)
            (sheet.short_form(joining(sheet, others)))
            h2.govuk-heading-m { "Or name someone who does not" }
            (sheet.form_to(&path, naming(sheet)))
        };
        header::sheet_page(inside, &self.case.permit, "Team around the family", sheet, content)
    }

    fn has(&self, account: AccountId) -> bool {
        self.helpers.iter().any(|helper| helper.account_id == Some(account))
    }

    fn leads(&self, helper: &Helper) -> bool {
        helper.account_id.is_some() && helper.account_id == self.case.episode.lead_id
    }

    fn helper(&self, sheet: &Sheet, path: &str, helper: &Helper) -> Markup {
        let leads = self.leads(helper);
        sheet.form_to(
            &format!("{path}/leaving"),
            html! {
                input type="hidden" name="helper" value=(helper.id);
                div.eh-actions {
                    p.govuk-body {
                        strong { (helper.name) } ", " (helper.job)
                        @if !helper.organisation.is_empty() { ", " (helper.organisation) }
                        @if leads { " (lead professional)" }
                    }
                    @if !leads {
                        button.govuk-button.govuk-button--secondary type="submit" data-module="govuk-button" {
                            "Remove" span.govuk-visually-hidden { " " (helper.name) }
                        }
                    }
                }
            },
        )
    }

    /// Adds whom the form is about; `None` where something is wrong with it.
    fn add(&self, change: &mut Change<'_, '_>, sheet: &mut Sheet) -> Result<Option<()>> {
        if !sheet.fields.has("name") {
            let who = sheet.chosen("account", |id| id.parse::<AccountId>().ok(), "Choose someone");
            let Some(who) = who else { return Ok(None) };
            return sheet.heed(team::join(change.tx, &self.case, who));
        }

        let new = NewHelper {
            name: sheet.required("name", 100, "Enter the full name"),
            job: sheet.required("job", 100, "Enter the job"),
            organisation: sheet.optional("organisation", 100),
            reach: sheet.optional("reach", 100),
        };
        let professional = match sheet.fields.get("professional") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let done = sheet.heed(team::name_helper(change.tx, &self.case, new, professional))?;
        Ok(done.filter(|()| sheet.is_valid()))
    }
}

fn joining<'a>(sheet: &'a Sheet, others: impl Iterator<Item = Choice<'a>>) -> Markup {
    let hint = "A partner's worker can join once a sharing decision with their organisation is recorded.";
    html! {
        (sheet.select("account", "Who?").hint(hint).prompt("Choose someone").items(others))
        (parts::button("Add to the team"))
    }
}

fn naming(sheet: &Sheet) -> Markup {
    html! {
        (sheet.text("name", "Full name"))
        (sheet.text("job", "Job, or what they are to the family"))
        (sheet.radios("professional", "Do they help as part of their work?").small().inline().items([
            Choice::new("yes", "Yes"),
            Choice::new("no", "No, they are family, a friend or a neighbour"),
        ]))
        (sheet.text("organisation", "Organisation, if they help as part of their work"))
        (sheet.text("reach", "Telephone number or email address"))
        (parts::button("Name in the team"))
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let team = Team::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            team.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let team = Team::load(change, id)?;
            if team.add(change, sheet)?.is_none() {
                return Sheet::again(team.show(change, sheet)?);
            }
            Ok(format!("/episodes/{id}/team?done=saved"))
        })
        .await
}

pub(super) async fn leave(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let case = open_case(change, family::ChangeTeam, id)?;
            let helper: HelperId = sheet.fields.get("helper").parse().map_err(|_| Error::NotFound)?;
            team::leave(change.tx, &case, helper)?;
            Ok(format!("/episodes/{id}/team?done=saved"))
        })
        .await
}
