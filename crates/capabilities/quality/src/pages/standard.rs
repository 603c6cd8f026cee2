//! `/audit-files/{id}/standards/{code}`: the grade of one standard, why, and on which entries of the file it rests.

use super::found;
use crate::records::{self, Entry, File, FileId, Mark, NewMark};
use access::{FamilyId, Permit, Permits, Visit, audit_file as acts, family as family_acts};
use axum::{extract::Path, response::Response};
use store::{AnyId, Instant, log::Before};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// So many lines of the story stand on a page to choose from.
const SHOWN: i64 = 20;

struct Standard {
    permit: Permit<FileId, acts::Grade>,
    family: Permit<FamilyId, family_acts::Open>,
    file: File,
    code: String,
    /// The one after it, to go on with.
    next: Option<String>,
    label: String,
    hint: String,
    own: Option<Mark>,
    lines: Vec<store::log::Entry>,
}

impl Standard {
    fn load(inside: &mut impl Permits, id: FileId, code: &str, before: Before) -> Result<Self> {
        let permit = inside.permit(acts::Grade, id)?;
        let file = records::file(inside.conn(), &permit)?;
        let family = inside.permit(family_acts::Open, file.family_id)?;
        let audit = records::find(inside.conn(), file.audit_id)?;
        let account = permit.actor().account;
        let place = audit.standards.0.iter().position(|one| one == code).ok_or(Error::NotFound)?;
        let pack = inside.context().pack.clone();
        let term = pack.terms("audit-standard").iter().find(|term| term.code == code);
        let seats = records::seats_of(inside.conn(), id)?;
        let seat = seats.iter().find(|seat| Some(seat.account_id) == account && seat.ended_at.is_none());
        let marks = match seat {
            Some(seat) => records::marks_of(inside.conn(), &permit, seat.id)?,
            None => vec![],
        };
        let lines = records::entries(inside.conn(), &family, before, SHOWN)?;
        // the next that waits for a grade, else the next in order
        let open = |one: &&String| marks.iter().all(|mark| &mark.standard != *one) && *one != code;
        let (head, tail) = audit.standards.0.split_at(place);
        let next = tail.iter().chain(head).find(open).cloned();
        Ok(Self {
            own: marks.into_iter().find(|mark| mark.standard == code),
            label: term.map_or_else(|| code.to_owned(), |term| term.label.clone()),
            hint: term.map(|term| term.hint.clone()).unwrap_or_default(),
            code: code.to_owned(),
            next,
            permit,
            family,
            file,
            lines,
        })
    }

    fn first(&self) -> Fields {
        let Some(own) = &self.own else { return Fields::default() };
        let mut fields = Fields::default()
            .with("grade", own.grade.clone().unwrap_or_else(|| NewMark::NONE.into()))
            .with("why", own.why.as_str());
        if own.silent {
            fields.add("nothing", "yes");
        }
        for entry in &own.entries.0 {
            fields.add("entries", value(entry.id, entry.moment()));
        }
        fields
    }

    /// What can be chosen: what was chosen before, then the lines of this page.
    fn choices(&self, sheet: &Sheet) -> Vec<Choice<'_>> {
        let own: &[Entry] = self.own.as_ref().map_or(&[], |own| &own.entries.0);
        let mut all: Vec<(String, String)> =
            own.iter().map(|one| (value(one.id, one.moment()), text(one.moment(), &one.title))).collect();
        for line in &self.lines {
            let one = value(line.id, line.occurred_at);
            if all.iter().all(|(there, _)| *there != one) {
                all.push((one, text(line.occurred_at, &line.title)));
            }
        }
        // ticked on a page that is not shown any more
        for ticked in sheet.fields.all("entries") {
            if all.iter().all(|(there, _)| there != ticked)
                && let Some(moment) = ticked.split_once('_').and_then(|(at, _)| at.parse().ok()).map(Instant)
            {
                all.push((ticked.to_owned(), text(moment, "an entry that you chose")));
            }
        }
        all.into_iter().map(|(value, text)| Choice::new(value, text)).collect()
    }

    fn show(&self, inside: &impl Permits, sheet: &Sheet) -> Markup {
        let context = inside.context();
        let action = format!("{}/standards/{}", self.file.href(), self.code);
        let content = html! {
            h1.govuk-heading-l { (self.label) }
            @if !self.hint.is_empty() { p.govuk-body { (self.hint) } }
            p.govuk-body { a.govuk-link href={ "/families/" (self.file.family_id) } { "Open the file" } }
            (sheet.form_to(&action, html! {
                (sheet.radios("grade", "Your grade")
                    .medium()
                    .small()
                    .items(super::grades(&context.pack, Some("Does not apply to this family"))))
                (sheet.textarea("why", "Why?").rows(4))
                (sheet.checkboxes("entries", "Which entries of the file does it rest on?")
                    .medium()
                    .small()
                    .items(self.choices(sheet)))
                @if let Some(last) = self.lines.last().filter(|_| i64::try_from(self.lines.len()).unwrap_or(0) >= SHOWN) {
                    p.govuk-body {
                        a.govuk-link href={ "?before=" (value(last.id, last.occurred_at)) } { "Older entries" }
                        " (save first: what is ticked here stays chosen)"
                    }
                }
                (sheet.checkboxes("nothing", "Or").small().items([Choice::new("yes", "The file has nothing about it")]))
                div.govuk-button-group {
                    (parts::button("Save"))
                    @if self.next.is_some() {
                        (parts::button_named("Save, and the next", "govuk-button--secondary", "then", "next"))
                    }
                }
            }))
            @if let Some(own) = &self.own {
                (parts::details("As you saved it last", found::mark(&context.pack, own, Some(self.file.family_id))))
            }
        };
        context.frame.sheet_page(&self.label, &self.file.href(), sheet, content)
    }
}

fn value(id: AnyId, at: Instant) -> String {
    format!("{}_{id}", at.0)
}

fn text(at: Instant, title: &str) -> String {
    format!("{}: {title}", dates::day(at.date()))
}

/// Where the lines begin, from `?before=`.
fn parse(before: &str) -> Before {
    let (at, id) = before.split_once('_')?;
    let at = at.parse().ok().filter(|at| (0..4_102_444_800_000_000).contains(at))?;
    Some((Instant(at), AnyId(id.parse().ok()?)))
}

pub(super) async fn page(visit: Visit, Path((id, code)): Path<(FileId, String)>) -> Result<Markup> {
    let before = parse(&visit.query("before"));
    visit
        .view(move |v| {
            let page = Standard::load(v, id, &code, before)?;
            let first = page.first();
            let sheet = v.sheet(|| first)?;
            Ok(page.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path((id, code)): Path<(FileId, String)>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = Standard::load(change, id, &code, None)?;
            let pack = change.pack.clone();
            let new = NewMark {
                grade: sheet.fields.get("grade").to_owned(),
                why: sheet.optional("why", 4_000),
                entries: sheet.all("entries"),
                nothing: sheet.ticked("nothing"),
            };
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::mark(change.tx, &page.permit, &page.family, &pack, (&code, &new)))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(page.show(change, sheet));
            }
            match &page.next {
                Some(next) if sheet.fields.get("then") == "next" => {
                    Ok(format!("/audit-files/{id}/standards/{next}?done=saved"))
                }
                _ => Ok(format!("/audit-files/{id}?done=saved")),
            }
        })
        .await
}
