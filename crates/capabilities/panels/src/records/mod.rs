//! Panels, their members, meetings and items, a table a file.

mod decided;
mod item;
mod lists;
mod meeting;
mod member;
mod panel;
mod sent;

pub use decided::{Decided, decision_of, decisions};
pub use item::{
    Item, ItemId, ItemKind, ItemUid, find as find_item, interests, is_told_by_agreement, panel_interest, panel_item,
    step_out,
};
pub use lists::{Agenda, Other, agenda, counts, next_undecided, of_families, others_of};
pub use meeting::{
    Attendance, Meeting, MeetingId, MeetingUid, When, attendance, close, find as find_meeting, keep_attendance,
    list_meetings, move_meeting, next_meetings, not_held, panel_meeting, plan,
};
pub use member::{Member, MemberId, MemberUid, NewMember, add_member, end_member, ever_members, members, seat};
pub use panel::{
    NewPanel, Panel, PanelId, PanelUid, change, find as find_panel, list, load as load_panel, make, make_of_pack,
    may_send, of_chair, panel as panel_table,
};
pub use sent::{About, NewItem, change_item, send, withdraw};

pub(crate) use decided::{Kept, keep as keep_decision};
pub(crate) use lists::{ahead_of, of_source, to_gather, unplaced as late_items, waits_for};
pub(crate) use meeting::{last_of, load as load_meeting, next_of, past_open, plan_on};
pub(crate) use panel::want_chair;
pub(crate) use sent::{put_on, take_off};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE panel (id $UUID PRIMARY KEY NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, purpose TEXT NOT NULL,
  chair_id $UUID REFERENCES account(id), deputy_id $UUID REFERENCES account(id), often TEXT NOT NULL,
  every $INT8 NOT NULL, ways_in TEXT NOT NULL, uses_assessment $BOOL NOT NULL, family_invited $BOOL NOT NULL,
  gives $JSON NOT NULL, clock $INT8 NOT NULL, senders $JSON NOT NULL, outside $BOOL NOT NULL, reach TEXT NOT NULL,
  forum $BOOL NOT NULL, ended_at $INSTANT, version $INT8 NOT NULL) $STRICT;
CREATE TABLE panel_member (id $UUID PRIMARY KEY NOT NULL, panel_id $UUID NOT NULL REFERENCES panel(id),
  account_id $UUID REFERENCES account(id), name TEXT NOT NULL, profession TEXT NOT NULL, organisation TEXT NOT NULL,
  since_at $INSTANT NOT NULL, until_at $INSTANT) $STRICT;
CREATE INDEX panel_member_panel ON panel_member(panel_id);
CREATE INDEX panel_member_account ON panel_member(account_id) WHERE account_id IS NOT NULL;
CREATE TABLE panel_meeting (id $UUID PRIMARY KEY NOT NULL, panel_id $UUID NOT NULL REFERENCES panel(id),
  held_on $DATE NOT NULL, starts TEXT NOT NULL, place TEXT NOT NULL, others TEXT NOT NULL, not_held TEXT NOT NULL, closed_at $INSTANT,
  closed_by $UUID REFERENCES account(id), version $INT8 NOT NULL) $STRICT;
CREATE INDEX panel_meeting_panel ON panel_meeting(panel_id, held_on);
CREATE TABLE panel_attendance (meeting_id $UUID NOT NULL REFERENCES panel_meeting(id),
  member_id $UUID NOT NULL REFERENCES panel_member(id), attended TEXT NOT NULL, \
  PRIMARY KEY (meeting_id, member_id)) $STRICT;
CREATE TABLE panel_item (id $UUID PRIMARY KEY NOT NULL, panel_id $UUID NOT NULL REFERENCES panel(id),
  meeting_id $UUID REFERENCES panel_meeting(id), kind TEXT NOT NULL, family_id $UUID REFERENCES family(id),
  source_id $UUID, contact_id $UUID, place_id $UUID, summary TEXT NOT NULL, asked_for TEXT NOT NULL,
  presenting $JSON NOT NULL, underlying $JSON NOT NULL, level TEXT NOT NULL, priority TEXT NOT NULL, why TEXT NOT NULL,
  wishes TEXT NOT NULL, comes TEXT NOT NULL, age $INT8, since_on $DATE NOT NULL, grounds TEXT, grounds_why TEXT NOT NULL,
  told $BOOL, sent_by $UUID REFERENCES account(id), sent_by_name TEXT NOT NULL, sent_at $INSTANT NOT NULL,
  due_on $DATE NOT NULL, put_off $INT8 NOT NULL, decided_at $INSTANT, decision TEXT, withdrawn_at $INSTANT,
  version $INT8 NOT NULL) $STRICT;
CREATE INDEX panel_item_meeting ON panel_item(meeting_id) WHERE meeting_id IS NOT NULL;
CREATE INDEX panel_item_open ON panel_item(panel_id) WHERE decided_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX panel_item_family ON panel_item(family_id) WHERE family_id IS NOT NULL;
CREATE INDEX panel_item_source ON panel_item(source_id) WHERE source_id IS NOT NULL;
CREATE INDEX panel_item_sender ON panel_item(sent_by) WHERE sent_by IS NOT NULL;
CREATE TABLE panel_decision (id $UUID PRIMARY KEY NOT NULL, item_id $UUID NOT NULL REFERENCES panel_item(id),
  meeting_id $UUID REFERENCES panel_meeting(id), at $INSTANT NOT NULL, by_id $UUID REFERENCES account(id),
  by_name TEXT NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL, departure TEXT NOT NULL, ahead $INT8 NOT NULL,
  what TEXT NOT NULL, said_by TEXT NOT NULL) $STRICT;
CREATE INDEX panel_decision_item ON panel_decision(item_id, at);
CREATE INDEX panel_decision_meeting ON panel_decision(meeting_id) WHERE meeting_id IS NOT NULL;
CREATE TABLE panel_interest (item_id $UUID NOT NULL REFERENCES panel_item(id), \
  account_id $UUID NOT NULL REFERENCES account(id), name TEXT NOT NULL, why TEXT NOT NULL, at $INSTANT NOT NULL, \
  PRIMARY KEY (item_id, account_id)) $STRICT;";
