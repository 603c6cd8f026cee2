//! What waiting asks for: what is hoped for and why it is urgent, a look again and again, and an end with a reason.

mod order;

pub use order::{Standing, ahead, fair};

use chrono::{Days, NaiveDate};
use pack::Pack;
use web::{Refusal, Refusals};

store::coded! {
    /// For what one waits.
    pub enum For {
        /// A team of the council that takes the family on.
        Team = "team",
        /// A lead professional.
        Lead = "lead",
        /// A service of the directory.
        Service = "service",
        /// The decision of a panel.
        Panel = "panel",
        /// A place in a group programme.
        Programme = "programme",
    }
}

impl For {
    /// In words, as a list says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Team => "A team",
            Self::Lead => "A lead professional",
            Self::Service => "A service",
            Self::Panel => "A panel",
            Self::Programme => "A programme",
        }
    }
}

store::coded! {
    /// How soon, in the judgement of whoever asks.
    pub enum Priority {
        /// It cannot wait: harm is likely while they do.
        Urgent = "urgent",
        /// It gets worse while they wait.
        Soon = "soon",
        /// It can wait for its turn.
        Routine = "routine",
    }
}

impl Priority {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Urgent => "Urgent",
            Self::Soon => "Soon",
            Self::Routine => "Routine",
        }
    }

    /// What it means.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Urgent => "Harm is likely while they wait.",
            Self::Soon => "It gets worse while they wait.",
            Self::Routine => "It can wait for its turn.",
        }
    }
}

store::coded! {
    /// How waiting ends.
    pub enum Ended {
        /// They have what they waited for.
        Placed = "placed",
        /// They were offered it and do not want it.
        Declined = "declined",
        /// They do not need it any more.
        NotNeeded = "not-needed",
        /// They get help elsewhere.
        Elsewhere = "elsewhere",
        /// They live elsewhere.
        Moved = "moved",
        /// Nobody could reach them, though it was tried in several ways.
        CannotReach = "cannot-reach",
        /// Whoever asked, or the family, took it back.
        Withdrawn = "withdrawn",
        /// What they waited for is not given any more.
        NotGiven = "not-given",
    }
}

impl Ended {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Placed => "They have what they waited for",
            Self::Declined => "They do not want what was offered",
            Self::NotNeeded => "They do not need it any more",
            Self::Elsewhere => "They get help elsewhere",
            Self::Moved => "They live elsewhere",
            Self::CannotReach => "Nobody could reach them",
            Self::Withdrawn => "It was taken back",
            Self::NotGiven => "What they waited for is not given any more",
        }
    }

    /// Whether they are left without the help that they waited for: counted as such.
    pub const fn is_without_help(self) -> bool {
        matches!(self, Self::CannotReach | Self::NotGiven)
    }
}

store::coded! {
    /// What a family says to an offer.
    pub enum Answer {
        /// Yes.
        Accepted = "accepted",
        /// No.
        Declined = "declined",
        /// Nothing, by the day on which an answer was hoped for.
        NotAnswered = "not-answered",
    }
}

impl Answer {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "They accept",
            Self::Declined => "They decline",
            Self::NotAnswered => "They did not answer",
        }
    }
}

store::coded! {
    /// What a look at a family that waits found.
    pub enum Still {
        /// It is needed as before.
        Needed = "needed",
        /// It is needed, and things have changed.
        Changed = "changed",
        /// Nobody could be reached this time.
        NotReached = "not-reached",
    }
}

impl Still {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Needed => "Still needed",
            Self::Changed => "Still needed, and things have changed",
            Self::NotReached => "Nobody could be reached",
        }
    }
}

/// Why somebody cannot be put on a list, or what is said of their place cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotWait {
    /// They wait for the same already.
    Twice,
    /// Nobody said for what.
    NoTarget,
    /// Two things were named at once.
    TwoTargets,
    /// Help goes on with a team already.
    Helped,
    /// It is kept where it was asked for: with the panel, the programme, the referral or the lead.
    KeptElsewhere,
    /// Nobody said what is hoped for.
    NoWhat,
    /// How soon was not said.
    NoPriority,
    /// It is urgent, or soon, and nobody says why.
    NoWhy,
    /// It has ended.
    Ended,
    /// What came of a look was not chosen.
    NoStill,
    /// A look without a word of how they are.
    NoWords,
    /// An offer that does not say what.
    NoOffer,
    /// An answer would be due before the offer.
    AnswerPast,
    /// An offer waits for an answer already.
    Offered,
    /// There is no offer to answer, or it was answered already.
    NotOffered,
    /// The answer was not chosen.
    NoAnswer,
    /// They decline, and nobody says why.
    NoDeclineReason,
    /// It ends without a reason.
    NoReason,
}

impl From<CannotWait> for Refusal {
    fn from(rule: CannotWait) -> Self {
        match rule {
            CannotWait::Twice => {
                Self::new("waiting-twice", "They wait for this already. Look after that place instead").at("target")
            }
            CannotWait::NoTarget => Self::new("waiting-without-target", "Say for what they wait").at("target"),
            CannotWait::TwoTargets => Self::new(
                "waiting-for-two-things",
                "Name a team or a service, and put them on another list for the other",
            )
            .at("service"),
            CannotWait::Helped => Self::new(
                "waiting-for-a-team-while-helped",
                "Help goes on with a team already. Its manager hands the family over to another",
            )
            .at("target"),
            CannotWait::KeptElsewhere => Self::new(
                "waiting-kept-elsewhere",
                "This is offered, answered and ended where it was asked for: with the panel, the programme, the referral \
                 or the lead",
            )
            .at("words"),
            CannotWait::NoWhat => Self::new("waiting-without-what", "Say what is hoped for").at("what"),
            CannotWait::NoPriority => Self::new("waiting-without-priority", "Choose how soon").at("priority"),
            CannotWait::NoWhy => {
                Self::new("waiting-without-why", "Say why it cannot wait for its turn: others wait as well").at("why")
            }
            CannotWait::Ended => {
                Self::new("waiting-ended", "They wait for this no more. Nothing can be added").at("words")
            }
            CannotWait::NoStill => Self::new("waiting-look-without-answer", "Choose how it stands").at("still"),
            CannotWait::NoWords => {
                Self::new("waiting-look-without-words", "Say how they are, and who told you").at("words")
            }
            CannotWait::NoOffer => {
                Self::new("offer-without-what", "Say what is offered, from when and where").at("what")
            }
            CannotWait::AnswerPast => {
                Self::new("offer-answer-past", "The day by which they answer must not have passed").at("answer_by")
            }
            CannotWait::Offered => {
                Self::new("offered-already", "Something is offered to them already. Keep their answer first").at("what")
            }
            CannotWait::NotOffered => {
                Self::new("offer-answered", "Nothing that is offered waits for an answer: it was kept already")
                    .at("answer")
            }
            CannotWait::NoAnswer => Self::new("offer-without-answer", "Choose what they say").at("answer"),
            CannotWait::NoDeclineReason => {
                Self::new("offer-declined-without-reason", "Say why they do not want it").at("words")
            }
            CannotWait::NoReason => Self::new("waiting-ends-without-reason", "Say why they wait no more").at("ended"),
        }
    }
}

fn refuse(faults: impl IntoIterator<Item = (bool, CannotWait)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}

/// What somebody is put on a list with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beginning<'a> {
    /// They wait for the same already.
    pub twice: bool,
    /// It was said for what.
    pub target: bool,
    /// It is for a team, and help goes on with one.
    pub helped: bool,
    /// What is hoped for.
    pub what: &'a str,
    /// How soon.
    pub priority: Option<Priority>,
    /// Why.
    pub why: &'a str,
}

/// May somebody be put on a list so?
///
/// # Errors
/// Every [`CannotWait`] that holds.
pub fn begin(new: Beginning<'_>) -> Result<(), Refusals> {
    refuse([
        (!new.target, CannotWait::NoTarget),
        (new.target && new.twice, CannotWait::Twice),
        (new.helped, CannotWait::Helped),
        (new.what.trim().is_empty(), CannotWait::NoWhat),
        (new.priority.is_none(), CannotWait::NoPriority),
        (
            matches!(new.priority, Some(Priority::Urgent | Priority::Soon)) && new.why.trim().is_empty(),
            CannotWait::NoWhy,
        ),
    ])
}

/// May a look be kept so?
///
/// # Errors
/// Every [`CannotWait`] that holds.
pub fn look(ended: bool, still: Option<Still>, words: &str) -> Result<(), Refusals> {
    refuse([
        (ended, CannotWait::Ended),
        (still.is_none(), CannotWait::NoStill),
        (words.trim().is_empty(), CannotWait::NoWords),
    ])
}

/// May something be offered? One offer at a time.
///
/// # Errors
/// Every [`CannotWait`] that holds.
pub fn offer(ended: bool, offered: bool, what: &str, answer_by: NaiveDate, today: NaiveDate) -> Result<(), Refusals> {
    refuse([
        (ended, CannotWait::Ended),
        (!ended && offered, CannotWait::Offered),
        (what.trim().is_empty(), CannotWait::NoOffer),
        (answer_by < today, CannotWait::AnswerPast),
    ])
}

/// May this answer be kept? An offer is answered once.
///
/// # Errors
/// Every [`CannotWait`] that holds.
pub fn answer(offered: bool, said: Option<Answer>, words: &str) -> Result<(), Refusals> {
    refuse([
        (!offered, CannotWait::NotOffered),
        (offered && said.is_none(), CannotWait::NoAnswer),
        (said == Some(Answer::Declined) && words.trim().is_empty(), CannotWait::NoDeclineReason),
    ])
}

/// May waiting end so?
///
/// # Errors
/// Every [`CannotWait`] that holds.
pub fn end(ended: bool, how: Option<Ended>, words: &str) -> Result<(), Refusals> {
    refuse([(ended, CannotWait::Ended), (how.is_none() || words.trim().is_empty(), CannotWait::NoReason)])
}

/// May somebody who keeps a list do this by hand? Not where it stands for something of another capability, which keeps
/// what follows from it.
///
/// # Errors
/// [`CannotWait::KeptElsewhere`].
pub fn by_hand(stands_for_another: bool) -> Result<(), Refusals> {
    refuse([(stands_for_another, CannotWait::KeptElsewhere)])
}

/// The day on which somebody looks again.
pub fn next_look(pack: &Pack, from: NaiveDate) -> NaiveDate {
    from + Days::new(u64::from(pack.number("waiting-check")))
}

/// Whether somebody who waits since then has waited too long: the forum looks at it.
pub fn is_too_long(pack: &Pack, since: NaiveDate, today: NaiveDate) -> bool {
    today - since >= chrono::TimeDelta::days(i64::from(pack.number("waiting-long")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).expect("a day")
    }

    #[test]
    fn nobody_waits_twice_for_the_same_and_whoever_goes_before_others_says_why() {
        let new =
            Beginning { target: true, what: "A group.", priority: Some(Priority::Routine), ..Beginning::default() };
        assert!(begin(new).is_ok());
        assert!(begin(Beginning { twice: true, ..new }).expect_err("refused").names("waiting-twice"));
        let urgent = Beginning { priority: Some(Priority::Urgent), ..new };
        assert!(begin(urgent).expect_err("refused").names("waiting-without-why"));
        assert!(begin(Beginning { why: "He is not safe.", ..urgent }).is_ok());
    }

    #[test]
    fn an_offer_is_answered_once_and_a_no_has_a_reason() {
        assert!(answer(true, Some(Answer::Accepted), "").is_ok());
        assert!(answer(false, Some(Answer::Accepted), "").expect_err("refused").names("offer-answered"));
        assert!(answer(true, Some(Answer::Declined), " ").expect_err("refused").names("offer-declined-without-reason"));
        assert!(offer(false, true, "A place.", on(9), on(4)).expect_err("refused").names("offered-already"));
        assert!(offer(false, false, "A place.", on(3), on(4)).expect_err("refused").names("offer-answer-past"));
    }

    #[test]
    fn waiting_ends_only_with_a_reason_and_only_once() {
        assert!(end(false, Some(Ended::Moved), "To Kent.").is_ok());
        assert!(end(false, Some(Ended::Moved), "").expect_err("refused").names("waiting-ends-without-reason"));
        assert!(end(true, Some(Ended::Moved), "To Kent.").expect_err("refused").names("waiting-ended"));
    }
}
