//! What must hold of the model whatever the records are.
use linkage::{
    Lexicon, Model, Record,
    batch::{self, Records},
    cluster,
    compare::{FIELDS, Memo, UNKNOWN, compare},
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
        prop_assert!(pattern.iter().all(|level| *level <= 3), "{pattern:?}");
    }
    #[test]
    fn what_is_not_known_weighs_nothing(a in record(), b in record()) {
        let (pattern, ..) = weigh(&a, &b);
        for (field, blank) in [(0, Record { given_name: String::new(), ..b.clone() }), (1, Record { family_name: String::new(), ..b.clone() })] {
            // exchanged names are one finding in two fields
            if pattern[0] == 8 { continue; }
            let (other, ..) = weigh(&a, &blank);
            prop_assert_eq!(other[field], UNKNOWN);
        }
    }
    #[test]
    fn no_text_makes_it_fall_over(a in "\\PC{0,40}", b in "\\PC{0,40}") {
        let whole = |t: &str| Record {
            given_name: t.into(), middle_names: t.into(), family_name: t.into(), former_family_name: t.into(), date_of_birth: t.into(),
            expected: true, address_line_1: t.into(), address_line_2: t.into(), town: t.into(), postcode: t.into(), phone: t.into(),
            email: t.into(), nhs_number: t.into(), upn: t.into(), household: t.into(),
        };
        weigh(&whole(&a), &whole(&b));
        let _ = (linkage::keys(&whole(&a)), linkage::identifiers::nhs_number(&a), linkage::identifiers::upn(&a), linkage::identifiers::postcode(&a), linkage::identifiers::uprn(&a));
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
/// A town of families with children, every fourth child of the second place written twice with a slip.
fn town() -> (Records, Vec<(u32, u32)>) {
    const GIVEN: [&str; 20] = [
        "Ada", "Noah", "Grace", "Samuel", "Priya", "Leon", "Amina", "Jonas", "Beth", "Tomasz", "Ruth", "Idris",
        "Chloe", "Marcus", "Yusuf", "Hannah", "Oliver", "Freya", "Dylan", "Imogen",
    ];
    const START: [&str; 12] =
        ["Ok", "Whit", "Nov", "Aden", "Bark", "Shah", "Cald", "Quresh", "Lang", "Fitz", "Mort", "Ever"];
    const END: [&str; 9] = ["oro", "lock", "ak", "yemi", "er", "win", "ston", "field", "by"];
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
