//! `/equality/new`: an assessment or a screening is begun.

use crate::{
    records::{AssessmentId, assessments},
    rules::equality::Way,
};
use access::{Context, Permits, Visit, nobody};
use axum::response::Response;
use web::{
    Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

const TITLE: &str = "Begin an assessment";

fn show(context: &Context, sheet: &Sheet) -> Markup {
    let ways = [
        Choice::new(Way::Screening.code(), Way::Screening.label()).hint("Short: is a full assessment needed?"),
        Choice::new(Way::Full.code(), Way::Full.label())
            .hint("By characteristic, with evidence, actions and authorisation."),
    ];
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        (sheet.form(html! {
            (sheet.hidden("after"))
            (sheet.text("title", "Which policy, service or change is it about?"))
            (sheet.radios("way", "Which form?").items(ways))
            (parts::button("Begin"))
        }))
    };
    context.frame.sheet_page(TITLE, "/equality", sheet, content)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let after = visit.query("after");
    visit
        .view(move |v| {
            v.allow(nobody::KeepEquality)?;
            // what a screening asked for begins under its title
            let screening = match after.parse::<AssessmentId>() {
                Ok(id) => Some(assessments::find(v.conn(), id)?),
                Err(_) => None,
            };
            let first = || match &screening {
                Some(of) => Fields::default()
                    .with("title", of.title.as_str())
                    .with("way", Way::Full.code())
                    .with("after", of.id.to_string()),
                None => Fields::default(),
            };
            let sheet = v.sheet(first)?;
            Ok(show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::KeepEquality)?;
            let (title, way) = (sheet.optional("title", 200), Way::parse(sheet.fields.get("way")));
            let begun = match sheet.is_valid() {
                true => sheet.heed(assessments::begin(change.tx, &permit, &title, way))?,
                false => None,
            };
            let Some(id) = begun else { return Sheet::again(show(change, sheet)) };
            if let Ok(screening) = sheet.fields.get("after").parse::<AssessmentId>() {
                assessments::followed(change.tx, &permit, screening)?;
            }
            Ok(format!("/equality/{id}?done=saved"))
        })
        .await
}
