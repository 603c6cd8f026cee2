//! `/reviews/{id}/report`: someone invited who cannot come, or wants it read before.

use crate::{
    records::{self, ReviewId},
    rules,
};
use access::{Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, open_case, pages::header};
use web::{Fields, Markup, Refusal, Result, Sheet, html, parts};

/// The review that is reported to.
struct Reporting {
    case: Case<family::ReportToReview>,
}

impl Reporting {
    fn load(inside: &mut impl Permits, id: ReviewId) -> Result<Self> {
        let episode = records::episode_of(inside.conn(), id)?;
        let case = open_case(inside, family::ReportToReview, episode)?;
        let review = records::find(inside.conn(), &case.permit, id)?;
        rules::planned(review.is_planned()).map_err(Refusal::from)?;
        Ok(Self { case })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = html! {
            p.govuk-body {
                "What has gone well, what has not, what you did, and what you think should happen next. "
                "The family reads it."
            }
            (sheet.form(html! {
                (sheet.textarea("report", "Your report").rows(8))
                (parts::button("Hand in"))
            }))
        };
        header::sheet_page(inside, &self.case.permit, "Report to the review", sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ReviewId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let reporting = Reporting::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            reporting.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ReviewId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let reporting = Reporting::load(change, id)?;
            let text = sheet.optional("report", 20_000);

            let done = sheet.heed(records::report(change.tx, &reporting.case, id, &text))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(reporting.show(change, sheet)?);
            }
            Ok(format!("/reviews/{id}?done=saved"))
        })
        .await
}
