//! `/outcomes/{id}/result`: how it went, as the worker and the family see it.

use crate::records::{self, Outcome, OutcomeId};
use access::{Permits, Visit, family};
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

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let context = inside.context();
        let results = context.pack.choices("result", context.today);
        let results = results.map(|result| Choice::new(&result.code, &result.label));
        let content = html! {
            (parts::inset(html! {
                (self.outcome.words) br;
                span.eh-muted { "We will see it when: " (self.outcome.measure) }
            }))
            (sheet.form(html! {
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
            let sheet = v.sheet(Fields::default)?;
            asking.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<OutcomeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let asking = Asking::load(change, id)?;
            let (pack, today) = (change.pack.clone(), change.today);

            let result = sheet.chosen("result", |code| pack.code("result", code, today), "Choose how it went");
            let why = sheet.optional("why", 5_000);
            let done = match result.filter(|_| sheet.is_valid()) {
                Some(result) => sheet.heed(records::set_result(change.tx, &asking.case, id, result, &why))?,
                None => None,
            };
            if done.is_none() {
                return Sheet::again(asking.show(change, sheet)?);
            }
            Ok(format!("/episodes/{}/plan?done=saved", asking.case.episode.id))
        })
        .await
}
