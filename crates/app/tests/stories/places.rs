//! Stories of where people live, and from whom that is kept (T16, T17).

use crate::helpers::{CONTACT, contact, contact_of, decide, decision, family, led, same_people};
use testkit::{Page, World, story};

/// A second family, whose place is a secret, and which nobody leads yet.
const ZOE: &str = r#"{"kind": "request", "source": "school", "channel": "online", "summary": "Often tired.",
 "needs": ["school-attendance"], "agreement": "given",
 "people": [{"role": "child", "given_name": "Zoe", "family_name": "Marsh", "date_of_birth": "2015-05-05",
   "nhs_number": "9990000018", "school": "Hidden School",
   "address": {"line_1": "9 Secret Lane", "postcode": "ME7 1AA", "protected": true}}]}"#;

/// A contact that names a child of each of both families.
fn both() -> String {
    let mut both: serde_json::Value = serde_json::from_str(CONTACT).expect("a contact");
    let zoe: serde_json::Value = serde_json::from_str(ZOE).expect("a contact");
    both["people"].as_array_mut().expect("people").push(zoe["people"][0].clone());
    both.to_string()
}

/// Two families, the first led by the lead, and a contact whose people are said to be theirs.
async fn two_families(w: &World) -> (access::FamilyId, access::FamilyId, testkit::Person, String) {
    let (first, _, lead) = led(w, "intervention-plan").await;
    let zoe = contact_of(w, ZOE).await;
    let second = decide(w, &zoe, "advice").await;
    let id = contact_of(w, &both()).await;
    same_people(w, &id).await;
    (first, second, lead, id)
}

/// The decision of the front door on people of two families, with what it says of the second child.
async fn decided(w: &World, id: &str, belongs: Option<&str>) -> Page {
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{id}/decision");
    let page = officer.get(&path).await;
    page.must_say("Does Zoe Marsh belong to this family, too?").must_say("Marsh family");
    let team = page.value_of("Chatham and Luton").expect("a team");
    let levels = page.names("level");
    let mut fields = decision("help-goes-on", &team);
    fields.retain(|(name, _)| *name != "level");
    fields.extend(levels.iter().map(|name| (name.as_str(), "2")));
    fields.extend(belongs.map(|said| ("belongs-3", said)));
    officer.submit_on(&page, &path, &fields).await
}

story!(nobody_is_cleared_for_a_protected_place_by_joining, |w| {
    let (first, _, lead, id) = two_families(&w).await;
    decided(&w, &id, None).await.must_be(422).must_say("They are in the record of another family");
    decided(&w, &id, Some("here")).await.must_be(303);

    let page = lead.get(&format!("/families/{first}")).await;
    page.must_say("Zoe Marsh").must_say("Address protected").must_not_say("Secret Lane").must_not_say("Hidden School");
    let path = page.texts("main table a").iter().position(|name| name == "Zoe Marsh").expect("a link to Zoe");
    let all: Vec<String> = scraped_links(&page, &format!("/families/{first}/people/"));
    lead.get(&all[path]).await.must_say("The address is protected").must_not_say("Secret Lane");
    w.person("manager").await.get(&format!("/families/{first}")).await.must_not_say("Secret Lane");
});

fn scraped_links(page: &Page, start: &str) -> Vec<String> {
    let parts = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    parts.filter(|link| link.starts_with(start) && !link.ends_with("/new")).map(ToOwned::to_owned).collect()
}

story!(a_child_of_another_family_can_be_named_and_stay_where_it_is, |w| {
    let (first, second, lead, id) = two_families(&w).await;
    decided(&w, &id, Some("apart")).await.must_be(303);
    assert_eq!(family(&w, &id), first);
    lead.get(&format!("/families/{first}")).await.must_not_say("Zoe");
    let stays = people::records::members_of(&mut w.conn(), second).expect("members");
    assert_eq!(stays.len(), 1);
    let log = access::FamilyId(second.0);
    let lines: i64 = {
        use diesel::prelude::*;
        use store::log::event::dsl;
        let named = dsl::event.filter(dsl::family_id.eq(log)).filter(dsl::kind.eq("contact.named"));
        named.count().get_result(&mut w.conn()).expect("a count")
    };
    assert_eq!(lines, 1, "their own family's record says that they were named");
});

story!(protecting_one_protects_all_who_live_there_and_says_whom, |w| {
    let body = CONTACT.replace(
        r#""phone": "07700 900123""#,
        r#""phone": "07700 900123", "address": {"line_1": "1 Example Rd", "postcode": "ME4 4TR"}"#,
    );
    let id = contact_of(&w, &body).await;
    let family = decide(&w, &id, "intervention-plan").await;
    let manager = w.person("manager").await;
    let page = manager.get(&format!("/families/{family}")).await;
    page.must_say("1 Example Road").must_say("1 Example Rd");
    let people = scraped_links(&page, &format!("/families/{family}/people/"));
    let mother = people.last().expect("the mother");
    let told = manager.submit(mother, &[("protected", "yes")]).await;
    manager.follow(&told).await.must_say("Ada Okoro").must_say("Ife Okoro");

    // a colleague in the team sees the place of neither, nor the telephone that leads there
    let e = crate::helpers::episode(&w, family);
    let other = "worker-0-3@demo.example.org.uk";
    let name = access::accounts::find_by_email(&mut w.conn(), other).expect("found").expect("an account").name;
    crate::helpers::join(&manager, e, &name).await.must_be(303);
    let colleague = w.person(other).await;
    let seen = colleague.get(&format!("/families/{family}")).await;
    seen.must_say("Ada Okoro").must_not_say("Example R").must_not_say("07700 900123");

    // a baby is entered at the same place
    let add = format!("/families/{family}/people/new");
    let baby = [
        ("role", "child"),
        ("given_name", "Obi"),
        ("family_name", "Okoro"),
        ("date_of_birth-day", "1"),
        ("date_of_birth-month", "3"),
        ("date_of_birth-year", "2026"),
        ("line_1", "1 Example Road"),
        ("postcode", "ME4 4TR"),
    ];
    let mut added = manager.submit(&add, &baby).await;
    if added.status == 422 {
        let fields: Vec<(&str, &str)> = baby.into_iter().chain([("anyway", "yes")]).collect();
        added = manager.submit_on(&added, &add, &fields).await;
    }
    added.must_be(303);
    colleague.get(&format!("/families/{family}")).await.must_say("Obi").must_not_say("Example R");
});

story!(a_place_is_no_secret_any_more_only_when_somebody_says_so_for_all_of_them, |w| {
    let body = CONTACT.replace("\"postcode\": \"ME4 4TR\"", "\"postcode\": \"ME4 4TR\", \"protected\": true");
    let family = decide(&w, &contact_of(&w, &body).await, "intervention-plan").await;
    let manager = w.person("manager").await;
    let page = manager.get(&format!("/families/{family}")).await;
    let child = scraped_links(&page, &format!("/families/{family}/people/")).remove(0);

    let page = manager.get(&child).await;
    let form = page.form(&child).expect("a form");
    let without: Vec<(&str, &str)> =
        form.iter().filter(|(name, _)| name != "protected").map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let asked = manager.post(&child, &without).await;
    asked.must_be(422).must_say("Everyone who works with the family would see where Ada can be found");
    manager.get(&format!("/families/{family}")).await.must_say("Protected");

    let sure: Vec<(&str, &str)> = without.into_iter().chain([("unprotect", "yes")]).collect();
    manager.post(&child, &sure).await.must_be(303);
    let page = manager.get(&format!("/families/{family}")).await;
    page.must_say("1 Example Road");
    assert!(page.texts(".govuk-tag").iter().all(|tag| tag != "Protected"), "no longer protected");
});

story!(a_contact_protects_the_child_with_the_mother, |w| {
    let body = CONTACT.replace(
        r#""phone": "07700 900123""#,
        r#""phone": "07700 900123", "address": {"line_1": "1 Example Road", "postcode": "ME4 4TR", "protected": true}"#,
    );
    let id = contact_of(&w, &body).await;
    let page = w.person("front-door").await.get(&format!("/contacts/{id}")).await;
    page.must_say("Ada Okoro").must_not_say("1 Example Road").must_not_say("ME4 4TR");
    let api = w.program("school").await.get(&format!("/api/v1/contacts/{id}")).await;
    api.must_be(200).must_not_say("Example Road");
});

story!(a_known_family_is_protected_by_what_a_new_contact_says, |w| {
    let (first, _, lead) = led(&w, "intervention-plan").await;
    lead.get(&format!("/families/{first}")).await.must_say("1 Example Road");
    let secret = CONTACT.replace("\"postcode\": \"ME4 4TR\"", "\"postcode\": \"ME4 4TR\", \"protected\": true");
    let id = contact_of(&w, &secret).await;
    same_people(&w, &id).await;
    decide(&w, &id, "advice").await;
    let page = lead.get(&format!("/families/{first}")).await;
    assert!(page.texts(".govuk-tag").iter().any(|tag| tag == "Protected"), "protected from now on");
});

story!(nobody_is_asked_about_a_record_of_which_they_may_not_know, |w| {
    let (hidden, ..) = led(&w, "intervention-plan").await;
    let other = CONTACT
        .replace("Ada", "Bola")
        .replace("2016-02-29", "2013-01-13")
        .replace("9434765919", "9990000018")
        .replace("Ife", "Wande");
    let mine = decide(&w, &contact_of(&w, &other).await, "intervention-plan").await;
    let manager = w.person("manager").await;
    let path = format!("/families/{mine}/people/new");
    let ada = [
        ("role", "child"),
        ("given_name", "Ada"),
        ("family_name", "Okoro"),
        ("date_of_birth-day", "29"),
        ("date_of_birth-month", "2"),
        ("date_of_birth-year", "2016"),
        ("nhs_number", "9434765919"),
    ];
    manager.submit(&path, &ada).await.must_be(422).must_say("Somebody like this may be known already");

    let privacy = w.person("privacy").await;
    let restriction = format!("/families/{hidden}/restriction");
    let page = privacy.get(&restriction).await;
    let listed = page.value_of("Daniel Osei").expect("the lead");
    privacy.submit_on(&page, &restriction, &[("reason", "A threat."), ("listed", &listed)]).await.must_be(303);
    manager.submit(&path, &ada).await.must_be(303);
    let _ = contact(&w).await;
});
