//! Services, and services at their places.

use super::{
    answer::json_page,
    document::{REMOVED, SERVICES},
    filter,
    paging::Paging,
};
use crate::{
    open_referral::write,
    postcodes,
    records::{self, INDEX},
};
use access::Visit;
use axum::{extract::Path, http::HeaderMap, response::Response};
use serde_json::json;
use store::{
    Conn, Uuid,
    text::{Condition, Near, Order, Spot},
};
use web::{Error, Fields, Result};

pub(in crate::pages) async fn services(visit: Visit, headers: HeaderMap) -> Response {
    json_page(visit, headers, &SERVICES, |conn, pack, fields| {
        let paging = Paging::read(fields)?;
        let mut wanted = filter::wanted(pack, fields)?;
        let order = match nearness(conn, fields)? {
            Asked::Anywhere => Order::Added,
            Asked::Near(near) => {
                wanted.also.extend(near.limit.map(|limit| Condition::Within(near.spot, limit)));
                Order::Near(near)
            }
            Asked::Nowhere => return Ok(paging.page(0, vec![])),
        };
        let total = INDEX.count(conn, &wanted, i64::MAX)?;
        let hits = match paging.is_within(total) {
            true => INDEX.search(conn, &wanted, order, paging.span())?,
            false => vec![],
        };

        let rows: Vec<i64> = hits.iter().map(|hit| hit.n).collect();
        let found = records::list_by_row(conn, &rows)?;
        let full = fields.get("full") == "true";
        let contents = found.iter().map(|(service, provider)| match full {
            true => write::service(pack, service, provider),
            false => write::listed(service, provider),
        });
        Ok(paging.page(total, contents.collect()))
    })
    .await
}

pub(in crate::pages) async fn service(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Response {
    json_page(visit, headers, &[], move |conn, pack, _| {
        let id = id.parse().map_err(|_| Error::NotFound)?;
        let (service, provider) = records::find_live(conn, id)?;
        Ok(write::service(pack, &service, &provider))
    })
    .await
}

/// What is no longer there, so that copies elsewhere can let go of it, too: only its id, and since when.
pub(in crate::pages) async fn removed(visit: Visit, headers: HeaderMap) -> Response {
    json_page(visit, headers, &REMOVED, |conn, _, fields| {
        let paging = Paging::read(fields)?;
        let (total, gone) = records::list_removed(conn, filter::since(fields)?, paging.span())?;
        let contents = gone.iter().map(|(id, at)| json!({"id": id, "removed_at": at.rfc3339()}));
        Ok(paging.page(total, contents.collect()))
    })
    .await
}

/// What is asked of nearness.
enum Asked {
    /// Nothing.
    Anywhere,
    /// Near here.
    Near(Near),
    /// Near a postcode that is not known: from nowhere nothing is near.
    Nowhere,
}

fn nearness(conn: &mut Conn, fields: &Fields) -> Result<Asked> {
    let typed = fields.get("postcode");
    if typed.is_empty() {
        return match fields.get("proximity") {
            "" => Ok(Asked::Anywhere),
            _ => Err(Error::Unreadable("proximity needs a postcode from which to measure.".into())),
        };
    }
    let Some((place, _)) = postcodes::find(conn, typed)? else { return Ok(Asked::Nowhere) };
    let limit = match fields.get("proximity") {
        "" => None,
        text => Some(metres(text).ok_or_else(|| Error::Unreadable("proximity must be a number of metres.".into()))?),
    };
    Ok(Asked::Near(Near { spot: Spot { lat: place.lat, lon: place.lon }, limit }))
}

fn metres(text: &str) -> Option<f64> {
    text.parse().ok().filter(|metres: &f64| *metres >= 0.0 && metres.is_finite())
}

pub(in crate::pages) async fn at_locations(visit: Visit, headers: HeaderMap) -> Response {
    json_page(visit, headers, &SERVICES, |conn, pack, fields| {
        let paging = Paging::read(fields)?;
        let wanted = filter::wanted(pack, fields)?;
        let near = match nearness(conn, fields)? {
            Asked::Anywhere => None,
            Asked::Near(near) => Some(near),
            Asked::Nowhere => return Ok(paging.page(0, vec![])),
        };

        let (total, hits) = INDEX.places(conn, &wanted, near, paging.span())?;
        let rows: Vec<i64> = hits.iter().map(|hit| hit.n).collect();
        let found = records::list_by_row(conn, &rows)?;
        let full = fields.get("full") == "true";
        let contents = hits.iter().filter_map(|hit| {
            let (service, provider) = found.iter().find(|(service, _)| service.n == hit.n)?;
            let place = service.body.0.places.get(usize::try_from(hit.nth).ok()?)?;
            Some(write::service_at_location(pack, service, provider, place, full))
        });
        Ok(paging.page(total, contents.collect()))
    })
    .await
}

pub(in crate::pages) async fn at_location(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Response {
    json_page(visit, headers, &[], move |conn, pack, _| {
        let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
        let (service, provider) = records::find_at_location(conn, id)?;
        let mut places = service.body.0.places.iter();
        let place = places.find(|place| records::at_location(service.id, place) == id).filter(|_| service.live);
        let place = place.ok_or(Error::NotFound)?;
        Ok(write::service_at_location(pack, &service, &provider, place, true))
    })
    .await
}
