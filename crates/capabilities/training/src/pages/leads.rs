//! `/training/leads`: who leads families without the course for it. A list by name, to remind and never to rank: it
//! says nothing of how many families somebody leads, and locks nothing.

use crate::{
    daily,
    records::{Booking, Certificate, Course, bookings, certificates, courses, leads, sessions},
    running,
};
use access::{AccountId, Context, Permits, Role, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use std::collections::{BTreeMap, BTreeSet};
use store::Instant;
use web::{Error, Fields, Markup, Result, dates, html, parts};

struct Lead {
    id: AccountId,
    name: String,
    organisation: String,
    /// When their certificate ran out, for which session they are booked.
    ran_out: Option<Certificate>,
    booked: Option<String>,
    reminded: Option<(Instant, String)>,
}

/// Who of them this person answers for: a manager for those who lead in their teams, the head for all.
fn theirs(inside: &mut impl Permits, of: &Course) -> Result<Vec<AccountId>> {
    let actor = inside.context().actor.clone();
    let today = inside.context().today;
    let without: BTreeSet<AccountId> = daily::without_course(inside.conn(), of, today)?;
    if actor.is(Role::Head) {
        return Ok(without.into_iter().collect());
    }
    let in_teams = accounts::members_in(inside.conn(), &actor.manages)?;
    let leads = leads::leads(inside.conn())?;
    let answers = |account: &AccountId| {
        let teams = leads.get(account);
        in_teams.contains(account) || teams.is_some_and(|teams| actor.manages.iter().any(|team| teams.contains(team)))
    };
    Ok(without.into_iter().filter(answers).collect())
}

fn load(inside: &mut impl Permits, of: &Course) -> Result<Vec<Lead>> {
    let ids = theirs(inside, of)?;
    let mut reminded = leads::reminded(inside.conn())?;
    let earned = certificates::of_course(inside.conn(), of.id)?;
    let places: BTreeMap<AccountId, Booking> = bookings::of_course(inside.conn(), of.id)?
        .into_iter()
        .filter(|one| one.state.is_live())
        .filter_map(|one| Some((one.account_id?, one)))
        .collect();
    let mut all = Vec::new();
    for one in accounts::colleagues_among(inside.conn(), &ids)? {
        let booked = match places.get(&one.id).map(|place| place.session_id) {
            Some(Some(id)) => Some(dates::day(sessions::find(inside.conn(), id)?.on_day)),
            Some(None) => Some("the next session".to_owned()),
            None => None,
        };
        all.push(Lead {
            ran_out: earned.iter().find(|earned| earned.account_id == Some(one.id)).cloned(),
            reminded: reminded.remove(&one.id),
            id: one.id,
            name: one.name,
            organisation: one.organisation,
            booked,
        });
    }
    all.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(all)
}

const TITLE: &str = "Leads without the course for lead professionals";

fn show(context: &Context, of: Option<&Course>, all: &[Lead]) -> Markup {
    let row = |one: &Lead| {
        vec![
            html! { (one.name) br; span.eh-muted { (one.organisation) } },
            html! {
                @if let Some(day) = &one.booked { "Booked or waiting for " (day) }
                @else if let Some(on) = one.ran_out.as_ref().and_then(|earned| earned.renew_on) {
                    "Ran out on " (dates::day(on))
                } @else { "Not yet" }
            },
            html! {
                @if let Some((at, by)) = &one.reminded {
                    (dates::day(at.date())) @if !by.is_empty() { ", " (by) } br;
                }
                (context.sheet(Fields::default()).form_to(&format!("/training/leads/{}/reminder", one.id), html! {
                    button.eh-link-button type="submit" {
                        "Remind" span.govuk-visually-hidden { " " (one.name) }
                    }
                }))
            },
        ]
    };
    html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "To help them get there. Nobody is kept from a family, and nothing is counted against anybody. Everybody is \
             reminded by themselves, too, from time to time."
        }
        @match of {
            None => p.govuk-body { "No course is marked as the one for lead professionals." },
            Some(of) => {
                p.govuk-body { "The course: " a.govuk-link href={ "/training/courses/" (of.id) } { (of.name) } }
                @if all.is_empty() { p.govuk-body { "Everybody who leads a family has been there." } }
                @else {
                    (parts::table("By name", &["Who", "The course", "Reminded"], all.iter().take(60).map(row).collect()))
                    @if all.len() > 60 { p.govuk-body { (all.len() - 60) " more." } }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::SeeUntrained)?;
            let of = courses::for_leads(v.conn())?;
            let all = match &of {
                Some(of) => load(v, of)?,
                None => vec![],
            };
            Ok(v.frame.page_back(TITLE, "/training", show(v, of.as_ref(), &all)))
        })
        .await
}

pub(super) async fn remind(visit: Visit, Path(account): Path<AccountId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::SeeUntrained)?;
            let of = courses::for_leads(change.conn())?.ok_or(Error::NotFound)?;
            if !theirs(change, &of)?.contains(&account) {
                return Err(Error::NotFound);
            }
            let by = permit.actor().name.clone();
            running::remind(change.tx, account, &of, &by)?;
            Ok("/training/leads?done=saved".to_owned())
        })
        .await
}
