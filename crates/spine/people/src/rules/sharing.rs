//! May what somebody said of being supported be recorded, and may a record be shared?

use web::{Refusal, Refusals};

/// Why what somebody said of being supported cannot be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotRecordAgreement {
    /// A withdrawal without the words in which it was said.
    WithoutWords,
}

impl From<CannotRecordAgreement> for Refusal {
    fn from(rule: CannotRecordAgreement) -> Self {
        match rule {
            CannotRecordAgreement::WithoutWords => {
                let told = "Write down what they said about no longer agreeing";
                Self::new("withdrawal-without-words", told).at("words")
            }
        }
    }
}

/// A withdrawal ends sharing at once: it is kept with the words in which it was said (practice 3).
///
/// # Errors
/// [`CannotRecordAgreement`].
pub fn agreement(withdrawn: bool, words: &str) -> Result<(), Refusal> {
    let missing = withdrawn && words.trim().is_empty();
    if missing { Err(CannotRecordAgreement::WithoutWords.into()) } else { Ok(()) }
}

/// The basis of sharing that ends with the family's agreement.
pub const AGREEMENT: &str = "agreement";

/// Rules about agreement and sharing that say no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotShare {
    /// Sharing without agreement needs a reason (practice 3, T26).
    WithoutReason,
    /// Sharing without agreement must say whether the family was told.
    NotSaidIfTold,
    /// Where the family was not told, why not.
    NotToldWithoutWhy,
    /// The basis is the family's agreement, and it is not in force: somebody who must agree was not asked, or says no.
    NoAgreement,
    /// The organisation is the council itself.
    OwnOrganisation,
    /// The last day is over.
    Past,
}

impl From<CannotShare> for Refusal {
    fn from(rule: CannotShare) -> Self {
        match rule {
            CannotShare::WithoutReason => {
                Self::new("sharing-needs-reason", "Say why this is shared without the family's agreement").at("reason")
            }
            CannotShare::NotSaidIfTold => Self::new("sharing-needs-told", "Say whether the family was told").at("told"),
            CannotShare::NotToldWithoutWhy => {
                Self::new("sharing-needs-why-not-told", "Say why the family was not told").at("why_not_told")
            }
            CannotShare::NoAgreement => Self::new(
                "sharing-needs-agreement",
                "Agreement is not in force: not everyone who must agree does. Record it first, or choose another basis",
            )
            .at("basis"),
            CannotShare::OwnOrganisation => {
                let told = "This is the council's own record. Choose a partner organisation";
                Self::new("sharing-with-oneself", told).at("organisation")
            }
            CannotShare::Past => Self::new("sharing-in-the-past", "The last day must not be in the past").at("expires"),
        }
    }
}

/// What a decision to share rests on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sharing<'a> {
    /// A code of the pack's `sharing-basis`.
    pub basis: &'a str,
    /// Agreement is in force.
    pub agreed: bool,
    /// If without agreement, why.
    pub reason: &'a str,
    /// If without agreement, whether the family was told.
    pub told: Option<bool>,
    /// If they were not, why not.
    pub why_not_told: &'a str,
    /// The organisation is the council itself.
    pub own: bool,
    /// The last day lies before today.
    pub past: bool,
}

impl Sharing<'_> {
    /// Everything that speaks against it (practice 3; T26).
    pub fn faults(&self) -> Vec<CannotShare> {
        let agreement = self.basis == AGREEMENT;
        let faults = [
            (self.own, CannotShare::OwnOrganisation),
            (agreement && !self.agreed, CannotShare::NoAgreement),
            (!agreement && self.reason.trim().is_empty(), CannotShare::WithoutReason),
            (!agreement && self.told.is_none(), CannotShare::NotSaidIfTold),
            (
                !agreement && self.told == Some(false) && self.why_not_told.trim().is_empty(),
                CannotShare::NotToldWithoutWhy,
            ),
            (self.past, CannotShare::Past),
        ];
        faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault).collect()
    }
}

/// May this be shared?
///
/// # Errors
/// Every [`CannotShare`] that holds.
pub fn sharing(new: &Sharing<'_>) -> Result<(), Refusals> {
    Refusals::check(new.faults().into_iter().map(Refusal::from).collect())
}

/// Why a decision not to share cannot be recorded so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotDecline {
    /// The organisation is the council itself.
    OwnOrganisation,
    /// Something is shared with them: that is ended first.
    Shared,
    /// Nothing of what was asked for.
    WithoutWhat,
    /// Nobody who asked.
    WithoutWho,
    /// No reason.
    WithoutReason,
}

impl From<CannotDecline> for Refusal {
    fn from(rule: CannotDecline) -> Self {
        match rule {
            CannotDecline::OwnOrganisation => CannotShare::OwnOrganisation.into(),
            CannotDecline::Shared => {
                let told = "The record is shared with them now. End that first, on the page of sharing";
                Self::new("sharing-declined-while-shared", told).at("organisation")
            }
            CannotDecline::WithoutWhat => {
                Self::new("sharing-declined-without-what", "Say what was asked for").at("asked_for")
            }
            CannotDecline::WithoutWho => Self::new("sharing-declined-without-who", "Say who asked").at("asked_by"),
            CannotDecline::WithoutReason => {
                Self::new("sharing-declined-without-reason", "Say why it is not shared").at("reason")
            }
        }
    }
}

/// What a decision not to share says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Declining<'a> {
    /// The organisation is the council itself.
    pub own: bool,
    /// Something is shared with them now.
    pub shared: bool,
    /// What was asked for.
    pub asked_for: &'a str,
    /// Who asked.
    pub asked_by: &'a str,
    /// Why it is not shared.
    pub reason: &'a str,
}

/// May it be recorded that something is not shared? It is recorded like a decision to share: the reason whether or not
/// one shares (evidence 10).
///
/// # Errors
/// Every [`CannotDecline`] that holds.
pub fn decline(new: &Declining<'_>) -> Result<(), Refusals> {
    let empty = |text: &str| text.trim().is_empty();
    let faults = [
        (new.own, CannotDecline::OwnOrganisation),
        (new.shared, CannotDecline::Shared),
        (empty(new.asked_for), CannotDecline::WithoutWhat),
        (empty(new.asked_by), CannotDecline::WithoutWho),
        (empty(new.reason), CannotDecline::WithoutReason),
    ];
    Refusals::check(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault.into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withdrawal_is_kept_with_its_words() {
        assert!(agreement(true, " ").is_err());
        assert!(agreement(true, "No more.").is_ok());
        assert!(agreement(false, "").is_ok());
    }

    #[test]
    fn sharing_without_agreement_needs_basis_reason_and_whether_the_family_was_told() {
        let agreed = Sharing { basis: AGREEMENT, agreed: true, ..Sharing::default() };
        assert_eq!(agreed.faults(), []);
        assert_eq!(Sharing { agreed: false, ..agreed }.faults(), [CannotShare::NoAgreement]);
        assert_eq!(Sharing { own: true, ..agreed }.faults(), [CannotShare::OwnOrganisation]);

        let safe = Sharing { basis: "safeguarding", reason: "risk", told: Some(true), ..Sharing::default() };
        assert_eq!(safe.faults(), []);
        assert_eq!(Sharing { reason: " ", ..safe }.faults(), [CannotShare::WithoutReason]);
        assert_eq!(Sharing { told: None, ..safe }.faults(), [CannotShare::NotSaidIfTold]);
        let untold = Sharing { told: Some(false), ..safe };
        assert_eq!(untold.faults(), [CannotShare::NotToldWithoutWhy]);
        assert_eq!(Sharing { why_not_told: "danger", ..untold }.faults(), []);
    }

    #[test]
    fn everything_that_speaks_against_sharing_is_told_at_once() {
        let new = Sharing { basis: "safeguarding", own: true, past: true, ..Sharing::default() };
        let all =
            [CannotShare::OwnOrganisation, CannotShare::WithoutReason, CannotShare::NotSaidIfTold, CannotShare::Past];
        assert_eq!(new.faults(), all);
    }

    #[test]
    fn a_decision_not_to_share_says_what_was_asked_for_by_whom_and_why_not() {
        let whole =
            Declining { asked_for: "The plan", asked_by: "The head", reason: "Not theirs", ..Declining::default() };
        assert!(decline(&whole).is_ok());
        let nothing = decline(&Declining { shared: true, ..Declining::default() }).expect_err("refused");
        let names = ["while-shared", "without-what", "without-who", "without-reason"];
        assert!(names.iter().all(|name| nothing.names(&format!("sharing-declined-{name}"))), "{nothing:?}");
    }
}
