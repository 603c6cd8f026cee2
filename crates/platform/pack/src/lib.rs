//! Practice packs: everything that differs between councils, as data with its source: vocabularies, levels of need,
//! the questions of the assessment, outcome frameworks, clocks. `standard` plus an overlay, immutable by content hash.
//!
//! A pack holds no scripts, roles or states. Codes are retired by date, never removed: old records keep their words.

mod calendar;
mod check;
mod framework;
mod help;
mod languages;
mod model;
mod names;

pub use calendar::Calendar;
pub use check::{Fault, check};
pub use framework::{Framework, OWN};
pub use help::{Class, Help, Helpline, Topic};
pub use languages::{Language, Translated};
pub use model::{Area, IndicatorOf, IndicatorValue, Kind, Level, Pack, PanelOf, Question, Setting, Term};
pub use names::{BETTER, COMPARED, PANEL_GIVES, SETTINGS, VOCABULARIES};
