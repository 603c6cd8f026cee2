//! What an audit makes people owe. Only what the worker owes belongs to the family; the rest names no one, so that its
//! title may be read by whoever owes it and nobody learns whose file is audited.

use work::Kind;

/// Allocate a drawn file to two auditors.
pub const ALLOCATE: Kind = Kind::new("audit-allocate");

/// Grade a file.
pub const GRADE: Kind = Kind::new("audit-grade").in_person();

/// Settle where two grades differ.
pub const MODERATE: Kind = Kind::new("audit-moderate").in_person();

/// Share what was found with the worker and the manager.
pub const SHARE: Kind = Kind::new("audit-share");

/// Write how one sees one's own work.
pub const REFLECT: Kind = Kind::new("audit-reflect").in_person();

/// See to a child about whom an auditor is worried.
pub const CONCERN: Kind = Kind::new("audit-concern");

/// An action that followed from an audit.
pub const ACTION: Kind = Kind::new("audit-action");

/// Publish the report.
pub const REPORT: Kind = Kind::new("audit-report");

/// Look again at what was found, half a year later.
pub const AGAIN: Kind = Kind::new("audit-again");

/// Answer a compliment, a complaint, or finish a learning review.
pub const REGISTER: Kind = Kind::new("register-answer");

/// Close an audit of which nothing is open.
pub const CLOSE: Kind = Kind::new("audit-close");
