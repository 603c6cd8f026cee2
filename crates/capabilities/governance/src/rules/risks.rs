//! Risks: a letter says how likely, a number how bad, as in the council's reports: C3, E3 (000r 4, 002 5).

use super::{check, empty, refusals};
use chrono::NaiveDate;
use pack::Pack;
use serde::{Deserialize, Serialize};
use web::Refusals;

store::coded! {
    /// From where a risk was raised.
    pub enum Raised {
        /// An audit.
        Audit = "audit",
        /// A gap of a needs analysis.
        Gap = "gap",
        /// A contract.
        Contract = "contract",
        /// A meeting of the board.
        Board = "board",
        /// Elsewhere.
        Other = "other",
    }
}

impl Raised {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Audit => "An audit",
            Self::Gap => "A gap in what families need",
            Self::Contract => "A contract",
            Self::Board => "A meeting of the board",
            Self::Other => "Elsewhere",
        }
    }
}

refusals! {
    /// Why a risk cannot be kept so.
    pub enum CannotRisk {
        /// No title.
        NoTitle = ("risk-without-title", "Enter the risk in a few words", "title"),
        /// No description.
        NoDescription = ("risk-without-description", "Describe what may happen, and what follows", "description"),
        /// Nothing is done about it.
        NoMitigation =
        ("risk-without-mitigation", "Say what is done to avoid it, or to make it less bad", "mitigation"),
        /// Nobody owns it.
        NoOwner = ("risk-without-owner", "Choose who owns the risk", "owner"),
        /// A rating that cannot be.
        NoRating = ("risk-rating-unknown",
            "Choose a letter for how likely it is and a number for how bad it would be, both from the lists",
            "likelihood"),
        /// An appetite that cannot be.
        NoAppetite = ("risk-appetite-unknown", "Choose the rating that the board accepts from the lists",
            "accepts-likelihood"),
        /// Nobody says from where.
        NoRaised = ("risk-without-origin", "Choose where it was raised", "raised"),
        /// Nobody looks at it again.
        NoReview = ("risk-without-review", "Enter the day on which it is looked at again", "review"),
        /// On a day that is over.
        ReviewPast = ("risk-review-past", "Enter a day that is still to come", "review"),
        /// Rated without a word.
        NoWhy = ("risk-without-reason", "Say why", "why"),
        /// It is closed.
        Closed = ("risk-closed", "The risk is closed", "form"),
    }
}

/// How likely and how bad: `C3`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// A code of the pack's `risk-likelihood`, most likely first.
    pub likelihood: String,
    /// A code of the pack's `risk-impact`, worst first.
    pub impact: String,
}

impl Rating {
    /// Of two codes, where the pack has both.
    pub fn of(pack: &Pack, likelihood: &str, impact: &str) -> Option<Self> {
        let there = |vocabulary: &str, code: &str| pack.terms(vocabulary).iter().any(|term| term.code == code);
        let known = there("risk-likelihood", likelihood) && there("risk-impact", impact);
        known.then(|| Self { likelihood: likelihood.into(), impact: impact.into() })
    }

    /// Of `C3`.
    pub fn parse(pack: &Pack, text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (likelihood, impact) = text.split_at_checked(1)?;
        Self::of(pack, likelihood, impact)
    }

    /// `C3`.
    pub fn short(&self) -> String {
        format!("{}{}", self.likelihood.to_uppercase(), self.impact)
    }

    /// How much it weighs: places from the end of both lists, multiplied; the more, the worse.
    pub fn weight(&self, pack: &Pack) -> usize {
        let rank = |vocabulary: &str, code: &str| {
            let terms = pack.terms(vocabulary);
            terms.iter().position(|term| term.code == code).map_or(0, |at| terms.len() - at)
        };
        rank("risk-likelihood", &self.likelihood) * rank("risk-impact", &self.impact)
    }

    /// The most that a rating can weigh.
    pub fn heaviest(pack: &Pack) -> usize {
        pack.terms("risk-likelihood").len() * pack.terms("risk-impact").len()
    }
}

/// What is said of a risk.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Keeping<'a> {
    pub closed: bool,
    pub title: &'a str,
    pub description: &'a str,
    pub mitigation: &'a str,
    pub owner: bool,
    pub rated: bool,
    pub accepts: bool,
    pub raised: bool,
    pub review: Option<NaiveDate>,
    pub today: NaiveDate,
}

/// May a risk be kept so?
///
/// # Errors
/// Every [`CannotRisk`] that holds.
pub fn keep(new: Keeping<'_>) -> Result<(), Refusals> {
    check([
        (new.closed, CannotRisk::Closed),
        (empty(new.title), CannotRisk::NoTitle),
        (empty(new.description), CannotRisk::NoDescription),
        (empty(new.mitigation), CannotRisk::NoMitigation),
        (!new.owner, CannotRisk::NoOwner),
        (!new.rated, CannotRisk::NoRating),
        (!new.accepts, CannotRisk::NoAppetite),
        (!new.raised, CannotRisk::NoRaised),
        (new.review.is_none(), CannotRisk::NoReview),
        (new.review.is_some_and(|review| review < new.today), CannotRisk::ReviewPast),
    ])
}

/// May it be rated anew?
///
/// # Errors
/// Every [`CannotRisk`] that holds.
pub fn rate(closed: bool, rated: bool, why: &str, review: Option<NaiveDate>, today: NaiveDate) -> Result<(), Refusals> {
    check([
        (closed, CannotRisk::Closed),
        (!rated, CannotRisk::NoRating),
        (empty(why), CannotRisk::NoWhy),
        (review.is_none(), CannotRisk::NoReview),
        (review.is_some_and(|review| review <= today), CannotRisk::ReviewPast),
    ])
}

/// May it be closed?
///
/// # Errors
/// Every [`CannotRisk`] that holds.
pub fn close(closed: bool, why: &str) -> Result<(), Refusals> {
    check([(closed, CannotRisk::Closed), (empty(why), CannotRisk::NoWhy)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_letter_and_a_number_weigh_as_in_the_council_s_reports() {
        let pack = Pack::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/standard")).expect("a pack");
        let weight = |text: &str| Rating::parse(&pack, text).expect(text).weight(&pack);
        assert!(weight("C3") > weight("E3"), "what is more likely weighs more");
        assert!(weight("C2") > weight("C3"), "what is worse weighs more");
        assert_eq!(weight("A1"), Rating::heaviest(&pack));
        for wrong in ["", "3C", "G1", "C5", "C", "é3"] {
            assert_eq!(Rating::parse(&pack, wrong), None, "{wrong}");
        }
    }
}
