//! Stories of notifications of the police: what they say, whether they are a repeat, and who responds.

use crate::helpers::{CONTACT, add_person, begin, contact_of, decide, same_people, send_contact};
use testkit::{Person, World, story};

/// A body as the police send it: with a notice about the first child.
fn notification(body: &str, notice: &str) -> String {
    let body = body.replace(
        "\"kind\": \"request\", \"source\": \"school\"",
        "\"kind\": \"police-notification\", \"source\": \"police\"",
    );
    format!("{}, \"police\": {notice}}}", body.trim_end().trim_end_matches('}'))
}

const NOTICE: &str = r#"{"incident_on": "2026-03-03", "incident_number": "46/064/26", "risk": "high", "marac": "no",
 "children_present": [1]}"#;

/// A notification of the police about these people; its id.
pub async fn notified(w: &World, body: &str) -> String {
    contact_of(w, &notification(body, NOTICE)).await
}

/// A notification that the police have begun to write.
async fn notification_by_page(w: &World) -> (Person, String) {
    let officer = w.person("police").await;
    let new = begin(&officer).await;
    let about = [("kind", "police-notification"), ("source", "police"), ("channel", "online")];
    officer.submit(&format!("{new}/about"), &about).await.must_be(303);
    let ada = [("given_name", "Ada"), ("family_name", "Okoro"), ("nhs_number", "9434765919")];
    officer.submit(&format!("{new}/people/1"), &ada).await.must_be(303);
    (officer, new)
}

story!(the_police_are_asked_what_happened_and_nobody_else_is, |w| {
    let (officer, new) = notification_by_page(&w).await;
    let on = officer.submit(&format!("{new}/people"), &[]).await;
    assert_eq!(on.location, format!("{new}/police"));
    let path = format!("{new}/police");
    let refused = officer.submit(&path, &[]).await;
    refused
        .must_be(422)
        .must_say("Enter the date of the incident")
        .must_say("Enter the incident number of the police")
        .must_say("Choose the grade of risk that the police gave")
        .must_say("Say whether it was heard at a MARAC")
        .must_say("Say which children were there, or that none was");
    let on = |year: &'static str| {
        [
            ("incident_on-day", "3"),
            ("incident_on-month", "3"),
            ("incident_on-year", year),
            ("incident_number", "46/064/26"),
            ("risk", "high"),
            ("marac", "not-known"),
            ("children_present", "1"),
        ]
    };
    officer.submit(&path, &on("2027")).await.must_be(422).must_say("must be today or in the past");
    let page = officer.get(&path).await;
    let mut both: Vec<(&str, &str)> = on("2026").to_vec();
    both.push(("children_present", "none"));
    officer.submit_on(&page, &path, &both).await.must_be(422).must_say("not both");
    officer.submit(&path, &on("2026")).await.must_be(303);

    officer.submit(&format!("{new}/worries"), &[("summary", "A row."), ("needs", "domestic-abuse")]).await.must_be(303);
    let agreement = officer.get(&format!("{new}/agreement")).await;
    agreement.must_say("Did the officers ask whether the family agrees").must_say("in their own words");
    let said = [("agreement", "refused"), ("agreement_note", "She said: not now.")];
    officer.submit(&format!("{new}/agreement"), &said).await.must_be(303);
    let check = officer.get(&format!("{new}/check")).await;
    check.must_say("3 March 2026").must_say("46/064/26").must_say("High").must_say("Not known").must_say("Ada Okoro");
    let sent = officer.submit(&format!("{new}/check"), &[]).await.led_to();

    // the maker is told of their own alone; the front door whether it is a repeat
    officer.get(&sent).await.must_say("46/064/26").must_not_say("Repeat");
    w.person("front-door").await.get(&sent).await.must_say("46/064/26").must_say("say who they are to find out");

    // of another kind nothing of this is asked
    let school = w.person("school").await;
    let other = begin(&school).await;
    let about = [("kind", "request"), ("source", "school"), ("channel", "online")];
    school.submit(&format!("{other}/about"), &about).await.must_be(303);
    school.submit(&format!("{other}/people/1"), &[("given_name", "Zoë")]).await.must_be(303);
    let on = school.submit(&format!("{other}/people"), &[]).await;
    assert_eq!(on.location, format!("{other}/worries"));
    assert_eq!(school.get(&format!("{other}/police")).await.location, format!("{other}/worries"));
});

story!(whoever_is_taken_out_of_a_draft_was_not_there, |w| {
    let (officer, new) = notification_by_page(&w).await;
    add_person(&officer, &format!("{new}/people/2"), "child", &[("given_name", "Bo"), ("family_name", "Okoro")])
        .await
        .must_be(303);
    let path = format!("{new}/police");
    let fields = [
        ("incident_on-day", "3"),
        ("incident_on-month", "3"),
        ("incident_on-year", "2026"),
        ("incident_number", "1"),
        ("risk", "medium"),
        ("marac", "no"),
        ("children_present", "2"),
    ];
    officer.submit(&path, &fields).await.must_be(303);
    let ada = format!("{new}/people/1");
    let page = officer.get(&ada).await;
    let csrf = page.form(&ada).expect("a form").into_iter().find(|(name, _)| name == "csrf").expect("a token").1;
    officer.post(&ada, &[("csrf", &csrf), ("remove", "yes")]).await.must_be(303);
    // Bo moves up, and is still the one who was there
    let check = officer.get(&format!("{new}/check")).await;
    check.must_say("Bo Okoro").must_not_say("Ada");
    let there = officer.get(&path).await;
    let form = there.form(&path).expect("a form");
    assert!(form.iter().any(|(name, value)| name == "children_present" && value == "1"), "{form:?}");
});

/// A program's contact that is refused, and the names of why.
async fn refused(w: &World, body: &str) -> String {
    let page = send_contact(&w.program("school").await, body).await;
    page.must_be(422);
    page.body
}

story!(programs_send_what_the_police_say_and_are_refused_by_name, |w| {
    let empty =
        r#"{"incident_on": "", "incident_number": "", "risk": "extreme", "marac": "", "children_present": null}"#;
    let refused_so = refused(&w, &notification(CONTACT, empty)).await;
    assert!(refused_so.contains("notification-without-date"), "{refused_so}");
    for told in ["Enter the incident number", "Choose the grade of risk", "heard at a MARAC", "which children"] {
        assert!(refused_so.contains(told), "all at once: {refused_so}");
    }
    for (with, without, rule) in [
        ("46/064/26", "", "notification-without-number"),
        ("high", "extreme", "notification-without-risk"),
        ("\"no\"", "\"perhaps\"", "marac-unsaid"),
        ("[1]", "null", "children-present-unsaid"),
    ] {
        let wrong = refused(&w, &notification(CONTACT, &NOTICE.replace(with, without))).await;
        assert!(wrong.contains(rule), "{rule}: {wrong}");
    }
    let to_come = NOTICE.replace("2026-03-03", "2026-03-05");
    assert!(refused(&w, &notification(CONTACT, &to_come)).await.contains("incident-in-future"));
    let mother = NOTICE.replace("[1]", "[2]");
    assert!(refused(&w, &notification(CONTACT, &mother)).await.contains("present-is-no-child"));
    let of_a_school = notification(CONTACT, NOTICE).replace("police-notification", "request");
    assert!(refused(&w, &of_a_school).await.contains("police-of-another-kind"));

    let id = notified(&w, CONTACT).await;
    let told = w.program("school").await.get(&format!("/api/v1/contacts/{id}")).await.json();
    assert_eq!(told["police"]["incident_number"], "46/064/26");
    assert_eq!(told["police"]["children_present"], serde_json::json!([1]));
    // what was sent before this was asked is still taken, and of any other nothing is told
    let bare = contact_of(&w, &CONTACT.replace("\"request\"", "\"police-notification\"")).await;
    let told = w.program("school").await.get(&format!("/api/v1/contacts/{bare}")).await.json();
    assert!(told.get("police").is_none());
});

story!(whether_a_notification_is_a_repeat_is_worked_out_and_never_typed, |w| {
    let first = notified(&w, CONTACT).await;
    decide(&w, &first, "intervention-plan").await;
    let again = notified(&w, CONTACT).await;
    same_people(&w, &again).await;
    let officer = w.person("front-door").await;
    let page = officer.get(&format!("/contacts/{again}")).await;
    page.must_say("Repeat: 1 before").must_say("high risk").must_say("Children who were there").must_say("Ada Okoro");
    assert!(page.link(&format!("/contacts/{first}")).is_some(), "the one before");
    officer.get(&format!("/contacts/{first}")).await.must_say("No: none about this family");

    // a year and a day later it is none any more
    let w = w.later(366);
    let later = notified(&w, CONTACT).await;
    same_people(&w, &later).await;
    w.person("front-door").await.get(&format!("/contacts/{later}")).await.must_say("No: none about this family");
});

story!(it_is_said_who_responds_to_the_police_and_they_owe_it, |w| {
    let id = notified(&w, CONTACT).await;
    let (officer, path) = (w.person("front-door").await, format!("/contacts/{id}/police-response"));
    let page = officer.get(&path).await;
    let priya = page.value_of("Daniel Osei").expect("the lead");
    officer.submit(&path, &[]).await.must_be(422).must_say("Choose who responds").must_say("Enter the day by which");
    let on = |day: &'static str| [("respond_by-day", day), ("respond_by-month", "3"), ("respond_by-year", "2026")];
    let mut fields = vec![("responder", priya.as_str()), ("response", "Call the mother when she is alone.")];
    fields.extend(on("3"));
    officer.submit(&path, &fields).await.must_be(422).must_say("must be today or later");
    fields.truncate(2);
    fields.extend(on("6"));

    let lead = w.person("lead").await;
    lead.get(&format!("/contacts/{id}")).await.must_be(404);
    officer.submit(&path, &fields).await.must_be(303);
    officer.get(&format!("/contacts/{id}")).await.must_say("Daniel Osei").must_say("by 6 March 2026");

    // whoever responds finds it, reads it, and says what was done; nothing else of it is theirs
    let done = lead.get("/my-work").await.link(&format!("{path}/done")).expect("it is owed");
    lead.get(&format!("/contacts/{id}")).await.must_be(200).must_say("46/064/26");
    lead.get(&path).await.must_be(403);
    lead.get(&format!("/contacts/{id}/decision")).await.must_be(403);
    lead.submit(&done, &[("text", " ")]).await.must_be(422).must_say("Write what was done");
    lead.submit(&done, &[("text", "She is safe with her sister.")]).await.must_be(303);
    assert!(lead.get("/my-work").await.link(&done).is_none(), "nothing is owed any more");
    officer.get(&format!("/contacts/{id}")).await.must_say("Done").must_say("She is safe with her sister.");
    let page = officer.get(&path).await;
    officer.submit_on(&page, &path, &fields).await.must_be(422).must_say("given already");

    // somebody without an account is named, and nobody owes anything here; of another kind there is nothing to plan
    let second = notified(&w, &CONTACT.replace("9434765919", "").replace("Ada", "Ben")).await;
    let path = format!("/contacts/{second}/police-response");
    let mut named = vec![("responder_name", "PC Amy Ward, Kent Police")];
    named.extend(on("6"));
    officer.submit(&path, &named).await.must_be(303);
    officer.get(&format!("/contacts/{second}")).await.must_say("PC Amy Ward, Kent Police");
    let other = contact_of(&w, &CONTACT.replace("9434765919", "").replace("Ada", "Cem")).await;
    officer.get(&format!("/contacts/{other}/police-response")).await.must_be(422).must_say("is no notification");
});
