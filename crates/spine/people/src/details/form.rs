//! The one form of a person's details.

use super::{NewPerson, Typed};
use access::Context;
use serde_json::{Map, Value};
use web::{Fields, Markup, Sheet, html, parts, parts::Choice};

/// What two people may have written differently, by field, as a conflict shows it.
pub const LABELS: &[(&str, &str)] = &[
    ("given_name", "First name"),
    ("family_name", "Last name"),
    ("former_family_name", "Former last name"),
    ("pronouns", "Pronouns"),
    ("date_of_birth-day", "Born, day"),
    ("date_of_birth-month", "Born, month"),
    ("date_of_birth-year", "Born, year"),
    ("line_1", "House and street"),
    ("line_2", "More of the address"),
    ("town", "Town"),
    ("postcode", "Postcode"),
    ("phone", "Telephone number"),
    ("email", "Email address"),
    ("school", "School or nursery"),
    ("nhs_number", "NHS number"),
    ("upn", "Pupil number"),
];

/// What is asked and what is left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asks {
    /// Asked of a family: no numbers of authorities, no former names.
    pub of_family: bool,
    /// The place is protected from whoever fills the form in: it is neither shown nor asked, and what leads to it
    /// neither.
    pub place_hidden: bool,
}

/// The questions, without a form around them.
pub fn questions(context: &Context, sheet: &Sheet, asks: Asks) -> Markup {
    html! {
        (names(sheet, asks))
        (sheet.date("date_of_birth", "Date of birth").hint("For example, 27 3 2016"))
        (sheet.date("expected_on", "For an unborn child, when is the baby expected?"))
        @if asks.place_hidden {
            (parts::inset(html! {
                "The address is protected. Only the lead professional and their manager can see and change it."
            }))
        } @else {
            (place(sheet))
        }
        @if !asks.of_family { (sheet.text("email", "Email address").email()) }
        @if !asks.place_hidden { (sheet.text("school", "School or nursery, for a child")) }
        @if !asks.of_family { (numbers(sheet)) }
        (speaking(context, sheet))
    }
}

fn names(sheet: &Sheet, asks: Asks) -> Markup {
    html! {
        (sheet.text("given_name", "First name"))
        (sheet.text("family_name", "Last name"))
        @if !asks.of_family { (sheet.text("former_family_name", "Former last name, if there is one")) }
        (sheet.text("pronouns", "Pronouns, if they told you").hint("For example, she or they").width(10))
    }
}

/// Where they live, and what leads there.
fn place(sheet: &Sheet) -> Markup {
    html! {
        (sheet.text("line_1", "House and street").autocomplete("off"))
        (sheet.text("line_2", "More of the address").autocomplete("off"))
        (sheet.text("town", "Town").width(20).autocomplete("off"))
        (sheet.text("postcode", "Postcode").width(10).autocomplete("off"))
        (sheet.checkboxes("protected", "Is this address a secret from someone?").items([
            Choice::new("yes", "Yes: show it only to the lead and their manager"),
        ]))
        (sheet.text("phone", "Telephone number").telephone().autocomplete("off"))
    }
}

fn numbers(sheet: &Sheet) -> Markup {
    html! {
        (sheet.text("nhs_number", "NHS number, if you know it").width(10).numeric())
        (sheet.text("upn", "Unique pupil number, if you know it").width(20))
    }
}

/// How to speak with them.
fn speaking(context: &Context, sheet: &Sheet) -> Markup {
    let languages = || {
        let words = context.pack.choices("language", context.today);
        words.map(|word| Choice::new(word.code.as_str(), word.label.as_str()))
    };
    html! {
        (sheet.select("language", "First language").items(languages()))
        (sheet.select("preferred_language", "Language to speak and write in").prompt("The same").items(languages()))
        (sheet.checkboxes("interpreter", "Interpreter").items([Choice::new("yes", "They need an interpreter")]))
    }
}

/// What the form holds for this person.
pub fn fields(typed: &Typed) -> Fields {
    let mut fields = Fields::default();
    let Ok(Value::Object(all)) = serde_json::to_value(typed) else { return fields };
    let (address, mut all): (Map<_, _>, Map<_, _>) = all.into_iter().partition(|(name, _)| name == "address");
    all.extend(address.into_iter().filter_map(|(_, inner)| inner.as_object().cloned()).flatten());

    for (name, value) in all {
        match value {
            Value::String(text) if is_date(&name) => fields = fields.with_date(&name, text.parse().ok()),
            Value::String(text) if !text.is_empty() => fields.set(&name, text),
            Value::Bool(true) => fields.set(&name, "yes"),
            _ => {}
        }
    }
    if typed.language.is_empty() {
        fields.set("language", "en");
    }
    fields
}

/// What was typed; faults of dates are told at once, the rest by [`Typed::check`].
pub fn read(sheet: &mut Sheet) -> Typed {
    let dates = [("date_of_birth", "Date of birth"), ("expected_on", "Expected date")];
    let [date_of_birth, expected_on] = dates.map(|(name, what)| sheet.day(name, what).map(|day| day.to_string()));
    let Ok(Value::Object(shape)) = serde_json::to_value(Typed::default()) else { return Typed::default() };

    let mut all = take(sheet, &shape);
    if let Some(Value::Object(address)) = shape.get("address") {
        all.insert("address".into(), Value::Object(take(sheet, address)));
    }
    let typed: Typed = serde_json::from_value(Value::Object(all)).unwrap_or_default();
    Typed { date_of_birth, expected_on, ..typed }
}

/// The values of a sheet under the names of `shape`, each of the kind that stands there.
fn take(sheet: &Sheet, shape: &Map<String, Value>) -> Map<String, Value> {
    let texts = shape.iter().filter(|(name, kind)| !kind.is_object() && !is_date(name));
    texts
        .map(|(name, kind)| {
            let value = match kind {
                Value::Bool(_) => Value::Bool(sheet.ticked(name)),
                _ => Value::String(sheet.fields.get(name).to_owned()),
            };
            (name.clone(), value)
        })
        .collect()
}

fn is_date(name: &str) -> bool {
    matches!(name, "date_of_birth" | "expected_on")
}

/// Reads the form and checks it: the person, or nothing when the sheet holds errors.
pub fn check(context: &Context, sheet: &mut Sheet) -> Option<NewPerson> {
    let typed = read(sheet);
    match typed.check(&context.pack, context.today) {
        Ok(person) => Some(person).filter(|_| sheet.is_valid()),
        Err(wrong) => {
            wrong.into_iter().for_each(|one| sheet.errors.add(one.field, one.told));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::details::TypedAddress;

    #[test]
    fn what_is_filled_in_is_read_again() {
        let typed = Typed {
            given_name: "Zoë".into(),
            family_name: "O'Brien".into(),
            former_family_name: Some("Bell".into()),
            date_of_birth: Some("2016-02-29".into()),
            language: "pl".into(),
            preferred_language: Some("en".into()),
            pronouns: "they".into(),
            interpreter: true,
            address: TypedAddress { postcode: "ME4 4TR".into(), protected: true, ..TypedAddress::default() },
            ..Typed::default()
        };
        let mut sheet = Sheet::from(fields(&typed));
        let read = read(&mut sheet);
        assert!(sheet.is_valid());
        assert_eq!((read.given_name, read.pronouns, read.interpreter), (typed.given_name, typed.pronouns, true));
        assert_eq!((read.date_of_birth, read.preferred_language), (typed.date_of_birth, typed.preferred_language));
        assert_eq!(read.address, typed.address);
    }
}
