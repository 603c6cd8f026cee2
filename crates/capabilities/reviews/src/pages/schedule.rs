//! `/episodes/{id}/reviews/new`: plan a review.

use crate::{records, rules};
use access::{Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use chrono::{Days, NaiveDate};
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

/// By when the next review must be held.
struct Planning {
    case: Case<family::HoldReview>,
    latest: NaiveDate,
}

impl Planning {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::HoldReview, id)?;
        let pack = inside.context().pack.clone();
        let latest = records::latest_on(inside.conn(), &case.permit, id, &pack)?;
        Ok(Self { case, latest })
    }

    /// The day that the pack suggests.
    fn first(&self, inside: &mut impl Permits) -> Result<Fields> {
        let today = inside.context().today;
        let after = Days::new(inside.context().pack.number("review-due").into());
        let from = records::counted_from(inside.conn(), &self.case.permit, self.case.episode.id)?;
        let due = (from.unwrap_or(today) + after).max(today);
        Ok(Fields::default().with_date("on", Some(due)))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = html! {
            (by_when(inside.context().today, self.latest))
            (sheet.short_form(html! {
                (sheet.date("on", "When will it be?"))
                (parts::button("Plan a review"))
            }))
        };
        header::sheet_page(inside, &self.case.permit, "Plan a review", sheet, content)
    }
}

/// Until when it can be, and who comes.
pub(super) fn by_when(today: NaiveDate, latest: NaiveDate) -> Markup {
    html! {
        p.govuk-body {
            "It must be held by " strong { (dates::day(rules::last_day(today, latest))) } ". "
            "The family and everyone in the team are invited."
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let planning = Planning::load(v, id)?;
            let first = planning.first(v)?;
            let sheet = v.context().sheet(first);
            planning.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let planning = Planning::load(change, id)?;
            let pack = change.pack.clone();

            let scheduled = match sheet.required_day("on", "Date of the review") {
                Some(on) => sheet.heed(records::schedule(change.tx, &planning.case, on, &pack))?,
                None => None,
            };
            let Some(review) = scheduled else {
                return Sheet::again(planning.show(change, sheet)?);
            };
            Ok(format!("/reviews/{review}?done=saved"))
        })
        .await
}
