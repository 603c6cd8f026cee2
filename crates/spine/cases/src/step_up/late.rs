//! A step up that waits too long is late work of everybody at social care; where nobody of theirs has an account, of
//! the lead, by the task that was made for it (T34).

use super::{StepUpId, family_of, load, step_up};
use access::{AccountId, Role, accounts, capability::Late, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, Result};

/// Step ups that social care has not answered in time. The job that tells late work runs for nobody.
pub(crate) fn late_step_ups(conn: &mut Conn, _: &Pack, today: NaiveDate) -> Result<Vec<Late>> {
    let ids: Vec<StepUpId> = step_up::table
        .filter(step_up::submitted_at.is_not_null().and(step_up::accepted_at.is_null()))
        .filter(step_up::returned_at.is_null().and(step_up::due_on.lt(today)))
        .select(step_up::id)
        .load(conn)?;
    let all = if ids.is_empty() { vec![] } else { accounts::anywhere_with_role(conn, Role::SocialCare)? };

    let mut late = Vec::new();
    for id in ids {
        let found = load(conn, id)?;
        let family = family_of(conn, &found)?;
        // where nobody of theirs is here, the lead owes a task
        if !guard::is_attended(conn, family)? {
            continue;
        }
        let mut owners: Vec<AccountId> = found.read_by.map_or_else(|| all.clone(), |by| vec![by]);
        owners.retain(|account| !guard::is_kept_from(conn, family, *account).unwrap_or(true));
        late.push(Late {
            subject: AnyId(id.0),
            kind: "step-up-answer".into(),
            due_on: found.due_on.unwrap_or(today),
            owners,
            team: guard::team_of(conn, family)?,
            group: "Children's social care",
            family: Some(family),
        });
    }
    Ok(late)
}
