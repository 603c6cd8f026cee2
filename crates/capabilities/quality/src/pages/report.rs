//! `/audits/{id}/publication`: what was found is written and published; `/audits/{id}/report`: the report, in one print.
//! It counts and names nobody.

use crate::records::{self, Action, Audit, AuditId, Learning, Report, Said};
use access::{Context, Permits, View, Visit, nobody};
use axum::{extract::Path, response::Response};
use pack::Pack;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts};

const TITLE: &str = "Publish the report";

/// The sign of a count that is withheld, as in England's official statistics.
const WITHHELD: &str = "c";

fn cell(count: Option<u64>) -> Markup {
    match count {
        Some(count) => html! { (count) },
        None => html! { abbr title="withheld" { (WITHHELD) } },
    }
}

fn number(count: Option<u64>) -> String {
    count.map_or_else(|| "a few".to_owned(), |count| count.to_string())
}

/// The tables of a report.
fn tables(pack: &Pack, report: &Report) -> Markup {
    let heads: Vec<&str> = report.grades.iter().map(|code| pack.label("audit-grade", code)).collect();
    let with = |first: &'static str| -> Vec<&str> { [first].into_iter().chain(heads.iter().copied()).collect() };
    let row = |name: &str, counts: &[Option<u64>]| -> Vec<Markup> {
        let name = name.to_owned();
        [html! { (name) }].into_iter().chain(counts.iter().map(|count| cell(*count))).collect()
    };
    let standards = report.standards.iter().map(|(code, counts)| row(pack.label("audit-standard", code), counts));
    html! {
        (parts::table("Grades over all", &with("Files"), vec![row("All", &report.overall)]))
        (parts::table("Grades by standard", &with("Standard"), standards.collect()))
        p.govuk-body-s { (WITHHELD) ": withheld, because so few could be recognised." }
    }
}

struct Document {
    of: Audit,
    report: Report,
    actions: Vec<Action>,
    learnings: Vec<Learning>,
}

impl Document {
    fn load(v: &mut View<'_>, id: AuditId) -> Result<Self> {
        v.allow(nobody::SeeAudits)?;
        let of = records::find(v.conn(), id)?;
        if of.published_at.is_none() {
            return Err(Error::NotFound);
        }
        let report = serde_json::from_value(of.report.0.clone()).unwrap_or_default();
        let actions = records::actions_of(v.conn(), id)?;
        let learnings = records::learnings_of(v.conn(), id)?;
        Ok(Self { of, report, actions, learnings })
    }

    fn show(&self, context: &Context) -> Markup {
        let (of, report) = (&self.of, &self.report);
        let said = |text: &str| html! { p.govuk-body.eh-pre { (text) } };
        html! {
            h1.govuk-heading-l { (of.title) }
            p.govuk-body {
                "An audit of case files, " (dates::day(of.from_on)) " to " (dates::day(of.until_on)) ". "
                @if let Some(at) = of.published_at {
                    "Published on " (dates::day(at.date())) " by " (of.published_by) "."
                }
            }
            h2.govuk-heading-m { "What it wanted to find out" }
            (said(&of.theme))
            h2.govuk-heading-m { "How it was done" }
            p.govuk-body {
                (number(report.files)) " case files of " (number(report.listed))
                " that fitted were drawn at random, with a number that is kept, "
                "so that they can be drawn again. Two auditors of two agencies graded each without knowing of one \
                    another's grades; a third settled where they differed. "
                "Beside it stand what the worker and the family said."
            }
            (tables(&context.pack, report))
            h2.govuk-heading-m { "What was found" }
            (said(&of.findings))
            @if !self.learnings.is_empty() {
                h2.govuk-heading-m { "What is to be learned" }
                ul.govuk-list.govuk-list--bullet { @for one in &self.learnings { li { (one.text) } } }
            }
            @if !of.follows.is_empty() { h2.govuk-heading-m { "What follows" } (said(&of.follows)) }
            @if !self.actions.is_empty() {
                (parts::table("Actions", &["What", "By", "How far"], self.actions.iter().map(|action| vec![
                    html! { (action.what) },
                    html! { (dates::day(action.due_on)) },
                    html! {
                        @match action.done_at { Some(at) => { "Done on " (dates::day(at.date())) } None => { "Open" } }
                    },
                ]).collect()))
            }
            @if let Some(at) = of.again_at {
                h2.govuk-heading-m { "Seen again on " (dates::day(at.date())) }
                (said(&of.again))
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<AuditId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let document = Document::load(v, id)?;
            Ok(v.frame.page_back(&document.of.title, "/audits", document.show(v)))
        })
        .await
}

fn publication(inside: &mut impl Permits, of: &Audit, sheet: &Sheet, above: Markup) -> Result<Markup> {
    let pack = inside.context().pack.clone();
    let report = records::report_of(inside.conn(), &pack, of.id)?;
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { (of.title) }
        (above)
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.textarea("findings", "What was found?")
                .hint("The board reads it. Nothing that leads to a family or a worker.")
                .rows(8))
            (sheet.textarea("follows", "What follows from it?").rows(4))
            (parts::button("Publish"))
        }))
        h2.govuk-heading-m { "As the board will see it" }
        (tables(&pack, &report))
    };
    Ok(inside.context().frame.sheet_page(TITLE, &format!("/audits/{}", of.id), sheet, content))
}

pub(super) async fn publication_page(visit: Visit, Path(id): Path<AuditId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepAudits)?;
            let of = records::find(v.conn(), id)?;
            let sheet = v.sheet(Fields::default)?;
            publication(v, &of, &sheet, html! {})
        })
        .await
}

pub(super) async fn publication_submit(visit: Visit, Path(id): Path<AuditId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepAudits)?;
            let (of, pack) = (records::find(change.conn(), id)?, change.pack.clone());
            let said = Said { findings: sheet.optional("findings", 10_000), follows: sheet.optional("follows", 5_000) };
            if let Some(at) = of.published_at {
                let changed = web::Changed { by: of.published_by.clone(), at };
                let told =
                    web::too_late(Some(&changed), &[("What was found", &of.findings), ("What follows", &of.follows)]);
                sheet.renew();
                return Err(Error::Conflict(Box::new(publication(change, &of, sheet, told)?)));
            }
            let kept = match sheet.is_valid() {
                true => sheet.heed(records::publish(change.tx, &permit, &pack, id, &said))?,
                false => None,
            };
            if kept.is_none() {
                return Sheet::again(publication(change, &of, sheet, html! {})?);
            }
            Ok(format!("/audits/{id}/report?done=saved"))
        })
        .await
}
