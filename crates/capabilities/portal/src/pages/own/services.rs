//! `/my/services`: what the family was referred to and how far that is; for what it waits, and since when.

use super::{page as whole, shown};
use crate::Own;
use access::{Permits, View, Visit};
use axum::response::Response;
use directory::referrals::ReferralState;
use web::{Markup, Result, dates, html, said, say};

fn words(state: ReferralState) -> &'static str {
    match state {
        ReferralState::Sent => "Asked. They have not answered yet.",
        ReferralState::Accepted => "They will help you. It has not begun yet.",
        ReferralState::Declined => "They cannot help. Your lead professional looks for something else.",
        ReferralState::Started => "It has begun.",
        ReferralState::Finished => "It is over.",
    }
}

fn show(v: &mut View<'_>, own: &Own) -> Result<Markup> {
    if own.sheltered(v.conn())? {
        let content = html! {
            p.govuk-body { (say("For the safety of somebody the services are not named here. Ask your lead professional.")) }
        };
        return Ok(whole(v, "Our services", content));
    }
    let mut services = Vec::new();
    for referral in own.referrals(v.conn())? {
        let (service, provider) = directory::records::find(v.conn(), referral.service_id)?;
        services.push((service.body.0.name, provider.name, referral));
    }
    let waits: Vec<_> = own.waiting(v.conn())?.into_iter().filter(waiting::records::Place::is_open).collect();
    let content = html! {
        @if services.is_empty() && waits.is_empty() {
            p.govuk-body { (say("You were not referred to a service, and wait for none.")) }
        }
        @for (name, provider, referral) in &services {
            div.eh-entry {
                h2.govuk-heading-s { (name) ", " (provider) }
                p.govuk-body {
                    (say(words(referral.state))) " "
                    (said("Asked on {day}.", &[("day", &dates::day(referral.at.date()))])) " "
                    a.govuk-link href={ "/services/" (referral.service_id) } { (say("What this service is"))
                        span.govuk-visually-hidden { ": " (name) } }
                }
            }
        }
        @if !waits.is_empty() { h2.govuk-heading-m { (say("What you wait for")) } }
        @for place in &waits {
            p.govuk-body {
                strong { (place.target()) } br;
                (said("Since {day}.", &[("day", &dates::day(place.since_at.date()))]))
                @if place.is_offered() { " " (say("It was offered to you: tell your lead professional whether you want it.")) }
            }
        }
        p.govuk-body { a.govuk-link href="/services" { (say("Find more help")) } }
    };
    Ok(whole(v, "Our services", content))
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    shown(visit, show).await
}
