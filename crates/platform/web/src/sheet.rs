//! A form as one value: what was typed, what is wrong with it, its key, and whether it was kept from an earlier
//! sitting.
//!
//! A page draws it (`sheet.text("given_name", "First name").hint("…")`), reads it (`sheet.optional("phone", 40)`),
//! and where something is wrong draws it again with all that was typed. Nothing typed is ever dropped.

use crate::{
    Error, Fields, Refusal, Refusals, Result,
    parts::{self, Checkboxes, DateInput, Password, Radios, Select, Text, Textarea},
    tongue::Said,
};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::{borrow::Cow, cell::RefCell};

/// What is wrong, field by field.
#[derive(Debug, Clone, Default)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    /// Says what is wrong with a field. Only the first fault of a field is told.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        if self.of(field).is_none() {
            self.0.push((field.into(), message.into()));
        }
    }

    /// What is wrong with this field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(f, _)| f == field).map(|(_, m)| m.as_str())
    }

    /// Whether all is well.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Field and message, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(f, m)| (f.as_str(), m.as_str()))
    }
}

/// A form: see the module.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// What was typed, or what the page begins with.
    pub fields: Fields,
    /// What is wrong.
    pub errors: Errors,
    key: String,
    kept: bool,
    /// Where it is kept while it is being typed, if not under an account.
    keeper: Option<&'static str>,
    action: String,
    csrf: String,
    /// The fields in the order in which the page draws them, which is the order of the error summary.
    drawn: RefCell<Vec<String>>,
}

impl From<Fields> for Sheet {
    fn from(fields: Fields) -> Self {
        Self { fields, ..Self::default() }
    }
}

/// Where it comes from.
impl Sheet {
    /// A form that a page shows for the first time: sent to `action` by the session that `csrf` proves.
    pub fn new(fields: Fields, action: &str, csrf: &str) -> Self {
        let key = store::ids::next().to_string();
        Self { fields, key, action: action.into(), csrf: csrf.into(), ..Self::default() }
    }

    /// A form as it was sent: it keeps its key, so that sent again it is the same request.
    pub fn sent(fields: Fields, action: &str, csrf: &str) -> Self {
        let key = fields.get("key").to_owned();
        Self { key, ..Self::new(fields, action, csrf) }
    }

    /// Marks it as what had been typed at an earlier sitting.
    #[must_use]
    pub fn kept(mut self, kept: bool) -> Self {
        self.kept = kept;
        self
    }

    /// Kept while it is being typed under another address than the one for accounts: `keeper` knows whose it is.
    #[must_use]
    pub fn kept_at(mut self, keeper: &'static str) -> Self {
        self.keeper = Some(keeper);
        self
    }

    /// Whether it is kept under another address than the one for accounts.
    pub fn is_kept_elsewhere(&self) -> bool {
        self.keeper.is_some()
    }

    /// A form that may be sent again and again, as it was or changed: the same answers twice change nothing twice.
    #[must_use]
    pub fn without_key(mut self) -> Self {
        self.key.clear();
        self
    }

    /// The same form as a new request: after a conflict, what is sent next is no repetition.
    pub fn renew(&mut self) {
        self.key = store::ids::next().to_string();
    }
}

/// Drawing it.
impl Sheet {
    /// A line of text.
    pub fn text<'a>(&'a self, name: &'a str, label: impl Into<Cow<'a, str>>) -> Text<'a> {
        self.note(name);
        Text::new(self, name, label.into())
    }

    /// Several lines of text.
    pub fn textarea<'a>(&'a self, name: &'a str, label: impl Into<Cow<'a, str>>) -> Textarea<'a> {
        self.note(name);
        Textarea::new(self, name, label.into())
    }

    /// A day, month and year.
    pub fn date<'a>(&'a self, name: &'a str, legend: impl Into<Cow<'a, str>>) -> DateInput<'a> {
        self.note(name);
        DateInput::new(self, name, legend.into())
    }

    /// One of several.
    pub fn radios<'a>(&'a self, name: &'a str, legend: impl Into<Cow<'a, str>>) -> Radios<'a> {
        self.note(name);
        Radios::new(self, name, legend.into())
    }

    /// Any number of several.
    pub fn checkboxes<'a>(&'a self, name: &'a str, legend: impl Into<Cow<'a, str>>) -> Checkboxes<'a> {
        self.note(name);
        Checkboxes::new(self, name, legend.into())
    }

    /// One of a long list.
    pub fn select<'a>(&'a self, name: &'a str, label: impl Into<Cow<'a, str>>) -> Select<'a> {
        self.note(name);
        Select::new(self, name, label.into())
    }

    /// A password, never filled in again by the server.
    pub fn password<'a>(&'a self, name: &'a str, label: impl Into<Cow<'a, str>>) -> Password<'a> {
        self.note(name);
        Password::new(self, name, label.into())
    }

    /// A value that travels with the form and is not seen.
    pub fn hidden(&self, name: &str) -> Markup {
        html! { input type="hidden" name=(name) value=(self.fields.get(name)); }
    }

    /// The form itself, kept on the server while it is being typed (T7), where it is known whose it is; says so when it
    /// was.
    pub fn form(&self, content: Markup) -> Markup {
        let known = !self.csrf.is_empty() || self.keeper.is_some();
        let draft = Some(self.action.as_str()).filter(|_| known);
        html! {
            (self.what_was_kept())
            (self.around(draft, &html! { (content) p.eh-saved aria-live="polite" {} }))
        }
    }

    /// A form too short to be kept: a choice, a confirmation.
    pub fn short_form(&self, content: Markup) -> Markup {
        self.around(None, &content)
    }

    /// A form with a password or a code in it, before there is a session: no token, and no key, because what was asked
    /// under a key leaves a hash that could be tried against every password.
    pub fn keyless_form(&self, content: Markup) -> Markup {
        html! { form method="post" action=(self.action) novalidate { (content) } }
    }

    /// A form of the same page that does something else; it has a key of its own.
    pub fn form_to(&self, action: &str, content: Markup) -> Markup {
        Self::new(Fields::default(), action, &self.csrf).short_form(content)
    }

    fn around(&self, draft: Option<&str>, content: &Markup) -> Markup {
        html! {
            form method="post" action=(self.action) novalidate data-draft=[draft] data-keeper=[self.keeper] {
                input type="hidden" name="csrf" value=(self.csrf);
                input type="hidden" name="key" value=(self.key);
                (content)
            }
        }
    }

    /// Says that the form holds what had been typed, with a way to begin anew.
    fn what_was_kept(&self) -> Markup {
        if !self.kept {
            return html! {};
        }
        html! {
            div.govuk-inset-text {
                p.govuk-body { (Said("This is what you had typed when you were last here.")) }
                form method="post" action="/drafts/discard" {
                    input type="hidden" name="csrf" value=(self.csrf);
                    input type="hidden" name="draft" value=(self.action);
                    button.eh-link-button type="submit" { (Said("Throw it away and start again")) }
                }
            }
        }
    }

    /// All that is wrong, in the order of the page; what belongs to no field of it comes last.
    pub fn error_summary(&self) -> Markup {
        let drawn = self.drawn.borrow();
        let place = |field: &str| drawn.iter().position(|name| name == field).unwrap_or(usize::MAX);
        let mut errors: Vec<(&str, &str)> = self.errors.iter().collect();
        errors.sort_by_key(|(field, _)| place(field));
        parts::error_summary(&errors)
    }

    fn note(&self, name: &str) {
        self.drawn.borrow_mut().push(name.to_owned());
    }
}

/// Reading it.
impl Sheet {
    /// A text of at most `most` characters that must be given; `missing` is told when it is not.
    pub fn required(&mut self, name: &str, most: usize, missing: &str) -> String {
        let text = self.optional(name, most);
        if text.is_empty() {
            self.errors.add(name, missing);
        }
        text
    }

    /// A text of at most `most` characters, which may be empty.
    pub fn optional(&mut self, name: &str, most: usize) -> String {
        let text = self.fields.get(name).to_owned();
        let length = text.chars().count();
        if length > most {
            self.errors.add(name, format!("Use {most} characters or fewer: this has {length}"));
        }
        text
    }

    /// As [`Sheet::optional`], `None` when empty.
    pub fn some(&mut self, name: &str, most: usize) -> Option<String> {
        Some(self.optional(name, most)).filter(|text| !text.is_empty())
    }

    /// One of a closed set, by its code; `missing` is told when none was chosen.
    pub fn chosen<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>, missing: &str) -> Option<T> {
        let chosen = parse(self.fields.get(name));
        if chosen.is_none() {
            self.errors.add(name, missing);
        }
        chosen
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        matches!(self.fields.get(name), "yes" | "true" | "on")
    }

    /// Every box of this name that is ticked.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.fields.all(name).filter(|value| !value.is_empty()).map(ToOwned::to_owned).collect()
    }

    /// A day, month and year, or one ISO date under `name`; `None` when empty, and with an error when it is no real
    /// date.
    pub fn day(&mut self, name: &str, what: &str) -> Option<NaiveDate> {
        match self.fields.date(name, what) {
            Ok(date) => date,
            Err(fault) => {
                self.errors.add(name, fault);
                None
            }
        }
    }

    /// A day that must be given.
    pub fn required_day(&mut self, name: &str, what: &str) -> Option<NaiveDate> {
        let day = self.day(name, what);
        if day.is_none() {
            self.errors.add(name, format!("Enter {}", what.to_lowercase()));
        }
        day
    }

    /// Whether nothing is wrong.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Saying no.
impl Sheet {
    /// Puts what a rule says no to beside its fields; those of no field are told at the head of the form, too.
    pub fn refuse(&mut self, refusals: impl Into<Refusals>) {
        for refusal in refusals.into() {
            self.errors.add(refusal.field.as_deref().unwrap_or("form"), refusal.message);
        }
    }

    /// What a command gave, or nothing when a rule said no: then its reasons stand in the form, which can be shown
    /// again.
    ///
    /// # Errors
    /// Whatever is not a rule's refusal.
    pub fn heed<T>(&mut self, done: Result<T>) -> Result<Option<T>> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(Error::Refused(refusals)) => {
                self.refuse(refusals);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// The end of a handler whose form is not right: the page again, with all that was typed.
    ///
    /// # Errors
    /// Always: [`Error::Invalid`] undoes whatever was begun.
    pub fn again<T>(page: Markup) -> Result<T> {
        Err(Error::Invalid(Box::new(page)))
    }
}

impl From<Refusal> for Refusals {
    fn from(one: Refusal) -> Self {
        Self(vec![one])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Sheet {
        Sheet::from(Fields::parse(text.as_bytes()))
    }

    #[test]
    fn a_date_takes_a_month_by_name_and_names_what_is_missing() {
        let mut sheet = typed("d-day=29&d-month=Feb&d-year=2016&e-day=1&e-year=2016&f-day=30&f-month=2&f-year=2016");
        assert_eq!(sheet.day("d", "Date"), NaiveDate::from_ymd_opt(2016, 2, 29));
        assert_eq!(sheet.day("e", "Date"), None);
        assert_eq!(sheet.errors.of("e"), Some("Date must include a month"));
        assert_eq!(sheet.day("f", "Date"), None);
        assert_eq!(sheet.errors.of("f"), Some("Date must be a real date, like 27 3 2016"));
    }

    #[test]
    fn faults_are_told_in_the_order_of_the_page_and_once_each() {
        let mut sheet = typed("");
        sheet.errors.add("second", "Enter the second");
        sheet.errors.add("first", "Enter the first");
        sheet.errors.add("first", "Enter it really");
        let _page = html! { (sheet.text("first", "First")) (sheet.text("second", "Second")) };

        let summary = sheet.error_summary().into_string();
        let at = |text: &str| summary.find(text).expect("told");
        assert!(at("Enter the first") < at("Enter the second"));
        assert!(!summary.contains("really"));
    }

    #[test]
    fn a_refusal_stands_at_its_field() {
        let mut sheet = typed("");
        let refused: Result<()> = Err(Refusal::new("no-reason", "Say why").at("reason").into());
        assert!(sheet.heed(refused).expect("heeded").is_none());
        assert_eq!(sheet.errors.of("reason"), Some("Say why"));
    }
}
