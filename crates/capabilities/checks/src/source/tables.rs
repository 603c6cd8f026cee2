//! The tables of others, as far as a check looks at them: read, never written.

use access::{EpisodeUid, FamilyUid};
use people::PersonUid;

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{EpisodeUid, FamilyUid};

    plan (id) {
        id -> Uid,
        episode_id -> EpisodeUid,
        family_id -> FamilyUid,
        started_at -> Utc,
        agreed_at -> Nullable<Utc>,
        words -> Text,
        ended_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    outcome (id) {
        id -> Uid,
        plan_id -> Uid,
        words -> Text,
        measure -> Text,
        by_on -> Date,
        area -> Text,
        result -> Nullable<Text>,
        result_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    action (id) {
        id -> Uid,
        plan_id -> Uid,
        done_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{EpisodeUid, FamilyUid};

    review (id) {
        id -> Uid,
        episode_id -> EpisodeUid,
        family_id -> FamilyUid,
        latest_on -> Date,
        not_held_at -> Nullable<Utc>,
        held_on -> Nullable<Date>,
        positives -> Text,
        changed -> Text,
        support -> Text,
        family_view -> Text,
        decision -> Nullable<Text>,
        reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Uid;
    use super::PersonUid;

    child_voice (review_id, person_id) {
        review_id -> Uid,
        person_id -> PersonUid,
        said -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::EpisodeUid;

    hand_over (id) {
        id -> Uid,
        episode_id -> EpisodeUid,
        accepted_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::FamilyUid;

    note (id) {
        id -> Uid,
        family_id -> FamilyUid,
        occurred_on -> Date,
        struck_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Uid;
    use super::PersonUid;

    note_seen (note_id, person_id) {
        note_id -> Uid,
        person_id -> PersonUid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{FamilyUid, PersonUid};

    agreement (id) {
        id -> Uid,
        family_id -> FamilyUid,
        person_id -> PersonUid,
        state -> Text,
        recorded_at -> Utc,
        expires_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{FamilyUid, PersonUid};

    address (id) {
        id -> Uid,
        person_id -> PersonUid,
        postcode -> Text,
        protected -> Bool,
        from_at -> Utc,
        family_id -> Nullable<FamilyUid>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(note, note_seen);
