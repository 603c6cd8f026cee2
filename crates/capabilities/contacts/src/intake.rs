//! What a contact is made of, as it comes in: the same from pages and from the API, checked by one function.

use chrono::NaiveDate;
use pack::Pack;
use people::{Address, MemberRole, rules};
use serde::{Deserialize, Serialize};
use web::Errors;

/// The most people of one contact.
const MOST_PEOPLE: usize = 20;

/// The longest text, in characters.
const LONGEST: usize = 20_000;

/// Someone named in a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct NewPerson {
    pub role: String,
    pub given_name: String,
    pub family_name: String,
    pub former_family_name: String,
    /// ISO 8601.
    pub date_of_birth: Option<String>,
    /// ISO 8601, for an unborn child.
    pub expected_on: Option<String>,
    pub nhs_number: String,
    /// Unique pupil number.
    pub upn: String,
    pub phone: String,
    pub email: String,
    pub language: String,
    pub interpreter: bool,
    pub school: String,
    pub address: NewAddress,
}

/// An address as it comes in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct NewAddress {
    pub line_1: String,
    pub line_2: String,
    pub town: String,
    pub postcode: String,
    /// To be kept from someone (T16).
    pub protected: bool,
}

/// Whoever makes a contact without an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct Maker {
    pub name: String,
    pub phone: String,
    pub email: String,
    /// What they are to the child.
    pub relation: String,
}

/// A contact as it comes in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct NewContact {
    pub kind: String,
    pub source: String,
    pub channel: String,
    pub summary: String,
    pub hoped_for: String,
    pub needs: Vec<String>,
    /// Codes of the ordered check of 004: what is around the child already.
    pub network: Vec<String>,
    pub network_note: String,
    /// `given`, `refused`, `not-asked`.
    pub agreement: String,
    /// Why it was not asked, or what they said.
    pub agreement_note: String,
    /// A child is in danger now: no form, agreement or queue stands in the way.
    pub danger: bool,
    pub people: Vec<NewPerson>,
    pub maker: Maker,
}

/// Someone in a contact, checked.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as in NewPerson")]
pub struct Person {
    pub role: MemberRole,
    pub details: people::NewPerson,
}

/// A contact, checked. Made nowhere but in [`check`].
#[derive(Debug, Clone)]
pub struct Valid {
    pub(crate) new: NewContact,
    pub(crate) people: Vec<Person>,
}

fn date(text: Option<&str>, field: String, errors: &mut Errors) -> Option<NaiveDate> {
    let text = text.filter(|t| !t.is_empty())?;
    let date = text.parse::<NaiveDate>().ok().filter(|d| (1900..2100).contains(&chrono::Datelike::year(d)));
    if date.is_none() {
        errors.add(&field, "Enter a real date, like 2016-03-27");
    }
    date
}

/// Checks everything; field names are those of the pages (`summary`, `people-1-nhs_number`).
///
/// # Errors
/// Everything that is wrong.
pub fn check(new: &NewContact, pack: &Pack, today: NaiveDate, public: bool) -> Result<Valid, Errors> {
    let mut errors = Errors::default();
    let mut word = |vocabulary: &str, code: &str, field: &str, told: &str| {
        if pack.code(vocabulary, code, today).is_none() {
            errors.add(field, told);
        }
    };
    if !public {
        word("contact-kind", &new.kind, "kind", "Choose what kind of contact this is");
        word("source", &new.source, "source", "Choose where the contact comes from");
        word("channel", &new.channel, "channel", "Choose how it came");
    }
    for need in &new.needs {
        word("need", need, "needs", &format!("There is no need called {need:?} in the practice pack"));
    }
    for code in &new.network {
        word("network", code, "network", &format!("There is nothing called {code:?} in the ordered check"));
    }
    if new.summary.trim().is_empty() {
        errors.add("summary", "Say what is happening");
    }
    let texts = [
        ("summary", &new.summary),
        ("hoped_for", &new.hoped_for),
        ("network_note", &new.network_note),
        ("agreement_note", &new.agreement_note),
    ];
    for (field, text) in texts {
        if text.chars().count() > LONGEST {
            errors.add(field, format!("Use {LONGEST} characters or fewer"));
        }
    }
    if !new.danger {
        if new.needs.is_empty() {
            errors.add(
                "needs",
                if public {
                    "Choose at least one thing that it is about"
                } else {
                    "Choose at least one need, as you see it now"
                },
            );
        }
        match new.agreement.as_str() {
            "given" => {}
            "refused" | "not-asked" if new.agreement_note.trim().is_empty() => {
                let told = if public {
                    "Say what we should know before we talk to them"
                } else {
                    "Say why help is asked for without the family's agreement"
                };
                errors.add("agreement_note", told);
            }
            "refused" | "not-asked" => {}
            _ if public => errors.add("agreement", "Choose yes or not yet"),
            _ => errors.add("agreement", "Say whether the family agrees to this contact"),
        }
        if !new.people.iter().any(|p| matches!(p.role.as_str(), "child" | "unborn")) {
            errors.add("people", "Add at least one child");
        }
        if public && new.maker.name.trim().is_empty() {
            errors.add("maker_name", "Enter your name");
        }
        let email = new.maker.email.trim();
        if public
            && !email.is_empty()
            && email
                .split_once('@')
                .is_none_or(|(a, b)| a.is_empty() || !b.contains('.') || email.contains(char::is_whitespace))
        {
            errors.add("maker_email", "Enter an email address like name@example.org");
        }
        if public && new.maker.phone.trim().is_empty() && new.maker.email.trim().is_empty() {
            errors.add("maker_phone", "Enter a telephone number or an email address, so that you get an answer");
        }
    }
    if new.people.len() > MOST_PEOPLE {
        errors.add("people", format!("Name at most {MOST_PEOPLE} people"));
    }
    let people = new
        .people
        .iter()
        .take(MOST_PEOPLE)
        .enumerate()
        .filter_map(|(n, p)| check_person(p, n + 1, today, &mut errors))
        .collect();
    if errors.is_empty() { Ok(Valid { new: new.clone(), people }) } else { Err(errors) }
}

/// Checks one person; field names begin with `people-N-`.
pub(crate) fn check_person(p: &NewPerson, n: usize, today: NaiveDate, errors: &mut Errors) -> Option<Person> {
    let field = |name: &str| format!("people-{n}-{name}");
    let role = MemberRole::parse(&p.role);
    if role.is_none() {
        errors.add(&field("role"), "Choose who they are");
    }
    if p.family_name.trim().is_empty() && p.given_name.trim().is_empty() {
        errors.add(&field("given_name"), "Enter a name");
    }
    let texts = [
        &p.given_name,
        &p.family_name,
        &p.former_family_name,
        &p.phone,
        &p.email,
        &p.school,
        &p.address.line_1,
        &p.address.line_2,
        &p.address.town,
    ];
    if texts.iter().any(|t| t.chars().count() > 200) {
        errors.add(&field("given_name"), "Use 200 characters or fewer in each answer");
    }
    let born = date(p.date_of_birth.as_deref(), field("date_of_birth"), errors);
    let expected = date(p.expected_on.as_deref(), field("expected_on"), errors);
    if let Err(told) = rules::birth(born, expected, today) {
        errors.add(&field("date_of_birth"), told);
    }
    let mut optional = |text: &str, name: &str, parse: fn(&str) -> Result<String, &'static str>| -> Option<String> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        parse(text).map_err(|told| errors.add(&field(name), told)).ok()
    };
    let nhs_number = optional(&p.nhs_number, "nhs_number", rules::nhs_number);
    let upn = optional(&p.upn, "upn", rules::upn);
    let postcode = optional(&p.address.postcode, "postcode", rules::postcode);
    let trimmed = |t: &str| t.trim().to_owned();
    let former = trimmed(&p.former_family_name);
    let details = people::NewPerson {
        given_name: trimmed(&p.given_name),
        family_name: trimmed(&p.family_name),
        former_family_name: (!former.is_empty()).then_some(former),
        date_of_birth: born,
        expected_on: expected,
        nhs_number,
        upn,
        phone: trimmed(&p.phone),
        email: trimmed(&p.email),
        language: if p.language.is_empty() { "en".into() } else { p.language.clone() },
        interpreter: p.interpreter,
        school: trimmed(&p.school),
        address: Address {
            line_1: trimmed(&p.address.line_1),
            line_2: trimmed(&p.address.line_2),
            town: trimmed(&p.address.town),
            postcode: postcode.unwrap_or_default(),
        },
        protected: p.address.protected,
    };
    role.map(|role| Person { role, details })
}
