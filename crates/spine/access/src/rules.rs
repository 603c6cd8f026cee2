//! When someone is given an account, comes in and is shut out; when a family's record is kept to a list of people.

pub mod groups;

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
    check(incomplete(new, taken))?;
    new.organisation.ok_or_else(|| Refusal::from(CannotAdd::NoOrganisation).into())
}

fn incomplete(new: &NewAccount, taken: bool) -> Vec<(bool, Refusal)> {
    let mut faults = vec![(new.name.trim().is_empty(), CannotAdd::NoName.into())];
    faults.extend(address(&new.email, taken));
    faults.push((new.organisation.is_none(), CannotAdd::NoOrganisation.into()));
    faults.push((new.roles.is_empty(), CannotAdd::NoRole.into()));
    faults
}

/// What is wrong with an address, where another account in use has `taken` it or not.
fn address(email: &str, taken: bool) -> [(bool, Refusal); 3] {
    let email = email.trim();
    let none = !email.contains('@') || email.contains(char::is_whitespace);
    [
        (email.is_empty(), CannotAdd::NoEmail.into()),
        (!email.is_empty() && none, CannotAdd::NotAnEmail.into()),
        (taken, CannotAdd::Taken.into()),
    ]
}

/// Why an account cannot be changed like this, beside what is said of every account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotChange {
    /// They are their own roles.
    OwnRoles,
    /// Nobody in the council would be left to manage accounts.
    LastAdministrator,
    /// A team belongs to another organisation than they do.
    TeamElsewhere,
}

impl From<CannotChange> for Refusal {
    fn from(rule: CannotChange) -> Self {
        match rule {
            CannotChange::OwnRoles => {
                Self::new("own-roles", "You cannot change your own roles. Ask another administrator").at("role")
            }
            CannotChange::LastAdministrator => last_administrator().at("role"),
            CannotChange::TeamElsewhere => {
                let told = "Choose the teams again: one that was chosen belongs to another organisation";
                Self::new("team-of-another-organisation", told).at("team")
            }
        }
    }
}

fn last_administrator() -> Refusal {
    let told =
        "This is the last account of the council with the role Administrator. Give the role to someone else first";
    Refusal::new("last-administrator", told)
}

/// What is so of a change to an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changing {
    /// Another account in use has its new address.
    pub taken: bool,
    /// Whoever changes it would have other roles.
    pub own_roles: bool,
    /// The council would be left without an administrator.
    pub last_administrator: bool,
    /// A team belongs to another organisation.
    pub team_elsewhere: bool,
}

/// Whether this may be said of an account from now on; for whom they work.
///
/// # Errors
/// [`CannotAdd`] and [`CannotChange`], as many as hold.
pub fn change(new: &NewAccount, changing: Changing) -> Result<store::OrganisationId, Refusals> {
    let mut faults = incomplete(new, changing.taken);
    faults.push((changing.own_roles, CannotChange::OwnRoles.into()));
    faults.push((changing.last_administrator, CannotChange::LastAdministrator.into()));
    faults.push((changing.team_elsewhere, CannotChange::TeamElsewhere.into()));
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
    /// Nobody in the council would be left to manage accounts.
    LastAdministrator,
    /// It is disabled.
    Already,
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
            CannotDisable::LastAdministrator => last_administrator(),
            CannotDisable::Already => disabled(),
        }
    }
}

fn disabled() -> Refusal {
    Refusal::new("account-is-disabled", "This account is disabled. Enable it first if it is needed again")
}

/// What is so of an account that is to be disabled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Disabling {
    /// It is the account of whoever disables it.
    pub own: bool,
    /// For so many families its owner leads.
    pub leads: i64,
    /// The council would be left without an administrator.
    pub last_administrator: bool,
    /// It is disabled.
    pub already: bool,
}

/// Whether an administrator may disable this account.
///
/// # Errors
/// [`CannotDisable`], as many as hold.
pub fn disable(disabling: Disabling) -> Result<(), Refusals> {
    let Disabling { own, leads, last_administrator, already } = disabling;
    check([
        (own, CannotDisable::Own),
        (leads > 0, CannotDisable::Leads(leads)),
        (last_administrator, CannotDisable::LastAdministrator),
        (already, CannotDisable::Already),
    ])
}

/// Why there is no way back into an account like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWayBack {
    /// It is disabled.
    Disabled,
    /// Its owner has come in: an invitation would take their password away.
    CameIn,
    /// It is in use.
    InUse,
}

impl From<NoWayBack> for Refusal {
    fn from(rule: NoWayBack) -> Self {
        match rule {
            NoWayBack::Disabled => disabled(),
            NoWayBack::CameIn => {
                let told = "They have come in already. If they cannot sign in any more, reset their password";
                Self::new("account-came-in", told)
            }
            NoWayBack::InUse => Self::new("account-in-use", "This account is in use already"),
        }
    }
}

/// Whether somebody may be invited again: their account is `disabled` or not, and they `came_in` before or not.
///
/// # Errors
/// [`NoWayBack`], as many as hold.
pub fn invite_again(disabled: bool, came_in: bool) -> Result<(), Refusals> {
    check([(disabled, NoWayBack::Disabled), (came_in, NoWayBack::CameIn)])
}

/// Whether a password and second factor may be reset, of an account that is `disabled` or not.
///
/// # Errors
/// [`NoWayBack::Disabled`].
pub fn reset(disabled: bool) -> Result<(), Refusals> {
    check([(disabled, NoWayBack::Disabled)])
}

/// Whether an account may be enabled: it is `disabled` or not, and where its address was given to another account, it
/// has this one now, which is `taken` or not.
///
/// # Errors
/// [`NoWayBack::InUse`]; what [`CannotAdd`] says of an address.
pub fn enable(disabled: bool, new_address: Option<&str>, taken: bool) -> Result<(), Refusals> {
    let mut faults = vec![(!disabled, NoWayBack::InUse.into())];
    faults.extend(new_address.into_iter().flat_map(|email| address(email, taken)));
    check(faults)
}

/// Why an API token cannot be revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotRevoke {
    /// The account has no such token.
    Unknown,
    /// Several begin so.
    Several,
}

impl From<CannotRevoke> for Refusal {
    fn from(rule: CannotRevoke) -> Self {
        match rule {
            CannotRevoke::Unknown => {
                Self::new("token-unknown", "This account has no such token. It may have been revoked already")
            }
            CannotRevoke::Several => Self::new("token-of-several", "Several tokens begin so. Give more of it"),
        }
    }
}

/// Which one of so many tokens that may be meant is revoked: there is one.
///
/// # Errors
/// [`CannotRevoke`].
pub fn revoke(meant: usize) -> Result<(), Refusals> {
    check([(meant == 0, CannotRevoke::Unknown), (meant > 1, CannotRevoke::Several)])
}

/// Whether anybody may disable this account, the program itself among them: never the `last` administrator's.
///
/// # Errors
/// [`CannotDisable::LastAdministrator`].
pub fn disable_last(last: bool) -> Result<(), Refusals> {
    check([(last, CannotDisable::LastAdministrator)])
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
        let nothing = Disabling::default();
        assert_eq!(disable(nothing), Ok(()));
        let no = |disabling| disable(disabling).expect_err("refused");
        assert!(no(Disabling { own: true, ..nothing }).names("own-account"));
        assert!(no(Disabling { leads: 1, ..nothing }).names("account-leads"));
        assert!(no(Disabling { last_administrator: true, ..nothing }).names("last-administrator"));
        assert!(no(Disabling { already: true, ..nothing }).names("account-is-disabled"));
    }

    #[test]
    fn a_change_is_held_to_what_holds_for_every_account_and_to_more() {
        let nothing = Changing::default();
        assert_eq!(change(&nora(), nothing).ok().map(|_| ()), Some(()));
        let no = |changing| change(&nora(), changing).expect_err("refused");
        assert!(no(Changing { taken: true, ..nothing }).names("account-email-taken"));
        assert!(no(Changing { own_roles: true, ..nothing }).names("own-roles"));
        assert!(no(Changing { last_administrator: true, ..nothing }).names("last-administrator"));
        assert!(no(Changing { team_elsewhere: true, ..nothing }).names("team-of-another-organisation"));
        let nobody = NewAccount { name: String::new(), ..nora() };
        assert!(change(&nobody, nothing).expect_err("refused").names("account-without-name"));
    }

    #[test]
    fn there_is_a_way_back_for_those_who_need_one() {
        assert!(invite_again(true, false).expect_err("refused").names("account-is-disabled"));
        assert!(invite_again(false, true).expect_err("refused").names("account-came-in"));
        assert!(reset(true).expect_err("refused").names("account-is-disabled"));
        assert!(enable(false, None, false).expect_err("refused").names("account-in-use"));
        assert!(enable(true, Some(""), false).expect_err("refused").names("account-without-email"));
        assert!(enable(true, Some("a@b.example"), true).expect_err("refused").names("account-email-taken"));
        assert_eq!(enable(true, None, false), Ok(()));
        assert_eq!((invite_again(false, false), reset(false)), (Ok(()), Ok(())));
    }

    #[test]
    fn a_record_is_never_restricted_to_nobody_nor_without_a_reason() {
        assert_eq!(restrict("A threat.", 1, false), Ok(()));
        assert_eq!(restrict("The threat is over.", 0, true), Ok(()));
        assert!(restrict("A threat.", 0, false).expect_err("refused").names("restriction-to-nobody"));
        assert!(restrict(" ", 1, false).expect_err("refused").names("restriction-without-reason"));
    }
}
