//! `/families/{id}/notes`: the notes, newest first, of one kind or of all; `…/notes/{note}/error`: one is struck out.

use super::header;
use crate::records::{self, NoteId, Noted};
use access::{AccountId, Because, Context, FamilyId, Period, Permit, Permits, Sight, View, Visit, accounts, family};
use axum::{extract::Path, response::Response};
use people::{Family, PersonId};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Colour};

/// The notes of one page.
const MOST: i64 = 30;

/// What a note says, with the names of those in it.
struct Reader {
    people: BTreeMap<PersonId, String>,
    authors: BTreeMap<AccountId, String>,
}

impl Reader {
    fn load(inside: &mut impl Permits, sight: &Sight<FamilyId>, notes: &[Noted]) -> Result<Self> {
        let members = people::records::members(inside.conn(), sight)?;
        let mut people: BTreeMap<PersonId, String> =
            members.into_iter().map(|member| (member.person.id, member.person.name())).collect();
        // whoever has left since was seen all the same
        let former = people::records::former(inside.conn(), sight)?;
        people.extend(former.into_iter().map(|one| (one.person.id, one.person.name())));
        // notes of earlier releases name their author by the account alone
        let unsigned = notes.iter().filter(|noted| noted.note.signature.is_empty());
        let authors: Vec<AccountId> = unsigned.filter_map(|noted| noted.note.author_id).collect();
        Ok(Self { people, authors: accounts::names(inside.conn(), &authors)? })
    }

    fn author(&self, noted: &Noted) -> String {
        let note = &noted.note;
        if !note.signature.is_empty() {
            return note.signature.clone();
        }
        note.author_id.and_then(|id| self.authors.get(&id)).cloned().unwrap_or_default()
    }

    fn seen(&self, context: &Context, noted: &Noted) -> Option<String> {
        if noted.seen.is_empty() {
            return None;
        }
        let who = noted.seen.iter().map(|(person, alone)| {
            let name = self.people.get(person).map_or("somebody of the family", String::as_str);
            if *alone { format!("{name} (alone)") } else { name.to_owned() }
        });
        let who: Vec<String> = who.collect();
        let place = context.pack.label("seen-where", &noted.note.place).to_lowercase();
        Some(format!("Seen {place}: {}", who.join(", ")))
    }

    fn show(&self, context: &Context, noted: &Noted) -> Markup {
        let note = &noted.note;
        html! {
            p.govuk-body-s { span.eh-muted { (self.author(noted)) } }
            @match &note.struck_at {
                Some(at) => {
                    p.govuk-body {
                        (parts::tag("Entered in error", Colour::Grey)) " Struck out by " (note.struck_by) " on "
                        (dates::moment(*at)) ": " (note.struck_why)
                    }
                    @if let Some(seen) = self.seen(context, noted) { p.govuk-body { s { (seen) } } }
                    p.govuk-body.eh-pre { s { (note.text) } }
                },
                None => {
                    @if let Some(seen) = self.seen(context, noted) { p.govuk-body { strong { (seen) } } }
                    p.govuk-body.eh-pre { (note.text) }
                },
            }
        }
    }
}

/// A page of notes.
struct Notes {
    permit: Permit<FamilyId, family::Open>,
    family: Family,
    kind: String,
    from: i64,
    notes: Vec<Noted>,
    more: bool,
    reader: Reader,
    period: Option<Period>,
}

impl Notes {
    fn load(v: &mut View<'_>, id: FamilyId, kind: &str, from: i64) -> Result<Self> {
        let permit = v.permit(family::Open, id)?;
        let kind = v.pack.code("note-kind", kind, v.today).map_or(String::new(), |kind| kind.code.clone());
        let mut notes = records::list_notes(v.conn(), &permit, &kind, (from, MOST + 1))?;
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let more = notes.len() > most;
        notes.truncate(most);
        let reader = Reader::load(v, &permit, &notes)?;
        let episode = records::current(v.conn(), &permit)?;
        let period = episode.map(|episode| Period { episode: episode.id, open: episode.is_open() });
        let family = people::records::family(v.conn(), &permit)?;
        Ok(Self { family, permit, kind, from, notes, more, reader, period })
    }

    fn show(&self, v: &View<'_>) -> Markup {
        let href = format!("{}/notes", header::href(self.permit.subject()));
        html! {
            (header::identity(&self.family))
            (header::parts_of(v, self.family.id, self.period))
            h1.govuk-heading-l { "Notes" }
            @if v.may_now(&self.permit, family::WriteNote) {
                div.eh-actions { (parts::button_link("Write a note", &format!("{href}/new"), "")) }
            }
            (self.filter(v, &href))
            @if self.notes.is_empty() { p.govuk-body { "There are none like this." } }
            @for noted in &self.notes { (self.one(v, &href, noted)) }
            @if self.more { (parts::next_page(&format!("?kind={}&from={}", self.kind, self.from + MOST))) }
        }
    }

    fn filter(&self, v: &View<'_>, href: &str) -> Markup {
        let kinds = v.pack.choices("note-kind", v.today);
        html! {
            form action=(href) method="get" {
                div.govuk-form-group {
                    label.govuk-label for="kind" { "Which notes?" }
                    select.govuk-select #kind name="kind" {
                        option value="" selected[self.kind.is_empty()] { "All" }
                        @for kind in kinds {
                            option value=(kind.code) selected[self.kind == kind.code] { (kind.label) }
                        }
                    }
                }
                button.govuk-button.govuk-button--secondary type="submit" { "Show" }
            }
        }
    }

    fn one(&self, v: &View<'_>, href: &str, noted: &Noted) -> Markup {
        let note = &noted.note;
        html! {
            div class="govuk-!-margin-bottom-6" {
                h2.govuk-heading-s {
                    (dates::day(note.occurred_on)) ", " (v.pack.label("note-kind", &note.kind))
                }
                (self.reader.show(v, noted))
                @if note.struck_at.is_none() && may_strike(&self.permit, noted) {
                    p.govuk-body {
                        a.govuk-link href={ (href) "/" (note.id) "/error" } {
                            "Entered in error"
                            span.govuk-visually-hidden { ": the note of " (dates::day(note.occurred_on)) }
                        }
                    }
                }
            }
        }
    }
}

/// Its author or a manager of the team, and nobody who only reads.
fn may_strike(sight: &Sight<FamilyId>, noted: &Noted) -> bool {
    let actor = sight.actor();
    let theirs = noted.note.author_id.is_some() && noted.note.author_id == actor.account;
    sight.because() == Because::ManagerOfTeam || theirs && matches!(sight.because(), Because::Lead | Because::Team)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    let (kind, from) = (visit.query("kind"), visit.query("from").parse().unwrap_or(0_i64).clamp(0, 100_000));
    visit
        .view(move |v| {
            let notes = Notes::load(v, id, &kind, from)?;
            Ok(v.frame.page_back("Notes", &header::href(id), notes.show(v)))
        })
        .await
}

/// A note to be struck out.
struct Striking {
    permit: Permit<FamilyId, family::WriteNote>,
    noted: Noted,
    reader: Reader,
}

impl Striking {
    fn load(inside: &mut impl Permits, (id, note): (FamilyId, NoteId)) -> Result<Self> {
        let permit = inside.permit(family::WriteNote, id)?;
        let noted = records::find_note(inside.conn(), &permit, note)?;
        let reader = Reader::load(inside, &permit, std::slice::from_ref(&noted))?;
        Ok(Self { permit, noted, reader })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let context = inside.context();
        let hint = "The note stays, struck through, with your reason. Nothing of it goes away.";
        let content = html! {
            (parts::inset(self.reader.show(context, &self.noted)))
            (sheet.form(html! {
                (sheet.textarea("why", "What was wrong with it?").hint(hint).rows(3))
                (parts::button("Strike it out"))
            }))
        };
        header::sheet_page(inside, &self.permit, "This note was entered in error", sheet, content)
    }
}

pub(super) async fn strike_page(visit: Visit, Path(of): Path<(FamilyId, NoteId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let striking = Striking::load(v, of)?;
            let sheet = v.sheet(Fields::default)?;
            striking.show(v, &sheet)
        })
        .await
}

pub(super) async fn strike(visit: Visit, Path(of): Path<(FamilyId, NoteId)>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let striking = Striking::load(change, of)?;
            let why = sheet.optional("why", 2_000);
            let struck = match sheet.is_valid() {
                true => sheet.heed(records::strike_note(change.tx, &striking.permit, of.1, &why))?,
                false => None,
            };
            if struck.is_none() {
                return Sheet::again(striking.show(change, sheet)?);
            }
            Ok(format!("{}/notes?done=saved", header::href(of.0)))
        })
        .await
}
