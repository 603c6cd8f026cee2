//! Each night all people are held against each other; pairs that may be one person wait for somebody to look.

use crate::{
    PersonId, merging,
    records::{self, AddressRow, Person, address, evidence, person, person_key},
    weighing,
};
use diesel::prelude::*;
use linkage::batch::{self, Records};
use store::{Conn, Instant, MultiBackend, Result};

pub(crate) const DDL: &str = "
CREATE TABLE sweep (id $UUID PRIMARY KEY NOT NULL, began_at $INSTANT NOT NULL, people $INT8 NOT NULL, \
  pairs $INT8 NOT NULL,
  kept $INT8 NOT NULL, finished_at $INSTANT) $STRICT;";

store::strict_id!(
    /// A night's work.
    SweepId,
    SweepUid
);

diesel::table! {
    use diesel::sql_types::*;
    use super::SweepUid;
    use store::types::Utc;

    sweep (id) {
        id -> SweepUid,
        began_at -> Utc,
        people -> BigInt,
        pairs -> BigInt,
        kept -> BigInt,
        finished_at -> Nullable<Utc>,
    }
}

/// Pairs less likely than this are not worth anybody's time.
const LEAST: f64 = 0.3;

/// People read at a time.
const MOST_READ: i64 = 500;

/// Pairs written at a time: nobody's save waits for long.
const MOST_WRITTEN: usize = 200;

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

/// Holds all people against each other. Begun again after a crash it finds what is kept already and goes on; nothing
/// that was said of a pair is asked again. People without keys are given them on the way (they are older than the
/// index).
pub fn run(conn: &mut Conn, now: Instant) -> Result<Sweep> {
    conn.write(weighing::count_all_names)?;
    let (records, ids) = everyone(conn)?;
    let mut night =
        Sweep { id: SweepId::new(), began_at: now, people: count(ids.len()), pairs: 0, kept: 0, finished_at: None };
    begin(conn, &night)?;

    let found = batch::link(&records, LEAST);
    let pairs: Vec<_> = found.pairs.iter().filter(|pair| !pair.apart).collect();
    night.pairs = count(pairs.len());
    for some in pairs.chunks(MOST_WRITTEN) {
        night.kept += conn.write(|conn| -> Result<i64> {
            let mut kept = 0;
            for pair in some {
                let (one, two) = (ids[pair.a as usize], ids[pair.b as usize]);
                if is_settled(conn, one, two)? {
                    continue;
                }
                kept += i64::from(merging::keep_suspect(conn, now, one, two, f64::from(pair.probability))?);
            }
            Ok(kept)
        })?;
        diesel::update(sweep::table.find(night.id))
            .set((sweep::pairs.eq(night.pairs), sweep::kept.eq(night.kept)))
            .execute(conn)?;
    }

    night.finished_at = Some(now);
    diesel::update(sweep::table.find(night.id)).set(sweep::finished_at.eq(night.finished_at)).execute(conn)?;
    Ok(night)
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// What is held against each other of everyone, and whose it is. Whoever has no keys yet is given them.
pub(crate) fn everyone(conn: &mut Conn) -> Result<(Records, Vec<PersonId>)> {
    let (mut all, mut ids) = (Records::new(), Vec::<PersonId>::new());
    loop {
        let rows = read(conn, ids.last().copied())?;
        if rows.is_empty() {
            return Ok((all, ids));
        }
        let read: Vec<PersonId> = rows.iter().map(|(person, _)| person.id).collect();
        let unkept = without_keys(conn, &read)?;
        for (person, place) in rows {
            let place = place.and_then(AddressRow::unprotected);
            if unkept.contains(&person.id) {
                conn.write(|conn| records::index(conn, &person, place.clone()))?;
            }
            all.push(&evidence(&person, place));
            ids.push(person.id);
        }
    }
}

fn begin(conn: &mut Conn, night: &Sweep) -> Result<()> {
    let row = (
        sweep::id.eq(night.id),
        sweep::began_at.eq(night.began_at),
        sweep::people.eq(night.people),
        sweep::pairs.eq(night.pairs),
        sweep::kept.eq(night.kept),
    );
    diesel::insert_into(sweep::table).values(row).execute(conn)?;
    Ok(())
}

fn read(conn: &mut Conn, after: Option<PersonId>) -> Result<Vec<(Person, Option<AddressRow>)>> {
    let mut query = person::table
        .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
        .order(person::id)
        .limit(MOST_READ)
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

/// Whether nobody has to look: the two are one person already, or stand in one family.
fn is_settled(conn: &mut Conn, one: PersonId, two: PersonId) -> Result<bool> {
    if merging::records_of(conn, one)?.contains(&two) {
        return Ok(true);
    }
    let (of_one, of_two) = (records::families_of(conn, one)?, records::families_of(conn, two)?);
    Ok(of_one.iter().any(|family| of_two.contains(family)))
}

/// The nightly search.
pub(crate) fn daily(db: &store::Db, _: &pack::Pack, _: access::capability::Capabilities) -> Result<()> {
    let found = run(&mut db.connect()?, db.now())?;
    db.look_again();
    tracing::info!(people = found.people, pairs = found.pairs, kept = found.kept, "duplicates were looked for");
    Ok(())
}
