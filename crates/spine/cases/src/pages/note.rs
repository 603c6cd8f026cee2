//! `/families/{id}/notes/new`: a visit, a call, something good.

use super::header;
use crate::records;
use access::{FamilyId, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, form, html, parts};

fn view(inside: &mut impl Permits, sight: &Sight<FamilyId>, f: &Form, key: &str, kept: bool) -> Result<Markup> {
    let c = inside.context();
    let (pack, frame, path) = (c.pack.clone(), c.frame.clone(), c.path.clone());
    let kinds = pack.choices("note-kind", c.today).map(|t| parts::Choice::new(&t.code, &t.label).hint(&t.hint));
    let content = html! {
        (web::kept(&frame, &path, kept))
        (form(&frame, &path, key, true, html! {
            (parts::radios(f, parts::Choices { name: "kind", legend: "What was it?", class: "govuk-radios--small", items: kinds.collect(), ..Default::default() }))
            (parts::date_input(f, parts::OldDateInput { name: "on", legend: "When was it?", hint: "Leave empty for today.", ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "text", label: "What happened?", rows: 8,
                hint: "Write what was seen and said, and what people felt about it. The family can read it one day.", ..Default::default() }))
            div.govuk-button-group {
                (parts::button("Save note"))
                (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
            }
        }))
    };
    header::form_page(inside, sight, "Write a note", f, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(family::WriteNote, id)?;
            let (f, kept) = v.form(|| Fields::default().with("kind", "visit"))?;
            view(v, &permit, &f, &web::new_key(), kept)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            let permit = change.permit(family::WriteNote, id)?;
            let mut f = Form::from(fields.clone());
            let (pack, today) = (change.pack.clone(), change.today);
            let kind = f.choice("kind", |c| pack.code("note-kind", c, today), "Choose what it was");
            let on = f.date("on", "Date").unwrap_or(today);
            if on > today {
                f.errors.add("on", "The date must be today or in the past");
            }
            let text = f.text("text", 20_000, Some("Write what happened"));
            let Some(kind) = kind.filter(|_| f.is_valid()) else {
                return Err(Error::Invalid(Box::new(view(change, &permit, &f, fields.get("key"), false)?)));
            };
            let episode = records::current(change.conn(), id)?.filter(|e| e.is_open());
            records::write_note(change.tx, &permit, episode.as_ref(), (&kind.code, &kind.label), &text, on)?;
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
