//! `/equality/{id}/editions/{n}`: an edition as it was published.

use super::document;
use crate::records::{AssessmentId, assessments};
use access::{Permits, Visit, nobody};
use axum::extract::Path;
use web::{Error, Markup, Result, dates, html};

pub(super) async fn page(visit: Visit, Path((id, n)): Path<(AssessmentId, i64)>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::SeeEquality)?;
            let of = assessments::find(v.conn(), id)?;
            let all = assessments::editions(v.conn(), id)?;
            let edition = all.into_iter().find(|edition| edition.n == n).ok_or(Error::NotFound)?;
            let content = html! {
                span.govuk-caption-l { (of.way.label()) ", edition " (edition.n) }
                h1.govuk-heading-l { (edition.title) }
                p.govuk-body {
                    "Lead officer: " (edition.lead_name) ". Authorised by " (edition.authorised_name) " on "
                    (dates::day(edition.authorised_at.date())) ", to be looked at again on " (dates::day(edition.review_on))
                    "."
                    @if edition.n < of.edition { " There is a newer edition." }
                }
                (document::said(&v.pack, of.way, &edition.said.0))
            };
            Ok(v.frame.page_back(&edition.title, &of.href(), content))
        })
        .await
}
