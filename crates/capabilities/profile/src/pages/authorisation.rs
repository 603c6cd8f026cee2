//! `/equality/{id}/authorisation`: somebody who had no hand in it authorises and publishes it, or returns it.

use super::document;
use crate::records::{
    AssessmentId,
    assessments::{self, Assessment},
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use chrono::Months;
use web::{
    Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

const TITLE: &str = "Authorise it or return it";

fn show(context: &Context, of: &Assessment, sheet: &Sheet) -> Markup {
    let answers = [
        Choice::new("authorise", "Authorise and publish it")
            .hint("The recommendation can be carried out, the evidence is enough, mitigation is planned."),
        Choice::new("return", "Return it with what is missing"),
    ];
    let content = html! {
        span.govuk-caption-l { (of.title) }
        h1.govuk-heading-l { (TITLE) }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (sheet.form(html! {
            (sheet.radios("answer", "What do you decide?").items(answers))
            (sheet.date("review", "When is it looked at again?"))
            (sheet.textarea("why", "What is missing, if you return it?").rows(3))
            (parts::button("Decide"))
        }))
        (parts::details("What it says", document::said(&context.pack, of.way, &of.said.0)))
    };
    context.frame.sheet_page(TITLE, &of.href(), sheet, content)
}

pub(super) async fn page(visit: Visit, Path(id): Path<AssessmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::AuthoriseEquality)?;
            let of = assessments::find(v.conn(), id)?;
            let review = v.today + Months::new(12);
            let sheet = v.sheet(|| Fields::default().with_date("review", Some(review)))?;
            Ok(show(v, &of, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<AssessmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::AuthoriseEquality)?;
            let (of, pack) = (assessments::find(change.conn(), id)?, change.pack.clone());
            let (review, why) = (sheet.day("review", "The day"), sheet.optional("why", 2_000));
            let answer = sheet.fields.get("answer").to_owned();
            if !matches!(answer.as_str(), "authorise" | "return") {
                sheet.errors.add("answer", "Choose what you decide");
            }
            let done = match (sheet.is_valid(), answer.as_str()) {
                (true, "authorise") => sheet.heed(assessments::authorise(change.tx, &permit, id, review))?,
                (true, _) => sheet.heed(assessments::give_back(change.tx, &permit, &pack, id, &why))?,
                _ => None,
            };
            match done {
                Some(()) => Ok(format!("/equality/{id}?done=saved")),
                None => Sheet::again(show(change, &of, sheet)),
            }
        })
        .await
}
