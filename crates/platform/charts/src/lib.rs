//! Charts and maps of published tables, as SVG made on the server, each with words and a table beside it.
//!
//! Everything is drawn from [`disclosure::Withheld`], or from cells and rates that came out of one: a bare count is no
//! [`Mark`]. What is withheld is hatched, leaves a gap, and says so in words.
//!
//! # How they are made to fit
//!
//! * No script, no `style`: only attributes, `currentColor` and shares of it, so that a strict policy of the page
//!   holds and paper in black and white tells the same.
//! * Bars and lines are as wide as the page lets them be; their letters keep their size, at 320 pixels as at 1280.
//! * An `<svg role="img">` has a `<title>` and a `<desc>`, with ids made from the caller's ([`Caption::id`]), which
//!   must be unique on the page. Colour is never the only thing that tells.
//! * The page brings `govuk-body` for the font, and the classes of GOV.UK tables. Nothing else is needed of it.

mod areas;
mod bars;
mod geojson;
mod line;
mod map;
mod mark;
mod pattern;
mod scale;
mod simplify;
mod table;
mod words;

pub use areas::{Area, Areas};
pub use bars::bars;
pub use geojson::Unreadable;
pub use line::line;
pub use map::{map, map_of};
pub use mark::{Caption, Mark, Series};
pub use table::table;
pub use words::{legend, sentence};
