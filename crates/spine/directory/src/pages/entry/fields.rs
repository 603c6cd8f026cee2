//! An entry as the fields of its form.

use crate::body::{Body, Contact, Cost, Opening, Place, Time, join_words};
use web::Fields;

/// As many as a feed may bring.
pub(super) const PLACES: usize = 60;
pub(super) const OPENINGS: usize = 60;
pub(super) const CONTACTS: usize = 20;

/// An entry as the fields of its form.
pub(in crate::pages) fn fields(body: &Body) -> Fields {
    let number = |number: Option<u8>| number.map(|n| n.to_string()).unwrap_or_default();
    let mut fields = Fields::default()
        .with("name", &*body.name)
        .with("summary", &*body.summary)
        .with("group", &*body.group)
        .with("minimum_age", number(body.minimum_age))
        .with("maximum_age", number(body.maximum_age))
        .with("criteria", &*body.criteria)
        .with("how", &*body.how)
        .with("status", body.status.code())
        .with("cost", body.costs.iter().map(Cost::words).collect::<Vec<_>>().join("\n"))
        .with("languages", body.languages.join(", "))
        .with("keywords", body.keywords.join(", "))
        .with("areas", body.areas.join(", "))
        .with("url", &*body.url)
        .with("email", &*body.email)
        .with("alert", &*body.alert)
        .with("accreditations", &*body.accreditations);

    let ticks = [("referral_only", body.referral_only), ("free", body.free), ("confidential", body.confidential)];
    ticks.iter().filter(|(_, on)| *on).for_each(|(name, _)| fields.set(name, "yes"));
    body.needs.iter().for_each(|need| fields.add("needs", &**need));
    body.builds.iter().for_each(|factor| fields.add("builds", &**factor));
    body.who.iter().for_each(|who| fields.add("who", &**who));
    body.modes.iter().for_each(|mode| fields.add("modes", mode.code()));

    body.places.iter().enumerate().for_each(|(n, place)| put_place(&mut fields, n, place));
    body.openings.iter().enumerate().for_each(|(n, opening)| put_opening(&mut fields, n, opening));
    body.contacts.iter().enumerate().for_each(|(n, contact)| put_contact(&mut fields, n, contact));
    fields
}

fn put_place(fields: &mut Fields, n: usize, place: &Place) {
    let texts = [
        ("name", &place.name),
        ("line_1", &place.line_1),
        ("town", &place.town),
        ("postcode", &place.postcode),
        ("note", &place.note),
    ];
    texts.iter().for_each(|(part, text)| fields.set(&format!("place-{n}-{part}"), text.as_str()));
    place.access.iter().for_each(|access| fields.add(&format!("place-{n}-access"), &**access));
}

fn put_opening(fields: &mut Fields, n: usize, opening: &Opening) {
    let days: Vec<String> = opening.days.iter().map(|day| day.label().to_owned()).collect();
    fields.set(&format!("open-{n}-days"), join_words(&days));
    fields.set(&format!("open-{n}-from"), opening.opens.map(Time::words).unwrap_or_default());
    fields.set(&format!("open-{n}-to"), opening.closes.map(Time::words).unwrap_or_default());
    fields.set(&format!("open-{n}-note"), &*opening.note);
}

fn put_contact(fields: &mut Fields, n: usize, contact: &Contact) {
    let texts = [("name", &contact.name), ("phone", &contact.phone), ("email", &contact.email)];
    texts.iter().for_each(|(part, text)| fields.set(&format!("contact-{n}-{part}"), text.as_str()));
}
