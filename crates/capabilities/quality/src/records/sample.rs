//! The list of files that fit, and what a seed draws of it. Both are kept: whoever doubts the sample draws it again.

use super::{
    Audit, AuditId, FileId, audit as audits,
    file::{self, File},
    tables::{audit, audit_candidate, audit_file},
};
use crate::{
    events, kinds,
    rules::sampling::{self, LARGEST_SEED, SampleRule},
};
use access::{AccountId, EpisodeId, FamilyId, Nobody, OrganisationId, Permit, TeamId, accounts, guard, nobody};
use cases::records::episode;
use chrono::{Days, Months, NaiveDate, NaiveTime};
use contacts::records::contact;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx, each};
use work::{NewTask, tasks};

/// Why a file that fits is not drawn: it was audited not long ago.
pub const LATELY: &str = "audited-lately";

/// Never was help.
const IN_ERROR: &str = "opened-in-error";

/// A line of the list that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_candidate, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Candidate {
    pub audit_id: AuditId,
    /// Its place in the list, from 0.
    pub nth: i64,
    pub episode_id: EpisodeId,
    /// Why it is not drawn, or nothing.
    pub left_out: String,
}

/// A file that fits.
#[derive(Debug, Clone)]
struct Fit {
    episode: EpisodeId,
    family: FamilyId,
    team: Option<TeamId>,
    lead: Option<AccountId>,
    left_out: &'static str,
}

/// A row of an episode.
type Row =
    (EpisodeId, FamilyId, Option<AnyId>, Option<TeamId>, Option<AccountId>, Instant, Option<Instant>, Option<String>);

/// How many files fit, and how many of them were audited not long ago.
pub fn fits(
    conn: &mut Conn,
    _: &Permit<Nobody, nobody::KeepAudits>,
    pack: &Pack,
    of: &Audit,
) -> Result<(usize, usize)> {
    let all = all(conn, pack, of)?;
    let left_out = all.iter().filter(|fit| !fit.left_out.is_empty()).count();
    Ok((all.len(), left_out))
}

fn midnight(day: NaiveDate) -> Instant {
    Instant::at_london(day.and_time(NaiveTime::MIN))
}

/// All files that fit, in the order of their ids: one a family, its last help in the period. Restricted records are in
/// no sample; those on their list look at them (T17).
fn all(conn: &mut Conn, pack: &Pack, of: &Audit) -> Result<Vec<Fit>> {
    let (from, until) = (midnight(of.from_on), midnight(of.until_on + Days::new(1)));
    let touches = episode::closed_at.is_null().or(episode::closed_at.assume_not_null().ge(from));
    let rows: Vec<Row> = episode::table
        .filter(episode::opened_at.lt(until).and(touches))
        .order((episode::opened_at, episode::id))
        .select((
            episode::id,
            episode::family_id,
            episode::contact_id,
            episode::team_id,
            episode::lead_id,
            episode::opened_at,
            episode::closed_at,
            episode::closing_reason,
        ))
        .load(conn)?;
    let restricted: Vec<FamilyId> =
        guard::guard::table.filter(guard::guard::restricted.eq(true)).select(guard::guard::family_id).load(conn)?;
    let restricted: BTreeSet<FamilyId> = restricted.into_iter().collect();
    let narrowing = Narrowing::of(conn, &of.rule.0, &rows)?;
    let lately = audited_since(conn, of.until_on.min(of.begun_at.date()) - Months::new(pack.number("audit-lately")))?;

    let mut last: BTreeMap<FamilyId, Fit> = BTreeMap::new();
    for row in &rows {
        let (id, family, _, team, lead, _, closed_at, reason) = row;
        let ended = closed_at.is_some_and(|at| at < until);
        if restricted.contains(family)
            || reason.as_deref() == Some(IN_ERROR)
            || (of.rule.0.ended && !ended)
            || !narrowing.takes(row)
        {
            continue;
        }
        let left_out = if lately.contains(family) { LATELY } else { "" };
        last.insert(*family, Fit { episode: *id, family: *family, team: *team, lead: *lead, left_out });
    }
    let mut fits: Vec<Fit> = last.into_values().collect();
    fits.sort_by_key(|fit| fit.episode);
    Ok(fits)
}

/// Families whose file has an agreed grade of this day or later.
fn audited_since(conn: &mut Conn, day: NaiveDate) -> Result<BTreeSet<FamilyId>> {
    let since = midnight(day);
    let all: Vec<FamilyId> = audit_file::table
        .filter(audit_file::agreed_at.is_not_null().and(audit_file::agreed_at.assume_not_null().ge(since)))
        .select(audit_file::family_id)
        .load(conn)?;
    Ok(all.into_iter().collect())
}

/// What narrows the list, with what has to be known for it.
struct Narrowing<'a> {
    rule: &'a SampleRule,
    contacts: BTreeMap<AnyId, (Vec<String>, Option<String>)>,
    agencies: BTreeMap<AccountId, OrganisationId>,
}

impl<'a> Narrowing<'a> {
    fn of(conn: &mut Conn, rule: &'a SampleRule, rows: &[Row]) -> Result<Self> {
        let (mut contacts, mut agencies) = (BTreeMap::new(), BTreeMap::new());
        if !rule.needs.is_empty() || !rule.levels.is_empty() {
            let ids: Vec<contacts::ContactId> =
                rows.iter().filter_map(|row| Some(contacts::ContactId(row.2?.0))).collect();
            for some in ids.chunks(500) {
                let found: Vec<(contacts::ContactId, Json<Vec<String>>, Option<String>)> = contact::table
                    .filter(contact::id.eq_any(some))
                    .select((contact::id, contact::needs, contact::level))
                    .load(conn)?;
                contacts.extend(found.into_iter().map(|(id, needs, level)| (AnyId(id.0), (needs.0, level))));
            }
        }
        if !rule.agencies.is_empty() {
            agencies = agencies_of(conn, rows.iter().filter_map(|row| row.4))?;
        }
        Ok(Self { rule, contacts, agencies })
    }

    fn takes(&self, (_, _, contact, team, lead, _, _, reason): &Row) -> bool {
        let rule = self.rule;
        let told = contact.and_then(|contact| self.contacts.get(&contact));
        let any = |wanted: &[String], said: &[String]| wanted.is_empty() || said.iter().any(|one| wanted.contains(one));
        let one = |wanted: &[String], said: Option<String>| {
            wanted.is_empty() || said.is_some_and(|one| wanted.contains(&one))
        };
        let agency = lead.and_then(|lead| self.agencies.get(&lead)).map(ToString::to_string);
        any(&rule.needs, told.map_or(&[], |(needs, _)| needs.as_slice()))
            && one(&rule.levels, told.and_then(|(_, level)| level.clone()))
            && one(&rule.teams, team.map(|team| team.to_string()))
            && one(&rule.agencies, agency)
            && one(&rule.outcomes, reason.clone())
    }
}

/// For which organisation each of these works.
fn agencies_of(
    conn: &mut Conn,
    accounts: impl Iterator<Item = AccountId>,
) -> Result<BTreeMap<AccountId, OrganisationId>> {
    let all: BTreeSet<AccountId> = accounts.collect();
    let all: Vec<AccountId> = all.into_iter().collect();
    let found = accounts::colleagues_among(conn, &all)?;
    Ok(found.into_iter().map(|one| (one.id, one.organisation_id)).collect())
}

type Keeps = Permit<Nobody, nobody::KeepAudits>;

/// Draws the sample: by this seed, or one that is made for it. List and seed stay.
///
/// # Errors
/// Every [`crate::rules::CannotSample`] that holds.
pub fn draw(
    tx: &mut Tx<'_>,
    permit: &Keeps,
    pack: &Pack,
    id: AuditId,
    (seed, wrong): (Option<i64>, bool),
) -> web::Result<usize> {
    let of = audits::find(tx.conn(), id)?;
    let fits = all(tx.conn(), pack, &of)?;
    let free = fits.iter().filter(|fit| fit.left_out.is_empty()).count();
    sampling::draw(of.drawn_at.is_some(), seed, wrong, free)?;

    let random = u32::from_be_bytes(store::ids::random::<4>());
    let seed = seed.unwrap_or_else(|| i64::from(random) % LARGEST_SEED + 1);
    let list: Vec<Candidate> = (0..)
        .zip(&fits)
        .map(|(nth, fit)| Candidate { audit_id: id, nth, episode_id: fit.episode, left_out: fit.left_out.into() })
        .collect();
    for some in list.chunks(200) {
        each!(tx.conn(), c => diesel::insert_into(audit_candidate::table).values(some).execute(c))?;
    }
    let size = sampling::size(free, of.files, pack.number("audit-share"));
    let now = tx.now;
    let listed = i64::try_from(fits.len()).unwrap_or(i64::MAX);
    diesel::update(audit::table.find(id))
        .set((
            audit::seed.eq(Some(seed)),
            audit::listed.eq(listed),
            audit::drawn_at.eq(Some(now)),
            audit::drawn_by.eq(&permit.actor().name),
            audit::version.eq(of.version + 1),
        ))
        .execute(tx.conn())?;

    let agencies = agencies_of(tx.conn(), fits.iter().filter_map(|fit| fit.lead))?;
    for (n, nth) in (1..).zip(chosen(seed, &list).take(size)) {
        let Some(fit) = fits.get(nth) else { continue };
        let agency = fit.lead.and_then(|lead| agencies.get(&lead).copied());
        let row = new_file(&of, (n, nth), fit, agency);
        file::insert(tx, &row)?;
        file::owe_by(tx, pack, of.owner_id, kinds::ALLOCATE, &row)?;
    }
    let due = pack.calendar().plus_working(now.date(), pack.number("audit-report"));
    let task =
        NewTask::new(kinds::REPORT, id.0, format!("{}: publish the report", of.title), format!("/audits/{id}"), due);
    tasks::add(tx, task.owed_by(of.owner_id))?;
    tx.record(events::DRAWN.on(id.0).detail(json!({"seed": seed, "listed": listed, "files": size})))?;
    Ok(size)
}

/// The places of the list that are drawn, in that order, without those left out.
fn chosen(seed: i64, list: &[Candidate]) -> impl Iterator<Item = usize> {
    let order = sampling::order(seed, list.len());
    order.into_iter().filter(|nth| list.get(*nth).is_some_and(|one| one.left_out.is_empty()))
}

fn new_file(of: &Audit, (n, nth): (i64, usize), fit: &Fit, agency: Option<OrganisationId>) -> File {
    File {
        id: FileId::new(),
        audit_id: of.id,
        n,
        nth: i64::try_from(nth).unwrap_or_default(),
        episode_id: fit.episode,
        family_id: fit.family,
        team_id: fit.team,
        worker_id: fit.lead,
        agency_id: agency,
        moderator_id: None,
        allocated_at: None,
        graded_at: None,
        agreed_at: None,
        agreed_by: String::new(),
        grade: None,
        why: String::new(),
        shared_at: None,
        shared_by: String::new(),
        out_at: None,
        out_by: String::new(),
        out_reason: String::new(),
        out_note: String::new(),
        ended: false,
        version: 1,
    }
}

/// What drawing again gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Places of the list in the order in which they were drawn, those that took the place of others at the end.
    pub then: Vec<i64>,
    /// The same, drawn now from the list and seed that were kept.
    pub now: Vec<i64>,
    /// How many of the list were not drawn because they were audited not long before.
    pub left_out: usize,
}

/// Draws the kept list again by the kept seed.
pub fn draw_again(conn: &mut Conn, _: &Keeps, of: &Audit) -> Result<Drawn> {
    let list = list(conn, of.id)?;
    let then: Vec<i64> = audit_file::table
        .filter(audit_file::audit_id.eq(of.id))
        .order(audit_file::n)
        .select(audit_file::nth)
        .load(conn)?;
    let drawn = chosen(of.seed.unwrap_or_default(), &list).take(then.len());
    let now = drawn.map(|nth| i64::try_from(nth).unwrap_or_default()).collect();
    Ok(Drawn { then, now, left_out: list.iter().filter(|one| !one.left_out.is_empty()).count() })
}

fn list(conn: &mut Conn, id: AuditId) -> Result<Vec<Candidate>> {
    Ok(audit_candidate::table
        .filter(audit_candidate::audit_id.eq(id))
        .order(audit_candidate::nth)
        .select(Candidate::as_select())
        .load(conn)?)
}

/// A file was taken out: the next of the list takes its place, as the seed draws it; none where the list is at its end.
pub(super) fn draw_next(tx: &mut Tx<'_>, pack: &Pack, id: AuditId) -> Result<Option<FileId>> {
    let of = audits::find(tx.conn(), id)?;
    let list = list(tx.conn(), id)?;
    let taken: Vec<(i64, i64)> = audit_file::table
        .filter(audit_file::audit_id.eq(id))
        .select((audit_file::n, audit_file::nth))
        .load(tx.conn())?;
    let next_n = taken.iter().map(|(n, _)| *n).max().unwrap_or(0) + 1;
    // those that were drawn before are the first of the order, whatever became of them
    let Some(nth) = chosen(of.seed.unwrap_or_default(), &list).nth(taken.len()) else { return Ok(None) };
    let Some(line) = list.get(nth) else { return Ok(None) };
    type Of = (FamilyId, Option<TeamId>, Option<AccountId>);
    let (family, team, lead): Of = episode::table
        .find(line.episode_id)
        .select((episode::family_id, episode::team_id, episode::lead_id))
        .first(tx.conn())?;
    let fit = Fit { episode: line.episode_id, family, team, lead, left_out: "" };
    let agency = agencies_of(tx.conn(), lead.into_iter())?.into_values().next();
    let mut row = new_file(&of, (next_n, nth), &fit, agency);
    // drawn in its turn, and out at once: the list stays the same for whoever draws it again
    if guard::is_restricted(tx.conn(), family)? {
        (row.out_at, row.out_reason, row.ended) = (Some(tx.now), file::RESTRICTED.into(), true);
        file::insert(tx, &row)?;
        return draw_next(tx, pack, id);
    }
    file::insert(tx, &row)?;
    file::owe_by(tx, pack, of.owner_id, kinds::ALLOCATE, &row)?;
    Ok(Some(row.id))
}
