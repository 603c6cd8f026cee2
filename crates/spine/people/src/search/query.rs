//! One box of text, understood: names, dates of birth, numbers, postcodes and references.

use crate::{records::Person, rules};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

/// The most words that are looked at.
const MOST_WORDS: usize = 8;

/// What was typed, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) words: Vec<String>,
    pub(super) born: Option<NaiveDate>,
    pub(super) nhs: Option<String>,
    pub(super) upn: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) postcode: Option<String>,
    /// As it was typed.
    pub(super) text: String,
}

impl Query {
    /// Reads one box of text.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let mut query = Self { text: text.to_owned(), ..Self::default() };
        if let Ok(nhs) = rules::nhs_number(text) {
            query.nhs = Some(nhs);
            return query;
        }
        if let Ok(upn) = rules::upn(text) {
            query.upn = Some(upn);
            return query;
        }
        if let Ok(postcode) = rules::postcode(text) {
            query.postcode = Some(postcode);
            return query;
        }

        for word in text.split_whitespace().take(MOST_WORDS) {
            if let Some(born) = date(word) {
                query.born = Some(born);
            } else if is_reference(word) {
                query.reference = Some(word.to_uppercase());
            } else {
                query.words.extend(folded(word));
            }
        }
        query
    }

    /// Whether anything was asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether someone without a relationship has named this person well enough to be told that a child is known: a
    /// first name with a last name or with the date of birth, in whole words, or the NHS number.
    pub(super) fn names(&self, person: &Person) -> bool {
        let said = |name: &str| folded(name).iter().any(|part| self.words.contains(part));
        let given = said(&person.given_name);
        let family = said(&person.family_name) || said(person.former_family_name.as_deref().unwrap_or_default());
        let two = self.words.iter().collect::<BTreeSet<_>>().len() > 1;

        (given && family && two)
            || (given && self.born.is_some() && self.born == person.date_of_birth)
            || self.nhs.is_some()
            || self.upn.is_some()
    }
}

fn folded(name: &str) -> Vec<String> {
    rules::fold(name).split(' ').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// `F-7K2M-9QXA`
fn is_reference(word: &str) -> bool {
    word.len() == 11 && word.to_uppercase().starts_with("F-")
}

fn date(word: &str) -> Option<NaiveDate> {
    if let Ok(iso) = word.parse::<NaiveDate>() {
        return Some(iso).filter(|date| (1900..2100).contains(&date.year()));
    }
    let parts: Vec<u32> = word.split(['/', '.', '-']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [day, month, year] if (1900..2100).contains(&year) => {
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_box_takes_names_dates_numbers_and_references() {
        let query = Query::parse("Zoë o'brien 29/02/2016");
        assert_eq!(query.words, ["zoe", "obrien"]);
        assert_eq!(query.born, NaiveDate::from_ymd_opt(2016, 2, 29));
        assert_eq!(Query::parse("943 476 5919").nhs.as_deref(), Some("9434765919"));
        assert_eq!(Query::parse("me4 4tr").postcode.as_deref(), Some("ME4 4TR"));
        assert_eq!(Query::parse("f-abcd-2345").reference.as_deref(), Some("F-ABCD-2345"));
        assert!(Query::parse("  ").is_empty());
    }
}
