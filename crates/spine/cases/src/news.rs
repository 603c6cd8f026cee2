//! What an episode tells people of.

use work::news::Kind;

/// The lead of a family was offered to whoever is told.
pub const LEAD_OFFERED: Kind =
    Kind::new("lead-offered", "The lead of a family is offered to me", "The lead of a family was offered to you");

/// Somebody took the lead: told to whoever led until then, and to the managers of the team.
pub const LEAD_ACCEPTED: Kind =
    Kind::new("lead-accepted", "Somebody accepts the lead of a family", "The lead of a family was accepted");

/// Somebody cannot take the lead: told to the same.
pub const LEAD_DECLINED: Kind =
    Kind::new("lead-declined", "Somebody declines the lead of a family", "The lead of a family was declined");

/// All of them.
pub const ALL: &[Kind] = &[LEAD_OFFERED, LEAD_ACCEPTED, LEAD_DECLINED];
