//! `/families/{id}/level`: a child's level of need goes up or down, with what shows it and why; the history stays.

use super::header;
use crate::records;
use access::{FamilyId, Permits, Sight, Visit, accounts, family};
use axum::{extract::Path, response::Response};
use people::{Member, PersonId};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

fn children(inside: &mut impl Permits, sight: &Sight<FamilyId>) -> Result<Vec<Member>> {
    Ok(people::records::members(inside.conn(), sight)?.into_iter().filter(|m| m.role.is_child()).collect())
}

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, f: &Form, key: &str, kept: bool) -> Result<Markup> {
    let children = children(inside, sight)?;
    let history = records::levels(inside.conn(), sight)?;
    let set_by: Vec<_> = history.iter().filter_map(|l| l.set_by).collect();
    let who = accounts::names(inside.conn(), &set_by)?;
    let c = inside.context();
    let (pack, frame, path) = (c.pack.clone(), c.frame.clone(), c.path.clone());
    let ids: Vec<(String, String)> = children.iter().map(|m| (m.person.id.to_string(), m.person.name())).collect();
    let levels = pack.levels.iter().map(|l| parts::Choice::new(&l.code, &l.label).hint(&l.meaning)).collect();
    let indicators =
        pack.levels.iter().flat_map(|l| &l.indicators).map(|i| parts::Choice::new(&i.code, &i.label)).collect();
    let name_of = |id: PersonId| children.iter().find(|m| m.person.id == id).map_or(String::new(), |m| m.person.name());
    let shown = |code: &str| {
        let all = pack.levels.iter().flat_map(|l| &l.indicators);
        all.clone().find(|i| i.code == code).map_or(code.to_owned(), |i| i.label.clone())
    };
    let rows = history.iter().map(|l| {
        let shows: Vec<String> = l.indicators.0.iter().map(|i| shown(i)).collect();
        vec![
            html! { (web::dates::day(l.set_at.date())) },
            html! { (name_of(l.person_id)) },
            html! { "Level " (l.level) },
            html! { (l.reason) @if !shows.is_empty() { br; span.eh-muted { (shows.join("; ")) } } },
            html! { (l.set_by.and_then(|id| who.get(&id)).map_or("", String::as_str)) },
        ]
    });
    let rows: Vec<_> = rows.collect();
    let content = html! {
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            (parts::radios(f, parts::Choices { name: "child", legend: "Whose level of need?", class: "govuk-radios--small", items: ids.iter().map(|(id, n)| parts::Choice::new(id, n)).collect(), ..Default::default() }))
            (parts::radios(f, parts::Choices { name: "level", legend: "Where is the child now?", hint: "Levels go up and down.", items: levels, ..Default::default() }))
            (parts::checkboxes(f, parts::Choices { name: "indicators", legend: "What shows it?", class: "govuk-checkboxes--small", items: indicators, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "Why?", rows: 3, ..Default::default() }))
            (parts::button("Set level of need"))
        }))
        @if !rows.is_empty() { (parts::table("Until now", &["When", "Child", "Level", "Why", "Who"], rows)) }
    };
    header::form_page(inside, sight, "Level of need", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::SetLevel, id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(family::SetLevel, id)?;
            let (pack, children) = (change.pack.clone(), children(change, &permit)?);
            let mut f = Form::from(fields.clone());
            let child = f.choice(
                "child",
                |c| children.iter().find(|m| m.person.id.to_string() == c).map(|m| m.person.clone()),
                "Choose whose level it is",
            );
            let level = f.choice("level", |c| pack.levels.iter().find(|l| l.code == c), "Choose a level of need");
            let reason = f.text("reason", 5_000, Some("Say why"));
            let known: Vec<&str> = pack.levels.iter().flat_map(|l| &l.indicators).map(|i| i.code.as_str()).collect();
            let indicators: Vec<String> =
                fields.all("indicators").filter(|i| known.contains(i)).map(ToOwned::to_owned).collect();
            let (Some(child), Some(level), true) = (child, level, f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"), false)?)));
            };
            records::change_level(change.tx, &permit, &child, level, &indicators, &reason)?;
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
