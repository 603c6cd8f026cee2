//! What episodes show on My work and Team.

use crate::{Episode, records, step_up};
use access::{AccountId, FamilyId, Permits, View, accounts, capability::Shown, nobody};
use web::{Markup, Result, html, parts, parts::Colour};

/// Families without a lead that are shown at once.
const MOST: i64 = 25;

/// On My work: the families that one leads for.
pub(crate) fn families_i_lead(v: &mut View<'_>) -> Result<Shown> {
    let permit = v.allow(nobody::SeeMyWork)?;
    let led = records::led_by(v.conn(), &permit)?;
    list(v, &led, "Families I lead for", "since")
}

/// On My work: how many step ups wait for social care, for those who answer them.
pub(crate) fn step_ups(v: &mut View<'_>) -> Result<Shown> {
    let permit = v.allow(nobody::SeeMyWork)?;
    if !v.may_alone(nobody::SeeStepUps) {
        return Ok(Shown { markup: html! {}, families: vec![] });
    }
    let (waiting, danger) = step_up::count_waiting(v.conn(), &permit)?;
    let markup = html! {
        h2.govuk-heading-m { "Step ups" }
        p.govuk-body {
            a.govuk-link href="/step-ups" { (web::dates::plural(waiting, "step up")) } " to answer."
            @if danger > 0 { " " (parts::tag(&format!("{danger} with danger"), Colour::Red)) }
        }
    };
    Ok(Shown { markup, families: vec![] })
}

/// On Team: how many families there are, and those that nobody leads yet.
pub(crate) fn without_lead(v: &mut View<'_>) -> Result<Shown> {
    let permit = v.allow(nobody::SeeTeam)?;
    let open = records::count_open(v.conn(), &permit)?;
    let unled = records::without_lead(v.conn(), &permit, MOST)?;
    let Shown { markup, families } = list(v, &unled, "No lead professional yet", "open since")?;
    let markup = html! {
        p.govuk-body { (web::dates::plural(open, "open episode")) "." }
        (markup)
    };
    Ok(Shown { markup, families })
}

/// On Team: for how many families each lead answers.
pub(crate) fn caseloads(v: &mut View<'_>) -> Result<Shown> {
    let permit = v.allow(nobody::SeeTeam)?;
    let loads = records::caseloads(v.conn(), &permit)?;
    let leads: Vec<AccountId> = loads.iter().map(|(lead, _)| *lead).collect();
    let names = accounts::names(v.conn(), &leads)?;
    let rows =
        loads.iter().map(|(lead, many)| vec![html! { (names.get(lead).map_or("", String::as_str)) }, html! { (many) }]);
    let markup = parts::table("Caseloads", &["Lead professional", "Families"], rows.collect());
    Ok(Shown { markup, families: vec![] })
}

fn list(v: &mut View<'_>, episodes: &[Episode], heading: &str, since: &str) -> Result<Shown> {
    let families: Vec<FamilyId> = episodes.iter().map(|episode| episode.family_id).collect();
    let names = people::records::names(v.conn(), &families)?;
    let line = |episode: &Episode| -> Option<Markup> {
        let (name, reference) = names.get(&episode.family_id)?;
        let opened = web::dates::day(episode.opened_at.date());
        Some(html! {
            li {
                a.govuk-link href={ "/families/" (episode.family_id) } { (name) }
                " " span.eh-muted { (reference) ", " (since) " " (opened) }
            }
        })
    };
    let markup = html! {
        @if !episodes.is_empty() {
            h2.govuk-heading-m { (heading) }
            ul.govuk-list { @for episode in episodes { (line(episode).unwrap_or_default()) } }
        }
    };
    Ok(Shown { markup, families })
}
