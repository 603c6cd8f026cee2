//! When and where a review is: by its latest day, at a time that can be read, and on no day off by mistake.

use super::CannotReview;
use chrono::{Days, NaiveDate};
use pack::Calendar;

/// When and where a review is to be, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub on: NaiveDate,
    /// The time of day, as it was typed; empty where it is not said yet.
    pub time: String,
    /// Where; empty where it is not said yet.
    pub place: String,
    /// The day off on which it is meant to be, where somebody was asked and said so.
    pub sure: Option<NaiveDate>,
}

impl When {
    /// On this day, and nothing else is said yet.
    pub fn on(on: NaiveDate) -> Self {
        Self { on, time: String::new(), place: String::new(), sure: None }
    }
}

/// The last day on which the next review may be held: so many days after the last one, or after the plan was agreed.
pub fn latest(since: NaiveDate, days: u32) -> NaiveDate {
    since + Days::new(days.into())
}

/// The last day for which it may be scheduled: when the latest day is past already, today or the next week is still
/// better than never.
pub fn last_day(today: NaiveDate, latest: NaiveDate) -> NaiveDate {
    latest.max(today + Days::new(7))
}

/// May it be scheduled for, or moved to, this day?
///
/// # Errors
/// The first rule that says no.
pub fn schedule(on: NaiveDate, today: NaiveDate, latest: NaiveDate) -> Result<(), CannotReview> {
    let last = last_day(today, latest);
    if on < today {
        return Err(CannotReview::InPast);
    }
    if on > last { Err(CannotReview::TooLate(last)) } else { Ok(()) }
}

/// A day off is questioned, once: whoever says that it is right is asked no more.
pub fn question(when: &When, calendar: &Calendar) -> Option<CannotReview> {
    let off = calendar.day_off(when.on)?;
    (when.sure != Some(when.on)).then(|| CannotReview::DayOff(when.on, off.to_owned()))
}

/// A time of day as it is kept, `14:30`, from what people type: `2:30pm`, `14.30`, `9am`; empty from nothing.
///
/// # Errors
/// [`CannotReview::TimeUnreadable`].
pub fn time_of_day(typed: &str) -> Result<String, CannotReview> {
    let text: String = typed.to_lowercase().split_whitespace().collect();
    if text.is_empty() {
        return Ok(text);
    }

    let (clock, noon) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = clock.split_once([':', '.']).unwrap_or((clock, "00"));
    let (hour, minute): (u32, u32) = match (hour.parse(), minute.parse()) {
        (Ok(hour), Ok(minute)) if minute < 60 && hour < 24 => (hour, minute),
        _ => return Err(CannotReview::TimeUnreadable),
    };
    let hour = match noon {
        Some(_) if !(1..=12).contains(&hour) => return Err(CannotReview::TimeUnreadable),
        Some(noon) => hour % 12 + noon,
        None => hour,
    };
    Ok(format!("{hour:02}:{minute:02}"))
}

/// A time of day as people read it: `2:30pm`, `9am`.
pub fn in_words(kept: &str) -> String {
    let Some((hour, minute)) = kept.split_once(':') else { return kept.to_owned() };
    let Ok(hour) = hour.parse::<u32>() else { return kept.to_owned() };
    let (twelve, half) = (if hour % 12 == 0 { 12 } else { hour % 12 }, if hour < 12 { "am" } else { "pm" });
    if minute == "00" { format!("{twelve}{half}") } else { format!("{twelve}:{minute}{half}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> NaiveDate {
        day.parse().expect("a date")
    }

    #[test]
    fn a_review_beyond_fifty_six_days_is_refused() {
        let agreed = on("2026-03-01");
        let last = latest(agreed, 56);
        assert_eq!(last, on("2026-04-26"));
        assert_eq!(schedule(on("2026-04-26"), agreed, last), Ok(()));
        assert_eq!(schedule(on("2026-04-27"), agreed, last), Err(CannotReview::TooLate(last)));
        assert_eq!(schedule(on("2026-02-28"), agreed, last), Err(CannotReview::InPast));
    }

    #[test]
    fn a_review_that_is_overdue_can_still_be_held_within_a_week() {
        let (today, last) = (on("2026-06-01"), on("2026-04-26"));
        assert_eq!(schedule(on("2026-06-08"), today, last), Ok(()));
        assert_eq!(schedule(on("2026-06-09"), today, last), Err(CannotReview::TooLate(on("2026-06-08"))));
    }

    #[test]
    fn christmas_day_is_questioned_once_and_a_working_day_never() {
        let (calendar, christmas) = (Calendar::default(), on("2026-12-25"));
        let asked = question(&When::on(christmas), &calendar);
        assert_eq!(asked, Some(CannotReview::DayOff(christmas, "Christmas Day".into())));
        let sure = When { sure: Some(christmas), ..When::on(christmas) };
        assert_eq!(question(&sure, &calendar), None);
        let another = When { on: on("2026-12-26"), ..sure };
        assert!(question(&another, &calendar).is_some(), "it was said of another day");
        assert_eq!(question(&When::on(on("2026-12-21")), &calendar), None);
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        let read = ["2:30pm", "14.30", " 9 AM", "12pm", "12am", "0:05", ""].map(time_of_day);
        let kept = ["14:30", "14:30", "09:00", "12:00", "00:00", "00:05", ""];
        assert_eq!(read, kept.map(|time| Ok(time.to_owned())));
        for wrong in ["25:00", "13pm", "after school", "2:75", "0am"] {
            assert_eq!(time_of_day(wrong), Err(CannotReview::TimeUnreadable), "{wrong}");
        }
        assert_eq!(["14:30", "09:00", "00:05", ""].map(in_words), ["2:30pm", "9am", "12:05am", ""]);
    }
}
