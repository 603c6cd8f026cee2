//! Where a contact stands.

use web::Refusal;

store::coded! {
    /// Where a contact stands; derived from its dates.
    pub enum State {
        /// Waits to be decided.
        Received = "received",
        /// Waits for whoever made it.
        Asked = "information-asked",
        /// Decided, not yet answered.
        Decided = "decided",
        /// Answered.
        Answered = "answered",
        /// Closed.
        Closed = "closed",
    }
}

impl State {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Received => "Waits for a decision",
            Self::Asked => "More information asked",
            Self::Decided => "Decided, not yet answered",
            Self::Answered => "Answered",
            Self::Closed => "Closed",
        }
    }

    /// Whether it still waits for its decision.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Received | Self::Asked)
    }
}

/// The word of every rule about what is done before the decision, and not after it.
pub(super) fn is_decided() -> Refusal {
    Refusal::new("contact-is-decided", "This contact has been decided already")
}
