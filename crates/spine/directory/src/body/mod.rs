//! What a service says of itself: one value, kept whole, versioned whole. Tables and indexes are made from it.

mod opening;

pub use opening::{Day, Every, Opening, Time};

use serde::{Deserialize, Serialize};
use store::Uuid;

store::coded! {
    /// Whether it runs (HSDS-UK `service.status`).
    #[derive(Default)]
    pub enum Status {
        /// It runs.
        #[default]
        Active = "active",
        /// It does not run at present.
        Inactive = "inactive",
        /// It has ended.
        Defunct = "defunct",
        /// It is closed for a time.
        Closed = "temporarily closed",
    }
}

store::coded! {
    /// How help is given.
    pub enum Mode {
        /// At a place.
        InPerson = "in-person",
        /// By video, telephone or a site.
        Online = "online",
        /// In the family's home.
        Home = "home",
    }
}

impl Mode {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InPerson => "In person",
            Self::Online => "Online or by telephone",
            Self::Home => "At home",
        }
    }
}

/// `a, b and c`.
pub fn join_words(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Place {
    /// Of the location, stable over versions and feeds.
    pub id: Uuid,
    /// `Elm Street Hub`.
    pub name: String,
    /// House and street.
    pub line_1: String,
    /// Town.
    pub town: String,
    /// `ME4 4TR`.
    pub postcode: String,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Words of the pack's `accessibility`.
    pub access: Vec<String>,
    /// How to find it, buses, parking.
    pub note: String,
}

impl Place {
    /// On one line.
    pub fn line(&self) -> String {
        let parts = [&self.name, &self.line_1, &self.town, &self.postcode];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
    }
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Contact {
    /// Author, or which desk.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Email.
    pub email: String,
}

/// What it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Cost {
    /// For whom or what: `Each session`.
    pub option: String,
    /// In pence.
    pub pence: Option<i64>,
    /// More about it.
    pub note: String,
}

impl Cost {
    /// `Each session: £2.50`.
    pub fn words(&self) -> String {
        let amount = self.pence.map(|pence| match pence {
            0 => "free".into(),
            pence => format!("£{}.{:02}", pence / 100, pence % 100),
        });
        let parts: Vec<String> =
            [amount, Some(self.note.clone())].into_iter().flatten().filter(|part| !part.is_empty()).collect();
        match (self.option.is_empty(), parts.is_empty()) {
            (true, _) => parts.join(", "),
            (false, true) => self.option.clone(),
            (false, false) => format!("{}: {}", self.option, parts.join(", ")),
        }
    }
}

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
#[expect(missing_docs, reason = "each says what it is, or is a word list of the pack")]
pub struct Body {
    pub name: String,
    /// What it is, in plain words.
    pub summary: String,
    pub status: Status,
    /// A word of `service-group`.
    pub group: String,
    /// Words of `need`.
    pub needs: Vec<String>,
    /// Words of `protective-factor`: what in a family's life it makes stronger (000 s8).
    pub builds: Vec<String>,
    /// Words of `service-for`.
    pub who: Vec<String>,
    /// Years, both included.
    pub minimum_age: Option<u8>,
    pub maximum_age: Option<u8>,
    /// Who can come.
    pub criteria: String,
    /// How to get in.
    pub how: String,
    /// Whether anyone may ask, or a professional has to.
    pub referral_only: bool,
    pub free: bool,
    pub costs: Vec<Cost>,
    pub modes: Vec<Mode>,
    /// In English, as people call them.
    pub languages: Vec<String>,
    pub places: Vec<Place>,
    pub openings: Vec<Opening>,
    pub contacts: Vec<Contact>,
    pub url: String,
    pub email: String,
    /// For a short time: `Closed on 3 May`.
    pub alert: String,
    /// The area it serves, by name.
    pub areas: Vec<String>,
    pub accreditations: String,
    /// Its place may not be known (T16): it then has none here.
    pub confidential: bool,
    /// Other words by which it is looked for.
    pub keywords: Vec<String>,
}

impl Body {
    /// Whether it says for which ages it is: from birth on is said, too, and nothing said is not "for all".
    pub fn says_ages(&self) -> bool {
        self.minimum_age.is_some() || self.maximum_age.is_some()
    }

    /// `0 to 5 years`, `from 16 years`, `all ages`; empty where it does not say.
    pub fn ages(&self) -> String {
        match (self.minimum_age.filter(|age| *age > 0), self.maximum_age) {
            (None, None) if self.minimum_age.is_some() => "all ages".into(),
            (None, None) => String::new(),
            (None, Some(most)) => format!("up to {}", years(most)),
            (Some(least), None) => format!("{} and over", years(least)),
            (Some(least), Some(most)) if least == most => years(least),
            (Some(least), Some(most)) => format!("{least} to {}", years(most)),
        }
    }

    /// Whether a person of this age can come.
    pub fn takes_age(&self, age: u8) -> bool {
        self.minimum_age.is_none_or(|least| least <= age) && self.maximum_age.is_none_or(|most| age <= most)
    }

    /// A place that may not be known is not kept: nothing can leak that is not there (T16).
    pub fn without_place_if_confidential(mut self) -> Self {
        if self.confidential {
            self.places.clear();
            self.areas.clear();
        }
        self
    }
}

fn years(count: u8) -> String {
    web::dates::plural(i64::from(count), "year")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidential_service_keeps_no_place() {
        let body = Body { confidential: true, places: vec![Place::default()], ..Body::default() };
        assert!(body.without_place_if_confidential().places.is_empty());
    }
}
