//! `/equality/{id}/evidence`: what is known is taken into the assessment as it stands today: indicators of the area, and
//! who was reached as it is published.

use crate::{
    events,
    indicators::Indicator,
    records::{
        AssessmentId,
        assessments::{self, Assessment},
        monitoring, values,
    },
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

const TITLE: &str = "Take evidence from the record";

/// What can be taken: a code, and the line that it becomes.
struct Known(Vec<(String, String)>);

impl Known {
    fn load(inside: &mut impl Permits) -> Result<Self> {
        let pack = inside.context().pack.clone();
        let mut all = Vec::new();
        if let Some(year) = monitoring::list(inside.conn())?.into_iter().find(monitoring::Monitoring::is_public) {
            for table in &year.shown.0 {
                let rows: Vec<String> =
                    table.rows.iter().map(|row| format!("{} {} ({})", row.label, row.share, row.count)).collect();
                let line = format!(
                    "Children reached, {}, by {}: {}",
                    year.label(),
                    table.title.to_lowercase(),
                    rows.join("; ")
                );
                all.push((format!("reached-{}", table.by), line));
            }
        }
        all.extend(values::indicators(inside.conn(), &pack)?.iter().filter_map(line));
        Ok(Self(all))
    }
}

fn line(one: &Indicator) -> Option<(String, String)> {
    let newest = one.newest()?;
    let number = newest.value.map(|value| format!(" {}", one.with_unit(value))).unwrap_or_default();
    let sentence = one.sentence();
    let sentence = if sentence.is_empty() { sentence } else { format!(", {sentence}") };
    let told = format!("{}:{number} ({}){sentence}. Source: {}", one.label, newest.year, newest.source);
    Some((format!("area-{}", one.code), told))
}

fn show(context: &Context, (of, known): (&Assessment, &Known), sheet: &Sheet, above: Markup) -> Markup {
    let there = of.said.0.evidence.iter().enumerate();
    let content = html! {
        span.govuk-caption-l { (of.title) }
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { "It is kept as it stands today. What is withheld stays withheld." }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            @if !of.said.0.evidence.is_empty() {
                (sheet.checkboxes("keep", "Taken already").small().hint("Take the tick away to leave one out.")
                    .items(there.map(|(n, line)| Choice::new(n.to_string(), line.as_str()))))
            }
            (sheet.checkboxes("take", "To be taken").small()
                .items(known.0.iter().map(|(code, line)| Choice::new(code.as_str(), line.as_str()))))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(TITLE, &of.href(), sheet, content)
}

fn first(of: &Assessment) -> Fields {
    let mut fields = Fields::default().with("version", of.version.to_string());
    (0..of.said.0.evidence.len()).for_each(|n| fields.add("keep", n.to_string()));
    fields
}

pub(super) async fn page(visit: Visit, Path(id): Path<AssessmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::KeepEquality)?;
            let of = assessments::find(v.conn(), id)?;
            let known = Known::load(v)?;
            let sheet = v.sheet(|| first(&of))?;
            Ok(show(v, (&of, &known), &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AssessmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::KeepEquality)?;
            let of = assessments::find(change.conn(), id)?;
            let known = Known::load(change)?;
            if sheet.is_behind("version", of.version) {
                let changed = access::last_change(change.conn(), id.0, &[events::ASSESSMENT, events::HANDED_IN])?;
                let all = of.said.0.evidence.join("\n");
                let theirs = web::theirs(changed.as_ref(), &[("Taken", all.as_str())]);
                return Err(Error::Conflict(Box::new(show(change, (&of, &known), sheet, theirs))));
            }
            let mut said = of.said.0.clone();
            let (keep, take) = (sheet.all("keep"), sheet.all("take"));
            let mut n = 0;
            said.evidence.retain(|_| {
                n += 1;
                keep.contains(&(n - 1).to_string())
            });
            let taken = known.0.iter().filter(|(code, _)| take.contains(code)).map(|(_, line)| line.clone());
            let taken: Vec<String> = taken.filter(|line| !said.evidence.contains(line)).collect();
            said.evidence.extend(taken);
            match sheet.heed(assessments::say(change.tx, &permit, (id, of.version), (&of.title, &said)))? {
                Some(()) => Ok(format!("/equality/{id}?done=saved")),
                None => Sheet::again(show(change, (&of, &known), sheet, html! {})),
            }
        })
        .await
}
