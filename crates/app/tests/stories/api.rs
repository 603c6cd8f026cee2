//! Stories of the API: the same rules as the pages.

use crate::helpers::{CONTACT, contact, led};
use testkit::{Page, Person, story};

async fn post(program: &Person, key: &str, body: &str) -> Page {
    program
        .request("POST", "/api/v1/contacts", Some("application/json"), &[("idempotency-key", key)], body.to_owned())
        .await
}

story!(a_contact_sent_ten_times_is_made_once, |w| {
    let school = w.program("school").await;
    let first = post(&school, "k1", CONTACT).await;
    first.must_be(201);
    assert_eq!(
        first.headers["location"].to_str().expect("text"),
        format!("/api/v1/contacts/{}", first.json()["id"].as_str().expect("an id"))
    );
    for _ in 0..9 {
        let again = post(&school, "k1", CONTACT).await;
        again.must_be(201);
        assert_eq!(again.body, first.body);
    }
    let other = post(&school, "k1", &CONTACT.replace("Mondays", "Fridays")).await;
    other.must_be(422);
    assert_eq!(other.json()["type"], "urn:earlyhelp:problem:key-used-otherwise");
    // another caller's key is another key
    post(&w.program("police").await, "k1", CONTACT).await.must_be(201);
    let shown = school.get(&format!("/api/v1/contacts/{}", first.json()["id"].as_str().expect("an id"))).await;
    assert_eq!(shown.json()["state"], "received");
    assert_eq!(shown.json()["people"][0]["given_name"], "Ada");
});

story!(what_is_wrong_is_named_and_nothing_is_made, |w| {
    let school = w.program("school").await;
    for (body, told) in [
        (CONTACT.replace("school-attendance", "no-such-need"), "no-such-need"),
        (CONTACT.replace("\"kind\"", "\"colour\": 1, \"kind\""), "unknown field `colour`"),
        (CONTACT.replace("9434765919", "9434765918"), "people-1-nhs_number"),
        (CONTACT.replace("2016-02-29", "2015-02-29"), "people-1-date_of_birth"),
        (CONTACT.replace("ME4 4TR", "ME44 TR"), "people-1-postcode"),
        (CONTACT.replace("\"child\"", "\"dog\""), "people-1-role"),
        (CONTACT.replace("\"given\"", "\"maybe\""), "agreement"),
    ] {
        let page = post(&school, "k", &body).await;
        page.must_be(422);
        assert!(page.json()["detail"].as_str().expect("a detail").contains(told), "{}", page.body);
        assert_eq!(page.headers["content-type"], "application/problem+json");
    }
    for body in ["", "{", "[]", "null", "{\"kind\": \"\\u0000\"}"] {
        let page = post(&school, "k", body).await;
        assert!(matches!(page.status.as_u16(), 400 | 422), "{body}: {}", page.status);
    }
    school.get("/contacts").await.must_not_say("C-");
});

story!(a_contact_without_a_key_is_refused_by_name_and_not_made, |w| {
    let school = w.program("school").await;
    let without = school.request("POST", "/api/v1/contacts", Some("application/json"), &[], CONTACT).await;
    for page in [without, post(&school, "", CONTACT).await, post(&school, "  ", CONTACT).await] {
        page.must_be(422);
        assert_eq!(page.headers["content-type"], "application/problem+json");
        assert_eq!(page.json()["type"], "urn:earlyhelp:problem:key-missing");
    }
    school.get("/contacts").await.must_not_say("C-");

    // the document says so, too
    let document = w.stranger().get("/api/v1/openapi.json").await.json();
    let header = &document["paths"]["/api/v1/contacts"]["post"]["parameters"][0];
    assert_eq!(header["name"], "Idempotency-Key");
    assert_eq!(header["required"], true);
});

story!(without_a_good_token_nothing_is_told, |w| {
    let id = contact(&w).await;
    let stranger = w.stranger();
    for (method, path) in [
        ("GET", format!("/api/v1/contacts/{id}")),
        ("POST", "/api/v1/people/search".into()),
        ("GET", "/api/v1/events".into()),
    ] {
        let page = stranger.request(method, &path, None, &[], r#"{"q": "ada"}"#).await;
        page.must_be(401);
        assert_eq!(page.headers["content-type"], "application/problem+json");
    }
    post(&stranger, "", CONTACT).await.must_be(401);
    w.program("health-visitor").await.get(&format!("/api/v1/contacts/{id}")).await.must_be(404);
    w.program("school").await.get("/api/v1/contacts/not-an-id").await.must_be(404);
    w.program("board")
        .await
        .request("POST", "/api/v1/people/search", Some("application/json"), &[], r#"{"q": "ada"}"#)
        .await
        .must_be(403);
    post(&w.program("commissioner").await, "", CONTACT).await.must_be(403);
});

story!(people_and_families_are_given_as_far_as_the_caller_may_see, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let lead = w
        .program("lead")
        .await
        .request("POST", "/api/v1/people/search", Some("application/json"), &[], r#"{"q": "ada"}"#)
        .await
        .json();
    assert_eq!(lead["items"][0]["name"], "Ada Okoro");
    assert_eq!(lead["items"][0]["family_id"], family.to_string());
    let hv = w
        .program("health-visitor")
        .await
        .request("POST", "/api/v1/people/search", Some("application/json"), &[], r#"{"q": "ada okoro"}"#)
        .await
        .json();
    assert_eq!(hv["items"][0]["family_id"], serde_json::Value::Null);
    assert!(hv["items"][0]["known_to"].as_str().expect("whom to call").contains("Daniel Osei"));
    let shown = w.program("lead").await.get(&format!("/api/v1/families/{family}")).await.json();
    assert_eq!(shown["people"][0]["level_of_need"], "2");
    w.program("police").await.get(&format!("/api/v1/families/{family}")).await.must_be(403);
});

story!(the_event_feed_names_nobody_and_goes_on_from_where_one_was, |w| {
    led(&w, "intervention-plan").await;
    let admin = w.program("admin").await;
    let feed = admin.get("/api/v1/events").await;
    feed.must_be(200).must_not_say("Okoro").must_not_say("Ada");
    let all = feed.json();
    assert!(all["items"].as_array().expect("items").iter().any(|e| e["kind"] == "contact.received"));
    let next = all["next"].as_str().expect("an id").to_owned();
    assert_eq!(admin.get(&format!("/api/v1/events?after={next}")).await.json()["items"], serde_json::json!([]));
    admin.get("/api/v1/events?after=x").await.must_be(400);
    w.program("school").await.get("/api/v1/events").await.must_be(403);
});

story!(the_description_is_openapi_3_1_and_names_every_route, |w| {
    let document = w.stranger().get("/api/v1/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    for page in app::capabilities::pages() {
        if page.address.starts_with("/api/v1/") && !page.address.ends_with("openapi.json") {
            assert!(document["paths"].get(&page.address).is_some(), "{} is not described", page.address);
        }
    }
});
