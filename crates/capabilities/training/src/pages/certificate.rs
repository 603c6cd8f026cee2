//! `/training/bookings/{id}/certificate`: a page to be printed; and that it is given, or taken back.

use crate::{
    records::{Booking, BookingId, Certificate, Course, bookings, certificates, courses},
    running,
};
use access::{Context, Permits, Visit, booking as place};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts};

struct Paper {
    one: Booking,
    name: String,
    of: Course,
    earned: Certificate,
}

impl Paper {
    fn load(inside: &mut impl Permits, id: BookingId) -> Result<Self> {
        let one = bookings::find(inside.conn(), id)?;
        Ok(Self {
            name: bookings::names(inside.conn(), std::slice::from_ref(&one))?.remove(0),
            of: courses::find(inside.conn(), one.course_id)?,
            earned: certificates::of_booking(inside.conn(), id)?.ok_or(Error::NotFound)?,
            one,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let (earned, today) = (&self.earned, context.today);
        let content = html! {
            span.govuk-caption-xl { "Certificate" }
            h1.govuk-heading-xl { (self.of.name) }
            p.govuk-body-l { (self.name) br; (earned.organisation) }
            p.govuk-body-l { "was there on " (dates::day(earned.given_on)) "." }
            p.govuk-body.eh-pre { (self.of.what) }
            p.govuk-body {
                "Given by " (earned.given_by) " on " (dates::day(earned.given_at.date())) "."
                @if let Some(on) = earned.renew_on {
                    br; @if earned.holds(today) { "Holds until " } @else { "Ran out on " } (dates::day(on)) "."
                }
            }
            p.govuk-body-s { "Number " (earned.id) }
            p.govuk-body.eh-noprint { "Print this page, or save it as a file." }
        };
        context.frame.page_back("Certificate", &self.one.href(), content)
    }

    fn show_end(&self, context: &Context, sheet: &Sheet) -> Markup {
        const TITLE: &str = "Take the certificate back";
        let content = html! {
            span.govuk-caption-l { (self.of.name) ", " (self.name) }
            h1.govuk-heading-l { (TITLE) }
            p.govuk-body { "For one that was given in error. Whoever has it is told why." }
            (sheet.form(html! {
                (sheet.textarea("why", "Why?").rows(3))
                (parts::button(TITLE))
            }))
        };
        context.frame.sheet_page(TITLE, &self.one.href(), sheet, content)
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<BookingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(place::See, id)?;
            let paper = Paper::load(v, id)?;
            Ok(paper.show(v))
        })
        .await
}

pub(super) async fn give(visit: Visit, Path(id): Path<BookingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = super::run_of(change, id)?;
            let pack = change.pack.clone();
            running::certify(change.tx, &permit, &pack, id)?;
            Ok(format!("/training/bookings/{id}?done=saved"))
        })
        .await
}

pub(super) async fn end_page(visit: Visit, Path(id): Path<BookingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            super::run_of(v, id)?;
            let paper = Paper::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(paper.show_end(v, &sheet))
        })
        .await
}

pub(super) async fn end_submit(visit: Visit, Path(id): Path<BookingId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = super::run_of(change, id)?;
            let why = sheet.optional("why", 500);
            let paper = Paper::load(change, id)?;
            let done = match sheet.is_valid() {
                true => sheet.heed(running::take_back(change.tx, &permit, id, &why))?,
                false => None,
            };
            match done {
                Some(()) => Ok(format!("/training/bookings/{id}?done=saved")),
                None => Sheet::again(paper.show_end(change, sheet)),
            }
        })
        .await
}
