//! What a check finds.

use super::words::mark_of;
use chrono::NaiveDate;
use people::PersonId;
use store::Uuid;

store::coded! {
    /// On what a check looks.
    pub enum On {
        /// The assessment.
        Assessment = "assessment",
        /// The plan.
        Plan = "plan",
        /// A review.
        Review = "review",
        /// The end of help.
        Closure = "closure",
        /// The file as time passes.
        Time = "time",
    }
}

impl On {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Assessment => "Assessment",
            Self::Plan => "Plan",
            Self::Review => "Review",
            Self::Closure => "The end of help",
            Self::Time => "As time passes",
        }
    }
}

/// Where it is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The assessment.
    Assessment,
    /// One of its parts.
    Area(String),
    /// The plan.
    Plan,
    /// An outcome.
    Outcome(Uuid),
    /// A review.
    Review(Uuid),
    /// The reviews.
    Reviews,
    /// The exit plan.
    ExitPlan,
    /// A new note of a visit.
    Note,
    /// Agreement.
    Agreement,
    /// Who leads.
    Lead,
}

impl Place {
    /// Its address. Of the family it tells the id, and nothing else.
    pub fn href(&self, episode: Uuid, family: Uuid) -> String {
        match self {
            Self::Assessment => format!("/episodes/{episode}/assessment"),
            Self::Area(code) => format!("/episodes/{episode}/assessment/areas/{code}"),
            Self::Plan => format!("/episodes/{episode}/plan"),
            Self::Outcome(id) => format!("/outcomes/{id}"),
            Self::Review(id) => format!("/reviews/{id}"),
            Self::Reviews => format!("/episodes/{episode}/reviews"),
            Self::ExitPlan => format!("/episodes/{episode}/exit-plan"),
            Self::Note => format!("/families/{family}/notes/new"),
            Self::Agreement => format!("/families/{family}/agreement"),
            Self::Lead => format!("/episodes/{episode}/lead"),
        }
    }
}

/// Something that a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The assessment, plan, review or episode.
    pub subject: Uuid,
    /// What tells it apart from others of the same check: an area, a child, an outcome. Never a name.
    pub part: String,
    /// Of whom it is; nobody sees it who may know nothing of them.
    pub person: Option<PersonId>,
    /// Where it is mended.
    pub place: Place,
    /// Since when it is so, as the record says.
    pub since: NaiveDate,
    /// What it looked at: an answer to it stands as long as this is the same.
    pub mark: u64,
    /// What it looks at is being written: it is advice, and is in no list and no figure.
    pub draft: bool,
}

impl Spot {
    /// On this record, mended there, so since this day; `looked_at` is what the check has read.
    pub fn new(subject: Uuid, place: Place, since: NaiveDate, looked_at: &[&str]) -> Self {
        let mark = mark_of(looked_at);
        Self { subject, part: String::new(), person: None, place, since, mark, draft: false }
    }

    /// Of this part of it.
    #[must_use]
    pub fn part(mut self, part: impl ToString) -> Self {
        self.part = part.to_string();
        self
    }

    /// Of this person.
    #[must_use]
    pub fn of(mut self, person: PersonId) -> Self {
        self.person = Some(person);
        self.part = if self.part.is_empty() { person.to_string() } else { format!("{} {person}", self.part) };
        self
    }

    /// Of what is being written.
    #[must_use]
    pub fn draft(mut self, draft: bool) -> Self {
        self.draft = draft;
        self
    }
}

/// Something that was found, with the check that found it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The check.
    pub check: &'static super::Check,
    /// What it found.
    pub spot: Spot,
}

impl Found {
    /// By which it is known in its file and in addresses: the same check, on the same thing.
    pub fn key(&self) -> String {
        let of = mark_of(&[self.check.code, &self.spot.subject.to_string(), &self.spot.part]);
        format!("{of:016x}")
    }

    /// What it looked at, as it is kept.
    pub fn mark(&self) -> String {
        format!("{:016x}", self.spot.mark)
    }
}
