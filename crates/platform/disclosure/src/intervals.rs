//! Intervals of counts, and what each line alone says about them.

use crate::system::{Line, System};

/// Whole counts from `least` to `most`; none is no upper end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interval {
    pub least: u64,
    pub most: Option<u64>,
}

impl Interval {
    const ANY: Self = Self { least: 0, most: None };

    /// The greatest less the least; none where there is no upper end.
    #[must_use]
    pub fn width(&self) -> Option<u64> {
        self.most.map(|most| most.saturating_sub(self.least))
    }

    #[must_use]
    pub fn is_narrower_than(&self, width: u64) -> bool {
        self.width().is_some_and(|own| own < width)
    }

    #[must_use]
    pub fn contains(&self, count: u64) -> bool {
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }
}

/// Intervals from each line alone, again and again until no line narrows one any more.
///
/// Never narrower than the truth, and often as narrow; it does not see what only several lines together tell.
pub(crate) fn propagate(system: &System, unknown: &[bool]) -> Vec<Interval> {
    let known = |(value, count): (usize, u64)| {
        if unknown[value] { Interval::ANY } else { Interval { least: count, most: Some(count) } }
    };
    let counts = system.values.iter().map(|value| value.count.unsigned_abs());
    let mut intervals: Vec<Interval> = counts.enumerate().map(known).collect();
    let lines: Vec<&Line> = system.lines.iter().filter(|line| line.members().any(|value| unknown[value])).collect();

    // Counts shrink by whole numbers, so it ends; where it would take long, what is reached is good, too.
    for _ in 0..64 {
        let mut changed = false;
        for line in &lines {
            changed |= narrow(line, unknown, &mut intervals);
        }
        if !changed {
            break;
        }
    }
    intervals
}

/// Narrows the unknown values of one line by all others in it.
fn narrow(line: &Line, unknown: &[bool], intervals: &mut [Interval]) -> bool {
    let mut changed = false;
    for (value, sign) in line.terms.iter().filter(|(value, _)| unknown[*value]) {
        let (least, most) = others(line, *value, -sign, intervals);
        let here = &mut intervals[*value];

        if let Some(least) = least.and_then(|least| u64::try_from(least).ok()).filter(|least| *least > here.least) {
            here.least = least;
            changed = true;
        }
        if let Some(most) = most.map(|most| u64::try_from(most).unwrap_or(0))
            && here.most.is_none_or(|before| most < before)
        {
            here.most = Some(most);
            changed = true;
        }
    }
    changed
}

/// The least and the greatest sum, turned by `turn`, of all of a line but one value.
fn others(line: &Line, but: usize, turn: i64, intervals: &[Interval]) -> (Option<i64>, Option<i64>) {
    let (mut least, mut most) = (Some(0), Some(0));
    for (value, sign) in line.terms.iter().filter(|(value, _)| *value != but) {
        let low = i64::try_from(intervals[*value].least).ok();
        let high = intervals[*value].most.and_then(|most| i64::try_from(most).ok());
        let sign = sign * turn;
        let (down, up) = if sign > 0 { (low, high) } else { (high, low) };
        least = least.zip(down).map(|(sum, end): (i64, i64)| sum + sign * end);
        most = most.zip(up).map(|(sum, end): (i64, i64)| sum + sign * end);
    }
    (least, most)
}
