//! Practice packs: everything that differs between councils, as data with its source: vocabularies, levels of need,
//! the questions of the assessment, outcome frameworks, clocks. `standard` plus an overlay, immutable by content hash.
//!
//! A pack holds no scripts, roles or states. Codes are retired by date, never removed: old records keep their words.

mod calendar;
mod check;
mod model;

pub use calendar::Calendar;
pub use check::{Fault, check};
pub use model::{Area, Kind, Level, Pack, Question, Setting, Term};

/// The vocabularies that the program asks for; `pack check` names one that is missing or empty.
pub const VOCABULARIES: &[&str] = &[
    "accessibility",
    "agreement-how",
    "channel",
    "closing-reason",
    "contact-kind",
    "decision-outcome",
    "family-intervention-factor",
    "language",
    "need",
    "network",
    "no-further-action-reason",
    "note-kind",
    "organisation-kind",
    "outcome-framework",
    "panel",
    "person-role",
    "protective-factor",
    "rater",
    "result",
    "review-moved-reason",
    "service-for",
    "service-group",
    "service-synonym",
    "sharing-basis",
    "source",
];

/// The settings that the program asks for: name, and what its value counts.
pub const SETTINGS: &[(&str, &str)] = &[
    ("account-idle", "days"),
    ("agreement-again", "months"),
    ("assessment-complete", "working-days"),
    ("contact-gap", "days"),
    ("decision", "working-days"),
    ("drift-months", "months"),
    ("drift-reviews", "reviews"),
    ("escalate-first", "working-days"),
    ("escalate-second", "working-days"),
    ("escalate-third", "working-days"),
    ("information-reminder", "working-days"),
    ("own-agreement-age", "years"),
    ("plan-latest", "days"),
    ("plan-outcomes", "outcomes"),
    ("plan-shortest", "days"),
    ("re-referral", "months"),
    ("review-due", "days"),
    ("review-latest", "days"),
    ("service-assure", "days"),
    ("service-hide", "days"),
    ("service-remind", "days"),
    ("service-trust", "changes"),
    ("session-absolute", "minutes"),
    ("session-idle", "minutes"),
    ("suppression", "people"),
];
