//! Stories of how contacts come in: drafts under their own names, conversations that need no front door, and what was
//! asked and answered.

use crate::helpers::{CONTACT, add_person, begin, contact, contact_of, decide};
use diesel::prelude::*;
use testkit::{Person, World, story};

/// What is kept of half-finished work, as My work names it.
async fn half_finished(person: &Person) -> Vec<String> {
    let page = person.get("/my-work").await;
    page.texts("main ul.govuk-list li a").into_iter().filter(|text| text.contains("Go on with")).collect()
}

/// A draft about a child of this name, as far as the people.
async fn draft(writer: &Person, child: &str) -> String {
    let new = begin(writer).await;
    let about = [("kind", "request"), ("source", "school"), ("channel", "online")];
    writer.submit(&format!("{new}/about"), &about).await.must_be(303);
    let who = [("given_name", child), ("family_name", "Okoro"), ("line_1", "1 Example Road"), ("postcode", "ME4 4TR")];
    writer.submit(&format!("{new}/people/1"), &who).await.must_be(303);
    new
}

story!(two_contacts_are_begun_side_by_side_each_under_the_child_s_name, |w| {
    let school = w.person("school").await;
    school.get("/contacts/new").await.must_say("Is a child in immediate danger?");
    let zoe = draft(&school, "Zoë").await;
    let cem = draft(&school, "Cem").await;

    // where one begins, both can be gone on with, and neither opens without a word
    let page = school.get("/contacts/new").await;
    page.must_say("Go on with Zoë’s").must_say("Go on with Cem’s").must_say("Last written today");
    page.must_say("call 999");
    assert!(page.link("/contacts/new/start").is_some(), "or a new one is started");
    let third = begin(&school).await;
    let fresh = school.get(&format!("{third}/people/1")).await;
    fresh.must_be(200).must_not_say("Zoë").must_not_say("Cem");

    // each leads to the first thing that is missing in it, and holds its own answers
    let on = school.get(&zoe).await;
    assert_eq!(on.location, format!("{zoe}/worries"));
    school.get(&format!("{zoe}/people")).await.must_say("Zoë Okoro").must_not_say("Cem");
    school.get(&format!("{cem}/people")).await.must_say("Cem Okoro").must_not_say("Zoë");
    assert_eq!(half_finished(&school).await.len(), 2);
    school.get("/my-work").await.must_say("Go on with the contact about Zoë").must_say("the contact about Cem");

    // nobody else opens it, and whoever throws one away keeps the other
    let officer = w.person("front-door").await;
    officer.get(&format!("{zoe}/people")).await.must_be(200).must_not_say("Zoë");
    let page = school.get("/contacts/new").await;
    school.submit_on(&page, &format!("{cem}/discard"), &[]).await.must_be(303);
    school.get("/contacts/new").await.must_say("Go on with Zoë’s").must_not_say("Cem");
    school.get(&format!("{cem}/people")).await.must_not_say("Cem");
});

story!(a_draft_that_was_sent_is_gone_and_the_others_stay, |w| {
    let school = w.person("school").await;
    let (zoe, ben) = (draft(&school, "Zoë").await, draft(&school, "Ben").await);
    let worries = [("summary", "Mornings are hard."), ("needs", "parenting")];
    school.submit(&format!("{zoe}/worries"), &worries).await.must_be(303);
    school.submit(&format!("{zoe}/agreement"), &[("agreement", "given")]).await.must_be(303);
    let on = school.get(&zoe).await;
    assert_eq!(on.location, format!("{zoe}/check"), "nothing is missing any more");
    school.submit(&format!("{zoe}/check"), &[]).await.must_be(303);
    school.get("/contacts/new").await.must_not_say("Zoë").must_say("Go on with Ben’s");
    school.get("/contacts").await.must_say("Zoë");

    // what is half typed on a page is gone on with there
    let csrf = school.get("/my-work").await.form("/sign-out").expect("a form").remove(0).1;
    let path = format!("{ben}/worries");
    school.post("/drafts", &[("csrf", &csrf), ("draft", &path), ("summary", "He does not sl")]).await.must_be(204);
    assert_eq!(school.get(&ben).await.location, path);
    school.get(&path).await.must_say("He does not sl");
    // and stands under My work once, by the child's name
    let listed = half_finished(&school).await;
    assert!(listed.len() == 1 && listed[0].contains("Ben"), "{listed:?}");
});

story!(what_somebody_is_comes_first_and_then_only_what_is_asked_of_them, |w| {
    let school = w.person("school").await;
    let new = draft(&school, "Zoë").await;
    let at = format!("{new}/people/2");
    let first = school.get(&at).await;
    assert!(first.names("given_name").is_empty(), "first it is asked who they are");
    school.submit(&at, &[]).await.must_be(422).must_say("Choose who they are");

    for (role, asked, not_asked) in [
        ("parent", "phone", "upn"),
        ("parent", "date_of_birth-day", "school"),
        ("unborn", "expected_on-day", "school"),
        ("unborn", "given_name", "date_of_birth-day"),
        ("child", "upn", "expected_on-day"),
    ] {
        let page = school.get(&format!("{at}?role={role}")).await;
        assert!(!page.names(asked).is_empty(), "{role} is asked {asked}");
        assert!(page.names(not_asked).is_empty(), "{role} is not asked {not_asked}");
    }

    // whoever chose wrongly says it again
    let page = school.get(&format!("{at}?role=unborn")).await;
    let again = page.link(&format!("{at}?role=ask")).expect("a way to change it");
    assert!(school.get(&again).await.names("given_name").is_empty());

    let mother = [("given_name", "Ife"), ("family_name", "Okoro"), ("same_as", "1")];
    add_person(&school, &at, "parent", &mother).await.must_be(303);
    school.get(&format!("{new}/check")).await.must_say("Ife Okoro (parent)");
    let page = school.get(&at).await;
    assert_eq!(page.values("postcode"), ["ME4 4TR"], "the address of Zoë");

    // an address of one's own and another's are not both right
    let both = [("same_as", "1"), ("line_1", "9 Canal Street"), ("postcode", "ME7 1AA")];
    let refused = school.submit(&at, &both).await;
    refused.must_be(422).must_say("not both");
    assert_eq!(refused.values("line_1"), ["9 Canal Street"], "what was typed is still there");
});

story!(a_protected_address_stays_protected_for_whoever_lives_there_too, |w| {
    let school = w.person("school").await;
    let new = draft(&school, "Zoë").await;
    school.submit(&format!("{new}/people/1"), &[("protected", "yes")]).await.must_be(303);
    let mother = [("given_name", "Ife"), ("family_name", "Okoro"), ("same_as", "1")];
    add_person(&school, &format!("{new}/people/2"), "parent", &mother).await.must_be(303);
    let check = school.get(&format!("{new}/check")).await;
    let marked = check.texts("h3").into_iter().filter(|heading| heading.contains("Address protected")).count();
    assert_eq!(marked, 2, "{}", check.text());
});

story!(all_that_was_answered_stands_on_the_check_with_a_way_to_change_it, |w| {
    let school = w.person("school").await;
    let new = begin(&school).await;
    let about = [("kind", "request"), ("source", "school"), ("channel", "phone")];
    school.submit(&format!("{new}/about"), &about).await.must_be(303);
    let ada = [
        ("given_name", "Ada"),
        ("family_name", "Okoro"),
        ("former_family_name", "Bell"),
        ("pronouns", "they"),
        ("date_of_birth-day", "29"),
        ("date_of_birth-month", "2"),
        ("date_of_birth-year", "2016"),
        ("line_1", "1 Example Road"),
        ("town", "Chatham"),
        ("postcode", "ME4 4TR"),
        ("school", "Elm Street"),
        ("nhs_number", "943 476 5919"),
        ("preferred_language", "pl"),
        ("interpreter", "yes"),
    ];
    school.submit(&format!("{new}/people/1"), &ada).await.must_be(303);
    let check = school.get(&format!("{new}/check")).await;
    for told in [
        "Telephone",
        "Ada Okoro (child or young person)",
        "Bell",
        "they",
        "29 February 2016",
        "1 Example Road",
        "Chatham",
        "ME4 4TR",
        "Elm Street",
        "943 476 5919",
        "Polish",
        "They need an interpreter",
    ] {
        check.must_say(told);
    }
    assert!(check.links(&format!("{new}/people/1")).len() == 1 && check.link(&format!("{new}/about")).is_some());
});

story!(needs_stand_in_five_groups_and_all_of_them_can_be_ticked_without_a_script, |w| {
    let school = w.person("school").await;
    let page = school.get(&format!("{}/worries", begin(&school).await)).await;
    assert_eq!(page.texts("h2.eh-group-heading"), ["Learning", "Health", "Family", "Safety", "Living"]);
    let ids: Vec<String> =
        page.body.split("id=\"needs").skip(1).map(|rest| rest.split('"').next().unwrap_or("").to_owned()).collect();
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len(), "each box has an id of its own");
    assert!(page.values("needs").len() > 30);
    assert!(page.body.contains("hidden data-narrow"), "the box that narrows is shown by the script alone");
});

/// The events of this kind, with their detail.
fn events(w: &World, kind: &str) -> Vec<serde_json::Value> {
    use store::log::event::dsl;
    let of = dsl::event.filter(dsl::kind.eq(kind)).order(dsl::id).select(dsl::detail);
    let all: Vec<store::Json<serde_json::Value>> = of.load(&mut w.conn()).expect("events");
    all.into_iter().map(|detail| detail.0).collect()
}

const TALK: [(&str, &str); 5] = [
    ("with_whom", "family"),
    ("with_name", "Ife"),
    ("child", "Ada Okoro"),
    ("said", "Ada does not sleep."),
    ("advised", "A story at seven, lights out at eight."),
];

story!(a_conversation_is_noted_for_oneself_and_nobody_owes_anything, |w| {
    let school = w.person("school").await;
    let page = school.get("/conversations/new").await;
    page.must_say("goes to nobody's queue");
    let nothing = [("said", " "), ("held_on-day", ""), ("held_on-month", ""), ("held_on-year", "")];
    let refused = school.submit_on(&page, "/conversations/new", &nothing).await;
    refused
        .must_be(422)
        .must_say("Choose with whom you spoke")
        .must_say("Enter the day on which you spoke")
        .must_say("Write what was said");
    let mut to_come = TALK.to_vec();
    to_come.push(("held_on-year", "2027"));
    school.submit("/conversations/new", &to_come).await.must_be(422).must_say("must be today or in the past");
    let agency = [("with_whom", "agency"), ("said", "How do we ask for a speech therapist?")];
    school.submit("/conversations/new", &agency).await.must_be(422).must_say("Enter the agency");

    let noted = school.submit("/conversations/new", &TALK).await;
    school.follow(&noted).await.must_say("Ada does not sleep.").must_say("lights out at eight");
    let mut without_a_name = agency.to_vec();
    without_a_name.push(("agency", "Little Acorns"));
    school.submit("/conversations/new", &without_a_name).await.must_be(303);
    school
        .get("/contacts")
        .await
        .must_say("Conversations that I noted")
        .must_say("Ada Okoro")
        .must_say("No child by name")
        .must_say("Little Acorns");

    // it is in nobody's queue, nobody else reads it, and it is counted
    let officer = w.person("front-door").await;
    officer.get("/triage").await.must_say("0 contacts to decide");
    officer.get(&noted.led_to()).await.must_be(404);
    w.person("admin").await.get(&noted.led_to()).await.must_be(403);
    let counted = events(&w, "conversation.noted");
    assert_eq!(counted.len(), 2);
    assert_eq!(counted[0], serde_json::json!({"kind": "conversation", "with": "family", "named": true}));
    assert_eq!(counted[1]["named"], false);
});

story!(a_conversation_becomes_a_contact_with_what_was_noted_and_both_are_linked, |w| {
    let school = w.person("school").await;
    let noted = school.submit("/conversations/new", &TALK).await.led_to();
    let page = school.get(&noted).await;
    let begun = school.submit_on(&page, &format!("{noted}/contact"), &[]).await;
    assert!(begun.location.ends_with("/about"), "{}", begun.location);
    let new = begun.location.trim_end_matches("/about").to_owned();
    school.submit(&format!("{new}/about"), &[]).await.must_be(303);
    school.get(&format!("{new}/people")).await.must_say("Ada Okoro");
    let worries = school.get(&format!("{new}/worries")).await;
    worries.must_say("Ada does not sleep.").must_say("lights out at eight");
    school.submit(&format!("{new}/worries"), &[("needs", "parenting")]).await.must_be(303);
    school.submit(&format!("{new}/agreement"), &[("agreement", "given")]).await.must_be(303);
    let sent = school.submit(&format!("{new}/check"), &[]).await.led_to();

    let contact = school.get(&sent).await;
    assert_eq!(contact.link("/conversations/0").as_deref(), Some(&*noted), "{}", contact.text());
    assert_eq!(school.get(&noted).await.link("/contacts/0").as_deref(), Some(&*sent));
    let seen = w.person("front-door").await.get(&sent).await;
    seen.must_say("It began with a conversation on 4 March 2026");
    assert!(seen.link("/conversations/").is_none(), "the conversation stays its maker's own");
    assert_eq!(events(&w, "conversation.turned").len(), 1);

    // it becomes one contact, whatever was begun beside
    let again = school.post(&format!("{noted}/contact"), &[("csrf", &token(&school).await), ("key", "k2")]).await;
    assert_eq!(again.location, sent);
});

async fn token(person: &Person) -> String {
    let form = person.get("/my-work").await.form("/sign-out").expect("a form");
    form.into_iter().find(|(name, _)| name == "csrf").expect("a token").1
}

story!(two_drafts_of_one_conversation_are_not_two_contacts, |w| {
    let school = w.person("school").await;
    let noted = school.submit("/conversations/new", &TALK).await.led_to();
    let mut drafts = Vec::new();
    for _ in 0..2 {
        let page = school.get(&noted).await;
        let begun = school.submit_on(&page, &format!("{noted}/contact"), &[]).await;
        let new = begun.location.trim_end_matches("/about").to_owned();
        school.submit(&format!("{new}/about"), &[]).await.must_be(303);
        school.submit(&format!("{new}/worries"), &[("needs", "parenting")]).await.must_be(303);
        school.submit(&format!("{new}/agreement"), &[("agreement", "given")]).await.must_be(303);
        drafts.push(new);
    }
    school.submit(&format!("{}/check", drafts[0]), &[]).await.must_be(303);
    let refused = school.submit(&format!("{}/check", drafts[1]), &[]).await;
    refused.must_be(422).must_say("has become a contact already");
});

story!(my_contacts_tell_what_was_answered_and_who_helps_with_what_i_owe_first, |w| {
    let first = contact(&w).await;
    let other = CONTACT.replace("Ada", "Ben").replace("9434765919", "");
    let second = contact_of(&w, &other).await;
    let officer = w.person("front-door").await;
    let question = [("text", "Who lives with Ada?")];
    officer.submit(&format!("/contacts/{first}/information-request"), &question).await.must_be(303);
    let third = contact_of(&w, &other.replace("Ben", "Cem")).await;

    let school = w.person("school").await;
    let page = school.get("/contacts").await;
    let rows: Vec<String> = page.links("/contacts/0");
    let of = |id: &str| rows.iter().position(|href| href.starts_with(&format!("/contacts/{id}"))).expect("a row");
    assert!(of(&first) < of(&third) && of(&third) < of(&second), "what is owed first, then the newest: {rows:?}");
    page.must_say("The front door asked you for more").must_say("Ada").must_say("Ben").must_say("Owed to you by");
    page.must_not_say("Okoro");

    // the answer in a line, and who helps
    let information = format!("/contacts/{first}/information");
    school.submit(&information, &[("text", "Her mother.")]).await.must_be(303);
    let (helped, _, _) = led_from(&w, &first).await;
    officer.submit(&format!("/contacts/{first}/answer"), &[("answer", "We make a plan\nwith the family.")]).await;
    let page = school.get("/contacts").await;
    page.must_say("Intervention plan").must_say("We make a plan with the family.").must_say("Daniel Osei");

    // nothing of who helps once the family is kept from them; the answer they are owed stays
    let privacy = w.person("privacy").await;
    let at = format!("/families/{helped}/restriction");
    let page = privacy.get(&at).await;
    let listed = page.value_of("Ruth Calder").expect("the manager");
    privacy.submit_on(&page, &at, &[("listed", &listed), ("reason", "A threat.")]).await.must_be(303);
    school.get("/contacts").await.must_say("We make a plan with the family.").must_not_say("Daniel Osei");
});

/// The family of a contact that is decided now, led by the lead.
async fn led_from(w: &World, id: &str) -> (access::FamilyId, cases::EpisodeId, Person) {
    let family = decide(w, id, "intervention-plan").await;
    let e = crate::helpers::episode(w, family);
    let manager = w.person("manager").await;
    let path = format!("/episodes/{e}/lead");
    let page = manager.get(&path).await;
    let to = page.value_of("Daniel Osei").expect("the lead");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "The family knows him.")]).await.must_be(303);
    let lead = w.person("lead").await;
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    (family, e, lead)
}
