//! What a note says: what happened, when, who was seen and where.

use super::told;
use chrono::NaiveDate;
use web::{Refusal, Refusals};

/// Kinds in which somebody is met: a call or a message sees nobody.
const MEETING: [&str; 3] = ["visit", "meeting", "direct-work"];

/// The kind that is for the manager's line only.
pub const SUPERVISION: &str = "supervision";

/// Whether somebody can be seen in a note of this kind.
pub fn is_meeting(kind: &str) -> bool {
    MEETING.contains(&kind)
}

/// Why a note cannot be written, or struck out, so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotNote {
    /// It says nothing.
    Empty,
    /// It tells of a day to come.
    Ahead,
    /// Somebody was seen in a call or a message.
    SeenFromAfar,
    /// Somebody was seen, and nobody says where.
    SeenNowhere,
    /// Somebody was spoken with alone who was not seen.
    AloneUnseen,
    /// Somebody was seen who is not in the family.
    Stranger,
    /// A supervision note by somebody outside the manager's line.
    NotSupervising,
    /// It was struck out already.
    StruckAlready,
    /// Struck out by neither its author nor a manager.
    NotTheirs,
    /// Struck out without a reason.
    StruckWithoutReason,
}

impl From<CannotNote> for Refusal {
    fn from(rule: CannotNote) -> Self {
        let (name, message, field) = match rule {
            CannotNote::Empty => ("note-without-text", "Write what happened", "text"),
            CannotNote::Ahead => ("note-ahead", "The date must be today or in the past", "on"),
            CannotNote::SeenFromAfar => {
                ("seen-from-afar", "Somebody is seen at a visit, a meeting or direct work only", "seen")
            }
            CannotNote::SeenNowhere => ("seen-nowhere", "Say where they were seen", "place"),
            CannotNote::AloneUnseen => ("alone-unseen", "Whoever was spoken with alone was seen: tick both", "alone"),
            CannotNote::Stranger => ("seen-not-in-family", "Choose people of this family", "seen"),
            CannotNote::NotSupervising => (
                "supervision-is-for-the-line",
                "Supervision is written by the lead professional or a manager of the council",
                "kind",
            ),
            CannotNote::StruckAlready => ("note-struck-already", "This note was struck out already", "why"),
            CannotNote::NotTheirs => {
                ("note-of-somebody-else", "A note is struck out by its author or a manager of the team", "why")
            }
            CannotNote::StruckWithoutReason => ("struck-without-reason", "Say what was wrong with it", "why"),
        };
        Self::new(name, message).at(field)
    }
}

/// A note, as far as the rule looks at it.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct Noting<'a> {
    pub kind: &'a str,
    pub text: &'a str,
    pub on: NaiveDate,
    pub today: NaiveDate,
    pub seen: usize,
    pub place: bool,
    /// Somebody spoken with alone is not among those seen.
    pub alone_unseen: bool,
    /// Somebody seen is not in the family.
    pub stranger: bool,
    /// Whoever writes is of the manager's line.
    pub of_the_line: bool,
}

/// May this be noted?
///
/// # Errors
/// Every [`CannotNote`] that holds.
pub fn write_note(noting: Noting<'_>) -> Result<(), Refusals> {
    let met = is_meeting(noting.kind);
    let faults = [
        (noting.on > noting.today, CannotNote::Ahead),
        (noting.text.trim().is_empty(), CannotNote::Empty),
        (noting.seen > 0 && !met, CannotNote::SeenFromAfar),
        (noting.seen > 0 && met && !noting.place, CannotNote::SeenNowhere),
        (noting.alone_unseen, CannotNote::AloneUnseen),
        (noting.stranger, CannotNote::Stranger),
        (noting.kind == SUPERVISION && !noting.of_the_line, CannotNote::NotSupervising),
    ];
    told(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault).collect())
}

/// May a note be struck out as entered in error?
///
/// # Errors
/// Every [`CannotNote`] that holds.
pub fn strike_note(struck: bool, theirs: bool, why: &str) -> Result<(), Refusals> {
    let faults = [
        (struck, CannotNote::StruckAlready),
        (!theirs, CannotNote::NotTheirs),
        (why.trim().is_empty(), CannotNote::StruckWithoutReason),
    ];
    told(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, fault)| fault).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Noting<'static> {
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        Noting {
            kind: "visit",
            text: "Baked bread.",
            on: today,
            today,
            seen: 1,
            place: true,
            alone_unseen: false,
            stranger: false,
            of_the_line: false,
        }
    }

    #[test]
    fn nobody_is_seen_by_telephone() {
        assert_eq!(write_note(good()), Ok(()));
        for kind in ["call", "message", "agency", "missed", "good-day"] {
            assert!(write_note(Noting { kind, ..good() }).expect_err("refused").names("seen-from-afar"), "{kind}");
            assert_eq!(write_note(Noting { kind, seen: 0, ..good() }), Ok(()));
        }
    }

    #[test]
    fn whoever_was_seen_was_somewhere_and_is_of_the_family() {
        let nowhere = write_note(Noting { place: false, ..good() }).expect_err("refused");
        assert!(nowhere.names("seen-nowhere"));
        assert_eq!(write_note(Noting { place: false, seen: 0, ..good() }), Ok(()));
        assert!(write_note(Noting { alone_unseen: true, ..good() }).expect_err("refused").names("alone-unseen"));
        assert!(write_note(Noting { stranger: true, ..good() }).expect_err("refused").names("seen-not-in-family"));
    }

    #[test]
    fn supervision_is_written_within_the_line() {
        let supervision = Noting { kind: SUPERVISION, seen: 0, ..good() };
        assert!(write_note(supervision).expect_err("refused").names("supervision-is-for-the-line"));
        assert_eq!(write_note(Noting { of_the_line: true, ..supervision }), Ok(()));
    }

    #[test]
    fn a_note_is_struck_out_once_by_its_author_or_a_manager_and_for_a_reason() {
        assert_eq!(strike_note(false, true, "Another family"), Ok(()));
        assert!(strike_note(true, true, "Again").expect_err("refused").names("note-struck-already"));
        assert!(strike_note(false, false, "Mine").expect_err("refused").names("note-of-somebody-else"));
        assert!(strike_note(false, true, " ").expect_err("refused").names("struck-without-reason"));
    }
}
