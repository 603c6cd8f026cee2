//! What happens while a group runs: the register and what follows it, catching up, what is measured, and how a place
//! ends with its result in the plan.

use crate::{
    events, kinds, news, owing, placing,
    records::{
        self, Enrolment, EnrolmentId, Feedback, Measure, MeasureId, Member, Run, RunId, Session, attendance,
        run_session,
    },
    rules::{self, CannotRun, Ended, Ending, Mark, Moment, NewMeasure, Opinion, State},
};
use access::{Actor, Permit, Sight, enrolment, guard, run};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::{Pack, Term};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Instant, Tx};
use web::{Refusal, Result};
use work::{news::News, tasks};

/// Those who are expected at a session: whoever has a place and has joined by that day, as far as whoever looks may
/// know of them.
pub fn expected(conn: &mut Conn, sight: &Sight<RunId>, session: &Session) -> store::Result<Vec<Member>> {
    let (group, _) = records::group(conn, sight)?;
    let here = |member: &Member| {
        member.place.state == State::Accepted && member.place.joined_on.is_none_or(|on| on <= session.on_day)
    };
    let mut group: Vec<Member> = group.into_iter().filter(here).collect();
    group.sort_by(|one, other| (&one.name, one.place.id).cmp(&(&other.name, other.place.id)));
    Ok(group)
}

/// Keeps the register of a session: what is said of each of those who are expected, and that all others came, where one
/// button says so. What follows is owed by name: the call after a missed session, and the lead's word after several.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn register(
    tx: &mut Tx<'_>,
    pack: &Pack,
    permit: &Permit<RunId, run::Register>,
    n: i64,
    said: &BTreeMap<EnrolmentId, Mark>,
    everybody: bool,
) -> Result<()> {
    let run = records::load_run(tx.conn(), permit.subject())?;
    let session = records::find_session(tx.conn(), run.id, n)?;
    let group = expected(tx.conn(), permit, &session)?;
    rules::register(rules::Register {
        on_day: session.on_day,
        today: tx.now.date(),
        cancelled: run.cancelled_at.is_some(),
        group: group.len(),
    })?;
    let marks: Vec<Option<Mark>> = group.iter().map(|member| said.get(&member.place.id).copied()).collect();
    let marks = rules::complete(&marks, everybody)?;

    let before: BTreeMap<EnrolmentId, Mark> = records::of_session(tx.conn(), permit, session.id)?
        .into_iter()
        .map(|row| (row.enrolment_id, row.mark))
        .collect();
    for (member, mark) in group.iter().zip(&marks) {
        records::keep_mark(tx.conn(), session.id, member.place.id, *mark)?;
        if before.get(&member.place.id) != Some(mark) {
            follow(tx, pack, (&run, &session), &member.place, *mark)?;
        }
    }
    let (now, by) = (tx.now, permit.actor().account);
    diesel::update(run_session::table.find(session.id))
        .set((run_session::kept_at.eq(Some(now)), run_session::kept_by.eq(by)))
        .execute(tx.conn())?;
    tasks::done(tx, session.id.0, Some(kinds::REGISTER))?;
    owing::register(tx, run.id)?;
    if session.on_day >= run.ends_on {
        owe_after(tx, pack, &run)?;
    }

    let count = |of: Mark| marks.iter().filter(|mark| **mark == of).count();
    let detail = json!({
        "run": run.id, "n": session.n, "came": count(Mark::Came), "sent_word": count(Mark::SentWord),
        "missed": count(Mark::Missed),
    });
    tx.record(events::REGISTER.on(session.id.0).detail(detail))?;
    Ok(())
}

/// What follows for one of them from what the register says now.
fn follow(tx: &mut Tx<'_>, pack: &Pack, (run, session): (&Run, &Session), place: &Enrolment, mark: Mark) -> Result<()> {
    let missed = records::missed_of(tx.conn(), place.id)?;
    let numbers = (pack.number("missed-call"), pack.number("missed-lead"));
    let following = rules::following(mark, missed.len(), numbers);
    if mark != Mark::Missed {
        // a register that was put right: nobody is called for what they did not miss
        if missed.is_empty() {
            tasks::done(tx, place.id.0, Some(kinds::CALL))?;
        }
        if missed.len() < usize::try_from(numbers.1).unwrap_or(usize::MAX) {
            tasks::done(tx, place.id.0, Some(kinds::GO_ON))?;
        }
        return Ok(());
    }

    let name = records::load_programme(tx.conn(), run.programme_id)?.name;
    let soon = pack.calendar().plus_working(tx.now.date(), 1);
    if following.call {
        owing::of_place(tx, run, place, owing::CALL, soon)?;
    }
    let lead = guard::lead_of(tx.conn(), place.family_id)?;
    if let Some(lead) = lead {
        let title = format!("Did not come to session {}: {name}", session.n);
        let new = News::new(news::MISSED, title, format!("/enrolments/{}", place.id)).about(place.family_id);
        work::news::tell(tx, lead, &new)?;
    }
    if following.ask {
        owing::go_on(tx, run, place, soon)?;
    }
    let event = events::MISSED.on(place.id.0).family(place.family_id).detail(json!({"session": session.id}));
    let title = format!("Did not come to session {}: {name}", session.n);
    tx.record(event.line(title, "", "Group programmes"))?;
    Ok(())
}

/// The last register was kept: what is owed of each of them before it ends.
fn owe_after(tx: &mut Tx<'_>, pack: &Pack, run: &Run) -> Result<()> {
    for place in records::accepted_of(tx.conn(), run.id)? {
        owing::after(tx, pack, run, &place)?;
    }
    Ok(())
}

/// The welcome letter was given to the family.
pub fn welcome(tx: &mut Tx<'_>, permit: &Permit<EnrolmentId, enrolment::Measure>) -> Result<()> {
    let was = records::load_enrolment(tx.conn(), permit.subject())?;
    if was.state != State::Accepted {
        return Err(Refusal::from(CannotRun::NoPlace).into());
    }
    let now = tx.now;
    let place = Enrolment { welcomed_at: Some(now), ..was };
    records::save(tx.conn(), &place)?;
    tasks::done(tx, place.id.0, Some(kinds::WELCOME))?;
    tx.record(events::WELCOMED.on(place.id.0).family(place.family_id))?;
    Ok(())
}

/// Says what came of the call after a missed session.
///
/// # Errors
/// [`CannotRun::NoWords`], [`CannotRun::NotMissed`].
pub fn call(tx: &mut Tx<'_>, permit: &Permit<EnrolmentId, enrolment::Call>, words: &str) -> Result<()> {
    let place = records::load_enrolment(tx.conn(), permit.subject())?;
    rules::word(words)?;
    let open = attendance::enrolment_id.eq(place.id).and(attendance::mark.eq(Mark::Missed));
    let open = attendance::table.filter(open.and(attendance::called_at.is_null()));
    let set = (attendance::called_at.eq(Some(tx.now)), attendance::called.eq(words));
    if diesel::update(open).set(set).execute(tx.conn())? == 0 {
        return Err(Refusal::from(CannotRun::NotMissed).into());
    }
    tasks::done(tx, place.id.0, Some(kinds::CALL))?;
    let event = events::CALLED.on(place.id.0).family(place.family_id);
    tx.record(event.line("Called after a missed session of a group", words, permit.actor().signature()))?;
    Ok(())
}

/// Says that they go on after they have not come several times. Where they do not, [`end`] says so.
///
/// # Errors
/// [`CannotRun::NoWords`], [`CannotRun::NoPlace`].
pub fn go_on(tx: &mut Tx<'_>, permit: &Permit<EnrolmentId, enrolment::GoOn>, words: &str) -> Result<()> {
    let place = records::load_enrolment(tx.conn(), permit.subject())?;
    if place.state != State::Accepted {
        return Err(Refusal::from(CannotRun::NoPlace).into());
    }
    rules::word(words)?;
    tasks::done(tx, place.id.0, Some(kinds::GO_ON))?;
    let event = events::GOES_ON.on(place.id.0).family(place.family_id);
    tx.record(event.line("They go on with the group", words, permit.actor().signature()))?;
    Ok(())
}

/// They stop, as the lead says after several missed sessions.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn stop(tx: &mut Tx<'_>, pack: &Pack, permit: &Permit<EnrolmentId, enrolment::GoOn>, why: &str) -> Result<()> {
    let was = records::load_enrolment(tx.conn(), permit.subject())?;
    let name = records::load_programme(tx.conn(), was.programme_id)?.name;
    leaves(tx, pack, permit.actor(), was.clone(), why)?;
    placing::bring_back(tx, pack, permit.actor(), &was, &format!("They stopped going to {name}. {why}"))
}

/// Frees a place of whose holder whoever keeps the run may know nothing more, as nobody agrees any more and those who
/// could have ended it are not told of them either.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn free(tx: &mut Tx<'_>, pack: &Pack, permit: &Permit<EnrolmentId, enrolment::Free>, why: &str) -> Result<()> {
    let was = records::load_enrolment(tx.conn(), permit.subject())?;
    if was.state == State::Offered {
        let ended = Ended { ending: Ending::Off, ..leaving(was.state, why) };
        rules::ending(ended)?;
        return placing::off(tx, pack, permit.actor(), was, (waiting::Ended::Withdrawn, why));
    }
    leaves(tx, pack, permit.actor(), was, why)
}

/// They stop before the end.
fn leaves(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, was: Enrolment, why: &str) -> Result<()> {
    rules::ending(leaving(was.state, why))?;
    close(tx, pack, by, was, (Ending::Left, None, why))
}

const fn leaving(state: State, why: &str) -> Ended<'_> {
    Ended { state, ending: Ending::Left, result: false, why, over: false, came: 0, held: 0 }
}

/// A missed session was caught up one to one.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn catch_up(
    tx: &mut Tx<'_>,
    permit: &Permit<EnrolmentId, enrolment::Measure>,
    n: i64,
    on: NaiveDate,
    by: &str,
) -> Result<()> {
    let place = records::load_enrolment(tx.conn(), permit.subject())?;
    let all = records::attended(tx.conn(), permit)?;
    let found = all.iter().find(|(session, said)| {
        session.n == n && Some(session.run_id) == place.run_id && said.mark != Mark::Came && said.caught_up_on.is_none()
    });
    rules::catch_up(found.is_some(), on, tx.now.date(), by)?;
    let Some((session, _)) = found else { return Err(web::Error::NotFound) };

    diesel::update(attendance::table.find((session.id, place.id)))
        .set((attendance::caught_up_on.eq(Some(on)), attendance::caught_up_by.eq(by)))
        .execute(tx.conn())?;
    let event = events::CAUGHT_UP.on(place.id.0).family(place.family_id).detail(json!({"session": session.id}));
    let title = format!("Caught up session {} one to one", session.n);
    tx.record(event.line(title, by, permit.actor().signature()))?;
    Ok(())
}

/// What is measured at one moment: answers from 0 to 10 to questions of the pack, and a number of a tool from outside.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Before or after.
    pub moment: Moment,
    /// The day.
    pub taken_on: NaiveDate,
    /// A word of the pack's `rater`.
    pub rater: String,
    /// Question and number.
    pub answers: Vec<(String, f64)>,
    /// A tool from outside.
    pub tool: NewMeasure,
}

/// Keeps what was measured before or after. A question that was answered already is answered anew.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn measure(tx: &mut Tx<'_>, permit: &Permit<EnrolmentId, enrolment::Measure>, new: &Measured) -> Result<()> {
    let place = records::load_enrolment(tx.conn(), permit.subject())?;
    let starts_on = match place.run_id {
        Some(run) => Some(records::load_run(tx.conn(), run)?.starts_on),
        None => None,
    };
    let taken = rules::Taken {
        on: new.taken_on,
        moment: new.moment,
        today: tx.now.date(),
        asked_on: place.asked_at.date(),
        starts_on,
        rated: !new.rater.is_empty(),
    };
    rules::measure(place.state, taken, &new.answers, &new.tool)?;

    let row = |question: &str, value: f64| Measure {
        id: MeasureId::new(),
        enrolment_id: place.id,
        moment: new.moment,
        question: question.to_owned(),
        tool: String::new(),
        tool_version: String::new(),
        rater: new.rater.clone(),
        scale: String::new(),
        least: 0.0,
        most: 10.0,
        value,
        taken_on: new.taken_on,
        by_id: permit.actor().account,
    };
    for (question, value) in &new.answers {
        records::keep_measure(tx.conn(), &row(question, *value))?;
    }
    if let (Some(value), (Some(least), Some(most))) = (new.tool.value, new.tool.ends) {
        let NewMeasure { tool, version, scale, .. } = new.tool.clone();
        let of_tool = Measure { tool, tool_version: version, scale, least, most, ..row("", value) };
        records::keep_measure(tx.conn(), &of_tool)?;
    }
    let detail = json!({"moment": new.moment, "questions": new.answers.len()});
    tx.record(events::MEASURED.on(place.id.0).family(place.family_id).detail(detail))?;
    Ok(())
}

/// Keeps what the family says of the group.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn feedback(
    tx: &mut Tx<'_>,
    permit: &Permit<EnrolmentId, enrolment::Measure>,
    answers: [Option<Opinion>; 3],
    words: &str,
) -> Result<()> {
    let place = records::load_enrolment(tx.conn(), permit.subject())?;
    rules::feedback(place.state, answers.iter().flatten().count())?;
    let [Some(welcome), Some(helpful), Some(again)] = answers else { return Err(web::Error::NotFound) };

    let given_at: Instant = tx.now;
    let row = Feedback { enrolment_id: place.id, welcome, helpful, again, words: words.to_owned(), given_at };
    records::keep_feedback(tx.conn(), &row)?;
    tx.record(events::FEEDBACK.on(place.id.0).family(place.family_id))?;
    Ok(())
}

/// Ends a place: they went to the end, they stop, or they wait no longer. Its result, a word of the pack's `result`,
/// goes back to the plan.
///
/// # Errors
/// Each [`CannotRun`] that applies.
pub fn end(
    tx: &mut Tx<'_>,
    pack: &Pack,
    permit: &Permit<EnrolmentId, enrolment::End>,
    ending: Ending,
    result: Option<&Term>,
    why: &str,
) -> Result<()> {
    let was = records::load_enrolment(tx.conn(), permit.subject())?;
    let over = match was.run_id {
        Some(run) => records::load_run(tx.conn(), run)?.ends_on <= tx.now.date(),
        None => false,
    };
    let (came, held) = came_of(tx.conn(), &was)?;
    rules::ending(Ended { state: was.state, ending, result: result.is_some(), why, over, came, held })?;
    if ending == Ending::Off {
        return placing::off(tx, pack, permit.actor(), was, (waiting::Ended::Withdrawn, why));
    }
    close(tx, pack, permit.actor(), was, (ending, result, why))
}

fn close(
    tx: &mut Tx<'_>,
    pack: &Pack,
    by: &Actor,
    was: Enrolment,
    (ending, result, why): (Ending, Option<&Term>, &str),
) -> Result<()> {
    let now = tx.now;
    let was = placing::let_go(tx, was)?;
    let place = Enrolment {
        state: ending.state(),
        ended_at: Some(now),
        ended_why: why.to_owned(),
        result: result.map(|term| term.code.clone()),
        ..was
    };
    records::save(tx.conn(), &place)?;
    tasks::done(tx, place.id.0, None)?;
    if let Some(run) = place.run_id {
        owing::register(tx, run)?;
    }

    let name = records::load_programme(tx.conn(), place.programme_id)?.name;
    let outcome = result.map_or_else(|| ending.label().to_owned(), |term| term.label.clone());
    let told = [outcome, why.to_owned(), came_to(tx.conn(), &place)?, change(tx.conn(), pack, place.id)?];
    let told = told.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n");
    if let Some(action) = place.action_id {
        let progress = match ending {
            Ending::Finished => plans::records::Progress::Done,
            Ending::Left | Ending::Off => plans::records::Progress::Dropped,
        };
        plans::records::say_beside(tx, plans::ActionId(action.0), progress, &told, &by.signature())?;
    }
    placing::tell(tx, by, &place, news::RESULT, &format!("A group has ended: {name}"))?;
    let detail = json!({"ending": ending, "result": place.result});
    let event = events::ENDED.on(place.id.0).family(place.family_id).detail(detail);
    tx.record(event.line(format!("{}: {name}", place.state.label()), told, by.signature()))?;
    owing::offers(tx, pack, place.programme_id)?;
    Ok(())
}

/// To how many sessions of their run they came, or caught up, and of how many a register was kept.
pub(crate) fn came_of(conn: &mut Conn, place: &Enrolment) -> store::Result<(usize, usize)> {
    // whoever waited again may have been to a run before
    let all = records::attended_of(conn, place.id)?;
    let all: Vec<_> = all.iter().filter(|(session, _)| Some(session.run_id) == place.run_id).collect();
    let came = all.iter().filter(|(_, said)| said.mark == Mark::Came || said.caught_up_on.is_some()).count();
    Ok((came, all.len()))
}

/// `Came to 6 of 8 sessions.`
pub(crate) fn came_to(conn: &mut Conn, place: &Enrolment) -> store::Result<String> {
    let (came, held) = came_of(conn, place)?;
    if held == 0 {
        return Ok(String::new());
    }
    Ok(format!("Came to {came} of {}.", web::dates::plural(i64::try_from(held).unwrap_or(0), "session")))
}

/// `Sleep: 3 before, 7 after.`, a line for each question that was answered twice.
fn change(conn: &mut Conn, pack: &Pack, of: EnrolmentId) -> store::Result<String> {
    let all = records::measures(conn, of)?;
    let before = all.iter().filter(|one| one.moment == Moment::Before && one.tool.is_empty());
    let lines = before.filter_map(|before| {
        let after = all.iter().find(|one| one.moment == Moment::After && one.question == before.question)?;
        let label = pack.label("programme-question", &before.question);
        Some(format!("{label}: {} before, {} after.", before.value, after.value))
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
