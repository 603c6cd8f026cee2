//! What whoever made a contact without an account may say of it afterwards, and how long they can read the answer.

use chrono::{Days, NaiveDate};
use web::Refusal;

store::coded! {
    /// What they say.
    pub enum Saying {
        /// The answer to a question.
        Reply = "reply",
        /// Something more.
        More = "more",
        /// That they want no help any more.
        Withdrawal = "withdrawal",
    }
}

/// Why it cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotSay {
    /// Nothing was written.
    Nothing,
    /// No question waits for a reply.
    NoQuestion,
    /// They have said already that they want no help.
    Withdrawn,
}

impl From<CannotSay> for Refusal {
    fn from(rule: CannotSay) -> Self {
        match rule {
            CannotSay::Nothing => Self::new("nothing-said", "Write what you want to tell us").at("text"),
            CannotSay::NoQuestion => {
                Self::new("no-question", "Nobody waits for a reply any more. You can still add something").at("text")
            }
            CannotSay::Withdrawn => {
                Self::new("withdrawn-already", "You have told us already that you do not want help now").at("text")
            }
        }
    }
}

/// May this be said? Whoever wants no help need not say why.
///
/// # Errors
/// The first rule that says no.
pub fn say(saying: Saying, text: &str, asked: bool, withdrawn: bool) -> Result<(), CannotSay> {
    match saying {
        Saying::Withdrawal if withdrawn => Err(CannotSay::Withdrawn),
        Saying::Withdrawal => Ok(()),
        Saying::Reply if !asked => Err(CannotSay::NoQuestion),
        Saying::Reply | Saying::More if text.trim().is_empty() => Err(CannotSay::Nothing),
        Saying::Reply | Saying::More => Ok(()),
    }
}

/// The last day on which the answer can be read with the code: so many days after it was given. Before that the code
/// does not end: an answer is owed.
pub fn readable_until(answered_on: NaiveDate, days: u32) -> NaiveDate {
    answered_on.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_needs_a_question_and_something_added_needs_words() {
        assert_eq!(say(Saying::Reply, "At 4pm", true, false), Ok(()));
        assert_eq!(say(Saying::Reply, "At 4pm", false, false), Err(CannotSay::NoQuestion));
        assert_eq!(say(Saying::More, " ", true, false), Err(CannotSay::Nothing));
        assert_eq!(say(Saying::More, "He is better.", false, true), Ok(()), "who wants no help can still say more");
    }

    #[test]
    fn no_reason_is_owed_for_wanting_no_help_and_it_is_said_once() {
        assert_eq!(say(Saying::Withdrawal, "", false, false), Ok(()));
        assert_eq!(say(Saying::Withdrawal, "", false, true), Err(CannotSay::Withdrawn));
    }

    #[test]
    fn the_code_ends_so_many_days_after_the_answer() {
        let answered = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        assert_eq!(readable_until(answered, 90), NaiveDate::from_ymd_opt(2026, 6, 2).expect("a day"));
    }
}
