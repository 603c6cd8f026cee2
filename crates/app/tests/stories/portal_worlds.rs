//! T13, T20, T21 of places of one's own: over random lives of a family each place opens exactly when an independent model
//! says so, to its own person and to nobody else, and each code opens what the model says it opens.

use crate::{agreeing::second_parent, commands::does, helpers::led};
use access::{Actor, FamilyId, Permits, Subject, decide, family, guard, letter_code::LetterCode, own_place};
use cases::records::episode;
use diesel::prelude::*;
use people::{PersonId, records::member};
use portal::{
    PlaceId,
    records::{self, NewPlace, Opening},
    rules::Way,
};
use store::Instant;
use testkit::{World, story};

/// Lives of forty steps in `./test`; `LIVES=500` for more.
fn lives() -> u64 {
    std::env::var("LIVES").ok().and_then(|n| n.parse().ok()).unwrap_or(6)
}

/// What is so of one place.
struct Known {
    place: PlaceId,
    who: usize,
    code: LetterCode,
    old: Vec<LetterCode>,
    set_up: bool,
    closed: bool,
}

/// What is so of the family.
struct Life {
    people: Vec<PersonId>,
    there: [bool; 2],
    restricted: bool,
    ended: Option<i64>,
    day: i64,
    places: Vec<Known>,
}

impl Life {
    /// The rule in the words of the issue: their own, in the family, not restricted, four weeks after help.
    fn opens(&self, place: &Known) -> bool {
        let helped = self.ended.is_none_or(|day| self.day - day <= 28);
        !place.closed && self.there[place.who] && !self.restricted && helped
    }

    fn live(&mut self, who: usize) -> Option<&mut Known> {
        self.places.iter_mut().find(|place| place.who == who && !place.closed)
    }
}

/// A number below `most`, the next of a row that its seed fixes.
fn next(seed: &mut u64, most: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % most
}

fn at(w: &World, day: i64) -> Instant {
    w.app.db.now().plus_seconds(day * 86_400)
}

fn step(w: &World, of: FamilyId, life: &mut Life, seed: &mut u64) {
    let (what, who) = (next(seed, 8), usize::from(next(seed, 2) == 1));
    match what {
        0 | 1 => {
            if life.live(who).is_none() && life.there[who] && !life.restricted && life.ended.is_none() {
                let person = life.people[who];
                let (place, code) = does(w, "lead", |change| {
                    let (permit, pack) = (change.permit(family::KeepOwnPlaces, of)?, change.pack.clone());
                    let members = people::records::members(change.conn(), &permit)?;
                    let new = NewPlace {
                        who: members.iter().find(|one| one.person.id == person),
                        way: Some(Way::Text),
                        fact: "Biscuit".into(),
                        fact_hash: "a fact".into(),
                        safe: true,
                    };
                    records::invite(change.tx, &permit, &new, &pack)
                });
                life.places.push(Known { place, who, code, old: vec![], set_up: false, closed: false });
            } else if let Some(known) = life.live(who).filter(|known| !known.set_up) {
                let (place, code) = (known.place, known.code.clone());
                known.set_up = true;
                does(w, "lead", |change| records::set_up(change.tx, place, &code, ("a word", "")));
            }
        }
        2 => {
            if let Some(known) = life.live(who) {
                let place = known.place;
                let code = does(w, "lead", |change| {
                    let (permit, pack) = (change.permit(family::KeepOwnPlaces, of)?, change.pack.clone());
                    records::new_code(change.tx, &permit, place, &pack)
                });
                known.old.push(std::mem::replace(&mut known.code, code));
                known.set_up = false;
            }
        }
        3 if next(seed, 3) == 0 => {
            if let Some(known) = life.live(who) {
                let place = known.place;
                known.closed = true;
                does(w, "lead", |change| {
                    let permit = change.permit(family::KeepOwnPlaces, of)?;
                    records::close(change.tx, &permit, place, "He makes her show it.")
                });
            }
        }
        4 => {
            life.restricted = !life.restricted;
            let lead = crate::commands::account(w, "lead");
            let (listed, lift) = ([lead].into(), !life.restricted);
            does(w, "privacy", |change| {
                let permit = change.permit(family::Restrict, of)?;
                guard::restrict(change.tx, &permit, &guard::NewRestriction { listed, lift, reason: "A threat.".into() })
            });
        }
        5 => {
            life.there[who] = !life.there[who];
            let until = (!life.there[who]).then(|| at(w, life.day));
            let row = member::table.find((of, life.people[who]));
            diesel::update(row).set(member::until_at.eq(until)).execute(&mut w.conn()).expect("written");
        }
        6 => {
            life.ended = if life.ended.is_some() { None } else { Some(life.day) };
            let closed = life.ended.map(|day| at(w, day));
            let theirs = episode::table.filter(episode::family_id.eq(of));
            diesel::update(theirs).set(episode::closed_at.eq(closed)).execute(&mut w.conn()).expect("written");
        }
        _ => life.day += i64::try_from(next(seed, 20)).expect("small"),
    }
}

fn holds(w: &World, life: &Life) {
    let (mut conn, pack) = (w.conn(), w.app.pack.clone());
    let now = at(w, life.day);
    for known in &life.places {
        let subject = records::find_row(&mut conn, known.place).expect("a place").place();
        for other in &life.places {
            let who = Actor { own_place: Some(other.place.0), as_of: now, ..Actor::nobody() };
            let (facts, _) = subject.facts(&mut conn, &pack, &who).expect("facts");
            let model = known.place == other.place && known.set_up && life.opens(known);
            assert_eq!(decide(&who, own_place::See, &facts).allows(), model, "day {}", life.day);
        }
        let mut opened = |code: &LetterCode, opening| {
            records::by_code(&mut conn, &code.hash(), opening, (&pack, now.date()))
                .expect("read")
                .map(|(place, _)| place)
        };
        let may = life.opens(known).then_some(known.place);
        assert_eq!(opened(&known.code, Opening::First), may.filter(|_| !known.set_up));
        assert_eq!(opened(&known.code, Opening::Again), may.filter(|_| known.set_up));
        for old in &known.old {
            assert_eq!((opened(old, Opening::First), opened(old, Opening::Again)), (None, None));
        }
    }
}

story!(over_random_lives_a_place_opens_when_a_model_of_the_rules_says_so_and_to_nobody_else, |w| {
    let (of, _, lead) = led(&w, "intervention-plan").await;
    second_parent(&lead, of, "").await;
    let members = people::records::members_of(&mut w.conn(), of).expect("members");
    let people = members.iter().filter(|one| !one.role.is_child()).map(|one| one.person.id).collect();
    let mut life = Life { people, there: [true; 2], restricted: false, ended: None, day: 0, places: vec![] };
    let mut opened = 0;
    for n in 0..lives() {
        let mut seed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 7;
        for _ in 0..40 {
            step(&w, of, &mut life, &mut seed);
            holds(&w, &life);
            opened += life.places.iter().filter(|known| known.set_up && life.opens(known)).count();
        }
    }
    assert!(opened > 0, "no place was ever open");
});
