//! Families and the people in them, a table a file. Entering and changing a person stands on all of them.

mod addresses;
mod changes;
mod families;
mod keys;
mod leaving;
mod members;
mod persons;

pub use addresses::{Address, AddressId, AddressUid, address, open_postcodes};
pub use changes::{Checked, Correction, add_person, correct, protect};
pub use families::{Family, family};
pub use leaving::{Former, Leaving, Returning, come_back, former, leave};
pub use members::{Member, MemberRole, NOT_SHARED, member, members};
pub use persons::{Person, PersonId, PersonUid, person, person_name};

// Without a permit: what other capabilities' commands call under permits of their own, jobs, and names of families that
// were found through a list that is itself permitted. None of them shows anybody anything by itself.
pub use families::{begin_family, by_reference, names};
pub use members::{families_of, join, members_of};

pub(crate) use addresses::AddressRow;
pub(crate) use changes::{add_old_person, forget_people};
pub(crate) use families::{forget_family, insert_family};
pub(crate) use keys::{evidence, index, person_key};
pub(crate) use members::{is_hidden, join_since, part_from};
pub(crate) use persons::find_person;

/// The first migration of this crate; what was run stays as it was, to the letter.
pub(crate) const DDL: &str = "
CREATE TABLE family (id $UUID PRIMARY KEY NOT NULL REFERENCES guard(family_id), reference TEXT NOT NULL UNIQUE, \
  name TEXT NOT NULL,
  begun_at $INSTANT NOT NULL) $STRICT;
CREATE TABLE person (id $UUID PRIMARY KEY NOT NULL, given_name TEXT NOT NULL, family_name TEXT NOT NULL, \
  former_family_name TEXT,
  date_of_birth $DATE, expected_on $DATE, nhs_number TEXT, upn TEXT, phone TEXT NOT NULL, email TEXT NOT NULL,
  language TEXT NOT NULL, interpreter $BOOL NOT NULL, school TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX person_nhs ON person(nhs_number) WHERE nhs_number IS NOT NULL;
CREATE INDEX person_born ON person(date_of_birth) WHERE date_of_birth IS NOT NULL;
CREATE TABLE person_name (person_id $UUID NOT NULL REFERENCES person(id), word $KEY NOT NULL, part TEXT NOT NULL) \
  $STRICT;
CREATE INDEX person_name_word ON person_name(word, person_id);
CREATE INDEX person_name_person ON person_name(person_id);
CREATE TABLE member (family_id $UUID NOT NULL REFERENCES family(id), person_id $UUID NOT NULL REFERENCES person(id),
  role TEXT NOT NULL, since_at $INSTANT NOT NULL, until_at $INSTANT, PRIMARY KEY (family_id, person_id)) $STRICT;
CREATE INDEX member_person ON member(person_id);
CREATE TABLE address (id $UUID PRIMARY KEY NOT NULL, person_id $UUID NOT NULL REFERENCES person(id), \
  line_1 TEXT NOT NULL,
  line_2 TEXT NOT NULL, town TEXT NOT NULL, postcode $KEY NOT NULL, protected $BOOL NOT NULL, from_at $INSTANT NOT NULL,
  until_at $INSTANT) $STRICT;
CREATE INDEX address_person ON address(person_id);
CREATE INDEX address_postcode ON address(postcode);";

/// In which family somebody lives at an address. Of a protected place that was kept before there was this column it is
/// the family to which they came first; other addresses need no clearance.
pub(crate) const HOME: &str = "
ALTER TABLE address ADD COLUMN family_id $UUID;
UPDATE address SET family_id = (SELECT member.family_id FROM member WHERE member.person_id = address.person_id \
  ORDER BY member.since_at, member.family_id LIMIT 1) WHERE protected AND until_at IS NULL;";

/// What is known of a person beside names and numbers, each nothing where nobody asked; when their numbers were
/// checked, and when they died.
pub(crate) const ABOUT: &str = "
ALTER TABLE person ADD COLUMN sex TEXT;
ALTER TABLE person ADD COLUMN gender TEXT;
ALTER TABLE person ADD COLUMN ethnicity TEXT;
ALTER TABLE person ADD COLUMN religion TEXT;
ALTER TABLE person ADD COLUMN disability TEXT;
ALTER TABLE person ADD COLUMN disability_what TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN sen_support TEXT;
ALTER TABLE person ADD COLUMN gp TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN nhs_checked_on $DATE;
ALTER TABLE person ADD COLUMN upn_checked_on $DATE;
ALTER TABLE person ADD COLUMN died_on $DATE;";

/// On which day somebody left a family, and where they went.
pub(crate) const LEFT: &str = "
ALTER TABLE member ADD COLUMN left_on $DATE;
ALTER TABLE member ADD COLUMN went TEXT NOT NULL DEFAULT '';";

diesel::allow_tables_to_appear_in_same_query!(family, person, person_name, member, address);
