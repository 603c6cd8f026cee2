//! Two auditors of two agencies, neither of whom has a tie to the family; a third settles where they differ.

use super::refuse;
use access::{AccountId, OrganisationId};
use web::{Refusal, Refusals};

/// Why a file cannot be given to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAllocate {
    /// One of the two is missing.
    NotTwo,
    /// One person twice.
    Same,
    /// Both are of one agency.
    OneAgency,
    /// Somebody has no account in use, or is no auditor.
    NoAuditor(&'static str),
    /// Somebody has a tie to the family.
    Tied(&'static str),
    /// Nobody is named to moderate.
    NoModerator,
    /// Whoever graded it does not moderate it.
    ModeratesOwn,
    /// Both have graded it.
    Graded,
    /// It was taken out.
    Out,
    /// Why an auditor is replaced is not said.
    NoWhy,
    /// Why it is taken out is not said.
    NoReason,
    /// The other reason is not said.
    NoNote,
}

impl From<CannotAllocate> for Refusal {
    fn from(rule: CannotAllocate) -> Self {
        let of = |name, told: &str, field| Self::new(name, told).at(field);
        match rule {
            CannotAllocate::NotTwo => of("allocation-not-two", "Choose two auditors", "first"),
            CannotAllocate::Same => of("allocation-same-auditor", "Choose two different auditors", "second"),
            CannotAllocate::OneAgency => of(
                "allocation-one-agency",
                "Both auditors work for the same agency. Choose one of another agency",
                "second",
            ),
            CannotAllocate::NoAuditor(field) => {
                of("allocation-no-auditor", "Choose somebody who is an auditor and whose account is in use", field)
            }
            CannotAllocate::Tied(field) => of(
                "allocation-tied",
                "They have a tie to this family: they work or worked with it, or have said so. Choose somebody else",
                field,
            ),
            CannotAllocate::NoModerator => {
                of("allocation-without-moderator", "Choose who settles it where the two grades differ", "moderator")
            }
            CannotAllocate::ModeratesOwn => of(
                "moderation-of-ones-own",
                "Nobody moderates a file that they grade themselves. Choose a third person",
                "moderator",
            ),
            CannotAllocate::Graded => {
                Self::new("allocation-graded", "Both auditors have finished: their grades stay, and nobody is replaced")
            }
            CannotAllocate::Out => Self::new("allocation-out", "This file was taken out of the audit"),
            CannotAllocate::NoWhy => {
                of("allocation-without-why", "Say why somebody else takes over. What was graded stays", "why")
            }
            CannotAllocate::NoReason => of("out-without-reason", "Choose why it is taken out", "reason"),
            CannotAllocate::NoNote => of("out-without-note", "Write the other reason", "note"),
        }
    }
}

/// An auditor, as far as allocation asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Auditor {
    /// Who.
    pub account: AccountId,
    /// For whom they work.
    pub organisation: OrganisationId,
    /// They have a tie to the family.
    pub tied: bool,
}

/// How a file is to be given to auditors. Each is `None` where nobody was chosen who is an auditor.
#[derive(Debug, Clone, Copy)]
pub struct Allocating<'a> {
    /// The two, and whether anybody was chosen at all.
    pub two: [(Option<Auditor>, bool); 2],
    /// Who moderates.
    pub moderator: (Option<Auditor>, bool),
    /// Both have finished.
    pub graded: bool,
    /// It was taken out.
    pub out: bool,
    /// Somebody is replaced.
    pub replaces: bool,
    /// Why.
    pub why: &'a str,
}

/// May it be given to them?
///
/// # Errors
/// Every [`CannotAllocate`] that holds.
pub fn allocate(new: Allocating<'_>) -> Result<(), Refusals> {
    let [(first, said_first), (second, said_second)] = new.two;
    let (third, said_third) = new.moderator;
    let pair = first.zip(second);
    let tied = |auditor: Option<Auditor>| auditor.is_some_and(|auditor| auditor.tied);
    let grades = |auditor: Auditor| [first, second].into_iter().flatten().any(|one| one.account == auditor.account);
    refuse([
        (new.out, CannotAllocate::Out),
        (new.graded, CannotAllocate::Graded),
        (!said_first || !said_second, CannotAllocate::NotTwo),
        (said_first && first.is_none(), CannotAllocate::NoAuditor("first")),
        (said_second && second.is_none(), CannotAllocate::NoAuditor("second")),
        (pair.is_some_and(|(one, two)| one.account == two.account), CannotAllocate::Same),
        (
            pair.is_some_and(|(one, two)| one.account != two.account && one.organisation == two.organisation),
            CannotAllocate::OneAgency,
        ),
        (tied(first), CannotAllocate::Tied("first")),
        (tied(second), CannotAllocate::Tied("second")),
        (new.replaces && new.why.trim().is_empty(), CannotAllocate::NoWhy),
    ])?;
    moderate_by(third, said_third, third.is_some_and(grades))
}

/// May somebody moderate it?
///
/// # Errors
/// Every [`CannotAllocate`] that holds.
pub fn moderate_by(third: Option<Auditor>, said: bool, grades: bool) -> Result<(), Refusals> {
    refuse([
        (!said, CannotAllocate::NoModerator),
        (said && third.is_none(), CannotAllocate::NoAuditor("moderator")),
        (grades, CannotAllocate::ModeratesOwn),
        (third.is_some_and(|third| third.tied), CannotAllocate::Tied("moderator")),
    ])
}

/// May it be taken out?
///
/// # Errors
/// Every [`CannotAllocate`] that holds.
pub fn take_out(out: bool, agreed: bool, reason: bool, needs_note: bool, note: &str) -> Result<(), Refusals> {
    refuse([
        (out, CannotAllocate::Out),
        (agreed, CannotAllocate::Graded),
        (!reason, CannotAllocate::NoReason),
        (needs_note && note.trim().is_empty(), CannotAllocate::NoNote),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auditor(of: OrganisationId) -> Auditor {
        Auditor { account: AccountId::new(), organisation: of, tied: false }
    }

    fn good() -> Allocating<'static> {
        let [one, two, three] = [(); 3].map(|()| (Some(auditor(OrganisationId::new())), true));
        Allocating { two: [one, two], moderator: three, graded: false, out: false, replaces: false, why: "" }
    }

    #[test]
    fn two_agencies_grade_a_file_and_neither_has_a_tie() {
        assert!(allocate(good()).is_ok());
        let council = OrganisationId::new();
        let of_one = [(Some(auditor(council)), true), (Some(auditor(council)), true)];
        let refused = allocate(Allocating { two: of_one, ..good() }).expect_err("refused");
        assert!(refused.names("allocation-one-agency"));
        let tied = Auditor { tied: true, ..auditor(council) };
        let refused = allocate(Allocating { two: [(Some(tied), true), good().two[1]], ..good() }).expect_err("refused");
        assert!(refused.names("allocation-tied"));
        let refused = allocate(Allocating { two: [(None, false), (None, true)], ..good() }).expect_err("refused");
        assert!(refused.names("allocation-not-two") && refused.names("allocation-no-auditor"));
    }

    #[test]
    fn nobody_moderates_their_own() {
        let own = good().two[0];
        let refused = allocate(Allocating { two: [own, good().two[1]], moderator: own, ..good() });
        assert!(refused.expect_err("refused").names("moderation-of-ones-own"));
    }

    #[test]
    fn whoever_takes_over_is_named_with_a_reason() {
        let refused = allocate(Allocating { replaces: true, ..good() }).expect_err("refused");
        assert!(refused.names("allocation-without-why"));
        assert!(take_out(false, false, true, true, " ").expect_err("refused").names("out-without-note"));
    }
}
