//! The step down from children's social care (practice 3): they decide that early help is the most appropriate and say
//! why, offer, a manager names a lead, the lead accepts, and only then social care closes.

use super::told;
use chrono::NaiveDate;
use web::{Refusal, Refusals};

/// How far a step down is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Down {
    /// It waits for a lead.
    Offered,
    /// A lead was named, who has not answered.
    LeadNamed,
    /// A lead has accepted.
    Accepted,
    /// Social care has closed; early help leads.
    Closed,
    /// Early help gave it back.
    Returned,
}

impl Down {
    /// Whether something is still to be done.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Returned)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Offered => "Offered, no lead yet",
            Self::LeadNamed => "A lead was named and has not answered",
            Self::Accepted => "A lead accepted; social care may close",
            Self::Closed => "Social care has closed; early help leads",
            Self::Returned => "Given back to social care",
        }
    }
}

/// Why a step down cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotStepDown {
    /// No family has this reference, or none that may be known.
    UnknownFamily,
    /// One is under way for this family.
    UnderWay,
    /// A step up of this family waits.
    SteppingUp,
    /// No reason why early help is the most appropriate.
    NoReason,
    /// No word of which children.
    NoChildren,
    /// No need.
    NoNeeds,
    /// No word of what is needed.
    NothingNeeded,
    /// The family was not asked.
    NotAsked,
    /// The family does not agree to early help.
    NotAgreed,
    /// No team was chosen.
    NoTeam,
    /// Help goes on, and another team holds the family.
    OtherTeam,
    /// Something else is to be done first, or was done already.
    NotOffered,
    /// Nobody was named, or they have answered.
    NotNamed,
    /// Declined or given back without a reason.
    NoReasonBack,
    /// No lead has accepted.
    NotAccepted,
    /// The day of closing is yet to come.
    Ahead,
    /// The day of closing is before a lead accepted.
    BeforeLead,
}

impl From<CannotStepDown> for Refusal {
    fn from(rule: CannotStepDown) -> Self {
        let (name, message, field) = match rule {
            CannotStepDown::UnknownFamily => (
                "step-down-family-unknown",
                "No family with this reference is known here. Make a contact of the kind step down instead",
                "family",
            ),
            CannotStepDown::UnderWay => ("step-down-under-way", "A step down of this family is under way", "family"),
            CannotStepDown::SteppingUp => {
                ("step-down-while-stepping-up", "A step up of this family waits for social care's answer", "family")
            }
            CannotStepDown::NoReason => {
                ("step-down-without-reason", "Say why early help is the most appropriate now", "why")
            }
            CannotStepDown::NoChildren => ("step-down-without-children", "Name the children", "children"),
            CannotStepDown::NoNeeds => ("step-down-without-needs", "Choose at least one need", "needs"),
            CannotStepDown::NothingNeeded => ("step-down-without-help", "Say what is still needed", "needed"),
            CannotStepDown::NotAsked => {
                ("step-down-agreement-not-asked", "Ask the family whether they agree to early help", "agreed")
            }
            CannotStepDown::NotAgreed => (
                "step-down-not-agreed",
                "Early help is given with a family's agreement. Without it, it cannot take over",
                "agreed",
            ),
            CannotStepDown::NoTeam => ("step-down-without-team", "Choose a team", "team"),
            CannotStepDown::OtherTeam => {
                ("step-down-other-team", "Another team holds this family while help goes on", "team")
            }
            CannotStepDown::NotOffered => {
                ("step-down-not-offered", "A lead was named already, or the step down is over", "to")
            }
            CannotStepDown::NotNamed => ("step-down-not-named", "This waits for nobody's answer", "answer"),
            CannotStepDown::NoReasonBack => ("step-down-back-without-reason", "Say why", "back_why"),
            CannotStepDown::NotAccepted => (
                "step-down-closed-before-lead",
                "Social care closes only once a lead professional has accepted",
                "closed_on",
            ),
            CannotStepDown::Ahead => ("step-down-closed-ahead", "The date must be today or in the past", "closed_on"),
            CannotStepDown::BeforeLead => (
                "step-down-closed-too-early",
                "The date must not be before the lead professional accepted",
                "closed_on",
            ),
        };
        Self::new(name, message).at(field)
    }
}

/// What is offered, as far as the rule looks at it.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct OfferingDown<'a> {
    pub known: bool,
    pub before: Option<Down>,
    pub stepping_up: bool,
    pub why: &'a str,
    pub children: &'a str,
    pub needs: usize,
    pub needed: &'a str,
    pub agreed: Option<bool>,
}

/// May social care offer it?
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn offer_step_down(offering: OfferingDown<'_>) -> Result<(), Refusals> {
    let empty = |text: &str| text.trim().is_empty();
    let faults = [
        (!offering.known, CannotStepDown::UnknownFamily),
        (offering.before.is_some_and(Down::is_open), CannotStepDown::UnderWay),
        (offering.stepping_up, CannotStepDown::SteppingUp),
        (empty(offering.why), CannotStepDown::NoReason),
        (empty(offering.children), CannotStepDown::NoChildren),
        (offering.needs == 0, CannotStepDown::NoNeeds),
        (empty(offering.needed), CannotStepDown::NothingNeeded),
        (offering.agreed.is_none(), CannotStepDown::NotAsked),
        (offering.agreed == Some(false), CannotStepDown::NotAgreed),
    ];
    told(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault).collect())
}

/// May a team be chosen, where help goes on in the `holding` team, if it does?
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn choose_step_down_team(stage: Down, chosen: bool, elsewhere: bool) -> Result<(), Refusals> {
    let faults = [
        (stage != Down::Offered, CannotStepDown::NotOffered),
        (!chosen, CannotStepDown::NoTeam),
        (chosen && elsewhere, CannotStepDown::OtherTeam),
    ];
    told(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault).collect())
}

/// May a lead be named?
///
/// # Errors
/// [`CannotStepDown::NotOffered`].
pub fn name_step_down_lead(stage: Down) -> Result<(), Refusals> {
    told(if stage == Down::Offered { vec![] } else { vec![CannotStepDown::NotOffered] })
}

/// May whoever leads already take it on, or say no with a reason?
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn take_step_down_on(stage: Down, declined: Option<&str>) -> Result<(), Refusals> {
    let faults = [
        (stage != Down::LeadNamed, CannotStepDown::NotNamed),
        (declined.is_some_and(|why| why.trim().is_empty()), CannotStepDown::NoReasonBack),
    ];
    told(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault).collect())
}

/// May it be given back to social care?
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn give_step_down_back(stage: Down, why: &str) -> Result<(), Refusals> {
    let faults =
        [(stage != Down::Offered, CannotStepDown::NotOffered), (why.trim().is_empty(), CannotStepDown::NoReasonBack)];
    told(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault).collect())
}

/// May social care close, which it did on `on`?
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn close_step_down(
    stage: Down,
    accepted_on: Option<NaiveDate>,
    on: NaiveDate,
    today: NaiveDate,
) -> Result<(), Refusals> {
    let faults = [
        (stage != Down::Accepted, CannotStepDown::NotAccepted),
        (on > today, CannotStepDown::Ahead),
        (accepted_on.is_some_and(|accepted| on < accepted), CannotStepDown::BeforeLead),
    ];
    told(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: OfferingDown<'_> = OfferingDown {
        known: true,
        before: None,
        stepping_up: false,
        why: "The plan has ended, and they ask for help with mornings.",
        children: "Ada Okoro, 10",
        needs: 1,
        needed: "Somebody who comes by on Mondays.",
        agreed: Some(true),
    };

    #[test]
    fn a_step_down_says_all_that_early_help_needs_to_know() {
        assert_eq!(offer_step_down(GOOD), Ok(()));
        let bare = OfferingDown { why: "", children: " ", needs: 0, needed: "", agreed: None, ..GOOD };
        let refused = offer_step_down(bare).expect_err("refused");
        for name in [
            "step-down-without-reason",
            "step-down-without-children",
            "step-down-without-needs",
            "step-down-without-help",
            "step-down-agreement-not-asked",
        ] {
            assert!(refused.names(name), "{name}");
        }
        let refused = offer_step_down(OfferingDown { agreed: Some(false), ..GOOD }).expect_err("refused");
        assert!(refused.names("step-down-not-agreed"));
    }

    #[test]
    fn one_step_down_is_under_way_at_a_time_and_none_while_stepping_up() {
        let again = OfferingDown { before: Some(Down::Offered), ..GOOD };
        assert!(offer_step_down(again).expect_err("refused").names("step-down-under-way"));
        assert_eq!(offer_step_down(OfferingDown { before: Some(Down::Returned), ..GOOD }), Ok(()));
        let both = OfferingDown { stepping_up: true, known: false, ..GOOD };
        let refused = offer_step_down(both).expect_err("refused");
        assert!(refused.names("step-down-while-stepping-up") && refused.names("step-down-family-unknown"));
    }

    #[test]
    fn each_step_waits_for_the_one_before() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
        assert_eq!(name_step_down_lead(Down::Offered), Ok(()));
        assert!(name_step_down_lead(Down::LeadNamed).expect_err("refused").names("step-down-not-offered"));
        assert!(take_step_down_on(Down::Offered, None).expect_err("refused").names("step-down-not-named"));
        let silent = take_step_down_on(Down::LeadNamed, Some(" ")).expect_err("refused");
        assert!(silent.names("step-down-back-without-reason"));
        assert!(give_step_down_back(Down::Offered, "").expect_err("refused").names("step-down-back-without-reason"));
        for stage in [Down::Offered, Down::LeadNamed, Down::Closed, Down::Returned] {
            let refused = close_step_down(stage, None, day(4), day(4)).expect_err("refused");
            assert!(refused.names("step-down-closed-before-lead"), "{stage:?}");
        }
        assert_eq!(close_step_down(Down::Accepted, Some(day(3)), day(3), day(4)), Ok(()));
        let early = close_step_down(Down::Accepted, Some(day(3)), day(2), day(4)).expect_err("refused");
        assert!(early.names("step-down-closed-too-early"));
        let ahead = close_step_down(Down::Accepted, Some(day(3)), day(5), day(4)).expect_err("refused");
        assert!(ahead.names("step-down-closed-ahead"));
    }

    #[test]
    fn a_team_is_chosen_once_and_not_against_the_one_that_helps() {
        assert_eq!(choose_step_down_team(Down::Offered, true, false), Ok(()));
        assert!(
            choose_step_down_team(Down::Offered, false, false).expect_err("refused").names("step-down-without-team")
        );
        assert!(choose_step_down_team(Down::Offered, true, true).expect_err("refused").names("step-down-other-team"));
        assert!(
            choose_step_down_team(Down::Accepted, true, false).expect_err("refused").names("step-down-not-offered")
        );
    }
}
