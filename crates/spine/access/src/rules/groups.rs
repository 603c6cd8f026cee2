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
    /// The town in which it is; may be empty.
    pub town: String,
    /// It is a children and family hub of the council.
    pub hub: bool,
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
    /// A hub is the council's.
    HubOfAnother,
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
            CannotCall::HubOfAnother => {
                of("hub-of-another", "A children and family hub is the council's: choose that kind", "hub")
            }
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
        (new.hub && new.kind != "council", CannotCall::HubOfAnother),
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
        let (kind, phone, town) = ("education", String::new(), String::new());
        let there = Organisation {
            id: OrganisationId::new(),
            name: "elm primary".into(),
            kind: kind.into(),
            phone: phone.clone(),
            own: false,
            town: town.clone(),
            hub: false,
        };
        let new = NewOrganisation { name: "Elm  Primary".into(), kind: kind.into(), phone, town, hub: false };
        assert!(organisation(&new, true, &[there]).expect_err("refused").names("organisation-name-taken"));
        assert!(organisation(&new, false, &[]).expect_err("refused").names("organisation-kind"));
        assert_eq!(organisation(&new, true, &[]), Ok(()));
        let hub = NewOrganisation { hub: true, ..new };
        assert!(organisation(&hub, true, &[]).expect_err("refused").names("hub-of-another"));
        assert_eq!(organisation(&NewOrganisation { kind: "council".into(), ..hub }, true, &[]), Ok(()));
    }
}
