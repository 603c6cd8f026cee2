//! What a grade rests on, when a file is graded, and what its moderation says.

use super::refuse;
use web::{Refusal, Refusals};

store::coded! {
    /// How a family was asked by auditors, or was not.
    pub enum Way {
        /// By a link, or a code in a letter: they answer on a page of their own.
        Link = "link",
        /// An auditor rang them and wrote down what they said.
        Telephone = "telephone",
        /// They were asked and have not answered.
        NoAnswer = "no-answer",
        /// They were not asked.
        NotAsked = "not-asked",
    }
}

impl Way {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Link => "By a link or a letter with a code",
            Self::Telephone => "By telephone",
            Self::NoAnswer => "Asked, and no answer",
            Self::NotAsked => "Not asked",
        }
    }
}

/// Why something in the audit of a file cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotGrade {
    /// No grade of the pack.
    NoGrade(&'static str),
    /// Nobody says why.
    NoWhy(&'static str),
    /// It rests on nothing.
    NoEvidence,
    /// A good grade rests on something that stands in the file.
    GoodOnNothing,
    /// An entry that is not in this file.
    NotInFile,
    /// A standard is not graded yet.
    NotAll,
    /// The two differ, and nobody says what holds and why.
    NotSettled,
    /// What worries the auditor is not said.
    NoConcern,
    /// Nobody is told.
    NobodyTold,
    /// What was done is not said.
    NotDone,
    /// It was answered already.
    Answered,
    /// The worker says nothing.
    NoWords,
    /// How the family was asked is not said.
    NoWay,
    /// Why it was not asked is not said.
    NotAskedWhy,
    /// Nobody of the family was chosen.
    NoPerson,
    /// An answer says nothing.
    NoAnswer,
}

impl From<CannotGrade> for Refusal {
    fn from(rule: CannotGrade) -> Self {
        let of = |name, told: &str, field| Self::new(name, told).at(field);
        match rule {
            CannotGrade::NoGrade(field) => of("grade-missing", "Choose a grade", field),
            CannotGrade::NoWhy(field) => of("grade-without-why", "Write why", field),
            CannotGrade::NoEvidence => of(
                "grade-without-evidence",
                "Choose at least one entry that the grade rests on, or say that the file has nothing about it",
                "entries",
            ),
            CannotGrade::GoodOnNothing => of(
                "good-grade-without-evidence",
                "A grade of the better half rests on an entry of the file: choose it",
                "entries",
            ),
            CannotGrade::NotInFile => {
                of("evidence-not-in-file", "Choose entries of this file. One that you chose is not in it", "entries")
            }
            CannotGrade::NotAll => Self::new("grades-not-complete", "Grade every standard before you finish"),
            CannotGrade::NotSettled => {
                Self::new("moderation-not-settled", "Where the two differ, choose the grade that holds and write why")
            }
            CannotGrade::NoConcern => of("concern-without-words", "Write what worries you", "what"),
            CannotGrade::NobodyTold => of("concern-told-to-nobody", "Choose who is told", "to"),
            CannotGrade::NotDone => of("concern-without-answer", "Write what was done", "did"),
            CannotGrade::Answered => Self::new("concern-answered", "It was answered already"),
            CannotGrade::NoWords => {
                of("reflection-without-words", "Write what went well, or what you would do otherwise", "well")
            }
            CannotGrade::NoWay => of("view-without-way", "Choose how the family was asked, or that it was not", "way"),
            CannotGrade::NotAskedWhy => of("view-not-asked-without-why", "Write why the family was not asked", "why"),
            CannotGrade::NoPerson => of("view-of-nobody", "Choose who is asked", "person"),
            CannotGrade::NoAnswer => of("view-without-answer", "Answer at least one question", "timely"),
        }
    }
}

/// A grade of one standard.
#[derive(Debug, Clone, Copy)]
pub struct Marking<'a> {
    /// Its place among the grades of the pack, the best first; `None` where the standard does not apply.
    pub grade: Option<Option<usize>>,
    /// How many grades there are.
    pub grades: usize,
    /// Why.
    pub why: &'a str,
    /// Entries that it rests on.
    pub entries: usize,
    /// One of them is not in the file.
    pub strange: bool,
    /// The file has nothing about it.
    pub nothing: bool,
}

/// May it be kept? What does not apply needs a word, and no entry.
///
/// # Errors
/// Every [`CannotGrade`] that holds.
pub fn mark(new: Marking<'_>) -> Result<(), Refusals> {
    let graded = new.grade.flatten();
    let better = graded.is_some_and(|place| place * 2 < new.grades);
    let applies = graded.is_some();
    refuse([
        (new.grade.is_none(), CannotGrade::NoGrade("grade")),
        (new.why.trim().is_empty(), CannotGrade::NoWhy("why")),
        (new.strange, CannotGrade::NotInFile),
        (applies && new.entries == 0 && !new.nothing, CannotGrade::NoEvidence),
        (better && new.entries == 0 && new.nothing, CannotGrade::GoodOnNothing),
    ])
}

/// An auditor who wants to finish.
#[derive(Debug, Clone, Copy)]
pub struct Finishing<'a> {
    /// Standards without a grade.
    pub missing: usize,
    /// The overall grade was chosen.
    pub grade: bool,
    /// Why.
    pub why: &'a str,
}

/// May they finish?
///
/// # Errors
/// Every [`CannotGrade`] that holds.
pub fn finish(new: Finishing<'_>) -> Result<(), Refusals> {
    refuse([
        (new.missing > 0, CannotGrade::NotAll),
        (!new.grade, CannotGrade::NoGrade("grade")),
        (new.why.trim().is_empty(), CannotGrade::NoWhy("why")),
    ])
}

/// What moderation says.
#[derive(Debug, Clone, Copy)]
pub struct Agreeing<'a> {
    /// Standards on which the two differ and of which grade or reason is missing.
    pub unsettled: usize,
    /// The overall grade was chosen.
    pub grade: bool,
    /// Why.
    pub why: &'a str,
}

/// May it be agreed?
///
/// # Errors
/// Every [`CannotGrade`] that holds.
pub fn agree(new: Agreeing<'_>) -> Result<(), Refusals> {
    refuse([
        (new.unsettled > 0, CannotGrade::NotSettled),
        (!new.grade, CannotGrade::NoGrade("grade")),
        (new.why.trim().is_empty(), CannotGrade::NoWhy("why")),
    ])
}

/// May a concern be raised?
///
/// # Errors
/// Every [`CannotGrade`] that holds.
pub fn concern(what: &str, told: bool) -> Result<(), Refusals> {
    refuse([(what.trim().is_empty(), CannotGrade::NoConcern), (!told, CannotGrade::NobodyTold)])
}

/// May a concern be answered?
///
/// # Errors
/// Every [`CannotGrade`] that holds.
pub fn answer_concern(answered: bool, did: &str) -> Result<(), Refusals> {
    refuse([(answered, CannotGrade::Answered), (did.trim().is_empty(), CannotGrade::NotDone)])
}

/// May a worker's words be kept?
///
/// # Errors
/// [`CannotGrade::NoWords`].
pub fn reflect(words: [&str; 3]) -> Result<(), Refusals> {
    refuse([(words.iter().all(|text| text.trim().is_empty()), CannotGrade::NoWords)])
}

/// What is kept of a family's view.
#[derive(Debug, Clone, Copy)]
pub struct Viewing<'a> {
    /// How they were asked.
    pub way: Option<Way>,
    /// Somebody of the family was chosen.
    pub person: bool,
    /// At least one question was answered.
    pub answers: bool,
    /// Why they were not asked.
    pub why: &'a str,
}

/// May it be kept?
///
/// # Errors
/// Every [`CannotGrade`] that holds.
pub fn view(new: Viewing<'_>) -> Result<(), Refusals> {
    let needs_person = matches!(new.way, Some(Way::Link | Way::Telephone | Way::NoAnswer));
    refuse([
        (new.way.is_none(), CannotGrade::NoWay),
        (needs_person && !new.person, CannotGrade::NoPerson),
        (new.way == Some(Way::Telephone) && !new.answers, CannotGrade::NoAnswer),
        (new.way == Some(Way::NotAsked) && new.why.trim().is_empty(), CannotGrade::NotAskedWhy),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Marking<'static> {
        Marking { grade: Some(Some(1)), grades: 4, why: "Seen.", entries: 1, strange: false, nothing: false }
    }

    #[test]
    fn a_grade_rests_on_entries_or_says_that_there_are_none() {
        assert!(mark(good()).is_ok());
        let on_nothing = Marking { entries: 0, ..good() };
        assert!(mark(on_nothing).expect_err("refused").names("grade-without-evidence"));
        assert!(
            mark(Marking { nothing: true, ..on_nothing }).expect_err("refused").names("good-grade-without-evidence")
        );
        assert!(mark(Marking { nothing: true, grade: Some(Some(3)), ..on_nothing }).is_ok());
        assert!(mark(Marking { grade: Some(None), ..on_nothing }).is_ok());
        assert!(mark(Marking { strange: true, ..good() }).expect_err("refused").names("evidence-not-in-file"));
    }

    #[test]
    fn nobody_finishes_before_every_standard_is_graded() {
        let refused = finish(Finishing { missing: 1, grade: false, why: "" }).expect_err("refused");
        for name in ["grades-not-complete", "grade-missing", "grade-without-why"] {
            assert!(refused.names(name), "{name}");
        }
        assert!(
            agree(Agreeing { unsettled: 1, grade: true, why: "." })
                .expect_err("refused")
                .names("moderation-not-settled")
        );
    }

    #[test]
    fn a_family_that_was_not_asked_is_not_forgotten() {
        let not = Viewing { way: Some(Way::NotAsked), person: false, answers: false, why: "" };
        assert!(view(not).expect_err("refused").names("view-not-asked-without-why"));
        assert!(
            view(Viewing { way: Some(Way::Telephone), why: "x", ..not }).expect_err("refused").names("view-of-nobody")
        );
    }
}
