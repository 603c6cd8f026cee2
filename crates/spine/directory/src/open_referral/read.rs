//! From the profile, of whatever kind of publisher: what is missing is missing, what cannot be is left out, nothing
//! panics.

use super::{
    TAXONOMIES, Term, terms,
    values::{age, date, list, number, text},
};
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
        minimum_age: age(&value["minimum_age"]),
        maximum_age: age(&value["maximum_age"]),
        criteria: text(value, "eligibility_description", 5_000),
        how: text(value, "application_process", 5_000),
        url: text(value, "url", 500),
        email: text(value, "email", 200),
        alert: text(value, "alert", 500),
        accreditations: text(value, "accreditations", 2_000),
        confidential: value["confidential"] == Value::Bool(true),
        areas: list(value, "service_areas").iter().map(|area| text(area, "name", 200)).filter(is_said).collect(),
        languages: list(value, "languages").iter().map(language).filter(is_said).collect(),
        ..Body::default()
    };
    costs(value, &mut body);
    classify(pack, value, &mut body);
    let places = list(value, "service_at_locations").iter().map(|at| &at["location"]);
    body.places = places.filter_map(|location| place(pack, location, &key)).take(60).collect();
    body.openings = list(value, "schedules").iter().filter_map(opening).take(60).collect();
    body.contacts = contacts(value);
    if body.modes.is_empty() {
        body.modes = ways(value, !body.places.is_empty());
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

fn is_said(text: &impl AsRef<str>) -> bool {
    !text.as_ref().is_empty()
}

fn language(value: &Value) -> String {
    [text(value, "name", 80), text(value, "language", 80)].concat()
}

/// How help is given, where no term says it: by what its times say, and whether it has a place.
fn ways(value: &Value, has_place: bool) -> Vec<Mode> {
    let said: String =
        list(value, "schedules").iter().map(|times| text(times, "attending_type", 200).to_lowercase()).collect();
    let any = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let ways = [
        (Mode::InPerson, has_place || any(&["person", "venue"])),
        (Mode::Online, any(&["online", "video", "telephone", "remote"])),
        (Mode::Home, any(&["home"])),
    ];
    ways.into_iter().filter(|(_, there)| *there).map(|(mode, _)| mode).collect()
}

fn provider(value: &Value) -> ReadProvider {
    let own = &value["organization"];
    let key = Some(text(own, "id", 200)).filter(is_said).unwrap_or_else(|| text(value, "organization_id", 200));
    let name = Some(text(own, "name", 200)).filter(is_said).unwrap_or_else(|| "Not named".into());
    ReadProvider {
        key: if key.is_empty() { name.clone() } else { key },
        description: Some(text(own, "description", 5_000)).filter(|said| *said != name).unwrap_or_default(),
        url: text(own, "website", 500),
        email: text(own, "email", 200),
        name,
    }
}

fn costs(value: &Value, body: &mut Body) {
    for cost in list(value, "cost_options") {
        let pounds = number(&cost["amount"]).filter(|pounds| (0.0..1_000_000.0).contains(pounds));
        let pence = pounds.map(|pounds| (pounds * 100.0).round() as i64);
        let cost = Cost { option: text(cost, "option", 200), pence, note: text(cost, "amount_description", 500) };
        if cost != Cost::default() {
            body.costs.push(cost);
        }
    }

    let nothing = |cost: &Cost| cost.pence == Some(0);
    body.free = !body.costs.is_empty() && body.costs.iter().all(nothing);
    if body.free {
        body.costs.retain(|cost| !cost.note.is_empty());
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
    let known: Vec<Term> = TAXONOMIES.iter().flat_map(|(code, ..)| terms(pack, code)).collect();
    for attribute in list(value, "attributes") {
        match meant(&known, attribute) {
            Some(term) => take(term, body),
            None => {
                let name = text(&attribute["taxonomy_term"], "name", 200);
                if !name.is_empty() && body.keywords.len() < 40 && !body.keywords.contains(&name) {
                    body.keywords.push(name);
                }
            }
        }
    }
}

/// By its id; where that is not ours by its name, and then by its code, which may stand in two of our lists.
fn meant<'a>(known: &'a [Term], attribute: &Value) -> Option<&'a Term> {
    let theirs = &attribute["taxonomy_term"];
    let (name, code) = (text(theirs, "name", 200), text(theirs, "term", 200));
    let ids = [&attribute["taxonomy_term_id"], &theirs["id"]];
    let id: Option<Uuid> = ids.into_iter().find_map(|id| id.as_str()?.parse().ok());

    let by_id = known.iter().find(|ours| Some(ours.id()) == id);
    let by_name = || known.iter().find(|ours| ours.label.eq_ignore_ascii_case(&name));
    let by_code = || known.iter().find(|ours| !code.is_empty() && ours.code == code.to_ascii_lowercase());
    by_id.or_else(by_name).or_else(by_code)
}

fn take(term: &Term, body: &mut Body) {
    let code = &term.code;
    match term.taxonomy {
        "need" if !body.needs.contains(code) => body.needs.push(code.clone()),
        "service-for" if !body.who.contains(code) => body.who.push(code.clone()),
        "protective-factor" if !body.builds.contains(code) => body.builds.push(code.clone()),
        "need" | "service-for" | "protective-factor" => {}
        "service-group" => body.group.clone_from(code),
        "service-mode" => body.modes.extend(Mode::parse(code).filter(|mode| !body.modes.contains(mode))),
        _ => body.referral_only = code == "referral",
    }
}

fn place(pack: &Pack, location: &Value, service: &str) -> Option<Place> {
    // what is done elsewhere has no door
    if !location.is_object() || location["location_type"] == "virtual" {
        return None;
    }

    let addresses = list(location, "addresses");
    let address = addresses.iter().find(|address| address["address_type"] != "virtual").unwrap_or(&Value::Null);
    let degrees = |name: &str, most: f64| number(&location[name]).filter(|at| at.abs() <= most && *at != 0.0);
    let (lat, lon) = (degrees("latitude", 90.0), degrees("longitude", 180.0));
    let key = text(location, "id", 200);

    let mut access = Vec::new();
    let mut notes = vec![text(location, "description", 1_000)];
    for one in list(location, "accessibility") {
        let said = text(one, "description", 300);
        match pack.terms("accessibility").iter().find(|term| term.label.eq_ignore_ascii_case(&said)) {
            Some(term) if !access.contains(&term.code) => access.push(term.code.clone()),
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
        note: notes.into_iter().filter(is_said).collect::<Vec<_>>().join("\n"),
    };
    (!place.line().is_empty() || place.lat.is_some()).then_some(place)
}

fn opening(schedule: &Value) -> Option<Opening> {
    let by_day = text(schedule, "byday", 200).to_uppercase();
    let parts: Vec<&str> = by_day.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let mut days: Vec<Day> = parts.iter().filter_map(|part| Day::parse(cut(part)?.1)).collect();
    days.sort_unstable();
    days.dedup();

    let note = text(schedule, "notes", 500);
    if days.is_empty() {
        let said = text(schedule, "description", 500);
        return [note, said].into_iter().find(is_said).map(told);
    }
    Some(Opening {
        days,
        opens: Time::parse(&text(schedule, "opens_at", 20)),
        closes: Time::parse(&text(schedule, "closes_at", 20)),
        every: every(schedule, parts.first()),
        from_on: date(schedule, "valid_from"),
        until_on: date(schedule, "valid_to"),
        note,
    })
}

/// `-1MO` is the last of its Mondays.
fn cut(part: &str) -> Option<(&str, &str)> {
    part.split_at_checked(part.len().checked_sub(2)?)
}

fn every(schedule: &Value, first: Option<&&str>) -> Every {
    let nth: Option<i8> = first.and_then(|part| cut(part)?.0.parse().ok());
    let nth = nth.filter(|nth| (-5..=5).contains(nth) && *nth != 0);
    let weeks = number(&schedule["interval"]).filter(|weeks| (1.0..=52.0).contains(weeks)).map_or(1, |n| n as u16);
    match (text(schedule, "freq", 20).to_uppercase().as_str(), nth, weeks) {
        ("MONTHLY", Some(nth), _) => Every::Month(nth),
        // a day of the month by its number is told in its note alone
        ("MONTHLY", None, _) => Every::Month(1),
        (_, _, 1) => Every::Week,
        (_, _, weeks) => {
            let from = date(schedule, "dtstart").or_else(|| date(schedule, "valid_from"));
            from.map_or(Every::Week, |from| Every::Weeks(weeks, from))
        }
    }
}

/// Times of which only words are known.
fn told(note: String) -> Opening {
    Opening { days: vec![], opens: None, closes: None, every: Every::Week, from_on: None, until_on: None, note }
}

fn contacts(value: &Value) -> Vec<Contact> {
    let phones = list(value, "phones");
    let named = list(value, "contacts").iter().take(20).map(|contact| {
        let id = text(contact, "id", 200);
        let theirs = phones.iter().filter(|phone| !id.is_empty() && text(phone, "contact_id", 200) == id);
        let own = list(contact, "phones").iter().chain(theirs);
        let name = [text(contact, "name", 200), text(contact, "title", 200)];
        Contact {
            name: name.into_iter().filter(is_said).collect::<Vec<_>>().join(", "),
            phone: own.map(number_of).find(is_said).unwrap_or_default(),
            email: text(contact, "email", 200),
        }
    });
    let loose = phones.iter().filter(|phone| text(phone, "contact_id", 200).is_empty()).map(|phone| Contact {
        name: text(phone, "description", 200),
        phone: number_of(phone),
        email: String::new(),
    });
    named.chain(loose).filter(|contact| *contact != Contact::default()).collect()
}

fn number_of(phone: &Value) -> String {
    text(phone, "number", 40)
}
