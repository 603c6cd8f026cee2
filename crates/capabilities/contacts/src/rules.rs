//! Pure rules of the front door. Each says no by name.

use web::Refusal;

store::coded! {
    /// Where a contact stands; derived from its dates.
    pub enum State {
        /// Waits to be decided.
        Received = "received",
        /// Waits for whoever made it.
        Asked = "information-asked",
        /// Decided, not yet answered.
        Decided = "decided",
        /// Answered.
        Answered = "answered",
        /// Closed.
        Closed = "closed",
    }
}

impl State {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Received => "Waits for a decision",
            Self::Asked => "More information asked",
            Self::Decided => "Decided, not yet answered",
            Self::Answered => "Answered",
            Self::Closed => "Closed",
        }
    }
}

/// Why a decision cannot be made so (practice 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotDecide {
    /// It was decided already.
    Decided,
    /// No reason was given.
    NoReason,
    /// More than one agency and additional needs: an assessment is always needed (000 s5).
    AssessmentRequired,
    /// Level 3 is social care's: step up.
    LevelThreeIsStepUp,
    /// A step up is for level 3.
    StepUpNeedsLevelThree,
    /// Help by early help itself is for level 2.
    HelpNeedsLevelTwo,
    /// No team was chosen.
    NoTeam,
    /// No further action needs its own reason.
    NoFurtherActionReason,
    /// Someone in it may be known already, and nobody has looked.
    NotMatched,
    /// There is no child in it.
    NoChild,
}

impl From<CannotDecide> for Refusal {
    fn from(rule: CannotDecide) -> Self {
        match rule {
            CannotDecide::Decided => Self::new("contact-is-decided", "This contact has been decided already"),
            CannotDecide::NoReason => Self::new(
                "decision-without-reason",
                "Give the reason for your decision: whoever made the contact is owed it",
            ),
            CannotDecide::AssessmentRequired => Self::new(
                "assessment-required",
                "More than one agency is needed, so an early help assessment is required. Choose it, or say that one agency is enough",
            ),
            CannotDecide::LevelThreeIsStepUp => Self::new(
                "level-three-is-step-up",
                "Level 3 is for children's social care. Choose step up, or another level",
            ),
            CannotDecide::StepUpNeedsLevelThree => Self::new(
                "step-up-needs-level-three",
                "A step up is for level 3. Choose that level, or another outcome",
            ),
            CannotDecide::HelpNeedsLevelTwo => {
                Self::new("help-needs-level-two", "This outcome is for level 2. Choose that level, or another outcome")
            }
            CannotDecide::NoTeam => Self::new("decision-without-team", "Choose the team that takes this on"),
            CannotDecide::NoFurtherActionReason => {
                Self::new("no-further-action-without-reason", "Choose why nothing further is done")
            }
            CannotDecide::NotMatched => {
                Self::new("people-not-matched", "Someone in this contact may be known already. Say who they are first")
            }
            CannotDecide::NoChild => Self::new(
                "contact-without-child",
                "There is no child in this contact. Ask whoever made it which child it is about",
            ),
        }
    }
}

/// What a decision says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deciding<'a> {
    /// Decided before.
    pub decided: bool,
    /// `1`, `2` or `3`.
    pub level: &'a str,
    /// A word of the pack's `decision-outcome`.
    pub outcome: &'a str,
    /// Why.
    pub reason: &'a str,
    /// More than one agency is needed.
    pub several_agencies: bool,
    /// A team was chosen.
    pub team: bool,
    /// A reason for no further action was chosen.
    pub no_further_action_reason: bool,
    /// Someone may be known already and nobody has looked.
    pub unmatched: bool,
    /// There is a child in it.
    pub child: bool,
}

/// Whether an outcome begins an episode.
pub fn opens_episode(outcome: &str) -> bool {
    matches!(outcome, "single-agency" | "intervention-plan" | "assessment")
}

/// May it be decided so?
///
/// # Errors
/// The first rule that says no.
pub fn decide(d: &Deciding<'_>) -> Result<(), CannotDecide> {
    if d.decided {
        return Err(CannotDecide::Decided);
    }
    if !d.child {
        return Err(CannotDecide::NoChild);
    }
    if d.unmatched {
        return Err(CannotDecide::NotMatched);
    }
    if d.reason.trim().is_empty() {
        return Err(CannotDecide::NoReason);
    }
    match (d.level, d.outcome) {
        ("3", outcome) if outcome != "step-up" => return Err(CannotDecide::LevelThreeIsStepUp),
        (level, "step-up") if level != "3" => return Err(CannotDecide::StepUpNeedsLevelThree),
        (level, outcome) if level != "2" && opens_episode(outcome) => return Err(CannotDecide::HelpNeedsLevelTwo),
        _ => {}
    }
    if d.several_agencies && matches!(d.outcome, "single-agency" | "intervention-plan" | "group-programme") {
        return Err(CannotDecide::AssessmentRequired);
    }
    if opens_episode(d.outcome) && !d.team {
        return Err(CannotDecide::NoTeam);
    }
    if d.outcome == "no-further-action" && !d.no_further_action_reason {
        return Err(CannotDecide::NoFurtherActionReason);
    }
    Ok(())
}

/// Why a contact cannot be answered or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotClose {
    /// It has not been decided.
    Undecided,
    /// It has not been answered (T33).
    Unanswered,
    /// It is closed.
    Closed,
    /// It has been answered.
    Answered,
    /// The answer is empty.
    EmptyAnswer,
}

impl From<CannotClose> for Refusal {
    fn from(rule: CannotClose) -> Self {
        match rule {
            CannotClose::Undecided => Self::new("answer-before-decision", "Decide on this contact first"),
            CannotClose::Unanswered => {
                Self::new("contact-unanswered", "A contact cannot close unanswered. Answer whoever made it first")
            }
            CannotClose::Closed => Self::new("contact-is-closed", "This contact is closed"),
            CannotClose::Answered => Self::new("contact-is-answered", "This contact has been answered already"),
            CannotClose::EmptyAnswer => {
                Self::new("empty-answer", "Write the answer: what was decided, why, and what happens next")
            }
        }
    }
}

/// May it be answered?
///
/// # Errors
/// The first rule that says no.
pub fn answer(decided: bool, answered: bool, text: &str) -> Result<(), CannotClose> {
    match (decided, answered) {
        (false, _) => Err(CannotClose::Undecided),
        (_, true) => Err(CannotClose::Answered),
        _ if text.trim().is_empty() => Err(CannotClose::EmptyAnswer),
        _ => Ok(()),
    }
}

/// May it be closed? (000: seventy in a hundred contacts got no response)
///
/// # Errors
/// The first rule that says no.
pub fn close(answered: bool, closed: bool) -> Result<(), CannotClose> {
    match (answered, closed) {
        (_, true) => Err(CannotClose::Closed),
        (false, _) => Err(CannotClose::Unanswered),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Deciding<'static> {
        Deciding {
            level: "2",
            outcome: "intervention-plan",
            reason: "Attendance fell",
            team: true,
            child: true,
            ..Deciding::default()
        }
    }

    #[test]
    fn a_decision_needs_a_reason_a_child_and_a_look_at_who_is_known() {
        assert_eq!(decide(&good()), Ok(()));
        assert_eq!(decide(&Deciding { reason: " ", ..good() }), Err(CannotDecide::NoReason));
        assert_eq!(decide(&Deciding { child: false, ..good() }), Err(CannotDecide::NoChild));
        assert_eq!(decide(&Deciding { unmatched: true, ..good() }), Err(CannotDecide::NotMatched));
        assert_eq!(decide(&Deciding { decided: true, ..good() }), Err(CannotDecide::Decided));
        assert_eq!(decide(&Deciding { team: false, ..good() }), Err(CannotDecide::NoTeam));
    }

    #[test]
    fn the_assessment_cannot_be_skipped_when_several_agencies_are_involved() {
        let several = Deciding { several_agencies: true, ..good() };
        for outcome in ["intervention-plan", "single-agency", "group-programme"] {
            assert_eq!(decide(&Deciding { outcome, ..several }), Err(CannotDecide::AssessmentRequired), "{outcome}");
        }
        assert_eq!(decide(&Deciding { outcome: "assessment", ..several }), Ok(()));
    }

    #[test]
    fn level_three_and_step_up_go_together() {
        assert_eq!(decide(&Deciding { level: "3", ..good() }), Err(CannotDecide::LevelThreeIsStepUp));
        assert_eq!(decide(&Deciding { outcome: "step-up", ..good() }), Err(CannotDecide::StepUpNeedsLevelThree));
        assert_eq!(decide(&Deciding { level: "3", outcome: "step-up", ..good() }), Ok(()));
        assert_eq!(decide(&Deciding { level: "1", ..good() }), Err(CannotDecide::HelpNeedsLevelTwo));
    }

    #[test]
    fn no_further_action_needs_its_own_reason() {
        let none = Deciding { level: "1", outcome: "no-further-action", ..good() };
        assert_eq!(decide(&none), Err(CannotDecide::NoFurtherActionReason));
        assert_eq!(decide(&Deciding { no_further_action_reason: true, ..none }), Ok(()));
    }

    #[test]
    fn a_contact_cannot_close_unanswered() {
        assert_eq!(close(false, false), Err(CannotClose::Unanswered));
        assert_eq!(close(true, false), Ok(()));
        assert_eq!(close(true, true), Err(CannotClose::Closed));
        assert_eq!(answer(false, false, "x"), Err(CannotClose::Undecided));
        assert_eq!(answer(true, false, " "), Err(CannotClose::EmptyAnswer));
        assert_eq!(answer(true, true, "x"), Err(CannotClose::Answered));
    }
}
