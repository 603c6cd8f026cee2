//! The kinds of work that commissioning makes somebody owe. None belongs to a family.

use work::Kind;

/// Something that a contract needs before it begins.
pub const MOBILISE: Kind = Kind::new("contract-item");

/// Hold a monitoring meeting, and keep what was said.
pub const MEET: Kind = Kind::new("contract-meeting");

/// An action of a monitoring meeting.
pub const ACTION: Kind = Kind::new("contract-action");

/// A joint action of a needs analysis.
pub const JOINT: Kind = Kind::new("needs-action");
