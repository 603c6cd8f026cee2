//! What is shown rather than asked.

use super::classes;
use crate::{
    Nav, say,
    tongue::{Said, Told},
};
use maud::{Markup, html};

/// A button that sends the form it stands in.
pub fn button(text: &str) -> Markup {
    html! { button.govuk-button type="submit" data-module="govuk-button" data-prevent-double-click="true" { (Said(text)) } }
}

/// A second way to send a form, told apart by `name` and `value`.
pub fn button_named(text: &str, class: &str, name: &str, value: &str) -> Markup {
    html! {
        button class=(classes("govuk-button", class)) type="submit" name=(name) value=(value) data-module="govuk-button"
            data-prevent-double-click="true" { (Said(text)) }
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
pub fn button_link(text: &str, href: &str, class: &str) -> Markup {
    html! {
        a class=(classes("govuk-button", class)) href=(href) role="button" draggable="false"
            data-module="govuk-button" { (Said(text)) }
    }
}

/// All that is wrong, first on the page.
pub fn error_summary(errors: &[(&str, &str)]) -> Markup {
    if errors.is_empty() {
        return html! {};
    }
    html! {
        div.govuk-error-summary data-module="govuk-error-summary" {
            div role="alert" {
                h2.govuk-error-summary__title { (Said("There is a problem")) }
                div.govuk-error-summary__body {
                    ul.govuk-list.govuk-error-summary__list {
                        @for (field, message) in errors { li { a href={ "#" (field) } { (Said(message)) } } }
                    }
                }
            }
        }
    }
}

/// What was just done.
pub fn success(text: &str) -> Markup {
    html! {
        div.govuk-notification-banner.govuk-notification-banner--success role="alert"
            aria-labelledby="govuk-notification-banner-title" data-module="govuk-notification-banner" {
            div.govuk-notification-banner__header {
                h2.govuk-notification-banner__title #govuk-notification-banner-title { (Said("Success")) }
            }
            div.govuk-notification-banner__content { p.govuk-notification-banner__heading { (Said(text)) } }
        }
    }
}

/// Something that must not be overlooked, above the page.
pub fn important(content: &Markup) -> Markup {
    html! {
        section.govuk-notification-banner.eh-alarm role="region" aria-labelledby="eh-important" {
            div.govuk-notification-banner__header {
                h2.govuk-notification-banner__title #eh-important { (Said("Important")) }
            }
            div.govuk-notification-banner__content { p.govuk-notification-banner__heading { (content) } }
        }
    }
}

/// The end of a road: done, with a reference.
pub fn panel(title: &str, body: Markup) -> Markup {
    html! {
        div.govuk-panel.govuk-panel--confirmation {
            h1.govuk-panel__title { (Said(title)) }
            div.govuk-panel__body { (body) }
        }
    }
}

/// Something that must not be overlooked.
pub fn warning(text: &str) -> Markup {
    html! {
        div.govuk-warning-text {
            span.govuk-warning-text__icon aria-hidden="true" { "!" }
            strong.govuk-warning-text__text { span.govuk-visually-hidden { (Said("Warning")) } " " (Said(text)) }
        }
    }
}

/// A telephone number that dials; the words are the number itself.
pub fn telephone(number: &str) -> Markup {
    let dialled: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! { a.govuk-link href={ "tel:" (dialled) } { (number) } }
}

/// Something set apart.
pub fn inset(content: Markup) -> Markup {
    html! { div.govuk-inset-text { (content) } }
}

/// More, for those who want it.
pub fn details(summary: &str, content: Markup) -> Markup {
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text { (Said(summary)) } }
            div.govuk-details__text { (content) }
        }
    }
}

/// The colour of a tag says nothing that its words do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Neutral.
    Grey,
    /// Under way.
    Blue,
    /// Waits for someone.
    Yellow,
    /// Good or done.
    Green,
    /// Late or at risk.
    Red,
}

/// A state, in a word or two.
pub fn tag(text: &str, colour: Colour) -> Markup {
    let colour = match colour {
        Colour::Grey => "govuk-tag--grey",
        Colour::Blue => "govuk-tag--blue",
        Colour::Yellow => "govuk-tag--yellow",
        Colour::Green => "govuk-tag--green",
        Colour::Red => "govuk-tag--red",
    };
    html! { strong class={ "govuk-tag " (colour) } { (Said(text)) } }
}

/// A row of a [`summary_list`]: what, its value, and a link to change it.
pub struct Row<'a> {
    /// What it is.
    pub key: &'a str,
    /// What it says.
    pub value: Markup,
    /// Where it can be changed, and what for a reader who hears only links.
    pub change: Option<(&'a str, &'a str)>,
}

impl<'a> Row<'a> {
    /// A row that cannot be changed here.
    pub fn new(key: &'a str, value: impl maud::Render) -> Self {
        Self { key, value: html! { (value) }, change: None }
    }

    /// A row with a link to change it.
    pub fn changed_at(key: &'a str, value: impl maud::Render, href: &'a str, what: &'a str) -> Self {
        Self { key, value: html! { (value) }, change: Some((href, what)) }
    }
}

/// Keys and values.
pub fn summary_list(rows: Vec<Row<'_>>) -> Markup {
    html! {
        dl.govuk-summary-list {
            @for row in rows {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { (Said(row.key)) }
                    dd.govuk-summary-list__value { (row.value) }
                    @if let Some((href, what)) = row.change {
                        dd.govuk-summary-list__actions {
                            a.govuk-link href=(href) { (Said("Change")) span.govuk-visually-hidden { " " (Said(what)) } }
                        }
                    }
                }
            }
        }
    }
}

/// A table; on a narrow screen each row becomes a block with its headings beside the values.
pub fn table(caption: &str, head: &[&str], rows: Vec<Vec<Markup>>) -> Markup {
    html! {
        table.govuk-table.eh-table-stack {
            caption.govuk-table__caption.govuk-table__caption--m { (Said(caption)) }
            thead.govuk-table__head {
                tr.govuk-table__row { @for h in head { th.govuk-table__header scope="col" { (Said(h)) } } }
            }
            tbody.govuk-table__body {
                @for row in rows {
                    tr.govuk-table__row {
                        @for (cell, h) in row.iter().zip(head) { td.govuk-table__cell data-label=(Told(h)) { (cell) } }
                    }
                }
            }
        }
    }
}

/// The navigation of a signed-in person.
pub fn service_navigation(items: &[Nav], here: &str) -> Markup {
    html! {
        div.govuk-service-navigation data-module="govuk-service-navigation" {
            div.govuk-width-container {
                div.govuk-service-navigation__container {
                    nav.govuk-service-navigation__wrapper aria-label="Menu" {
                        button.govuk-service-navigation__toggle.govuk-js-service-navigation-toggle type="button"
                            aria-controls="navigation" hidden aria-hidden="true" { "Menu" }
                        ul.govuk-service-navigation__list #navigation {
                            @for item in items { (navigation_item(item, item.href == here)) }
                        }
                    }
                }
            }
        }
    }
}

fn navigation_item(item: &Nav, current: bool) -> Markup {
    let active = if current { "govuk-service-navigation__item--active" } else { "" };
    html! {
        li class=(classes("govuk-service-navigation__item", active)) {
            a.govuk-service-navigation__link href=(item.href) aria-current=[current.then_some("page")] {
                @if current {
                    strong.govuk-service-navigation__active-fallback { (item.text) }
                } @else {
                    (item.text)
                }
            }
        }
    }
}

/// Where whoever leaves in a hurry finds themselves: a page that anybody may look at.
pub const AWAY: &str = "https://www.bbc.co.uk/weather";

/// Leaves the page fast (T38): by the button, or by Shift three times where there is a script. It ends what the browser
/// holds of this site. Pages do not draw it themselves: it stands on all that a family may have to leave.
pub fn exit_this_page() -> Markup {
    html! {
        form.govuk-exit-this-page action="/leave" method="post" data-away=(AWAY) {
            button.govuk-button.govuk-button--warning.govuk-exit-this-page__button type="submit" {
                span.govuk-visually-hidden { (say("Emergency")) } " " (say("Exit this page"))
            }
        }
    }
}

/// A number that a telephone sends words to.
pub fn text_message(number: &str) -> Markup {
    let dialled: String = number.chars().filter(char::is_ascii_digit).collect();
    html! { a.govuk-link href={ "sms:" (dialled) } { (number) } }
}

/// One thing to do in a [`task_list`].
pub struct Task<'a> {
    /// What.
    pub title: &'a str,
    /// Where, if it can be done now.
    pub href: Option<String>,
    /// How far it is: words, or a [`tag`].
    pub status: Markup,
}

/// The next steps and how far each is.
pub fn task_list(prefix: &str, tasks: Vec<Task<'_>>) -> Markup {
    html! {
        ul.govuk-task-list {
            @for (n, task) in tasks.iter().enumerate() {
                @let id = format!("{prefix}-{}-status", n + 1);
                li class={ "govuk-task-list__item" @if task.href.is_some() { " govuk-task-list__item--with-link" } } {
                    div.govuk-task-list__name-and-hint {
                        @if let Some(href) = &task.href {
                            a.govuk-link.govuk-task-list__link href=(href) aria-describedby=(id) { (Said(task.title)) }
                        } @else { div { (Said(task.title)) } }
                    }
                    div.govuk-task-list__status id=(id) { (task.status) }
                }
            }
        }
    }
}
