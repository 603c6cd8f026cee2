//! What a return must say, what cannot be, and what is only odd and asked about.

use super::refuse;
use crate::period::{Every, Period};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use web::{Refusal, Refusals};

store::coded! {
    /// A figure of a return (evidence 2).
    pub enum Figure {
        /// People who came to the service for the first time.
        NewContacts = "new_contacts",
        /// Families that somebody else referred.
        Referrals = "referrals",
        /// Families that wait on the last day.
        Waiting = "waiting",
        /// Families worked with at any time in the period.
        Families = "families",
        /// Children worked with.
        Children = "children",
        /// Early help assessments started.
        Assessments = "assessments_started",
        /// Intervention plans made.
        Plans = "plans",
        /// Families with whom work ended.
        Ended = "ended",
        /// Of those, with a positive outcome.
        Positive = "ended_positive",
    }
}

impl Figure {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NewContacts => "New contacts",
            Self::Referrals => "Families referred",
            Self::Waiting => "Families waiting on the last day",
            Self::Families => "Families worked with",
            Self::Children => "Children worked with",
            Self::Assessments => "Early help assessments started",
            Self::Plans => "Intervention plans made",
            Self::Ended => "Families with whom work ended",
            Self::Positive => "Of those, with a positive outcome",
        }
    }

    /// What is counted, where the words alone do not say.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::NewContacts => "Everyone who came for the first time, by whichever way.",
            Self::Families => "Each once, however often they came.",
            Self::Positive => "At least half of what was hoped for was reached.",
            _ => "",
        }
    }

    /// Whether every service keeps it; the others may be left empty: not known.
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::NewContacts | Self::Referrals | Self::Waiting | Self::Families | Self::Ended)
    }
}

/// The figures of a return; one that is not there is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<Figure, i64>);

impl Figures {
    /// Of these.
    pub fn of(all: impl IntoIterator<Item = (Figure, Option<i64>)>) -> Self {
        Self(all.into_iter().filter_map(|(figure, count)| Some((figure, count?))).collect())
    }

    /// One of them.
    pub fn get(&self, figure: Figure) -> Option<i64> {
        self.0.get(&figure).copied()
    }

    /// Takes one in.
    pub fn set(&mut self, figure: Figure, count: i64) {
        self.0.insert(figure, count);
    }
}

/// Why a return cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotReturn {
    /// The service owes none for it.
    NotOwed,
    /// The period is not over.
    NotOver,
    /// A figure that every service keeps is not there.
    Missing(Figure),
    /// A count below nothing.
    Negative(Figure),
    /// More than there are people.
    TooMany(Figure),
    /// More ended than were worked with.
    EndedMore,
    /// More ended well than ended.
    PositiveMore,
    /// A need that the pack does not know.
    NoSuchNeed,
    /// More with one need than were worked with.
    NeedMore,
    /// It is put right without a word why.
    NoWhy,
    /// It says what was said before.
    Same,
    /// A figure is far from the last, and nobody says that it is right.
    Odd(Figure, i64),
}

/// More than all people of a council.
const MOST: i64 = 1_000_000;

impl From<CannotReturn> for Refusal {
    fn from(rule: CannotReturn) -> Self {
        let low = |figure: Figure| figure.label().to_lowercase();
        match rule {
            CannotReturn::NotOwed => {
                Self::new("return-not-owed", "This service owes no return for this period. Choose one from its list")
                    .at("period")
            }
            CannotReturn::NotOver => {
                Self::new("return-not-over", "This period is not over yet. Give its return once it has ended")
                    .at("period")
            }
            CannotReturn::Missing(figure) => {
                Self::new("return-without-figure", format!("Enter {}; if there were none, enter 0", low(figure)))
                    .at(figure.code())
            }
            CannotReturn::Negative(figure) => {
                Self::new("return-negative", format!("Enter {} as a whole number, 0 or more", low(figure)))
                    .at(figure.code())
            }
            CannotReturn::TooMany(figure) => {
                Self::new("return-too-many", format!("Check {}: this is more than can be", low(figure)))
                    .at(figure.code())
            }
            CannotReturn::EndedMore => Self::new(
                "return-ended-more",
                "Check this: work ended with more families than were worked with in the period",
            )
            .at(Figure::Ended.code()),
            CannotReturn::PositiveMore => {
                Self::new("return-positive-more", "Check this: more ended with a positive outcome than ended")
                    .at(Figure::Positive.code())
            }
            CannotReturn::NoSuchNeed => Self::new("return-need-unknown", "Choose needs from the list").at("needs"),
            CannotReturn::NeedMore => {
                Self::new("return-need-more", "Check this: more have one need than there were people").at("needs")
            }
            CannotReturn::NoWhy => {
                Self::new("return-without-why", "Say why it is put right: the figures before stay readable beside it")
                    .at("why")
            }
            CannotReturn::Same => {
                Self::new("return-same", "Nothing has changed: these are the figures that stand").at("form")
            }
            CannotReturn::Odd(figure, last) => Self::new(
                "return-odd",
                format!(
                    "Check {}: the last return said {last}. If it is right, say why below, and it is kept",
                    low(figure)
                ),
            )
            .at(figure.code()),
        }
    }
}

/// What is returned.
#[derive(Debug, Clone, Copy)]
pub struct Returning<'a> {
    /// For when.
    pub period: Period,
    /// The service owes one for it.
    pub owed: bool,
    /// The day.
    pub today: NaiveDate,
    /// The figures.
    pub figures: &'a Figures,
    /// Counts by need.
    pub needs: &'a BTreeMap<String, i64>,
    /// All of those are needs of the pack.
    pub needs_known: bool,
    /// What stands for this period.
    pub stands: Option<(&'a Figures, &'a BTreeMap<String, i64>)>,
    /// Why it is put right.
    pub why: &'a str,
    /// The figures of the period before.
    pub last: Option<&'a Figures>,
    /// Why what looks odd is right.
    pub odd: &'a str,
    /// So many times the last is odd.
    pub times: i64,
}

/// May it be taken?
///
/// # Errors
/// Every [`CannotReturn`] that holds.
pub fn give(new: &Returning<'_>) -> Result<(), Refusals> {
    let get = |figure| new.figures.get(figure);
    let more = |this, than| matches!((get(this), get(than)), (Some(this), Some(than)) if this > than);
    let over = new.period.until < new.today;
    let people = [Figure::NewContacts, Figure::Families, Figure::Children].into_iter().filter_map(get).max();
    let mut faults = vec![
        (!over, CannotReturn::NotOver),
        (over && !new.owed, CannotReturn::NotOwed),
        (more(Figure::Ended, Figure::Families), CannotReturn::EndedMore),
        (more(Figure::Positive, Figure::Ended), CannotReturn::PositiveMore),
        (!new.needs_known, CannotReturn::NoSuchNeed),
        (new.needs.values().any(|count| *count < 0 || Some(*count) > people), CannotReturn::NeedMore),
        (new.stands.is_some() && new.why.trim().is_empty(), CannotReturn::NoWhy),
        (new.stands == Some((new.figures, new.needs)), CannotReturn::Same),
    ];
    for figure in Figure::ALL {
        let count = get(*figure);
        faults.push((figure.is_needed() && count.is_none(), CannotReturn::Missing(*figure)));
        faults.push((count.is_some_and(|count| count < 0), CannotReturn::Negative(*figure)));
        faults.push((count.is_some_and(|count| count > MOST), CannotReturn::TooMany(*figure)));
    }
    if new.odd.trim().is_empty() {
        faults.extend(odd(new).into_iter().map(|(figure, last)| (true, CannotReturn::Odd(figure, last))));
    }
    refuse(faults)
}

/// A difference of fewer is nothing to ask about.
const LEAST: i64 = 10;

/// The figures that are far from the last, with what that was.
pub fn odd(new: &Returning<'_>) -> Vec<(Figure, i64)> {
    let far = |now: i64, last: i64| {
        (now - last).abs() >= LEAST && now.max(last) >= new.times.max(2).saturating_mul(now.min(last).max(1))
    };
    let of = |figure: &Figure| {
        let (now, last) = (new.figures.get(*figure)?, new.last?.get(*figure)?);
        ((0..=MOST).contains(&now) && far(now, last)).then_some((*figure, last))
    };
    Figure::ALL.iter().filter_map(of).collect()
}

/// Why it cannot be said that a service owes a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotOwe {
    /// No such service.
    NoService,
    /// How often was not said.
    NoEvery,
    /// Since when was not said.
    NoSince,
    /// Too long ago, or not soon.
    SinceFar,
    /// It has returns already, and periods that do not fit would lie on each other.
    Fixed(Every),
    /// It has returns from before.
    GivenBefore,
    /// It ends before it begins.
    EndsBefore,
}

impl From<CannotOwe> for Refusal {
    fn from(rule: CannotOwe) -> Self {
        match rule {
            CannotOwe::NoService => {
                Self::new("owing-without-service", "Choose a service of the directory").at("service")
            }
            CannotOwe::NoEvery => Self::new("owing-without-every", "Choose how often it gives a return").at("every"),
            CannotOwe::NoSince => {
                Self::new("owing-without-since", "Enter the day from which it owes returns").at("since")
            }
            CannotOwe::SinceFar => {
                Self::new("owing-since-far", "Enter a day within the last ten years, or the next").at("since")
            }
            CannotOwe::Fixed(every) => Self::new(
                "owing-every-fixed",
                format!(
                    "It has returns for every {} already, which stay comparable. Leave it, or end it",
                    every.code()
                ),
            )
            .at("every"),
            CannotOwe::GivenBefore => {
                Self::new("owing-given-before", "Returns for an earlier time were given. Enter a day before them")
                    .at("since")
            }
            CannotOwe::EndsBefore => Self::new("owing-ends-before", "It cannot end before it begins").at("ended"),
        }
    }
}

/// What is said of a service that keeps a system of its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct Owing {
    /// There is such a service.
    pub service: bool,
    /// How often it owes a return.
    pub every: Option<Every>,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// Until when, if it ends.
    pub ended: Option<NaiveDate>,
    /// How often those that it gave, and the first day of the first of them.
    pub given: Option<(Every, NaiveDate)>,
    /// The day.
    pub today: NaiveDate,
}

/// May it be said?
///
/// # Errors
/// Every [`CannotOwe`] that holds.
pub fn owe(new: Owing) -> Result<(), Refusals> {
    let days = new.since.map_or(0, |since| (new.today - since).num_days());
    let fixed = new.given.filter(|(every, _)| new.every.is_some_and(|new| new != *every));
    let every = fixed.map_or(Every::Month, |(every, _)| every);
    refuse([
        (!new.service, CannotOwe::NoService),
        (new.every.is_none(), CannotOwe::NoEvery),
        (new.since.is_none(), CannotOwe::NoSince),
        (!(-366..=3_660).contains(&days), CannotOwe::SinceFar),
        (fixed.is_some(), CannotOwe::Fixed(every)),
        (
            matches!((new.given, new.since, new.every), (Some((_, first)), Some(since), Some(every))
                if Period::of(every, since).from > first),
            CannotOwe::GivenBefore,
        ),
        (matches!((new.since, new.ended), (Some(since), Some(ended)) if ended < since), CannotOwe::EndsBefore),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a day")
    }

    fn figures(counts: [i64; 9]) -> Figures {
        Figures::of(Figure::ALL.iter().copied().zip(counts.map(Some)))
    }

    fn refusals(now: &Figures, last: Option<&Figures>, odd: &str) -> Result<(), Refusals> {
        give(&Returning {
            period: Period::of(Every::Quarter, day(2026, 1, 1)),
            owed: true,
            today: day(2026, 4, 2),
            figures: now,
            needs: &BTreeMap::new(),
            needs_known: true,
            stands: None,
            why: "",
            last,
            odd,
            times: 3,
        })
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let good = figures([10, 8, 2, 20, 30, 4, 5, 6, 4]);
        assert!(refusals(&good, None, "").is_ok());
        let bad = figures([-1, 8, 2, 20, 30, 4, 5, 21, 22]);
        let refused = refusals(&bad, None, "").expect_err("refused");
        for name in ["return-negative", "return-ended-more", "return-positive-more"] {
            assert!(refused.names(name), "{name}");
        }
        assert!(refusals(&Figures::default(), None, "").expect_err("refused").names("return-without-figure"));
    }

    #[test]
    fn what_is_odd_is_asked_about_and_kept_with_an_answer() {
        let (last, now) = (figures([10, 8, 2, 20, 30, 4, 5, 6, 4]), figures([60, 8, 2, 20, 30, 4, 5, 6, 4]));
        assert!(refusals(&now, Some(&last), "").expect_err("refused").names("return-odd"));
        assert!(refusals(&now, Some(&last), "A fair in the school.").is_ok());
        // far fewer is as odd; a few more of a few are not
        assert!(refusals(&last, Some(&now), "").expect_err("refused").names("return-odd"));
        let few = figures([10, 8, 6, 20, 30, 4, 5, 6, 4]);
        assert!(refusals(&few, Some(&last), "").is_ok());
    }

    #[test]
    fn a_service_with_returns_keeps_its_periods() {
        let (today, since) = (day(2026, 3, 4), Some(day(2025, 1, 1)));
        let new = Owing { service: true, every: Some(Every::Quarter), since, today, ..Owing::default() };
        assert!(owe(new).is_ok());
        let given = Some((Every::Month, day(2025, 1, 1)));
        assert!(owe(Owing { given, ..new }).expect_err("refused").names("owing-every-fixed"));
        let ended = Some(day(2024, 1, 1));
        assert!(owe(Owing { ended, ..new }).expect_err("refused").names("owing-ends-before"));
    }
}
