//! `/boards/{id}/scrutiny…`, `/scrutiny/{id}…` and `/scrutiny-questions/{id}`: reports, questions and their answers.

use super::shown::{People, frozen, heed, keeps, names, rooms, text};
use crate::records::{
    BoardId, QuestionId, ScrutinyId, boards,
    scrutiny::{self, NewScrutiny, Question, Scrutiny},
};
use access::{Context, Permits, Visit, accounts, board as acts};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice, parts::Colour, parts::Row};

const NEW: &str = "Keep a report to scrutiny";
const ASK: &str = "Add a question";
const ANSWER: &str = "A question of scrutiny";

pub(super) async fn list(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let of = boards::find(v.conn(), &permit)?;
            let all = scrutiny::list(v.conn(), &permit)?;
            let questions = scrutiny::questions(v.conn(), &all)?;
            let keeps = keeps(v, id)?;
            let content = html! {
                h1.govuk-heading-l { "Scrutiny" }
                (rooms(&of, "scrutiny"))
                @if keeps { div.eh-actions { (parts::button_link(NEW, &format!("/boards/{id}/scrutiny/new"), "")) } }
                @if all.is_empty() { p.govuk-body { "Nothing was reported yet." } }
                ul.govuk-list.eh-rows {
                    @for one in all.iter().take(30) {
                        @let theirs: Vec<&Question> = questions.iter().filter(|q| q.scrutiny_id == one.id).collect();
                        @let open = theirs.iter().filter(|question| question.answered_at.is_none()).count();
                        li {
                            a.govuk-link href={ "/scrutiny/" (one.id) } { (one.title) }
                            ", " (one.body) ", " (dates::day(one.held_on)) ". "
                            (dates::plural(i64::try_from(theirs.len()).unwrap_or(0), "question"))
                            @if open > 0 { ", " (open) " not answered" }
                        }
                    }
                }
            };
            Ok(v.frame.page_back("Scrutiny", "/boards", content))
        })
        .await
}

pub(super) async fn page(visit: Visit, Path(id): Path<ScrutinyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let of = scrutiny::find(v.conn(), &permit)?;
            let questions = scrutiny::questions(v.conn(), std::slice::from_ref(&of))?;
            let owners = names(v, questions.iter().map(|one| one.owner_id))?;
            let keeps = v.may(acts::Keep, id)?;
            let content = html! {
                h1.govuk-heading-l { (of.title) }
                p.govuk-body { (of.body) ", " (dates::day(of.held_on)) ". Kept by " (of.by_name) "." }
                (text(&of.report))
                @if !of.frozen.0.lines.is_empty() {
                    (parts::details("The dashboard that was shared", frozen(&of.frozen.0)))
                }
                h2.govuk-heading-m { "Members' questions" }
                @if keeps { p.govuk-body { a.govuk-link href={ "/scrutiny/" (id) "/questions/new" } { (ASK) } } }
                @if questions.is_empty() { p.govuk-body { "None was asked." } }
                @for one in &questions {
                    section.eh-next {
                        p.govuk-body { strong { (one.question) } @if !one.asked_by.is_empty() { " – " (one.asked_by) } }
                        @if let Some(at) = one.answered_at {
                            (text(&one.answer))
                            p.govuk-body-s { (one.answered_by) ", " (dates::day(at.date())) }
                        } @else {
                            p.govuk-body {
                                a.govuk-link href={ "/scrutiny-questions/" (one.id) } {
                                    "To be answered" span.govuk-visually-hidden { ": " (one.question) }
                                }
                                " by " (owners.get(&one.owner_id).map_or("", String::as_str)) ", "
                                (dates::day(one.due_on)) " "
                                @if one.due_on < v.today { (parts::tag("Late", Colour::Red)) }
                            }
                        }
                    }
                }
            };
            Ok(v.frame.page_back(&of.title, &format!("/boards/{}/scrutiny", of.board_id), content))
        })
        .await
}

fn show(inside: &mut impl Permits, id: BoardId, sheet: &Sheet) -> Result<Markup> {
    let published = insight::papers::published(inside.conn())?;
    let choices = published
        .iter()
        .map(|one| Choice::new(one.id.0.to_string(), format!("{}, published on {}", one.label, dates::day(one.on))));
    let content = html! {
        h1.govuk-heading-l { (NEW) }
        (sheet.form(html! {
            (sheet.text("body", "Which committee?"))
            (sheet.date("on", "Day of its meeting"))
            (sheet.text("title", "What is the report called?"))
            (sheet.textarea("report", "What was reported?").hint("Nothing about any one family.").rows(6))
            (sheet.select("source", "Which published figures were shared with it?").prompt("None").items(choices))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(NEW, &format!("/boards/{id}/scrutiny"), sheet, content))
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let sheet = v.sheet(Fields::default)?;
            show(v, id, &sheet)
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let new = NewScrutiny {
                body: sheet.optional("body", 200),
                on: sheet.day("on", "The day"),
                title: sheet.optional("title", 200),
                report: sheet.optional("report", 5_000),
                source: sheet.fields.get("source").parse().ok(),
            };
            match heed(sheet, || scrutiny::keep(change.tx, &permit, &new))? {
                Some(one) => Ok(format!("/scrutiny/{one}?done=saved")),
                None => Sheet::again(show(change, id, sheet)?),
            }
        })
        .await
}

fn show_ask(inside: &mut impl Permits, of: &Scrutiny, sheet: &Sheet) -> Result<Markup> {
    let people = People::load(inside, Some(of.board_id), sheet, &["owner"])?;
    let content = html! {
        h1.govuk-heading-l { (ASK) }
        p.govuk-body { (of.body) ", " (dates::day(of.held_on)) }
        (people.finder)
        (sheet.form(html! {
            (sheet.textarea("question", "What was asked?").rows(3))
            (sheet.text("asked_by", "By which member?").hint("Leave empty if it was the committee."))
            (sheet.select("owner", "Who answers it?").prompt("Choose").items(people.choices()))
            (sheet.date("due", "By when?"))
            (parts::button("Save"))
        }))
    };
    Ok(inside.context().frame.sheet_page(ASK, &format!("/scrutiny/{}", of.id), sheet, content))
}

pub(super) async fn ask_page(visit: Visit, Path(id): Path<ScrutinyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let of = scrutiny::find(v.conn(), &permit)?;
            let due = v.pack.calendar().plus_working(v.today, v.pack.number("scrutiny-answer"));
            let sheet = v.sheet(|| Fields::default().with_date("due", Some(due)))?;
            show_ask(v, &of, &sheet)
        })
        .await
}

pub(super) async fn ask_submit(visit: Visit, Path(id): Path<ScrutinyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let of = scrutiny::find(change.conn(), &permit)?;
            let (asked_by, question) = (sheet.optional("asked_by", 200), sheet.optional("question", 2_000));
            let owed = (sheet.fields.get("owner").parse().ok(), sheet.day("due", "The day"));
            match heed(sheet, || scrutiny::ask(change.tx, &permit, (&asked_by, &question), owed))? {
                Some(_) => Ok(format!("/scrutiny/{id}?done=saved")),
                None => Sheet::again(show_ask(change, &of, sheet)?),
            }
        })
        .await
}

fn show_answer(
    inside: &mut impl Permits,
    (question, of): &(Question, Scrutiny),
    sheet: &Sheet,
    above: Markup,
) -> Result<Markup> {
    let owner = accounts::names(inside.conn(), &[question.owner_id])?.remove(&question.owner_id).unwrap_or_default();
    let answers = inside.may(acts::Answer, question.id)?;
    let sees = inside.may(acts::SeePlan, of.id)?;
    let context: &Context = inside.context();
    let mut rows = vec![
        Row::new("Committee", format!("{}, {}", of.body, dates::day(of.held_on))),
        Row::new("Asked by", question.asked_by.as_str()),
        Row::new("Who answers", owner.as_str()),
        Row::new("By", dates::day(question.due_on)),
    ];
    if let Some(at) = question.answered_at {
        rows.push(Row::new("Answered", format!("{}, {}", dates::day(at.date()), question.answered_by)));
        rows.push(Row::new("Answer", html! { span.eh-pre { (question.answer) } }));
    }
    let content = html! {
        h1.govuk-heading-l { (ANSWER) }
        (above)
        p.govuk-body-l { (question.question) }
        (parts::summary_list(rows))
        @if answers && (question.answered_at.is_none() || !sheet.fields.get("answer").is_empty()) {
            (sheet.form(html! {
                (sheet.textarea("answer", "The answer").hint("Members publish it. Nothing about any one family.")
                    .rows(6))
                (parts::button("Answer it"))
            }))
        }
    };
    let back = if sees { format!("/scrutiny/{}", of.id) } else { "/my-work".to_owned() };
    Ok(context.frame.sheet_page(ANSWER, &back, sheet, content))
}

pub(super) async fn answer_page(visit: Visit, Path(id): Path<QuestionId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let found = scrutiny::find_question(v.conn(), &permit)?;
            let sheet = v.sheet(Fields::default)?;
            show_answer(v, &found, &sheet, html! {})
        })
        .await
}

pub(super) async fn answer_submit(visit: Visit, Path(id): Path<QuestionId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Answer, id)?;
            let found = scrutiny::find_question(change.conn(), &permit)?;
            let answer = sheet.optional("answer", 5_000);
            if let Some(at) = found.0.answered_at {
                let changed = web::Changed { by: found.0.answered_by.clone(), at };
                let told = web::too_late(Some(&changed), &[("Answer", &found.0.answer)]);
                sheet.renew();
                return Err(Error::Conflict(Box::new(show_answer(change, &found, sheet, told)?)));
            }
            match heed(sheet, || scrutiny::answer(change.tx, &permit, &answer))? {
                Some(()) => Ok(format!("/scrutiny-questions/{id}?done=saved")),
                None => Sheet::again(show_answer(change, &found, sheet, html! {})?),
            }
        })
        .await
}
