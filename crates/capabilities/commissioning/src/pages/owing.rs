//! `/returns/owing/…`: that a service keeps a system of its own and owes a return, since when and how often.

use crate::{
    period::Every,
    records::owing::{self, NewOwing, Owing},
};
use access::{Change, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use directory::ServiceId;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const NEW: &str = "Add a service that owes returns";
const CHANGE: &str = "Change what a service owes";

/// Services that can be chosen: those of providers with people here first, as far as a list can show them.
fn services(inside: &mut impl Permits, find: &str) -> Result<Vec<(ServiceId, String)>> {
    let providers = directory::records::list_providers(inside.conn(), None)?;
    let there: Vec<ServiceId> = owing::list(inside.conn())?.into_iter().map(|one| one.service_id).collect();
    let words = find.to_lowercase();
    let mut all = Vec::new();
    for provider in providers {
        // without a word to find them by, only those whose people are here
        if words.is_empty() && provider.organisation_id.is_none() {
            continue;
        }
        for service in directory::records::list_of(inside.conn(), provider.id)? {
            let name = format!("{}, {}", service.body.0.name, provider.name);
            if !there.contains(&service.id) && name.to_lowercase().contains(&words) {
                all.push((service.id, name));
            }
        }
    }
    all.truncate(60);
    Ok(all)
}

fn show(inside: &mut impl Permits, of: Option<&Owing>, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let title = if of.is_some() { CHANGE } else { NEW };
    let find = inside.context().find.clone();
    let all = match of {
        Some(of) => vec![(of.service_id, crate::records::returns::name_of(inside.conn(), of.service_id)?)],
        None => services(inside, &find)?,
    };
    let every = Every::ALL.iter().map(|every| Choice::new(every.code(), every.label()));
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        @if of.is_none() { (finder(&inside.context().path, &find)) }
        (sheet.form(html! {
            (sheet.hidden("version"))
            @if of.is_some() {
                (sheet.hidden("service"))
                @for (_, name) in &all { p.govuk-body { strong { (name) } } }
            } @else {
                (sheet.select("service", "Which service?").prompt("Choose").items(super::choices(&all)))
            }
            (sheet.radios("every", "How often does it give a return?").inline().items(every))
            (sheet.date("since", "From when does it owe returns?")
                .hint("The month or quarter in which this day lies is the first."))
            (sheet.text("note", "Which system does it keep, and who sends the figures?"))
            @if of.is_some() {
                (sheet.date("ended", "Until when?").hint("Leave empty while it goes on. Returns that were given stay."))
            }
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(title, "/returns", sheet, content))
}

fn finder(path: &str, find: &str) -> Markup {
    let sheet = Sheet::from(Fields::default().with("find", find));
    html! {
        form method="get" action=(path) {
            (sheet.text("find", "Find a service by its name or provider").search()
                .hint("Without a word, the services of organisations with accounts here are listed."))
            (parts::button_named("Find", "govuk-button--secondary", "", ""))
        }
    }
}

fn read(sheet: &mut Sheet) -> NewOwing {
    NewOwing {
        service: sheet.fields.get("service").parse().ok(),
        every: Every::parse(sheet.fields.get("every")),
        since: sheet.day("since", "The day"),
        ended: sheet.day("ended", "The last day"),
        note: sheet.optional("note", 500),
    }
}

fn fields_of(of: &Owing) -> Fields {
    Fields::default()
        .with("version", of.version.to_string())
        .with("service", of.service_id.to_string())
        .with("every", of.every.code())
        .with("note", of.note.as_str())
        .with_date("since", Some(of.since_on))
        .with_date("ended", of.ended_on)
}

fn keep(change: &mut Change<'_, '_>, sheet: &mut Sheet, version: i64) -> Result<Option<ServiceId>> {
    let permit = change.allow(nobody::KeepReturns)?;
    let pack = change.pack.clone();
    let new = read(sheet);
    if !sheet.is_valid() {
        return Ok(None);
    }
    sheet.heed(owing::keep(change.tx, &permit, &pack, version, &new))
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::KeepReturns)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, None, &sheet, html! {})
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let Some(id) = keep(change, sheet, 0)? else { return Sheet::again(show(change, None, sheet, html! {})?) };
            Ok(format!("/returns/{id}?done=saved"))
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepReturns)?;
            let of = owing::find(v.conn(), id)?.ok_or(Error::NotFound)?;
            let sheet = v.sheet(|| fields_of(&of))?;
            show(v, Some(&of), &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            change.allow(nobody::KeepReturns)?;
            let of = owing::find(change.conn(), id)?.ok_or(Error::NotFound)?;
            sheet.fields.set("service", id.to_string());
            if sheet.is_behind("version", of.version) {
                let changed = access::last_change(change.conn(), id.0, &[crate::events::OWING])?;
                let since = dates::day(of.since_on);
                let rows = [("How often", of.every.label()), ("Since", since.as_str()), ("System", of.note.as_str())];
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(show(change, Some(&of), sheet, theirs)?)));
            }
            if keep(change, sheet, of.version)?.is_none() {
                return Sheet::again(show(change, Some(&of), sheet, html! {})?);
            }
            Ok(format!("/returns/{id}?done=saved"))
        })
        .await
}
