//! Contacts, the people named in them, what was asked and answered.

mod alarm;
mod answered;
mod conversations;
mod follow_up;
mod identified;
mod information;
mod lists;
mod named;
mod news;
mod on_call;
mod police;
mod queue;
mod received;
mod senders;
mod tables;
mod words;

pub(crate) use alarm::{chase, untaken};
pub(crate) use conversations::{DDL as CONVERSATIONS, turned};
pub(crate) use identified::{OfAnother, of_other_families, unmatched};
pub(crate) use lists::helped_since;
pub(crate) use news::{ContactNews, News};
pub(crate) use on_call::{all as on_call_list, on_duty};
pub(crate) use police::{DDL as POLICE, notice_of};
pub(crate) use queue::{Queue, Row, Show, Wanted, alike, queue};
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
pub use lists::{made_by, of_family, waiting};
pub use named::{ContactPerson, Said, people};
pub(crate) use named::{known, people_of};
pub use on_call::{NewOnCall, OnCall, end_on_call, list_on_call, move_up, put_on_call};
pub use police::{Earlier, PoliceNotice, Response, earlier, notice, plan_response, police_notice, respond};
pub use received::{Contact, Network, Through, find, receive, receive_about};
pub use tables::{
    ContactId, ContactPersonId, ContactPersonUid, ContactUid, FollowUpId, FollowUpUid, OnCallId, OnCallUid, contact,
    contact_person, follow_up as follow_up_table, information_request,
};
