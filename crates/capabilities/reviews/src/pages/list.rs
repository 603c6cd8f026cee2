//! `/episodes/{id}/reviews`: every review of an episode, and the way to plan the next.

use super::review;
use crate::records::{self, Review};
use access::{Context, Permits, View, Visit, family};
use axum::extract::Path;
use cases::{Case, EpisodeId, open_case, pages::header};
use web::{Fields, Markup, Result, dates, html, parts};

/// The reviews of an episode.
struct Reviews {
    case: Case<family::Open>,
    all: Vec<Review>,
}

impl Reviews {
    fn load(v: &mut View<'_>, id: EpisodeId) -> Result<Self> {
        let case = open_case(v, family::Open, id)?;
        let all = records::list(v.conn(), &case.permit, id)?;
        Ok(Self { case, all })
    }

    fn show(&self, context: &Context) -> Markup {
        let rows = self.all.iter().map(|one| {
            let on = one.held_on.unwrap_or(one.planned_on);
            vec![
                html! { a.govuk-link href={ "/reviews/" (one.id) } { (dates::day(on)) } },
                review::in_a_word(one, context.today),
                html! { (one.positives.lines().next().unwrap_or_default()) },
            ]
        });
        let none_planned = !self.all.iter().any(Review::is_planned);
        let may_plan = context.may_now(&self.case.permit, family::HoldReview) && self.case.episode.is_open();
        html! {
            @if self.all.is_empty() {
                p.govuk-body { "There is none yet. Reviews are held every six weeks, and after eight at the latest." }
            } @else {
                (parts::table("The newest first", &["When", "How it ended", "What has gone well"], rows.collect()))
            }
            @if none_planned && may_plan {
                (parts::button_link("Plan a review", &format!("{}/new", context.path), ""))
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let reviews = Reviews::load(v, id)?;
            let sheet = v.context().sheet(Fields::default());
            let content = reviews.show(v);
            header::sheet_page(v, &reviews.case.permit, "Reviews", &sheet, content)
        })
        .await
}
