//! On the family page: for what it waits, since when, and what was waited for before.

use super::place::in_days;
use crate::records::{self, Place};
use access::{FamilyId, Period, Permits, Sight, View, family};
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// For what the family waits.
pub(crate) fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, _: Option<Period>) -> Result<Markup> {
    let all = records::of_family(v.conn(), sight)?;
    let (open, over): (Vec<Place>, Vec<Place>) = all.into_iter().partition(Place::is_open);
    let may = v.may_now(sight, family::OfferService);
    Ok(html! {
        @if may || !open.is_empty() || !over.is_empty() {
            h2.govuk-heading-m { "Waiting" }
            @if !open.is_empty() {
                ul.govuk-list {
                    @for place in &open {
                        li {
                            a.govuk-link href={ "/waiting/" (place.id) } { (place.target()) }
                            ", since " (dates::day(place.since_at.date())) " ("
                            (in_days((v.today - place.since_at.date()).num_days())) ")"
                            @if place.is_offered() { " " (parts::tag("Offered", Colour::Blue)) }
                        }
                    }
                }
            }
            @if !over.is_empty() {
                (parts::details("What they waited for before", html! {
                    ul.govuk-list {
                        @for place in &over {
                            li {
                                a.govuk-link href={ "/waiting/" (place.id) } { (place.target()) }
                                @if let Some(ended) = place.ended { ": " (ended.label().to_lowercase()) }
                                @if let Some(at) = place.ended_at { ", " (dates::day(at.date())) }
                            }
                        }
                    }
                }))
            }
            @if may {
                p.govuk-body {
                    a.govuk-link href={ "/families/" (sight.subject()) "/waiting" } { "Put the family on a waiting list" }
                }
            }
        }
    })
}
