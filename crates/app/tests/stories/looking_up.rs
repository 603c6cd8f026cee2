//! Stories of looking up: the front door finds a contact again, and everyone with a right to ask is told who leads.

use crate::helpers::{CONTACT, contact, contact_of, decide, family, led};
use diesel::prelude::*;
use testkit::{Page, Person, World, story};

/// What the front door found.
async fn find(officer: &Person, text: &str) -> Page {
    let sent = officer.submit("/contact-search", &[("q", text)]).await;
    assert!(sent.location.starts_with("/contact-search/found/"), "{}", sent.text());
    officer.follow(&sent).await
}

/// The reference of a contact.
fn reference(w: &World, id: &str) -> String {
    use contacts::records::contact::dsl;
    let id: contacts::ContactId = id.parse().expect("an id");
    dsl::contact.find(id).select(dsl::reference).first(&mut w.conn()).expect("a contact")
}

/// Decides, answers and closes.
async fn close(w: &World, id: &str) {
    decide(w, id, "advice").await;
    let officer = w.person("front-door").await;
    let at = format!("/contacts/{id}/answer");
    let answered = officer.submit(&at, &[("answer", "Thank you. Call the school nurse.")]).await;
    let page = officer.follow(&answered).await;
    officer.submit_on(&page, &format!("/contacts/{id}/closure"), &[]).await.must_be(303);
}

story!(the_front_door_finds_a_contact_by_reference_name_and_telephone, |w| {
    let id = contact(&w).await;
    let reference = reference(&w, &id);
    let officer = w.person("front-door").await;
    for asked in
        [&*reference, &reference.to_lowercase(), "Ada Okoro", "okoro ad", "Ife", "Priya Shah", "+44 7700 900123"]
    {
        let page = find(&officer, asked).await;
        assert_eq!(page.link(&format!("/contacts/{id}")).as_deref(), Some(&*format!("/contacts/{id}")), "{asked}");
        page.must_say(&reference).must_say("Ada Okoro");
    }
    find(&officer, "Nobody Here").await.must_say("No contact was found");
    officer.submit("/contact-search", &[("q", " ")]).await.must_be(422).must_say("Enter a reference");

    // what is looked for stands in no address, is nobody else's to go back to, and is for the front door alone
    let sent = officer.submit("/contact-search", &[("q", "Ada Okoro")]).await;
    assert!(!sent.location.to_lowercase().contains("okoro"));
    w.person("front-door-0@demo.example.org.uk").await.get(&sent.location).await.must_be(404);
    for who in ["lead", "manager", "school", "admin"] {
        w.person(who).await.get("/contact-search").await.must_be(403);
    }

    // the telephone of somebody whose address is protected leads nowhere
    let place = r#""phone": "07700 900555", "address": {"line_1": "2 Example Road", "protected": true}"#;
    contact_of(&w, &CONTACT.replace(r#""phone": "07700 900123""#, place).replace("9434765919", "")).await;
    find(&officer, "07700 900555").await.must_say("No contact was found");
});

story!(what_the_front_door_decided_stays_open_to_it_for_a_year_and_it_is_logged_why, |w| {
    let id = contact(&w).await;
    close(&w, &id).await;
    let path = format!("/contacts/{id}");
    let officer = w.person("front-door").await;
    officer.get(&path).await.must_be(200).must_say("Call the school nurse.");
    find(&officer, "Ada Okoro").await.must_say("Advice given");
    let because: Vec<String> = {
        use store::log::access_entry::dsl;
        let about: contacts::ContactId = id.parse().expect("an id");
        let of = dsl::access_entry.filter(dsl::subject_id.eq(store::AnyId(about.0)).and(dsl::action.eq("see-contact")));
        of.order(dsl::id).select(dsl::because).load(&mut w.conn()).expect("entries")
    };
    assert_eq!(because.last().map(String::as_str), Some("decided"), "{because:?}");
    // it is read, and nothing of it is changed
    officer.get(&format!("{path}/decision")).await.must_be(403);
    w.person("lead").await.get(&path).await.must_be(404);

    let w = w.later(364);
    w.person("front-door").await.get(&path).await.must_be(200);
    let w = w.later(3);
    let officer = w.person("front-door").await;
    officer.get(&path).await.must_be(403);
    let found = find(&officer, "Ada Okoro").await;
    found.must_say("Decided too long ago").must_not_say("Ada Okoro, aged");
    assert!(found.link(&path).is_none());
});

story!(a_contact_about_a_restricted_family_is_found_by_nobody_who_may_not_know, |w| {
    let id = contact(&w).await;
    close(&w, &id).await;
    let privacy = w.person("privacy").await;
    let at = format!("/families/{}/restriction", family(&w, &id));
    let page = privacy.get(&at).await;
    let listed = page.value_of("Ruth Calder").expect("the manager");
    privacy.submit_on(&page, &at, &[("listed", &listed), ("reason", "A threat.")]).await.must_be(303);
    let officer = w.person("front-door").await;
    find(&officer, "Ada Okoro").await.must_say("No contact was found");
    find(&officer, &reference(&w, &id)).await.must_say("No contact was found");
    officer.get(&format!("/contacts/{id}")).await.must_be(404);
});

story!(contacts_of_before_are_given_their_words, |w| {
    let id = contact(&w).await;
    store::dialect::batch(&mut w.conn(), "DELETE FROM contact_word").expect("as it was before");
    w.app.db.look_again();
    let officer = w.person("front-door").await;
    find(&officer, "Ada Okoro").await.must_say("No contact was found");
    let steady = contacts::CAPABILITY.steady.iter().find(|work| work.name.contains("findable")).expect("steady work");
    (steady.run)(&w.app.db, &w.app.pack).expect("done");
    w.app.db.look_again();
    assert!(find(&officer, "Ada Okoro").await.link(&format!("/contacts/{id}")).is_some());
});

story!(whoever_may_ask_is_told_who_leads_how_to_reach_them_and_when_they_were_last_involved, |w| {
    let (id, ..) = led(&w, "intervention-plan").await;
    let w = w.later(2);
    let lead = w.person("lead").await;
    let note = [("kind", "call"), ("text", "Ife called.")];
    let path = format!("/families/{id}/notes/new");
    let page = lead.get(&path).await;
    let note: Vec<(&str, &str)> = note.into_iter().filter(|(name, _)| !page.names(name).is_empty()).collect();
    lead.submit_on(&page, &path, &note).await.must_be(303);

    let w = w.later(10);
    for who in ["school", "front-door", "lead"] {
        let page = w.person(who).await.find("Ada Okoro").await;
        page.must_say("Lead professional: Daniel Osei").must_say("Last involved on 6 March 2026");
        page.must_say("01634");
    }
    // a name that begins so is not enough to be told of a family that one does not work with
    w.person("school").await.find("Ada").await.must_not_say("Daniel Osei");
    let program = w.program("school").await;
    let asked = r#"{"q": "Ada Okoro"}"#;
    let found = program.request("POST", "/api/v1/people/search", Some("application/json"), &[], asked).await.json();
    assert_eq!(found["items"][0]["lead"]["name"], "Daniel Osei");
    assert_eq!(found["items"][0]["lead"]["last_involved"], "2026-03-06");

    // of a restricted family nothing is told
    let privacy = w.person("privacy").await;
    let at = format!("/families/{id}/restriction");
    let page = privacy.get(&at).await;
    let listed = page.value_of("Ruth Calder").expect("the manager");
    privacy.submit_on(&page, &at, &[("listed", &listed), ("reason", "A threat.")]).await.must_be(303);
    w.person("school").await.find("Ada Okoro").await.must_not_say("Daniel Osei").must_say("0 results");
});

story!(where_nobody_leads_the_front_door_is_called, |w| {
    decide(&w, &contact(&w).await, "intervention-plan").await;
    let page = w.person("school").await.find("Ada Okoro").await;
    page.must_say("known to early help").must_say("Family Solutions (Early Help)").must_not_say("Lead professional");
});
