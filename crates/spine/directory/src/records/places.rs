//! Where and when: tables made from what a service says, for the index alone.

use super::{
    derived_id,
    providers::Provider,
    services::{Service, list_by_row},
};
use crate::{
    body::{Every, Opening, Place},
    ids::ServiceId,
};
use diesel::prelude::*;
use store::{AnyId, Conn, Result, Uuid, each};

diesel::table! {
use diesel::sql_types::*;
use store::types::Uid;
service_place (service_n, nth) {
    service_n -> BigInt, nth -> BigInt, id -> Uid, lat -> Nullable<Double>, lon -> Nullable<Double>,
} }

diesel::table! {
use diesel::sql_types::*;
service_opening (service_n, nth) {
    service_n -> BigInt, nth -> BigInt, day -> BigInt, opens -> BigInt, closes -> BigInt, weekly -> BigInt,
    from_on -> Nullable<Date>, until_on -> Nullable<Date>,
} }

/// The id of a service at one of its places (HSDS `service_at_location`).
pub fn at_location(service: ServiceId, place: &Place) -> Uuid {
    derived_id(&["service-at-location", &service.to_string(), &place.id.to_string()])
}

/// The service of a `service_at_location`, if the public may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_at_location(conn: &mut Conn, id: Uuid) -> Result<(Service, Provider)> {
    let n: i64 = each!(conn, c => service_place::table
        .filter(service_place::id.eq(AnyId(id)))
        .select(service_place::service_n)
        .first(c))?;
    list_by_row(conn, &[n])?.pop().ok_or(store::Error::Missing)
}

/// Takes out the places and times of a service.
pub(super) fn remove(conn: &mut Conn, n: i64) -> Result<()> {
    each!(conn, c => diesel::delete(service_place::table.filter(service_place::service_n.eq(n))).execute(c))?;
    each!(conn, c => diesel::delete(service_opening::table.filter(service_opening::service_n.eq(n))).execute(c))?;
    Ok(())
}

/// Puts in the places and times of a service that has none yet.
pub(super) fn put(conn: &mut Conn, service: &Service) -> Result<()> {
    for (nth, place) in (0_i64..).zip(&service.body.0.places) {
        let row = (
            service_place::service_n.eq(service.n),
            service_place::nth.eq(nth),
            service_place::id.eq(AnyId(at_location(service.id, place))),
            service_place::lat.eq(place.lat),
            service_place::lon.eq(place.lon),
        );
        each!(conn, c => diesel::insert_into(service_place::table).values(row).execute(c))?;
    }

    put_openings(conn, service.n, &service.body.0.openings)
}

/// A row a day, of those of which one knows from when to when.
fn put_openings(conn: &mut Conn, n: i64, openings: &[Opening]) -> Result<()> {
    let mut nth = 0_i64;
    for opening in openings {
        let (Some(opens), Some(closes)) = (opening.opens, opening.closes) else { continue };
        for day in &opening.days {
            nth += 1;
            let row = (
                service_opening::service_n.eq(n),
                service_opening::nth.eq(nth),
                service_opening::day.eq(*day as i64),
                service_opening::opens.eq(i64::from(opens.0)),
                service_opening::closes.eq(i64::from(closes.0)),
                service_opening::weekly.eq(i64::from(opening.every == Every::Week)),
                service_opening::from_on.eq(opening.from_on),
                service_opening::until_on.eq(opening.until_on),
            );
            each!(conn, c => diesel::insert_into(service_opening::table).values(row).execute(c))?;
        }
    }
    Ok(())
}
