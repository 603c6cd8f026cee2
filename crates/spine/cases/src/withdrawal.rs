//! Somebody no longer agrees. Sharing of what is theirs has ended at once; whether help goes on, with whom and on what
//! basis is for the lead to say, within days, whether others of the family still agree or nobody does (practice 3).

use crate::{Case, Episode, events, kinds, records, rules};
use access::{FamilyId, Permit, family};
use pack::Pack;
use people::agreement::{self, Agreed, AgreementState};
use serde_json::json;
use store::{Conn, Tx};
use web::Result;
use work::{NewTask, tasks};

pub use crate::rules::withdrawal::Follows;

/// Records what somebody said of being supported. If they no longer agree, the lead owes an answer to what follows;
/// whoever agrees again has answered it.
///
/// # Errors
/// As [`agreement::record`].
pub fn record(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::RecordAgreement>,
    pack: &Pack,
    agreed: &Agreed,
) -> Result<()> {
    agreement::record(tx, permit, agreed, pack.number("agreement-again"))?;
    let Some(episode) = records::current(tx.conn(), permit)?.filter(Episode::is_open) else { return Ok(()) };

    let subject = agreed.person.0;
    tasks::done(tx, subject, Some(kinds::WITHDRAWAL))?;
    if agreed.state == AgreementState::Withdrawn {
        let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("withdrawal"));
        let href = format!("/episodes/{}/withdrawal", episode.id);
        let asked =
            NewTask::new(kinds::WITHDRAWAL, subject, "Someone no longer agrees: say what follows", href, due_on);
        tasks::add(tx, asked.owed_by(episode.lead_id).about(episode.family_id).within(episode.id))?;
    }
    Ok(())
}

/// Whether it is still to be said what follows.
pub fn is_asked(conn: &mut Conn, permit: &Permit<FamilyId, family::RecordAgreement>) -> store::Result<bool> {
    Ok(!open(conn, permit)?.is_empty())
}

fn open(conn: &mut Conn, permit: &Permit<FamilyId, family::RecordAgreement>) -> store::Result<Vec<tasks::Task>> {
    let mut owed = tasks::of_family(conn, permit)?;
    owed.retain(|task| task.kind == kinds::WITHDRAWAL.code());
    Ok(owed)
}

/// Says what follows, in words that the family may read.
///
/// # Errors
/// [`rules::withdrawal::CannotAnswer`].
pub fn answer(tx: &mut Tx<'_>, case: &Case<family::RecordAgreement>, follows: Follows, words: &str) -> Result<()> {
    let asked = open(tx.conn(), &case.permit)?;
    let today = tx.now.date();
    let agreed = agreement::in_force(tx.conn(), &case.permit, today)?;
    rules::withdrawal::answer(!asked.is_empty(), agreed, follows, words)?;

    for task in asked {
        tasks::done(tx, task.subject_id.0, Some(kinds::WITHDRAWAL))?;
    }
    let event = events::WITHDRAWAL_ANSWERED.on(case.episode.id.0).family(case.family());
    let event = event.detail(json!({"follows": follows}));
    tx.record(event.line(format!("After a withdrawal: {}", follows.label()), words, case.signature()))?;
    Ok(())
}
