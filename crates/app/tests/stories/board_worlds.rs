//! T13 of boards: over random worlds the papers of a meeting are those that deciding on each allows, and both are what
//! an independent model says: who sees which board's papers.

use crate::{
    panel_worlds::{All, somebody},
    worlds::Dice,
};
use access::{Actor, Change, Permits, Role, board as acts};
use chrono::{Days, Months, NaiveDate};
use diesel::prelude::*;
use governance::{
    BoardId, MeetingId, PaperId,
    records::{
        boards::{Board, board},
        meetings::{Meeting, board_meeting},
        papers::{self, Frozen, Paper, PaperKind, board_paper},
        seats,
    },
    rules::boards::Capacity,
};
use std::sync::Arc;
use store::{Author, Conn, Json, Tx};
use testkit::{NOW, World};

/// Worlds in `./test`; `WORLDS=100000` for more.
fn worlds() -> u32 {
    std::env::var("WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000)
}

/// What is true of one board for this actor.
#[derive(Debug, Clone, Copy, Default)]
struct Facts {
    seated: bool,
    keeps: bool,
    sent: bool,
}

/// The rule in the words: members see the papers of their own boards once they are out, while their term lasts;
/// whoever keeps a board sees all of its papers, a writer their own; the head of early help what members see.
fn may_see(actor: &Actor, f: &Facts, (given, mine): (bool, bool)) -> bool {
    let head = actor.own && actor.roles.contains(&Role::Head);
    f.keeps || mine || ((f.seated || head) && f.sent && given)
}

fn tell(w: &World, most: u32) {
    let ground = All::of(w);
    let mut conn = w.conn();
    let mut dice = Dice::new(20_261_201);
    for world in 0..most {
        let told = conn.write(|conn| -> web::Result<()> {
            one(conn, &mut dice, world, &ground)?;
            // the next world begins from nothing
            Err(store::Error::Closed.into())
        });
        assert!(matches!(told, Err(web::Error::Store(store::Error::Closed))), "world {world}: {told:?}");
    }
}

/// A term of today, of another time, or one that ends today.
fn a_term(dice: &mut Dice, today: NaiveDate) -> ((NaiveDate, NaiveDate), bool) {
    let (year, day) = (Months::new(12), Days::new(1));
    match dice.roll(5) {
        0 => ((today - year, today), true),
        1 => ((today, today + year), true),
        2 => ((today - year, today - day), false),
        3 => ((today + day, today + year), false),
        _ => ((today - year, today + year), true),
    }
}

fn a_board(tx: &mut Tx<'_>, dice: &mut Dice, (actor, ground): (&Actor, &All)) -> web::Result<(MeetingId, Facts)> {
    let (today, pack) = (NOW.date(), ground.app.pack.clone());
    let of = Board {
        id: BoardId::new(),
        name: "A board".into(),
        purpose: "To see.".into(),
        answers_to: String::new(),
        every: 2,
        founded_on: today,
        ended_at: None,
        version: 1,
    };
    diesel::insert_into(board::table).values(&of).execute(tx.conn())?;
    let mut f = Facts { sent: dice.chance(2), ..Facts::default() };
    let me = actor.account.expect("an account");
    for _ in 0..dice.roll(3) {
        let capacity = Capacity::ALL[dice.roll(5) as usize];
        let (term, holds) = a_term(dice, today);
        seats::seat_by_program(tx, &pack, of.id, (me, capacity), term)?;
        f.seated |= holds;
        f.keeps |= holds && matches!(capacity, Capacity::Chair | Capacity::Deputy | Capacity::Secretary);
    }
    let meeting = Meeting {
        id: MeetingId::new(),
        board_id: of.id,
        held_on: today,
        starts: String::new(),
        place: String::new(),
        sent_at: f.sent.then_some(NOW),
        others: String::new(),
        not_held: String::new(),
        closed_at: None,
        minutes: String::new(),
        minutes_by: None,
        minutes_name: String::new(),
        minutes_at: None,
        approved_at: None,
        approved_name: String::new(),
        corrections: String::new(),
        version: 1,
    };
    diesel::insert_into(board_meeting::table).values(&meeting).execute(tx.conn())?;
    Ok((meeting.id, f))
}

fn a_paper(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    meeting: MeetingId,
    (actor, ground): (&Actor, &All),
) -> web::Result<(PaperId, (bool, bool))> {
    let me = actor.account.expect("an account");
    let other = ground.people.iter().find(|one| one.id != me).expect("somebody else").id;
    let (given, mine) = (dice.chance(2), dice.chance(4));
    let row = Paper {
        id: PaperId::new(),
        meeting_id: meeting,
        item_id: None,
        kind: PaperKind::Other,
        title: "A paper".into(),
        owner_id: if mine { me } else { other },
        due_on: NOW.date(),
        body: "Words.".into(),
        link: String::new(),
        source_id: None,
        frozen: Json(Frozen::default()),
        given_at: given.then_some(NOW),
        given_by: String::new(),
        version: 1,
    };
    diesel::insert_into(board_paper::table).values(&row).execute(tx.conn())?;
    Ok((row.id, (given, mine)))
}

fn one(conn: &mut Conn, dice: &mut Dice, world: u32, ground: &All) -> web::Result<()> {
    let actor = somebody(dice, ground);
    let mut tx = Tx::within(conn, NOW, Author::program());
    let mut meetings = Vec::new();
    for _ in 0..=dice.roll(2) {
        let (meeting, facts) = a_board(&mut tx, dice, (&actor, ground))?;
        let mut papers = Vec::new();
        for _ in 0..=dice.roll(3) {
            papers.push(a_paper(&mut tx, dice, meeting, (&actor, ground))?);
        }
        meetings.push((meeting, facts, papers));
    }
    let mut change = Change::within(&ground.app, &mut tx, Arc::new(actor.clone()));
    for (meeting, facts, all) in meetings {
        let told = || format!("world {world}: {facts:?} {:?} own {}", actor.roles, actor.own);
        let sees = change.may(acts::See, meeting)?;
        assert_eq!(sees, facts.seated || (actor.own && actor.roles.contains(&Role::Head)), "{}", told());
        let listed: Vec<PaperId> = match change.permit(acts::See, meeting) {
            Ok(permit) => papers::list(change.conn(), &permit)?.into_iter().map(|paper| paper.id).collect(),
            Err(_) => vec![],
        };
        for (paper, stand) in all {
            let decided = change.may(acts::See, paper)?;
            assert_eq!(decided, may_see(&actor, &facts, stand), "{} {stand:?}", told());
            // who sees a meeting is shown what they may open, and nothing else
            assert_eq!(listed.contains(&paper), decided && sees, "{} {stand:?}", told());
        }
    }
    Ok(())
}

#[test]
fn papers_of_boards_agree_over_random_worlds_on_sqlite() {
    let w = tokio::runtime::Runtime::new().expect("a runtime").block_on(async { World::sqlite() });
    tell(&w, worlds());
}

#[test]
fn papers_of_boards_agree_over_random_worlds_on_postgres() {
    if let Some(w) = tokio::runtime::Runtime::new().expect("a runtime").block_on(async { World::postgres() }) {
        tell(&w, worlds() / 10);
    }
}
