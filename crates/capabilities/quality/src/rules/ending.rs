//! What follows from an audit, and when it is over.

use super::refuse;
use web::{Refusal, Refusals};

/// Why an audit cannot go on so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotEnd {
    /// What is to be done is not said.
    NoWhat,
    /// Nobody owns it, or they have no account in use.
    NoOwner,
    /// No day.
    NoDay,
    /// The day is past.
    Past,
    /// A text leads to somebody.
    Named(&'static str),
    /// It was done already.
    DoneAlready,
    /// What came of it is not said.
    NoResult,
    /// Why it is moved is not said.
    NoWhy,
    /// The audit is closed.
    Closed,
    /// Not every file has its grade.
    FilesOpen,
    /// It was published already.
    Published,
    /// What was found is not said.
    NoFindings,
    /// It is not published yet.
    NotPublished,
    /// The day has not come.
    TooEarly,
    /// What was seen is not said.
    NoAgain,
    /// It was seen again already.
    SeenAgain,
    /// It was not seen again yet.
    NotAgain,
    /// Actions are open.
    ActionsOpen,
    /// A concern is open.
    ConcernsOpen,
    /// Something was not shared.
    NotShared,
    /// Why it is given up is not said.
    NoEnd,
    /// Some of it was found out: it is reported, and not given up.
    SomeAgreed,
}

impl From<CannotEnd> for Refusal {
    fn from(rule: CannotEnd) -> Self {
        let of = |name, told: &str, field| Self::new(name, told).at(field);
        match rule {
            CannotEnd::NoWhat => of("audit-action-without-words", "Say what is to be done", "what"),
            CannotEnd::NoOwner => of("audit-action-without-owner", "Choose who sees that it is done", "owner"),
            CannotEnd::NoDay => of("audit-action-without-day", "Enter the day by which it is done", "due"),
            CannotEnd::Past => of("audit-action-past", "The day must be today or later", "due"),
            CannotEnd::Named(field) => of(
                "audit-text-names-somebody",
                "Leave out telephone numbers, dates of birth, email addresses and postcodes",
                field,
            ),
            CannotEnd::DoneAlready => Self::new("audit-action-done", "It was done already"),
            CannotEnd::NoResult => of("audit-action-without-result", "Say what came of it", "became"),
            CannotEnd::NoWhy => of("audit-action-moved-without-why", "Say why it is moved", "why"),
            CannotEnd::Closed => Self::new("audit-closed", "This audit is closed, and stays as it is"),
            CannotEnd::FilesOpen => Self::new(
                "audit-files-open",
                "Some files have no agreed grade yet. Have them moderated, or take them out with a reason",
            ),
            CannotEnd::Published => Self::new("audit-published", "It is published already"),
            CannotEnd::NoFindings => of("audit-without-findings", "Write what was found", "findings"),
            CannotEnd::NotPublished => Self::new("audit-not-published", "Publish the report first"),
            CannotEnd::TooEarly => Self::new(
                "audit-again-too-early",
                "It is looked at again some months after its report: its page says from when",
            ),
            CannotEnd::NoAgain => {
                of("audit-again-without-words", "Write what has changed since, and how you know", "again")
            }
            CannotEnd::SeenAgain => Self::new("audit-seen-again", "It was looked at again already"),
            CannotEnd::NotAgain => Self::new("audit-not-seen-again", "Look at it again before you close it"),
            CannotEnd::ActionsOpen => {
                Self::new("audit-actions-open", "Actions are open. Close the audit once each is done")
            }
            CannotEnd::ConcernsOpen => {
                Self::new("audit-concerns-open", "A concern about a child has not been answered yet")
            }
            CannotEnd::NoEnd => of("audit-end-without-why", "Write why it is given up", "why"),
            CannotEnd::SomeAgreed => Self::new(
                "audit-end-with-grades",
                "Some files have their grade. Take the others out with a reason, and publish what was found",
            ),
            CannotEnd::NotShared => Self::new(
                "audit-not-shared",
                "What was found in some files was not shared with the worker and the manager yet",
            ),
        }
    }
}

/// An action as it is agreed, or moved.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Acting<'a> {
    pub what: &'a str,
    pub owner: bool,
    pub day: bool,
    pub past: bool,
    pub closed: bool,
    /// Why, where it is moved.
    pub why: Option<&'a str>,
}

/// May it be kept?
///
/// # Errors
/// Every [`CannotEnd`] that holds.
pub fn act(new: Acting<'_>) -> Result<(), Refusals> {
    refuse([
        (new.closed, CannotEnd::Closed),
        (new.what.trim().is_empty(), CannotEnd::NoWhat),
        (web::names_somebody(new.what), CannotEnd::Named("what")),
        (!new.owner, CannotEnd::NoOwner),
        (!new.day, CannotEnd::NoDay),
        (new.past, CannotEnd::Past),
        (new.why.is_some_and(|why| why.trim().is_empty()), CannotEnd::NoWhy),
    ])
}

/// May an action be said to be done?
///
/// # Errors
/// Every [`CannotEnd`] that holds.
pub fn done(done: bool, became: &str) -> Result<(), Refusals> {
    refuse([(done, CannotEnd::DoneAlready), (became.trim().is_empty(), CannotEnd::NoResult)])
}

/// May the report be published?
///
/// # Errors
/// Every [`CannotEnd`] that holds.
pub fn publish(published: bool, open: usize, agreed: usize, texts: [&str; 2]) -> Result<(), Refusals> {
    refuse([
        (published, CannotEnd::Published),
        (open > 0 || agreed == 0, CannotEnd::FilesOpen),
        (texts[0].trim().is_empty(), CannotEnd::NoFindings),
        (web::names_somebody(texts[0]), CannotEnd::Named("findings")),
        (web::names_somebody(texts[1]), CannotEnd::Named("follows")),
    ])
}

/// May it be said what has changed since?
///
/// # Errors
/// Every [`CannotEnd`] that holds.
pub fn again(published: bool, seen: bool, early: bool, text: &str) -> Result<(), Refusals> {
    refuse([
        (!published, CannotEnd::NotPublished),
        (seen, CannotEnd::SeenAgain),
        (published && early, CannotEnd::TooEarly),
        (text.trim().is_empty(), CannotEnd::NoAgain),
        (web::names_somebody(text), CannotEnd::Named("again")),
    ])
}

/// What is open of an audit.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Closing {
    pub closed: bool,
    pub published: bool,
    pub again: bool,
    pub actions: usize,
    pub concerns: usize,
    pub unshared: usize,
}

/// May it be closed?
///
/// # Errors
/// Every [`CannotEnd`] that holds.
pub fn close(audit: Closing) -> Result<(), Refusals> {
    refuse([
        (audit.closed, CannotEnd::Closed),
        (!audit.published, CannotEnd::NotPublished),
        (audit.published && !audit.again, CannotEnd::NotAgain),
        (audit.actions > 0, CannotEnd::ActionsOpen),
        (audit.concerns > 0, CannotEnd::ConcernsOpen),
        (audit.unshared > 0, CannotEnd::NotShared),
    ])
}

/// May it be given up, before anything was found?
///
/// # Errors
/// Every [`CannotEnd`] that holds.
pub fn give_up(closed: bool, agreed: usize, why: &str) -> Result<(), Refusals> {
    refuse([
        (closed, CannotEnd::Closed),
        (agreed > 0, CannotEnd::SomeAgreed),
        (why.trim().is_empty(), CannotEnd::NoEnd),
        (web::names_somebody(why), CannotEnd::Named("why")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_closes_when_all_that_followed_is_done() {
        let all = Closing { closed: false, published: true, again: true, actions: 0, concerns: 0, unshared: 0 };
        assert!(close(all).is_ok());
        let open = Closing { actions: 1, concerns: 1, unshared: 1, again: false, ..all };
        let refused = close(open).expect_err("refused");
        for name in ["audit-actions-open", "audit-concerns-open", "audit-not-shared", "audit-not-seen-again"] {
            assert!(refused.names(name), "{name}");
        }
        assert!(close(Closing { published: false, ..all }).expect_err("refused").names("audit-not-published"));
    }

    #[test]
    fn nothing_is_published_while_a_file_has_no_grade() {
        assert!(publish(false, 0, 3, ["Plans are clear.", ""]).is_ok());
        assert!(publish(false, 1, 3, ["", ""]).expect_err("refused").names("audit-files-open"));
        assert!(again(true, false, true, "Better.").expect_err("refused").names("audit-again-too-early"));
    }
}
