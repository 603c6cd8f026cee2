//! What is true of waiting at the end of every change: an episode that nobody leads waits for a lead, a family that a
//! service has accepted waits for it to begin, what waited in an episode that is over waits on with the front door, and
//! everything that waits is looked after by somebody who is there.

use crate::{
    events,
    records::{self, For, NewPlace, Place, Priority, Target, begin, waiting_place},
    rules::Ended,
};
use access::{AccountId, Actor, EpisodeId, FamilyId, Role, TeamId, accounts, capability::Capabilities, guard};
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
        let waiting = records::open_of_family(tx.conn(), *family)?;
        let open = open_episode(tx.conn(), *family)?;
        for place in &waiting {
            wait_on_outside(tx, place, open.map(|(id, ..)| id))?;
        }
        lead(tx, pack, *family, open, &waiting)?;
        services(tx, pack, *family, open, &waiting)?;
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

/// Its episode is over: it waits on, with the front door. In a lead there is nothing more to wait for.
fn wait_on_outside(tx: &mut Tx<'_>, place: &Place, open: Option<EpisodeId>) -> Result<()> {
    if place.episode_id.is_none() || place.episode_id == open || place.kind == For::Lead {
        return Ok(());
    }
    diesel::update(waiting_place::table.find(place.id))
        .set((waiting_place::episode_id.eq(None::<EpisodeId>), waiting_place::held.eq(true)))
        .execute(tx.conn())?;
    records::hold(tx, place, 1)?;
    give_to_front_door(tx, place)
}

/// An officer of the front door looks after it from now on.
fn give_to_front_door(tx: &mut Tx<'_>, place: &Place) -> Result<()> {
    let owner = somebody(tx.conn(), place)?;
    work::tasks::done(tx, place.id.0, None)?;
    let due_on = place.answer_by.unwrap_or(place.check_on).max(tx.now.date());
    records::owe_look(tx, place, due_on, owner)?;
    tx.record(events::OWNED.on(place.id.0).family(place.family_id).detail(json!({"owner": owner})))?;
    Ok(())
}

/// Somebody who can look after it: the manager of its team where help goes on, an officer of the front door where not.
/// Of several always the same for one place, and not the same for all.
pub(crate) fn somebody(conn: &mut Conn, place: &Place) -> Result<Option<AccountId>> {
    let team = guard::team_of(conn, place.family_id)?;
    let managers = match team {
        Some(team) if place.episode_id.is_some() => accounts::managers_of(conn, team)?,
        _ => vec![],
    };
    let able = if managers.is_empty() { accounts::with_role(conn, Role::FrontDoor)? } else { managers };
    let mut at_hand = Vec::new();
    for one in able {
        if !guard::is_kept_from(conn, place.family_id, one)? {
            at_hand.push(one);
        }
    }
    if at_hand.is_empty() {
        return Ok(None);
    }
    let turn = usize::try_from(place.id.0.as_u128() % at_hand.len() as u128).unwrap_or_default();
    Ok(at_hand.get(turn).copied())
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

/// Whatever waits is looked after by somebody who is there (T35).
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let mut after = None;
    loop {
        let (some, last) = records::unowned(&mut db.connect()?, after, SOME)?;
        if !some.is_empty() {
            db.alone(&pack.hash, |tx| some.iter().try_for_each(|place| give_to_front_door(tx, place)))?;
        }
        match last {
            Some(_) => after = last,
            None => return Ok(()),
        }
    }
}
