//! What a family looks for help with, what it was offered, and what nothing meets.

use crate::{
    events,
    records::{self, Provider, Service, ServiceId, ServiceUid, service},
};
use access::{FamilyId, FamilyUid, Permit, Sight, family};
use diesel::prelude::*;
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx, each};

pub(crate) const DDL: &str = "
CREATE TABLE service_sought (family_id $UUID NOT NULL, need TEXT NOT NULL, PRIMARY KEY (family_id, need)) $STRICT;
CREATE TABLE service_offer (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL, service_id $UUID NOT NULL, at $INSTANT NOT NULL,
  by_name TEXT NOT NULL, answer TEXT, why TEXT NOT NULL, answered_at $INSTANT) $STRICT;
CREATE INDEX service_offer_family ON service_offer(family_id);
CREATE INDEX service_offer_service ON service_offer(service_id);
CREATE TABLE need_unmet (id $UUID PRIMARY KEY NOT NULL, need TEXT NOT NULL, area TEXT NOT NULL, age $INT8, note TEXT NOT NULL,
  at $INSTANT NOT NULL) $STRICT;
CREATE INDEX need_unmet_at ON need_unmet(at);";

store::strict_id!(
    /// An offer of a service to a family.
    OfferId,
    OfferUid
);

diesel::table! { use diesel::sql_types::*; use super::FamilyUid;
service_sought (family_id, need) { family_id -> FamilyUid, need -> Text, } }

diesel::table! { use diesel::sql_types::*; use store::types::Utc; use super::{FamilyUid, OfferUid, ServiceUid};
service_offer (id) { id -> OfferUid, family_id -> FamilyUid, service_id -> ServiceUid, at -> Utc, by_name -> Text,
    answer -> Nullable<Text>, why -> Text, answered_at -> Nullable<Utc>, } }
diesel::table! { use diesel::sql_types::*; use store::types::{Uid, Utc};
need_unmet (id) { id -> Uid, need -> Text, area -> Text, age -> Nullable<BigInt>, note -> Text, at -> Utc, } }

store::coded! {
    /// What a family says to an offer.
    pub enum Answer {
        /// They went, or will go.
        TakenUp = "taken-up",
        /// They do not want it.
        Refused = "refused",
    }
}

impl Answer {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TakenUp => "Taken up",
            Self::Refused => "Refused",
        }
    }
}

/// A service that was offered.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = service_offer, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Offer {
    pub id: OfferId,
    pub family_id: FamilyId,
    pub service_id: ServiceId,
    pub at: Instant,
    pub by_name: String,
    pub answer: Option<Answer>,
    pub why: String,
    pub answered_at: Option<Instant>,
}

/// The needs for which services are looked for.
pub fn sought(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<String>> {
    let all = service_sought::table.filter(service_sought::family_id.eq(sight.subject())).order(service_sought::need);
    Ok(all.select(service_sought::need).load(conn)?)
}

/// Says for which needs services are looked for, in place of what was said before.
pub fn seek(tx: &mut Tx<'_>, family: FamilyId, needs: &[String]) -> Result<()> {
    diesel::delete(service_sought::table.filter(service_sought::family_id.eq(family))).execute(tx.conn())?;
    seek_also(tx, family, needs)
}

/// Says for which needs services are looked for, beside those of which it was said before.
pub fn seek_also(tx: &mut Tx<'_>, family: FamilyId, needs: &[String]) -> Result<()> {
    for need in needs {
        let row = (service_sought::family_id.eq(family), service_sought::need.eq(need));
        each!(tx.conn(), c => diesel::insert_into(service_sought::table).values(row).on_conflict_do_nothing().execute(c))?;
    }
    tx.record(events::SOUGHT.on(family.0).family(family).detail(json!({"needs": needs})))?;
    Ok(())
}

/// Offers services to a family; once is enough.
pub fn offer(tx: &mut Tx<'_>, family: FamilyId, services: &[ServiceId], by: &str) -> Result<usize> {
    let open: Vec<ServiceId> = service_offer::table
        .filter(service_offer::family_id.eq(family).and(service_offer::answer.is_null()))
        .select(service_offer::service_id)
        .load(tx.conn())?;
    let new: Vec<ServiceId> = services.iter().copied().filter(|s| !open.contains(s)).collect();
    let found = records::list_live(tx.conn(), &new)?;
    for (s, of) in &found {
        let row = Offer {
            id: OfferId::new(),
            family_id: family,
            service_id: s.id,
            at: tx.now,
            by_name: by.into(),
            answer: None,
            why: String::new(),
            answered_at: None,
        };
        diesel::insert_into(service_offer::table).values(&row).execute(tx.conn())?;
        let event = events::OFFERED.on(row.id.0).family(family).detail(json!({"service": s.id}));
        tx.record(event.line("A service was offered", format!("{}, {}", s.body.0.name, of.name), by))?;
    }
    Ok(found.len())
}

/// What a family was offered, newest first.
pub fn list(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<(Offer, Service, Provider)>> {
    let all = service_offer::table
        .filter(service_offer::family_id.eq(sight.subject()))
        .order(service_offer::at.desc())
        .limit(100);
    let offers: Vec<Offer> = all.select(Offer::as_select()).load(conn)?;
    let ids: Vec<ServiceId> = offers.iter().map(|o| o.service_id).collect();
    let rows: Vec<i64> = service::table.filter(service::id.eq_any(&ids)).select(service::n).load(conn)?;
    let services = records::list_by_row(conn, &rows)?;
    let with = |o: Offer| services.iter().find(|(s, _)| s.id == o.service_id).cloned().map(|(s, p)| (o, s, p));
    Ok(offers.into_iter().filter_map(with).collect())
}

/// Which services a family was offered already: not to be offered again unasked.
pub fn offered(conn: &mut Conn, family: FamilyId) -> Result<Vec<ServiceId>> {
    Ok(service_offer::table.filter(service_offer::family_id.eq(family)).select(service_offer::service_id).load(conn)?)
}

/// Keeps what the family said.
///
/// # Errors
/// [`store::Error::Missing`] when it is not an offer to this family.
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::OfferService>,
    id: OfferId,
    said: Answer,
    why: &str,
) -> Result<()> {
    let (now, family) = (tx.now, permit.subject());
    let one = service_offer::table.filter(service_offer::id.eq(id).and(service_offer::family_id.eq(family)));
    let of: ServiceId = one.select(service_offer::service_id).first(tx.conn())?;
    diesel::update(one)
        .set((
            service_offer::answer.eq(Some(said)),
            service_offer::why.eq(why),
            service_offer::answered_at.eq(Some(now)),
        ))
        .execute(tx.conn())?;
    let (found, _) = records::find(tx.conn(), of)?;
    let event = events::OFFER_ANSWERED.on(id.0).family(family).detail(json!({"answer": said, "service": of}));
    tx.record(event.line(format!("{}: {}", said.label(), found.body.0.name), why, permit.actor().signature()))?;
    Ok(())
}

/// A need that no service meets, with area and age; no name, no family.
pub fn unmet(tx: &mut Tx<'_>, needs: &[String], area: &str, age: Option<u8>, note: &str) -> Result<()> {
    let now = tx.now;
    for need in needs {
        let id = AnyId::new();
        diesel::insert_into(need_unmet::table)
            .values((
                need_unmet::id.eq(id),
                need_unmet::need.eq(need),
                need_unmet::area.eq(area),
                need_unmet::age.eq(age.map(i64::from)),
                need_unmet::note.eq(note),
                need_unmet::at.eq(now),
            ))
            .execute(tx.conn())?;
        tx.record(events::UNMET.on(id.0).detail(json!({"need": need, "area": area, "age": age})))?;
    }
    Ok(())
}

/// How often each need was recorded as unmet since a moment, by area.
pub fn count_unmet(conn: &mut Conn, since: Instant) -> Result<Vec<(String, String, i64)>> {
    use diesel::dsl::count_star;
    Ok(need_unmet::table
        .filter(need_unmet::at.ge(since))
        .group_by((need_unmet::need, need_unmet::area))
        .order((count_star().desc(), need_unmet::need))
        .select((need_unmet::need, need_unmet::area, count_star()))
        .limit(500)
        .load(conn)?)
}
