//! What this crate writes to the log.

use store::log::Kind;

/// An episode was opened.
pub const OPENED: Kind = Kind::new("episode.opened", "episode", "An episode of early help was opened");

/// An episode was closed.
pub const CLOSED: Kind = Kind::new("episode.closed", "episode", "An episode of early help was closed");

/// A new episode was opened after a closed one.
pub const REOPENED: Kind = Kind::new("episode.reopened", "episode", "A new episode was opened, linked to a closed one");

/// The level of need of a child was set.
pub const LEVEL: Kind =
    Kind::new("level-of-need.set", "person", "A child's level of need was set, with indicators and reason");

/// A note was written.
pub const NOTE: Kind = Kind::new("note.written", "note", "A note was written into a family's record");

/// Someone joined the team around the family.
pub const JOINED: Kind = Kind::new("team.joined", "episode", "Someone joined the team around the family");

/// Someone left the team around the family.
pub const LEFT: Kind = Kind::new("team.left", "episode", "Someone left the team around the family; their access ended");

/// The lead was offered to someone.
pub const LEAD_OFFERED: Kind = Kind::new("lead.offered", "episode", "The lead was offered to someone");

/// The lead was accepted.
pub const LEAD_ACCEPTED: Kind =
    Kind::new("lead.accepted", "episode", "Someone accepted the lead; the former lead's hold ended");

/// The lead was declined.
pub const LEAD_DECLINED: Kind = Kind::new("lead.declined", "episode", "Someone declined the lead");

/// A step up was proposed.
pub const STEP_UP_PROPOSED: Kind =
    Kind::new("step-up.proposed", "step-up", "A step up to children's social care was proposed");

/// A step up was submitted.
pub const STEP_UP_SUBMITTED: Kind =
    Kind::new("step-up.submitted", "step-up", "A step up was submitted to children's social care");

/// Social care accepted.
pub const STEP_UP_ACCEPTED: Kind =
    Kind::new("step-up.accepted", "step-up", "Children's social care accepted a step up");

/// Social care returned it.
pub const STEP_UP_RETURNED: Kind =
    Kind::new("step-up.returned", "step-up", "Children's social care returned a step up with a reason");

/// The lead said what follows when somebody no longer agrees.
pub const WITHDRAWAL_ANSWERED: Kind =
    Kind::new("withdrawal.answered", "episode", "It was said what follows when somebody no longer agrees");

/// All of them.
pub const ALL: &[Kind] = &[
    OPENED,
    CLOSED,
    REOPENED,
    LEVEL,
    NOTE,
    JOINED,
    LEFT,
    LEAD_OFFERED,
    LEAD_ACCEPTED,
    LEAD_DECLINED,
    STEP_UP_PROPOSED,
    STEP_UP_SUBMITTED,
    STEP_UP_ACCEPTED,
    STEP_UP_RETURNED,
    WITHDRAWAL_ANSWERED,
];
