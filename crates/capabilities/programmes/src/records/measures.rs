//! What is measured before and after a group, and what the family says of it.

use super::enrolments::{EnrolmentId, EnrolmentUid};
use crate::rules::{Moment, Opinion};
use access::{AccountId, AccountUid, Sight};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, each};

store::strict_id!(
    /// Something measured.
    MeasureId,
    MeasureUid
);

diesel::table! {
    use diesel::sql_types::*;
    use super::{AccountUid, EnrolmentUid, MeasureUid};

    measurement (id) {
        id -> MeasureUid,
        enrolment_id -> EnrolmentUid,
        moment -> Text,
        question -> Text,
        tool -> Text,
        tool_version -> Text,
        rater -> Text,
        scale -> Text,
        least -> Double,
        most -> Double,
        value -> Double,
        taken_on -> Date,
        by_id -> Nullable<AccountUid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::EnrolmentUid;

    group_feedback (enrolment_id) {
        enrolment_id -> EnrolmentUid,
        welcome -> Text,
        helpful -> Text,
        again -> Text,
        words -> Text,
        given_at -> Utc,
    }
}

/// A number on a scale: of a question of the pack, or of a tool from outside, whose words are not kept here.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = measurement, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Measure {
    pub id: MeasureId,
    pub enrolment_id: EnrolmentId,
    pub moment: Moment,
    /// A word of the pack's `programme-question`; empty for a tool from outside.
    pub question: String,
    pub tool: String,
    pub tool_version: String,
    /// A word of the pack's `rater`.
    pub rater: String,
    /// Which scale of the tool.
    pub scale: String,
    /// The ends of the scale.
    pub least: f64,
    pub most: f64,
    pub value: f64,
    pub taken_on: NaiveDate,
    pub by_id: Option<AccountId>,
}

/// What a family says of the group, in three answers and its own words.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = group_feedback, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Feedback {
    pub enrolment_id: EnrolmentId,
    /// They felt welcome.
    pub welcome: Opinion,
    /// It helped.
    pub helpful: Opinion,
    /// They would tell others to come.
    pub again: Opinion,
    pub words: String,
    pub given_at: Instant,
}

/// All that was measured, in order.
pub fn measures_of(conn: &mut Conn, sight: &Sight<EnrolmentId>) -> Result<Vec<Measure>> {
    measures(conn, sight.subject())
}

pub(crate) fn measures(conn: &mut Conn, of: EnrolmentId) -> Result<Vec<Measure>> {
    Ok(each!(conn, c => measurement::table
        .filter(measurement::enrolment_id.eq(of))
        .order(measurement::id)
        .select(Measure::as_select())
        .load(c))?)
}

/// What the family says of the group, if they were asked.
pub fn feedback_of(conn: &mut Conn, sight: &Sight<EnrolmentId>) -> Result<Option<Feedback>> {
    let there = group_feedback::table.find(sight.subject());
    Ok(there.select(Feedback::as_select()).first(conn).optional()?)
}

/// Keeps what was measured. A question is asked once before and once after: what was said of it stands no longer.
pub(crate) fn keep_measure(conn: &mut Conn, row: &Measure) -> Result<()> {
    if row.tool.is_empty() {
        let same = measurement::question.eq(&row.question).and(measurement::moment.eq(row.moment));
        let same = measurement::table.filter(measurement::enrolment_id.eq(row.enrolment_id)).filter(same);
        diesel::delete(same).execute(conn)?;
    }
    each!(conn, c => diesel::insert_into(measurement::table).values(row).execute(c))?;
    Ok(())
}

/// Keeps what the family says.
pub(crate) fn keep_feedback(conn: &mut Conn, row: &Feedback) -> Result<()> {
    diesel::delete(group_feedback::table.find(row.enrolment_id)).execute(conn)?;
    each!(conn, c => diesel::insert_into(group_feedback::table).values(row).execute(c))?;
    Ok(())
}
