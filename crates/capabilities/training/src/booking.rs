//! Asking for a place, answering an offer, giving a place back.

use crate::{
    events,
    letters::{Note, What},
    news, places,
    records::{
        Booking, BookingId, Course, CourseId, Session, SessionId,
        bookings::{self, training_booking},
        courses, sessions,
    },
    rules::{self, Asking, State, Withdrawing},
};
use access::{AccountId, Nobody, Permit, accounts, booking, capability::send, course, nobody};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Tx};
use web::Result;
use work::news::News;

/// Who is booked.
#[derive(Debug, Clone)]
pub enum Whom {
    /// Somebody with an account.
    Account(AccountId),
    /// Somebody without one.
    Person {
        /// In full.
        name: String,
        /// For whom they work.
        organisation: String,
        /// Where letters go; empty where there is none.
        email: String,
    },
}

impl Whom {
    /// Whose address belongs to an account is booked by it, and a name is written in one way, so that nobody is there
    /// twice.
    fn known(self, conn: &mut Conn) -> store::Result<Self> {
        let Self::Person { name, organisation, email } = self else { return Ok(self) };
        let found = if email.trim().is_empty() { None } else { accounts::find_by_email(conn, &email)? };
        let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(match found.filter(|account| account.disabled_at.is_none()) {
            Some(account) => Self::Account(account.id),
            None => Self::Person {
                name: tidy(&name),
                organisation: tidy(&organisation),
                email: email.trim().to_lowercase(),
            },
        })
    }

    fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(*account),
            Self::Person { .. } => None,
        }
    }

    fn person(&self) -> Option<(&str, &str, &str)> {
        match self {
            Self::Account(_) => None,
            Self::Person { name, organisation, email } => Some((name, organisation, email)),
        }
    }
}

/// Asks for a place in a session: booked where one is free, else on its waiting list. Whoever holds the session (`runs`)
/// adds those who are there on the day.
///
/// # Errors
/// Every [`rules::CannotBook`] that holds.
pub fn book(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::BookTraining>,
    id: SessionId,
    whom: Whom,
    runs: Option<&Permit<CourseId, course::Run>>,
) -> Result<BookingId> {
    let session = sessions::find(tx.conn(), id)?;
    let course = courses::find(tx.conn(), session.course_id)?;
    let whom = whom.known(tx.conn())?;
    let today = tx.now.date();
    let by_trainer = runs.is_some_and(|permit| permit.subject() == course.id);
    let twice = is_there(tx.conn(), &session, &whom)?;
    rules::ask(Asking {
        cancelled: session.cancelled_at.is_some() || !course.is_given(),
        kept: session.kept_at.is_some() && !by_trainer,
        on_day: session.on_day,
        today,
        by_trainer,
        twice,
        holds_it: whom.account() == Some(session.trainer_id),
        person: whom.person(),
    })?;

    // whoever came is there, however full it was
    let there = by_trainer && session.on_day <= today;
    let state = match there || places::free(tx.conn(), &session)? > 0 {
        true => State::Booked,
        false => State::Waiting,
    };
    let by = permit.actor().account;
    let row = row_of(tx, (&session, state), &whom, by)?;
    diesel::insert_into(training_booking::table).values(&row).execute(tx.conn())?;
    tx.record(events::BOOKED.on(row.id.0).detail(json!({"session": id, "state": state.code()})))?;
    if !there {
        confirm(tx, (&session, &course), &row)?;
    }
    Ok(row.id)
}

/// Whether somebody has or waits for a place in this session, or in another of the same part that is to come.
fn is_there(conn: &mut Conn, session: &Session, whom: &Whom) -> Result<bool> {
    let (name, organisation, _) = whom.person().unwrap_or_default();
    let all = bookings::of_course(conn, session.course_id)?;
    let theirs = all.into_iter().filter(|one| one.is_of(whom.account(), name, organisation));
    Ok(theirs.into_iter().any(|one| {
        let here = one.session_id == Some(session.id) && one.state.takes_a_place();
        here || (one.part == session.part && one.state.is_live())
    }))
}

fn row_of(tx: &mut Tx<'_>, (session, state): (&Session, State), whom: &Whom, by: Option<AccountId>) -> Result<Booking> {
    let (name, organisation, email) = match whom {
        Whom::Account(account) => {
            (String::new(), accounts::colleague(tx.conn(), *account)?.organisation, String::new())
        }
        Whom::Person { name, organisation, email } => (name.clone(), organisation.clone(), email.clone()),
    };
    Ok(Booking {
        id: BookingId::new(),
        course_id: session.course_id,
        part: session.part,
        session_id: Some(session.id),
        account_id: whom.account(),
        name,
        organisation,
        email,
        state,
        asked_by: by,
        asked_at: tx.now,
        answer_by: None,
        marked_at: None,
        reminded_at: None,
        asked_later_at: None,
        forgotten_at: None,
    })
}

/// A letter to whoever booked themselves or has no account; news to whoever was booked by somebody else.
fn confirm(tx: &mut Tx<'_>, (session, course): (&Session, &Course), row: &Booking) -> Result<()> {
    let waits = row.state == State::Waiting;
    if row.account_id.is_some() && row.account_id != row.asked_by {
        let title = session.title(course);
        let title = if waits { format!("You wait for a place: {title}") } else { format!("You are booked: {title}") };
        places::tell(tx, row, &News::new(news::PLACE, title, row.href()), What::Booked)?;
        return Ok(());
    }
    let what = if waits { What::Waiting } else { What::Booked };
    send(tx, &Note { booking: row.id, what }, None)?;
    Ok(())
}

/// Takes or leaves the place that is offered.
///
/// # Errors
/// Every [`rules::CannotBook`] that holds.
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<BookingId, booking::Answer>,
    pack: &Pack,
    takes: Option<bool>,
) -> Result<()> {
    let found = bookings::find(tx.conn(), permit.subject())?;
    rules::answer(found.state, found.answer_by, tx.now.date(), takes)?;
    if takes == Some(true) {
        places::set(tx, found.id, (found.session_id, State::Booked, None))?;
        send(tx, &Note { booking: found.id, what: What::Booked }, None)?;
        return Ok(());
    }
    places::set(tx, found.id, (found.session_id, State::Off, None))?;
    if let Some(session) = found.session_id {
        places::offer_free(tx, pack, session)?;
    }
    Ok(())
}

/// Gives a place, or the wait for one, back; it goes to whoever waits longest.
///
/// # Errors
/// Every [`rules::CannotBook`] that holds.
pub fn withdraw(tx: &mut Tx<'_>, permit: &Permit<BookingId, booking::Answer>, pack: &Pack) -> Result<()> {
    let found = bookings::find(tx.conn(), permit.subject())?;
    let on_day = match found.session_id {
        Some(id) => Some(sessions::find(tx.conn(), id)?.on_day),
        None => None,
    };
    rules::withdraw(Withdrawing { state: found.state, on_day, today: tx.now.date() })?;
    places::set(tx, found.id, (found.session_id, State::Withdrawn, None))?;
    if let Some(account) = found.account_id {
        let course = courses::find(tx.conn(), found.course_id)?;
        let title = format!("Your place was given back: {}", course.part_name(found.part));
        work::news::tell(tx, account, &News::new(news::PLACE, title, found.href()))?;
    }
    if let Some(session) = found.session_id {
        places::offer_free(tx, pack, session)?;
    }
    Ok(())
}
