//! When a meeting can be planned, and when it is over.

use super::refuse;
use chrono::NaiveDate;
use web::{Refusal, Refusals};

store::coded! {
    /// Whether a member came.
    pub enum Attended {
        /// They were there.
        Came = "came",
        /// They sent word that they cannot.
        Apologies = "apologies",
        /// They were not there.
        Absent = "absent",
    }
}

impl Attended {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Came => "Came",
            Self::Apologies => "Apologies",
            Self::Absent => "Not there",
        }
    }
}

/// Why a meeting cannot be planned or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotClose {
    /// Something on its agenda is not decided: so much.
    Undecided(usize),
    /// Nobody kept who came.
    NoAttendance,
    /// It was closed before.
    Closed,
    /// It is not held, and nobody says why.
    NoReason,
    /// Its day has not come.
    NotYet,
    /// No day.
    NoDay,
    /// The day has passed.
    Past,
    /// The panel meets on that day already.
    SameDay,
}

impl From<CannotClose> for Refusal {
    fn from(rule: CannotClose) -> Self {
        match rule {
            CannotClose::Undecided(many) => Self::new(
                "meeting-with-undecided",
                match many {
                    1 => "1 item is not decided. Decide on it, or put it off with a reason".to_owned(),
                    many => format!("{many} items are not decided. Decide on them, or put them off with a reason"),
                },
            )
            .at("close"),
            CannotClose::NoAttendance => Self::new("meeting-without-attendance", "Say first who came").at("attendance"),
            CannotClose::Closed => Self::new("meeting-closed", "The meeting is closed already").at("close"),
            CannotClose::NoReason => {
                Self::new("meeting-not-held-without-reason", "Say why it is not held").at("reason")
            }
            CannotClose::NotYet => Self::new("meeting-not-yet", "The meeting has not been held yet").at("close"),
            CannotClose::NoDay => Self::new("meeting-without-day", "Enter the day of the meeting").at("day"),
            CannotClose::Past => {
                Self::new("meeting-in-the-past", "The day of the meeting must not have passed").at("day")
            }
            CannotClose::SameDay => Self::new("meeting-same-day", "The panel meets on that day already").at("day"),
        }
    }
}

/// May a meeting be planned on this day?
///
/// # Errors
/// Every [`CannotClose`] that holds.
pub fn plan(on: Option<NaiveDate>, today: NaiveDate, same_day: bool) -> Result<(), Refusals> {
    refuse([
        (on.is_none(), CannotClose::NoDay),
        (on.is_some_and(|on| on < today), CannotClose::Past),
        (same_day, CannotClose::SameDay),
    ])
}

/// May it be kept who came?
///
/// # Errors
/// [`CannotClose::Closed`].
pub fn attend(closed: bool) -> Result<(), Refusals> {
    refuse([(closed, CannotClose::Closed)])
}

/// May it be said that a meeting is not held?
///
/// # Errors
/// Every [`CannotClose`] that holds.
pub fn not_held(closed: bool, why: &str) -> Result<(), Refusals> {
    refuse([(closed, CannotClose::Closed), (why.trim().is_empty(), CannotClose::NoReason)])
}

/// May a meeting be closed? Minutes are what was decided, so that everything on the agenda is.
///
/// # Errors
/// Every [`CannotClose`] that holds.
pub fn close(closed: bool, on: NaiveDate, today: NaiveDate, undecided: usize, attended: usize) -> Result<(), Refusals> {
    refuse([
        (closed, CannotClose::Closed),
        (on > today, CannotClose::NotYet),
        (undecided > 0, CannotClose::Undecided(undecided)),
        (attended == 0, CannotClose::NoAttendance),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_is_closed_only_when_all_is_decided_and_it_is_known_who_came() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        assert!(close(false, day, day, 0, 3).is_ok());
        assert!(close(false, day, day, 2, 3).expect_err("refused").names("meeting-with-undecided"));
        assert!(close(false, day, day, 0, 0).expect_err("refused").names("meeting-without-attendance"));
        assert!(close(true, day, day, 0, 3).expect_err("refused").names("meeting-closed"));
        assert!(close(false, day + chrono::Days::new(1), day, 0, 3).expect_err("refused").names("meeting-not-yet"));
    }
}
