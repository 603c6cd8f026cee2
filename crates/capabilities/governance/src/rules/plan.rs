//! Priorities, their actions, linked plans, scrutiny and self-assessments.

use super::{check, empty, refusals};
use chrono::NaiveDate;
use web::Refusals;

store::coded! {
    /// How a priority stands.
    pub enum State {
        /// Nothing was done yet.
        NotBegun = "not-begun",
        /// It goes as planned.
        OnTrack = "on-track",
        /// It is behind.
        Behind = "behind",
        /// It is reached.
        Done = "done",
    }
}

impl State {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotBegun => "Not begun",
            Self::OnTrack => "On track",
            Self::Behind => "Behind",
            Self::Done => "Reached",
        }
    }
}

store::coded! {
    /// What shows how a priority goes.
    pub enum Shows {
        /// A published figure.
        Figure = "figure",
        /// An audit.
        Audit = "audit",
        /// A decision.
        Decision = "decision",
        /// Something else.
        Other = "other",
    }
}

impl Shows {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Figure => "Figure",
            Self::Audit => "Audit",
            Self::Decision => "Decision",
            Self::Other => "Other evidence",
        }
    }
}

refusals! {
    /// Why an action cannot be kept so.
    pub enum CannotAct {
        /// Nobody says what.
        NoWhat = ("board-action-without-what", "Say what is to be done", "what"),
        /// Nobody leads it.
        NoLead = ("board-action-without-lead", "Choose who leads it", "owner"),
        /// No deadline.
        NoDay = ("board-action-without-day", "Enter by when it is to be done", "due"),
        /// A deadline that is over.
        Past = ("board-action-past", "Enter a day that is still to come", "due"),
        /// Nobody says what came of it.
        NoWord = ("board-action-without-word", "Say what came of it", "became"),
        /// It is done.
        Done = ("board-action-done", "Somebody has said already that it is done", "form"),
        /// It is put off without a word.
        NoWhy = ("board-action-without-reason", "Say why its day or its lead changes", "why"),
    }
}

refusals! {
    /// Why something of the plan cannot be kept so.
    pub enum CannotPlan {
        /// A priority without a title.
        NoTitle = ("priority-without-title", "Enter the priority in a few words", "title"),
        /// No state.
        NoState = ("priority-without-state", "Choose how it stands", "state"),
        /// No words.
        NoWords = ("priority-without-words", "Say in words how it stands, and how one knows", "words"),
        /// Evidence of no kind.
        NoShows = ("evidence-without-kind", "Choose what kind of evidence it is", "kind"),
        /// Evidence without a name.
        NoLabel = ("evidence-without-label", "Enter what it shows", "label"),
        /// An address that is none.
        NoAddress = ("evidence-address", "An address begins with https:// or, for a page here, with /", "href"),
        /// A linked plan without a name.
        NoName = ("linked-plan-without-name", "Enter what the plan is called", "name"),
        /// Nobody owns it.
        NoOwner = ("linked-plan-without-owner", "Enter whose plan it is", "owner"),
        /// Nobody watches it.
        NoWatcher = ("linked-plan-without-watcher", "Choose who looks at it for the board", "watcher"),
        /// It ends before it begins.
        EndsBefore = ("linked-plan-ends-before", "It cannot end before it begins", "until"),
        /// No review.
        NoReview = ("linked-plan-without-review", "Enter the day on which it is looked at again", "review"),
        /// A review on a day that is over.
        ReviewPast = ("linked-plan-review-past", "Enter a day that is still to come", "review"),
        /// Nothing is said of the review.
        NothingSaid = ("linked-plan-without-words", "Say what has changed, and what it touches of ours", "said"),
    }
}

refusals! {
    /// Why something of scrutiny cannot be kept so.
    pub enum CannotScrutinise {
        /// By nobody.
        NoBody = ("scrutiny-without-body", "Enter which committee", "body"),
        /// On no day.
        NoDay = ("scrutiny-without-day", "Enter the day of its meeting", "on"),
        /// Without a title.
        NoTitle = ("scrutiny-without-title", "Enter what the report is called", "title"),
        /// Without a report.
        NoReport = ("scrutiny-without-report", "Write what was reported", "report"),
        /// A question without words.
        NoQuestion = ("question-empty", "Write the question", "question"),
        /// Nobody answers it.
        NoOwner = ("question-without-owner", "Choose who answers it", "owner"),
        /// By no day.
        NoDue = ("question-without-day", "Enter by when it is answered", "due"),
        /// An answer without words.
        NoAnswer = ("question-without-answer", "Write the answer", "answer"),
        /// It was answered.
        Answered = ("question-answered", "Somebody has answered it already", "form"),
    }
}

refusals! {
    /// Why a self-assessment cannot go on so.
    pub enum CannotAssess {
        /// One is not finished.
        Open = ("self-assessment-open", "Finish the one that is open first", "form"),
        /// Without a title.
        NoTitle = ("self-assessment-without-title", "Enter what it is called, like Spring 2026", "title"),
        /// A grade that cannot be.
        NoGrade = ("self-assessment-grade", "Choose a grade from the list", "form"),
        /// Graded without evidence.
        NoEvidence = ("self-assessment-without-evidence", "Say how one knows, for each grade", "form"),
        /// Something is not graded.
        NotAll = ("self-assessment-incomplete", "Grade every descriptor before it is finished", "all"),
        /// What is not at its best has no next step.
        NoStep = ("self-assessment-without-step", "Say the next step where the highest grade is not reached", "steps"),
        /// It is finished.
        Finished = ("self-assessment-finished", "It is finished: nothing of it changes any more", "form"),
    }
}

/// What a linked plan says.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Linked<'a> {
    pub name: &'a str,
    pub owner: &'a str,
    pub watcher: bool,
    pub term: (Option<NaiveDate>, Option<NaiveDate>),
    pub review: Option<NaiveDate>,
}

/// May a linked plan be kept so?
///
/// # Errors
/// Every [`CannotPlan`] that holds.
pub fn link(new: Linked<'_>) -> Result<(), Refusals> {
    let ends_before = matches!(new.term, (Some(from), Some(until)) if until < from);
    check([
        (empty(new.name), CannotPlan::NoName),
        (empty(new.owner), CannotPlan::NoOwner),
        (!new.watcher, CannotPlan::NoWatcher),
        (ends_before, CannotPlan::EndsBefore),
        (new.review.is_none(), CannotPlan::NoReview),
    ])
}

/// May an action be kept so?
///
/// # Errors
/// Every [`CannotAct`] that holds.
pub fn act(what: &str, owner: bool, due: Option<NaiveDate>, today: NaiveDate) -> Result<(), Refusals> {
    check([
        (empty(what), CannotAct::NoWhat),
        (!owner, CannotAct::NoLead),
        (due.is_none(), CannotAct::NoDay),
        (due.is_some_and(|due| due < today), CannotAct::Past),
    ])
}
