//! What follows a decision: who owes what, by when, and how that ends. No decision ends in nothing (000 s7: families went
//! from one list to the next).

use access::contact::Owes;
use web::{Refusal, Refusals};

/// What an outcome makes somebody owe, besides the answer that every contact gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// Nothing: with its answer the contact is done.
    Answer,
    /// Help begins; from then on the family owes a next step.
    Episode,
    /// Social care is asked to take over.
    StepUp,
    /// This person owes a word, by this clock of the pack.
    Word(Owes, &'static str),
}

/// What follows this outcome, a word of the pack's `decision-outcome`. Support by one agency is the agency's that made
/// the contact (`by_agency`), or begins with a team of the council.
pub fn follows(outcome: &str, by_agency: bool) -> Follows {
    match outcome {
        "intervention-plan" | "assessment" => Follows::Episode,
        "single-agency" if by_agency => Follows::Word(Owes::Maker, "single-agency-check"),
        "single-agency" => Follows::Episode,
        "step-up" => Follows::StepUp,
        "signpost" => Follows::Word(Owes::FrontDoor, "signpost-check"),
        // a place, an item or a list of their own keep the family from then on; until they do, the front door does
        "group-programme" | "panel" | "waiting-list" => Follows::Word(Owes::FrontDoor, PLACE),
        "with-social-care" => Follows::Word(Owes::FrontDoor, "pass-on"),
        "help-goes-on" => Follows::Word(Owes::Lead, "contact-to-lead"),
        _ => Follows::Answer,
    }
}

/// The clock by which a panel, a list or a programme is found that keeps the family.
const PLACE: &str = "place-found";

impl Follows {
    /// Whether something else is to keep the family from now on.
    pub fn is_for_a_place(self) -> bool {
        self.word() == Some((Owes::FrontDoor, PLACE))
    }

    /// Who owes a word by which clock. A step up is social care's to answer; the front door hears the answer, so that one
    /// that comes back is not left alone.
    pub const fn word(self) -> Option<(Owes, &'static str)> {
        match self {
            Self::Word(owes, clock) => Some((owes, clock)),
            Self::StepUp => Some((Owes::FrontDoor, "step-up-answer")),
            Self::Answer | Self::Episode => None,
        }
    }
}

store::coded! {
    /// What came of a decision.
    pub enum Came {
        /// They got what they were pointed to, or were given a place.
        GotIt = "got-it",
        /// It goes on, or they still wait: it is asked again.
        GoesOn = "goes-on",
        /// Nobody could be reached: it is asked again.
        NotReached = "not-reached",
        /// It has ended well, or is not needed any more.
        NotNeeded = "not-needed",
        /// It was not enough: the front door decides anew.
        NeedsMore = "needs-more",
        /// Whoever works with the family knows and has said what changes.
        Said = "said",
        /// A panel, a waiting list or a programme keeps it from now on.
        PassedOn = "passed-on",
    }
}

impl Came {
    /// Whether it is asked again after the same time.
    pub const fn is_asked_again(self) -> bool {
        matches!(self, Self::GoesOn | Self::NotReached)
    }
}

/// The answers that there are where this outcome is followed up, as they are put to whoever owes it.
pub fn answers(outcome: &str) -> &'static [(Came, &'static str)] {
    match outcome {
        "help-goes-on" => &[(Came::Said, "I have read it and say below what changes")],
        "step-up" => &[
            (Came::Said, "Social care has taken it on"),
            (Came::NotReached, "Social care has not answered yet"),
            (Came::NeedsMore, "Social care has returned it: decide anew"),
        ],
        "with-social-care" => &[
            (Came::Said, "Their social worker knows of it"),
            (Came::NotReached, "Nobody could be reached yet"),
            (Came::NeedsMore, "They are not with social care any more: decide anew"),
        ],
        "single-agency" => &[
            (Came::GoesOn, "Support goes on"),
            (Came::NotNeeded, "Support has ended well"),
            (Came::NeedsMore, "It was not enough: the front door decides anew"),
        ],
        "signpost" => &[
            (Came::GotIt, "They got there"),
            (Came::NotReached, "They could not be reached"),
            (Came::NotNeeded, "They did not go, and need nothing now"),
            (Came::NeedsMore, "It was not enough: decide anew"),
        ],
        _ => &[
            (Came::GotIt, "They have a place already"),
            (Came::NotReached, "They could not be reached"),
            (Came::NotNeeded, "They do not need it any more"),
            (Came::NeedsMore, "It is not enough: decide anew"),
        ],
    }
}

/// Why it cannot be said so what came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotFollow {
    /// Nothing is owed, or it was said already.
    NotOwed,
    /// What came of it was not chosen.
    NoAnswer,
    /// No word of how it is.
    NoWords,
    /// What is owed is something else than a place, a list or a panel that keeps the family.
    NotForAPlace,
}

impl From<CannotFollow> for Refusal {
    fn from(rule: CannotFollow) -> Self {
        match rule {
            CannotFollow::NotOwed => Self::new("follow-up-not-owed", "It was said already what came of it").at("came"),
            CannotFollow::NotForAPlace => Self::new(
                "follow-up-not-for-a-place",
                "This contact was not decided to go to a panel, a waiting list or a programme. Say what came of it instead",
            )
            .at("panel"),
            CannotFollow::NoAnswer => Self::new("follow-up-without-answer", "Choose what came of it").at("came"),
            CannotFollow::NoWords => {
                Self::new("follow-up-without-words", "Say in a sentence how it is, and who told you").at("words")
            }
        }
    }
}

/// May this be said of an outcome that is (`owed`) or is not followed up?
///
/// # Errors
/// Every [`CannotFollow`] that holds.
pub fn follow(outcome: &str, owed: bool, came: Option<Came>, words: &str) -> Result<Came, Refusals> {
    let offered = came.filter(|came| answers(outcome).iter().any(|(known, _)| known == came));
    let faults = [
        (!owed, CannotFollow::NotOwed),
        (offered.is_none(), CannotFollow::NoAnswer),
        (words.trim().is_empty(), CannotFollow::NoWords),
    ];
    let faults: Vec<Refusal> = faults.into_iter().filter(|(holds, _)| *holds).map(|(_, rule)| rule.into()).collect();
    Refusals::check(faults)?;
    Ok(offered.unwrap_or(Came::NotReached))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_a_decision_is_said_in_words_once_and_by_an_answer_that_fits() {
        assert_eq!(follow("signpost", true, Some(Came::GotIt), "She goes on Tuesdays."), Ok(Came::GotIt));
        let wrong = follow("signpost", false, Some(Came::Said), " ").expect_err("refused");
        let names: Vec<&str> = wrong.iter().map(|refusal| refusal.name).collect();
        assert_eq!(names, ["follow-up-not-owed", "follow-up-without-answer", "follow-up-without-words"]);
    }

    #[test]
    fn every_outcome_that_somebody_follows_up_can_end_or_is_asked_again() {
        for outcome in
            ["step-up", "signpost", "panel", "waiting-list", "group-programme", "with-social-care", "help-goes-on"]
        {
            assert!(follows(outcome, false).word().is_some(), "{outcome}");
            assert!(answers(outcome).iter().any(|(came, _)| !came.is_asked_again()), "{outcome}");
        }
        assert_eq!(follows("single-agency", true), Follows::Word(Owes::Maker, "single-agency-check"));
        assert_eq!(follows("single-agency", false), Follows::Episode);
    }
}
