//! When somebody can cover for somebody who is away.

use chrono::NaiveDate;
use web::{Refusal, Refusals};

/// Why nobody covers so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotCover {
    /// Whoever is away does not work in a team of whoever asks.
    NotYours,
    /// Nobody covers for oneself.
    SamePerson,
    /// The last day is before the first.
    Backwards,
    /// All of it is over.
    InThePast,
    /// Whoever would cover has no account in use.
    Disabled,
    /// Whoever would cover is away in these days.
    AlsoAway,
    /// They cover already.
    ThereAlready,
    /// There is work, and they could take none of it.
    CannotTakeAny,
    /// It has begun, or is over.
    Begun,
}

impl From<CannotCover> for Refusal {
    fn from(rule: CannotCover) -> Self {
        let of = |name, message: &str, field| Self::new(name, message).at(field);
        match rule {
            CannotCover::NotYours => {
                of("cover-not-in-your-teams", "Choose somebody who works in a team of yours", "away")
            }
            CannotCover::SamePerson => {
                of("cover-same-person", "Choose somebody else than the person who is away", "cover")
            }
            CannotCover::Backwards => of("cover-backwards", "The last day must not be before the first", "until"),
            CannotCover::InThePast => of("cover-in-the-past", "The last day must be today or later", "until"),
            CannotCover::Disabled => of("cover-disabled", "Their account is disabled: choose somebody else", "cover"),
            CannotCover::AlsoAway => {
                of("cover-also-away", "They are away themselves in these days: choose somebody who is there", "cover")
            }
            CannotCover::ThereAlready => {
                of("cover-there-already", "They cover in these days already. End that first to change it", "cover")
            }
            CannotCover::CannotTakeAny => of(
                "cover-cannot-take-any",
                "They can take none of this work, for the reasons below. Choose somebody else",
                "cover",
            ),
            CannotCover::Begun => Self::new("cover-begun", "This cover has begun already, or is over"),
        }
    }
}

/// What is asked for, and what is so.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Covering {
    /// The first day.
    pub from: NaiveDate,
    /// The last; none is for good.
    pub until: Option<NaiveDate>,
    /// This day.
    pub today: NaiveDate,
    /// Whoever is away works in a team of whoever asks.
    pub yours: bool,
    /// One person is to cover for themselves.
    pub same: bool,
    /// Whoever would cover has an account in use.
    pub in_use: bool,
    /// Whoever would cover is away in these days.
    pub also_away: bool,
    /// They cover for the same person in these days already.
    pub already: bool,
}

/// Whether somebody can be asked to cover.
///
/// # Errors
/// [`CannotCover`], as many as hold.
pub fn cover(asked: Covering) -> Result<(), Refusals> {
    let Covering { from, until, today, .. } = asked;
    let all = [
        (!asked.yours, CannotCover::NotYours),
        (asked.same, CannotCover::SamePerson),
        (until.is_some_and(|until| until < from), CannotCover::Backwards),
        (until.is_some_and(|until| until < today && until >= from), CannotCover::InThePast),
        (!asked.in_use, CannotCover::Disabled),
        (asked.also_away, CannotCover::AlsoAway),
        (asked.already, CannotCover::ThereAlready),
    ];
    Refusals::check(all.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}

/// Whether work moves: where there is none yet, what comes to be owed will; where there is some, they can take a part.
///
/// # Errors
/// [`CannotCover::CannotTakeAny`].
pub fn takes_some(there: usize, can_take: usize) -> Result<(), Refusal> {
    if there > 0 && can_take == 0 { Err(CannotCover::CannotTakeAny.into()) } else { Ok(()) }
}

/// It begins once.
///
/// # Errors
/// [`CannotCover::Begun`].
pub fn begin(waits: bool) -> Result<(), Refusal> {
    if waits { Ok(()) } else { Err(CannotCover::Begun.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Covering {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
        Covering {
            from: day(4),
            until: Some(day(10)),
            today: day(4),
            yours: true,
            same: false,
            in_use: true,
            also_away: false,
            already: false,
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_cover_is_told_at_once() {
        assert!(cover(asked()).is_ok());
        assert!(cover(Covering { until: None, ..asked() }).is_ok());
        let wrong = Covering { yours: false, same: true, also_away: true, already: true, in_use: false, ..asked() };
        let refused = cover(wrong).expect_err("refused");
        for name in ["not-in-your-teams", "same-person", "also-away", "there-already", "disabled"] {
            assert!(refused.names(&format!("cover-{name}")), "{name}");
        }
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day);
        assert!(cover(Covering { until: day(3), ..asked() }).expect_err("refused").names("cover-backwards"));
        let over = Covering { from: day(1).expect("a day"), until: day(3), ..asked() };
        assert!(cover(over).expect_err("refused").names("cover-in-the-past"));
    }
}
