//! The step up to children's social care: proposed, talked over, submitted, answered.

use super::told;
use chrono::NaiveDate;
use web::{Refusal, Refusals};

/// How far a step up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It waits for its submission.
    Proposed,
    /// It waits for social care.
    Submitted,
    /// Social care accepted it.
    Accepted,
    /// Social care returned it.
    Returned,
}

impl Stage {
    /// Whether it waits for its submission or for social care.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Proposed | Self::Submitted)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Proposed => "Proposed",
            Self::Submitted => "Submitted to social care",
            Self::Accepted => "Accepted by social care",
            Self::Returned => "Returned by social care",
        }
    }
}

/// Why a step up cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotStepUp {
    /// One is under way.
    UnderWay,
    /// No reason.
    NoReason,
    /// None is proposed, so it cannot be submitted.
    NotProposed,
    /// The conversation with the safeguarding lead is not recorded (001 s7).
    NoConversation,
    /// It was not submitted, so it cannot be accepted or returned.
    NotSubmitted,
    /// It was submitted and can be answered only; or it was answered.
    Answered,
    /// Returned without a reason.
    ReturnedWithoutReason,
}

impl From<CannotStepUp> for Refusal {
    fn from(rule: CannotStepUp) -> Self {
        let (name, message, field) = match rule {
            CannotStepUp::UnderWay => ("step-up-under-way", "A step up is under way already", "reason"),
            CannotStepUp::NoReason => ("step-up-without-reason", "Say why early help is not enough", "reason"),
            CannotStepUp::NotProposed => {
                ("step-up-not-proposed", "The step up has not been proposed yet", "talked_with")
            }
            CannotStepUp::NoConversation => (
                "step-up-without-conversation",
                "Record the conversation with your safeguarding lead: with whom, and when",
                "talked_with",
            ),
            CannotStepUp::NotSubmitted => ("step-up-not-submitted", "The step up has not been submitted yet", "answer"),
            CannotStepUp::Answered => {
                ("step-up-answered", "Children's social care has answered this step up", "answer")
            }
            CannotStepUp::ReturnedWithoutReason => {
                ("returned-without-reason", "Write down the reason that social care gave", "why")
            }
        };
        Self::new(name, message).at(field)
    }
}

/// May a step up be proposed, after the one before?
///
/// # Errors
/// Every [`CannotStepUp`] that holds.
pub fn propose_step_up(before: Option<Stage>, reason: &str) -> Result<(), Refusals> {
    let mut faults = Vec::new();
    if before.is_some_and(Stage::is_pending) {
        faults.push(CannotStepUp::UnderWay);
    }
    if reason.trim().is_empty() {
        faults.push(CannotStepUp::NoReason);
    }
    told(faults)
}

/// May it be submitted? Once the conversation with the safeguarding lead is recorded: with whom, and when.
///
/// # Errors
/// Every [`CannotStepUp`] that holds.
pub fn submit_step_up(stage: Option<Stage>, talked_with: &str, talked_on: Option<NaiveDate>) -> Result<(), Refusals> {
    let mut faults = match stage {
        Some(Stage::Proposed) => vec![],
        None => vec![CannotStepUp::NotProposed],
        Some(_) => vec![CannotStepUp::Answered],
    };
    if talked_with.trim().is_empty() || talked_on.is_none() {
        faults.push(CannotStepUp::NoConversation);
    }
    told(faults)
}

/// May social care's answer be recorded? `returned` is the reason for which it came back.
///
/// # Errors
/// Every [`CannotStepUp`] that holds.
pub fn answer_step_up(stage: Option<Stage>, returned: Option<&str>) -> Result<(), Refusals> {
    let mut faults = match stage {
        Some(Stage::Submitted) => vec![],
        None | Some(Stage::Proposed) => vec![CannotStepUp::NotSubmitted],
        Some(Stage::Accepted | Stage::Returned) => vec![CannotStepUp::Answered],
    };
    if returned.is_some_and(|why| why.trim().is_empty()) {
        faults.push(CannotStepUp::ReturnedWithoutReason);
    }
    told(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_up_is_under_way_at_a_time() {
        assert_eq!(propose_step_up(None, "Worse"), Ok(()));
        assert_eq!(propose_step_up(Some(Stage::Returned), "Worse"), Ok(()));
        assert!(propose_step_up(Some(Stage::Submitted), "Worse").expect_err("refused").names("step-up-under-way"));
        assert!(propose_step_up(None, " ").expect_err("refused").names("step-up-without-reason"));
    }

    #[test]
    fn a_step_up_is_submitted_once_it_was_talked_over() {
        let on = NaiveDate::from_ymd_opt(2026, 3, 2);
        assert_eq!(submit_step_up(Some(Stage::Proposed), "Jo", on), Ok(()));
        for (with, on) in [(" ", on), ("Jo", None)] {
            let refused = submit_step_up(Some(Stage::Proposed), with, on).expect_err("refused");
            assert!(refused.names("step-up-without-conversation"));
        }
        assert!(submit_step_up(Some(Stage::Submitted), "Jo", on).expect_err("refused").names("step-up-answered"));
        assert!(submit_step_up(None, "Jo", on).expect_err("refused").names("step-up-not-proposed"));
    }

    #[test]
    fn social_care_answers_what_was_submitted_and_returns_it_with_a_reason() {
        assert_eq!(answer_step_up(Some(Stage::Submitted), None), Ok(()));
        assert_eq!(answer_step_up(Some(Stage::Submitted), Some("Not yet")), Ok(()));
        let refused = answer_step_up(Some(Stage::Submitted), Some(" ")).expect_err("refused");
        assert!(refused.names("returned-without-reason"));
        assert!(answer_step_up(Some(Stage::Proposed), None).expect_err("refused").names("step-up-not-submitted"));
        assert!(answer_step_up(Some(Stage::Accepted), None).expect_err("refused").names("step-up-answered"));
    }
}
