//! What is true of waiting at the end of every change: an episode that nobody leads waits for a lead, a family that a
//! service has accepted waits for it to begin, what waited in an episode that is over waits on with the front door, and
//! everything that waits is looked after by somebody who is there.

use crate::{
    events,
    records::{self, For, NewPlace, Place, Priority, Target, begin, waiting_place},
    rules::Ended,
};
use access::{
    AccountId, Actor, EpisodeId, FamilyId, Role, TeamId, WaitingFacts, accounts, capability::Capabilities, guard,
};
use cases::records::episode;
use diesel::prelude::*;
use directory::referrals;
use pack::Pack;
use serde_json::json;
use store::{AnyId, Conn, Db, Result, Tx, each};

/// Looked through at once, so that nobody's save waits for long.
const SOME: i64 = 200;

/// An open episode, as far as it matters here.
type Open = (EpisodeId, Option<AccountId>, Option<TeamId>, Option<AnyId>);

/// Makes it true of these families.
pub(crate) fn settle(tx: &mut Tx<'_>, pack: &Pack, _: Capabilities, families: &[FamilyId]) -> Result<()> {
    for family in families {
        let open = open_episode(tx.conn(), *family)?;
        for place in records::open_of_family(tx.conn(), *family)? {
            wait_on_outside(tx, &place, open.map(|(id, ..)| id))?;
        }
        let waiting = records::open_of_family(tx.conn(), *family)?;
        lead(tx, pack, *family, open, &waiting)?;
        services(tx, pack, *family, open, &waiting)?;
        for place in records::open_of_family(tx.conn(), *family)? {
            be_kept(tx, &place)?;
        }
        forget_area(tx, *family)?;
    }
    Ok(())
}

/// The open episode of a family: without a permit, since it runs under that of the change that it ends.
fn open_episode(conn: &mut Conn, family: FamilyId) -> Result<Option<Open>> {
    Ok(each!(conn, c => episode::table
        .filter(episode::family_id.eq(family).and(episode::closed_at.is_null()))
        .select((episode::id, episode::lead_id, episode::team_id, episode::contact_id))
        .first(c))
    .optional()?)
}

/// Who says what the program does by itself.
fn program(tx: &Tx<'_>) -> Actor {
    Actor { as_of: tx.now, account: tx.who.account, name: "Early help".into(), ..Actor::nobody() }
}

/// Its episode is over: it waits on outside of one, and the front door sees the family meanwhile. For a lead there is
/// nothing more to wait.
fn wait_on_outside(tx: &mut Tx<'_>, place: &Place, open: Option<EpisodeId>) -> Result<()> {
    if place.episode_id.is_none() || place.episode_id == open || place.kind == For::Lead {
        return Ok(());
    }
    diesel::update(waiting_place::table.find(place.id))
        .set((waiting_place::episode_id.eq(None::<EpisodeId>), waiting_place::held.eq(true)))
        .execute(tx.conn())?;
    records::hold(tx, place, 1)
}

/// Somebody who can do it looks after it: where whoever owes it is gone, or does not see the family as they would have
/// to, another does. It stays due when it was.
fn be_kept(tx: &mut Tx<'_>, place: &Place) -> Result<()> {
    let owed = owed(tx.conn(), place)?;
    let before = owed.flatten();
    let now = keeper(tx, place, before)?;
    match (owed, now) {
        (None, owner) => records::owe_look(tx, place, place.answer_by.unwrap_or(place.check_on), owner)?,
        (Some(_), Some(owner)) if before != now => work::tasks::give(tx, place.id.0, owner)?,
        (Some(_), _) => return Ok(()),
    }
    tx.record(events::OWNED.on(place.id.0).family(place.family_id).detail(json!({"owner": now})))?;
    Ok(())
}

/// Whether the next look, or an answer, is owed, and by whom.
fn owed(conn: &mut Conn, place: &Place) -> Result<Option<Option<AccountId>>> {
    use work::tasks::task;
    let open = task::subject_id.eq(AnyId(place.id.0)).and(task::done_at.is_null());
    Ok(each!(conn, c => task::table.filter(open).select(task::owner_id).first(c)).optional()?)
}

/// Who looks after it: this person where they can, else whoever leads, manages the team, or is at the front door, the
/// first of them who can. Of several at the front door always the same for one place, and not the same for all.
pub(crate) fn keeper(tx: &mut Tx<'_>, place: &Place, wanted: Option<AccountId>) -> Result<Option<AccountId>> {
    let lead = guard::lead_of(tx.conn(), place.family_id)?;
    let managers = match guard::team_of(tx.conn(), place.family_id)? {
        Some(team) if place.episode_id.is_some() => accounts::managers_of(tx.conn(), team)?,
        _ => vec![],
    };
    for one in wanted.into_iter().chain(lead).chain(managers) {
        if can_keep(tx, place, one)? {
            return Ok(Some(one));
        }
    }
    let mut at_hand = accounts::with_role(tx.conn(), Role::FrontDoor)?;
    let turn = usize::try_from(place.id.0.as_u128() % (at_hand.len().max(1) as u128)).unwrap_or_default();
    at_hand.rotate_left(turn);
    for one in at_hand {
        if can_keep(tx, place, one)? {
            return Ok(Some(one));
        }
    }
    Ok(None)
}

/// Whether somebody is there and may look after it: asked of the policy, as of anybody else.
fn can_keep(tx: &mut Tx<'_>, place: &Place, who: AccountId) -> Result<bool> {
    let now = tx.now;
    let Some(actor) = accounts::actor(tx.conn(), now, who)? else { return Ok(false) };
    let family = guard::facts(tx.conn(), place.family_id, &actor)?;
    Ok(access::decide(&actor, access::waiting::Keep, &WaitingFacts { family, over: false }).allows())
}

/// Where a place may not be known any more, no area of it is counted either (T16).
fn forget_area(tx: &mut Tx<'_>, family: FamilyId) -> Result<()> {
    let known = waiting_place::family_id.eq(family).and(waiting_place::area.ne(""));
    let count: i64 = each!(tx.conn(), c => waiting_place::table.filter(known).count().get_result(c))?;
    if count == 0 {
        return Ok(());
    }
    let members = people::records::members_of(tx.conn(), family)?;
    if members.iter().any(|member| member.address.as_ref().is_some_and(people::Protected::is_closed)) {
        let theirs = waiting_place::table.filter(waiting_place::family_id.eq(family));
        diesel::update(theirs).set(waiting_place::area.eq("")).execute(tx.conn())?;
    }
    Ok(())
}

/// An episode that nobody leads waits for a lead; one that is led, or over, does not.
fn lead(tx: &mut Tx<'_>, pack: &Pack, family: FamilyId, open: Option<Open>, waiting: &[Place]) -> Result<()> {
    let unled = open.filter(|(_, lead, ..)| lead.is_none());
    let place = waiting.iter().find(|place| place.kind == For::Lead);
    let by = program(tx);
    match (unled, place) {
        (None, Some(place)) => {
            let (how, words) = match open {
                Some(_) => (Ended::Placed, "Somebody leads."),
                None => (Ended::NotNeeded, "Help has ended."),
            };
            records::finish(tx, &by, place, how, words)
        }
        (Some((id, _, Some(team), contact)), None) => {
            let managers = accounts::managers_of(tx.conn(), team)?;
            let new = NewPlace {
                since: None,
                family,
                target: Target { kind: For::Lead, id: None, name: String::new() },
                what: "Somebody who leads for the family.".into(),
                priority: Some(Priority::Routine),
                why: String::new(),
                needs: vec![],
                level: "2".into(),
                asked_by: None,
                contact: None,
                episode: Some(id),
                source: contact.or(Some(AnyId(id.0))),
                owner: managers.first().copied(),
            };
            begun(begin(tx, pack, &by, &new))
        }
        (None | Some(_), _) => Ok(()),
    }
}

/// A family that a service has accepted waits until it begins.
fn services(tx: &mut Tx<'_>, pack: &Pack, family: FamilyId, open: Option<Open>, waiting: &[Place]) -> Result<()> {
    let accepted = referrals::accepted_of(tx.conn(), family)?;
    let by = program(tx);
    let stands_for = |place: &Place, id: referrals::ReferralId| place.source_id == Some(AnyId(id.0));
    for place in waiting.iter().filter(|place| place.kind == For::Service && place.source_id.is_some()) {
        if accepted.iter().all(|referral| !stands_for(place, referral.id)) {
            let how = referrals::state_of(tx.conn(), place.source_id)?;
            let how = if how.is_some_and(|how| how != referrals::ReferralState::Declined) {
                Ended::Placed
            } else {
                Ended::NotGiven
            };
            records::finish(tx, &by, place, how, "The service said so.")?;
        }
    }
    for referral in accepted {
        if waiting.iter().any(|place| stands_for(place, referral.id)) {
            continue;
        }
        let lead = open.and_then(|(_, lead, ..)| lead);
        let new = NewPlace {
            since: None,
            family,
            target: Target { kind: For::Service, id: Some(referral.service.0), name: referral.name },
            what: referral.text,
            priority: Some(Priority::Routine),
            why: String::new(),
            needs: vec![],
            level: String::new(),
            asked_by: Some(referral.by),
            contact: None,
            episode: open.map(|(id, ..)| id),
            source: Some(AnyId(referral.id.0)),
            owner: lead.or(Some(referral.by)),
        };
        begun(begin(tx, pack, &by, &new))?;
    }
    Ok(())
}

/// What the program begins by itself is refused only where the same waits already, by hand.
fn begun<T>(done: web::Result<T>) -> Result<()> {
    match done {
        Ok(_) | Err(web::Error::Refused(_)) => Ok(()),
        Err(web::Error::Store(error)) => Err(error),
        Err(_) => Err(store::Error::Outside("what waits could not be kept".into())),
    }
}

/// Whatever waits is looked after by somebody who is there (T35); what began to wait before it was kept here is on the
/// list, too.
pub(crate) fn daily(db: &Db, pack: &Pack, all: Capabilities) -> Result<()> {
    let mut after = None;
    loop {
        let (some, last) = records::some_open(&mut db.connect()?, after, SOME)?;
        settle_some(db, pack, all, &some)?;
        match last {
            Some(_) => after = last,
            None => break,
        }
    }
    let unlisted = unlisted(&mut db.connect()?)?;
    unlisted.chunks(usize::try_from(SOME).unwrap_or(1)).try_for_each(|some| settle_some(db, pack, all, some))
}

fn settle_some(db: &Db, pack: &Pack, all: Capabilities, some: &[FamilyId]) -> Result<()> {
    if some.is_empty() {
        return Ok(());
    }
    db.alone(&pack.hash, |tx| {
        tx.nothing_new();
        settle(tx, pack, all, some)
    })
}

/// Families that nobody leads, or that a service has accepted, and that stand on no list.
fn unlisted(conn: &mut Conn) -> Result<Vec<FamilyId>> {
    let mut all: Vec<FamilyId> = episode::table
        .filter(episode::closed_at.is_null().and(episode::lead_id.is_null()))
        .select(episode::family_id)
        .load(conn)?;
    all.extend(referrals::families_accepted(conn)?);
    let listed: Vec<FamilyId> =
        waiting_place::table.filter(waiting_place::ended_at.is_null()).select(waiting_place::family_id).load(conn)?;
    let listed: std::collections::BTreeSet<FamilyId> = listed.into_iter().collect();
    all.retain(|family| !listed.contains(family));
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
