//! The register, what follows a missed session, what is measured, and how a place ends.

use super::{Mark, State};
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

/// Whether these answers, from 0 to 10, and this number of a tool may be kept of somebody whose place is so far.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn measure(state: State, answers: &[(String, f64)], tool: &NewMeasure) -> Result<(), Refusals> {
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

/// Whether a place may end so. Whoever went to it has a result; whoever stops or waits no longer has a reason.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn ending(state: State, ending: Ending, result: bool, why: &str) -> Result<(), Refusals> {
    check([
        (!Ending::of(state).contains(&ending), CannotRun::Over),
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

    #[test]
    fn a_number_stands_on_its_scale_and_a_tool_has_one() {
        let none = NewMeasure::default();
        let off = measure(State::Accepted, &[("sleep".into(), 11.0)], &none).expect_err("refused");
        assert!(off.names("measure-off-scale"));
        let tool = NewMeasure { tool: "A scale".into(), value: Some(41.0), ends: (Some(0.0), Some(40.0)), ..none };
        assert!(measure(State::Accepted, &[], &tool).expect_err("refused").names("measure-off-scale"));
        let bare = NewMeasure { ends: (None, None), ..tool };
        assert!(measure(State::Accepted, &[], &bare).expect_err("refused").names("measure-without-scale"));
    }

    #[test]
    fn whoever_went_has_a_result_and_whoever_stops_a_reason() {
        assert!(ending(State::Accepted, Ending::Finished, false, "").expect_err("refused").names("end-without-result"));
        assert!(ending(State::Accepted, Ending::Left, true, "").expect_err("refused").names("end-without-reason"));
        assert!(ending(State::Finished, Ending::Finished, true, "").expect_err("refused").names("place-over"));
        assert!(ending(State::Waiting, Ending::Off, false, "They moved away.").is_ok());
    }
}
