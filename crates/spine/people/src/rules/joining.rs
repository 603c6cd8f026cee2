//! May two records be joined as one person, and parted again?

use web::{Refusal, Refusals};

/// Why two records cannot be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotJoinRecords {
    /// A record with itself.
    Itself,
    /// They are one already.
    Joined,
    /// Both stand in one family, where the second has to be taken out first.
    OneFamily,
    /// No reason.
    NoReason,
}

impl From<CannotJoinRecords> for Refusal {
    fn from(rule: CannotJoinRecords) -> Self {
        match rule {
            CannotJoinRecords::Itself => Self::new("join-with-itself", "These are one record, not two").at("said"),
            CannotJoinRecords::Joined => Self::new("joined-already", "These records are one person already").at("said"),
            CannotJoinRecords::OneFamily => Self::new(
                "join-within-family",
                "Both stand in one family. Twins stay two; \
                 a person who was entered twice is taken out of the family once",
            )
            .at("said"),
            CannotJoinRecords::NoReason => Self::new("join-without-reason", "Say how you know").at("reason"),
        }
    }
}

/// Two records that somebody takes for one person.
#[derive(Debug, Clone, Copy)]
pub struct Joining<'a> {
    /// How they know.
    pub reason: &'a str,
    /// It is one record, not two.
    pub itself: bool,
    /// They are one person already.
    pub joined: bool,
    /// Both stand in one family.
    pub one_family: bool,
}

/// May these records be joined? (T32)
///
/// # Errors
/// Every [`CannotJoinRecords`] that holds.
pub fn join(joining: &Joining<'_>) -> Result<(), Refusals> {
    // a record and itself are joined, too, and stand in one family: only the first of these is told
    let records = match joining {
        Joining { itself: true, .. } => Some(CannotJoinRecords::Itself),
        Joining { joined: true, .. } => Some(CannotJoinRecords::Joined),
        Joining { one_family: true, .. } => Some(CannotJoinRecords::OneFamily),
        _ => None,
    };
    let reason = joining.reason.trim().is_empty().then_some(CannotJoinRecords::NoReason);
    Refusals::check(records.into_iter().chain(reason).map(Refusal::from).collect())
}

/// May it be said of these records that they are two people, or that nobody is sure? Not while they are joined: that is
/// undone first.
///
/// # Errors
/// [`CannotJoinRecords::Joined`].
pub fn doubt(joined: bool) -> Result<(), Refusal> {
    if joined { Err(CannotJoinRecords::Joined.into()) } else { Ok(()) }
}

/// Why two records that were joined cannot be parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotPartRecords {
    /// No reason.
    NoReason,
    /// They were parted already.
    Parted,
}

impl From<CannotPartRecords> for Refusal {
    fn from(rule: CannotPartRecords) -> Self {
        match rule {
            CannotPartRecords::NoReason => Self::new("join-without-reason", "Say how you know").at("why"),
            CannotPartRecords::Parted => {
                Self::new("parted-already", "These records have been parted already").at("why")
            }
        }
    }
}

/// May these records be parted? (T32)
///
/// # Errors
/// [`CannotPartRecords`]; without a reason that alone is told, since both belong to one field.
pub fn part(why: &str, parted: bool) -> Result<(), Refusal> {
    match (why.trim().is_empty(), parted) {
        (true, _) => Err(CannotPartRecords::NoReason.into()),
        (_, true) => Err(CannotPartRecords::Parted.into()),
        (false, false) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_joined_with_a_reason_and_once() {
        let two = Joining { reason: "Her mother told us.", itself: false, joined: false, one_family: false };
        assert_eq!(join(&two), Ok(()));

        let names = |joining: Joining<'_>| -> Vec<&str> {
            let Err(refusals) = join(&joining) else { return vec![] };
            refusals.iter().map(|refusal| refusal.name).collect()
        };
        assert_eq!(names(Joining { reason: " ", ..two }), ["join-without-reason"]);
        assert_eq!(names(Joining { one_family: true, ..two }), ["join-within-family"]);
        assert_eq!(names(Joining { joined: true, one_family: true, ..two }), ["joined-already"]);
        let itself = Joining { reason: "", itself: true, joined: true, one_family: true };
        assert_eq!(names(itself), ["join-with-itself", "join-without-reason"]);
    }

    #[test]
    fn records_are_parted_with_a_reason_and_once() {
        let name = |why, parted| part(why, parted).err().map(|refusal| refusal.name);
        assert_eq!(name("Two children.", false), None);
        assert_eq!(name("Two children.", true), Some("parted-already"));
        assert_eq!(name(" ", false), Some("join-without-reason"));
    }
}
