//! `/episodes/{id}/assessment/authorisation`: read it, then authorise or return it.

use super::assessment::area_text;
use crate::{
    records::{self, Assessment},
    rules,
};
use access::{FamilyId, Permit, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{EpisodeId, pages::header};
use web::{Error, Fields, Form, Markup, Refusal, Result, form, html, parts};

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, a: &Assessment, f: &Form, key: &str) -> Result<Markup> {
    let members = people::records::members(inside.conn(), sight)?;
    let c = inside.context();
    let (pack, frame, path) = (c.pack.clone(), c.frame.clone(), c.path.clone());
    let answers = vec![
        parts::Choice::new("authorise", "Authorise").hint("It does not change after this."),
        parts::Choice::new("return", "Return").hint(""),
    ];
    let content = html! {
        @for area in &pack.areas { (area_text(&pack, area, &members, a)) }
        (form(&frame, &path, key, true, html! {
            (parts::radios(f, parts::Choices { name: "answer", legend: "Is it good enough to act on?", legend_class: "govuk-fieldset__legend--m", items: answers, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "why", label: "If you return it, what has to change?", rows: 4, ..Default::default() }))
            (parts::button("Save"))
        }))
    };
    header::form_page(inside, sight, "Authorise the assessment", f, content)
}

fn find(
    inside: &mut impl Permits,
    id: EpisodeId,
) -> Result<(Permit<FamilyId, family::AuthoriseAssessment>, Assessment)> {
    let (e, permit) = header::episode(inside, family::AuthoriseAssessment, id)?;
    let a = records::list(inside.conn(), &permit, e.id)?.into_iter().next().ok_or(Error::NotFound)?;
    Ok((permit, a))
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let (permit, a) = find(v, id)?;
            view(v, &permit, &a, &Form::default(), &web::new_key())
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let (permit, a) = find(change, id)?;
            let mut f = Form::from(fields.clone());
            let why = f.text("why", 5_000, None);
            let returned = match fields.get("answer") {
                "authorise" => None,
                "return" => Some(why.as_str()),
                _ => {
                    f.errors.add("answer", "Choose whether to authorise or return it");
                    None
                }
            };
            let me = change.actor.account;
            let own = me.is_some() && (me == a.started_by || me == a.completed_by);
            if let (true, Err(rule)) = (f.is_valid(), rules::authorise(a.state(), own, returned)) {
                let field = if rule == rules::CannotAssess::ReturnedWithoutReason { "why" } else { "answer" };
                f.errors.add(field, Refusal::from(rule).message);
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &permit, &a, &f, fields.get("key"))?)));
            }
            let due = change.pack.calendar().plus_working(change.today, 5);
            records::authorise(change.tx, &permit, &a, returned, due)?;
            Ok(format!("/episodes/{id}/assessment?done=saved"))
        })
        .await
}
