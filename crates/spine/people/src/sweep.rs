//! Each night all people are held against each other; pairs that may be one person wait for somebody to look.

use crate::{
    PersonId,
    matching::{self, Sought, person_key},
    merging,
    records::{AddressRow, Person, address, person},
};
use diesel::prelude::*;
use linkage::batch::{self, Records};
use store::{Conn, Instant, MultiBackend, Result};

pub(crate) const DDL: &str = "
CREATE TABLE sweep (id $UUID PRIMARY KEY NOT NULL, began_at $INSTANT NOT NULL, people $INT8 NOT NULL, pairs $INT8 NOT NULL,
  kept $INT8 NOT NULL, finished_at $INSTANT) $STRICT;";
store::strict_id!(
    /// A night's work.
    SweepId,
    SweepUid
);

diesel::table! { use diesel::sql_types::*; use super::SweepUid; use store::types::Utc;
sweep (id) { id -> SweepUid, began_at -> Utc, people -> BigInt, pairs -> BigInt, kept -> BigInt, finished_at -> Nullable<Utc>, } }

/// How far a night's work is.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Sweep {
    pub id: SweepId,
    pub began_at: Instant,
    pub people: i64,
    pub pairs: i64,
    pub kept: i64,
    pub finished_at: Option<Instant>,
}

/// The last night's work.
pub fn last(conn: &mut Conn) -> Result<Option<Sweep>> {
    Ok(sweep::table.order(sweep::began_at.desc()).first(conn).optional()?)
}

/// Pairs less likely than this are not worth anybody's time.
const LEAST: f64 = 0.3;

/// People read, and pairs written, at a time: nobody's save waits for long.
const SOME: i64 = 500;

/// Holds all people against each other. Begun again after a crash it finds what is kept already and goes on; nothing that was
/// said of a pair is asked again. People without keys are given them on the way (they are older than the index).
pub fn run(conn: &mut Conn, now: Instant) -> Result<Sweep> {
    let mut done = Sweep { id: SweepId::new(), began_at: now, people: 0, pairs: 0, kept: 0, finished_at: None };
    conn.write(matching::count_all_names)?;
    let (mut records, mut ids) = (Records::new(), Vec::<PersonId>::new());
    let mut after: Option<PersonId> = None;
    loop {
        let rows = read(conn, after)?;
        let Some((last, ..)) = rows.last() else { break };
        after = Some(last.id);
        let unkept = without_keys(conn, &rows.iter().map(|(p, _)| p.id).collect::<Vec<_>>())?;
        for (person, place) in rows {
            let place = place.filter(|a| !a.protected).map(AddressRow::open);
            if unkept.contains(&person.id) {
                conn.write(|conn| matching::index(conn, &person, place.clone()))?;
            }
            records.push(&Sought::of(&person, place).record());
            ids.push(person.id);
        }
        done.people = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    }
    let row = (
        sweep::id.eq(done.id),
        sweep::began_at.eq(now),
        sweep::people.eq(done.people),
        sweep::pairs.eq(0),
        sweep::kept.eq(0),
    );
    diesel::insert_into(sweep::table).values(row).execute(conn)?;
    let found = batch::link(&records, LEAST);
    let pairs: Vec<_> = found.pairs.iter().filter(|p| !p.apart).collect();
    done.pairs = i64::try_from(pairs.len()).unwrap_or(i64::MAX);
    for some in pairs.chunks(200) {
        done.kept += conn.write(|conn| -> Result<i64> {
            let mut kept = 0;
            for pair in some {
                let (a, b) = (ids[pair.a as usize], ids[pair.b as usize]);
                if merging::records_of(conn, a)?.contains(&b) || one_family(conn, a, b)? {
                    continue;
                }
                kept += i64::from(merging::keep_suspect(conn, now, a, b, f64::from(pair.probability))?);
            }
            Ok(kept)
        })?;
        diesel::update(sweep::table.find(done.id))
            .set((sweep::pairs.eq(done.pairs), sweep::kept.eq(done.kept)))
            .execute(conn)?;
    }
    done.finished_at = Some(now);
    diesel::update(sweep::table.find(done.id)).set(sweep::finished_at.eq(done.finished_at)).execute(conn)?;
    Ok(done)
}

fn read(conn: &mut Conn, after: Option<PersonId>) -> Result<Vec<(Person, Option<AddressRow>)>> {
    let mut query = person::table
        .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
        .order(person::id)
        .limit(SOME)
        .select((Person::as_select(), Option::<AddressRow>::as_select()))
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(person::id.gt(after));
    }
    Ok(query.load(conn)?)
}

fn without_keys(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<PersonId>> {
    let with: Vec<PersonId> = person_key::table
        .filter(person_key::person_id.eq_any(ids))
        .select(person_key::person_id)
        .distinct()
        .load(conn)?;
    Ok(ids.iter().copied().filter(|id| !with.contains(id)).collect())
}

fn one_family(conn: &mut Conn, a: PersonId, b: PersonId) -> Result<bool> {
    let (one, two) = (crate::records::families_of(conn, a)?, crate::records::families_of(conn, b)?);
    Ok(one.iter().any(|f| two.contains(f)))
}

/// The nightly search.
pub(crate) fn daily(db: &store::Db, _: &pack::Pack, _: access::capability::Capabilities) -> Result<()> {
    let found = run(&mut db.connect()?, db.now())?;
    db.look_again();
    tracing::info!(people = found.people, pairs = found.pairs, kept = found.kept, "duplicates were looked for");
    Ok(())
}
