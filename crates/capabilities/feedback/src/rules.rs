//! Who is asked what they think of the help, by whom, and what is written down of it (001 s10).

use access::AccountId;
use people::PersonId;
use web::{Refusal, Refusals};

store::coded! {
    /// What a family says to a question about the help.
    pub enum Opinion {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// It was not asked, or they did not want to say: as it was kept of a whole family, before each was asked.
        NotAsked = "not-asked",
    }
}

impl Opinion {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::NotAsked => "Not asked, or not answered",
        }
    }
}

store::coded! {
    /// What came of asking somebody.
    pub enum Asked {
        /// They answered.
        Answered = "answered",
        /// They were asked, and did not answer.
        NoAnswer = "no-answer",
        /// They were not asked.
        NotAsked = "not-asked",
    }
}

impl Asked {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Answered => "Asked, and answered",
            Self::NoAnswer => "Asked, and did not answer",
            Self::NotAsked => "Not asked",
        }
    }
}

store::coded! {
    /// When somebody is asked.
    #[derive(Default)]
    pub enum Occasion {
        /// While help goes on.
        During = "during",
        /// Because help ends.
        #[default]
        Closure = "closure",
        /// Some time after it ended.
        Later = "later",
    }
}

impl Occasion {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::During => "While help goes on",
            Self::Closure => "Because help ends",
            Self::Later => "Some time after it ended",
        }
    }
}

/// What one of the family says of the help, perhaps not yet complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who.
    pub person: PersonId,
    /// What came of asking them.
    pub asked: Option<Asked>,
    /// Did help come in time?
    pub timely: Option<Opinion>,
    /// Was it helpful?
    pub helpful: Option<Opinion>,
    /// Are they able to meet their own needs now?
    pub able: Option<Opinion>,
    /// In their words.
    pub words: String,
}

impl Answer {
    /// Nothing is said of them yet.
    pub fn nothing_of(person: PersonId) -> Self {
        Self { person, asked: None, timely: None, helpful: None, able: None, words: String::new() }
    }

    /// Whether there is nothing that they said.
    pub fn is_empty(&self) -> bool {
        [self.timely, self.helpful, self.able].iter().all(Option::is_none) && self.words.trim().is_empty()
    }

    /// Whether somebody should read it soon: they are not content, or say something in their words.
    pub fn is_to_be_read(&self) -> bool {
        let not = |opinion: Option<Opinion>| opinion == Some(Opinion::No);
        not(self.timely) || not(self.helpful) || not(self.able) || !self.words.trim().is_empty()
    }
}

/// Someone who is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToAsk {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Whether they are a child, who is asked in a child's words.
    pub young: bool,
}

/// Why it cannot be asked or written down so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAsk {
    /// Nobody is chosen, or somebody who is not asked.
    Nobody,
    /// They are being asked already.
    AskedAlready,
    /// It is not said in which way.
    NoWay,
    /// It is not said on which occasion.
    NoOccasion,
    /// Somebody has to ask them, and nobody is chosen.
    NoCaller,
    /// Whoever is judged would ask about their own help, or write down what was said of it.
    OwnHelp,
    /// They answered, and nothing of it is written down.
    NothingSaid,
    /// It is not said what came of asking them.
    NothingCame,
    /// They were not asked after all, and nobody says why.
    NotAskedWithoutReason,
    /// It is over: they answered, or it was taken back.
    Over,
    /// It was read, and neither a theme nor an answer stands there.
    NothingRead,
}

impl From<CannotAsk> for Refusal {
    fn from(rule: CannotAsk) -> Self {
        match rule {
            CannotAsk::Nobody => Self::new("feedback-of-nobody", "Choose who is asked").at("person"),
            CannotAsk::AskedAlready => Self::new(
                "feedback-asked-already",
                "They are being asked already. Make a new letter or link for them, or take that back first",
            )
            .at("person"),
            CannotAsk::NoWay => Self::new("feedback-without-way", "Choose in which way they are asked").at("way"),
            CannotAsk::NoOccasion => {
                Self::new("feedback-without-occasion", "Choose when they are asked").at("occasion")
            }
            CannotAsk::NoCaller => Self::new("feedback-without-asker", "Choose who asks them").at("caller"),
            CannotAsk::OwnHelp => Self::new(
                "feedback-asked-by-lead",
                "Nobody asks about their own help. Let somebody else ask, or send a letter or a link",
            )
            .at("caller"),
            CannotAsk::NothingSaid => {
                Self::new("feedback-says-nothing", "Answer a question, or write something in your own words")
                    .at("timely")
            }
            CannotAsk::NothingCame => Self::new("feedback-without-outcome", "Say whether they answered").at("asked"),
            CannotAsk::NotAskedWithoutReason => {
                Self::new("feedback-not-asked-without-reason", "Write down why they were not asked").at("why")
            }
            CannotAsk::Over => Self::new("feedback-over", "This was answered already, or taken back"),
            CannotAsk::NothingRead => {
                Self::new("feedback-nothing-read", "Choose what it is about, or write an answer").at("reply")
            }
        }
    }
}

/// How somebody is to be asked, perhaps not yet complete.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    /// Whether somebody is chosen who may be asked.
    pub somebody: bool,
    /// Whether they are being asked already.
    pub already: bool,
    /// Whether a way is chosen, and whether nobody hears what is answered that way.
    pub own_way: Option<bool>,
    /// Whether an occasion is chosen.
    pub occasion: bool,
    /// Who asks.
    pub caller: Option<AccountId>,
    /// Whoever is judged.
    pub lead: Option<AccountId>,
}

/// All that stands against asking so.
///
/// # Errors
/// Every [`CannotAsk`] that holds.
pub fn ask(asking: &Asking) -> Result<(), Refusals> {
    let heard = asking.own_way == Some(false);
    let all = [
        (!asking.somebody).then_some(CannotAsk::Nobody),
        (asking.somebody && asking.already).then_some(CannotAsk::AskedAlready),
        asking.own_way.is_none().then_some(CannotAsk::NoWay),
        (!asking.occasion).then_some(CannotAsk::NoOccasion),
        (heard && asking.caller.is_none()).then_some(CannotAsk::NoCaller),
        (heard && asking.caller.is_some() && asking.caller == asking.lead).then_some(CannotAsk::OwnHelp),
    ];
    Refusals::check(all.into_iter().flatten().map(Refusal::from).collect())
}

/// All that stands against writing down what came of it. `typed_by` is who writes it down, `lead` whoever is judged.
///
/// # Errors
/// Every [`CannotAsk`] that holds.
pub fn hear(answer: &Answer, why: &str, typed_by: Option<AccountId>, lead: Option<AccountId>) -> Result<(), Refusals> {
    let own = typed_by.is_some() && typed_by == lead;
    let all = [
        own.then_some(CannotAsk::OwnHelp),
        answer.asked.is_none().then_some(CannotAsk::NothingCame),
        (answer.asked == Some(Asked::Answered) && answer.is_empty()).then_some(CannotAsk::NothingSaid),
        (answer.asked == Some(Asked::NotAsked) && why.trim().is_empty()).then_some(CannotAsk::NotAskedWithoutReason),
    ];
    Refusals::check(all.into_iter().flatten().map(Refusal::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Asking {
        Asking {
            somebody: true,
            already: false,
            own_way: Some(true),
            occasion: true,
            caller: None,
            lead: Some(AccountId(store::Uuid::from_u128(1))),
        }
    }

    fn names(all: Result<(), Refusals>) -> Vec<&'static str> {
        all.err().into_iter().flatten().map(|refusal| refusal.name).collect()
    }

    #[test]
    fn a_letter_needs_nobody_who_hears_and_a_call_needs_somebody_else_than_the_lead() {
        assert_eq!(names(ask(&good())), [""; 0]);
        let call = Asking { own_way: Some(false), ..good() };
        assert_eq!(names(ask(&call)), ["feedback-without-asker"]);
        assert_eq!(names(ask(&Asking { caller: good().lead, ..call })), ["feedback-asked-by-lead"]);
        assert_eq!(names(ask(&Asking { caller: Some(AccountId::new()), ..call })), [""; 0]);
    }

    #[test]
    fn all_that_is_missing_is_said_at_once() {
        let nothing = Asking { somebody: false, own_way: None, occasion: false, ..good() };
        let missing = ["feedback-of-nobody", "feedback-without-way", "feedback-without-occasion"];
        assert_eq!(names(ask(&nothing)), missing);
        assert_eq!(names(ask(&Asking { already: true, ..good() })), ["feedback-asked-already"]);
    }

    #[test]
    fn what_came_of_it_is_said_and_never_written_down_by_who_is_judged() {
        let person = PersonId(store::Uuid::from_u128(2));
        let said = Answer { asked: Some(Asked::Answered), helpful: Some(Opinion::No), ..Answer::nothing_of(person) };
        let lead = good().lead;
        assert_eq!(names(hear(&said, "", Some(AccountId::new()), lead)), [""; 0]);
        assert_eq!(names(hear(&said, "", None, lead)), [""; 0], "they wrote it themself");
        assert_eq!(names(hear(&said, "", lead, lead)), ["feedback-asked-by-lead"]);
        assert_eq!(names(hear(&Answer::nothing_of(person), "", None, lead)), ["feedback-without-outcome"]);
        let empty = Answer { asked: Some(Asked::Answered), ..Answer::nothing_of(person) };
        assert_eq!(names(hear(&empty, "", None, lead)), ["feedback-says-nothing"]);
        let not = Answer { asked: Some(Asked::NotAsked), ..Answer::nothing_of(person) };
        assert_eq!(names(hear(&not, " ", None, lead)), ["feedback-not-asked-without-reason"]);
        assert_eq!(names(hear(&not, "In hospital.", None, lead)), [""; 0]);
    }

    #[test]
    fn whoever_is_not_content_or_uses_their_own_words_is_read() {
        let person = PersonId(store::Uuid::from_u128(2));
        let yes = Some(Opinion::Yes);
        let content = Answer { timely: yes, helpful: yes, able: yes, ..Answer::nothing_of(person) };
        assert!(!content.is_to_be_read());
        assert!(Answer { able: Some(Opinion::No), ..content.clone() }.is_to_be_read());
        assert!(Answer { words: "Thank you".into(), ..content }.is_to_be_read());
    }
}
