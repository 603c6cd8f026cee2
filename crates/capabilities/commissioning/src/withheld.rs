//! A small count is withheld from those who see no rows: the one place of this crate that says which.

use pack::Pack;

/// The sign of a count that is withheld, as England's official statistics have it.
pub(crate) const SIGN: &str = "c";

/// What it means, to stand below every table of counts.
pub(crate) const KEY: &str = "c: withheld, because so few could be recognised. x: not known.";

/// Whether a count may be shown. Nobody is not somebody: 0 is shown.
pub(crate) fn may_show(pack: &Pack, count: i64) -> bool {
    count == 0 || count >= i64::from(pack.number("suppression"))
}

/// A count as it may be shown.
pub(crate) fn shown(pack: &Pack, count: i64) -> String {
    if may_show(pack, count) { count.to_string() } else { SIGN.into() }
}
