//! Open Referral UK (HSDS-UK 3.0): what a service says, in the words of the profile, and back again.

pub mod read;
mod values;
pub mod write;

use crate::{body::Mode, records::derived_id};
use pack::Pack;
use store::Uuid;

/// Our vocabularies as taxonomies: code, name, what it classifies.
pub const TAXONOMIES: [(&str, &str, &str); 6] = [
    ("need", "Needs", "What a family needs help with"),
    ("protective-factor", "Protective factors", "What in a family's life a service makes stronger"),
    ("service-group", "Groups", "Who runs the service, in six groups"),
    ("service-for", "People", "Who the service is for"),
    ("service-mode", "Ways", "How help is given"),
    ("service-entry", "Entry", "How one gets in"),
];

/// How one gets in.
pub(crate) const ENTRY: [(&str, &str); 2] = [("oneself", "Ask yourself"), ("referral", "A professional asks for you")];

/// A term of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The taxonomy's code.
    pub taxonomy: &'static str,
    /// Its own.
    pub code: String,
    /// Its name.
    pub label: String,
    /// What it means, where the name alone may be misread.
    pub hint: String,
}

impl Term {
    /// Follows from the codes, so that it stays.
    pub fn id(&self) -> Uuid {
        derived_id(&["term", self.taxonomy, &self.code])
    }
}

/// The id of a taxonomy.
pub fn taxonomy_id(code: &str) -> Uuid {
    derived_id(&["taxonomy", code])
}

/// The terms of a taxonomy, also those that are retired.
pub fn terms(pack: &Pack, taxonomy: &'static str) -> Vec<Term> {
    let term = |code: &str, label: &str, hint: &str| Term {
        taxonomy,
        code: code.into(),
        label: label.into(),
        hint: hint.into(),
    };
    match taxonomy {
        "service-mode" => Mode::ALL.iter().map(|mode| term(mode.code(), mode.label(), "")).collect(),
        "service-entry" => ENTRY.iter().map(|(code, label)| term(code, label, "")).collect(),
        _ => pack.terms(taxonomy).iter().map(|word| term(&word.code, &word.label, &word.hint)).collect(),
    }
}

/// Every term.
pub fn all_terms(pack: &Pack) -> Vec<Term> {
    TAXONOMIES.iter().flat_map(|(code, ..)| terms(pack, code)).collect()
}
