//! `/episodes/{id}/reviews/new`: plan a review; `/reviews/{id}/date`: move it.

use crate::{
    records::{self, Review, ReviewId},
    rules::{self, CannotReview},
};
use access::{FamilyId, Permit, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Episode, EpisodeId, pages::header};
use chrono::{Days, NaiveDate};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

fn room(
    inside: &mut impl Permits,
    id: EpisodeId,
) -> Result<(Episode, Permit<FamilyId, family::HoldReview>, NaiveDate)> {
    let (e, permit) = header::episode(inside, family::HoldReview, id)?;
    if !e.is_open() {
        return Err(Refusal::from(CannotReview::Closed).into());
    }
    let from = records::counted_from(inside.conn(), &permit, id)?.ok_or_else(|| Refusal::from(CannotReview::NoPlan))?;
    let latest = rules::latest(from, inside.context().pack.number("review-latest"));
    Ok((e, permit, latest))
}

fn date_fields(on: NaiveDate) -> Fields {
    let text = |format: &str| on.format(format).to_string();
    Fields::default().with("on-day", text("%-d")).with("on-month", text("%-m")).with("on-year", text("%Y"))
}

fn view(
    inside: &mut impl Permits,
    sight: &Sight<FamilyId>,
    latest: NaiveDate,
    moved: bool,
    f: &Form,
    key: &str,
) -> Result<Markup> {
    let c = inside.context();
    let (pack, frame, today) = (c.pack.clone(), c.frame.clone(), c.today);
    let path = c.path.replace("/absence", "/date");
    let why = pack.choices("review-moved-reason", today).map(|t| parts::Choice::new(&t.code, &t.label));
    let mut reasons = vec![("", "Choose a reason")];
    reasons.extend(pack.choices("review-moved-reason", today).map(|t| (t.code.as_str(), t.label.as_str())));
    let title = if moved { "Move the review" } else { "Plan a review" };
    let content = html! {
        p.govuk-body { "It must be held by " strong { (web::dates::day(latest.max(today + Days::new(7)))) } ". The family and everyone in the team are invited." }
        (form(&frame, &path, key, false, html! {
            (parts::date_input(f, parts::OldDateInput { name: "on", legend: "When will it be?", ..Default::default() }))
            @if moved { (parts::radios(f, parts::Choices { name: "why", legend: "Why is it moved?", class: "govuk-radios--small", items: why.collect(), ..Default::default() })) }
            (parts::button(title))
        }))
        @if moved {
            h2.govuk-heading-m { "Or it was not held" }
            (form(&frame, &path.replace("/date", "/absence"), &web::new_key(), false, html! {
                (parts::select(f, "not_held_why", "Why not?", "Another review is owed at once.", &reasons))
                (parts::button_named("It was not held", "govuk-button--secondary", "step", "absence"))
            }))
        }
    };
    header::form_page(inside, sight, title, f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (_, permit, latest) = room(v, id)?;
            let from = records::counted_from(v.conn(), &permit, id)?.unwrap_or(v.today);
            let due = (from + Days::new(v.pack.number("review-due").into())).max(v.today);
            view(v, &permit, latest, false, &date_fields(due).into(), &web::new_key())
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit, latest) = room(change, id)?;
            let mut f = Form::from(fields.clone());
            let on = f.required_date("on", "Date of the review");
            let mut to = None;
            if let Some(on) = on {
                match rules::schedule(on, change.today, latest).map_err(Refusal::from) {
                    Err(refusal) => f.errors.add("on", refusal.message),
                    Ok(()) => match records::schedule(change.tx, &permit, &e, on, latest) {
                        Err(Error::Refused(refusals)) => f.refuse(refusals, "on"),
                        other => to = Some(other?),
                    },
                }
            }
            let Some(review) = to.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, latest, false, &f, fields.get("key"))?)));
            };
            Ok(format!("/reviews/{review}?done=saved"))
        })
        .await
}

fn find(inside: &mut impl Permits, id: ReviewId) -> Result<(Episode, Permit<FamilyId, family::HoldReview>, Review)> {
    let episode = records::episode_of(inside.conn(), id)?;
    let (e, permit) = header::episode(inside, family::HoldReview, episode)?;
    let (review, _) = records::find(inside.conn(), &permit, id)?;
    if !review.is_planned() {
        return Err(Refusal::from(CannotReview::Held).into());
    }
    Ok((e, permit, review))
}

pub(super) async fn move_page(visit: Visit, Path(id): Path<ReviewId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (_, permit, review) = find(v, id)?;
            view(v, &permit, review.latest_on, true, &date_fields(review.planned_on).into(), &web::new_key())
        })
        .await
}

pub(super) async fn move_submit(visit: Visit, Path(id): Path<ReviewId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit, review) = find(change, id)?;
            let (pack, today) = (change.pack.clone(), change.today);
            let mut f = Form::from(fields.clone());
            let on = f.required_date("on", "Date of the review");
            let why = f.choice("why", |c| pack.code("review-moved-reason", c, today), "Choose why it is moved");
            if let Some(Err(rule)) = on.map(|on| rules::schedule(on, today, review.latest_on)) {
                f.errors.add("on", Refusal::from(rule).message);
            }
            let (Some(on), Some(why), true) = (on, why, f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(
                    change,
                    &permit,
                    review.latest_on,
                    true,
                    &f,
                    fields.get("key"),
                )?)));
            };
            records::shift(change.tx, &permit, &e, &review, on, (&why.code, &why.label))?;
            Ok(format!("/reviews/{id}?done=saved"))
        })
        .await
}

/// `/reviews/{id}/absence`: it did not take place.
pub(super) async fn absence(visit: Visit, Path(id): Path<ReviewId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit, review) = find(change, id)?;
            let (pack, today) = (change.pack.clone(), change.today);
            let mut f = Form::from(fields.clone());
            let why =
                f.choice("not_held_why", |c| pack.code("review-moved-reason", c, today), "Choose why it was not held");
            let Some(why) = why else {
                let page = view(change, &permit, review.latest_on, true, &f, fields.get("key"))?;
                return Err(Error::Invalid(Box::new(page)));
            };
            records::not_held(change.tx, &permit, &e, &review, (&why.code, &why.label))?;
            Ok(format!("/episodes/{}/reviews/new", e.id))
        })
        .await
}
