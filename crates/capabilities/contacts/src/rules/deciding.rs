//! Level of need and outcome (practice 3).

use super::{
    following::{Follows, follows},
    state::is_decided,
};
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
    /// No level of need was chosen for the child at this place; none where no child is named.
    NoLevel(Option<i64>),
    /// No outcome was chosen.
    NoOutcome,
    /// Level 3 is social care's: step up.
    LevelThreeIsStepUp,
    /// A step up is for level 3.
    StepUpNeedsLevelThree,
    /// Whoever is with social care is at level 3.
    SocialCareNeedsLevelThree,
    /// Help by early help itself is for level 2.
    HelpNeedsLevelTwo,
    /// What was ticked makes an assessment required: complexity (001 s7), or more than one agency (000 s5), as the pack
    /// reads it.
    AssessmentRequired,
    /// One agency is not enough where more than one is needed.
    SeveralAgenciesNeeded,
    /// Help goes on for the family: its lead is told, and nothing begins beside it.
    HelpGoesOn,
    /// No help goes on, so no lead could be told.
    NoHelpGoesOn,
    /// No team was chosen.
    NoTeam,
    /// No further action needs its own reason.
    NoFurtherActionReason,
    /// The family was not asked for needs, and nobody said which they are.
    NoNeed,
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
            CannotDecide::NoLevel(place) => {
                let field = place.map_or_else(|| "level".to_owned(), level_field);
                Self::new("decision-without-level", "Choose the level of need").at(field)
            }
            CannotDecide::NoOutcome => Self::new("decision-without-outcome", "Choose the outcome").at("outcome"),
            CannotDecide::LevelThreeIsStepUp => Self::new(
                "level-three-is-step-up",
                "Level 3 is for children's social care. Choose step up, already with social care, or another level",
            )
            .at("outcome"),
            CannotDecide::StepUpNeedsLevelThree => Self::new(
                "step-up-needs-level-three",
                "A step up is for level 3. Choose that level, or another outcome",
            )
            .at("level"),
            CannotDecide::SocialCareNeedsLevelThree => Self::new(
                "social-care-needs-level-three",
                "A child who is with social care is at level 3. Choose that level for them, or another outcome",
            )
            .at("level"),
            CannotDecide::HelpNeedsLevelTwo => {
                Self::new("help-needs-level-two", "This outcome is for level 2. Choose that level, or another outcome")
                    .at("level")
            }
            CannotDecide::AssessmentRequired => Self::new(
                "assessment-required",
                "What you ticked needs an early help assessment. Choose it as the outcome, or take the tick away",
            )
            .at("outcome"),
            CannotDecide::SeveralAgenciesNeeded => Self::new(
                "one-agency-is-not-enough",
                "You ticked that more than one agency is needed. Choose an intervention plan or an assessment, \
                 or take the tick away",
            )
            .at("outcome"),
            CannotDecide::HelpGoesOn => Self::new(
                "help-goes-on",
                "Help goes on for this family already. Choose that it goes to the lead professional",
            )
            .at("outcome"),
            CannotDecide::NoHelpGoesOn => {
                Self::new("no-help-goes-on", "No help goes on for this family. Choose another outcome").at("outcome")
            }
            CannotDecide::NoTeam => Self::new("decision-without-team", "Choose the team that takes this on").at("team"),
            CannotDecide::NoFurtherActionReason => {
                Self::new("no-further-action-without-reason", "Choose why nothing further is done")
                    .at("no_further_action")
            }
            CannotDecide::NoNeed => {
                Self::new("decision-without-need", "Choose at least one need, as you see it now").at("needs")
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

/// The field in which the level of need of the child at this place of a contact is chosen.
pub fn level_field(place: i64) -> String {
    format!("level-{place}")
}

/// The level of need of a child, or of all where no child is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Level<'a> {
    /// The child's place in the contact; none where no child is named.
    pub place: Option<i64>,
    /// What was chosen: `1`, `2` or `3`; empty where nothing was.
    pub chosen: &'a str,
    /// What stands: it was set before, and choosing it again changes nothing.
    pub stands: &'a str,
}

/// What a decision says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deciding<'a> {
    /// Decided before.
    pub decided: bool,
    /// Of each child, in the order of the contact.
    pub levels: &'a [Level<'a>],
    /// A word of the pack's `decision-outcome`; empty where none was chosen.
    pub outcome: &'a str,
    /// Why.
    pub reason: &'a str,
    /// What was ticked makes an assessment required, in the pack's reading of it.
    pub assessment_required: bool,
    /// More than one agency is needed.
    pub several_agencies: bool,
    /// A team was chosen.
    pub team: bool,
    /// The agency that made the contact was chosen to give support.
    pub by_agency: bool,
    /// A reason for no further action was chosen.
    pub no_further_action_reason: bool,
    /// Someone may be known already and nobody has looked.
    pub unmatched: bool,
    /// There is a child in it.
    pub child: bool,
    /// Help goes on for the family.
    pub helped: bool,
    /// The contact names no need, and none was chosen.
    pub needs_unsaid: bool,
    /// The places of those who are in the record of another family and of whom nobody said where they belong.
    pub families_unsaid: &'a [i64],
}

impl Deciding<'_> {
    fn any(&self, level: &str) -> bool {
        self.levels.iter().any(|one| one.chosen == level)
    }

    /// Whether somebody comes to level 3 who was not there.
    fn newly_at_three(&self) -> bool {
        self.levels.iter().any(|one| one.chosen == "3" && one.stands != "3")
    }
}

/// Everything because of which it cannot be decided so, in the order of the form.
pub fn cannot_decide(deciding: &Deciding<'_>) -> Vec<CannotDecide> {
    if deciding.decided {
        return vec![CannotDecide::Decided];
    }

    let Deciding { levels, outcome, .. } = *deciding;
    let chosen = !levels.is_empty() && levels.iter().all(|one| !one.chosen.is_empty()) && !outcome.is_empty();
    let helps = follows(outcome, deciding.by_agency) == Follows::Episode;
    let one_agency = matches!(outcome, "single-agency" | "group-programme");
    let for_social_care = matches!(outcome, "step-up" | "with-social-care");
    let nothing = outcome == "no-further-action";
    let early_help = deciding.any("2") || deciding.any("3");
    let all = [
        (!deciding.child, CannotDecide::NoChild),
        (deciding.unmatched, CannotDecide::NotMatched),
        (outcome.is_empty(), CannotDecide::NoOutcome),
        (chosen && deciding.newly_at_three() && !for_social_care, CannotDecide::LevelThreeIsStepUp),
        (chosen && !deciding.any("3") && outcome == "step-up", CannotDecide::StepUpNeedsLevelThree),
        (chosen && !deciding.any("3") && outcome == "with-social-care", CannotDecide::SocialCareNeedsLevelThree),
        (chosen && !early_help && (helps || outcome == "single-agency"), CannotDecide::HelpNeedsLevelTwo),
        (
            deciding.assessment_required && (one_agency || outcome == "intervention-plan"),
            CannotDecide::AssessmentRequired,
        ),
        (deciding.several_agencies && one_agency && !deciding.assessment_required, CannotDecide::SeveralAgenciesNeeded),
        (deciding.helped && helps, CannotDecide::HelpGoesOn),
        (!deciding.helped && outcome == "help-goes-on", CannotDecide::NoHelpGoesOn),
        (helps && !deciding.team, CannotDecide::NoTeam),
        (nothing && !deciding.no_further_action_reason, CannotDecide::NoFurtherActionReason),
        (deciding.needs_unsaid, CannotDecide::NoNeed),
        (deciding.reason.trim().is_empty(), CannotDecide::NoReason),
    ];
    let unchosen = levels.iter().filter(|one| one.chosen.is_empty()).map(|one| CannotDecide::NoLevel(one.place));
    let unsaid = deciding.families_unsaid.iter().map(|place| CannotDecide::FamilyNotSaid(*place));
    let rest = all.into_iter().filter(|(says_no, _)| *says_no).map(|(_, rule)| rule);
    unchosen.chain(rest).chain(unsaid).collect()
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

    const TWO: &[Level<'static>] = &[Level { place: Some(1), chosen: "2", stands: "" }];

    fn good() -> Deciding<'static> {
        Deciding {
            levels: TWO,
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
        let unchosen = &[Level { place: Some(1), ..Level::default() }, Level { place: Some(3), ..Level::default() }];
        let nothing = Deciding { child: true, levels: unchosen, ..Deciding::default() };
        let missing = [
            CannotDecide::NoLevel(Some(1)),
            CannotDecide::NoLevel(Some(3)),
            CannotDecide::NoOutcome,
            CannotDecide::NoReason,
        ];
        assert_eq!(cannot_decide(&nothing), missing);

        let refused = decide(&Deciding { reason: "", team: false, ..good() }).expect_err("refused");
        assert!(refused.names("decision-without-reason") && refused.names("decision-without-team"));
    }

    #[test]
    fn the_assessment_cannot_be_skipped_where_the_pack_s_reading_requires_it() {
        let required = Deciding { assessment_required: true, ..good() };
        for outcome in ["intervention-plan", "single-agency", "group-programme"] {
            let refused = cannot_decide(&Deciding { outcome, ..required });
            assert_eq!(refused, [CannotDecide::AssessmentRequired], "{outcome}");
        }
        assert_eq!(cannot_decide(&Deciding { outcome: "assessment", ..required }), []);
    }

    #[test]
    fn an_intervention_plan_may_have_a_network_and_support_by_one_agency_may_not() {
        let several = Deciding { several_agencies: true, ..good() };
        assert_eq!(cannot_decide(&several), []);
        for outcome in ["single-agency", "group-programme"] {
            let refused = cannot_decide(&Deciding { outcome, ..several });
            assert_eq!(refused, [CannotDecide::SeveralAgenciesNeeded], "{outcome}");
        }
    }

    fn with(levels: &[Level<'_>], outcome: &str) -> Vec<CannotDecide> {
        cannot_decide(&Deciding {
            levels,
            outcome,
            reason: "Attendance fell",
            team: true,
            child: true,
            ..Deciding::default()
        })
    }

    #[test]
    fn level_three_and_step_up_go_together() {
        let at = |chosen: &'static str| [Level { place: Some(1), chosen, stands: "" }];
        assert_eq!(with(&at("3"), "intervention-plan"), [CannotDecide::LevelThreeIsStepUp]);
        assert_eq!(with(&at("2"), "step-up"), [CannotDecide::StepUpNeedsLevelThree]);
        assert_eq!(with(&at("3"), "step-up"), []);
        assert_eq!(with(&at("1"), "intervention-plan"), [CannotDecide::HelpNeedsLevelTwo]);
        assert_eq!(with(&at("1"), "with-social-care"), [CannotDecide::SocialCareNeedsLevelThree]);
    }

    #[test]
    fn a_child_who_is_with_social_care_already_forces_no_step_up() {
        let stays = [Level { place: Some(1), chosen: "3", stands: "3" }, Level { place: Some(2), ..TWO[0] }];
        assert_eq!(with(&stays, "with-social-care"), []);
        assert_eq!(with(&stays, "assessment"), [], "a sister may have early help");
    }

    #[test]
    fn nothing_begins_beside_help_that_goes_on() {
        let helped = Deciding { helped: true, ..good() };
        assert_eq!(cannot_decide(&helped), [CannotDecide::HelpGoesOn]);
        assert_eq!(cannot_decide(&Deciding { outcome: "help-goes-on", ..helped }), []);
        assert_eq!(cannot_decide(&Deciding { outcome: "help-goes-on", ..good() }), [CannotDecide::NoHelpGoesOn]);
    }

    #[test]
    fn what_a_family_tells_in_its_own_words_is_coded_by_the_front_door() {
        assert_eq!(cannot_decide(&Deciding { needs_unsaid: true, ..good() }), [CannotDecide::NoNeed]);
    }

    #[test]
    fn no_further_action_needs_its_own_reason() {
        let none = Deciding { outcome: "no-further-action", ..good() };
        assert_eq!(cannot_decide(&none), [CannotDecide::NoFurtherActionReason]);
        assert_eq!(cannot_decide(&Deciding { no_further_action_reason: true, ..none }), []);
    }
}
