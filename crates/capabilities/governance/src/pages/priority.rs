//! `/boards/{id}/priorities/new` and `/board-priorities/{id}…`: a priority, how it stands, and what shows it.

use super::{
    meeting::state,
    plan::tag,
    shown::{heed, keeps, names, overtaken, text},
};
use crate::{
    events,
    records::{
        BoardId, PriorityId, actions,
        priorities::{self, Priority, Said},
    },
    rules::plan::{Shows, State},
};
use access::{Context, Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const NEW: &str = "Add a priority";
const STATE: &str = "How does it stand?";
const EVIDENCE: &str = "Link evidence";

fn show(context: &Context, id: BoardId, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (NEW) }
        (sheet.form(html! { (sheet.text("title", "What is the priority?")) (parts::button("Save")) }))
    };
    context.frame.sheet_page(NEW, &format!("/boards/{id}/plan"), sheet, content)
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, id, &sheet))
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let title = sheet.optional("title", 300);
            match heed(sheet, || priorities::set(change.tx, &permit, &title))? {
                Some(priority) => Ok(format!("/board-priorities/{priority}?done=saved")),
                None => Sheet::again(show(change, id, sheet)),
            }
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<PriorityId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let one = priorities::find(v.conn(), &permit)?;
            let evidence = priorities::evidence(v.conn(), &permit)?;
            let board = v.permit(acts::SeePlan, one.board_id)?;
            let mut all = actions::list(v.conn(), &board)?;
            all.retain(|action| action.priority_id == Some(id));
            let owners = names(v, all.iter().map(|action| action.owner_id))?;
            let keeps = keeps(v, one.board_id)?;
            let taken: Vec<&str> = all.iter().map(|action| action.what.as_str()).collect();
            let pack = v.pack.clone();
            let tasks: Vec<_> = pack
                .choices("board-task", v.today)
                .filter(|term| !one.code.is_empty() && term.group == one.code && !taken.contains(&&*term.label))
                .collect();
            let at = |step: &str| format!("/board-priorities/{id}/{step}");
            let new = format!("/boards/{}/actions/new?priority={id}", one.board_id);
            let content = html! {
                h1.govuk-heading-l { (one.title) }
                p.govuk-body { (tag(one.state)) }
                (text(&one.words))
                @if let Some(on) = one.said_at {
                    p.govuk-body.eh-muted { "Said by " (one.said_by) " on " (dates::day(on.date())) "." }
                }
                @if keeps {
                    div.eh-actions {
                        (parts::button_link("Say how it stands", &at("state"), ""))
                        a.govuk-link href=(new) { "Add an action" }
                        a.govuk-link href=(at("evidence")) { (EVIDENCE) }
                    }
                }
                h2.govuk-heading-m { "Actions" }
                @if all.is_empty() { p.govuk-body { "None was agreed yet." } }
                ul.govuk-list.eh-rows {
                    @for action in &all {
                        li {
                            a.govuk-link href={ "/board-actions/" (action.id) } { (action.what) } ", "
                            (owners.get(&action.owner_id).map_or("", String::as_str)) ", by "
                            (dates::day(action.due_on)) " "
                            (state(v, action))
                        }
                    }
                }
                @if keeps && !tasks.is_empty() {
                    h3.govuk-heading-s { "Tasks that the strategy names" }
                    ul.govuk-list.eh-rows {
                        @for task in tasks {
                            li {
                                (task.label) " "
                                a.govuk-link href={ (new) "&task=" (task.code) } {
                                    "Make it an action" span.govuk-visually-hidden { ": " (task.label) }
                                }
                            }
                        }
                    }
                }
                h2.govuk-heading-m { "What shows how it goes" }
                @if evidence.is_empty() { p.govuk-body { "Nothing is linked yet." } }
                ul.govuk-list.eh-rows {
                    @for shows in evidence.iter().take(20) {
                        li {
                            (shows.kind.label()) ": "
                            @if shows.href.is_empty() { (shows.label) }
                            @else { a.govuk-link href=(shows.href) { (shows.label) } }
                            " " span.eh-muted { (shows.by_name) ", " (dates::day(shows.at.date())) }
                        }
                    }
                }
            };
            Ok(v.frame.page_back(&one.title, &format!("/boards/{}/plan", one.board_id), content))
        })
        .await
}

fn show_state(context: &Context, one: &Priority, sheet: &Sheet, above: Markup) -> Markup {
    let states = State::ALL.iter().map(|state| Choice::new(state.code(), state.label()));
    let content = html! {
        h1.govuk-heading-l { (STATE) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("title", "The priority"))
            (sheet.radios("state", "How does it stand?").small().items(states))
            (sheet.textarea("words", "In words: how does it stand, and how does one know?").rows(4))
            (sheet.checkboxes("ended", "Is it followed any more?")
                .items([Choice::new("yes", "The board does not follow it any more")]))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(STATE, &format!("/board-priorities/{}", one.id), sheet, content)
}

pub(super) async fn state_page(visit: Visit, Path(id): Path<PriorityId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let one = priorities::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", one.version.to_string())
                    .with("title", one.title.as_str())
                    .with("state", one.state.code())
                    .with("words", one.words.as_str())
            })?;
            Ok(show_state(v, &one, &sheet, html! {}))
        })
        .await
}

pub(super) async fn state_submit(visit: Visit, Path(id): Path<PriorityId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let one = priorities::find(change.conn(), &permit)?;
            let rows: [(&str, &str); 3] =
                [("The priority", &one.title), ("How it stands", one.state.label()), ("In words", &one.words)];
            let subject = (id.0, &[events::PRIORITY][..]);
            if let Some(theirs) = overtaken(change, sheet, one.version, subject, &rows)? {
                return Err(Error::Conflict(Box::new(show_state(change, &one, sheet, theirs))));
            }
            let said = Said {
                title: sheet.optional("title", 300),
                state: State::parse(sheet.fields.get("state")),
                words: sheet.optional("words", 1_000),
                ended: sheet.ticked("ended"),
            };
            let to =
                if said.ended { format!("/boards/{}/plan", one.board_id) } else { format!("/board-priorities/{id}") };
            match heed(sheet, || priorities::say(change.tx, &permit, one.version, &said))? {
                Some(()) => Ok(format!("{to}?done=saved")),
                None => Sheet::again(show_state(change, &one, sheet, html! {})),
            }
        })
        .await
}

fn show_evidence(context: &Context, id: PriorityId, sheet: &Sheet) -> Markup {
    let kinds = Shows::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
    let content = html! {
        h1.govuk-heading-l { (EVIDENCE) }
        (sheet.form(html! {
            (sheet.radios("kind", "What kind of evidence?").small().items(kinds))
            (sheet.text("label", "What does it show?"))
            (sheet.text("href", "Where does it stand?")
                .hint("A page here, like /insight, or an address with https://. Leave empty if it has none."))
            (parts::button("Link it"))
        }))
    };
    context.frame.sheet_page(EVIDENCE, &format!("/board-priorities/{id}"), sheet, content)
}

pub(super) async fn evidence_page(visit: Visit, Path(id): Path<PriorityId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show_evidence(v, id, &sheet))
        })
        .await
}

pub(super) async fn evidence_submit(visit: Visit, Path(id): Path<PriorityId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let kind = Shows::parse(sheet.fields.get("kind"));
            let (label, href) = (sheet.optional("label", 300), sheet.optional("href", 500));
            match heed(sheet, || priorities::link(change.tx, &permit, kind, (&label, &href)))? {
                Some(()) => Ok(format!("/board-priorities/{id}?done=saved")),
                None => Sheet::again(show_evidence(change, id, sheet)),
            }
        })
        .await
}
