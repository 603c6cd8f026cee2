//! GOV.UK and MOJ components as functions with typed arguments. `tests/fixtures.rs` holds each against the published
//! fixtures of govuk-frontend, for the options that pages use.

mod choice;
mod field;
mod moj;
mod pagination;
mod show;

pub use choice::{Checkboxes, Choice, Radios, Select};
pub use field::{DateInput, Password, Text, Textarea};
pub use moj::{TimelineItem, identity_bar, interruption, sub_navigation, timeline};
pub use pagination::{next_page, pagination};
pub use show::*;

use crate::tongue::Said;
use maud::{Markup, html};

fn error_message(id: &str, message: &str) -> Markup {
    html! {
        p id={ (id) "-error" } .govuk-error-message {
            span.govuk-visually-hidden { (Said("Error:")) } " " (Said(message))
        }
    }
}

fn hint(id: &str, text: &str) -> Markup {
    html! { div id={ (id) "-hint" } .govuk-hint { (Said(text)) } }
}

/// `aria-describedby` of a field with these parts.
fn described(id: &str, hint: bool, error: bool) -> Option<String> {
    let parts = [(hint, "hint"), (error, "error")];
    let ids: Vec<String> = parts.iter().filter(|(on, _)| *on).map(|(_, part)| format!("{id}-{part}")).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

fn group(error: bool) -> &'static str {
    if error { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }
}

/// `a b`, leaving out what is empty.
fn classes(base: &str, more: &str) -> String {
    if more.is_empty() { base.into() } else { format!("{base} {more}") }
}

/// A legend, as the page's heading where the question is the page.
fn legend(text: &str, size: &str, heading: bool) -> Markup {
    html! {
        legend class=(classes("govuk-fieldset__legend", size)) {
            @if heading { h1.govuk-fieldset__heading { (Said(text)) } } @else { (Said(text)) }
        }
    }
}
