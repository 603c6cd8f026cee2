//! Rules of a place of one's own: who can have one, when it opens, what may be released, what can be said.

mod picture;
mod releasing;
mod saying;

pub use picture::{CannotKeepPicture, Clean, Format, MOST_BYTES, MOST_PIXELS, clean, room};
pub use releasing::{CannotRelease, Deciding, Releasing, Subject, decide, is_theirs_to_read, release, tells_place};
pub use saying::{CannotSay, Kind, Owner, say};

use chrono::NaiveDate;
use web::{Refusal, Refusals};

store::coded! {
    /// Where a place stands; derived from its dates.
    pub enum State {
        /// Its person has not set it up.
        Invited = "invited",
        /// Its person opens it with a code and a word.
        Open = "open",
        /// A worker closed it; nothing shows that.
        Closed = "closed",
    }
}

impl State {
    /// In words, for workers.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Invited => "Invited",
            Self::Open => "In use",
            Self::Closed => "Closed",
        }
    }
}

store::coded! {
    /// How the code reaches its person.
    pub enum Way {
        /// Handed over.
        InPerson = "in-person",
        /// By post, where that is safe.
        Letter = "letter",
        /// By text, to a number that is safe.
        Text = "text",
    }
}

impl Way {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InPerson => "Handed over in person",
            Self::Letter => "By letter, where it is safe to send one",
            Self::Text => "By text, to a number that is safe",
        }
    }
}

/// Why somebody cannot be invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotInvite {
    /// Nobody is chosen.
    Nobody,
    /// They are younger than the pack says; what is released for them stands in a parent's place.
    TooYoung,
    /// They have one.
    Already,
    /// Nobody says how the code reaches them.
    NoWay,
    /// There is no fact that both know.
    NoFact,
    /// Nobody has talked with them about who else may look at their telephone.
    NotSafe,
    /// The record is kept to a list of people, because somebody is in danger or related.
    Restricted,
    /// The family is not helped.
    NotHelped,
}

impl From<CannotInvite> for Refusal {
    fn from(rule: CannotInvite) -> Self {
        match rule {
            CannotInvite::Nobody => Self::new("own-place-nobody", "Choose who is invited").at("person"),
            CannotInvite::TooYoung => Self::new(
                "own-place-too-young",
                "They are too young for a place of their own. Release a page for them into a parent's place",
            )
            .at("person"),
            CannotInvite::Already => {
                Self::new("own-place-already", "They have one already. Make a new code for it").at("person")
            }
            CannotInvite::NoWay => Self::new("own-place-no-way", "Choose how the code reaches them").at("way"),
            CannotInvite::NoFact => Self::new(
                "own-place-no-fact",
                "Enter a word that you have agreed with them, or their date of birth: at least three letters or numbers",
            )
            .at("fact"),
            CannotInvite::NotSafe => Self::new(
                "own-place-not-safe",
                "Talk with them first about who else may see their telephone or post, and tick that you did",
            )
            .at("safe"),
            CannotInvite::Restricted => Self::new(
                "own-place-restricted",
                "This record is restricted. No place of anybody's own opens while it is",
            ),
            CannotInvite::NotHelped => {
                Self::new("own-place-not-helped", "This family is not being helped at the moment")
            }
        }
    }
}

/// Somebody who is to be invited, perhaps not yet complete.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inviting<'a> {
    /// Their age, if they are chosen; none inside where it is not known.
    pub age: Option<Option<u32>>,
    /// Whether they are a child of the family.
    pub child: bool,
    /// From which age.
    pub from: u32,
    /// They have a place that is not closed.
    pub already: bool,
    /// Whether it is said how the code reaches them.
    pub way: bool,
    /// What both know.
    pub fact: &'a str,
    /// It was talked about whether it is safe.
    pub safe: bool,
    /// The record is restricted.
    pub restricted: bool,
    /// Help goes on.
    pub helped: bool,
}

/// Whether somebody may be invited: grown, or of an age to speak for themselves (practice 7), and safe.
///
/// # Errors
/// Every [`CannotInvite`] that holds.
pub fn invite(new: &Inviting<'_>) -> Result<(), Refusals> {
    let too_young = new.age.is_some_and(|age| new.child && age.is_none_or(|age| age < new.from));
    refuse([
        (new.restricted, CannotInvite::Restricted),
        (!new.helped, CannotInvite::NotHelped),
        (new.age.is_none(), CannotInvite::Nobody),
        (too_young, CannotInvite::TooYoung),
        (new.already, CannotInvite::Already),
        (!new.way, CannotInvite::NoWay),
        (fact(new.fact).chars().count() < 3, CannotInvite::NoFact),
        (!new.safe, CannotInvite::NotSafe),
    ])
}

/// All of these that hold.
pub(crate) fn refuse<R: Into<Refusal>, const N: usize>(all: [(bool, R); N]) -> Result<(), Refusals> {
    let held: Vec<Refusal> = all.into_iter().filter(|(holds, _)| *holds).map(|(_, rule)| rule.into()).collect();
    Refusals::check(held)
}

/// On what it depends whether a place opens.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// How far it is.
    pub state: State,
    /// Its person is in the family now, and lives.
    pub of_family: bool,
    /// The record is restricted.
    pub restricted: bool,
    /// The day on which help ended; none while it goes on.
    pub ended_on: Option<NaiveDate>,
    /// Somebody helps, or has helped, the family.
    pub ever_helped: bool,
    /// The day.
    pub today: NaiveDate,
    /// So many days after help has ended.
    pub after: i64,
}

/// Whether a place opens at this moment. It ends with the next request when its person leaves the family, when the record
/// is restricted, when a worker closes it, and so many days after help has ended. An agreement that is withdrawn closes
/// nothing: whoever withdraws still reads what follows, until help ends.
pub fn opens(standing: &Standing) -> bool {
    let over = standing.ended_on.is_some_and(|on| (standing.today - on).num_days() > standing.after);
    standing.state == State::Open && standing.of_family && !standing.restricted && standing.ever_helped && !over
}

/// A fact that both know, as it is compared: a date in whatever way it is written is the same date, and neither case nor
/// spaces matter in a word.
pub fn fact(typed: &str) -> String {
    let parts: Vec<String> = typed
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    day_in(&parts).map_or_else(|| parts.concat(), |day| day.to_string())
}

/// `4 March 2001`, `4.3.2001`, `4/3/01`, `2001-03-04`.
fn day_in(parts: &[String]) -> Option<NaiveDate> {
    let [first, month, last] = parts else { return None };
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month: u32 = match month.parse() {
        Ok(number) => number,
        Err(_) => u32::try_from(months.iter().position(|name| month.starts_with(name))? + 1).ok()?,
    };
    let number = |text: &str| text.trim_end_matches(|letter: char| letter.is_alphabetic()).parse::<i32>().ok();
    let (day, year) = if first.len() == 4 { (number(last)?, number(first)?) } else { (number(first)?, number(last)?) };
    let year = match year {
        0..=30 => year + 2000,
        31..=99 => year + 1900,
        other => other,
    };
    NaiveDate::from_ymd_opt(year, month, u32::try_from(day).ok()?)
}

/// What is wrong with a word of somebody's own, if anything: six letters or numbers that are not the first that others
/// try. It goes with a code that cannot be guessed, and ten wrong ones in a quarter of an hour are the end of guessing.
pub fn word_fault(word: &str, code: &str, known: &str) -> Option<&'static str> {
    let letters: Vec<char> = word.trim().chars().collect();
    if letters.len() < 6 {
        return Some("Use at least six letters or numbers: a few words, or a number that nobody guesses");
    }
    if letters.len() > 100 {
        return Some("Use 100 letters or fewer");
    }
    let same = letters.iter().all(|letter| *letter == letters[0]);
    let steps: Vec<i64> =
        letters.windows(2).map(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]))).collect();
    let counts = steps.iter().all(|step| *step == 1) || steps.iter().all(|step| *step == -1);
    let folded = fact(word);
    let known_one = !folded.is_empty() && (folded == fact(known) || folded == fact(code));
    (same || counts || known_one || folded == "password")
        .then_some("That is one of the first that somebody tries. Choose something that only you know")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn open() -> Standing {
        Standing {
            state: State::Open,
            of_family: true,
            restricted: false,
            ended_on: None,
            ever_helped: true,
            today: day("2026-03-10"),
            after: 28,
        }
    }

    #[test]
    fn a_young_person_has_a_place_of_their_own_from_thirteen_and_a_younger_child_none() {
        let asked = Inviting {
            from: 13,
            child: true,
            way: true,
            fact: "Biscuit",
            safe: true,
            helped: true,
            ..Inviting::default()
        };
        assert!(invite(&Inviting { age: Some(Some(13)), ..asked }).is_ok());
        assert!(invite(&Inviting { age: Some(Some(12)), ..asked }).is_err());
        // of whom the age is not known is not let in by that
        assert!(invite(&Inviting { age: Some(None), ..asked }).is_err());
        assert!(invite(&Inviting { age: Some(None), child: false, ..asked }).is_ok());
        assert!(invite(&Inviting { age: Some(Some(40)), safe: false, ..asked }).is_err());
        assert!(invite(&Inviting { age: Some(Some(40)), restricted: true, ..asked }).is_err());
    }

    #[test]
    fn a_place_ends_when_its_person_leaves_when_the_record_is_restricted_and_four_weeks_after_help() {
        assert!(opens(&open()));
        assert!(!opens(&Standing { of_family: false, ..open() }));
        assert!(!opens(&Standing { restricted: true, ..open() }));
        assert!(!opens(&Standing { state: State::Closed, ..open() }));
        assert!(!opens(&Standing { state: State::Invited, ..open() }));
        assert!(!opens(&Standing { ever_helped: false, ..open() }));
        assert!(opens(&Standing { ended_on: Some(day("2026-02-10")), ..open() }));
        assert!(!opens(&Standing { ended_on: Some(day("2026-02-09")), ..open() }));
    }

    #[test]
    fn a_date_of_birth_is_the_same_however_it_is_written() {
        for typed in ["4 March 2001", "4.3.2001", "04/03/01", "2001-03-04", "4th Mar 2001"] {
            assert_eq!(fact(typed), "2001-03-04", "{typed}");
        }
        assert_eq!(fact(" The  Blue Door "), fact("the blue door"));
        assert_ne!(fact("blue"), fact("green"));
    }

    #[test]
    fn a_word_that_others_try_first_is_no_secret() {
        for weak in ["12345", "123456", "654321", "aaaaaa", "abcdef", "4.3.2001", "7K2M-9QXA-T4VE", "password"] {
            assert!(word_fault(weak, "7K2M9QXAT4VE", "4 March 2001").is_some(), "{weak}");
        }
        assert_eq!(word_fault("the tin teapot", "7K2M9QXAT4VE", "4 March 2001"), None);
        assert_eq!(word_fault("839201", "7K2M9QXAT4VE", "4 March 2001"), None);
    }
}
