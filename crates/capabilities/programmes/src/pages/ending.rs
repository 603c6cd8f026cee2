//! `/enrolments/{id}/end`: how a place ends, with its result for the plan.

use crate::{
    events,
    records::{self, Enrolment, EnrolmentId},
    rules::{Ending, State},
    running,
};
use access::{Context, Permits, Sight, Visit, enrolment as place};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// The place that ends.
struct End {
    place: Enrolment,
    name: String,
    programme: String,
    came: String,
}

impl End {
    fn load(inside: &mut impl Permits, sight: &Sight<EnrolmentId>) -> Result<Self> {
        let place = records::find_enrolment(inside.conn(), sight)?;
        Ok(Self {
            name: records::name_of(inside.conn(), &place)?,
            programme: records::find_programme(inside.conn(), place.programme_id)?.name,
            came: running::came_to(inside.conn(), &place)?,
            place,
        })
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let ways = Ending::of(self.place.state);
        let choices = ways.iter().map(|way| Choice::new(way.code(), way.label()));
        let results = context.pack.choices("result", context.today);
        let results = results.map(|term| Choice::new(&term.code, &term.label));
        let content = html! {
            span.govuk-caption-l { (self.programme) }
            h1.govuk-heading-l { "How does it end for " (self.name) "?" }
            (above)
            @if !self.came.is_empty() { p.govuk-body { (self.came) } }
            (sheet.form(html! {
                (sheet.radios("ending", "How does it end?").items(choices))
                @if self.place.state == State::Accepted {
                    (sheet.radios("result", "Did they get what they hoped for?").items(results)
                        .hint("It stands in the plan, with what was measured."))
                }
                (sheet.textarea("why", "What made the difference, or why do they stop?").rows(3))
                @if !ways.is_empty() { (parts::button("End it")) }
            }))
        };
        context.frame.sheet_page("The end of a place", &format!("/enrolments/{}", self.place.id), sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::End, id)?;
            let end = End::load(v, &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(end.show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EnrolmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::End, id)?;
            let end = End::load(change, &permit)?;
            let (pack, today) = (change.pack.clone(), change.today);
            let ending = sheet.chosen("ending", Ending::parse, "Choose how it ends");
            let result = pack.code("result", sheet.fields.get("result"), today);
            let why = sheet.optional("why", 2_000);
            let done = match ending.filter(|_| sheet.is_valid()) {
                Some(ending) => sheet.heed(running::end(change.tx, &pack, &permit, ending, result, &why))?,
                None => None,
            };
            if done.is_some() {
                return Ok(format!("/enrolments/{id}?done=saved"));
            }
            let above = if Ending::of(end.place.state).is_empty() {
                let changed = access::last_change(change.conn(), id.0, &[events::ENDED, events::OFF])?;
                web::too_late(changed.as_ref(), &[("How it ended", &end.place.ended_why)])
            } else {
                html! {}
            };
            Sheet::again(end.show(change, sheet, &above))
        })
        .await
}
