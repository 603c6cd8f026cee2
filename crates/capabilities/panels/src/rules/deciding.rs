//! What a panel decides: it gives what it can give, with a reason; who stands further down in the fair order goes first
//! only with another; and nothing is put off twice (000 s7).

use super::refuse;
use web::{Refusal, Refusals};

store::coded! {
    /// What a panel decides.
    pub enum Decision {
        /// Help by a team of the council, with a lead.
        Help = "help",
        /// A service of the directory is offered.
        Service = "service",
        /// A place in a group programme.
        Programme = "programme",
        /// A place in a waiting list.
        WaitingList = "waiting-list",
        /// Help that begins with an early help assessment.
        Assessment = "assessment",
        /// Children's social care is asked to take over.
        StepUp = "step-up",
        /// Advice to whoever asked.
        Advice = "advice",
        /// The panel helps by itself: of those that keep a system of their own.
        HelpOfItsOwn = "help-of-its-own",
        /// Back to whoever sent it, with the reason.
        Back = "back",
        /// To the next meeting, once.
        PutOff = "put-off",
    }
}

impl Decision {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Help => "Help by a team",
            Self::Service => "A service",
            Self::Programme => "A place in a programme",
            Self::WaitingList => "A waiting list",
            Self::Assessment => "An early help assessment",
            Self::StepUp => "Step up to children's social care",
            Self::Advice => "Advice",
            Self::HelpOfItsOwn => "The panel helps by itself",
            Self::Back => "Back, with the reason",
            Self::PutOff => "Put off to the next meeting",
        }
    }

    /// What follows, for whoever chooses.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Help => "Help begins with this team. Whoever you choose is asked to lead.",
            Self::Service => "It is offered to the family.",
            Self::Programme => "They are put on its list, or offered a place at once where one is free.",
            Self::WaitingList => "Somebody asks how they are every four weeks.",
            Self::Assessment => "Help begins with this team, with an assessment.",
            Self::StepUp => "It goes to social care's inbox today.",
            Self::Advice => "Whoever sent it reads the reason.",
            Self::HelpOfItsOwn => "Whoever sent it reads who told you, and what was said.",
            Self::Back => "From the front door: it is decided anew there. Else whoever sent it reads why.",
            Self::PutOff => "Once. It stays due when it was, and becomes late.",
        }
    }

    /// Every panel may say this, whatever else it can give.
    pub const fn is_always_there(self) -> bool {
        matches!(self, Self::Advice | Self::Back | Self::PutOff)
    }

    /// Whether a place is given that somebody else could have had.
    pub const fn allocates(self) -> bool {
        matches!(self, Self::Help | Self::Assessment | Self::Service | Self::Programme)
    }

    /// Whether a team of the council is needed.
    pub const fn needs_team(self) -> bool {
        matches!(self, Self::Help | Self::Assessment)
    }
}

/// Why it cannot be decided so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotDecide {
    /// It was decided, or taken back.
    Decided,
    /// Nothing was chosen.
    NoDecision,
    /// This panel does not give it.
    NotGiven,
    /// No reason.
    NoReason,
    /// It is asked without a name: nothing can be given to a family that nobody knows.
    NoFamily,
    /// No team.
    NoTeam,
    /// Help goes on with another team.
    HelpGoesOn,
    /// No service.
    NoService,
    /// No programme.
    NoProgramme,
    /// Nobody's agreement that a group's people know of them is recorded.
    NotAgreed,
    /// It was not said who agreed to the programme, and what its people may know.
    NotShared,
    /// Whoever is asked to lead is not in the team, or decides.
    LeadElsewhere,
    /// There is no meeting to which it could be put off.
    NoNextMeeting,
    /// It was not said for what they wait.
    NoList,
    /// A step down waits for a team.
    StepDownNeedsTeam,
    /// It was put off before.
    PutOffTwice,
    /// Others stand before it in the fair order, and nobody says why it goes first.
    NoDeparture(usize),
    /// A panel outside decided, and nobody says who told.
    NotSaidBy,
}

impl From<CannotDecide> for Refusal {
    fn from(rule: CannotDecide) -> Self {
        match rule {
            CannotDecide::Decided => Self::new("item-decided", "It is decided already").at("decision"),
            CannotDecide::NoDecision => Self::new("item-without-decision", "Choose what is decided").at("decision"),
            CannotDecide::NotGiven => {
                Self::new("item-not-given-here", "This panel does not give that. Choose something else").at("decision")
            }
            CannotDecide::NoReason => {
                Self::new("item-without-reason", "Give the reason: whoever sent it is owed it").at("reason")
            }
            CannotDecide::NoFamily => Self::new(
                "consultation-without-family",
                "It was asked without a name. Give advice, or send it back to be asked with one",
            )
            .at("decision"),
            CannotDecide::NoTeam => Self::new("item-without-team", "Choose the team that helps").at("team"),
            CannotDecide::HelpGoesOn => Self::new(
                "item-helped-elsewhere",
                "Help goes on for this family with another team. Choose that team; its manager can hand the family over",
            )
            .at("team"),
            CannotDecide::NoService => Self::new("item-without-service", "Choose a service").at("offer"),
            CannotDecide::NoProgramme => Self::new("item-without-programme", "Choose a programme").at("programme"),
            CannotDecide::NotAgreed => Self::new(
                "programme-without-agreement",
                "Nobody's agreement is recorded, so the people of a group may not be told of them. Choose a waiting list, \
                 and ask whoever sent it to record the agreement",
            )
            .at("programme"),
            CannotDecide::NotShared => Self::new(
                "programme-without-sharing",
                "Say who of the family agreed to the programme, and what they agreed that its people know. If nobody \
                 could ask them, choose a waiting list",
            )
            .at("share"),
            CannotDecide::LeadElsewhere => Self::new(
                "item-lead-elsewhere",
                "Choose somebody of the team that helps, and not yourself. Or leave it to the team's manager",
            )
            .at("lead"),
            CannotDecide::NoNextMeeting => Self::new(
                "item-put-off-to-nothing",
                "No other meeting is planned. Plan one first, or decide",
            )
            .at("decision"),
            CannotDecide::NoList => Self::new("item-without-list", "Say for what they wait").at("waits_for"),
            CannotDecide::StepDownNeedsTeam => Self::new(
                "step-down-needs-team",
                "A step down waits for a team and a lead. Choose help by a team, or put it off",
            )
            .at("decision"),
            CannotDecide::PutOffTwice => Self::new(
                "item-put-off-twice",
                "It was put off before. Decide on it, or give it back with the reason",
            )
            .at("decision"),
            CannotDecide::NoDeparture(ahead) => Self::new(
                "departure-without-reason",
                format!(
                    "{ahead} on this agenda {} before this one in the fair order. Say why it goes first",
                    if ahead == 1 { "stands" } else { "stand" }
                ),
            )
            .at("departure"),
            CannotDecide::NotSaidBy => {
                Self::new("item-not-said-by", "Say who of the panel told you, and when").at("said_by")
            }
        }
    }
}

/// What a decision says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deciding<'a> {
    /// Decided before, or taken back.
    pub decided: bool,
    /// It is about a family, by name.
    pub named: bool,
    /// It is a step down.
    pub step_down: bool,
    /// What was chosen.
    pub what: Option<Decision>,
    /// The panel can give it.
    pub given: bool,
    /// Why.
    pub reason: &'a str,
    /// A team was chosen.
    pub team: bool,
    /// Help goes on with another team than the one that was chosen.
    pub elsewhere: bool,
    /// How many services were chosen.
    pub services: usize,
    /// A programme was chosen.
    pub programme: bool,
    /// It was said who agreed to it, and what its people may know.
    pub shared: bool,
    /// Whoever is asked to lead is in the team, and does not decide; also where nobody is asked.
    pub lead: bool,
    /// Another meeting is planned, or will be.
    pub next_meeting: bool,
    /// For what they wait.
    pub waits_for: &'a str,
    /// How often it was put off.
    pub put_off: i64,
    /// How many stand before it in the fair order who were given nothing in this meeting.
    pub ahead: usize,
    /// Why it goes first.
    pub departure: &'a str,
    /// The panel keeps a system of its own.
    pub outside: bool,
    /// Who of it said so.
    pub said_by: &'a str,
}

/// May it be decided so?
///
/// # Errors
/// Every [`CannotDecide`] that holds.
pub fn decide(one: Deciding<'_>) -> Result<(), Refusals> {
    if one.decided {
        return refuse([(true, CannotDecide::Decided)]);
    }
    let is = |what: Decision| one.what == Some(what);
    let gives = one.what.is_some_and(|what| !what.is_always_there());
    let allocates = one.what.is_some_and(Decision::allocates);
    let needs_team = one.what.is_some_and(Decision::needs_team);
    refuse([
        (one.what.is_none(), CannotDecide::NoDecision),
        (one.what.is_some() && !one.given, CannotDecide::NotGiven),
        (gives && !one.named, CannotDecide::NoFamily),
        (one.step_down && one.what.is_some() && !needs_team && !is(Decision::PutOff), CannotDecide::StepDownNeedsTeam),
        (needs_team && !one.team, CannotDecide::NoTeam),
        (needs_team && one.team && one.elsewhere, CannotDecide::HelpGoesOn),
        (is(Decision::Service) && one.services == 0, CannotDecide::NoService),
        (needs_team && one.team && !one.lead, CannotDecide::LeadElsewhere),
        (is(Decision::Programme) && !one.programme, CannotDecide::NoProgramme),
        (is(Decision::Programme) && one.programme && !one.shared, CannotDecide::NotShared),
        (is(Decision::PutOff) && !one.outside && !one.next_meeting, CannotDecide::NoNextMeeting),
        (is(Decision::WaitingList) && one.waits_for.trim().is_empty(), CannotDecide::NoList),
        (is(Decision::PutOff) && one.put_off > 0, CannotDecide::PutOffTwice),
        (one.reason.trim().is_empty(), CannotDecide::NoReason),
        (allocates && one.ahead > 0 && one.departure.trim().is_empty(), CannotDecide::NoDeparture(one.ahead)),
        (one.outside && one.said_by.trim().is_empty(), CannotDecide::NotSaidBy),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help() -> Deciding<'static> {
        Deciding {
            named: true,
            what: Some(Decision::Help),
            given: true,
            reason: "The team has room.",
            team: true,
            lead: true,
            next_meeting: true,
            ..Deciding::default()
        }
    }

    #[test]
    fn a_decision_has_a_reason_and_gives_only_what_the_panel_can_give() {
        assert!(decide(help()).is_ok());
        assert!(decide(Deciding { reason: " ", ..help() }).expect_err("refused").names("item-without-reason"));
        assert!(decide(Deciding { given: false, ..help() }).expect_err("refused").names("item-not-given-here"));
        assert!(decide(Deciding { team: false, ..help() }).expect_err("refused").names("item-without-team"));
        assert!(decide(Deciding { lead: false, ..help() }).expect_err("refused").names("item-lead-elsewhere"));
        let group = Deciding { what: Some(Decision::Programme), programme: true, ..help() };
        assert!(decide(group).expect_err("refused").names("programme-without-sharing"));
        assert!(decide(Deciding { shared: true, ..group }).is_ok());
        assert!(decide(Deciding { decided: true, ..help() }).expect_err("refused").names("item-decided"));
    }

    #[test]
    fn whoever_goes_before_others_does_so_only_with_a_reason_and_who_is_given_nothing_needs_none() {
        let before = Deciding { ahead: 2, ..help() };
        assert!(decide(before).expect_err("refused").names("departure-without-reason"));
        assert!(decide(Deciding { departure: "The baby is due.", ..before }).is_ok());
        assert!(decide(Deciding { what: Some(Decision::Advice), ..before }).is_ok());
    }

    #[test]
    fn nothing_is_put_off_twice_and_a_consultation_is_given_nothing_but_advice() {
        let put_off = Deciding { what: Some(Decision::PutOff), ..help() };
        assert!(decide(put_off).is_ok());
        assert!(decide(Deciding { put_off: 1, ..put_off }).expect_err("refused").names("item-put-off-twice"));
        let to_nothing = Deciding { next_meeting: false, ..put_off };
        assert!(decide(to_nothing).expect_err("refused").names("item-put-off-to-nothing"));
        let asked = Deciding { named: false, ..help() };
        assert!(decide(asked).expect_err("refused").names("consultation-without-family"));
        assert!(decide(Deciding { what: Some(Decision::Advice), ..asked }).is_ok());
    }

    #[test]
    fn what_a_panel_outside_has_decided_is_kept_with_who_said_so() {
        let kept = Deciding { what: Some(Decision::HelpOfItsOwn), outside: true, ..help() };
        assert!(decide(kept).expect_err("refused").names("item-not-said-by"));
        assert!(decide(Deciding { said_by: "Dr Bell, by telephone", ..kept }).is_ok());
    }

    #[test]
    fn a_step_down_gets_a_team_or_waits_once_more() {
        let advice = Deciding { step_down: true, what: Some(Decision::Advice), ..help() };
        assert!(decide(advice).expect_err("refused").names("step-down-needs-team"));
        assert!(decide(Deciding { step_down: true, ..help() }).is_ok());
    }
}
