//! Pages of training, one file a page.

mod blocks;
mod booking;
mod calendar;
mod cancelling;
mod certificate;
mod course;
mod course_form;
mod evaluation;
mod figures;
mod leads;
mod list;
mod people;
mod register;
mod session;
mod session_form;

pub(crate) use blocks::my_training;

use crate::records::{BookingId, Course, CourseId, Session, SessionId, bookings, courses, sessions};
use access::{Page, Permit, Permits, booking as place, course as of_course, get, nobody, post};
use web::Result;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    [of_courses(), of_sessions(), of_bookings()].concat()
}

fn of_courses() -> Vec<Page> {
    use nobody::{BookTraining as Book, KeepTraining as Keep};
    vec![
        get("/training", Book, list::page),
        get("/training/figures", nobody::SeeTrainingFigures, figures::page).report(),
        get("/training/leads", nobody::SeeUntrained, leads::page),
        post("/training/leads/{account}/reminder", nobody::SeeUntrained, leads::remind),
        get("/training/courses/new", Keep, course_form::new_page),
        post("/training/courses/new", Keep, course_form::new_submit),
        get("/training/courses/{id}", Book, course::page),
        get("/training/courses/{id}/change", Keep, course_form::page),
        post("/training/courses/{id}/change", Keep, course_form::submit),
        get("/training/courses/{id}/end", Keep, course::end_page),
        post("/training/courses/{id}/end", Keep, course::end_submit),
        get("/training/courses/{id}/sessions/new", of_course::Run, session_form::new_page),
        post("/training/courses/{id}/sessions/new", of_course::Run, session_form::new_submit),
    ]
}

fn of_sessions() -> Vec<Page> {
    use nobody::BookTraining as Book;
    use of_course::Run;
    vec![
        get("/training/sessions/{id}", Book, session::page).also(Run),
        post("/training/sessions/{id}/booking", Book, session::book).also(Run),
        get("/training/sessions/{id}/calendar.ics", Book, calendar::file),
        get("/training/sessions/{id}/people/new", Book, people::page),
        post("/training/sessions/{id}/people/new", Book, people::submit).also(Run),
        get("/training/sessions/{id}/change", Run, session_form::page),
        post("/training/sessions/{id}/change", Run, session_form::submit),
        get("/training/sessions/{id}/cancel", Run, cancelling::page),
        post("/training/sessions/{id}/cancel", Run, cancelling::submit),
        get("/training/sessions/{id}/register", Run, register::page),
        post("/training/sessions/{id}/register", Run, register::submit),
        post("/training/sessions/{id}/certificates", Run, session::certify),
    ]
}

fn of_bookings() -> Vec<Page> {
    vec![
        get("/training/bookings/{id}", place::See, booking::page),
        post("/training/bookings/{id}/answer", place::Answer, booking::answer),
        post("/training/bookings/{id}/withdrawal", place::Answer, booking::withdraw),
        get("/training/bookings/{id}/evaluation/{moment}", place::Evaluate, evaluation::page),
        post("/training/bookings/{id}/evaluation/{moment}", place::Evaluate, evaluation::submit),
        get("/training/bookings/{id}/certificate", place::See, certificate::page),
        post("/training/bookings/{id}/certificate", of_course::Run, certificate::give).also(place::See),
        get("/training/bookings/{id}/certificate/end", of_course::Run, certificate::end_page).also(place::See),
        post("/training/bookings/{id}/certificate/end", of_course::Run, certificate::end_submit).also(place::See),
    ]
}

/// A session with its course.
fn found(inside: &mut impl Permits, id: SessionId) -> Result<(Session, Course)> {
    let session = sessions::find(inside.conn(), id)?;
    let course = courses::find(inside.conn(), session.course_id)?;
    Ok((session, course))
}

/// A session that this person runs.
fn run(inside: &mut impl Permits, id: SessionId) -> Result<(Permit<CourseId, of_course::Run>, Session, Course)> {
    let (session, course) = found(inside, id)?;
    let permit = inside.permit(of_course::Run, course.id)?;
    Ok((permit, session, course))
}

/// The permit to run the course of this place. Who may not know of the place is told nothing of the course, either.
fn run_of(inside: &mut impl Permits, id: BookingId) -> Result<Permit<CourseId, of_course::Run>> {
    inside.permit(place::See, id)?;
    let found = bookings::find(inside.conn(), id)?;
    inside.permit(of_course::Run, found.course_id)
}

/// How many places are free, in a few words.
fn free(places: i64, (taken, waiting): (i64, i64)) -> String {
    let free = places - taken;
    match (free, waiting) {
        (..=0, 0) => "full".into(),
        (..=0, waiting) => format!("full, {waiting} waiting"),
        (free, _) => format!("{free} of {} free", web::dates::plural(places, "place")),
    }
}

/// A whole number that may be left out; what is no number is told by whoever asks.
fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}
