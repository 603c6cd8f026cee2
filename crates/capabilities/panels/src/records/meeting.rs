//! The meetings of a panel: planned, held, closed. Their minutes are what was decided.

use super::{
    lists,
    member::{MemberId, MemberUid},
    panel::{self, Panel, PanelId, PanelUid},
};
use crate::{
    events, kinds,
    rules::{self, Attended},
};
use access::{AccountId, Actor, FamilyId, PanelFacts, Permit, Sight, Subject, panel as acts};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Tx, Uuid, each};
use work::{NewTask, tasks};

store::strict_id!(
    /// A meeting of a panel.
    MeetingId,
    MeetingUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::Utc;
    use super::{MeetingUid, PanelUid};

    panel_meeting (id) {
        id -> MeetingUid,
        panel_id -> PanelUid,
        held_on -> Date,
        starts -> Text,
        place -> Text,
        others -> Text,
        not_held -> Text,
        closed_at -> Nullable<Utc>,
        closed_by -> Nullable<AccountUid>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::{MeetingUid, MemberUid};

    panel_attendance (meeting_id, member_id) {
        meeting_id -> MeetingUid,
        member_id -> MemberUid,
        attended -> Text,
    }
}

/// A meeting.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = panel_meeting, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Meeting {
    pub id: MeetingId,
    pub panel_id: PanelId,
    pub held_on: NaiveDate,
    /// The hour, as people write it: `9.30am`.
    pub starts: String,
    pub place: String,
    /// Who came besides the members.
    pub others: String,
    /// Why it was not held; empty where it was.
    pub not_held: String,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<AccountId>,
    pub version: i64,
}

impl Meeting {
    /// The first and the last day on which members see what is on its agenda.
    pub fn window(&self, pack: &Pack) -> (NaiveDate, NaiveDate) {
        let calendar = pack.calendar();
        let from = calendar.minus_working(self.held_on, pack.number("panel-papers"));
        (from, calendar.plus_working(self.held_on, pack.number("panel-sight")))
    }
}

impl Subject for MeetingId {
    type Facts = PanelFacts;
    const KIND: &'static str = "panel-meeting";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(PanelFacts, Option<FamilyId>)> {
        let of = load(conn, *self)?.panel_id;
        Ok((panel::facts(conn, of, actor)?, None))
    }
}

pub(crate) fn load(conn: &mut Conn, id: MeetingId) -> Result<Meeting> {
    Ok(each!(conn, c => panel_meeting::table.find(id).select(Meeting::as_select()).first(c))?)
}

/// A meeting, for those who may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<MeetingId>) -> Result<Meeting> {
    load(conn, sight.subject())
}

/// The meetings of a panel, the newest first: days and places, nobody's data.
pub fn list_meetings(conn: &mut Conn, of: PanelId, most: i64) -> Result<Vec<Meeting>> {
    Ok(each!(conn, c => panel_meeting::table
        .filter(panel_meeting::panel_id.eq(of))
        .order((panel_meeting::held_on.desc(), panel_meeting::id.desc()))
        .limit(most)
        .select(Meeting::as_select())
        .load(c))?)
}

/// The next meeting of each panel that is not closed.
pub fn next_meetings(conn: &mut Conn) -> Result<BTreeMap<PanelId, Meeting>> {
    let mut open: Vec<Meeting> = panel_meeting::table
        .filter(panel_meeting::closed_at.is_null())
        .order(panel_meeting::held_on.desc())
        .select(Meeting::as_select())
        .load(conn)?;
    // the earliest comes last, and stays
    Ok(open.drain(..).map(|meeting| (meeting.panel_id, meeting)).collect())
}

/// The next meeting of a panel on whose agenda something can still be put.
pub(crate) fn next_of(conn: &mut Conn, of: PanelId, after: NaiveDate) -> Result<Option<Meeting>> {
    Ok(each!(conn, c => panel_meeting::table
        .filter(panel_meeting::panel_id.eq(of).and(panel_meeting::closed_at.is_null()))
        .filter(panel_meeting::held_on.ge(after))
        .order((panel_meeting::held_on, panel_meeting::id))
        .select(Meeting::as_select())
        .first(c))
    .optional()?)
}

/// The last day on which a panel meets or has met.
pub(crate) fn last_of(conn: &mut Conn, of: PanelId) -> Result<Option<NaiveDate>> {
    Ok(panel_meeting::table
        .filter(panel_meeting::panel_id.eq(of))
        .select(diesel::dsl::max(panel_meeting::held_on))
        .first(conn)?)
}

/// Meetings that have been and are not closed, for the demo, which closes them.
pub(crate) fn past_open(conn: &mut Conn, before: NaiveDate) -> Result<Vec<MeetingId>> {
    Ok(panel_meeting::table
        .filter(panel_meeting::closed_at.is_null().and(panel_meeting::held_on.lt(before)))
        .order(panel_meeting::held_on)
        .select(panel_meeting::id)
        .load(conn)?)
}

/// When and where.
#[derive(Debug, Clone, Default)]
pub struct When {
    /// The day.
    pub on: Option<NaiveDate>,
    /// The hour, as people write it.
    pub starts: String,
    /// Where, or how one joins.
    pub place: String,
}

/// Plans a meeting: what waits for the panel is on its agenda at once.
///
/// # Errors
/// Every [`rules::CannotClose`] that holds.
pub fn plan(tx: &mut Tx<'_>, permit: &Permit<PanelId, acts::Chair>, when: &When) -> web::Result<MeetingId> {
    let of = panel::load(tx.conn(), permit.subject())?;
    let same_day = is_on(tx.conn(), of.id, when.on)?;
    rules::plan(when.on, tx.now.date(), same_day)?;
    Ok(plan_on(tx, &of, when.on.unwrap_or_else(|| tx.now.date()), when)?)
}

fn is_on(conn: &mut Conn, of: PanelId, on: Option<NaiveDate>) -> Result<bool> {
    let Some(on) = on else { return Ok(false) };
    let there = panel_meeting::table.filter(panel_meeting::panel_id.eq(of).and(panel_meeting::held_on.eq(on)));
    let count: i64 = there.count().get_result(conn)?;
    Ok(count > 0)
}

/// As [`plan`], by the program itself: panels that meet every so many days.
pub(crate) fn plan_on(tx: &mut Tx<'_>, of: &Panel, on: NaiveDate, when: &When) -> Result<MeetingId> {
    let row = Meeting {
        id: MeetingId::new(),
        panel_id: of.id,
        held_on: on,
        starts: when.starts.clone(),
        place: when.place.clone(),
        others: String::new(),
        not_held: String::new(),
        closed_at: None,
        closed_by: None,
        version: 1,
    };
    each!(tx.conn(), c => diesel::insert_into(panel_meeting::table).values(&row).execute(c))?;
    owe(tx, of, &row)?;
    super::sent::put_all_on(tx, of, &row)?;
    tx.record(events::MEETING.on(row.id.0).detail(json!({"panel": of.id, "on": on})))?;
    Ok(row.id)
}

/// Whoever chairs holds it and closes it, by the day after.
fn owe(tx: &mut Tx<'_>, of: &Panel, meeting: &Meeting) -> Result<()> {
    let title = format!("Hold and close the meeting: {}", of.name);
    let due_on = meeting.held_on + Days::new(1);
    let task = NewTask::new(kinds::MEETING, meeting.id.0, title, format!("/panel-meetings/{}", meeting.id), due_on);
    tasks::add(tx, task.owed_by(of.chair_id.or(of.deputy_id)))?;
    Ok(())
}

/// Moves a meeting to another day, hour or place. Its agenda moves with it.
///
/// # Errors
/// Every [`rules::CannotClose`] that holds; [`store::Error::Stale`].
pub fn move_meeting(
    tx: &mut Tx<'_>,
    permit: &Permit<MeetingId, acts::Chair>,
    version: i64,
    when: &When,
) -> web::Result<()> {
    let before = find(tx.conn(), permit)?;
    let of = panel::load(tx.conn(), before.panel_id)?;
    let same_day = when.on != Some(before.held_on) && is_on(tx.conn(), of.id, when.on)?;
    rules::plan(when.on, tx.now.date(), same_day)?;

    let on = when.on.unwrap_or(before.held_on);
    let there = panel_meeting::table.filter(panel_meeting::id.eq(before.id).and(panel_meeting::version.eq(version)));
    let count = diesel::update(there.filter(panel_meeting::closed_at.is_null()))
        .set((
            panel_meeting::held_on.eq(on),
            panel_meeting::starts.eq(&when.starts),
            panel_meeting::place.eq(&when.place),
            panel_meeting::version.eq(panel_meeting::version + 1),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale.into());
    }
    tasks::redate(tx, before.id.0, kinds::MEETING, on + Days::new(1))?;
    tx.record(events::MEETING.on(before.id.0).detail(json!({"panel": of.id, "on": on})))?;
    Ok(())
}

/// Whether a member came.
#[derive(Debug, Clone, Copy, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = panel_attendance, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Attendance {
    pub meeting_id: MeetingId,
    pub member_id: MemberId,
    pub attended: Attended,
}

/// Who came to a meeting, as far as it was kept.
pub fn attendance(conn: &mut Conn, sight: &Sight<MeetingId>) -> Result<BTreeMap<MemberId, Attended>> {
    let all: Vec<Attendance> = panel_attendance::table
        .filter(panel_attendance::meeting_id.eq(sight.subject()))
        .select(Attendance::as_select())
        .load(conn)?;
    Ok(all.into_iter().map(|one| (one.member_id, one.attended)).collect())
}

/// Keeps who came, and who came besides.
pub fn keep_attendance(
    tx: &mut Tx<'_>,
    permit: &Permit<MeetingId, acts::Chair>,
    who: &[(MemberId, Attended)],
    others: &str,
) -> web::Result<()> {
    let meeting = permit.subject();
    rules::attend(find(tx.conn(), permit)?.closed_at.is_some())?;
    for (member, attended) in who {
        let row = Attendance { meeting_id: meeting, member_id: *member, attended: *attended };
        each!(tx.conn(), c => diesel::insert_into(panel_attendance::table)
            .values(&row)
            .on_conflict((panel_attendance::meeting_id, panel_attendance::member_id))
            .do_update()
            .set(panel_attendance::attended.eq(*attended))
            .execute(c))?;
    }
    diesel::update(panel_meeting::table.find(meeting)).set(panel_meeting::others.eq(others)).execute(tx.conn())?;
    let came = who.iter().filter(|(_, attended)| *attended == Attended::Came).count();
    tx.record(events::ATTENDED.on(meeting.0).detail(json!({"came": came, "of": who.len()})))?;
    Ok(())
}

/// What is owed of a panel's meetings is owed by whoever chairs it now; of a panel that is no more, nothing is.
pub(super) fn hand_on(tx: &mut Tx<'_>, of: &Panel) -> Result<()> {
    let open: Vec<MeetingId> = panel_meeting::table
        .filter(panel_meeting::panel_id.eq(of.id).and(panel_meeting::closed_at.is_null()))
        .select(panel_meeting::id)
        .load(tx.conn())?;
    let owner = of.chair_id.or(of.deputy_id);
    for meeting in open {
        match owner.filter(|_| of.ended_at.is_none()) {
            Some(owner) => tasks::give(tx, meeting.0, owner)?,
            None => tasks::done(tx, meeting.0, None)?,
        }
    }
    Ok(())
}

/// A meeting is not held: what was on its agenda goes on to the next.
///
/// # Errors
/// A refusal `meeting-closed` where it was closed, and `item-without-reason` where nobody says why.
pub fn not_held(tx: &mut Tx<'_>, permit: &Permit<MeetingId, acts::Chair>, why: &str) -> web::Result<()> {
    let meeting = find(tx.conn(), permit)?;
    rules::not_held(meeting.closed_at.is_some(), why)?;
    for item in lists::open_in(tx.conn(), meeting.id)? {
        super::sent::take_off(tx, &item, meeting.held_on)?;
    }
    end(tx, permit, &meeting)?;
    diesel::update(panel_meeting::table.find(meeting.id))
        .set(panel_meeting::not_held.eq(why.trim()))
        .execute(tx.conn())?;
    tx.record(events::CLOSED.on(meeting.id.0).detail(json!({"panel": meeting.panel_id, "held": false})))?;
    Ok(())
}

fn end(tx: &mut Tx<'_>, permit: &Permit<MeetingId, acts::Chair>, meeting: &Meeting) -> Result<()> {
    let now = tx.now;
    diesel::update(panel_meeting::table.find(meeting.id))
        .set((
            panel_meeting::closed_at.eq(Some(now)),
            panel_meeting::closed_by.eq(permit.actor().account),
            panel_meeting::version.eq(panel_meeting::version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, meeting.id.0, None)
}

/// Closes a meeting: its minutes are what was decided.
///
/// # Errors
/// Every [`rules::CannotClose`] that holds.
pub fn close(tx: &mut Tx<'_>, permit: &Permit<MeetingId, acts::Chair>, pack: &Pack) -> web::Result<()> {
    let meeting = find(tx.conn(), permit)?;
    // what whoever closes cannot decide, because it is kept from them or they have a tie, does not hold up the meeting
    let agenda = lists::agenda(tx.conn(), permit, pack)?;
    let theirs = lists::decidable(&agenda, permit.actor());
    let came = attendance(tx.conn(), permit)?;
    let today = tx.now.date();
    let members = came.values().filter(|attended| **attended == Attended::Came).count();
    let attended = members + usize::from(!meeting.others.trim().is_empty());
    rules::close(meeting.closed_at.is_some(), meeting.held_on, today, theirs.len(), attended)?;

    for item in lists::open_in(tx.conn(), meeting.id)? {
        super::sent::take_off(tx, &item, meeting.held_on)?;
    }
    end(tx, permit, &meeting)?;
    tx.record(events::CLOSED.on(meeting.id.0).detail(json!({"panel": meeting.panel_id, "came": attended})))?;
    Ok(())
}
