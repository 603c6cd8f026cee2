//! How long an entry may be believed, what it must say, who may change it without being asked.

use crate::body::Body;
use chrono::{Days, NaiveDate};
use pack::Pack;

/// How far an entry may be believed today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// Somebody said on this day that all of it is right.
    Right(NaiveDate),
    /// So, but it has to be said again by this day.
    Soon(NaiveDate),
    /// Nobody has said so since this day; shown with a mark.
    NotSince(NaiveDate),
    /// Not for so long that it is suggested to nobody.
    Hidden(Option<NaiveDate>),
}

/// The day from which an assurance counts at all; older ones are suggested to nobody (`service-hide`).
pub fn suggested_from(pack: &Pack, today: NaiveDate) -> NaiveDate {
    let days = pack.number("service-assure") + pack.number("service-hide");
    today.checked_sub_days(Days::new(u64::from(days))).unwrap_or(today)
}

/// How far it may be believed.
pub fn assurance(pack: &Pack, assured_on: Option<NaiveDate>, today: NaiveDate) -> Assurance {
    let Some(on) = assured_on else { return Assurance::Hidden(None) };
    let after = |days: u32| on.checked_add_days(Days::new(u64::from(days))).unwrap_or(on);
    let until = after(pack.number("service-assure"));
    let remind = pack.number("service-remind");
    if on < suggested_from(pack, today) {
        Assurance::Hidden(Some(on))
    } else if today > until {
        Assurance::NotSince(on)
    } else if today > until.checked_sub_days(Days::new(u64::from(remind))).unwrap_or(until) {
        Assurance::Soon(until)
    } else {
        Assurance::Right(on)
    }
}

/// What a reader would miss in an entry.
pub fn missing(body: &Body) -> Vec<&'static str> {
    let mut all = Vec::new();
    let mut ask = |lacks: bool, what: &'static str| {
        if lacks {
            all.push(what);
        }
    };
    ask(body.summary.trim().is_empty(), "what it is");
    ask(body.criteria.trim().is_empty(), "who can come");
    ask(body.how.trim().is_empty(), "how to get in");
    ask(
        body.contacts.iter().all(|c| c.phone.is_empty() && c.email.is_empty())
            && body.email.is_empty()
            && body.url.is_empty(),
        "whom to ask",
    );
    ask(body.needs.is_empty(), "which needs it meets");
    ask(!body.free && body.costs.is_empty(), "what it costs");
    ask(body.modes.is_empty(), "how help is given");
    ask(
        body.modes.contains(&crate::body::Mode::InPerson) && body.places.is_empty() && !body.confidential,
        "where it is",
    );
    ask(body.openings.is_empty() && !body.referral_only, "when it is open");
    all
}

/// Whether a provider's changes go live without being looked at: after so many that were approved (`service-trust`).
pub fn is_trusted(pack: &Pack, approved: i64) -> bool {
    approved >= i64::from(pack.number("service-trust"))
}

/// The postcode that a text names, if it names one.
fn postcode_in(text: &str) -> Option<String> {
    let text = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    crate::search::Query { text, ..Default::default() }.postcode_in_text()
}

/// A confidential entry without its places, and without each text that names a postcode (T16).
pub fn without_clues(mut body: Body) -> Body {
    let Body { name, summary, criteria, how, alert, accreditations, url, email, .. } = &mut body;
    for text in [name, summary, criteria, how, alert, accreditations, url, email] {
        if postcode_in(text).is_some() {
            text.clear();
        }
    }
    body.openings.iter_mut().filter(|o| postcode_in(&o.note).is_some()).for_each(|o| o.note.clear());
    body.keywords.retain(|k| postcode_in(k).is_none());
    body.costs.retain(|c| postcode_in(&c.note).is_none() && postcode_in(&c.option).is_none());
    body.contacts.retain(|c| [&c.name, &c.phone, &c.email].iter().all(|t| postcode_in(t).is_none()));
    body.without_place_if_confidential()
}

/// What in the texts of a confidential service would tell its place: a postcode (T16).
pub fn tells_its_place(body: &Body) -> Option<String> {
    let texts = [
        &body.name,
        &body.summary,
        &body.criteria,
        &body.how,
        &body.alert,
        &body.accreditations,
        &body.url,
        &body.email,
    ];
    let costs = body.costs.iter().flat_map(|c| [&c.option, &c.note]);
    let contacts = body.contacts.iter().flat_map(|c| [&c.name, &c.phone, &c.email]);
    let more = body.openings.iter().map(|o| &o.note).chain(&body.keywords).chain(costs).chain(contacts);
    texts.into_iter().chain(more).find_map(|text| postcode_in(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidential_service_that_names_a_postcode_tells_its_place() {
        let body = Body { summary: "Come to the blue door (me4 4tr), ring twice.".into(), ..Body::default() };
        assert_eq!(tells_its_place(&body).as_deref(), Some("ME4 4TR"));
        assert_eq!(
            tells_its_place(&Body { summary: "Ring 01634 000000 at any hour.".into(), ..Body::default() }),
            None
        );
    }
}
