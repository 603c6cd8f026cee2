//! `/boards/{id}/linked-plans…` and `/linked-plans/{id}…`: plans of others that touch ours.

use super::shown::{People, heed, keeps, names, overtaken, rooms, text};
use crate::{
    events,
    records::{
        BoardId, LinkedId, boards,
        linked::{self, Linked, NewLinked},
        priorities,
    },
};
use access::{Context, Permits, Visit, accounts, board as acts};
use axum::{extract::Path, response::Response};
use chrono::Months;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice, parts::Colour, parts::Row};

const NEW: &str = "Link a plan";
const CHANGE: &str = "Change the linked plan";
const HEAD: [&str; 4] = ["Plan", "Whose", "Watched by", "Looked at by"];
const REVIEW: &str = "Somebody looked at it";

pub(super) async fn list(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let of = boards::find(v.conn(), &permit)?;
            let all = linked::list(v.conn(), &permit)?;
            let watchers = names(v, all.iter().map(|one| one.watcher_id))?;
            let late = all.iter().filter(|one| one.review_on < v.today).count();
            let keeps = keeps(v, id)?;
            let row = |one: &Linked| {
                vec![
                    html! { a.govuk-link href={ "/linked-plans/" (one.id) } { (one.name) } },
                    html! { (one.owner) },
                    html! { (watchers.get(&one.watcher_id).map_or("", String::as_str)) },
                    html! { (review(v, one)) },
                ]
            };
            let content = html! {
                h1.govuk-heading-l { "Linked plans" }
                (rooms(&of, "linked-plans"))
                @if keeps {
                    div.eh-actions { (parts::button_link(NEW, &format!("/boards/{id}/linked-plans/new"), "")) }
                }
                p.govuk-body {
                    (all.len()) " plans of others touch ours. "
                    @if late > 0 { (late) " should have been looked at by now." }
                }
                (parts::table("", &HEAD, all.iter().take(60).map(row).collect()))
            };
            Ok(v.frame.page_back("Linked plans", "/boards", content))
        })
        .await
}

fn review(context: &Context, one: &Linked) -> Markup {
    html! {
        (dates::day(one.review_on)) " "
        @if one.review_on < context.today && one.ended_at.is_none() { (parts::tag("Late", Colour::Red)) }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<LinkedId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let one = linked::find(v.conn(), &permit)?;
            let looked = linked::reviews(v.conn(), &permit)?;
            let watcher = accounts::names(v.conn(), &[one.watcher_id])?.remove(&one.watcher_id).unwrap_or_default();
            let (keeps, answers) = (v.may(acts::Keep, id)?, v.may(acts::Answer, id)?);
            let sees = v.may(acts::SeePlan, one.board_id)?;
            let touched = match sees {
                true => {
                    let board = v.permit(acts::SeePlan, one.board_id)?;
                    let mut all = priorities::list(v.conn(), &board)?;
                    all.retain(|priority| one.priorities.0.contains(&priority.id));
                    all
                }
                false => vec![],
            };
            let term = match (one.from_on, one.until_on) {
                (Some(from), Some(until)) => format!("{} to {}", dates::day(from), dates::day(until)),
                (Some(from), None) => format!("From {}", dates::day(from)),
                (None, Some(until)) => format!("Until {}", dates::day(until)),
                (None, None) => "Not known".into(),
            };
            let rows = vec![
                Row::new("Whose", one.owner.as_str()),
                Row::new("Its days", term),
                Row::new("Watched by", watcher.as_str()),
                Row::new("Looked at by", review(v, &one)),
                Row::new(
                    "What of ours it touches",
                    html! {
                        (text(&one.touches))
                        @for priority in &touched {
                            a.govuk-link href={ "/board-priorities/" (priority.id) } { (priority.title) } br;
                        }
                    },
                ),
            ];
            let content = html! {
                h1.govuk-heading-l { (one.name) }
                @if one.ended_at.is_some() { (parts::inset(html! { "It touches ours no more." })) }
                @if answers || keeps {
                    div.eh-actions {
                        @if answers {
                            (parts::button_link("Say what has changed", &format!("/linked-plans/{id}/review"), ""))
                        }
                        @if keeps { a.govuk-link href={ "/linked-plans/" (id) "/change" } { "Change it" } }
                    }
                }
                (parts::summary_list(rows))
                h2.govuk-heading-m { "Who looked at it" }
                @if looked.is_empty() { p.govuk-body { "Nobody yet." } }
                @for one in looked.iter().take(20) {
                    section.eh-next {
                        p.govuk-body { strong { (dates::day(one.at.date())) } ", " (one.by_name) }
                        (text(&one.said))
                    }
                }
            };
            let back = if sees { format!("/boards/{}/linked-plans", one.board_id) } else { "/my-work".to_owned() };
            Ok(v.frame.page_back(&one.name, &back, content))
        })
        .await
}

fn show(
    inside: &mut impl Permits,
    (board, of): (BoardId, Option<LinkedId>),
    sheet: &Sheet,
    above: Markup,
) -> Result<Markup> {
    let permit = inside.permit(acts::Keep, board)?;
    let all = priorities::list(inside.conn(), &permit)?;
    let people = People::load(inside, Some(board), sheet, &["watcher"])?;
    let ours = all.iter().map(|one| Choice::new(one.id.to_string(), one.title.as_str()));
    let (title, back) = match of {
        Some(id) => (CHANGE, format!("/linked-plans/{id}")),
        None => (NEW, format!("/boards/{board}/linked-plans")),
    };
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        (people.finder)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("name", "What is the plan called?"))
            (sheet.text("owner", "Whose plan is it?"))
            (sheet.select("watcher", "Who looks at it for the board?").prompt("Choose").items(people.choices()))
            (sheet.date("from", "First day").hint("Leave empty if it is not known."))
            (sheet.date("until", "Last day").hint("Leave empty if it is not known."))
            (sheet.checkboxes("priorities", "Which of our priorities does it touch?").small().items(ours))
            (sheet.textarea("touches", "How does it touch them?").rows(3))
            (sheet.date("review", "When is it looked at again?"))
            @if of.is_some() {
                (sheet.checkboxes("ended", "Does it touch ours any more?")
                    .items([Choice::new("yes", "It touches ours no more")]))
            }
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(title, &back, sheet, content))
}

fn read(sheet: &mut Sheet) -> NewLinked {
    NewLinked {
        name: sheet.optional("name", 200),
        owner: sheet.optional("owner", 200),
        watcher: sheet.fields.get("watcher").parse().ok(),
        from: sheet.day("from", "The first day"),
        until: sheet.day("until", "The last day"),
        review: sheet.day("review", "The day"),
        touches: sheet.optional("touches", 2_000),
        priorities: sheet.all("priorities").iter().filter_map(|id| id.parse().ok()).collect(),
        ended: sheet.ticked("ended"),
    }
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let review = v.today + Months::new(v.pack.number("linked-plan-review"));
            let sheet = v.sheet(|| Fields::default().with_date("review", Some(review)))?;
            show(v, (id, None), &sheet, html! {})
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let new = read(sheet);
            match heed(sheet, || linked::link(change.tx, &permit, &new))? {
                Some(plan) => Ok(format!("/linked-plans/{plan}?done=saved")),
                None => Sheet::again(show(change, (id, None), sheet, html! {})?),
            }
        })
        .await
}

pub(super) async fn change_page(visit: Visit, Path(id): Path<LinkedId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let one = linked::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                let mut first = Fields::default()
                    .with("version", one.version.to_string())
                    .with("name", one.name.as_str())
                    .with("owner", one.owner.as_str())
                    .with("watcher", one.watcher_id.to_string())
                    .with_date("from", one.from_on)
                    .with_date("until", one.until_on)
                    .with("touches", one.touches.as_str())
                    .with_date("review", Some(one.review_on));
                one.priorities.0.iter().for_each(|priority| first.add("priorities", priority.to_string()));
                if one.ended_at.is_some() { first.with("ended", "yes") } else { first }
            })?;
            show(v, (one.board_id, Some(id)), &sheet, html! {})
        })
        .await
}

pub(super) async fn change_submit(visit: Visit, Path(id): Path<LinkedId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let one = linked::find(change.conn(), &permit)?;
            let of = (one.board_id, Some(id));
            let rows: [(&str, &str); 3] =
                [("Plan", &one.name), ("Whose", &one.owner), ("What of ours it touches", &one.touches)];
            if let Some(theirs) = overtaken(change, sheet, one.version, (id.0, &[events::LINKED]), &rows)? {
                return Err(Error::Conflict(Box::new(show(change, of, sheet, theirs)?)));
            }
            let new = read(sheet);
            match heed(sheet, || linked::change(change.tx, &permit, one.version, &new))? {
                Some(()) => Ok(format!("/linked-plans/{id}?done=saved")),
                None => Sheet::again(show(change, of, sheet, html! {})?),
            }
        })
        .await
}

fn show_review(context: &Context, id: LinkedId, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (REVIEW) }
        (sheet.form(html! {
            (sheet.textarea("said", "What has changed, and what does it touch of ours?").rows(5))
            (sheet.date("review", "When is it looked at again?"))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(REVIEW, &format!("/linked-plans/{id}"), sheet, content)
}

pub(super) async fn review_page(visit: Visit, Path(id): Path<LinkedId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Answer, id)?;
            let review = v.today + Months::new(v.pack.number("linked-plan-review"));
            let sheet = v.sheet(|| Fields::default().with_date("review", Some(review)))?;
            Ok(show_review(v, id, &sheet))
        })
        .await
}

pub(super) async fn review_submit(visit: Visit, Path(id): Path<LinkedId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Answer, id)?;
            let (said, review) = (sheet.optional("said", 2_000), sheet.day("review", "The day"));
            match heed(sheet, || linked::look(change.tx, &permit, &said, review))? {
                Some(()) => Ok(format!("/linked-plans/{id}?done=saved")),
                None => Sheet::again(show_review(change, id, sheet)),
            }
        })
        .await
}
