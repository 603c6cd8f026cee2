//! `/equality/{id}/impacts`: characteristic by characteristic, or question by question of the screening, each with its
//! evidence.

use super::word;
use crate::{
    events,
    records::{
        AssessmentId,
        assessments::{self, Assessment},
    },
    rules::equality::{Impact, Said, Way},
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

const TITLE: &str = "Impacts, with evidence";

/// What is asked of each: the first part of the field's name, and the question.
fn questions(way: Way) -> &'static [(&'static str, &'static str)] {
    match way {
        Way::Full => {
            &[("adverse", "Adverse impact?"), ("advance", "Advances equality?"), ("foster", "Fosters good relations?")]
        }
        Way::Screening => &[("adverse", "Are there concerns?")],
    }
}

fn show(context: &Context, of: &Assessment, sheet: &Sheet, above: Markup) -> Markup {
    let asked = assessments::asked(&context.pack, of.way);
    let names: Vec<(String, Vec<(String, &str)>)> = asked
        .iter()
        .map(|term| {
            let fields = questions(of.way).iter().map(|(name, label)| (format!("{name}-{}", term.code), *label));
            (format!("evidence-{}", term.code), fields.collect())
        })
        .collect();
    let content = html! {
        span.govuk-caption-l { (of.title) }
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { "Say yes or no to each, and from what you know it: figures, consultation, practice elsewhere." }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            @for (term, (evidence, fields)) in asked.iter().zip(&names) {
                fieldset.govuk-fieldset {
                    legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (term.label) }
                    div.eh-filters {
                        @for (name, label) in fields {
                            (sheet.select(name, *label).prompt("Choose")
                                .items([Choice::new("yes", "Yes"), Choice::new("no", "No")]))
                        }
                    }
                    (sheet.textarea(evidence, "Evidence").rows(2))
                }
            }
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(TITLE, &of.href(), sheet, content)
}

fn fields_of(of: &Assessment) -> Fields {
    let code = |said: Option<bool>| said.map_or("", |said| if said { "yes" } else { "no" });
    let first = Fields::default().with("version", of.version.to_string());
    of.said.0.impacts.iter().fold(first, |fields, (name, impact)| {
        fields
            .with(&format!("adverse-{name}"), code(impact.adverse))
            .with(&format!("advance-{name}"), code(impact.advance))
            .with(&format!("foster-{name}"), code(impact.foster))
            .with(&format!("evidence-{name}"), impact.evidence.as_str())
    })
}

fn read(context: &Context, sheet: &mut Sheet, of: &Assessment) -> Said {
    let mut said = of.said.0.clone();
    for term in assessments::asked(&context.pack, of.way) {
        let answer = |name: &str| super::yes_or_no(sheet.fields.get(&format!("{name}-{}", term.code)));
        let (adverse, advance, foster) = (answer("adverse"), answer("advance"), answer("foster"));
        let evidence = sheet.optional(&format!("evidence-{}", term.code), 2_000);
        let answered = [adverse, advance, foster].iter().any(Option::is_some);
        if answered && evidence.trim().is_empty() {
            let rule = crate::rules::equality::CannotAssess::NoEvidence(term.code.clone());
            sheet.refuse(web::Refusal::from(rule));
        }
        said.impacts.insert(term.code.clone(), Impact { adverse, advance, foster, evidence });
    }
    said
}

pub(super) async fn page(visit: Visit, Path(id): Path<AssessmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepEquality)?;
            let of = assessments::find(v.conn(), id)?;
            let sheet = v.sheet(|| fields_of(&of))?;
            Ok(show(v, &of, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AssessmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepEquality)?;
            let of = assessments::find(change.conn(), id)?;
            if sheet.is_behind("version", of.version) {
                let changed = access::last_change(change.conn(), id.0, &[events::ASSESSMENT, events::HANDED_IN])?;
                let line = |impact: &Impact| {
                    format!(
                        "{} / {} / {}: {}",
                        word(impact.adverse),
                        word(impact.advance),
                        word(impact.foster),
                        impact.evidence
                    )
                };
                let lines: Vec<(String, String)> =
                    of.said.0.impacts.iter().map(|(code, impact)| (code.clone(), line(impact))).collect();
                let rows: Vec<(&str, &str)> = lines.iter().map(|(code, line)| (code.as_str(), line.as_str())).collect();
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(show(change, &of, sheet, theirs))));
            }
            let said = read(change, sheet, &of);
            let kept = match sheet.is_valid() {
                true => sheet.heed(assessments::say(change.tx, &permit, (id, of.version), (&of.title, &said)))?,
                false => None,
            };
            match kept {
                Some(()) => Ok(format!("/equality/{id}?done=saved")),
                None => Sheet::again(show(change, &of, sheet, html! {})),
            }
        })
        .await
}
