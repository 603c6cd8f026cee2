//! What a family looks for help with, what it was offered, and what nothing meets.

use crate::{
    events,
    ids::{ServiceId, ServiceUid},
    records::{self, Provider, Service, service},
    rules,
};
use access::{FamilyId, FamilyUid, Permit, Sight, Subject, contact, family, panel_item};
use diesel::prelude::*;
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx, each};

pub use crate::rules::offer::{Answer, CannotAnswer};

pub(crate) const DDL: &str = "
CREATE TABLE service_sought (family_id $UUID NOT NULL, need TEXT NOT NULL, PRIMARY KEY (family_id, need)) $STRICT;
CREATE TABLE service_offer (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL, service_id $UUID NOT NULL, \
    at $INSTANT NOT NULL,
  by_name TEXT NOT NULL, answer TEXT, why TEXT NOT NULL, answered_at $INSTANT) $STRICT;
CREATE INDEX service_offer_family ON service_offer(family_id);
CREATE INDEX service_offer_service ON service_offer(service_id);
CREATE TABLE need_unmet (id $UUID PRIMARY KEY NOT NULL, need TEXT NOT NULL, area TEXT NOT NULL, age $INT8, \
    note TEXT NOT NULL,
  at $INSTANT NOT NULL) $STRICT;
CREATE INDEX need_unmet_at ON need_unmet(at);";

store::strict_id!(
    /// An offer of a service to a family.
    OfferId,
    OfferUid
);

diesel::table! {
use diesel::sql_types::*;
use super::FamilyUid;
service_sought (family_id, need) { family_id -> FamilyUid, need -> Text, } }

diesel::table! {
use diesel::sql_types::*;
use store::types::Utc;
use super::{FamilyUid, OfferUid, ServiceUid};
service_offer (id) {
    id -> OfferUid, family_id -> FamilyUid, service_id -> ServiceUid, at -> Utc, by_name -> Text,
    answer -> Nullable<Text>, why -> Text, answered_at -> Nullable<Utc>,
} }

diesel::table! {
use diesel::sql_types::*;
use store::types::{Uid, Utc};
need_unmet (id) { id -> Uid, need -> Text, area -> Text, age -> Nullable<BigInt>, note -> Text, at -> Utc, } }

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

/// A family, and whoever looks for services for it and offers them: only a permit that allows it makes one.
#[derive(Debug, Clone)]
pub struct Offering {
    family: FamilyId,
    by: String,
}

impl Offering {
    /// For a family that somebody works with.
    pub fn to(permit: &Permit<FamilyId, family::OfferService>) -> Self {
        Self { family: permit.subject(), by: permit.actor().signature() }
    }

    /// For the family of an item of a panel, by whoever decides on it.
    pub fn allocated<S: Subject>(permit: &Permit<S, panel_item::Decide>, family: FamilyId) -> Self {
        Self { family, by: permit.actor().signature() }
    }

    /// For the family of a contact, by whoever decides on the contact.
    pub fn decided<S: Subject>(permit: &Permit<S, contact::Decide>, family: FamilyId) -> Self {
        Self { family, by: permit.actor().signature() }
    }
}

/// The needs for which services are looked for.
pub fn sought(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<String>> {
    let all = service_sought::table.filter(service_sought::family_id.eq(sight.subject())).order(service_sought::need);
    Ok(all.select(service_sought::need).load(conn)?)
}

/// Says for which needs services are looked for, in place of what was said before.
pub fn seek(tx: &mut Tx<'_>, offering: &Offering, needs: &[String]) -> Result<()> {
    let before = service_sought::table.filter(service_sought::family_id.eq(offering.family));
    diesel::delete(before).execute(tx.conn())?;
    seek_also(tx, offering, needs)
}

/// Says for which needs services are looked for, beside those of which it was said before.
pub fn seek_also(tx: &mut Tx<'_>, offering: &Offering, needs: &[String]) -> Result<()> {
    let family = offering.family;
    for need in needs {
        let row = (service_sought::family_id.eq(family), service_sought::need.eq(need));
        each!(tx.conn(), c => diesel::insert_into(service_sought::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    tx.record(events::SOUGHT.on(family.0).family(family).detail(json!({"needs": needs})))?;
    Ok(())
}

/// Offers services to a family; once is enough.
pub fn offer(tx: &mut Tx<'_>, offering: &Offering, services: &[ServiceId]) -> Result<usize> {
    let Offering { family, by } = offering;
    let open: Vec<ServiceId> = service_offer::table
        .filter(service_offer::family_id.eq(family).and(service_offer::answer.is_null()))
        .select(service_offer::service_id)
        .load(tx.conn())?;
    let new: Vec<ServiceId> = services.iter().copied().filter(|id| !open.contains(id)).collect();
    let found = records::list_live(tx.conn(), &new)?;

    for (service, provider) in &found {
        let row = Offer {
            id: OfferId::new(),
            family_id: *family,
            service_id: service.id,
            at: tx.now,
            by_name: by.clone(),
            answer: None,
            why: String::new(),
            answered_at: None,
        };
        diesel::insert_into(service_offer::table).values(&row).execute(tx.conn())?;

        let event = events::OFFERED.on(row.id.0).family(*family).detail(json!({"service": service.id}));
        let what = format!("{}, {}", service.body.0.name, provider.name);
        tx.record(event.line("A service was offered", what, by))?;
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
    if offers.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<ServiceId> = offers.iter().map(|offer| offer.service_id).collect();
    let rows: Vec<i64> = service::table.filter(service::id.eq_any(&ids)).select(service::n).load(conn)?;
    let services = records::list_by_row(conn, &rows)?;

    let with_service = |offer: Offer| {
        let (service, provider) = services.iter().find(|(service, _)| service.id == offer.service_id)?.clone();
        Some((offer, service, provider))
    };
    Ok(offers.into_iter().filter_map(with_service).collect())
}

/// Which services a family was offered already: not to be offered again unasked.
pub fn offered(conn: &mut Conn, offering: &Offering) -> Result<Vec<ServiceId>> {
    let all = service_offer::table.filter(service_offer::family_id.eq(offering.family));
    Ok(all.select(service_offer::service_id).load(conn)?)
}

/// Keeps what the family said.
///
/// # Errors
/// [`CannotAnswer`]; [`store::Error::Missing`] when it is not an offer to this family.
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::OfferService>,
    id: OfferId,
    said: Answer,
    why: &str,
) -> web::Result<()> {
    let (now, family) = (tx.now, permit.subject());
    let one = service_offer::table.filter(service_offer::id.eq(id).and(service_offer::family_id.eq(family)));
    let of: ServiceId = one.select(service_offer::service_id).first(tx.conn())?;
    // each offer of the page has a box of its own for the reason
    rules::offer::answer(said, why).map_err(|no| no.at(format!("why-{id}")))?;

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

/// Needs that no service meets, with area and age; no name, no family.
#[derive(Debug, Clone, Copy)]
pub struct Unmet<'a> {
    /// Codes of the pack's `need`.
    pub needs: &'a [String],
    /// The outward half of a postcode; empty where that may not be known, or is not.
    pub area: &'a str,
    /// Of the child, in years.
    pub age: Option<u8>,
    /// What is missing, in words.
    pub note: &'a str,
}

/// Counts needs that no service meets. That it was said of this family is kept nowhere.
pub fn unmet(tx: &mut Tx<'_>, _: &Offering, unmet: Unmet<'_>) -> Result<()> {
    let now = tx.now;
    let Unmet { needs, area, age, note } = unmet;
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
