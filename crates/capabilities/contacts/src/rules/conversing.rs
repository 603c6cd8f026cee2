//! A conversation that needs no front door (001 s7: all support begins with one, and it need not lead to more).

use chrono::NaiveDate;
use web::Refusal;

store::coded! {
    /// With whom somebody spoke.
    pub enum With {
        /// Somebody of the family.
        Family = "family",
        /// A worker of an agency.
        Agency = "agency",
    }
}

impl With {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Family => "Somebody of the family",
            Self::Agency => "A worker of another agency",
        }
    }
}

/// Why a conversation cannot be noted so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotNote {
    /// It was not said with whom.
    WithNobody,
    /// A worker, and not of which agency.
    NoAgency,
    /// It has no day.
    NoDay,
    /// It is yet to come.
    InFuture,
    /// What was said is missing.
    NoWords,
}

impl From<CannotNote> for Refusal {
    fn from(rule: CannotNote) -> Self {
        match rule {
            CannotNote::WithNobody => {
                Self::new("conversation-with-nobody", "Choose with whom you spoke").at("with_whom")
            }
            CannotNote::NoAgency => {
                Self::new("conversation-without-agency", "Enter the agency that they work for").at("agency")
            }
            CannotNote::NoDay => {
                Self::new("conversation-without-day", "Enter the day on which you spoke").at("held_on")
            }
            CannotNote::InFuture => {
                Self::new("conversation-in-future", "The day on which you spoke must be today or in the past")
                    .at("held_on")
            }
            CannotNote::NoWords => Self::new("conversation-without-words", "Write what was said").at("said"),
        }
    }
}

/// A conversation as it is noted.
#[derive(Debug, Clone, Copy)]
pub struct Noting<'a> {
    /// With whom.
    pub with: Option<With>,
    /// Of which agency.
    pub agency: &'a str,
    /// When.
    pub held_on: Option<NaiveDate>,
    /// What was said.
    pub said: &'a str,
}

/// Everything because of which it cannot be noted so, in the order of the form.
pub fn cannot_note(noting: &Noting<'_>, today: NaiveDate) -> Vec<CannotNote> {
    let of_an_agency = noting.with == Some(With::Agency);
    let all = [
        (noting.with.is_none(), CannotNote::WithNobody),
        (of_an_agency && noting.agency.trim().is_empty(), CannotNote::NoAgency),
        (noting.held_on.is_none(), CannotNote::NoDay),
        (noting.held_on.is_some_and(|on| on > today), CannotNote::InFuture),
        (noting.said.trim().is_empty(), CannotNote::NoWords),
    ];
    all.into_iter().filter(|(says_no, _)| *says_no).map(|(_, rule)| rule).collect()
}

/// Why a conversation cannot become a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotTurn {
    /// It is one already.
    Turned,
}

impl From<CannotTurn> for Refusal {
    fn from(rule: CannotTurn) -> Self {
        match rule {
            CannotTurn::Turned => {
                Self::new("conversation-is-contact", "This conversation has become a contact already")
            }
        }
    }
}

/// May it become a contact?
///
/// # Errors
/// [`CannotTurn`].
pub fn turn(turned: bool) -> Result<(), CannotTurn> {
    if turned { Err(CannotTurn::Turned) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_says_with_whom_when_and_what() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        let good =
            Noting { with: Some(With::Family), agency: "", held_on: Some(today), said: "How to settle at night." };
        assert_eq!(cannot_note(&good, today), []);

        let agency = Noting { with: Some(With::Agency), ..good };
        assert_eq!(cannot_note(&agency, today), [CannotNote::NoAgency]);
        assert_eq!(cannot_note(&Noting { agency: "A nursery", ..agency }, today), []);

        let nothing = Noting { with: None, held_on: None, said: " ", ..good };
        assert_eq!(cannot_note(&nothing, today), [CannotNote::WithNobody, CannotNote::NoDay, CannotNote::NoWords]);
        let tomorrow = Noting { held_on: today.succ_opt(), ..good };
        assert_eq!(cannot_note(&tomorrow, today), [CannotNote::InFuture]);
        assert_eq!(turn(true), Err(CannotTurn::Turned));
    }
}
