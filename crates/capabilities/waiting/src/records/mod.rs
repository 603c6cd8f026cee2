//! Places in waiting lists, what was looked at meanwhile, and how they move.

mod begun;
mod figures;
mod lists;
mod looks;
mod moving;
mod place;

pub use crate::rules::{Answer, Ended, For, Priority};
pub use begun::{NewPlace, Target, begin};
pub use figures::{Band, Figures, Group, figures};
pub use lists::{
    Line, Wanted, count_open, for_target, is_kept_here, list, of_family, of_source, open_of_target, too_long,
};
pub use looks::{Look, NewLook, look, looks};
pub use moving::{NewOffer, answer, answer_by_hand, end, end_by_hand, offer, offer_by_hand};
pub use place::{Place, WaitingId, WaitingUid, find, waiting_place};

pub(crate) use begun::owe_look;
pub(crate) use lists::{open_of_family, some_open};
pub(crate) use moving::{finish, hold};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE waiting_place (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  kind TEXT NOT NULL, target_id $UUID, target_name TEXT NOT NULL, what TEXT NOT NULL, priority TEXT NOT NULL,
  why TEXT NOT NULL, needs $JSON NOT NULL, level TEXT NOT NULL, area TEXT NOT NULL, age $INT8,
  since_at $INSTANT NOT NULL, asked_by $UUID REFERENCES account(id), contact_id $UUID, episode_id $UUID,
  source_id $UUID, check_on $DATE NOT NULL, offered_at $INSTANT, offer TEXT NOT NULL, answer_by $DATE,
  answer_href TEXT NOT NULL, ended_at $INSTANT, ended TEXT, ended_words TEXT NOT NULL,
  ended_by $UUID REFERENCES account(id), held $BOOL NOT NULL) $STRICT;
CREATE INDEX waiting_open ON waiting_place(kind, target_id) WHERE ended_at IS NULL;
CREATE INDEX waiting_family ON waiting_place(family_id);
CREATE INDEX waiting_source ON waiting_place(source_id) WHERE source_id IS NOT NULL;
CREATE INDEX waiting_ended ON waiting_place(ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE waiting_look (id $UUID PRIMARY KEY NOT NULL, place_id $UUID NOT NULL REFERENCES waiting_place(id),
  at $INSTANT NOT NULL, by_name TEXT NOT NULL, what TEXT NOT NULL, words TEXT NOT NULL, meanwhile TEXT NOT NULL) $STRICT;
CREATE INDEX waiting_look_place ON waiting_look(place_id, at);";
