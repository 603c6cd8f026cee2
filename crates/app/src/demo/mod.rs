//! Demo data: whole, plausible histories of made-up families, three years back from the clock, told by the demo parts
//! of all capabilities. The same seed and clock give the same families.

mod cast;

use crate::{capabilities, settings::Settings};
use access::{
    App, accounts,
    demo::{Cast, DAY, Scene, Telling, Told},
};
use diesel::Connection;
use fastrand::Rng;
use store::{Author, Conn, Instant, Tx, dialect, ids, jobs, log::Kind, seal};
use web::{Error, Result};

/// Demo data were made.
pub const MADE: Kind = Kind::new("demo.made", "database", "Demo data were made");

/// Families of one transaction.
const BATCH: u32 = 100;

/// What happened in the last days is still new to people.
const NEW_FOR: i64 = 3;

/// About how many services a round makes.
const ROUND: u32 = 336;

/// Fills an empty database; `progress` is told how many families are made, of how many.
///
/// # Errors
/// What is wrong, with what to do.
pub fn make(
    settings: &Settings,
    families: u32,
    services: u32,
    seed: u64,
    progress: impl Fn(u32, u32),
) -> Result<(), String> {
    let mut conn = Conn::open(&settings.database, &settings.options()).map_err(|e| e.to_string())?;
    if dialect::count(&mut conn, "account").map_err(|e| e.to_string())? > 0 {
        return Err("the database is not empty; demo data go into an empty one only".into());
    }
    let app = settings.app()?;
    // if it fails, it is made again
    dialect::hurry(&mut conn).map_err(|e| e.to_string())?;

    let now = settings.clock.now();
    repeat_ids(seed, now);
    let cast = conn.write(|conn| cast::enter(conn, &app, now, families)).map_err(told)?;
    // a world of a test needs none
    let rounds = if families > 0 { services.div_ceil(ROUND).max(1) } else { 0 };
    add_services(&app, &mut conn, 0..rounds).map_err(told)?;
    let mut rng = Rng::with_seed(seed);
    let (mut done, mut refused) = (0, 0);
    while done < families {
        let some = (families - done).min(BATCH);
        conn.write(|conn| {
            (done..done + some).try_for_each(|n| {
                match conn.transaction(|conn| tell_one(conn, &app, &cast, &mut rng, (n, now))) {
                    // of many thousands some story comes to what a rule refuses; who lives it would do otherwise
                    Err(Error::Refused(_)) if refused < families / 1_000 => {
                        refused += 1;
                        Ok(())
                    }
                    told => told,
                }
            })
        })
        .map_err(told)?;
        done += some;
        progress(done, families);
    }
    for after in capabilities::ALL.iter().filter_map(|capability| capability.demo_after) {
        conn.write(|conn| after(conn, &app)).map_err(told)?;
    }
    ids::use_source(None);
    finish(&mut conn, &app, now).map_err(|e| e.to_string())
}

fn told(e: Error) -> String {
    match e {
        Error::Store(e) => e.to_string(),
        other => format!("{other:?}"),
    }
}

/// Tells one family's story, from somewhere in the three years before `now`, as far as the clock lets it come.
fn tell_one(conn: &mut Conn, app: &App, cast: &Cast, rng: &mut Rng, (n, now): (u32, Instant)) -> Result<()> {
    // most of it long ago, some of it in the last months and days, so that the queue and every state are there
    let back = match rng.u8(..100) {
        // whatever the hour, somebody waits for a decision
        _ if n % 40 == 3 => rng.i64(0..600),
        0..2 => rng.i64(0..2 * DAY),
        2..6 => rng.i64(DAY..14 * DAY),
        6..18 => rng.i64(14 * DAY..150 * DAY),
        _ => rng.i64(14 * DAY..1_095 * DAY),
    };
    let (family, episode, manager, lead, ending) = (None, None, None, None, None);
    let at = now.plus_seconds(-back);
    let mut scene = Scene { conn, app, cast, rng, at, end: now, family, episode, manager, lead, ending, closed: false };

    let mut parts: Vec<Telling> = capabilities::ALL.iter().flat_map(|capability| capability.demo).copied().collect();
    parts.sort_by_key(|part| part.place);
    let mut next = 0;
    while let Some(part) = parts.get(next) {
        next = match (part.tell)(&mut scene)? {
            Told::On => next + 1,
            Told::Over => break,
            Told::Again => {
                (scene.closed, scene.ending, scene.lead) = (false, None, None);
                // the contact was told already: help begins behind it
                parts.iter().position(|part| part.place > 10).unwrap_or(parts.len())
            }
        };
    }
    Ok(())
}

/// What is true of a database that has been served for years.
fn finish(conn: &mut Conn, app: &App, now: Instant) -> store::Result<()> {
    conn.write(people::matching::count_all_names)?;
    // the last event has an id of now, so that the chain goes on from here and not from an hour ago
    let author = Author { pack: app.pack.hash.clone(), ..Author::program() };
    conn.write(|conn| Tx::within(conn, now, author).record(MADE.on(store::Uuid::nil())))?;
    // what was answered years ago is not written to anyone now
    jobs::forget_all(conn)?;
    work::news::catch_up(conn, now.plus_seconds(-NEW_FOR * DAY))?;
    while conn.write(|conn| seal::seal_within(conn, now))? > 0 {}
    dialect::settle(conn)
}

/// Adds rounds of what stands before any family comes, the services of the directory among it: for worlds of tests, and
/// for a large directory.
pub fn add_services(app: &App, conn: &mut Conn, rounds: std::ops::Range<u32>) -> Result<u32> {
    let now = app.db.now();
    let all = accounts::list_organisations(conn)?;
    let ours: Vec<_> = all.into_iter().map(|organisation| (organisation.name, organisation.id)).collect();
    let mut made = 0;
    for round in rounds {
        for before in capabilities::ALL.iter().filter_map(|capability| capability.demo_before) {
            let author = Author { pack: app.pack.hash.clone(), ..Author::program() };
            made += conn.write(|conn| before(&mut Tx::within(conn, now, author), app, round, &ours))?;
        }
    }
    Ok(made)
}

/// Ids that follow from the seed: they lie in the hour before the clock, in the order in which they are made, so that
/// the audit chain finds all of them at once.
fn repeat_ids(seed: u64, now: Instant) {
    let mut rng = Rng::with_seed(seed ^ 0x1d5);
    let start = u64::try_from(now.0 / 1_000 - 3_600_000).unwrap_or(0);
    let mut made = 0_u64;
    ids::use_source(Some(Box::new(move || {
        made += 1;
        let mut bytes = [0; 10];
        rng.fill(&mut bytes);
        // about 100 ids a millisecond, never past the clock's last minute
        (start + (made / 100).min(3_500_000), bytes)
    })));
}
