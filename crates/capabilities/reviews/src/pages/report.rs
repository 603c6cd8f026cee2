//! `/reviews/{id}/report`: someone invited who cannot come, or wants it read before.

use crate::{
    records::{self, Review, ReviewId},
    rules::CannotReview,
};
use access::{FamilyId, Permit, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use cases::pages::header;
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

fn find(inside: &mut impl Permits, id: ReviewId) -> Result<(Permit<FamilyId, family::ReportToReview>, Review)> {
    let episode = records::episode_of(inside.conn(), id)?;
    let (_, permit) = header::episode(inside, family::ReportToReview, episode)?;
    let (review, _) = records::find(inside.conn(), &permit, id)?;
    if !review.is_planned() {
        return Err(Refusal::from(CannotReview::Held).into());
    }
    Ok((permit, review))
}

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, f: &Form, key: &str, kept: bool) -> Result<Markup> {
    let c = inside.context();
    let (frame, path) = (c.frame.clone(), c.path.clone());
    let content = html! {
        p.govuk-body { "What has gone well, what has not, what you did, and what you think should happen next. The family reads it." }
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            (parts::textarea(f, parts::OldTextarea { name: "report", label: "Your report", rows: 8, ..Default::default() }))
            (parts::button("Hand in"))
        }))
    };
    header::form_page(inside, sight, "Report to the review", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<ReviewId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (permit, _) = find(v, id)?;
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ReviewId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (permit, review) = find(change, id)?;
            let mut f = Form::from(fields.clone());
            let text = f.text("report", 20_000, Some("Write your report"));
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"), false)?)));
            }
            records::report(change.tx, &permit, &review, &text)?;
            Ok(format!("/reviews/{id}?done=saved"))
        })
        .await
}
