//! `/episodes/{id}/assessment/areas/{area}`: the questions of one area.

use crate::{
    events,
    records::{self, Assessment},
    rules::{self, Answers},
};
use access::{Context, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use pack::{Area, Kind, Pack, Question, Term};
use people::Member;
use std::hash::{DefaultHasher, Hash, Hasher};
use web::{Error, Fields, Markup, Refusal, Result, Sheet, html, parts, parts::Choice};

/// The most characters of an answer.
const MOST: usize = 20_000;

/// One area of a draft, and whom it asks about.
struct Writing {
    case: Case<family::WriteAssessment>,
    draft: Assessment,
    area: Area,
    members: Vec<Member>,
}

impl Writing {
    fn load(inside: &mut impl Permits, id: EpisodeId, area: &str) -> Result<Self> {
        let case = open_case(inside, family::WriteAssessment, id)?;
        let areas = &inside.context().pack.areas;
        let area = areas.iter().find(|known| known.code == area).cloned().ok_or(Error::NotFound)?;
        let draft = records::current(inside.conn(), &case.permit, id)?.ok_or(Error::NotFound)?;
        rules::write(draft.state()).map_err(Refusal::from)?;
        let members = people::records::members(inside.conn(), &case.permit)?;
        Ok(Self { case, draft, area, members })
    }

    fn keys(&self, pack: &Pack) -> Vec<String> {
        rules::keys(pack, &self.area, &self.members).into_iter().map(|(key, _)| key).collect()
    }

    /// The text of this area as it stands, to see whether somebody else wrote meanwhile (T6).
    fn stand(&self, pack: &Pack) -> String {
        let mut hash = DefaultHasher::new();
        for key in self.keys(pack) {
            self.draft.answers.0.get(&key).hash(&mut hash);
        }
        format!("{:016x}", hash.finish())
    }

    fn first(&self, pack: &Pack) -> Fields {
        let mut fields = Fields::default().with("stand", self.stand(pack));
        for key in self.keys(pack) {
            let Some(text) = self.draft.answers.0.get(&key) else { continue };
            match self.question(&key).map(|question| question.kind) {
                Some(Kind::Needs) => text.split(' ').for_each(|need| fields.add(&key, need)),
                _ => fields.set(&key, text),
            }
        }
        fields
    }

    fn question(&self, key: &str) -> Option<&Question> {
        let belongs = |rest: &str| rest.is_empty() || rest.starts_with('.');
        self.area.questions.iter().find(|question| key.strip_prefix(question.id.as_str()).is_some_and(belongs))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let context = inside.context();
        let content = html! {
            (above)
            (sheet.form(html! {
                (sheet.hidden("stand"))
                @for question in &self.area.questions { (self.ask(context, sheet, question)) }
                div.govuk-button-group {
                    (parts::button("Save this area"))
                    (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
                }
            }))
        };
        header::sheet_page(inside, &self.case.permit, &self.area.label, sheet, content)
    }

    fn ask(&self, context: &Context, sheet: &Sheet, question: &Question) -> Markup {
        if question.per_child {
            return self.ask_of_each_child(sheet, question);
        }
        match question.kind {
            Kind::Text => html! {
                (sheet.textarea(&question.id, question.text.as_str()).small().hint(question.hint.as_str()).rows(4))
            },
            Kind::Needs => ask_for_needs(context, sheet, question),
            Kind::Scale => ask_for_numbers(context, sheet, question),
        }
    }

    fn ask_of_each_child(&self, sheet: &Sheet, question: &Question) -> Markup {
        html! {
            @for child in rules::children(&self.members) {
                @let key = rules::child_key(question, child.person.id);
                @let text = question.text.replace("{child}", &child.person.given_name);
                (sheet.textarea(&key, text).small().hint(question.hint.as_str()).rows(4))
            }
        }
    }

    /// What somebody else wrote in this area meanwhile, above one's own text.
    fn theirs(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let keys = self.keys(&inside.context().pack);
        let texts = keys.iter().filter_map(|key| Some((key, self.draft.answers.0.get(key)?)));
        let texts = texts.filter(|(key, text)| text.as_str() != sheet.fields.raw(key));
        let rows: Vec<(&str, &str)> = texts.map(|(_, text)| ("Their text", text.as_str())).collect();
        let changed = access::last_change(inside.conn(), self.draft.id.0, &[events::WRITTEN])?;
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    fn read(&self, context: &Context, sheet: &mut Sheet) -> Option<Answers> {
        let mut answers = Answers::new();
        for key in self.keys(&context.pack) {
            let text = match self.question(&key).map(|question| question.kind) {
                Some(Kind::Needs) => needs(context, sheet, &key),
                Some(Kind::Scale) => number(sheet, &key),
                Some(Kind::Text) | None => sheet.optional(&key, MOST),
            };
            answers.insert(key, text);
        }
        sheet.is_valid().then_some(answers)
    }
}

fn ask_for_needs(context: &Context, sheet: &Sheet, question: &Question) -> Markup {
    let needs = context.pack.choices("need", context.today).map(|need| Choice::new(&need.code, &need.label));
    parts::details(
        &question.text,
        html! { (sheet.checkboxes(&question.id, question.text.as_str()).small().items(needs)) },
    )
}

fn ask_for_numbers(context: &Context, sheet: &Sheet, question: &Question) -> Markup {
    let ask = |rater: &Term| {
        let steps = (0..=10).map(|step: u8| Choice::new(step.to_string(), step.to_string()));
        let key = rules::rater_key(question, rater);
        html! { (sheet.select(&key, rater.label.as_str()).prompt("Not said").items(steps)) }
    };
    html! {
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (question.text) }
            p.govuk-hint { (question.hint) }
            @for rater in context.pack.terms("rater") { (ask(rater)) }
        }
    }
}

/// The codes that are ticked and known, in one text.
fn needs(context: &Context, sheet: &Sheet, key: &str) -> String {
    let known = |need: &String| context.pack.code("need", need, context.today).is_some();
    sheet.all(key).into_iter().filter(known).collect::<Vec<_>>().join(" ")
}

fn number(sheet: &mut Sheet, key: &str) -> String {
    let said = sheet.optional(key, 2);
    if !said.is_empty() && !said.parse::<u8>().is_ok_and(|number| number <= 10) {
        sheet.errors.add(key, "Choose a number from 0 to 10");
    }
    said
}

pub(super) async fn page(visit: Visit, Path((id, area)): Path<(EpisodeId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let writing = Writing::load(v, id, &area)?;
            let first = writing.first(&v.pack);
            let sheet = v.sheet(|| first)?;
            writing.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(
    visit: Visit,
    Path((id, area)): Path<(EpisodeId, String)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let writing = Writing::load(change, id, &area)?;
            let stand = writing.stand(&change.pack);
            if sheet.is_behind("stand", stand) {
                let theirs = writing.theirs(change, sheet)?;
                return Err(Error::Conflict(Box::new(writing.show(change, sheet, theirs)?)));
            }

            let Some(answers) = writing.read(change, sheet) else {
                return Sheet::again(writing.show(change, sheet, html! {})?);
            };
            records::write(change.tx, &writing.case, &writing.area.code, answers)?;
            Ok(format!("/episodes/{id}/assessment?done=saved"))
        })
        .await
}
