//! What this crate writes to the log.

use store::log::Kind;

/// An account was made and an invitation given.
pub const ACCOUNT_ADDED: Kind = Kind::new("account.added", "account", "An account was made and an invitation given");

/// Someone used their invitation.
pub const INVITATION_ACCEPTED: Kind =
    Kind::new("account.invitation-accepted", "account", "A password and a second factor were set");

/// An account was disabled.
pub const ACCOUNT_DISABLED: Kind =
    Kind::new("account.disabled", "account", "An account was disabled and signed out everywhere");

/// A family was restricted.
pub const RESTRICTED: Kind =
    Kind::new("family.restricted", "family", "A family's record was restricted to a list of people");

/// A restriction was lifted.
pub const UNRESTRICTED: Kind =
    Kind::new("family.unrestricted", "family", "The restriction of a family's record was lifted");

/// An API token was made.
pub const TOKEN_ADDED: Kind = Kind::new("token.added", "account", "An API token was made");

/// An account was given another invitation.
pub const INVITED_AGAIN: Kind =
    Kind::new("account.invited-again", "account", "Someone who had not come in was invited again");

/// A password and second factor were reset.
pub const ACCOUNT_RESET: Kind = Kind::new(
    "account.reset",
    "account",
    "A password and second factor were reset, and all sessions and tokens of the account ended",
);

/// An account was enabled.
pub const ACCOUNT_ENABLED: Kind = Kind::new("account.enabled", "account", "A disabled account was enabled");

/// What is said of an account was changed.
pub const ACCOUNT_CHANGED: Kind =
    Kind::new("account.changed", "account", "What is said of an account, its roles or its teams was changed");

/// The address of a disabled account was given to another.
pub const ADDRESS_RELEASED: Kind =
    Kind::new("account.address-released", "account", "The address of a disabled account was given to another");

/// Secrets kept in plain text were sealed.
pub const SECRETS_SEALED: Kind =
    Kind::new("account.secrets-sealed", "account", "Secrets of authenticator apps were sealed with the key file");

/// An API token was revoked.
pub const TOKEN_REVOKED: Kind = Kind::new("token.revoked", "account", "An API token was revoked");

/// An organisation was added.
pub const ORGANISATION_ADDED: Kind = Kind::new("organisation.added", "organisation", "An organisation was added");

/// An organisation was changed.
pub const ORGANISATION_CHANGED: Kind = Kind::new(
    "organisation.changed",
    "organisation",
    "The name, kind or telephone number of an organisation was changed",
);

/// A team was added.
pub const TEAM_ADDED: Kind = Kind::new("team.added", "team", "A team was added to an organisation");

/// A team was renamed.
pub const TEAM_RENAMED: Kind = Kind::new("team.renamed", "team", "A team was renamed");

/// All of them.
pub const ALL: &[Kind] = &[
    ACCOUNT_ADDED,
    INVITATION_ACCEPTED,
    INVITED_AGAIN,
    ACCOUNT_RESET,
    ACCOUNT_CHANGED,
    ACCOUNT_DISABLED,
    ACCOUNT_ENABLED,
    ADDRESS_RELEASED,
    SECRETS_SEALED,
    RESTRICTED,
    UNRESTRICTED,
    TOKEN_ADDED,
    TOKEN_REVOKED,
    ORGANISATION_ADDED,
    ORGANISATION_CHANGED,
    TEAM_ADDED,
    TEAM_RENAMED,
];
