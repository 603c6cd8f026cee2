//! `/families/{id}/notes/new`: a visit, a call, something good; who was seen, where, and whether alone.

use super::header;
use crate::{
    records::{self, NewNote},
    rules::{self, SUPERVISION},
};
use access::{Change, FamilyId, Permit, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use people::{Member, PersonId};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// That this actor may write a note about the family, and who is in it.
struct Note {
    permit: Permit<FamilyId, family::WriteNote>,
    members: Vec<Member>,
}

impl Note {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        let permit = inside.permit(family::WriteNote, id)?;
        let members = people::records::members(inside.conn(), &permit)?;
        Ok(Self { permit, members })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let supervises = records::may_supervise(&self.permit);
        let kinds = pack.choices("note-kind", today).filter(|kind| supervises || kind.code != SUPERVISION);
        let kinds = kinds.map(|kind| Choice::new(&kind.code, &kind.label).hint(&kind.hint));
        let everyone = self.members.iter().filter(|member| !member.withheld);
        let everyone = everyone.map(|member| Choice::new(member.person.id.to_string(), member.person.name()));
        let children = self.members.iter().filter(|member| member.role.is_child() && !member.withheld);
        let children = children.map(|child| Choice::new(child.person.id.to_string(), child.person.name()));
        let places = pack.choices("seen-where", today).map(|place| Choice::new(&place.code, &place.label));

        let hint = "Write what was seen and said, and what people felt about it. The family can read it one day.";
        let who = "At a visit, a meeting or direct work. Nobody is seen by telephone or message.";
        let danger = format!("{}/danger", header::href(self.permit.subject()));
        let content = sheet.form(html! {
            p.govuk-body {
                "If a child is in danger now, write nothing first: "
                a.govuk-link href=(danger) { "raise the alarm" } ". Whoever is on call is told at once."
            }
            (sheet.radios("kind", "What was it?").small().items(kinds))
            (sheet.date("on", "When was it?").hint("Leave empty for today."))
            (sheet.checkboxes("seen", "Who was seen?").hint(who).small().items(everyone))
            (sheet.radios("place", "Where?").small().inline().items(places))
            (sheet.checkboxes("alone", "Who was seen alone?").hint("Spoken with or played with, without a parent.")
                .small().items(children))
            (sheet.textarea("text", "What happened?").hint(hint).rows(8))
            div.govuk-button-group {
                (parts::button("Save note"))
                (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
            }
        });
        header::sheet_page(inside, &self.permit, "Write a note", sheet, content)
    }

    fn read(change: &Change<'_, '_>, sheet: &mut Sheet) -> Option<NewNote> {
        let (pack, today) = (&change.pack, change.today);
        let kind = sheet.chosen("kind", |code| pack.code("note-kind", code, today), "Choose what it was");
        let on = sheet.day("on", "Date").unwrap_or(today);
        let text = sheet.optional("text", 20_000);
        let people = |sheet: &Sheet, name: &str| -> Vec<PersonId> {
            sheet.all(name).iter().filter_map(|id| id.parse().ok()).collect()
        };
        let (seen, alone) = (people(sheet, "seen"), people(sheet, "alone"));
        let place = pack.code("seen-where", sheet.fields.get("place"), today);
        // of a note in which nobody was seen there is no place: which one stood in the form means nothing
        let place = place.filter(|_| !seen.is_empty()).map_or(String::new(), |place| place.code.clone());
        if let (None, true) = (&kind, text.trim().is_empty()) {
            sheet.refuse(web::Refusal::from(rules::CannotNote::Empty));
        }

        let kind = kind.filter(|_| sheet.is_valid())?;
        Some(NewNote { kind: kind.code.clone(), label: kind.label.clone(), text, on, seen, alone, place })
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
            let written = match Note::read(change, sheet) {
                Some(new) => sheet.heed(records::write_note(change.tx, &note.permit, new))?,
                None => None,
            };
            if written.is_none() {
                return Sheet::again(note.show(change, sheet)?);
            }
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
