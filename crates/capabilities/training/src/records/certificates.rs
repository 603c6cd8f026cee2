//! Certificates: who went to all of a course, and until when that holds.

use super::{
    bookings::{BookingId, BookingUid},
    courses::{CourseId, CourseUid},
};
use access::{AccountId, AccountUid};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result};

store::strict_id!(
    /// A certificate.
    CertificateId,
    CertificateUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, BookingUid, CertificateUid, CourseUid};

    training_certificate (id) {
        id -> CertificateUid,
        course_id -> CourseUid,
        booking_id -> BookingUid,
        account_id -> Nullable<AccountUid>,
        organisation -> Text,
        given_on -> Date,
        renew_on -> Nullable<Date>,
        given_by -> Text,
        given_at -> Utc,
        asked_at -> Nullable<Utc>,
        ended_at -> Nullable<Utc>,
        ended_why -> Text,
    }
}

/// A certificate.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = training_certificate, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Certificate {
    pub id: CertificateId,
    pub course_id: CourseId,
    /// The place by which they earned it: that of the last part.
    pub booking_id: BookingId,
    pub account_id: Option<AccountId>,
    pub organisation: String,
    /// The day of the session.
    pub given_on: NaiveDate,
    /// The day on which it runs out.
    pub renew_on: Option<NaiveDate>,
    pub given_by: String,
    pub given_at: Instant,
    /// When its renewal was asked for.
    pub asked_at: Option<Instant>,
    /// It was given in error and taken back.
    pub ended_at: Option<Instant>,
    pub ended_why: String,
}

impl Certificate {
    /// Whether it holds on this day.
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.ended_at.is_none() && self.renew_on.is_none_or(|on| on >= today)
    }
}

/// Those of a course that were not taken back, the newest first.
pub fn of_course(conn: &mut Conn, id: CourseId) -> Result<Vec<Certificate>> {
    let there = training_certificate::course_id.eq(id).and(training_certificate::ended_at.is_null());
    let there = training_certificate::table.filter(there).order(training_certificate::given_on.desc());
    Ok(there.select(Certificate::as_select()).load(conn)?)
}

/// All that were not taken back.
pub fn list(conn: &mut Conn) -> Result<Vec<Certificate>> {
    let there = training_certificate::table.filter(training_certificate::ended_at.is_null());
    Ok(there.order(training_certificate::given_on.desc()).select(Certificate::as_select()).load(conn)?)
}

/// Somebody's own that were not taken back, the newest first.
pub fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<Certificate>> {
    let theirs = training_certificate::account_id.eq(account).and(training_certificate::ended_at.is_null());
    let theirs = training_certificate::table.filter(theirs).order(training_certificate::given_on.desc());
    Ok(theirs.select(Certificate::as_select()).load(conn)?)
}

/// The one that was earned by this place and not taken back.
pub fn of_booking(conn: &mut Conn, id: BookingId) -> Result<Option<Certificate>> {
    let there = training_certificate::booking_id.eq(id).and(training_certificate::ended_at.is_null());
    Ok(training_certificate::table.filter(there).select(Certificate::as_select()).first(conn).optional()?)
}
