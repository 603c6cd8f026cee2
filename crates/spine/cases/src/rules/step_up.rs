//! The step up to children's social care: proposed, talked over, submitted, read, answered. Two sides: early help
//! proposes and submits, social care accepts or returns.

use super::{Footing, told};
use chrono::NaiveDate;
use web::{Refusal, Refusals};

store::coded! {
    /// With whom it was talked over (001 s7: supervisor, line manager or designated safeguarding lead).
    pub enum TalkedAs {
        /// Their supervisor.
        Supervisor = "supervisor",
        /// Their line manager.
        LineManager = "line-manager",
        /// The designated safeguarding lead of their organisation.
        SafeguardingLead = "safeguarding-lead",
    }
}

impl TalkedAs {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Supervisor => "Supervisor",
            Self::LineManager => "Line manager",
            Self::SafeguardingLead => "Designated safeguarding lead",
        }
    }
}

store::coded! {
    /// What becomes of the lead professional once social care accepts (evidence.md §10: one lead may stay).
    pub enum LeadThen {
        /// They lead on.
        Leads = "leads",
        /// Social care leads, and they stay in the team.
        Stays = "stays",
        /// Their part ends.
        Ends = "ends",
        /// There was none.
        None = "none",
    }
}

impl LeadThen {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Leads => "The lead professional of early help leads on",
            Self::Stays => "Social care leads, and the lead professional stays in the team",
            Self::Ends => "Social care leads, and early help ends",
            Self::None => "There is no lead professional",
        }
    }
}

/// How far a step up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It waits for its submission.
    Proposed,
    /// The proposal was dropped, with a reason.
    Dropped,
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
            Self::Dropped => "Not taken further",
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
    /// The conversation is not recorded: with which of the three, who, when (001 s7).
    NoConversation,
    /// The conversation is yet to come.
    ConversationAhead,
    /// Dropped without a reason.
    DroppedWithoutReason,
    /// It was not submitted, so it cannot be accepted or returned.
    NotSubmitted,
    /// It was submitted and can be answered only; or it was answered.
    Answered,
    /// Returned without a reason.
    ReturnedWithoutReason,
    /// Nobody says who at social care said so.
    AnsweredByNobody,
    /// Accepted without saying on which footing.
    NoFooting,
    /// Accepted without saying for which children.
    NoChildren,
    /// Accepted without saying what becomes of the lead.
    NoLeadThen,
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
                "Record the conversation with your supervisor, line manager or safeguarding lead: with which of them, \
                 their name, and when",
                "talked_with",
            ),
            CannotStepUp::ConversationAhead => {
                ("step-up-conversation-ahead", "The date must be today or in the past", "talked_on")
            }
            CannotStepUp::DroppedWithoutReason => {
                ("step-up-dropped-without-reason", "Say why the step up is not taken further", "drop_why")
            }
            CannotStepUp::NotSubmitted => ("step-up-not-submitted", "The step up has not been submitted yet", "answer"),
            CannotStepUp::Answered => {
                ("step-up-answered", "Children's social care has answered this step up", "answer")
            }
            CannotStepUp::ReturnedWithoutReason => ("returned-without-reason", "Write down why it is returned", "why"),
            CannotStepUp::AnsweredByNobody => {
                ("answered-by-nobody", "Give the name of who at social care said so", "said_by")
            }
            CannotStepUp::NoFooting => ("accepted-without-footing", "Choose section 17 or section 47", "footing"),
            CannotStepUp::NoChildren => {
                ("accepted-without-children", "Choose the children whom it is about", "children")
            }
            CannotStepUp::NoLeadThen => {
                ("accepted-without-lead", "Say what becomes of the lead professional", "lead_then")
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

/// A conversation about it: with which of the three, their name, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversation<'a> {
    /// What they are to whoever talked with them.
    pub with: Option<TalkedAs>,
    /// Their name.
    pub name: &'a str,
    /// When.
    pub on: Option<NaiveDate>,
}

/// May it be submitted? Once it was talked over. Whether there is an assessment is never asked.
///
/// # Errors
/// Every [`CannotStepUp`] that holds.
pub fn submit_step_up(stage: Option<Stage>, talk: Conversation<'_>, today: NaiveDate) -> Result<(), Refusals> {
    let mut faults = match stage {
        Some(Stage::Proposed) => vec![],
        None | Some(Stage::Dropped) => vec![CannotStepUp::NotProposed],
        Some(_) => vec![CannotStepUp::Answered],
    };
    if talk.name.trim().is_empty() || talk.on.is_none() || talk.with.is_none() {
        faults.push(CannotStepUp::NoConversation);
    }
    if talk.on.is_some_and(|on| on > today) {
        faults.push(CannotStepUp::ConversationAhead);
    }
    told(faults)
}

/// May a proposal be dropped?
///
/// # Errors
/// Every [`CannotStepUp`] that holds.
pub fn drop_step_up(stage: Option<Stage>, why: &str) -> Result<(), Refusals> {
    let mut faults = match stage {
        Some(Stage::Proposed) => vec![],
        None | Some(Stage::Dropped) => vec![CannotStepUp::NotProposed],
        Some(_) => vec![CannotStepUp::Answered],
    };
    if why.trim().is_empty() {
        faults.push(CannotStepUp::DroppedWithoutReason);
    }
    told(faults)
}

/// What social care says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<'a> {
    /// They take it.
    Accepted {
        /// As s17 or s47.
        footing: Option<Footing>,
        /// For how many children, of how many in the family.
        children: (usize, usize),
        /// What becomes of the lead.
        lead: Option<LeadThen>,
    },
    /// They do not, for this reason.
    Returned(&'a str),
}

/// May social care's answer be recorded, which somebody there gave by name?
///
/// # Errors
/// Every [`CannotStepUp`] that holds.
pub fn answer_step_up(stage: Option<Stage>, by: &str, said: Said<'_>) -> Result<(), Refusals> {
    let mut faults = match stage {
        Some(Stage::Submitted) => vec![],
        None | Some(Stage::Proposed | Stage::Dropped) => vec![CannotStepUp::NotSubmitted],
        Some(Stage::Accepted | Stage::Returned) => vec![CannotStepUp::Answered],
    };
    if by.trim().is_empty() {
        faults.push(CannotStepUp::AnsweredByNobody);
    }
    match said {
        Said::Returned(why) if why.trim().is_empty() => faults.push(CannotStepUp::ReturnedWithoutReason),
        Said::Returned(_) => {}
        Said::Accepted { footing, children: (chosen, all), lead } => {
            if !footing.is_some_and(Footing::is_social_care) {
                faults.push(CannotStepUp::NoFooting);
            }
            // a child in danger may have been reported without a name
            if chosen == 0 && all > 0 {
                faults.push(CannotStepUp::NoChildren);
            }
            if lead.is_none() {
                faults.push(CannotStepUp::NoLeadThen);
            }
        }
    }
    told(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).expect("a day")
    }

    const TALK: Conversation<'_> =
        Conversation { with: Some(TalkedAs::LineManager), name: "Jo", on: NaiveDate::from_ymd_opt(2026, 3, 2) };

    fn accepted(footing: Option<Footing>, children: (usize, usize)) -> Said<'static> {
        Said::Accepted { footing, children, lead: Some(LeadThen::Stays) }
    }

    #[test]
    fn one_step_up_is_under_way_at_a_time() {
        assert_eq!(propose_step_up(None, "Worse"), Ok(()));
        assert_eq!(propose_step_up(Some(Stage::Returned), "Worse"), Ok(()));
        assert_eq!(propose_step_up(Some(Stage::Dropped), "Worse"), Ok(()));
        assert!(propose_step_up(Some(Stage::Submitted), "Worse").expect_err("refused").names("step-up-under-way"));
        assert!(propose_step_up(None, " ").expect_err("refused").names("step-up-without-reason"));
    }

    #[test]
    fn a_step_up_is_submitted_once_it_was_talked_over() {
        assert_eq!(submit_step_up(Some(Stage::Proposed), TALK, day(2)), Ok(()));
        let missing = [
            Conversation { name: " ", ..TALK },
            Conversation { on: None, ..TALK },
            Conversation { with: None, ..TALK },
        ];
        for talk in missing {
            let refused = submit_step_up(Some(Stage::Proposed), talk, day(2)).expect_err("refused");
            assert!(refused.names("step-up-without-conversation"));
        }
        let ahead = submit_step_up(Some(Stage::Proposed), TALK, day(1)).expect_err("refused");
        assert!(ahead.names("step-up-conversation-ahead"));
        let twice = submit_step_up(Some(Stage::Submitted), TALK, day(2)).expect_err("refused");
        assert!(twice.names("step-up-answered"));
        assert!(submit_step_up(None, TALK, day(2)).expect_err("refused").names("step-up-not-proposed"));
    }

    #[test]
    fn a_proposal_is_dropped_for_a_reason_and_not_once_it_was_sent() {
        assert_eq!(drop_step_up(Some(Stage::Proposed), "It got better"), Ok(()));
        let refused = drop_step_up(Some(Stage::Proposed), " ").expect_err("refused");
        assert!(refused.names("step-up-dropped-without-reason"));
        assert!(drop_step_up(Some(Stage::Submitted), "Late").expect_err("refused").names("step-up-answered"));
        assert!(drop_step_up(None, "None").expect_err("refused").names("step-up-not-proposed"));
    }

    #[test]
    fn social_care_answers_by_name_and_returns_with_a_reason() {
        let s17 = accepted(Some(Footing::S17), (1, 2));
        assert_eq!(answer_step_up(Some(Stage::Submitted), "Asha", s17), Ok(()));
        assert_eq!(answer_step_up(Some(Stage::Submitted), "Asha", Said::Returned("Not yet")), Ok(()));
        let refused = answer_step_up(Some(Stage::Submitted), " ", Said::Returned(" ")).expect_err("refused");
        assert!(refused.names("returned-without-reason") && refused.names("answered-by-nobody"));
        assert!(answer_step_up(Some(Stage::Proposed), "A", s17).expect_err("refused").names("step-up-not-submitted"));
        assert!(answer_step_up(Some(Stage::Accepted), "A", s17).expect_err("refused").names("step-up-answered"));
    }

    #[test]
    fn what_is_accepted_has_a_footing_and_children() {
        for footing in [None, Some(Footing::EarlyHelp)] {
            let said = accepted(footing, (1, 1));
            let refused = answer_step_up(Some(Stage::Submitted), "Asha", said).expect_err("refused");
            assert!(refused.names("accepted-without-footing"));
        }
        let said = Said::Accepted { footing: Some(Footing::S47), children: (0, 1), lead: None };
        let refused = answer_step_up(Some(Stage::Submitted), "Asha", said).expect_err("refused");
        assert!(refused.names("accepted-without-children") && refused.names("accepted-without-lead"));
        assert_eq!(answer_step_up(Some(Stage::Submitted), "Asha", accepted(Some(Footing::S47), (0, 0))), Ok(()));
    }
}
