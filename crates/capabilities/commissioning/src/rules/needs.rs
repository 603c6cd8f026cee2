//! What a voiced need says, and what an analysis says before it is published.

use super::refuse;
use chrono::NaiveDate;
use web::{Refusal, Refusals};

store::coded! {
    /// A band of ages.
    pub enum Age {
        /// Before school.
        UpTo4 = "0-4",
        /// Primary school.
        UpTo10 = "5-10",
        /// Secondary school.
        UpTo15 = "11-15",
        /// After that.
        Older = "16-25",
        /// Several, or it does not matter.
        Any = "any",
    }
}

impl Age {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::UpTo4 => "0 to 4",
            Self::UpTo10 => "5 to 10",
            Self::UpTo15 => "11 to 15",
            Self::Older => "16 to 25",
            Self::Any => "Any age, or several",
        }
    }

    /// The band in which this many years lie.
    pub const fn of(years: i64) -> Self {
        match years {
            ..=4 => Self::UpTo4,
            5..=10 => Self::UpTo10,
            11..=15 => Self::UpTo15,
            _ => Self::Older,
        }
    }
}

/// Why a need cannot be voiced so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotVoice {
    /// No need of the pack.
    NoNeed,
    /// No area.
    NoArea,
    /// No age.
    NoAge,
    /// Nobody says what is missing.
    NoNote,
    /// It leads to somebody.
    Named(&'static str),
}

impl From<CannotVoice> for Refusal {
    fn from(rule: CannotVoice) -> Self {
        match rule {
            CannotVoice::NoNeed => Self::new("voice-without-need", "Choose the need").at("need"),
            CannotVoice::NoArea => {
                Self::new("voice-without-area", "Enter the ward, or the first half of the postcode").at("area")
            }
            CannotVoice::NoAge => Self::new("voice-without-age", "Choose an age, or that it does not matter").at("age"),
            CannotVoice::NoNote => {
                Self::new("voice-without-note", "Write what would help, and what there is not").at("note")
            }
            CannotVoice::Named(field) => Self::new(
                "voice-names-somebody",
                "Leave out telephone numbers, dates, e-mail addresses and whole postcodes: nobody shall be recognised",
            )
            .at(field),
        }
    }
}

/// What is voiced.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Voicing<'a> {
    pub need: bool,
    pub area: &'a str,
    pub age: bool,
    pub note: &'a str,
}

/// May it be kept?
///
/// # Errors
/// Every [`CannotVoice`] that holds.
pub fn voice(new: Voicing<'_>) -> Result<(), Refusals> {
    refuse([
        (!new.need, CannotVoice::NoNeed),
        (new.area.trim().is_empty(), CannotVoice::NoArea),
        (!new.age, CannotVoice::NoAge),
        (new.note.trim().is_empty(), CannotVoice::NoNote),
        (web::names_somebody(new.area), CannotVoice::Named("area")),
        (web::names_somebody(new.note), CannotVoice::Named("note")),
    ])
}

/// Why an analysis cannot be kept, or published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAnalyse {
    /// It has no title.
    NoTitle,
    /// No first or last day.
    NoTime,
    /// The last day lies before the first, or has not come.
    TimeWrong,
    /// Longer than can be counted.
    TooLong,
    /// It is published, and does not change.
    Published,
    /// No priorities.
    NoPriorities,
    /// No working group.
    NoGroup,
    /// No joint action.
    NoActions,
    /// A text leads to somebody.
    Named,
}

impl From<CannotAnalyse> for Refusal {
    fn from(rule: CannotAnalyse) -> Self {
        let (name, told, field) = match rule {
            CannotAnalyse::NoTitle => ("analysis-without-title", "Enter a title", "title"),
            CannotAnalyse::NoTime => {
                ("analysis-without-time", "Enter the first and the last day that are counted", "from")
            }
            CannotAnalyse::TimeWrong => {
                ("analysis-time-wrong", "The last day comes after the first, and has been", "until")
            }
            CannotAnalyse::TooLong => ("analysis-too-long", "Count at most five years at once", "from"),
            CannotAnalyse::Published => {
                ("analysis-published", "This analysis is published and does not change. Begin the next from it", "form")
            }
            CannotAnalyse::NoPriorities => (
                "analysis-without-priorities",
                "Write the priorities that were agreed before it is published",
                "priorities",
            ),
            CannotAnalyse::NoGroup => {
                ("analysis-without-group", "Write who is of the working group before it is published", "group")
            }
            CannotAnalyse::NoActions => {
                ("analysis-without-actions", "Add at least one joint action before it is published", "actions")
            }
            CannotAnalyse::Named => (
                "analysis-names-somebody",
                "Leave out telephone numbers, dates of birth, e-mail addresses and postcodes",
                "form",
            ),
        };
        Self::new(name, told).at(field)
    }
}

/// May an analysis of this time be begun?
///
/// # Errors
/// Every [`CannotAnalyse`] that holds.
pub fn begin(title: &str, time: (Option<NaiveDate>, Option<NaiveDate>), today: NaiveDate) -> Result<(), Refusals> {
    let both = match time {
        (Some(from), Some(until)) => Some((from, until)),
        _ => None,
    };
    refuse([
        (title.trim().is_empty(), CannotAnalyse::NoTitle),
        (both.is_none(), CannotAnalyse::NoTime),
        (both.is_some_and(|(from, until)| until < from || until > today), CannotAnalyse::TimeWrong),
        (both.is_some_and(|(from, until)| (until - from).num_days() > 5 * 366), CannotAnalyse::TooLong),
    ])
}

/// May an analysis be changed?
///
/// # Errors
/// Every [`CannotAnalyse`] that holds.
pub fn change(published: bool, texts: &[&str]) -> Result<(), Refusals> {
    refuse([
        (published, CannotAnalyse::Published),
        (texts.iter().any(|text| web::names_somebody(text)), CannotAnalyse::Named),
    ])
}

/// May it be published?
///
/// # Errors
/// Every [`CannotAnalyse`] that holds.
pub fn publish(published: bool, priorities: &str, group: &str, actions: usize) -> Result<(), Refusals> {
    refuse([
        (published, CannotAnalyse::Published),
        (priorities.trim().is_empty(), CannotAnalyse::NoPriorities),
        (group.trim().is_empty(), CannotAnalyse::NoGroup),
        (actions == 0, CannotAnalyse::NoActions),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voiced_need_names_nobody() {
        let good = Voicing { need: true, area: "ME4", age: true, note: "Somebody to talk to, after school." };
        assert!(voice(good).is_ok());
        for note in ["Ring 01634 900123", "ada@example.org", "They live at ME4 4TR"] {
            assert!(voice(Voicing { note, ..good }).expect_err("refused").names("voice-names-somebody"), "{note}");
        }
        assert!(voice(Voicing { area: "ME4 4TR", ..good }).expect_err("refused").names("voice-names-somebody"));
    }

    #[test]
    fn what_is_published_says_what_follows_and_does_not_change() {
        let refused = publish(false, " ", "", 0).expect_err("refused");
        for name in ["analysis-without-priorities", "analysis-without-group", "analysis-without-actions"] {
            assert!(refused.names(name), "{name}");
        }
        assert!(change(true, &[]).expect_err("refused").names("analysis-published"));
    }
}
