//! T12: more than can be done at once is told to come again, before anything of it is begun. How quick those are who
//! are let in is measured in `crates/platform/store/tests/overload.rs`.

use crate::helpers::{CONTACT, led};
use std::time::Duration;
use testkit::story;

story!(whoever_is_not_let_in_is_told_to_come_again_and_nothing_is_saved, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/notes/new");
    let (page, cookie) = (lead.get(&path).await, lead.cookie());
    let token = w.program("school").await.token().expect("a token");
    // a gate through which nobody gets
    let patience = Duration::from_millis(100);
    let full = store::Options { threads: 2, at_once: 0, patience, ..store::Options::default() };
    let w = w.resized(full);
    let lead = w.stranger();
    lead.set_cookie(&cookie);
    for answer in [
        lead.get("/my-work").await,
        lead.submit_on(&page, &path, &[("kind", "visit"), ("text", "Baked bread.")]).await,
        w.stranger().get("/services").await,
    ] {
        answer.must_be(503).must_say("The service is busy");
        assert!(answer.headers.contains_key("retry-after"));
    }
    let bearer = [("authorization", format!("Bearer {token}"))];
    let headers: Vec<(&str, &str)> = bearer.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer =
        w.stranger().request("POST", "/api/v1/contacts", Some("application/json"), &headers, CONTACT.to_owned()).await;
    answer.must_be(503);
    assert_eq!(answer.json()["type"], "urn:earlyhelp:problem:busy");

    let w = w.resized(store::Options { threads: 2, ..store::Options::default() });
    let lead = w.stranger();
    lead.set_cookie(&cookie);
    lead.submit_on(&page, &path, &[("kind", "visit"), ("text", "Baked bread.")]).await.must_be(303);
});
