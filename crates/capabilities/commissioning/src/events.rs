//! What this crate writes to the log.

use store::log::Kind;

/// A service owes a return from now on, otherwise, or no more.
pub const OWING: Kind =
    Kind::new("return.owing", "service", "It was said whether and how often a service owes a return");

/// A return was given.
pub const GIVEN: Kind = Kind::new("return.given", "service-return", "A service's return was given");

/// A return was put right; the one before stays.
pub const CORRECTED: Kind = Kind::new("return.corrected", "service-return", "A service's return was put right");

/// A return did not come in time.
pub const CHASED: Kind = Kind::new("return.chased", "return-due", "A return that is late was asked for");

/// A contract was made or changed.
pub const CONTRACT: Kind = Kind::new("contract.changed", "contract", "A contract was made or changed");

/// Something was paid.
pub const PAID: Kind = Kind::new("contract.paid", "contract", "A payment under a contract was kept");

/// Something is to be there before it begins, or is there.
pub const ITEM: Kind = Kind::new("contract.item", "contract", "A line of a contract's mobilisation was kept");

/// Somebody was asked before it was bought.
pub const CONSULTED: Kind = Kind::new("contract.consulted", "contract", "A consultation about a contract was kept");

/// A monitoring meeting was held.
pub const MET: Kind = Kind::new("contract.met", "contract", "A monitoring meeting of a contract was kept");

/// An action was agreed, or done.
pub const ACTION: Kind = Kind::new("contract.action", "contract", "An action of a contract was agreed or done");

/// A need was voiced.
pub const VOICED: Kind = Kind::new("need.voiced", "voiced-need", "A need that nobody meets was voiced");

/// An analysis was begun or changed.
pub const ANALYSIS: Kind =
    Kind::new("needs-analysis.changed", "needs-analysis", "A needs analysis was begun or changed");

/// An analysis was published, and does not change any more.
pub const PUBLISHED: Kind = Kind::new("needs-analysis.published", "needs-analysis", "A needs analysis was published");

/// A joint action of an analysis was agreed, or done.
pub const JOINT: Kind =
    Kind::new("needs-analysis.action", "needs-analysis", "A joint action of a needs analysis was agreed or done");

/// All of them.
pub const ALL: &[Kind] = &[
    OWING, GIVEN, CORRECTED, CHASED, CONTRACT, PAID, ITEM, CONSULTED, MET, ACTION, VOICED, ANALYSIS, PUBLISHED, JOINT,
];
