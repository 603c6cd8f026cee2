//! Letters about a place in a session: which course, when and where, and never anybody's name. Those with an account
//! read what is new on My work; a letter of this kind goes to those without one, and confirms to everybody what they
//! booked.

use crate::{
    records::{Booking, BookingId, Course, Session, bookings, courses, sessions},
    rules::State,
};
use access::{
    accounts,
    capability::{Letter, Words},
};
use serde::{Deserialize, Serialize};
use store::{Conn, Result};

store::coded! {
    /// What somebody is told.
    pub enum What {
        /// They have a place.
        Booked = "booked",
        /// They wait for one.
        Waiting = "waiting",
        /// One is free, until a day.
        Offered = "offered",
        /// The session was cancelled.
        Cancelled = "cancelled",
        /// It is held at another time or place.
        Changed = "changed",
        /// It is near.
        Near = "near",
        /// What it changed is asked.
        Later = "later",
        /// Their certificate runs out.
        RunsOut = "runs-out",
        /// The time to answer is over.
        Lapsed = "lapsed",
    }
}

/// To whoever has or asked for a place.
#[derive(Debug, Serialize, Deserialize)]
pub struct Note {
    /// Which place.
    pub booking: BookingId,
    /// What happened.
    pub what: What,
}

impl Letter for Note {
    const KIND: &'static str = "training-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let booking = bookings::find(conn, self.booking)?;
        let course = courses::find(conn, booking.course_id)?;
        let session = match booking.session_id {
            Some(id) => Some(sessions::find(conn, id)?),
            None => None,
        };
        let Some((subject, text)) = self.says(&booking, &course, session.as_ref()) else { return Ok(None) };

        if let Some(account) = booking.account_id {
            return Words::to_account(conn, account, subject, &text, booking.href().trim_start_matches('/'));
        }
        if booking.email.is_empty() {
            return Ok(None);
        }
        let reach = accounts::colleague(conn, session.map_or(course.keeper_id, |session| session.trainer_id))?;
        let phone = if reach.phone.is_empty() { String::new() } else { format!(", {}", reach.phone) };
        let text = format!("{text}\n\nTo answer, to give a place back, or with a question: {}{phone}.", reach.email);
        Ok(Some(Words { to: booking.email, subject: subject.into(), text, page: None }))
    }
}

impl Note {
    /// Its words; nothing where the place has moved on since.
    fn says(&self, of: &Booking, course: &Course, session: Option<&Session>) -> Option<(&'static str, String)> {
        let name = course.part_name(of.part);
        let when = session.map(|session| format!("{name}\n{}\n{}", session.when(), session.place));
        let by = of.answer_by.map(web::dates::day).unwrap_or_default();
        Some(match (self.what, of.state, when) {
            (What::Booked, State::Booked, Some(when)) => ("You have a place in a training session", when),
            (What::Waiting, State::Waiting, _) => (
                "You are on a waiting list for training",
                format!("{name}\n\nYou are told as soon as a place is free."),
            ),
            (What::Offered, State::Offered, Some(when)) => {
                ("A place in a training session is free for you", format!("{when}\n\nIt is kept for you until {by}."))
            }
            (What::Cancelled, State::Offered, Some(when)) => (
                "A training session is cancelled",
                format!("The session that you booked is cancelled. This one is offered instead, until {by}:\n\n{when}"),
            ),
            (What::Cancelled, State::Waiting, _) => (
                "A training session is cancelled",
                format!("{name}\n\nThe session that you booked is cancelled. You are told when the next is planned."),
            ),
            (What::Changed, State::Booked | State::Offered, Some(when)) => {
                ("A training session is held otherwise", format!("From now on it is:\n\n{when}"))
            }
            (What::Near, State::Booked, Some(when)) => ("A training session is near", when),
            (What::Later, State::Came, Some(_)) => (
                "What did the training change?",
                format!("{name}\n\nThree months ago you were there. What do you do otherwise since? A line is enough."),
            ),
            (What::RunsOut, _, _) => {
                ("A certificate of yours runs out", format!("{name}\n\nIt is time to go again: ask for a place."))
            }
            (What::Lapsed, State::Off, _) => (
                "The place went to the next",
                format!("{name}\n\nNo answer came in time. You can ask for a place in another session."),
            ),
            _ => return None,
        })
    }
}
