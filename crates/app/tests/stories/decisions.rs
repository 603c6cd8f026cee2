//! Every decision leads somewhere: somebody owes something and may open the family, or the contact ends with its answer.

use crate::helpers::{contact, contact_of, decide, decision, episode, family, led};
use access::{FamilyId, accounts, family as family_acts};
use contacts::{
    ContactId,
    rules::{Follows, follows},
};
use diesel::prelude::*;
use testkit::{Page, World, story};

/// Two children, so that each has a level of their own.
const TWO: &str = r#"{"kind": "request", "source": "school", "channel": "online", "summary": "Misses school.",
 "needs": ["school-attendance"], "agreement": "given",
 "people": [{"role": "child", "given_name": "Ada", "family_name": "Okoro", "date_of_birth": "2016-02-29"},
  {"role": "child", "given_name": "Ben", "family_name": "Okoro", "date_of_birth": "2018-05-01"}]}"#;

/// One child, of whom nothing is known.
const ONE: &str = r#"{"kind": "request", "source": "school", "channel": "online", "summary": "Misses school.",
 "needs": ["school-attendance"], "agreement": "given",
 "people": [{"role": "child", "given_name": "Ada", "family_name": "Okoro", "date_of_birth": "2016-02-29"}]}"#;

/// Open work about a family or a contact: kind, and who owes it.
fn owed(w: &World, of: FamilyId, contact: &str) -> Vec<(String, Option<access::AccountId>)> {
    use work::tasks::task::dsl;
    let id: ContactId = contact.parse().expect("an id");
    let open: Vec<(String, Option<access::AccountId>, Option<FamilyId>, String)> = dsl::task
        .filter(dsl::done_at.is_null())
        .select((dsl::kind, dsl::owner_id, dsl::family_id, dsl::href))
        .load(&mut w.conn())
        .expect("work");
    let about = |family: Option<FamilyId>, href: &str| family == Some(of) || href.contains(&id.to_string());
    open.into_iter()
        .filter(|(_, _, family, href)| about(*family, href))
        .map(|(kind, owner, ..)| (kind, owner))
        .collect()
}

/// The front door decides with these fields beside those of a good decision.
async fn decided(w: &World, contact: &str, more: &[(&str, &str)]) -> Page {
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{contact}/decision");
    let page = officer.get(&path).await;
    let team = page.value_of("Chatham and Luton").expect("a team");
    let mut fields = decision("intervention-plan", &team);
    fields.retain(|(name, _)| more.iter().all(|(other, _)| !other.starts_with(name)));
    fields.extend(more);
    officer.submit_on(&page, &path, &fields).await
}

/// What an outcome needs besides.
fn with(outcome: &str) -> Vec<(&str, &str)> {
    let level = if matches!(outcome, "step-up" | "with-social-care") { "3" } else { "2" };
    vec![("outcome", outcome), ("level", level), ("no_further_action", "needs-met")]
}

story!(for_every_outcome_of_the_pack_somebody_owes_something_or_the_contact_is_closed_with_its_answer, |w| {
    let outcomes: Vec<String> = w.app.pack.terms("decision-outcome").iter().map(|term| term.code.clone()).collect();
    for outcome in outcomes.iter().filter(|outcome| *outcome != "help-goes-on") {
        let body = ONE.replace("Okoro", &format!("Okoro{}", outcome.replace('-', "")));
        let id = contact_of(&w, &body).await;
        decided(&w, &id, &with(outcome)).await.must_be(303);
        let of = family(&w, &id);
        let owed = owed(&w, of, &id);
        if follows(outcome, false) == Follows::Answer {
            assert!(owed.is_empty(), "{outcome}: {owed:?}");
            let officer = w.person("front-door").await;
            officer.submit(&format!("/contacts/{id}/answer"), &[("answer", "This is why.")]).await.must_be(303);
            officer
                .submit_on(
                    &officer.get(&format!("/contacts/{id}/answer")).await,
                    &format!("/contacts/{id}/closure"),
                    &[],
                )
                .await
                .must_be(303);
            continue;
        }

        assert!(!owed.is_empty(), "{outcome}: nobody owes anything");
        let owner = owed.iter().find_map(|(_, owner)| *owner).unwrap_or_else(|| panic!("{outcome}: by nobody's name"));
        let mut conn = w.conn();
        let now = w.app.db.now();
        let actor = accounts::actor(&mut conn, now, owner).expect("read").expect("in use");
        let facts = access::guard::facts(&mut conn, of, &actor).expect("facts");
        assert!(
            access::decide(&actor, family_acts::Open, &facts).allows(),
            "{outcome}: the owner cannot open the family"
        );
    }
});

story!(a_family_pointed_to_a_service_is_asked_whether_they_got_there, |w| {
    let id = contact(&w).await;
    decided(&w, &id, &with("signpost")).await.must_be(303);
    let officer = w.person("front-door").await;
    officer.get("/my-work").await.must_say("Ask whether they got to the service").must_say("1 April 2026");
    let of = family(&w, &id);
    officer.get(&format!("/families/{of}")).await.must_be(200);

    let path = format!("/contacts/{id}/follow-up");
    let nothing = officer.submit(&path, &[("words", "")]).await;
    nothing.must_be(422).must_say("Choose what came of it").must_say("Say in a sentence how it is");
    officer.submit(&path, &[("came", "not-reached"), ("words", "Rang twice.")]).await.must_be(303);
    officer.get("/my-work").await.must_say("Ask whether they got to the service");
    officer.submit(&path, &[("came", "got-it"), ("words", "They go on Tuesdays.")]).await.must_be(303);
    officer.get("/my-work").await.must_not_say("Ask whether they got to the service");
    officer.get(&format!("/contacts/{id}")).await.must_say("Rang twice.").must_say("They go on Tuesdays.");

    // it was said: nothing is owed, and the front door has nothing to do with the family any more
    officer.get(&path).await.must_be(403);
    officer.get(&format!("/families/{of}")).await.must_be(403);
});

story!(who_waits_is_not_forgotten_and_what_is_not_enough_is_decided_anew_by_somebody_else, |w| {
    let id = contact(&w).await;
    decided(&w, &id, &with("waiting-list")).await.must_be(303);
    let officer = w.person("front-door").await;
    officer.get("/my-work").await.must_say("Put them on the waiting list").must_say("6 March 2026");
    let path = format!("/contacts/{id}/follow-up");
    officer.get(&path).await.must_say("Who keeps it from now on?");
    officer.submit(&path, &[("came", "needs-more"), ("words", "He does not sleep any more.")]).await.must_be(303);

    let queue = officer.get("/triage").await;
    queue.must_say("Re-referral");
    let again = queue.links("/contacts/0").into_iter().find(|link| !link.contains(&id)).expect("a new contact");
    officer.get(&again).await.must_say("He does not sleep any more.").must_say("Ada Okoro");
    officer.get(&format!("{again}/decision")).await.must_be(403);
    let other = w.person("front-door-0@demo.example.org.uk").await;
    let page = other.get(&format!("{again}/decision")).await;
    page.must_be(200).must_say("Known: ").must_say("waiting list");
});

story!(support_by_the_agency_that_asked_is_told_of_by_that_agency, |w| {
    let id = contact(&w).await;
    let mut fields = with("single-agency");
    fields.push(("team", "agency"));
    decided(&w, &id, &fields).await.must_be(303);
    let school = w.person("school").await;
    school.get("/my-work").await.must_say("Say how your support goes");
    let path = format!("/contacts/{id}/follow-up");
    w.person("police").await.get(&path).await.must_be(404);
    let page = school.get(&path).await;
    page.must_say("Support goes on");
    school.submit_on(&page, &path, &[("came", "not-needed"), ("words", "He comes every day.")]).await.must_be(303);
    school.get("/my-work").await.must_not_say("Say how your support goes");
});

story!(a_child_who_is_with_social_care_already_is_passed_on_and_not_stepped_up, |w| {
    let id = contact(&w).await;
    decided(&w, &id, &[("outcome", "with-social-care"), ("level", "2")])
        .await
        .must_be(422)
        .must_say("A child who is with social care is at level 3");
    decided(&w, &id, &with("with-social-care")).await.must_be(303);
    let officer = w.person("front-door").await;
    officer.get("/my-work").await.must_say("Pass the contact on to the child").must_say("5 March 2026");
    let path = format!("/contacts/{id}/follow-up");
    officer.submit(&path, &[("came", "said"), ("words", "Told Mrs Doe by telephone.")]).await.must_be(303);
    officer.get("/my-work").await.must_not_say("Pass the contact on");
});

/// The level that was set last for each child of a family, by first name.
fn levels(w: &World, of: FamilyId) -> Vec<(String, String)> {
    use cases::records::need_level;
    use people::records::person;
    let rows: Vec<(people::PersonId, String)> = need_level::table
        .filter(need_level::family_id.eq(of))
        .order((need_level::set_at, need_level::id))
        .select((need_level::person_id, need_level::level))
        .load(&mut w.conn())
        .expect("levels");
    let name = |id| person::table.find(id).select(person::given_name).first(&mut w.conn()).expect("a name");
    rows.into_iter().map(|(id, level)| (name(id), level)).collect()
}

story!(each_child_has_a_level_of_their_own_and_what_stands_stays, |w| {
    let id = contact_of(&w, TWO).await;
    let missing = decided(&w, &id, &[("level-1", ""), ("level-2", "")]).await;
    missing.must_be(422).must_say("Level of need of Ada Okoro").must_say("Level of need of Ben Okoro");
    let each = [("level-1", "2"), ("level-2", "1")];
    decided(&w, &id, &each).await.must_be(303);
    let of = family(&w, &id);
    let mut set = levels(&w, of);
    set.sort();
    assert_eq!(set, [("Ada".to_owned(), "2".to_owned()), ("Ben".to_owned(), "1".to_owned())]);
});

story!(nothing_begins_beside_help_that_goes_on_and_its_lead_says_what_changes, |w| {
    let (of, e, lead) = led(&w, "intervention-plan").await;
    let again = contact(&w).await;
    crate::helpers::same_people(&w, &again).await;
    let officer = w.person("front-door").await;
    let page = officer.get(&format!("/contacts/{again}/decision")).await;
    page.must_say("Help goes on").must_say("led by Daniel Osei").must_say("has not been seen yet");
    assert!(page.link("tel:").is_some(), "a telephone number that dials");
    page.must_say("Level 2 until now");

    decided(&w, &again, &[]).await.must_be(422).must_say("Help goes on for this family already");
    decided(&w, &again, &[("outcome", "help-goes-on")]).await.must_be(303);
    assert_eq!(episode(&w, of), e, "no other episode");
    assert_eq!(levels(&w, of).len(), 1, "what stands stays");

    lead.get("/my-work").await.must_say("A new contact about a family you lead: say what changes");
    let path = format!("/contacts/{again}/follow-up");
    let said = [("came", "said"), ("words", "We look at mornings at the next visit.")];
    officer.get(&path).await.must_be(403);
    lead.submit(&path, &said).await.must_be(303);
    officer.get(&format!("/contacts/{again}")).await.must_say("We look at mornings at the next visit.");
});

story!(a_decision_can_still_be_made_for_one_child_in_one_word, |w| {
    let id = contact(&w).await;
    let of = decide(&w, &id, "intervention-plan").await;
    assert_eq!(levels(&w, of), [("Ada".to_owned(), "2".to_owned())]);
});

story!(a_step_up_of_the_front_door_that_comes_back_is_decided_anew, |w| {
    let id = contact(&w).await;
    decided(&w, &id, &with("step-up")).await.must_be(303);
    let officer = w.person("front-door").await;
    officer.get("/my-work").await.must_say("Hear what social care says to the step up");

    let worker = w.person("social-care").await;
    let at = worker.get("/step-ups").await.link("/step-ups/0").expect("a step up");
    worker.submit(&at, &[("answer", "returned"), ("why", "Early help has not been tried.")]).await.must_be(303);

    let path = format!("/contacts/{id}/follow-up");
    let anew = [("came", "needs-more"), ("words", "Early help has not been tried.")];
    let next = officer.submit(&path, &anew).await;
    next.must_be(303);
    officer.get("/triage").await.must_say("Okoro");
    // and is found as what was brought first is
    let found = officer.submit("/contact-search", &[("q", "Okoro")]).await;
    assert_eq!(officer.follow(&found).await.links("/contacts/0").len(), 2);
});
