//! On My work: my places of the next weeks, what I am asked, and the sessions that I hold.

use crate::{
    records::{bookings, courses, sessions},
    rules::State,
};
use access::{Permits, View, capability::Shown, nobody};
use chrono::Days;
use web::{Result, html};

/// So many days are shown.
const AHEAD: u64 = 21;

pub(crate) fn my_training(v: &mut View<'_>) -> Result<Shown> {
    v.allow(nobody::SeeMyWork)?;
    let none = Shown { markup: html! {}, families: vec![] };
    let Some(account) = v.actor.account else { return Ok(none) };
    let (today, until) = (v.today, v.today + Days::new(AHEAD));
    let mut lines = Vec::new();
    for session in sessions::of_trainer(v.conn(), account, today)?.into_iter().filter(|one| one.on_day <= until) {
        let of = courses::find(v.conn(), session.course_id)?;
        lines.push((
            session.on_day,
            session.href(),
            format!("You hold {}", of.part_name(session.part)),
            session.hours(),
        ));
    }
    for one in bookings::of_account(v.conn(), account)?.into_iter().filter(|one| one.state == State::Booked) {
        let Some(id) = one.session_id else { continue };
        let session = sessions::find(v.conn(), id)?;
        if (today..=until).contains(&session.on_day) {
            let of = courses::find(v.conn(), one.course_id)?;
            lines.push((session.on_day, one.href(), of.part_name(one.part), session.hours()));
        }
    }
    if lines.is_empty() {
        return Ok(none);
    }
    lines.sort();
    let markup = html! {
        h2.govuk-heading-m { "My training" }
        ul.govuk-list {
            @for (day, href, name, hours) in lines.iter().take(8) {
                li { (web::dates::day(*day)) ", " (hours) ": " a.govuk-link href=(href) { (name) } }
            }
        }
    };
    Ok(Shown { markup, families: vec![] })
}
