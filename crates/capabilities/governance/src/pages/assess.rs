//! `/boards/{id}/self-assessments` and `/self-assessments/{id}…`: how the early help system judges itself, and how that
//! changed.

use super::shown::{heed, keeps, overtaken, rooms, text, words};
use crate::{
    events,
    records::{
        BoardId, SelfId,
        assessing::{self, Assessment, Grade, Grades},
        boards::{self, Board},
    },
};
use access::{Context, Permits, Visit, board as acts};
use axum::{extract::Path, response::Response};
use pack::Term;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts};

/// So many stand beside one another.
const COMPARED: usize = 4;

struct Page {
    of: Board,
    all: Vec<Assessment>,
    keeps: bool,
}

impl Page {
    fn load(inside: &mut impl Permits, id: BoardId) -> Result<Self> {
        let permit = inside.permit(acts::SeePlan, id)?;
        let of = boards::find(inside.conn(), &permit)?;
        Ok(Self { all: assessing::list(inside.conn(), &permit)?, keeps: keeps(inside, id)?, of })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let open = self.all.iter().find(|one| one.finished_at.is_none());
        let content = html! {
            h1.govuk-heading-l { "Self-assessment" }
            (rooms(&self.of, "self-assessments"))
            @if let Some(open) = open {
                p.govuk-body { "Open: " a.govuk-link href={ "/self-assessments/" (open.id) } { (open.title) } }
            } @else if self.keeps {
                (sheet.form(html! {
                    (sheet.text("title", "What is the next one called?").hint("Like Spring 2026.").width(20))
                    (parts::button("Begin it"))
                }))
            }
            (self.compared(context))
        };
        context.frame.sheet_page("Self-assessment", "/boards", sheet, content)
    }

    /// Every descriptor, with its grade now and before.
    fn compared(&self, context: &Context) -> Markup {
        let mut shown: Vec<&Assessment> =
            self.all.iter().filter(|one| one.finished_at.is_some()).take(COMPARED).collect();
        shown.reverse();
        let mut head = vec!["Descriptor"];
        head.extend(shown.iter().map(|one| one.title.as_str()));
        let row = |term: &Term| {
            let mut cells = vec![html! { (term.label) }];
            let grade =
                |one: &Assessment| one.grades.0.0.get(&term.code).map(|grade| grade.grade.clone()).unwrap_or_default();
            for (n, one) in shown.iter().enumerate() {
                let (now, before) = (grade(one), n.checked_sub(1).map(|n| grade(shown[n])));
                cells.push(html! {
                    (now)
                    @match before {
                        Some(before) if before < now && !before.is_empty() => { " " span.eh-muted { "better" } }
                        Some(before) if before > now && !now.is_empty() => { " " span.eh-muted { "worse" } }
                        _ => {}
                    }
                });
            }
            cells
        };
        html! {
            @if shown.is_empty() { p.govuk-body { "None is finished yet." } } @else {
                @for strand in context.pack.choices("self-strand", context.today) {
                    (parts::table(&strand.label, &head, of_strand(context, &strand.code).map(row).collect()))
                }
                p.govuk-body-s {
                    @for term in context.pack.terms("self-grade") { (term.label) ". " }
                }
                p.govuk-body {
                    @for one in shown.iter().rev() {
                        a.govuk-link href={ "/self-assessments/" (one.id) } { (one.title) ": evidence and next steps" }
                        br;
                    }
                }
            }
        }
    }
}

fn of_strand<'a>(context: &'a Context, strand: &'a str) -> impl Iterator<Item = &'a Term> {
    context.pack.choices("self-descriptor", context.today).filter(move |term| term.group == strand)
}

pub(super) async fn list(visit: Visit, Path(id): Path<BoardId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let page = Page::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(page.show(v, &sheet))
        })
        .await
}

pub(super) async fn begin(visit: Visit, Path(id): Path<BoardId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let title = sheet.optional("title", 60);
            match heed(sheet, || assessing::begin(change.tx, &permit, &title))? {
                Some(one) => Ok(format!("/self-assessments/{one}?done=saved")),
                None => {
                    let page = Page::load(change, id)?;
                    Sheet::again(page.show(change, sheet))
                }
            }
        })
        .await
}

fn show(context: &Context, one: &Assessment, keeps: bool, sheet: &Sheet) -> Markup {
    let grades = &one.grades.0.0;
    let open = one.finished_at.is_none();
    let content = html! {
        h1.govuk-heading-l { "Self-assessment: " (one.title) }
        p.govuk-body {
            "Begun by " (one.begun_by) " on " (dates::day(one.begun_on)) ". "
            @if let Some(at) = one.finished_at { "Finished by " (one.finished_by) " on " (dates::day(at.date())) "." }
        }
        @for strand in context.pack.choices("self-strand", context.today) {
            h2.govuk-heading-m { (strand.label) }
            @if keeps && open {
                p.govuk-body {
                    a.govuk-link href={ "/self-assessments/" (one.id) "/strands/" (strand.code) } {
                        "Grade" span.govuk-visually-hidden { ": " (strand.label) }
                    }
                }
            }
            @for term in of_strand(context, &strand.code) {
                section.eh-group {
                    h3.govuk-heading-s.eh-group-heading { (term.label) }
                    @match grades.get(&term.code).filter(|grade| !grade.grade.is_empty()) {
                        Some(grade) => {
                            p.govuk-body { strong { (context.pack.label("self-grade", &grade.grade)) } }
                            (text(&grade.evidence))
                            @if !grade.next_step.is_empty() {
                                p.govuk-body { strong { "Next step: " } (grade.next_step) }
                            }
                        }
                        None => p.govuk-body.eh-muted { "Not graded yet" },
                    }
                }
            }
        }
        @if keeps && open {
            (sheet.form_to(&format!("/self-assessments/{}/finish", one.id), html! {
                (parts::button_named("Finish it", "govuk-button--secondary", "finish", "yes"))
            }))
        }
    };
    context.frame.sheet_page(&one.title, &format!("/boards/{}/self-assessments", one.board_id), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<SelfId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::SeePlan, id)?;
            let one = assessing::find(v.conn(), &permit)?;
            let keeps = v.may(acts::Keep, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &one, keeps, &sheet))
        })
        .await
}

pub(super) async fn finish(visit: Visit, Path(id): Path<SelfId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let pack = change.pack.clone();
            if sheet.heed(assessing::finish(change.tx, &permit, &pack))?.is_none() {
                let one = assessing::find(change.conn(), &permit)?;
                return Sheet::again(show(change, &one, true, sheet));
            }
            Ok(format!("/self-assessments/{id}?done=saved"))
        })
        .await
}

/// The fields of one descriptor.
fn names(code: &str) -> [String; 3] {
    ["grade", "evidence", "next"].map(|field| format!("{field}-{code}"))
}

fn show_strand(context: &Context, one: &Assessment, strand: &Term, sheet: &Sheet, above: Markup) -> Markup {
    let asked: Vec<(&Term, [String; 3])> =
        of_strand(context, &strand.code).map(|term| (term, names(&term.code))).collect();
    let content = html! {
        h1.govuk-heading-l { (strand.label) ": " (one.title) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            @for (term, [grade, evidence, next]) in &asked {
                fieldset.govuk-fieldset {
                    legend.govuk-fieldset__legend.govuk-fieldset__legend--m { (term.label) }
                    (sheet.select(grade, "Grade").prompt("Not graded yet").items(words(context, "self-grade")))
                    (sheet.textarea(evidence, "How does one know?").rows(3))
                    (sheet.textarea(next, "What is the next step?").rows(2))
                }
            }
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(&strand.label, &format!("/self-assessments/{}", one.id), sheet, content)
}

fn strand_of(context: &Context, code: &str) -> Result<Term> {
    context.pack.code("self-strand", code, context.today).cloned().ok_or(Error::NotFound)
}

pub(super) async fn strand_page(visit: Visit, Path((id, code)): Path<(SelfId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Keep, id)?;
            let (one, strand) = (assessing::find(v.conn(), &permit)?, strand_of(v, &code)?);
            let codes: Vec<String> = of_strand(v, &strand.code).map(|term| term.code.clone()).collect();
            let sheet = v.sheet(|| {
                let first = Fields::default().with("version", one.version.to_string());
                codes.iter().fold(first, |fields, code| {
                    let there = one.grades.0.0.get(code).cloned().unwrap_or_default();
                    let [grade, evidence, next] = names(code);
                    fields.with(&grade, there.grade).with(&evidence, there.evidence).with(&next, there.next_step)
                })
            })?;
            Ok(show_strand(v, &one, &strand, &sheet, html! {}))
        })
        .await
}

pub(super) async fn strand_submit(
    visit: Visit,
    Path((id, code)): Path<(SelfId, String)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Keep, id)?;
            let (one, strand) = (assessing::find(change.conn(), &permit)?, strand_of(change, &code)?);
            let terms: Vec<Term> = of_strand(change, &strand.code).cloned().collect();
            let said = |term: &Term| {
                one.grades
                    .0
                    .0
                    .get(&term.code)
                    .map(|grade| format!("{}: {}", grade.grade, grade.evidence))
                    .unwrap_or_default()
            };
            let theirs: Vec<(String, String)> = terms.iter().map(|term| (term.label.clone(), said(term))).collect();
            let rows: Vec<(&str, &str)> = theirs.iter().map(|(label, said)| (label.as_str(), said.as_str())).collect();
            if let Some(theirs) = overtaken(change, sheet, one.version, (id.0, &[events::ASSESSED]), &rows)? {
                return Err(Error::Conflict(Box::new(show_strand(change, &one, &strand, sheet, theirs))));
            }
            let mut grades = Grades::default();
            for term in &terms {
                let [grade, evidence, next] = names(&term.code);
                let new = Grade {
                    grade: sheet.fields.get(&grade).to_owned(),
                    evidence: sheet.optional(&evidence, 1_000),
                    next_step: sheet.optional(&next, 500),
                };
                grades.0.insert(term.code.clone(), new);
            }
            let pack = change.pack.clone();
            match heed(sheet, || assessing::grade(change.tx, &permit, &pack, one.version, &grades))? {
                Some(()) => Ok(format!("/self-assessments/{id}?done=saved")),
                None => Sheet::again(show_strand(change, &one, &strand, sheet, html! {})),
            }
        })
        .await
}
