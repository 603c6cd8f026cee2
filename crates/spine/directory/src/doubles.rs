//! Services that are probably listed twice: for somebody to look at, never joined by a program.

use crate::{
    ServiceId,
    records::{self, ServiceUid},
    search,
};
use diesel::prelude::*;
use store::{
    Conn, Instant, Result, Tx,
    text::{self, Order, Wanted},
};

pub(crate) const DDL: &str = "
CREATE TABLE service_pair (one_id $UUID NOT NULL, two_id $UUID NOT NULL, found_at $INSTANT NOT NULL, said TEXT,
  PRIMARY KEY (one_id, two_id)) $STRICT;
CREATE INDEX service_pair_open ON service_pair(found_at) WHERE said IS NULL;";

diesel::table! { use diesel::sql_types::*; use store::types::Utc; use super::ServiceUid;
service_pair (one_id, two_id) { one_id -> ServiceUid, two_id -> ServiceUid, found_at -> Utc, said -> Nullable<Text>, } }

/// How alike two names must be (Jaro and Winkler), when something else agrees, too.
const ALIKE: f64 = 0.9;

/// Keeps which others this one may be: of much the same name, and the same postcode, telephone or provider.
pub fn suspect(tx: &mut Tx<'_>, id: ServiceId) -> Result<()> {
    let (new, of) = records::find(tx.conn(), id)?;
    let words = search::words_of(&new.body.0.name);
    if words.is_empty() {
        return Ok(());
    }
    let wanted = Wanted { words: words.into_iter().map(|w| vec![w]).collect(), facets: vec![] };
    let hits = text::search(tx.conn(), &wanted, "1 = 1", Order::Added, 20, 0)?;
    let rows: Vec<i64> = hits.iter().map(|h| h.n).filter(|n| *n != new.n).collect();
    for (other, by) in records::list_by_row(tx.conn(), &rows)? {
        let (a, b) = (&new.body.0, &other.body.0);
        let alike = strsim::jaro_winkler(&a.name.to_lowercase(), &b.name.to_lowercase()) >= ALIKE;
        let near = a.places.iter().any(|p| !p.postcode.is_empty() && b.places.iter().any(|q| q.postcode == p.postcode));
        let rings = a
            .contacts
            .iter()
            .any(|c| !c.phone.is_empty() && b.contacts.iter().any(|d| digits(&d.phone) == digits(&c.phone)));
        let elsewhere = other.source_id != new.source_id;
        if alike && (near || rings || elsewhere && of.name.eq_ignore_ascii_case(&by.name) && a.places.is_empty()) {
            let now = tx.now;
            say(tx.conn(), now, new.id, other.id, None)?;
        }
    }
    Ok(())
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Keeps a pair, or what was said of it; what was said stays.
pub fn say(conn: &mut Conn, now: Instant, a: ServiceId, b: ServiceId, said: Option<&str>) -> Result<()> {
    let (one, two) = (a.min(b), a.max(b));
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

/// Pairs of which nothing was said yet, oldest first.
pub fn open(conn: &mut Conn, most: i64) -> Result<Vec<(ServiceId, ServiceId)>> {
    let all = service_pair::table.filter(service_pair::said.is_null()).order(service_pair::found_at).limit(most);
    Ok(all.select((service_pair::one_id, service_pair::two_id)).load(conn)?)
}
