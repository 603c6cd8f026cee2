//! What a person typed, and what is wrong with it. Nothing typed is ever dropped: a form that is not right is shown
//! again with all of it.

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::header,
};
use chrono::NaiveDate;

/// The most bytes of a form.
const MOST: usize = 512 * 1024;

/// The most fields of a form.
const FIELDS: usize = 2_000;

/// A form as it was sent, or as it is first shown.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// From `application/x-www-form-urlencoded` text. Zero bytes go (no database takes them), line ends become one.
    pub fn parse(text: &[u8]) -> Self {
        let clean = |s: &str| s.replace('\0', "").replace("\r\n", "\n");
        let fields = form_urlencoded::parse(text).take(FIELDS);
        Self(fields.map(|(name, value)| (clean(&name), clean(&value))).collect())
    }

    /// Text as part of an address.
    pub fn escape(text: &str) -> String {
        form_urlencoded::byte_serialize(text.as_bytes()).collect()
    }

    /// From what was kept.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// All of it, to be kept.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The first value of this name as typed; empty when there is none.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// The first value without surrounding white space.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// Whether there is such a field, even empty.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// Every value of this name (ticked boxes).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// Puts one value in place of all of this name.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.into(), value.into()));
    }

    /// Adds a value.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// With one more value, for building a form to show.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// With the three parts of a date.
    #[must_use]
    pub fn with_date(self, name: &str, on: Option<NaiveDate>) -> Self {
        use chrono::Datelike;
        let Some(on) = on else { return self };
        let parts = [("day", on.day().to_string()), ("month", on.month().to_string()), ("year", on.year().to_string())];
        parts.into_iter().fold(self, |fields, (part, value)| fields.with(&format!("{name}-{part}"), value))
    }

    /// Takes over every field of `newer`; names in `newer` replace those here.
    pub fn merge(&mut self, newer: &Self) {
        self.0.retain(|(n, _)| !newer.has(n));
        self.0.extend(newer.0.iter().cloned());
    }

    /// Drops names for which `keep` says no.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(n, _)| keep(n));
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = crate::Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, crate::Error> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.is_empty() && !kind.starts_with("application/x-www-form-urlencoded") {
            let told = "This address takes a form. Go back to the page and send it from there.";
            return Err(crate::Error::Unreadable(told.into()));
        }
        let body: Bytes = to_bytes(request.into_body(), MOST).await.map_err(|_| {
            crate::Error::Unreadable(
                "The form is larger than 512 KB. Shorten the longest text and send it again.".into(),
            )
        })?;
        Ok(Self::parse(&body))
    }
}

/// What is wrong, field by field, in the order of the page.
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

    /// Field and message.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(f, m)| (f.as_str(), m.as_str()))
    }
}

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
        let iso = self.fields.get(name);
        if !iso.is_empty() {
            let date = iso.parse().ok().filter(in_range);
            if date.is_none() {
                self.errors.add(name, format!("{what} must be a real date, like 27 3 2016"));
            }
            return date;
        }
        let part = |p: &str| self.fields.get(&format!("{name}-{p}")).to_owned();
        let (day, month, year) = (part("day"), part("month"), part("year"));
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return None;
        }
        let missing: Vec<&str> = [("a day", &day), ("a month", &month), ("a year", &year)]
            .into_iter()
            .filter(|(_, v)| v.is_empty())
            .map(|(n, _)| n)
            .collect();
        if !missing.is_empty() {
            self.errors.add(name, format!("{what} must include {}", missing.join(" and ")));
            return None;
        }
        let month_number = || month.parse().ok().or_else(|| month_of(&month));
        let date = (|| NaiveDate::from_ymd_opt(year.parse().ok()?, month_number()?, day.parse().ok()?))();
        let date = date.filter(in_range);
        if date.is_none() {
            self.errors.add(name, format!("{what} must be a real date, like 27 3 2016"));
        }
        date
    }

    /// A date that must be given.
    pub fn required_date(&mut self, name: &str, what: &str) -> Option<NaiveDate> {
        let date = self.date(name, what);
        if date.is_none() {
            self.errors.add(name, format!("Enter {}", what.to_lowercase()));
        }
        date
    }

    /// Whether nothing is wrong.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

fn in_range(date: &NaiveDate) -> bool {
    use chrono::Datelike;
    (1900..2100).contains(&date.year())
}

fn month_of(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = name.get(..3)?.to_lowercase();
    let at = MONTHS.iter().position(|m| *m == start)?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_takes_a_month_by_name_and_names_what_is_missing() {
        let mut form = Form::from(Fields::parse(
            b"d-day=29&d-month=Feb&d-year=2016&e-day=1&e-year=2016&f-day=30&f-month=2&f-year=2016",
        ));
        assert_eq!(form.date("d", "Date"), NaiveDate::from_ymd_opt(2016, 2, 29));
        assert_eq!(form.date("e", "Date"), None);
        assert_eq!(form.errors.of("e"), Some("Date must include a month"));
        assert_eq!(form.date("f", "Date"), None);
        assert_eq!(form.errors.of("f"), Some("Date must be a real date, like 27 3 2016"));
    }

    #[test]
    fn zero_bytes_are_dropped_and_all_else_is_kept() {
        let fields = Fields::parse(b"a=%00x%0D%0Ay&a=2&b=%FF");
        assert_eq!(fields.raw("a"), "x\ny");
        assert_eq!(fields.all("a").count(), 2);
        assert_eq!(fields.raw("b"), "\u{fffd}");
    }
}
