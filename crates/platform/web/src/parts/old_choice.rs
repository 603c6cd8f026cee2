//! Radios, checkboxes, select. Nothing is revealed by a choice: the published pattern sets `aria-expanded` on a radio,
//! which ARIA does not allow there, and without a script everything is shown anyway.

use super::{Choice, classes, described, error_message, group, hint, legend};
use crate::Form;
use maud::{Markup, html};

/// A question with a closed set of answers.
#[derive(Default, Clone)]
pub struct Choices<'a> {
    /// Name of the field.
    pub name: &'a str,
    /// What is asked.
    pub legend: &'a str,
    /// `govuk-fieldset__legend--l` where the question is the page.
    pub legend_class: &'a str,
    /// Whether the legend is the page's heading.
    pub heading: bool,
    /// Help.
    pub hint: &'a str,
    /// Layout: `govuk-radios--inline`, `govuk-radios--small`.
    pub class: &'a str,
    /// The answers.
    pub items: Vec<Choice<'a>>,
}

fn fieldset(form: &Form, o: &Choices<'_>, items: Markup) -> Markup {
    let error = form.errors.of(o.name);
    html! {
        div class=(group(error.is_some())) {
            fieldset.govuk-fieldset aria-describedby=[described(o.name, !o.hint.is_empty(), error.is_some())] {
                (legend(o.legend, o.legend_class, o.heading))
                @if !o.hint.is_empty() { (hint(o.name, o.hint)) }
                @if let Some(e) = error { (error_message(o.name, e)) }
                (items)
            }
        }
    }
}

fn items(form: &Form, o: &Choices<'_>, kind: &str, input: &str) -> Markup {
    html! {
        @for (n, item) in o.items.iter().enumerate() {
            @let id = if n == 0 { o.name.to_owned() } else { format!("{}-{}", o.name, n + 1) };
            @let chosen = form.fields.all(o.name).any(|v| v == &*item.value);
            div class={ "govuk-" (kind) "__item" } {
                input class={ "govuk-" (kind) "__input" } id=(id) name=(o.name) type=(input) value=(item.value) checked[chosen]
                    aria-describedby=[(!item.hint.is_empty()).then(|| format!("{id}-item-hint"))];
                label class={ "govuk-label govuk-" (kind) "__label" } for=(id) { (item.text) }
                @if !item.hint.is_empty() {
                    div id={ (id) "-item-hint" } class={ "govuk-hint govuk-" (kind) "__hint" } { (item.hint) }
                }
            }
        }
    }
}

/// One answer.
pub fn radios(form: &Form, o: Choices<'_>) -> Markup {
    let inner = html! {
        div class=(classes("govuk-radios", o.class)) data-module="govuk-radios" { (items(form, &o, "radios", "radio")) }
    };
    fieldset(form, &o, inner)
}

/// Any number of answers.
pub fn checkboxes(form: &Form, o: Choices<'_>) -> Markup {
    let inner = html! {
        div class=(classes("govuk-checkboxes", o.class)) data-module="govuk-checkboxes" { (items(form, &o, "checkboxes", "checkbox")) }
    };
    fieldset(form, &o, inner)
}

/// One answer of a long list.
pub fn select(form: &Form, name: &str, text: &str, help: &str, items: &[(&str, &str)]) -> Markup {
    let error = form.errors.of(name);
    let now = form.fields.get(name);
    html! {
        div class=(group(error.is_some())) {
            label.govuk-label for=(name) { (text) }
            @if !help.is_empty() { (hint(name, help)) }
            @if let Some(e) = error { (error_message(name, e)) }
            select class={ "govuk-select" @if error.is_some() { " govuk-select--error" } } id=(name) name=(name)
                aria-describedby=[described(name, !help.is_empty(), error.is_some())] {
                @for (value, text) in items { option value=(value) selected[*value == now] { (text) } }
            }
        }
    }
}
