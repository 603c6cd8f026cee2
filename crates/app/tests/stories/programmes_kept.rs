//! Stories of group programmes: nobody is lost on the way to a place, in it or after it; and nobody is told of more
//! than they may be.

use crate::{
    helpers::{agree, contact, decide, led},
    programmes::{as_another_had_it, ask, asked, offer, placed, programme, run},
};
use access::FamilyId;
use testkit::{Page, Person, World, story};

/// A family that came from a contact of the school, and to which a place was offered: the contact, the family, the
/// officer who asked, the run and the place.
async fn offered(w: &World) -> (String, FamilyId, Person, String, String) {
    let programme = programme(w).await;
    let run = run(w, &programme, "2").await;
    let id = contact(w).await;
    let family = decide(w, &id, "group-programme").await;
    let officer = w.person("front-door").await;
    agree(&officer, family).await;
    let path = format!("/contacts/{id}/programme");
    let page = officer.get(&path).await;
    let ada = page.value_of("Ada Okoro").expect("the child");
    officer.submit_on(&page, &path, &asked(&programme, &ada)).await.must_be(303);
    let place = officer.get(&format!("/families/{family}")).await.link("/enrolments/").expect("a place");
    offer(&w.person("facilitator").await, &run).await.must_be(303);
    (id, family, officer, run, place)
}

/// The parent no longer agrees.
async fn withdraw(worker: &Person, family: FamilyId) {
    let path = format!("/families/{family}/agreement");
    let page = worker.get(&path).await;
    let parent = page.value_of("Ife Okoro").expect("the parent");
    let no = [("person", parent.as_str()), ("state", "withdrawn"), ("how", "in-person"), ("words", "No more.")];
    worker.submit_on(&page, &path, &no).await.must_be(303);
}

/// The morning's round over the groups.
fn morning(w: &World) {
    let all = app::capabilities::ALL;
    let round = all.iter().flat_map(|one| one.daily).find(|daily| daily.at.kind == "find-facilitators");
    (round.expect("a round").run)(&w.app.db, &w.app.pack, all).expect("looked");
}

/// Keeps the register of one session, in which there is one person.
async fn keep(facilitator: &Person, run: &str, n: u8, mark: &str) -> Page {
    let path = format!("{run}/sessions/{n}");
    let page = facilitator.get(&path).await;
    let field = page.names("mark-").into_iter().next().expect("somebody");
    facilitator.submit_on(&page, &path, &[(&field, mark)]).await
}

story!(a_family_that_nobody_else_helps_stays_in_sight_while_it_has_a_place, |w| {
    let (id, family, officer, _, place) = offered(&w).await;
    let facilitator = w.person("facilitator").await;
    facilitator.submit(&format!("{place}/answer"), &[("answer", "accepted")]).await.must_be(303);
    officer.get("/my-work").await.must_say("The place was taken: Calmer evenings");
    officer.get(&format!("/families/{family}")).await.must_be(200).must_say("Has a place");
    let school = w.person("school").await;
    let told = school.get(&format!("/contacts/{id}")).await;
    told.must_say("A place was offered: Calmer evenings").must_say("The place was taken: Calmer evenings");

    // somebody who no longer agrees can still say so, and what is shared ends
    withdraw(&officer, family).await;
    facilitator.get(&place).await.must_be(404);

    officer.submit(&format!("{place}/end"), &[("ending", "left"), ("why", "They moved.")]).await.must_be(303);
    officer.get(&format!("/families/{family}")).await.must_be(403);
    school.get(&format!("/contacts/{id}")).await.must_say("A group has ended: Calmer evenings");
    officer.get(&place).await.must_be(200);
    let w = w.later(29);
    w.person("front-door").await.get(&place).await.must_be(404);
});

story!(who_declines_what_was_decided_for_them_is_decided_anew, |w| {
    let (id, family, officer, _, place) = offered(&w).await;
    let no = [("answer", "declined"), ("why", "It is too far.")];
    w.person("facilitator").await.submit(&format!("{place}/answer"), &no).await.must_be(303);
    officer.get(&format!("/families/{family}")).await.must_be(200).must_say("Declined");
    officer.get("/my-work").await.must_say("The place was declined: Calmer evenings");
    let again = {
        use contacts::records::contact::dsl;
        use diesel::prelude::*;
        let open = dsl::contact.filter(dsl::family_id.eq(family).and(dsl::decided_at.is_null()));
        let found: Vec<contacts::ContactId> = open.select(dsl::id).load(&mut w.conn()).expect("contacts");
        found[0]
    };
    officer.get(&format!("/contacts/{again}")).await.must_say("They declined a place in Calmer evenings");
    w.person("school").await.get(&format!("/contacts/{id}")).await.must_say("The place was declined: Calmer evenings");
});

story!(whoever_looks_after_those_of_a_cancelled_group_may_see_them, |w| {
    let (.., run, place) = offered(&w).await;
    let facilitator = w.person("facilitator").await;
    facilitator.submit(&format!("{place}/answer"), &[("answer", "accepted")]).await.must_be(303);
    let w = w.later(3);
    let (facilitator, officer) = (w.person("facilitator").await, w.person("front-door").await);
    let manager = w.person("manager").await;
    manager.submit(&format!("{run}/cancel"), &[("why", "The room was flooded.")]).await.must_be(303);
    facilitator.get("/my-work").await.must_not_say("Ask how they are");
    officer.get("/my-work").await.must_say("Ask how they are").must_not_say("Ada");
    // they have waited since they first asked
    officer.get("/waiting").await.must_say("4 March 2026");

    // nothing of it is planned any more
    manager.get(&run).await.must_say("Cancelled").must_not_say("To come").must_not_say("Plan session");
    manager.get(&format!("{run}/change")).await.must_be(422);
    manager.get(&format!("{run}/sessions/2/plan")).await.must_be(422);
});

story!(the_enter_key_says_of_nobody_that_they_came, |w| {
    let (family, lead, run, _) = placed(&w).await;
    let facilitator = w.person("facilitator").await;
    let programme = w.person("manager").await.get(&run).await.link("/programmes/").expect("its programme");
    let asking = format!("/families/{family}/programme");
    let page = lead.get(&asking).await;
    lead.submit_on(&page, &asking, &asked(&programme, "all")).await.must_be(303);
    offer(&facilitator, &run).await.must_be(303);
    let second = lead.get(&format!("/families/{family}")).await.link("/enrolments/").expect("the newest place");
    lead.submit(&format!("{second}/answer"), &[("answer", "accepted")]).await.must_be(303);

    // what a browser presses for the key is the first button of the form
    let page = facilitator.get(&format!("{run}/sessions/1")).await;
    let (first, everybody) = (page.body.find("tabindex=\"-1\""), page.body.find("name=\"everybody\""));
    assert!(first.is_some() && first < everybody, "{}", page.body);
});

story!(whoever_calls_knows_how_or_whom_to_ask, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    crate::helpers::plan(&lead, e, "intervention").await;
    let programme = programme(&w).await;
    let run = run(&w, &programme, "2").await;
    let path = format!("/families/{family}/programme");
    let page = lead.get(&path).await;
    let ada = page.value_of("Ada Okoro").expect("the child");
    let with_reach = [asked(&programme, &ada), vec![("reach", "07700 900555, after three")]].concat();
    lead.submit_on(&page, &path, &with_reach).await.must_be(303);
    let page = lead.get(&path).await;
    lead.submit_on(&page, &path, &asked(&programme, "all")).await.must_be(303);
    let facilitator = w.person("facilitator").await;
    facilitator.get("/my-work").await.must_say("Offer a place: Calmer evenings");
    for _ in 0..2 {
        offer(&facilitator, &run).await.must_be(303);
    }
    facilitator.get("/my-work").await.must_not_say("Offer a place");
    let mut places = lead.get(&format!("/families/{family}")).await.links("/enrolments/");
    places.retain(|place| !place.ends_with("/answer"));
    places.dedup();
    for place in &places {
        lead.submit(&format!("{place}/answer"), &[("answer", "accepted")]).await.must_be(303);
    }
    // one can be told from the other
    facilitator.get("/my-work").await.must_say("Give the welcome letter: Calmer evenings, Ada");
    facilitator.get(&format!("{run}/sessions/1")).await.must_say("07700 900555");
    facilitator.get(&format!("{}/call", places[1])).await.must_say("07700 900555, after three");
    facilitator.get(&format!("{}/call", places[0])).await.must_say("Ask Daniel Osei");
});

story!(a_place_that_becomes_free_is_owed_to_whoever_waits, |w| {
    let (family, lead, run, place) = placed(&w).await;
    let manager = w.person("manager").await;
    manager.submit(&format!("{run}/change"), &[("places", "1")]).await.must_be(303);
    let facilitator = w.person("facilitator").await;
    let programme = manager.get(&run).await.link("/programmes/").expect("its programme");
    let asking = format!("/families/{family}/programme");
    let page = lead.get(&asking).await;
    lead.submit_on(&page, &asking, &asked(&programme, "all")).await.must_be(303);
    facilitator.get("/my-work").await.must_not_say("Offer a place");
    lead.submit(&format!("{place}/end"), &[("ending", "left"), ("why", "It is too far.")]).await.must_be(303);
    facilitator.get("/my-work").await.must_say("Offer a place: Calmer evenings");

    // of whom nobody may be told it is owed to nobody, and whoever keeps the run learns why
    withdraw(&lead, family).await;
    morning(&w);
    facilitator.get("/my-work").await.must_not_say("Offer a place");
    facilitator.get(&run).await.must_say("1 more waits").must_not_say("Ask Daniel Osei");
    manager.get(&run).await.must_say("no agreement is recorded").must_say("Ask Daniel Osei");
});

story!(who_answers_an_offer_second_reads_what_was_answered, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    crate::helpers::plan(&lead, e, "intervention").await;
    let programme = programme(&w).await;
    let run = run(&w, &programme, "2").await;
    let place = ask(&lead, family, &programme).await;
    let facilitator = w.person("facilitator").await;
    offer(&facilitator, &run).await.must_be(303);
    let path = format!("{place}/answer");
    let open = facilitator.get(&path).await;
    lead.submit(&path, &[("answer", "not-answered")]).await.must_be(303);
    let late = [("answer", "declined"), ("why", "They are on holiday.")];
    let late = facilitator.submit_on(&open, &path, &late).await;
    late.must_be(422).must_say("before you").must_say("Waits for a place");
    assert!(late.body.contains("They are on holiday."));
    facilitator.get(&format!("{place}/welcome")).await.must_be(404);
});

story!(a_run_is_run_by_those_who_may_and_begins_today_or_later, |w| {
    let programme = programme(&w).await;
    let run = run(&w, &programme, "2").await;
    let manager = w.person("manager").await;
    let nobody = store::Uuid::now_v7().to_string();
    let board = access::accounts::find_by_email(&mut w.conn(), "board@example.org").expect("read").expect("there");
    for one in [nobody, board.id.to_string()] {
        let path = format!("{run}/change");
        let refused = manager.submit(&path, &[("facilitators", &one)]).await;
        refused.must_be(422).must_say("Choose people of the list");
        assert!(!refused.body.contains(&board.name), "{}", refused.text());
        let path = format!("{run}/sessions/2/plan");
        manager.submit(&path, &[("covered_by", &one)]).await.must_be(422).must_say("Choose somebody of the list");
    }
    let path = format!("{programme}/runs/new");
    let early = [("starts-day", "3"), ("starts-month", "3"), ("starts-year", "2026")];
    manager.submit(&path, &early).await.must_be(422).must_say("The first session is today or later");
});

story!(a_place_that_nobody_may_know_of_is_freed_by_whoever_keeps_the_run, |w| {
    let (_, family, officer, run, place) = offered(&w).await;
    officer.submit(&format!("{place}/answer"), &[("answer", "accepted")]).await.must_be(303);
    let manager = w.person("manager").await;
    manager.get(&place).await.must_be(200).must_say("Ada Okoro");
    withdraw(&officer, family).await;
    manager.get(&place).await.must_be(404);
    let free = manager.get(&run).await.link("/enrolments/").expect("a way to free it");
    manager.get(&free).await.must_be(200).must_not_say("Ada").must_not_say("Okoro");
    w.person("facilitator").await.get(&free).await.must_be(404);
    manager.submit(&free, &[("why", "")]).await.must_be(422).must_say("Say why they stop");
    manager.submit(&free, &[("why", "They no longer agree.")]).await.must_be(303);
    officer.get(&place).await.must_say("Stopped early").must_say("They no longer agree.");
    manager.get(&run).await.must_say("2 of 2 places free");
});

story!(a_register_of_those_of_whom_nothing_may_be_told_keeps_back_no_other, |w| {
    let (family, lead, run, _) = placed(&w).await;
    let facilitator = w.person("facilitator").await;
    facilitator.get("/my-work").await.must_say("Register: Calmer evenings, session 1");
    withdraw(&lead, family).await;
    morning(&w);
    let work = facilitator.get("/my-work").await;
    work.must_not_say("Register: Calmer evenings").must_not_say("Ada");
    // and is owed again when they agree
    agree(&lead, family).await;
    morning(&w);
    facilitator.get("/my-work").await.must_say("Register: Calmer evenings, session 1");
    keep(&facilitator, &run, 1, "came").await.must_be(303);
});

story!(the_sight_of_those_who_ran_a_group_ends, |w| {
    let (_, _, run, place) = placed(&w).await;
    // the last session is on 18 March
    let w = w.later(42);
    w.person("facilitator").await.get(&run).await.must_be(200);
    w.person("facilitator").await.get(&place).await.must_be(200);
    let w = w.later(1);
    w.person("facilitator").await.get(&run).await.must_be(404);
    w.person("facilitator").await.get(&place).await.must_be(404);
    w.person("manager").await.get(&run).await.must_be(200);
});

story!(nobody_takes_a_place_in_a_group_that_is_over, |w| {
    let (_, _, _, _, place) = offered(&w).await;
    let w = w.later(15);
    let facilitator = w.person("facilitator").await;
    let path = format!("{place}/answer");
    let late = facilitator.submit(&path, &[("answer", "accepted")]).await;
    late.must_be(422).must_say("This run is over");
    facilitator.submit(&path, &[("answer", "not-answered")]).await.must_be(303);
});

story!(after_the_last_session_a_place_taken_late_is_looked_at_too, |w| {
    let (family, _, run, _) = placed(&w).await;
    let programme = w.person("manager").await.get(&run).await.link("/programmes/").expect("its programme");
    let w = w.later(14);
    let facilitator = w.person("facilitator").await;
    for n in 1..=3 {
        keep(&facilitator, &run, n, "came").await.must_be(303);
    }
    facilitator.get("/my-work").await.must_say("Measure again, and say what came of it: Calmer evenings, Ada");
    let lead = w.person("lead").await;
    let asking = format!("/families/{family}/programme");
    let page = lead.get(&asking).await;
    lead.submit_on(&page, &asking, &asked(&programme, "all")).await.must_be(303);
    offer(&facilitator, &run).await.must_be(303);
    let second = lead.get(&format!("/families/{family}")).await.link("/enrolments/").expect("the newest place");
    let open = lead.get(&format!("{second}/answer")).await;
    let path = format!("{second}/answer");
    lead.submit_on(&as_another_had_it(&open), &path, &[("answer", "accepted")]).await.must_be(303);
    let work = facilitator.get("/my-work").await;
    assert_eq!(work.body.matches("Measure again, and say what came of it").count(), 2, "{}", work.text());
});

story!(a_run_whose_keeper_is_gone_is_kept_by_another_manager, |w| {
    let (..) = placed(&w).await;
    let gone =
        "UPDATE account SET disabled_at = seen_at WHERE email IN ('facilitator@example.org', 'manager@example.org')";
    store::dialect::batch(&mut w.conn(), gone).expect("disabled");
    w.app.db.look_again();
    morning(&w);
    use diesel::prelude::*;
    use work::tasks::task;
    let gone = access::accounts::find_by_email(&mut w.conn(), "manager@example.org").expect("read").expect("there").id;
    for kind in ["run-facilitator", "group-register", "place-welcome"] {
        let owed = task::table.filter(task::kind.eq(kind).and(task::done_at.is_null()));
        let owed: Vec<Option<access::AccountId>> = owed.select(task::owner_id).load(&mut w.conn()).expect("tasks");
        assert!(owed.len() == 1 && owed[0].is_some_and(|owner| owner != gone), "{kind}: {owed:?}");
    }
});

story!(whoever_waits_for_a_programme_that_ends_is_decided_anew, |w| {
    let (_, family, officer, run, _) = offered(&w).await;
    let manager = w.person("manager").await;
    let programme = manager.get(&run).await.links("/programmes/").into_iter().find(|href| href.len() > 20);
    let programme = programme.expect("its programme");
    manager.submit(&format!("{run}/cancel"), &[("why", "The room was flooded.")]).await.must_be(303);
    manager.submit(&format!("{programme}/end"), &[("why", "No money.")]).await.must_be(303);
    officer.get(&format!("/families/{family}")).await.must_be(200).must_say("Off the list");
});

story!(who_comes_no_more_and_whom_nobody_else_helps_is_decided_anew, |w| {
    let (id, family, _, run, place) = offered(&w).await;
    let facilitator = w.person("facilitator").await;
    facilitator.submit(&format!("{place}/answer"), &[("answer", "accepted")]).await.must_be(303);
    let w = w.later(14);
    let facilitator = w.person("facilitator").await;
    for n in 1..=3 {
        keep(&facilitator, &run, n, "missed").await.must_be(303);
    }
    let officer = w.person("front-door").await;
    // nobody leads: the group says it
    facilitator.get("/my-work").await.must_say("Say whether they go on: Calmer evenings");
    let asked = format!("{place}/going-on");
    facilitator.submit(&asked, &[("goes_on", "no"), ("words", " ")]).await.must_be(422);
    facilitator.submit(&asked, &[("goes_on", "no"), ("words", "The evenings clash.")]).await.must_be(303);
    officer.get(&format!("/families/{family}")).await.must_be(200);
    let queue = officer.get("/triage").await;
    let again = queue.links("/contacts/0").into_iter().find(|link| !link.contains(&id)).expect("a new contact");
    officer.get(&again).await.must_say("They stopped going to Calmer evenings. The evenings clash.");
});
