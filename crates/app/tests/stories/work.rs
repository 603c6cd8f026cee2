//! Stories of work that is late, of what changes while help goes on, and of two people who write at once.

use crate::helpers::{contact, decide, led, plan, same_people};
use testkit::{World, story};

/// Does the day's work with mail into a directory; whom it was sent to.
pub(crate) async fn day(w: &World) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a directory");
    let settings = app::settings::Settings { mail: format!("file:{}", dir.path().display()), ..w.settings.clone() };
    // the first round asks for messages, the second sends them
    for _ in 0..3 {
        app::work::once(&w.app, &settings).await.expect("done");
    }
    let mut sent: Vec<String> = std::fs::read_dir(dir.path())
        .expect("a list")
        .map(|f| std::fs::read_to_string(f.expect("a file").path()).expect("a text"))
        .map(|text| {
            for secret in ["Ada", "Okoro", "attendance", "lead professional"] {
                assert!(!text.contains(secret), "a message says {secret}");
            }
            text.lines().find_map(|l| l.strip_prefix("To: ")).unwrap_or_default().to_owned()
        })
        .collect();
    sent.sort();
    sent
}

story!(late_work_is_told_to_its_owner_then_the_manager_then_the_head_of_service_and_to_nobody_twice, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let asked = lead.get(&format!("/families/{family}")).await.link("/contacts/").expect("the contact");
    w.person("front-door").await.submit(&format!("{asked}/answer"), &[("answer", "We help.")]).await.must_be(303);
    day(&w).await;
    assert!(day(&w).await.is_empty(), "nothing is late yet");
    // the action is due on Friday 20 March 2026
    let w = w.later(19);
    let first = day(&w).await;
    assert!(first.contains(&"lead@example.org".to_owned()), "{first:?}");
    assert!(!first.contains(&"manager@example.org".to_owned()), "{first:?}");
    assert!(day(&w).await.is_empty(), "told once");
    let w = w.later(4);
    assert!(day(&w).await.contains(&"manager@example.org".to_owned()));
    // Easter lies between: those days are no working days
    let w = w.later(12);
    assert!(day(&w).await.contains(&"head@example.org".to_owned()));
    let head = w.person("head").await;
    head.get("/late").await.must_be(200).must_say("Chatham and Luton").must_not_say("Okoro");
    head.get("/team").await.must_be(403);
});

story!(a_contact_that_nobody_decides_on_is_told_to_the_front_door_and_then_further, |w| {
    contact(&w).await;
    let w = w.later(2);
    let told = day(&w).await;
    assert!(told.contains(&"front-door@example.org".to_owned()), "{told:?}");
    let w = w.later(7);
    assert!(day(&w).await.contains(&"manager@example.org".to_owned()));
    let w = w.later(8);
    assert!(day(&w).await.contains(&"head@example.org".to_owned()));
    w.person("school").await.get("/late").await.must_be(403);
    w.person("manager").await.get("/late").await.must_say("Front door");
});

story!(an_account_that_nobody_uses_for_45_days_is_disabled_by_the_day_s_work, |w| {
    crate::clock::serve_for(&w, 46);
    let w = w.later(46);
    day(&w).await;
    let all = access::accounts::list(&mut w.conn()).expect("a list");
    // but for the last administrator
    assert!(all.iter().all(|(a, _)| a.disabled_at.is_some() || a.email == "admin@example.org"));
});

story!(someone_s_details_are_corrected_and_the_second_of_two_editors_loses_nothing, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let manager = w.person("manager").await;
    let path =
        lead.get(&format!("/families/{family}")).await.link(&format!("/families/{family}/people/0")).expect("a person");
    let (mine, theirs) = (lead.get(&path).await, manager.get(&path).await);
    manager.submit_on(&theirs, &path, &[("given_name", "Adaeze"), ("postcode", "ME4 4TR")]).await.must_be(303);
    let conflict = lead.submit_on(&mine, &path, &[("family_name", "Okoro-Bell"), ("postcode", "ME44 TR")]).await;
    conflict.must_be(409).must_say("Adaeze");
    assert!(conflict.body.contains("value=\"Okoro-Bell\""), "what was typed is still there");
    lead.submit_on(&conflict, &path, &[]).await.must_be(422).must_say("full UK postcode");
    let fields = [("given_name", "Adaeze"), ("postcode", "ME4 4TR"), ("protected", "yes")];
    lead.submit_on(&conflict, &path, &fields).await.must_be(303);
    lead.get(&format!("/families/{family}")).await.must_say("Adaeze Okoro-Bell").must_say("Protected");
    w.person("school").await.get(&path).await.must_be(403);
    lead.get(&format!("/families/{family}/people/{}", store::Uuid::now_v7())).await.must_be(404);
});

story!(a_protected_place_stays_hidden_from_whoever_may_change_the_rest, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path =
        lead.get(&format!("/families/{family}")).await.link(&format!("/families/{family}/people/0")).expect("a person");
    lead.submit(&path, &[("line_1", "7 Secret Lane"), ("protected", "yes"), ("school", "Hidden School")])
        .await
        .must_be(303);
    // a second contact makes the family the front door's, too, until it is decided
    let again = contact(&w).await;
    same_people(&w, &again).await;
    let officer = w.person("front-door").await;
    let page = officer.get(&path).await;
    page.must_be(200).must_say("The address is protected");
    assert!(!page.body.contains("Secret Lane") && !page.body.contains("Hidden School"), "a clue to a protected place");
    officer.submit_on(&page, &path, &[("given_name", "Adaeze")]).await.must_be(303);
    let page = lead.get(&path).await;
    assert!(page.body.contains("7 Secret Lane") && page.body.contains("Hidden School"), "nothing hidden was lost");
});

story!(a_child_s_level_of_need_goes_up_and_down_with_a_reason_and_its_history_stays, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/level");
    let page = lead.get(&path).await;
    page.must_say("Level 2");
    let child = page.value_of("Ada Okoro").expect("the child");
    lead.submit_on(&page, &path, &[("child", &child), ("level", "1"), ("reason", "")])
        .await
        .must_be(422)
        .must_say("Say why");
    let fields = [("child", child.as_str()), ("level", "1"), ("reason", "In school every day since May.")];
    lead.submit_on(&page, &path, &fields).await.must_be(303);
    lead.get(&path).await.must_say("In school every day").must_say("Attendance fell");
    lead.get(&format!("/families/{family}")).await.must_say("Level 1");
    w.person("school").await.get(&path).await.must_be(403);
});

story!(an_outcome_is_reworded_and_an_action_put_off_only_with_a_reason, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let shown = lead.get(&format!("/episodes/{e}/plan")).await;
    let outcome = shown.link("/outcomes/").expect("an outcome").replace("/actions/new", "");
    let manager = w.person("manager").await;
    let (first, second) = (lead.get(&outcome).await, manager.get(&outcome).await);
    lead.submit_on(&first, &outcome, &[("words", "Ada likes going to school")]).await.must_be(303);
    manager
        .submit_on(&second, &outcome, &[("words", "Ada is at school on time")])
        .await
        .must_be(409)
        .must_say("Ada likes going to school")
        .must_say("Ada is at school on time");
    lead.get(&format!("/families/{family}/chronology")).await.must_say("It was: In school every day");
    let action = format!("{}/change", shown.link("/actions/").expect("an action"));
    let later = [("due-day", "27"), ("due-month", "3"), ("due-year", "2026")];
    lead.submit(&action, &later).await.must_be(422).must_say("Say why");
    lead.submit(&action, &[later[0], later[1], later[2], ("why", "Ada was ill.")]).await.must_be(303);
    lead.get(&format!("/episodes/{e}/plan")).await.must_say("27 March 2026").must_say("Ada was ill.");
    lead.get("/my-work").await.must_say("Walk to school together");
    w.person("school").await.get(&action).await.must_be(403);
});

story!(another_contact_within_a_year_of_help_is_flagged_as_a_re_referral, |w| {
    let first = contact(&w).await;
    decide(&w, &first, "advice").await;
    let again = contact(&w).await;
    let officer = w.person("front-door").await;
    officer.get("/triage").await.must_say("May be known");
    same_people(&w, &again).await;
    officer.get("/triage").await.must_say("Re-referral");
});

story!(a_long_list_of_colleagues_shows_those_near_the_family_and_finds_the_others, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    let mut conn = w.conn();
    let council =
        access::accounts::list_organisations(&mut conn).expect("a list").into_iter().find(|o| o.own).expect("own");
    let now = w.app.db.now();
    conn.write(|conn| {
        let mut tx = store::Tx::within(conn, now, store::Author::program());
        for n in 0..80 {
            let new = access::accounts::NewAccount {
                email: format!("more-{n}@example.org"),
                name: format!("Further Colleague{n}"),
                job_title: "Family worker".into(),
                phone: String::new(),
                organisation: Some(council.id),
                roles: vec![access::Role::Practitioner],
            };
            access::manage::program::add(&mut tx, &new)?;
        }
        Ok::<_, web::Error>(())
    })
    .expect("added");
    let path = format!("/episodes/{e}/team");
    lead.get(&path)
        .await
        .must_say("Priya Shah")
        .must_not_say("Further Colleague17")
        .must_say("Only those near the family");
    let found = lead.get(&format!("{path}?find=colleague17")).await;
    let who = found
        .must_say("Further Colleague17")
        .must_not_say("Priya Shah")
        .value_of("Further Colleague17")
        .expect("found");
    lead.submit_on(&found, &path, &[("account", &who)]).await.must_be(303);
    lead.get(&path).await.must_say("Further Colleague17");
});
