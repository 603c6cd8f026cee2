//! After somebody did not come: `/enrolments/{id}/call`, what came of the call; `/enrolments/{id}/going-on`, whether
//! they go on; `/enrolments/{id}/catch-up`, a session caught up one to one.

use crate::{
    placing,
    records::{self, Attended, Enrolment, EnrolmentId, Session},
    rules::Mark,
    running,
};
use access::{Context, Permits, Sight, Visit, accounts::Colleague, enrolment as place};
use axum::{extract::Path, response::Response};
use web::{
    Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

/// Whom it is about, and what they missed.
struct Missed {
    place: Enrolment,
    name: String,
    programme: String,
    sessions: Vec<(Session, Attended)>,
    /// Whom to ask how they are reached, where they shared nothing of it.
    ask: Option<Colleague>,
}

impl Missed {
    fn load(inside: &mut impl Permits, sight: &Sight<EnrolmentId>) -> Result<Self> {
        let place = records::find_enrolment(inside.conn(), sight)?;
        let all = records::attended(inside.conn(), sight)?;
        let sessions = all.into_iter().filter(|(_, said)| said.mark != Mark::Came && said.caught_up_on.is_none());
        Ok(Self {
            name: records::name_of(inside.conn(), &place)?,
            programme: records::find_programme(inside.conn(), place.programme_id)?.name,
            sessions: sessions.collect(),
            ask: placing::whom_to_ask(inside.conn(), &place)?,
            place,
        })
    }

    fn page(&self, context: &Context, sheet: &Sheet, (title, form): (&str, Markup)) -> Markup {
        let content = html! {
            span.govuk-caption-l { (self.programme) }
            h1.govuk-heading-l { (title) ": " (self.name) }
            ul.govuk-list.govuk-list--bullet {
                @for (session, said) in &self.sessions {
                    li {
                        (session.title()) ": " (said.mark.label().to_lowercase())
                        @if !said.called.is_empty() { ". " (said.called) }
                    }
                }
            }
            (sheet.form(form))
        };
        context.frame.sheet_page(title, &format!("/enrolments/{}", self.place.id), sheet, content)
    }

    fn show_call(&self, context: &Context, sheet: &Sheet) -> Markup {
        let form = html! {
            (reach(&self.place, self.ask.as_ref()))
            (sheet.textarea("words", "What came of the call?")
                .hint("Why they did not come, and what would help them to. Those who work with the family read it.")
                .rows(3))
            (parts::button("Save"))
        };
        self.page(context, sheet, ("After the call", form))
    }

    fn show_going_on(&self, context: &Context, sheet: &Sheet) -> Markup {
        let answers = [Choice::new("yes", "They go on"), Choice::new("no", "They stop: the place is free")];
        let form = html! {
            (sheet.radios("goes_on", "Do they go on?").items(answers))
            (sheet.textarea("words", "Why, and what helps them to come?").rows(3))
            (parts::button("Save"))
        };
        self.page(context, sheet, ("Going on", form))
    }

    fn show_catch_up(&self, context: &Context, sheet: &Sheet) -> Markup {
        let sessions = self.sessions.iter().map(|(session, _)| Choice::new(session.n.to_string(), session.title()));
        let form = html! {
            (sheet.radios("session", "Which session?").items(sessions))
            (sheet.date("on", "On which day?"))
            (sheet.text("by", "Who caught it up with them?"))
            (parts::button("Save"))
        };
        self.page(context, sheet, ("Caught up one to one", form))
    }
}

/// How they are reached, as far as the family shared it; else whom to ask.
pub(super) fn reach(place: &Enrolment, ask: Option<&Colleague>) -> Markup {
    html! {
        @match (place.reach.is_empty(), ask) {
            (false, _) => p.govuk-body { "Reach them: " (place.reach) },
            (true, Some(ask)) => p.govuk-body {
                "They have not shared how to reach them. Ask " (ask.name) ", " (ask.organisation)
                @if !ask.phone.is_empty() { ", " (ask.phone) } "."
            },
            (true, None) => p.govuk-body { "They have not shared how to reach them. Ask the front door." },
        }
    }
}

pub(super) async fn call_page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::Call, id)?;
            let missed = Missed::load(v, &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(missed.show_call(v, &sheet))
        })
        .await
}

pub(super) async fn call_submit(visit: Visit, Path(id): Path<EnrolmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Call, id)?;
            let missed = Missed::load(change, &permit)?;
            let words = sheet.optional("words", 2_000);
            match sheet.heed(running::call(change.tx, &permit, &words))? {
                Some(()) if sheet.is_valid() => Ok(format!("/enrolments/{id}?done=saved")),
                _ => Sheet::again(missed.show_call(change, sheet)),
            }
        })
        .await
}

pub(super) async fn going_on_page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::GoOn, id)?;
            let missed = Missed::load(v, &permit)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(missed.show_going_on(v, &sheet))
        })
        .await
}

pub(super) async fn going_on_submit(visit: Visit, Path(id): Path<EnrolmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::GoOn, id)?;
            let missed = Missed::load(change, &permit)?;
            let pack = change.pack.clone();
            let yes = |code: &str| match code {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            let goes_on = sheet.chosen("goes_on", yes, "Choose whether they go on");
            let words = sheet.optional("words", 2_000);
            let said = match goes_on.filter(|_| sheet.is_valid()) {
                Some(true) => sheet.heed(running::go_on(change.tx, &permit, &words))?,
                Some(false) => sheet.heed(running::stop(change.tx, &pack, &permit, &words))?,
                None => None,
            };
            match said {
                Some(()) => Ok(format!("/enrolments/{id}?done=saved")),
                None => Sheet::again(missed.show_going_on(change, sheet)),
            }
        })
        .await
}

pub(super) async fn catch_up_page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::Measure, id)?;
            let missed = Missed::load(v, &permit)?;
            let first = Fields::default().with_date("on", Some(v.today)).with("by", v.actor.signature());
            let sheet = v.sheet(|| first)?;
            Ok(missed.show_catch_up(v, &sheet))
        })
        .await
}

pub(super) async fn catch_up_submit(visit: Visit, Path(id): Path<EnrolmentId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Measure, id)?;
            let missed = Missed::load(change, &permit)?;
            let n = sheet.chosen("session", |n| n.parse::<i64>().ok(), "Choose which session");
            let on = sheet.required_day("on", "The day");
            let by = sheet.optional("by", 200);
            let said = match n.zip(on).filter(|_| sheet.is_valid()) {
                Some((n, on)) => sheet.heed(running::catch_up(change.tx, &permit, n, on, &by))?,
                None => None,
            };
            match said {
                Some(()) => Ok(format!("/enrolments/{id}?done=saved")),
                None => Sheet::again(missed.show_catch_up(change, sheet)),
            }
        })
        .await
}
