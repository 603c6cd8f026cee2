//! Made-up households: siblings of different surnames, twins, unborn children, separated parents, several languages.

mod about;
mod leaving;

pub(crate) use leaving::TELLINGS;

use crate::details::{Typed, TypedAddress};
use chrono::{Days, NaiveDate};
use fastrand::Rng;

const GIVEN: &[&str] = &[
    "Ada",
    "Aisha",
    "Alfie",
    "Amara",
    "Amelia",
    "Archie",
    "Arjun",
    "Ava",
    "Ben",
    "Bogdan",
    "Callum",
    "Chidi",
    "Chloe",
    "Daisy",
    "Daniel",
    "Elif",
    "Ella",
    "Emeka",
    "Erin",
    "Ethan",
    "Eva",
    "Fatima",
    "Finley",
    "Florence",
    "Freddie",
    "Gabriela",
    "George",
    "Hana",
    "Harper",
    "Harry",
    "Ibrahim",
    "Isla",
    "Ivy",
    "Jack",
    "Jacob",
    "Jakub",
    "Jasmine",
    "Kai",
    "Layla",
    "Leo",
    "Lily",
    "Logan",
    "Lucas",
    "Maja",
    "Maya",
    "Mia",
    "Mohammed",
    "Nathan",
    "Nia",
    "Noah",
    "Oliver",
    "Olivia",
    "Oscar",
    "Poppy",
    "Reuben",
    "Riley",
    "Rosie",
    "Sana",
    "Sebastian",
    "Sienna",
    "Sofia",
    "Tara",
    "Theo",
    "Tobi",
    "Tomas",
    "Victoria",
    "William",
    "Yusuf",
    "Zara",
    "Zoë",
];
const ADULT: &[&str] = &[
    "Abigail",
    "Adam",
    "Agnieszka",
    "Ahmed",
    "Andrew",
    "Anna",
    "Beata",
    "Carl",
    "Catherine",
    "Chinwe",
    "Craig",
    "Darren",
    "Deborah",
    "Emma",
    "Farah",
    "Gemma",
    "Hannah",
    "Ife",
    "James",
    "Jenna",
    "Karen",
    "Kelly",
    "Kwame",
    "Laura",
    "Lee",
    "Lisa",
    "Louise",
    "Marek",
    "Mark",
    "Michelle",
    "Natasha",
    "Nicola",
    "Paul",
    "Rachel",
    "Rebecca",
    "Robert",
    "Samantha",
    "Sarah",
    "Scott",
    "Shabana",
    "Sharon",
    "Stacey",
    "Steven",
    "Tariq",
    "Tracey",
    "Wayne",
];
const FAMILY: &[&str] = &[
    "Adams",
    "Ahmed",
    "Allen",
    "Atkins",
    "Bailey",
    "Baker",
    "Begum",
    "Bell",
    "Bennett",
    "Brooks",
    "Brown",
    "Butler",
    "Carter",
    "Chapman",
    "Clark",
    "Collins",
    "Cook",
    "Cooper",
    "Cox",
    "Davies",
    "Dixon",
    "Edwards",
    "Ellis",
    "Evans",
    "Fisher",
    "Fletcher",
    "Foster",
    "Gill",
    "Gray",
    "Green",
    "Hall",
    "Harris",
    "Harvey",
    "Hughes",
    "Hussain",
    "Jackson",
    "James",
    "Johnson",
    "Jones",
    "Kaur",
    "Kelly",
    "Khan",
    "King",
    "Kowalski",
    "Lewis",
    "Lloyd",
    "Marsh",
    "Martin",
    "Mason",
    "Mensah",
    "Miller",
    "Mitchell",
    "Moore",
    "Morgan",
    "Morris",
    "Murphy",
    "Nowak",
    "O'Brien",
    "Okafor",
    "Okoro",
    "Owen",
    "Palmer",
    "Parker",
    "Patel",
    "Pearce",
    "Phillips",
    "Popescu",
    "Price",
    "Reid",
    "Richards",
    "Roberts",
    "Rogers",
    "Russell",
    "Scott",
    "Shaw",
    "Simpson",
    "Singh",
    "Smith",
    "Stevens",
    "Taylor",
    "Thomas",
    "Turner",
    "Walker",
    "Ward",
    "Watson",
    "West",
    "White",
    "Wilkinson",
    "Williams",
    "Wilson",
    "Wood",
    "Wright",
    "Young",
];
const STREETS: &[&str] = &[
    "Acorn Road",
    "Beacon Hill",
    "Canal Street",
    "Dock Road",
    "Elder Close",
    "Fern Way",
    "Gravel Lane",
    "Harbour View",
    "Iris Gardens",
    "Jubilee Terrace",
    "Kiln Lane",
    "Linden Avenue",
];
const TOWNS: &[(&str, &str)] = &[
    ("Chatham", "ME4"),
    ("Chatham", "ME5"),
    ("Gillingham", "ME7"),
    ("Rainham", "ME8"),
    ("Rochester", "ME1"),
    ("Strood", "ME2"),
    ("Rochester", "ME3"),
];
const SCHOOLS: &[&str] = &["Elm Street Primary", "Riverside Academy", "Hilltop Infants", "Castle View School"];

fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    let one: &&str = access::demo::pick(rng, from);
    one
}

/// A worker's name, always the same for the same number.
pub fn worker_name(n: usize) -> String {
    format!("{} {}", ADULT[(n * 7 + 3) % ADULT.len()], FAMILY[(n * 13 + 5) % FAMILY.len()])
}

/// Ten digits with a right check digit, in the range 9990000000 and above that the NHS sets aside for tests.
fn nhs_number(rng: &mut Rng) -> String {
    loop {
        let nine: Vec<u32> = format!("999{:06}", rng.u32(..1_000_000)).bytes().map(|b| u32::from(b - b'0')).collect();
        let sum: u32 = nine.iter().zip((2..=10).rev()).map(|(d, w)| d * w).sum();
        let check = (11 - sum % 11) % 11;
        if check < 10 {
            return nine.iter().chain(&[check]).map(ToString::to_string).collect();
        }
    }
}

/// Someone as another agency writes them: a letter of the last name lost, no number, no telephone.
pub fn written_again(rng: &mut Rng, known: &Typed) -> Typed {
    let mut family_name: Vec<char> = known.family_name.chars().collect();
    if family_name.len() > 4 {
        family_name.remove(rng.usize(2..family_name.len() - 1));
    }
    Typed { family_name: family_name.into_iter().collect(), nhs_number: None, phone: String::new(), ..known.clone() }
}

/// Somebody as they are named later on: a child who was expected is born on that day, and has a name.
pub fn later(rng: &mut Rng, known: Typed, on: NaiveDate) -> Typed {
    let born = known.expected_on.clone().filter(|expected| *expected < on.to_string());
    if born.is_none() {
        return known;
    }
    Typed { role: "child".into(), given_name: pick(rng, GIVEN).into(), date_of_birth: born, expected_on: None, ..known }
}

/// A family's people as a contact would name them on this day.
pub fn people(rng: &mut Rng, on: NaiveDate) -> Vec<Typed> {
    let (town, outward) = TOWNS[rng.usize(..TOWNS.len())];
    let inward = |rng: &mut Rng| {
        let letter = |rng: &mut Rng| char::from(b"ABDEFGHJLNPQRSTUWXYZ"[rng.usize(..20)]);
        format!("{}{}{}", rng.u8(0..10), letter(rng), letter(rng))
    };
    let home = TypedAddress {
        line_1: format!("{} {}", rng.u16(1..180), pick(rng, STREETS)),
        line_2: String::new(),
        town: town.into(),
        postcode: format!("{outward} {}", inward(rng)),
        protected: rng.u8(..100) < 3,
    };
    let (mother, father) = (pick(rng, FAMILY), pick(rng, FAMILY));
    let (language, interpreter) =
        if rng.u8(..100) < 11 { (pick(rng, &["pl", "ro", "pa", "sk", "bn", "lt"]), rng.bool()) } else { ("en", false) };
    let children = [1, 1, 1, 2, 2, 2, 2, 3, 3, 4][rng.usize(..10)];
    let mut all = Vec::new();
    let mut born = on - Days::new(rng.u64(200..6_300));
    let two_names = rng.u8(..100) < 25;
    for n in 0..children {
        let twin = n > 0 && rng.u8(..100) < 4;
        if n > 0 && !twin {
            born = born - Days::new(rng.u64(400..1_600));
            if (on - born).num_days() > 6_500 {
                break;
            }
        }
        let days = (on - born).num_days();
        all.push(Typed {
            role: "child".into(),
            given_name: pick(rng, GIVEN).into(),
            family_name: if two_names && n % 2 == 1 { father.into() } else { mother.into() },
            date_of_birth: Some(born.to_string()),
            nhs_number: (rng.u8(..100) < 60).then(|| nhs_number(rng)),
            language: language.into(),
            school: if days > 1_500 { pick(rng, SCHOOLS).into() } else { String::new() },
            address: home.clone(),
            ..Typed::default()
        });
    }
    // two siblings of one name would not be plausible
    for n in 1..all.len() {
        while all[..n].iter().any(|p| p.given_name == all[n].given_name) {
            all[n].given_name = pick(rng, GIVEN).into();
        }
    }
    if rng.u8(..100) < 5 {
        let expected = on + Days::new(rng.u64(20..200));
        all.push(Typed {
            role: "unborn".into(),
            family_name: mother.into(),
            expected_on: Some(expected.to_string()),
            address: home.clone(),
            ..Typed::default()
        });
    }
    let adult = |rng: &mut Rng, name: &str, address: TypedAddress| Typed {
        role: "parent".into(),
        given_name: pick(rng, ADULT).into(),
        family_name: name.into(),
        date_of_birth: Some((on - Days::new(rng.u64(7_500..17_000))).to_string()),
        phone: format!("07700 900{:03}", rng.u16(..1000)),
        language: language.into(),
        interpreter,
        address,
        ..Typed::default()
    };
    all.push(adult(rng, mother, home.clone()));
    match rng.u8(..100) {
        // two parents at home, a parent who lives elsewhere, or one alone
        0..45 => all.push(adult(rng, father, home)),
        45..65 if !home.protected => {
            let elsewhere = TypedAddress {
                line_1: format!("{} {}", rng.u16(1..180), pick(rng, STREETS)),
                postcode: format!("{outward} {}", inward(rng)),
                ..home
            };
            all.push(adult(rng, father, elsewhere));
        }
        _ => {}
    }
    about::answers(&mut all, on);
    all
}
