//! When organisations and teams are made and changed.

use super::check;
use crate::accounts::{Organisation, Team};
use web::{Refusal, Refusals};

/// What is said of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrganisation {
    /// Its name.
    pub name: String,
    /// A word of the pack's `organisation-kind`.
    pub kind: String,
    /// Whom to call; may be empty.
    pub phone: String,
}

/// Why an organisation or a team cannot be called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotCall {
    /// An organisation has a name.
    NoName,
    /// Another organisation is called so.
    Taken,
    /// It is of no kind that the practice pack knows.
    NoKind,
    /// A team has a name.
    TeamWithoutName,
    /// Another team of the organisation is called so.
    TeamTaken,
}

impl From<CannotCall> for Refusal {
    fn from(rule: CannotCall) -> Self {
        let of = |name, message: &str, field| Self::new(name, message).at(field);
        match rule {
            CannotCall::NoName => of("organisation-without-name", "Enter the name of the organisation", "name"),
            CannotCall::Taken => of("organisation-name-taken", "There is an organisation of this name already", "name"),
            CannotCall::NoKind => of("organisation-kind", "Choose what kind of organisation it is", "kind"),
            CannotCall::TeamWithoutName => of("team-without-name", "Enter the name of the team", "name"),
            CannotCall::TeamTaken => {
                of("team-name-taken", "There is a team of this name in the organisation already", "name")
            }
        }
    }
}

/// Whether an organisation may be so beside `others`, in a pack that knows its kind or not.
///
/// # Errors
/// [`CannotCall`], as many as hold.
pub fn organisation(new: &NewOrganisation, kind_known: bool, others: &[Organisation]) -> Result<(), Refusals> {
    check([
        (new.name.trim().is_empty(), CannotCall::NoName),
        (others.iter().any(|other| same(&other.name, &new.name)), CannotCall::Taken),
        (!kind_known, CannotCall::NoKind),
    ])
}

/// Whether a team may be called so beside the `others` of its organisation.
///
/// # Errors
/// [`CannotCall`], as many as hold.
pub fn team(name: &str, others: &[Team]) -> Result<(), Refusals> {
    check([
        (name.trim().is_empty(), CannotCall::TeamWithoutName),
        (others.iter().any(|other| same(&other.name, name)), CannotCall::TeamTaken),
    ])
}

/// Nobody tells two names apart by capital letters.
fn same(one: &str, other: &str) -> bool {
    let fold = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    fold(one) == fold(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrganisationId;

    #[test]
    fn organisations_are_told_apart_by_name() {
        let (name, kind, phone) = ("Elm  Primary".into(), "education".into(), String::new());
        let there = Organisation { id: OrganisationId::new(), name: "elm primary".into(), kind, phone, own: false };
        let new = NewOrganisation { name, kind: "education".into(), phone: String::new() };
        assert!(organisation(&new, true, &[there]).expect_err("refused").names("organisation-name-taken"));
        assert!(organisation(&new, false, &[]).expect_err("refused").names("organisation-kind"));
        assert_eq!(organisation(&new, true, &[]), Ok(()));
    }
}
