//! From the profile, of whatever kind of publisher: what is missing is missing, what cannot be is left out, nothing panics.

use super::{TAXONOMIES, terms};
use crate::{
    body::{Body, Contact, Cost, Day, Every, Mode, Opening, Place, Status, Time},
    records::derived_id,
};
use pack::Pack;
use serde_json::Value;
use store::Uuid;

/// A service as its source has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// Its id there.
    pub key: String,
    /// What it says.
    pub body: Body,
    /// Whose it is.
    pub provider: ReadProvider,
    /// When it was last checked there.
    pub assured_on: Option<chrono::NaiveDate>,
    /// By which the source tells a change.
    pub stamp: String,
}

/// A provider as the source has it.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(missing_docs, reason = "as the columns of provider")]
pub struct ReadProvider {
    pub key: String,
    pub name: String,
    pub description: String,
    pub url: String,
    pub email: String,
}

/// A text, without marks of HTML, no longer than it may be.
fn text(value: &Value, name: &str, most: usize) -> String {
    let raw = match &value[name] {
        Value::String(text) => text.clone(),
        Value::Number(n) => n.to_string(),
        _ => return String::new(),
    };
    let mut plain = String::with_capacity(raw.len());
    let mut inside = false;
    for c in raw.replace("<br>", "\n").replace("<br/>", "\n").replace("<br />", "\n").replace("</p>", "\n").chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            '\0' => {}
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    // a lone "<" is no mark
    if inside {
        plain = raw.replace('\0', "");
    }
    let plain = plain
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    plain.trim().chars().take(most).collect()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str().and_then(|t| t.trim().parse().ok()))
}

fn age(value: &Value) -> Option<u8> {
    let n = number(value)?;
    // as whole years; what covers every age says nothing
    (0.0..120.0).contains(&n).then_some(n as u8)
}

fn date(value: &Value, name: &str) -> Option<chrono::NaiveDate> {
    value[name].as_str()?.get(..10)?.parse().ok()
}

/// Reads a service.
///
/// # Errors
/// Why it cannot be taken: it has no id or no name.
pub fn service(pack: &Pack, value: &Value) -> Result<Read, &'static str> {
    let key = text(value, "id", 200);
    let name = text(value, "name", 200);
    if key.is_empty() {
        return Err("it has no id");
    }
    if name.is_empty() {
        return Err("it has no name");
    }
    let mut body = Body {
        name,
        summary: text(value, "description", 10_000),
        status: Status::parse(&text(value, "status", 40)).unwrap_or_default(),
        minimum_age: age(&value["minimum_age"]).filter(|a| *a > 0),
        maximum_age: age(&value["maximum_age"]),
        criteria: text(value, "eligibility_description", 5_000),
        how: text(value, "application_process", 5_000),
        url: text(value, "url", 500),
        email: text(value, "email", 200),
        alert: text(value, "alert", 500),
        accreditations: text(value, "accreditations", 2_000),
        confidential: value["confidential"] == Value::Bool(true),
        areas: list(value, "service_areas").iter().map(|a| text(a, "name", 200)).filter(|t| !t.is_empty()).collect(),
        languages: list(value, "languages")
            .iter()
            .map(|l| [text(l, "name", 80), text(l, "language", 80)].concat())
            .filter(|t| !t.is_empty())
            .collect(),
        ..Body::default()
    };
    costs(value, &mut body);
    classify(pack, value, &mut body);
    body.places = list(value, "service_at_locations")
        .iter()
        .filter_map(|at| place(pack, &at["location"], &key))
        .take(60)
        .collect();
    body.openings = list(value, "schedules").iter().filter_map(opening).take(60).collect();
    body.contacts = contacts(value);
    if body.modes.is_empty() {
        let ways =
            list(value, "schedules").iter().map(|s| text(s, "attending_type", 200).to_lowercase()).collect::<String>();
        let any = |words: &[&str]| words.iter().any(|w| ways.contains(w));
        for (mode, there) in [
            (Mode::InPerson, !body.places.is_empty() || any(&["person", "venue"])),
            (Mode::Online, any(&["online", "video", "telephone", "remote"])),
            (Mode::Home, any(&["home"])),
        ] {
            if there {
                body.modes.push(mode);
            }
        }
    }
    if body.group.is_empty() {
        body.group = "community".into();
    }
    Ok(Read {
        stamp: text(value, "last_modified", 60),
        assured_on: date(value, "assured_date"),
        provider: provider(value),
        body: body.without_place_if_confidential(),
        key,
    })
}

fn provider(value: &Value) -> ReadProvider {
    let o = &value["organization"];
    let key = Some(text(o, "id", 200)).filter(|k| !k.is_empty()).unwrap_or_else(|| text(value, "organization_id", 200));
    let name = Some(text(o, "name", 200)).filter(|n| !n.is_empty()).unwrap_or_else(|| "Not named".into());
    ReadProvider {
        key: if key.is_empty() { name.clone() } else { key },
        description: Some(text(o, "description", 5_000)).filter(|d| *d != name).unwrap_or_default(),
        url: text(o, "website", 500),
        email: text(o, "email", 200),
        name,
    }
}

fn costs(value: &Value, body: &mut Body) {
    for cost in list(value, "cost_options") {
        let pence =
            number(&cost["amount"]).filter(|a| (0.0..1_000_000.0).contains(a)).map(|a| (a * 100.0).round() as i64);
        let cost = Cost { option: text(cost, "option", 200), pence, note: text(cost, "amount_description", 500) };
        if cost != Cost::default() {
            body.costs.push(cost);
        }
    }
    let nothing = |c: &Cost| c.pence == Some(0);
    body.free = !body.costs.is_empty() && body.costs.iter().all(nothing);
    if body.free {
        body.costs.retain(|c| !c.note.is_empty());
    }
    let fees = text(value, "fees", 500);
    match fees.to_lowercase().as_str() {
        "" => {}
        "free" | "none" | "no charge" | "free of charge" => body.free = body.costs.iter().all(nothing),
        _ if body.costs.is_empty() && !body.free => body.costs.push(Cost { note: fees, ..Cost::default() }),
        _ => {}
    }
}

/// Terms that are ours become codes; others are kept as words by which the service is found.
fn classify(pack: &Pack, value: &Value, body: &mut Body) {
    let known: Vec<_> = TAXONOMIES.iter().flat_map(|(code, ..)| terms(pack, code)).collect();
    for attribute in list(value, "attributes") {
        let term = &attribute["taxonomy_term"];
        let (name, code) = (text(term, "name", 200), text(term, "term", 200));
        let id: Option<Uuid> =
            [&attribute["taxonomy_term_id"], &term["id"]].into_iter().find_map(|v| v.as_str()?.parse().ok());
        let same = |t: &&super::Term| {
            Some(t.id()) == id
                || t.label.eq_ignore_ascii_case(&name)
                || !code.is_empty() && t.code == code.to_ascii_lowercase()
        };
        let Some(found) = known.iter().find(same) else {
            if !name.is_empty() && body.keywords.len() < 40 && !body.keywords.contains(&name) {
                body.keywords.push(name);
            }
            continue;
        };
        let into = match found.taxonomy {
            "need" => &mut body.needs,
            "service-for" => &mut body.who,
            "service-group" => {
                body.group.clone_from(&found.code);
                continue;
            }
            "service-mode" => {
                body.modes.extend(Mode::parse(&found.code).filter(|m| !body.modes.contains(m)));
                continue;
            }
            _ => {
                body.referral_only = found.code == "referral";
                continue;
            }
        };
        if !into.contains(&found.code) {
            into.push(found.code.clone());
        }
    }
}

fn place(pack: &Pack, location: &Value, service: &str) -> Option<Place> {
    // what is done elsewhere has no door
    if !location.is_object() || location["location_type"] == "virtual" {
        return None;
    }
    let address = list(location, "addresses").iter().find(|a| a["address_type"] != "virtual").unwrap_or(&Value::Null);
    let degrees = |name: &str, span: std::ops::RangeInclusive<f64>| {
        number(&location[name]).filter(|d| span.contains(d) && *d != 0.0)
    };
    let (lat, lon) = (degrees("latitude", -90.0..=90.0), degrees("longitude", -180.0..=180.0));
    let key = text(location, "id", 200);
    let mut access = Vec::new();
    let mut notes = vec![text(location, "description", 1_000)];
    for a in list(location, "accessibility") {
        let said = text(a, "description", 300);
        match pack.terms("accessibility").iter().find(|t| t.label.eq_ignore_ascii_case(&said)) {
            Some(t) if !access.contains(&t.code) => access.push(t.code.clone()),
            Some(_) => {}
            None => notes.push(said),
        }
    }
    let line_1 = text(address, "address_1", 300);
    let mut name = text(location, "name", 200);
    if name == line_1 {
        name.clear();
    }
    let place = Place {
        id: key.parse().unwrap_or_else(|_| derived_id(&["location", service, &key])),
        name,
        line_1,
        town: text(address, "city", 100),
        postcode: linkage::identifiers::postcode(&text(address, "postal_code", 12))
            .unwrap_or_else(|_| text(address, "postal_code", 12)),
        lat: lat.filter(|_| lon.is_some()),
        lon: lon.filter(|_| lat.is_some()),
        access,
        note: notes.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join("\n"),
    };
    (!place.line().is_empty() || place.lat.is_some()).then_some(place)
}

fn opening(s: &Value) -> Option<Opening> {
    let parts: Vec<String> = text(s, "byday", 200)
        .to_uppercase()
        .split([',', ' '])
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty())
        .collect();
    let mut days: Vec<Day> = parts.iter().filter_map(|p| Day::parse(p.get(p.len().checked_sub(2)?..)?)).collect();
    days.sort_unstable();
    days.dedup();
    let nth: Option<i8> = parts
        .first()
        .and_then(|p| p.get(..p.len().checked_sub(2)?)?.parse().ok())
        .filter(|n: &i8| (-5..=5).contains(n) && *n != 0);
    let interval = number(&s["interval"]).filter(|n| (1.0..=52.0).contains(n)).map_or(1, |n| n as u16);
    let every = match (text(s, "freq", 20).to_uppercase().as_str(), nth, interval) {
        ("MONTHLY", Some(n), _) => Every::Month(n),
        // a day of the month by its number is told in its note alone
        ("MONTHLY", None, _) => Every::Month(1),
        (_, _, 1) => Every::Week,
        (_, _, n) => {
            date(s, "dtstart").or_else(|| date(s, "valid_from")).map_or(Every::Week, |from| Every::Weeks(n, from))
        }
    };
    let note = text(s, "notes", 500);
    let said = text(s, "description", 500);
    if days.is_empty() {
        return None.or_else(|| {
            (!note.is_empty() || !said.is_empty()).then(|| Opening {
                days: vec![],
                opens: None,
                closes: None,
                every: Every::Week,
                from_on: None,
                until_on: None,
                note: if note.is_empty() { said } else { note },
            })
        });
    }
    Some(Opening {
        days,
        opens: Time::parse(&text(s, "opens_at", 20)),
        closes: Time::parse(&text(s, "closes_at", 20)),
        every,
        from_on: date(s, "valid_from"),
        until_on: date(s, "valid_to"),
        note,
    })
}

fn contacts(value: &Value) -> Vec<Contact> {
    let phone = |p: &Value| text(p, "number", 40);
    let mut all: Vec<Contact> = list(value, "contacts")
        .iter()
        .take(20)
        .map(|c| {
            let id = text(c, "id", 200);
            let own = list(c, "phones")
                .iter()
                .chain(list(value, "phones").iter().filter(|p| !id.is_empty() && text(p, "contact_id", 200) == id));
            let name = [text(c, "name", 200), text(c, "title", 200)]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            Contact {
                name,
                phone: own.map(phone).find(|p| !p.is_empty()).unwrap_or_default(),
                email: text(c, "email", 200),
            }
        })
        .collect();
    let loose = list(value, "phones").iter().filter(|p| text(p, "contact_id", 200).is_empty());
    all.extend(loose.map(|p| Contact { name: text(p, "description", 200), phone: phone(p), email: String::new() }));
    all.retain(|c| *c != Contact::default());
    all
}
