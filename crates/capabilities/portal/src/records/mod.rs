//! Places, what was released into them, and what was said in them: a table a file.

mod picture;
mod place;
mod release;
mod saying;
mod texts;

pub(crate) use picture::DDL as PICTURES;
pub use picture::{Picture, PictureId, forget_picture, keep_picture, picture, pictures};
pub use place::{
    NewPlace, Opening, Place, PlaceId, PlaceUid, Row, by_code, close, count_sign_in, find, find_row, invite, list,
    may_invite, new_code, place_of, safe_address, set_up,
};
pub use release::{
    Block, Body, NewRelease, Release, ReleaseId, ReleaseUid, decide, find_release, prepare, released, releases_of,
    shown, take_back, waiting,
};
pub use saying::{
    NewSaying, Saying, SayingId, SayingUid, answer, find_saying, of_family, owe_a_call, own_sayings, said_of, say,
};
pub use texts::{names_others, others_protected, tells_protected};

/// One step of the schema's history; a text that was applied never changes, not even in its line ends.
pub(crate) const DDL: &str = "
CREATE TABLE own_place (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  person_id $UUID NOT NULL REFERENCES person(id), invited_by $UUID NOT NULL REFERENCES account(id),
  invited_at $INSTANT NOT NULL, way TEXT NOT NULL, young $BOOL NOT NULL, fact_hash TEXT NOT NULL, code_hash TEXT NOT NULL,
  word_hash TEXT, set_up_at $INSTANT, opened_at $INSTANT, email TEXT NOT NULL, closed_at $INSTANT,
  closed_by $UUID REFERENCES account(id), closed_why TEXT NOT NULL) $STRICT;
CREATE UNIQUE INDEX own_place_code ON own_place(code_hash);
CREATE UNIQUE INDEX own_place_one ON own_place(family_id, person_id) WHERE closed_at IS NULL;
CREATE INDEX own_place_person ON own_place(person_id);
CREATE TABLE own_release (id $UUID PRIMARY KEY NOT NULL, place_id $UUID NOT NULL REFERENCES own_place(id),
  family_id $UUID NOT NULL REFERENCES family(id), kind TEXT NOT NULL, about_id $UUID REFERENCES person(id),
  source_id $UUID, relationship TEXT NOT NULL, body $JSON NOT NULL, looked $BOOL NOT NULL,
  prepared_by $UUID NOT NULL REFERENCES account(id), prepared_at $INSTANT NOT NULL, decided_by $UUID REFERENCES account(id),
  decided_at $INSTANT, yes $BOOL, why TEXT NOT NULL, ended_at $INSTANT) $STRICT;
CREATE INDEX own_release_place ON own_release(place_id);
CREATE INDEX own_release_family ON own_release(family_id);
CREATE TABLE own_saying (id $UUID PRIMARY KEY NOT NULL, place_id $UUID NOT NULL REFERENCES own_place(id),
  family_id $UUID NOT NULL REFERENCES family(id), person_id $UUID NOT NULL REFERENCES person(id), kind TEXT NOT NULL,
  about_id $UUID, words TEXT NOT NULL, at $INSTANT NOT NULL, due_on $DATE, register_id $UUID, answer TEXT NOT NULL,
  answered_by $UUID REFERENCES account(id), answered_at $INSTANT) $STRICT;
CREATE INDEX own_saying_place ON own_saying(place_id);
CREATE INDEX own_saying_family ON own_saying(family_id);
CREATE INDEX own_saying_about ON own_saying(about_id) WHERE about_id IS NOT NULL;";
