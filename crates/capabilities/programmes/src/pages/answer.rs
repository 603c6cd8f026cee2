//! `/enrolments/{id}/answer`: what the family says to an offered place.

use crate::{
    events,
    placing::{self, Answer},
    records::{self, Enrolment, EnrolmentId},
    rules::State,
};
use access::{Context, Permits, Sight, Visit, enrolment as place};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// The offer, and who it is for.
struct Offer {
    place: Enrolment,
    name: String,
    programme: String,
    dates: String,
}

impl Offer {
    fn load(inside: &mut impl Permits, sight: &Sight<EnrolmentId>) -> Result<Self> {
        let place = records::find_enrolment(inside.conn(), sight)?;
        let dates = match place.run_id {
            Some(run) => records::load_run(inside.conn(), run)?.dates(),
            None => String::new(),
        };
        Ok(Self {
            name: records::name_of(inside.conn(), &place)?,
            programme: records::find_programme(inside.conn(), place.programme_id)?.name,
            dates,
            place,
        })
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let answers = Answer::ALL.iter().map(|answer| Choice::new(answer.code(), answer.label()));
        let open = self.place.state == State::Offered;
        let content = html! {
            span.govuk-caption-l { (self.programme) ", " (self.dates) }
            h1.govuk-heading-l { "What does " (self.name) " answer?" }
            (above)
            @if let Some(by) = self.place.answer_by.filter(|_| open) {
                p.govuk-body { "They answer by " (dates::day(by)) "." }
            }
            @if open || !sheet.fields.get("why").is_empty() {
                (sheet.form(html! {
                    (sheet.radios("answer", "Their answer").items(answers))
                    (sheet.textarea("why", "What did they say?").hint("If they do not want it, say why.").rows(2))
                    @if open { (parts::button("Save")) }
                }))
            } @else { p.govuk-body { "This offer was answered: " (self.place.state.label().to_lowercase()) "." } }
        };
        context.frame.sheet_page("An offered place", &format!("/enrolments/{}", self.place.id), sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::Answer, id)?;
            let offer = Offer::load(v, &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(offer.show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EnrolmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Answer, id)?;
            let offer = Offer::load(change, &permit)?;
            let pack = change.pack.clone();
            let answer = sheet.chosen("answer", Answer::parse, "Choose what they answer");
            let why = sheet.optional("why", 1_000);
            let done = match answer.filter(|_| sheet.is_valid()) {
                Some(answer) => sheet.heed(placing::answer(change.tx, &pack, &permit, answer, &why))?,
                None => None,
            };
            if done.is_some() {
                return Ok(format!("/enrolments/{id}?done=saved"));
            }
            let above = if offer.place.state == State::Offered {
                html! {}
            } else {
                let changed = access::last_change(change.conn(), id.0, &[events::ANSWERED, events::OFF])?;
                web::too_late(changed.as_ref(), &[("How far it is", offer.place.state.label())])
            };
            Sheet::again(offer.show(change, sheet, &above))
        })
        .await
}
