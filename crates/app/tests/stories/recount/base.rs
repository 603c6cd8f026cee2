//! The base tables as they stand, read with plain SQL: nothing that was made to count with.

use chrono::NaiveDate;
use diesel::{QueryableByName, RunQueryDsl, sql_types::Text};
use serde::{Deserialize, de::DeserializeOwned};
use store::{Conn, Instant};

/// A moment, as SQLite keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct At(i64);

impl At {
    /// The day in London.
    pub fn day(self) -> NaiveDate {
        Instant(self.0).date()
    }
}

/// A row, as SQLite writes it in JSON: an id is a blob, and its digits are its name.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

fn read<T: DeserializeOwned>(conn: &mut Conn, table: &str, columns: &[&str]) -> Vec<T> {
    let named = |column: &&str| format!("'{column}', iif(typeof({column}) = 'blob', hex({column}), {column})");
    let pairs: Vec<String> = columns.iter().map(named).collect();
    let query = format!("SELECT json_object({}) AS \"row\" FROM {table}", pairs.join(", "));
    let rows: Vec<Row> = diesel::sql_query(query).load(conn).expect("rows");
    rows.iter().map(|row| serde_json::from_str(&row.row).expect("a row")).collect()
}

macro_rules! tables {
    ($($all:ident: $table:literal as $name:ident { $($column:ident: $kind:ty),* $(,)? })*) => {
        $(
            #[derive(Debug, Deserialize)]
            pub struct $name {
                $(pub $column: $kind),*
            }
        )*

        /// All that is counted.
        pub struct Base {
            $(pub $all: Vec<$name>),*
        }

        impl Base {
            /// Reads every table.
            pub fn read(conn: &mut Conn) -> Self {
                Self { $($all: read(conn, $table, &[$(stringify!($column)),*])),* }
            }
        }
    };
}

tables! {
    contacts: "contact" as Contact {
        id: String,
        kind: String,
        source: String,
        needs: String,
        family_id: Option<String>,
        received_at: At,
        decided_at: Option<At>,
        outcome: Option<String>,
        level: Option<String>,
        answered_at: Option<At>,
        again: u8,
    }

    named: "contact_person" as Named {
        contact_id: String,
        role: String,
        date_of_birth: Option<NaiveDate>,
    }

    episodes: "episode" as Episode {
        id: String,
        family_id: String,
        kind: String,
        opened_at: At,
        closed_at: Option<At>,
        closing_reason: Option<String>,
    }

    members: "member" as Member {
        family_id: String,
        person_id: String,
        role: String,
        until_at: Option<At>,
    }

    persons: "person" as Person {
        id: String,
        date_of_birth: Option<NaiveDate>,
        expected_on: Option<NaiveDate>,
        died_on: Option<NaiveDate>,
    }

    addresses: "address" as Address {
        postcode: String,
        protected: u8,
        until_at: Option<At>,
        family_id: Option<String>,
    }

    postcodes: "postcode" as Postcode {
        code: String,
        ward: String,
    }

    agreements: "agreement" as Agreement {
        family_id: String,
        state: String,
        recorded_at: At,
    }

    hand_overs: "hand_over" as HandOver {
        episode_id: String,
        accepted_at: Option<At>,
    }

    assessments: "assessment" as Assessment {
        episode_id: String,
        number: i64,
        started_by: Option<String>,
        started_at: At,
        completed_at: Option<At>,
        authorised_at: Option<At>,
        answers: String,
    }

    plans: "plan" as Plan {
        id: String,
        episode_id: String,
        kind: String,
        agreed_at: Option<At>,
    }

    outcomes: "outcome" as Outcome {
        plan_id: String,
        framework: String,
        builds: String,
        result: Option<String>,
        result_at: Option<At>,
    }

    reviews: "review" as Review {
        episode_id: String,
        latest_on: NaiveDate,
        held_on: Option<NaiveDate>,
    }

    answers: "feedback_answer" as Answer {
        episode_id: String,
        timely: Option<String>,
        helpful: Option<String>,
        able: Option<String>,
        given_at: At,
    }

    places: "waiting_place" as Place {
        kind: String,
        level: String,
        since_at: At,
        ended_at: Option<At>,
    }

    step_ups: "step_up" as StepUp {
        family_id: Option<String>,
        submitted_at: Option<At>,
        accepted_at: Option<At>,
        returned_at: Option<At>,
    }

    step_downs: "step_down" as StepDown {
        accepted_at: Option<At>,
        returned_at: Option<At>,
    }

    levels: "need_level" as Level {
        id: String,
        person_id: String,
        level: String,
        set_at: At,
    }

    notes: "note" as Note {
        id: String,
        family_id: String,
        kind: String,
        occurred_on: NaiveDate,
        struck_at: Option<At>,
    }

    seen: "note_seen" as Seen {
        note_id: String,
        person_id: String,
    }

    referrals: "referral" as Referral {
        at: At,
        started_at: Option<At>,
    }

    enrolments: "enrolment" as Enrolment {
        programme_id: String,
        state: String,
        joined_on: Option<NaiveDate>,
    }

    programmes: "programme" as Programme {
        id: String,
        factors: String,
    }

    measurements: "measurement" as Measurement {
        enrolment_id: String,
        question: String,
        rater: String,
        least: f64,
        most: f64,
        value: f64,
        taken_on: NaiveDate,
    }

    items: "panel_item" as Item {
        family_id: Option<String>,
        level: String,
        decided_at: Option<At>,
        decision: Option<String>,
        withdrawn_at: Option<At>,
    }

    audited: "audit_file" as Audited {
        episode_id: String,
        agreed_at: Option<At>,
        grade: Option<String>,
    }

    findings: "finding" as Finding {
        episode_id: String,
        code: String,
        found_on: NaiveDate,
        ended_on: Option<NaiveDate>,
        answered_on: Option<NaiveDate>,
    }

    not_so: "finding_answer" as NotSo {
        episode_id: String,
        code: String,
        answered_at: At,
        taken_back_at: Option<At>,
    }

    unmet: "need_unmet" as Unmet {
        need: String,
        at: At,
    }

    accounts: "account" as Account {
        id: String,
        organisation_id: String,
    }

    organisations: "organisation" as Organisation {
        id: String,
        own: u8,
        hub: u8,
    }
}
