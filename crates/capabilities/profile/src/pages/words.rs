//! `/equality/{id}/words`: the texts of the form.

use crate::{
    events,
    records::{
        AssessmentId,
        assessments::{self, Assessment},
    },
    rules::equality::{self as rules, Conclusion, Recommendation, Said, Way},
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

const TITLE: &str = "Write the assessment";

fn yes_no() -> [Choice<'static>; 2] {
    [Choice::new("yes", "Yes"), Choice::new("no", "No")]
}

fn show(context: &Context, of: &Assessment, sheet: &Sheet, above: Markup) -> Markup {
    let content = html! {
        span.govuk-caption-l { (of.title) }
        h1.govuk-heading-l { (TITLE) }
        @if let Some(told) = sheet.errors.of("form") { (parts::warning(told)) }
        (above)
        (sheet.form(html! {
            (sheet.hidden("version"))
            (sheet.text("title", "Which policy, service or change is it about?"))
            @for (code, question, _) in rules::texts(of.way) { (sheet.textarea(code, *question).rows(3)) }
            (last(of.way, sheet))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(TITLE, &of.href(), sheet, content)
}

fn last(way: Way, sheet: &Sheet) -> Markup {
    html! {
        @match way {
            Way::Full => (sheet.radios("recommendation", "7. What is recommended?").small()
                .items(Recommendation::ALL.iter().map(|one| Choice::new(one.code(), one.label())))),
            Way::Screening => {
                (sheet.radios("adverse", "16. Could the impact be adverse?").small().inline().items(yes_no()))
                (sheet.radios("justified", "17. If so, can that be justified?").small().inline().items(yes_no()))
                (sheet.radios("conclusion", "Is a full assessment made?").small()
                    .items(Conclusion::ALL.iter().map(|one| Choice::new(one.code(), one.label()))))
                (sheet.date("full_by", "If YES, by when?"))
            },
        }
    }
}

fn fields_of(of: &Assessment) -> Fields {
    let said = &of.said.0;
    let word = |said: Option<bool>| said.map_or("", |said| if said { "yes" } else { "no" });
    let fields = Fields::default()
        .with("version", of.version.to_string())
        .with("title", of.title.as_str())
        .with("recommendation", said.recommendation.map_or("", Recommendation::code))
        .with("adverse", word(said.adverse))
        .with("justified", word(said.justified))
        .with("conclusion", said.conclusion.map_or("", Conclusion::code))
        .with_date("full_by", said.full_by);
    said.texts.iter().fold(fields, |fields, (code, text)| fields.with(code, text.as_str()))
}

fn read(sheet: &mut Sheet, of: &Assessment) -> (String, Said) {
    let title = sheet.optional("title", 200);
    let mut said = of.said.0.clone();
    for (code, _, _) in rules::texts(of.way) {
        let text = sheet.optional(code, 5_000);
        said.texts.insert((*code).into(), text);
    }
    said.recommendation = Recommendation::parse(sheet.fields.get("recommendation"));
    said.adverse = super::yes_or_no(sheet.fields.get("adverse"));
    said.justified = super::yes_or_no(sheet.fields.get("justified"));
    said.conclusion = Conclusion::parse(sheet.fields.get("conclusion"));
    said.full_by = sheet.day("full_by", "The day");
    (title, said)
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
                let text = |code: &str| of.said.0.texts.get(code).map_or("", String::as_str);
                let rows: Vec<(&str, &str)> =
                    rules::texts(of.way).iter().map(|(code, question, _)| (*question, text(code))).collect();
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(show(change, &of, sheet, theirs))));
            }
            let (title, said) = read(sheet, &of);
            let kept = match sheet.is_valid() {
                true => sheet.heed(assessments::say(change.tx, &permit, (id, of.version), (&title, &said)))?,
                false => None,
            };
            match kept {
                Some(()) => Ok(format!("/equality/{id}?done=saved")),
                None => Sheet::again(show(change, &of, sheet, html! {})),
            }
        })
        .await
}
