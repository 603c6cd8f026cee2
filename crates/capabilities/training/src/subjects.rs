//! What access to courses and places depends on.

use crate::records::{BookingId, CourseId, bookings, courses};
use access::{Actor, BookingFacts, CourseFacts, FamilyId, Subject};
use pack::Pack;
use store::{Conn, Result, Uuid};

impl Subject for CourseId {
    type Facts = CourseFacts;
    const KIND: &'static str = "course";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(CourseFacts, Option<FamilyId>)> {
        courses::find(conn, *self)?;
        Ok((CourseFacts { trains: trains(conn, *self, actor)? }, None))
    }
}

impl Subject for BookingId {
    type Facts = BookingFacts;
    const KIND: &'static str = "booking";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(BookingFacts, Option<FamilyId>)> {
        let found = bookings::find(conn, *self)?;
        let facts = BookingFacts {
            own: actor.account.is_some() && found.account_id == actor.account,
            booked: actor.account.is_some() && found.asked_by == actor.account,
            trains: trains(conn, found.course_id, actor)?,
            on_paper: found.account_id.is_none(),
        };
        Ok((facts, None))
    }
}

fn trains(conn: &mut Conn, course: CourseId, actor: &Actor) -> Result<bool> {
    match actor.account {
        Some(account) => courses::is_trainer(conn, course, account),
        None => Ok(false),
    }
}
