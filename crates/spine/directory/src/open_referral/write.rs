//! To the profile. Nothing is null and no text is empty; what the profile lacks has the name that HSDS 3.0 gives it.

use super::{TAXONOMIES, Term, taxonomy_id, terms};
use crate::{
    body::{Body, Every, Opening, Place},
    records::{Provider, Service, at_location, derived_id},
};
use pack::Pack;
use serde_json::{Map, Value, json};
use store::Uuid;

/// Drops nulls, empty texts, empty lists and empty objects, all the way down.
pub fn prune(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter().map(|(k, v)| (k, prune(v))).filter(|(_, v)| !is_nothing(v)).collect::<Map<_, _>>(),
        ),
        Value::Array(all) => Value::Array(all.into_iter().map(prune).filter(|v| !is_nothing(v)).collect()),
        Value::String(text) => Value::String(text.trim().to_owned()),
        other => other,
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Only what is an address of the web, as the schemas want it (RFC 3986).
fn uri(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    let bytes = rest.as_bytes();
    let hex = |n: usize| bytes.get(n).is_some_and(u8::is_ascii_hexdigit);
    let escapes = (0..bytes.len()).filter(|n| bytes[*n] == b'%').all(|n| hex(n + 1) && hex(n + 2));
    let whole = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c));
    let port = host.split_once(':').is_none_or(|(name, port)| !name.is_empty() && port.parse::<u16>().is_ok());
    let marks = rest.matches('#').count() <= 1 && !rest.contains(['[', ']']);
    (whole && port && escapes && marks && rest.chars().all(plain)).then_some(text)
}

/// Only what is a plain address of email.
fn email(text: &str) -> Option<&str> {
    let (name, host) = text.split_once('@')?;
    let dotted = |part: &str, more: &str| {
        part.split('.').all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c)))
    };
    let labels = host.split('.').all(|l| !l.starts_with('-') && !l.ends_with('-'));
    (host.contains('.') && dotted(name, "_%+-'") && dotted(host, "-") && labels).then_some(text)
}

fn organisation(p: &Provider) -> Value {
    let description = if p.description.is_empty() { &p.name } else { &p.description };
    json!({"id": p.id, "name": p.name, "description": description, "email": email(&p.email), "website": uri(&p.url)})
}

/// The fields of a service that stand alone: an item of the list.
pub fn listed(s: &Service, p: &Provider) -> Value {
    prune(own_fields(s, p))
}

fn own_fields(s: &Service, p: &Provider) -> Value {
    let b = &s.body.0;
    json!({
        "id": s.id, "organization_id": p.id, "name": b.name, "description": b.summary, "url": uri(&b.url), "email": email(&b.email),
        "status": b.status, "accreditations": b.accreditations, "minimum_age": b.minimum_age, "maximum_age": b.maximum_age,
        "assured_date": s.assured_on, "alert": b.alert, "last_modified": stamp(s),
        "eligibility_description": b.criteria, "application_process": b.how,
        "wait_time": s.wait_weeks.map(|w| web::dates::plural(w, "week")),
        "organization": organisation(p),
    })
}

/// With milliseconds, as the profile asks.
fn stamp(s: &Service) -> String {
    let at = s.modified_at.rfc3339();
    match at.split_once('.') {
        Some((head, _)) => format!("{head}.{:03}Z", s.modified_at.0.rem_euclid(1_000_000) / 1_000),
        None => format!("{}.{:03}Z", at.trim_end_matches('Z'), s.modified_at.0.rem_euclid(1_000_000) / 1_000),
    }
}

/// A service with all that belongs to it.
pub fn service(pack: &Pack, s: &Service, p: &Provider) -> Value {
    prune(with_parts(pack, s, p, true))
}

fn with_parts(pack: &Pack, s: &Service, p: &Provider, places: bool) -> Value {
    let b = &s.body.0;
    let mut value = own_fields(s, p);
    let sid = s.id.to_string();
    let part = |kind: &str, n: usize| derived_id(&[kind, &sid, &n.to_string()]);
    let mut costs: Vec<Value> = b
        .costs
        .iter()
        .enumerate()
        .map(|(n, c)| json!({"id": part("cost", n), "service_id": s.id, "option": c.option, "amount": c.pence.map(|p| p as f64 / 100.0), "amount_description": c.note}))
        .collect();
    if b.free {
        costs.push(json!({"id": part("cost", 999), "service_id": s.id, "option": "Free", "amount": 0.0}));
    }
    let contacts = b.contacts.iter().enumerate().map(|(n, c)| {
        let phones = (!c.phone.is_empty()).then(|| json!([{"id": part("phone", n), "contact_id": part("contact", n), "number": c.phone}]));
        json!({"id": part("contact", n), "service_id": s.id, "name": c.name, "email": email(&c.email), "phones": phones})
    });
    let languages =
        b.languages.iter().enumerate().map(|(n, l)| json!({"id": part("language", n), "service_id": s.id, "name": l}));
    let areas = b.areas.iter().enumerate().map(|(n, a)| json!({"id": part("area", n), "service_id": s.id, "name": a}));
    let ways = b.modes.iter().map(|m| m.label()).collect::<Vec<_>>().join(", ");
    let schedules =
        b.openings.iter().enumerate().map(|(n, o)| schedule(o, part("schedule", n), &s.id.to_string(), &ways));
    let more = [
        ("cost_options", Value::Array(costs)),
        ("contacts", contacts.collect()),
        ("languages", languages.collect()),
        ("service_areas", areas.collect()),
        ("schedules", schedules.collect()),
        ("attributes", attributes(pack, b, &sid)),
        ("confidential", if b.confidential { Value::Bool(true) } else { Value::Null }),
        (
            "service_at_locations",
            if places { b.places.iter().map(|place| at(pack, s, place)).collect() } else { Value::Null },
        ),
    ];
    if let Value::Object(map) = &mut value {
        map.extend(more.map(|(k, v)| (k.to_owned(), v)));
    }
    value
}

fn schedule(o: &Opening, id: Uuid, service: &str, ways: &str) -> Value {
    let days = |prefix: &str| o.days.iter().map(|d| format!("{prefix}{}", d.code())).collect::<Vec<_>>().join(",");
    let (freq, interval, byday, start) = match &o.every {
        Every::Week => ("WEEKLY", 1, days(""), None),
        Every::Weeks(n, from) => ("WEEKLY", *n, days(""), Some(*from)),
        Every::Month(n) => ("MONTHLY", 1, days(&n.to_string()), None),
    };
    json!({
        "id": id, "service_id": service, "freq": freq, "interval": interval, "byday": byday, "dtstart": start,
        "valid_from": o.from_on, "valid_to": o.until_on, "opens_at": o.opens, "closes_at": o.closes,
        "description": o.words(), "notes": o.note, "attending_type": ways,
    })
}

fn attributes(pack: &Pack, b: &Body, service: &str) -> Value {
    let entry = if b.referral_only { "referral" } else { "oneself" }.to_owned();
    let modes: Vec<String> = b.modes.iter().map(|m| m.code().to_owned()).collect();
    let group = vec![b.group.clone()];
    let entry = vec![entry];
    let chosen: [(&'static str, &[String]); 5] = [
        ("need", &b.needs),
        ("service-group", &group),
        ("service-for", &b.who),
        ("service-mode", &modes),
        ("service-entry", &entry),
    ];
    let mut all = Vec::new();
    for (taxonomy, codes) in chosen {
        for found in terms(pack, taxonomy).into_iter().filter(|t| codes.contains(&t.code)) {
            let id = derived_id(&["attribute", service, taxonomy, &found.code]);
            all.push(json!({"id": id, "link_id": service, "link_type": "service", "taxonomy_term_id": found.id(), "taxonomy_term": term(&found)}));
        }
    }
    Value::Array(all)
}

/// A term.
pub fn term(t: &Term) -> Value {
    let name = TAXONOMIES.iter().find(|(code, ..)| *code == t.taxonomy).map_or("", |(_, name, _)| name);
    let meaning = if t.hint.is_empty() { &t.label } else { &t.hint };
    prune(
        json!({"id": t.id(), "name": t.label, "description": meaning, "taxonomy": name, "taxonomy_id": taxonomy_id(t.taxonomy), "term": t.code}),
    )
}

/// A taxonomy.
pub fn taxonomy(pack: &Pack, code: &str) -> Option<Value> {
    let (code, name, meaning) = TAXONOMIES.iter().find(|(c, ..)| *c == code)?;
    Some(json!({"id": taxonomy_id(code), "name": name, "description": meaning, "version": pack.version}))
}

fn at(pack: &Pack, s: &Service, place: &Place) -> Value {
    json!({"id": at_location(s.id, place), "service_id": s.id, "location_id": place.id, "location": location(pack, place, true)})
}

fn location(pack: &Pack, place: &Place, parts: bool) -> Value {
    let id = place.id.to_string();
    let mut value = json!({
        "id": place.id, "location_type": "physical", "name": if place.name.is_empty() { &place.line_1 } else { &place.name },
        "description": place.note, "latitude": place.lat, "longitude": place.lon,
    });
    if !parts {
        return value;
    }
    // the profile wants a street, a town, a county and a postcode, or no address at all
    let whole = [&place.line_1, &place.town, &place.postcode].iter().all(|t| !t.is_empty());
    let address = whole.then(|| {
        json!([{"id": derived_id(&["address", &id]), "location_id": place.id, "address_1": place.line_1, "city": place.town,
            "state_province": place.town, "postal_code": place.postcode, "country": "GB", "address_type": "physical"}])
    });
    let access = place.access.iter().map(|a| {
        json!({"id": derived_id(&["access", &id, a]), "location_id": place.id, "description": pack.label("accessibility", a)})
    });
    if let Value::Object(map) = &mut value {
        map.insert("addresses".into(), address.unwrap_or(Value::Null));
        map.insert("accessibility".into(), access.collect());
    }
    value
}

/// A service at one of its places, alone or with all that belongs to both.
pub fn service_at_location(pack: &Pack, s: &Service, p: &Provider, place: &Place, whole: bool) -> Value {
    let service = if whole { with_parts(pack, s, p, false) } else { own_fields(s, p) };
    prune(json!({
        "id": at_location(s.id, place), "service_id": s.id, "location_id": place.id, "location": location(pack, place, whole), "service": service,
    }))
}
