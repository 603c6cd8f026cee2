//! `/training/bookings/{id}/evaluation/{moment}`: the same few questions before, after and three months on, so that one
//! can be held against the other.

use crate::{
    records::{Booking, BookingId, Course, bookings, courses},
    rules::{self, Moment},
    running,
};
use access::{Context, Permits, Visit, booking as place};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, Sheet, html, parts};

fn field(code: &str) -> String {
    format!("answer-{code}")
}

fn show(context: &Context, (one, of, moment): (&Booking, &Course, Moment), sheet: &Sheet) -> Markup {
    let title = format!("{}: {}", moment.label(), of.part_name(one.part));
    let questions: Vec<(String, &str)> =
        context.pack.terms("training-question").iter().map(|term| (field(&term.code), term.label.as_str())).collect();
    let words = match moment {
        Moment::Before => "What do you hope to learn?",
        Moment::After => "What will you do otherwise from now on?",
        Moment::Later => "What do you do otherwise since?",
    };
    let content = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { "From 0, not at all, to 10, quite sure. Only counts and averages of several people are shown." }
        (sheet.form(html! {
            @for (name, label) in &questions { (sheet.text(name, *label).width(2).numeric()) }
            (sheet.textarea("words", words).hint("If you like. Nothing about a family.").rows(3))
            (parts::button("Save"))
        }))
    };
    context.frame.sheet_page(&title, &one.href(), sheet, content)
}

fn moment_of(code: &str) -> Result<Moment> {
    Moment::parse(code).ok_or(Error::NotFound)
}

pub(super) async fn page(visit: Visit, Path((id, moment)): Path<(BookingId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(place::Evaluate, id)?;
            let (moment, one) = (moment_of(&moment)?, bookings::find(v.conn(), id)?);
            let of = courses::find(v.conn(), one.course_id)?;
            let mut sheet = v.sheet(Fields::default)?;
            let (pack, today) = (v.pack.clone(), v.today);
            let now = running::evaluating(v.conn(), (&pack, today), &one, moment)?;
            if let Err(refusals) = rules::evaluate(now) {
                sheet.refuse(refusals);
            }
            Ok(show(v, (&one, &of, moment), &sheet))
        })
        .await
}

pub(super) async fn submit(
    visit: Visit,
    Path((id, moment)): Path<(BookingId, String)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(place::Evaluate, id)?;
            let (moment, one) = (moment_of(&moment)?, bookings::find(change.conn(), id)?);
            let (of, pack) = (courses::find(change.conn(), one.course_id)?, change.pack.clone());
            let mut answers = BTreeMap::new();
            for term in pack.terms("training-question") {
                let number = super::number(&sheet.optional(&field(&term.code), 4)).filter(|n| (0..=10).contains(n));
                match number {
                    Some(number) => {
                        answers.insert(term.code.clone(), number);
                    }
                    None => sheet.errors.add(&field(&term.code), "Enter a whole number from 0 to 10"),
                }
            }
            let words = sheet.optional("words", 2_000);
            let said = match sheet.is_valid() {
                true => sheet.heed(running::evaluate(change.tx, &permit, &pack, moment, (&answers, &words)))?,
                false => None,
            };
            match said {
                Some(()) => Ok(format!("{}?done=saved", one.href())),
                None => Sheet::again(show(change, (&one, &of, moment), sheet)),
            }
        })
        .await
}
