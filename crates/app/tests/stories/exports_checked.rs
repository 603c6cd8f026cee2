//! Returns as those who receive them would check them: written from the published lists (evidence §9) and apart from
//! the code, and read by a reader of their own.

use crate::exports::take;
use diesel::prelude::*;
use std::collections::BTreeSet;
use testkit::World;

const GENDERS: [&str; 4] = ["a) Male", "b) Female", "c) Not stated/recorded", "d) Neither"];

const ETHNICITIES: [&str; 20] = [
    "a) WBRI", "b) WIRI", "c) WIRT", "d) WOTH", "e) WROM", "f) MWBC", "g) MWBA", "h) MWAS", "i) MOTH", "j) AIND",
    "k) APKN", "l) ABAN", "m) AOTH", "n) BCRB", "o) BAFR", "p) BOTH", "q) CHNE", "r) OOTH", "s) REFU", "t) NOBT",
];

const SOURCES: [&str; 22] = [
    "a) 1A: Individual",
    "b) 1B: Individual",
    "c) 1C: Individual",
    "d) 1D: Individual",
    "e) 2A: Schools",
    "f) 2B: Education services",
    "g) 3A: Health services",
    "h) 3B: Health services",
    "i) 3C: Health services",
    "j) 3D: Health services",
    "k) 3E: Health services",
    "l) 3F: Health services",
    "m) 4: Housing",
    "n) 5A: LA services",
    "o) 5B: LA services",
    "p) 5C: LA services",
    "p1) 5D: LA services",
    "q) 6: Police",
    "r) 7: Other legal agency",
    "s) 8: Other",
    "t) 9: Anonymous",
    "u) 10: Unknown",
];

/// A table as its receiver reads it.
pub struct Read {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

pub fn read(text: &str) -> Read {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    Read { headings: rows.remove(0), rows }
}

fn is_day_first(text: &str) -> bool {
    let shape = text.len() == 10 && text.as_bytes()[2] == b'/' && text.as_bytes()[5] == b'/';
    shape && chrono::NaiveDate::parse_from_str(text, "%d/%m/%Y").is_ok()
}

fn is_iso(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_uuid(text: &str) -> bool {
    text.parse::<store::Uuid>().is_ok()
}

/// What the first five columns of both lists hold.
fn children(row: &[String]) {
    assert!(is_uuid(&row[0]), "Child Unique ID: {row:?}");
    assert!(GENDERS.contains(&&*row[1]), "Gender: {row:?}");
    assert!(ETHNICITIES.contains(&&*row[2]), "Ethnicity: {row:?}");
    assert!(row[3].is_empty() || is_day_first(&row[3]), "Date of Birth: {row:?}");
    assert!(row[4].is_empty() || row[4].parse::<u8>().is_ok(), "Age: {row:?}");
    assert_eq!(row[3].is_empty(), row[4].is_empty(), "age follows from the date of birth: {row:?}");
}

/// Annex A list 1.
pub fn check_annex_a_1(read: &Read) {
    let headings = [
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Date of Contact",
        "Contact Source",
    ];
    assert_eq!(read.headings, headings);
    for row in &read.rows {
        children(row);
        assert!(is_day_first(&row[5]), "Date of Contact: {row:?}");
        assert!(SOURCES.contains(&&*row[6]), "Contact Source: {row:?}");
    }
}

/// Annex A list 2.
pub fn check_annex_a_2(read: &Read) {
    let headings = [
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Assessment start date",
        "Assessment completion date",
        "Organisation completing assessment",
    ];
    assert_eq!(read.headings, headings);
    for row in &read.rows {
        children(row);
        assert!(is_day_first(&row[5]), "start: {row:?}");
        assert!(row[6].is_empty() || is_day_first(&row[6]), "completion: {row:?}");
        assert!(!row[7].is_empty(), "organisation: {row:?}");
    }
}

fn unique(read: &Read, column: usize) {
    let ids: BTreeSet<&String> = read.rows.iter().map(|row| &row[column]).collect();
    assert_eq!(ids.len(), read.rows.len(), "{} is a key", read.headings[column]);
    assert!(ids.iter().all(|id| !id.is_empty() && id.chars().count() <= 48), "NVARCHAR(48)");
}

fn check_ssd_episodes(read: &Read) {
    let headings = [
        "earl_episode_id",
        "earl_person_id",
        "earl_episode_start_date",
        "earl_episode_end_date",
        "earl_episode_reason",
        "earl_episode_end_reason",
        "earl_episode_organisation",
        "earl_episode_worker_id",
    ];
    assert_eq!(read.headings, headings);
    unique(read, 0);
    for row in &read.rows {
        assert!(is_uuid(&row[1]) && is_iso(&row[2]) && (row[3].is_empty() || is_iso(&row[3])), "{row:?}");
        assert_eq!(row[3].is_empty(), row[5].is_empty(), "what ended has a reason: {row:?}");
    }
}

fn check_ssd_contacts(read: &Read) {
    let headings = [
        "cont_contact_id",
        "cont_person_id",
        "cont_contact_date",
        "cont_contact_source_code",
        "cont_contact_source_desc",
        "cont_contact_outcome_json",
    ];
    assert_eq!(read.headings, headings);
    unique(read, 0);
    let codes: BTreeSet<&str> = SOURCES.iter().filter_map(|s| s.split([' ', ':']).nth(1)).collect();
    let flags = BTreeSet::from([
        "NEW_REFERRAL_FLAG",
        "EXISTING_REFERRAL_FLAG",
        "CP_ENQUIRY_FLAG",
        "NFA_FLAG",
        "NON_AGENCY_ADOPTION_FLAG",
        "PRIVATE_FOSTERING_FLAG",
        "ADVICE_FLAG",
        "MISSING_FLAG",
        "OLA_CP_FLAG",
        "OTHER_OUTCOMES_EXIST_FLAG",
    ]);
    for row in &read.rows {
        assert!(is_uuid(&row[1]) && is_iso(&row[2]) && codes.contains(&*row[3]), "{row:?}");
        let said: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&row[5]).expect("JSON");
        assert_eq!(said.keys().map(String::as_str).collect::<BTreeSet<_>>(), flags);
        let set = said.values().filter(|value| *value == "Y").count();
        let none = said.values().all(|value| value == "");
        assert!(set == 1 || none, "{row:?}");
    }
}

fn check_outcomes(read: &Read) {
    for row in &read.rows {
        assert!((1..=10).contains(&row[3].parse::<u8>().expect("a number")), "{row:?}");
        assert!(row[0].starts_with("F-") && is_uuid(&row[2]) && is_iso(&row[6]) && is_iso(&row[7]), "{row:?}");
        assert_eq!(row[8].is_empty(), row[9].is_empty(), "{row:?}");
    }
    unique(read, 2);
}

fn is_identifier(value: &serde_json::Value) -> bool {
    let text = |name: &str| value[name].as_str().is_some_and(|text| !text.is_empty());
    value["@type"] == "Identifier" && text("value") && text("system")
}

/// PUB02: what of a service episode is required, and the shape of what is not.
fn check_pub02(text: &str) -> usize {
    let whole: serde_json::Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(whole["@context"], "https://socialcaredata.github.io/ontology/safeguarding/context.jsonld");
    let graph = whole["@graph"].as_array().expect("a graph");
    let some =
        |value: &serde_json::Value| value.as_array().filter(|all| !all.is_empty()).cloned().expect("at least one");
    let mut ids = BTreeSet::new();
    for episode in graph {
        assert_eq!(episode["@type"], "ServiceEpisode");
        assert_eq!(episode["type"], serde_json::json!(["early-help"]));
        assert!(some(&episode["identifier"]).iter().all(is_identifier));
        assert!(ids.insert(episode["identifier"][0]["value"].to_string()), "an episode stands once");
        for subject in some(&episode["subjectPerson"]) {
            assert!(subject["@type"] == "SubjectPerson" && subject["involvement"] == "SBJ", "{subject}");
            assert!(is_identifier(&subject["person"]), "{subject}");
        }
        assert!(some(&episode["relatedService"]).iter().all(is_identifier));
        for time in some(&episode["timeInformation"]) {
            let moment = |name: &str| time[name].as_str().map(chrono::DateTime::parse_from_rfc3339);
            assert!(matches!(moment("startDateTime"), Some(Ok(_))), "{time}");
            assert!(matches!(moment("endDateTime"), None | Some(Ok(_))), "{time}");
        }
        assert!(some(&episode["location"]).iter().all(|place| place.as_str().is_some_and(|text| !text.is_empty())));
        for professional in episode["relatedProfessional"].as_array().into_iter().flatten() {
            assert!(is_identifier(&professional["professional"]) && professional["involvement"] == "PPRF");
        }
        assert!(!text_has_null(episode), "nothing is null: {episode}");
    }
    graph.len()
}

fn text_has_null(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Null => true,
        serde_json::Value::Array(all) => all.iter().any(text_has_null),
        serde_json::Value::Object(all) => all.values().any(text_has_null),
        _ => false,
    }
}

/// How many children stand in the contacts of six months, counted by hand.
fn mentions(w: &World) -> usize {
    use contacts::records::{contact, contact_person};
    let from = store::Instant(testkit::NOW.0).date() - chrono::Months::new(6);
    let rows: Vec<(contacts::ContactId, store::Instant)> =
        contact::table.select((contact::id, contact::received_at)).load(&mut w.conn()).expect("contacts");
    let inside: Vec<_> = rows.into_iter().filter(|(_, at)| at.date() >= from).map(|(id, _)| id).collect();
    let children: i64 = contact_person::table
        .filter(contact_person::contact_id.eq_any(inside).and(contact_person::role.eq_any(["child", "unborn"])))
        .count()
        .get_result(&mut w.conn())
        .expect("children");
    usize::try_from(children).expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_return_of_made_up_families_passes_a_check_written_from_its_publication() {
    let w = World::made_up(60, 7);
    let head = w.person("head").await;
    let one = read(&take(&head, "annex-a-1", "csv").await.body);
    check_annex_a_1(&one);
    assert!(one.rows.len() > 10, "{} contacts", one.rows.len());
    let page = head.get("/exports/annex-a-1").await;
    page.must_be(200);
    assert!(page.body.len() <= 30 * 1024, "{} bytes", page.body.len());
    assert!(one.rows.len() <= mentions(&w), "{} of {}", one.rows.len(), mentions(&w));
    assert!(one.rows.len() + 5 >= mentions(&w), "{} of {}", one.rows.len(), mentions(&w));

    let two = read(&take(&head, "annex-a-2", "csv").await.body);
    check_annex_a_2(&two);
    assert!(two.rows.len() > 5, "{} assessments", two.rows.len());
    let episodes = read(&take(&head, "ssd-early-help", "csv").await.body);
    check_ssd_episodes(&episodes);
    check_ssd_contacts(&read(&take(&head, "ssd-contacts", "csv").await.body));
    check_outcomes(&read(&take(&head, "national-outcomes", "csv").await.body));
    let linked = take(&head, "social-care-data", "json").await;
    assert_eq!(linked.headers["content-type"], "application/ld+json");
    assert!(check_pub02(&linked.body) > 5);
    assert!(episodes.rows.len() > 5);
}
