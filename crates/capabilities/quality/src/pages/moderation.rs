//! `/audit-files/{id}/moderation`: where two auditors differ, a third decides, and writes why. The first grades stay.

use super::found;
use crate::records::{self, File, FileId, Mark, NewAgreed, Seat};
use access::{FamilyId, Permit, Permits, Visit, audit_file as acts, family as family_acts};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Refusal, Result, Sheet, html, parts};

const TITLE: &str = "Moderate the grades";

struct Moderation {
    permit: Permit<FileId, acts::Moderate>,
    file: File,
    standards: Vec<String>,
    both: Vec<(Seat, Vec<Mark>)>,
    family: Option<FamilyId>,
}

impl Moderation {
    fn load(inside: &mut impl Permits, id: FileId) -> Result<Self> {
        let permit = inside.permit(acts::Moderate, id)?;
        let file = records::file(inside.conn(), &permit)?;
        let standards = records::find(inside.conn(), file.audit_id)?.standards.0;
        let both = records::graded(inside.conn(), &permit, id)?;
        // the entries are shown as what they are called in the file
        let family = match inside.may(family_acts::Open, file.family_id)? {
            true => Some(inside.permit(family_acts::Open, file.family_id)?.subject()),
            false => None,
        };
        Ok(Self { permit, file, standards, both, family })
    }

    fn marks(&self, code: &str) -> Vec<(&Seat, &Mark)> {
        let of = |(seat, marks): &'_ (Seat, Vec<Mark>)| {
            marks.iter().position(|mark| mark.standard == code).map(|at| (seat.id, at))
        };
        let all = self.both.iter().filter_map(|one| of(one).map(|(_, at)| (&one.0, &one.1[at])));
        all.collect()
    }

    fn differ(&self, code: &str) -> bool {
        self.marks(code).windows(2).any(|pair| pair[0].1.grade != pair[1].1.grade)
    }

    fn differing(&self) -> impl Iterator<Item = &String> {
        self.standards.iter().filter(|code| self.differ(code))
    }

    fn show(&self, inside: &impl Permits, sheet: &Sheet) -> Markup {
        let pack = &inside.context().pack;
        let agree = self.standards.iter().filter(|code| !self.differ(code));
        let (grade_names, why_names) = (self.names("grade-"), self.names("why-"));
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            p.govuk-body {
                "Both have finished. Where they say the same, it holds. Where they differ, you decide and write \
                    why; what they wrote stays beside it."
            }
            @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
            (parts::table("Over all", &["Auditor", "Grade", "Why"], self.both.iter().map(|(seat, _)| vec![
                html! { (seat.name) }, html! { (super::grade(pack, seat.grade.as_deref())) }, html! { (seat.why) },
            ]).collect()))
            (sheet.form(html! {
                @for (n, code) in self.differing().enumerate() {
                    fieldset.govuk-fieldset {
                        legend.govuk-fieldset__legend.govuk-fieldset__legend--m { (pack.label("audit-standard", code)) }
                        @for (seat, mark) in self.marks(code) {
                            p.govuk-body { strong { (seat.name) } }
                            (found::mark(pack, mark, self.family))
                        }
                        (sheet.select(&grade_names[n], "Which grade holds?")
                            .prompt("Choose a grade")
                            .items(super::grades(pack, Some("Does not apply"))))
                        (sheet.textarea(&why_names[n], "Why?").rows(2))
                    }
                }
                h2.govuk-heading-m { "Over all" }
                (sheet.radios("grade", "The grade of this file").small().items(super::grades(pack, None)))
                (sheet.textarea("why", "Why?").rows(3))
                (parts::button("Agree the grade"))
            }))
            (parts::details("Where they say the same", html! {
                @for code in agree {
                    h3.govuk-heading-s { (pack.label("audit-standard", code)) }
                    @for (seat, mark) in self.marks(code) {
                        p.govuk-body { (seat.name) ": " (super::grade(pack, mark.grade.as_deref())) " " (mark.why) }
                    }
                }
            }))
        };
        inside.context().frame.sheet_page(TITLE, &self.file.href(), sheet, content)
    }

    fn names(&self, start: &str) -> Vec<String> {
        self.differing().map(|code| format!("{start}{code}")).collect()
    }

    fn read(&self, sheet: &mut Sheet) -> NewAgreed {
        let mut settled = Vec::new();
        for code in self.differing().cloned().collect::<Vec<_>>() {
            let (grade_at, why_at) = (format!("grade-{code}"), format!("why-{code}"));
            let (grade, why) = (sheet.fields.get(&grade_at).to_owned(), sheet.optional(&why_at, 2_000));
            // said at the field of this standard, beside what the rule says over all
            let told = |rule| Refusal::from(rule).message;
            if grade.is_empty() {
                sheet.errors.add(&grade_at, told(crate::rules::CannotGrade::NoGrade("grade")));
            }
            if why.trim().is_empty() {
                sheet.errors.add(&why_at, told(crate::rules::CannotGrade::NoWhy("why")));
            }
            settled.push((code, grade, why));
        }
        NewAgreed { settled, grade: sheet.fields.get("grade").to_owned(), why: sheet.optional("why", 2_000) }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let page = Moderation::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(page.show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = Moderation::load(change, id)?;
            let (new, pack) = (page.read(sheet), change.pack.clone());
            let agreed = sheet.heed(records::agree(change.tx, &page.permit, &pack, &new))?;
            if agreed.is_none() || !sheet.is_valid() {
                return Sheet::again(page.show(change, sheet));
            }
            Ok("/audits?done=saved".into())
        })
        .await
}
