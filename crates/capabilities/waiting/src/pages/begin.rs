//! `/families/{id}/waiting` and `/contacts/{id}/waiting`: a family is put on a list, by those who work with it or from a
//! decision of the front door.

use crate::{
    records::{self, For, NewPlace, Priority, Target},
    rules::CannotWait,
};
use access::{FamilyId, Permits, Visit, accounts, contact, family};
use axum::{extract::Path, response::Response};
use contacts::ContactId;
use store::AnyId;
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Put the family on a waiting list";

/// The form, in which a team or a service is named. A panel and a programme have pages of their own.
fn show(inside: &mut impl Permits, back: &str, sheet: &Sheet) -> Result<Markup> {
    let teams = accounts::list_teams(inside.conn())?;
    let teams = teams.iter().map(|team| Choice::new(team.id.to_string(), team.name.as_str()));
    let context = inside.context();
    let needs = context.pack.choices("need", context.today).map(|need| Choice::new(&need.code, &need.label));
    let priorities = Priority::ALL.iter().map(|one| Choice::new(one.code(), one.label()).hint(one.hint()));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { "Somebody asks how they are every four weeks, and it ends only with a reason." }
        (sheet.form(html! {
            (sheet.select("target", "For which team do they wait?").prompt("No team: a service").items(teams))
            (sheet.text("service", "Or for which service?").hint("As the directory calls it. Another name is kept as it is."))
            (sheet.textarea("what", "What is hoped for?").rows(3))
            (sheet.radios("priority", "How soon?").items(priorities))
            (sheet.text("why", "If it cannot wait for its turn, why?"))
            (sheet.checkboxes("needs", "For which needs?").small().in_columns().items(needs))
            (parts::button("Put them on the list"))
        }))
    };
    Ok(context.frame.sheet_page(TITLE, back, sheet, content))
}

/// What was chosen and written, of a family.
fn read(inside: &mut impl Permits, sheet: &mut Sheet, family: FamilyId) -> store::Result<NewPlace> {
    let teams = accounts::list_teams(inside.conn())?;
    let team = sheet.fields.get("target").parse().ok();
    let team = teams.iter().find(|one| Some(one.id) == team);
    let service = sheet.optional("service", 200);
    if team.is_some() && !service.is_empty() {
        sheet.refuse(web::Refusal::from(CannotWait::TwoTargets));
    }
    let target = match team {
        Some(team) => Target { kind: For::Team, id: Some(team.id.0), name: team.name.clone() },
        None => {
            let id = directory::records::find_by_name(inside.conn(), &service)?.map(|id| id.0);
            Target { kind: For::Service, id, name: service }
        }
    };
    let context = inside.context();
    let mut needs = sheet.all("needs");
    needs.retain(|code| context.pack.code("need", code, context.today).is_some());
    Ok(NewPlace {
        since: None,
        family,
        target,
        what: sheet.optional("what", 2_000),
        priority: Priority::parse(sheet.fields.get("priority")),
        why: sheet.optional("why", 500),
        needs,
        level: String::new(),
        asked_by: context.actor.account,
        contact: None,
        episode: None,
        source: None,
        owner: context.actor.account,
    })
}

pub(super) async fn of_family_page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(family::OfferService, id)?;
            let sheet = v.sheet(|| Fields::default().with("priority", Priority::Routine.code()))?;
            show(v, &format!("/families/{id}"), &sheet)
        })
        .await
}

pub(super) async fn of_family_submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(family::OfferService, id)?;
            let pack = change.pack.clone();
            let mut new = read(change, sheet, id)?;
            let current = cases::records::current(change.conn(), &permit)?.filter(cases::Episode::is_open);
            new.episode = current.as_ref().map(|episode| episode.id);
            // whoever leads looks after it, whoever of the team asks
            new.owner = current.and_then(|episode| episode.lead_id).or(new.owner);
            let begun = match sheet.is_valid() {
                true => sheet.heed(records::begin(change.tx, &pack, permit.actor(), &new))?,
                false => None,
            };
            let Some(begun) = begun else { return Sheet::again(show(change, &format!("/families/{id}"), sheet)?) };
            Ok(format!("/waiting/{begun}?done=saved"))
        })
        .await
}

pub(super) async fn of_contact_page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::FollowUp, id)?;
            contacts::records::may_pass_on(v.conn(), &permit)?;
            let found = contacts::records::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                let first =
                    Fields::default().with("priority", Priority::Routine.code()).with("what", &*found.hoped_for);
                found.needs.0.iter().fold(first, |fields, need| fields.with("needs", need.as_str()))
            })?;
            show(v, &format!("/contacts/{id}/follow-up"), &sheet)
        })
        .await
}

pub(super) async fn of_contact_submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(contact::FollowUp, id)?;
            contacts::records::may_pass_on(change.conn(), &permit)?;
            let pack = change.pack.clone();
            let found = contacts::records::find(change.conn(), &permit)?;
            let Some(family) = found.family_id else { return Err(web::Error::NotFound) };
            let read = read(change, sheet, family)?;
            let new = NewPlace {
                since: None,
                level: found.level.unwrap_or_default(),
                contact: Some(AnyId(id.0)),
                asked_by: found.maker_id,
                ..read
            };
            let begun = match sheet.is_valid() {
                true => sheet.heed(records::begin(change.tx, &pack, permit.actor(), &new))?,
                false => None,
            };
            let Some(begun) = begun else {
                return Sheet::again(show(change, &format!("/contacts/{id}/follow-up"), sheet)?);
            };
            let words = format!("They wait for {}: {}", new.target.kind.label().to_lowercase(), new.target.name);
            contacts::records::pass_on(change.tx, &permit, &words)?;
            Ok(format!("/waiting/{begun}?done=saved"))
        })
        .await
}
