//! What a panel is asked, and on what grounds its members may know of the family (T26).

use super::refuse;
use waiting::Priority;
use web::{Refusal, Refusals};

store::coded! {
    /// On what grounds the members of a panel are told of a family.
    pub enum Grounds {
        /// The family agrees.
        Agreement = "agreement",
        /// Another basis in law was named, with its reason.
        Basis = "basis",
    }
}

impl Grounds {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Agreement => "The family agrees that this panel hears of them",
            Self::Basis => "Without their agreement: a child's safety or welfare needs it",
        }
    }
}

/// Why it cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotSend {
    /// No panel was chosen, or not one to which this person may send.
    NoPanel,
    /// The panel has an item of this family that is not decided.
    Twice,
    /// Nothing that the members could read.
    NoSummary,
    /// Nothing is asked.
    NoAsk,
    /// Needs were not said.
    NoNeeds,
    /// No level of need.
    NoLevel,
    /// How soon was not said.
    NoPriority,
    /// It is urgent, or soon, and nobody says why.
    NoWhy,
    /// What the family wishes was not asked.
    NoWishes,
    /// On what grounds was not said.
    NoGrounds,
    /// The grounds are the family's agreement, and none is in force.
    NotAgreed,
    /// Without agreement, and without a reason.
    NoReason,
    /// Without agreement, and not said whether the family was told.
    NotSaidIfTold,
    /// A consultation that names somebody.
    Named,
}

impl From<CannotSend> for Refusal {
    fn from(rule: CannotSend) -> Self {
        match rule {
            CannotSend::NoPanel => Self::new("item-without-panel", "Choose a panel").at("panel"),
            CannotSend::Twice => {
                Self::new("item-twice", "This panel has the family on its list already. Change that item instead").at("panel")
            }
            CannotSend::NoSummary => {
                Self::new("item-without-summary", "Write what the members need to know, and no more").at("summary")
            }
            CannotSend::NoAsk => Self::new("item-without-ask", "Say what you ask for").at("asked_for"),
            CannotSend::NoNeeds => Self::new("item-without-needs", "Choose at least one need").at("presenting"),
            CannotSend::NoLevel => Self::new("item-without-level", "Choose the level of need").at("level"),
            CannotSend::NoPriority => Self::new("item-without-priority", "Choose how soon").at("priority"),
            CannotSend::NoWhy => {
                Self::new("item-without-why", "Say why it cannot wait for its turn: others wait as well").at("why")
            }
            CannotSend::NoWishes => {
                Self::new("item-without-wishes", "Say what the family wishes, or that they were not asked and why").at("wishes")
            }
            CannotSend::NoGrounds => {
                Self::new("item-without-grounds", "Say on what grounds the panel may hear of the family").at("grounds")
            }
            CannotSend::NotAgreed => Self::new(
                "item-not-agreed",
                "Nobody's agreement is in force. Record it first, or name why it is shared without",
            )
            .at("grounds"),
            CannotSend::NoReason => {
                Self::new("item-shared-without-reason", "Say why it is shared without the family's agreement").at("grounds_why")
            }
            CannotSend::NotSaidIfTold => {
                Self::new("item-not-said-if-told", "Say whether the family was told").at("told")
            }
            CannotSend::Named => Self::new(
                "consultation-with-name",
                "A consultation names nobody. Leave out names, dates of birth and addresses, or send it from the family's page",
            )
            .at("summary"),
        }
    }
}

/// What is sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sending<'a> {
    /// A panel to which this person may send.
    pub panel: bool,
    /// The panel has the family on its list.
    pub twice: bool,
    /// It is about a family, by name.
    pub named: bool,
    /// What the members need to know.
    pub summary: &'a str,
    /// What is asked for.
    pub asked_for: &'a str,
    /// How many needs were chosen.
    pub needs: usize,
    /// The level of need.
    pub level: &'a str,
    /// How soon.
    pub priority: Option<Priority>,
    /// Why.
    pub why: &'a str,
    /// What the family wishes.
    pub wishes: &'a str,
    /// On what grounds.
    pub grounds: Option<Grounds>,
    /// Agreement is in force, or was given to whoever brought it.
    pub agreed: bool,
    /// Why without agreement.
    pub grounds_why: &'a str,
    /// Whether the family was told, where they did not agree.
    pub told: Option<bool>,
    /// It names somebody, as far as that can be seen: a telephone number, a postcode, a date.
    pub names: bool,
}

/// May it be sent?
///
/// # Errors
/// Every [`CannotSend`] that holds.
pub fn send(item: Sending<'_>) -> Result<(), Refusals> {
    let basis = item.grounds == Some(Grounds::Basis);
    refuse([
        (!item.panel, CannotSend::NoPanel),
        (item.panel && item.twice, CannotSend::Twice),
        (item.summary.trim().is_empty(), CannotSend::NoSummary),
        (item.asked_for.trim().is_empty(), CannotSend::NoAsk),
        (item.needs == 0, CannotSend::NoNeeds),
        (item.level.is_empty(), CannotSend::NoLevel),
        (item.priority.is_none(), CannotSend::NoPriority),
        (
            matches!(item.priority, Some(Priority::Urgent | Priority::Soon)) && item.why.trim().is_empty(),
            CannotSend::NoWhy,
        ),
        (item.named && item.wishes.trim().is_empty(), CannotSend::NoWishes),
        (item.named && item.grounds.is_none(), CannotSend::NoGrounds),
        (item.named && item.grounds == Some(Grounds::Agreement) && !item.agreed, CannotSend::NotAgreed),
        (item.named && basis && item.grounds_why.trim().is_empty(), CannotSend::NoReason),
        (item.named && basis && item.told.is_none(), CannotSend::NotSaidIfTold),
        (!item.named && item.names, CannotSend::Named),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item() -> Sending<'static> {
        Sending {
            panel: true,
            named: true,
            summary: "Two children, mornings are hard.",
            asked_for: "A place in a group.",
            needs: 1,
            level: "2",
            priority: Some(Priority::Routine),
            wishes: "They would come.",
            grounds: Some(Grounds::Agreement),
            agreed: true,
            ..Sending::default()
        }
    }

    #[test]
    fn a_family_is_told_of_to_a_panel_only_on_grounds_that_hold() {
        assert!(send(item()).is_ok());
        assert!(send(Sending { agreed: false, ..item() }).expect_err("refused").names("item-not-agreed"));
        let without = Sending { grounds: Some(Grounds::Basis), agreed: false, ..item() };
        let refused = send(without).expect_err("refused");
        assert!(refused.names("item-shared-without-reason") && refused.names("item-not-said-if-told"));
        assert!(send(Sending { grounds_why: "He is not safe.", told: Some(false), ..without }).is_ok());
    }

    #[test]
    fn a_consultation_has_no_name_in_it_and_needs_no_grounds() {
        let asked = Sending { named: false, wishes: "", grounds: None, agreed: false, ..item() };
        assert!(send(asked).is_ok());
        assert!(send(Sending { names: true, ..asked }).expect_err("refused").names("consultation-with-name"));
    }

    #[test]
    fn whoever_goes_before_others_says_why_and_nobody_stands_twice_on_one_list() {
        let urgent = Sending { priority: Some(Priority::Urgent), ..item() };
        assert!(send(urgent).expect_err("refused").names("item-without-why"));
        assert!(send(Sending { twice: true, ..item() }).expect_err("refused").names("item-twice"));
    }
}
