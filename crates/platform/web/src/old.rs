//! Being replaced by [`crate::Sheet`].

use crate::{Errors, Fields};
use chrono::NaiveDate;

/// A form and what is wrong with it: what components are drawn from.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// What was typed.
    pub fields: Fields,
    /// What is wrong.
    pub errors: Errors,
}

impl From<Fields> for Form {
    fn from(fields: Fields) -> Self {
        Self { fields, errors: Errors::default() }
    }
}

impl Form {
    /// A text of at most `most` characters; `missing` is told when it is empty, unless that is no fault.
    pub fn text(&mut self, name: &str, most: usize, missing: Option<&str>) -> String {
        let text = self.fields.get(name).to_owned();
        if let (true, Some(told)) = (text.is_empty(), missing) {
            self.errors.add(name, told);
        }
        let length = text.chars().count();
        if length > most {
            self.errors.add(name, format!("Use {most} characters or fewer: this has {length}"));
        }
        text
    }

    /// As [`Form::text`], `None` when empty.
    pub fn optional(&mut self, name: &str, most: usize) -> Option<String> {
        Some(self.text(name, most, None)).filter(|t| !t.is_empty())
    }

    /// A choice among codes.
    pub fn choice<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>, missing: &str) -> Option<T> {
        let choice = parse(self.fields.get(name));
        if choice.is_none() {
            self.errors.add(name, missing);
        }
        choice
    }

    /// A box that is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        matches!(self.fields.get(name), "yes" | "true" | "on")
    }

    /// A day, month and year, or one ISO date under `name`. `None` with an error when wrong; without when empty.
    pub fn date(&mut self, name: &str, what: &str) -> Option<NaiveDate> {
        match self.fields.date(name, what) {
            Ok(date) => date,
            Err(fault) => {
                self.errors.add(name, fault);
                None
            }
        }
    }

    /// A date that must be given.
    pub fn required_date(&mut self, name: &str, what: &str) -> Option<NaiveDate> {
        let date = self.date(name, what);
        if date.is_none() {
            self.errors.add(name, format!("Enter {}", what.to_lowercase()));
        }
        date
    }

    /// Puts what rules say no to beside their fields, else beside `field`.
    pub fn refuse(&mut self, refusals: crate::Refusals, field: &str) {
        for refusal in refusals {
            self.errors.add(refusal.field.as_deref().unwrap_or(field), refusal.message);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}
