//! On the family page: how it came here.

use super::reaching;
use crate::records::{self, Contact};
use access::{FamilyId, Period, Permits, Sight, View};
use pack::Pack;
use web::{Markup, Result, html};

/// More would push everything else down.
const MOST: usize = 10;

/// The newest contacts about the family, each with what came of it.
pub(crate) fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, _: Option<Period>) -> Result<Markup> {
    let all = records::of_family(v.conn(), sight)?;
    let asked = match all.first() {
        Some(newest) => records::reach_of(v.conn(), newest.id)?,
        None => None,
    };
    Ok(html! {
        @if let Some(asked) = &asked { (reaching::before_a_call(v, asked, false)) }
        @if !all.is_empty() {
            h2.govuk-heading-m { "Contacts" }
            ul.govuk-list {
                @for contact in all.iter().take(MOST) { li { (one(&v.pack, contact)) } }
            }
        }
    })
}

fn one(pack: &Pack, contact: &Contact) -> Markup {
    html! {
        a.govuk-link href={ "/contacts/" (contact.id) } { (contact.reference) }
        ", " (web::dates::day(contact.received_at.date())) ", " (pack.label("source", &contact.source).to_lowercase())
        @match &contact.outcome {
            Some(outcome) => { ": " (pack.label("decision-outcome", outcome).to_lowercase()) }
            None => { ": waits for a decision" }
        }
    }
}
