//! Runs: a programme at a place, from one day to another, with so many places and its facilitators.

use super::programmes::{ProgrammeId, ProgrammeUid};
use access::{AccountId, AccountUid, Sight, TeamId, accounts::TeamUid};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Instant, Json, MultiBackend, Result, each};

store::strict_id!(
    /// A run of a programme.
    RunId,
    RunUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AccountUid, ProgrammeUid, RunUid, TeamUid};

    programme_run (id) {
        id -> RunUid,
        programme_id -> ProgrammeUid,
        place_name -> Text,
        place_line -> Text,
        town -> Text,
        postcode -> Text,
        secret -> Bool,
        language -> Text,
        creche -> Bool,
        transport -> Text,
        accessible -> Jsonb,
        places -> BigInt,
        keeper_id -> AccountUid,
        team_id -> Nullable<TeamUid>,
        note -> Text,
        starts_on -> Date,
        ends_on -> Date,
        begun_at -> Utc,
        cancelled_at -> Nullable<Utc>,
        cancelled_why -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use super::{AccountUid, RunUid};

    run_facilitator (run_id, account_id) {
        run_id -> RunUid,
        account_id -> AccountUid,
    }
}

/// A run of a programme.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = programme_run, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Run {
    pub id: RunId,
    pub programme_id: ProgrammeId,
    pub place_name: String,
    pub place_line: String,
    pub town: String,
    pub postcode: String,
    /// The place may not be known: it stands in no entry, letter or calendar (T16).
    pub secret: bool,
    /// A word of the pack's `language`.
    pub language: String,
    pub creche: bool,
    /// How people get there who have no car; empty for no help with it.
    pub transport: String,
    /// Words of the pack's `accessibility`.
    pub accessible: Json<Vec<String>>,
    pub places: i64,
    /// The manager who answers for it where no facilitator does.
    pub keeper_id: AccountId,
    /// The team whose managers are told when its work is late.
    pub team_id: Option<TeamId>,
    /// What whoever comes should know or bring.
    pub note: String,
    /// The day of its first session, and of its last.
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub begun_at: Instant,
    pub cancelled_at: Option<Instant>,
    pub cancelled_why: String,
    pub version: i64,
}

impl Run {
    /// Whether a place in it can still be taken.
    pub fn is_open(&self, today: NaiveDate) -> bool {
        self.cancelled_at.is_none() && self.ends_on >= today
    }

    /// Where it is, on one line, for those who come; nothing of a place that may not be known.
    pub fn place(&self) -> String {
        if self.secret {
            return String::new();
        }
        let parts = [&self.place_name, &self.place_line, &self.town, &self.postcode];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
    }

    /// `14 April 2026 to 2 June 2026`.
    pub fn dates(&self) -> String {
        format!("{} to {}", web::dates::day(self.starts_on), web::dates::day(self.ends_on))
    }
}

/// A run, for those who may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_run(conn: &mut Conn, sight: &Sight<RunId>) -> Result<Run> {
    load_run(conn, sight.subject())
}

pub(crate) fn load_run(conn: &mut Conn, id: RunId) -> Result<Run> {
    Ok(each!(conn, c => programme_run::table.find(id).select(Run::as_select()).first(c))?)
}

// A run by itself names nobody: who is in it is asked with a permit.

/// The runs of a programme, the last first.
pub fn runs_of(conn: &mut Conn, of: ProgrammeId) -> Result<Vec<Run>> {
    let all = programme_run::table.filter(programme_run::programme_id.eq(of)).order(programme_run::starts_on.desc());
    Ok(all.limit(100).select(Run::as_select()).load(conn)?)
}

/// Every run that is not over on this day, the soonest first.
pub fn list_runs(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Run>> {
    let open = programme_run::table
        .filter(programme_run::cancelled_at.is_null().and(programme_run::ends_on.ge(today)))
        .order((programme_run::starts_on, programme_run::id));
    Ok(open.limit(500).select(Run::as_select()).load(conn)?)
}

/// Who runs it.
pub fn facilitators_of(conn: &mut Conn, run: RunId) -> Result<Vec<AccountId>> {
    Ok(each!(conn, c => run_facilitator::table
        .filter(run_facilitator::run_id.eq(run))
        .order(run_facilitator::account_id)
        .select(run_facilitator::account_id)
        .load(c))?)
}

/// Whether this account runs it.
pub fn is_facilitator(conn: &mut Conn, run: RunId, account: AccountId) -> Result<bool> {
    let there: i64 = each!(conn, c => run_facilitator::table.find((run, account)).count().get_result(c))?;
    Ok(there > 0)
}

/// Whether those who ran it may still see it: for so many days of the pack after its last session.
pub(crate) fn in_sight(run: &Run, pack: &Pack, today: NaiveDate) -> bool {
    run.ends_on + Days::new(u64::from(pack.number("programme-sight"))) >= today
}

/// These run it, and nobody else.
pub(crate) fn set_facilitators(conn: &mut Conn, run: RunId, all: &[AccountId]) -> Result<()> {
    diesel::delete(run_facilitator::table.filter(run_facilitator::run_id.eq(run))).execute(conn)?;
    for account in all {
        let row = (run_facilitator::run_id.eq(run), run_facilitator::account_id.eq(*account));
        each!(conn, c => diesel::insert_into(run_facilitator::table).values(row).execute(c))?;
    }
    Ok(())
}
