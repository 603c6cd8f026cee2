//! What training tells people of. All who have an account can be told.

use access::Role;
use work::news::Kind;

/// Somebody booked them, a place became free, or somebody gave their place back for them.
pub const PLACE: Kind = Kind::new(
    "training-place",
    "My place in a training session moves",
    "Something is new about your place in a training session",
)
.for_roles(Role::ALL);

/// A session is cancelled or held at another time, place or by somebody else.
pub const CHANGED: Kind =
    Kind::new("training-changed", "A training session of mine changes", "A training session that you booked changed")
        .for_roles(Role::ALL)
        .never_silent();

/// A session is near.
pub const NEAR: Kind =
    Kind::new("training-near", "A training session of mine is near", "A training session that you booked is near")
        .for_roles(Role::ALL);

/// What they think of a course is asked.
pub const ASKED: Kind = Kind::new(
    "training-asked",
    "I am asked what a course changed",
    "You are asked what a training session changed for you",
)
.for_roles(Role::ALL)
.usually_daily();

/// A certificate was given, taken back, or runs out.
pub const CERTIFICATE: Kind = Kind::new(
    "training-certificate",
    "A certificate of mine is given or runs out",
    "There is something new about a certificate of yours",
)
.for_roles(Role::ALL)
.usually_daily();

/// Somebody who leads families has not been on the course for it: a reminder, and no more.
pub const LEADS: Kind = Kind::new(
    "training-leads",
    "I lead families and the course for it is still to come",
    "A reminder: the course for lead professionals",
);

/// A trainer is to hold a session, or no longer.
pub const HOLDS: Kind =
    Kind::new("training-holds", "I hold a training session", "A training session is yours to hold, or no longer")
        .for_roles(Role::ALL)
        .never_silent();

/// All of them.
pub const ALL: &[Kind] = &[PLACE, CHANGED, NEAR, ASKED, CERTIFICATE, LEADS, HOLDS];
