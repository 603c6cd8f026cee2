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
            map.into_iter()
                .map(|(name, part)| (name, prune(part)))
                .filter(|(_, part)| !is_nothing(part))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(all) => Value::Array(all.into_iter().map(prune).filter(|part| !is_nothing(part)).collect()),
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

fn organisation(provider: &Provider) -> Value {
    let Provider { id, name, description, .. } = provider;
    json!({
        "id": id,
        "name": name,
        "description": if description.is_empty() { name } else { description },
        "email": email(&provider.email),
        "website": uri(&provider.url),
    })
}

/// The fields of a service that stand alone: an item of the list.
pub fn listed(service: &Service, provider: &Provider) -> Value {
    prune(own_fields(service, provider))
}

fn own_fields(service: &Service, provider: &Provider) -> Value {
    let body = &service.body.0;
    json!({
        "id": service.id,
        "organization_id": provider.id,
        "name": body.name,
        "description": body.summary,
        "url": uri(&body.url),
        "email": email(&body.email),
        "status": body.status,
        "accreditations": body.accreditations,
        "minimum_age": body.minimum_age,
        "maximum_age": body.maximum_age,
        "assured_date": service.assured_on,
        "alert": body.alert,
        "last_modified": stamp(service),
        "eligibility_description": body.criteria,
        "application_process": body.how,
        "wait_time": service.wait_weeks.map(|weeks| web::dates::plural(weeks, "week")),
        "organization": organisation(provider),
    })
}

/// With milliseconds, as the profile asks.
fn stamp(service: &Service) -> String {
    let at = service.modified_at.rfc3339();
    let millis = service.modified_at.0.rem_euclid(1_000_000) / 1_000;
    let seconds = at.split_once('.').map_or(at.trim_end_matches('Z'), |(seconds, _)| seconds);
    format!("{seconds}.{millis:03}Z")
}

/// A service with all that belongs to it.
pub fn service(pack: &Pack, service: &Service, provider: &Provider) -> Value {
    let mut value = with_parts(pack, service, provider);
    let places = service.body.0.places.iter().map(|place| at(pack, service, place)).collect();
    add(&mut value, "service_at_locations", places);
    prune(value)
}

fn with_parts(pack: &Pack, service: &Service, provider: &Provider) -> Value {
    let body = &service.body.0;
    let id = service.id.to_string();
    let mut value = own_fields(service, provider);
    add(&mut value, "cost_options", costs(body, &id));
    add(&mut value, "contacts", contacts(body, &id));
    add(&mut value, "languages", names("language", &body.languages, &id));
    add(&mut value, "service_areas", names("area", &body.areas, &id));
    add(&mut value, "schedules", schedules(body, &id));
    add(&mut value, "attributes", attributes(pack, body, &id));
    add(&mut value, "service_capacity", capacity(service, &id));
    add(&mut value, "confidential", if body.confidential { Value::Bool(true) } else { Value::Null });
    value
}

fn add(value: &mut Value, name: &str, part: Value) {
    if let Value::Object(map) = value {
        map.insert(name.to_owned(), part);
    }
}

/// The id of the nth part of its kind.
fn part(kind: &str, service: &str, nth: usize) -> Uuid {
    derived_id(&[kind, service, &nth.to_string()])
}

fn costs(body: &Body, service: &str) -> Value {
    let costs = body.costs.iter().enumerate().map(|(nth, cost)| {
        json!({
            "id": part("cost", service, nth),
            "service_id": service,
            "option": cost.option,
            "amount": cost.pence.map(|pence| pence as f64 / 100.0),
            "amount_description": cost.note,
        })
    });
    let free = body
        .free
        .then(|| json!({"id": part("cost", service, 999), "service_id": service, "option": "Free", "amount": 0.0}));
    costs.chain(free).collect()
}

/// How many places are free, and on which day that was said (HSDS 3.0 `service_capacity`).
fn capacity(service: &Service, id: &str) -> Value {
    let Some(spaces) = service.spaces else { return Value::Null };
    json!([{
        "id": part("capacity", id, 0),
        "service_id": id,
        "available": spaces,
        "description": format!("{} free", web::dates::plural(spaces, "place")),
        "updated": service.capacity_on,
    }])
}

fn contacts(body: &Body, service: &str) -> Value {
    let contacts = body.contacts.iter().enumerate().map(|(nth, contact)| {
        let id = part("contact", service, nth);
        let phones = (!contact.phone.is_empty())
            .then(|| json!([{"id": part("phone", service, nth), "contact_id": id, "number": contact.phone}]));
        json!({
            "id": id,
            "service_id": service,
            "name": contact.name,
            "email": email(&contact.email),
            "phones": phones,
        })
    });
    contacts.collect()
}

fn names(kind: &str, names: &[String], service: &str) -> Value {
    let all = names.iter().enumerate();
    all.map(|(nth, name)| json!({"id": part(kind, service, nth), "service_id": service, "name": name})).collect()
}

fn schedules(body: &Body, service: &str) -> Value {
    let ways = body.modes.iter().map(|mode| mode.label()).collect::<Vec<_>>().join(", ");
    let all = body.openings.iter().enumerate();
    all.map(|(nth, opening)| schedule(opening, part("schedule", service, nth), service, &ways)).collect()
}

fn schedule(opening: &Opening, id: Uuid, service: &str, ways: &str) -> Value {
    let days = |nth: &str| opening.days.iter().map(|day| format!("{nth}{}", day.code())).collect::<Vec<_>>().join(",");
    let (freq, interval, byday, start) = match &opening.every {
        Every::Week => ("WEEKLY", 1, days(""), None),
        Every::Weeks(weeks, from) => ("WEEKLY", *weeks, days(""), Some(*from)),
        Every::Month(nth) => ("MONTHLY", 1, days(&nth.to_string()), None),
    };
    json!({
        "id": id,
        "service_id": service,
        "freq": freq,
        "interval": interval,
        "byday": byday,
        "dtstart": start,
        "valid_from": opening.from_on,
        "valid_to": opening.until_on,
        "opens_at": opening.opens,
        "closes_at": opening.closes,
        "description": opening.words(),
        "notes": opening.note,
        "attending_type": ways,
    })
}

fn attributes(pack: &Pack, body: &Body, service: &str) -> Value {
    let entry = if body.referral_only { "referral" } else { "oneself" };
    let chosen: [(&'static str, Vec<&str>); 6] = [
        ("need", body.needs.iter().map(String::as_str).collect()),
        ("protective-factor", body.builds.iter().map(String::as_str).collect()),
        ("service-group", vec![&body.group]),
        ("service-for", body.who.iter().map(String::as_str).collect()),
        ("service-mode", body.modes.iter().map(|mode| mode.code()).collect()),
        ("service-entry", vec![entry]),
    ];

    let mut all = Vec::new();
    for (taxonomy, codes) in chosen {
        for found in terms(pack, taxonomy).into_iter().filter(|term| codes.contains(&term.code.as_str())) {
            all.push(json!({
                "id": derived_id(&["attribute", service, taxonomy, &found.code]),
                "link_id": service,
                "link_type": "service",
                "taxonomy_term_id": found.id(),
                "taxonomy_term": term(&found),
            }));
        }
    }
    Value::Array(all)
}

/// A term.
pub fn term(term: &Term) -> Value {
    let taxonomy = TAXONOMIES.iter().find(|(code, ..)| *code == term.taxonomy).map_or("", |(_, name, _)| name);
    prune(json!({
        "id": term.id(),
        "name": term.label,
        "description": if term.hint.is_empty() { &term.label } else { &term.hint },
        "taxonomy": taxonomy,
        "taxonomy_id": taxonomy_id(term.taxonomy),
        "term": term.code,
    }))
}

/// A taxonomy.
pub fn taxonomy(pack: &Pack, code: &str) -> Option<Value> {
    let (code, name, meaning) = TAXONOMIES.iter().find(|(known, ..)| *known == code)?;
    Some(json!({"id": taxonomy_id(code), "name": name, "description": meaning, "version": pack.version}))
}

fn at(pack: &Pack, service: &Service, place: &Place) -> Value {
    json!({
        "id": at_location(service.id, place),
        "service_id": service.id,
        "location_id": place.id,
        "location": with_address(pack, place),
    })
}

fn location(place: &Place) -> Value {
    json!({
        "id": place.id,
        "location_type": "physical",
        "name": if place.name.is_empty() { &place.line_1 } else { &place.name },
        "description": place.note,
        "latitude": place.lat,
        "longitude": place.lon,
    })
}

fn with_address(pack: &Pack, place: &Place) -> Value {
    let id = place.id.to_string();
    // the profile wants a street, a town, a county and a postcode, or no address at all
    let whole = [&place.line_1, &place.town, &place.postcode].iter().all(|part| !part.is_empty());
    let address = whole.then(|| {
        json!([{
            "id": derived_id(&["address", &id]),
            "location_id": place.id,
            "address_1": place.line_1,
            "city": place.town,
            "state_province": place.town,
            "postal_code": place.postcode,
            "country": "GB",
            "address_type": "physical",
        }])
    });
    let access = place.access.iter().map(|code| {
        json!({
            "id": derived_id(&["access", &id, code]),
            "location_id": place.id,
            "description": pack.label("accessibility", code),
        })
    });

    let mut value = location(place);
    add(&mut value, "addresses", address.unwrap_or(Value::Null));
    add(&mut value, "accessibility", access.collect());
    value
}

/// A service at one of its places, alone or with all that belongs to both.
pub fn service_at_location(pack: &Pack, service: &Service, provider: &Provider, place: &Place, whole: bool) -> Value {
    let (own, location) = if whole {
        (with_parts(pack, service, provider), with_address(pack, place))
    } else {
        (own_fields(service, provider), location(place))
    };
    prune(json!({
        "id": at_location(service.id, place),
        "service_id": service.id,
        "location_id": place.id,
        "location": location,
        "service": own,
    }))
}
