//! Pure rules of publishing: each says no by name.

use crate::{counting::Period, records::publication::Issue};
use access::AccountId;
use chrono::NaiveDate;
use web::Refusal;

/// Why a period is not frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotFreeze {
    /// Only quarters and financial years are published: others would cut them, and differences give families away.
    OtherPeriod,
    /// The period is not over.
    GoesOn,
    /// Something of the same year is frozen and waits: neither would know of the other.
    AnotherWaits,
}

impl From<CannotFreeze> for Refusal {
    fn from(no: CannotFreeze) -> Self {
        match no {
            CannotFreeze::OtherPeriod => {
                Self::new("freeze-other-period", "Choose a quarter or a financial year").at("period")
            }
            CannotFreeze::GoesOn => {
                Self::new("freeze-goes-on", "This period is not over: freeze it when its last day has passed")
                    .at("period")
            }
            CannotFreeze::AnotherWaits => Self::new(
                "freeze-another-waits",
                "Figures of this financial year are frozen and wait: publish them or throw them away first",
            )
            .at("period"),
        }
    }
}

/// Whether a period may be frozen.
pub(crate) fn freeze(period: Period, today: NaiveDate, another_waits: bool) -> Result<(), Refusal> {
    if !period.is_published() {
        return Err(CannotFreeze::OtherPeriod.into());
    }
    if period.window().to >= today {
        return Err(CannotFreeze::GoesOn.into());
    }
    if another_waits {
        return Err(CannotFreeze::AnotherWaits.into());
    }
    Ok(())
}

/// Why frozen figures are not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotPublish {
    /// Whoever froze them does not publish them.
    SamePerson,
    /// They are public, or were thrown away.
    Over,
}

impl From<CannotPublish> for Refusal {
    fn from(no: CannotPublish) -> Self {
        match no {
            CannotPublish::SamePerson => Self::new(
                "publish-same-person",
                "You froze these figures: somebody else looks at them and publishes them",
            ),
            CannotPublish::Over => Self::new("publish-over", "These figures do not wait any more"),
        }
    }
}

/// Whether this person may publish it.
pub(crate) fn publish(issue: &Issue, by: AccountId) -> Result<(), Refusal> {
    if !issue.waits() {
        return Err(CannotPublish::Over.into());
    }
    if issue.frozen_by == by {
        return Err(CannotPublish::SamePerson.into());
    }
    Ok(())
}

/// Why a publication does not end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotEnd {
    /// Nobody would know why.
    NoReason,
    /// It has ended.
    Ended,
}

impl From<CannotEnd> for Refusal {
    fn from(no: CannotEnd) -> Self {
        match no {
            CannotEnd::NoReason => Self::new("end-no-reason", "Say why, for those who have read them").at("why"),
            CannotEnd::Ended => {
                Self::new("end-ended", "These figures were taken back or thrown away already").at("why")
            }
        }
    }
}

/// Whether it may end.
pub(crate) fn end(issue: &Issue, why: &str) -> Result<(), Refusal> {
    if issue.ended_at.is_some() {
        return Err(CannotEnd::Ended.into());
    }
    if why.trim().is_empty() {
        return Err(CannotEnd::NoReason.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn only_a_quarter_or_a_financial_year_that_is_over_is_frozen() {
        let of = |code: &str, today| freeze(Period::parse(code).expect("a period"), on(today), false);
        assert!(of("2026-q3", "2026-10-01").is_ok());
        assert!(of("fy2025", "2026-04-01").is_ok());
        assert_eq!(of("2026-q3", "2026-09-30").expect_err("no").name, "freeze-goes-on");
        assert_eq!(of("2026-09", "2026-10-01").expect_err("no").name, "freeze-other-period");
        assert_eq!(of("sy2025", "2026-10-01").expect_err("no").name, "freeze-other-period");
    }

    #[test]
    fn nothing_is_frozen_beside_what_waits() {
        let period = Period::parse("2026-q3").expect("a period");
        assert_eq!(freeze(period, on("2026-10-01"), true).expect_err("no").name, "freeze-another-waits");
    }
}
