//! Text, dates and passwords.

use super::{classes, described, error_message, group, hint, legend};
use crate::{
    Sheet,
    tongue::{Said, Told},
};
use maud::{Markup, Render, html};
use std::borrow::Cow;

fn label(id: &str, text: &str, class: &str, heading: bool) -> Markup {
    let class = classes("govuk-label", class);
    let label = html! { label class=(class) for=(id) { (Said(text)) } };
    if heading {
        html! { h1.govuk-label-wrapper { (label) } }
    } else {
        label
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A line of text.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    sheet: &'a Sheet,
    name: &'a str,
    label: Cow<'a, str>,
    heading: bool,
    hint: Cow<'a, str>,
    class: Cow<'static, str>,
    kind: &'static str,
    autocomplete: &'static str,
    inputmode: &'static str,
}

impl<'a> Text<'a> {
    pub(crate) fn new(sheet: &'a Sheet, name: &'a str, label: Cow<'a, str>) -> Self {
        let (hint, class, kind, autocomplete, inputmode) = ("".into(), "".into(), "text", "", "");
        Self { sheet, name, label, heading: false, hint, class, kind, autocomplete, inputmode }
    }

    /// Help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The question is the page: its label is the heading.
    #[must_use]
    pub fn heading(mut self) -> Self {
        self.heading = true;
        self
    }

    /// As wide as so many characters: 2, 3, 4, 5, 10, 20 or 30.
    #[must_use]
    pub fn width(mut self, characters: u8) -> Self {
        self.class = format!("govuk-input--width-{characters}").into();
        self
    }

    /// What the browser may fill in, by the tokens of HTML's `autocomplete`.
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    /// An e-mail address.
    #[must_use]
    pub fn email(mut self) -> Self {
        self.kind = "email";
        self
    }

    /// A telephone number.
    #[must_use]
    pub fn telephone(mut self) -> Self {
        self.kind = "tel";
        self.width(20)
    }

    /// Something to look for.
    #[must_use]
    pub fn search(mut self) -> Self {
        self.kind = "search";
        self
    }

    /// Digits: a code, a number.
    #[must_use]
    pub fn numeric(mut self) -> Self {
        self.inputmode = "numeric";
        self
    }
}

impl Render for Text<'_> {
    fn render_to(&self, buffer: &mut String) {
        let error = self.sheet.errors.of(self.name);
        let base = if error.is_some() { "govuk-input govuk-input--error" } else { "govuk-input" };
        let drawn = html! {
            div class=(group(error.is_some())) {
                (label(self.name, &self.label, if self.heading { "govuk-label--l" } else { "" }, self.heading))
                @if !self.hint.is_empty() { (hint(self.name, &self.hint)) }
                @if let Some(error) = error { (error_message(self.name, error)) }
                input class=(classes(base, &self.class)) id=(self.name) name=(self.name) type=(self.kind)
                    value=[some(self.sheet.fields.raw(self.name))]
                    aria-describedby=[described(self.name, !self.hint.is_empty(), error.is_some())]
                    autocomplete=[some(self.autocomplete)] inputmode=[some(self.inputmode)];
            }
        };
        buffer.push_str(&drawn.0);
    }
}

/// Several lines of text.
#[derive(Debug, Clone)]
pub struct Textarea<'a> {
    sheet: &'a Sheet,
    name: &'a str,
    label: Cow<'a, str>,
    label_class: &'static str,
    heading: bool,
    hint: Cow<'a, str>,
    rows: u8,
}

impl<'a> Textarea<'a> {
    pub(crate) fn new(sheet: &'a Sheet, name: &'a str, label: Cow<'a, str>) -> Self {
        Self { sheet, name, label, label_class: "", heading: false, hint: "".into(), rows: 5 }
    }

    /// Help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// A label that stands out a little among other questions.
    #[must_use]
    pub fn medium(mut self) -> Self {
        self.label_class = "govuk-label--m";
        self
    }

    /// A label that stands out no more than a bold word.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.label_class = "govuk-label--s";
        self
    }

    /// The question is the page: its label is the heading.
    #[must_use]
    pub fn heading(mut self) -> Self {
        self.label_class = "govuk-label--l";
        self.heading = true;
        self
    }

    /// Lines shown; 5 unless said.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }
}

impl Render for Textarea<'_> {
    fn render_to(&self, buffer: &mut String) {
        let error = self.sheet.errors.of(self.name);
        let class = if error.is_some() { "govuk-textarea govuk-textarea--error" } else { "govuk-textarea" };
        let drawn = html! {
            div class=(group(error.is_some())) {
                (label(self.name, &self.label, self.label_class, self.heading))
                @if !self.hint.is_empty() { (hint(self.name, &self.hint)) }
                @if let Some(error) = error { (error_message(self.name, error)) }
                textarea class=(class) id=(self.name) name=(self.name) rows=(self.rows)
                    aria-describedby=[described(self.name, !self.hint.is_empty(), error.is_some())] {
                    (self.sheet.fields.raw(self.name))
                }
            }
        };
        buffer.push_str(&drawn.0);
    }
}

/// Day, month and year, in fields `name-day`, `name-month`, `name-year`.
#[derive(Debug, Clone)]
pub struct DateInput<'a> {
    sheet: &'a Sheet,
    name: &'a str,
    legend: Cow<'a, str>,
    legend_class: &'static str,
    heading: bool,
    hint: Cow<'a, str>,
    birthday: bool,
}

impl<'a> DateInput<'a> {
    pub(crate) fn new(sheet: &'a Sheet, name: &'a str, legend: Cow<'a, str>) -> Self {
        Self { sheet, name, legend, legend_class: "", heading: false, hint: "".into(), birthday: false }
    }

    /// Help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// A legend that stands out a little among other questions.
    #[must_use]
    pub fn medium(mut self) -> Self {
        self.legend_class = "govuk-fieldset__legend--m";
        self
    }

    /// The question is the page: its legend is the heading.
    #[must_use]
    pub fn heading(mut self) -> Self {
        self.legend_class = "govuk-fieldset__legend--l";
        self.heading = true;
        self
    }

    /// The person's own birthday, which browsers can fill in.
    #[must_use]
    pub fn birthday(mut self) -> Self {
        self.birthday = true;
        self
    }

    fn part(&self, part: &str, text: &str, width: u8) -> Markup {
        let name = format!("{}-{part}", self.name);
        let wrong = if self.sheet.errors.of(self.name).is_some() { " govuk-input--error" } else { "" };
        let class = format!("govuk-input govuk-date-input__input govuk-input--width-{width}{wrong}");
        html! {
            div.govuk-date-input__item {
                div.govuk-form-group {
                    label.govuk-label.govuk-date-input__label for=(name) { (text) }
                    input class=(class) id=(name) name=(name) type="text" value=[some(self.sheet.fields.raw(&name))]
                        inputmode="numeric" autocomplete=[self.birthday.then(|| format!("bday-{part}"))];
                }
            }
        }
    }
}

impl Render for DateInput<'_> {
    fn render_to(&self, buffer: &mut String) {
        let error = self.sheet.errors.of(self.name);
        let drawn = html! {
            div class=(group(error.is_some())) {
                fieldset.govuk-fieldset role="group"
                    aria-describedby=[described(self.name, !self.hint.is_empty(), error.is_some())] {
                    (legend(&self.legend, self.legend_class, self.heading))
                    @if !self.hint.is_empty() { (hint(self.name, &self.hint)) }
                    @if let Some(error) = error { (error_message(self.name, error)) }
                    div.govuk-date-input id=(self.name) {
                        (self.part("day", "Day", 2)) (self.part("month", "Month", 2)) (self.part("year", "Year", 4))
                    }
                }
            }
        };
        buffer.push_str(&drawn.0);
    }
}

/// A password, never filled in again by the server.
#[derive(Debug, Clone)]
pub struct Password<'a> {
    sheet: &'a Sheet,
    name: &'a str,
    label: Cow<'a, str>,
    hint: Cow<'a, str>,
    autocomplete: &'static str,
}

impl<'a> Password<'a> {
    pub(crate) fn new(sheet: &'a Sheet, name: &'a str, label: Cow<'a, str>) -> Self {
        Self { sheet, name, label, hint: "".into(), autocomplete: "current-password" }
    }

    /// Help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// One that is chosen now: browsers offer to make it.
    #[must_use]
    pub fn chosen_now(mut self) -> Self {
        self.autocomplete = "new-password";
        self
    }
}

impl Render for Password<'_> {
    fn render_to(&self, buffer: &mut String) {
        let (name, error) = (self.name, self.sheet.errors.of(self.name));
        let wrong = if error.is_some() { "govuk-form-group--error" } else { "" };
        let toggle = "govuk-button govuk-button--secondary govuk-password-input__toggle \
            govuk-js-password-input-toggle";
        let drawn = html! {
            div class=(classes("govuk-form-group govuk-password-input", wrong)) data-module="govuk-password-input" {
                (label(name, &self.label, "", false))
                @if !self.hint.is_empty() { (hint(name, &self.hint)) }
                @if let Some(error) = error { (error_message(name, error)) }
                div.govuk-input__wrapper.govuk-password-input__wrapper {
                    input.govuk-input.govuk-password-input__input.govuk-js-password-input-input id=(name) name=(name)
                        type="password" spellcheck="false" autocomplete=(self.autocomplete) autocapitalize="none"
                        aria-describedby=[described(name, !self.hint.is_empty(), error.is_some())];
                    button class=(toggle) type="button" data-module="govuk-button" aria-controls=(name)
                        aria-label=(Told("Show password")) hidden { (Said("Show")) }
                }
            }
        };
        buffer.push_str(&drawn.0);
    }
}
