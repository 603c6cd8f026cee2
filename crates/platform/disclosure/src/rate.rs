//! Rates on published counts. They are made from what is shown, so they tell nothing that is not.

use crate::cell::{Cell, Policy};
use std::fmt;

/// A rate that may be shown, or why not.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Rate {
    /// Percent for [`rate`], else so many in each [`per`]; one decimal place is meaningful.
    Shown(f64),
    /// `c`: the numerator, the denominator or the rest between them is withheld.
    Withheld,
    /// `z`: nothing to take a part of, or fewer than the policy's least denominator.
    NotApplicable,
    /// `x`: one of the two is not available, or the part is more than the whole.
    Unavailable,
}

impl Rate {
    /// The symbol that stands instead of a rate; none where one is shown.
    #[must_use]
    pub const fn symbol(self) -> Option<&'static str> {
        match self {
            Self::Shown(_) => None,
            Self::Withheld => Some("c"),
            Self::NotApplicable => Some("z"),
            Self::Unavailable => Some("x"),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(value) => write!(out, "{value:.1}"),
            other => out.write_str(other.symbol().unwrap_or_default()),
        }
    }
}

/// How many percent of the denominator the numerator is.
///
/// None where either is withheld, where the rest (denominator less numerator) is small enough to be withheld, where
/// everybody is in the numerator (that tells the whole class), or on a denominator below the policy's least.
#[must_use]
pub fn rate(numerator: Cell, denominator: Cell, policy: &Policy) -> Rate {
    let (part, whole) = match both(numerator, denominator) {
        Ok(counts) => counts,
        Err(why) => return why,
    };

    match whole.checked_sub(part) {
        _ if whole == 0 || whole < policy.least_denominator => Rate::NotApplicable,
        None => Rate::Unavailable,
        Some(rest) if policy.is_small(rest) || policy.is_small(part) => Rate::Withheld,
        Some(0) if policy.threshold > 1 => Rate::Withheld,
        Some(_) => Rate::Shown(quotient(part, whole) * 100.0),
    }
}

/// How many there are in each `per` (say 10,000) of a population that everybody can look up.
///
/// The population is public, so the rate tells as much as the count: it is withheld where the count is.
#[must_use]
pub fn per(count: Cell, population: u64, per: u32, policy: &Policy) -> Rate {
    match both(count, Cell::Shown(population)) {
        Err(why) => why,
        Ok((_, whole)) if whole == 0 || whole < policy.least_denominator => Rate::NotApplicable,
        Ok((part, _)) if policy.is_small(part) => Rate::Withheld,
        Ok((part, whole)) => Rate::Shown(quotient(part, whole) * f64::from(per)),
    }
}

/// Both counts, or the weightier reason why there is none. `low` is no number to divide by.
const fn both(numerator: Cell, denominator: Cell) -> Result<(u64, u64), Rate> {
    match (numerator, denominator) {
        (Cell::Shown(part), Cell::Shown(whole)) => Ok((part, whole)),
        (Cell::Withheld | Cell::Low, _) | (_, Cell::Withheld | Cell::Low) => Err(Rate::Withheld),
        (Cell::Unavailable, _) | (_, Cell::Unavailable) => Err(Rate::Unavailable),
        _ => Err(Rate::NotApplicable),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate is shown to one decimal place")]
fn quotient(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
