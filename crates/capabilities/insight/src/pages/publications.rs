//! `/insight/publications`: what was frozen and published, and by whom; a period is frozen here.

use crate::{
    counting::Period,
    freezing, keeping, news,
    records::publication::{self, Issue},
};
use access::{Context, Permits, Visit, accounts, nobody};
use axum::response::Response;
use std::sync::Arc;
use web::{Error, Fields, Markup, Refusal, Result, Sheet, dates, html, parts};

fn state(issue: &Issue) -> Markup {
    match (issue.published_at, issue.ended_at) {
        (_, Some(_)) if issue.published_at.is_none() => html! { "Thrown away: " (issue.ended_why) },
        (_, Some(at)) => html! { "Taken back on " (dates::day(at.date())) ": " (issue.ended_why) },
        (Some(at), None) => html! { "Published on " (dates::day(at.date())) " by " (issue.published_name) },
        (None, None) => parts::tag("Waits for a second person", parts::Colour::Yellow),
    }
}

fn show(context: &Context, all: &[Issue], sheet: &Sheet) -> Markup {
    let last = Period::last_quarter(context.today);
    let quarters = std::iter::successors(Some(last), |period| Some(period.compared().0)).take(12);
    let year = Period::quarter_of(context.today).financial_year();
    let years = [year - 1, year - 2, year - 3].map(Period::Financial);
    let periods: Vec<Period> = quarters.chain(years).collect();
    let items = periods.iter().map(|period| parts::Choice::new(period.code(), period.label()));
    let rows = all.iter().map(|issue| {
        vec![
            html! { a.govuk-link href={ "/insight/publications/" (issue.id) } { (issue.label()) } },
            html! { (dates::day(issue.frozen_at.date())) ", " (issue.frozen_name) },
            state(issue),
        ]
    });
    html! {
        h1.govuk-heading-l { "Freeze and publish" }
        p.govuk-body {
            "When a quarter or a financial year is over, its figures are frozen with the definitions of that day and with "
            "whom they count. A second person looks at them and publishes them. What was published stays as it was; later "
            "entries are shown beside it."
        }
        (sheet.form(html! {
            (sheet.select("period", "Which period?").items(items))
            (parts::button("Freeze"))
        }))
        @if !all.is_empty() { (parts::table("", &["Period", "Frozen", "State"], rows.collect())) }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::PublishFigures)?;
            let all = publication::list(v.conn())?;
            let sheet = v.sheet(Fields::default)?;
            Ok(v.frame.page_back("Freeze and publish", "/insight", show(v, &all, &sheet)))
        })
        .await
}

/// Counts the period and decides what of it may be shown, before the change begins: nobody's save waits for it.
async fn prepared(visit: &Visit, fields: &Fields) -> Result<Option<Vec<publication::Frozen>>> {
    let Some(period) = Period::parse(fields.get("period")).filter(|period| period.is_published()) else {
        return Ok(None);
    };
    if !keeping::ready(&visit.app).await? {
        let wait = "All records are being counted anew. Freeze it in some minutes";
        return Err(Error::Refused(Refusal::new("freeze-being-counted", wait).at("period").into()));
    }
    let (counted, policy) = visit
        .clone()
        .view(move |v| {
            v.allow(nobody::PublishFigures)?;
            let (pack, today) = (v.pack.clone(), v.today);
            Ok((freezing::count(v.conn(), &pack, period, today)?, freezing::policy(&pack)))
        })
        .await?;
    let decided = tokio::task::spawn_blocking(move || freezing::decide(&counted, &policy)).await;
    let decided = decided.map_err(|e| store::Error::Outside(e.to_string()))?;
    Ok(Some(decided.map_err(|clash| store::Error::Outside(clash.to_string()))?))
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    let frozen = Arc::new(prepared(&visit, &fields).await?);
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::PublishFigures)?;
            let period = sheet.chosen("period", Period::parse, "Choose a quarter or a financial year");
            let done = match (period, frozen.as_ref()) {
                (Some(period), Some(frozen)) if sheet.is_valid() => {
                    sheet.heed(publication::freeze(change.tx, &permit, period, frozen))?
                }
                (Some(period), None) => sheet.heed(publication::freeze(change.tx, &permit, period, &[]))?,
                _ => None,
            };
            let Some(id) = done else {
                let all = publication::list(change.conn())?;
                let page = show(change, &all, sheet);
                return Sheet::again(change.frame.sheet_page("Freeze and publish", "/insight", sheet, page));
            };
            let new = news::frozen(id, period.map(Period::label).unwrap_or_default());
            for role in [access::Role::Head, access::Role::Privacy] {
                for account in accounts::with_role(change.conn(), role)? {
                    work::news::tell(change.tx, account, &new)?;
                }
            }
            Ok(format!("/insight/publications/{id}?done=saved"))
        })
        .await
}
