//! The parts of an SVG that all charts have: its name, its description, and the hatching of what is withheld.

use crate::mark::Caption;
use maud::{Markup, html};

/// Title, description and hatching, to stand first in an `<svg>` that is `aria-labelledby` [`names`].
pub(crate) fn head(caption: &Caption<'_>, description: &str) -> Markup {
    html! {
        title id=(format!("{}-title", caption.id)) { (caption.title) }
        desc id=(format!("{}-description", caption.id)) { (description) }
        defs {
            pattern id=(format!("{}-hatch", caption.id)) width="6" height="6" patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)" {
                line x1="0" y1="0" x2="0" y2="6" stroke="currentColor" stroke-width="2.5" {}
            }
        }
    }
}

pub(crate) fn names(caption: &Caption<'_>) -> String {
    format!("{0}-title {0}-description", caption.id)
}

/// How the hatching is filled in.
pub(crate) fn hatch(caption: &Caption<'_>) -> String {
    format!("url(#{}-hatch)", caption.id)
}
