//! `/boards/{id}/risks/new` and `/board-risks/{id}/…`: a risk is raised, changed, rated, closed.

use super::shown::{People, heed, overtaken, words};
use crate::{
    events,
    records::{
        BoardId, RiskId,
        risks::{self, NewRisk, Risk},
    },
    rules::risks::{Raised, Rating},
};
use access::{Context, Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use chrono::Months;
use commissioning::{contracts, records::analyses};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

const NEW: &str = "Raise a risk";
const CHANGE: &str = "Change the risk";
const RATE: &str = "Rate it anew";
const CLOSE: &str = "Close the risk";

/// The gaps and contracts of which a risk may be raised: as words.
fn origins(inside: &mut impl Permits) -> Result<Vec<String>> {
    let published = analyses::list(inside.conn())?.into_iter().filter(analyses::Analysis::is_published);
    let mut all: Vec<String> = published
        .take(1)
        .flat_map(|one| one.counted.0.gaps.into_iter().take(5).map(|gap| format!("Gap: {gap}")).collect::<Vec<_>>())
        .collect();
    all.extend(contracts::list(inside.conn())?.into_iter().take(10).map(|one| format!("Contract: {}", one.name)));
    Ok(all)
}

fn show(
    inside: &mut impl Permits,
    (board, of): (BoardId, Option<RiskId>),
    sheet: &Sheet,
    above: Markup,
) -> Result<Markup> {
    let people = People::load(inside, Some(board), sheet, &["owner"])?;
    let origins = if of.is_none() { origins(inside)? } else { vec![] };
    let raised = Raised::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
    let context = inside.context();
    let (title, back) = match of {
        Some(id) => (CHANGE, format!("/board-risks/{id}")),
        None => (NEW, format!("/boards/{board}/risks")),
    };
    let content = html! {
        h1.govuk-heading-l { (title) }
        (above)
        (people.finder)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("title", "What is the risk, in a few words?"))
            (sheet.textarea("description", "What may happen, and what follows?").rows(3))
            (sheet.textarea("mitigation", "What is done to avoid it, or to make it less bad?").rows(3))
            (sheet.select("owner", "Who owns it?").prompt("Choose").items(people.choices()))
            @if of.is_none() { (rating(context, sheet)) }
            (sheet.select("accepts-likelihood", "Which rating does the board accept? How likely")
                .items(words(context, "risk-likelihood")))
            (sheet.select("accepts-impact", "And how bad").items(words(context, "risk-impact")))
            (sheet.radios("raised", "From where was it raised?").small().items(raised))
            (sheet.text("raised_from", "Which audit, gap or contract?"))
            @if !origins.is_empty() {
                (parts::details("Gaps and contracts that are known here", html! {
                    ul.govuk-list.govuk-list--bullet { @for origin in &origins { li { (origin) } } }
                }))
            }
            (sheet.date("review", "When is it looked at again?"))
            (parts::button("Save"))
        }))
    };
    Ok(context.frame.sheet_page(title, &back, sheet, content))
}

fn rating(context: &Context, sheet: &Sheet) -> Markup {
    html! {
        (sheet.select("likelihood", "How likely is it?").prompt("Choose").items(words(context, "risk-likelihood")))
        (sheet.select("impact", "How bad would it be?").prompt("Choose").items(words(context, "risk-impact")))
    }
}

fn read(context: &Context, sheet: &mut Sheet) -> NewRisk {
    let rating = |sheet: &Sheet, before: &str| {
        let field = |name: &str| sheet.fields.get(&format!("{before}{name}")).to_owned();
        Rating::of(&context.pack, &field("likelihood"), &field("impact"))
    };
    NewRisk {
        title: sheet.optional("title", 200),
        description: sheet.optional("description", 2_000),
        mitigation: sheet.optional("mitigation", 2_000),
        owner: sheet.fields.get("owner").parse().ok(),
        rating: rating(sheet, ""),
        accepts: rating(sheet, "accepts-"),
        raised: Raised::parse(sheet.fields.get("raised")),
        raised_from: sheet.optional("raised_from", 300),
        review: sheet.day("review", "The day"),
    }
}

pub(super) async fn new_page(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let accepts = Rating::parse(&v.pack, v.pack.text("risk-appetite"));
            let review = v.today + Months::new(v.pack.number("risk-review"));
            let sheet = v.sheet(|| {
                let first = Fields::default().with_date("review", Some(review));
                match accepts {
                    Some(one) => first.with("accepts-likelihood", one.likelihood).with("accepts-impact", one.impact),
                    None => first,
                }
            })?;
            show(v, (id, None), &sheet, html! {})
        })
        .await
}

pub(super) async fn new_submit(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let new = read(change, sheet);
            match heed(sheet, || risks::raise(change.tx, &permit, &new))? {
                Some(risk) => Ok(format!("/board-risks/{risk}?done=saved")),
                None => Sheet::again(show(change, (id, None), sheet, html! {})?),
            }
        })
        .await
}

fn fields_of(risk: &Risk) -> Fields {
    Fields::default()
        .with("version", risk.version.to_string())
        .with("title", risk.title.as_str())
        .with("description", risk.description.as_str())
        .with("mitigation", risk.mitigation.as_str())
        .with("owner", risk.owner_id.to_string())
        .with("accepts-likelihood", risk.accepts.0.likelihood.as_str())
        .with("accepts-impact", risk.accepts.0.impact.as_str())
        .with("raised", risk.raised.code())
        .with("raised_from", risk.raised_from.as_str())
        .with_date("review", Some(risk.review_on))
}

pub(super) async fn page(visit: Visit, Path(id): Path<RiskId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let risk = risks::find(v.conn(), &permit)?;
            let sheet = v.sheet(|| fields_of(&risk))?;
            show(v, (risk.board_id, Some(id)), &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<RiskId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let risk = risks::find(change.conn(), &permit)?;
            let rows: [(&str, &str); 3] = [
                ("The risk", &risk.title),
                ("What may happen", &risk.description),
                ("What is done about it", &risk.mitigation),
            ];
            let of = (risk.board_id, Some(id));
            if let Some(theirs) = overtaken(change, sheet, risk.version, (id.0, &[events::RISK]), &rows)? {
                return Err(Error::Conflict(Box::new(show(change, of, sheet, theirs)?)));
            }
            let new = read(change, sheet);
            match heed(sheet, || risks::change(change.tx, &permit, risk.version, &new))? {
                Some(()) => Ok(format!("/board-risks/{id}?done=saved")),
                None => Sheet::again(show(change, of, sheet, html! {})?),
            }
        })
        .await
}

fn show_rating(context: &Context, risk: &Risk, sheet: &Sheet, above: Markup) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (RATE) }
        (above)
        p.govuk-body {
            (risk.title) ". Now " strong { (risk.rating.0.short()) } ", accepted " (risk.accepts.0.short()) "."
        }
        (sheet.form(html! {
            (sheet.hidden("version"))
            (rating(context, sheet))
            (sheet.textarea("why", "Why?").hint("Also where it stays as it is.").rows(3))
            (sheet.date("review", "When is it looked at again?"))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(RATE, &format!("/board-risks/{}", risk.id), sheet, content)
}

pub(super) async fn rate_page(visit: Visit, Path(id): Path<RiskId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Answer, id)?;
            let risk = risks::find(v.conn(), &permit)?;
            let review = v.today + Months::new(v.pack.number("risk-review"));
            let sheet = v.sheet(|| {
                Fields::default()
                    .with("version", risk.version.to_string())
                    .with("likelihood", risk.rating.0.likelihood.as_str())
                    .with("impact", risk.rating.0.impact.as_str())
                    .with_date("review", Some(review))
            })?;
            Ok(show_rating(v, &risk, &sheet, html! {}))
        })
        .await
}

pub(super) async fn rate_submit(visit: Visit, Path(id): Path<RiskId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Answer, id)?;
            let risk = risks::find(change.conn(), &permit)?;
            let (rating, review) = (risk.rating.0.short(), dates::day(risk.review_on));
            let rows: [(&str, &str); 2] = [("Rating", &rating), ("Looked at by", &review)];
            if let Some(theirs) = overtaken(change, sheet, risk.version, (id.0, &[events::RISK]), &rows)? {
                return Err(Error::Conflict(Box::new(show_rating(change, &risk, sheet, theirs))));
            }
            let rating = Rating::of(&change.pack, sheet.fields.get("likelihood"), sheet.fields.get("impact"));
            let (why, review) = (sheet.optional("why", 1_000), sheet.day("review", "The day"));
            match heed(sheet, || risks::rate(change.tx, &permit, risk.version, rating, (&why, review)))? {
                Some(()) => Ok(format!("/board-risks/{id}?done=saved")),
                None => Sheet::again(show_rating(change, &risk, sheet, html! {})),
            }
        })
        .await
}

fn show_close(context: &Context, id: RiskId, sheet: &Sheet) -> Markup {
    let content = html! {
        h1.govuk-heading-l { (CLOSE) }
        p.govuk-body { "Its course stays readable." }
        (sheet.form(html! { (sheet.textarea("why", "Why is it closed?").rows(3)) (parts::button(CLOSE)) }))
    };
    context.frame.sheet_page(CLOSE, &format!("/board-risks/{id}"), sheet, content)
}

pub(super) async fn close_page(visit: Visit, Path(id): Path<RiskId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::Keep, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show_close(v, id, &sheet))
        })
        .await
}

pub(super) async fn close_submit(visit: Visit, Path(id): Path<RiskId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let why = sheet.optional("why", 1_000);
            match heed(sheet, || risks::close(change.tx, &permit, &why))? {
                Some(()) => Ok(format!("/board-risks/{id}?done=saved")),
                None => Sheet::again(show_close(change, id, sheet)),
            }
        })
        .await
}
