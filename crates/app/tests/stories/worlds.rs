//! T13: over random worlds, the list of families that someone may open is the same as deciding on each of them.

use access::{
    Actor, App, Change, FamilyId, Permits, Role, accounts, decide, family,
    guard::{self, NewRestriction, Tie},
};

use diesel::prelude::*;
use std::sync::Arc;
use store::{Author, Conn, Tx};
use testkit::{NOW, World};

/// Worlds in `./test`; `WORLDS=100000` for more.
fn worlds() -> u32 {
    std::env::var("WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}

pub struct Dice(u64);

impl Dice {
    /// The same worlds for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    /// One of so many.
    pub fn chance(&mut self, of: u64) -> bool {
        self.roll(of) == 0
    }
}

/// An independent model of the rule, written from the words rather than from the policy's code.
fn may_open(actor: &Actor, f: &Facts, teams: &[accounts::TeamId]) -> bool {
    let has = |r: Role| actor.roles.contains(&r);
    if f.restricted && !f.listed {
        return false;
    }
    let partner_ok = actor.own || f.shared;
    let works = has(Role::Practitioner) || has(Role::Lead) || has(Role::Manager);
    // whoever covers for the lead sees what the lead sees
    ((f.lead || f.covers) && works && partner_ok)
        || (f.team && (works || has(Role::FrontDoor)) && partner_ok)
        || (has(Role::Manager) && actor.own && f.held_by.is_some_and(|t| teams.contains(&t)))
        || (has(Role::FrontDoor) && actor.own && f.undecided)
        || (has(Role::Auditor) && f.sampled)
        || (has(Role::SocialCare) && f.stepped_up)
}

#[derive(Default, Debug, Clone, Copy)]
struct Facts {
    restricted: bool,
    listed: bool,
    undecided: bool,
    held_by: Option<accounts::TeamId>,
    lead: bool,
    team: bool,
    sampled: bool,
    covers: bool,
    shared: bool,
    stepped_up: bool,
}

/// What every world is made on.
struct Ground {
    app: App,
    people: Vec<(accounts::Account, String)>,
    teams: Vec<accounts::Team>,
    organisations: Vec<accounts::Organisation>,
}

fn tell(w: &World, most: u32) {
    let mut conn = w.conn();
    let ground = Ground {
        app: w.app.clone(),
        people: accounts::list(&mut conn).expect("accounts"),
        teams: accounts::list_teams(&mut conn).expect("teams"),
        organisations: accounts::list_organisations(&mut conn).expect("organisations"),
    };
    let mut dice = Dice::new(20_260_304);
    for world in 0..most {
        let told = conn.write(|conn| -> web::Result<()> {
            one(conn, &mut dice, world, &ground)?;
            // the next world begins from nothing
            Err(store::Error::Closed.into())
        });
        assert!(matches!(told, Err(web::Error::Store(store::Error::Closed))), "world {world}: {told:?}");
    }
}

/// Restricts a family to one person, as information governance does.
pub fn restrict(tx: &mut Tx<'_>, app: &App, family: FamilyId, listed: store::AccountId) -> web::Result<()> {
    let privacy = Actor { account: Some(listed), own: true, roles: vec![Role::Privacy], as_of: NOW, ..Actor::nobody() };
    let mut change = Change::within(app, tx, Arc::new(privacy));
    let permit = change.permit(family::Restrict, family)?;
    let new = NewRestriction { listed: [listed].into(), lift: false, reason: "A threat.".into() };
    guard::restrict(change.tx, &permit, &new)
}

fn one(conn: &mut Conn, dice: &mut Dice, world: u32, ground: &Ground) -> web::Result<()> {
    let Ground { app, people, teams, organisations } = ground;
    let many = people.len() as u64;
    let at = dice.roll(many);
    let account = &people[at as usize].0;
    let organisation = &organisations[dice.roll(organisations.len() as u64) as usize];
    let roles: Vec<Role> = Role::ALL.iter().filter(|_| dice.chance(4)).copied().collect();
    let manages: Vec<accounts::TeamId> = teams.iter().filter(|_| dice.chance(2)).map(|t| t.id).collect();
    let actor = Actor {
        account: Some(account.id),
        organisation: Some(organisation.id),
        own: organisation.own,
        roles,
        manages: manages.clone(),
        as_of: NOW,
        ..Actor::nobody()
    };
    // somebody else
    let other = people[((at + 1 + dice.roll(many - 1)) % many) as usize].0.id;
    let mut tx = Tx::within(conn, NOW, Author::program());
    let mut facts: Vec<(FamilyId, Facts)> = Vec::new();
    for _ in 0..=dice.roll(4) {
        let id = FamilyId::new();
        let mut f = Facts { restricted: dice.chance(4), undecided: dice.chance(3), ..Facts::default() };
        guard::admit(tx.conn(), id)?;
        if f.undecided {
            guard::count_undecided(tx.conn(), id, 1)?;
        }
        if dice.chance(2) {
            f.held_by = Some(teams[dice.roll(teams.len() as u64) as usize].id);
            guard::assign_team(tx.conn(), id, f.held_by)?;
        }
        if f.restricted {
            f.listed = dice.chance(2);
            restrict(&mut tx, app, id, if f.listed { account.id } else { other })?;
        }
        for (kind, slot) in [(Tie::Lead, 0), (Tie::Team, 1), (Tie::Audit, 2), (Tie::Cover, 3)] {
            match dice.roll(4) {
                // tied now
                0 => {
                    guard::tie(&mut tx, id, account.id, kind, None)?;
                    *[&mut f.lead, &mut f.team, &mut f.sampled, &mut f.covers][slot] = true;
                }
                // tied once
                1 => {
                    guard::tie(&mut tx, id, account.id, kind, None)?;
                    guard::untie(&mut tx, id, Some(account.id), kind)?;
                }
                // an audit or a cover that ends tomorrow, or ended yesterday
                2 if matches!(kind, Tie::Audit | Tie::Cover) => {
                    let live = dice.chance(2);
                    let until = NOW.plus_seconds(if live { 86_400 } else { -86_400 });
                    guard::tie(&mut tx, id, account.id, kind, Some(until))?;
                    *[&mut f.sampled, &mut f.covers][usize::from(kind == Tie::Cover)] |= live;
                }
                _ => {}
            }
        }
        match dice.roll(4) {
            0 => {
                guard::grant(tx.conn(), id, organisation.id, None)?;
                f.shared = true;
            }
            1 => {
                let today = NOW.date();
                let live = dice.chance(2);
                let until = if live { today } else { today - chrono::Days::new(1) };
                guard::grant(tx.conn(), id, organisation.id, Some(until))?;
                f.shared = live;
            }
            2 => {
                guard::grant(tx.conn(), id, organisation.id, None)?;
                guard::revoke(tx.conn(), id, organisation.id)?;
            }
            _ => {}
        }
        // a step up waits, was accepted until today or until yesterday, or came back
        if let Some((until, stepped_up)) = match dice.roll(5) {
            0 => Some((Some(guard::UNANSWERED), true)),
            1 => Some((Some(NOW.date()), true)),
            2 => Some((Some(NOW.date() - chrono::Days::new(1)), false)),
            3 => Some((None, false)),
            _ => None,
        } {
            guard::stepped_up(tx.conn(), id, until)?;
            f.stepped_up = stepped_up;
        }
        facts.push((id, f));
    }
    let listed = guard::list_visible(tx.conn(), &actor, 1_000)?;
    for (id, f) in &facts {
        let decided = decide(&actor, family::Open, &guard::facts(tx.conn(), *id, &actor)?);
        let allowed = decided.allows();
        assert_eq!(listed.contains(id), allowed, "world {world}: the list and the decision differ: {actor:?} {f:?}");
        assert_eq!(
            allowed,
            may_open(&actor, f, &manages),
            "world {world}: the decision and the model differ: {actor:?} {f:?} {decided:?}"
        );
    }
    let all: i64 = guard::guard::table.count().get_result(tx.conn()).map_err(store::Error::from)?;
    assert!(listed.len() as i64 <= all);
    Ok(())
}

#[test]
fn lists_and_decisions_agree_over_random_worlds_on_sqlite() {
    let w = runtime().block_on(async { World::sqlite() });
    tell(&w, worlds());
}

#[test]
fn lists_and_decisions_agree_over_random_worlds_on_postgres() {
    if let Some(w) = runtime().block_on(async { World::postgres() }) {
        tell(&w, worlds() / 10);
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().expect("a runtime")
}
