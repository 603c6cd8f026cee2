//! What an entry must say, and what it must not.

use crate::{
    body::{Body, Mode},
    postcodes,
};
use pack::Pack;
use web::{Refusal, Refusals};

/// Why an entry cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotSend {
    /// It has no name.
    NoName,
    /// It does not say what it is.
    NoSummary,
    /// It does not say who runs it.
    NoGroup,
    /// The oldest age is below this, the youngest.
    AgesReversed(u8),
    /// What stands in this field is no telephone number.
    Phone(String),
    /// What stands in this field is no address of e-mail.
    Email(String),
    /// Its site is no address of the web.
    Url,
    /// No language is called so here.
    Language(String),
    /// Its place may not be known, and its texts name this postcode (T16).
    TellsItsPlace(String),
}

impl From<CannotSend> for Refusal {
    fn from(rule: CannotSend) -> Self {
        match rule {
            CannotSend::NoName => Self::new("entry-without-name", "Enter the name of the service").at("name"),
            CannotSend::NoSummary => {
                Self::new("entry-without-summary", "Say what it is, in a sentence or two").at("summary")
            }
            CannotSend::NoGroup => Self::new("entry-without-group", "Choose who runs it").at("group"),
            CannotSend::AgesReversed(youngest) => {
                Self::new("entry-ages-reversed", format!("The oldest age must be {youngest} or more")).at("maximum_age")
            }
            CannotSend::Phone(field) => {
                Self::new("entry-phone", "Enter a telephone number, like 01634 960 001, or leave it empty").at(field)
            }
            CannotSend::Email(field) => {
                Self::new("entry-email", "Enter an email address like name@example.org, or leave it empty").at(field)
            }
            CannotSend::Url => Self::new("entry-url", "Enter a web address that begins with https://").at("url"),
            CannotSend::Language(name) => Self::new(
                "entry-language",
                format!("We know no language called {name}. Check how it is written, with commas between languages"),
            )
            .at("languages"),
            CannotSend::TellsItsPlace(code) => Self::new(
                "entry-tells-its-place",
                format!("The texts of this entry name the postcode {code}. Take it out: the place may not be known"),
            )
            .at("confidential"),
        }
    }
}

/// An entry that may be sent: only [`Entry::new`] makes one.
#[derive(Debug, Clone)]
pub struct Entry(Body);

impl Entry {
    /// An entry as somebody wrote it, without its places where they may not be known.
    ///
    /// # Errors
    /// Each [`CannotSend`] that applies.
    pub fn new(body: Body) -> Result<Self, Refusals> {
        let reversed = body.minimum_age.filter(|youngest| body.maximum_age.is_some_and(|oldest| oldest < *youngest));
        let told = body.confidential.then(|| tells_its_place(&body)).flatten();
        let faults = [
            body.name.trim().is_empty().then_some(CannotSend::NoName),
            body.summary.trim().is_empty().then_some(CannotSend::NoSummary),
            body.group.is_empty().then_some(CannotSend::NoGroup),
            reversed.map(CannotSend::AgesReversed),
            told.map(CannotSend::TellsItsPlace),
        ];
        let reached = unreachable(&body);
        Refusals::check(faults.into_iter().flatten().chain(reached).map(Refusal::from).collect())?;
        Ok(Self(body.without_place_if_confidential()))
    }

    /// What it says.
    pub fn body(&self) -> &Body {
        &self.0
    }

    /// What it says.
    pub fn into_body(self) -> Body {
        self.0
    }
}

/// Whether it looks like a number one can dial: figures, the marks between them, and an extension.
pub fn is_phone(text: &str) -> bool {
    let (number, extension) = match text.to_lowercase().split_once("ext") {
        Some((number, extension)) => (number.to_owned(), extension.trim_start_matches('.').trim().to_owned()),
        None => (text.to_owned(), String::new()),
    };
    let figures = number.chars().filter(char::is_ascii_digit).count();
    let plain = number
        .trim()
        .chars()
        .enumerate()
        .all(|(nth, c)| c.is_ascii_digit() || " ()-".contains(c) || c == '+' && nth == 0);
    plain && (3..=15).contains(&figures) && extension.chars().all(|c| c.is_ascii_digit())
}

/// Whether it looks like an address of e-mail.
pub fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.trim().split_once('@') else { return false };
    let whole = |part: &str| !part.is_empty() && !part.contains([' ', '@', ',', ';', '<', '>']);
    whole(name) && whole(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}

/// Whether it looks like an address of the web.
pub fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    // a machine of one's own has no dot: it stands with its port, or is this one
    let named = host.contains(['.', ':']) || host == "localhost";
    named && !host.starts_with('.') && !host.ends_with('.') && !text.contains(char::is_whitespace)
}

/// What in an entry could not be dialled, written to or opened.
fn unreachable(body: &Body) -> Vec<CannotSend> {
    let mut faults = Vec::new();
    for (nth, contact) in body.contacts.iter().enumerate() {
        if !contact.phone.is_empty() && !is_phone(&contact.phone) {
            faults.push(CannotSend::Phone(format!("contact-{nth}-phone")));
        }
        if !contact.email.is_empty() && !is_email(&contact.email) {
            faults.push(CannotSend::Email(format!("contact-{nth}-email")));
        }
    }
    if !body.email.is_empty() && !is_email(&body.email) {
        faults.push(CannotSend::Email("email".into()));
    }
    if !body.url.is_empty() && !is_url(&body.url) {
        faults.push(CannotSend::Url);
    }
    faults
}

/// The languages of an entry as the pack writes them, beside those that the entry `had`.
///
/// # Errors
/// [`CannotSend::Language`] for the first that nobody knows.
pub fn languages(pack: &Pack, typed: &[String], had: &[String]) -> Result<Vec<String>, Refusals> {
    let terms = pack.terms("language");
    let known = |name: &String| {
        let term = terms.iter().find(|term| term.label.eq_ignore_ascii_case(name));
        term.map(|term| term.label.clone()).or_else(|| had.contains(name).then(|| name.clone()))
    };
    typed
        .iter()
        .map(|name| known(name).ok_or_else(|| Refusal::from(CannotSend::Language(name.clone())).into()))
        .collect()
}

/// What a reader would miss in an entry.
pub fn missing(body: &Body) -> Vec<&'static str> {
    let told = |contact: &crate::body::Contact| !contact.phone.is_empty() || !contact.email.is_empty();
    let reached = body.contacts.iter().any(told) || !body.email.is_empty() || !body.url.is_empty();
    let nowhere = body.modes.contains(&Mode::InPerson) && body.places.is_empty() && !body.confidential;

    let lacks = [
        (body.summary.trim().is_empty(), "what it is"),
        (body.criteria.trim().is_empty(), "who can come"),
        (body.how.trim().is_empty(), "how to get in"),
        (!reached, "whom to ask"),
        (body.needs.is_empty(), "which needs it meets"),
        (!body.free && body.costs.is_empty(), "what it costs"),
        (body.modes.is_empty(), "how help is given"),
        (nowhere, "where it is"),
        (body.openings.is_empty() && !body.referral_only, "when it is open"),
    ];
    lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what).collect()
}

/// The postcode that a text names, if it names one.
fn postcode_in(text: &str) -> Option<String> {
    let mut text = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    postcodes::take_from(&mut text)
}

/// A confidential entry without its places, and without each text that names a postcode (T16).
pub fn without_clues(mut body: Body) -> Body {
    let tells = |text: &String| postcode_in(text).is_some();
    let Body { name, summary, criteria, how, alert, accreditations, url, email, .. } = &mut body;
    for text in [name, summary, criteria, how, alert, accreditations, url, email] {
        if tells(text) {
            text.clear();
        }
    }

    body.openings.iter_mut().filter(|opening| tells(&opening.note)).for_each(|opening| opening.note.clear());
    body.keywords.retain(|word| !tells(word));
    body.costs.retain(|cost| !tells(&cost.note) && !tells(&cost.option));
    body.contacts.retain(|contact| ![&contact.name, &contact.phone, &contact.email].into_iter().any(tells));
    body.without_place_if_confidential()
}

/// What in the texts of a confidential service would tell its place: a postcode (T16).
pub fn tells_its_place(body: &Body) -> Option<String> {
    let Body { name, summary, criteria, how, alert, accreditations, url, email, .. } = body;
    let texts = [name, summary, criteria, how, alert, accreditations, url, email];
    let notes = body.openings.iter().map(|opening| &opening.note);
    let costs = body.costs.iter().flat_map(|cost| [&cost.option, &cost.note]);
    let contacts = body.contacts.iter().flat_map(|contact| [&contact.name, &contact.phone, &contact.email]);

    let more = notes.chain(&body.keywords).chain(costs).chain(contacts);
    texts.into_iter().chain(more).find_map(|text| postcode_in(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Body {
        let (name, summary, group) = ("Baby bank".into(), "Nappies and cots.".into(), "community".into());
        Body { name, summary, group, ..Body::default() }
    }

    #[test]
    fn a_confidential_service_that_names_a_postcode_tells_its_place() {
        let body = Body { summary: "Come to the blue door (me4 4tr), ring twice.".into(), ..Body::default() };
        assert_eq!(tells_its_place(&body).as_deref(), Some("ME4 4TR"));
        assert_eq!(
            tells_its_place(&Body { summary: "Ring 01634 000000 at any hour.".into(), ..Body::default() }),
            None
        );
    }

    #[test]
    fn what_cannot_be_dialled_written_to_or_opened_is_told_where_it_stands() {
        let contact = |phone: &str, email: &str| crate::body::Contact {
            phone: phone.into(),
            email: email.into(),
            ..crate::body::Contact::default()
        };
        let wrong = Entry::new(Body {
            contacts: vec![contact("01634 000001 ext. 12", "a@b.example"), contact("ring us", "a at b")],
            email: "nobody@".into(),
            url: "https://nowhere".into(),
            ..complete()
        });
        let told = wrong.expect_err("refused");
        let fields: Vec<&str> = told.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["contact-1-phone", "contact-1-email", "email", "url"]);
        for good in ["111", "0808 2000 247", "+44 (0)1634 960001", "116 123"] {
            assert!(is_phone(good), "{good}");
        }
    }

    #[test]
    fn an_entry_is_sent_only_when_it_says_what_it_is_and_all_that_is_wrong_is_told_at_once() {
        assert!(Entry::new(complete()).is_ok());
        let wrong = Entry::new(Body {
            minimum_age: Some(9),
            maximum_age: Some(5),
            confidential: true,
            keywords: vec!["ME4 4TR".into()],
            ..Body::default()
        });
        let told = wrong.expect_err("refused");
        let fields: Vec<&str> = told.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["name", "summary", "group", "maximum_age", "confidential"]);
    }
}
