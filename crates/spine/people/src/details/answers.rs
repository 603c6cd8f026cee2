//! What somebody answers when they are asked about themselves, in words of the pack. That nobody asked and that they
//! prefer not to say are different answers.

use super::Details;
use crate::rules::CannotBeRead;
use chrono::NaiveDate;
use pack::Pack;

/// The word of every list for what nobody asked; a record holds nothing then.
pub const NOT_ASKED: &str = "not-asked";

/// The word of every list for what somebody prefers not to say.
pub const REFUSED: &str = "refused";

/// The lists, by the name of the field: what is asked, and the pack's vocabulary.
const LISTS: &[(&str, &str, &str)] = &[
    ("sex", "Sex", "sex"),
    ("ethnicity", "Ethnicity", "ethnicity"),
    ("religion", "Religion", "religion"),
    ("disability", "Disability", "disability"),
    ("sen_support", "Support for special educational needs", "sen-support"),
];

/// The vocabulary of a field.
pub(crate) fn vocabulary(field: &str) -> Option<&'static str> {
    LISTS.iter().find(|(name, ..)| *name == field).map(|(.., vocabulary)| *vocabulary)
}

/// The code under which an answer is kept; nothing where nobody asked.
pub(super) fn answer(
    pack: &Pack,
    today: NaiveDate,
    (field, said): (&'static str, &str),
    wrong: &mut Vec<CannotBeRead>,
) -> Option<String> {
    let said = said.trim();
    let term = vocabulary(field).and_then(|name| pack.code_or_returned(name, said, today));
    if term.is_none() && !said.is_empty() {
        wrong.push(CannotBeRead::new(field, "Choose an answer from the list"));
    }
    term.filter(|term| term.code != NOT_ASKED).map(|term| term.code.clone())
}

/// A word of a list as people read it, with the heading under which it stands: `White: Irish`.
pub fn in_words(pack: &Pack, vocabulary: &str, code: &str) -> String {
    let Some(term) = pack.terms(vocabulary).iter().find(|term| term.code == code) else { return code.to_owned() };
    if term.group.is_empty() { term.label.clone() } else { format!("{}: {}", term.group, term.label) }
}

/// What somebody answered, each with what was asked, in the order of the form; what nobody asked is left out. A surgery
/// leads to a place as surely as a school: it is left out where that is hidden (T16).
pub fn answered(pack: &Pack, details: &Details, place_hidden: bool) -> Vec<(&'static str, String)> {
    let gender = details.gender.as_deref().map(|own| match own {
        REFUSED => ("Gender", in_words(pack, "sex", REFUSED)),
        own => ("Gender", own.to_owned()),
    });
    let said = [&details.sex, &details.ethnicity, &details.religion, &details.disability, &details.sen_support];
    let lists = LISTS.iter().zip(said).filter_map(|((_, asked, vocabulary), said)| {
        let told = in_words(pack, vocabulary, said.as_deref()?);
        let what = Some(&details.disability_what).filter(|what| *vocabulary == "disability" && !what.is_empty());
        Some((*asked, what.map_or(told.clone(), |what| format!("{told}: {what}"))))
    });
    let mut all: Vec<(&str, String)> = lists.collect();
    all.extend(gender);
    if !details.gp.is_empty() && !place_hidden {
        all.push(("GP", details.gp.clone()));
    }
    all
}
