//! When someone is given an account, comes in and is shut out; when a family's record is kept to a list of people.

use crate::{accounts::NewAccount, password::Chosen};
use web::{Refusal, Refusals};

/// Why an account cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAdd {
    /// Nobody's name was given.
    NoName,
    /// There is nothing to sign in with.
    NoEmail,
    /// What was given is no e-mail address.
    NotAnEmail,
    /// Somebody signs in with this e-mail address already.
    Taken,
    /// Everyone works for somebody.
    NoOrganisation,
    /// Without a role an account opens nothing.
    NoRole,
}

impl From<CannotAdd> for Refusal {
    fn from(rule: CannotAdd) -> Self {
        let of = |name, message: &str, field| Self::new(name, message).at(field);
        match rule {
            CannotAdd::NoName => of("account-without-name", "Enter the person's full name", "name"),
            CannotAdd::NoEmail => of("account-without-email", "Enter an email address", "email"),
            CannotAdd::NotAnEmail => of("account-email", "Enter an email address like name@example.org", "email"),
            CannotAdd::Taken => {
                of("account-email-taken", "There is an account with this email address already", "email")
            }
            CannotAdd::NoOrganisation => of("account-without-organisation", "Choose an organisation", "organisation"),
            CannotAdd::NoRole => of("account-without-role", "Choose at least one role", "role"),
        }
    }
}

/// Whether this account may be added, where its address is `taken` or not; for whom they work.
///
/// # Errors
/// [`CannotAdd`], as many as hold.
pub fn add(new: &NewAccount, taken: bool) -> Result<store::OrganisationId, Refusals> {
    let no_address = !new.email.contains('@') || new.email.contains(char::is_whitespace);
    let faults = [
        (new.name.trim().is_empty(), CannotAdd::NoName),
        (new.email.is_empty(), CannotAdd::NoEmail),
        (!new.email.is_empty() && no_address, CannotAdd::NotAnEmail),
        (taken, CannotAdd::Taken),
        (new.organisation.is_none(), CannotAdd::NoOrganisation),
        (new.roles.is_empty(), CannotAdd::NoRole),
    ];
    check(faults)?;
    new.organisation.ok_or_else(|| Refusal::from(CannotAdd::NoOrganisation).into())
}

/// Why an account cannot be disabled by an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotDisable {
    /// It is their own: nobody would be left to undo it.
    Own,
    /// They lead for so many families, which would be left without anyone.
    Leads(i64),
}

impl From<CannotDisable> for Refusal {
    fn from(rule: CannotDisable) -> Self {
        match rule {
            CannotDisable::Own => {
                Self::new("own-account", "You cannot disable your own account. Ask another administrator.")
            }
            CannotDisable::Leads(families) => {
                let many = if families == 1 { "1 family".into() } else { format!("{families} families") };
                let told = format!("They lead for {many}. Ask their manager to hand these over first");
                Self::new("account-leads", told)
            }
        }
    }
}

/// Whether an administrator may disable this account: their `own` or not, of somebody who `leads` for so many families.
///
/// # Errors
/// [`CannotDisable`], as many as hold.
pub fn disable(own: bool, leads: i64) -> Result<(), Refusals> {
    check([(own, CannotDisable::Own), (leads > 0, CannotDisable::Leads(leads))])
}

/// Why an invitation cannot be accepted like this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotAccept {
    /// The password is not good enough: why.
    Password(String),
    /// The password is the person's own name or address.
    OwnName,
    /// The code is not the one that the app shows.
    Code,
}

impl From<CannotAccept> for Refusal {
    fn from(rule: CannotAccept) -> Self {
        match rule {
            CannotAccept::Password(fault) => Self::new("password", fault).at("password"),
            CannotAccept::OwnName => {
                Self::new("password-is-own-name", "Do not use your own name or email address").at("password")
            }
            CannotAccept::Code => Self::new(
                "code",
                "The code is not right. Check that the time on your phone is, and enter the next code",
            )
            .at("code"),
        }
    }
}

/// The hash and the spent step with which somebody can sign in from now on: `step` is that of the code that they read.
///
/// # Errors
/// [`CannotAccept`], as many as hold.
pub(crate) fn accept<'a>(chosen: &'a Chosen, email: &str, step: Option<i64>) -> Result<(&'a str, i64), Refusals> {
    let hash = chosen.hash();
    let weak = hash.err().map(|fault| CannotAccept::Password(fault.into()));
    let own_name = chosen.names_its_owner(email).then_some(CannotAccept::OwnName);
    let wrong_code = step.is_none().then_some(CannotAccept::Code);

    Refusals::check([weak, own_name, wrong_code].into_iter().flatten().map(Refusal::from).collect())?;
    hash.ok().zip(step).ok_or_else(|| Refusal::from(CannotAccept::Code).into())
}

/// Why a family cannot be restricted like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotRestrict {
    /// Nobody said why.
    NoReason,
    /// Nobody would be left who knows of the record.
    Nobody,
}

impl From<CannotRestrict> for Refusal {
    fn from(rule: CannotRestrict) -> Self {
        match rule {
            CannotRestrict::NoReason => Self::new("restriction-without-reason", "Say why").at("reason"),
            CannotRestrict::Nobody => Self::new(
                "restriction-to-nobody",
                "Choose at least one person: a record that nobody may see helps nobody",
            )
            .at("listed"),
        }
    }
}

/// Whether a family may be restricted to so many people, or the restriction lifted, for this reason (T17).
///
/// # Errors
/// [`CannotRestrict`], as many as hold.
pub fn restrict(reason: &str, listed: usize, lift: bool) -> Result<(), Refusals> {
    check([(reason.trim().is_empty(), CannotRestrict::NoReason), (listed == 0 && !lift, CannotRestrict::Nobody)])
}

/// Says no to all that holds, at once.
fn check<R: Into<Refusal>>(faults: impl IntoIterator<Item = (bool, R)>) -> Result<(), Refusals> {
    let faults = faults.into_iter().filter(|(holds, _)| *holds);
    Refusals::check(faults.map(|(_, rule)| rule.into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OrganisationId, Role};

    fn nora() -> NewAccount {
        NewAccount {
            email: "nora.field@example.org".into(),
            name: "Nora Field".into(),
            job_title: String::new(),
            phone: String::new(),
            organisation: Some(OrganisationId::new()),
            roles: vec![Role::Lead],
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_new_account_is_told_at_once() {
        let good = nora();
        assert_eq!(add(&good, false).ok(), good.organisation);
        let nobody = NewAccount { email: "x".into(), name: String::new(), organisation: None, roles: vec![], ..nora() };
        let told: Vec<_> = add(&nobody, true).expect_err("refused").into_iter().filter_map(|no| no.field).collect();
        assert_eq!(told, ["name", "email", "email", "organisation", "role"]);
    }

    #[test]
    fn nobody_shuts_themselves_out_nor_someone_whom_families_count_on() {
        assert_eq!(disable(false, 0), Ok(()));
        assert!(disable(true, 0).expect_err("refused").names("own-account"));
        assert!(disable(false, 1).expect_err("refused").names("account-leads"));
    }

    #[test]
    fn a_record_is_never_restricted_to_nobody_nor_without_a_reason() {
        assert_eq!(restrict("A threat.", 1, false), Ok(()));
        assert_eq!(restrict("The threat is over.", 0, true), Ok(()));
        assert!(restrict("A threat.", 0, false).expect_err("refused").names("restriction-to-nobody"));
        assert!(restrict(" ", 1, false).expect_err("refused").names("restriction-without-reason"));
    }
}
