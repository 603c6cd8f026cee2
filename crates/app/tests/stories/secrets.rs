//! Stories of what is not for everyone: need to know, restriction, protected addresses, what search tells.

use crate::helpers::{CONTACT, contact, contact_of, decide, led};
use testkit::story;

story!(no_one_opens_a_family_they_do_not_work_with, |w| {
    let (family, e, _) = led(&w, "intervention-plan").await;
    let pages = [
        format!("/families/{family}"),
        format!("/families/{family}/chronology"),
        format!("/episodes/{e}/plan"),
        format!("/episodes/{e}/assessment"),
        format!("/episodes/{e}/closure"),
    ];
    // workers may know that it exists, and are told how to ask; all others find nothing there
    let known = ["school", "health-visitor", "police", "charity", "front-door", "panel-chair"];
    let hidden = ["auditor", "commissioner", "board", "admin", "privacy"];
    for (people, status) in [(&known[..], 403), (&hidden[..], 404)] {
        for who in people {
            let person = w.person(who).await;
            for page in &pages {
                let answer = person.get(page).await;
                assert_eq!(answer.status.as_u16(), status, "{who} {page}");
                answer.must_not_say("Okoro");
            }
        }
    }
    let stranger = w.stranger();
    for page in &pages {
        assert!(stranger.get(page).await.location.starts_with("/sign-in?next="));
    }
});

story!(search_tells_a_stranger_to_the_family_only_that_a_child_is_known_and_whom_to_call, |w| {
    led(&w, "intervention-plan").await;
    let hv = w.person("health-visitor").await;
    let page = hv.find("ada okoro").await;
    page.must_say("This child is known to early help").must_say("Daniel Osei").must_not_say("/families/");
    page.must_not_say("2016");
    // half a name, a postcode, or a parent's name tell nothing
    for q in ["ada", "okoro", "ME4+4TR", "ife+okoro", "29/02/2016"] {
        hv.find(&q.replace('+', " ")).await.must_not_say("known to early help").must_not_say("Ada Okoro");
    }
    hv.find("ada 29/02/2016").await.must_say("known to early help");
    let lead = w.person("lead").await;
    for q in ["ada", "oko", "ME4+4TR", "29/02/2016", "9434765919"] {
        let page = lead.find(&q.replace('+', " ")).await;
        page.must_say("Ada Okoro").must_say("29 February 2016");
    }
});

story!(a_restricted_family_is_nowhere_for_those_not_listed, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let privacy = w.person("privacy").await;
    let path = format!("/families/{family}/restriction");
    let page = privacy.get(&path).await;
    privacy
        .submit_on(&page, &path, &[("reason", "")])
        .await
        .must_be(422)
        .must_say("Say why")
        .must_say("Choose at least one person");
    let manager = page.value_of("Ruth Calder").expect("the manager");
    privacy
        .submit_on(&page, &path, &[("listed", &manager), ("reason", "Someone who works here is family.")])
        .await
        .must_be(303);
    for who in ["lead", "school", "health-visitor", "front-door", "panel-chair", "auditor"] {
        let person = w.person(who).await;
        person.get(&format!("/families/{family}")).await.must_be(404);
        person.get(&format!("/episodes/{e}/plan")).await.must_be(404);
        if who == "auditor" {
            person.get("/people").await.must_be(403);
            continue;
        }
        let found = person.find("ada okoro").await;
        found.must_not_say("known to early help").must_not_say("/families/");
    }
    lead.get("/my-work").await.must_not_say("Okoro");
    // a new contact meets a neutral prompt, not the child
    let again = contact(&w).await;
    let officer = w.person("front-door").await;
    let page = officer.get(&format!("/contacts/{again}/people")).await;
    page.must_say("There may be a record that you cannot open").must_not_say("NHS number agrees");
    w.person("manager").await.get(&format!("/families/{family}")).await.must_be(200);
    privacy.submit(&path, &[("reason", "Left."), ("lift", "yes")]).await.must_be(303);
    lead.get(&format!("/families/{family}")).await.must_be(200);
});

story!(a_protected_address_reaches_only_the_lead_and_their_manager, |w| {
    let body = CONTACT.replace("\"postcode\": \"ME4 4TR\"", "\"postcode\": \"ME4 4TR\", \"protected\": true");
    let id = contact_of(&w, &body).await;
    let officer = w.person("front-door").await;
    officer
        .get(&format!("/contacts/{id}"))
        .await
        .must_say("Address protected")
        .must_not_say("1 Example Road")
        .must_not_say("ME4 4TR");
    let api = w.program("front-door").await.get(&format!("/api/v1/contacts/{id}")).await;
    api.must_not_say("Example Road");
    let family = decide(&w, &id, "intervention-plan").await;
    let manager = w.person("manager").await;
    manager.get(&format!("/families/{family}")).await.must_say("1 Example Road").must_say("Protected");
    let e = crate::helpers::episode(&w, family);
    let other = "worker-0-3@demo.example.org.uk";
    let name = access::accounts::find_by_email(&mut w.conn(), other).expect("found").expect("an account").name;
    crate::helpers::join(&manager, e, &name).await.must_be(303);
    let colleague = w.person(other).await;
    colleague.get(&format!("/families/{family}")).await.must_say("Address protected").must_not_say("1 Example Road");
    colleague.find("ME4 4TR").await.must_not_say("Ada Okoro");
});

story!(whoever_made_a_contact_sees_it_and_no_other, |w| {
    let id = contact(&w).await;
    w.person("school").await.get(&format!("/contacts/{id}")).await.must_be(200);
    for (who, status) in
        [("health-visitor", 404), ("police", 404), ("lead", 404), ("manager", 404), ("auditor", 404), ("board", 404)]
    {
        w.person(who).await.get(&format!("/contacts/{id}")).await.must_be(status);
    }
    let page = w.person("school").await.get("/triage").await;
    page.must_be(403).must_not_say("Okoro");
});

story!(every_reading_of_a_record_is_logged_before_it_is_shown, |w| {
    use diesel::prelude::*;
    use store::log::access_entry::dsl;
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let count = || {
        dsl::access_entry
            .filter(dsl::family_id.eq(family))
            .filter(dsl::action.eq("open-family"))
            .count()
            .get_result::<i64>(&mut w.conn())
            .expect("a count")
    };
    let before = count();
    lead.get(&format!("/families/{family}")).await.must_be(200);
    assert_eq!(count(), before + 1);
    w.person("police").await.get(&format!("/families/{family}")).await.must_be(403);
    let refused = |family| {
        let because = dsl::access_entry.filter(dsl::family_id.eq(family)).order(dsl::id.desc()).select(dsl::because);
        because.first::<String>(&mut w.conn()).expect("an entry")
    };
    assert_eq!(count(), before + 2);
    assert_eq!(refused(family), store::log::REFUSED, "who asked and was refused is told, too");
    lead.get("/my-work").await.must_be(200);
    #[expect(clippy::disallowed_methods, reason = "a test holds no permit")]
    let shown = store::log::access_of(&mut w.conn(), family, 10).expect("entries");
    assert!(shown.iter().any(|entry| entry.action == "see-my-work"), "a list names the families that it showed");
    let log = w.person("privacy").await.get(&format!("/families/{family}/access")).await;
    log.must_say("asked, and was refused").must_say("see my work: seen in a list");
});
