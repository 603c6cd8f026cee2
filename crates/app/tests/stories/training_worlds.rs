//! T13 of training: over random worlds a course and the places in it are open to those of whom an independent model says
//! so, and to nobody else.

use crate::{
    panel_worlds::{All, somebody},
    worlds::Dice,
};
use access::{Actor, Change, Permits, Role, booking, course};
use diesel::prelude::*;
use std::sync::Arc;
use store::{Author, Conn, Json, Tx};
use testkit::{NOW, World};
use training::{
    BookingId, CourseId,
    records::{Booking, Course, bookings::training_booking, courses},
    rules::State,
};

/// Worlds in `./test`; `WORLDS=100000` for more.
fn worlds() -> u32 {
    std::env::var("WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000)
}

/// What is true of a place.
#[derive(Debug, Clone, Copy)]
struct Placed {
    own: bool,
    booked: bool,
    paper: bool,
}

fn a_course(tx: &mut Tx<'_>, dice: &mut Dice, actor: &Actor, all: &All) -> web::Result<(CourseId, bool)> {
    let somebody_else = all.people.iter().find(|one| Some(one.id) != actor.account).expect("somebody else").id;
    let row = Course {
        id: CourseId::new(),
        name: "A course".into(),
        what: "Much.".into(),
        for_whom: String::new(),
        strategies: Json(vec![]),
        for_leads: false,
        parts: 1,
        renew_months: None,
        keeper_id: somebody_else,
        begun_at: NOW,
        ended_at: None,
        version: 1,
    };
    store::each!(tx.conn(), c => diesel::insert_into(courses::training_course::table).values(&row).execute(c))?;
    let trains = dice.chance(2);
    let who = if trains { actor.account.expect("an account") } else { somebody_else };
    let tie = (courses::training_trainer::course_id.eq(row.id), courses::training_trainer::account_id.eq(who));
    store::each!(tx.conn(), c => diesel::insert_into(courses::training_trainer::table).values(tie).execute(c))?;
    Ok((row.id, trains))
}

fn a_place(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    (actor, all): (&Actor, &All),
    of: CourseId,
) -> web::Result<(BookingId, Placed)> {
    let somebody_else = all.people.iter().find(|one| Some(one.id) != actor.account).expect("somebody else").id;
    let placed = Placed { own: dice.chance(3), booked: dice.chance(3), paper: dice.chance(3) };
    let placed = Placed { own: placed.own && !placed.paper, ..placed };
    let row = Booking {
        id: BookingId::new(),
        course_id: of,
        part: 1,
        session_id: None,
        account_id: if placed.paper {
            None
        } else {
            Some(if placed.own { actor.account.expect("one") } else { somebody_else })
        },
        name: String::new(),
        organisation: String::new(),
        email: String::new(),
        state: State::Waiting,
        asked_by: Some(if placed.booked { actor.account.expect("one") } else { somebody_else }),
        asked_at: NOW,
        answer_by: None,
        marked_at: None,
        reminded_at: None,
        asked_later_at: None,
        forgotten_at: None,
    };
    store::each!(tx.conn(), c => diesel::insert_into(training_booking::table).values(&row).execute(c))?;
    Ok((row.id, placed))
}

fn one(conn: &mut Conn, dice: &mut Dice, world: u32, all: &All) -> web::Result<()> {
    let actor = Arc::new(somebody(dice, all));
    let mut tx = Tx::within(conn, NOW, Author::program());
    let (of, trains) = a_course(&mut tx, dice, &actor, all)?;
    let mut places = Vec::new();
    for _ in 0..=dice.roll(3) {
        places.push(a_place(&mut tx, dice, (&actor, all), of)?);
    }
    let mut change = Change::within(&all.app, &mut tx, actor.clone());
    let keeps = actor.own && (actor.roles.contains(&Role::Manager) || actor.roles.contains(&Role::Head));
    let runs = trains || keeps;
    assert_eq!(change.may(course::Run, of)?, runs, "world {world}: {actor:?} {trains}");
    for (id, placed) in places {
        let sees = placed.own || placed.booked || runs;
        // what somebody with an account thinks is theirs to say; whoever booked somebody by name says nothing for them
        let says = placed.own || (placed.paper && (trains || (keeps && !placed.booked)));
        let told = format!("world {world}: {actor:?} {trains} {placed:?}");
        assert_eq!(change.may(booking::See, id)?, sees, "{told}");
        assert_eq!(change.may(booking::Answer, id)?, sees, "{told}");
        assert_eq!(change.may(booking::Evaluate, id)?, says, "{told}");
    }
    Ok(())
}

fn tell(w: &World, most: u32) {
    let all = All::of(w);
    let mut conn = w.conn();
    let mut dice = Dice::new(20_261_130);
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
fn courses_and_places_are_open_to_whom_a_model_says_over_random_worlds_on_sqlite() {
    let w = tokio::runtime::Runtime::new().expect("a runtime").block_on(async { World::sqlite() });
    tell(&w, worlds());
}

#[test]
fn courses_and_places_are_open_to_whom_a_model_says_over_random_worlds_on_postgres() {
    if let Some(w) = tokio::runtime::Runtime::new().expect("a runtime").block_on(async { World::postgres() }) {
        tell(&w, worlds() / 10);
    }
}
