//! Pure rules of the assessment: its states, when it is complete, who may authorise.

use pack::{Area, Kind, Pack, Question, Term};
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

/// The key of what one rater says on a scale.
pub fn rater_key(question: &Question, rater: &Term) -> String {
    format!("{}.{}", question.id, rater.code)
}

/// The children among them: each has a section of their own.
pub fn children(members: &[Member]) -> impl Iterator<Item = &Member> {
    members.iter().filter(|member| member.role.is_child())
}

/// The keys of one area, for these children, with those that must be answered marked.
pub fn keys(pack: &Pack, area: &Area, members: &[Member]) -> Vec<(String, bool)> {
    let mut keys = Vec::new();
    for question in &area.questions {
        let needed = !question.optional;
        if question.per_child {
            keys.extend(children(members).map(|child| (child_key(question, child.person.id), needed)));
        } else if question.kind == Kind::Scale {
            keys.extend(pack.terms("rater").iter().map(|rater| (rater_key(question, rater), needed)));
        } else {
            keys.push((question.id.clone(), needed));
        }
    }
    keys
}

/// How many answers of an area are still missing.
pub fn missing(pack: &Pack, area: &Area, members: &[Member], answers: &Answers) -> usize {
    let empty = |key: &str| answers.get(key).is_none_or(|answer| answer.trim().is_empty());
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
            CannotAssess::UnderWay => {
                Self::new("assessment-under-way", "An assessment is under way already").at("step")
            }
            CannotAssess::NotDraft => Self::new(
                "assessment-is-not-a-draft",
                "This assessment is complete. It can only be changed in a new version",
            )
            .at("step"),
            CannotAssess::Incomplete(missing) => {
                let answers = match missing {
                    1 => "1 answer is".into(),
                    more => format!("{more} answers are"),
                };
                let told = format!("{answers} still missing. Every child has a section of their own");
                Self::new("assessment-incomplete", told).at("step")
            }
            CannotAssess::NoChild => Self::new(
                "assessment-without-child",
                "There is no child in this family's record. Add the children first",
            )
            .at("step"),
            CannotAssess::NotComplete => {
                Self::new("assessment-not-complete", "This assessment does not wait for authorisation").at("answer")
            }
            CannotAssess::OwnAssessment => {
                Self::new("own-assessment", "You wrote this assessment, so someone else must authorise it").at("answer")
            }
            CannotAssess::ReturnedWithoutReason => {
                Self::new("returned-without-reason", "Say what has to change").at("why")
            }
            CannotAssess::Closed => Self::new("episode-is-closed", "This episode is closed").at("step"),
        }
    }
}

/// May one be started, or a new version of the last? Only one is under way at a time.
///
/// # Errors
/// The first rule that says no.
pub fn start(open: bool, last: Option<State>) -> Result<(), CannotAssess> {
    match last {
        _ if !open => Err(CannotAssess::Closed),
        Some(State::Draft | State::Complete) => Err(CannotAssess::UnderWay),
        _ => Ok(()),
    }
}

/// May something be written into it?
///
/// # Errors
/// [`CannotAssess::NotDraft`].
pub fn write(state: State) -> Result<(), CannotAssess> {
    if state == State::Draft { Ok(()) } else { Err(CannotAssess::NotDraft) }
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

/// All that stands against authorising it, or returning it (`Some` reason), by someone who did (`own`) or did not write
/// it.
pub fn authorise(state: State, own: bool, returned: Option<&str>) -> Vec<CannotAssess> {
    if state != State::Complete {
        return vec![CannotAssess::NotComplete];
    }

    let mut faults = Vec::new();
    if own {
        faults.push(CannotAssess::OwnAssessment);
    }
    if returned.is_some_and(|why| why.trim().is_empty()) {
        faults.push(CannotAssess::ReturnedWithoutReason);
    }
    faults
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
        assert_eq!(authorise(State::Complete, true, None), [CannotAssess::OwnAssessment]);
        assert_eq!(authorise(State::Complete, false, None), []);
        assert_eq!(authorise(State::Complete, false, Some(" ")), [CannotAssess::ReturnedWithoutReason]);
        assert_eq!(authorise(State::Draft, false, None), [CannotAssess::NotComplete]);
        assert_eq!(authorise(State::Authorised, false, None), [CannotAssess::NotComplete]);
    }

    #[test]
    fn one_assessment_is_under_way_at_a_time() {
        assert_eq!(start(true, None), Ok(()));
        assert_eq!(start(true, Some(State::Complete)), Err(CannotAssess::UnderWay));
        assert_eq!(start(true, Some(State::Authorised)), Ok(()));
        assert_eq!(start(false, None), Err(CannotAssess::Closed));
    }
}
