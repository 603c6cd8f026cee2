//! Who grades a file, for how long, and who takes over. Here, and nowhere else, the tie is made through which an auditor
//! opens a family's record; it ends by itself.

use super::{
    FileId, SeatId, audit as audits,
    file::{self, File},
    tables::{audit_file, audit_seat, audit_tie},
    ties,
};
use crate::{
    events, kinds, news,
    rules::{self, Allocating},
};
use access::{
    AccountId, OrganisationId, Permit, Role, accounts, audit_file as acts,
    guard::{self, Tie},
};
use chrono::Days;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeSet;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};
use work::{NewTask, news::News, tasks};

/// An auditor's part in a file.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_seat, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Seat {
    pub id: SeatId,
    pub file_id: FileId,
    /// The first or the second.
    pub place: i64,
    pub account_id: AccountId,
    pub organisation_id: OrganisationId,
    pub name: String,
    pub since_at: Instant,
    /// Until when they can open the file.
    pub until_at: Instant,
    /// When somebody took over, or it was all over.
    pub ended_at: Option<Instant>,
    pub ended_why: String,
    pub finished_at: Option<Instant>,
    pub grade: Option<String>,
    pub why: String,
    /// What went well, over all.
    pub good: String,
    /// What should be better, over all.
    pub better: String,
}

impl Seat {
    /// Whether they still have a part in it: not replaced, and their time is not over.
    pub fn is_live(&self, now: Instant) -> bool {
        self.ended_at.is_none() && self.until_at > now
    }

    /// Whether their grades count: nobody took over from them.
    pub fn counts(&self) -> bool {
        self.ended_at.is_none() || self.finished_at.is_some()
    }
}

/// All who ever had a part in a file, in the order of their places.
pub fn seats_of(conn: &mut Conn, id: FileId) -> Result<Vec<Seat>> {
    Ok(each!(conn, c => audit_seat::table
        .filter(audit_seat::file_id.eq(id))
        .order((audit_seat::place, audit_seat::since_at, audit_seat::id))
        .select(Seat::as_select())
        .load(c))?)
}

/// Files of which somebody has a live part, with it.
pub(crate) fn mine(conn: &mut Conn, account: AccountId, now: Instant) -> Result<Vec<(File, Seat)>> {
    let live = audit_seat::ended_at.is_null().and(audit_seat::until_at.gt(now));
    Ok(audit_seat::table
        .inner_join(audit_file::table)
        .filter(audit_seat::account_id.eq(account).and(live).and(audit_file::ended.eq(false)))
        .order((audit_file::audit_id, audit_file::n))
        .select((File::as_select(), Seat::as_select()))
        .load(conn)?)
}

/// Files that wait for this person to moderate them.
pub(crate) fn moderated_by(conn: &mut Conn, account: AccountId) -> Result<Vec<File>> {
    Ok(audit_file::table
        .filter(audit_file::moderator_id.eq(account).and(audit_file::agreed_at.is_null()))
        .filter(audit_file::ended.eq(false))
        .order((audit_file::audit_id, audit_file::n))
        .select(File::as_select())
        .load(conn)?)
}

/// Auditors who have no tie to a file's family, by name, with the name of their agency; and how many have one.
pub fn free_auditors(
    conn: &mut Conn,
    permit: &Permit<FileId, acts::Keep>,
) -> Result<(Vec<accounts::Colleague>, usize)> {
    let file = file::load_file(conn, permit.subject())?;
    let all = accounts::anywhere_with_role(conn, Role::Auditor)?;
    let tied = ties::tied_among(conn, file.family_id, &all)?;
    let mut free = accounts::colleagues_among(conn, &all)?;
    let many = free.len();
    free.retain(|one| !tied.contains(&one.id));
    free.sort_by(|one, other| one.name.cmp(&other.name));
    let tied = many - free.len();
    Ok((free, tied))
}

/// Who is to grade a file, and who settles it.
#[derive(Debug, Clone, Default)]
pub struct NewSeats {
    /// The two.
    pub two: [Option<AccountId>; 2],
    /// Who moderates.
    pub moderator: Option<AccountId>,
    /// Why somebody takes over.
    pub why: String,
}

/// Gives a file to two auditors of two agencies, or replaces one of them: what the first has written stays. Said again of
/// the same auditors, their time begins anew.
///
/// # Errors
/// Every [`rules::CannotAllocate`] that holds.
pub fn allocate(tx: &mut Tx<'_>, permit: &Permit<FileId, acts::Keep>, pack: &Pack, new: &NewSeats) -> web::Result<()> {
    let file = file::load_file(tx.conn(), permit.subject())?;
    let now = tx.now;
    let mut asked = [(None, false); 3];
    for (place, account) in [new.two[0], new.two[1], new.moderator].into_iter().enumerate() {
        let found = account.map(|account| ties::auditor(tx.conn(), file.family_id, account)).transpose()?.flatten();
        asked[place] = (found, account.is_some());
    }
    let there: Vec<Seat> = seats_of(tx.conn(), file.id)?.into_iter().filter(|seat| seat.ended_at.is_none()).collect();
    let stays = |seat: &Seat| new.two.contains(&Some(seat.account_id));
    let [first, second, moderator] = asked;
    let finished_goes = there.iter().any(|seat| seat.finished_at.is_some() && !stays(seat));
    rules::allocate(Allocating {
        two: [first, second],
        moderator,
        graded: file.graded_at.is_some() || finished_goes,
        out: file.out_at.is_some(),
        replaces: there.iter().any(|seat| !stays(seat)),
        why: &new.why,
    })?;

    for gone in there.iter().filter(|seat| !stays(seat)) {
        end(tx, &file, gone, &new.why)?;
    }
    let until = now.plus_seconds(i64::from(pack.number("audit-sight")) * 86_400);
    let taken: BTreeSet<i64> = there.iter().filter(|seat| stays(seat)).map(|seat| seat.place).collect();
    let mut places = [1, 2].into_iter().filter(|place| !taken.contains(place));
    for account in new.two.into_iter().flatten() {
        match there.iter().find(|seat| seat.account_id == account) {
            Some(seat) => extend(tx, &file, seat, until)?,
            None => sit(tx, pack, &file, (account, places.next().unwrap_or(2)), until)?,
        }
    }
    if let Some(before) = file.moderator_id.filter(|before| Some(*before) != new.moderator) {
        tasks::done_by(tx, file.id.0, kinds::MODERATE, before)?;
    }
    diesel::update(audit_file::table.find(file.id))
        .set((
            audit_file::moderator_id.eq(new.moderator),
            audit_file::allocated_at.eq(Some(file.allocated_at.unwrap_or(now))),
            audit_file::version.eq(file.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, file.id.0, Some(kinds::ALLOCATE))?;
    if file.allocated_at.is_none() {
        super::voices::ask_worker(tx, pack, &file)?;
    }
    let detail = json!({"auditors": new.two, "moderator": new.moderator});
    tx.record(events::ALLOCATED.on(file.id.0).family(file.family_id).detail(detail))?;
    Ok(())
}

/// Somebody begins to grade.
fn sit(
    tx: &mut Tx<'_>,
    pack: &Pack,
    file: &File,
    (account, place): (AccountId, i64),
    until: Instant,
) -> web::Result<()> {
    let who = accounts::colleague(tx.conn(), account)?;
    let row = Seat {
        id: SeatId::new(),
        file_id: file.id,
        place,
        account_id: account,
        organisation_id: who.organisation_id,
        name: who.name,
        since_at: tx.now,
        until_at: until,
        ended_at: None,
        ended_why: String::new(),
        finished_at: None,
        grade: None,
        why: String::new(),
        good: String::new(),
        better: String::new(),
    };
    each!(tx.conn(), c => diesel::insert_into(audit_seat::table).values(&row).execute(c))?;
    open_file(tx, file, account, until)?;
    let of = audits::find(tx.conn(), file.audit_id)?;
    let due = pack.calendar().plus_working(tx.now.date(), pack.number("audit-grade"));
    let title = format!("{}: grade file {}", of.title, file.n);
    tasks::add(tx, NewTask::new(kinds::GRADE, row.id.0, title.clone(), file.href(), due).owed_by(account))?;
    work::news::tell(tx, account, &News::new(news::ALLOCATED, title, file.href()))?;
    Ok(())
}

/// The tie of an audit: until a moment, anew where there is one.
pub(super) fn open_file(tx: &mut Tx<'_>, file: &File, account: AccountId, until: Instant) -> Result<()> {
    guard::untie(tx, file.family_id, Some(account), Tie::Audit)?;
    guard::tie(tx, file.family_id, account, Tie::Audit, Some(until))
}

fn extend(tx: &mut Tx<'_>, file: &File, seat: &Seat, until: Instant) -> Result<()> {
    if seat.finished_at.is_some() {
        return Ok(());
    }
    diesel::update(audit_seat::table.find(seat.id)).set(audit_seat::until_at.eq(until)).execute(tx.conn())?;
    open_file(tx, file, seat.account_id, until)
}

/// Somebody has no part in it any more; what they wrote stays.
fn end(tx: &mut Tx<'_>, file: &File, seat: &Seat, why: &str) -> Result<()> {
    let now = tx.now;
    diesel::update(audit_seat::table.find(seat.id))
        .set((audit_seat::ended_at.eq(Some(now)), audit_seat::ended_why.eq(why)))
        .execute(tx.conn())?;
    shut_file(tx, file, seat.account_id)?;
    tasks::done(tx, seat.id.0, Some(kinds::GRADE))?;
    work::news::over(tx, seat.account_id, &file.href())?;
    let detail = json!({"auditor": seat.account_id});
    tx.record(events::SEAT_ENDED.on(file.id.0).family(file.family_id).detail(detail))?;
    Ok(())
}

/// The tie ends, unless the same family is in another audit of theirs.
pub(super) fn shut_file(tx: &mut Tx<'_>, file: &File, account: AccountId) -> Result<()> {
    let now = tx.now;
    let others: i64 = audit_seat::table
        .inner_join(audit_file::table)
        .filter(
            audit_file::family_id.eq(file.family_id).and(audit_file::id.ne(file.id)).and(audit_file::ended.eq(false)),
        )
        .filter(audit_seat::account_id.eq(account).and(audit_seat::ended_at.is_null()))
        .filter(audit_seat::until_at.gt(now))
        .count()
        .get_result(tx.conn())?;
    if others == 0 {
        guard::untie(tx, file.family_id, Some(account), Tie::Audit)?;
    }
    Ok(())
}

/// All who had a part in it have none any more.
pub(super) fn end_all(tx: &mut Tx<'_>, file: &File) -> Result<()> {
    for seat in seats_of(tx.conn(), file.id)?.iter().filter(|seat| seat.ended_at.is_none()) {
        end(tx, file, seat, "")?;
    }
    if let Some(moderator) = file.moderator_id {
        shut_file(tx, file, moderator)?;
    }
    Ok(())
}

/// An auditor says that they have a tie to the family, and steps out: whoever leads the audit finds another.
///
/// # Errors
/// `tie-without-why`.
pub fn step_out(tx: &mut Tx<'_>, permit: &Permit<FileId, acts::StepOut>, pack: &Pack, why: &str) -> web::Result<()> {
    if why.trim().is_empty() {
        return Err(web::Refusal::new("tie-without-why", "Write how you know the family").at("why").into());
    }
    let file = file::load_file(tx.conn(), permit.subject())?;
    let account = permit.actor().account.ok_or(web::Error::NotFound)?;
    let row = (
        audit_tie::family_id.eq(file.family_id),
        audit_tie::account_id.eq(account),
        audit_tie::why.eq(why),
        audit_tie::at.eq(tx.now),
    );
    let insert = diesel::insert_into(audit_tie::table).values(row).on_conflict_do_nothing();
    each!(tx.conn(), c => insert.execute(c))?;
    let seats = seats_of(tx.conn(), file.id)?;
    for seat in seats.iter().filter(|seat| seat.account_id == account && seat.ended_at.is_none()) {
        end(tx, &file, seat, "They have a tie to the family.")?;
    }
    if file.moderator_id == Some(account) {
        diesel::update(audit_file::table.find(file.id))
            .set(audit_file::moderator_id.eq(None::<AccountId>))
            .execute(tx.conn())?;
        tasks::done_by(tx, file.id.0, kinds::MODERATE, account)?;
        shut_file(tx, &file, account)?;
        let detail = json!({"moderator": account});
        tx.record(events::SEAT_ENDED.on(file.id.0).family(file.family_id).detail(detail))?;
    }
    let of = audits::find(tx.conn(), file.audit_id)?;
    if !tasks::is_owed(tx.conn(), kinds::ALLOCATE, file.id.0)? {
        file::owe_by(tx, pack, of.owner_id, kinds::ALLOCATE, &file)?;
    }
    let title = format!("{}: an auditor of file {} stepped out", of.title, file.n);
    work::news::tell(tx, of.owner_id, &News::new(news::OUT, title, file.href()))?;
    Ok(())
}

/// Until when whoever moderates can open the file.
pub(super) fn sight_until(tx: &Tx<'_>, pack: &Pack) -> Instant {
    let until = tx.now.date() + Days::new(u64::from(pack.number("audit-sight")));
    Instant::at_london(until.and_hms_opt(0, 0, 0).unwrap_or_default())
}

/// The grade is agreed: nobody who audited the file can open it any more.
pub(super) fn end_sight(tx: &mut Tx<'_>, file: &File) -> Result<()> {
    let now = tx.now;
    let live = audit_seat::table.filter(audit_seat::file_id.eq(file.id).and(audit_seat::until_at.gt(now)));
    diesel::update(live).set(audit_seat::until_at.eq(now)).execute(tx.conn())?;
    if let Some(moderator) = file.moderator_id {
        shut_file(tx, file, moderator)?;
    }
    Ok(())
}
