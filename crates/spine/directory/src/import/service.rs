//! What a row says of a service.

use super::row::{Row, parts};
use crate::{
    body::{Body, Contact, Cost, Day, Every, Mode, Opening, Place},
    open_referral::read::{Read, ReadProvider},
    postcodes,
    records::derived_id,
    rules,
};
use pack::Pack;
use store::Conn;

pub(super) fn read(conn: &mut Conn, pack: &Pack, row: &mut Row<'_>) -> store::Result<Read> {
    let (name, organisation) = (row.must("name"), row.must("organisation"));
    let key = Some(row.get("id")).filter(|key| !key.is_empty()).unwrap_or_else(|| format!("{organisation} / {name}"));
    let mut body = Body {
        summary: row.get("summary"),
        needs: row.words(pack, "needs", "need"),
        builds: row.words(pack, "builds", "protective-factor"),
        who: row.words(pack, "who", "service-for"),
        group: row.words(pack, "group", "service-group").pop().unwrap_or_else(|| "community".into()),
        minimum_age: row.age("minimum_age"),
        maximum_age: row.age("maximum_age"),
        criteria: row.get("criteria"),
        how: row.get("how"),
        referral_only: row.yes("referral_only"),
        free: row.yes("free"),
        languages: parts(&row.get("languages"), &[';']),
        url: row.get("url"),
        confidential: row.yes("confidential"),
        name,
        ..Body::default()
    };
    if let (Some(least), Some(most)) = (body.minimum_age, body.maximum_age)
        && least > most
    {
        row.fault("maximum_age", format!("{most} is below the minimum age of {least}"));
    }
    if !body.url.is_empty() && !rules::is_url(&body.url) {
        row.fault("url", "it is no address of the web, which begins with https://");
    }

    body.costs.extend(cost(&row.get("cost")));
    modes(row, &mut body);
    place(conn, pack, row, &mut body)?;
    openings(row, &mut body);
    contact(row, &mut body);
    if body.confidential
        && let Some(code) = rules::tells_its_place(&body)
    {
        row.fault("confidential", format!("the texts of this row name {code}; take it out"));
    }

    let checked = row.get("checked_on");
    let assured_on = checked.parse().ok();
    if assured_on.is_none() && !checked.is_empty() {
        row.fault("checked_on", format!("{checked:?} is no date like 2026-03-04"));
    }
    let provider = ReadProvider { key: organisation.clone(), name: organisation, ..ReadProvider::default() };
    Ok(Read { key, body: body.without_place_if_confidential(), provider, assured_on, stamp: String::new() })
}

/// Pounds, or words.
fn cost(cell: &str) -> Option<Cost> {
    if cell.is_empty() {
        return None;
    }
    let pounds = cell.trim_start_matches('£').parse::<f64>().ok().filter(|amount| (0.0..100_000.0).contains(amount));
    Some(match pounds {
        Some(pounds) => Cost { pence: Some((pounds * 100.0).round() as i64), ..Cost::default() },
        None => Cost { note: cell.to_owned(), ..Cost::default() },
    })
}

fn modes(row: &mut Row<'_>, body: &mut Body) {
    for word in parts(&row.get("modes"), &[';']) {
        match Mode::parse(&word.to_lowercase().replace(' ', "-")) {
            Some(mode) => body.modes.push(mode),
            None => row.fault("modes", format!("{word:?} is none of in-person, online and home")),
        }
    }
}

fn contact(row: &mut Row<'_>, body: &mut Body) {
    let contact = Contact { name: String::new(), phone: row.get("phone"), email: row.get("email") };
    if !contact.phone.is_empty() && !rules::is_phone(&contact.phone) {
        row.fault("phone", format!("{:?} is no telephone number", contact.phone));
    }
    if !contact.email.is_empty() && !rules::is_email(&contact.email) {
        row.fault("email", format!("{:?} is no address of email", contact.email));
    }
    if contact != Contact::default() {
        body.contacts.push(contact);
    }
}

fn place(conn: &mut Conn, pack: &Pack, row: &mut Row<'_>, body: &mut Body) -> store::Result<()> {
    let typed = row.get("postcode");
    let postcode = match linkage::identifiers::postcode(&typed) {
        Ok(code) => code,
        Err(why) => {
            if !typed.is_empty() {
                row.fault("postcode", format!("{typed:?}: {why}"));
            }
            String::new()
        }
    };
    let mut place = Place {
        name: row.get("place"),
        line_1: row.get("address"),
        town: row.get("town"),
        access: row.words(pack, "access", "accessibility"),
        postcode,
        ..Place::default()
    };

    if place.line().is_empty() {
        return Ok(());
    }
    if let Some((at, true)) = postcodes::find(conn, &place.postcode)? {
        (place.lat, place.lon) = (Some(at.lat), Some(at.lon));
    }
    place.id = derived_id(&["place", &place.line()]);
    body.places.push(place);
    Ok(())
}

/// `Monday`, `Mondays`, `mon`, `MO`.
fn day(word: &str) -> Option<Day> {
    let upper = word.to_uppercase();
    let begins = |day: &Day| upper.len() >= 2 && day.label().to_uppercase().starts_with(upper.trim_end_matches('S'));
    Day::ALL.iter().find(|day| begins(day) || day.code() == upper).copied()
}

fn openings(row: &mut Row<'_>, body: &mut Body) {
    let mut days = Vec::new();
    for word in parts(&row.get("days"), &[';', ',']) {
        match day(&word) {
            Some(day) => days.push(day),
            None => row.fault("days", format!("{word:?} is no day of the week")),
        }
    }

    let (opens, closes) = (row.time("opens"), row.time("closes"));
    if let (Some(from), Some(to)) = (opens, closes)
        && from >= to
    {
        row.fault("closes", "it closes before it opens");
    }

    if !days.is_empty() {
        body.openings.push(Opening {
            days,
            opens,
            closes,
            every: Every::Week,
            from_on: None,
            until_on: None,
            note: String::new(),
        });
    }
}
