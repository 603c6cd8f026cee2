//! The feed, walked from its root as another program would, every answer held against the published schemas of HSDS-UK
//! 3.0. They are not part of the project: they are read from `../shared/data/oruk` where that is, else the test says
//! so.

use jsonschema::{Draft, Validator};
use serde_json::Value;
use std::path::PathBuf;
use testkit::{Person, World};

const ROOT: &str = "/open-referral/v3";

fn schema(name: &str) -> Option<Validator> {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/oruk/schema")).join(name);
    let Ok(text) = std::fs::read_to_string(&file) else {
        skipped(name);
        return None;
    };
    let schema: Value = serde_json::from_str(&text).expect("a schema");
    Some(
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&schema)
            .expect("a schema"),
    )
}

#[expect(clippy::disallowed_macros, reason = "a test that is skipped says so")]
fn skipped(name: &str) {
    eprintln!("skipped: {name} of Open Referral UK is not beside this project");
}

/// Nothing is null, no text is empty.
fn sound(value: &Value, at: &str) {
    match value {
        Value::Null => panic!("{at} is null"),
        Value::String(text) => assert!(!text.trim().is_empty(), "{at} is empty"),
        Value::Array(all) => all.iter().for_each(|v| sound(v, at)),
        Value::Object(map) => map.iter().for_each(|(k, v)| sound(v, &format!("{at}/{k}"))),
        _ => {}
    }
}

fn held(value: &Value, schema: Option<&Validator>, what: &str) {
    sound(value, what);
    let faults: Vec<String> =
        schema.iter().flat_map(|s| s.iter_errors(value)).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{what}: {faults:?}\n{value:#}");
}

/// Every item of a list, page by page.
async fn walk(who: &Person, path: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for nth in 1.. {
        let join = if path.contains('?') { '&' } else { '?' };
        let page = who.get(&format!("{ROOT}{path}{join}page={nth}&per_page=100")).await;
        let page = page.must_be(200).json();
        let items = page["contents"].as_array().expect("contents").clone();
        assert_eq!(page["size"], items.len());
        assert_eq!(page["page_number"], nth);
        assert_eq!(page["first_page"], nth == 1);
        assert_eq!(page["empty"], items.is_empty());
        all.extend(items);
        if page["last_page"] == true {
            assert_eq!(page["total_items"], all.len());
            assert_eq!(page["total_pages"].as_u64().expect("a number").max(1), nth);
            return all;
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_the_feed_is_as_the_published_schemas_have_it() {
    let w = World::sqlite().with_services();
    let who = w.stranger();
    let root = who.get(&format!("{ROOT}/")).await;
    assert_eq!(root.must_be(200).json()["version"], "HSDS-UK-3.0");
    assert_eq!(root.headers["access-control-allow-origin"], "*");
    let pairs = [
        ("/services", "compiled/service_list.json", "compiled/service.json"),
        ("/taxonomies", "taxonomy.json", "taxonomy.json"),
        ("/taxonomy_terms", "taxonomy_term.json", "taxonomy_term.json"),
        ("/service_at_locations", "compiled/service_at_location_list.json", "compiled/service_at_location.json"),
    ];
    for (path, listed, whole) in pairs {
        // the two that stand alone name their parts by file, which are checked on their own
        let simple = !listed.starts_with("compiled");
        let (listed, whole) = if simple { (None, None) } else { (schema(listed), schema(whole)) };
        let items = walk(&who, path).await;
        assert!(items.len() >= if path == "/services" { 300 } else { 5 }, "{path}: {}", items.len());
        for item in &items {
            held(item, listed.as_ref(), path);
            let id = item["id"].as_str().expect("an id");
            let one = who.get(&format!("{ROOT}{path}/{id}")).await.must_be(200).json();
            held(&one, whole.as_ref(), &format!("{path}/{id}"));
            assert_eq!(one["id"], id);
            if simple {
                assert!(one["name"].is_string() && one["description"].is_string());
            }
        }
    }
    for full in ["/services?full=true", "/service_at_locations?full=true"] {
        let whole = schema(if full.starts_with("/services") {
            "compiled/service.json"
        } else {
            "compiled/service_at_location.json"
        });
        walk(&who, full).await.iter().for_each(|item| held(item, whole.as_ref(), full));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_parameter_of_the_profile_narrows_and_a_wrong_one_is_named() {
    let w = World::sqlite().with_services();
    let who = w.stranger();
    let all = walk(&who, "/services").await.len();
    let term = walk(&who, "/taxonomy_terms").await.into_iter().find(|t| t["term"] == "bereavement").expect("a term");
    let (id, of) = (term["id"].as_str().expect("an id"), term["taxonomy_id"].as_str().expect("an id"));
    let some = walk(&who, &format!("/services?taxonomy_term_id={id}")).await;
    assert!(!some.is_empty() && some.len() < all);
    assert!(walk(&who, &format!("/services?taxonomy_id={of}")).await.len() > some.len());
    let unknown = store::Uuid::nil();
    assert!(walk(&who, &format!("/services?taxonomy_term_id={unknown}")).await.is_empty());
    for (query, holds) in [
        (
            "minimum_age=11",
            Box::new(|s: &Value| s["minimum_age"].as_f64() >= Some(11.0)) as Box<dyn Fn(&Value) -> bool>,
        ),
        ("maximum_age=5", Box::new(|s: &Value| s["maximum_age"].as_f64().is_some_and(|a| a <= 5.0))),
        (
            "search=breastfeeding",
            Box::new(|s: &Value| s["description"].as_str().is_some_and(|d| d.contains("breastfeeding"))),
        ),
        ("day=MO&start_time=09:00&end_time=12:30", Box::new(|_| true)),
    ] {
        let found = walk(&who, &format!("/services?{query}")).await;
        assert!(!found.is_empty() && found.len() < all, "{query}: {}", found.len());
        assert!(found.iter().all(holds), "{query}");
    }
    for item in walk(&who, "/services?day=MO&start_time=09:00&end_time=12:30").await {
        let whole = who.get(&format!("{ROOT}/services/{}", item["id"].as_str().expect("an id"))).await.json();
        let fits = |s: &Value| {
            s["byday"].as_str().is_some_and(|d| d.contains("MO"))
                && s["opens_at"].as_str() >= Some("09:00")
                && s["closes_at"].as_str() <= Some("12:30")
        };
        assert!(whole["schedules"].as_array().is_some_and(|all| all.iter().any(fits)), "{whole:#}");
    }
    let near = walk(&who, "/service_at_locations?postcode=ME4&proximity=1500").await;
    let far = walk(&who, "/service_at_locations?postcode=ME4&proximity=9000").await;
    assert!(!near.is_empty() && near.len() < far.len());
    for wrong in [
        "page=0",
        "page=x",
        "per_page=-1",
        "minimum_age=old",
        "day=someday",
        "start_time=99",
        "proximity=far&postcode=ME4",
    ] {
        let path = if wrong.contains("proximity") { "service_at_locations" } else { "services" };
        let answer = who.get(&format!("{ROOT}/{path}?{wrong}")).await;
        answer.must_be(400);
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{wrong}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{wrong}");
    }
    for gone in [
        "/services/nothing",
        "/services/00000000-0000-0000-0000-000000000000",
        "/taxonomies/x",
        "/taxonomy_terms/x",
        "/service_at_locations/x",
    ] {
        who.get(&format!("{ROOT}{gone}")).await.must_be(404);
    }
    let page = who.get(&format!("{ROOT}/services?page=9999")).await.json();
    assert_eq!((&page["empty"], &page["last_page"]), (&Value::Bool(true), &Value::Bool(true)));
    // as it was, nothing is sent again
    let first = who.get(&format!("{ROOT}/services")).await;
    let tag = first.headers["etag"].to_str().expect("text").to_owned();
    let again = who.request("GET", &format!("{ROOT}/services"), None, &[("if-none-match", &tag)], "").await;
    again.must_be(304);
}
