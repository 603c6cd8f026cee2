//! The kinds of work that this capability owes.

use work::Kind;

/// Complete the assessment.
pub const ASSESSMENT: Kind = Kind::of_lead("assessment");

/// Authorise or return an assessment.
pub const AUTHORISE: Kind = Kind::new("authorise").of_manager();
