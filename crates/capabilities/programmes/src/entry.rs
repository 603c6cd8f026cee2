//! A public programme's entry in the directory: for whom, when, where, and how to ask. It follows every change, and
//! goes when the programme ends.

use crate::{
    keeping::Desk,
    records::{self, Programme, ProgrammeId, Run, Session, programme},
};
use access::Actor;
use chrono::NaiveDate;
use diesel::prelude::*;
use directory::{
    body::{Body, Day, Every, Mode, Opening, Place, Time},
    council,
};
use store::{AnyId, Tx};
use web::Result;

/// Makes the entry say what is so.
pub(crate) fn put(tx: &mut Tx<'_>, by: &Actor, desk: Desk<'_>, id: ProgrammeId) -> Result<()> {
    let of = records::load_programme(tx.conn(), id)?;
    if !of.public || !of.is_open() {
        return match of.service() {
            Some(service) => council::withdraw(tx, desk.pack, service, "The programme is not offered any more"),
            None => Ok(()),
        };
    }

    let today = tx.now.date();
    let runs = records::runs_of(tx.conn(), id)?;
    let next = runs.into_iter().filter(|run| run.is_open(today)).min_by_key(|run| run.starts_on);
    let sessions = match &next {
        Some(run) => records::sessions_of(tx.conn(), run.id)?,
        None => vec![],
    };
    let body = body(desk, &of, next.as_ref(), &sessions);
    let service = council::put(tx, desk.pack, by, of.service(), body)?;
    if of.service().is_none() {
        let set = programme::service_id.eq(Some(AnyId(service.0)));
        diesel::update(programme::table.find(id)).set(set).execute(tx.conn())?;
    }
    Ok(())
}

fn age(years: Option<i64>) -> Option<u8> {
    years.and_then(|years| u8::try_from(years).ok())
}

fn body(desk: Desk<'_>, of: &Programme, next: Option<&Run>, sessions: &[Session]) -> Body {
    let begins =
        next.map_or_else(|| "No group has a date yet.".to_owned(), |run| format!("The next group: {}.", run.dates()));
    let languages = next.map(|run| desk.pack.label("language", &run.language).to_owned());
    Body {
        name: of.name.clone(),
        summary: of.what.clone(),
        group: "council".into(),
        needs: of.needs.0.clone(),
        minimum_age: age(of.minimum_age),
        maximum_age: age(of.maximum_age),
        criteria: of.for_whom.clone(),
        how: format!("Ask for help and say the name of this group, or ask somebody who works with you. {begins}"),
        free: true,
        modes: vec![Mode::InPerson],
        languages: languages.into_iter().filter(|language| !language.is_empty()).collect(),
        places: next.filter(|run| !run.secret).map(place).into_iter().collect(),
        openings: next.and_then(|_| opening(sessions)).into_iter().collect(),
        url: format!("{}/ask-for-help", desk.site),
        confidential: next.is_some_and(|run| run.secret),
        ..Body::default()
    }
}

fn place(run: &Run) -> Place {
    Place {
        id: run.id.0,
        name: run.place_name.clone(),
        line_1: run.place_line.clone(),
        town: run.town.clone(),
        postcode: run.postcode.clone(),
        access: run.accessible.0.clone(),
        ..Place::default()
    }
}

/// The weekday on which it meets.
fn opening(sessions: &[Session]) -> Option<Opening> {
    let (first, last) = (sessions.first()?, sessions.last()?);
    let time = |minutes: i64| u16::try_from(minutes).ok().map(Time);
    let on = |day: NaiveDate| Some(day);
    Some(Opening {
        days: vec![Day::of(first.on_day)],
        opens: time(first.opens),
        closes: time(first.closes),
        every: Every::Week,
        from_on: on(first.on_day),
        until_on: on(last.on_day),
        note: String::new(),
    })
}
