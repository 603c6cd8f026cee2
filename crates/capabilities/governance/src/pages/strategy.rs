//! `/boards/{id}/strategies…` and `/strategies/{id}…`: a strategy, and the trail of what led to it and what followed.

use super::shown::{heed, keeps, overtaken, rooms, text};
use crate::{
    events,
    records::{
        BoardId, StrategyId, boards,
        strategies::{self, Kept, NewStep, NewStrategy, Strategy},
    },
    rules::strategy::Step,
};
use access::{Context, Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice, parts::Colour};

const NEW: &str = "Begin a strategy";
const CHANGE: &str = "Change the strategy";
const STEP: &str = "Keep a step of its life";
const PUBLISH: &str = "Publish the strategy";
const BACK: &str = "Take the publication back";

pub(super) async fn list(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let of = boards::find(v.conn(), &permit)?;
            let all = strategies::list(v.conn(), &permit)?;
            let keeps = keeps(v, id)?;
            let content = html! {
                h1.govuk-heading-l { "Strategy" }
                (rooms(&of, "strategies"))
                @if keeps { div.eh-actions { (parts::button_link(NEW, &format!("/boards/{id}/strategies/new"), "")) } }
                @if all.is_empty() { p.govuk-body { "No strategy was begun yet." } }
                ul.govuk-list.eh-rows {
                    @for one in &all {
                        li {
                            a.govuk-link href={ "/strategies/" (one.id) } { (one.title) }
                            ", " (dates::day(one.from_on)) " to " (dates::day(one.until_on)) ". " (one.stand(v.today))
                        }
                    }
                }
                p.govuk-body { a.govuk-link href="/strategy" { "What everybody may read of it" } }
            };
            Ok(v.frame.page_back("Strategy", "/boards", content))
        })
        .await
}

fn options(all: &[Kept]) -> Markup {
    let options: Vec<&Kept> = all.iter().filter(|step| step.kind == Step::Choice).collect();
    html! {
        @if !options.is_empty() {
            h2.govuk-heading-m { "Options" }
            @for (n, step) in (1..).zip(options) {
                section.eh-group {
                    h3.govuk-heading-s.eh-group-heading {
                        (n) ". " (step.title) " " @if step.chosen { (parts::tag("Chosen", Colour::Green)) }
                    }
                    (text(&step.said))
                    @if !step.outcome.is_empty() { p.govuk-body-s { (step.outcome) } }
                }
            }
        }
    }
}

fn trail(of: &Strategy, all: &[Kept]) -> Markup {
    let steps: Vec<&Kept> = all.iter().filter(|step| step.kind != Step::Choice).collect();
    html! {
        h2.govuk-heading-m { "What led to it, and what followed" }
        @if steps.is_empty() { p.govuk-body { "Nothing was kept yet." } }
        ol.govuk-list.eh-rows {
            @for step in steps {
                li {
                    strong {
                        (dates::day(step.held_on)) @if let Some(until) = step.until_on { " to " (dates::day(until)) }
                    }
                    ": " (step.kind.label()) ", " (step.title) ". " span.eh-pre { (step.said) }
                    @if !step.outcome.is_empty() { br; strong { "What came of it: " } (step.outcome) }
                }
            }
        }
        @if let Some(at) = of.published_at {
            p.govuk-body {
                (parts::tag("Published", Colour::Green)) " on " (dates::day(at.date())) " by " (of.published_name) "."
                @if let (Some(on), None) = (of.review_on, of.reviewed_on) {
                    " The review workshop is to be held by " (dates::day(on)) "."
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<StrategyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let of = strategies::find(v.conn(), &permit)?;
            let all = strategies::steps(v.conn(), &permit)?;
            let keeps = v.may(acts::Keep, id)?;
            let at = |step: &str| format!("/strategies/{id}/{step}");
            let content = html! {
                h1.govuk-heading-l { (of.title) }
                p.govuk-body {
                    (dates::day(of.from_on)) " to " (dates::day(of.until_on)) ". " (of.stand(v.today)) ". Written by "
                    (of.written_name) "."
                }
                @if keeps {
                    div.eh-actions {
                        (parts::button_link(STEP, &at("steps/new"), ""))
                        @if of.published_at.is_none() {
                            a.govuk-link href=(at("change")) { "Change it" }
                            a.govuk-link href=(at("publication")) { "Publish it" }
                        } @else { a.govuk-link href=(at("publication")) { "Take the publication back" } }
                    }
                }
                (text(&of.said))
                (options(&all))
                (trail(&of, &all))
            };
            Ok(v.frame.page_back(&of.title, &format!("/boards/{}/strategies", of.board_id), content))
        })
        .await
}

fn show(context: &Context, (title, back): (&str, &str), sheet: &Sheet, above: Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("title", "What is it called?"))
            (sheet.date("from", "First day"))
            (sheet.date("until", "Last day"))
            (sheet.textarea("said", "What is it for, and what does it say in short?").rows(8))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(title, back, sheet, content)
}

fn read(sheet: &mut Sheet) -> NewStrategy {
    NewStrategy {
        title: sheet.optional("title", 200),
        from: sheet.day("from", "The first day"),
        until: sheet.day("until", "The last day"),
        said: sheet.optional("said", 5_000),
    }
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, (NEW, &format!("/boards/{id}/strategies")), &sheet, html! {}))
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let new = read(sheet);
            match heed(sheet, || strategies::begin(change.tx, &permit, &new))? {
                Some(strategy) => Ok(format!("/strategies/{strategy}?done=saved")),
                None => Sheet::again(show(change, (NEW, &format!("/boards/{id}/strategies")), sheet, html! {})),
            }
        })
        .await
}

pub(super) async fn change_page(visit: Visit, Path(id): Path<StrategyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let of = strategies::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", of.version.to_string())
                    .with("title", of.title.as_str())
                    .with_date("from", Some(of.from_on))
                    .with_date("until", Some(of.until_on))
                    .with("said", of.said.as_str())
            })?;
            Ok(show(v, (CHANGE, &format!("/strategies/{id}")), &sheet, html! {}))
        })
        .await
}

pub(super) async fn change_submit(visit: Visit, Path(id): Path<StrategyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let of = strategies::find(change.conn(), &permit)?;
            let back = format!("/strategies/{id}");
            let rows: [(&str, &str); 2] = [("Title", &of.title), ("What it says", &of.said)];
            let subject = (id.0, &[events::STRATEGY, events::PUBLISHED][..]);
            if let Some(theirs) = overtaken(change, sheet, of.version, subject, &rows)? {
                return Err(Error::Conflict(Box::new(show(change, (CHANGE, &back), sheet, theirs))));
            }
            let new = read(sheet);
            match heed(sheet, || strategies::change(change.tx, &permit, of.version, &new))? {
                Some(()) => Ok(format!("{back}?done=saved")),
                None => Sheet::again(show(change, (CHANGE, &back), sheet, html! {})),
            }
        })
        .await
}

fn show_step(context: &Context, id: StrategyId, sheet: &Sheet) -> Markup {
    let kinds = Step::ALL.iter().filter(|one| **one != Step::Back).map(|one| Choice::new(one.code(), one.label()));
    let content = html! {
        h1.govuk-heading-l { (STEP) }
        (sheet.form(html! {
            (sheet.radios("kind", "What was it?").small().items(kinds))
            (sheet.text("title", "What or who was it?")
                .hint("Like: health and wellbeing board; option 3, a shared strategy."))
            (sheet.date("on", "When?"))
            (sheet.date("until", "Until when?").hint("For a consultation. Leave empty if it was one day."))
            (sheet.textarea("said", "What was said, or what does it mean?").rows(5))
            (sheet.textarea("outcome", "What came of it?").hint("Of a decision: agreed, with which changes.").rows(3))
            (sheet.checkboxes("chosen", "Was this option chosen?")
                .items([Choice::new("yes", "This option was chosen")]))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(STEP, &format!("/strategies/{id}"), sheet, content)
}

pub(super) async fn step_page(visit: Visit, Path(id): Path<StrategyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show_step(v, id, &sheet))
        })
        .await
}

pub(super) async fn step_submit(visit: Visit, Path(id): Path<StrategyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let new = NewStep {
                kind: Step::parse(sheet.fields.get("kind")),
                on: sheet.day("on", "The day"),
                until: sheet.day("until", "The last day"),
                title: sheet.optional("title", 200),
                said: sheet.optional("said", 3_000),
                outcome: sheet.optional("outcome", 1_000),
                chosen: sheet.ticked("chosen"),
            };
            match heed(sheet, || strategies::keep_step(change.tx, &permit, &new))? {
                Some(()) => Ok(format!("/strategies/{id}?done=saved")),
                None => Sheet::again(show_step(change, id, sheet)),
            }
        })
        .await
}

fn show_publish(context: &Context, of: &Strategy, sheet: &Sheet, above: Markup) -> Markup {
    let published = of.published_at.is_some();
    let title = if published { BACK } else { PUBLISH };
    let content = html! {
        h1.govuk-heading-l { (title) ": " (of.title) }
        (above)
        @if published {
            p.govuk-body {
                "Everybody reads it now. Taken back, it can be changed and published anew; the reason stays."
            }
        } @else {
            p.govuk-body {
                "It was written by " (of.written_name)
                ": somebody else publishes it, after consultation, options and the "
                "decision of a body. Then everybody may read it, its text does not change any more, and its review "
                "workshop is owed."
            }
        }
        (sheet.short_form(html! {
            (sheet.hidden("version"))
            @if published { (sheet.text("why", "Why is it taken back?")) }
            (parts::button(if published { "Take it back" } else { "Publish it" }))
        }))
    };
    context.frame.sheet_page(title, &format!("/strategies/{}", of.id), sheet, content)
}

pub(super) async fn publish_page(visit: Visit, Path(id): Path<StrategyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let of = strategies::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| Fields::default().with("version", of.version.to_string()))?;
            Ok(show_publish(v, &of, &sheet, html! {}))
        })
        .await
}

pub(super) async fn publish_submit(visit: Visit, Path(id): Path<StrategyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let (of, pack) = (strategies::find(change.conn(), &permit)?, change.pack.clone());
            let rows: [(&str, &str); 1] = [("What it says", &of.said)];
            let subject = (id.0, &[events::STRATEGY, events::PUBLISHED][..]);
            if let Some(theirs) = overtaken(change, sheet, of.version, subject, &rows)? {
                return Err(Error::Conflict(Box::new(show_publish(change, &of, sheet, theirs))));
            }
            let why = sheet.optional("why", 500);
            let done = match of.published_at {
                Some(_) => heed(sheet, || strategies::take_back(change.tx, &permit, of.version, &why))?,
                None => heed(sheet, || strategies::publish(change.tx, &permit, &pack, of.version))?,
            };
            match done {
                Some(()) => Ok(format!("/strategies/{id}?done=saved")),
                None => Sheet::again(show_publish(change, &of, sheet, html! {})),
            }
        })
        .await
}
