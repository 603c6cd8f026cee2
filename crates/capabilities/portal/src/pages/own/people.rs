//! `/my/people`: who helps, by first name, what they do, how they are reached, when all meet, and who is there when the
//! lead is away.

use super::{page as whole, shown};
use crate::Own;
use access::{AccountId, Permits, View, Visit, accounts};
use axum::response::Response;
use web::{Markup, Result, dates, html, parts, said, say};

/// Somebody who helps, as a family is told of them.
struct Helps {
    name: String,
    job: String,
    organisation: String,
    phone: String,
    leads: bool,
}

/// First names do: whoever helps is known to the family.
fn first(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

fn helpers(v: &mut View<'_>, own: &Own, of: &cases::Episode, sheltered: bool) -> Result<Vec<Helps>> {
    let team = own.team(v.conn(), of)?;
    let ids: Vec<AccountId> = team.iter().filter_map(|helper| helper.account_id).chain(of.lead_id).collect();
    let known = accounts::colleagues_among(v.conn(), &ids)?;
    let mut all = Vec::new();
    let mut put = |account: Option<AccountId>, name: &str, job: &str, organisation: &str| {
        let of_account = account.and_then(|account| known.iter().find(|one| one.id == account));
        let leads = account.is_some() && account == of.lead_id;
        // where somebody's address is protected, nothing leads to a school, a surgery or a refuge
        let told = |text: &str| if sheltered && !leads { String::new() } else { text.to_owned() };
        all.push(Helps {
            name: first(of_account.map_or(name, |one| &one.name)),
            job: of_account.map_or(job, |one| &one.job_title).to_owned(),
            organisation: told(of_account.map_or(organisation, |one| &one.organisation)),
            phone: told(of_account.map_or("", |one| &one.phone)),
            leads,
        });
    };
    if let Some(lead) = of.lead_id.filter(|lead| team.iter().all(|helper| helper.account_id != Some(*lead))) {
        put(Some(lead), "", "", "");
    }
    for helper in &team {
        put(helper.account_id, &helper.name, &helper.job, &helper.organisation);
    }
    all.sort_by_key(|one| !one.leads);
    Ok(all)
}

fn show(v: &mut View<'_>, own: &Own) -> Result<Markup> {
    let Some(of) = own.episode(v.conn())?.filter(cases::Episode::is_open) else {
        let content = html! { p.govuk-body { (say("Help has ended. Nobody leads it at the moment.")) } };
        return Ok(whole(v, "Who is who", content));
    };
    let sheltered = own.sheltered(v.conn())?;
    let team = helpers(v, own, &of, sheltered)?;
    let today = v.today;
    let away = match of.lead_id {
        Some(lead) => work::cover::of(v.conn(), lead, today)?.into_iter().next(),
        None => None,
    };
    let review = own.next_review(v.conn(), &of)?;
    let content = html! {
        @if let Some(review) = &review {
            (parts::inset(said("You all meet next on {day}. Your lead professional tells you where.", &[("day", &dates::day(review.planned_on))])))
        }
        @for one in &team {
            div.eh-entry {
                h2.govuk-heading-m { (one.name) }
                p.govuk-body {
                    @if one.leads { strong { (say("Your lead professional: ask them first.")) } br; }
                    (one.job) @if !one.organisation.is_empty() { ", " (one.organisation) }
                    @if !one.phone.is_empty() { br; (parts::telephone(&one.phone)) }
                }
            }
        }
        @if let Some(covering) = &away {
            @match covering.until {
                Some(until) => p.govuk-body { (said("Your lead professional is away until {day}. {name} is there for you.",
                    &[("day", &dates::day(until)), ("name", &first(&covering.name))])) },
                None => p.govuk-body { (said("Your lead professional is away. {name} is there for you.", &[("name", &first(&covering.name))])) },
            }
        } @else {
            p.govuk-body { (say("If your lead professional is away, the number below reaches somebody who knows.")) }
        }
    };
    Ok(whole(v, "Who is who", content))
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    shown(visit, show).await
}
