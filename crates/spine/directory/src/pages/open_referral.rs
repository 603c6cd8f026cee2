//! `/open-referral/v3/`: the directory as open data (Open Referral UK, HSDS-UK 3.0). Anyone may read it, from any site.

use crate::{
    body::{Day, Time},
    facets,
    open_referral::{self as uk, TAXONOMIES, write},
    postcodes, records,
    search::{self, Query},
};
use access::{Permits, Visit};
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use pack::Pack;
use serde_json::{Value, json};
use store::{
    Conn, Uuid,
    text::{self, Order, Wanted},
};
use web::{Error, Fields, Result};

/// Items a page unless asked, and at most.
const USUAL: i64 = 50;
const MOST: i64 = 1_000;

/// What went wrong, as a problem; to this address, too, from any site.
fn answer(headers: &HeaderMap, result: Result<Value>) -> Response {
    let mut response = match result {
        Ok(value) => {
            let text = value.to_string();
            let tag = format!("\"{}\"", records::derived_id(&["answer", &text]).simple());
            let same =
                headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains(&tag));
            let kind = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=60")];
            let tag = [(header::ETAG, tag)];
            if same { (StatusCode::NOT_MODIFIED, tag).into_response() } else { (kind, tag, text).into_response() }
        }
        Err(Error::NotFound) => Error::NotFound.problem().json(),
        Err(e) => e.problem().json(),
    };
    open(response.headers_mut());
    response
}

fn open(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
}

/// What a browser asks before it asks.
pub(super) async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    open(response.headers_mut());
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    response
}

/// Which page of how many.
struct Paging {
    nth: i64,
    size: i64,
}

impl Paging {
    fn read(f: &Fields) -> Result<Self> {
        let number = |name: &str, usual: i64| match f.get(name) {
            "" => Ok(usual),
            text => text
                .parse()
                .ok()
                .filter(|n| (1..=1_000_000_000).contains(n))
                .ok_or_else(|| Error::Unreadable(format!("{name} must be a whole number from 1."))),
        };
        Ok(Self { nth: number("page", 1)?, size: number("per_page", USUAL)?.min(MOST) })
    }

    fn from(&self) -> i64 {
        (self.nth - 1).saturating_mul(self.size)
    }

    fn page(&self, total: i64, contents: Vec<Value>) -> Value {
        let pages = (total + self.size - 1) / self.size;
        json!({
            "total_items": total, "total_pages": pages, "page_number": self.nth, "size": contents.len(),
            "first_page": self.nth == 1, "last_page": self.nth >= pages, "empty": contents.is_empty(), "contents": contents,
        })
    }

    fn cut(&self, all: Vec<Value>) -> Value {
        let total = i64::try_from(all.len()).unwrap_or(0);
        let skip = usize::try_from(self.from()).unwrap_or(usize::MAX);
        let some = all.into_iter().skip(skip).take(usize::try_from(self.size).unwrap_or(0)).collect();
        self.page(total, some)
    }
}

/// The parameters that `/services` and `/service_at_locations` share, as words, facets and a condition.
fn filter(pack: &Pack, f: &Fields) -> Result<(Wanted, String)> {
    let wrong = |name: &str, like: &str| Error::Unreadable(format!("{name} must be {like}."));
    let mut wanted =
        search::strict(pack, &Query { text: f.get("search").chars().take(200).collect(), ..Query::default() });
    let mut also = vec!["1 = 1".to_owned()];
    let kind = |taxonomy: &str| match taxonomy {
        "need" => "need",
        "service-group" => "group",
        "service-for" => "who",
        "service-mode" => "mode",
        _ => "ask",
    };
    // every service has a way in; a facet that no service has finds nothing
    let nothing = || vec!["nothingx0".to_owned()];
    if !f.get("taxonomy_term_id").is_empty() {
        let id: Option<Uuid> = f.get("taxonomy_term_id").parse().ok();
        let term = uk::all_terms(pack).into_iter().find(|t| Some(t.id()) == id);
        wanted.facets.push(term.map_or_else(nothing, |t| vec![facets::word(kind(t.taxonomy), &t.code)]));
    }
    if !f.get("taxonomy_id").is_empty() {
        let id: Option<Uuid> = f.get("taxonomy_id").parse().ok();
        let code = TAXONOMIES.iter().find(|(code, ..)| Some(uk::taxonomy_id(code)) == id);
        let any = code.map(|(code, ..)| {
            uk::terms(pack, code).iter().map(|t| facets::word(kind(t.taxonomy), &t.code)).collect::<Vec<_>>()
        });
        wanted.facets.push(any.filter(|a| !a.is_empty()).unwrap_or_else(nothing));
    }
    for (name, column, sign) in [("minimum_age", "s.minimum_age", ">="), ("maximum_age", "s.maximum_age", "<=")] {
        if !f.get(name).is_empty() {
            let age: f64 = f
                .get(name)
                .parse()
                .ok()
                .filter(|a| (0.0..=200.0).contains(a))
                .ok_or_else(|| wrong(name, "an age in years"))?;
            also.push(format!("{column} {sign} {age}"));
        }
    }
    let mut open = Vec::new();
    if !f.get("day").is_empty() {
        let typed = f.get("day").to_uppercase();
        let day = Day::ALL
            .iter()
            .find(|d| typed.starts_with(d.code()) && d.label().to_uppercase().starts_with(&typed) || typed == d.code());
        let day = day.ok_or_else(|| wrong("day", "MO, TU, WE, TH, FR, SA or SU"))?;
        wanted.facets.push(vec![facets::day(*day)]);
        open.push(format!("o.day = {}", *day as i64));
    }
    for (name, condition) in [("start_time", "o.opens >="), ("end_time", "o.closes <=")] {
        if !f.get(name).is_empty() {
            let time = Time::parse(f.get(name)).ok_or_else(|| wrong(name, "a time of day, like 09:30"))?;
            open.push(format!("{condition} {}", time.0));
        }
    }
    if open.len() > 1 || open.first().is_some_and(|c| !c.starts_with("o.day")) {
        also.push(format!(
            "EXISTS (SELECT 1 FROM service_opening o WHERE o.service_n = s.n AND {})",
            open.join(" AND ")
        ));
    }
    Ok((wanted, also.join(" AND ")))
}

async fn json_page<F>(visit: Visit, headers: HeaderMap, mut f: F) -> Response
where
    F: FnMut(&mut Conn, &Pack, &Fields) -> Result<Value> + Send + 'static,
{
    let fields = visit.queries();
    let result = visit
        .public_view(move |v| {
            let pack = v.pack.clone();
            f(v.conn(), &pack, &fields)
        })
        .await;
    answer(&headers, result)
}

pub(super) async fn root(visit: Visit, headers: HeaderMap) -> Response {
    let openapi = format!("{}/open-referral/v3/openapi.json", visit.app.url);
    answer(
        &headers,
        Ok(json!({"version": "HSDS-UK-3.0", "profile": "https://docs.openreferraluk.org/", "openapi_url": openapi})),
    )
}

pub(super) async fn services(visit: Visit, headers: HeaderMap) -> Response {
    json_page(visit, headers, |conn, pack, f| {
        let paging = Paging::read(f)?;
        let (wanted, also) = filter(pack, f)?;
        let total = text::count(conn, &wanted, &also, i64::MAX)?;
        let hits = if paging.from() < total {
            text::search(conn, &wanted, &also, Order::Added, paging.size, paging.from())?
        } else {
            vec![]
        };
        let rows: Vec<i64> = hits.iter().map(|h| h.n).collect();
        let found = records::list_by_row(conn, &rows)?;
        let full = f.get("full") == "true";
        let contents =
            found.iter().map(|(s, p)| if full { write::service(pack, s, p) } else { write::listed(s, p) }).collect();
        Ok(paging.page(total, contents))
    })
    .await
}

pub(super) async fn service(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Response {
    json_page(visit, headers, move |conn, pack, _| {
        let id = id.parse().map_err(|_| Error::NotFound)?;
        let (s, p) = records::find_live(conn, id)?;
        Ok(write::service(pack, &s, &p))
    })
    .await
}

pub(super) async fn taxonomies(visit: Visit, headers: HeaderMap) -> Response {
    json_page(visit, headers, |_, pack, f| {
        Ok(Paging::read(f)?.cut(TAXONOMIES.iter().filter_map(|(code, ..)| write::taxonomy(pack, code)).collect()))
    })
    .await
}

pub(super) async fn taxonomy(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Response {
    json_page(visit, headers, move |_, pack, _| {
        let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
        let found = TAXONOMIES.iter().find(|(code, ..)| uk::taxonomy_id(code) == id).and_then(|(code, ..)| {
            let mut value = write::taxonomy(pack, code)?;
            value["taxonomy_terms"] = uk::terms(pack, code).iter().map(write::term).collect();
            Some(value)
        });
        found.ok_or(Error::NotFound)
    })
    .await
}

pub(super) async fn terms(visit: Visit, headers: HeaderMap) -> Response {
    json_page(visit, headers, |_, pack, f| {
        let of: Option<Uuid> = f.get("taxonomy_id").parse().ok();
        let all = uk::all_terms(pack).into_iter().filter(|t| of.is_none_or(|id| uk::taxonomy_id(t.taxonomy) == id));
        Ok(Paging::read(f)?.cut(all.map(|t| write::term(&t)).collect()))
    })
    .await
}

pub(super) async fn term(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Response {
    json_page(visit, headers, move |_, pack, _| {
        let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
        uk::all_terms(pack).iter().find(|t| t.id() == id).map(write::term).ok_or(Error::NotFound)
    })
    .await
}

pub(super) async fn at_locations(visit: Visit, headers: HeaderMap) -> Response {
    json_page(visit, headers, |conn, pack, f| {
        let paging = Paging::read(f)?;
        let (wanted, also) = filter(pack, f)?;
        let near = match f.get("postcode") {
            "" => None,
            // from nowhere nothing is near
            typed => match postcodes::find(conn, typed)? {
                None => return Ok(paging.page(0, vec![])),
                Some((place, _)) => {
                    let metres = match f.get("proximity") {
                        "" => None,
                        text => Some(
                            text.parse::<f64>()
                                .ok()
                                .filter(|m| *m >= 0.0 && m.is_finite())
                                .ok_or_else(|| Error::Unreadable("proximity must be a number of metres.".into()))?,
                        ),
                    };
                    Some((place.lat, place.lon, metres))
                }
            },
        };
        let (total, hits) = text::places(conn, &wanted, &also, near, paging.size, paging.from())?;
        let rows: Vec<i64> = hits.iter().map(|h| h.n).collect();
        let found = records::list_by_row(conn, &rows)?;
        let contents = hits.iter().filter_map(|hit| {
            let (s, p) = found.iter().find(|(s, _)| s.n == hit.n)?;
            let place = s.body.0.places.get(usize::try_from(hit.nth).ok()?)?;
            Some(write::service_at_location(pack, s, p, place, f.get("full") == "true"))
        });
        Ok(paging.page(total, contents.collect()))
    })
    .await
}

pub(super) async fn at_location(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Response {
    json_page(visit, headers, move |conn, pack, _| {
        let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
        let (s, p) = records::find_at_location(conn, id)?;
        let place = s.body.0.places.iter().find(|place| records::at_location(s.id, place) == id).filter(|_| s.live);
        place.map(|place| write::service_at_location(pack, &s, &p, place, true)).ok_or(Error::NotFound)
    })
    .await
}

pub(super) async fn openapi(visit: Visit, headers: HeaderMap) -> Response {
    let query = |names: &[&str]| -> Value {
        names
            .iter()
            .map(|n| json!({"name": n, "in": "query", "required": false, "schema": {"type": "string"}}))
            .collect()
    };
    let id = json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}]);
    let get = |summary: &str, parameters: Value| json!({"get": {"summary": summary, "parameters": parameters, "responses": {"200": {"description": "As in HSDS-UK 3.0"}, "400": {"description": "A parameter cannot be read"}}}});
    let paging = ["page", "per_page"];
    let services = [
        "search",
        "page",
        "per_page",
        "taxonomy_term_id",
        "taxonomy_id",
        "minimum_age",
        "maximum_age",
        "start_time",
        "end_time",
        "day",
        "full",
    ];
    let places = [services.as_slice(), &["postcode", "proximity"]].concat();
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "Service directory, Open Referral UK", "version": "3.0"},
        "servers": [{"url": format!("{}/open-referral/v3", visit.app.url)}],
        "paths": {
            "/": get("About this feed", json!([])),
            "/services": get("Services", query(&services)), "/services/{id}": get("A service, whole", id.clone()),
            "/taxonomies": get("Taxonomies", query(&paging)), "/taxonomies/{id}": get("A taxonomy", id.clone()),
            "/taxonomy_terms": get("Terms", query(&paging)), "/taxonomy_terms/{id}": get("A term", id.clone()),
            "/service_at_locations": get("Services at places", query(&places)), "/service_at_locations/{id}": get("A service at a place, whole", id),
        },
    });
    answer(&headers, Ok(document))
}
