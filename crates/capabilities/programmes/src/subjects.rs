//! What access to runs and places depends on.

use crate::records::{self, EnrolmentId, RunId};
use access::{Actor, EnrolmentFacts, FamilyId, RunFacts, Subject, guard};
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

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(RunFacts, Option<FamilyId>)> {
        records::load_run(conn, *self)?;
        let Some(account) = actor.account else { return Ok((RunFacts::default(), None)) };
        let since = actor.as_of.date() - Days::new(STILL_THEIRS);
        let facts = RunFacts {
            facilitates: records::is_facilitator(conn, *self, account)?,
            covers: records::covers(conn, *self, account, since)?,
        };
        Ok((facts, None))
    }
}

impl Subject for EnrolmentId {
    type Facts = EnrolmentFacts;
    const KIND: &'static str = "enrolment";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(EnrolmentFacts, Option<FamilyId>)> {
        let found = records::load_enrolment(conn, *self)?;
        let facilitates = match (found.run_id, actor.account) {
            (Some(run), Some(account)) => records::is_facilitator(conn, run, account)?,
            _ => false,
        };
        let today = actor.as_of.date();
        let told = guard::may_be_told(conn, found.family_id, actor.organisation, today)?;
        let silent = match found.person_id {
            Some(person) => people::agreement::withdrawn_among(conn, &[found.family_id])?.contains(&person),
            None => false,
        };
        let facts = EnrolmentFacts {
            family: guard::facts(conn, found.family_id, actor)?,
            facilitates,
            told: told && !silent,
            asked: found.asked_by.is_some() && found.asked_by == actor.account,
        };
        Ok((facts, Some(found.family_id)))
    }
}
