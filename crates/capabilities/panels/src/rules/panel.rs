//! What is said of a panel itself.

use super::refuse;
use web::{Refusal, Refusals};

/// The longest clock that is believed, in working days.
const LONGEST: i64 = 260;

/// Why a panel cannot be kept so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotKeep {
    /// It has no name.
    NoName,
    /// Nobody says what it is for.
    NoPurpose,
    /// Its clock is no number of working days.
    NoClock,
    /// It gives nothing.
    GivesNothing,
    /// Nobody may send to it.
    NoSenders,
    /// It meets here, and nobody chairs it.
    NoChair,
    /// Whoever is to chair it, or to stand in, is not there, or has not the role.
    NotAChair,
    /// It ends, or begins to keep a system of its own, while something waits for it.
    ItemsWait,
    /// One and the same person chairs it and stands in.
    OneForBoth,
    /// A member without a name.
    NoMember,
    /// They are a member already.
    MemberTwice,
}

impl From<CannotKeep> for Refusal {
    fn from(rule: CannotKeep) -> Self {
        match rule {
            CannotKeep::NoName => Self::new("panel-without-name", "Enter the name of the panel").at("name"),
            CannotKeep::NoPurpose => Self::new("panel-without-purpose", "Say what the panel is for").at("purpose"),
            CannotKeep::NoClock => {
                Self::new("panel-without-clock", "Enter in how many working days it decides, from 1 to 260").at("clock")
            }
            CannotKeep::GivesNothing => Self::new("panel-gives-nothing", "Choose what the panel can give").at("gives"),
            CannotKeep::NoSenders => Self::new("panel-without-senders", "Choose who may send to it").at("senders"),
            CannotKeep::NoChair => Self::new(
                "panel-without-chair",
                "Choose who chairs it. Only a panel that keeps a system of its own has no chair here",
            )
            .at("chair"),
            CannotKeep::NotAChair => Self::new(
                "panel-chair-unable",
                "Choose somebody with an account in use and the role panel chair",
            )
            .at("chair"),
            CannotKeep::ItemsWait => Self::new(
                "panel-with-items",
                "Something waits for this panel. Decide on it, or send it elsewhere, before it ends or keeps a system of \
                 its own",
            )
            .at("ended"),
            CannotKeep::OneForBoth => {
                Self::new("panel-one-for-both", "Choose somebody else to stand in for the chair").at("deputy")
            }
            CannotKeep::NoMember => Self::new("member-without-name", "Choose a colleague, or enter a name").at("name"),
            CannotKeep::MemberTwice => Self::new("member-twice", "They are a member already").at("name"),
        }
    }
}

/// What is said of a panel.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keeping<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is for.
    pub purpose: &'a str,
    /// Working days in which it decides.
    pub clock: Option<i64>,
    /// How many things it can give.
    pub gives: usize,
    /// How many roles may send to it.
    pub senders: usize,
    /// Somebody chairs it.
    pub chair: bool,
    /// Who chairs it stands in for themselves.
    pub one_for_both: bool,
    /// It keeps a system of its own.
    pub outside: bool,
    /// Whoever chairs it, or stands in, is not able to.
    pub unable: bool,
    /// It ends, or begins to keep a system of its own, while something waits for it.
    pub items_wait: bool,
}

/// May a panel be kept so?
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn keep(panel: Keeping<'_>) -> Result<(), Refusals> {
    refuse([
        (panel.name.trim().is_empty(), CannotKeep::NoName),
        (panel.purpose.trim().is_empty(), CannotKeep::NoPurpose),
        (!panel.clock.is_some_and(|clock| (1..=LONGEST).contains(&clock)), CannotKeep::NoClock),
        (panel.gives == 0, CannotKeep::GivesNothing),
        (panel.senders == 0, CannotKeep::NoSenders),
        (!panel.chair && !panel.outside, CannotKeep::NoChair),
        (panel.unable, CannotKeep::NotAChair),
        (panel.items_wait, CannotKeep::ItemsWait),
        (panel.one_for_both, CannotKeep::OneForBoth),
    ])
}

/// May somebody become a member?
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn member(name: &str, there: bool) -> Result<(), Refusals> {
    refuse([(name.trim().is_empty(), CannotKeep::NoMember), (there, CannotKeep::MemberTwice)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_that_meets_here_has_a_chair_and_one_with_a_system_of_its_own_needs_none() {
        let panel = Keeping { name: "A", purpose: "B", clock: Some(5), gives: 1, senders: 1, ..Keeping::default() };
        assert!(keep(panel).expect_err("refused").names("panel-without-chair"));
        assert!(keep(Keeping { outside: true, ..panel }).is_ok());
        assert!(keep(Keeping { chair: true, ..panel }).is_ok());
        assert!(
            keep(Keeping { clock: Some(0), outside: true, ..panel }).expect_err("refused").names("panel-without-clock")
        );
    }
}
