//! `/services/{id}/edit`, `/services/new`: what an entry says. `/services/{id}/capacity`, `/services/{id}/withdrawal`,
//! `/services/{id}/assured`: what is said beside it.

use super::entry;
use crate::{
    ServiceId,
    body::Body,
    care,
    proposals::{self, Became},
    records::{self, Provider, ProviderId, Service},
    rules,
};
use access::{Permits, Role, Visit, nobody, service};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

/// Where one goes after an entry was sent.
fn after(became: Became, live: bool) -> String {
    match became {
        Became::Public(id) if live => format!("/services/{id}?done=saved"),
        _ => "/services/ours?done=saved".into(),
    }
}

fn edit_view(
    inside: &mut impl Permits,
    found: &(Service, Provider),
    f: &Form,
    key: &str,
    kept: bool,
    theirs: &[(&str, &str)],
) -> Result<Markup> {
    let by = inside.context().actor.account;
    let waits = proposals::waiting(inside.conn(), found.0.id, by)?;
    let versions = records::list_versions(inside.conn(), found.0.id)?;
    let c = inside.context();
    let keeper = c.actor.is(Role::Directory) && c.actor.own;
    let at_once = keeper || rules::is_trusted(&c.pack, found.1.approved);
    let content = html! {
        h1.govuk-heading-l { "Edit " (found.0.body.0.name) }
        p.govuk-body { (found.1.name) ". " @if at_once { "What you save is public at once." } @else { "What you send is looked at before it is public." } " Saving says that all of it is right today." }
        @if waits.is_some() { (parts::inset(html! { "A change of yours waits to be looked at, and is shown here. If you send another, it takes its place." })) }
        @if found.0.source_id.is_some() && found.0.edited_at.is_none() { (parts::inset(html! { "This entry comes from another directory. Once you change it here, it is no longer brought up to date from there." })) }
        @if !theirs.is_empty() { (web::theirs(theirs)) }
        (web::kept(&c.frame, &c.path, kept))
        (form(&c.frame, &c.path, key, true, html! {
            input type="hidden" name="version" value=(f.fields.get("version"));
            (entry::questions(c, f))
            (parts::button(if at_once { "Save" } else { "Send" }))
        }))
        @if keeper { p.govuk-body { a.govuk-link href={ "/directory/providers/" (found.1.id) } { (found.1.name) ": name, and whose people may edit" } } }
        p.govuk-body { a.govuk-link href={ "/services/" (found.0.id) "/capacity" } { "Wait and free places" } " · " a.govuk-link href={ "/services/" (found.0.id) "/withdrawal" } { @if found.0.live { "Take it out of the directory" } @else { "Put it back into the directory" } } }
        (parts::details("Earlier versions", html! {
            @for pair in versions.windows(2) {
                h3.govuk-heading-s { "Version " (pair[0].version) ", " (web::dates::moment(pair[0].at)) ", " (pair[0].by) }
                (compared(&entry::differences(&c.pack, &pair[1].body.0, &pair[0].body.0), "Before", "After"))
            }
            @if versions.len() < 2 { p.govuk-body { "There are none." } }
        }))
    };
    Ok(c.frame.form_page(&format!("Edit {}", found.0.body.0.name), "/services/ours", f, content))
}

/// Two texts side by side.
pub(super) fn compared(rows: &[(&'static str, String, String)], one: &str, other: &str) -> Markup {
    if rows.is_empty() {
        return html! { p.govuk-body { "Nothing differs." } };
    }
    let rows = rows
        .iter()
        .map(|(what, a, b)| {
            vec![html! { strong { (what) } }, html! { span.eh-pre { (a) } }, html! { span.eh-pre { (b) } }]
        })
        .collect();
    parts::table("Differences", &["What", one, other], rows)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(service::Edit, id)?;
            let found = records::find(v.conn(), id)?;
            let by = v.actor.account;
            let waits = proposals::waiting(v.conn(), id, by)?;
            let (body, base) = waits.map_or_else(|| (found.0.body.0.clone(), found.0.version), |p| (p.body.0, p.base));
            // the version on which what stands in the form was begun, also when it was kept
            let (f, kept) = v.form(|| entry::fields(&body).with("version", base.to_string()))?;
            edit_view(v, &found, &f, &web::new_key(), kept, &[])
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            change.permit(service::Edit, id)?;
            let found = records::find(change.conn(), id)?;
            let mut f = Form::from(fields.clone());
            let pack = change.pack.clone();
            let by = change.actor.account;
            let waits = proposals::waiting(change.conn(), id, by)?.map(|p| p.body.0);
            let body = entry::read(change.conn(), &pack, &mut f, Some(waits.as_ref().unwrap_or(&found.0.body.0)))?;
            let Some(body) = body else {
                return Err(Error::Invalid(Box::new(edit_view(change, &found, &f, fields.get("key"), false, &[])?)));
            };
            if fields.get("version") != found.0.version.to_string() {
                let rows = entry::differences(&pack, &body, &found.0.body.0);
                let theirs: Vec<(&str, &str)> = rows.iter().map(|(what, _, theirs)| (*what, theirs.as_str())).collect();
                f.fields.set("version", found.0.version.to_string());
                return Err(Error::Conflict(Box::new(edit_view(change, &found, &f, &web::new_key(), false, &theirs)?)));
            }
            let actor = change.actor.clone();
            Ok(after(proposals::submit(change.tx, &pack, &actor, &found.1, Some(&found.0), body)?, found.0.live))
        })
        .await
}

/// The providers for whom this person may add a service.
fn mine(inside: &mut impl Permits) -> Result<Vec<Provider>> {
    inside.allow(nobody::SeeOurServices)?;
    let actor = inside.context().actor.clone();
    let keeper = actor.own && actor.is(Role::Directory);
    if !keeper && actor.organisation.is_none() {
        return Ok(vec![]);
    }
    Ok(records::list_providers(inside.conn(), if keeper { None } else { actor.organisation })?)
}

fn new_view(inside: &mut impl Permits, all: &[Provider], f: &Form, key: &str, kept: bool) -> Result<Markup> {
    let c = inside.context();
    let ids: Vec<String> = all.iter().map(|p| p.id.to_string()).collect();
    let mut items = vec![("", if all.is_empty() { "Your organisation" } else { "Choose" })];
    items.extend(ids.iter().zip(all).map(|(id, p)| (id.as_str(), p.name.as_str())));
    let content = html! {
        h1.govuk-heading-l { "Add a service" }
        (web::kept(&c.frame, &c.path, kept))
        (form(&c.frame, &c.path, key, true, html! {
            (parts::select(f, "provider", "Whose service is it?", "", &items))
            @if c.actor.is(Role::Directory) { (parts::input(f, parts::Input { name: "provider_name", label: "Or the name of a provider that is not listed", ..Default::default() })) }
            (entry::questions(c, f))
            (parts::button("Send"))
        }))
    };
    Ok(c.frame.form_page("Add a service", "/services/ours", f, content))
}

pub(super) async fn new_page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let all = mine(v)?;
            let first = if let [one] = all.as_slice() { one.id.to_string() } else { String::new() };
            let (f, kept) = v.form(|| entry::fields(&Body::default()).with("provider", first))?;
            new_view(v, &all, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, |change, fields| {
            let all = mine(change)?;
            let mut f = Form::from(fields.clone());
            let pack = change.pack.clone();
            let actor = change.actor.clone();
            let chosen = fields
                .get("provider")
                .parse::<ProviderId>()
                .ok()
                .and_then(|id| all.iter().find(|p| p.id == id).cloned());
            let keeper = actor.own && actor.is(Role::Directory);
            let name = fields.get("provider_name");
            let named = match (chosen, keeper && !name.is_empty(), keeper) {
                (_, true, _) => Some((Provider::named(&name.chars().take(200).collect::<String>(), None), true)),
                (Some(p), ..) => Some((p, false)),
                // the first service of an organisation begins its entry as a provider
                (None, _, false) if all.is_empty() => {
                    Some((Provider::named(&actor.organisation_name, actor.organisation), true))
                }
                _ => None,
            };
            if named.is_none() {
                f.errors.add("provider", "Choose whose service it is");
            }
            let body = entry::read(change.conn(), &pack, &mut f, None)?;
            let (Some(body), Some((of, is_new))) = (body, named) else {
                return Err(Error::Invalid(Box::new(new_view(change, &all, &f, fields.get("key"), false)?)));
            };
            if is_new {
                records::add_provider(change.tx, &of)?;
            }
            Ok(after(proposals::submit(change.tx, &pack, &actor, &of, None, body)?, true))
        })
        .await
}

pub(super) async fn assured(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, _| {
            change.permit(service::Edit, id)?;
            let (_, of) = records::find(change.conn(), id)?;
            let owner = care::owner(&change.actor, &of);
            records::assure(change.tx, id, owner)?;
            Ok(if change.actor.is(Role::Provider) { "/services/ours?done=saved" } else { "/directory?done=saved" }
                .into())
        })
        .await
}

fn capacity_view(inside: &impl Permits, found: &Service, f: &Form, key: &str) -> Markup {
    let c = inside.context();
    let number = |name: &str, label: &str, hint: &str| {
        parts::input(
            f,
            parts::Input {
                name,
                label,
                hint,
                class: "govuk-input--width-3",
                inputmode: "numeric",
                ..Default::default()
            },
        )
    };
    let content = html! {
        h1.govuk-heading-l { "Wait and free places: " (found.body.0.name) }
        (form(&c.frame, &c.path, key, false, html! {
            (number("weeks", "How many weeks does one wait now?", "0 if there is no wait. Empty if you do not know."))
            (number("spaces", "How many places are free?", "Empty if it has no places."))
            (parts::button("Save"))
        }))
    };
    c.frame.form_page("Wait and free places", "/services/ours", f, content)
}

pub(super) async fn capacity_page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(service::Edit, id)?;
            let (found, _) = records::find(v.conn(), id)?;
            let text = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
            let f = Fields::default().with("weeks", text(found.wait_weeks)).with("spaces", text(found.spaces));
            Ok(capacity_view(v, &found, &f.into(), &web::new_key()))
        })
        .await
}

pub(super) async fn capacity_submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            change.permit(service::Edit, id)?;
            let (found, _) = records::find(change.conn(), id)?;
            let mut f = Form::from(fields.clone());
            let mut number = |name: &str, most: i64| {
                let typed = f.fields.get(name).to_owned();
                let n = typed.parse().ok().filter(|n| (0..=most).contains(n));
                if n.is_none() && !typed.is_empty() {
                    f.errors.add(name, format!("Enter a whole number from 0 to {most}, or leave it empty"));
                }
                n
            };
            let (weeks, spaces) = (number("weeks", 260), number("spaces", 10_000));
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(capacity_view(change, &found, &f, fields.get("key")))));
            }
            records::set_capacity(change.tx, id, weeks, spaces)?;
            Ok("/services/ours?done=saved".into())
        })
        .await
}

fn withdrawal_view(inside: &impl Permits, found: &Service, f: &Form, key: &str) -> Markup {
    let c = inside.context();
    let title = if found.live { "Take it out of the directory" } else { "Put it back into the directory" };
    let content = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body-l { (found.body.0.name) }
        (form(&c.frame, &c.path, key, false, html! {
            input type="hidden" name="to" value=(if found.live { "out" } else { "in" });
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "Why?", rows: 2, ..Default::default() }))
            (parts::button(title))
        }))
    };
    c.frame.form_page(title, "/services/ours", f, content)
}

pub(super) async fn withdrawal_page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(service::Edit, id)?;
            let (found, _) = records::find(v.conn(), id)?;
            Ok(withdrawal_view(v, &found, &Form::default(), &web::new_key()))
        })
        .await
}

pub(super) async fn withdrawal_submit(visit: Visit, Path(id): Path<ServiceId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            change.permit(service::Edit, id)?;
            let (found, _) = records::find(change.conn(), id)?;
            let mut f = Form::from(fields.clone());
            let why = f.text("reason", 500, Some("Say why"));
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(withdrawal_view(change, &found, &f, fields.get("key")))));
            }
            let pack = change.pack.clone();
            // what the button said, also when somebody else has done it meanwhile
            records::set_live(change.tx, &pack, id, fields.get("to") == "in", &why)?;
            change.tx.nothing_new();
            Ok("/services/ours?done=saved".into())
        })
        .await
}
