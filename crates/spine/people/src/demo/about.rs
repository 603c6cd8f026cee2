//! What made-up people answer when they are asked about themselves: in plausible proportions, some not asked, some not
//! willing to say. Chance comes from who they are, so that the rest of the demo stays as it is.

use crate::details::{Typed, answers::REFUSED};
use chrono::NaiveDate;
use fastrand::Rng;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Ethnicities in tenths of a percent, near those of a town in the South East (Census 2021).
const ETHNICITIES: &[(u16, &str)] = &[
    (775, "wbri"),
    (10, "wiri"),
    (4, "wirt"),
    (4, "wrom"),
    (54, "woth"),
    (10, "mwbc"),
    (6, "mwba"),
    (8, "mwas"),
    (8, "moth"),
    (30, "aind"),
    (9, "apkn"),
    (8, "aban"),
    (4, "chne"),
    (12, "aoth"),
    (8, "bcrb"),
    (38, "bafr"),
    (5, "both"),
    (7, "ooth"),
];

const RELIGIONS: &[(u16, &str)] = &[
    (440, "none"),
    (455, "christian"),
    (8, "buddhist"),
    (16, "hindu"),
    (1, "jewish"),
    (43, "muslim"),
    (27, "sikh"),
    (10, "other"),
];

const DISABILITIES: &[&str] = &[
    "Deaf: please write or bring a signer",
    "Uses a wheelchair: meet on the ground floor",
    "Autistic: tell beforehand what will happen",
    "Low mood for more than a year",
    "Asthma: carries an inhaler",
];

const SURGERIES: &[&str] = &["Dockside Surgery", "Riverbank Medical Centre", "Acorn Road Practice"];

const MEN: &[&str] = &[
    "Adam",
    "Ahmed",
    "Alfie",
    "Andrew",
    "Archie",
    "Arjun",
    "Ben",
    "Bogdan",
    "Callum",
    "Carl",
    "Chidi",
    "Craig",
    "Daniel",
    "Darren",
    "Emeka",
    "Ethan",
    "Finley",
    "Freddie",
    "George",
    "Harry",
    "Ibrahim",
    "Jack",
    "Jacob",
    "Jakub",
    "James",
    "Kai",
    "Kwame",
    "Lee",
    "Leo",
    "Logan",
    "Lucas",
    "Marek",
    "Mark",
    "Mohammed",
    "Nathan",
    "Noah",
    "Oliver",
    "Oscar",
    "Paul",
    "Reuben",
    "Riley",
    "Robert",
    "Scott",
    "Sebastian",
    "Steven",
    "Tariq",
    "Theo",
    "Tobi",
    "Tomas",
    "Wayne",
    "William",
    "Yusuf",
];

/// Chance that follows from these words alone.
pub(super) fn chance(words: &[&str]) -> Rng {
    let mut hash = DefaultHasher::new();
    words.hash(&mut hash);
    Rng::with_seed(hash.finish())
}

/// Whether something comes true that does so in so many cases of a hundred.
fn happens(rng: &mut Rng, of_hundred: u8) -> bool {
    rng.u8(..100) < of_hundred
}

/// One of these, as often as its weight says.
fn weighed(rng: &mut Rng, from: &[(u16, &'static str)]) -> &'static str {
    let all: u16 = from.iter().map(|(weight, _)| weight).sum();
    let mut left = rng.u16(..all);
    for (weight, code) in from {
        if left < *weight {
            return code;
        }
        left -= weight;
    }
    ""
}

/// What somebody answers who is asked in so many cases of a hundred.
fn answer(rng: &mut Rng, asked: u8, refuses: u8, says: &str) -> String {
    match (happens(rng, asked), happens(rng, refuses)) {
        (false, _) => String::new(),
        (true, true) => REFUSED.into(),
        (true, false) => says.into(),
    }
}

/// What everyone of a household answers.
pub(super) fn answers(all: &mut [Typed], on: NaiveDate) {
    let Some(home) = all.first().map(|first| first.address.clone()) else { return };
    let mut rng = chance(&[&home.line_1, &home.postcode]);
    let (ethnicity, religion) = (weighed(&mut rng, ETHNICITIES), weighed(&mut rng, RELIGIONS));
    let surgery = SURGERIES[rng.usize(..SURGERIES.len())];
    for person in all.iter_mut().filter(|person| person.role != "unborn") {
        let born = person.date_of_birth.clone().unwrap_or_default();
        let mut rng = chance(&[&person.given_name, &person.family_name, &born]);
        describe(&mut rng, person, (ethnicity, religion));
        if happens(&mut rng, 55) {
            person.gp = surgery.into();
        }
        let age = born.parse().ok().map_or(0, |born| web::dates::years(born, on));
        if person.role == "child" && age >= 4 {
            let support = weighed(&mut rng, &[(760, "none"), (180, "support"), (60, "plan")]);
            person.sen_support = answer(&mut rng, 70, 2, support);
        }
    }
}

fn describe(rng: &mut Rng, person: &mut Typed, (ethnicity, religion): (&str, &str)) {
    let sex = if MEN.contains(&person.given_name.as_str()) { "m" } else { "f" };
    person.sex = answer(rng, 90, 1, sex);
    person.ethnicity = answer(rng, 75, 4, ethnicity);
    person.religion = answer(rng, 45, 6, religion);
    let disabled = happens(rng, 11);
    person.disability = answer(rng, 65, 3, if disabled { "yes" } else { "no" });
    if person.disability == "yes" {
        person.disability_what = DISABILITIES[rng.usize(..DISABILITIES.len())].into();
    }
    match rng.u8(..100) {
        0..2 => person.gender = "Non-binary".into(),
        2..4 => person.gender_refused = true,
        _ => {}
    }
    if happens(rng, 8) && person.language == "en" {
        person.language.clear();
    }
}

#[cfg(test)]
mod tests {
    use crate::{demo, details::Details};
    use fastrand::Rng;

    #[test]
    fn some_are_not_asked_some_do_not_say_and_most_answer() {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/standard");
        let pack = pack::Pack::read(&dir).expect("the pack");
        let on = "2026-03-04".parse().expect("a day");
        let mut rng = Rng::with_seed(1);
        let all: Vec<Details> = (0..400)
            .flat_map(|_| demo::people(&mut rng, on))
            .filter(|person| person.role != "unborn")
            .map(|person| person.check(&pack, on).expect("right").details)
            .collect();
        let answers = [
            all.iter().map(|one| one.ethnicity.as_deref()).collect::<Vec<_>>(),
            all.iter().map(|one| one.religion.as_deref()).collect(),
            all.iter().map(|one| one.disability.as_deref()).collect(),
        ];
        for said in answers {
            let count = |wanted: fn(&Option<&str>) -> bool| said.iter().filter(|one| wanted(one)).count();
            let (unasked, refused) = (count(|one| one.is_none()), count(|one| *one == Some("refused")));
            assert!(unasked > said.len() / 10 && refused > said.len() / 200, "{unasked} {refused} of {}", said.len());
            assert!(unasked + refused < said.len() * 3 / 4);
        }
    }
}
