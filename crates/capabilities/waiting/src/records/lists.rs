//! Those who wait, in the fair order.

use super::place::{Place, WaitingId, waiting_place};
use crate::rules::{self, For, Priority, Standing};
use access::{
    Actor, FamilyId, Nobody, Permit, Role, Sight,
    guard::{self, guard as guard_table},
    nobody,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Uuid, each};

store::beside!(waiting_place + guard_table);

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this kind.
    pub kind: Option<For>,
    /// Only those who have waited too long.
    pub too_long: bool,
    /// Only those to whom something is offered.
    pub offered: bool,
}

/// What the order and the figures need of a place, and no more: the list reads those of its page alone.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = waiting_place, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Line {
    pub id: WaitingId,
    pub family_id: FamilyId,
    pub kind: For,
    pub priority: Priority,
    pub level: String,
    pub age: Option<i64>,
    pub since_at: Instant,
    pub offered_at: Option<Instant>,
}

impl Line {
    /// Where it stands in the fair order.
    pub fn standing(&self) -> Standing<'_> {
        Standing { level: &self.level, priority: self.priority, since: self.since_at.date(), age: self.age }
    }
}

/// Everybody who waits, as far as whoever asks may see them, in the fair order: the front door and whoever chairs a
/// panel all, a manager the families of their teams.
pub(super) fn lines(conn: &mut Conn, actor: &Actor) -> Result<Vec<Line>> {
    let open = waiting_place::table.filter(waiting_place::ended_at.is_null()).select(Line::as_select());
    let all_of_them = actor.is_any(&[Role::FrontDoor, Role::PanelChair]);
    let mut all: Vec<Line> = if all_of_them {
        open.load(conn)?
    } else {
        let held =
            guard_table::table.filter(guard_table::team_id.eq_any(&actor.manages)).select(guard_table::family_id);
        open.filter(waiting_place::family_id.eq_any(held)).load(conn)?
    };
    let hidden = guard::restricted_from(conn, actor)?;
    all.retain(|line| !hidden.contains(&line.family_id));
    all.sort_by(|one, other| rules::fair(&one.standing()).cmp(&rules::fair(&other.standing())));
    Ok(all)
}

/// A page of those who wait, in the fair order, and how many there are of these in all.
pub fn list(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeWaiting>,
    pack: &Pack,
    wanted: Wanted,
    (page, size): (usize, usize),
) -> Result<(Vec<Place>, usize)> {
    let today = permit.actor().as_of.date();
    let mut all = lines(conn, permit.actor())?;
    all.retain(|line| {
        wanted.kind.is_none_or(|kind| line.kind == kind)
            && (!wanted.too_long || rules::is_too_long(pack, line.since_at.date(), today))
            && (!wanted.offered || line.offered_at.is_some())
    });
    let ids: Vec<WaitingId> = all.iter().skip(page * size).take(size).map(|line| line.id).collect();
    Ok((in_order(conn, &ids)?, all.len()))
}

fn in_order(conn: &mut Conn, ids: &[WaitingId]) -> Result<Vec<Place>> {
    let mut shown: Vec<Place> =
        waiting_place::table.filter(waiting_place::id.eq_any(ids)).select(Place::as_select()).load(conn)?;
    shown.sort_by_key(|place| ids.iter().position(|id| *id == place.id));
    Ok(shown)
}

/// Those who wait for this team, service, panel or programme, in the fair order. Callers show them under a permit of
/// the target, and only those families that they may show.
pub fn for_target(conn: &mut Conn, kind: For, id: Uuid) -> Result<Vec<Place>> {
    let mut all: Vec<Place> = each!(conn, c => waiting_place::table
        .filter(waiting_place::ended_at.is_null().and(waiting_place::kind.eq(kind)))
        .filter(waiting_place::target_id.eq(Some(AnyId(id))))
        .select(Place::as_select())
        .load(c))?;
    all.sort_by(|one, other| rules::fair(&one.standing()).cmp(&rules::fair(&other.standing())));
    Ok(all)
}

/// How many wait for this, and the oldest of them since when: no family's name is in it.
pub fn count_open(conn: &mut Conn, kind: For, id: Uuid) -> Result<(i64, Option<Instant>)> {
    let open = waiting_place::ended_at.is_null().and(waiting_place::kind.eq(kind));
    Ok(each!(conn, c => waiting_place::table
        .filter(open.and(waiting_place::target_id.eq(Some(AnyId(id)))))
        .select((diesel::dsl::count_star(), diesel::dsl::min(waiting_place::since_at)))
        .first(c))?)
}

/// The place of this family for this target that is open: for commands of the target, under its permit.
pub fn open_of_target(conn: &mut Conn, family: FamilyId, kind: For, id: Uuid) -> Result<Option<Place>> {
    let all = open_of_family(conn, family)?;
    Ok(all.into_iter().find(|place| place.kind == kind && place.target_id == Some(AnyId(id))))
}

/// Those who have waited so long that the forum looks at them, for what the forum may give, the longest first. For an
/// agenda, which is shown under the permit of its panel.
pub fn too_long(conn: &mut Conn, pack: &Pack, today: NaiveDate, most: i64) -> Result<Vec<Place>> {
    let days = i64::from(pack.number("waiting-long"));
    let before = Instant::at_london((today - chrono::TimeDelta::days(days - 1)).and_time(chrono::NaiveTime::MIN));
    Ok(waiting_place::table
        .filter(waiting_place::ended_at.is_null().and(waiting_place::offered_at.is_null()))
        .filter(waiting_place::since_at.lt(before).and(waiting_place::kind.ne(For::Panel)))
        .order(waiting_place::since_at)
        .limit(most)
        .select(Place::as_select())
        .load(conn)?)
}

/// All for which a family waits or has waited, those that are open first, then the newest.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Place>> {
    Ok(each!(conn, c => waiting_place::table
        .filter(waiting_place::family_id.eq(sight.subject()))
        .order((waiting_place::ended_at.is_not_null(), waiting_place::since_at.desc()))
        .limit(20)
        .select(Place::as_select())
        .load(c))?)
}

/// For what a family waits now: for commands, and for what is made true at the end of a change.
pub(crate) fn open_of_family(conn: &mut Conn, family: FamilyId) -> Result<Vec<Place>> {
    Ok(each!(conn, c => waiting_place::table
        .filter(waiting_place::family_id.eq(family).and(waiting_place::ended_at.is_null()))
        .select(Place::as_select())
        .load(c))?)
}

/// The open place that stands for this row of another capability.
pub fn of_source(conn: &mut Conn, source: Uuid) -> Result<Option<Place>> {
    Ok(each!(conn, c => waiting_place::table
        .filter(waiting_place::source_id.eq(Some(AnyId(source))).and(waiting_place::ended_at.is_null()))
        .select(Place::as_select())
        .first(c))
    .optional()?)
}

/// Families that wait, some after this place in the order of the ids of their places, and the last of those.
pub(crate) fn some_open(
    conn: &mut Conn,
    after: Option<WaitingId>,
    most: i64,
) -> Result<(Vec<FamilyId>, Option<WaitingId>)> {
    let after = after.unwrap_or(WaitingId(Uuid::nil()));
    let some: Vec<(WaitingId, FamilyId)> = waiting_place::table
        .filter(waiting_place::ended_at.is_null().and(waiting_place::id.gt(after)))
        .order(waiting_place::id)
        .limit(most)
        .select((waiting_place::id, waiting_place::family_id))
        .load(conn)?;
    let last = some.last().map(|(id, _)| *id);
    let mut families: Vec<FamilyId> = some.into_iter().map(|(_, family)| family).collect();
    families.sort_unstable();
    families.dedup();
    Ok((families, last))
}

/// Whether a place is kept on this list alone, and not where it was asked for: with a programme, a referral or a lead.
pub fn is_kept_here(conn: &mut Conn, id: WaitingId) -> Result<bool> {
    let source: Option<AnyId> = waiting_place::table.find(id).select(waiting_place::source_id).first(conn)?;
    Ok(source.is_none())
}
