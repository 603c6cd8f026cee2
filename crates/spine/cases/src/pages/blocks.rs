//! What episodes show on My work and Team.

use crate::{
    Episode,
    records::{self, Child},
    step_up,
};
use access::{AccountId, FamilyId, Permits, View, accounts, accounts::Known, capability::Shown, nobody};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{Markup, Result, html, parts, parts::Colour};
use work::{
    Task,
    lists::{self, Load},
};

/// Families without a lead that are listed; a team with more has other worries than the end of this list.
const MOST: i64 = 200;

/// Families without a lead that stand open; the others can be opened.
const OPEN: usize = 25;

/// On My work: the families that one leads for, each with its children and what is next.
pub(crate) fn families_i_lead(v: &mut View<'_>) -> Result<Shown> {
    let permit = v.allow(nobody::SeeMyWork)?;
    let led = records::led_by(v.conn(), &permit)?;
    let families: Vec<FamilyId> = led.iter().map(|episode| episode.family_id).collect();
    if led.is_empty() {
        return Ok(Shown { markup: html! {}, families });
    }

    let next = lists::next_of(v.conn(), &families)?;
    let mine = v.actor.account;
    let others = next.values().filter_map(|task| task.owner_id).filter(|owner| Some(*owner) != mine);
    let others: Vec<AccountId> = others.collect();
    let cards = Cards {
        names: people::records::names(v.conn(), &families)?,
        children: if v.actor.own { records::children(v.conn(), &families)? } else { BTreeMap::new() },
        others: if others.is_empty() { BTreeMap::new() } else { accounts::names(v.conn(), &others)? },
        next,
        today: v.today,
    };
    let markup = html! {
        h2.govuk-heading-m { "Families I lead for (" (led.len()) ")" }
        @for episode in &led { (cards.show(episode)) }
    };
    Ok(Shown { markup, families })
}

/// What stands on the cards of families.
struct Cards {
    names: BTreeMap<FamilyId, (String, String)>,
    children: BTreeMap<FamilyId, Vec<Child>>,
    /// What is next about each.
    next: BTreeMap<FamilyId, Task>,
    /// Who owes it, where that is somebody else.
    others: BTreeMap<AccountId, String>,
    today: NaiveDate,
}

impl Cards {
    fn show(&self, episode: &Episode) -> Markup {
        let Some((name, reference)) = self.names.get(&episode.family_id) else { return html! {} };
        let children = self.children.get(&episode.family_id).map(Vec::as_slice).unwrap_or_default();
        let children: Vec<String> = children.iter().map(|child| child.line(self.today)).collect();
        html! {
            div.eh-row {
                h3.govuk-heading-s {
                    a.govuk-link href={ "/families/" (episode.family_id) } { (name) } " " span.eh-muted { (reference) }
                }
                p.govuk-body {
                    @if !children.is_empty() { (children.join("; ")) br; }
                    (self.next_step(episode.family_id)) br;
                    span.eh-muted {
                        @match episode.seen_on {
                            Some(seen) => { "Last seen " (web::dates::day(seen)) },
                            None => "Not seen yet",
                        }
                        ", helped since " (web::dates::day(episode.opened_at.date()))
                    }
                }
            }
        }
    }

    fn next_step(&self, family: FamilyId) -> Markup {
        let Some(task) = self.next.get(&family) else { return parts::tag("Nothing is owed", Colour::Yellow) };
        let late = task.due_on < self.today;
        html! {
            "Next: " a.govuk-link href=(task.href) { (task.title) } ", "
            span class=[late.then_some("eh-late")] { (web::dates::due(task.due_on, self.today)) }
            @if let Some(other) = task.owner_id.and_then(|owner| self.others.get(&owner)) { ", owed by " (other) }
        }
    }
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
    let families: Vec<FamilyId> = unled.iter().map(|episode| episode.family_id).collect();
    let names = people::records::names(v.conn(), &families)?;
    let (first, rest) = unled.split_at(unled.len().min(OPEN));
    let list = |some: &[Episode]| {
        html! {
            ul.govuk-list.govuk-list--spaced { @for episode in some { (unled_line(episode, &names)) } }
        }
    };
    let markup = html! {
        p.govuk-body { (web::dates::plural(open, "open episode")) "." }
        @if !unled.is_empty() {
            h2.govuk-heading-m { "No lead professional yet (" (unled.len()) ")" }
            (list(first))
            @if !rest.is_empty() { (parts::details(&format!("{} more without a lead", rest.len()), list(rest))) }
        }
    };
    Ok(Shown { markup, families })
}

fn unled_line(episode: &Episode, names: &BTreeMap<FamilyId, (String, String)>) -> Markup {
    let Some((name, reference)) = names.get(&episode.family_id) else { return html! {} };
    html! {
        li {
            a.govuk-link href={ "/families/" (episode.family_id) } { (name) }
            " " span.eh-muted { (reference) ", open since " (web::dates::day(episode.opened_at.date())) }
            " " a.govuk-link href={ "/episodes/" (episode.id) "/lead" } {
                "Name a lead" span.govuk-visually-hidden { " for " (name) }
            }
        }
    }
}

/// On Team: for how many families each worker answers, and how far behind they are. For their manager and nobody else.
pub(crate) fn workers(v: &mut View<'_>) -> Result<Shown> {
    let permit = v.allow(nobody::SeeTeam)?;
    let today = v.today;
    let led: BTreeMap<AccountId, i64> = records::caseloads(v.conn(), &permit)?.into_iter().collect();
    let loads = lists::by_owner(v.conn(), &permit, today)?;
    let mut ids = accounts::members_in(v.conn(), &permit.actor().manages)?;
    ids.extend(led.keys().chain(loads.keys()));
    let known = accounts::known(v.conn(), &ids)?;

    let mut workers: Vec<(&AccountId, &Known)> = known.iter().collect();
    // those who need help first: a manager looks for that, not for a ranking
    let load = |id: &AccountId| loads.get(id).copied().unwrap_or_default();
    workers.sort_by_key(|(id, known)| (std::cmp::Reverse(load(id).late), known.name.clone()));
    let busy = |id: &AccountId| led.contains_key(id) || loads.contains_key(id);
    let rows = workers.into_iter().filter(|(id, known)| known.in_use || busy(id)).map(|(id, known)| {
        let Load { late, next, .. } = load(id);
        vec![
            html! {
                a.govuk-link href={ "/team/workers/" (id) } { (known.name) }
                @if !known.in_use { " " (parts::tag("Account disabled", Colour::Red)) }
            },
            html! { (led.get(id).copied().unwrap_or_default()) },
            html! { @if late > 0 { span.eh-late { (late) } } @else { "0" } },
            html! { @if let Some(next) = next { (web::dates::day(next)) } @else { "Nothing" } },
        ]
    });
    let markup = parts::table("Workers", &["Name", "Families led", "Late", "Next due"], rows.collect());
    Ok(Shown { markup, families: vec![] })
}
