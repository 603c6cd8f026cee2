//! What a programme, a run and a session must say.

use chrono::{Datelike, Days, NaiveDate};
use pack::Calendar;
use web::{Refusal, Refusals};

/// Why a programme, a run or a session cannot be kept so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotKeep {
    /// It has no name.
    NoName,
    /// It does not say what happens in it.
    NoWhat,
    /// It does not say for whom it is.
    NoWhom,
    /// The oldest age is below the youngest.
    AgesReversed,
    /// It says nothing of what it is to change.
    NoOutcome,
    /// It has ended.
    Ended,
    /// It is ended or cancelled without a reason.
    NoReason,
    /// Runs of it are not over.
    StillRuns,
    /// It does not say when it begins.
    NoStart,
    /// It has no session.
    NoSession,
    /// There are more sessions than a run has.
    TooMany,
    /// It ends before it begins, or its hours cannot be read.
    NoHours,
    /// It says of no place.
    NoPlace,
    /// It has no places.
    NoPlaces,
    /// More people have a place than there would be.
    FewerThanTaken,
    /// Nobody runs it.
    NoFacilitator,
    /// Whoever is to run it has no account in use that may run groups.
    NotAble,
    /// Whoever is to run a session has none.
    CoverNotAble,
    /// It begins before today.
    InPast,
    /// It was cancelled, or is over.
    Over,
    /// The register of the session was kept.
    Kept,
    /// The day is that of another session, or out of order.
    OutOfOrder,
}

impl From<CannotKeep> for Refusal {
    fn from(rule: CannotKeep) -> Self {
        let (name, told, field) = match rule {
            CannotKeep::NoName => ("programme-without-name", "Enter the name of the programme", "name"),
            CannotKeep::NoWhat => ("programme-without-what", "Say what happens in it", "what"),
            CannotKeep::NoWhom => ("programme-without-whom", "Say for whom it is", "for_whom"),
            CannotKeep::AgesReversed => {
                ("programme-ages-reversed", "The oldest age must not be below the youngest", "maximum_age")
            }
            CannotKeep::NoOutcome => ("programme-without-outcome", "Choose what it is to change", "outcomes"),
            CannotKeep::Ended => ("programme-ended", "This programme has ended", "form"),
            CannotKeep::NoReason => ("ended-without-reason", "Say why: whoever asked for a place reads it", "why"),
            CannotKeep::StillRuns => {
                ("programme-still-runs", "A run of it is not over. Cancel it, or end the programme after it", "why")
            }
            CannotKeep::NoStart => ("run-without-dates", "Enter the day of the first session", "starts"),
            CannotKeep::NoSession => ("run-without-session", "Enter how many sessions there are", "sessions"),
            CannotKeep::TooMany => ("run-too-long", "A run has at most 40 sessions", "sessions"),
            CannotKeep::NoHours => ("session-without-hours", "Enter when it begins and ends, like 10:00", "closes"),
            CannotKeep::NoPlace => {
                ("run-without-place", "Say where it is, or that the place may not be known", "place")
            }
            CannotKeep::NoPlaces => ("run-without-places", "Enter how many places there are, from 1 to 60", "places"),
            CannotKeep::FewerThanTaken => {
                ("run-fewer-than-taken", "More people have a place or were offered one", "places")
            }
            CannotKeep::NoFacilitator => ("run-without-facilitator", "Choose who runs it", "facilitators"),
            CannotKeep::NotAble => {
                ("run-facilitator-unknown", "Choose people of the list: their account is in use", "facilitators")
            }
            CannotKeep::CoverNotAble => {
                ("session-cover-unknown", "Choose somebody of the list: their account is in use", "covered_by")
            }
            CannotKeep::InPast => ("run-in-the-past", "The first session is today or later", "starts"),
            CannotKeep::Over => ("run-over", "This run is over or was cancelled", "form"),
            CannotKeep::Kept => ("session-kept", "The register of this session is kept: its day stays", "on_day"),
            CannotKeep::OutOfOrder => {
                ("session-out-of-order", "The day must lie between the sessions before and after", "on_day")
            }
        };
        Self::new(name, told).at(field)
    }
}

fn check(faults: impl IntoIterator<Item = (bool, CannotKeep)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}

/// What a programme says of itself.
#[derive(Debug, Clone, Default)]
pub struct NewProgramme {
    /// What it is called.
    pub name: String,
    /// What happens in it.
    pub what: String,
    /// For whom it is.
    pub for_whom: String,
    /// The youngest and the oldest, in years.
    pub ages: (Option<i64>, Option<i64>),
    /// What is known of its effect.
    pub evidence: String,
    /// Words of the pack's `outcome-framework`.
    pub outcomes: Vec<String>,
    /// Words of the pack's `protective-factor`.
    pub factors: Vec<String>,
    /// Words of the pack's `need`.
    pub needs: Vec<String>,
    /// Whether it stands in the directory.
    pub public: bool,
}

/// Whether a programme may say this of itself.
///
/// # Errors
/// Each [`CannotKeep`] that applies.
pub fn programme(new: &NewProgramme) -> Result<(), Refusals> {
    let (least, most) = new.ages;
    check([
        (new.name.trim().is_empty(), CannotKeep::NoName),
        (new.what.trim().is_empty(), CannotKeep::NoWhat),
        (new.for_whom.trim().is_empty(), CannotKeep::NoWhom),
        (least.zip(most).is_some_and(|(least, most)| most < least), CannotKeep::AgesReversed),
        (new.outcomes.is_empty(), CannotKeep::NoOutcome),
    ])
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
    /// Hours as they were typed: `10:00` and `12:00`.
    pub fn read(opens: &str, closes: &str) -> Option<Self> {
        let minutes = |text: &str| directory::body::Time::parse(text).map(|time| i64::from(time.0));
        let (opens, closes) = (minutes(opens)?, minutes(closes)?);
        (opens < closes).then_some(Self { opens, closes })
    }
}

/// What a run says of itself, and when its sessions are.
#[derive(Debug, Clone, Default)]
pub struct NewRun {
    /// Name of the building.
    pub place_name: String,
    /// House and street.
    pub place_line: String,
    /// Town.
    pub town: String,
    /// Postcode.
    pub postcode: String,
    /// The place may not be known.
    pub secret: bool,
    /// A word of the pack's `language`.
    pub language: String,
    /// Small children are looked after meanwhile.
    pub creche: bool,
    /// How people get there who have no car.
    pub transport: String,
    /// Words of the pack's `accessibility`.
    pub accessible: Vec<String>,
    /// How many can come.
    pub places: Option<i64>,
    /// Who runs it.
    pub facilitators: Vec<store::AccountId>,
    /// What whoever comes should know or bring.
    pub note: String,
    /// The day of the first session. With a run that stands already, its sessions are planned one by one.
    pub starts_on: Option<NaiveDate>,
    /// How many sessions.
    pub sessions: Option<i64>,
    /// So many weeks from one to the next.
    pub every: u64,
    /// When each begins and ends.
    pub hours: Option<Hours>,
}

/// The most sessions of a run.
const MOST: i64 = 40;

/// What a run depends on besides what is said of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Running {
    /// So many places are taken.
    pub taken: i64,
    /// Its sessions are not planned yet.
    pub fresh: bool,
    /// All who are to run it may run groups.
    pub able: bool,
    /// The first day on which a new one may begin; none where it is told of the past.
    pub earliest: Option<NaiveDate>,
}

/// Whether a run may stand so.
///
/// # Errors
/// Each [`CannotKeep`] that applies.
pub fn run(new: &NewRun, Running { taken, fresh, able, earliest }: Running) -> Result<(), Refusals> {
    let places = new.places.unwrap_or(0);
    let nowhere = new.place_name.trim().is_empty() && new.place_line.trim().is_empty();
    let sessions = new.sessions.unwrap_or(0);
    let past = new.starts_on.zip(earliest).is_some_and(|(starts, earliest)| starts < earliest);
    check([
        (!new.secret && nowhere, CannotKeep::NoPlace),
        (!(1..=60).contains(&places), CannotKeep::NoPlaces),
        (places > 0 && places < taken, CannotKeep::FewerThanTaken),
        (new.facilitators.is_empty(), CannotKeep::NoFacilitator),
        (!new.facilitators.is_empty() && !able, CannotKeep::NotAble),
        (fresh && new.starts_on.is_none(), CannotKeep::NoStart),
        (fresh && past, CannotKeep::InPast),
        (fresh && sessions < 1, CannotKeep::NoSession),
        (sessions > MOST, CannotKeep::TooMany),
        (fresh && new.hours.is_none(), CannotKeep::NoHours),
    ])
}

/// The days of so many sessions from this one on, every so many weeks; none on a bank holiday.
pub fn when(calendar: &Calendar, starts_on: NaiveDate, sessions: i64, every: u64) -> Vec<NaiveDate> {
    let step = Days::new(7 * every.max(1));
    let mut day = starts_on;
    let mut days = Vec::new();
    while i64::try_from(days.len()).unwrap_or(MOST) < sessions.min(MOST) && day.year() < starts_on.year() + 4 {
        // the first day was chosen by name
        if days.is_empty() || !calendar.is_holiday(day) {
            days.push(day);
        }
        day = day + step;
    }
    days
}

/// How one session is planned.
#[derive(Debug, Clone, Default)]
pub struct PlanSession {
    /// The day.
    pub on_day: Option<NaiveDate>,
    /// The hours.
    pub hours: Option<Hours>,
    /// What it is about.
    pub topic: String,
    /// Who runs it instead.
    pub covered_by: Option<store::AccountId>,
}

/// Whether a session may be planned so, between the days `before` and `after` it; `moved` where its day is another,
/// `kept` where its register was kept, and `able` where whoever covers may run groups.
///
/// # Errors
/// Each [`CannotKeep`] that applies.
pub fn session(
    new: &PlanSession,
    (before, after): (Option<NaiveDate>, Option<NaiveDate>),
    (moved, kept, able): (bool, bool, bool),
) -> Result<(), Refusals> {
    let out = new
        .on_day
        .is_some_and(|day| before.is_some_and(|before| day <= before) || after.is_some_and(|after| day >= after));
    check([
        (new.on_day.is_none(), CannotKeep::NoStart),
        (new.hours.is_none(), CannotKeep::NoHours),
        (kept && moved, CannotKeep::Kept),
        (moved && out, CannotKeep::OutOfOrder),
        (new.covered_by.is_some() && !able, CannotKeep::CoverNotAble),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_run_needs_dates_sessions_places_and_somebody_who_runs_it() {
        let refused = run(&NewRun::default(), Running { fresh: true, ..Running::default() }).expect_err("refused");
        for name in ["run-without-dates", "run-without-session", "run-without-places", "run-without-facilitator"] {
            assert!(refused.names(name), "{name}");
        }
        let small = NewRun { places: Some(3), ..NewRun::default() };
        let taken = Running { taken: 4, ..Running::default() };
        assert!(run(&small, taken).expect_err("refused").names("run-fewer-than-taken"));
    }

    #[test]
    fn a_run_begins_today_or_later_and_is_run_by_those_who_may() {
        let new = NewRun {
            facilitators: vec![store::AccountId::new()],
            starts_on: Some(on("2026-03-03")),
            ..NewRun::default()
        };
        let asked = Running { fresh: true, able: true, earliest: Some(on("2026-03-04")), taken: 0 };
        let refused = run(&new, asked).expect_err("refused");
        assert!(refused.names("run-in-the-past") && !refused.names("run-facilitator-unknown"));
        let today = NewRun { starts_on: asked.earliest, ..new };
        let refused = run(&today, Running { able: false, ..asked }).expect_err("refused");
        assert!(!refused.names("run-in-the-past") && refused.names("run-facilitator-unknown"));
    }

    #[test]
    fn a_session_is_covered_by_somebody_who_may_run_groups() {
        let new = PlanSession { covered_by: Some(store::AccountId::new()), ..PlanSession::default() };
        let refused = session(&new, (None, None), (false, false, false)).expect_err("refused");
        assert!(refused.names("session-cover-unknown"));
    }

    #[test]
    fn no_session_falls_on_a_bank_holiday() {
        let pack = pack::Pack::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../packs/standard").as_ref());
        let pack = pack.expect("a pack");
        // 6 April 2026 is Easter Monday, 4 May the early May holiday
        let days = when(pack.calendar(), on("2026-03-30"), 4, 1);
        assert_eq!(days, [on("2026-03-30"), on("2026-04-13"), on("2026-04-20"), on("2026-04-27")]);
    }

    #[test]
    fn hours_are_read_as_people_write_them_and_end_after_they_begin() {
        assert_eq!(Hours::read("10:00", "12pm"), Some(Hours { opens: 600, closes: 720 }));
        assert_eq!(Hours::read("12:00", "10:00"), None);
    }

    #[test]
    fn a_session_whose_register_is_kept_stays_on_its_day() {
        let new = PlanSession { on_day: Some(on("2026-03-09")), ..PlanSession::default() };
        let refused = session(&new, (None, Some(on("2026-03-05"))), (true, true, true)).expect_err("refused");
        assert!(refused.names("session-kept") && refused.names("session-out-of-order"));
    }
}
