//! `/outcomes/{id}/actions/new`, `/actions/{id}` and `/actions/{id}/change`: who does what by when, how far it is, and
//! what of it has to be otherwise.

use crate::records::{self, Action, ActionId, NewAction, Outcome, OutcomeId, Progress, Whole};
use access::{FamilyId, Permit, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Episode, EpisodeId, pages::header, team};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

fn find(
    inside: &mut impl Permits,
    id: OutcomeId,
) -> Result<(Episode, Permit<FamilyId, family::WritePlan>, Whole, Outcome)> {
    let episode = records::episode_of_outcome(inside.conn(), id)?;
    let (e, permit) = header::episode(inside, family::WritePlan, episode)?;
    let found = records::current(inside.conn(), &permit, e.id)?.ok_or(Error::NotFound)?;
    let outcome = found.outcomes.iter().find(|o| o.id == id).cloned().ok_or(Error::NotFound)?;
    Ok((e, permit, found, outcome))
}

/// Who can own an action: `account:ID` of a worker in the team, or `name:…` of someone in the family or team.
fn owners(inside: &mut impl Permits, sight: &Sight<FamilyId>, episode: EpisodeId) -> Result<Vec<(String, String)>> {
    let helpers = team::list(inside.conn(), episode)?;
    let members = people::records::members(inside.conn(), sight)?;
    let mut all: Vec<(String, String)> = helpers
        .iter()
        .map(|h| {
            (
                h.account_id.map_or_else(|| format!("name:{}", h.name), |a| format!("account:{a}")),
                format!("{}, {}", h.name, h.organisation),
            )
        })
        .collect();
    all.extend(
        members
            .iter()
            .filter(|m| !m.person.given_name.is_empty())
            .map(|m| (format!("name:{}", m.person.name()), m.person.name())),
    );
    Ok(all)
}

fn new_view(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    e: &Episode,
    o: &Outcome,
    f: &Form,
    key: &str,
    kept: bool,
) -> Result<Markup> {
    let all = owners(inside, sight, e.id)?;
    let c = inside.context();
    let (frame, path) = (c.frame.clone(), c.path.clone());
    let mut items = vec![("", "Choose someone")];
    items.extend(all.iter().map(|(v, t)| (v.as_str(), t.as_str())));
    let content = html! {
        (parts::inset(html! { "For the outcome: " (o.words) }))
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            (parts::input(f, parts::Input { name: "text", label: "What will be done?", ..Default::default() }))
            (parts::select(f, "owner", "Who does it?", "Someone of the family can own an action, too.", &items))
            (parts::date_input(f, parts::OldDateInput { name: "due", legend: "By when?", ..Default::default() }))
            (parts::button("Add action"))
        }))
        p.govuk-body { a.govuk-link href={ "/episodes/" (e.id) "/plan" } { "Back to the plan without adding" } }
    };
    header::form_page(inside, sight, "Add an action", f, content)
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<OutcomeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (e, permit, _, outcome) = find(v, id)?;
            let (f, kept) = v.form(Fields::default)?;
            new_view(v, &permit, &e, &outcome, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<OutcomeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit, found, outcome) = find(change, id)?;
            let all = owners(change, &permit, e.id)?;
            let mut f = Form::from(fields.clone());
            let Some(new) = read(&mut f, &all, change.today) else {
                return Err(Error::Invalid(Box::new(new_view(
                    change,
                    &permit,
                    &e,
                    &outcome,
                    &f,
                    fields.get("key"),
                    false,
                )?)));
            };
            records::add_action(change.tx, &found.plan, id, new)?;
            Ok(format!("/episodes/{}/plan?done=saved", e.id))
        })
        .await
}

fn stand(a: &Action) -> String {
    web::stand(&[&a.text, &a.owner_name, &a.due_on.to_string(), &a.progress])
}

fn change_view(
    inside: &mut impl Permits,
    room: &(Episode, Permit<FamilyId, family::WritePlan>, Whole, Action),
    f: &Form,
    key: &str,
    kept: bool,
    conflict: bool,
) -> Result<Markup> {
    let (e, permit, _, a) = room;
    let all = owners(inside, permit, e.id)?;
    let c = inside.context();
    let (frame, path) = (c.frame.clone(), c.path.clone());
    let mut items = vec![("", "Choose someone")];
    items.extend(all.iter().map(|(v, t)| (v.as_str(), t.as_str())));
    let due = web::dates::day(a.due_on);
    let content = html! {
        @if conflict { (web::theirs(&[("What will be done", &a.text), ("Who", &a.owner_name), ("By when", &due), ("Progress", &a.progress)])) }
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            input type="hidden" name="stand" value=(stand(a));
            (parts::input(f, parts::Input { name: "text", label: "What will be done?", ..Default::default() }))
            (parts::select(f, "owner", "Who does it?", "", &items))
            (parts::date_input(f, parts::OldDateInput { name: "due", legend: "By when?", ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "why", label: "If it is put off, why?", rows: 2, ..Default::default() }))
            (parts::button("Save action"))
        }))
    };
    header::form_page(inside, permit, "Change an action", f, content)
}

fn to_change(
    inside: &mut impl Permits,
    id: ActionId,
) -> Result<(Episode, Permit<FamilyId, family::WritePlan>, Whole, Action)> {
    let episode = records::episode_of_action(inside.conn(), id)?;
    let (e, permit) = header::episode(inside, family::WritePlan, episode)?;
    let found = records::current(inside.conn(), &permit, e.id)?.ok_or(Error::NotFound)?;
    let action = found.actions.iter().find(|a| a.id == id).cloned().ok_or(Error::NotFound)?;
    Ok((e, permit, found, action))
}

pub(super) async fn change_page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let room = to_change(v, id)?;
            let (all, a) = (owners(v, &room.1, room.0.id)?, room.3.clone());
            let owner = all.iter().find(|(_, name)| *name == a.owner_name).map_or("", |(value, _)| value.as_str());
            let (f, kept) = v.form(|| {
                let fields = Fields::default().with("text", a.text.as_str()).with("owner", owner);
                fields.with_date("due", Some(a.due_on))
            })?;
            change_view(v, &room, &f, &web::new_key(), kept, false)
        })
        .await
}

pub(super) async fn change_submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let room = to_change(change, id)?;
            let (e, permit, found, a) = &room;
            let mut f = Form::from(fields.clone());
            if fields.get("stand") != stand(a) {
                let page = change_view(change, &room, &f, &web::new_key(), false, true)?;
                return Err(Error::Conflict(Box::new(page)));
            }
            let new = read(&mut f, &owners(change, permit, e.id)?, change.today);
            let why = f.text("why", 2_000, None);
            if let Some(new) = new.filter(|_| f.is_valid()) {
                match records::change_action(change.tx, permit, &found.plan, a, new, &why) {
                    Err(Error::Refused(refusals)) => f.refuse(refusals, "text"),
                    other => other?,
                }
            }
            if !f.is_valid() {
                let page = change_view(change, &room, &f, fields.get("key"), false, false)?;
                return Err(Error::Invalid(Box::new(page)));
            }
            Ok(format!("/episodes/{}/plan?done=saved", e.id))
        })
        .await
}

/// What was typed, if it is an action.
fn read(f: &mut Form, all: &[(String, String)], today: chrono::NaiveDate) -> Option<NewAction> {
    let text = f.text("text", 1_000, Some("Say what will be done"));
    let owner = f.choice("owner", |o| all.iter().find(|(v, _)| v == o), "Choose who does it");
    let due = f.required_date("due", "By when");
    if due.is_some_and(|on| on < today) {
        f.errors.add("due", "The date must be today or later");
    }
    let ((value, name), due_on) = (owner?, due?);
    let owner = value.strip_prefix("account:").and_then(|a| a.parse().ok());
    f.is_valid().then(|| NewAction { text, owner, owner_name: name.clone(), due_on })
}

fn find_action(
    inside: &mut impl Permits,
    id: ActionId,
) -> Result<(Episode, Permit<FamilyId, family::UpdateAction>, Action)> {
    let episode = records::episode_of_action(inside.conn(), id)?;
    let (e, permit) = header::episode(inside, family::UpdateAction, episode)?;
    let found = records::current(inside.conn(), &permit, e.id)?.ok_or(Error::NotFound)?;
    let action = found.actions.into_iter().find(|a| a.id == id).ok_or(Error::NotFound)?;
    Ok((e, permit, action))
}

fn view(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    a: &Action,
    f: &Form,
    key: &str,
    kept: bool,
) -> Result<Markup> {
    let c = inside.context();
    let (frame, path) = (c.frame.clone(), c.path.clone());
    let state = super::plan::state(a, c.today);
    let may_change = c.may_now(sight, family::WritePlan);
    let how = vec![
        parts::Choice::new("done", "Done"),
        parts::Choice::new("going-on", "Still going on"),
        parts::Choice::new("not-done", "It will not be done").hint("Say why below."),
    ];
    let content = html! {
        p.govuk-body-l { (a.text) " " (state) }
        p.govuk-body { (a.owner_name) ", by " (web::dates::day(a.due_on)) }
        @if !a.progress.is_empty() { (parts::inset(html! { span.eh-pre { (a.progress) } })) }
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            (parts::radios(f, parts::Choices { name: "progress", legend: "How far is it?", items: how, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "note", label: "What happened?", rows: 3, ..Default::default() }))
            (parts::button("Save"))
        }))
        @if may_change && a.is_open() { p.govuk-body { a.govuk-link href={ (path) "/change" } { "Change what it says, who does it or by when" } } }
    };
    header::form_page(inside, sight, "An action of the plan", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (_, permit, action) = find_action(v, id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &action, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit, action) = find_action(change, id)?;
            let mut f = Form::from(fields.clone());
            let progress = f.choice("progress", Progress::parse, "Choose how far it is");
            let note = f.text("note", 5_000, None);
            if let Some(progress) = progress.filter(|_| f.is_valid()) {
                match records::update_action(change.tx, &permit, &action, progress, &note) {
                    Err(Error::Refused(refusals)) => f.refuse(refusals, "note"),
                    other => other?,
                }
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &permit, &action, &f, fields.get("key"), false)?)));
            }
            Ok(format!("/episodes/{}/plan?done=saved", e.id))
        })
        .await
}
