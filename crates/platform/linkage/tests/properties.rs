//! What must hold of the model whatever the records are.

use linkage::{
    Lexicon, Model, Record,
    batch::{self, Records},
    cluster,
    compare::{FIELDS, Memo, UNKNOWN, compare},
    identifiers,
};

use proptest::prelude::*;

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "Ada",
            "Adda",
            "Zoë",
            "Kate",
            "Katherine",
            "Mo",
            "Muhammad",
            "Ana-Maria",
            "J",
            "",
            "O’Brien",
            "Okoro",
            "Smith",
            "Smyth"
        ])
        .prop_map(ToOwned::to_owned),
        "\\PC{0,12}",
    ]
}

fn record() -> impl Strategy<Value = Record> {
    let date = prop_oneof![
        (1930..2026, 1..13, 1..29).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        Just(String::new()),
        "\\PC{0,10}"
    ];
    let place = prop::sample::select(vec!["1 Example Road", "1 Example Rd", "22 High Street", "", "é"]);
    let code = prop::sample::select(vec!["ME4 4TR", "ME4 4TS", "me44tr", "", "00000"]);
    (name(), name(), name(), date, place, code, "[0-9 ]{0,12}").prop_map(
        |(given, family, middle, born, line, code, phone)| Record {
            given_name: given,
            family_name: family,
            middle_names: middle,
            date_of_birth: born,
            address_line_1: line.to_owned(),
            postcode: code.to_owned(),
            phone,
            ..Record::default()
        },
    )
}

fn weigh(a: &Record, b: &Record) -> ([u8; FIELDS], f64, f64, bool) {
    let mut lexicon = Lexicon::new();
    let (x, y) = (lexicon.prepare(a), lexicon.prepare(b));
    lexicon.count(&x);
    lexicon.count(&y);
    let pattern = compare(&lexicon, &mut Memo::default(), &x, &y);
    let score = Model::among(10_000).score(&lexicon, &pattern, &x, &y);
    (pattern, score.weight, score.probability, score.apart)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn it_does_not_matter_which_record_comes_first(a in record(), b in record()) {
        let ((p, w, q, apart), (p2, w2, q2, apart2)) = (weigh(&a, &b), weigh(&b, &a));
        prop_assert_eq!((p, apart), (p2, apart2));
        prop_assert!((w - w2).abs() < 1e-9 && (q - q2).abs() < 1e-9);
        prop_assert!((0.0..=1.0).contains(&q));
    }

    #[test]
    fn a_record_agrees_with_itself_in_all_that_it_says(a in record()) {
        let (pattern, ..) = weigh(&a, &a);
        // an address may be a postcode and no more
        let place = 4;
        prop_assert!((0..FIELDS).all(|field| pattern[field] <= if field == place { 4 } else { 3 }), "{pattern:?}");
    }

    #[test]
    fn what_is_not_known_weighs_nothing(a in record(), b in record()) {
        let (pattern, ..) = weigh(&a, &b);
        let no_given = Record { given_name: String::new(), ..b.clone() };
        let no_family = Record { family_name: String::new(), ..b.clone() };
        for (field, blank) in [(0, no_given), (1, no_family)] {
            // exchanged names are one finding in two fields
            if pattern[0] == 8 { continue; }
            let (other, ..) = weigh(&a, &blank);
            prop_assert_eq!(other[field], UNKNOWN);
        }
    }

    #[test]
    fn no_text_makes_it_fall_over(a in "\\PC{0,40}", b in "\\PC{0,40}") {
        let whole = |text: &str| Record {
            given_name: text.into(),
            middle_names: text.into(),
            family_name: text.into(),
            former_family_name: text.into(),
            date_of_birth: text.into(),
            expected: true,
            address_line_1: text.into(),
            address_line_2: text.into(),
            town: text.into(),
            postcode: text.into(),
            phone: text.into(),
            email: text.into(),
            nhs_number: text.into(),
            upn: text.into(),
            household: text.into(),
        };
        weigh(&whole(&a), &whole(&b));
        let _ = (linkage::keys(&whole(&a)), identifiers::nhs_number(&a), identifiers::upn(&a));
        let _ = (identifiers::postcode(&a), identifiers::uprn(&a));
    }
}

fn person(given: &str, family: &str, born: &str, line: &str) -> Record {
    Record {
        given_name: given.into(),
        family_name: family.into(),
        date_of_birth: born.into(),
        address_line_1: line.into(),
        postcode: "ME4 4TR".into(),
        ..Record::default()
    }
}

const GIVEN: [&str; 20] = [
    "Ada", "Noah", "Grace", "Samuel", "Priya", "Leon", "Amina", "Jonas", "Beth", "Tomasz", "Ruth", "Idris", "Chloe",
    "Marcus", "Yusuf", "Hannah", "Oliver", "Freya", "Dylan", "Imogen",
];
const START: [&str; 12] =
    ["Ok", "Whit", "Nov", "Aden", "Bark", "Shah", "Cald", "Quresh", "Lang", "Fitz", "Mort", "Ever"];
const END: [&str; 9] = ["oro", "lock", "ak", "yemi", "er", "win", "ston", "field", "by"];

/// A town of families with children, every fourth child of the second place written twice with a slip.
fn town() -> (Records, Vec<(u32, u32)>) {
    let (mut records, mut truth, mut state) = (Records::new(), Vec::new(), 7_u64);
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for n in 0..300 {
        let family = format!("{}{}", START[draw(12)], END[draw(9)]);
        let line = format!("{} {}{} Road", draw(180) + 1, START[draw(12)], END[draw(9)]);
        for k in 0..3 {
            let given = GIVEN[draw(20)];
            let born = format!("{}-{:02}-{:02}", 2006 + draw(6) + 2 * k, draw(12) + 1, draw(28) + 1);
            let at = records.all.len() as u32;
            records.push(&person(given, &family, &born, &line));
            if k == 1 && n % 4 == 0 {
                let slip = char::from(b'a' + draw(26) as u8);
                records.push(&person(&format!("{}{slip}{}", &given[..2], &given[2..]), &family, &born, &line));
                truth.push((at, at + 1));
            }
        }
    }
    (records, truth)
}

#[test]
fn twins_and_a_record_without_a_first_name_between_them_are_never_chained_into_one() {
    let (mut records, _) = town();
    let first = records.all.len() as u32;
    records.push(&person("Zoe", "Okoro", "2016-02-29", "300 Example Road"));
    records.push(&person("", "Okoro", "2016-02-29", "300 Example Road"));
    records.push(&person("Mia", "Okoro", "2016-02-29", "300 Example Road"));
    let found = batch::link(&records, 0.01);
    let groups = cluster::clusters(&records, &found, 0.5);
    for group in &groups {
        assert!(!(group.contains(&first) && group.contains(&(first + 2))), "twins were joined");
    }
    assert!(found.pairs.iter().filter(|p| p.a >= first).all(|p| p.apart && p.probability < 0.5));
}

#[test]
fn children_who_were_written_twice_are_found_and_their_brothers_are_not() {
    let (records, truth) = town();
    let found = batch::link(&records, 0.5);
    let pairs: Vec<(u32, u32)> = found.pairs.iter().map(|p| (p.a, p.b)).collect();
    let right = truth.iter().filter(|t| pairs.contains(t)).count();
    assert!(right >= 70 && pairs.len() <= right + 4, "{right} of {} right, {} in all", truth.len(), pairs.len());
    assert!(batch::recall_of_candidates(&records, &truth) > 0.99);
}

#[test]
fn the_same_file_gives_the_same_answer() {
    let (a, b) = (batch::link(&town().0, 0.1), batch::link(&town().0, 0.1));
    assert!(a.pairs == b.pairs && a.model == b.model);
}

#[test]
fn the_reckoning_says_what_agrees_and_adds_up() {
    let mut lexicon = Lexicon::new();
    let a = lexicon.prepare(&person("Ada", "Okoro", "2016-02-09", "1 Example Road"));
    let b = lexicon.prepare(&person("Ada", "Okoro", "2016-09-02", "7 Other Street"));
    let pattern = compare(&lexicon, &mut Memo::default(), &a, &b);
    let model = Model::default();
    let steps = model.explain(&lexicon, &pattern, &a, &b);
    let words = linkage::model::in_words(&steps);
    assert!(words.contains("day and month exchanged +") && words.contains("first name agrees +"), "{words}");
    let sum: f64 = steps.iter().map(|s| s.bits).sum();
    assert!((sum - model.score(&lexicon, &pattern, &a, &b).weight).abs() < 0.06, "{words}");
}

/// Of people written a second time with slips, how many share a key with the first, and so are weighed at all.
#[test]
fn keys_bring_together_nearly_all_who_were_written_with_slips() {
    let (mut met, mut all) = ([0_u32; 9], [0_u32; 9]);
    for n in 0..540_usize {
        let (given, family) = (GIVEN[n % 20].to_owned(), format!("{}{}", START[n % 12], END[n / 12 % 9]));
        let born = format!("{}-{:02}-{:02}", 2004 + n % 15, n % 12 + 1, n % 28 + 1);
        let was = person(&given, &family, &born, &format!("{} Example Road", n % 90 + 1));
        let (given, family, born) = (&given, &family, &born);
        let at = 2 + n % 2;
        let drop = |t: &str| t.char_indices().filter(|(i, _)| *i != at).map(|(_, c)| c).collect::<String>();
        let swap = |t: &str| {
            let mut all: Vec<char> = t.chars().collect();
            let last = all.len() - 1;
            all.swap(last - 1, last);
            all.into_iter().collect::<String>()
        };
        let gone = |given: &str, family: &str, born: &str| Record {
            postcode: "ME7 1AA".into(),
            ..person(given, family, born, "900 Elsewhere Lane")
        };
        let exchanged = format!("{}-{}-{}", &born[..4], &born[8..], &born[5..7]);
        let other_year = format!("{}{}", born[..4].parse::<u32>().expect("a year") + 1, &born[4..]);
        let slips = [
            person(&drop(given), family, born, &was.address_line_1),
            gone(&drop(given), &swap(family), born),
            gone(given, &drop(family), born),
            gone(family, given, born),
            gone(given, family, &exchanged),
            gone(given, family, &other_year),
            person(given, "Married", born, &was.address_line_1),
            Record { former_family_name: family.clone(), ..gone(given, "Married", born) },
            Record { postcode: String::new(), ..person(&swap(given), &drop(family), born, "") },
        ];
        let keys = linkage::keys(&was);
        for (kind, slip) in slips.iter().enumerate() {
            all[kind] += 1;
            met[kind] += u32::from(linkage::seek_keys(slip).iter().any(|k| keys.contains(k)));
        }
    }
    let share = |n: usize| f64::from(met[n]) / f64::from(all[n]);
    assert!((0..9).all(|n| share(n) > 0.99), "{met:?} of {all:?}");
}
