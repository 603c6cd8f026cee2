//! The tables of others, as far as they are counted: read, never written. An id is only an id here.

/// Declares tables of others, with what is counted of each, and the row that is read of it.
macro_rules! sources {
    ($($(#[$doc:meta])* $table:ident ($($key:ident),+) $row:ident { $($column:ident: $sql:ty => $rust:ty),* $(,)? })*) => {
        $(
            diesel::table! {
                use diesel::sql_types::*;
                use store::{FamilyUid, types::{Jsonb, Uid, Utc}};

                $table ($($key),+) { $($column -> $sql),* }
            }

            $(#[$doc])*
            #[derive(Debug, Clone, diesel::Queryable)]
            pub(crate) struct $row { $(pub $column: $rust),* }
        )*
    };
}

use chrono::NaiveDate;
use serde_json::Value;
use store::{AnyId, FamilyId, Instant, Json};

sources! {
    /// A contact.
    contact (id) Contact {
        id: Uid => AnyId, kind: Text => String, source: Text => String,
        organisation_id: Nullable<Uid> => Option<AnyId>, needs: Jsonb => Json<Vec<String>>,
        family_id: Nullable<FamilyUid> => Option<FamilyId>, received_at: Utc => Instant, decide_by: Date => NaiveDate,
        decided_at: Nullable<Utc> => Option<Instant>, outcome: Nullable<Text> => Option<String>,
        level: Nullable<Text> => Option<String>, answered_at: Nullable<Utc> => Option<Instant>,
        again: Bool => bool,
    }

    /// Somebody whom a contact names.
    contact_person (contact_id) Named {
        contact_id: Uid => AnyId, role: Text => String,
        date_of_birth: Nullable<Date> => Option<NaiveDate>,
    }

    /// An episode of help.
    episode (id) Episode {
        id: Uid => AnyId, family_id: FamilyUid => FamilyId, contact_id: Nullable<Uid> => Option<AnyId>,
        team_id: Nullable<Uid> => Option<AnyId>, kind: Text => String, opened_at: Utc => Instant,
        closed_at: Nullable<Utc> => Option<Instant>, closing_reason: Nullable<Text> => Option<String>,
    }

    /// Somebody of a family.
    member (family_id, person_id) Member {
        family_id: FamilyUid => FamilyId, person_id: Uid => AnyId, role: Text => String,
        until_at: Nullable<Utc> => Option<Instant>, left_on: Nullable<Date> => Option<NaiveDate>,
    }

    /// What is known of somebody.
    person (id) Person {
        id: Uid => AnyId, date_of_birth: Nullable<Date> => Option<NaiveDate>,
        expected_on: Nullable<Date> => Option<NaiveDate>, sex: Nullable<Text> => Option<String>,
        ethnicity: Nullable<Text> => Option<String>, disability: Nullable<Text> => Option<String>,
        sen_support: Nullable<Text> => Option<String>, died_on: Nullable<Date> => Option<NaiveDate>,
    }

    /// Where somebody lives or lived. A place that is protected is not read (T16).
    address (id) Address {
        id: Uid => AnyId, person_id: Uid => AnyId, postcode: Text => String, protected: Bool => bool,
        from_at: Utc => Instant, family_id: Nullable<FamilyUid> => Option<FamilyId>,
    }

    /// Where a postcode lies.
    postcode (code) Postcode {
        code: Text => String, small_area: Text => String, ward: Text => String,
    }

    /// Agreement that was asked for.
    agreement (id) Agreement {
        id: Uid => AnyId, family_id: FamilyUid => FamilyId, state: Text => String, recorded_at: Utc => Instant,
    }

    /// The lead was offered to somebody.
    hand_over (id) HandOver {
        id: Uid => AnyId, episode_id: Uid => AnyId, to_id: Uid => AnyId, accepted_at: Nullable<Utc> => Option<Instant>,
    }

    /// A version of an assessment.
    assessment (id) Assessment {
        id: Uid => AnyId, episode_id: Uid => AnyId, family_id: FamilyUid => FamilyId, number: BigInt => i64,
        answers: Jsonb => Json<Value>, started_by: Nullable<Uid> => Option<AnyId>, started_at: Utc => Instant,
        completed_at: Nullable<Utc> => Option<Instant>, authorised_at: Nullable<Utc> => Option<Instant>,
    }

    /// A plan.
    plan (id) Plan {
        id: Uid => AnyId, episode_id: Uid => AnyId, family_id: FamilyUid => FamilyId, kind: Text => String,
        agreed_at: Nullable<Utc> => Option<Instant>, started_at: Utc => Instant,
    }

    /// An outcome of a plan.
    outcome (id) Outcome {
        id: Uid => AnyId, plan_id: Uid => AnyId, framework: Text => String, builds: Jsonb => Json<Vec<String>>,
        result: Nullable<Text> => Option<String>, result_at: Nullable<Utc> => Option<Instant>,
    }

    /// A review.
    review (id) Review {
        id: Uid => AnyId, episode_id: Uid => AnyId, family_id: FamilyUid => FamilyId, latest_on: Date => NaiveDate,
        held_on: Nullable<Date> => Option<NaiveDate>, decision: Nullable<Text> => Option<String>,
    }

    /// What somebody said of the help.
    feedback_answer (id) Feedback {
        id: Uid => AnyId, episode_id: Uid => AnyId, person_id: Uid => AnyId, asked: Text => String,
        timely: Nullable<Text> => Option<String>, helpful: Nullable<Text> => Option<String>,
        able: Nullable<Text> => Option<String>, given_at: Utc => Instant,
    }

    /// A place in a waiting list.
    waiting_place (id) Waiting {
        id: Uid => AnyId, family_id: FamilyUid => FamilyId, kind: Text => String,
        target_id: Nullable<Uid> => Option<AnyId>, needs: Jsonb => Json<Vec<String>>,
        level: Text => String, since_at: Utc => Instant, episode_id: Nullable<Uid> => Option<AnyId>,
        ended_at: Nullable<Utc> => Option<Instant>,
    }

    /// A step up.
    step_up (id) StepUp {
        id: Uid => AnyId, episode_id: Nullable<Uid> => Option<AnyId>, submitted_at: Nullable<Utc> => Option<Instant>,
        accepted_at: Nullable<Utc> => Option<Instant>, returned_at: Nullable<Utc> => Option<Instant>,
        family_id: Nullable<FamilyUid> => Option<FamilyId>, contact_id: Nullable<Uid> => Option<AnyId>,
    }

    /// A step down.
    step_down (id) StepDown {
        id: Uid => AnyId, family_id: FamilyUid => FamilyId,
        offered_at: Utc => Instant, team_id: Nullable<Uid> => Option<AnyId>,
        accepted_at: Nullable<Utc> => Option<Instant>,
    }

    /// A child's level of need.
    need_level (id) Level {
        id: Uid => AnyId, person_id: Uid => AnyId, family_id: FamilyUid => FamilyId, level: Text => String,
        set_at: Utc => Instant,
    }

    /// A note of a family's record, without its words.
    note (id) Note {
        id: Uid => AnyId, family_id: FamilyUid => FamilyId,
        kind: Text => String, occurred_on: Date => NaiveDate, struck_at: Nullable<Utc> => Option<Instant>,
    }

    /// A child was seen.
    note_seen (note_id, person_id) Seen {
        note_id: Uid => AnyId, person_id: Uid => AnyId, alone: Bool => bool,
    }

    /// A referral to a service.
    referral (id) Referral {
        id: Uid => AnyId, service_id: Uid => AnyId, family_id: FamilyUid => FamilyId, at: Utc => Instant,
        state: Text => String, started_at: Nullable<Utc> => Option<Instant>,
    }

    /// A place in a group programme.
    enrolment (id) Enrolment {
        id: Uid => AnyId, programme_id: Uid => AnyId, family_id: FamilyUid => FamilyId,
        person_id: Nullable<Uid> => Option<AnyId>, state: Text => String, joined_on: Nullable<Date> => Option<NaiveDate>,
    }

    /// A group programme.
    programme (id) Programme {
        id: Uid => AnyId, factors: Jsonb => Json<Vec<String>>,
    }

    /// What was measured before or after a group.
    measurement (enrolment_id) Measurement {
        enrolment_id: Uid => AnyId, question: Text => String,
        rater: Text => String, least: Double => f64, most: Double => f64, value: Double => f64,
        taken_on: Date => NaiveDate,
    }

    /// What a panel was asked about a family.
    panel_item (id) PanelItem {
        id: Uid => AnyId, panel_id: Uid => AnyId, family_id: Nullable<FamilyUid> => Option<FamilyId>,
        level: Text => String, sent_at: Utc => Instant, decided_at: Nullable<Utc> => Option<Instant>,
        decision: Nullable<Text> => Option<String>,
    }

    /// A case file that was audited.
    audit_file (id) AuditFile {
        id: Uid => AnyId, episode_id: Uid => AnyId, family_id: FamilyUid => FamilyId,
        agreed_at: Nullable<Utc> => Option<Instant>, grade: Nullable<Text> => Option<String>,
    }

    /// Something that a check found.
    finding (episode_id, code, found_on) Finding {
        family_id: FamilyUid => FamilyId, episode_id: Uid => AnyId, code: Text => String,
        found_on: Date => NaiveDate, ended_on: Nullable<Date> => Option<NaiveDate>,
        answered_on: Nullable<Date> => Option<NaiveDate>,
    }

    /// An answer to it: not so.
    finding_answer (id) NotSo {
        id: Uid => AnyId, family_id: FamilyUid => FamilyId, episode_id: Uid => AnyId, code: Text => String,
        answered_at: Utc => Instant, taken_back_at: Nullable<Utc> => Option<Instant>,
    }

    /// A need that no service meets, without a name.
    need_unmet (id) Unmet {
        id: Uid => AnyId, need: Text => String, area: Text => String, age: Nullable<BigInt> => Option<i64>,
        at: Utc => Instant,
    }

    /// An account, by its organisation.
    account (id) Account {
        id: Uid => AnyId, organisation_id: Uid => AnyId,
    }

    /// An organisation.
    organisation (id) Organisation {
        id: Uid => AnyId, own: Bool => bool, hub: Bool => bool,
    }

    /// A team.
    team (id) Team {
        id: Uid => AnyId, organisation_id: Uid => AnyId,
    }
}
