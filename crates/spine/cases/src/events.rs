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

/// A note was struck out.
pub const NOTE_STRUCK: Kind = Kind::new("note.struck", "note", "A note that was entered in error was struck out");

/// The legal footing of a child was set.
pub const FOOTING: Kind =
    Kind::new("legal-footing.set", "person", "On which footing of law a child is helped: early help, s17, s47");

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

/// A proposal of a step up was dropped.
pub const STEP_UP_DROPPED: Kind =
    Kind::new("step-up.dropped", "step-up", "A proposed step up was not taken further, for a reason");

/// Social care reads it.
pub const STEP_UP_READ: Kind =
    Kind::new("step-up.read", "step-up", "Somebody at children's social care said that they are reading a step up");

/// Social care offers a step down.
pub const STEP_DOWN_OFFERED: Kind =
    Kind::new("step-down.offered", "step-down", "Children's social care offered a step down to early help");

/// A team was chosen for a step down.
pub const STEP_DOWN_TEAM: Kind = Kind::new("step-down.team-chosen", "step-down", "A team was chosen for a step down");

/// A lead was named.
pub const STEP_DOWN_LEAD_NAMED: Kind =
    Kind::new("step-down.lead-named", "step-down", "A lead professional was named for a step down");

/// Whoever was named declined.
pub const STEP_DOWN_DECLINED: Kind =
    Kind::new("step-down.lead-declined", "step-down", "Whoever was named as lead for a step down did not take it");

/// The lead accepted.
pub const STEP_DOWN_ACCEPTED: Kind =
    Kind::new("step-down.accepted", "step-down", "A lead professional accepted a step down");

/// Social care closed.
pub const STEP_DOWN_CLOSED: Kind =
    Kind::new("step-down.closed", "step-down", "Children's social care closed after a step down; early help leads");

/// Early help gave it back.
pub const STEP_DOWN_RETURNED: Kind =
    Kind::new("step-down.returned", "step-down", "Early help gave a step down back with a reason");

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
    NOTE_STRUCK,
    FOOTING,
    JOINED,
    LEFT,
    LEAD_OFFERED,
    LEAD_ACCEPTED,
    LEAD_DECLINED,
    STEP_UP_PROPOSED,
    STEP_UP_SUBMITTED,
    STEP_UP_ACCEPTED,
    STEP_UP_RETURNED,
    STEP_UP_DROPPED,
    STEP_UP_READ,
    STEP_DOWN_OFFERED,
    STEP_DOWN_TEAM,
    STEP_DOWN_LEAD_NAMED,
    STEP_DOWN_DECLINED,
    STEP_DOWN_ACCEPTED,
    STEP_DOWN_CLOSED,
    STEP_DOWN_RETURNED,
    WITHDRAWAL_ANSWERED,
];
