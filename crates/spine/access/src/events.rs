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

/// All of them.
pub const ALL: &[Kind] = &[ACCOUNT_ADDED, INVITATION_ACCEPTED, ACCOUNT_DISABLED, RESTRICTED, UNRESTRICTED, TOKEN_ADDED];
