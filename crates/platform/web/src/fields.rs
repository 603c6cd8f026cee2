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

    /// A day, month and year, or one ISO date under `name`; `None` when nothing was typed.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn date(&self, name: &str, what: &str) -> Result<Option<NaiveDate>, String> {
        let no_date = || format!("{what} must be a real date, like 27 3 2016");
        let iso = self.get(name);
        if !iso.is_empty() {
            return iso.parse().ok().filter(in_range).map(Some).ok_or_else(no_date);
        }

        let part = |part: &str| self.get(&format!("{name}-{part}"));
        let (day, month, year) = (part("day"), part("month"), part("year"));
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(None);
        }
        let missing: Vec<&str> = [("a day", day), ("a month", month), ("a year", year)]
            .into_iter()
            .filter(|(_, typed)| typed.is_empty())
            .map(|(part, _)| part)
            .collect();
        if !missing.is_empty() {
            return Err(format!("{what} must include {}", missing.join(" and ")));
        }

        let month = month.parse().ok().or_else(|| month_of(month));
        let date = year.parse().ok().zip(month).zip(day.parse().ok());
        let date = date.and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day));
        date.filter(in_range).map(Some).ok_or_else(no_date)
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
    fn zero_bytes_are_dropped_and_all_else_is_kept() {
        let fields = Fields::parse(b"a=%00x%0D%0Ay&a=2&b=%FF");
        assert_eq!(fields.raw("a"), "x\ny");
        assert_eq!(fields.all("a").count(), 2);
        assert_eq!(fields.raw("b"), "\u{fffd}");
    }
}
