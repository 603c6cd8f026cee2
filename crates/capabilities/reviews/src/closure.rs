//! How an episode ends: what the plan, the step up and the family say decides whether it may.

use crate::{
    records::feedback,
    rules::{self, Said},
};
use access::family;
use cases::{
    Case,
    rules::Closing,
    step_up::{self, StepUp},
};
use pack::Term;
use store::Tx;
use web::{Refusals, Result};

/// With what help ends.
#[derive(Debug, Clone)]
pub struct Ending<'a> {
    /// Why: a word of the pack's `closing-reason`.
    pub reason: &'a Term,
    /// What the family keeps, and whom it can call.
    pub exit_plan: &'a str,
    /// What the family says of the help.
    pub said: Said,
}

/// Closes an episode if nothing is left open; ends its plan. What the family said of the help is kept with it.
///
/// # Errors
/// [`cases::rules::CannotClose`] and [`rules::CannotEnd`]: all that stands against it.
pub fn close(tx: &mut Tx<'_>, case: &Case<family::CloseEpisode>, ending: &Ending<'_>) -> Result<()> {
    let Ending { reason, exit_plan, said } = ending;
    let plan = plans::records::current(tx.conn(), &case.permit, case.episode.id)?;
    let plan = plan.filter(|whole| whole.plan.agreed_at.is_some());
    let step_up = step_up::last(tx.conn(), &case.permit, case.episode.id)?;

    let closed = cases::rules::close(&Closing {
        closed: !case.episode.is_open(),
        reason: &reason.code,
        open_actions: plan.as_ref().map_or(0, |whole| whole.open_actions().count()),
        outcomes: plan.as_ref().map_or((0, 0), |whole| (whole.outcomes.len(), whole.without_result())),
        exit_plan,
        step_up_accepted: step_up.as_ref().is_some_and(|step_up| step_up.accepted_at.is_some()),
        step_up_pending: step_up.as_ref().is_some_and(StepUp::pending),
    });
    let (closed, feedback) = match (closed, rules::heard(&reason.code, said)) {
        (Ok(closed), Ok(feedback)) => (closed, feedback),
        (closed, heard) => {
            let all = closed.err().into_iter().chain(heard.err()).flatten();
            return Ok(Refusals::check(all.collect())?);
        }
    };

    plans::records::end(tx, case)?;
    if let Some(feedback) = feedback {
        feedback::keep(tx, case, &feedback)?;
    }
    cases::records::close(tx, case, &closed, &reason.label)?;
    Ok(())
}
