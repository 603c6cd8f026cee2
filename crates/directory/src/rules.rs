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
/// What in the texts of a confidential service would tell its place: a postcode (T16).
pub fn tells_its_place(body: &Body) -> Option<String> {
    let texts = [&body.name, &body.summary, &body.criteria, &body.how, &body.alert, &body.accreditations];
    let more = body.openings.iter().map(|o| &o.note).chain(&body.keywords).chain(body.costs.iter().map(|c| &c.note));
    texts.into_iter().chain(more).find_map(|text| {
        let mut query = crate::search::Query {
            text: text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect(),
            ..Default::default()
        };
        query.postcode_in_text()
    })
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
