//! `/exports/{id}/schedule`: who makes a return, how often, and when it is due next.

use super::today::named;
use crate::{
    definition::{Definition, Every},
    records::{self, Schedule},
};
use access::{AccountId, Permits, Role, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Refusal, Result, Sheet, dates, html, parts, parts::Choice};

const TITLE: &str = "Who makes it, and when";

/// Those of the council who may make returns, by name.
fn keepers(inside: &mut impl Permits) -> Result<Vec<(AccountId, String)>> {
    let mut all = accounts::with_role(inside.conn(), Role::Head)?;
    all.extend(accounts::with_role(inside.conn(), Role::Privacy)?);
    let mut names: Vec<(AccountId, String)> = accounts::names(inside.conn(), &all)?.into_iter().collect();
    names.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(names)
}

fn show(inside: &mut impl Permits, definition: &Definition, sheet: &Sheet, theirs: Markup) -> Result<Markup> {
    let keepers = keepers(inside)?;
    let keepers = keepers.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
    let every = Every::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        (theirs)
        p.govuk-body {
            (definition.title) ". Some working days before it is due it stands on their My work, with what is \
            doubtful on that day. Nothing is sent by itself."
        }
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.select("keeper", "Who makes it?").prompt("Choose a person").items(keepers))
            (sheet.radios("every", "How often?").items(every))
            (sheet.date("next", "When is it due next?"))
            (parts::button("Save"))
        }))
    };
    let back = format!("/exports/{}", definition.id);
    Ok(inside.context().frame.sheet_page(TITLE, &back, sheet, content))
}

fn first(definition: &Definition, there: Option<&Schedule>) -> Fields {
    let fields = Fields::default().with("version", there.map_or(0, |one| one.version).to_string());
    match there {
        Some(one) => fields
            .with("keeper", one.keeper_id.to_string())
            .with("every", one.every.code())
            .with_date("next", Some(one.next_on)),
        None => fields.with("every", definition.every.code()),
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::Export)?;
            let definition = named(&id)?;
            let there = records::schedule(v.conn(), &permit, &id)?;
            let sheet = v.sheet(|| first(definition, there.as_ref()))?;
            show(v, definition, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<String>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::Export)?;
            let definition = named(&id)?;
            let there = records::schedule(change.conn(), &permit, &id)?;
            let version = there.as_ref().map_or(0, |one| one.version);
            if sheet.is_behind("version", version) {
                let theirs = overtaken(change, there.as_ref())?;
                return Err(Error::Conflict(Box::new(show(change, definition, sheet, theirs)?)));
            }
            let keepers = keepers(change)?;
            let keeper: Option<AccountId> = sheet.fields.get("keeper").parse().ok();
            let keeper = keeper.filter(|one| keepers.iter().any(|(id, _)| id == one));
            if keeper.is_none() {
                sheet.refuse(Refusal::new("return-needs-keeper", "Choose who makes it").at("keeper"));
            }
            let every = sheet.chosen("every", Every::parse, "Choose how often it is made");
            let next = sheet.required_day("next", "the day on which it is due next");
            let set = match (keeper, every, next) {
                (Some(keeper), Some(every), Some(next)) => {
                    let done = records::set_schedule(change.tx, &permit, definition, (every, keeper, next), version);
                    sheet.heed(done)?
                }
                _ => None,
            };
            match set {
                Some(()) => Ok(format!("/exports/{id}?done=saved")),
                None => Sheet::again(show(change, definition, sheet, html! {})?),
            }
        })
        .await
}

/// What somebody else said meanwhile.
fn overtaken(inside: &mut impl Permits, there: Option<&Schedule>) -> Result<Markup> {
    let Some(one) = there else { return Ok(html! {}) };
    let changed = access::last_change(inside.conn(), one.id.0, &[crate::events::SCHEDULED])?;
    let name = accounts::names(inside.conn(), &[one.keeper_id])?.remove(&one.keeper_id).unwrap_or_default();
    let next = dates::day(one.next_on);
    let rows: [(&str, &str); 3] = [("Who", &name), ("How often", one.every.label()), ("Due next", &next)];
    Ok(web::theirs(changed.as_ref(), &rows))
}
