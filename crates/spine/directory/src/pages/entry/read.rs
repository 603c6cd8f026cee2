//! The entry that was typed, or what is wrong with it.

use super::{
    days,
    fields::{CONTACTS, OPENINGS, PLACES},
};
use crate::{
    body::{Body, Contact, Cost, Every, Mode, Opening, Place, Status},
    postcodes,
    records::derived_id,
    rules::{self, Entry},
};
use pack::Pack;
use store::{Conn, Result};
use web::Sheet;

/// The entry that was typed, unless something is wrong with it. What the form does not show (every other week, from and
/// until) stays as it `had` been.
pub(in crate::pages) fn read(
    conn: &mut Conn,
    pack: &Pack,
    sheet: &mut Sheet,
    had: Option<&Body>,
) -> Result<Option<Entry>> {
    let mut body = texts(pack, sheet);
    body.costs = costs(&sheet.optional("cost", 1_000), had);
    body.places = places(conn, pack, sheet, had)?;
    body.openings = openings(sheet, had);
    body.contacts = (0..CONTACTS).map(|n| contact(sheet, n)).filter(|one| *one != Contact::default()).collect();

    match rules::languages(pack, &body.languages, had.map_or(&[][..], |body| &body.languages)) {
        Ok(languages) => body.languages = languages,
        Err(refusals) => sheet.refuse(refusals),
    }
    match Entry::new(body) {
        Ok(entry) => Ok(Some(entry).filter(|_| sheet.is_valid())),
        Err(refusals) => {
            sheet.refuse(refusals);
            Ok(None)
        }
    }
}

/// All that stands once in the form.
fn texts(pack: &Pack, sheet: &mut Sheet) -> Body {
    Body {
        name: sheet.optional("name", 200),
        summary: sheet.optional("summary", 10_000),
        status: Status::parse(sheet.fields.get("status")).unwrap_or_default(),
        group: known(pack, sheet, "group", "service-group").pop().unwrap_or_default(),
        needs: known(pack, sheet, "needs", "need"),
        builds: known(pack, sheet, "builds", "protective-factor"),
        who: known(pack, sheet, "who", "service-for"),
        minimum_age: age(sheet, "minimum_age"),
        maximum_age: age(sheet, "maximum_age"),
        criteria: sheet.optional("criteria", 5_000),
        how: sheet.optional("how", 5_000),
        referral_only: sheet.ticked("referral_only"),
        free: sheet.ticked("free"),
        modes: sheet.fields.all("modes").filter_map(Mode::parse).collect(),
        languages: words(&sheet.optional("languages", 1_000)),
        url: sheet.optional("url", 500),
        email: sheet.optional("email", 200),
        alert: sheet.optional("alert", 500),
        areas: words(&sheet.optional("areas", 1_000)),
        accreditations: sheet.optional("accreditations", 2_000),
        confidential: sheet.ticked("confidential"),
        keywords: words(&sheet.optional("keywords", 1_000)),
        costs: vec![],
        places: vec![],
        openings: vec![],
        contacts: vec![],
    }
}

/// The codes of this name that are words of the pack.
fn known(pack: &Pack, sheet: &Sheet, name: &str, vocabulary: &str) -> Vec<String> {
    let codes = sheet.fields.all(name).filter(|code| pack.terms(vocabulary).iter().any(|term| term.code == *code));
    codes.map(ToOwned::to_owned).collect()
}

/// `Polish, Urdu`.
fn words(text: &str) -> Vec<String> {
    text.split([',', ';']).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

fn age(sheet: &mut Sheet, name: &str) -> Option<u8> {
    let typed = sheet.fields.get(name);
    let age = typed.parse().ok().filter(|age: &u8| *age <= 120);
    if age.is_none() && !typed.is_empty() {
        sheet.errors.add(name, "Enter the age in whole years, like 5, or leave it empty");
    }
    age
}

fn contact(sheet: &mut Sheet, n: usize) -> Contact {
    let mut part = |part: &str| sheet.optional(&format!("contact-{n}-{part}"), 200);
    Contact { name: part("name"), phone: part("phone"), email: part("email") }
}

/// A line each: `Each session: £2.50`, or words.
fn costs(text: &str, had: Option<&Body>) -> Vec<Cost> {
    let before = had.map_or(&[][..], |body| body.costs.as_slice());
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| before.iter().find(|cost| cost.words() == line).cloned().unwrap_or_else(|| cost(line))).collect()
}

fn cost(line: &str) -> Cost {
    let (option, amount) = line.rsplit_once(':').map_or(("", line), |(option, amount)| (option.trim(), amount.trim()));
    let pounds = amount.trim_start_matches('£').parse::<f64>().ok().filter(|pounds| (0.0..100_000.0).contains(pounds));
    match pounds {
        Some(pounds) => {
            Cost { option: option.into(), pence: Some((pounds * 100.0).round() as i64), note: String::new() }
        }
        None => Cost { note: line.into(), ..Cost::default() },
    }
}

fn places(conn: &mut Conn, pack: &Pack, sheet: &mut Sheet, had: Option<&Body>) -> Result<Vec<Place>> {
    let before = had.map_or(&[][..], |body| body.places.as_slice());
    let mut all = Vec::new();
    for n in 0..PLACES {
        let mut place = typed_place(pack, sheet, n);
        let here = before.get(n);
        if place.line().is_empty() {
            // one that is known by its coordinates alone has no words to show
            all.extend(here.filter(|place| place.line().is_empty() && place.lat.is_some()).cloned());
            continue;
        }
        let same = here.into_iter().chain(before).find(|known| known.line() == place.line());
        locate(conn, &mut place, same)?;
        all.push(place);
    }
    Ok(all)
}

fn typed_place(pack: &Pack, sheet: &mut Sheet, n: usize) -> Place {
    let mut part = |part: &str| sheet.optional(&format!("place-{n}-{part}"), 500);
    let (name, line_1, town, note, typed) =
        (part("name"), part("line_1"), part("town"), part("note"), part("postcode"));
    let access = known(pack, sheet, &format!("place-{n}-access"), "accessibility");
    let mut place = Place { name, line_1, town, note, access, ..Place::default() };
    match linkage::identifiers::postcode(&typed) {
        Ok(code) => place.postcode = code,
        Err(why) if !typed.is_empty() => sheet.errors.add(&format!("place-{n}-postcode"), why),
        Err(_) => {}
    }
    place
}

/// Says where a place lies: where it lay, if its words are the `same`, else where its postcode does.
fn locate(conn: &mut Conn, place: &mut Place, same: Option<&Place>) -> Result<()> {
    if let Some(known) = same {
        (place.id, place.lat, place.lon) = (known.id, known.lat, known.lon);
        return Ok(());
    }
    place.id = derived_id(&["place", &place.line()]);
    if let Some((at, true)) = postcodes::find(conn, &place.postcode)? {
        (place.lat, place.lon) = (Some(at.lat), Some(at.lon));
    }
    Ok(())
}

fn openings(sheet: &mut Sheet, had: Option<&Body>) -> Vec<Opening> {
    // rows stand in the order in which they were, so that another time does not make a monthly session weekly
    (0..OPENINGS).filter_map(|n| opening(sheet, n, had.and_then(|body| body.openings.get(n)))).collect()
}

fn opening(sheet: &mut Sheet, n: usize, before: Option<&Opening>) -> Option<Opening> {
    let name = |part: &str| format!("open-{n}-{part}");
    let mut part = |part: &str| sheet.optional(&name(part), 500);
    let (typed, from, to, note) = (part("days"), part("from"), part("to"), part("note"));
    if [&typed, &from, &to, &note].iter().all(|text| text.is_empty()) {
        return None;
    }

    let Some(days) = days::days(&typed) else {
        sheet.errors.add(&name("days"), "Name the days, like Monday and Friday");
        return None;
    };
    let mut time = |part: &str, text: &str| {
        let time = days::time(text, part == "from");
        if time.is_none() && !text.is_empty() {
            sheet.errors.add(&name(part), "Enter a time, like 9:30am");
        }
        time
    };
    let (opens, closes) = (time("from", &from), time("to", &to));
    if opens.zip(closes).is_some_and(|(opens, closes)| opens >= closes) {
        sheet.errors.add(&name("to"), "The end must be after the beginning");
    }
    Some(Opening {
        days,
        opens,
        closes,
        every: before.map_or(Every::Week, |opening| opening.every.clone()),
        from_on: before.and_then(|opening| opening.from_on),
        until_on: before.and_then(|opening| opening.until_on),
        note,
    })
}
