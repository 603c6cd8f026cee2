//! What access to runs and places depends on.

use crate::records::{self, EnrolmentId, Run, RunId};
use access::{AccountId, Actor, EnrolmentFacts, FamilyId, RunFacts, Subject, guard};
use chrono::Days;
use pack::Pack;
use store::{Conn, Result, Uuid};

/// For so many days after the session that somebody ran for others its register is theirs to put right.
const STILL_THEIRS: u64 = 14;

impl Subject for RunId {
    type Facts = RunFacts;
    const KIND: &'static str = "run";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> Result<(RunFacts, Option<FamilyId>)> {
        let run = records::load_run(conn, *self)?;
        let Some(account) = actor.account else { return Ok((RunFacts::default(), None)) };
        let since = actor.as_of.date() - Days::new(STILL_THEIRS);
        let facts = RunFacts {
            facilitates: facilitates(conn, pack, (&run, account), actor)?,
            covers: records::covers(conn, *self, account, since)?,
        };
        Ok((facts, None))
    }
}

/// Whether this account runs it, and its last session was not long ago.
fn facilitates(conn: &mut Conn, pack: &Pack, (run, account): (&Run, AccountId), actor: &Actor) -> Result<bool> {
    Ok(records::in_sight(run, pack, actor.as_of.date()) && records::is_facilitator(conn, run.id, account)?)
}

impl Subject for EnrolmentId {
    type Facts = EnrolmentFacts;
    const KIND: &'static str = "enrolment";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> Result<(EnrolmentFacts, Option<FamilyId>)> {
        let found = records::load_enrolment(conn, *self)?;
        let (facilitates, keeps) = match (found.run_id, actor.account) {
            (Some(run), Some(account)) => {
                let run = records::load_run(conn, run)?;
                (facilitates(conn, pack, (&run, account), actor)?, run.keeper_id == account)
            }
            _ => (false, false),
        };
        let today = actor.as_of.date();
        let sight = Days::new(u64::from(pack.number("programme-sight")));
        let lately = found.ended_at.is_none_or(|at| at.date() + sight >= today);
        let told = guard::may_be_told(conn, found.family_id, actor.organisation, today)?;
        let silent = match found.person_id {
            Some(person) => people::agreement::withdrawn_among(conn, &[found.family_id])?.contains(&person),
            None => false,
        };
        let facts = EnrolmentFacts {
            family: guard::facts(conn, found.family_id, actor)?,
            facilitates,
            keeps,
            led: guard::lead_of(conn, found.family_id)?.is_some(),
            told: told && !silent,
            asked: lately && found.asked_by.is_some() && found.asked_by == actor.account,
        };
        Ok((facts, Some(found.family_id)))
    }
}
