//! Level of need and outcome (practice 3).

use super::state::is_decided;
use web::{Refusal, Refusals};

/// Why a decision cannot be made so (practice 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotDecide {
    /// It was decided already.
    Decided,
    /// There is no child in it.
    NoChild,
    /// Someone in it may be known already, and nobody has looked.
    NotMatched,
    /// Someone in it is in the record of another family, and nobody said whether they belong to this one, too: their
    /// place in the contact.
    FamilyNotSaid(i64),
    /// No level of need was chosen.
    NoLevel,
    /// No outcome was chosen.
    NoOutcome,
    /// Level 3 is social care's: step up.
    LevelThreeIsStepUp,
    /// A step up is for level 3.
    StepUpNeedsLevelThree,
    /// Help by early help itself is for level 2.
    HelpNeedsLevelTwo,
    /// More than one agency and additional needs: an assessment is always needed (000 s5).
    AssessmentRequired,
    /// No team was chosen.
    NoTeam,
    /// No further action needs its own reason.
    NoFurtherActionReason,
    /// No reason was given.
    NoReason,
}

impl From<CannotDecide> for Refusal {
    fn from(rule: CannotDecide) -> Self {
        match rule {
            CannotDecide::Decided => is_decided().at("level"),
            CannotDecide::NoChild => Self::new(
                "contact-without-child",
                "There is no child in this contact. Ask whoever made it which child it is about",
            )
            .at("level"),
            CannotDecide::NotMatched => {
                Self::new("people-not-matched", "Someone in this contact may be known already. Say who they are first")
                    .at("level")
            }
            CannotDecide::FamilyNotSaid(place) => Self::new(
                "people-of-two-families",
                "They are in the record of another family. Say whether they belong to this one, too",
            )
            .at(belongs_field(place)),
            CannotDecide::NoLevel => Self::new("decision-without-level", "Choose the level of need").at("level"),
            CannotDecide::NoOutcome => Self::new("decision-without-outcome", "Choose the outcome").at("outcome"),
            CannotDecide::LevelThreeIsStepUp => Self::new(
                "level-three-is-step-up",
                "Level 3 is for children's social care. Choose step up, or another level",
            )
            .at("outcome"),
            CannotDecide::StepUpNeedsLevelThree => Self::new(
                "step-up-needs-level-three",
                "A step up is for level 3. Choose that level, or another outcome",
            )
            .at("level"),
            CannotDecide::HelpNeedsLevelTwo => {
                Self::new("help-needs-level-two", "This outcome is for level 2. Choose that level, or another outcome")
                    .at("level")
            }
            CannotDecide::AssessmentRequired => Self::new(
                "assessment-required",
                "More than one agency is needed, so an early help assessment is required. \
                 Choose it, or say that one agency is enough",
            )
            .at("outcome"),
            CannotDecide::NoTeam => Self::new("decision-without-team", "Choose the team that takes this on").at("team"),
            CannotDecide::NoFurtherActionReason => {
                Self::new("no-further-action-without-reason", "Choose why nothing further is done")
                    .at("no_further_action")
            }
            CannotDecide::NoReason => Self::new(
                "decision-without-reason",
                "Give the reason for your decision: whoever made the contact is owed it",
            )
            .at("reason"),
        }
    }
}

/// The field in which it is said whether the person at this place of a contact belongs to its family.
pub fn belongs_field(place: i64) -> String {
    format!("belongs-{place}")
}

/// Where somebody belongs who is in the record of another family already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// To this family, too: they join its record.
    Here,
    /// To their own alone: they are named in the contact, and nothing of their record opens with it.
    Apart,
}

impl Belongs {
    /// As the form says it.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "here" => Some(Self::Here),
            "apart" => Some(Self::Apart),
            _ => None,
        }
    }
}

/// What a decision says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deciding<'a> {
    /// Decided before.
    pub decided: bool,
    /// `1`, `2` or `3`; empty where none was chosen.
    pub level: &'a str,
    /// A word of the pack's `decision-outcome`; empty where none was chosen.
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
    /// The places of those who are in the record of another family and of whom nobody said where they belong.
    pub families_unsaid: &'a [i64],
}

/// Whether an outcome begins an episode.
pub fn opens_episode(outcome: &str) -> bool {
    matches!(outcome, "single-agency" | "intervention-plan" | "assessment")
}

/// Everything because of which it cannot be decided so, in the order of the form.
pub fn cannot_decide(deciding: &Deciding<'_>) -> Vec<CannotDecide> {
    if deciding.decided {
        return vec![CannotDecide::Decided];
    }

    let Deciding { level, outcome, .. } = *deciding;
    let chosen = !level.is_empty() && !outcome.is_empty();
    let helps = opens_episode(outcome);
    let one_agency = matches!(outcome, "single-agency" | "intervention-plan" | "group-programme");
    let nothing = outcome == "no-further-action";
    let all = [
        (!deciding.child, CannotDecide::NoChild),
        (deciding.unmatched, CannotDecide::NotMatched),
        (level.is_empty(), CannotDecide::NoLevel),
        (outcome.is_empty(), CannotDecide::NoOutcome),
        (chosen && level == "3" && outcome != "step-up", CannotDecide::LevelThreeIsStepUp),
        (chosen && level != "3" && outcome == "step-up", CannotDecide::StepUpNeedsLevelThree),
        (chosen && !matches!(level, "2" | "3") && helps, CannotDecide::HelpNeedsLevelTwo),
        (deciding.several_agencies && one_agency, CannotDecide::AssessmentRequired),
        (helps && !deciding.team, CannotDecide::NoTeam),
        (nothing && !deciding.no_further_action_reason, CannotDecide::NoFurtherActionReason),
        (deciding.reason.trim().is_empty(), CannotDecide::NoReason),
    ];
    let unsaid = deciding.families_unsaid.iter().map(|place| CannotDecide::FamilyNotSaid(*place));
    all.into_iter().filter(|(says_no, _)| *says_no).map(|(_, rule)| rule).chain(unsaid).collect()
}

/// May it be decided so?
///
/// # Errors
/// Every [`CannotDecide`] at once.
pub fn decide(deciding: &Deciding<'_>) -> Result<(), Refusals> {
    Refusals::check(cannot_decide(deciding).into_iter().map(Refusal::from).collect())
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
        assert_eq!(cannot_decide(&good()), []);
        assert_eq!(cannot_decide(&Deciding { reason: " ", ..good() }), [CannotDecide::NoReason]);
        assert_eq!(cannot_decide(&Deciding { child: false, ..good() }), [CannotDecide::NoChild]);
        assert_eq!(cannot_decide(&Deciding { unmatched: true, ..good() }), [CannotDecide::NotMatched]);
        assert_eq!(cannot_decide(&Deciding { decided: true, ..good() }), [CannotDecide::Decided]);
        assert_eq!(cannot_decide(&Deciding { team: false, ..good() }), [CannotDecide::NoTeam]);
    }

    #[test]
    fn nobody_is_joined_to_a_second_family_without_a_word() {
        let unsaid = Deciding { families_unsaid: &[2, 3], ..good() };
        assert_eq!(cannot_decide(&unsaid), [CannotDecide::FamilyNotSaid(2), CannotDecide::FamilyNotSaid(3)]);
        let refused = decide(&unsaid).expect_err("refused");
        assert!(refused.iter().any(|no| no.field.as_deref() == Some("belongs-2")));
    }

    #[test]
    fn all_that_is_missing_is_told_at_once() {
        let nothing = Deciding { child: true, ..Deciding::default() };
        let missing = [CannotDecide::NoLevel, CannotDecide::NoOutcome, CannotDecide::NoReason];
        assert_eq!(cannot_decide(&nothing), missing);

        let refused = decide(&Deciding { reason: "", team: false, ..good() }).expect_err("refused");
        assert!(refused.names("decision-without-reason") && refused.names("decision-without-team"));
    }

    #[test]
    fn the_assessment_cannot_be_skipped_when_several_agencies_are_involved() {
        let several = Deciding { several_agencies: true, ..good() };
        for outcome in ["intervention-plan", "single-agency", "group-programme"] {
            let refused = cannot_decide(&Deciding { outcome, ..several });
            assert_eq!(refused, [CannotDecide::AssessmentRequired], "{outcome}");
        }
        assert_eq!(cannot_decide(&Deciding { outcome: "assessment", ..several }), []);
    }

    #[test]
    fn level_three_and_step_up_go_together() {
        let with = |level, outcome| cannot_decide(&Deciding { level, outcome, ..good() });
        assert_eq!(with("3", "intervention-plan"), [CannotDecide::LevelThreeIsStepUp]);
        assert_eq!(with("2", "step-up"), [CannotDecide::StepUpNeedsLevelThree]);
        assert_eq!(with("3", "step-up"), []);
        assert_eq!(with("1", "intervention-plan"), [CannotDecide::HelpNeedsLevelTwo]);
    }

    #[test]
    fn no_further_action_needs_its_own_reason() {
        let none = Deciding { level: "1", outcome: "no-further-action", ..good() };
        assert_eq!(cannot_decide(&none), [CannotDecide::NoFurtherActionReason]);
        assert_eq!(cannot_decide(&Deciding { no_further_action_reason: true, ..none }), []);
    }
}
