//! May it be written down that somebody has left a family, or has come back to it?

use chrono::NaiveDate;
use web::{Refusal, Refusals};

/// Why it cannot be written down that somebody has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotLeave {
    /// They are no longer in the family: somebody else has written it down.
    Already,
    /// The day has not come.
    Future,
    /// The day lies before they were born.
    BeforeBirth,
    /// Nobody says where they went.
    WithoutWhere,
}

impl From<CannotLeave> for Refusal {
    fn from(rule: CannotLeave) -> Self {
        let of = |name, message: &str| Self::new(name, message);
        match rule {
            CannotLeave::Already => of("left-already", "Somebody else has written down that they are no longer there"),
            CannotLeave::Future => of("left-in-future", "The day must be today or in the past").at("on"),
            CannotLeave::BeforeBirth => of("left-before-birth", "The day lies before they were born").at("on"),
            CannotLeave::WithoutWhere => {
                of("left-without-where", "Say where they went, or that it is not known").at("went")
            }
        }
    }
}

/// What is said of somebody who has left.
#[derive(Debug, Clone, Copy)]
pub struct Leaving<'a> {
    /// The day.
    pub on: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// Their date of birth, where it is known.
    pub born: Option<NaiveDate>,
    /// Where they went, in words; nothing is asked of those who died, nor where their place is a secret (T16).
    pub went: Option<&'a str>,
    /// They are no longer in the family.
    pub gone: bool,
}

/// May it be written down?
///
/// # Errors
/// Every [`CannotLeave`] that holds.
pub fn leave(said: &Leaving<'_>) -> Result<(), Refusals> {
    let faults = [
        (said.gone, CannotLeave::Already),
        (said.on > said.today, CannotLeave::Future),
        (said.born.is_some_and(|born| said.on < born), CannotLeave::BeforeBirth),
        (said.went.is_some_and(|went| went.trim().is_empty()), CannotLeave::WithoutWhere),
    ];
    let faults = faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| Refusal::from(fault));
    Refusals::check(faults.collect())
}

/// Why it cannot be written down that somebody is in the family again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotReturn {
    /// They are in the family: somebody else has written it down.
    Already,
    /// The day has not come.
    Future,
    /// The day lies before the one on which they left.
    BeforeLeaving,
    /// Whoever died does not come back.
    Died,
    /// A mistake without a word of how it came about.
    WithoutWhy,
}

impl From<CannotReturn> for Refusal {
    fn from(rule: CannotReturn) -> Self {
        let of = |name, message: &str| Self::new(name, message);
        match rule {
            CannotReturn::Already => of("back-already", "They are in the family: somebody else has written it down"),
            CannotReturn::Future => of("back-in-future", "The day must be today or in the past").at("on"),
            CannotReturn::BeforeLeaving => {
                of("back-before-leaving", "The day lies before the one on which they left").at("on")
            }
            CannotReturn::Died => {
                of("back-from-death", "It is written down that they died. If that is not so, say that it was a mistake")
                    .at("how")
            }
            CannotReturn::WithoutWhy => of("mistake-without-why", "Say how the mistake came about").at("why"),
        }
    }
}

/// What is said of somebody who is in the family again.
#[derive(Debug, Clone, Copy)]
pub struct Returning<'a> {
    /// The day on which they came back; nothing where they never left.
    pub on: Option<NaiveDate>,
    /// Why it was a mistake that they left.
    pub why: &'a str,
    /// Today.
    pub today: NaiveDate,
    /// The day on which they left, where it is known.
    pub left_on: Option<NaiveDate>,
    /// It is written down that they died.
    pub died: bool,
    /// They are in the family.
    pub there: bool,
}

/// May it be written down?
///
/// # Errors
/// Every [`CannotReturn`] that holds.
pub fn come_back(said: &Returning<'_>) -> Result<(), Refusals> {
    let faults = [
        (said.there, CannotReturn::Already),
        (said.on.is_some_and(|on| on > said.today), CannotReturn::Future),
        (said.on.zip(said.left_on).is_some_and(|(on, left)| on < left), CannotReturn::BeforeLeaving),
        (said.on.is_some() && said.died, CannotReturn::Died),
        (said.on.is_none() && said.why.trim().is_empty(), CannotReturn::WithoutWhy),
    ];
    let faults = faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| Refusal::from(fault));
    Refusals::check(faults.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn all_that_is_wrong_with_a_leaving_is_told_at_once() {
        let said = Leaving {
            on: day("2026-03-05"),
            today: day("2026-03-04"),
            born: Some(day("2026-04-01")),
            went: Some(" "),
            gone: false,
        };
        let refused = leave(&said).expect_err("refused");
        for name in ["left-in-future", "left-before-birth", "left-without-where"] {
            assert!(refused.names(name), "{name}");
        }
        let right = Leaving { on: day("2026-03-04"), born: None, went: Some("not known"), ..said };
        assert_eq!(leave(&right), Ok(()));
        assert_eq!(leave(&Leaving { went: None, ..right }), Ok(()));
        assert!(leave(&Leaving { gone: true, ..right }).expect_err("refused").names("left-already"));
    }

    #[test]
    fn whoever_died_comes_back_by_a_mistake_alone() {
        let back = Returning {
            on: Some(day("2026-03-02")),
            why: "",
            today: day("2026-03-04"),
            left_on: Some(day("2026-03-01")),
            died: false,
            there: false,
        };
        assert_eq!(come_back(&back), Ok(()));
        assert!(come_back(&Returning { died: true, ..back }).expect_err("refused").names("back-from-death"));
        let early = Returning { left_on: Some(day("2026-03-03")), ..back };
        assert!(come_back(&early).expect_err("refused").names("back-before-leaving"));
        let mistake = Returning { on: None, died: true, ..back };
        assert!(come_back(&mistake).expect_err("refused").names("mistake-without-why"));
        assert_eq!(come_back(&Returning { why: "The wrong line.", ..mistake }), Ok(()));
    }
}
