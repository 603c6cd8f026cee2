//! The MOJ patterns that pages use.

use super::button_link;
use crate::tongue::Said;
use maud::{Markup, html};

/// Whose record this is, on every page of it.
pub fn identity_bar(title: &str, more: Markup) -> Markup {
    html! {
        div.moj-identity-bar {
            div.moj-identity-bar__container {
                div.moj-identity-bar__details { span.moj-identity-bar__title { (title) } " " (more) }
            }
        }
    }
}

/// The parts of a record.
pub fn sub_navigation(label: &str, items: &[(&str, String)], here: &str) -> Markup {
    html! {
        nav.moj-sub-navigation aria-label=(label) {
            ul.moj-sub-navigation__list {
                @for (text, href) in items {
                    li.moj-sub-navigation__item {
                        @let current = (href == here).then_some("page");
                        a.moj-sub-navigation__link href=(href) aria-current=[current] { (text) }
                    }
                }
            }
        }
    }
}

/// A line of a [`timeline`].
pub struct TimelineItem {
    /// What happened.
    pub title: String,
    /// Who says so.
    pub author: String,
    /// When, for machines (RFC 3339) and for people.
    pub at: (String, String),
    /// More.
    pub body: String,
    /// That it was entered in error: by whom, when and why.
    pub struck: Option<String>,
}

/// What happened, newest first.
pub fn timeline(items: &[TimelineItem]) -> Markup {
    html! {
        div.moj-timeline {
            @for item in items {
                div.moj-timeline__item {
                    div.moj-timeline__header {
                        h3.moj-timeline__title {
                            @if item.struck.is_some() { s { (item.title) } } @else { (item.title) }
                        }
                        " "
                        @if !item.author.is_empty() { p.moj-timeline__byline { "by " (item.author) } }
                    }
                    p.moj-timeline__date { time datetime=(item.at.0) { (item.at.1) } }
                    @if let Some(struck) = &item.struck { p.govuk-body { (struck) } }
                    @if !item.body.is_empty() {
                        div.moj-timeline__description.eh-pre {
                            @if item.struck.is_some() { s { (item.body) } } @else { (item.body) }
                        }
                    }
                }
            }
        }
    }
}

/// Stops a person for one thing that matters. Sparingly, and never with fields.
pub fn interruption(heading: &str, body: Markup, on: (&str, &str), other: (&str, &str)) -> Markup {
    html! {
        div.moj-interruption-card {
            div.moj-interruption-card__content {
                h1.moj-interruption-card__heading { (Said(heading)) }
                div.moj-interruption-card__body { (body) }
                div.govuk-button-group.moj-interruption-card__actions {
                    (button_link(on.0, on.1, "govuk-button--inverse"))
                    a.govuk-link.govuk-link--inverse href=(other.1) { (Said(other.0)) }
                }
            }
        }
    }
}
