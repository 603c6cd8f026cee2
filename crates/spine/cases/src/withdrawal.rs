//! Somebody no longer agrees. Sharing of what is theirs has ended at once; whether help goes on, with whom and on what
//! basis is for the lead to say, within days, whether others of the family still agree or nobody does (practice 3). It is
//! owed until help rests on something again, or has ended: that somebody was asked once more does not answer it.

use crate::{Case, Episode, events, kinds, records, rules};
use access::{FamilyId, Permit, Sight, Themself, family, own_place};
use pack::Pack;
use people::{
    agreement::{self, Agreed, AgreementState, NewBasis},
    rules::AGREEMENT,
};
use serde_json::json;
use store::{Conn, Tx, Uuid};
use web::Result;
use work::{NewTask, tasks};

pub use crate::rules::withdrawal::{Answering, Follows};

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
    follow(tx, permit, pack, (agreed.person.0, agreed.state))
}

/// Somebody says in a place of their own that they no longer agree: the lead owes the same answer.
///
/// # Errors
/// As [`agreement::withdraw_own`].
pub fn record_own<S: Themself>(
    tx: &mut Tx<'_>,
    permit: &Permit<S, own_place::Decide>,
    pack: &Pack,
    words: &str,
) -> Result<()> {
    agreement::withdraw_own(tx, permit, words)?;
    follow(tx, &permit.of_family(), pack, (permit.subject().person(), AgreementState::Withdrawn))
}

/// What is owed after somebody said whether they agree.
fn follow(
    tx: &mut Tx<'_>,
    permit: &Sight<FamilyId>,
    pack: &Pack,
    (subject, state): (Uuid, AgreementState),
) -> Result<()> {
    let Some(episode) = records::current(tx.conn(), permit)?.filter(Episode::is_open) else { return Ok(()) };

    match state {
        AgreementState::Given => tasks::done(tx, subject, Some(kinds::WITHDRAWAL))?,
        AgreementState::Withdrawn if !is_owed(tx, permit, subject)? => {
            let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("withdrawal"));
            let href = format!("/episodes/{}/withdrawal", episode.id);
            let asked =
                NewTask::new(kinds::WITHDRAWAL, subject, "Someone no longer agrees: say what follows", href, due_on);
            tasks::add(tx, asked.owed_by(episode.lead_id).about(episode.family_id).within(episode.id))?;
        }
        AgreementState::Withdrawn | AgreementState::Refused => {}
    }
    Ok(())
}

/// Whether it is owed of this person already: said once more, it keeps its day.
fn is_owed(tx: &mut Tx<'_>, permit: &Sight<FamilyId>, person: Uuid) -> store::Result<bool> {
    Ok(open(tx.conn(), permit)?.iter().any(|task| task.subject_id.0 == person))
}

/// Whether it is still to be said what follows.
pub fn is_asked(conn: &mut Conn, permit: &Permit<FamilyId, family::RecordAgreement>) -> store::Result<bool> {
    Ok(!open(conn, permit)?.is_empty())
}

fn open(conn: &mut Conn, permit: &Sight<FamilyId>) -> store::Result<Vec<tasks::Task>> {
    let mut owed = tasks::of_family(conn, permit)?;
    owed.retain(|task| task.kind == kinds::WITHDRAWAL.code());
    Ok(owed)
}

/// Says what follows, in words that the family may read. Where help goes on, the words are kept as the reason for its
/// basis; where it ends, closing the episode is owed by the same day.
///
/// # Errors
/// [`rules::withdrawal::CannotAnswer`].
pub fn answer(tx: &mut Tx<'_>, case: &Case<family::RecordAgreement>, answer: Answering<'_>) -> Result<()> {
    let asked = open(tx.conn(), &case.permit)?;
    let today = tx.now.date();
    let agreed = agreement::in_force(tx.conn(), &case.permit, today)?;
    rules::withdrawal::answer(!asked.is_empty(), agreed, answer)?;

    let Answering { follows, basis, words } = answer;
    for task in asked {
        tasks::done(tx, task.subject_id.0, Some(kinds::WITHDRAWAL))?;
        if follows == Follows::Ends {
            let (title, href) = ("Close the episode: help ends", format!("/episodes/{}/closure", case.episode.id));
            let closing = NewTask::new(kinds::WITHDRAWAL, task.subject_id.0, title, href, task.due_on);
            tasks::add(tx, closing.owed_by(case.episode.lead_id).about(case.family()).within(case.episode.id))?;
        }
    }

    let goes_on_by = match follows {
        Follows::WithOthers => Some(AGREEMENT),
        Follows::OtherBasis => Some(basis),
        Follows::Ends => None,
    };
    if let Some(basis) = goes_on_by {
        let named = NewBasis { basis: basis.into(), reason: words.into(), notice: None };
        agreement::record_basis(tx, &case.permit, named)?;
    }

    let event = events::WITHDRAWAL_ANSWERED.on(case.episode.id.0).family(case.family());
    let event = event.detail(json!({"follows": follows, "basis": goes_on_by}));
    tx.record(event.line(format!("After a withdrawal: {}", follows.label()), words, case.signature()))?;
    Ok(())
}
