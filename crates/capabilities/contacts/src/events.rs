//! What this crate writes to the log.

use store::log::Kind;

/// A contact came in.
pub const RECEIVED: Kind = Kind::new("contact.received", "contact", "A contact was received at the front door");

/// People of a contact were matched with known people, or found to be new.
pub const MATCHED: Kind =
    Kind::new("contact.matched", "contact", "The people of a contact were matched or found to be new");
/// More was asked.
pub const ASKED: Kind = Kind::new("contact.asked", "contact", "Whoever made the contact was asked for more");

/// More was given.
pub const INFORMED: Kind = Kind::new("contact.informed", "contact", "What was asked for was given");

/// It was decided.
pub const DECIDED: Kind =
    Kind::new("contact.decided", "contact", "A contact was decided, with level of need, outcome and reason");
/// It was answered.
pub const ANSWERED: Kind = Kind::new("contact.answered", "contact", "Whoever made the contact was answered");

/// It was said what came of its decision.
pub const FOLLOWED: Kind = Kind::new("contact.followed", "contact", "It was said what came of a decision");

/// Somebody was told that a child may be in danger.
pub const ALARM_TOLD: Kind =
    Kind::new("contact.alarm-told", "contact", "Somebody on call was told that a child may be in danger");

/// Somebody took an alarm by name.
pub const ALARM_TAKEN: Kind = Kind::new("contact.alarm-taken", "contact", "Somebody took an alarm by name");

/// Somebody was put on call, or told before another.
pub const ON_CALL: Kind = Kind::new("on-call.changed", "on-call", "Somebody was put on call, or moved up in the list");

/// Somebody is not on call any more.
pub const OFF_CALL: Kind = Kind::new("on-call.ended", "on-call", "Somebody was taken off the list of those on call");

/// It was closed.
pub const CLOSED: Kind = Kind::new("contact.closed", "contact", "A contact was closed");

/// Somebody of a family was named in a contact about another.
pub const NAMED: Kind = Kind::new("contact.named", "person", "Somebody was named in a contact about another family");

/// It was said who responds to a notification of the police.
pub const RESPONSE_PLANNED: Kind =
    Kind::new("contact.response-planned", "contact", "It was said who responds to a notification of the police");

/// The response was given.
pub const RESPONDED: Kind =
    Kind::new("contact.responded", "contact", "What was done in response to the police was written down");

/// Whoever made it without an account was given another code.
pub const CODE_GIVEN: Kind =
    Kind::new("contact.code-given", "contact", "Whoever made a contact was given another code to read its answer");

/// Whoever made it without an account has said something of it.
pub const SAID: Kind = Kind::new("contact.said", "contact", "Whoever made a contact replied, added or withdrew");

/// What they said was read.
pub const HEARD: Kind = Kind::new("contact.heard", "contact", "What whoever made a contact said since was read");

/// A conversation was noted.
pub const CONVERSATION_NOTED: Kind =
    Kind::new("conversation.noted", "conversation", "A conversation that needed no front door was noted");

/// A conversation became a contact.
pub const CONVERSATION_TURNED: Kind =
    Kind::new("conversation.turned", "conversation", "A contact was made of a conversation");

/// All of them.
pub const ALL: &[Kind] = &[
    RECEIVED,
    MATCHED,
    ASKED,
    INFORMED,
    DECIDED,
    ANSWERED,
    FOLLOWED,
    CLOSED,
    NAMED,
    ALARM_TOLD,
    ALARM_TAKEN,
    ON_CALL,
    OFF_CALL,
    RESPONSE_PLANNED,
    RESPONDED,
    CODE_GIVEN,
    SAID,
    HEARD,
    CONVERSATION_NOTED,
    CONVERSATION_TURNED,
];
