//! `/families/{id}/feedback/answers/{answer}`: what it is about, and what the team answers.

use crate::{
    events,
    records::{self, FeedbackAnswer},
};
use access::{FamilyId, Permit, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::pages::header;
use store::AnyId;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

struct Reading {
    permit: Permit<FamilyId, family::AskFeedback>,
    answer: FeedbackAnswer,
}

impl Reading {
    fn load(inside: &mut impl Permits, id: FamilyId, answer: AnyId) -> Result<Self> {
        let permit = inside.permit(family::AskFeedback, id)?;
        let answer = records::answer_of(inside.conn(), &permit, answer)?;
        Ok(Self { permit, answer })
    }

    fn stand(&self) -> String {
        web::stand(&[&self.answer.themes.0.join(" "), &self.answer.reply])
    }

    /// What somebody else has made of it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(inside.conn(), self.answer.id.0, &[events::ANSWERED])?;
        let pack = inside.context().pack.clone();
        let themes: Vec<&str> = self.answer.themes.0.iter().map(|code| pack.label("feedback-theme", code)).collect();
        Ok(web::theirs(changed.as_ref(), &[("About", &themes.join("; ")), ("You said, we did", &self.answer.reply)]))
    }

    fn first(&self) -> Fields {
        let first = Fields::default().with("stand", self.stand());
        let mut first = first.with("reply", self.answer.reply.as_str());
        self.answer.themes.0.iter().for_each(|theme| first.add("themes", theme.as_str()));
        first
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let context = inside.context();
        let themes = context.pack.choices("feedback-theme", context.today);
        let content = html! {
            (above)
            (parts::inset(html! { span.eh-pre { (self.answer.in_words()) } }))
            @if self.answer.call_back {
                (parts::warning("They ask to be called. Call them first, and write down here what came of it."))
            }
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (sheet.checkboxes("themes", "What is it about?")
                    .small()
                    .items(themes.map(|theme| Choice::new(&theme.code, &theme.label))))
                (sheet.textarea("reply", "You said, we did")
                    .hint("What the team does about it. They read it under their code; it names nobody.")
                    .rows(4))
                (parts::button("Save"))
            }))
        };
        header::sheet_page(inside, &self.permit, "Answer what they said", sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path((id, answer)): Path<(FamilyId, AnyId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let reading = Reading::load(v, id, answer)?;
            let sheet = v.sheet(|| reading.first())?;
            reading.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(
    visit: Visit,
    Path((id, answer)): Path<(FamilyId, AnyId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let reading = Reading::load(change, id, answer)?;
            if sheet.is_behind("stand", reading.stand()) {
                let theirs = reading.theirs(change)?;
                return Err(Error::Conflict(Box::new(reading.show(change, sheet, theirs)?)));
            }
            let (pack, today) = (change.pack.clone(), change.today);
            let known = |code: &&str| pack.code("feedback-theme", code, today).is_some();
            let themes: Vec<String> = sheet.fields.all("themes").filter(known).map(ToOwned::to_owned).collect();
            let reply = sheet.optional("reply", 5_000);
            let done = sheet.heed(records::reply(change.tx, &reading.permit, answer, &themes, &reply))?;
            if done.is_none() || !sheet.is_valid() {
                return Sheet::again(reading.show(change, sheet, html! {})?);
            }
            Ok(format!("/families/{id}/feedback?done=saved"))
        })
        .await
}
