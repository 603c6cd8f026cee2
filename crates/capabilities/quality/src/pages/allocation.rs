//! `/audit-files/{id}/allocation`: a file is given to two auditors of two agencies and to whoever moderates; or somebody
//! takes over.

use crate::records::{self, File, FileId, NewSeats, Seat};
use access::{AccountId, Permit, Permits, Visit, accounts::Colleague, audit_file as acts};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

struct Allocation {
    permit: Permit<FileId, acts::Keep>,
    file: File,
    seats: Vec<Seat>,
    free: Vec<Colleague>,
    tied: usize,
    names: records::FileNames,
}

impl Allocation {
    fn load(inside: &mut impl Permits, id: FileId) -> Result<Self> {
        let permit = inside.permit(acts::Keep, id)?;
        let file = records::file(inside.conn(), &permit)?;
        let seats = records::seats_of(inside.conn(), id)?;
        let (free, tied) = records::free_auditors(inside.conn(), &permit)?;
        let names = records::names_of_file(inside.conn(), &file)?;
        Ok(Self { permit, file, seats, free, tied, names })
    }

    fn live(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| seat.ended_at.is_none())
    }

    fn first(&self) -> Fields {
        let place = |n: i64| self.live().find(|seat| seat.place == n).map(|seat| seat.account_id.to_string());
        Fields::default()
            .with("first", place(1).unwrap_or_default())
            .with("second", place(2).unwrap_or_default())
            .with("moderator", self.file.moderator_id.map(|id| id.to_string()).unwrap_or_default())
    }

    fn show(&self, inside: &impl Permits, sheet: &Sheet) -> Markup {
        let title = format!("Allocate file {}", self.file.n);
        let agencies: std::collections::BTreeSet<_> = self.free.iter().map(|one| one.organisation_id).collect();
        let people = || {
            self.free.iter().map(|one| Choice::new(one.id.to_string(), format!("{}, {}", one.name, one.organisation)))
        };
        let context = inside.context();
        let content = html! {
            h1.govuk-heading-l { (title) }
            p.govuk-body { (self.names.audit) @if !self.names.team.is_empty() { ". Team: " (self.names.team) } }
            @if agencies.len() < 2 || self.free.len() < 3 {
                (parts::warning("There are not enough auditors without a tie: two agencies are needed, and a third \
                    person who moderates. The file stays with you until somebody is found."))
            }
            @if self.tied > 0 {
                p.govuk-body {
                    (dates::plural(i64::try_from(self.tied).unwrap_or_default(), "auditor"))
                    " cannot be chosen: they have a tie to the family."
                }
            }
            @for field in ["form"] { @if let Some(told) = sheet.errors.of(field) { (parts::warning(told)) } }
            (sheet.form(html! {
                @if self.file.graded_at.is_none() {
                    (sheet.select("first", "First auditor").prompt("Choose somebody").items(people()))
                    (sheet.select("second", "Second auditor")
                        .hint("Of another agency.")
                        .prompt("Choose somebody")
                        .items(people()))
                }
                (sheet.select("moderator", "Who settles it where they differ?")
                    .prompt("Choose somebody")
                    .items(people()))
                @if self.live().next().is_some() && self.file.graded_at.is_none() {
                    (sheet.text("why", "If somebody takes over: why?")
                        .hint("What was graded before stays. The same auditors again: their time begins anew."))
                }
                div.govuk-button-group {
                    (parts::button("Allocate"))
                    a.govuk-link href={ (self.file.href()) "/out" } { "Take it out instead" }
                }
            }))
            p.govuk-body-s {
                "Auditors can open the file for " (context.pack.number("audit-sight"))
                " days, and no longer than until it is moderated."
            }
        };
        context.frame.sheet_page(&title, &format!("/audits/{}", self.file.audit_id), sheet, content)
    }
}

fn read(sheet: &mut Sheet) -> NewSeats {
    let of = |sheet: &Sheet, name: &str| -> Option<AccountId> { sheet.fields.get(name).parse().ok() };
    NewSeats {
        two: [of(sheet, "first"), of(sheet, "second")],
        moderator: of(sheet, "moderator"),
        why: sheet.optional("why", 500),
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let allocation = Allocation::load(v, id)?;
            let first = allocation.first();
            let sheet = v.sheet(|| first)?;
            Ok(allocation.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = Allocation::load(change, id)?;
            let (new, pack) = (read(sheet), change.pack.clone());
            let done = if !sheet.is_valid() {
                None
            } else if page.file.graded_at.is_some() {
                sheet.heed(records::name_moderator(change.tx, &page.permit, &pack, new.moderator))?
            } else {
                sheet.heed(records::allocate(change.tx, &page.permit, &pack, &new))?
            };
            if done.is_none() {
                return Sheet::again(page.show(change, sheet));
            }
            Ok(format!("/audits/{}?done=saved", page.file.audit_id))
        })
        .await
}
