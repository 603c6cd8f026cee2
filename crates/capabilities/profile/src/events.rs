//! What this crate writes to the log.

use store::log::Kind;

/// Indicators were imported.
pub const IMPORTED: Kind = Kind::new("area.imported", "area-import", "Values of indicators were imported");

/// An import was taken back.
pub const TAKEN_BACK: Kind = Kind::new("area.taken-back", "area-import", "An import of indicators was taken back");

/// A newer value is asked for.
pub const RELEASE: Kind = Kind::new("area.release", "area-release", "The newer value of an indicator is asked for");

/// An assessment was begun or changed.
pub const ASSESSMENT: Kind =
    Kind::new("equality.changed", "equality-assessment", "An equality impact assessment was begun or changed");

/// It was handed in.
pub const HANDED_IN: Kind =
    Kind::new("equality.handed-in", "equality-assessment", "An assessment was handed in to be authorised");

/// It was returned.
pub const RETURNED: Kind = Kind::new("equality.returned", "equality-assessment", "An assessment was returned");

/// It was authorised and published.
pub const PUBLISHED: Kind =
    Kind::new("equality.published", "equality-assessment", "An assessment was authorised and published");

/// An action was agreed, or done.
pub const ACTION: Kind =
    Kind::new("equality.action", "equality-assessment", "An action of an assessment was agreed or done");

/// A year of monitoring was frozen.
pub const FROZEN: Kind = Kind::new("equality.frozen", "equality-monitoring", "Who was reached in a year was frozen");

/// It was published, or thrown away before that.
pub const MONITORING: Kind =
    Kind::new("equality.monitoring", "equality-monitoring", "Who was reached in a year was published or thrown away");

/// All of them.
pub const ALL: &[Kind] =
    &[IMPORTED, TAKEN_BACK, RELEASE, ASSESSMENT, HANDED_IN, RETURNED, PUBLISHED, ACTION, FROZEN, MONITORING];
