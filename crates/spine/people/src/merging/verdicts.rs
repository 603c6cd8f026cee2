//! What was said of two records, and the pairs that wait for somebody to say it.

use crate::{PersonId, PersonUid, events};
use access::{AccountId, accounts};
use diesel::prelude::*;
use store::{Conn, Instant, Result, Tx, each};
use web::Changed;

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use super::PersonUid;
    use store::types::Utc;

    pair_said (one_id, two_id) {
        one_id -> PersonUid,
        two_id -> PersonUid,
        said -> Text,
        said_by -> Nullable<AccountUid>,
        said_at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::PersonUid;
    use store::types::Utc;

    suspect (one_id, two_id) {
        one_id -> PersonUid,
        two_id -> PersonUid,
        probability -> Double,
        found_at -> Utc,
    }
}

/// How likely a pair counts of which somebody was not sure.
const NOT_SURE: f64 = 0.5;

store::coded! {
    /// What was said of two records.
    pub enum Verdict {
        /// One person.
        Same = "same",
        /// Two people: never asked again.
        NotSame = "not-same",
        /// Nobody could tell.
        NotSure = "not-sure",
    }
}

/// Ids sort by the moment at which they were made: the older record first.
pub(super) fn ordered(a: PersonId, b: PersonId) -> (PersonId, PersonId) {
    (a.min(b), a.max(b))
}

/// Keeps what was said of two records; a pair that is not one person is not offered again.
pub fn keep_verdict(tx: &mut Tx<'_>, a: PersonId, b: PersonId, verdict: Verdict) -> Result<()> {
    let (one, two) = ordered(a, b);
    let (now, by) = (tx.now, tx.who.account);
    let said = (pair_said::said.eq(verdict), pair_said::said_by.eq(by), pair_said::said_at.eq(now));
    let row = (pair_said::one_id.eq(one), pair_said::two_id.eq(two), said);
    each!(tx.conn(), c => diesel::insert_into(pair_said::table)
        .values(row)
        .on_conflict((pair_said::one_id, pair_said::two_id))
        .do_update()
        .set(said)
        .execute(c))?;

    diesel::delete(suspect::table.find((one, two))).execute(tx.conn())?;
    if verdict == Verdict::NotSure {
        keep_suspect(tx.conn(), now, one, two, NOT_SURE)?;
    }
    tx.record(events::PAIR_SAID.on(one.0).detail(serde_json::json!({"other": two, "said": verdict})))?;
    Ok(())
}

/// Who said it, and when.
pub(super) fn who_said(conn: &mut Conn, a: PersonId, b: PersonId) -> Result<Option<Changed>> {
    let (one, two) = ordered(a, b);
    let row: Option<(Option<AccountId>, Instant)> =
        pair_said::table.find((one, two)).select((pair_said::said_by, pair_said::said_at)).first(conn).optional()?;
    let Some((Some(by), at)) = row else { return Ok(None) };
    let name = accounts::names(conn, &[by])?.remove(&by);
    Ok(name.map(|by| Changed { by, at }))
}

/// What was said of two records, if anything was.
pub fn was_said(conn: &mut Conn, a: PersonId, b: PersonId) -> Result<Option<Verdict>> {
    let (one, two) = ordered(a, b);
    Ok(pair_said::table.find((one, two)).select(pair_said::said).first(conn).optional()?)
}

/// Two records that may be one person, for somebody to look at; whatever was settled is left as it is.
pub fn keep_suspect(conn: &mut Conn, now: Instant, a: PersonId, b: PersonId, probability: f64) -> Result<bool> {
    let (one, two) = ordered(a, b);
    if matches!(was_said(conn, one, two)?, Some(Verdict::Same | Verdict::NotSame)) {
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

/// Whether the pair waits for somebody to look.
pub(super) fn is_suspect(conn: &mut Conn, a: PersonId, b: PersonId) -> Result<bool> {
    let found: i64 = suspect::table.find(ordered(a, b)).count().get_result(conn)?;
    Ok(found > 0)
}

/// How many pairs wait.
pub fn waiting(conn: &mut Conn) -> Result<i64> {
    Ok(suspect::table.count().get_result(conn)?)
}

/// The likeliest pairs that wait.
pub(super) fn list_suspects(conn: &mut Conn, most: i64) -> Result<Vec<(PersonId, PersonId)>> {
    Ok(suspect::table
        .order((suspect::probability.desc(), suspect::one_id, suspect::two_id))
        .limit(most)
        .select((suspect::one_id, suspect::two_id))
        .load(conn)?)
}

/// Whether somebody said something of a pair with one of these.
pub(crate) fn was_judged(conn: &mut Conn, people: &[PersonId]) -> Result<bool> {
    let named = pair_said::one_id.eq_any(people).or(pair_said::two_id.eq_any(people));
    let said: i64 = pair_said::table.filter(named).count().get_result(conn)?;
    Ok(said > 0)
}

/// Forgets the pairs that wait with one of these, of whom nobody has said anything.
pub(crate) fn forget(conn: &mut Conn, people: &[PersonId]) -> Result<()> {
    diesel::delete(suspect::table.filter(suspect::one_id.eq_any(people))).execute(conn)?;
    diesel::delete(suspect::table.filter(suspect::two_id.eq_any(people))).execute(conn)?;
    Ok(())
}
