//! What may be said beside an entry: of its wait, its places, and why it goes in or out.

use web::{Refusal, Refusals};

/// The longest wait that is believed, in weeks.
pub const MOST_WEEKS: i64 = 260;

/// The most free places that are believed.
pub const MOST_SPACES: i64 = 10_000;

/// Why what somebody says of an entry cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotSay {
    /// Nobody waits so many weeks.
    Weeks,
    /// No service has so many places.
    Spaces,
    /// An entry goes in or out without a word.
    NoReason,
    /// A provider has no name.
    NoName,
}

impl From<CannotSay> for Refusal {
    fn from(rule: CannotSay) -> Self {
        let number = |most| format!("Enter a whole number from 0 to {most}, or leave it empty");
        match rule {
            CannotSay::Weeks => Self::new("wait-not-believed", number(MOST_WEEKS)).at("weeks"),
            CannotSay::Spaces => Self::new("places-not-believed", number(MOST_SPACES)).at("spaces"),
            CannotSay::NoReason => Self::new("entry-moved-without-reason", "Say why").at("reason"),
            CannotSay::NoName => Self::new("provider-without-name", "Enter the name").at("name"),
        }
    }
}

/// How long one waits for a service, in weeks, and how many places are free; only [`Capacity::new`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    weeks: Option<i64>,
    spaces: Option<i64>,
}

impl Capacity {
    /// Neither, one or both, as far as they are known.
    ///
    /// # Errors
    /// [`CannotSay::Weeks`] and [`CannotSay::Spaces`], where a number is below 0 or not to be believed.
    pub fn new(weeks: Option<i64>, spaces: Option<i64>) -> Result<Self, Refusals> {
        let beyond = |number: Option<i64>, most| number.is_some_and(|number| !(0..=most).contains(&number));
        let faults = [
            beyond(weeks, MOST_WEEKS).then_some(CannotSay::Weeks),
            beyond(spaces, MOST_SPACES).then_some(CannotSay::Spaces),
        ];
        Refusals::check(faults.into_iter().flatten().map(Refusal::from).collect())?;
        Ok(Self { weeks, spaces })
    }

    /// How long one waits, in weeks.
    pub fn weeks(self) -> Option<i64> {
        self.weeks
    }

    /// How many places are free.
    pub fn spaces(self) -> Option<i64> {
        self.spaces
    }
}

/// Whoever misses an entry, or finds it again, learns why.
///
/// # Errors
/// [`CannotSay::NoReason`].
pub fn reason(why: &str) -> Result<(), Refusal> {
    if why.trim().is_empty() { Err(CannotSay::NoReason.into()) } else { Ok(()) }
}

/// A provider is found by its name.
///
/// # Errors
/// [`CannotSay::NoName`].
pub fn provider_name(name: &str) -> Result<(), Refusal> {
    if name.trim().is_empty() { Err(CannotSay::NoName.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_and_a_number_of_places_that_nobody_believes_are_both_told() {
        let refused = Capacity::new(Some(MOST_WEEKS + 1), Some(-1)).expect_err("refused");
        assert!(refused.names("wait-not-believed") && refused.names("places-not-believed"));

        assert!(Capacity::new(Some(MOST_WEEKS), None).is_ok());
        assert!(Capacity::new(None, Some(0)).is_ok());
    }
}
