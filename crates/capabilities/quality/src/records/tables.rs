//! The tables of audits as the compiler knows them.

use super::{ActionUid, AuditUid, ConcernUid, FileUid, SeatUid, ViewUid};

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::{Jsonb, Utc};
    use super::AuditUid;

    audit (id) {
        id -> AuditUid,
        title -> Text,
        theme -> Text,
        tracked -> Bool,
        from_on -> Date,
        until_on -> Date,
        rule -> Jsonb,
        standards -> Jsonb,
        files -> Nullable<BigInt>,
        owner_id -> AccountUid,
        begun_by -> Text,
        begun_at -> Utc,
        seed -> Nullable<BigInt>,
        listed -> BigInt,
        drawn_at -> Nullable<Utc>,
        drawn_by -> Text,
        findings -> Text,
        follows -> Text,
        report -> Jsonb,
        published_at -> Nullable<Utc>,
        published_by -> Text,
        again_from -> Nullable<Date>,
        again -> Text,
        again_at -> Nullable<Utc>,
        again_by -> Text,
        closed_at -> Nullable<Utc>,
        closed_by -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::EpisodeUid;
    use super::AuditUid;

    audit_candidate (audit_id, nth) {
        audit_id -> AuditUid,
        nth -> BigInt,
        episode_id -> EpisodeUid,
        left_out -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, EpisodeUid, FamilyUid, OrganisationUid, accounts::TeamUid};
    use store::types::Utc;
    use super::{AuditUid, FileUid};

    audit_file (id) {
        id -> FileUid,
        audit_id -> AuditUid,
        n -> BigInt,
        nth -> BigInt,
        episode_id -> EpisodeUid,
        family_id -> FamilyUid,
        team_id -> Nullable<TeamUid>,
        worker_id -> Nullable<AccountUid>,
        agency_id -> Nullable<OrganisationUid>,
        moderator_id -> Nullable<AccountUid>,
        allocated_at -> Nullable<Utc>,
        graded_at -> Nullable<Utc>,
        agreed_at -> Nullable<Utc>,
        agreed_by -> Text,
        grade -> Nullable<Text>,
        why -> Text,
        shared_at -> Nullable<Utc>,
        shared_by -> Text,
        out_at -> Nullable<Utc>,
        out_by -> Text,
        out_reason -> Text,
        out_note -> Text,
        ended -> Bool,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, OrganisationUid};
    use store::types::Utc;
    use super::{FileUid, SeatUid};

    audit_seat (id) {
        id -> SeatUid,
        file_id -> FileUid,
        place -> BigInt,
        account_id -> AccountUid,
        organisation_id -> OrganisationUid,
        name -> Text,
        since_at -> Utc,
        until_at -> Utc,
        ended_at -> Nullable<Utc>,
        ended_why -> Text,
        finished_at -> Nullable<Utc>,
        grade -> Nullable<Text>,
        why -> Text,
        good -> Text,
        better -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::SeatUid;

    audit_mark (seat_id, standard) {
        seat_id -> SeatUid,
        standard -> Text,
        grade -> Nullable<Text>,
        why -> Text,
        entries -> Jsonb,
        silent -> Bool,
        at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::FileUid;

    audit_agreed (file_id, standard) {
        file_id -> FileUid,
        standard -> Text,
        grade -> Nullable<Text>,
        why -> Text,
        differed -> Bool,
        by_name -> Text,
        at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid};
    use store::types::Utc;

    audit_tie (family_id, account_id) {
        family_id -> FamilyUid,
        account_id -> AccountUid,
        why -> Text,
        at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::FileUid;

    audit_reflection (file_id) {
        file_id -> FileUid,
        well -> Text,
        otherwise -> Text,
        needed -> Text,
        given_at -> Nullable<Utc>,
        given_by -> Text,
        not_why -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use people::PersonUid;
    use store::types::Utc;
    use super::{FileUid, ViewUid};

    audit_view (id) {
        id -> ViewUid,
        file_id -> FileUid,
        person_id -> Nullable<PersonUid>,
        way -> Text,
        code -> Nullable<Text>,
        asked_at -> Utc,
        asked_by -> Text,
        until_on -> Nullable<Date>,
        given_at -> Nullable<Utc>,
        timely -> Nullable<Text>,
        helpful -> Nullable<Text>,
        able -> Nullable<Text>,
        words -> Text,
        why -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::Utc;
    use super::{ConcernUid, FileUid};

    audit_concern (id) {
        id -> ConcernUid,
        file_id -> FileUid,
        what -> Text,
        by_id -> AccountUid,
        by_name -> Text,
        at -> Utc,
        to_id -> AccountUid,
        did -> Text,
        answered_at -> Nullable<Utc>,
        answered_by -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::Utc;
    use super::{ActionUid, AuditUid, FileUid};

    audit_action (id) {
        id -> ActionUid,
        audit_id -> AuditUid,
        file_id -> Nullable<FileUid>,
        standard -> Text,
        what -> Text,
        owner_id -> AccountUid,
        due_on -> Date,
        done_at -> Nullable<Utc>,
        done_by -> Text,
        became -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::AuditUid;

    audit_learning (id) {
        id -> Uid,
        audit_id -> AuditUid,
        standard -> Text,
        text -> Text,
        by_name -> Text,
        at -> Utc,
    }
}

diesel::joinable!(audit_file -> audit (audit_id));
diesel::joinable!(audit_seat -> audit_file (file_id));
diesel::joinable!(audit_mark -> audit_seat (seat_id));
diesel::joinable!(audit_agreed -> audit_file (file_id));
diesel::joinable!(audit_concern -> audit_file (file_id));
diesel::allow_tables_to_appear_in_same_query!(audit, audit_file, audit_seat, audit_mark, audit_agreed, audit_concern);
