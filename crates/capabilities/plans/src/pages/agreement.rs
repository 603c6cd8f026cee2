//! `/episodes/{id}/plan/agreement`: the family agrees the plan; its clock starts.

use crate::{
    records::{self, Whole},
    rules::{self, CannotPlan},
};
use access::{FamilyId, Permit, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Episode, EpisodeId, pages::header};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

fn find(inside: &mut impl Permits, id: EpisodeId) -> Result<(Episode, Permit<FamilyId, family::WritePlan>, Whole)> {
    let (e, permit) = header::episode(inside, family::WritePlan, id)?;
    let found = records::current(inside.conn(), &permit, e.id)?.ok_or(Error::NotFound)?;
    Ok((e, permit, found))
}

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, f: &Form, key: &str, kept: bool) -> Result<Markup> {
    let members = people::records::members(inside.conn(), sight)?;
    let c = inside.context();
    let (frame, path) = (c.frame.clone(), c.path.clone());
    let names: Vec<String> =
        members.iter().filter(|m| !m.person.given_name.is_empty()).map(|m| m.person.name()).collect();
    let content = html! {
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            (parts::checkboxes(f, parts::Choices { name: "who", legend: "Who of the family agreed to the plan?", items: names.iter().map(|n| parts::Choice::new(n, n)).collect(), ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "words", label: "What did they say about it?", rows: 3, ..Default::default() }))
            (parts::button("The plan is agreed"))
        }))
    };
    header::form_page(inside, sight, "The family agrees the plan", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (_, permit, found) = find(v, id)?;
            if found.plan.agreed_at.is_some() {
                return Err(Refusal::from(CannotPlan::Agreed).into());
            }
            let (f, kept) = v.form(Fields::default)?;
            view(v, &permit, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (e, permit, found) = find(change, id)?;
            let mut f = Form::from(fields.clone());
            let words = f.text("words", 5_000, None);
            let members = people::records::members(change.conn(), &permit)?;
            let agreed: Vec<String> = fields
                .all("who")
                .filter(|n| members.iter().any(|m| m.person.name() == **n))
                .map(ToOwned::to_owned)
                .collect();
            let by = agreed.join(" and ");
            if let Err(rule) =
                rules::agree(found.plan.agreed_at.is_some(), found.outcomes.len(), found.without_action(), &by)
            {
                let told = Refusal::from(rule).message;
                f.errors.add(if rule == CannotPlan::NobodyAgreed { "who" } else { "words" }, told);
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"), false)?)));
            }
            let days = (change.pack.number("review-due"), change.pack.number("plan-latest"));
            records::agree(change.tx, &permit, &found.plan, e.lead_id, &by, &words, days)?;
            Ok(format!("/episodes/{id}/reviews/new"))
        })
        .await
}
