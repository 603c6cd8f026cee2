//! `/families/{id}/notes/new`: a visit, a call, something good.

use super::header;
use crate::{
    records::{self, NewNote},
    rules,
};
use access::{Context, FamilyId, Permit, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// That this actor may write a note about the family.
struct Note {
    permit: Permit<FamilyId, family::WriteNote>,
}

impl Note {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        Ok(Self { permit: inside.permit(family::WriteNote, id)? })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let kinds = pack.choices("note-kind", today);
        let kinds = kinds.map(|kind| Choice::new(&kind.code, &kind.label).hint(&kind.hint));
        let hint = "Write what was seen and said, and what people felt about it. The family can read it one day.";
        let content = sheet.form(html! {
            (sheet.radios("kind", "What was it?").small().items(kinds))
            (sheet.date("on", "When was it?").hint("Leave empty for today."))
            (sheet.textarea("text", "What happened?").hint(hint).rows(8))
            div.govuk-button-group {
                (parts::button("Save note"))
                (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
            }
        });
        header::sheet_page(inside, &self.permit, "Write a note", sheet, content)
    }

    fn read(context: &Context, sheet: &mut Sheet) -> Option<NewNote> {
        let (pack, today) = (&context.pack, context.today);
        let kind = sheet.chosen("kind", |code| pack.code("note-kind", code, today), "Choose what it was");
        let on = sheet.day("on", "Date").unwrap_or(today);
        let text = sheet.optional("text", 20_000);
        if let Err(refusals) = rules::write_note(&text, on, today) {
            sheet.refuse(refusals);
        }

        let kind = kind.filter(|_| sheet.is_valid())?;
        Some(NewNote { kind: kind.code.clone(), label: kind.label.clone(), text, on })
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let note = Note::load(v, id)?;
            let sheet = v.sheet(|| Fields::default().with("kind", "visit"))?;
            note.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let note = Note::load(change, id)?;
            let Some(new) = Note::read(change, sheet) else {
                return Sheet::again(note.show(change, sheet)?);
            };

            records::write_note(change.tx, &note.permit, new)?;
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
