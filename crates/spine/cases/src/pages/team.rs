//! `/episodes/{id}/team`: the team around the family.

use super::header;
use crate::{
    Episode, EpisodeId,
    team::{self, HelperId},
};
use access::{AccountId, FamilyId, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, e: &Episode, f: &Form, key: &str) -> Result<Markup> {
    let helpers = team::list(inside.conn(), e.id)?;
    let chosen: Vec<_> = f.fields.get("account").parse().into_iter().collect();
    let colleagues = work::colleagues::near(inside, e.team_id, &chosen)?;
    let c = inside.context();
    let (frame, path) = (c.frame.clone(), c.path.clone());
    let names: Vec<(String, String)> = colleagues
        .shown
        .iter()
        .filter(|c| helpers.iter().all(|h| h.account_id != Some(c.id)))
        .map(|c| (c.id.to_string(), format!("{}, {}, {}", c.name, c.job_title, c.organisation)))
        .collect();
    let mut items = vec![("", "Choose someone")];
    items.extend(names.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    let content = html! {
        @for h in &helpers {
            form.eh-actions method="post" action={ (path) "/leaving" } {
                input type="hidden" name="csrf" value=(frame.csrf);
                input type="hidden" name="key" value=(web::new_key());
                input type="hidden" name="helper" value=(h.id);
                p.govuk-body { strong { (h.name) } ", " (h.job) ", " (h.organisation) @if h.account_id.is_some() && h.account_id == e.lead_id { " (lead professional)" } }
                @if h.account_id.is_none() || h.account_id != e.lead_id {
                    button.govuk-button.govuk-button--secondary type="submit" data-module="govuk-button" { "Remove" span.govuk-visually-hidden { " " (h.name) } }
                }
            }
        }
        @if helpers.is_empty() { p.govuk-body { "Nobody yet." } }
        h2.govuk-heading-m { "Add someone who uses this system" }
        (colleagues.finder)
        (form(&frame, &path, key, false, html! {
            (parts::select(f, "account", "Who?", "A partner's worker can join once a sharing decision with their organisation is recorded.", &items))
            (parts::button("Add to the team"))
        }))
        h2.govuk-heading-m { "Or name someone who does not" }
        (form(&frame, &path, &web::new_key(), false, html! {
            (parts::input(f, parts::Input { name: "name", label: "Full name", ..Default::default() }))
            (parts::input(f, parts::Input { name: "job", label: "Job, or what they are to the family", ..Default::default() }))
            (parts::input(f, parts::Input { name: "organisation", label: "Organisation", ..Default::default() }))
            (parts::input(f, parts::Input { name: "reach", label: "Telephone number or email address", ..Default::default() }))
            (parts::button("Name in the team"))
        }))
    };
    header::form_page(inside, sight, "Team around the family", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (e, permit) = header::episode(v, family::ChangeTeam, id)?;
            view(v, &permit, &e, &Form::default(), &web::new_key())
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::ChangeTeam, id)?;
            let mut f = Form::from(fields.clone());
            let outcome = if fields.has("name") {
                let name = f.text("name", 100, Some("Enter the full name"));
                let details = [
                    name,
                    f.text("job", 100, Some("Enter the job")),
                    f.text("organisation", 100, None),
                    f.text("reach", 100, None),
                ];
                if f.is_valid() { team::name_helper(change.tx, &permit, &e, details) } else { Ok(()) }
            } else {
                match f.choice("account", |a| a.parse::<AccountId>().ok(), "Choose someone") {
                    Some(who) => team::join(change.tx, &permit, &e, who),
                    None => Ok(()),
                }
            };
            if let Err(Error::Refused(refusals)) = &outcome {
                f.refuse(refusals.clone(), "account");
            } else {
                outcome?;
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &permit, &e, &f, fields.get("key"))?)));
            }
            Ok(format!("/episodes/{id}/team?done=saved"))
        })
        .await
}

pub(super) async fn leave(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit) = header::episode(change, family::ChangeTeam, id)?;
            let helper: HelperId = fields.get("helper").parse().map_err(|_| Error::NotFound)?;
            team::leave(change.tx, &permit, &e, helper)?;
            Ok(format!("/episodes/{id}/team?done=saved"))
        })
        .await
}
