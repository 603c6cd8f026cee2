//! Stories of two people at one record: the second sees who did what, and when, with all that they wrote themselves.

use crate::{
    directory::{body, service},
    helpers::{borrowed, but, contact, decide, decision, led, meeting, plan},
};
use testkit::{Page, Person, World, story};

/// Another officer of the front door.
const COLLEAGUE: &str = "front-door-0@demo.example.org.uk";

/// The moment of every world.
const WHEN: &str = "on 4 March 2026 at 10:00am";

/// Sends what stands on a page once more, as a browser would.
async fn again(who: &Person, page: &Page, path: &str) -> Page {
    who.submit_on(page, path, &[]).await
}

/// What the log has of a kind.
fn events(w: &World, kind: &str) -> usize {
    use diesel::prelude::*;
    use store::log::event;
    let all: i64 = event::table.filter(event::kind.eq(kind)).count().get_result(&mut w.conn()).expect("a count");
    usize::try_from(all).expect("few")
}

story!(the_second_of_two_officers_sees_who_decided_with_their_own_words_kept, |w| {
    let id = contact(&w).await;
    let second = w.person(COLLEAGUE).await;
    let path = format!("/contacts/{id}/decision");
    let page = second.get(&path).await;
    let team = page.value_of("Gillingham").expect("a team");
    decide(&w, &id, "intervention-plan").await;

    let mut mine = decision("assessment", &team);
    mine[4] = ("reason", "Two agencies are needed, as I see it.");
    mine.push(("unmet", "No counselling place."));
    let conflict = second.submit_on(&page, &path, &mine).await;
    conflict.must_be(409).must_say(&format!("Sam Whitlock did this {WHEN}"));
    conflict.must_say("Intervention plan").must_say("Attendance fell, and the family asks for help.");
    conflict.must_say("Two agencies are needed, as I see it.").must_say("No counselling place.");
    assert!(conflict.form(&path).expect("a form").contains(&("outcome".into(), "assessment".into())));

    // sent again it is the same, and nothing was changed
    again(&second, &conflict, &path).await.must_be(409).must_say("Two agencies are needed, as I see it.");
    w.person("front-door").await.get(&format!("/contacts/{id}")).await.must_say("Attendance fell");
    assert_eq!(events(&w, "contact.decided"), 1);
});

story!(the_second_of_two_answers_is_not_sent_and_not_lost, |w| {
    let id = contact(&w).await;
    decide(&w, &id, "intervention-plan").await;
    let (first, second) = (w.person("front-door").await, w.person(COLLEAGUE).await);
    let path = format!("/contacts/{id}/answer");
    let page = second.get(&path).await;
    let closing = {
        first.submit(&path, &[("answer", "We will call on Monday.")]).await.must_be(303);
        first.get(&path).await
    };

    let conflict = second.submit_on(&page, &path, &[("answer", "Somebody will visit you.")]).await;
    conflict.must_be(409).must_say(&format!("Sam Whitlock did this {WHEN}"));
    conflict.must_say("We will call on Monday.").must_say("Somebody will visit you.");
    again(&second, &conflict, &path).await.must_be(409).must_say("Somebody will visit you.");
    w.person("school").await.get(&format!("/contacts/{id}")).await.must_say("We will call on Monday.");
    assert_eq!(events(&w, "contact.answered"), 1);
    first.submit_on(&closing, &format!("/contacts/{id}/closure"), &[]).await.must_be(303);
});

story!(a_list_of_who_may_know_is_not_overwritten_unseen, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let (first, second) = (w.person("privacy").await, w.person("privacy").await);
    let path = format!("/families/{family}/restriction");
    let page = second.get(&path).await;
    let [ruth, daniel] = ["Ruth Calder", "Daniel Osei"].map(|name| page.value_of(name).expect("a colleague"));
    first.submit(&path, &[("listed", &ruth), ("reason", "A threat.")]).await.must_be(303);

    let mine = [("listed", daniel.as_str()), ("reason", "He asked for it.")];
    let conflict = second.submit_on(&page, &path, &mine).await;
    conflict.must_be(409).must_say(WHEN).must_say("Who may know of it now Ruth Calder").must_say("He asked for it.");
    assert!(conflict.form(&path).expect("a form").contains(&("listed".into(), daniel.clone())));
    lead.get(&format!("/families/{family}")).await.must_be(404);

    // with both in view it is theirs to decide
    again(&second, &conflict, &path).await.must_be(303);
    lead.get(&format!("/families/{family}")).await.must_be(200);
});

story!(the_wait_for_a_service_is_not_overwritten_unseen, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (first, second) = (w.person("provider").await, w.person("directory").await);
    let path = format!("/services/{id}/capacity");
    let page = second.get(&path).await;
    first.submit(&path, &[("weeks", "6"), ("spaces", "2")]).await.must_be(303);

    let conflict = second.submit_on(&page, &path, &[("weeks", "1"), ("spaces", "")]).await;
    conflict.must_be(409).must_say(WHEN).must_say("About 6 weeks, 2 places free");
    assert!(conflict.form(&path).expect("a form").contains(&("weeks".into(), "1".into())));
    again(&second, &conflict, &path).await.must_be(303);
    w.stranger().get(&format!("/services/{id}")).await.must_say("About 1 week");
});

story!(what_became_of_an_action_and_of_an_outcome_is_not_overwritten_unseen, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let page = lead.get(&format!("/episodes/{e}/plan")).await;
    let action = page.link("/actions/").expect("an action");
    let result = page.links("/outcomes/").into_iter().find(|href| href.ends_with("/result")).expect("an outcome");
    let manager = w.person("manager").await;

    let mine = manager.get(&action).await;
    lead.submit(&action, &[("progress", "done"), ("note", "They walk every day.")]).await.must_be(303);
    let fields = [("progress", "not-done"), ("note", "The father is away.")];
    let conflict = manager.submit_on(&mine, &action, &fields).await;
    conflict.must_be(409).must_say(&format!("Daniel Osei changed this {WHEN}"));
    conflict.must_say("They walk every day.").must_say("The father is away.").must_say("Done");
    again(&manager, &conflict, &action).await.must_be(303);
    let plan = lead.get(&format!("/episodes/{e}/plan")).await;
    plan.must_say("They walk every day. The father is away.");

    let mine = manager.get(&result).await;
    lead.submit(&result, &[("result", "achieved"), ("why", "She likes it.")]).await.must_be(303);
    let conflict = manager.submit_on(&mine, &result, &[("result", "not-achieved"), ("why", "Twice a week.")]).await;
    conflict.must_be(409).must_say(&format!("Daniel Osei changed this {WHEN}"));
    conflict.must_say("She likes it.").must_say("Twice a week.");
    lead.get(&format!("/episodes/{e}/plan")).await.must_say("She likes it.").must_not_say("Twice a week.");
});

story!(a_second_report_of_the_same_person_begins_with_the_first, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let day = [("on-day", "29"), ("on-month", "4"), ("on-year", "2026")];
    let review = lead.submit(&format!("/episodes/{e}/reviews/new"), &day).await.led_to();
    let path = format!("{review}/report");
    let open_elsewhere = lead.get(&path).await;
    lead.submit(&path, &[("report", "She comes every day.")]).await.must_be(303);

    // from a window that was open before: both, and nothing lost
    let conflict = lead.submit_on(&open_elsewhere, &path, &[("report", "He sleeps again.")]).await;
    conflict.must_be(409).must_say("She comes every day.").must_say("He sleeps again.");
    lead.get(&review).await.must_say("She comes every day.").must_not_say("He sleeps again.");

    // who opens it again goes on from what they handed in
    lead.get(&path).await.must_say("This is what you handed in on 4 March 2026").must_say("She comes every day.");
    lead.submit(&path, &[("report", "He sleeps again, too.")]).await.must_be(303);
    lead.get(&review)
        .await
        .must_say("Handed in on 4 March 2026 He sleeps again, too.")
        .must_say("She comes every day.");
});

story!(a_review_held_by_two_keeps_the_words_of_both, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let day = [("on-day", "29"), ("on-month", "4"), ("on-year", "2026")];
    let review = lead.submit(&format!("/episodes/{e}/reviews/new"), &day).await.led_to();
    let second = w.person("manager").await;
    let page = second.get(&review).await;
    held(&lead, &lead.get(&review).await, &review, "She comes every day.").await.must_be(303);

    let conflict = held(&second, &page, &review, "He sleeps again.").await;
    conflict.must_be(409).must_say(&format!("Daniel Osei did this {WHEN}"));
    conflict.must_say("She comes every day.").must_say("He sleeps again.");
    again(&second, &conflict, &review).await.must_be(409).must_say("He sleeps again.");
    assert_eq!(events(&w, "review.held"), 1);
});

async fn held(who: &Person, page: &Page, review: &str, positives: &str) -> Page {
    let fields = but(meeting(page, "continue"), &[("positives", positives)]);
    who.submit_on(page, review, &borrowed(&fields)).await
}

story!(what_two_keepers_say_of_one_entry_is_not_lost, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (first, second) = (w.person("directory").await, w.person("directory").await);
    w.person("provider").await.submit(&format!("/services/{id}/edit"), &[("summary", "Coats.")]).await.must_be(303);
    let proposal = first.get("/directory").await.link("/directory/proposals/").expect("the change");
    let page = second.get(&proposal).await;
    first.submit(&proposal, &[("said", "return"), ("reason", "Say from which age.")]).await.must_be(303);
    let conflict = second.submit_on(&page, &proposal, &[("said", "approve"), ("reason", "Fine by me.")]).await;
    conflict.must_be(409).must_say(WHEN).must_say("It was returned").must_say("Say from which age.");
    conflict.must_say("Fine by me.");
    w.stranger().get(&format!("/services/{id}")).await.must_not_say("Coats.");

    w.stranger().submit(&format!("/services/{id}/wrong"), &[("text", "It has moved.")]).await.must_be(303);
    let doubt = first.get("/directory").await.link("/services/doubts/").expect("the doubt");
    let page = second.get(&doubt).await;
    first.submit(&doubt, &[("answer", "The address was changed.")]).await.must_be(303);
    let conflict = second.submit_on(&page, &doubt, &[("answer", "I rang them.")]).await;
    conflict.must_be(409).must_say("The address was changed.").must_say("I rang them.").must_say(WHEN);
    second.get(&doubt).await.must_be(404);
});
