//! Cover in one go (T35): what somebody who is away or has left owes goes to whoever covers, as far as they can see the
//! family or may join for as long as it lasts, and what is still open of it comes back at the end. A family that they
//! lead stays theirs; whoever covers may do there what the lead may, until the last day.

mod ending;
mod plan;

pub use self::plan::{Plan, Way, plan};
pub use crate::absence::{Absence, CoverId, Covering, of, of_lead};
pub(crate) use ending::daily;
pub use ending::end;

use crate::{
    absence::{self, cover, cover_family},
    events, lists,
    news::{self, Kind, News},
    rules,
    tasks::{Task, task},
};
use access::{
    AccountId, FamilyId, Nobody, Permit, accounts, family,
    guard::{self, Tie},
    nobody,
};
use chrono::{Days, NaiveDate, NaiveTime};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, Tx, each};
use web::Result;

/// Somebody covers for somebody: told to both.
pub const COVERING: Kind =
    Kind::new("cover", "Somebody covers for me, or I for them", "Somebody is away and work was moved");

/// What a manager asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Who is away.
    pub away: AccountId,
    /// Who covers.
    pub cover: AccountId,
    /// The first day.
    pub from: NaiveDate,
    /// The last; none is for good.
    pub until: Option<NaiveDate>,
}

/// Whether somebody works in this manager's teams: is a member, leads for a family there or owes something there.
pub fn works_for(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeTeam>, who: AccountId) -> store::Result<bool> {
    let manager = permit.actor();
    Ok(accounts::members_in(conn, &manager.manages)?.contains(&who)
        || !guard::led_in_teams(conn, manager, who)?.is_empty()
        || !lists::of_worker(conn, permit, who)?.is_empty())
}

/// Asks for a cover; nothing moves before it has begun.
///
/// # Errors
/// [`rules::cover::CannotCover`], as many as hold.
pub fn propose(tx: &mut Tx<'_>, permit: &Permit<Nobody, nobody::SeeTeam>, asked: Asked) -> Result<CoverId> {
    check(tx, permit, asked)?;
    let by = permit.actor().account.ok_or(web::Error::NotFound)?;
    let row = Absence {
        id: CoverId::new(),
        away_id: asked.away,
        cover_id: asked.cover,
        from_on: asked.from,
        until_on: asked.until,
        by_id: by,
        made_at: tx.now,
        begun_at: None,
        ended_at: None,
    };
    each!(tx.conn(), c => diesel::insert_into(cover::table).values(&row).execute(c))?;
    // a question is no change to anybody's record
    tx.nothing_new();
    Ok(row.id)
}

fn check(tx: &mut Tx<'_>, permit: &Permit<Nobody, nobody::SeeTeam>, asked: Asked) -> Result<()> {
    let Asked { away, cover, from, until } = asked;
    let (now, today) = (tx.now, tx.now.date());
    let begun = absence::begun(tx.conn(), &[away, cover])?;
    let meets = |absence: &&Absence| absence.meets(from, until);
    let facts = rules::cover::Covering {
        from,
        until,
        today,
        yours: works_for(tx.conn(), permit, away)?,
        same: away == cover,
        in_use: accounts::actor(tx.conn(), now, cover)?.is_some(),
        also_away: begun.iter().filter(meets).any(|absence| absence.away_id == cover && away != cover),
        already: begun.iter().filter(meets).any(|absence| absence.away_id == away && absence.cover_id == cover),
    };
    Ok(rules::cover::cover(facts)?)
}

/// A cover that this manager may see: of somebody who works in their teams, or of their own making.
///
/// # Errors
/// [`web::Error::NotFound`].
pub fn find(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeTeam>, id: CoverId) -> Result<Absence> {
    let found = cover::table.find(id).select(Absence::as_select()).first::<Absence>(conn)?;
    let own = permit.actor().account == Some(found.by_id);
    if own || works_for(conn, permit, found.away_id)? { Ok(found) } else { Err(web::Error::NotFound) }
}

/// Those who are or will be away, of these people.
pub fn list(conn: &mut Conn, away: &[AccountId]) -> store::Result<Vec<Absence>> {
    absence::begun(conn, away)
}

/// It begins: all that can move moves at once. `permits` are of the families of the plan; what is about any other
/// family stays where it is.
///
/// # Errors
/// [`rules::cover::CannotCover`].
pub fn begin(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::SeeTeam>,
    absence: &Absence,
    permits: &[Permit<FamilyId, family::Reassign>],
) -> Result<()> {
    rules::cover::begin(absence.begun_at.is_none() && absence.ended_at.is_none())?;
    let Absence { id, away_id: away, cover_id: cover, from_on: from, until_on: until, .. } = *absence;
    check(tx, permit, Asked { away, cover, from, until })?;
    let plan = plan(tx.conn(), permit, absence)?;
    rules::cover::takes_some(plan.there(), plan.can_move())?;

    let now = tx.now;
    let in_use = accounts::actor(tx.conn(), now, away)?.is_some();
    // what somebody who is still here comes to owe after they gave their work away is theirs
    let ended = (until.is_none() && in_use).then_some(now);
    diesel::update(cover::table.find(id))
        .set((cover::begun_at.eq(Some(now)), cover::ended_at.eq(ended)))
        .execute(tx.conn())?;

    let names = accounts::names(tx.conn(), &[away, cover])?;
    let name = |id: AccountId| names.get(&id).map_or("", String::as_str);
    let (who, by) = ((name(away), name(cover)), permit.actor().signature());
    for permit in permits {
        let family = permit.subject();
        let Some(way) = plan.families.get(&family).filter(|way| way.obstacle().is_none()) else { continue };
        let leads = plan.led.contains(&family);
        join(tx, absence, family, (*way, leads))?;
        let moved = hand_on(tx, absence, plan.of_family(family))?;
        tell_family(tx, absence, family, (moved, leads), (who, &by))?;
    }
    let none = hand_on(tx, absence, plan.of_no_family())?;

    let detail = json!({"away": away, "cover": cover, "from": from, "until": until, "no_family": none});
    tx.record(events::COVER_BEGUN.on(id.0).detail(detail))?;
    tell_both(tx, absence, who)
}

/// Lets whoever covers in, until the last day; for good they stay.
fn join(tx: &mut Tx<'_>, absence: &Absence, family: FamilyId, (way, leads): (Way, bool)) -> Result<()> {
    let row = (
        cover_family::cover_id.eq(absence.id),
        cover_family::family_id.eq(family),
        cover_family::leads.eq(leads && absence.until_on.is_some()),
    );
    let insert = diesel::insert_into(cover_family::table).values(row).on_conflict_do_nothing();
    each!(tx.conn(), c => insert.execute(c))?;

    let Way::Joins(through) = way else { return Ok(()) };
    // for good the lead is offered, and nobody stands in for it
    let through = if absence.until_on.is_some() { through } else { Tie::Team };
    let until = absence.until_on.map(|until| Instant::at_london((until + Days::new(1)).and_time(NaiveTime::MIN)));
    Ok(guard::tie(tx, family, absence.cover_id, through, until)?)
}

/// Gives these pieces of work to whoever covers; how many.
fn hand_on<'a>(tx: &mut Tx<'_>, absence: &Absence, work: impl Iterator<Item = &'a Task>) -> store::Result<usize> {
    let mut moved = 0;
    for owed in work {
        let open = task::table.filter(task::id.eq(owed.id).and(task::done_at.is_null()));
        let theirs = open.filter(task::owner_id.eq(absence.away_id));
        if diesel::update(theirs).set(task::owner_id.eq(Some(absence.cover_id))).execute(tx.conn())? > 0 {
            absence::note(tx, owed.id, &[absence.id])?;
            moved += 1;
        }
    }
    Ok(moved)
}

/// The event of one family, and its line in the story: somebody new has to do with it.
fn tell_family(
    tx: &mut Tx<'_>,
    absence: &Absence,
    family: FamilyId,
    (moved, leads): (usize, bool),
    ((away, cover), by): ((&str, &str), &str),
) -> Result<()> {
    let detail = json!({
        "away": absence.away_id, "cover": absence.cover_id, "from": absence.from_on, "until": absence.until_on,
        "moved": moved, "leads": leads,
    });
    let line = match absence.until_on {
        Some(until) => format!("{cover} covers for {away} until {}", web::dates::day(until)),
        None => format!("{cover} takes over the work of {away}"),
    };
    let event = events::COVERED.on(absence.id.0).family(family).detail(detail);
    tx.record(event.line(line, "", by.to_owned()))?;
    Ok(())
}

fn tell_both(tx: &mut Tx<'_>, absence: &Absence, (away, cover): (&str, &str)) -> Result<()> {
    let until = absence.until_on.map_or_else(String::new, |until| format!(" until {}", web::dates::day(until)));
    let yours = News::new(COVERING, format!("You cover for {away}{until}"), "/my-work");
    news::tell(tx, absence.cover_id, &yours)?;
    let theirs = News::new(COVERING, format!("{cover} covers for you{until}"), "/my-work");
    Ok(news::tell(tx, absence.away_id, &theirs)?)
}
