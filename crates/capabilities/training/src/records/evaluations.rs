//! What people say: how sure they are before and after, and what it changed three months on.

use super::bookings::{BookingId, BookingUid};
use crate::rules::Moment;
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, Json, MultiBackend, Result};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::BookingUid;

    training_evaluation (booking_id, moment) {
        booking_id -> BookingUid,
        moment -> Text,
        answers -> Jsonb,
        words -> Text,
        at -> Utc,
    }
}

/// What somebody said at one moment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = training_evaluation, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Evaluation {
    pub booking_id: BookingId,
    pub moment: Moment,
    /// From 0 to 10, by the codes of the pack's `training-question`.
    pub answers: Json<BTreeMap<String, i64>>,
    pub words: String,
    pub at: Instant,
}

/// What was said by those who have these places.
pub fn of_bookings(conn: &mut Conn, ids: &[BookingId]) -> Result<Vec<Evaluation>> {
    let there = training_evaluation::table.filter(training_evaluation::booking_id.eq_any(ids));
    Ok(there
        .order((training_evaluation::at, training_evaluation::booking_id))
        .select(Evaluation::as_select())
        .load(conn)?)
}
