//! Stories of group programmes: a place is asked for, waited for, offered, taken; the register and what follows it;
//! what was measured, and the result in the plan. What a facilitator sees, and what they do not.

use crate::helpers::{agree, contact, decide, led, plan};
use access::FamilyId;
use testkit::{Page, Person, World, story};

/// A programme of the council; where it is.
pub async fn programme(w: &World) -> String {
    let manager = w.person("manager").await;
    let fields = [
        ("name", "Calmer evenings"),
        ("what", "Six meetings on bedtime and routines."),
        ("for_whom", "Parents of children of primary age"),
        ("minimum_age", "5"),
        ("maximum_age", "11"),
        ("outcomes", "education"),
        ("factors", "smoking"),
        ("evidence", "Parents say that evenings are calmer."),
        ("public", "yes"),
    ];
    manager.submit("/programmes/new", &fields).await.led_to()
}

/// A run of it with this many places, from today on, run by Marta Silva; where it is.
pub async fn run(w: &World, programme: &str, places: &str) -> String {
    let manager = w.person("manager").await;
    let path = format!("{programme}/runs/new");
    let page = manager.get(&path).await;
    let marta = page.value_of("Marta Silva").expect("a facilitator");
    let fields = [
        ("starts-day", "4"),
        ("starts-month", "3"),
        ("starts-year", "2026"),
        ("sessions", "3"),
        ("every", "1"),
        ("opens", "10:00"),
        ("closes", "12:00"),
        ("place", "Luton Road Family Hub"),
        ("town", "Chatham"),
        ("places", places),
        ("language", "en"),
        ("note", "Bring slippers."),
        ("facilitators", marta.as_str()),
    ];
    manager.submit_on(&page, &path, &fields).await.led_to()
}

/// What is asked for somebody.
pub fn asked<'a>(programme: &'a str, who: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("programme", programme.rsplit('/').next().expect("an id")),
        ("person", who),
        ("what", "Bedtime without shouting."),
        ("share", "Ada likes drawing."),
        ("agreed_by", "The mother, today"),
        ("priority", "routine"),
    ]
}

/// The family asks for a place; where it is.
pub async fn ask(worker: &Person, family: FamilyId, programme: &str) -> String {
    let path = format!("/families/{family}/programme");
    let page = worker.get(&path).await;
    let ada = page.value_of("Ada Okoro").expect("the child");
    worker.submit_on(&page, &path, &asked(programme, &ada)).await.must_be(303);
    worker.get(&format!("/families/{family}")).await.link("/enrolments/").expect("a place")
}

/// Whoever runs it offers a place to the first who waits.
pub async fn offer(facilitator: &Person, run: &str) -> Page {
    let page = facilitator.get(run).await;
    let first = page.values("enrolment").into_iter().next().expect("somebody who waits");
    facilitator.submit_on(&page, &format!("{run}/offers"), &[("enrolment", &first)]).await
}

/// A family with a place in a run: the family, its lead, the run and the place.
pub async fn placed(w: &World) -> (FamilyId, Person, String, String) {
    let (family, e, lead) = led(w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let (run, place) = place_of(w, family, &lead).await;
    (family, lead, run, place)
}

/// This family, which agrees, has a place in a run: the run and the place.
pub async fn place_of(w: &World, family: FamilyId, lead: &Person) -> (String, String) {
    let programme = programme(w).await;
    let run = run(w, &programme, "2").await;
    let place = ask(lead, family, &programme).await;
    let facilitator = w.person("facilitator").await;
    offer(&facilitator, &run).await.must_be(303);
    lead.submit(&format!("{place}/answer"), &[("answer", "accepted")]).await.must_be(303);
    (run, place)
}

story!(a_place_is_asked_for_waited_for_offered_and_taken, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let programme = programme(&w).await;
    let run = run(&w, &programme, "1").await;
    let path = format!("/families/{family}/programme");
    let page = lead.get(&path).await;
    page.must_say("Calmer evenings").must_say("1 place free, 0 waiting");
    let ada = page.value_of("Ada Okoro").expect("the child");

    // without agreement, without what is shared, nothing is asked for, and nothing typed is lost
    let mut silent = asked(&programme, &ada);
    silent.retain(|(name, _)| !matches!(*name, "agreed_by" | "share"));
    let refused = lead.submit_on(&page, &path, &silent).await;
    refused.must_be(422).must_say("Say who of the family agreed").must_say("Say what they agreed");
    assert!(refused.body.contains("Bedtime without shouting."));

    lead.submit_on(&page, &path, &asked(&programme, &ada)).await.must_be(303);
    let twice = lead.get(&path).await;
    lead.submit_on(&twice, &path, &asked(&programme, &ada)).await.must_be(422).must_say("already");
    let place = lead.get(&format!("/families/{family}")).await.link("/enrolments/").expect("a place");
    lead.get(&format!("/families/{family}")).await.must_say("Waits for a place");

    let facilitator = w.person("facilitator").await;
    facilitator.get(&run).await.must_say("Ada Okoro").must_say("Waiting (1)");
    offer(&facilitator, &run).await.must_be(303);
    facilitator.get(&run).await.must_say("full").must_say("Ada likes drawing.");
    lead.get(&format!("{place}/answer")).await.must_say("They answer by 10 March 2026");
    lead.submit(&format!("{place}/answer"), &[("answer", "declined")])
        .await
        .must_be(422)
        .must_say("Say why they do not");
    let open = lead.get(&format!("{place}/answer")).await;
    let path = format!("{place}/answer");
    lead.submit_on(&open, &path, &[("answer", "accepted")]).await.must_be(303);
    // somebody answers it a second time
    lead.submit_on(&as_another_had_it(&open), &path, &[("answer", "accepted"), ("why", "Yes.")])
        .await
        .must_be(422)
        .must_say("answered already");
    lead.get(&place).await.must_say("Has a place").must_say("Expected from 4 March 2026");
    facilitator.get("/my-work").await.must_say("Give the welcome letter").must_say("My groups");
});

/// The same page as another browser had it open: under a key of its own.
pub fn as_another_had_it(open: &Page) -> Page {
    let mut page = open.clone();
    let key = open.values("key").into_iter().next().expect("a key");
    page.body = page.body.replace(&key, &store::Uuid::now_v7().to_string());
    page
}

story!(no_place_is_offered_over_the_limit_and_one_that_is_declined_goes_to_the_next, |w| {
    let (family, lead, run, _) = placed(&w).await;
    let facilitator = w.person("facilitator").await;
    let manager = w.person("manager").await;
    let path = format!("{run}/change");
    manager.submit(&path, &[("places", "0")]).await.must_be(422).must_say("from 1 to 60");
    // the whole family asks for the second place
    let programme = manager.get(&run).await.link("/programmes/").expect("its programme");
    let asking = format!("/families/{family}/programme");
    let page = lead.get(&asking).await;
    lead.submit_on(&page, &asking, &asked(&programme, "all")).await.must_be(303);
    offer(&facilitator, &run).await.must_be(303);
    manager.submit(&path, &[("places", "1")]).await.must_be(422).must_say("More people have a place");
    let second = lead.get(&format!("/families/{family}")).await.link("/enrolments/").expect("the newest place");

    // it is declined, the run gets smaller, and now nothing is free
    let no = [("answer", "declined"), ("why", "It is too far.")];
    lead.submit(&format!("{second}/answer"), &no).await.must_be(303);
    let page = lead.get(&asking).await;
    lead.submit_on(&page, &asking, &asked(&programme, "all")).await.must_be(303);
    let open = facilitator.get(&run).await;
    let first = open.values("enrolment").into_iter().next().expect("somebody who waits");
    manager.submit(&path, &[("places", "1")]).await.must_be(303);
    let full = facilitator.submit_on(&open, &format!("{run}/offers"), &[("enrolment", &first)]).await;
    full.must_be(422).must_say("No place is free in this run");
    facilitator.get(&run).await.must_say("No place is free.").must_say("Waiting (1)").must_not_say("Offer a place");
});

story!(the_register_is_kept_in_one_go_and_what_follows_is_owed, |w| {
    let (family, lead, run, place) = placed(&w).await;
    let facilitator = w.person("facilitator").await;
    let early = format!("{run}/sessions/2");
    facilitator.get(&early).await.must_say("kept on that day").must_say("Ada Okoro");

    let path = format!("{run}/sessions/1");
    facilitator.get("/my-work").await.must_say("Register: Calmer evenings, session 1");
    let page = facilitator.get(&path).await;
    let field = page.names("mark-").into_iter().next().expect("somebody");
    facilitator.submit_on(&page, &path, &[]).await.must_be(422).must_say("Say whether Ada Okoro came");
    let page = facilitator.get(&path).await;
    facilitator.submit_on(&page, &path, &[(&field, "missed")]).await.must_be(303);
    facilitator
        .get("/my-work")
        .await
        .must_say("Call somebody who did not come")
        .must_say("Register: Calmer evenings, session 2");
    lead.get("/my-work").await.must_say("Did not come to session 1: Calmer evenings");
    lead.get(&format!("/families/{family}/chronology")).await.must_say("Did not come to session 1");

    facilitator.submit(&format!("{place}/call"), &[("words", "")]).await.must_be(422);
    facilitator.submit(&format!("{place}/call"), &[("words", "No bus. We send a taxi.")]).await.must_be(303);
    facilitator.get("/my-work").await.must_not_say("Call somebody who did not come");
    let missed = facilitator.get(&format!("{place}/catch-up")).await;
    let today = [("session", "1"), ("on-day", "4"), ("on-month", "3"), ("on-year", "2026"), ("by", "Marta")];
    facilitator.submit_on(&missed, &format!("{place}/catch-up"), &today).await.must_be(303);
    facilitator.get(&place).await.must_say("Caught up on 4 March 2026 with Marta");

    // put right: everybody came after all
    let page = facilitator.get(&path).await;
    facilitator.submit_on(&page, &path, &[(&field, "came")]).await.must_be(303);
    // somebody who had the page open before
    facilitator.submit_on(&as_another_had_it(&page), &path, &[(&field, "missed")]).await.must_be(409);

    let w = w.later(7);
    let facilitator = w.person("facilitator").await;
    facilitator.submit(&early, &[("everybody", "yes")]).await.must_be(303);
    facilitator.get(&place).await.must_say("Session 2, 11 March 2026");
});

story!(after_several_missed_sessions_the_lead_says_whether_they_go_on, |w| {
    let (_, _, run, place) = placed(&w).await;
    let mut w = w;
    for n in 1..=3 {
        let facilitator = w.person("facilitator").await;
        let path = format!("{run}/sessions/{n}");
        let page = facilitator.get(&path).await;
        let field = page.names("mark-").into_iter().next().expect("somebody");
        facilitator.submit_on(&page, &path, &[(&field, "missed")]).await.must_be(303);
        w = w.later(7);
    }
    let lead = w.person("lead").await;
    lead.get("/my-work").await.must_say("Say whether they go on: Calmer evenings");
    w.person("school").await.get(&format!("{place}/going-on")).await.must_be(404);
    lead.submit(&format!("{place}/going-on"), &[("goes_on", "yes")]).await.must_be(422);
    lead.submit(&format!("{place}/going-on"), &[("goes_on", "no"), ("words", "Mornings do not work.")])
        .await
        .must_be(303);
    lead.get(&place).await.must_say("Stopped early").must_say("Mornings do not work.");
    lead.get("/my-work").await.must_not_say("Say whether they go on");
});

story!(what_was_measured_and_the_result_go_back_to_the_plan, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let programme = programme(&w).await;
    let run = run(&w, &programme, "2").await;
    let path = format!("/families/{family}/programme");
    let page = lead.get(&path).await;
    let ada = page.value_of("Ada Okoro").expect("the child");
    let outcome = page.value_of("In school every day").expect("an outcome");
    let mut fields = asked(&programme, &ada);
    fields.push(("outcome", &outcome));
    lead.submit_on(&page, &path, &fields).await.must_be(303);
    let place = lead.get(&format!("/families/{family}")).await.link("/enrolments/").expect("a place");
    let facilitator = w.person("facilitator").await;
    offer(&facilitator, &run).await.must_be(303);
    lead.submit(&format!("{place}/answer"), &[("answer", "accepted")]).await.must_be(303);
    lead.get(&format!("/episodes/{e}/plan")).await.must_say("Go to Calmer evenings");

    let path = format!("{place}/measure");
    // each with who answers
    let measure = async |who: &Person, fields: &[(&str, &str)]| {
        who.submit(&path, &[fields, &[("rater", "parent")]].concat()).await
    };
    facilitator.submit(&path, &[("question-routines", "3")]).await.must_be(422).must_say("Choose who answers");
    measure(&facilitator, &[("question-routines", "11")]).await.must_be(422).must_say("from 0 to 10");
    measure(&facilitator, &[]).await.must_be(422).must_say("at least one question");
    let off = [("tool", "A scale"), ("least", "0"), ("most", "40"), ("value", "41")];
    measure(&facilitator, &off).await.must_be(422).must_say("not on its scale");
    let ahead = [("question-routines", "3"), ("on-day", "5"), ("on-month", "3"), ("on-year", "2026")];
    measure(&facilitator, &ahead).await.must_be(422).must_say("The day has not come");
    measure(&facilitator, &[("question-routines", "3")]).await.must_be(303);

    let end = [("ending", "finished"), ("result", "achieved"), ("why", "They practised together.")];
    let ending = format!("{place}/end");
    facilitator.submit(&ending, &end).await.must_be(422).must_say("The last session has not come");
    let w = w.later(14);
    let (facilitator, lead) = (w.person("facilitator").await, w.person("lead").await);
    facilitator.submit(&ending, &end).await.must_be(422).must_say("fewer than half of the sessions");
    for n in 1..=3 {
        let path = format!("{run}/sessions/{n}");
        let page = facilitator.get(&path).await;
        let field = page.names("mark-").into_iter().next().expect("somebody");
        let mark = if n == 2 { "sent-word" } else { "came" };
        facilitator.submit_on(&page, &path, &[(&field, mark)]).await.must_be(303);
    }
    measure(&facilitator, &[("moment", "after"), ("question-routines", "7")]).await.must_be(303);
    let feedback = format!("{place}/feedback");
    facilitator.submit(&feedback, &[("welcome", "yes")]).await.must_be(422).must_say("three questions");
    let said = [("welcome", "yes"), ("helpful", "yes"), ("again", "partly"), ("words", "We sleep.")];
    facilitator.submit(&feedback, &said).await.must_be(303);

    facilitator.submit(&ending, &[("ending", "finished")]).await.must_be(422).must_say("what came of it");
    facilitator.submit(&ending, &end).await.must_be(303);
    facilitator.get(&format!("{place}/certificate")).await.must_say("Ada Okoro").must_say("Calmer evenings");
    let plan = lead.get(&format!("/episodes/{e}/plan")).await;
    let action = plan.links("/actions/").into_iter().next();
    let text = match action {
        Some(action) => lead.get(&action).await.text(),
        None => plan.text(),
    };
    assert!(text.contains("Achieved") && text.contains("They practised together."), "{text}");
    lead.get("/my-work").await.must_say("A group has ended: Calmer evenings");
});

story!(a_facilitator_sees_what_was_agreed_and_nothing_of_the_record, |w| {
    let (family, lead, run, place) = placed(&w).await;
    let facilitator = w.person("facilitator").await;
    facilitator.get(&run).await.must_be(200).must_say("Ada likes drawing.");
    facilitator.get(&format!("/families/{family}")).await.must_be(404);
    facilitator.get(&place).await.must_be(200).must_not_say("1 Example Road").must_not_say("The family's record");
    facilitator.get(&format!("{place}/welcome")).await.must_say("Luton Road Family Hub").must_not_say("1 Example Road");
    facilitator.get(&format!("{run}/change")).await.must_be(403);
    let ics = facilitator.get(&format!("{run}/calendar.ics")).await;
    ics.must_be(200);
    assert!(ics.body.contains("BEGIN:VEVENT") && !ics.body.contains("Okoro"), "{}", ics.body);
    // nobody else's group
    w.person("school").await.get(&run).await.must_be(404);
    w.person("board").await.get("/programmes").await.must_be(403);

    // with the agreement their sight ends (T26)
    let path = format!("/families/{family}/agreement");
    let page = lead.get(&path).await;
    let parent = page.value_of("Ife Okoro").expect("the parent");
    let no = [("person", parent.as_str()), ("state", "withdrawn"), ("how", "in-person"), ("words", "No more.")];
    lead.submit_on(&page, &path, &no).await.must_be(303);
    facilitator.get(&run).await.must_not_say("Ada").must_say("of whom you may not know");
    facilitator.get(&place).await.must_be(404);
    facilitator.get(&format!("{place}/measure")).await.must_be(404);
});

story!(a_restricted_family_is_in_no_group_for_those_who_are_not_listed, |w| {
    let (_, _, run, place) = placed(&w).await;
    store::dialect::batch(&mut w.conn(), "UPDATE guard SET restricted = TRUE").expect("restricted");
    w.app.db.look_again();
    let facilitator = w.person("facilitator").await;
    facilitator.get(&run).await.must_not_say("Ada");
    facilitator.get(&place).await.must_be(404);
    facilitator.get(&format!("{run}/sessions/1")).await.must_not_say("Ada");
});

story!(a_cancelled_group_puts_everybody_back_on_the_list_and_a_programme_s_entry_goes_with_it, |w| {
    let (family, lead, run, place) = placed(&w).await;
    let manager = w.person("manager").await;
    let programme = manager.get(&run).await.links("/programmes/").into_iter().find(|href| href.len() > 20);
    let programme = programme.expect("its programme");
    let entry = manager.get(&programme).await.link("/services/").expect("its entry");
    w.stranger().get(&entry).await.must_be(200).must_say("Calmer evenings").must_say("Ask for help");
    manager.submit(&format!("{programme}/end"), &[("why", "No money.")]).await.must_be(422).must_say("is not over");

    manager.submit(&format!("{run}/cancel"), &[("why", "")]).await.must_be(422).must_say("Say why");
    manager.submit(&format!("{run}/cancel"), &[("why", "The room was flooded.")]).await.must_be(303);
    lead.get(&place).await.must_say("Waits for a place");
    lead.get("/my-work").await.must_say("A group was cancelled: Calmer evenings");
    lead.get(&format!("/families/{family}/chronology")).await.must_say("The room was flooded.");
    w.person("facilitator").await.get("/my-work").await.must_not_say("Register:");

    manager.submit(&format!("{programme}/end"), &[("why", "No money.")]).await.must_be(303);
    lead.get(&place).await.must_say("Off the list");
    w.stranger().get(&entry).await.must_be(410);
});

story!(whoever_covers_a_session_keeps_its_register_and_no_other_place, |w| {
    let (_, _, run, place) = placed(&w).await;
    let manager = w.person("manager").await;
    let path = format!("{run}/sessions/1/plan");
    let page = manager.get(&format!("{path}?find=grace")).await;
    let grace = page.value_of("Grace Adeyemi").expect("a colleague");
    manager.submit_on(&page, &path, &[("covered_by", &grace)]).await.must_be(303);
    let covers = w.person("health-visitor").await;
    covers.get("/my-work").await.must_say("Register: Calmer evenings, session 1").must_say("My groups");
    let register = format!("{run}/sessions/1");
    let page = covers.get(&register).await;
    page.must_say("Ada likes drawing.");
    let field = page.names("mark-").into_iter().next().expect("somebody");
    covers.submit_on(&page, &register, &[(&field, "came")]).await.must_be(303);
    covers.get(&place).await.must_be(404);
    w.person("facilitator").await.get("/my-work").await.must_not_say("Register: Calmer evenings, session 1");
});

story!(a_register_is_taken_from_lines_all_or_nothing, |w| {
    let (_, _, run, place) = placed(&w).await;
    let facilitator = w.person("facilitator").await;
    let path = format!("{run}/register-file");
    let bad = "session,person,mark\n1,Ada Okoro,there\n2,Ada Okoro,came\n1,Zoe,came";
    let page = facilitator.get(&path).await;
    facilitator
        .submit_on(&page, &path, &[("text", bad), ("step", "take")])
        .await
        .must_be(422)
        .must_say("Line 2, mark")
        .must_say("Line 3, session: This session has not come")
        .must_say("Line 4, person");
    let good = "session,person,mark\n1,Ada Okoro,sent-word";
    facilitator.submit_on(&page, &path, &[("text", good), ("step", "look")]).await.must_say("1 register can be taken");
    facilitator.get(&place).await.must_not_say("Sent word");
    let page = facilitator.get(&path).await;
    facilitator.submit_on(&page, &path, &[("text", good), ("step", "take")]).await.must_be(303);
    facilitator.get(&place).await.must_say("Sent word");
});

story!(a_decision_leads_to_a_place_and_the_follow_up_ends_with_it, |w| {
    let programme = programme(&w).await;
    let id = contact(&w).await;
    let family = decide(&w, &id, "group-programme").await;
    let officer = w.person("front-door").await;
    let follow = officer.get(&format!("/contacts/{id}/follow-up")).await;
    follow.must_say("Ask for a place in a programme");
    let path = format!("/contacts/{id}/programme");
    let page = officer.get(&path).await;
    let ada = page.value_of("Ada Okoro").expect("the child");
    // nobody of the family agrees to be supported yet
    officer
        .submit_on(&page, &path, &asked(&programme, &ada))
        .await
        .must_be(422)
        .must_say("Nobody in the family agrees");
    agree(&officer, family).await;
    let page = officer.get(&path).await;
    officer.submit_on(&page, &path, &asked(&programme, &ada)).await.must_be(303);
    officer.get(&path).await.must_be(403);
    officer.get(&format!("/families/{family}")).await.must_say("Waits for a place");
});

story!(the_api_lists_programmes_and_keeps_a_register_once, |w| {
    let (_, _, run, place) = placed(&w).await;
    let facilitator = w.program("facilitator").await;
    let all = facilitator.get("/api/v1/programmes").await;
    assert_eq!(all.json()[0]["name"], "Calmer evenings");
    let group = facilitator.get(&format!("/api/v1{run}")).await;
    let id = group.json()["group"][0]["id"].as_str().expect("somebody").to_owned();
    assert!(place.ends_with(&id));
    let path = format!("/api/v1{run}/sessions/1/register");
    let send = |key: &'static str, body: String| {
        let (facilitator, path) = (&facilitator, path.clone());
        async move {
            let headers = [("idempotency-key", key)];
            facilitator.request("POST", &path, Some("application/json"), &headers, body).await
        }
    };
    let marks = format!(r#"{{"marks": [{{"id": "{id}", "mark": "came"}}]}}"#);
    send("", marks.clone()).await.must_be(422);
    send("a", r#"{"marks": []}"#.into()).await.must_be(422).must_say("register-incomplete");
    send("b", marks.clone()).await.must_be(200);
    send("b", marks).await.must_be(200);
    let early = format!("/api/v1{run}/sessions/2/register");
    let headers = [("idempotency-key", "c")];
    let body = r#"{"marks": [], "everybody": true}"#;
    facilitator.request("POST", &early, Some("application/json"), &headers, body.to_owned()).await.must_be(422);
    w.program("school").await.get(&format!("/api/v1{run}")).await.must_be(404);
});

story!(an_age_outside_is_a_warning_with_a_reason, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let programme = programme(&w).await;
    let manager = w.person("manager").await;
    manager.submit(&format!("{programme}/change"), &[("minimum_age", "14"), ("maximum_age", "16")]).await.must_be(303);
    let path = format!("/families/{family}/programme");
    let page = lead.get(&path).await;
    let ada = page.value_of("Ada Okoro").expect("the child");
    lead.submit_on(&page, &path, &asked(&programme, &ada)).await.must_be(422).must_say("outside of the programme");
    let mut fields = asked(&programme, &ada);
    fields.push(("age_why", "Her sister goes, too."));
    lead.submit_on(&page, &path, &fields).await.must_be(303);
});

story!(a_place_that_may_not_be_known_stands_on_no_paper_and_in_no_calendar, |w| {
    let (_, _, run, place) = placed(&w).await;
    let manager = w.person("manager").await;
    let change = [("secret", "yes"), ("place", "Rose House"), ("postcode", "ME4 4TR")];
    manager.submit(&format!("{run}/change"), &change).await.must_be(303);
    let facilitator = w.person("facilitator").await;
    let letter = facilitator.get(&format!("{place}/welcome")).await;
    letter.must_say("We tell you the place by telephone").must_not_say("Rose House").must_not_say("ME4 4TR");
    // how one gets there, and what to bring, tells where it is
    letter.must_not_say("Bring slippers.").must_not_say("Getting there");
    assert!(!facilitator.get(&format!("{run}/calendar.ics")).await.body.contains("Rose House"));
    let programme = manager.get(&run).await.link("/programmes/").expect("its programme");
    let entry = manager.get(&programme).await.link("/services/").expect("its entry");
    w.stranger().get(&entry).await.must_not_say("Rose House").must_not_say("ME4 4TR");
    w.person("school").await.get(&programme).await.must_not_say("Rose House");

    facilitator.get("/my-work").await.must_say("Give the welcome letter");
    facilitator.submit(&format!("{place}/welcome"), &[]).await.must_be(303);
    facilitator.get("/my-work").await.must_not_say("Give the welcome letter");
});

story!(whoever_runs_a_group_and_leaves_hands_it_to_the_manager, |w| {
    let (..) = placed(&w).await;
    let gone = "UPDATE account SET disabled_at = seen_at WHERE email = 'facilitator@example.org'";
    store::dialect::batch(&mut w.conn(), gone).expect("disabled");
    w.app.db.look_again();
    let all = app::capabilities::ALL;
    let round = all.iter().flat_map(|one| one.daily).find(|daily| daily.at.kind == "find-facilitators");
    let round = round.expect("a round").run;
    round(&w.app.db, &w.app.pack, all).expect("looked");
    round(&w.app.db, &w.app.pack, all).expect("looked again");
    let manager = w.person("manager").await;
    let work = manager.get("/my-work").await;
    work.must_say("Find somebody who runs it: Calmer evenings").must_say("Register: Calmer evenings, session 1");
    assert_eq!(work.body.matches("Find somebody who runs it").count(), 1);
});

story!(who_waits_no_longer_says_why_and_is_off_the_list, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let programme = programme(&w).await;
    let place = ask(&lead, family, &programme).await;
    let path = format!("{place}/end");
    lead.submit(&path, &[("ending", "off")]).await.must_be(422).must_say("Say why they stop");
    lead.submit(&path, &[("ending", "off"), ("why", "Grandmother helps.")]).await.must_be(303);
    lead.get(&place).await.must_say("Off the list").must_say("Grandmother helps.");
    let path = format!("/families/{family}/programme");
    // and may ask again
    let page = lead.get(&path).await;
    lead.submit_on(&page, &path, &asked(&programme, "all")).await.must_be(303);
});
