//! The register, what follows a missed session, what is measured, and how a place ends.

use super::{Mark, Moment, State};
use chrono::NaiveDate;
use web::{Refusal, Refusals};

/// Why something of a running group cannot be kept so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotRun {
    /// The session has not come.
    TooEarly,
    /// The run was cancelled.
    Cancelled,
    /// Nobody is in the group.
    Nobody,
    /// Nothing is said of somebody.
    Unsaid,
    /// A number is not on the scale.
    OffScale,
    /// A tool is named without its scale, or a scale without its tool.
    NoScale,
    /// Nothing was measured.
    NothingMeasured,
    /// They have no place.
    NoPlace,
    /// Nobody says what came of it.
    NoWords,
    /// It was not missed.
    NotMissed,
    /// It is to have been caught up on a day that has not come.
    NotYet,
    /// It does not say with whom.
    NoWhom,
    /// It ends without a result.
    NoResult,
    /// They stop without a reason.
    NoReason,
    /// It ended already.
    Over,
    /// Not all of the three questions are answered.
    NoAnswer,
    /// They are to have gone to the end of a run that is not over.
    NotOver,
    /// They are to have gone to the end, and hardly came.
    HardlyCame,
    /// It is to have been measured on a day that has not come.
    MeasuredNotYet,
    /// It is to have been measured before anybody asked for the place.
    MeasuredTooEarly,
    /// What is after the group was measured before it began.
    AfterBefore,
    /// It does not say who answered.
    NoRater,
}

impl From<CannotRun> for Refusal {
    fn from(rule: CannotRun) -> Self {
        let (name, told, field) = match rule {
            CannotRun::TooEarly => {
                ("register-too-early", "This session has not come: its register is kept that day", "form")
            }
            CannotRun::Cancelled => ("run-over", "This run was cancelled", "form"),
            CannotRun::Nobody => ("register-of-nobody", "Nobody has a place in this group", "form"),
            CannotRun::Unsaid => ("register-incomplete", "Say of everybody whether they came", "form"),
            CannotRun::OffScale => ("measure-off-scale", "The number is not on its scale", "value"),
            CannotRun::NoScale => {
                ("measure-without-scale", "Name the tool and both ends of its scale, the lower one first", "tool")
            }
            CannotRun::NothingMeasured => ("nothing-measured", "Answer at least one question", "form"),
            CannotRun::NoPlace => ("no-place", "They have no place in a group now", "form"),
            CannotRun::NoWords => ("call-without-words", "Say what came of the call", "words"),
            CannotRun::NotMissed => ("not-missed", "They did not miss this session", "session"),
            CannotRun::NotYet => ("caught-up-not-yet", "The day has not come", "on"),
            CannotRun::NoWhom => ("caught-up-without-whom", "Say who caught it up with them", "by"),
            CannotRun::NoResult => ("end-without-result", "Choose what came of it for them", "result"),
            CannotRun::NoReason => ("end-without-reason", "Say why they stop, or what made the difference", "why"),
            CannotRun::Over => ("place-over", "This place has ended already", "form"),
            CannotRun::NotOver => {
                ("end-before-the-last", "The last session has not come: say that they stop before the end", "ending")
            }
            CannotRun::HardlyCame => (
                "end-hardly-came",
                "They came to fewer than half of the sessions: say that they stop before the end, or that a session \
                 was caught up",
                "ending",
            ),
            CannotRun::MeasuredNotYet => ("measured-not-yet", "The day has not come", "on"),
            CannotRun::MeasuredTooEarly => ("measured-too-early", "The day lies before the place was asked for", "on"),
            CannotRun::AfterBefore => {
                ("after-before-group", "The group had not begun that day: it is before", "moment")
            }
            CannotRun::NoRater => ("measure-without-rater", "Choose who answers", "rater"),
            CannotRun::NoAnswer => ("feedback-without-answer", "Answer the three questions", "welcome"),
        };
        Self::new(name, told).at(field)
    }
}

fn check(faults: impl IntoIterator<Item = (bool, CannotRun)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}

/// What a register depends on.
#[derive(Debug, Clone, Copy)]
pub struct Register {
    /// The day of the session.
    pub on_day: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// The run was cancelled.
    pub cancelled: bool,
    /// How many are in the group.
    pub group: usize,
}

/// Whether the register of a session may be kept today.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn register(asked: Register) -> Result<(), Refusals> {
    check([
        (asked.cancelled, CannotRun::Cancelled),
        (asked.on_day > asked.today, CannotRun::TooEarly),
        (asked.group == 0, CannotRun::Nobody),
    ])
}

/// Everybody's mark, where one button says that those of whom nothing is said came.
///
/// # Errors
/// [`CannotRun::Unsaid`].
pub fn complete(marks: &[Option<Mark>], everybody: bool) -> Result<Vec<Mark>, Refusals> {
    let said = |mark: &Option<Mark>| mark.or(everybody.then_some(Mark::Came));
    marks.iter().map(said).collect::<Option<Vec<_>>>().ok_or_else(|| Refusal::from(CannotRun::Unsaid).into())
}

/// What follows for somebody after a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Following {
    /// A facilitator calls them.
    pub call: bool,
    /// The lead says whether they go on.
    pub ask: bool,
}

/// What follows when they missed this session and so many in all, by the numbers of the pack.
pub fn following(mark: Mark, missed: usize, (call, ask): (u32, u32)) -> Following {
    let reached = |number: u32| missed >= usize::try_from(number).unwrap_or(usize::MAX).max(1);
    let now = mark == Mark::Missed;
    Following { call: now && reached(call), ask: now && reached(ask) }
}

/// Whether a word of what came of it was said.
///
/// # Errors
/// [`CannotRun::NoWords`].
pub fn word(words: &str) -> Result<(), Refusals> {
    check([(words.trim().is_empty(), CannotRun::NoWords)])
}

/// Something measured with a tool from outside: its name, version and scale, and the number; never its words.
#[derive(Debug, Clone, Default)]
pub struct NewMeasure {
    /// The tool; empty for none.
    pub tool: String,
    /// Its version.
    pub version: String,
    /// Which of its scales.
    pub scale: String,
    /// The ends of the scale.
    pub ends: (Option<f64>, Option<f64>),
    /// The number.
    pub value: Option<f64>,
}

impl NewMeasure {
    /// Whether nothing of it was filled in.
    pub fn is_empty(&self) -> bool {
        self.tool.trim().is_empty() && self.value.is_none()
    }
}

/// When something is measured, and what that depends on.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// The day.
    pub on: NaiveDate,
    /// Before or after.
    pub moment: Moment,
    /// Today.
    pub today: NaiveDate,
    /// The day on which the place was asked for.
    pub asked_on: NaiveDate,
    /// The day of the first session.
    pub starts_on: Option<NaiveDate>,
    /// It says who answers.
    pub rated: bool,
}

/// Whether something may be said to have been measured then.
fn taken(when: Taken) -> impl Iterator<Item = Refusal> {
    let early = when.starts_on.is_some_and(|starts| when.on < starts);
    let faults = [
        (when.on > when.today, CannotRun::MeasuredNotYet),
        (when.on < when.asked_on, CannotRun::MeasuredTooEarly),
        (when.moment == Moment::After && early, CannotRun::AfterBefore),
        (!when.rated, CannotRun::NoRater),
    ];
    faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| Refusal::from(rule))
}

/// Whether these answers, from 0 to 10, and this number of a tool may be kept of somebody whose place is so far.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn measure(state: State, when: Taken, answers: &[(String, f64)], tool: &NewMeasure) -> Result<(), Refusals> {
    let wrong = answers.iter().filter(|(_, value)| !(0.0..=10.0).contains(value));
    let mut all: Vec<Refusal> = wrong
        .map(|(question, _)| {
            let told = Refusal::from(CannotRun::OffScale);
            Refusal { message: "Use a number from 0 to 10".into(), ..told }.at(format!("question-{question}"))
        })
        .collect();
    let placed = matches!(state, State::Accepted | State::Finished | State::Left);
    let scale = tool.ends.0.zip(tool.ends.1).filter(|(least, most)| least < most);
    let named = !tool.tool.trim().is_empty() && scale.is_some();
    let off = scale.zip(tool.value).is_some_and(|((least, most), value)| !(least..=most).contains(&value));
    let faults = [
        (!placed, CannotRun::NoPlace),
        (answers.is_empty() && tool.is_empty(), CannotRun::NothingMeasured),
        (!tool.is_empty() && !named, CannotRun::NoScale),
        (!tool.is_empty() && (off || tool.value.is_none()), CannotRun::OffScale),
    ];
    all.extend(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| Refusal::from(rule)));
    all.extend(taken(when));
    Refusals::check(all)
}

/// Whether a session may be said to have been caught up: it was missed, the day has come, and it was with somebody.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn catch_up(missed: bool, on: NaiveDate, today: NaiveDate, by: &str) -> Result<(), Refusals> {
    check([(!missed, CannotRun::NotMissed), (on > today, CannotRun::NotYet), (by.trim().is_empty(), CannotRun::NoWhom)])
}

/// Whether the family's three answers are there.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn feedback(state: State, answers: usize) -> Result<(), Refusals> {
    check([
        (!matches!(state, State::Accepted | State::Finished | State::Left), CannotRun::NoPlace),
        (answers < 3, CannotRun::NoAnswer),
    ])
}

store::coded! {
    /// How a place ends.
    pub enum Ending {
        /// They went to the end.
        Finished = "finished",
        /// They stopped before the end.
        Left = "left",
        /// They wait no longer, or do not want the place any more.
        Off = "off",
    }
}

impl Ending {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Finished => "They went to the end",
            Self::Left => "They stop before the end",
            Self::Off => "They are not waiting any more",
        }
    }

    /// How far a place is after it.
    pub const fn state(self) -> State {
        match self {
            Self::Finished => State::Finished,
            Self::Left => State::Left,
            Self::Off => State::Off,
        }
    }

    /// How a place that is so far can end.
    pub const fn of(state: State) -> &'static [Self] {
        match state {
            State::Accepted => &[Self::Finished, Self::Left],
            State::Waiting | State::Offered => &[Self::Off],
            State::Finished | State::Left | State::Declined | State::Off => &[],
        }
    }
}

/// What the end of a place depends on.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// How far it is.
    pub state: State,
    /// How it ends.
    pub ending: Ending,
    /// It has a result.
    pub result: bool,
    /// Why.
    pub why: &'a str,
    /// The last session of the run has come.
    pub over: bool,
    /// To so many sessions of which a register was kept they came, or caught up.
    pub came: usize,
    /// Of so many.
    pub held: usize,
}

/// Whether they came often enough to have gone to the end: once at least, and to half of the sessions (set: no source
/// names a share).
pub fn went(came: usize, held: usize) -> bool {
    came > 0 && came * 2 >= held
}

/// Whether a place may end so. Whoever went to the end came, and has a result; whoever stops or waits no longer has a
/// reason.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn ending(Ended { state, ending, result, why, over, came, held }: Ended<'_>) -> Result<(), Refusals> {
    let possible = Ending::of(state).contains(&ending);
    let finished = possible && ending == Ending::Finished;
    check([
        (!possible, CannotRun::Over),
        (finished && !over, CannotRun::NotOver),
        (finished && over && !went(came, held), CannotRun::HardlyCame),
        (ending == Ending::Finished && !result, CannotRun::NoResult),
        (ending != Ending::Finished && why.trim().is_empty(), CannotRun::NoReason),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn no_register_is_kept_of_a_session_that_has_not_come() {
        let asked = Register { on_day: on("2026-03-05"), today: on("2026-03-04"), cancelled: false, group: 3 };
        assert!(register(asked).expect_err("refused").names("register-too-early"));
        assert!(register(Register { today: asked.on_day, ..asked }).is_ok());
    }

    #[test]
    fn everybody_came_says_it_of_those_of_whom_nothing_was_said() {
        let marks = [Some(Mark::Missed), None];
        assert!(complete(&marks, false).expect_err("refused").names("register-incomplete"));
        assert_eq!(complete(&marks, true).expect("complete"), [Mark::Missed, Mark::Came]);
    }

    #[test]
    fn after_the_first_missed_session_they_are_called_and_after_the_third_the_lead_decides() {
        let of = |missed| following(Mark::Missed, missed, (1, 3));
        assert_eq!(of(1), Following { call: true, ask: false });
        assert_eq!(of(3), Following { call: true, ask: true });
        assert_eq!(following(Mark::SentWord, 3, (1, 3)), Following::default());
    }

    fn when() -> Taken {
        let today = on("2026-03-11");
        let (asked_on, starts_on) = (on("2026-03-02"), Some(on("2026-03-04")));
        Taken { on: today, moment: Moment::After, today, asked_on, starts_on, rated: true }
    }

    #[test]
    fn nothing_is_measured_in_the_future_before_the_place_or_by_nobody() {
        let refused = |when: Taken, name: &str| {
            let answers = [("sleep".to_owned(), 3.0)];
            measure(State::Accepted, when, &answers, &NewMeasure::default()).expect_err("refused").names(name)
        };
        assert!(refused(Taken { on: on("2026-03-12"), ..when() }, "measured-not-yet"));
        assert!(refused(Taken { on: on("2026-03-01"), ..when() }, "measured-too-early"));
        assert!(refused(Taken { on: on("2026-03-03"), ..when() }, "after-before-group"));
        assert!(refused(Taken { rated: false, ..when() }, "measure-without-rater"));
        let before = Taken { on: on("2026-03-03"), moment: Moment::Before, ..when() };
        assert!(measure(State::Accepted, before, &[("sleep".into(), 3.0)], &NewMeasure::default()).is_ok());
    }

    #[test]
    fn a_number_stands_on_its_scale_and_a_tool_has_one() {
        let none = NewMeasure::default();
        let off = measure(State::Accepted, when(), &[("sleep".into(), 11.0)], &none).expect_err("refused");
        assert!(off.names("measure-off-scale"));
        let tool = NewMeasure { tool: "A scale".into(), value: Some(41.0), ends: (Some(0.0), Some(40.0)), ..none };
        assert!(measure(State::Accepted, when(), &[], &tool).expect_err("refused").names("measure-off-scale"));
        let bare = NewMeasure { ends: (None, None), ..tool };
        assert!(measure(State::Accepted, when(), &[], &bare).expect_err("refused").names("measure-without-scale"));
    }

    #[test]
    fn whoever_went_has_a_result_and_whoever_stops_a_reason() {
        let went = ended();
        assert!(ending(went).is_ok());
        assert!(ending(Ended { result: false, ..went }).expect_err("refused").names("end-without-result"));
        assert!(ending(Ended { ending: Ending::Left, ..went }).expect_err("refused").names("end-without-reason"));
        assert!(ending(Ended { state: State::Finished, ..went }).expect_err("refused").names("place-over"));
        let off = Ended { state: State::Waiting, ending: Ending::Off, result: false, why: "They moved away.", ..went };
        assert!(ending(off).is_ok());
    }

    fn ended() -> Ended<'static> {
        let (state, ending) = (State::Accepted, Ending::Finished);
        Ended { state, ending, result: true, why: "", over: true, came: 3, held: 6 }
    }

    #[test]
    fn nobody_went_to_the_end_of_a_group_that_is_not_over_or_to_which_they_hardly_came() {
        assert!(ending(Ended { over: false, ..ended() }).expect_err("refused").names("end-before-the-last"));
        assert!(ending(Ended { came: 2, ..ended() }).expect_err("refused").names("end-hardly-came"));
        assert!(ending(Ended { came: 0, held: 0, ..ended() }).expect_err("refused").names("end-hardly-came"));
        let left = Ended { ending: Ending::Left, over: false, came: 0, why: "No bus.", ..ended() };
        assert!(ending(left).is_ok());
    }
}
