//! What this crate writes to the log.

use store::log::Kind;

/// A board was founded or changed.
pub const BOARD: Kind = Kind::new("board.changed", "board", "A board was founded or changed");

/// Somebody sits on a board, or until another day.
pub const SEAT: Kind = Kind::new("board.seat", "board", "A term on a board was given or changed");

/// A meeting was planned or moved.
pub const MEETING: Kind =
    Kind::new("board-meeting.planned", "board-meeting", "A meeting of a board was planned or moved");

/// Its agenda changed.
pub const AGENDA: Kind = Kind::new("board-meeting.agenda", "board-meeting", "An agenda of a board was changed");

/// Agenda and papers went out.
pub const SENT: Kind = Kind::new("board-meeting.sent", "board-meeting", "Agenda and papers of a board were sent");

/// Who came was kept.
pub const ATTENDED: Kind = Kind::new("board-meeting.attended", "board-meeting", "Who came to a board was kept");

/// A meeting was closed, or not held.
pub const CLOSED: Kind =
    Kind::new("board-meeting.closed", "board-meeting", "A meeting of a board was closed or not held");

/// Minutes were written.
pub const MINUTES: Kind = Kind::new("board-meeting.minutes", "board-meeting", "Minutes of a board were written");

/// Minutes were approved, or given back.
pub const APPROVED: Kind =
    Kind::new("board-meeting.approved", "board-meeting", "Minutes of a board were approved or given back");

/// What became of an item was kept.
pub const DECIDED: Kind = Kind::new("board-item.decided", "board-item", "What a board decided was kept");

/// An interest was declared.
pub const INTEREST: Kind = Kind::new("board-item.interest", "board-item", "An interest in an item was declared");

/// A paper was asked for or given.
pub const PAPER: Kind = Kind::new("board-paper.changed", "board-paper", "A paper of a board was asked for or given");

/// An action was agreed, changed or done.
pub const ACTION: Kind =
    Kind::new("board-action.changed", "board-action", "An action of a board was agreed, changed or done");

/// A priority was agreed, or how it stands was said.
pub const PRIORITY: Kind =
    Kind::new("board-priority.changed", "board-priority", "A priority was agreed, or its state said");

/// Evidence was linked to a priority.
pub const EVIDENCE: Kind = Kind::new("board-priority.evidence", "board-priority", "Evidence was linked to a priority");

/// A risk was raised, changed, rated or closed.
pub const RISK: Kind = Kind::new("board-risk.changed", "board-risk", "A risk was raised, changed, rated or closed");

/// A linked plan was kept or looked at.
pub const LINKED: Kind = Kind::new("linked-plan.changed", "linked-plan", "A linked plan was kept or looked at");

/// A report went to scrutiny.
pub const SCRUTINY: Kind = Kind::new("scrutiny.kept", "scrutiny", "A report to scrutiny was kept");

/// A question of scrutiny was asked or answered.
pub const QUESTION: Kind =
    Kind::new("scrutiny.question", "scrutiny-question", "A question of scrutiny was asked or answered");

/// A strategy was begun or changed, or a step of its life kept.
pub const STRATEGY: Kind =
    Kind::new("strategy.changed", "strategy", "A strategy was changed, or a step of its life kept");

/// A strategy was published.
pub const PUBLISHED: Kind = Kind::new("strategy.published", "strategy", "A strategy was published");

/// A self-assessment was begun, changed or finished.
pub const ASSESSED: Kind =
    Kind::new("self-assessment.changed", "self-assessment", "A self-assessment was begun, changed or finished");

/// All of them.
pub const ALL: &[Kind] = &[
    BOARD, SEAT, MEETING, AGENDA, SENT, ATTENDED, CLOSED, MINUTES, APPROVED, DECIDED, INTEREST, PAPER, ACTION,
    PRIORITY, EVIDENCE, RISK, LINKED, SCRUTINY, QUESTION, STRATEGY, PUBLISHED, ASSESSED,
];
