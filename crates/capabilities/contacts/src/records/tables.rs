//! The tables.

/// Its hash is the migration's: a line that ends with `\` is broken here, and not in the text.
pub(crate) const DDL: &str = "
CREATE TABLE contact (id $UUID PRIMARY KEY NOT NULL, reference TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, \
  source TEXT NOT NULL,
  channel TEXT NOT NULL, maker_id $UUID REFERENCES account(id), maker_name TEXT NOT NULL, maker_reach TEXT NOT NULL,
  organisation_id $UUID, summary TEXT NOT NULL, hoped_for TEXT NOT NULL, danger $BOOL NOT NULL, agreement TEXT NOT NULL,
  agreement_note TEXT NOT NULL, network $JSON NOT NULL, needs $JSON NOT NULL, family_id $UUID REFERENCES family(id),
  received_at $INSTANT NOT NULL, decide_by $DATE NOT NULL, asked_at $INSTANT, decided_at $INSTANT, decided_by $UUID,
  outcome TEXT, level TEXT, reason TEXT NOT NULL, answered_at $INSTANT, answer TEXT NOT NULL, closed_at $INSTANT,
  version $INT8 NOT NULL) $STRICT;
CREATE INDEX contact_queue ON contact(received_at) WHERE closed_at IS NULL;
CREATE INDEX contact_family ON contact(family_id) WHERE family_id IS NOT NULL;
CREATE INDEX contact_maker ON contact(maker_id, received_at) WHERE maker_id IS NOT NULL;
CREATE TABLE contact_person (id $UUID PRIMARY KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id), \
  place $INT8 NOT NULL,
  role TEXT NOT NULL, given_name TEXT NOT NULL, family_name TEXT NOT NULL, date_of_birth $DATE, expected_on $DATE,
  nhs_number TEXT, details $JSON NOT NULL, person_id $UUID REFERENCES person(id), looked_at $INSTANT) $STRICT;
CREATE INDEX contact_person_contact ON contact_person(contact_id);
CREATE TABLE information_request (id $UUID PRIMARY KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id), \
  question TEXT NOT NULL,
  asked_by $UUID, asked_at $INSTANT NOT NULL, answer TEXT NOT NULL, answered_at $INSTANT) $STRICT;
CREATE INDEX information_request_contact ON information_request(contact_id);
CREATE TABLE unmet_need (id $UUID PRIMARY KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id), \
  need TEXT NOT NULL,
  area TEXT NOT NULL, age $INT8, note TEXT NOT NULL, recorded_at $INSTANT NOT NULL) $STRICT;";

store::strict_id!(
    /// A contact.
    ContactId,
    ContactUid
);

store::strict_id!(
    /// Someone named in a contact.
    ContactPersonId,
    ContactPersonUid
);

diesel::table! {
    use super::ContactUid;
    use access::{AccountUid, FamilyUid, OrganisationUid};
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};

    contact (id) {
        id -> ContactUid,
        reference -> Text,
        kind -> Text,
        source -> Text,
        channel -> Text,
        maker_id -> Nullable<AccountUid>,
        maker_name -> Text,
        maker_reach -> Text,
        organisation_id -> Nullable<OrganisationUid>,
        summary -> Text,
        hoped_for -> Text,
        danger -> Bool,
        agreement -> Text,
        agreement_note -> Text,
        network -> Jsonb,
        needs -> Jsonb,
        family_id -> Nullable<FamilyUid>,
        received_at -> Utc,
        decide_by -> Date,
        asked_at -> Nullable<Utc>,
        decided_at -> Nullable<Utc>,
        decided_by -> Nullable<AccountUid>,
        outcome -> Nullable<Text>,
        level -> Nullable<Text>,
        reason -> Text,
        answered_at -> Nullable<Utc>,
        answer -> Text,
        closed_at -> Nullable<Utc>,
        version -> BigInt,
        area -> Text,
        alike -> Nullable<Text>,
        again -> Bool,
    }
}

diesel::table! {
    use super::{ContactPersonUid, ContactUid};
    use diesel::sql_types::*;
    use people::PersonUid;
    use store::types::{Jsonb, Utc};

    contact_person (id) {
        id -> ContactPersonUid,
        contact_id -> ContactUid,
        place -> BigInt,
        role -> Text,
        given_name -> Text,
        family_name -> Text,
        date_of_birth -> Nullable<Date>,
        expected_on -> Nullable<Date>,
        nhs_number -> Nullable<Text>,
        details -> Jsonb,
        person_id -> Nullable<PersonUid>,
        looked_at -> Nullable<Utc>,
        offered -> Jsonb,
        unsure -> Bool,
    }
}

/// Who is on call; that a child may be in danger; and who was told of it.
pub(crate) const ALARM: &str = "
CREATE TABLE on_call (id $UUID PRIMARY KEY NOT NULL, account_id $UUID REFERENCES account(id), name TEXT NOT NULL, \
  reach TEXT NOT NULL, email TEXT NOT NULL, days $INT8 NOT NULL, from_minute $INT8 NOT NULL, \
  until_minute $INT8 NOT NULL, place $INT8 NOT NULL, added_at $INSTANT NOT NULL, ended_at $INSTANT) $STRICT;
CREATE TABLE alarm (contact_id $UUID PRIMARY KEY NOT NULL REFERENCES contact(id), raised_at $INSTANT NOT NULL, \
  due_at $INSTANT NOT NULL, taken_by $UUID REFERENCES account(id), taken_at $INSTANT, told_at $INSTANT NOT NULL, \
  rung $INT8 NOT NULL) $STRICT;
CREATE INDEX alarm_open ON alarm(raised_at) WHERE taken_at IS NULL;
CREATE TABLE alarm_told (contact_id $UUID NOT NULL REFERENCES contact(id), \
  on_call_id $UUID NOT NULL REFERENCES on_call(id), at $INSTANT NOT NULL, \
  PRIMARY KEY (contact_id, on_call_id, at)) $STRICT;";

store::strict_id!(
    /// Somebody on call.
    OnCallId,
    OnCallUid
);

diesel::table! {
    use super::OnCallUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    on_call (id) {
        id -> OnCallUid,
        account_id -> Nullable<AccountUid>,
        name -> Text,
        reach -> Text,
        email -> Text,
        days -> BigInt,
        from_minute -> BigInt,
        until_minute -> BigInt,
        place -> BigInt,
        added_at -> Utc,
        ended_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use super::ContactUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    alarm (contact_id) {
        contact_id -> ContactUid,
        raised_at -> Utc,
        due_at -> Utc,
        taken_by -> Nullable<AccountUid>,
        taken_at -> Nullable<Utc>,
        told_at -> Utc,
        rung -> BigInt,
    }
}

diesel::table! {
    use super::{ContactUid, OnCallUid};
    use diesel::sql_types::*;
    use store::types::Utc;

    alarm_told (contact_id, on_call_id, at) {
        contact_id -> ContactUid,
        on_call_id -> OnCallUid,
        at -> Utc,
    }
}

diesel::allow_tables_to_appear_in_same_query!(alarm, contact);
diesel::allow_tables_to_appear_in_same_query!(alarm_told, on_call);

/// What comes of a decision that is more than its answer.
pub(crate) const FOLLOW_UP: &str = "
CREATE TABLE follow_up (id $UUID PRIMARY KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id), \
  family_id $UUID NOT NULL REFERENCES family(id), outcome TEXT NOT NULL, owes TEXT NOT NULL, \
  organisation_id $UUID REFERENCES organisation(id), due_on $DATE NOT NULL, opened_at $INSTANT NOT NULL, \
  done_at $INSTANT, done_by $UUID REFERENCES account(id), result TEXT, words TEXT NOT NULL, \
  next_id $UUID REFERENCES contact(id)) $STRICT;
CREATE INDEX follow_up_contact ON follow_up(contact_id, opened_at);
ALTER TABLE contact ADD COLUMN again $BOOL NOT NULL DEFAULT $FALSE;";

store::strict_id!(
    /// What is owed after a decision.
    FollowUpId,
    FollowUpUid
);

diesel::table! {
    use super::{ContactUid, FollowUpUid};
    use access::{AccountUid, FamilyUid, OrganisationUid};
    use diesel::sql_types::*;
    use store::types::Utc;

    follow_up (id) {
        id -> FollowUpUid,
        contact_id -> ContactUid,
        family_id -> FamilyUid,
        outcome -> Text,
        owes -> Text,
        organisation_id -> Nullable<OrganisationUid>,
        due_on -> Date,
        opened_at -> Utc,
        done_at -> Nullable<Utc>,
        done_by -> Nullable<AccountUid>,
        result -> Nullable<Text>,
        words -> Text,
        next_id -> Nullable<ContactUid>,
    }
}

diesel::table! {
    use super::ContactUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    information_request (id) {
        id -> Uid,
        contact_id -> ContactUid,
        question -> Text,
        asked_by -> Nullable<AccountUid>,
        asked_at -> Utc,
        answer -> Text,
        answered_at -> Nullable<Utc>,
    }
}
