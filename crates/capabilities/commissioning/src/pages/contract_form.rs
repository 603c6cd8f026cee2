//! `/contracts/new` and `/contracts/{id}/change`: what a contract says.

use crate::{
    records::{
        ContractId,
        contracts::{self, Contract, NewContract},
    },
    rules::contracts::{pence, pounds},
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use directory::{ProviderId, ServiceId};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const NEW: &str = "Add a contract";
const CHANGE: &str = "Change the contract";

/// The first step: of whom it is bought.
fn which(inside: &mut impl Permits) -> Result<Markup> {
    let context = inside.context();
    let (path, find) = (context.path.clone(), context.find.clone());
    let words = find.to_lowercase();
    let mut all = directory::records::list_providers(inside.conn(), None)?;
    all.retain(|provider| provider.name.to_lowercase().contains(&words));
    let more = all.len().saturating_sub(60);
    all.truncate(60);
    let sheet = Sheet::from(Fields::default().with("find", find));
    let content = html! {
        h1.govuk-heading-l { (NEW) }
        p.govuk-body { "First choose who provides it. Whoever is not here has no service in the directory yet." }
        form method="get" action=(path) {
            (sheet.text("find", "Find a provider by name").search())
            (parts::button_named("Find", "govuk-button--secondary", "", ""))
        }
        ul.govuk-list.eh-rows {
            @for provider in &all {
                li { a.govuk-link href={ "/contracts/new?provider=" (provider.id) } { (provider.name) } }
            }
        }
        @if more > 0 { p.govuk-body { (more) " more: find them by a word of their name." } }
    };
    Ok(inside.context().frame.page_back(NEW, "/contracts", content))
}

fn show(inside: &mut impl Permits, of: Option<ContractId>, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let Ok(provider) = sheet.fields.get("provider").parse::<ProviderId>() else { return which(inside) };
    let name = directory::records::find_provider(inside.conn(), provider)?.name;
    let (services, more) = services(inside, provider, sheet)?;
    let owners = super::commissioners(inside)?;
    let (title, back) = match of {
        Some(id) => (CHANGE, format!("/contracts/{id}")),
        None => (NEW, "/contracts".to_owned()),
    };
    let content = html! {
        h1.govuk-heading-l { (title) ": " (name) }
        (above)
        @if more { (finder(inside.context(), sheet)) }
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.hidden("provider"))
            (sheet.text("name", "What is it called?"))
            (sheet.textarea("purpose", "What is it for?").rows(3))
            (sheet.checkboxes("services", "Which services?").small().in_columns().items(super::choices(&services)))
            (expected(inside.context(), sheet))
            (sheet.select("owner", "Which commissioner owns it?").prompt("Choose").items(super::choices(&owners)))
            (sheet.date("begins", "First day"))
            (sheet.date("ends", "Last day"))
            (sheet.text("value", "Value of the whole term, in pounds").width(10))
            (sheet.text("places", "Families it has room for at a time").hint("Leave empty if it does not say.")
                .width(5).numeric())
            (sheet.textarea("options", "Which options were considered, and why this one?").rows(5))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(title, &back, sheet, content))
}

/// So many services stand on the page, besides those that are chosen.
const SERVICES: usize = 30;

/// The services of a provider that can be chosen, and whether there are more than those.
fn services(inside: &mut impl Permits, of: ProviderId, sheet: &Sheet) -> Result<(Vec<(ServiceId, String)>, bool)> {
    let words = inside.context().find.to_lowercase();
    let chosen = sheet.all("services");
    let all = directory::records::list_of(inside.conn(), of)?;
    let more = all.len() > SERVICES;
    let all = all.into_iter().map(|service| (service.id, service.body.0.name));
    let (mut shown, others): (Vec<_>, Vec<_>) = all.partition(|(id, _)| chosen.contains(&id.to_string()));
    shown.extend(others.into_iter().filter(|(_, name)| name.to_lowercase().contains(&words)).take(SERVICES));
    Ok((shown, more))
}

fn finder(context: &Context, sheet: &Sheet) -> Markup {
    let find = Sheet::from(Fields::default().with("find", context.find.as_str()));
    html! {
        form method="get" action=(context.path) {
            (sheet.hidden("provider"))
            (find.text("find", "Find a service by its name").search()
                .hint("Not all services of this provider are listed. Find yours before you fill in the rest."))
            (parts::button_named("Find", "govuk-button--secondary", "", ""))
        }
    }
}

/// Outcomes and protective factors, in the pack's words.
fn expected(context: &Context, sheet: &Sheet) -> Markup {
    let outcomes = context.pack.choices("outcome-framework", context.today);
    let factors = context.pack.choices("protective-factor", context.today);
    html! {
        (sheet.checkboxes("outcomes", "Which outcomes are expected of it?").small()
            .items(outcomes.map(|term| Choice::new(&term.code, &term.label))))
        (sheet.checkboxes("factors", "Which protective factors does it build?").small().in_columns()
            .items(factors.map(|term| Choice::new(&term.code, &term.label))))
    }
}

fn fields_of(of: &Contract) -> Fields {
    let mut fields = Fields::default()
        .with("version", of.version.to_string())
        .with("provider", of.provider_id.to_string())
        .with("name", of.name.as_str())
        .with("purpose", of.purpose.as_str())
        .with("owner", of.owner_id.to_string())
        .with_date("begins", Some(of.begins_on))
        .with_date("ends", Some(of.ends_on))
        .with("value", pounds(of.value_pence).replace('£', ""))
        .with("places", of.places.map(|places| places.to_string()).unwrap_or_default())
        .with("options", of.options.as_str());
    of.services.0.iter().for_each(|id| fields.add("services", id.to_string()));
    of.outcomes.0.iter().for_each(|code| fields.add("outcomes", code.clone()));
    of.factors.0.iter().for_each(|code| fields.add("factors", code.clone()));
    fields
}

fn read(context: &Context, sheet: &mut Sheet) -> NewContract {
    let places = sheet.optional("places", 10);
    let known = |vocabulary: &str, codes: Vec<String>| {
        let terms = context.pack.terms(vocabulary);
        codes.into_iter().filter(|code| terms.iter().any(|term| term.code == *code)).collect()
    };
    NewContract {
        provider: sheet.fields.get("provider").parse().ok(),
        owner: sheet.fields.get("owner").parse().ok(),
        name: sheet.optional("name", 200),
        purpose: sheet.optional("purpose", 2_000),
        services: sheet.all("services").iter().filter_map(|id| id.parse().ok()).collect(),
        outcomes: known("outcome-framework", sheet.all("outcomes")),
        factors: known("protective-factor", sheet.all("factors")),
        begins: sheet.day("begins", "The first day"),
        ends: sheet.day("ends", "The last day"),
        value: pence(&sheet.optional("value", 20)),
        places: places.parse().ok(),
        places_wrong: !places.is_empty() && places.parse::<i64>().is_err(),
        options: sheet.optional("options", 5_000),
    }
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    let provider = visit.query("provider");
    visit
        .view(move |v| {
            v.allow(nobody::KeepContracts)?;
            let me = v.account()?;
            let mut sheet = v.sheet(|| Fields::default().with("owner", me.to_string()))?;
            if !provider.is_empty() {
                sheet.fields.set("provider", provider.as_str());
            }
            show(v, None, &sheet, html! {})
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepContracts)?;
            let new = read(change, sheet);
            let made = match sheet.is_valid() {
                true => sheet.heed(contracts::make(change.tx, &permit, &new))?,
                false => None,
            };
            let Some(id) = made else { return Sheet::again(show(change, None, sheet, html! {})?) };
            Ok(format!("/contracts/{id}?done=saved"))
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContractId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepContracts)?;
            let of = contracts::find(v.conn(), id)?;
            let sheet = v.sheet(|| fields_of(&of))?;
            show(v, Some(id), &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContractId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepContracts)?;
            let now = contracts::find(change.conn(), id)?;
            if sheet.is_behind("version", now.version) {
                let theirs = theirs(change, &now)?;
                return Err(Error::Conflict(Box::new(show(change, Some(id), sheet, theirs)?)));
            }
            let new = read(change, sheet);
            let changed = match sheet.is_valid() {
                true => sheet.heed(contracts::change(change.tx, &permit, (id, now.version), &new))?,
                false => None,
            };
            if changed.is_none() {
                return Sheet::again(show(change, Some(id), sheet, html! {})?);
            }
            Ok(format!("/contracts/{id}?done=saved"))
        })
        .await
}

/// What stands now, for whoever comes second.
fn theirs(inside: &mut impl Permits, now: &Contract) -> Result<Markup> {
    let changed = access::last_change(inside.conn(), now.id.0, &[crate::events::CONTRACT])?;
    let term = format!("{} to {}", dates::day(now.begins_on), dates::day(now.ends_on));
    let value = pounds(now.value_pence);
    let rows: [(&str, &str); 5] = [
        ("Name", &now.name),
        ("What it is for", &now.purpose),
        ("Term", &term),
        ("Value", &value),
        ("Options considered", &now.options),
    ];
    Ok(web::theirs(changed.as_ref(), &rows))
}
