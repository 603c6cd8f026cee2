//! `/reviews/{id}/date`: when and where a review is; `/reviews/{id}/absence`: say that it did not take place.

use super::schedule::{by_when, read, somebody_is_protected, when_and_where};
use crate::{
    events,
    records::{self, Review, ReviewId},
    rules,
};
use access::{Context, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, open_case, pages::header};
use web::{Error, Fields, Markup, Refusal, Result, Sheet, html, parts, parts::Choice};

/// The vocabulary of reasons, for both forms of the page.
const REASONS: &str = "review-moved-reason";

/// A review that is still to be held.
struct Moving {
    case: Case<family::HoldReview>,
    review: Review,
    protected: bool,
}

impl Moving {
    fn load(inside: &mut impl Permits, id: ReviewId) -> Result<Self> {
        let episode = records::episode_of(inside.conn(), id)?;
        let case = open_case(inside, family::HoldReview, episode)?;
        let review = records::find(inside.conn(), &case.permit, id)?;
        rules::planned(review.is_planned()).map_err(Refusal::from)?;
        let protected = somebody_is_protected(inside, &case.permit)?;
        Ok(Self { case, review, protected })
    }

    fn stand(&self) -> String {
        let Review { planned_on, moved_why, at_time, place, .. } = &self.review;
        web::stand(&[&planned_on.to_string(), moved_why, at_time, place])
    }

    fn first(&self) -> Fields {
        let Review { planned_on, at_time, place, .. } = &self.review;
        Fields::default()
            .with("stand", self.stand())
            .with_date("on", Some(*planned_on))
            .with("time", rules::in_words(at_time))
            .with("place", place)
    }

    /// To which day someone else has moved it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Review { id, planned_on, moved_why, at_time, place, .. } = &self.review;
        let kinds = [events::SCHEDULED, events::ARRANGED, events::MOVED];
        let changed = access::last_change(inside.conn(), id.0, &kinds)?;
        let time = rules::in_words(at_time);
        let (day, why) = (web::dates::day(*planned_on), inside.context().pack.label(REASONS, moved_why).to_owned());
        Ok(web::theirs(
            changed.as_ref(),
            &[("Planned for", &day), ("At", &time), ("Where", place), ("Why it was moved", &why)],
        ))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let context = inside.context();
        let content = html! {
            (above)
            (by_when(context.today, self.review.latest_on))
            (self.date_form(context, sheet))
            h2.govuk-heading-m { "Or it was not held" }
            (self.absence_form(context, sheet))
        };
        header::sheet_page(inside, &self.case.permit, "When and where the review is", sheet, content)
    }

    fn date_form(&self, context: &Context, sheet: &Sheet) -> Markup {
        let form = html! {
            (sheet.hidden("stand"))
            (when_and_where(sheet, self.protected))
            (sheet.radios("why", "If it is moved to another day, why?").small().items(reasons(context)))
            (parts::button("Save"))
        };
        sheet.form_to(&format!("/reviews/{}/date", self.review.id), form)
    }

    fn absence_form(&self, context: &Context, sheet: &Sheet) -> Markup {
        let form = html! {
            (sheet.select("not_held_why", "Why not?")
                .hint("Another review is owed at once.")
                .prompt("Choose a reason")
                .items(reasons(context)))
            (parts::button_named("It was not held", "govuk-button--secondary", "step", "absence"))
        };
        sheet.form_to(&format!("/reviews/{}/absence", self.review.id), form)
    }
}

fn reasons(context: &Context) -> impl Iterator<Item = Choice<'_>> {
    context.pack.choices(REASONS, context.today).map(|reason| Choice::new(&reason.code, &reason.label))
}

pub(super) async fn page(visit: Visit, Path(id): Path<ReviewId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let moving = Moving::load(v, id)?;
            let sheet = v.context().sheet(moving.first());
            moving.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ReviewId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let moving = Moving::load(change, id)?;
            let (pack, today) = (change.pack.clone(), change.today);
            if sheet.is_behind("stand", moving.stand()) {
                let theirs = moving.theirs(change)?;
                return Err(Error::Conflict(Box::new(moving.show(change, sheet, theirs)?)));
            }

            let why = pack.code(REASONS, sheet.fields.get("why"), today);
            let done = match read(sheet) {
                Some(when) => sheet.heed(records::shift(change.tx, &moving.case, id, &when, (why, &pack)))?,
                None => None,
            };
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(moving.show(change, sheet, html! {})?);
            }
            Ok(format!("/reviews/{id}?done=saved"))
        })
        .await
}

pub(super) async fn absence(visit: Visit, Path(id): Path<ReviewId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let moving = Moving::load(change, id)?;
            let (pack, today) = (change.pack.clone(), change.today);

            let known = |code: &str| pack.code(REASONS, code, today);
            let Some(why) = sheet.chosen("not_held_why", known, "Choose why it was not held") else {
                return Sheet::again(moving.show(change, sheet, html! {})?);
            };
            records::not_held(change.tx, &moving.case, id, why)?;
            Ok(format!("/episodes/{}/reviews/new", moving.case.episode.id))
        })
        .await
}
