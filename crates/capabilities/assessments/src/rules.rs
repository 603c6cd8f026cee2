//! Pure rules of the assessment: its states, when it is complete, who may authorise.

use pack::{Area, Kind, Pack, Question};
use people::{Member, PersonId};
use std::collections::BTreeMap;
use web::Refusal;

/// Answers by key: `question`, `question.PERSON` about a child, `question.RATER` on a scale.
pub type Answers = BTreeMap<String, String>;

store::coded! {
    /// Where it stands; derived from its dates.
    pub enum State {
        /// Being written.
        Draft = "draft",
        /// Waits for authorisation.
        Complete = "complete",
        /// Does not change any more.
        Authorised = "authorised",
        /// A newer version was authorised.
        Superseded = "superseded",
    }
}

impl State {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "Being written",
            Self::Complete => "Waits for authorisation",
            Self::Authorised => "Authorised",
            Self::Superseded => "Replaced by a newer version",
        }
    }
}

/// The key of an answer about a child.
pub fn child_key(question: &Question, child: PersonId) -> String {
    format!("{}.{child}", question.id)
}

/// The keys of one area, for these children, with those that must be answered marked.
pub fn keys(pack: &Pack, area: &Area, members: &[Member]) -> Vec<(String, bool)> {
    let mut keys = Vec::new();
    for q in &area.questions {
        let needed = !q.optional;
        if q.per_child {
            keys.extend(members.iter().filter(|m| m.role.is_child()).map(|m| (child_key(q, m.person.id), needed)));
        } else if q.kind == Kind::Scale {
            keys.extend(pack.terms("rater").iter().map(|r| (format!("{}.{}", q.id, r.code), needed)));
        } else {
            keys.push((q.id.clone(), needed));
        }
    }
    keys
}

/// How many answers of an area are still missing.
pub fn missing(pack: &Pack, area: &Area, members: &[Member], answers: &Answers) -> usize {
    let empty = |key: &str| answers.get(key).is_none_or(|a| a.trim().is_empty());
    keys(pack, area, members).iter().filter(|(key, needed)| *needed && empty(key)).count()
}

/// Why an assessment cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotAssess {
    /// One is being written or waits for authorisation.
    UnderWay,
    /// It is no longer a draft.
    NotDraft,
    /// So many answers are missing.
    Incomplete(usize),
    /// There is no child in the family: nobody to assess with.
    NoChild,
    /// It is not complete, or was authorised already.
    NotComplete,
    /// Whoever wrote or completed it cannot authorise it.
    OwnAssessment,
    /// Returning needs a reason.
    ReturnedWithoutReason,
    /// The episode is closed.
    Closed,
}

impl From<CannotAssess> for Refusal {
    fn from(rule: CannotAssess) -> Self {
        match rule {
            CannotAssess::UnderWay => Self::new("assessment-under-way", "An assessment is under way already"),
            CannotAssess::NotDraft => Self::new(
                "assessment-is-not-a-draft",
                "This assessment is complete. It can only be changed in a new version",
            ),
            CannotAssess::Incomplete(n) => Self::new(
                "assessment-incomplete",
                format!(
                    "{} still missing. Every child has a section of their own",
                    if n == 1 { "1 answer is".into() } else { format!("{n} answers are") }
                ),
            ),
            CannotAssess::NoChild => Self::new(
                "assessment-without-child",
                "There is no child in this family's record. Add the children first",
            ),
            CannotAssess::NotComplete => {
                Self::new("assessment-not-complete", "This assessment does not wait for authorisation")
            }
            CannotAssess::OwnAssessment => {
                Self::new("own-assessment", "You wrote this assessment, so someone else must authorise it")
            }
            CannotAssess::ReturnedWithoutReason => Self::new("returned-without-reason", "Say what has to change"),
            CannotAssess::Closed => Self::new("episode-is-closed", "This episode is closed"),
        }
    }
}

/// May it be completed?
///
/// # Errors
/// The first rule that says no.
pub fn complete(state: State, missing: usize, children: usize) -> Result<(), CannotAssess> {
    match (state, children, missing) {
        (State::Draft, 0, _) => Err(CannotAssess::NoChild),
        (State::Draft, _, 0) => Ok(()),
        (State::Draft, _, n) => Err(CannotAssess::Incomplete(n)),
        _ => Err(CannotAssess::NotDraft),
    }
}

/// May it be authorised, or returned (`Some` reason), by someone who did (`own`) or did not write it?
///
/// # Errors
/// The first rule that says no.
pub fn authorise(state: State, own: bool, returned: Option<&str>) -> Result<(), CannotAssess> {
    match (state, own, returned) {
        (State::Complete, true, _) => Err(CannotAssess::OwnAssessment),
        (State::Complete, false, Some(why)) if why.trim().is_empty() => Err(CannotAssess::ReturnedWithoutReason),
        (State::Complete, false, _) => Ok(()),
        _ => Err(CannotAssess::NotComplete),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assessment_is_complete_only_when_every_answer_is_there() {
        assert_eq!(complete(State::Draft, 0, 2), Ok(()));
        assert_eq!(complete(State::Draft, 3, 2), Err(CannotAssess::Incomplete(3)));
        assert_eq!(complete(State::Draft, 0, 0), Err(CannotAssess::NoChild));
        assert_eq!(complete(State::Authorised, 0, 2), Err(CannotAssess::NotDraft));
    }

    #[test]
    fn nobody_authorises_what_they_wrote() {
        assert_eq!(authorise(State::Complete, true, None), Err(CannotAssess::OwnAssessment));
        assert_eq!(authorise(State::Complete, false, None), Ok(()));
        assert_eq!(authorise(State::Complete, false, Some(" ")), Err(CannotAssess::ReturnedWithoutReason));
        assert_eq!(authorise(State::Draft, false, None), Err(CannotAssess::NotComplete));
        assert_eq!(authorise(State::Authorised, false, None), Err(CannotAssess::NotComplete));
    }
}
