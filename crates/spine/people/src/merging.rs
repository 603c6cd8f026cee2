//! One person in two records. Joining them moves and deletes nothing: each family keeps its own record of the person, seen by
//! those who could see it before and by nobody else, and what is done later stands where it was done. So it can be undone
//! at any time, with nothing lost either way (T32), and never widens who may see what.

use crate::{
    PersonId, PersonUid, events,
    letters::RecordChanged,
    matching::{self, Candidate},
    records::{self, Person, family, member, person},
    rules::CannotJoinRecords,
};
use access::{Actor, FamilyId, Permits, guard};
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, Result, Tx, each};
use web::Refusal;

pub(crate) const DDL: &str = "
CREATE TABLE same_person (id $UUID PRIMARY KEY NOT NULL, kept_id $UUID NOT NULL REFERENCES person(id),
  other_id $UUID NOT NULL REFERENCES person(id), reason TEXT NOT NULL, joined_at $INSTANT NOT NULL, joined_by $UUID,
  parted_at $INSTANT, parted_by $UUID, parted_why TEXT NOT NULL) $STRICT;
CREATE UNIQUE INDEX same_person_other ON same_person(other_id) WHERE parted_at IS NULL;
CREATE INDEX same_person_kept ON same_person(kept_id);
CREATE TABLE pair_said (one_id $UUID NOT NULL REFERENCES person(id), two_id $UUID NOT NULL REFERENCES person(id),
  said TEXT NOT NULL, said_by $UUID, said_at $INSTANT NOT NULL, PRIMARY KEY (one_id, two_id)) $STRICT;
CREATE TABLE suspect (one_id $UUID NOT NULL REFERENCES person(id), two_id $UUID NOT NULL REFERENCES person(id),
  probability $REAL NOT NULL, found_at $INSTANT NOT NULL, PRIMARY KEY (one_id, two_id)) $STRICT;
CREATE INDEX suspect_likely ON suspect(probability);";

store::strict_id!(
    /// A joining of two records.
    JoinId,
    JoinUid
);

diesel::table! { use diesel::sql_types::*; use access::AccountUid; use super::{JoinUid, PersonUid}; use store::types::Utc;
same_person (id) { id -> JoinUid, kept_id -> PersonUid, other_id -> PersonUid, reason -> Text, joined_at -> Utc,
    joined_by -> Nullable<AccountUid>, parted_at -> Nullable<Utc>, parted_by -> Nullable<AccountUid>, parted_why -> Text, } }
diesel::table! { use diesel::sql_types::*; use access::AccountUid; use super::PersonUid; use store::types::Utc;
pair_said (one_id, two_id) { one_id -> PersonUid, two_id -> PersonUid, said -> Text, said_by -> Nullable<AccountUid>, said_at -> Utc, } }

diesel::table! { use diesel::sql_types::*; use super::PersonUid; use store::types::Utc;
suspect (one_id, two_id) { one_id -> PersonUid, two_id -> PersonUid, probability -> Double, found_at -> Utc, } }

diesel::allow_tables_to_appear_in_same_query!(same_person, member);

store::coded! {
    /// What was said of two records.
    pub enum Said {
        /// One person.
        Same = "same",
        /// Two people: never asked again.
        NotSame = "not-same",
        /// Nobody could tell.
        NotSure = "not-sure",
    }
}

/// A joining of two records.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Join {
    pub id: JoinId,
    pub kept_id: PersonId,
    pub other_id: PersonId,
    pub reason: String,
    pub joined_at: Instant,
    pub joined_by: Option<access::AccountId>,
    pub parted_at: Option<Instant>,
    pub parted_by: Option<access::AccountId>,
    pub parted_why: String,
}

fn ordered(a: PersonId, b: PersonId) -> (PersonId, PersonId) {
    (a.min(b), a.max(b))
}

/// For those of `ids` that were joined to another record: the one that stands for both.
pub fn standing(conn: &mut Conn, ids: &[PersonId]) -> Result<BTreeMap<PersonId, PersonId>> {
    let mut roots: BTreeMap<PersonId, PersonId> = BTreeMap::new();
    let mut ask: Vec<PersonId> = ids.to_vec();
    while !ask.is_empty() {
        let rows: Vec<(PersonId, PersonId)> = same_person::table
            .filter(same_person::parted_at.is_null().and(same_person::other_id.eq_any(&ask)))
            .select((same_person::other_id, same_person::kept_id))
            .load(conn)?;
        ask = rows.iter().map(|(_, kept)| *kept).collect();
        for (other, kept) in rows {
            if ids.contains(&other) {
                roots.insert(other, kept);
            }
            roots.values_mut().filter(|root| **root == other).for_each(|root| *root = kept);
        }
    }
    Ok(roots)
}

/// All records that are one person with this one, itself first.
pub fn records_of(conn: &mut Conn, id: PersonId) -> Result<Vec<PersonId>> {
    let root = standing(conn, &[id])?.get(&id).copied().unwrap_or(id);
    let mut all = vec![id];
    let mut ask = vec![root];
    while !ask.is_empty() {
        all.extend(ask.iter().filter(|other| **other != id));
        ask = same_person::table
            .filter(same_person::parted_at.is_null().and(same_person::kept_id.eq_any(&ask)))
            .select(same_person::other_id)
            .load(conn)?;
    }
    Ok(all)
}

/// Whether this actor must not know of a record: it stands in a restricted family whose list they are not on (T17).
pub fn is_hidden(conn: &mut Conn, actor: &Actor, id: PersonId) -> Result<bool> {
    for family in records::families_of(conn, id)? {
        let facts = guard::facts(conn, family, actor)?;
        if facts.restricted && !facts.listed {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Joins two records: the older stands for both.
///
/// # Errors
/// [`CannotJoinRecords`].
pub fn join(tx: &mut Tx<'_>, a: PersonId, b: PersonId, reason: &str) -> web::Result<JoinId> {
    let no = |rule: CannotJoinRecords| Err(Refusal::from(rule).into());
    if reason.trim().is_empty() {
        return no(CannotJoinRecords::NoReason);
    }
    let (one, two) = (records_of(tx.conn(), a)?, records_of(tx.conn(), b)?);
    if a == b {
        return no(CannotJoinRecords::Itself);
    }
    if one.contains(&b) {
        return no(CannotJoinRecords::Joined);
    }
    let mut families: Vec<(FamilyId, PersonId)> = Vec::new();
    for id in one.iter().chain(&two) {
        families.extend(records::families_of(tx.conn(), *id)?.into_iter().map(|f| (f, *id)));
    }
    let within = |all: &[PersonId], f: FamilyId| families.iter().any(|(g, p)| *g == f && all.contains(p));
    if families.iter().any(|(f, _)| within(&one, *f) && within(&two, *f)) {
        return no(CannotJoinRecords::OneFamily);
    }
    let root = |conn: &mut Conn, id: PersonId| -> Result<PersonId> {
        Ok(standing(conn, &[id])?.get(&id).copied().unwrap_or(id))
    };
    // ids sort by the moment at which they were made: the older stands for both
    let (kept, other) = ordered(root(tx.conn(), a)?, root(tx.conn(), b)?);
    let (id, now, by) = (JoinId::new(), tx.now, tx.who.account);
    diesel::insert_into(same_person::table)
        .values((
            same_person::id.eq(id),
            same_person::kept_id.eq(kept),
            same_person::other_id.eq(other),
            same_person::reason.eq(reason),
            same_person::joined_at.eq(now),
            same_person::joined_by.eq(by),
            same_person::parted_why.eq(""),
        ))
        .execute(tx.conn())?;
    say(tx, a, b, Said::Same)?;
    for (family, id) in &families {
        // each family's own event and line; no word of the other
        let person: Person = person::table.find(*id).select(Person::as_select()).first(tx.conn())?;
        let line = format!("{} has a second record that is the same person", person.given_name);
        tx.record(events::JOINED.on(id.0).family(*family).line(line, "", "Early help"))?;
        tell_lead(tx, *family)?;
    }
    Ok(id)
}

/// Undoes a joining, also after later changes: every record is as those who worked with it left it.
///
/// # Errors
/// [`CannotJoinRecords`].
pub fn part(tx: &mut Tx<'_>, id: JoinId, why: &str) -> web::Result<()> {
    if why.trim().is_empty() {
        return Err(Refusal::from(CannotJoinRecords::NoReason).into());
    }
    let found: Join = same_person::table.find(id).first(tx.conn())?;
    if found.parted_at.is_some() {
        return Err(Refusal::from(CannotJoinRecords::Parted).into());
    }
    let (now, by) = (tx.now, tx.who.account);
    diesel::update(same_person::table.find(id))
        .set((same_person::parted_at.eq(Some(now)), same_person::parted_by.eq(by), same_person::parted_why.eq(why)))
        .execute(tx.conn())?;
    say(tx, found.kept_id, found.other_id, Said::NotSame)?;
    for id in [found.kept_id, found.other_id] {
        for family in records::families_of(tx.conn(), id)? {
            tx.record(events::PARTED.on(id.0).family(family))?;
            tell_lead(tx, family)?;
        }
    }
    Ok(())
}

/// The lead of each family is told, in a message that names nobody; the family's page says what it is.
fn tell_lead(tx: &mut Tx<'_>, family: FamilyId) -> Result<()> {
    let Some(lead) = guard::lead_of(tx.conn(), family)? else { return Ok(()) };
    access::capability::send(tx, &RecordChanged { account: lead, family }, None)
}

/// A joining.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_join(conn: &mut Conn, id: JoinId) -> Result<Join> {
    Ok(same_person::table.find(id).first(conn)?)
}

/// Keeps what was said of two records; a pair that is not one person is not offered again.
pub fn say(tx: &mut Tx<'_>, a: PersonId, b: PersonId, said: Said) -> Result<()> {
    let (one, two) = ordered(a, b);
    let (now, by) = (tx.now, tx.who.account);
    let row = (
        pair_said::one_id.eq(one),
        pair_said::two_id.eq(two),
        pair_said::said.eq(said),
        pair_said::said_by.eq(by),
        pair_said::said_at.eq(now),
    );
    let set = (pair_said::said.eq(said), pair_said::said_by.eq(by), pair_said::said_at.eq(now));
    each!(tx.conn(), c => diesel::insert_into(pair_said::table).values(row)
        .on_conflict((pair_said::one_id, pair_said::two_id)).do_update().set(set).execute(c))?;
    diesel::delete(suspect::table.find((one, two))).execute(tx.conn())?;
    if said == Said::NotSure {
        keep_suspect(tx.conn(), now, one, two, 0.5)?;
    }
    tx.record(events::PAIR_SAID.on(one.0).detail(serde_json::json!({"other": two, "said": said})))?;
    Ok(())
}

/// What was said of two records, if anything was.
pub fn was_said(conn: &mut Conn, a: PersonId, b: PersonId) -> Result<Option<Said>> {
    let (one, two) = ordered(a, b);
    Ok(pair_said::table.find((one, two)).select(pair_said::said).first(conn).optional()?)
}

/// Two records that may be one person, for somebody to look at; whatever was settled is left as it is.
pub fn keep_suspect(conn: &mut Conn, now: Instant, a: PersonId, b: PersonId, probability: f64) -> Result<bool> {
    let (one, two) = ordered(a, b);
    if matches!(was_said(conn, one, two)?, Some(Said::Same | Said::NotSame)) {
        return Ok(false);
    }
    let row = (
        suspect::one_id.eq(one),
        suspect::two_id.eq(two),
        suspect::probability.eq(probability),
        suspect::found_at.eq(now),
    );
    Ok(each!(conn, c => diesel::insert_into(suspect::table).values(row).on_conflict_do_nothing().execute(c))? > 0)
}

/// Two records side by side.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The older record.
    pub one: Person,
    /// The younger.
    pub two: Person,
    /// How likely, and why.
    pub weighed: Candidate,
    /// The families of each, by reference.
    pub families: [Vec<String>; 2],
}

/// Two records side by side, unless the actor may not know of one of them.
///
/// # Errors
/// [`web::Error::NotFound`].
pub fn pair(inside: &mut impl Permits, a: PersonId, b: PersonId) -> web::Result<Pair> {
    let actor = inside.context().actor.clone();
    let conn = inside.conn();
    if is_hidden(conn, &actor, a)? || is_hidden(conn, &actor, b)? {
        return Err(web::Error::NotFound);
    }
    let (one, two) = ordered(a, b);
    let find = |conn: &mut Conn, id: PersonId| -> Result<Person> {
        Ok(person::table.find(id).select(Person::as_select()).first(conn)?)
    };
    let (one, two) = (find(conn, one)?, find(conn, two)?);
    let sought = matching::Sought::of(&one, None);
    let weighed = matching::weigh(conn, &sought, &[two.id])?.into_iter().next().ok_or(web::Error::NotFound)?;
    let mut families = [vec![], vec![]];
    for (at, id) in [(0, one.id), (1, two.id)] {
        families[at] = member::table
            .inner_join(family::table)
            .filter(member::person_id.eq(id).and(member::until_at.is_null()))
            .select(family::reference)
            .load(conn)?;
    }
    Ok(Pair { one, two, weighed, families })
}

/// The likeliest pairs that wait for somebody to look, as far as this actor may know of both.
pub fn queue(inside: &mut impl Permits, most: i64) -> web::Result<Vec<Pair>> {
    let rows: Vec<(PersonId, PersonId)> = suspect::table
        .order((suspect::probability.desc(), suspect::one_id, suspect::two_id))
        .limit(most)
        .select((suspect::one_id, suspect::two_id))
        .load(inside.conn())?;
    let mut pairs = Vec::with_capacity(rows.len());
    for (one, two) in rows {
        match pair(inside, one, two) {
            Ok(pair) => pairs.push(pair),
            Err(web::Error::NotFound) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(pairs)
}

/// The pairs of records that hang together, each group by its likeliest pair: what three agencies wrote of one child is
/// looked at as one.
pub fn clusters(pairs: Vec<Pair>) -> Vec<Vec<Pair>> {
    let mut all: Vec<Vec<Pair>> = Vec::new();
    for pair in pairs {
        let touches = |c: &Vec<Pair>| {
            c.iter().any(|p| [p.one.id, p.two.id].iter().any(|id| *id == pair.one.id || *id == pair.two.id))
        };
        let (with, mut others): (Vec<_>, Vec<_>) = all.into_iter().partition(touches);
        let mut with = with.into_iter();
        match with.next() {
            None => others.push(vec![pair]),
            Some(mut first) => {
                // a pair may bring two groups together; the group stands where its likeliest pair did
                first.push(pair);
                first.extend(with.flatten());
                let at = others
                    .iter()
                    .position(|c| c[0].weighed.probability < first[0].weighed.probability)
                    .unwrap_or(others.len());
                others.insert(at, first);
            }
        }
        all = others;
    }
    all
}

/// How many pairs wait.
pub fn waiting(conn: &mut Conn) -> Result<i64> {
    Ok(suspect::table.count().get_result(conn)?)
}

/// What was joined lately and may be undone.
pub fn joined_lately(conn: &mut Conn, most: i64) -> Result<Vec<Join>> {
    Ok(same_person::table
        .filter(same_person::parted_at.is_null())
        .order(same_person::joined_at.desc())
        .limit(most)
        .load(conn)?)
}

/// Where else people of this family are recorded, for its page: the other family, if the actor may open it; that there is
/// one, if they may know of it.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// Who of this family.
    pub person: PersonId,
    /// The other family, when it may be opened.
    pub family: Option<(FamilyId, String)>,
}

/// See [`Elsewhere`].
pub fn elsewhere(conn: &mut Conn, sight: &access::Sight<FamilyId>) -> Result<Vec<Elsewhere>> {
    let id = sight.subject();
    let live = same_person::parted_at.is_null();
    // two plain look-ups by key, so that a family in which nobody was joined costs next to nothing
    let kept: Vec<(PersonId, PersonId)> = each!(conn, c => same_person::table
        .inner_join(member::table.on(member::person_id.eq(same_person::other_id)))
        .filter(member::family_id.eq(id).and(live))
        .select((same_person::other_id, same_person::kept_id)).load(c))?;
    let others: Vec<(PersonId, PersonId)> = each!(conn, c => same_person::table
        .inner_join(member::table.on(member::person_id.eq(same_person::kept_id)))
        .filter(member::family_id.eq(id).and(live))
        .select((same_person::kept_id, same_person::other_id)).load(c))?;
    let mut found = Vec::new();
    for (person, _) in kept.into_iter().chain(others) {
        for other in records_of(conn, person)?.into_iter().filter(|other| *other != person) {
            for family in records::families_of(conn, other)? {
                let facts = guard::facts(conn, family, sight.actor())?;
                let ruling = access::decide(sight.actor(), access::family::Open, &facts);
                match ruling {
                    access::Ruling::Allow(_) => {
                        let name = records::names(conn, &[family])?.remove(&family).map_or(String::new(), |(n, _)| n);
                        found.push(Elsewhere { person, family: Some((family, name)) });
                    }
                    access::Ruling::Refuse(_) => found.push(Elsewhere { person, family: None }),
                    access::Ruling::Hide => {}
                }
            }
        }
    }
    found.dedup_by_key(|e| (e.person, e.family.as_ref().map(|(f, _)| *f)));
    Ok(found)
}
