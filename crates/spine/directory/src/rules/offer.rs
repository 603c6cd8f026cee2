//! What is asked of an answer to an offer.

use web::Refusal;

store::coded! {
    /// What a family says to an offer.
    pub enum Answer {
        /// They went, or will go.
        TakenUp = "taken-up",
        /// They do not want it.
        Refused = "refused",
    }
}

impl Answer {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TakenUp => "Taken up",
            Self::Refused => "Refused",
        }
    }
}

/// Why an answer to an offer cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAnswer {
    /// The family refuses, and nobody says why.
    NoReason,
}

impl From<CannotAnswer> for Refusal {
    fn from(rule: CannotAnswer) -> Self {
        match rule {
            CannotAnswer::NoReason => {
                Self::new("offer-refused-without-reason", "Say why the family does not want it").at("why")
            }
        }
    }
}

/// Why a family refuses is what the next offer is chosen by.
///
/// # Errors
/// [`CannotAnswer`].
pub fn answer(said: Answer, why: &str) -> Result<(), Refusal> {
    match said {
        Answer::Refused if why.trim().is_empty() => Err(CannotAnswer::NoReason.into()),
        Answer::Refused | Answer::TakenUp => Ok(()),
    }
}
