//! What a course says of itself, and when and by whom it is held.

use super::refuse;
use access::AccountId;
use chrono::NaiveDate;
use web::{Refusal, Refusals};

/// Why a course or a session cannot be planned so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotPlan {
    /// It has no name.
    NoName,
    /// Another course is called so.
    NameTaken,
    /// Nobody knows what one can do afterwards.
    NoWhat,
    /// It serves no strategy.
    NoStrategy,
    /// Nobody holds it.
    NoTrainers,
    /// Somebody who cannot sign in is to hold it.
    TrainerUnable,
    /// The number of parts.
    PartsWrong,
    /// Parts were taken away of which sessions are planned.
    PartsHeld,
    /// The months.
    RenewWrong,
    /// There is a course for lead professionals already.
    LeadsTwice,
    /// It is given no more.
    Over,
    /// People still wait for it, or a session is to come.
    StillPlanned,
    /// No day.
    NoDay,
    /// The day has been.
    DayGone,
    /// A Saturday, a Sunday or a bank holiday, by its name.
    DayOff(String),
    /// The hours.
    NoHours,
    /// Nobody finds it.
    NoPlace,
    /// The number of places.
    NoPlaces,
    /// More are booked.
    TooFewPlaces,
    /// A trainer of another course.
    NotOfTheCourse,
    /// They hold another session at that time.
    HoldsAnother,
    /// No such part.
    NoPart,
    /// It was cancelled.
    Cancelled,
    /// Its register was kept.
    Held,
    /// No reason.
    NoReason,
}

impl From<CannotPlan> for Refusal {
    fn from(rule: CannotPlan) -> Self {
        let (name, told, field) = match rule {
            CannotPlan::NoName => ("course-without-name", "Enter what the course is called", "name"),
            CannotPlan::NameTaken => {
                ("course-name-taken", "Another course has this name: change that one, or choose another name", "name")
            }
            CannotPlan::NoWhat => ("course-without-aim", "Write what people can do afterwards", "what"),
            CannotPlan::NoStrategy => {
                ("course-without-strategy", "Choose at least one strategy or aim that it serves", "strategies")
            }
            CannotPlan::NoTrainers => ("course-without-trainers", "Choose at least one trainer", "trainers"),
            CannotPlan::TrainerUnable => ("trainer-unable", "Choose trainers whose account is in use", "trainers"),
            CannotPlan::PartsWrong => ("course-parts", "Enter a whole number from 1 to 10", "parts"),
            CannotPlan::PartsHeld => {
                ("course-parts-held", "Sessions of a later part are planned: cancel those first", "parts")
            }
            CannotPlan::RenewWrong => {
                ("course-renewal", "Enter a whole number of months from 1 to 120, or leave it empty", "renew_months")
            }
            CannotPlan::LeadsTwice => (
                "course-for-leads-twice",
                "There is a course for lead professionals already: end that one first",
                "for_leads",
            ),
            CannotPlan::Over => ("course-over", "This course is given no more", "form"),
            CannotPlan::StillPlanned => {
                ("course-still-planned", "A session is still to come: hold or cancel it first", "form")
            }
            CannotPlan::NoDay => ("session-without-day", "Enter the day", "on_day"),
            CannotPlan::DayGone => ("session-day-gone", "Enter a day after today", "on_day"),
            CannotPlan::DayOff(what) => {
                let told = format!("That day is {what}. Choose a working day, or tick that it is held all the same");
                return Self::new("session-on-a-day-off", told).at("on_day");
            }
            CannotPlan::NoHours => {
                ("session-hours", "Enter from when until when, like 9:30 and 16:00, the earlier first", "opens")
            }
            CannotPlan::NoPlace => ("session-without-place", "Enter where it is, or how one joins it", "place"),
            CannotPlan::NoPlaces => ("session-places", "Enter a whole number of places from 1 to 500", "places"),
            CannotPlan::TooFewPlaces => {
                ("session-too-few-places", "More people are booked: there cannot be fewer places than that", "places")
            }
            CannotPlan::NotOfTheCourse => {
                ("trainer-of-another-course", "Choose a trainer of this course, whose account is in use", "trainer")
            }
            CannotPlan::HoldsAnother => (
                "trainer-holds-another",
                "They hold another session at that time: choose another time, or another trainer",
                "trainer",
            ),
            CannotPlan::NoPart => ("session-part", "Choose a part that the course has", "part"),
            CannotPlan::Cancelled => ("session-cancelled", "This session was cancelled", "form"),
            CannotPlan::Held => ("session-held", "Its register was kept: it does not change any more", "form"),
            CannotPlan::NoReason => ("cancelled-without-reason", "Say why: whoever is booked reads it", "why"),
        };
        Self::new(name, told).at(field)
    }
}

/// From when until when, in minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// When it begins.
    pub opens: i64,
    /// When it ends.
    pub closes: i64,
}

impl Hours {
    /// Hours as they were typed: `9:30` and `16:00`.
    pub fn read(opens: &str, closes: &str) -> Option<Self> {
        let minutes = |text: &str| directory::body::Time::parse(text).map(|time| i64::from(time.0));
        let (opens, closes) = (minutes(opens)?, minutes(closes)?);
        (opens < closes).then_some(Self { opens, closes })
    }

    /// Whether they lie apart.
    pub const fn meets(self, other: Self) -> bool {
        self.opens < other.closes && other.opens < self.closes
    }
}

/// What a course says of itself.
#[derive(Debug, Clone, Default)]
pub struct NewCourse {
    /// What it is called.
    pub name: String,
    /// What one can do afterwards.
    pub what: String,
    /// For whom.
    pub for_whom: String,
    /// Words of the pack's `training-strategy`.
    pub strategies: Vec<String>,
    /// It is the course for lead professionals.
    pub for_leads: bool,
    /// Of so many sessions it consists; `None` where no number was given.
    pub parts: Option<i64>,
    /// One goes again after so many months.
    pub renew_months: Option<i64>,
    /// What was typed for the months is no number.
    pub renew_wrong: bool,
    /// Who holds it.
    pub trainers: Vec<AccountId>,
}

/// What is so around a course.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Planning {
    pub over: bool,
    pub name_taken: bool,
    pub trainers_able: bool,
    pub other_for_leads: bool,
    /// The last part of which a session is planned.
    pub last_part: i64,
}

/// May a course say this of itself?
///
/// # Errors
/// Every [`CannotPlan`] that holds.
pub fn course(new: &NewCourse, around: Planning) -> Result<(), Refusals> {
    let parts = new.parts.filter(|parts| (1..=10).contains(parts));
    refuse([
        (around.over, CannotPlan::Over),
        (new.name.trim().is_empty(), CannotPlan::NoName),
        (around.name_taken, CannotPlan::NameTaken),
        (new.what.trim().is_empty(), CannotPlan::NoWhat),
        (new.strategies.is_empty(), CannotPlan::NoStrategy),
        (new.trainers.is_empty(), CannotPlan::NoTrainers),
        (!new.trainers.is_empty() && !around.trainers_able, CannotPlan::TrainerUnable),
        (parts.is_none(), CannotPlan::PartsWrong),
        (parts.is_some_and(|parts| parts < around.last_part), CannotPlan::PartsHeld),
        (
            new.renew_wrong || new.renew_months.is_some_and(|months| !(1..=120).contains(&months)),
            CannotPlan::RenewWrong,
        ),
        (new.for_leads && around.other_for_leads, CannotPlan::LeadsTwice),
    ])
}

/// May a course end? `over` where it has, `open` while a session of it is to come.
///
/// # Errors
/// Every [`CannotPlan`] that holds.
pub fn end((over, open): (bool, bool)) -> Result<(), Refusals> {
    refuse([(over, CannotPlan::Over), (open, CannotPlan::StillPlanned)])
}

/// When, where and by whom a session is held.
#[derive(Debug, Clone, Default)]
pub struct NewSession {
    /// Which part of the course.
    pub part: i64,
    /// The day.
    pub on_day: Option<NaiveDate>,
    /// It is held though the day is no working day.
    pub though_off: bool,
    /// The hours.
    pub hours: Option<Hours>,
    /// Where, or how one joins.
    pub place: String,
    /// How many can come.
    pub places: Option<i64>,
    /// Who holds it.
    pub trainer: Option<AccountId>,
    /// What to know or bring.
    pub note: String,
}

/// What is so around a session.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Held {
    pub course_over: bool,
    pub parts: i64,
    pub cancelled: bool,
    pub kept: bool,
    /// The day is another than it was.
    pub moved: bool,
    pub taken: i64,
    pub of_the_course: bool,
    pub holds_another: bool,
    /// Why people are not expected at work on that day.
    pub day_off: Option<String>,
}

/// May a session be planned so?
///
/// # Errors
/// Every [`CannotPlan`] that holds.
pub fn session(new: &NewSession, around: &Held, today: NaiveDate) -> Result<(), Refusals> {
    let places = new.places.filter(|places| (1..=500).contains(places));
    let off = around.day_off.clone().filter(|_| !new.though_off && around.moved);
    refuse([
        (around.course_over, CannotPlan::Over),
        (around.cancelled, CannotPlan::Cancelled),
        (around.kept, CannotPlan::Held),
        (!(1..=around.parts.max(1)).contains(&new.part), CannotPlan::NoPart),
        (new.on_day.is_none(), CannotPlan::NoDay),
        (around.moved && new.on_day.is_some_and(|day| day <= today), CannotPlan::DayGone),
        (off.is_some(), CannotPlan::DayOff(off.unwrap_or_default())),
        (new.hours.is_none(), CannotPlan::NoHours),
        (new.place.trim().is_empty(), CannotPlan::NoPlace),
        (places.is_none(), CannotPlan::NoPlaces),
        (places.is_some_and(|places| places < around.taken), CannotPlan::TooFewPlaces),
        (!around.of_the_course, CannotPlan::NotOfTheCourse),
        (around.of_the_course && around.holds_another, CannotPlan::HoldsAnother),
    ])
}

/// May a session be cancelled?
///
/// # Errors
/// Every [`CannotPlan`] that holds.
pub fn cancel((cancelled, kept): (bool, bool), why: &str) -> Result<(), Refusals> {
    refuse([
        (cancelled, CannotPlan::Cancelled),
        (kept, CannotPlan::Held),
        (why.trim().is_empty(), CannotPlan::NoReason),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, n).expect("a day")
    }

    fn good() -> (NewSession, Held) {
        let new = NewSession {
            part: 1,
            on_day: Some(day(5)),
            hours: Hours::read("9:30", "12:00"),
            place: "The hall".into(),
            places: Some(12),
            trainer: Some(AccountId::new()),
            ..NewSession::default()
        };
        (new, Held { parts: 1, moved: true, of_the_course: true, ..Held::default() })
    }

    #[test]
    fn a_session_is_held_on_a_working_day_unless_somebody_says_so() {
        let (new, around) = good();
        assert!(session(&new, &around, day(1)).is_ok());
        let off = Held { day_off: Some("a bank holiday".into()), ..around };
        assert!(session(&new, &off, day(1)).expect_err("refused").names("session-on-a-day-off"));
        assert!(session(&NewSession { though_off: true, ..new.clone() }, &off, day(1)).is_ok());
        // one that stands on such a day can still be changed in other ways
        assert!(session(&new, &Held { moved: false, ..off }, day(1)).is_ok());
    }

    #[test]
    fn a_trainer_of_another_course_or_one_who_holds_another_session_is_refused() {
        let (new, around) = good();
        let refused = session(&new, &Held { of_the_course: false, ..around.clone() }, day(1)).expect_err("refused");
        assert!(refused.names("trainer-of-another-course"));
        let refused = session(&new, &Held { holds_another: true, ..around }, day(1)).expect_err("refused");
        assert!(refused.names("trainer-holds-another"));
    }

    #[test]
    fn places_are_never_fewer_than_those_booked_and_a_held_session_stays() {
        let (new, around) = good();
        let refused = session(&new, &Held { taken: 13, kept: true, ..around }, day(1)).expect_err("refused");
        assert!(refused.names("session-too-few-places") && refused.names("session-held"));
    }

    #[test]
    fn two_hours_meet_where_one_begins_before_the_other_ends() {
        let hours = |from, to| Hours::read(from, to).expect("hours");
        assert!(hours("9:00", "12:00").meets(hours("11:00", "13:00")));
        assert!(!hours("9:00", "12:00").meets(hours("12:00", "13:00")));
        assert_eq!(Hours::read("12:00", "9:00"), None);
    }
}
