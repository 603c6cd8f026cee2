//! Bringing over: some families a transaction, each of them whole or not at all. Run again, it goes on with those that
//! are not here yet.

mod family;

use crate::{
    Counts, Old, RunId, events,
    matching::{self, Here, Matched},
    report::count,
    runs::{self, Run, What},
};
use access::{FamilyId, capability::Capabilities};
use pack::Pack;
use people::PersonId;
use serde_json::json;
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{AnyId, Author, Conn, Db, Result, Tx, Uuid};

/// Families of one transaction: nobody's save waits for long.
const SOME: usize = 25;

/// What is to be brought over, and what is here of it already.
#[derive(Debug)]
pub struct Plan {
    /// The families to be made, by place among [`Old::families`].
    pub families: Vec<usize>,
    /// Who is who.
    pub matched: Matched,
    /// What will be made.
    pub counts: Counts,
    here: Here,
}

/// Looks at what is here, and holds the rest against everyone who is known. `left_out` are families of the files, by
/// their old ids, that are not made.
pub fn plan(conn: &mut Conn, old: &Old, system: &str, left_out: &BTreeSet<&str>) -> Result<Plan> {
    let there: HashSet<String> = runs::known(conn, system, What::Family)?.into_iter().map(|(id, _)| id).collect();
    let people = runs::known(conn, system, What::Person)?.into_iter();
    let here = Here { people: people.map(|(id, person)| (id, PersonId(person.0))).collect() };

    let new = |place: &usize| !there.contains(&old.families[*place].id);
    let wanted = |place: &usize| !left_out.contains(old.families[*place].id.as_str());
    let families: Vec<usize> = (0..old.families.len()).filter(new).filter(wanted).collect();
    let known = old.families.iter().filter(|family| there.contains(&family.id)).count() as u64;
    let matched = matching::find(conn, old, &families, &here)?;
    let counts = count(old, &matched, &families, known);
    Ok(Plan { families, matched, counts, here })
}

/// With what a run works.
pub struct Work<'a> {
    /// Where to.
    pub db: &'a Db,
    /// The practice pack in force.
    pub pack: &'a Pack,
    /// All of the program: what they owe on an open episode.
    pub all: Capabilities,
    /// The old system.
    pub system: &'a str,
}

impl Work<'_> {
    /// A change of the program itself, run again where somebody else was in the way.
    pub(crate) fn change<T>(&self, conn: &mut Conn, mut f: impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let author = Author { pack: self.pack.hash.clone(), ..Author::program() };
        let db = self.db;
        conn.write_anew(db.url(), db.options(), |conn| f(&mut Tx::within(conn, db.now(), author.clone())))
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Taken {
    /// The run.
    pub run: Run,
    /// Families that could not be made, by their old ids, and why.
    pub failed: Vec<(String, String)>,
}

/// Brings over all families of a plan; `told` hears how many are there. Where a run of the same files broke off, it is
/// that run that goes on.
///
/// # Errors
/// The engine's own word, where nothing could be kept of the run itself.
pub fn take(work: &Work<'_>, old: &Old, plan: &Plan, mut told: impl FnMut(usize)) -> Result<Taken> {
    let mut conn = work.db.connect()?;
    let run = begin(work, &mut conn, old)?;
    if plan.families.is_empty() && run.ended_at.is_some() {
        return Ok(Taken { run, failed: vec![] });
    }

    let mut people: HashMap<usize, PersonId> = HashMap::new();
    let by_id: HashMap<&str, usize> = old.people.iter().enumerate().map(|(n, one)| (one.id.as_str(), n)).collect();
    people.extend(plan.here.people.iter().filter_map(|(id, person)| Some((*by_id.get(id.as_str())?, *person))));

    let mut failed = Vec::new();
    let mut done = 0;
    for some in plan.families.chunks(SOME) {
        match some_families(work, &mut conn, (run.id, old, plan), some, &people) {
            Ok(made) => people.extend(made),
            Err(_) => {
                // one of them cannot be made: the others can
                for one in some {
                    match some_families(work, &mut conn, (run.id, old, plan), &[*one], &people) {
                        Ok(made) => people.extend(made),
                        Err(e) => failed.push((old.families[*one].id.clone(), e.to_string())),
                    }
                }
            }
        }
        done += some.len();
        told(done);
    }
    let run = finish(work, &mut conn, run.id, failed.is_empty())?;
    work.db.look_again();
    Ok(Taken { run, failed })
}

fn begin(work: &Work<'_>, conn: &mut Conn, old: &Old) -> Result<Run> {
    if let Some(run) = runs::under_way(conn, &old.hash())? {
        return Ok(run);
    }
    work.change(conn, |tx| {
        let run = runs::begin(tx, work.system, old.hash(), old.files.clone())?;
        tx.record(events::BEGUN.on(run.id.0).detail(json!({"files": run.files.0})))?;
        Ok(run)
    })
}

/// Whom these families made, by place among [`Old::people`].
fn some_families(
    work: &Work<'_>,
    conn: &mut Conn,
    (run, old, plan): (RunId, &Old, &Plan),
    places: &[usize],
    people: &HashMap<usize, PersonId>,
) -> Result<Vec<(usize, PersonId)>> {
    work.change(conn, |tx| {
        let mut making = family::Making::new(work, run, old, &plan.matched, people);
        for place in places {
            making.family(tx, *place)?;
        }
        runs::add_counts(tx.conn(), run, &making.counts)?;
        Ok(making.made)
    })
}

/// All of it is there, or all that could be made; how often names occur is counted anew.
fn finish(work: &Work<'_>, conn: &mut Conn, id: RunId, whole: bool) -> Result<Run> {
    conn.write(people::matching::count_all_names)?;
    let run = runs::find(conn, id)?;
    if !whole || run.ended_at.is_some() {
        return Ok(run);
    }
    work.change(conn, |tx| {
        runs::end(tx, id)?;
        tx.record(events::ENDED.on(id.0).detail(json!({"counts": run.counts.0})))?;
        runs::find(tx.conn(), id)
    })
}

/// A thing that was brought over, as it is kept.
pub(crate) fn item(
    work: &Work<'_>,
    run: RunId,
    (kind, old_id): (What, &str),
    our_id: Uuid,
    (family_id, made): (FamilyId, bool),
) -> runs::Item {
    let (system, old_id) = (work.system.to_owned(), old_id.to_owned());
    runs::Item { system, kind, old_id, run_id: run, our_id: AnyId(our_id), family_id, made }
}

/// What goes into the detail of every event of a run.
pub(crate) fn mark(run: RunId) -> serde_json::Value {
    json!(run)
}
