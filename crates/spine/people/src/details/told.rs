//! A person's details as they are told: beside a name on a page, and by the API.

use super::{Details, NewPerson, answers};
use crate::{Address, MemberRole};
use chrono::NaiveDate;
use pack::Pack;
use serde::Serialize;
use utoipa::ToSchema;
use web::{
    Markup, html,
    parts::{self, Colour},
};

/// How to speak with somebody and of them, in lines under their name.
pub fn how_to_speak(pack: &Pack, details: &Details) -> Markup {
    let language = details.preferred_language.as_ref().unwrap_or(&details.language);
    html! {
        @if details.interpreter {
            br; (parts::tag("Interpreter", Colour::Blue)) " " (pack.label("language", language))
        } @else if let Some(preferred) = &details.preferred_language {
            br; "Speaks and reads " (pack.label("language", preferred))
        }
        @if !details.pronouns.is_empty() { br; "Pronouns: " (details.pronouns) }
        (what_helps(details))
    }
}

/// What somebody who comes to see them has to know.
fn what_helps(details: &Details) -> Markup {
    html! {
        @if !details.disability_what.is_empty() { br; "Disability: " (details.disability_what) }
        @if details.sen_support.as_deref() == Some("plan") { br; "Education, health and care plan" }
        @if details.sen_support.as_deref() == Some("support") { br; "SEN support" }
    }
}

/// What somebody answered when they were asked about themselves, folded away under their name. What leads to their
/// place is left out where that is hidden.
pub fn about(pack: &Pack, details: &Details, place_hidden: bool) -> Markup {
    let answered = answers::answered(pack, details, place_hidden);
    if answered.is_empty() {
        return html! {};
    }
    html! {
        details.govuk-details {
            summary.govuk-details__summary {
                span.govuk-details__summary-text {
                    "More" span.govuk-visually-hidden { " about " (details.given_name) }
                }
            }
            div.govuk-details__text {
                ul.govuk-list { @for (asked, told) in &answered { li { (asked) ": " (told) } } }
            }
        }
    }
}

/// Somebody named, as the API tells of them.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Named)]
pub struct Told {
    #[schema(value_type = String)]
    role: MemberRole,
    given_name: String,
    family_name: String,
    #[schema(value_type = Option<String>, format = Date)]
    date_of_birth: Option<NaiveDate>,
    #[schema(value_type = Option<String>, format = Date)]
    expected_on: Option<NaiveDate>,
    nhs_number: Option<String>,
    upn: Option<String>,
    /// Empty where the address is protected.
    phone: String,
    preferred_language: Option<String>,
    pronouns: String,
    /// Nothing where it is protected: it never leaves by this door (T16).
    address: Option<ToldPlace>,
}

/// Where somebody lives.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = NamedPlace)]
struct ToldPlace {
    line_1: String,
    line_2: String,
    town: String,
    postcode: String,
}

impl Told {
    /// What may leave; of a protected address, and of the telephone that leads to it, nothing does.
    pub fn new(role: MemberRole, person: NewPerson) -> Self {
        let NewPerson { details, address, protected } = person;
        let Address { line_1, line_2, town, postcode } = address;
        Self {
            role,
            given_name: details.given_name,
            family_name: details.family_name,
            date_of_birth: details.date_of_birth,
            expected_on: details.expected_on,
            nhs_number: details.nhs_number,
            upn: details.upn,
            phone: if protected { String::new() } else { details.phone },
            preferred_language: details.preferred_language,
            pronouns: details.pronouns,
            address: (!protected).then_some(ToldPlace { line_1, line_2, town, postcode }),
        }
    }
}
