//! `/reviews/{id}/report`: someone invited who cannot come, or wants it read before.

use crate::{
    events,
    records::{self, ReviewId},
    rules,
};
use access::{Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{
    Case, open_case,
    pages::{duties, header},
};
use store::Instant;
use web::{Error, Fields, Markup, Refusal, Result, Sheet, dates, html, parts};

/// The review that is reported to.
struct Reporting {
    case: Case<family::ReportToReview>,
    review: ReviewId,
    /// What this worker has reported before.
    reported: String,
    /// When that was.
    reported_at: Option<Instant>,
}

impl Reporting {
    fn load(inside: &mut impl Permits, id: ReviewId) -> Result<Self> {
        let episode = records::episode_of(inside.conn(), id)?;
        let case = open_case(inside, family::ReportToReview, episode)?;
        let review = records::find(inside.conn(), &case.permit, id)?;
        rules::planned(review.is_planned()).map_err(Refusal::from)?;
        let me = inside.context().actor.account;
        let invited = records::list_invited(inside.conn(), &case.permit, &review)?;
        let mine = invited.into_iter().find(|invitee| invitee.account_id.is_some() && invitee.account_id == me);
        let (reported, reported_at) = mine.map(|one| (one.report, one.reported_at)).unwrap_or_default();
        Ok(Self { case, review: id, reported, reported_at })
    }

    fn stand(&self) -> String {
        web::stand(&[&self.reported])
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.stand()).with("report", &self.reported)
    }

    /// What was handed in meanwhile, from another window.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.review.0, &[events::REPORTED])?;
        Ok(web::theirs(changed.as_ref(), &[("Your report as it stands", &self.reported)]))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let content = html! {
            (above)
            @if let Some(at) = self.reported_at {
                (parts::inset(html! {
                    "This is what you handed in on " (dates::day(at.date())) ". What you hand in now stands beside it."
                }))
            }
            (duties::of_members(inside.context()))
            p.govuk-body {
                "What has gone well, what has not, what you did, and what you think should happen next. "
                "The family reads it."
            }
            (sheet.form(html! {
                (sheet.hidden("stand"))
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
            let sheet = v.sheet(|| reporting.first())?;
            reporting.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ReviewId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let reporting = Reporting::load(change, id)?;
            if sheet.is_behind("stand", reporting.stand()) {
                let theirs = reporting.theirs(change)?;
                return Err(Error::Conflict(Box::new(reporting.show(change, sheet, theirs)?)));
            }
            let text = sheet.optional("report", 20_000);

            let done = sheet.heed(records::report(change.tx, &reporting.case, id, &text))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(reporting.show(change, sheet, html! {})?);
            }
            Ok(format!("/reviews/{id}?done=saved"))
        })
        .await
}
