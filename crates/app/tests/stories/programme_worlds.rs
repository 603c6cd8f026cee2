//! T13 of group programmes: over random worlds those who run a group see of it what an independent model says, place
//! by place and in the list of the group, and nobody else sees any of it.

use crate::{
    panel_worlds::{All, Facts, a_family, somebody, works_with},
    worlds::Dice,
};
use access::{Actor, Change, Permits, Role, decide, enrolment, run};
use chrono::Days;
use diesel::prelude::*;
use programmes::{
    EnrolmentId, ProgrammeId, RunId,
    records::{self, Enrolment, Programme, Run},
    rules::State,
};
use std::sync::Arc;
use store::{Author, Conn, Json, Tx};
use testkit::{NOW, World};

/// Worlds in `./test`; `WORLDS=100000` for more.
fn worlds() -> u32 {
    std::env::var("WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000)
}

/// What is true of the run.
#[derive(Debug, Clone, Copy)]
struct Ground {
    facilitates: bool,
    /// Days since its last session; before it where negative.
    over: i64,
}

/// What is true of a place in it.
#[derive(Debug, Clone, Copy)]
struct Placed {
    asked: bool,
    /// It ended so long ago that whoever asked needs it no more.
    long_ago: bool,
}

/// Those who run it, until 28 days after its last session, with the agreement; whoever asked, as long; a manager of
/// the council who may be told; those who work with the family.
fn may_see(actor: &Actor, ground: &Ground, f: &Facts, placed: Placed) -> bool {
    if f.restricted && !f.listed {
        return false;
    }
    let told = f.agreed || f.shared;
    let runs = ground.facilitates && ground.over <= 28;
    let keeps = actor.own && actor.roles.contains(&Role::Manager);
    let asked = placed.asked && !placed.long_ago && !f.restricted && (actor.own || told);
    works_with(actor, f) || ((runs || keeps) && told) || asked
}

/// The lead and their manager say whether somebody goes on; where nobody leads those who run the group do.
fn may_say_whether_they_go_on(actor: &Actor, ground: &Ground, f: &Facts) -> bool {
    let has = |role: Role| actor.roles.contains(&role);
    if f.restricted && !f.listed {
        return false;
    }
    let leads =
        f.lead && (actor.own || f.shared) && [Role::Practitioner, Role::Lead, Role::Manager].into_iter().any(has);
    let manages = f.held && actor.own && has(Role::Manager);
    if works_with(actor, f) {
        return leads || manages;
    }
    let runs = ground.facilitates && ground.over <= 28;
    !f.lead && (f.agreed || f.shared) && (runs || (actor.own && has(Role::Manager)))
}

fn a_run(tx: &mut Tx<'_>, dice: &mut Dice, (actor, all): (&Actor, &All)) -> web::Result<(Run, Ground)> {
    let somebody_else = all.people.iter().find(|one| Some(one.id) != actor.account).expect("somebody else").id;
    let programme = Programme {
        id: ProgrammeId::new(),
        name: "A group".into(),
        what: "They meet.".into(),
        for_whom: "Parents".into(),
        minimum_age: None,
        maximum_age: None,
        evidence: String::new(),
        outcomes: Json(vec![]),
        factors: Json(vec![]),
        needs: Json(vec![]),
        public: false,
        keeper_id: somebody_else,
        service_id: None,
        begun_at: NOW,
        ended_at: None,
        version: 1,
    };
    store::each!(tx.conn(), c => diesel::insert_into(records::programme::table).values(&programme).execute(c))?;
    let over: i64 = [-30, -1, 0, 1, 28, 29, 90][dice.roll(7) as usize];
    let day = Days::new(over.unsigned_abs());
    let ends_on = if over > 0 { NOW.date() - day } else { NOW.date() + day };
    let run = Run {
        id: RunId::new(),
        programme_id: programme.id,
        place_name: String::new(),
        place_line: String::new(),
        town: String::new(),
        postcode: String::new(),
        secret: false,
        language: String::new(),
        creche: false,
        transport: String::new(),
        accessible: Json(vec![]),
        places: 12,
        keeper_id: somebody_else,
        team_id: None,
        note: String::new(),
        starts_on: ends_on,
        ends_on,
        begun_at: NOW,
        cancelled_at: None,
        cancelled_why: String::new(),
        version: 1,
    };
    store::each!(tx.conn(), c => diesel::insert_into(records::programme_run::table).values(&run).execute(c))?;
    let facilitates = dice.chance(2);
    let who = if facilitates { actor.account.expect("an account") } else { somebody_else };
    let row = (records::run_facilitator::run_id.eq(run.id), records::run_facilitator::account_id.eq(who));
    store::each!(tx.conn(), c => diesel::insert_into(records::run_facilitator::table).values(row).execute(c))?;
    Ok((run, Ground { facilitates, over }))
}

fn a_place(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    actor: &Actor,
    (run, family): (&Run, access::FamilyId),
) -> web::Result<(EnrolmentId, Placed)> {
    let (asked, ended, long_ago) = (dice.chance(4), dice.chance(3), dice.chance(2));
    let placed = Placed { asked, long_ago: ended && long_ago };
    let row = Enrolment {
        id: EnrolmentId::new(),
        programme_id: run.programme_id,
        run_id: Some(run.id),
        family_id: family,
        person_id: None,
        episode_id: None,
        contact_id: None,
        outcome_id: None,
        action_id: None,
        waiting_id: None,
        state: if ended { State::Finished } else { State::Accepted },
        asked_by: actor.account.filter(|_| asked),
        asked_at: NOW,
        what: "To sleep.".into(),
        agreed_by: "The mother".into(),
        share: "They like stories.".into(),
        age_why: String::new(),
        offered_at: None,
        offered_by: None,
        answer_by: None,
        answered_at: None,
        answer_why: String::new(),
        joined_on: None,
        welcomed_at: None,
        ended_at: ended.then(|| NOW.plus_seconds(if long_ago { -60 * 86_400 } else { -86_400 })),
        ended_why: String::new(),
        result: None,
        reach: String::new(),
        held: false,
    };
    store::each!(tx.conn(), c => diesel::insert_into(records::enrolment::table).values(&row).execute(c))?;
    Ok((row.id, placed))
}

fn one(conn: &mut Conn, dice: &mut Dice, world: u32, all: &All) -> web::Result<()> {
    let actor = Arc::new(somebody(dice, all));
    let mut tx = Tx::within(conn, NOW, Author::program());
    let (run, ground) = a_run(&mut tx, dice, (&actor, all))?;
    let mut places = Vec::new();
    for _ in 0..=dice.roll(4) {
        let (family, f) = a_family(&mut tx, dice, (&actor, all))?;
        let (id, placed) = a_place(&mut tx, dice, &actor, (&run, family))?;
        places.push((id, f, placed));
    }

    let mut change = Change::within(&all.app, &mut tx, actor.clone());
    for (id, f, placed) in &places {
        let (facts, _) = access::Subject::facts(id, change.conn(), &all.app.pack, &actor)?;
        let sees = (may_see(&actor, &ground, f, *placed), decide(&actor, enrolment::See, &facts).allows());
        let says = (may_say_whether_they_go_on(&actor, &ground, f), decide(&actor, enrolment::GoOn, &facts).allows());
        for (may, allowed) in [sees, says] {
            assert_eq!(allowed, may, "world {world}: {actor:?} {ground:?} {f:?} {placed:?} {facts:?}");
        }
    }
    let keeps = actor.own && actor.roles.contains(&Role::Manager);
    let runs = ground.facilitates && ground.over <= 28;
    assert_eq!(change.may(run::See, run.id)?, runs || keeps, "world {world}: {actor:?} {ground:?}");
    if runs || keeps {
        let permit = change.permit(run::See, run.id)?;
        let (group, hidden) = records::group(change.conn(), &permit)?;
        for (id, f, _) in &places {
            let shown = group.iter().any(|member| member.place.id == *id);
            let told = (f.agreed || f.shared) && (!f.restricted || f.listed);
            assert_eq!(shown, told, "world {world}: the group differs: {actor:?} {ground:?} {f:?}");
        }
        assert_eq!(group.len() + hidden, places.len());
    }
    Ok(())
}

fn tell(w: &World, most: u32) {
    let all = All::of(w);
    let mut conn = w.conn();
    let mut dice = Dice::new(20_261_201);
    for world in 0..most {
        let told = conn.write(|conn| -> web::Result<()> {
            one(conn, &mut dice, world, &all)?;
            // the next world begins from nothing
            Err(store::Error::Closed.into())
        });
        assert!(matches!(told, Err(web::Error::Store(store::Error::Closed))), "world {world}: {told:?}");
    }
}

#[test]
fn those_who_run_a_group_see_of_it_what_a_model_says_over_random_worlds_on_sqlite() {
    let w = tokio::runtime::Runtime::new().expect("a runtime").block_on(async { World::sqlite() });
    tell(&w, worlds());
}

#[test]
fn those_who_run_a_group_see_of_it_what_a_model_says_over_random_worlds_on_postgres() {
    if let Some(w) = tokio::runtime::Runtime::new().expect("a runtime").block_on(async { World::postgres() }) {
        tell(&w, worlds() / 10);
    }
}
