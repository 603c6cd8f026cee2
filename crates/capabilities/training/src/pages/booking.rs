//! `/training/bookings/{id}`: somebody's place: what is offered, what is asked, the certificate, and giving it back.

use crate::{
    booking,
    records::{
        Booking, BookingId, Certificate, Course, Session, bookings, certificates, courses, evaluations, sessions,
    },
    rules::{self, Moment, State},
    running,
};
use access::{Context, Permits, Sight, Visit, booking as place, course};
use axum::{extract::Path, response::Response};
use web::{
    Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Choice, Colour, Row},
};

/// How far a place is, as a tag.
pub(super) fn tag(state: State) -> Markup {
    let colour = match state {
        State::Booked | State::Came => Colour::Green,
        State::Waiting => Colour::Yellow,
        State::Offered => Colour::Blue,
        _ => Colour::Grey,
    };
    parts::tag(state.label(), colour)
}

struct Place {
    one: Booking,
    name: String,
    of: Course,
    session: Option<Session>,
    certificate: Option<Certificate>,
    /// What can be said now, and whether it was said.
    asked: Vec<(Moment, bool)>,
    runs: bool,
    says: bool,
    can_certify: bool,
}

impl Place {
    fn load(inside: &mut impl Permits, sight: &Sight<BookingId>) -> Result<Self> {
        let one = bookings::find(inside.conn(), sight.subject())?;
        let of = courses::find(inside.conn(), one.course_id)?;
        let session = match one.session_id {
            Some(id) => Some(sessions::find(inside.conn(), id)?),
            None => None,
        };
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let said = evaluations::of_bookings(inside.conn(), &[one.id])?;
        let mut asked = Vec::new();
        for moment in Moment::ALL {
            let already = said.iter().any(|said| said.moment == *moment);
            let now = running::evaluating(inside.conn(), (&pack, today), &one, *moment)?;
            if already || rules::evaluate(now).is_ok() {
                asked.push((*moment, already));
            }
        }
        let runs = inside.may(course::Run, of.id)?;
        let certificate = certificates::of_booking(inside.conn(), one.id)?;
        let kept = session.as_ref().is_some_and(|session| session.kept_at.is_some());
        Ok(Self {
            name: bookings::names(inside.conn(), std::slice::from_ref(&one))?.remove(0),
            says: inside.may(place::Evaluate, one.id)?,
            can_certify: runs && kept && certificate.is_none() && one.state == State::Came,
            one,
            of,
            session,
            certificate,
            asked,
            runs,
        })
    }

    fn at(&self, step: &str) -> String {
        format!("{}/{step}", self.one.href())
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let mut rows = vec![
            Row::new("Who", self.name.as_str()),
            Row::new("Works for", self.one.organisation.as_str()),
            Row::new("Place", tag(self.one.state)),
        ];
        match &self.session {
            Some(session) => {
                let link = html! { a.govuk-link href=(session.href()) { (session.when()) } };
                rows.push(Row::new("Session", link));
                rows.push(Row::new("Where", session.place.as_str()));
            }
            None => rows.push(Row::new("Session", "Whichever is planned next")),
        }
        let title = self.of.part_name(self.one.part);
        let content = html! {
            h1.govuk-heading-l { (title) }
            (parts::summary_list(rows))
            @if self.one.state == State::Offered { (self.offer(sheet)) }
            (self.certificate(context))
            (self.evaluations())
            @if self.may_give_back(context) {
                (context.sheet(Fields::default()).form_to(&self.at("withdrawal"), html! {
                    button.govuk-button.govuk-button--secondary type="submit" { "Give the place back" }
                }))
            }
        };
        context.frame.sheet_page(&title, "/training", sheet, content)
    }

    fn may_give_back(&self, context: &Context) -> bool {
        let on_day = self.session.as_ref().map(|session| session.on_day);
        let asked = rules::Withdrawing { state: self.one.state, on_day, today: context.today };
        self.one.state != State::Offered && rules::withdraw(asked).is_ok()
    }

    fn offer(&self, sheet: &Sheet) -> Markup {
        let by = self.one.answer_by.map(dates::day).unwrap_or_default();
        html! {
            h2.govuk-heading-m { "A place is kept until " (by) }
            (sheet.form_to(&self.at("answer"), html! {
                (sheet.radios("answer", "Is it taken?").inline()
                    .items([Choice::new("yes", "Yes"), Choice::new("no", "No")]))
                (parts::button("Answer"))
            }))
        }
    }

    fn certificate(&self, context: &Context) -> Markup {
        html! {
            @if let Some(earned) = &self.certificate {
                p.govuk-body {
                    a.govuk-link href=(self.at("certificate")) { "The certificate" }
                    @if let Some(on) = earned.renew_on { ", holds until " (dates::day(on)) }
                    @if self.runs {
                        ", " a.govuk-link href=(self.at("certificate/end")) { "take it back" }
                    }
                }
            }
            @if self.can_certify {
                (context.sheet(Fields::default()).form_to(&self.at("certificate"), html! {
                    (parts::button("Give the certificate"))
                }))
            }
        }
    }

    fn evaluations(&self) -> Markup {
        html! {
            @if self.says && !self.asked.is_empty() {
                h2.govuk-heading-m { "How it helps" }
                ul.govuk-list.eh-rows {
                    @for (moment, said) in &self.asked {
                        li {
                            @if *said { (moment.label()) ": " (parts::tag("Answered", Colour::Green)) } @else {
                                a.govuk-link href=(self.at(&format!("evaluation/{}", moment.code()))) {
                                    (moment.label()) ": answer a few questions"
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<BookingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::See, id)?;
            let shown = Place::load(v, &permit)?;
            let sheet = v.context().sheet(Fields::default());
            Ok(shown.show(v, &sheet))
        })
        .await
}

pub(super) async fn answer(visit: Visit, Path(id): Path<BookingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Answer, id)?;
            let pack = change.pack.clone();
            let takes = match sheet.fields.get("answer") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            match sheet.heed(booking::answer(change.tx, &permit, &pack, takes))? {
                Some(()) => Ok(format!("/training/bookings/{id}?done=saved")),
                None => {
                    let shown = Place::load(change, &permit)?;
                    Sheet::again(shown.show(change, sheet))
                }
            }
        })
        .await
}

pub(super) async fn withdraw(visit: Visit, Path(id): Path<BookingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Answer, id)?;
            let pack = change.pack.clone();
            match sheet.heed(booking::withdraw(change.tx, &permit, &pack))? {
                Some(()) => Ok(format!("/training/bookings/{id}?done=saved")),
                None => {
                    let shown = Place::load(change, &permit)?;
                    Sheet::again(shown.show(change, sheet))
                }
            }
        })
        .await
}
