//! What panels and lists refuse, and what becomes of a family when a chair, a meeting or a sender falls away.

use crate::helpers::{contact, decide, family};
use crate::panels::{decided, forum, meeting, sent};
use testkit::{World, story};

story!(a_meeting_that_is_not_held_gives_what_it_had_to_the_next_and_says_why, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "9").await;
    let next = meeting(&w, forum, "16").await;
    let (_, _, item) = sent(&w, forum).await;
    let chair = w.person("panel-chair").await;
    let path = format!("{agenda}/not-held");
    chair.submit(&path, &[("reason", " ")]).await.must_be(422).must_say("Say why it is not held");
    chair.submit(&path, &[("reason", "Snow: nobody could come.")]).await.must_be(303);
    chair.get(&agenda).await.must_say("Snow: nobody could come.").must_not_say("Okoro");
    chair.get(&next).await.must_say("Okoro family").must_say("1 not decided");
    // it stays due when it was
    chair.get(&item).await.must_say("13 March 2026");
    w.person("school").await.get(&path).await.must_be(403);
});

story!(nothing_is_put_off_to_a_meeting_that_nobody_has_planned, |w| {
    let forum = forum(&w);
    w.person("manager").await.submit(&format!("/panels/{forum}/change"), &[("every", "")]).await.must_be(303);
    meeting(&w, forum, "9").await;
    let (_, _, item) = sent(&w, forum).await;
    let chair = w.person("panel-chair").await;
    let off = decided(&chair, &item, &[("decision", "put-off"), ("reason", "The school could not come.")]).await;
    off.must_be(422).must_say("No other meeting is planned").must_say("The school could not come.");
});

story!(a_panel_for_which_something_waits_is_not_ended_and_is_chaired_by_somebody_who_can, |w| {
    let forum = forum(&w);
    meeting(&w, forum, "9").await;
    sent(&w, forum).await;
    let manager = w.person("manager").await;
    let path = format!("/panels/{forum}/change");
    manager.submit(&path, &[("ended", "yes")]).await.must_be(422).must_say("Something waits for this panel");
    let school = crate::panels::account(&w, "school").to_string();
    let unable = manager.submit(&path, &[("chair", &school)]).await;
    unable.must_be(422).must_say("the role panel chair");
});

story!(a_lead_is_asked_of_the_team_that_helps_and_nobody_asks_themselves, |w| {
    let forum = forum(&w);
    meeting(&w, forum, "9").await;
    let (_, of, item) = sent(&w, forum).await;
    let chair = w.person("panel-chair").await;
    let page = chair.get(&format!("{item}/decision")).await;
    let team = page.value_of("Chatham and Luton").expect("a team");
    for elsewhere in ["police", "panel-chair"] {
        let lead = crate::panels::account(&w, elsewhere).to_string();
        let fields = [("decision", "help"), ("team", &*team), ("lead", &*lead), ("reason", "It has room.")];
        decided(&chair, &item, &fields).await.must_be(422).must_say("Choose somebody of the team that helps");
    }
    let fields = [("decision", "help"), ("team", &*team), ("reason", "It has room.")];
    decided(&chair, &item, &fields).await.must_be(303);
    // without one, the manager of the team chooses
    w.person("manager").await.get("/waiting").await.must_say("A lead professional");
    let _ = of;
});

story!(what_is_taken_back_from_a_panel_is_decided_at_the_front_door_again, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "9").await;
    let (contact, _, item) = sent(&w, forum).await;
    let officer = w.person("front-door").await;
    let path = format!("{item}/withdrawal");
    officer.submit(&path, &[("reason", " ")]).await.must_be(422);
    officer.submit(&path, &[("reason", "Grandmother has moved in.")]).await.must_be(303);
    w.person("panel-chair").await.get(&agenda).await.must_not_say("Okoro family");
    officer.get("/waiting").await.must_not_say("Prioritisation and allocation forum:");
    officer.get("/my-work").await.must_say("Send it to the panel");
    officer.get(&format!("/contacts/{contact}/panel")).await.must_be(200);
    w.person("school").await.get(&format!("/contacts/{contact}")).await.must_say("Grandmother has moved in.");
});

/// The front door puts a family on the list of a team.
async fn waits_for_team(w: &World) -> (access::FamilyId, String) {
    let id = contact(w).await;
    decide(w, &id, "waiting-list").await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{id}/waiting");
    let page = officer.get(&path).await;
    let team = page.value_of("Chatham and Luton").expect("a team");
    let both = [("target", &*team), ("service", "Play therapy"), ("what", "Help at home."), ("priority", "routine")];
    officer.submit_on(&page, &path, &both).await.must_be(422).must_say("Name a team or a service");
    let one = [("target", &*team), ("what", "Help at home."), ("priority", "routine")];
    let sent = officer.submit_on(&page, &path, &one).await;
    sent.must_be(303);
    (family(w, &id), sent.led_to().split('?').next().unwrap_or_default().to_owned())
}

story!(a_family_that_accepts_the_place_of_a_team_is_helped_by_it_from_then_on, |w| {
    let (of, place) = waits_for_team(&w).await;
    let officer = w.person("front-door").await;
    officer.submit(&format!("{place}/offer"), &[("what", "From Monday.")]).await.must_be(303);
    officer.submit(&format!("{place}/answer"), &[("answer", "accepted"), ("words", "Yes!")]).await.must_be(303);
    // an episode of that team, which waits for a lead
    crate::helpers::episode(&w, of);
    w.person("manager").await.get("/waiting").await.must_say("A lead professional").must_say("Okoro");
    w.person("manager").await.get(&format!("/families/{of}")).await.must_be(200);
});

story!(a_place_that_stands_for_a_lead_is_ended_by_a_lead_and_not_by_hand, |w| {
    let id = contact(&w).await;
    decide(&w, &id, "assessment").await;
    let manager = w.person("manager").await;
    let place = manager.get("/waiting").await.links("/waiting/0").into_iter().next().expect("a place");
    for page in ["offer", "end"] {
        let path = format!("{place}/{page}");
        let shown = manager.get(&path).await;
        let kept = shown.form(&path).is_some();
        assert!(!kept, "{path} is kept with the lead: {}", shown.text());
    }
    manager.get("/waiting").await.must_say("A lead professional");
});
