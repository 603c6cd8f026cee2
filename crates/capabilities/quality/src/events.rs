//! What this crate writes to the log. None of it tells anything in the story of a family: what auditors found is for
//! those who work with it, and not a part of its record.

use store::log::Kind;

/// An audit was begun or changed.
pub const CHANGED: Kind = Kind::new("audit.changed", "audit", "An audit was begun or changed");

/// A sample was drawn.
pub const DRAWN: Kind = Kind::new("audit.drawn", "audit", "The sample of an audit was drawn");

/// A file was allocated to two auditors.
pub const ALLOCATED: Kind =
    Kind::new("audit-file.allocated", "audit-file", "A case file was allocated to two auditors");

/// An auditor's part in a file ended before its time.
pub const SEAT_ENDED: Kind =
    Kind::new("audit-file.seat-ended", "audit-file", "An auditor's part in the audit of a case file ended early");

/// A file was taken out.
pub const OUT: Kind = Kind::new("audit-file.out", "audit-file", "A case file was taken out of an audit");

/// An auditor graded a standard.
pub const MARKED: Kind = Kind::new("audit-file.marked", "audit-file", "An auditor graded a standard of a case file");

/// An auditor has finished.
pub const GRADED: Kind = Kind::new("audit-file.graded", "audit-file", "An auditor has finished grading a case file");

/// The grades were moderated.
pub const AGREED: Kind = Kind::new("audit-file.agreed", "audit-file", "The grade of a case file was agreed");

/// What was found was shared with the worker and the manager.
pub const SHARED: Kind =
    Kind::new("audit-file.shared", "audit-file", "What an audit found was shared with the worker and the manager");

/// A worker wrote how they see their own work, or it was said why not.
pub const REFLECTED: Kind = Kind::new(
    "audit-file.reflected",
    "audit-file",
    "A worker wrote how they see their own work, or why it was not asked",
);

/// A family was asked, answered, or it was said why not.
pub const VIEW: Kind =
    Kind::new("audit-file.family", "audit-file", "A family was asked by auditors, answered, or it was said why not");

/// A concern about a child's safety was raised.
pub const CONCERN: Kind =
    Kind::new("audit-file.concern", "audit-file", "A concern about a child was raised in an audit");

/// What was done about it.
pub const CONCERN_ANSWERED: Kind =
    Kind::new("audit-file.concern-answered", "audit-file", "It was said what was done about a concern of an audit");

/// An action was agreed, moved or done.
pub const ACTION: Kind = Kind::new("audit.action", "audit", "An action of an audit was agreed, moved or done");

/// Something to be learned was written down.
pub const LEARNING: Kind =
    Kind::new("audit.learning", "audit", "Something to be learned from an audit was written down");

/// Its report was published.
pub const PUBLISHED: Kind = Kind::new("audit.published", "audit", "The report of an audit was published");

/// It was looked at again.
pub const AGAIN: Kind = Kind::new("audit.again", "audit", "What an audit found was looked at again");

/// It was closed.
pub const CLOSED: Kind = Kind::new("audit.closed", "audit", "An audit was closed");

/// A compliment, a complaint or a learning review was written down.
pub const ENTERED: Kind =
    Kind::new("register.entered", "register", "A compliment, complaint or learning review was kept");

/// Somebody else sees to it.
pub const ENTRY_MOVED: Kind = Kind::new("register.moved", "register", "Somebody else sees to an entry of the register");

/// It was answered.
pub const ENTRY_ENDED: Kind = Kind::new("register.answered", "register", "An entry of the register was answered");

/// All of them.
pub const ALL: &[Kind] = &[
    CHANGED,
    DRAWN,
    ALLOCATED,
    SEAT_ENDED,
    OUT,
    MARKED,
    GRADED,
    AGREED,
    SHARED,
    REFLECTED,
    VIEW,
    CONCERN,
    CONCERN_ANSWERED,
    ACTION,
    LEARNING,
    PUBLISHED,
    AGAIN,
    CLOSED,
    ENTERED,
    ENTRY_MOVED,
    ENTRY_ENDED,
];
