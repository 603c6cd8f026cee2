//! Services that are probably listed twice: for somebody to look at, never joined by a program.

use crate::{
    body::Body,
    ids::{ServiceId, ServiceUid},
    records::{self, INDEX},
    search,
};
use diesel::prelude::*;
use store::{
    Conn, Instant, Result, Tx,
    text::{Order, Span, Wanted},
};

pub(crate) const DDL: &str = "
CREATE TABLE service_pair (one_id $UUID NOT NULL, two_id $UUID NOT NULL, found_at $INSTANT NOT NULL, said TEXT,
  PRIMARY KEY (one_id, two_id)) $STRICT;
CREATE INDEX service_pair_open ON service_pair(found_at) WHERE said IS NULL;";

diesel::table! {
use diesel::sql_types::*;
use store::types::Utc;
use super::ServiceUid;
service_pair (one_id, two_id) { one_id -> ServiceUid, two_id -> ServiceUid, found_at -> Utc, said -> Nullable<Text>, } }

store::coded! {
    /// What a keeper says of two entries.
    pub enum Judgement {
        /// They are one: the first stays.
        First = "first",
        /// They are one: the second stays.
        Second = "second",
        /// They are two.
        Two = "two",
    }
}

/// How alike two names must be (Jaro and Winkler), when something else agrees, too.
const ALIKE: f64 = 0.9;

/// Keeps which others this one may be: of much the same name, and the same postcode, telephone or provider.
pub fn suspect(tx: &mut Tx<'_>, id: ServiceId) -> Result<()> {
    let now = tx.now;
    let (new, of) = records::find(tx.conn(), id)?;
    let words = search::words_of(&new.body.0.name);
    if words.is_empty() {
        return Ok(());
    }

    let wanted = Wanted { words: words.into_iter().map(|word| vec![word]).collect(), ..Wanted::default() };
    let hits = INDEX.search(tx.conn(), &wanted, Order::Added, Span { most: 20, from: 0 })?;
    let rows: Vec<i64> = hits.iter().map(|hit| hit.n).filter(|n| *n != new.n).collect();

    for (other, by) in records::list_by_row(tx.conn(), &rows)? {
        let (one, two) = (&new.body.0, &other.body.0);
        let elsewhere = other.source_id != new.source_id;
        let same_provider = elsewhere && of.name.eq_ignore_ascii_case(&by.name) && one.places.is_empty();
        if are_alike(one, two) && (are_at_one_place(one, two) || ring_alike(one, two) || same_provider) {
            keep(tx.conn(), now, (new.id, other.id), None)?;
        }
    }
    Ok(())
}

fn are_alike(one: &Body, two: &Body) -> bool {
    strsim::jaro_winkler(&one.name.to_lowercase(), &two.name.to_lowercase()) >= ALIKE
}

fn are_at_one_place(one: &Body, two: &Body) -> bool {
    let known = one.places.iter().map(|place| &place.postcode).filter(|code| !code.is_empty());
    known.into_iter().any(|code| two.places.iter().any(|place| place.postcode == *code))
}

fn ring_alike(one: &Body, two: &Body) -> bool {
    let known = one.contacts.iter().map(|contact| &contact.phone).filter(|phone| !phone.is_empty());
    known.into_iter().any(|phone| two.contacts.iter().any(|contact| digits(&contact.phone) == digits(phone)))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Keeps a pair, or what was said of it; what was said stays.
pub(crate) fn keep(
    conn: &mut Conn,
    now: Instant,
    (this, that): (ServiceId, ServiceId),
    judgement: Option<Judgement>,
) -> Result<()> {
    let said = judgement.map(Judgement::code);
    let (one, two) = (this.min(that), this.max(that));
    let there: i64 = service_pair::table.find((one, two)).count().get_result(conn)?;

    if there == 0 {
        diesel::insert_into(service_pair::table)
            .values((
                service_pair::one_id.eq(one),
                service_pair::two_id.eq(two),
                service_pair::found_at.eq(now),
                service_pair::said.eq(said),
            ))
            .execute(conn)?;
    } else if said.is_some() {
        diesel::update(service_pair::table.find((one, two))).set(service_pair::said.eq(said)).execute(conn)?;
    }
    Ok(())
}

/// What was said of two entries, if anything was.
pub(crate) fn was_said(conn: &mut Conn, (this, that): (ServiceId, ServiceId)) -> Result<Option<Judgement>> {
    let row = service_pair::table.find((this.min(that), this.max(that)));
    let said: Option<Option<String>> = row.select(service_pair::said).first(conn).optional()?;
    Ok(said.flatten().and_then(|said| Judgement::parse(&said)))
}

/// Pairs of which nothing was said yet, oldest first.
pub fn open(conn: &mut Conn, most: i64) -> Result<Vec<(ServiceId, ServiceId)>> {
    let all = service_pair::table.filter(service_pair::said.is_null()).order(service_pair::found_at).limit(most);
    Ok(all.select((service_pair::one_id, service_pair::two_id)).load(conn)?)
}
