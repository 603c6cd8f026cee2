//! What is asked of the family before help ends (001 s10).

use web::{Refusal, Refusals};

store::coded! {
    /// What a family says to a question about the help.
    pub enum Opinion {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// It was not asked, or they did not want to say.
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

/// What the family says of the help as it is written down, perhaps not yet complete.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Did help come in time?
    pub timely: Option<Opinion>,
    /// Was it helpful?
    pub helpful: Option<Opinion>,
    /// Are they able to meet their own needs now?
    pub able: Option<Opinion>,
    /// In their words.
    pub words: String,
}

/// What the family says of the help when it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Did help come in time?
    pub timely: Opinion,
    /// Was it helpful?
    pub helpful: Opinion,
    /// Are they able to meet their own needs now?
    pub able: Opinion,
    /// In their words.
    pub words: String,
}

/// Why help cannot end so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotEnd {
    /// Nobody says what the family answers to this question, or that it was not asked.
    Unasked(&'static str),
}

impl From<CannotEnd> for Refusal {
    fn from(rule: CannotEnd) -> Self {
        match rule {
            CannotEnd::Unasked(question) => {
                Self::new("closure-without-feedback", "Choose yes, no, or that it was not asked").at(question)
            }
        }
    }
}

/// What the family says when help ends for this reason, a word of the pack's `closing-reason`. What was opened in error
/// was no help that anyone could judge.
///
/// # Errors
/// Every question of which nothing is said.
pub fn heard(reason: &str, said: &Said) -> Result<Option<Feedback>, Refusals> {
    if reason == "opened-in-error" {
        return Ok(None);
    }

    let Said { timely, helpful, able, words } = said.clone();
    let all = [("timely", timely), ("helpful", helpful), ("able", able)];
    let unasked = all.into_iter().filter(|(_, opinion)| opinion.is_none());
    Refusals::check(unasked.map(|(question, _)| CannotEnd::Unasked(question).into()).collect())?;
    Ok(timely.zip(helpful).zip(able).map(|((timely, helpful), able)| Feedback { timely, helpful, able, words }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_is_asked_before_help_ends_unless_it_was_opened_in_error() {
        let said = Said { helpful: Some(Opinion::Yes), ..Said::default() };
        let refusals = heard("outcomes-met", &said).expect_err("two questions are open");
        let unasked: Vec<Refusal> = ["timely", "able"].map(|question| CannotEnd::Unasked(question).into()).into();
        assert_eq!(refusals.into_iter().collect::<Vec<_>>(), unasked);
        assert_eq!(heard("opened-in-error", &said), Ok(None));

        let all = Said { timely: Some(Opinion::No), able: Some(Opinion::NotAsked), ..said };
        assert!(heard("outcomes-met", &all).is_ok_and(|feedback| feedback.is_some()));
    }
}
