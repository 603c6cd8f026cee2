//! How an episode ends: what the plan, the step up and the family say decides whether it may.

use crate::{
    records::ending,
    rules::{self, Said, ToAsk},
};
use access::{FamilyId, Sight, family};
use cases::{
    Case, EpisodeId,
    rules::Closing,
    step_up::{self, StepUp},
};
use chrono::NaiveDate;
use pack::{Pack, Term};
use store::{Conn, Tx};
use web::{Refusals, Result};

/// With what help ends.
#[derive(Debug, Clone)]
pub struct Ending<'a> {
    /// Why: a word of the pack's `closing-reason`.
    pub reason: &'a Term,
    /// What the family keeps, and whom it can call.
    pub exit_plan: &'a str,
    /// What the error was, where it was opened in error.
    pub error_why: &'a str,
    /// What the family says of the help and its end.
    pub said: Said,
}

/// Who is asked in the form that ends help: those who may be asked and were not asked by letter or link already, of whom
/// the answer is to come, or is there.
pub fn to_ask(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    of: EpisodeId,
    today: NaiveDate,
    pack: &Pack,
) -> store::Result<Vec<ToAsk>> {
    let asked = feedback::records::episode_asked(conn, sight, of)?;
    let mut all = feedback::records::to_ask(conn, sight, today, pack)?;
    all.retain(|who| asked.iter().all(|ask| ask.person_id != who.person));
    Ok(all)
}

/// Closes an episode if nothing is left open; ends its plan. What the family said of the help is kept with it. That it
/// was opened in error is said by a manager of its team, with the case of that act, and with what the error was.
///
/// # Errors
/// [`cases::rules::CannotClose`] and [`rules::CannotEnd`]: all that stands against it.
pub fn close(
    tx: &mut Tx<'_>,
    case: &Case<family::CloseEpisode>,
    in_error: Option<&Case<family::CloseInError>>,
    ending: &Ending<'_>,
    pack: &Pack,
) -> Result<()> {
    let Ending { reason, exit_plan, error_why, said } = ending;
    let plan = plans::records::last_agreed(tx.conn(), &case.permit, case.episode.id)?;
    let step_up = step_up::last(tx.conn(), &case.permit, case.episode.id)?;
    let running = plan.as_ref().filter(|whole| whole.plan.is_running());

    let closed = cases::rules::close(&Closing {
        closed: !case.episode.is_open(),
        reason: &reason.code,
        // those of a plan that has ended were answered then
        open_actions: running.map_or(0, |whole| whole.open_actions().count()),
        outcomes: plan.as_ref().map_or((0, 0), |whole| (whole.outcomes.len(), whole.without_result())),
        achieved: (plan.as_ref().map_or(0, plans::records::Whole::achieved), pack.number("positive-outcomes")),
        by_manager: in_error.is_some_and(|permitted| permitted.episode.id == case.episode.id),
        error_why,
        exit_plan,
        step_up_accepted: step_up.as_ref().is_some_and(|step_up| step_up.accepted_at.is_some()),
        step_up_pending: step_up.as_ref().is_some_and(StepUp::pending),
    });
    let today = tx.now.date();
    let to_ask = to_ask(tx.conn(), &case.permit, case.episode.id, today, pack)?;
    let heard = rules::heard(&reason.code, said, &to_ask, case.episode.lead_id);
    let closed = match (closed, heard) {
        (Ok(closed), Ok(())) => closed,
        (closed, heard) => {
            let all = closed.err().into_iter().chain(heard.err()).flatten();
            return Ok(Refusals::check(all.collect())?);
        }
    };

    plans::records::end(tx, case)?;
    if closed.reason() == cases::rules::IN_ERROR {
        ending::keep_error(tx, case, error_why)?;
    } else {
        ending::keep(tx, case, said, &to_ask)?;
    }
    cases::records::close(tx, case, &closed, &reason.label)?;
    Ok(())
}
