//! `/enrolments/{id}/measure`, before and after; `/enrolments/{id}/feedback`, what the family thinks of the group.

use crate::{
    events,
    records::{self, Enrolment, EnrolmentId, Feedback, Measure},
    rules::{Moment, NewMeasure, Opinion},
    running::{self, Measured},
};
use access::{Context, Permits, Sight, Visit, enrolment as place};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// Whom it is about, and what was measured already.
struct Measuring {
    place: Enrolment,
    name: String,
    there: Vec<Measure>,
}

impl Measuring {
    fn load(inside: &mut impl Permits, sight: &Sight<EnrolmentId>) -> Result<Self> {
        let place = records::find_enrolment(inside.conn(), sight)?;
        let there = records::measures_of(inside.conn(), sight)?;
        Ok(Self { name: records::name_of(inside.conn(), &place)?, place, there })
    }

    fn stand(&self) -> String {
        let said = |one: &Measure| format!("{} {} {}", one.moment.code(), one.question, one.value);
        let said: Vec<String> = self.there.iter().filter(|one| one.tool.is_empty()).map(said).collect();
        web::stand(&said.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn first(&self, context: &Context) -> Fields {
        let before = self.there.iter().any(|one| one.moment == Moment::Before);
        let moment = if before { Moment::After } else { Moment::Before };
        Fields::default().with("stand", self.stand()).with("moment", moment.code()).with_date("on", Some(context.today))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let moments = Moment::ALL.iter().map(|moment| Choice::new(moment.code(), moment.label()));
        let raters = context.pack.choices("rater", context.today);
        let raters = raters.map(|term| Choice::new(&term.code, &term.label));
        let content = html! {
            h1.govuk-heading-l { "Before and after: " (self.name) }
            (above)
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (sheet.radios("moment", "When is this?").inline().items(moments))
                (sheet.date("on", "Day"))
                (sheet.select("rater", "Who answers?").prompt("Choose").items(raters))
                p.govuk-body { "Each from 0 to 10. Leave out what was not asked." }
                @for term in context.pack.choices("programme-question", context.today) {
                    @let name = format!("question-{}", term.code);
                    (sheet.text(&name, term.label.as_str()).width(3).numeric())
                }
                (tool(sheet))
                (parts::button("Save"))
            }))
        };
        let back = format!("/enrolments/{}", self.place.id);
        context.frame.sheet_page("Before and after", &back, sheet, content)
    }
}

/// The number of a tool from outside, whose questions are its owner's and not kept here.
fn tool(sheet: &Sheet) -> Markup {
    html! {
        h2.govuk-heading-m { "Measured with another tool" }
        p.govuk-body { "Only its number: the questions of a licensed tool are not kept here." }
        (sheet.text("tool", "Name of the tool"))
        (sheet.text("tool_version", "Version").width(10))
        (sheet.text("scale", "Which scale of it?"))
        (sheet.text("least", "Lowest number of the scale").width(5))
        (sheet.text("most", "Highest number of the scale").width(5))
        (sheet.text("value", "The number").width(5))
    }
}

fn read(sheet: &mut Sheet, questions: &[String], known_rater: impl Fn(&str) -> String) -> Option<Measured> {
    let moment = sheet.chosen("moment", Moment::parse, "Choose whether it is before or after");
    let taken_on = sheet.required_day("on", "The day");
    let mut answers = Vec::new();
    for code in questions {
        if let Some(value) = super::decimal(sheet, &format!("question-{code}")) {
            answers.push((code.clone(), value));
        }
    }
    let ends = (super::decimal(sheet, "least"), super::decimal(sheet, "most"));
    let tool = NewMeasure {
        tool: sheet.optional("tool", 100),
        version: sheet.optional("tool_version", 30),
        scale: sheet.optional("scale", 100),
        ends,
        value: super::decimal(sheet, "value"),
    };
    let rater = known_rater(sheet.fields.get("rater"));
    let new = Measured { moment: moment?, taken_on: taken_on?, rater, answers, tool };
    Some(new).filter(|_| sheet.is_valid())
}

pub(super) async fn page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::Measure, id)?;
            let measuring = Measuring::load(v, &permit)?;
            let first = measuring.first(v);
            let sheet = v.sheet(|| first)?;
            Ok(measuring.show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EnrolmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Measure, id)?;
            let measuring = Measuring::load(change, &permit)?;
            if sheet.is_behind("stand", measuring.stand()) {
                let changed = access::last_change(change.conn(), id.0, &[events::MEASURED])?;
                let pack = change.pack.clone();
                let said: Vec<(String, String)> = measuring
                    .there
                    .iter()
                    .map(|one| (pack.label("programme-question", &one.question).to_owned(), one.value.to_string()))
                    .collect();
                let rows: Vec<(&str, &str)> =
                    said.iter().map(|(what, value)| (what.as_str(), value.as_str())).collect();
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(measuring.show(change, sheet, &theirs))));
            }

            let (pack, today) = (change.pack.clone(), change.today);
            let questions: Vec<String> =
                pack.choices("programme-question", today).map(|term| term.code.clone()).collect();
            // a word of the pack, or nobody
            let rater = |code: &str| pack.code("rater", code, today).map(|term| term.code.clone()).unwrap_or_default();
            let kept = match read(sheet, &questions, rater) {
                Some(new) => sheet.heed(running::measure(change.tx, &permit, &new))?,
                None => None,
            };
            match kept {
                Some(()) => Ok(format!("/enrolments/{id}?done=saved")),
                None => Sheet::again(measuring.show(change, sheet, &html! {})),
            }
        })
        .await
}

/// The three questions, each with its field.
const QUESTIONS: [(&str, &str); 3] =
    [("welcome", "Did you feel welcome?"), ("helpful", "Did it help?"), ("again", "Would you tell others to come?")];

fn feedback_stand(said: Option<&Feedback>) -> String {
    said.map_or_else(String::new, |said| {
        web::stand(&[said.welcome.code(), said.helpful.code(), said.again.code(), &said.words])
    })
}

fn show_feedback(context: &Context, sheet: &Sheet, id: EnrolmentId, above: &Markup) -> Markup {
    let answers = || Opinion::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
    let content = html! {
        h1.govuk-heading-l { "What they think of the group" }
        (above)
        (sheet.form(html! {
            (sheet.hidden("stand"))
            @for (name, question) in QUESTIONS { (sheet.radios(name, question).inline().items(answers())) }
            (sheet.textarea("words", "In their own words").rows(3))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page("What they think of the group", &format!("/enrolments/{id}"), sheet, content)
}

pub(super) async fn feedback_page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::Measure, id)?;
            let there = records::feedback_of(v.conn(), &permit)?;
            let mut first = Fields::default().with("stand", feedback_stand(there.as_ref()));
            if let Some(said) = &there {
                first = first
                    .with("welcome", said.welcome.code())
                    .with("helpful", said.helpful.code())
                    .with("again", said.again.code())
                    .with("words", &said.words);
            }
            let sheet = v.sheet(|| first)?;
            Ok(show_feedback(v, &sheet, id, &html! {}))
        })
        .await
}

pub(super) async fn feedback_submit(visit: Visit, Path(id): Path<EnrolmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Measure, id)?;
            let there = records::feedback_of(change.conn(), &permit)?;
            if sheet.is_behind("stand", feedback_stand(there.as_ref())) {
                let changed = access::last_change(change.conn(), id.0, &[events::FEEDBACK])?;
                let words = there.map(|said| said.words).unwrap_or_default();
                let theirs = web::theirs(changed.as_ref(), &[("In their own words", &words)]);
                return Err(Error::Conflict(Box::new(show_feedback(change, sheet, id, &theirs))));
            }

            let answers = QUESTIONS.map(|(name, _)| Opinion::parse(sheet.fields.get(name)));
            let words = sheet.optional("words", 2_000);
            let kept = match sheet.is_valid() {
                true => sheet.heed(running::feedback(change.tx, &permit, answers, &words))?,
                false => None,
            };
            match kept {
                Some(()) => Ok(format!("/enrolments/{id}?done=saved")),
                None => Sheet::again(show_feedback(change, sheet, id, &html! {})),
            }
        })
        .await
}
