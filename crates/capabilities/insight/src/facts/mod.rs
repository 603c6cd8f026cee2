//! What is counted: every record that a figure may count, as one flat fact with its day and what is said of it. A figure
//! is a question to these facts; whoever counts and whoever lists ask the same one.

pub(crate) mod derive;
pub mod dims;
mod kinds;

pub use dims::{About, Dim};
pub use kinds::Kind;

use chrono::NaiveDate;
use store::{FamilyId, Uuid};

/// Something that a figure may count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// What it is.
    pub kind: Kind,
    /// The day that counts.
    pub day: NaiveDate,
    /// The contact, family, person or episode that is counted.
    pub subject: Uuid,
    /// Tells facts of the same kind, day and subject apart.
    pub nth: i32,
    /// The record that is opened from a list; none where there is none yet.
    pub family: Option<FamilyId>,
    /// The day on which it stopped, where it is something that lasts; `None` while it goes on.
    pub until: Option<NaiveDate>,
    /// A number of days, or how far somebody moved on a scale.
    pub value: Option<i64>,
    /// Whether it is of those that a share counts.
    pub yes: bool,
    /// A second day that matters: for something that lasts when it stopped last before, for a clock by when it was to
    /// stop, for an ending when the family came back.
    pub mark: Option<NaiveDate>,
    /// What is said of it.
    pub about: About,
}

impl Fact {
    /// A fact of this kind, of which nothing more is said yet.
    pub(crate) fn new(kind: Kind, day: NaiveDate, subject: impl Into<Uuid>) -> Self {
        Self {
            kind,
            day,
            subject: subject.into(),
            nth: 0,
            family: None,
            until: None,
            value: None,
            yes: false,
            mark: None,
            about: About::default(),
        }
    }
}
