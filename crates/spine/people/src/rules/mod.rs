//! Pure rules about people: identifiers, names, ages, agreement.

mod agreeing;
mod joining;
mod leaving;
mod places;
mod plausible;
mod sharing;

pub use agreeing::{
    CannotHelp, CannotNameBasis, InForce, MustAgree, Word, basis, help, in_force, notice, somebody_agrees,
};
pub use joining::{CannotJoinRecords, CannotPartRecords, Joining, doubt, join, part};
pub use leaving::{CannotLeave, CannotReturn, Leaving, Returning, come_back, leave};
pub use places::{CannotUnprotect, is_one_place, together, unprotect};
pub use plausible::doubts;
pub use sharing::{
    AGREEMENT, CannotDecline, CannotRecordAgreement, CannotShare, Declining, Sharing, agreement, decline, sharing,
};

use chrono::NaiveDate;

pub use linkage::identifiers::{nhs_number, postcode, upn};
pub use linkage::text::fold;

/// What is wrong with one thing that somebody gave of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotBeRead {
    /// The field, by the name of the form and the API.
    pub field: &'static str,
    /// Why, and what is wanted.
    pub told: String,
}

impl CannotBeRead {
    /// That this field is wrong.
    pub fn new(field: &'static str, told: impl Into<String>) -> Self {
        Self { field, told: told.into() }
    }
}

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
    for place in 0..8 {
        if place == 4 {
            text.push('-');
        }
        text.push(char::from(LETTERS[usize::try_from(bits & 31).unwrap_or(0)]));
        bits >>= 5;
    }
    format!("{prefix}-{text}")
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
}
