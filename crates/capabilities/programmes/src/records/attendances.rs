//! The register: who came, who sent word, who did not come; and what followed.

use super::{
    enrolments::{EnrolmentId, EnrolmentUid},
    runs::RunId,
    sessions::{Session, SessionId, SessionUid, run_session},
};
use crate::rules::Mark;
use access::Sight;
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, each};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{EnrolmentUid, SessionUid};

    attendance (session_id, enrolment_id) {
        session_id -> SessionUid,
        enrolment_id -> EnrolmentUid,
        mark -> Text,
        called_at -> Nullable<Utc>,
        called -> Text,
        caught_up_on -> Nullable<Date>,
        caught_up_by -> Text,
    }
}

diesel::joinable!(attendance -> run_session (session_id));
diesel::allow_tables_to_appear_in_same_query!(attendance, run_session);

/// What the register says of somebody on one day.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = attendance, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Attended {
    pub session_id: SessionId,
    pub enrolment_id: EnrolmentId,
    pub mark: Mark,
    /// When they were called, who did not come, and what came of it.
    pub called_at: Option<Instant>,
    pub called: String,
    /// When the session was caught up one to one, and with whom.
    pub caught_up_on: Option<NaiveDate>,
    pub caught_up_by: String,
}

/// What the register says of one place, session by session.
pub fn attended(conn: &mut Conn, sight: &Sight<EnrolmentId>) -> Result<Vec<(Session, Attended)>> {
    attended_of(conn, sight.subject())
}

pub(crate) fn attended_of(conn: &mut Conn, of: EnrolmentId) -> Result<Vec<(Session, Attended)>> {
    Ok(each!(conn, c => attendance::table
        .inner_join(run_session::table)
        .filter(attendance::enrolment_id.eq(of))
        .order((run_session::on_day, run_session::n))
        .select((Session::as_select(), Attended::as_select()))
        .load(c))?)
}

/// The register of a session, for those who may see the run.
pub fn of_session(conn: &mut Conn, sight: &Sight<RunId>, of: SessionId) -> Result<Vec<Attended>> {
    let theirs = run_session::id.eq(of).and(run_session::run_id.eq(sight.subject()));
    Ok(each!(conn, c => attendance::table
        .inner_join(run_session::table)
        .filter(theirs)
        .select(Attended::as_select())
        .load(c))?)
}

/// The sessions to which they did not come and which were not caught up: for what follows, which shows nothing.
pub(crate) fn missed_of(conn: &mut Conn, of: EnrolmentId) -> Result<Vec<Session>> {
    let all = attended_of(conn, of)?.into_iter();
    let missed = all.filter(|(_, said)| said.mark == Mark::Missed && said.caught_up_on.is_none());
    Ok(missed.map(|(session, _)| session).collect())
}

/// Keeps what the register says of somebody; what followed stays.
pub(crate) fn keep_mark(conn: &mut Conn, session: SessionId, of: EnrolmentId, mark: Mark) -> Result<()> {
    let row = Attended {
        session_id: session,
        enrolment_id: of,
        mark,
        called_at: None,
        called: String::new(),
        caught_up_on: None,
        caught_up_by: String::new(),
    };
    each!(conn, c => diesel::insert_into(attendance::table)
        .values(&row)
        .on_conflict((attendance::session_id, attendance::enrolment_id))
        .do_update()
        .set(attendance::mark.eq(mark))
        .execute(c))?;
    Ok(())
}
