//! What this crate writes to the log.

use store::log::Kind;

/// A course was added or changed.
pub const COURSE: Kind = Kind::new("training.course", "course", "A course of training was added or changed");

/// A course ended.
pub const COURSE_ENDED: Kind = Kind::new("training.course-ended", "course", "A course of training is given no more");

/// A session was planned or changed.
pub const SESSION: Kind = Kind::new("training.session", "training-session", "A session was planned or changed");

/// A session was cancelled.
pub const CANCELLED: Kind =
    Kind::new("training.cancelled", "training-session", "A session was cancelled; everybody in it was told");

/// Somebody was booked, or waits.
pub const BOOKED: Kind = Kind::new("training.booked", "booking", "A place in a session was asked for");

/// A place moved: offered, taken, given back, passed on.
pub const MOVED: Kind = Kind::new("training.moved", "booking", "A place in a session was offered, taken or given back");

/// A register was kept or put right.
pub const REGISTER: Kind =
    Kind::new("training.register", "training-session", "The register of a session was kept or put right");

/// A certificate was given.
pub const CERTIFICATE: Kind = Kind::new("training.certificate", "certificate", "A certificate was given");

/// A certificate was taken back.
pub const TAKEN_BACK: Kind = Kind::new("training.taken-back", "certificate", "A certificate was taken back");

/// Somebody said what they think.
pub const EVALUATED: Kind =
    Kind::new("training.evaluated", "booking", "Somebody said how sure they are, or what a course changed");

/// Somebody was reminded.
pub const REMINDED: Kind = Kind::new("training.reminded", "account", "Somebody was reminded of the course for leads");

/// The daily round told or asked people.
pub const ASKED: Kind =
    Kind::new("training.asked", "training-session", "People were reminded or asked about a session");

/// A renewal is asked for.
pub const RENEWAL: Kind = Kind::new("training.renewal", "certificate", "A certificate runs out: its renewal is owed");

/// Nobody holds a session any more.
pub const TRAINER_GONE: Kind = Kind::new(
    "training.trainer-gone",
    "training-session",
    "Whoever was to hold a session cannot: another is looked for",
);

/// The name of somebody without an account was removed.
pub const FORGOTTEN: Kind =
    Kind::new("training.forgotten", "booking", "Name and address of somebody without an account were removed");

/// All of them.
pub const ALL: &[Kind] = &[
    COURSE,
    COURSE_ENDED,
    SESSION,
    CANCELLED,
    BOOKED,
    MOVED,
    REGISTER,
    CERTIFICATE,
    TAKEN_BACK,
    EVALUATED,
    REMINDED,
    ASKED,
    RENEWAL,
    TRAINER_GONE,
    FORGOTTEN,
];
