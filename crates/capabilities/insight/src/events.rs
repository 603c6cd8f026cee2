//! What this crate writes to the log.

use store::log::Kind;

/// The figures of a period were frozen, and wait for a second person.
pub const FROZEN: Kind = Kind::new("figures.frozen", "publication", "The figures of a period were frozen");

/// Figures were published.
pub const PUBLISHED: Kind = Kind::new("figures.published", "publication", "Frozen figures were published");

/// Published figures were taken back, or frozen ones thrown away.
pub const ENDED: Kind =
    Kind::new("figures.ended", "publication", "Published figures were taken back, or frozen ones thrown away");

/// Somebody took figures away as a file, with a reason.
pub const TAKEN: Kind = Kind::new("figures.taken", "figures", "Figures were taken away as a file, with a reason");

/// Somebody kept a view of figures under a name, or threw it away.
pub const VIEW: Kind = Kind::new("figures.view", "view", "A view of figures was kept under a name, or thrown away");

/// The boundaries of areas were imported.
pub const AREAS: Kind = Kind::new("areas.imported", "areas", "Boundaries of areas were imported");

/// All of them.
pub const ALL: &[Kind] = &[FROZEN, PUBLISHED, ENDED, TAKEN, VIEW, AREAS];
