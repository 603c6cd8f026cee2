//! How an episode ends: what the plan and the step up say decides whether it may.
use access::{FamilyId, Permit};
use cases::{
    Episode,
    rules::{self, Closing},
    step_up,
};
use store::Tx;
use web::{Refusal, Result};

/// Closes an episode if nothing is left open; ends its plan.
///
/// # Errors
/// [`rules::CannotClose`] by name.
pub fn close(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId>,
    e: &Episode,
    reason: (&str, &str),
    exit_plan: &str,
) -> Result<()> {
    let (code, label) = reason;
    let plan = plans::records::current(tx.conn(), permit, e.id)?.filter(|w| w.plan.agreed_at.is_some());
    let step = step_up::last(tx.conn(), e.id)?;
    let closing = Closing {
        closed: !e.is_open(),
        reason: code,
        open_actions: plan.as_ref().map_or(0, plans::records::Whole::open_actions),
        outcomes: plan.as_ref().map_or((0, 0), |w| (w.outcomes.len(), w.without_result())),
        exit_plan,
        step_up_accepted: step.as_ref().is_some_and(|s| s.accepted_at.is_some()),
        step_up_pending: step.as_ref().is_some_and(step_up::StepUp::pending),
    };
    rules::close(&closing).map_err(Refusal::from)?;
    plans::records::end(tx, e.id, e.family_id)?;
    cases::records::close(tx, permit, e, code, label, exit_plan)?;
    Ok(())
}
