//! `/boards/{id}/actions…` and `/board-actions/{id}…`: what, who leads it, by when; and what came of it.

use super::{
    meeting::state,
    shown::{People, heed, keeps, names, overtaken, rooms},
};
use crate::{
    events,
    records::{
        ActionId, BoardId, ItemId, PriorityId, RiskId,
        actions::{self, Action, NewAction},
        boards,
    },
};
use access::{Permits, Visit, accounts, board as acts};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Row};

const NEW: &str = "Add an action";
const CHANGE: &str = "Change the action";

/// So many that are done stand on the page.
const DONE: usize = 20;

pub(super) async fn list(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let of = boards::find(v.conn(), &permit)?;
            let all = actions::list(v.conn(), &permit)?;
            let owners = names(v, all.iter().map(|one| one.owner_id))?;
            let keeps = keeps(v, id)?;
            let (open, done): (Vec<&Action>, Vec<&Action>) = all.iter().partition(|one| one.done_at.is_none());
            let row = |one: &&Action| {
                vec![
                    html! { a.govuk-link href={ "/board-actions/" (one.id) } { (one.what) } },
                    html! { (owners.get(&one.owner_id).map_or("", String::as_str)) },
                    html! { (dates::day(one.due_on)) " " (state(v, one)) },
                ]
            };
            let head = ["Action", "Lead", "By"];
            let content = html! {
                h1.govuk-heading-l { "Actions" }
                (rooms(&of, "actions"))
                @if keeps { div.eh-actions { (parts::button_link(NEW, &format!("/boards/{id}/actions/new"), "")) } }
                @if open.is_empty() { p.govuk-body { "No action is open." } }
                @else { (parts::table("Open", &head, open.iter().take(60).map(row).collect())) }
                @if !done.is_empty() {
                    (parts::table("Done, the latest first", &head, done.iter().take(DONE).map(row).collect()))
                }
            };
            Ok(v.frame.page_back("Actions", "/boards", content))
        })
        .await
}

fn fields(sheet: &Sheet, people: &People) -> Markup {
    html! {
        (sheet.text("what", "What is to be done?"))
        (sheet.select("owner", "Who leads it?").prompt("Choose").items(people.choices()))
        (sheet.text("who", "Who helps?").hint("Agencies or people, in words. Leave empty if nobody else does."))
        (sheet.date("due", "By when?"))
    }
}

fn read(sheet: &mut Sheet) -> NewAction {
    let of = |sheet: &Sheet, name: &str| sheet.fields.get(name).to_owned();
    NewAction {
        what: sheet.optional("what", 300),
        who: sheet.optional("who", 300),
        owner: of(sheet, "owner").parse().ok(),
        due: sheet.day("due", "The day"),
        item: of(sheet, "item").parse().ok(),
        priority: of(sheet, "priority").parse().ok(),
        risk: of(sheet, "risk").parse().ok(),
    }
}

fn show(inside: &mut impl Permits, id: BoardId, sheet: &Sheet) -> Result<Markup> {
    let of = boards::load(inside.conn(), id)?;
    let people = People::load(inside, Some(id), sheet, &["owner"])?;
    let content = html! {
        h1.govuk-heading-l { (NEW) ": " (of.name) }
        p.govuk-body { "Whoever leads it finds it on My work, and is reminded when it is late." }
        (people.finder)
        (sheet.form(html! {
            (sheet.hidden("item")) (sheet.hidden("priority")) (sheet.hidden("risk"))
            (fields(sheet, &people))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(NEW, &format!("/boards/{id}/actions"), sheet, content))
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    let queries = visit.queries();
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let task = v.pack.terms("board-task").iter().find(|term| term.code == queries.get("task"));
            let what = task.map(|term| term.label.clone()).unwrap_or_default();
            let first = || {
                let first = Fields::default().with("what", what);
                ["item", "priority", "risk"].iter().fold(first, |fields, name| fields.with(name, queries.get(name)))
            };
            let sheet = v.sheet(first)?;
            show(v, id, &sheet)
        })
        .await
}

/// What an action belongs to is of this board.
fn is_theirs(inside: &mut impl Permits, id: BoardId, new: &NewAction) -> Result<()> {
    let mut of: Vec<BoardId> = Vec::new();
    if let Some(item) = new.item {
        of.push(crate::records::agenda::of(inside.conn(), item)?.board());
    }
    if let Some(priority) = new.priority {
        of.push(crate::records::priorities::of(inside.conn(), priority)?.board());
    }
    if let Some(risk) = new.risk {
        of.push(crate::records::risks::of(inside.conn(), risk)?.board());
    }
    if of.iter().all(|of| *of == id) { Ok(()) } else { Err(Error::NotFound) }
}

/// Where it leads: to what it belongs to.
fn back(new: (Option<ItemId>, Option<PriorityId>, Option<RiskId>), id: BoardId, meeting: Option<String>) -> String {
    match new {
        (Some(_), ..) => meeting.unwrap_or_else(|| format!("/boards/{id}/actions")),
        (_, Some(priority), _) => format!("/board-priorities/{priority}"),
        (.., Some(risk)) => format!("/board-risks/{risk}"),
        _ => format!("/boards/{id}/actions"),
    }
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let new = read(sheet);
            is_theirs(change, id, &new)?;
            let meeting = match new.item {
                Some(item) => {
                    let permit = change.permit(acts::Keep, item)?;
                    Some(crate::records::agenda::meeting_of(change.conn(), &permit)?.href())
                }
                None => None,
            };
            match heed(sheet, || actions::agree(change.tx, &permit, &new))? {
                Some(_) => Ok(format!("{}?done=saved", back((new.item, new.priority, new.risk), id, meeting))),
                None => Sheet::again(show(change, id, sheet)?),
            }
        })
        .await
}

fn show_one(inside: &mut impl Permits, action: &Action, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let of = boards::load(inside.conn(), action.board_id)?;
    let owner = accounts::names(inside.conn(), &[action.owner_id])?.remove(&action.owner_id).unwrap_or_default();
    let (answers, keeps) = (inside.may(acts::Answer, action.id)?, inside.may(acts::Keep, action.id)?);
    let sees = inside.may(acts::SeePlan, of.id)?;
    let today = inside.context().today;
    let mut rows = vec![
        Row::new("Board", of.name.as_str()),
        Row::new("Lead", owner.as_str()),
        Row::new("Who helps", action.who.as_str()),
        Row::new("By", dates::day(action.due_on)),
    ];
    if let Some(done) = action.done_at {
        rows.push(Row::new("Done", format!("{}, {}", dates::day(done.date()), action.done_by)));
        rows.push(Row::new("What came of it", html! { span.eh-pre { (action.became) } }));
    } else {
        rows.push(Row::new("Due", dates::due(action.due_on, today)));
    }
    let content = html! {
        h1.govuk-heading-l { (action.what) }
        (above)
        (parts::summary_list(rows))
        @for moved in &action.moved.0 {
            p.govuk-body-s {
                "It was due on " (dates::day(moved.was_due)) ". Changed on " (dates::day(moved.on)) " by " (moved.by)
                ": "
                (moved.why)
            }
        }
        @if answers && (action.done_at.is_none() || !sheet.fields.get("became").is_empty()) {
            (sheet.form(html! {
                (sheet.textarea("became", "What came of it?").rows(3))
                (parts::button("It is done"))
            }))
        }
        @if keeps && action.done_at.is_none() {
            p.govuk-body {
                a.govuk-link href={ "/board-actions/" (action.id) "/change" } { "Change its lead or its day" }
            }
        }
    };
    let back = if sees { format!("/boards/{}/actions", of.id) } else { "/my-work".to_owned() };
    Ok(inside.context().frame.sheet_page(&action.what, &back, sheet, content))
}

pub(super) async fn page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let action = actions::find(v.conn(), &permit)?;
            let sheet = v.sheet(Fields::default)?;
            show_one(v, &action, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Answer, id)?;
            let action = actions::find(change.conn(), &permit)?;
            let became = sheet.optional("became", 2_000);
            if let Some(done) = action.done_at {
                let changed = web::Changed { by: action.done_by.clone(), at: done };
                let told = web::too_late(Some(&changed), &[("What came of it", &action.became)]);
                sheet.renew();
                return Err(Error::Conflict(Box::new(show_one(change, &action, sheet, told)?)));
            }
            match heed(sheet, || actions::finish(change.tx, &permit, &became))? {
                Some(()) => Ok(format!("/board-actions/{id}?done=saved")),
                None => Sheet::again(show_one(change, &action, sheet, html! {})?),
            }
        })
        .await
}

fn show_change(inside: &mut impl Permits, action: &Action, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let people = People::load(inside, Some(action.board_id), sheet, &["owner"])?;
    let content = html! {
        h1.govuk-heading-l { (CHANGE) }
        (above)
        (people.finder)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (fields(sheet, &people))
            (sheet.text("why", "Why does its lead or its day change?"))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(CHANGE, &format!("/board-actions/{}", action.id), sheet, content))
}

pub(super) async fn change_page(visit: Visit, Path(id): Path<ActionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let action = actions::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", action.version.to_string())
                    .with("what", action.what.as_str())
                    .with("who", action.who.as_str())
                    .with("owner", action.owner_id.to_string())
                    .with_date("due", Some(action.due_on))
            })?;
            show_change(v, &action, &sheet, html! {})
        })
        .await
}

pub(super) async fn change_submit(visit: Visit, Path(id): Path<ActionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let action = actions::find(change.conn(), &permit)?;
            let due = dates::day(action.due_on);
            let rows: [(&str, &str); 3] = [("What", &action.what), ("Who helps", &action.who), ("By", &due)];
            let subject = (id.0, &[events::ACTION][..]);
            if let Some(theirs) = overtaken(change, sheet, action.version, subject, &rows)? {
                return Err(Error::Conflict(Box::new(show_change(change, &action, sheet, theirs)?)));
            }
            let (new, why) = (read(sheet), sheet.optional("why", 500));
            match heed(sheet, || actions::change(change.tx, &permit, action.version, &new, &why))? {
                Some(()) => Ok(format!("/board-actions/{id}?done=saved")),
                None => Sheet::again(show_change(change, &action, sheet, html! {})?),
            }
        })
        .await
}
