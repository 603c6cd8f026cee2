//! Pure rules about people: identifiers, names, ages, agreement.

use chrono::NaiveDate;
use web::Refusal;

pub use linkage::identifiers::{nhs_number, postcode, upn};
pub use linkage::text::fold;

/// Exactly one of date of birth and expected date, each on the right side of today.
///
/// # Errors
/// What is wrong, for the field of the date.
pub fn birth(born: Option<NaiveDate>, expected: Option<NaiveDate>, today: NaiveDate) -> Result<(), &'static str> {
    match (born, expected) {
        (Some(_), Some(_)) => Err("Give a date of birth or an expected date, not both"),
        (Some(born), None) if born > today => {
            Err("Date of birth must be today or in the past. For an unborn child, give the expected date")
        }
        (None, Some(expected)) if expected < today - chrono::Days::new(60) => {
            Err("The expected date is long past. Give the date of birth")
        }
        (None, Some(expected)) if expected > today + chrono::Days::new(300) => {
            Err("The expected date is too far ahead")
        }
        _ => Ok(()),
    }
}

/// A code that people can read out: eight letters and digits without those that look alike.
pub fn reference(prefix: &str, id: store::Uuid) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut bits = id.as_u128();
    let mut text = String::with_capacity(12);
    for n in 0..8 {
        if n == 4 {
            text.push('-');
        }
        text.push(char::from(LETTERS[usize::try_from(bits & 31).unwrap_or(0)]));
        bits >>= 5;
    }
    format!("{prefix}-{text}")
}

/// Why two records cannot be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotJoinRecords {
    /// A record with itself.
    Itself,
    /// They are one already.
    Joined,
    /// Both stand in one family, where the second has to be taken out first.
    OneFamily,
    /// No reason.
    NoReason,
    /// They were parted already.
    Parted,
}

impl From<CannotJoinRecords> for Refusal {
    fn from(rule: CannotJoinRecords) -> Self {
        match rule {
            CannotJoinRecords::Itself => Self::new("join-with-itself", "These are one record, not two"),
            CannotJoinRecords::Joined => Self::new("joined-already", "These records are one person already"),
            CannotJoinRecords::OneFamily => Self::new(
                "join-within-family",
                "Both stand in one family. Twins stay two; a person who was entered twice is taken out of the family once",
            ),
            CannotJoinRecords::NoReason => Self::new("join-without-reason", "Say how you know").at("reason"),
            CannotJoinRecords::Parted => Self::new("parted-already", "These records have been parted already"),
        }
    }
}

/// Rules about agreement and sharing that say no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotShare {
    /// Sharing without agreement needs a reason (practice 3, T26).
    WithoutReason,
    /// Sharing without agreement must say whether the family was told.
    NotSaidIfTold,
    /// Where the family was not told, why not.
    NotToldWithoutWhy,
    /// The basis is the family's agreement, and there is none in force.
    NoAgreement,
    /// The organisation is the council itself.
    OwnOrganisation,
}

impl From<CannotShare> for Refusal {
    fn from(rule: CannotShare) -> Self {
        match rule {
            CannotShare::WithoutReason => {
                Self::new("sharing-needs-reason", "Say why this is shared without the family's agreement")
            }
            CannotShare::NotSaidIfTold => Self::new("sharing-needs-told", "Say whether the family was told"),
            CannotShare::NotToldWithoutWhy => {
                Self::new("sharing-needs-why-not-told", "Say why the family was not told")
            }
            CannotShare::NoAgreement => Self::new(
                "sharing-needs-agreement",
                "Nobody in the family has agreed. Record their agreement first, or choose another basis",
            ),
            CannotShare::OwnOrganisation => {
                Self::new("sharing-with-oneself", "This is the council's own record. Choose a partner organisation")
            }
        }
    }
}

/// May this be shared? (practice 3; T26)
///
/// # Errors
/// The first rule that says no.
pub fn sharing(
    basis: &str,
    agreed: bool,
    reason: &str,
    told: Option<bool>,
    why_not_told: &str,
    own: bool,
) -> Result<(), CannotShare> {
    if own {
        return Err(CannotShare::OwnOrganisation);
    }
    if basis == "agreement" {
        return if agreed { Ok(()) } else { Err(CannotShare::NoAgreement) };
    }
    if reason.trim().is_empty() {
        return Err(CannotShare::WithoutReason);
    }
    match told {
        None => Err(CannotShare::NotSaidIfTold),
        Some(false) if why_not_told.trim().is_empty() => Err(CannotShare::NotToldWithoutWhy),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_the_same_key_however_they_are_written() {
        assert_eq!(fold("Zoë  O’Brien-Łoś"), "zoe obrien los");
        assert_eq!(fold("ZOE OBRIEN LOS"), "zoe obrien los");
    }

    #[test]
    fn an_nhs_number_is_checked_by_its_last_digit() {
        assert_eq!(nhs_number("943 476 5919"), Ok("9434765919".into()));
        for wrong in ["9434765918", "0000000000", "943476591", "94347659190", "943476591X"] {
            assert!(nhs_number(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_postcode_with_its_space_in_the_wrong_place_is_not_guessed() {
        assert_eq!(postcode("me4 4tr"), Ok("ME4 4TR".into()));
        assert_eq!(postcode("ME44TR"), Ok("ME4 4TR".into()));
        for wrong in ["ME44 TR", "ME4", "ME4 4T", "4ME 4TR", "ME4 4CK", ""] {
            assert!(postcode(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_child_has_a_date_of_birth_or_an_expected_date_never_both() {
        let on = |t: &str| t.parse::<NaiveDate>().ok();
        let today = "2026-03-01".parse().expect("a date");
        assert!(birth(on("2016-02-29"), None, today).is_ok());
        assert!(birth(None, on("2026-06-01"), today).is_ok());
        assert!(birth(on("2026-06-01"), None, today).is_err());
        assert!(birth(on("2016-02-29"), on("2026-06-01"), today).is_err());
        assert!(birth(None, on("2024-06-01"), today).is_err());
    }

    #[test]
    fn sharing_without_agreement_needs_basis_reason_and_whether_the_family_was_told() {
        assert_eq!(sharing("agreement", true, "", None, "", false), Ok(()));
        assert_eq!(sharing("agreement", false, "", None, "", false), Err(CannotShare::NoAgreement));
        assert_eq!(sharing("safeguarding", false, " ", Some(true), "", false), Err(CannotShare::WithoutReason));
        assert_eq!(sharing("safeguarding", false, "risk", None, "", false), Err(CannotShare::NotSaidIfTold));
        assert_eq!(sharing("safeguarding", false, "risk", Some(false), "", false), Err(CannotShare::NotToldWithoutWhy));
        assert_eq!(sharing("safeguarding", false, "risk", Some(false), "danger", false), Ok(()));
        assert_eq!(sharing("agreement", true, "", None, "", true), Err(CannotShare::OwnOrganisation));
    }
}
