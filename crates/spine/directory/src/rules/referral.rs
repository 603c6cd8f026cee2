//! What is asked of a referral, and where it may go from where it is.

use web::{Refusal, Refusals};

store::coded! {
    /// How far a referral is.
    pub enum ReferralState {
        /// The service has not answered.
        Sent = "sent",
        /// It will help.
        Accepted = "accepted",
        /// It will not, and said why.
        Declined = "declined",
        /// Help has begun.
        Started = "started",
        /// Help is over.
        Finished = "finished",
    }
}

impl ReferralState {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sent => "Sent",
            Self::Accepted => "Accepted",
            Self::Declined => "Declined",
            Self::Started => "Started",
            Self::Finished => "Finished",
        }
    }

    /// Where it may go from here.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Sent => &[Self::Accepted, Self::Declined],
            Self::Accepted => &[Self::Started, Self::Declined],
            Self::Started => &[Self::Finished],
            Self::Declined | Self::Finished => &[],
        }
    }

    /// Whether nothing more comes of it.
    pub const fn is_over(self) -> bool {
        self.next().is_empty()
    }
}

/// Why a referral cannot be made or moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotRefer {
    /// The family has not agreed to it (practice 3).
    NotAgreed,
    /// Nobody's agreement is in force, and nothing was decided about sharing with whoever runs the service (T26).
    NoGrounds,
    /// Nothing is asked.
    NoText,
    /// The service cannot ask back.
    NoReach,
    /// It is declined, or ended, without a word.
    NoReason,
    /// It is not there that it could go from here.
    NotFromHere(ReferralState),
    /// An open one to the same service is under way.
    Twice,
}

impl From<CannotRefer> for Refusal {
    fn from(rule: CannotRefer) -> Self {
        match rule {
            CannotRefer::NotAgreed => Self::new(
                "referral-not-agreed",
                "Say who of the family agreed to this referral. Without it, give them the service's page instead",
            )
            .at("agreed_by"),
            CannotRefer::NoGrounds => Self::new(
                "referral-without-grounds",
                "Nobody in the family agrees to be supported, and no sharing with this organisation was decided. Record \
                 one of them first, or give the family the service's page instead",
            )
            .at("agreed_by"),
            CannotRefer::NoText => Self::new("referral-without-text", "Say what the family hopes for").at("text"),
            CannotRefer::NoReach => Self::new("referral-without-reach", "Say how the service reaches you").at("reach"),
            CannotRefer::NoReason => Self::new("referral-without-reason", "Say why").at("reason"),
            CannotRefer::NotFromHere(state) => Self::new(
                "referral-not-from-here",
                format!("The referral is {}; that cannot be said of it now", state.label().to_lowercase()),
            )
            .at("state"),
            CannotRefer::Twice => {
                Self::new("referral-twice", "A referral of this family to this service is under way").at("text")
            }
        }
    }
}

/// What a referral says.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// What the family hopes for, and what the service should know.
    pub text: String,
    /// Who of the family agreed to it, and how.
    pub agreed_by: String,
    /// How the service reaches whoever sends it.
    pub reach: String,
}

/// Whether a referral may be sent, where one to the same service is `open` or not, and whoever runs it may be `told` of
/// the family or not.
///
/// # Errors
/// Each [`CannotRefer`] that applies.
pub fn send(words: &Words, open: bool, told: bool) -> Result<(), Refusals> {
    let faults = [
        (words.text.trim().is_empty(), CannotRefer::NoText),
        (open, CannotRefer::Twice),
        (words.agreed_by.trim().is_empty(), CannotRefer::NotAgreed),
        (!told && !words.agreed_by.trim().is_empty(), CannotRefer::NoGrounds),
        (words.reach.trim().is_empty(), CannotRefer::NoReach),
    ];
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}

/// Whether a referral may go from one state to another.
///
/// # Errors
/// Each [`CannotRefer`] that applies.
pub fn advance(from: ReferralState, to: ReferralState, reason: &str) -> Result<(), Refusals> {
    let faults = [
        (!from.next().contains(&to), CannotRefer::NotFromHere(from)),
        (to == ReferralState::Declined && reason.trim().is_empty(), CannotRefer::NoReason),
    ];
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words { text: "A cot.".into(), agreed_by: "The mother, today".into(), reach: "01634 1".into() }
    }

    #[test]
    fn a_family_is_referred_only_when_it_agreed_and_once_at_a_time() {
        assert!(send(&words(), false, true).is_ok());
        assert!(send(&words(), false, false).expect_err("refused").names("referral-without-grounds"));
        let silent = send(&Words { agreed_by: " ".into(), ..words() }, true, true).expect_err("refused");
        assert!(silent.names("referral-not-agreed") && silent.names("referral-twice"));
    }

    #[test]
    fn a_service_that_declines_says_why_and_nothing_is_finished_that_was_not_begun() {
        use ReferralState::{Accepted, Declined, Finished, Sent};
        assert!(advance(Sent, Declined, "").expect_err("refused").names("referral-without-reason"));
        assert!(advance(Sent, Finished, "").expect_err("refused").names("referral-not-from-here"));
        assert!(advance(Sent, Accepted, "").is_ok());
    }
}
