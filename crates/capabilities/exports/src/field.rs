//! What a return may ask of the record: a closed set, of which the definitions choose. And the rules by which a row is
//! left out, or sent and named.

use chrono::NaiveDate;
use sheets::Value;
use store::{FamilyId, Uuid};

store::coded! {
    /// A fact of a row.
    pub enum Field {
        /// The id of the child's record.
        ChildId = "child-id",
        /// The code by which returns know the child's sex: `M`, `F`, `U`.
        Sex = "sex",
        /// The code by which returns know the child's ethnicity: `WBRI`.
        Ethnicity = "ethnicity",
        /// Date of birth.
        DateOfBirth = "date-of-birth",
        /// In whole years, on the day for which the return is made.
        Age = "age",
        /// The NHS number, else the id of the record.
        Person = "person",
        /// Whose number that is.
        PersonSystem = "person-system",
        /// The contact's reference and the place of the child in it.
        ContactRow = "contact-row",
        /// The day on which the contact was received.
        ContactDate = "contact-date",
        /// The code by which returns know who brought it: `2A`.
        Source = "source",
        /// What the council calls that.
        SourceLabel = "source-label",
        /// What was decided, as flags in JSON.
        ContactOutcome = "contact-outcome",
        /// The day on which an assessment was begun.
        AssessmentStart = "assessment-start",
        /// The day on which it was completed.
        AssessmentCompleted = "assessment-completed",
        /// The organisation that did it, or answers for it.
        Organisation = "organisation",
        /// The episode's reference.
        EpisodeReference = "episode-reference",
        /// The episode's reference and the child's id.
        EpisodeRow = "episode-row",
        /// The day on which help began.
        EpisodeStart = "episode-start",
        /// The day on which it ended.
        EpisodeEnd = "episode-end",
        /// The needs with which the family came.
        EpisodeReason = "episode-reason",
        /// Why it ended.
        EpisodeEndReason = "episode-end-reason",
        /// The id of whoever leads.
        Worker = "worker",
        /// The id of the team that answers for the help.
        Service = "service",
        /// The team by name.
        Location = "location",
        /// When help began, to the second.
        StartMoment = "start-moment",
        /// When it ended.
        EndMoment = "end-moment",
        /// The family's reference.
        FamilyReference = "family-reference",
        /// The id of an outcome.
        OutcomeId = "outcome-id",
        /// The national outcome: 1 to 10.
        National = "national",
        /// What that is called.
        NationalLabel = "national-label",
        /// The council's own outcome.
        FrameworkLabel = "framework-label",
        /// The day on which the plan was begun.
        PlanStart = "plan-start",
        /// The day by which the outcome is to be reached.
        By = "by",
        /// What came of it.
        ResultLabel = "result-label",
        /// The day on which that was said.
        ResultOn = "result-on",
    }
}

store::coded! {
    /// Why a row is left out, or is sent and named.
    pub enum Rule {
        /// It belongs to a restricted record.
        Restricted = "restricted",
        /// It was opened in error.
        OpenedInError = "opened-in-error",
        /// A partner coordinates it.
        Partner = "partner",
        /// It names no child.
        NoChild = "no-child",
        /// The date that counts is not there.
        NoDate = "no-date",
        /// The child is born after today.
        BornInTheFuture = "born-in-the-future",
        /// The child was born after it.
        BornAfter = "born-after",
        /// It ended before it began.
        Reversed = "reversed",
        /// The same child stands in it twice.
        Duplicate = "duplicate",
        /// None of the national outcomes fits.
        NoCounterpart = "no-counterpart",
        /// Nobody has said who the child is.
        NotMatched = "not-matched",
        /// Another like it came on the same day.
        SameDay = "same-day",
        /// The child was grown up.
        GrownUp = "grown-up",
        /// The child was not born yet.
        BornSince = "born-since",
        /// A word has no code.
        NotCoded = "not-coded",
        /// There is no assessment.
        NoAssessment = "no-assessment",
        /// An address of the family is protected.
        Sheltered = "sheltered",
        /// No team answers for it.
        NoTeam = "no-team",
        /// Another national outcome may fit better.
        MayBeOther = "may-be-other",
    }
}

impl Rule {
    /// In words, for whoever mends it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Restricted => "It belongs to a restricted record. Somebody on its list makes the return for it",
            Self::OpenedInError => "The episode was opened in error",
            Self::Partner => "A partner coordinates the help, not the council, and no assessment falls in the time",
            Self::NoChild => "It names no child. Say on the record who the children are",
            Self::NoDate => "The date that counts is not there",
            Self::BornInTheFuture => "The child’s date of birth lies in the future. Put it right on the record",
            Self::BornAfter => "The child was born after it. One of the two dates is wrong",
            Self::Reversed => "It ended before it began. One of the two dates is wrong",
            Self::Duplicate => "The same child stands in it twice. It is sent once",
            Self::NoCounterpart => "None of the ten national outcomes fits the council’s own",
            Self::NotMatched => "Nobody has said yet who the child is: the id is that of the mention, not of a record",
            Self::SameDay => "The same child came from the same source on the same day. It may be one contact",
            Self::GrownUp => "The child was 18 or older. The date of birth or the role may be wrong",
            Self::BornSince => "The child was not born yet when it came",
            Self::NotCoded => "A word of the practice pack has no code of this return, and is sent as not known",
            Self::NoAssessment => "There is no assessment yet: the day is that on which help began",
            Self::Sheltered => "An address of the family is protected: no place and no partner is named",
            Self::NoTeam => "No team answers for the help: the front door is named",
            Self::MayBeOther => "Another of the national outcomes may fit better, by what the family came with",
        }
    }
}

/// A row before anybody has judged it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Whose, as far as that is known.
    pub family: Option<FamilyId>,
    /// By what whoever mends it finds it: the reference of a contact or an episode.
    pub reference: String,
    /// What it is a part of: rows of one contact or episode stand together.
    pub group: Uuid,
    values: Vec<Value>,
    marks: Vec<Rule>,
}

impl Line {
    /// A row of which nothing is said yet.
    pub fn new(family: Option<FamilyId>, reference: &str, group: Uuid) -> Self {
        let values = vec![Value::Blank; Field::ALL.len()];
        Self { family, reference: reference.into(), group, values, marks: vec![] }
    }

    /// Says a fact of it.
    pub fn set(&mut self, field: Field, value: impl Into<Value>) {
        if let Some(place) = self.values.get_mut(field as usize) {
            *place = value.into();
        }
    }

    /// A fact of it; blank where it was not said.
    pub fn get(&self, field: Field) -> &Value {
        self.values.get(field as usize).unwrap_or(&Value::Blank)
    }

    /// A fact that is a date.
    pub fn date(&self, field: Field) -> Option<NaiveDate> {
        match self.get(field) {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The id of the child; empty where there is none.
    pub fn child(&self) -> &str {
        match self.get(Field::ChildId) {
            Value::Text(id) => id,
            _ => "",
        }
    }

    /// Says what only whoever read it knows.
    pub fn mark(&mut self, rule: Rule) {
        self.marks.push(rule);
    }

    /// Whether that was said.
    pub fn is_marked(&self, rule: Rule) -> bool {
        self.marks.contains(&rule)
    }
}
