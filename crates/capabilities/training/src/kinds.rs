//! The kinds of work that training makes somebody owe. None belongs to a family.

use work::Kind;

/// Keep the register of a session.
pub const REGISTER: Kind = Kind::new("training-register").in_person();

/// Give their certificates to those who came.
pub const CERTIFY: Kind = Kind::new("training-certificates").in_person();

/// Answer to a place that became free, or was moved.
pub const ANSWER: Kind = Kind::new("training-answer").in_person();

/// Go again before a certificate runs out.
pub const RENEW: Kind = Kind::new("training-renewal").in_person();

/// Find somebody who holds a session.
pub const FIND: Kind = Kind::new("training-find-trainer");
