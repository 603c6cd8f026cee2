//! What stands in a place of a published table, and the numbers of the policy that decide it.

use std::fmt;

/// A count that may be shown, or why not. Shown by [`fmt::Display`] as the count or its symbol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell {
    /// The count, rounded where the policy rounds.
    Shown(u64),
    /// `c`: a small count, or one that would give a small count away. Which of the two is not told.
    Withheld,
    /// `z`: there can be no such count.
    NotApplicable,
    /// `x`: nobody told us.
    Unavailable,
    /// `low`: more than none, and rounds to 0.
    Low,
}

impl Cell {
    /// The symbol that stands instead of a count, as in England's official statistics; none where a count stands.
    #[must_use]
    pub const fn symbol(self) -> Option<&'static str> {
        match self {
            Self::Shown(_) => None,
            Self::Withheld => Some("c"),
            Self::NotApplicable => Some("z"),
            Self::Unavailable => Some("x"),
            Self::Low => Some("low"),
        }
    }

    /// What the symbol means, in words for a reader; none where a count stands.
    #[must_use]
    pub const fn meaning(self) -> Option<&'static str> {
        match self {
            Self::Shown(_) => None,
            Self::Withheld => Some("withheld, so that nobody can be recognised"),
            Self::NotApplicable => Some("not applicable"),
            Self::Unavailable => Some("not available"),
            Self::Low => Some("more than none, but rounds to 0"),
        }
    }

    /// The count where one is shown.
    #[must_use]
    pub const fn shown(self) -> Option<u64> {
        match self {
            Self::Shown(count) => Some(count),
            _ => None,
        }
    }

    /// A count that nothing forbids to show, rounded as the policy says (half goes up).
    pub(crate) const fn open(count: u64, policy: &Policy) -> Self {
        let Some(step) = policy.round_to else { return Self::Shown(count) };
        if step < 2 || count == 0 {
            return Self::Shown(count);
        }

        let rest = count % step;
        let rounded = if rest.saturating_mul(2) >= step { count - rest + step } else { count - rest };
        if rounded == 0 { Self::Low } else { Self::Shown(rounded) }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(count) => count.fmt(out),
            other => other.symbol().unwrap_or_default().fmt(out),
        }
    }
}

/// What may be shown. The values belong to the pack (`suppression`); by default 5, no rounding, and 10.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Counts from 1 to below this are withheld, and no withheld count can be narrowed to fewer than this. 0 and 1
    /// withhold nothing.
    pub threshold: u64,
    /// Shown counts are rounded to multiples of this. None leaves them as they are.
    pub round_to: Option<u64>,
    /// There is no percentage on fewer than this.
    pub least_denominator: u64,
}

impl Policy {
    /// No rounding, and no percentage on fewer than 10.
    #[must_use]
    pub const fn of(threshold: u64) -> Self {
        Self { threshold, round_to: None, least_denominator: 10 }
    }

    /// From 1 to below the threshold.
    pub(crate) const fn is_small(&self, count: u64) -> bool {
        count >= 1 && count < self.threshold
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::of(5)
    }
}
