//! The one form of a person's details.

use super::{
    NewPerson, Typed,
    answers::{self, NOT_ASKED, REFUSED},
};
use crate::{MemberRole, rules};
use access::Context;
use pack::Pack;
use serde_json::{Map, Value};
use web::{Fields, Markup, Sheet, html, parts, parts::Choice};

/// What two people may have written differently, by field, as a conflict shows it.
const LABELS: &[(&str, &str)] = &[
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
    ("sex", "Sex"),
    ("gender", "Gender"),
    ("ethnicity", "Ethnicity"),
    ("religion", "Religion"),
    ("disability", "Disability"),
    ("disability_what", "What the disability is"),
    ("sen_support", "Support for special educational needs"),
    ("gp", "GP"),
];

/// What stands in one form and not so in the other, in the words of the first.
pub fn differences(pack: &Pack, theirs: &Fields, mine: &Fields) -> Vec<(&'static str, String)> {
    let differ = LABELS.iter().filter(|(name, _)| theirs.get(name) != mine.get(name));
    differ
        .map(|(name, label)| {
            let theirs = theirs.get(name);
            let list = answers::vocabulary(name);
            let code = if theirs.is_empty() { NOT_ASKED } else { theirs };
            (*label, list.map_or(theirs.to_owned(), |list| answers::in_words(pack, list, code)))
        })
        .collect()
}

/// Each question of the form that was answered, with its answer as people read it: to be checked by whoever wrote it.
pub fn answered(pack: &Pack, typed: &Typed) -> Vec<(&'static str, String)> {
    let fields = fields(typed);
    let day = |text: &Option<String>| text.as_deref().and_then(|on| on.parse().ok()).map(web::dates::day);
    let language = |code: &str| pack.label("language", code).to_owned();
    let one = |(name, label): &(&'static str, &'static str)| match *name {
        "date_of_birth-day" => {
            vec![("Date of birth", day(&typed.date_of_birth)), ("Baby expected on", day(&typed.expected_on))]
        }
        name if name.contains("-month") || name.contains("-year") => vec![],
        "gender" if typed.gender_refused => vec![(*label, Some(answers::in_words(pack, "sex", REFUSED)))],
        name => {
            let said = fields.get(name);
            let list = answers::vocabulary(name).filter(|_| !said.is_empty());
            vec![(*label, Some(list.map_or(said.to_owned(), |list| answers::in_words(pack, list, said))))]
        }
    };
    let last = [
        ("First language", Some(&*typed.language).filter(|code| !code.is_empty()).map(language)),
        ("Language to speak and write in", typed.preferred_language.as_deref().map(language)),
        ("Interpreter", typed.interpreter.then(|| "They need an interpreter".to_owned())),
        ("Address protected", typed.address.protected.then(|| "Yes: a secret from someone".to_owned())),
    ];
    let all = LABELS.iter().flat_map(one).chain(last);
    all.filter_map(|(label, answer)| Some((label, answer.filter(|text| !text.is_empty())?))).collect()
}

/// What is asked and what is left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asks {
    /// Asked of a family, who see few questions: no numbers of authorities, no former names, nothing about what they
    /// are.
    pub of_family: bool,
    /// The place is protected from whoever fills the form in: it is neither shown nor asked, and what leads to it
    /// neither.
    pub place_hidden: bool,
    /// What they are to the family, where that is known: nobody is asked what cannot be so of them.
    pub role: Option<MemberRole>,
}

impl Asks {
    /// Whether the question is for somebody who is born.
    fn born(self) -> bool {
        self.role != Some(MemberRole::Unborn)
    }

    /// Whether the question is for a child who is not yet born.
    fn unborn(self) -> bool {
        matches!(self.role, None | Some(MemberRole::Unborn))
    }

    /// Whether the question is for a child at school.
    fn at_school(self) -> bool {
        matches!(self.role, None | Some(MemberRole::Child))
    }
}

/// The questions, without a form around them.
pub fn questions(context: &Context, sheet: &Sheet, asks: Asks) -> Markup {
    html! {
        (names(sheet, asks))
        @if asks.born() && asks.of_family {
            (sheet.text("date_of_birth", "Date of birth, or about how old they are")
                .hint("For example, 3 March 2014, 3/3/14, March 2014, or about 8 years")
                .width(20))
        }
        @if asks.born() && !asks.of_family { (sheet.date("date_of_birth", "Date of birth").hint("For example, 27 3 2016")) }
        @if asks.unborn() { (sheet.date("expected_on", "For an unborn child, when is the baby expected?")) }
        @if asks.place_hidden {
            (parts::inset(html! {
                "The address is protected. Only the lead professional and their manager can see and change it."
            }))
        } @else {
            (place(sheet, asks))
        }
        @if asks.born() && !asks.of_family { (sheet.text("email", "Email address").email()) }
        @if asks.at_school() && !asks.place_hidden { (sheet.text("school", "School or nursery, for a child")) }
        @if asks.born() && !asks.of_family { (numbers(sheet, asks)) }
        @if asks.born() { (speaking(context, sheet)) }
        @if asks.born() && !asks.of_family { (about(context, sheet, asks)) }
        (is_it_right(sheet))
    }
}

/// What is rarely known at first, folded away until something of it is.
const ABOUT: &[&str] =
    &["sex", "gender", "gender_refused", "ethnicity", "religion", "disability", "disability_what", "sen_support", "gp"];

fn about(context: &Context, sheet: &Sheet, asks: Asks) -> Markup {
    let open = ABOUT.iter().any(|name| !sheet.fields.get(name).is_empty() || sheet.errors.of(name).is_some());
    let unsaid = answers::in_words(&context.pack, "sex", REFUSED);
    html! {
        details.govuk-details open[open] {
            summary.govuk-details__summary {
                span.govuk-details__summary-text { "More about them: ethnicity, disability, support at school, GP" }
            }
            div.govuk-details__text {
                p.govuk-body {
                    "Leave what you did not ask. That somebody prefers not to say is an answer, too."
                }
                (list(context, sheet, "sex", "Sex"))
                (sheet.text("gender", "Gender, in their own words").width(20))
                (sheet.checkboxes("gender_refused", "Gender").small().items([Choice::new("yes", unsaid)]))
                (list(context, sheet, "ethnicity", "Ethnicity"))
                (list(context, sheet, "religion", "Religion"))
                (list(context, sheet, "disability", "Are they disabled?"))
                (sheet.text("disability_what", "If they are, what is it, and what helps?"))
                @if asks.at_school() {
                    (list(context, sheet, "sen_support", "Support for special educational needs, for a child"))
                }
                @if !asks.place_hidden { (sheet.text("gp", "GP")) }
            }
        }
    }
}

/// One answer of a list; the first is that nobody asked.
fn list<'a>(context: &Context, sheet: &'a Sheet, name: &'a str, label: &'a str) -> parts::Select<'a> {
    let pack = &context.pack;
    let list = answers::vocabulary(name).unwrap_or_default();
    let words = pack.choices(list, context.today).filter(|term| term.code != NOT_ASKED);
    let words: Vec<Choice<'a>> =
        words.map(|term| Choice::new(term.code.clone(), answers::in_words(pack, list, &term.code))).collect();
    sheet.select(name, label).prompt(answers::in_words(pack, list, NOT_ASKED)).items(words)
}

/// Asked once, where something is hardly so.
fn is_it_right(sheet: &Sheet) -> Markup {
    let asks = sheet.errors.of(SURE).is_some() || sheet.ticked(SURE);
    html! {
        @if asks {
            (sheet.checkboxes(SURE, "Is this right?").items([Choice::new("yes", "Yes, this is right")]))
        }
    }
}

/// The box in which somebody says that it is right all the same.
const SURE: &str = "sure";

/// Asks about what is hardly so, until it is changed or said to be right.
fn question(context: &Context, sheet: &mut Sheet, typed: &Typed, role: Option<MemberRole>) {
    let born = typed.date_of_birth.as_deref().and_then(|born| born.parse().ok());
    let doubts = rules::doubts(role, born, &typed.phone, context.today);
    if doubts.is_empty() || sheet.ticked(SURE) {
        return;
    }
    doubts.into_iter().for_each(|one| sheet.errors.add(one.field, one.told));
    sheet.errors.add(SURE, "Look once more at what is asked above. If it is right, say so");
}

fn names(sheet: &Sheet, asks: Asks) -> Markup {
    html! {
        (sheet.text("given_name", "First name"))
        (sheet.text("family_name", "Last name"))
        @if asks.born() {
            @if !asks.of_family { (sheet.text("former_family_name", "Former last name, if there is one")) }
            (sheet.text("pronouns", "Pronouns, if they told you").hint("For example, she or they").width(10))
        }
    }
}

/// Where they live, and what leads there.
fn place(sheet: &Sheet, asks: Asks) -> Markup {
    html! {
        (sheet.text("line_1", "House and street").autocomplete("off"))
        (sheet.text("line_2", "More of the address").autocomplete("off"))
        (sheet.text("town", "Town").width(20).autocomplete("off"))
        (sheet.text("postcode", "Postcode").width(10).autocomplete("off"))
        (sheet.checkboxes("protected", "Is this address a secret from someone?").items([
            Choice::new("yes", "Yes: show it only to the lead and their manager"),
        ]))
        @if asks.born() { (sheet.text("phone", "Telephone number").telephone().autocomplete("off")) }
    }
}

fn numbers(sheet: &Sheet, asks: Asks) -> Markup {
    html! {
        (sheet.text("nhs_number", "NHS number, if you know it").width(10).numeric())
        @if asks.at_school() { (sheet.text("upn", "Unique pupil number, if you know it").width(20)) }
    }
}

/// How to speak with them.
fn speaking(context: &Context, sheet: &Sheet) -> Markup {
    let languages = |refusable: bool| {
        let words = context.pack.choices("language", context.today);
        let words = words.filter(move |word| refusable || word.code != REFUSED);
        words.map(|word| Choice::new(word.code.as_str(), word.label.as_str()))
    };
    html! {
        (sheet.select("language", "First language").prompt("Not asked").items(languages(true)))
        @let preferred = sheet.select("preferred_language", "Language to speak and write in");
        (preferred.prompt("The same").items(languages(false)))
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
    fields
}

/// What was typed of somebody of the role that was chosen on the same form. Faults of dates are told at once, the rest
/// by [`Typed::check`]; what is hardly so is asked about once.
pub fn read(context: &Context, sheet: &mut Sheet) -> Typed {
    let role = MemberRole::parse(sheet.fields.get("role"));
    let typed = take_all(sheet);
    question(context, sheet, &typed, role);
    typed
}

fn take_all(sheet: &mut Sheet) -> Typed {
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

/// Reads the form of somebody of this role and checks it: the person, or nothing when the sheet holds errors.
pub fn check(context: &Context, sheet: &mut Sheet, role: Option<MemberRole>) -> Option<NewPerson> {
    let typed = take_all(sheet);
    question(context, sheet, &typed, role);
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
            ethnicity: "wirt".into(),
            disability: "yes".into(),
            gender_refused: true,
            address: TypedAddress { postcode: "ME4 4TR".into(), protected: true, ..TypedAddress::default() },
            ..Typed::default()
        };
        let mut sheet = Sheet::from(fields(&typed));
        let read = take_all(&mut sheet);
        assert!(sheet.is_valid());
        assert_eq!((read.given_name, read.pronouns, read.interpreter), (typed.given_name, typed.pronouns, true));
        assert_eq!((read.date_of_birth, read.preferred_language), (typed.date_of_birth, typed.preferred_language));
        assert_eq!(read.address, typed.address);
        assert_eq!((read.ethnicity, read.disability, read.gender_refused), (typed.ethnicity, typed.disability, true));
    }

    #[test]
    fn a_conflict_tells_answers_in_words() {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/standard");
        let pack = Pack::read(&dir).expect("the pack");
        let (theirs, mine) = (Fields::default().with("ethnicity", "wiri"), Fields::default().with("religion", "sikh"));
        let told = [("Ethnicity", "White: Irish".to_owned()), ("Religion", "Not asked".to_owned())];
        assert_eq!(differences(&pack, &theirs, &mine), told);
    }
}
