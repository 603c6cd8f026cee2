//! Contacts, the people named in them, what was asked and answered.

mod alarm;
mod answered;
mod conversations;
mod follow_up;
mod identified;
mod information;
mod kept;
mod lists;
mod named;
mod news;
mod on_call;
mod own;
mod police;
mod queue;
mod reach;
mod received;
mod senders;
mod tables;
mod words;

pub(crate) use alarm::{alarm_for_receipt, chase, untaken};
pub(crate) use conversations::{DDL as CONVERSATIONS, turned};
pub(crate) use identified::{OfAnother, of_other_families, unmatched};
pub(crate) use kept::{
    DDL as KEPT, can_come_back, code as give_draft_code, forget as forget_drafts, keep as keep_draft, kept_until,
    led_to as draft_led_to, redeem as redeem_draft, send_link as send_draft_link, throw_away as throw_draft_away,
    until as draft_until,
};
pub(crate) use lists::helped_since;
pub(crate) use news::{ContactNews, News};
pub(crate) use on_call::{all as on_call_list, on_duty};
pub(crate) use own::{
    DDL as OWN, begin as begin_reading, forget as forget_codes, give as give_code, leave as leave_answer,
    touch as touch_answer,
};
pub(crate) use police::{DDL as POLICE, notice_of};
pub(crate) use queue::{Queue, Row, Show, Wanted, alike, queue};
pub(crate) use reach::{DDL as REACH, of as reach_of};
pub(crate) use received::load;
pub(crate) use senders::DDL as SENDERS;
pub(crate) use tables::{ALARM, DDL, FOLLOW_UP};
pub(crate) use words::{
    DDL as WORDS, fill as fill_words, find as find_by_words, forget as forget_words, keep as keep_words,
};

pub use alarm::{Alarm, alarm_of, take, told_of};
pub use answered::{Addressee, addressee, answer, close};
pub use conversations::{
    Conversation, ConversationId, ConversationUid, NewConversation, began_with, conversation, conversation_of,
    conversations, note,
};
pub use follow_up::{
    FollowUp, Followed, begin, bring_back, follow, follow_ups, hear_step_up, may_pass_on, pass_on, take_up_again,
    tell_maker,
};
pub use identified::{Identified, match_people};
pub use information::{InformationRequest, ask, inform, requests};
pub use kept::DraftLink;
pub use lists::{made_by, of_family, waiting};
pub use named::{ContactPerson, Said, people};
pub(crate) use named::{known, people_of};
pub use on_call::{NewOnCall, OnCall, end_on_call, list_on_call, move_up, put_on_call};
pub use own::{
    Own, Reader, Reading, Said as SaidSince, give_anew, has_code, hear, held, opened_by, read as read_own,
    readable_until, said, say,
};
pub use police::{Earlier, PoliceNotice, Response, earlier, notice, plan_response, police_notice, respond};
pub use reach::reach;
pub use received::{Contact, Network, Through, find, receive, receive_about};
pub use tables::{
    ContactId, ContactPersonId, ContactPersonUid, ContactUid, FollowUpId, FollowUpUid, OnCallId, OnCallUid, contact,
    contact_person, follow_up as follow_up_table, information_request,
};
