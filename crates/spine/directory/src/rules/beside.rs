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
    /// A list has no name by which it is known again, or no rows.
    NoList,
    /// So many cells of a list cannot be taken.
    Faults(usize),
    /// No entry is ticked.
    NoneTicked,
    /// Whoever is to answer for entries keeps none.
    NoKeeper,
}

impl From<CannotSay> for Refusal {
    fn from(rule: CannotSay) -> Self {
        let number = |most| format!("Enter a whole number from 0 to {most}, or leave it empty");
        match rule {
            CannotSay::Weeks => Self::new("wait-not-believed", number(MOST_WEEKS)).at("weeks"),
            CannotSay::Spaces => Self::new("places-not-believed", number(MOST_SPACES)).at("spaces"),
            CannotSay::NoReason => Self::new("entry-moved-without-reason", "Say why").at("reason"),
            CannotSay::NoList => {
                Self::new("list-without-name-or-rows", "Say which list it is, and paste its rows").at("name")
            }
            CannotSay::Faults(count) => Self::new(
                "list-with-faults",
                format!("Put right what is wrong in {}, then look again", web::dates::plural(count as i64, "cell")),
            )
            .at("rows"),
            CannotSay::NoneTicked => Self::new("entries-none-ticked", "Tick the entries").at("s"),
            CannotSay::NoKeeper => Self::new("entries-to-nobody", "Choose somebody who keeps entries").at("owner"),
            CannotSay::NoName => Self::new("provider-without-name", "Enter the name").at("name"),
        }
    }
}

/// Whether a list of services may be taken: it has a name and rows, and nothing in it is wrong.
///
/// # Errors
/// [`CannotSay::NoList`] and [`CannotSay::Faults`].
pub fn list(name: &str, rows: usize, faults: usize) -> Result<(), Refusals> {
    let nothing = name.trim().is_empty() || rows + faults == 0;
    let faults = [nothing.then_some(CannotSay::NoList), (faults > 0).then_some(CannotSay::Faults(faults))];
    Refusals::check(faults.into_iter().flatten().map(Refusal::from).collect())
}

/// Whether entries may be given to somebody; gives whom.
///
/// # Errors
/// [`CannotSay::NoneTicked`] and [`CannotSay::NoKeeper`].
pub fn give<T>(ticked: usize, keeper: Option<T>) -> Result<T, Refusals> {
    let faults = [(ticked == 0).then_some(CannotSay::NoneTicked), keeper.is_none().then_some(CannotSay::NoKeeper)];
    Refusals::check(faults.into_iter().flatten().map(Refusal::from).collect())?;
    keeper.ok_or_else(|| Refusal::from(CannotSay::NoKeeper).into())
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
