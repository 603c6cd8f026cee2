//! Pure rules of the assessment: its states, when it is complete, who may authorise.

mod meetings;

pub use meetings::{CannotMeet, Consulted, Meetings, Seen, is_seen_or_said_why, meet, to_be_seen};

use crate::paper::{Paper, Someone, wording};
use pack::{Area, Kind, Question, Term};
use std::collections::BTreeMap;
use web::Refusal;

/// Answers by key: `question`, `question.PERSON` about somebody, with `.RATER` on a scale.
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

/// One thing that is asked, about one person where it is about somebody.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Under which the answer is kept.
    pub key: String,
    /// The question.
    pub question: &'a Question,
    /// About whom.
    pub person: Option<&'a Someone>,
    /// Who says so, on a scale.
    pub rater: Option<&'a Term>,
    /// Whether an assessment is complete without it.
    pub needed: bool,
}

impl Entry<'_> {
    /// The question, as it is put about this person.
    pub fn text(&self) -> String {
        wording(self.question, self.person)
    }
}

/// All that a part asks on this paper, in order.
pub fn entries<'a>(paper: &'a Paper, part: &'a Area) -> Vec<Entry<'a>> {
    part.questions.iter().flat_map(|question| of_question(paper, question)).collect()
}

fn of_question<'a>(paper: &'a Paper, question: &'a Question) -> Vec<Entry<'a>> {
    let needed = |person: Option<&Someone>| !question.optional && person.is_none_or(|someone| someone.stage.is_child());
    let mut all = Vec::new();
    for person in about(paper, question) {
        let key = person.map_or_else(|| question.id.clone(), |someone| format!("{}.{}", question.id, someone.id));
        if question.kind != Kind::Scale {
            all.push(Entry { key, question, person, rater: None, needed: needed(person) });
            continue;
        }
        for rater in paper.raters.iter().filter(|rater| can_rate(person, rater)) {
            let key = format!("{key}.{}", rater.code);
            all.push(Entry { key, question, person, rater: Some(rater), needed: needed(person) });
        }
    }
    all
}

/// Those whom a question is about; nobody in particular where it is about the family.
fn about<'a>(paper: &'a Paper, question: &Question) -> Vec<Option<&'a Someone>> {
    match (question.per_child, question.per_parent) {
        (true, _) => paper.children().map(Some).collect(),
        (_, true) => paper.parents().map(Some).collect(),
        _ => vec![None],
    }
}

/// A child who cannot speak yet says no number.
fn can_rate(about: Option<&Someone>, rater: &Term) -> bool {
    rater.code != "child" || about.is_none_or(|someone| someone.stage.speaks())
}

/// How many answers of a part are still missing. What is asked of each parent is answered by one of them at least: not
/// everyone can be reached, or wants to say.
pub fn missing(paper: &Paper, part: &Area, answers: &Answers) -> usize {
    let empty = |key: &str| answers.get(key).is_none_or(|answer| answer.trim().is_empty());
    let entries = entries(paper, part);
    let of_parents = part.questions.iter().filter(|question| question.per_parent && !question.optional);
    let silent = of_parents.filter(|question| {
        let mut of_each = entries.iter().filter(|entry| entry.question.id == question.id).peekable();
        of_each.peek().is_some() && of_each.all(|entry| empty(&entry.key))
    });
    entries.iter().filter(|entry| entry.needed && empty(&entry.key)).count() + silent.count()
}

/// Whether a need of this kind is named anywhere.
fn names_need(paper: &Paper, answers: &Answers, kind: Kind) -> bool {
    let mut all = paper.parts.iter().flat_map(|part| entries(paper, part)).filter(|entry| entry.question.kind == kind);
    let asked = paper.parts.iter().flat_map(|part| &part.questions).any(|question| question.kind == kind);
    !asked || all.any(|entry| answers.get(&entry.key).is_some_and(|text| !text.trim().is_empty()))
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
    /// Of this child it is neither said when they were seen nor why not: key of the field, and how they are called.
    NotSeen(String, String),
    /// No presenting need is named.
    NoPresentingNeed,
    /// No underlying need is named.
    NoUnderlyingNeed,
    /// Agreement is not in force, and no other basis is named with its reason: what is missing.
    WithoutAgreement(String),
    /// It is not complete, or was authorised already.
    NotComplete,
    /// Whoever wrote a part of it or completed it cannot authorise it.
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
                Self::new("assessment-incomplete", told).at("areas")
            }
            CannotAssess::NoChild => Self::new(
                "assessment-without-child",
                "There is no child in this family's record. Add the children first",
            )
            .at("step"),
            CannotAssess::NotSeen(field, child) => {
                let told = format!("Say when {child} was seen, or why not");
                Self::new("child-not-seen-without-why", told).at(field)
            }
            CannotAssess::NoPresentingNeed => {
                let told = "Choose at least one presenting need, in the area to which it belongs";
                Self::new("assessment-without-presenting-need", told).at("presenting")
            }
            CannotAssess::NoUnderlyingNeed => {
                let told = "Choose at least one underlying need, in the area to which it belongs";
                Self::new("assessment-without-underlying-need", told).at("underlying")
            }
            CannotAssess::WithoutAgreement(told) => Self::new("assessment-without-agreement", told).at("agreement"),
            CannotAssess::NotComplete => {
                Self::new("assessment-not-complete", "This assessment does not wait for authorisation").at("answer")
            }
            CannotAssess::OwnAssessment => {
                let told = "You wrote this assessment or a part of it, so someone else must authorise it";
                Self::new("own-assessment", told).at("answer")
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

/// All that stands against completing it; `grounds` is what is missing of agreement, if anything is.
pub fn complete(
    state: State,
    paper: &Paper,
    answers: &Answers,
    meetings: &Meetings,
    grounds: Option<String>,
) -> Vec<CannotAssess> {
    if state != State::Draft {
        return vec![CannotAssess::NotDraft];
    }
    if paper.children().next().is_none() {
        return vec![CannotAssess::NoChild];
    }

    let mut faults: Vec<CannotAssess> = grounds.map(CannotAssess::WithoutAgreement).into_iter().collect();
    faults.extend(meetings::not_seen(paper, meetings));
    let missing = paper.parts.iter().map(|part| missing(paper, part, answers)).sum();
    if missing > 0 {
        faults.push(CannotAssess::Incomplete(missing));
    }
    if !names_need(paper, answers, Kind::Needs) {
        faults.push(CannotAssess::NoPresentingNeed);
    }
    if !names_need(paper, answers, Kind::UnderlyingNeeds) {
        faults.push(CannotAssess::NoUnderlyingNeed);
    }
    faults
}

/// What somebody says of a complete assessment, and what it depends on.
#[derive(Debug, Clone, Default)]
pub struct Verdict<'a> {
    /// Whoever says it wrote a part of it, started or completed it.
    pub own: bool,
    /// Why it is returned, if it is.
    pub returned: Option<&'a str>,
    /// What is missing of agreement, if anything is: nothing without it is authorised.
    pub grounds: Option<String>,
}

/// All that stands against authorising it, or returning it.
pub fn authorise(state: State, verdict: Verdict<'_>) -> Vec<CannotAssess> {
    if state != State::Complete {
        return vec![CannotAssess::NotComplete];
    }

    let mut faults = Vec::new();
    if verdict.own {
        faults.push(CannotAssess::OwnAssessment);
    }
    match (verdict.returned, verdict.grounds) {
        (Some(why), _) if why.trim().is_empty() => faults.push(CannotAssess::ReturnedWithoutReason),
        (None, Some(missing)) => faults.push(CannotAssess::WithoutAgreement(missing)),
        _ => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_authorises_what_they_wrote_nor_without_agreement() {
        let own = Verdict { own: true, ..Verdict::default() };
        assert_eq!(authorise(State::Complete, own), [CannotAssess::OwnAssessment]);
        assert_eq!(authorise(State::Complete, Verdict::default()), []);
        let returned = |why| Verdict { returned: Some(why), ..Verdict::default() };
        assert_eq!(authorise(State::Complete, returned(" ")), [CannotAssess::ReturnedWithoutReason]);
        for state in [State::Draft, State::Authorised] {
            assert_eq!(authorise(state, Verdict::default()), [CannotAssess::NotComplete]);
        }

        // one that cannot be authorised any more can still be returned
        let lacking = Verdict { grounds: Some("Nobody agrees".into()), ..Verdict::default() };
        let faults = authorise(State::Complete, lacking.clone());
        assert_eq!(faults, [CannotAssess::WithoutAgreement("Nobody agrees".into())]);
        assert_eq!(authorise(State::Complete, Verdict { returned: Some("Ask them"), ..lacking }), []);
    }

    #[test]
    fn one_assessment_is_under_way_at_a_time() {
        assert_eq!(start(true, None), Ok(()));
        assert_eq!(start(true, Some(State::Complete)), Err(CannotAssess::UnderWay));
        assert_eq!(start(true, Some(State::Authorised)), Ok(()));
        assert_eq!(start(false, None), Err(CannotAssess::Closed));
    }
}
