//! Another service asks whether a child is known here: PERMIT, DENY or REVIEW, and never more than whom to contact.

use crate::helpers::{contact, decide, led};
use diesel::prelude::*;
use exports::records::Decision;
use testkit::{Page, Person, World, story};

const SECTION_16LA: &str = "https://www.legislation.gov.uk/ukpga/2004/31/section/16LA";
const SECTION_17: &str = "https://www.legislation.gov.uk/ukpga/1989/41/section/17";
const ADA: &str =
    r#"{"given_name": "Ada", "family_name": "Okoro", "date_of_birth": "2016-02-29", "nhs_number": "9434765919"}"#;
const NOBODY: &str = r#"{"given_name": "Zora", "family_name": "Quill", "date_of_birth": "2014-05-06"}"#;

/// The same world with the question switched on, by a pack over its own.
fn on(w: World) -> (World, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a directory");
    let packs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs");
    for name in ["standard", "medway"] {
        std::fs::create_dir(dir.path().join(name)).expect("made");
        let file = format!("{name}/pack.toml");
        std::fs::copy(format!("{packs}/{file}"), dir.path().join(&file)).expect("copied");
    }
    let on = dir.path().join("on");
    std::fs::create_dir(&on).expect("made");
    let text = "id = \"on\"\nversion = \"1\"\ntitle = \"On\"\nextends = \"medway\"\n\
        [texts]\nperson-query-agreement = \"7\"\n\
        [settings]\nperson-query = { value = 1, unit = \"switch\", label = \"On\", source = \"test\" }\n";
    std::fs::write(on.join("pack.toml"), text).expect("written");
    (w.under(&on), dir)
}

async fn ask(program: &Person, reason: &str, person: &str, query: Option<&str>) -> Page {
    let query = query.map(|id| format!(", \"query\": \"{id}\"")).unwrap_or_default();
    let body = format!(r#"{{"reason": "{reason}", "agreement": "7", "person": {person}{query}}}"#);
    send(program, body).await
}

async fn send(program: &Person, body: String) -> Page {
    program.request("POST", "/api/v1/Patient/$person-info-query", Some("application/json"), &[], body).await
}

/// The answer without what differs from one question to the next.
fn bare(page: &Page) -> serde_json::Value {
    let mut told = page.json();
    for name in ["query", "request"] {
        told.as_object_mut().expect("an answer").remove(name);
    }
    told
}

fn decisions(w: &World) -> Vec<Decision> {
    let rows: Vec<store::Json<serde_json::Value>> = store::log::event::table
        .filter(store::log::event::kind.eq("person-query.asked"))
        .order(store::log::event::at)
        .select(store::log::event::detail)
        .load(&mut w.conn())
        .expect("events");
    rows.iter().map(|row| Decision::parse(row.0["decision"].as_str().expect("one")).expect("one")).collect()
}

story!(it_is_off_until_the_council_switches_it_on, |w| {
    contact(&w).await;
    let school = w.program("school").await;
    ask(&school, SECTION_16LA, ADA, None).await.must_be(403).must_say("The council has not switched this on");
    assert!(decisions(&w).is_empty());
    w.stranger().request("POST", "/api/v1/Patient/$person-info-query", None, &[], "").await.must_be(401);
    w.program("board").await.request("POST", "/api/v1/Patient/$person-info-query", None, &[], "").await.must_be(403);
});

story!(a_permitted_question_hears_whom_to_contact_and_nothing_of_the_record, |w| {
    let (family, ..) = led(&w, "assessment").await;
    let (w, _dir) = on(w);
    let police = w.program("police").await;
    let told = ask(&police, SECTION_16LA, ADA, None).await;
    told.must_be(200);
    let answer = told.json();
    assert_eq!(
        (&answer["decision"], &answer["match"], &answer["agreement"]),
        (&"PERMIT".into(), &true.into(), &"7".into())
    );
    assert_eq!(answer["contact"][0]["role"], "lead");
    assert_eq!(answer["contact"][0]["name"], "Daniel Osei");
    assert_eq!(answer["contact"][1]["name"], "Chatham and Luton");
    told.must_not_say("Okoro").must_not_say(&family.to_string()).must_not_say("attendance");

    // the log names the family, and says what was asked without a word of whom
    use store::log::{access_entry, access_shown};
    let set: store::AnyId = access_shown::table
        .filter(
            access_shown::family_id.eq(family).and(
                access_shown::set_id.eq_any(
                    access_entry::table
                        .filter(access_entry::action.eq("query-person"))
                        .select(access_entry::subject_id.assume_not_null()),
                ),
            ),
        )
        .select(access_shown::set_id)
        .first(&mut w.conn())
        .expect("named");
    let rows: Option<i64> = access_entry::table
        .filter(access_entry::subject_id.eq(Some(set)).and(access_entry::action.eq("query-person")))
        .select(access_entry::row_count)
        .first(&mut w.conn())
        .expect("an entry");
    assert_eq!(rows, Some(1));
    assert_eq!(decisions(&w), [Decision::Permit]);
    w.person("privacy").await.get("/person-queries").await.must_say("Permitted").must_not_say("Okoro");
    w.person("head").await.get("/person-queries").await.must_be(403);
});

story!(a_restricted_child_cannot_be_told_from_one_who_is_not_here, |w| {
    let id = contact(&w).await;
    let family = decide(&w, &id, "assessment").await;
    let privacy = w.person("privacy").await;
    let path = format!("/families/{family}/restriction");
    let page = privacy.get(&path).await;
    let listed = page.value_of("Daniel Osei").expect("a colleague");
    privacy.submit_on(&page, &path, &[("reason", "A threat."), ("listed", &listed)]).await.must_be(303);
    let (w, _dir) = on(w);
    let police = w.program("police").await;
    let (hidden, nobody) =
        (ask(&police, SECTION_16LA, ADA, None).await, ask(&police, SECTION_16LA, NOBODY, None).await);
    hidden.must_be(200);
    assert_eq!(bare(&hidden), bare(&nobody));
    assert_eq!(bare(&hidden)["match"], false);
    assert_eq!(hidden.headers.keys().collect::<Vec<_>>(), nobody.headers.keys().collect::<Vec<_>>());
    // to be reviewed is no other
    let (hidden, nobody) = (ask(&police, SECTION_17, ADA, None).await, ask(&police, SECTION_17, NOBODY, None).await);
    assert_eq!(bare(&hidden), bare(&nobody));
});

story!(what_the_agreement_does_not_know_is_denied_and_too_little_is_refused_by_name, |w| {
    contact(&w).await;
    let (w, _dir) = on(w);
    let school = w.program("school").await;
    let denied = ask(&school, "https://example.org/curiosity", ADA, None).await;
    assert_eq!(denied.json()["decision"], "DENY");
    assert!(denied.json().get("match").is_none() && denied.json().get("contact").is_none());
    let old = send(&school, format!(r#"{{"reason": "{SECTION_16LA}", "agreement": "6", "person": {ADA}}}"#)).await;
    assert_eq!((&old.json()["decision"], &old.json()["agreement"]), (&"DENY".into(), &"7".into()));

    let little = ask(&school, SECTION_16LA, r#"{"given_name": "Ada"}"#, None).await;
    little.must_be(422);
    assert_eq!(little.json()["type"], "urn:earlyhelp:problem:person-query-too-little");
    let strange = send(&school, format!(r#"{{"reason": "x", "agreement": "7", "person": {ADA}, "colour": 1}}"#)).await;
    strange.must_be(422).must_say("unknown field `colour`");
    assert_eq!(decisions(&w), [Decision::Deny, Decision::Deny]);
});

story!(what_is_to_be_reviewed_waits_for_information_governance_and_its_word_counts_for_that_question, |w| {
    led(&w, "assessment").await;
    let (w, _dir) = on(w);
    let school = w.program("school").await;
    let first = ask(&school, SECTION_17, ADA, None).await;
    assert_eq!(first.json()["decision"], "REVIEW");
    assert!(first.json().get("match").is_none());
    let id = first.json()["query"].as_str().expect("an id").to_owned();
    let again = ask(&school, SECTION_17, ADA, Some(&id)).await;
    assert_eq!(again.json(), first.json());

    let privacy = w.person("privacy").await;
    let work = privacy.get("/my-work").await;
    work.must_say("Decide whether another service is told that somebody is known").must_not_say("Okoro");
    let path = format!("/person-queries/{id}");
    privacy.get(&path).await.must_say("Ada Okoro").must_say("Waits for you");
    privacy
        .submit(&path, &[("why", "As agreed.")])
        .await
        .must_be(422)
        .must_say("Choose whether the question is answered");
    privacy.submit(&path, &[("decided", "PERMIT")]).await.must_be(422).must_say("Say why");
    let two = privacy.get(&path).await;
    privacy.submit(&path, &[("decided", "PERMIT"), ("why", "As agreed.")]).await.must_be(303);
    let late = privacy.submit_on(&two, &path, &[("decided", "DENY"), ("why", "No.")]).await;
    late.must_be(422).must_say("This question was decided already").must_say("No.");
    privacy.get(&path).await.must_not_say("Ada Okoro").must_say("Reviewed: permitted").must_say("As agreed.");
    privacy.get("/my-work").await.must_not_say("Decide whether another service");

    let told = ask(&school, SECTION_17, ADA, Some(&id)).await.json();
    assert_eq!((&told["decision"], &told["match"]), (&"PERMIT".into(), &true.into()));
    // for another child, by another service or for another reason it says nothing
    for (program, reason, person) in [("school", SECTION_17, NOBODY), ("police", SECTION_17, ADA)] {
        let program = w.program(program).await;
        assert_eq!(ask(&program, reason, person, Some(&id)).await.json()["decision"], "REVIEW");
    }
});
