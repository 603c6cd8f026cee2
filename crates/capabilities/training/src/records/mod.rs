//! Courses, sessions, places, certificates, what people say: a file a table.

pub mod bookings;
pub mod certificates;
pub mod courses;
pub mod evaluations;
pub mod leads;
pub mod sessions;

pub use bookings::{Booking, BookingId, BookingUid};
pub use certificates::{Certificate, CertificateId, CertificateUid};
pub use courses::{Course, CourseId, CourseUid};
pub use sessions::{Session, SessionId, SessionUid};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE training_course (id $UUID PRIMARY KEY NOT NULL, name TEXT NOT NULL, what TEXT NOT NULL,
  for_whom TEXT NOT NULL, strategies $JSON NOT NULL, for_leads $BOOL NOT NULL, parts $INT8 NOT NULL,
  renew_months $INT8, keeper_id $UUID NOT NULL REFERENCES account(id), begun_at $INSTANT NOT NULL, ended_at $INSTANT,
  version $INT8 NOT NULL) $STRICT;
CREATE INDEX training_course_keeper ON training_course(keeper_id);
CREATE TABLE training_trainer (course_id $UUID NOT NULL REFERENCES training_course(id),
  account_id $UUID NOT NULL REFERENCES account(id), PRIMARY KEY (course_id, account_id)) $STRICT;
CREATE INDEX training_trainer_account ON training_trainer(account_id);
CREATE TABLE training_session (id $UUID PRIMARY KEY NOT NULL, course_id $UUID NOT NULL REFERENCES training_course(id),
  part $INT8 NOT NULL, on_day $DATE NOT NULL, opens $INT8 NOT NULL, closes $INT8 NOT NULL, place TEXT NOT NULL,
  places $INT8 NOT NULL, trainer_id $UUID NOT NULL REFERENCES account(id), note TEXT NOT NULL,
  planned_at $INSTANT NOT NULL, cancelled_at $INSTANT, cancelled_why TEXT NOT NULL, kept_at $INSTANT,
  kept_by TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX training_session_course ON training_session(course_id, on_day);
CREATE INDEX training_session_day ON training_session(on_day);
CREATE INDEX training_session_trainer ON training_session(trainer_id, on_day);
CREATE TABLE training_booking (id $UUID PRIMARY KEY NOT NULL, course_id $UUID NOT NULL REFERENCES training_course(id),
  part $INT8 NOT NULL, session_id $UUID REFERENCES training_session(id), account_id $UUID REFERENCES account(id),
  name TEXT NOT NULL, organisation TEXT NOT NULL, email TEXT NOT NULL, state TEXT NOT NULL,
  asked_by $UUID REFERENCES account(id), asked_at $INSTANT NOT NULL, answer_by $DATE, marked_at $INSTANT,
  reminded_at $INSTANT, asked_later_at $INSTANT, forgotten_at $INSTANT) $STRICT;
CREATE INDEX training_booking_session ON training_booking(session_id);
CREATE INDEX training_booking_course ON training_booking(course_id, state);
CREATE INDEX training_booking_account ON training_booking(account_id);
CREATE INDEX training_booking_asked ON training_booking(asked_by);
CREATE TABLE training_certificate (id $UUID PRIMARY KEY NOT NULL,
  course_id $UUID NOT NULL REFERENCES training_course(id), booking_id $UUID NOT NULL REFERENCES training_booking(id),
  account_id $UUID REFERENCES account(id), organisation TEXT NOT NULL, given_on $DATE NOT NULL,
  renew_on $DATE, given_by TEXT NOT NULL, given_at $INSTANT NOT NULL, asked_at $INSTANT, ended_at $INSTANT,
  ended_why TEXT NOT NULL) $STRICT;
CREATE INDEX training_certificate_course ON training_certificate(course_id);
CREATE INDEX training_certificate_booking ON training_certificate(booking_id);
CREATE INDEX training_certificate_account ON training_certificate(account_id);
CREATE INDEX training_certificate_renew ON training_certificate(renew_on) WHERE renew_on IS NOT NULL;
CREATE TABLE training_evaluation (booking_id $UUID NOT NULL REFERENCES training_booking(id), moment TEXT NOT NULL,
  answers $JSON NOT NULL, words TEXT NOT NULL, at $INSTANT NOT NULL, PRIMARY KEY (booking_id, moment)) $STRICT;
CREATE TABLE training_reminder (account_id $UUID NOT NULL REFERENCES account(id), at $INSTANT NOT NULL,
  by_name TEXT NOT NULL, PRIMARY KEY (account_id, at)) $STRICT;";
