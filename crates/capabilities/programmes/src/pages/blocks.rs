//! On My work: the sessions of the next days that one runs.

use crate::records::{self, Session};
use access::{Permits, View, capability::Shown, nobody};
use chrono::Days;
use std::collections::BTreeMap;
use web::{Result, dates, html};

/// So many days are shown.
const AHEAD: u64 = 14;

/// On My work: the sessions that one runs, for those who run any.
pub(crate) fn my_groups(v: &mut View<'_>) -> Result<Shown> {
    v.allow(nobody::SeeMyWork)?;
    let none = Shown { markup: html! {}, families: vec![] };
    let Some(account) = v.actor.account.filter(|_| v.may_alone(nobody::SeeProgrammes)) else { return Ok(none) };
    let (from, until) = (v.today, v.today + Days::new(AHEAD));
    let sessions = records::coming(v.conn(), account, from, until)?;
    if sessions.is_empty() {
        return Ok(none);
    }

    let mut names = BTreeMap::new();
    for session in &sessions {
        if !names.contains_key(&session.run_id) {
            let run = records::load_run(v.conn(), session.run_id)?;
            names.insert(run.id, records::find_programme(v.conn(), run.programme_id)?.name);
        }
    }
    let name = |session: &Session| names.get(&session.run_id).map_or("", String::as_str);
    let markup = html! {
        h2.govuk-heading-m { "My groups" }
        ul.govuk-list {
            @for session in &sessions {
                li {
                    (dates::day(session.on_day)) ", " (session.hours()) ": "
                    a.govuk-link href={ "/runs/" (session.run_id) } { (name(session)) }
                    ", " a.govuk-link href={ "/runs/" (session.run_id) "/sessions/" (session.n) } {
                        "register of session " (session.n)
                    }
                }
            }
        }
    };
    Ok(Shown { markup, families: vec![] })
}
