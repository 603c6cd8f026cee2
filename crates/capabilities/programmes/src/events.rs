//! What this crate writes to the log.

use store::log::Kind;

/// A programme was begun.
pub const PROGRAMME_BEGUN: Kind = Kind::new("programme.begun", "programme", "A group programme was added");

/// A programme was changed.
pub const PROGRAMME_CHANGED: Kind = Kind::new("programme.changed", "programme", "What a programme says was changed");

/// A programme ended.
pub const PROGRAMME_ENDED: Kind = Kind::new("programme.ended", "programme", "A programme ended; its entry goes");

/// A run was begun.
pub const RUN_BEGUN: Kind = Kind::new("run.begun", "run", "A run of a programme was added, with its sessions");

/// A run was changed.
pub const RUN_CHANGED: Kind =
    Kind::new("run.changed", "run", "The place, places or facilitators of a run were changed");

/// A run was cancelled.
pub const RUN_CANCELLED: Kind = Kind::new("run.cancelled", "run", "A run was cancelled; everybody in it waits again");

/// Nobody runs it any more.
pub const FACILITATORS_GONE: Kind = Kind::new(
    "run.facilitators-gone",
    "run",
    "The accounts of all who run a group are disabled: its keeper finds others",
);

/// Somebody else keeps it.
pub const KEEPER_GONE: Kind =
    Kind::new("run.keeper-gone", "run", "The account of whoever kept a run is disabled: another manager keeps it");

/// What a disabled account owed of a run went to others.
pub const HANDED_ON: Kind =
    Kind::new("run.handed-on", "run", "What somebody owed of a group whose account is disabled went to others");

/// A session was planned otherwise.
pub const SESSION_PLANNED: Kind =
    Kind::new("run.session-planned", "session", "The day, hours or facilitator of a session were changed");

/// The register of a session was kept.
pub const REGISTER: Kind = Kind::new("run.register", "session", "The register of a session was kept or corrected");

/// A place was asked for.
pub const ASKED: Kind = Kind::new("enrolment.asked", "enrolment", "A place in a programme was asked for");

/// A place was offered.
pub const OFFERED: Kind = Kind::new("enrolment.offered", "enrolment", "A place in a run was offered");

/// An offer was answered.
pub const ANSWERED: Kind = Kind::new("enrolment.answered", "enrolment", "An offered place was answered, or was not");

/// Whoever has a place waits again.
pub const WAITS_AGAIN: Kind =
    Kind::new("enrolment.waits-again", "enrolment", "A run was cancelled: whoever had a place in it waits again");

/// A welcome letter was given.
pub const WELCOMED: Kind = Kind::new("enrolment.welcomed", "enrolment", "The welcome letter was given to the family");

/// Somebody did not come.
pub const MISSED: Kind = Kind::new("enrolment.missed", "enrolment", "Somebody did not come to a session");

/// Whoever did not come was called.
pub const CALLED: Kind = Kind::new("enrolment.called", "enrolment", "Whoever did not come to a session was called");

/// A missed session was caught up.
pub const CAUGHT_UP: Kind = Kind::new("enrolment.caught-up", "enrolment", "A missed session was caught up one to one");

/// It was said whether they go on.
pub const GOES_ON: Kind =
    Kind::new("enrolment.goes-on", "enrolment", "After several missed sessions it was said that they go on");

/// Something was measured.
pub const MEASURED: Kind = Kind::new("enrolment.measured", "enrolment", "Something was measured before or after");

/// The family said what they think of the group.
pub const FEEDBACK: Kind = Kind::new("enrolment.feedback", "enrolment", "The family said what they think of the group");

/// A place ended.
pub const ENDED: Kind = Kind::new("enrolment.ended", "enrolment", "A place in a programme ended, with its result");

/// Somebody is off the list.
pub const OFF: Kind = Kind::new("enrolment.off", "enrolment", "Somebody waits for a place no longer");

/// All of them.
pub const ALL: &[Kind] = &[
    PROGRAMME_BEGUN,
    PROGRAMME_CHANGED,
    PROGRAMME_ENDED,
    RUN_BEGUN,
    RUN_CHANGED,
    RUN_CANCELLED,
    FACILITATORS_GONE,
    KEEPER_GONE,
    HANDED_ON,
    SESSION_PLANNED,
    REGISTER,
    ASKED,
    OFFERED,
    ANSWERED,
    WAITS_AGAIN,
    WELCOMED,
    MISSED,
    CALLED,
    CAUGHT_UP,
    GOES_ON,
    MEASURED,
    FEEDBACK,
    ENDED,
    OFF,
];
