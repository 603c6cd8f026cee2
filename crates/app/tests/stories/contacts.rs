//! Stories of the front door and what it refuses.

use crate::helpers::{CONTACT, begin, contact, contact_of, decide, decision, family, same_people, send_contact};
use testkit::story;

story!(a_decision_without_a_reason_is_refused_and_nothing_typed_is_lost, |w| {
    let id = contact(&w).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{id}/decision");
    let page = officer.get(&path).await;
    let team = page.value_of("Gillingham").expect("a team");
    let refused = officer
        .submit_on(
            &page,
            &path,
            &[
                ("level", "2"),
                ("outcome", "intervention-plan"),
                ("team", &team),
                ("reason", " "),
                ("unmet", "No counselling place"),
            ],
        )
        .await;
    refused.must_be(422).must_say("Give the reason for your decision").must_say("No counselling place");
    assert!(refused.body.contains("Error: Decide on contact"));
});

story!(the_assessment_is_not_skipped_when_needs_are_complex, |w| {
    let id = contact(&w).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{id}/decision");
    let page = officer.get(&path).await;
    let team = page.value_of("Gillingham").expect("a team");
    let mut fields = decision("intervention-plan", &team);
    fields.push(("indicators", "complex-needs"));
    officer.submit_on(&page, &path, &fields).await.must_be(422).must_say("needs an early help assessment");

    // two agencies may share an intervention plan (001 s7: a family and its professional network)
    let mut fields = decision("intervention-plan", &team);
    fields.push(("indicators", "several-agencies"));
    officer.submit_on(&page, &path, &fields).await.must_be(303);
});

story!(nobody_decides_on_a_contact_they_made_themselves, |w| {
    let officer = w.program("front-door").await;
    let page = send_contact(&officer, CONTACT).await;
    page.must_be(201);
    let id = page.json()["id"].as_str().expect("an id").to_owned();
    let browser = w.person("front-door").await;
    browser
        .get(&format!("/contacts/{id}/decision"))
        .await
        .must_be(403)
        .must_say("someone else at the front door must decide");
    w.person("front-door-0@demo.example.org.uk").await.get(&format!("/contacts/{id}/decision")).await.must_be(200);
});

story!(a_contact_cannot_close_unanswered, |w| {
    let id = contact(&w).await;
    decide(&w, &id, "intervention-plan").await;
    let officer = w.person("front-door").await;
    let page = officer.get(&format!("/contacts/{id}/answer")).await;
    let form = page.form(&format!("/contacts/{id}/answer")).expect("a form");
    let csrf = form.iter().find(|(n, _)| n == "csrf").map(|(_, v)| v.clone()).expect("a token");
    officer
        .post(&format!("/contacts/{id}/closure"), &[("csrf", &csrf), ("key", "k")])
        .await
        .must_be(422)
        .must_say("cannot close unanswered");
    officer
        .submit(&format!("/contacts/{id}/answer"), &[("answer", "  ")])
        .await
        .must_be(422)
        .must_say("Write the answer");
});

story!(more_is_asked_of_whoever_made_it_and_given, |w| {
    let id = contact(&w).await;
    let officer = w.person("front-door").await;
    officer
        .submit(&format!("/contacts/{id}/information-request"), &[("text", "Who lives with Ada?")])
        .await
        .must_be(303);
    let school = w.person("school").await;
    let task = school.get("/my-work").await;
    task.must_say("More information about contact");
    school.get(&format!("/contacts/{id}")).await.must_say("Who lives with Ada?").must_say("asked you for more");
    school.submit(&format!("/contacts/{id}/information"), &[("text", "Her mother and a brother.")]).await.must_be(303);
    officer
        .get(&format!("/contacts/{id}"))
        .await
        .must_say("Her mother and a brother.")
        .must_say("Waits for a decision");
    school.get("/my-work").await.must_not_say("More information about contact");
    // what was not asked cannot be given
    school.get(&format!("/contacts/{id}/information")).await.must_be(403);
});

story!(someone_known_is_matched_before_the_decision_and_has_one_record, |w| {
    let first = contact(&w).await;
    let family_1 = decide(&w, &first, "intervention-plan").await;
    let second = contact(&w).await;
    let officer = w.person("front-door").await;
    officer.get("/triage").await.must_say("May be known");
    let decision_path = format!("/contacts/{second}/decision");
    let page = officer.get(&decision_path).await;
    let team = page.value_of("Gillingham").expect("a team");
    officer.submit_on(&page, &decision_path, &decision("advice", &team)).await.must_be(422);
    let refused =
        officer.submit_on(&page, &decision_path, &[("level", "1"), ("outcome", "advice"), ("reason", "x")]).await;
    refused.must_be(422).must_say("may be known already");
    let people = format!("/contacts/{second}/people");
    let page = officer.get(&people).await;
    page.must_say("NHS number agrees");
    same_people(&w, &second).await;
    // history at a glance, while it is undecided
    officer.get(&format!("/families/{family_1}")).await.must_be(200);
    officer
        .submit(&decision_path, &[("level", "1"), ("outcome", "advice"), ("reason", "Help goes on already.")])
        .await
        .must_be(303);
    assert_eq!(family(&w, &second), family_1);
    officer.get(&format!("/families/{family_1}")).await.must_be(403);
});

story!(twins_stay_two, |w| {
    let twins = CONTACT.replace(
        "{\"role\": \"parent\"",
        "{\"role\": \"child\", \"given_name\": \"Tobi\", \"family_name\": \"Okoro\", \
         \"date_of_birth\": \"2016-02-29\"}, {\"role\": \"parent\"",
    );
    let id = contact_of(&w, &twins).await;
    let family_id = decide(&w, &id, "intervention-plan").await;
    let again = contact_of(&w, &twins).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{again}/people");
    let page = officer.get(&path).await;
    // Ada's candidate is Ada alone: her twin shares name and day, and is not offered
    assert_eq!(page.body.matches("NHS number agrees").count(), 1, "{}", page.text());
    assert_eq!(people::records::members_of(&mut w.conn(), family_id).expect("members").len(), 3);
});

story!(what_is_wrong_in_the_questions_is_said_beside_the_answer, |w| {
    let school = w.person("school").await;
    let new = begin(&school).await;
    let page = school
        .submit(
            &format!("{new}/people/1"),
            &[
                ("role", "child"),
                ("given_name", "Ada"),
                ("date_of_birth-day", "30"),
                ("date_of_birth-month", "2"),
                ("date_of_birth-year", "2016"),
                ("postcode", "ME44 TR"),
                ("nhs_number", "9434765918"),
            ],
        )
        .await;
    page.must_be(422)
        .must_say("Date of birth must be a real date")
        .must_say("Enter a full UK postcode")
        .must_say("wrong digit");
    assert!(page.body.contains("value=\"ME44 TR\""), "what was typed is still there");
    school
        .submit(&format!("{new}/worries"), &[("summary", "")])
        .await
        .must_be(422)
        .must_say("Say what is happening")
        .must_say("Choose at least one need");
    school
        .submit(&format!("{new}/agreement"), &[("agreement", "refused")])
        .await
        .must_be(422)
        .must_say("Say why help is asked for without");
    school.get(&format!("{new}/check")).await.must_say("Some answers are still missing");
});

story!(a_contact_that_says_too_little_is_not_sent, |w| {
    let school = w.person("school").await;
    let new = begin(&school).await;
    let check = format!("{new}/check");
    let page = school.get(&check).await;
    assert!(page.form(&check).is_none(), "nothing to send yet");
    let about = school.get(&format!("{new}/about")).await;
    let form = about.form(&format!("{new}/about")).expect("a form");
    let csrf = form.into_iter().find(|(n, _)| n == "csrf").expect("a token").1;
    school.post(&check, &[("csrf", &csrf), ("key", "1")]).await.must_be(422).must_say("Some answers are still missing");
});
