//! Text, dates and passwords.

use super::{classes, described, error_message, group, hint, legend};
use crate::Form;
use maud::{Markup, html};

/// A one-line text.
#[derive(Default, Clone, Copy)]
pub struct Input<'a> {
    /// Name of the field, and its id.
    pub name: &'a str,
    /// What is asked.
    pub label: &'a str,
    /// `govuk-label--l` where the question is the page.
    pub label_class: &'a str,
    /// Whether the label is the page's heading.
    pub heading: bool,
    /// Help.
    pub hint: &'a str,
    /// Width: `govuk-input--width-10`.
    pub class: &'a str,
    /// `text` unless said.
    pub kind: &'a str,
    /// What the browser may fill in.
    pub autocomplete: &'a str,
    /// `numeric`, `tel`, `email`.
    pub inputmode: &'a str,
}

fn label(id: &str, text: &str, class: &str, heading: bool) -> Markup {
    let label = html! { label class=(classes("govuk-label", class)) for=(id) { (text) } };
    if heading {
        html! { h1.govuk-label-wrapper { (label) } }
    } else {
        label
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A one-line text.
pub fn input(form: &Form, o: Input<'_>) -> Markup {
    let error = form.errors.of(o.name);
    let value = form.fields.raw(o.name);
    let class = classes(if error.is_some() { "govuk-input govuk-input--error" } else { "govuk-input" }, o.class);
    // the published order is base, modifier of the page, error: classes are a set, the test compares them so
    html! {
        div class=(group(error.is_some())) {
            (label(o.name, o.label, o.label_class, o.heading))
            @if !o.hint.is_empty() { (hint(o.name, o.hint)) }
            @if let Some(e) = error { (error_message(o.name, e)) }
            input class=(class) id=(o.name) name=(o.name) type=(some(o.kind).unwrap_or("text")) value=[some(value)]
                aria-describedby=[described(o.name, !o.hint.is_empty(), error.is_some())]
                autocomplete=[some(o.autocomplete)] inputmode=[some(o.inputmode)];
        }
    }
}

/// A password, never filled in again by the server.
pub fn password(form: &Form, name: &str, text: &str, help: &str, autocomplete: &str) -> Markup {
    let error = form.errors.of(name);
    let class = if error.is_some() {
        "govuk-form-group govuk-password-input govuk-form-group--error"
    } else {
        "govuk-form-group govuk-password-input"
    };
    html! {
        div class=(class) data-module="govuk-password-input" {
            (label(name, text, "", false))
            @if !help.is_empty() { (hint(name, help)) }
            @if let Some(e) = error { (error_message(name, e)) }
            div.govuk-input__wrapper.govuk-password-input__wrapper {
                input.govuk-input.govuk-password-input__input.govuk-js-password-input-input id=(name) name=(name)
                    type="password" spellcheck="false" autocomplete=(autocomplete) autocapitalize="none"
                    aria-describedby=[described(name, !help.is_empty(), error.is_some())];
                button.govuk-button.govuk-button--secondary.govuk-password-input__toggle.govuk-js-password-input-toggle
                    type="button" data-module="govuk-button" aria-controls=(name) aria-label="Show password" hidden { "Show" }
            }
        }
    }
}

/// Several lines.
#[derive(Default, Clone, Copy)]
pub struct Textarea<'a> {
    /// Name of the field, and its id.
    pub name: &'a str,
    /// What is asked.
    pub label: &'a str,
    /// `govuk-label--l` where the question is the page.
    pub label_class: &'a str,
    /// Whether the label is the page's heading.
    pub heading: bool,
    /// Help.
    pub hint: &'a str,
    /// Lines shown; 5 unless said.
    pub rows: u8,
}

/// Several lines.
pub fn textarea(form: &Form, o: Textarea<'_>) -> Markup {
    let error = form.errors.of(o.name);
    let class = if error.is_some() { "govuk-textarea govuk-textarea--error" } else { "govuk-textarea" };
    html! {
        div class=(group(error.is_some())) {
            (label(o.name, o.label, o.label_class, o.heading))
            @if !o.hint.is_empty() { (hint(o.name, o.hint)) }
            @if let Some(e) = error { (error_message(o.name, e)) }
            textarea class=(class) id=(o.name) name=(o.name) rows=(if o.rows == 0 { 5 } else { o.rows })
                aria-describedby=[described(o.name, !o.hint.is_empty(), error.is_some())] { (form.fields.raw(o.name)) }
        }
    }
}

/// Day, month and year.
#[derive(Default, Clone, Copy)]
pub struct DateInput<'a> {
    /// Name of the field; its parts are `name-day`, `name-month`, `name-year`.
    pub name: &'a str,
    /// What is asked.
    pub legend: &'a str,
    /// `govuk-fieldset__legend--l` where the question is the page.
    pub legend_class: &'a str,
    /// Whether the legend is the page's heading.
    pub heading: bool,
    /// Help.
    pub hint: &'a str,
    /// Whether it is the person's own birthday, which browsers can fill in.
    pub birthday: bool,
}

/// Day, month and year.
pub fn date_input(form: &Form, o: DateInput<'_>) -> Markup {
    let error = form.errors.of(o.name);
    let part = |part: &str, text: &str, width: &str| {
        let name = format!("{}-{part}", o.name);
        let class = if error.is_some() { " govuk-input--error" } else { "" };
        let fill = o.birthday.then(|| format!("bday-{part}"));
        html! {
            div.govuk-date-input__item {
                div.govuk-form-group {
                    label.govuk-label.govuk-date-input__label for=(name) { (text) }
                    input class={ "govuk-input govuk-date-input__input govuk-input--width-" (width) (class) } id=(name) name=(name)
                        type="text" value=[some(form.fields.raw(&name))] inputmode="numeric" autocomplete=[fill];
                }
            }
        }
    };
    html! {
        div class=(group(error.is_some())) {
            fieldset.govuk-fieldset role="group" aria-describedby=[described(o.name, !o.hint.is_empty(), error.is_some())] {
                (legend(o.legend, o.legend_class, o.heading))
                @if !o.hint.is_empty() { (hint(o.name, o.hint)) }
                @if let Some(e) = error { (error_message(o.name, e)) }
                div.govuk-date-input id=(o.name) {
                    (part("day", "Day", "2")) (part("month", "Month", "2")) (part("year", "Year", "4"))
                }
            }
        }
    }
}
