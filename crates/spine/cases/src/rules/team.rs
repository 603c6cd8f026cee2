//! Who joins the team around the family, and who leads it.

use super::told;
use web::{Refusal, Refusals};

/// Why someone cannot join the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotJoin {
    /// A partner's worker, and nothing is shared with their organisation.
    NotShared,
    /// Their account is disabled.
    Disabled,
}

impl From<CannotJoin> for Refusal {
    fn from(rule: CannotJoin) -> Self {
        match rule {
            CannotJoin::NotShared => Self::new(
                "not-shared-with-organisation",
                "Nothing is shared with their organisation yet. Record a sharing decision first, then add them",
            ),
            CannotJoin::Disabled => Self::new("account-is-disabled", "Their account is disabled. Choose someone else"),
        }
        .at("account")
    }
}

/// What joining depends on.
#[derive(Debug, Clone, Copy)]
pub struct Joining {
    /// Their account is in use.
    pub in_use: bool,
    /// They are the council's own, or something is shared with their organisation.
    pub shared: bool,
}

/// May someone join? A partner's worker only while something is shared with their organisation (T26).
///
/// # Errors
/// The first rule that says no.
pub fn join(joining: Joining) -> Result<(), CannotJoin> {
    match joining {
        Joining { in_use: false, .. } => Err(CannotJoin::Disabled),
        Joining { shared: false, .. } => Err(CannotJoin::NotShared),
        Joining { in_use: true, shared: true } => Ok(()),
    }
}

/// Why someone who uses no account cannot be named so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotName {
    /// Nobody says whether they help as part of their work.
    WorkUnsaid,
    /// They do, and nobody says for whom they work.
    NoOrganisation,
}

impl From<CannotName> for Refusal {
    fn from(rule: CannotName) -> Self {
        match rule {
            CannotName::WorkUnsaid => {
                Self::new("helper-work-unsaid", "Say whether they help as part of their work").at("professional")
            }
            CannotName::NoOrganisation => {
                Self::new("helper-without-organisation", "Enter the organisation for which they work")
                    .at("organisation")
            }
        }
    }
}

/// May someone be named as a helper? Whoever helps as part of their work says for whom: organisations are counted, a
/// grandmother or a neighbour is none.
///
/// # Errors
/// [`CannotName`].
pub fn name_helper(professional: Option<bool>, organisation: &str) -> Result<(), Refusals> {
    told(match professional {
        None => vec![CannotName::WorkUnsaid],
        Some(true) if organisation.trim().is_empty() => vec![CannotName::NoOrganisation],
        Some(_) => vec![],
    })
}

/// Why someone cannot leave the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotLeave {
    /// The lead cannot just leave; they hand over.
    Leads,
}

impl From<CannotLeave> for Refusal {
    fn from(rule: CannotLeave) -> Self {
        match rule {
            CannotLeave::Leads => Self::new(
                "lead-cannot-leave",
                "The lead professional holds until someone else accepts. Hand over first",
            ),
        }
    }
}

/// May someone leave?
///
/// # Errors
/// [`CannotLeave`].
pub fn leave(leads: bool) -> Result<(), Refusals> {
    told(if leads { vec![CannotLeave::Leads] } else { vec![] })
}

/// Why the lead cannot be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotOffer {
    /// They lead already.
    LeadsAlready,
    /// An offer to them waits for their answer.
    Waits,
    /// Leading is not among what they come for.
    CannotLead,
    /// Whoever leads is in the team, and they cannot join it.
    CannotJoin(CannotJoin),
}

impl From<CannotOffer> for Refusal {
    fn from(rule: CannotOffer) -> Self {
        match rule {
            CannotOffer::LeadsAlready => Self::new("leads-already", "They lead for this family already"),
            CannotOffer::Waits => Self::new(
                "hand-over-waits",
                "The lead has been offered to them already. Wait for their answer, or offer it to someone else",
            ),
            CannotOffer::CannotLead => Self::new(
                "cannot-lead",
                "They do not hold families as lead professional. Choose someone who does, or ask for the role to be added",
            ),
            CannotOffer::CannotJoin(rule) => rule.into(),
        }
        .at("to")
    }
}

/// What an offer of the lead depends on.
#[derive(Debug, Clone, Copy)]
pub struct Offering {
    /// They lead already.
    pub leads: bool,
    /// An offer to them waits.
    pub waits: bool,
    /// As lead they could open the record.
    pub can_lead: bool,
    /// Whether they could be in the team.
    pub join: Result<(), CannotJoin>,
}

/// May the lead be offered to someone?
///
/// # Errors
/// The first rule that says no.
pub fn offer_lead(offering: Offering) -> Result<(), CannotOffer> {
    match offering {
        Offering { leads: true, .. } => Err(CannotOffer::LeadsAlready),
        Offering { waits: true, .. } => Err(CannotOffer::Waits),
        Offering { join: Err(rule), .. } => Err(CannotOffer::CannotJoin(rule)),
        Offering { can_lead: false, .. } => Err(CannotOffer::CannotLead),
        Offering { .. } => Ok(()),
    }
}

/// Why an offer of the lead cannot be answered so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAnswer {
    /// Only the person it was offered to can answer.
    NotTheirs,
    /// The offer was answered.
    Answered,
    /// The episode is closed.
    Closed,
    /// Declining needs a reason.
    NoReason,
}

impl From<CannotAnswer> for Refusal {
    fn from(rule: CannotAnswer) -> Self {
        let (name, message, field) = match rule {
            CannotAnswer::NotTheirs => {
                ("hand-over-is-not-yours", "The lead was offered to someone else. Only they can answer", "answer")
            }
            CannotAnswer::Answered => ("hand-over-answered", "This offer has been answered", "answer"),
            CannotAnswer::Closed => ("episode-is-closed", "This episode is closed", "answer"),
            CannotAnswer::NoReason => ("declined-without-reason", "Say why you cannot take the lead", "why"),
        };
        Self::new(name, message).at(field)
    }
}

/// What answering an offer of the lead depends on.
#[derive(Debug, Clone, Copy)]
pub struct Answering {
    /// It was offered to whoever answers.
    pub theirs: bool,
    /// It waits for an answer.
    pub waits: bool,
    /// Help goes on.
    pub open: bool,
}

impl Answering {
    fn faults(self) -> Vec<CannotAnswer> {
        let fault = match self {
            Self { theirs: false, .. } => Some(CannotAnswer::NotTheirs),
            Self { waits: false, .. } => Some(CannotAnswer::Answered),
            Self { open: false, .. } => Some(CannotAnswer::Closed),
            Self { .. } => None,
        };
        fault.into_iter().collect()
    }
}

/// May the lead be taken?
///
/// # Errors
/// The [`CannotAnswer`] that holds.
pub fn accept_lead(answering: Answering) -> Result<(), Refusals> {
    told(answering.faults())
}

/// May the lead be declined for this reason?
///
/// # Errors
/// Every [`CannotAnswer`] that holds.
pub fn decline_lead(answering: Answering, why: &str) -> Result<(), Refusals> {
    let mut faults = answering.faults();
    if why.trim().is_empty() {
        faults.push(CannotAnswer::NoReason);
    }
    told(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: Answering = Answering { theirs: true, waits: true, open: true };

    #[test]
    fn a_partner_s_worker_joins_only_while_something_is_shared() {
        let partner = Joining { in_use: true, shared: true };
        assert_eq!(join(partner), Ok(()));
        assert_eq!(join(Joining { shared: false, ..partner }), Err(CannotJoin::NotShared));
        assert_eq!(join(Joining { in_use: false, ..partner }), Err(CannotJoin::Disabled));
    }

    #[test]
    fn what_keeps_someone_from_the_team_is_told_where_they_were_chosen() {
        assert_eq!(Refusal::from(CannotJoin::NotShared).field.as_deref(), Some("account"));
        assert_eq!(Refusal::from(CannotOffer::CannotJoin(CannotJoin::NotShared)).field.as_deref(), Some("to"));
    }

    #[test]
    fn the_lead_is_offered_once_to_someone_who_does_not_lead() {
        let good = Offering { leads: false, waits: false, can_lead: true, join: Ok(()) };
        assert_eq!(offer_lead(good), Ok(()));
        assert_eq!(offer_lead(Offering { leads: true, ..good }), Err(CannotOffer::LeadsAlready));
        assert_eq!(offer_lead(Offering { waits: true, ..good }), Err(CannotOffer::Waits));
        assert_eq!(offer_lead(Offering { can_lead: false, ..good }), Err(CannotOffer::CannotLead));
    }

    #[test]
    fn an_offer_is_answered_once_by_the_person_it_was_made_to() {
        assert_eq!(accept_lead(OFFERED), Ok(()));
        let refused = accept_lead(Answering { theirs: false, ..OFFERED }).expect_err("refused");
        assert!(refused.names("hand-over-is-not-yours"));
        let refused = accept_lead(Answering { waits: false, ..OFFERED }).expect_err("refused");
        assert!(refused.names("hand-over-answered"));
        assert!(decline_lead(OFFERED, " ").expect_err("refused").names("declined-without-reason"));
    }
}
