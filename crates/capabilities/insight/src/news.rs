//! What figures tell people of.

use crate::records::publication::PublicationId;
use work::news::{Kind, News};

/// Figures are frozen and wait for a second person.
pub const FROZEN: Kind =
    Kind::new("figures-frozen", "Figures are frozen and wait for a second person", "Figures wait for a second person");

/// All of them.
pub const ALL: &[Kind] = &[FROZEN];

/// That the figures of this period are frozen.
pub(crate) fn frozen(id: PublicationId, period: String) -> News {
    News::new(
        FROZEN,
        format!("Figures of {period}: look at them and publish them"),
        format!("/insight/publications/{id}"),
    )
}
