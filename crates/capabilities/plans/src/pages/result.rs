//! `/outcomes/{id}/result`: how it went, as the worker and the family see it.

use crate::records::{self, Outcome, OutcomeId};
use access::{Context, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, open_case, pages::header};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// The outcome whose result is asked for.
struct Asking {
    case: Case<family::WritePlan>,
    outcome: Outcome,
}

impl Asking {
    fn load(inside: &mut impl Permits, id: OutcomeId) -> Result<Self> {
        let episode = records::episode_of_outcome(inside.conn(), id)?;
        let case = open_case(inside, family::WritePlan, episode)?;
        let whole = records::current(inside.conn(), &case.permit, episode)?.ok_or(Error::NotFound)?;
        let outcome = whole.outcomes.into_iter().find(|outcome| outcome.id == id).ok_or(Error::NotFound)?;
        Ok(Self { case, outcome })
    }

    fn stand(&self) -> String {
        let Outcome { words, measure, result, result_why, .. } = &self.outcome;
        web::stand(&[words, measure, result.as_deref().unwrap_or_default(), result_why])
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.stand())
    }

    /// What was said of it before, in words.
    fn until_now(&self, context: &Context) -> Option<String> {
        self.outcome.result.as_ref().map(|result| context.pack.label("result", result).to_owned())
    }

    /// What someone else has made of it meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Outcome { words, measure, result_why, .. } = &self.outcome;
        let result = self.until_now(inside.context()).unwrap_or_default();
        let changed = self.outcome.changed(inside.conn())?;
        let rows: [(&str, &str); 4] = [
            ("How it went", &result),
            ("What made the difference, or why not", result_why),
            ("What will be different", words),
            ("How the family will see it", measure),
        ];
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let context = inside.context();
        let until_now = self.until_now(context);
        let results = context.pack.choices("result", context.today);
        let results = results.map(|result| Choice::new(&result.code, &result.label));
        let content = html! {
            (above)
            (parts::inset(html! {
                (self.outcome.words) br;
                span.eh-muted { "We will see it when: " (self.outcome.measure) }
                @if let Some(result) = until_now { br; "Until now: " (result) ". " (self.outcome.result_why) }
            }))
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (sheet.radios("result", "How did it go, as you and the family see it?").items(results))
                (sheet.textarea("why", "What made the difference, or why not?").rows(3))
                (parts::button("Save result"))
            }))
        };
        header::sheet_page(inside, &self.case.permit, "Result of an outcome", sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<OutcomeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let asking = Asking::load(v, id)?;
            let sheet = v.sheet(|| asking.first())?;
            asking.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<OutcomeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let asking = Asking::load(change, id)?;
            let (pack, today) = (change.pack.clone(), change.today);
            if sheet.is_behind("stand", asking.stand()) {
                let theirs = asking.theirs(change)?;
                return Err(Error::Conflict(Box::new(asking.show(change, sheet, theirs)?)));
            }

            let result = sheet.chosen("result", |code| pack.code("result", code, today), "Choose how it went");
            let why = sheet.optional("why", 5_000);
            let done = match result.filter(|_| sheet.is_valid()) {
                Some(result) => sheet.heed(records::set_result(change.tx, &asking.case, id, result, &why))?,
                None => None,
            };
            if done.is_none() {
                return Sheet::again(asking.show(change, sheet, html! {})?);
            }
            Ok(format!("/episodes/{}/plan?done=saved", asking.case.episode.id))
        })
        .await
}
