//! Waiting: somebody owns it, looks again, offers, hears the answer, and ends it with a reason.

use crate::helpers::{agree, close, contact, decide, episode, family, led, visit};
use access::FamilyId;
use diesel::prelude::*;
use testkit::{Page, Person, World, story};
use waiting::records::waiting_place;

/// The front door puts a family on the waiting list of a service, from a contact; the place.
async fn waits(w: &World) -> (String, FamilyId, String) {
    let id = contact(w).await;
    let officer = w.person("front-door").await;
    decide_waiting(w, &id).await;
    let path = format!("/contacts/{id}/waiting");
    let page = officer.get(&path).await;
    page.must_be(200);
    let sent = officer.submit_on(&page, &path, &hopes()).await;
    sent.must_be(303);
    let place = place_of(&sent);
    (id.clone(), family(w, &id), place)
}

async fn decide_waiting(w: &World, id: &str) {
    decide(w, id, "waiting-list").await;
}

fn hopes() -> Vec<(&'static str, &'static str)> {
    vec![
        ("service", "Play therapy"),
        ("what", "Somebody with whom he can talk and play."),
        ("priority", "routine"),
        ("needs", "emotional-health"),
    ]
}

/// Where a form led: the page of the place, without its query.
fn place_of(sent: &Page) -> String {
    sent.led_to().split('?').next().unwrap_or_default().to_owned()
}

async fn must_owe(who: &Person, title: &str) {
    who.get("/my-work").await.must_say(title);
}

story!(whoever_is_put_on_a_list_is_looked_after_and_whoever_asked_hears_when_it_moves, |w| {
    let (contact, of, place) = waits(&w).await;
    let officer = w.person("front-door").await;
    officer.get("/my-work").await.must_not_say("Put them on the waiting list").must_say("Ask how they are");
    officer.get("/waiting").await.must_say("Okoro").must_say("Play therapy").must_say("1 April 2026");
    // while they wait the front door keeps sight of them
    officer.get(&format!("/families/{of}")).await.must_be(200).must_say("Play therapy");

    let look = format!("{place}/look");
    let nothing = officer.submit(&look, &[("words", "")]).await;
    nothing.must_be(422).must_say("Choose how it stands").must_say("Say how they are");
    officer
        .submit(
            &look,
            &[("still", "needed"), ("words", "Mother says: mornings are hard."), ("meanwhile", "Breakfast club")],
        )
        .await
        .must_be(303);
    officer.get(&place).await.must_say("mornings are hard").must_say("Breakfast club").must_say("Still needed");

    officer.submit(&format!("{place}/offer"), &[("what", "Tuesdays at four, from next week.")]).await.must_be(303);
    must_owe(&officer, "Hear their answer to an offer").await;
    let twice = officer.submit(&format!("{place}/offer"), &[("what", "Fridays.")]).await;
    twice.must_be(422).must_say("Something is offered to them already");
    let no = officer.submit(&format!("{place}/answer"), &[("answer", "declined"), ("words", "")]).await;
    no.must_be(422).must_say("Say why they do not want it");
    let answer = format!("{place}/answer");
    let yes = [("answer", "accepted"), ("words", "Yes!")];
    let another_window = officer.get(&answer).await;
    officer.submit(&answer, &yes).await.must_be(303);
    let again = officer.submit_on(&another_window, &answer, &yes).await;
    again.must_be(422).must_say("it was kept already");
    officer.get(&answer).await.must_say("They wait for this no more.");

    officer.get("/waiting").await.must_not_say("Play therapy");
    officer.get("/my-work").await.must_not_say("Ask how they are");
    officer.get(&format!("/families/{of}")).await.must_be(403);
    let school = w.person("school").await;
    school.get(&format!("/contacts/{contact}")).await.must_say("They have what they waited for");
});

story!(waiting_ends_only_with_a_reason_and_nobody_is_on_one_list_twice, |w| {
    let (_, of, place) = waits(&w).await;
    let officer = w.person("front-door").await;
    let twice = officer.submit(&format!("/families/{of}/waiting"), &hopes()).await;
    twice.must_be(422).must_say("They wait for this already").must_say("Somebody with whom he can talk and play.");
    let urgent: Vec<(&str, &str)> = hopes()
        .into_iter()
        .map(|(name, value)| match name {
            "service" => (name, "Another service"),
            "priority" => (name, "urgent"),
            _ => (name, value),
        })
        .collect();
    officer.submit(&format!("/families/{of}/waiting"), &urgent).await.must_be(422).must_say("others wait as well");

    let end = format!("{place}/end");
    officer
        .submit(&end, &[("ended", "moved"), ("words", " ")])
        .await
        .must_be(422)
        .must_say("Say why they wait no more");
    let moved = [("ended", "moved"), ("words", "To Leeds.")];
    let another_window = officer.get(&end).await;
    officer.submit(&end, &moved).await.must_be(303);
    officer.submit_on(&another_window, &end, &moved).await.must_be(422).must_say("no more");
    officer.get("/waiting/figures").await.must_say("They live elsewhere");
});

story!(who_did_not_answer_waits_on_and_is_asked_again_in_days, |w| {
    let (_, _, place) = waits(&w).await;
    let officer = w.person("front-door").await;
    officer.submit(&format!("{place}/offer"), &[("what", "Tuesdays at four.")]).await.must_be(303);
    officer
        .submit(&format!("{place}/answer"), &[("answer", "not-answered"), ("words", "Rang twice.")])
        .await
        .must_be(303);
    officer.get("/my-work").await.must_say("Ask how they are").must_say("11 March 2026");
    officer.get(&place).await.must_say("They did not answer").must_say("Rang twice.");
});

story!(nobody_else_finds_who_waits_and_a_restricted_family_is_on_nobody_s_list, |w| {
    let (_, of, place) = waits(&w).await;
    for stranger in ["school", "lead", "police", "manager", "charity", "social-care"] {
        w.person(stranger).await.get(&place).await.must_be(404);
    }
    w.person("school").await.get("/waiting").await.must_be(403);
    w.person("manager").await.get("/waiting").await.must_be(200).must_not_say("Okoro");
    w.person("panel-chair").await.get("/waiting").await.must_be(200).must_say("Okoro");

    let privacy = w.person("privacy").await;
    let path = format!("/families/{of}/restriction");
    let page = privacy.get(&path).await;
    let listed = page.value_of("Daniel Osei").expect("a colleague");
    privacy.submit_on(&page, &path, &[("reason", "A threat."), ("listed", &listed)]).await.must_be(303);
    let officer = w.person("front-door").await;
    officer.get("/waiting").await.must_not_say("Okoro");
    officer.get("/waiting/figures").await.must_say("0 places");
    officer.get(&place).await.must_be(404);
});

story!(an_episode_without_a_lead_waits_for_one_and_a_lead_ends_it, |w| {
    let ends = || -> Vec<Option<waiting::Ended>> {
        let of_lead = waiting_place::table.filter(waiting_place::kind.eq(waiting::For::Lead));
        of_lead.select(waiting_place::ended).load(&mut w.conn()).expect("places")
    };
    led(&w, "assessment").await;
    assert_eq!(ends(), [Some(waiting::Ended::Placed)]);

    let manager = w.person("manager").await;
    manager.get("/waiting").await.must_say("Nobody waits here");
});

story!(a_manager_sees_an_episode_of_theirs_wait_for_a_lead, |w| {
    let id = contact(&w).await;
    decide(&w, &id, "assessment").await;
    w.person("manager").await.get("/waiting").await.must_say("A lead professional").must_say("Okoro");
});

story!(what_waits_in_an_episode_that_ends_goes_on_with_the_front_door, |w| {
    let (of, e, lead) = led(&w, "intervention-plan").await;
    visit(&lead, of).await;
    agree(&lead, of).await;
    lead.submit(&format!("/families/{of}/waiting"), &hopes()).await.must_be(303);
    must_owe(&lead, "Ask how they are").await;
    assert_eq!(episode(&w, of), e);
    close(&lead, e, "disengaged", "He knows whom to call.").await.must_be(303);
    lead.get("/my-work").await.must_not_say("Ask how they are");

    let officer = w.person("front-door").await;
    let list = officer.get("/waiting").await;
    list.must_say("Play therapy");
    let place = list.links("/waiting/0").into_iter().next().expect("the place");
    officer.get(&place).await.must_be(200).must_not_say("Nobody yet");
    officer.get(&format!("/families/{of}")).await.must_be(200);
});
