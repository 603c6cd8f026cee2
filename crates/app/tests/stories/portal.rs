//! A place of one's own: each person of a family opens their own with a code and a word, sees what is theirs and what two
//! workers released to them, and says, ticks and withdraws for themself. Nobody is told that a place was closed.

use crate::{
    agreeing::second_parent,
    helpers::{CONTACT, agree, close, contact_of, decide, led, plan, share},
};
use access::FamilyId;
use diesel::prelude::*;
use store::log::access_entry;
use testkit::{Page, Person, World, story};

const WORD: &str = "the tin teapot";

/// The lead invites somebody, who knows this fact; the code.
pub async fn invited(lead: &Person, family: FamilyId, name: &str, fact: &str) -> String {
    let path = format!("/families/{family}/own-places/new");
    let page = lead.get(&path).await;
    let who = page.value_of(name).expect("somebody of the family");
    let fields = [("person", who.as_str()), ("fact", fact), ("way", "in-person"), ("safe", "yes")];
    let sent = lead.submit_on(&page, &path, &fields).await;
    lead.follow(&sent).await.must_be(200).must_say(name).must_say("/my/begin");
    sent.led_to().rsplit('/').next().unwrap_or_default().to_owned()
}

/// They set it up on a telephone of their own.
pub async fn set_up(w: &World, code: &str, fact: &str) -> Person {
    let person = w.stranger();
    let fields = [("code", code), ("known", fact), ("word", WORD), ("email", "")];
    let sent = person.submit("/my/begin", &fields).await;
    person.follow(&sent).await.must_be(200).must_say("Hello").must_say("Exit this page");
    person
}

/// Somebody of the family with a place that is set up.
async fn placed(w: &World, lead: &Person, family: FamilyId, name: &str) -> Person {
    let code = invited(lead, family, name, "Biscuit").await;
    set_up(w, &code, "biscuit").await
}

async fn sign_in(who: &Person, code: &str, word: &str) -> Page {
    who.submit("/my/sign-in", &[("code", code), ("word", word)]).await
}

/// Where the places of a family are kept.
fn places(family: FamilyId) -> String {
    format!("/families/{family}/own-places")
}

/// The link of a place on the page of the lead, by its last part and its number among them.
async fn link(lead: &Person, family: FamilyId, end: &str, n: usize) -> String {
    let all = lead.get(&places(family)).await.links(&places(family));
    all.into_iter().filter(|href| href.ends_with(end)).nth(n).expect("a link")
}

/// An action of the plan that Ife Okoro promised.
async fn promise(lead: &Person, e: cases::EpisodeId, text: &str) {
    let path = format!("/episodes/{e}/plan");
    lead.submit(&path, &[("kind", "intervention")]).await.must_be(303);
    let added = crate::helpers::outcome(lead, e, "Calm mornings").await;
    let page = lead.follow(&added).await;
    let owner = page.value_of("Ife Okoro").expect("the mother");
    let due = [("due-day", "20"), ("due-month", "3"), ("due-year", "2026")];
    let fields = [&[("text", text), ("owner", owner.as_str())][..], &due].concat();
    lead.submit_on(&page, &added.location, &fields).await.must_be(303);
    crate::helpers::agree_plan(lead, e, "no").await.must_be(303);
}

story!(a_mother_sets_up_her_place_ticks_what_she_promised_and_says_what_she_wants, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    promise(&lead, e, "Put out the school clothes").await;
    let code = invited(&lead, family, "Ife Okoro", "4 March 1990").await;
    lead.get(&places(family)).await.must_say("Ife Okoro").must_say("Invited");

    // a date in her own way of writing it, and the code as people type it
    let mother = set_up(&w, &format!(" {} ", code.to_lowercase()), "4/3/1990").await;
    mother
        .get("/my/plan")
        .await
        .must_say("Put out the school clothes")
        .must_say("Nothing of the plan or the assessment");
    let action = mother.get("/my/plan").await.link("/my/actions/").expect("an action");
    mother.submit(&action, &[("note", "They like it.")]).await.must_be(303);
    mother.get("/my/plan").await.must_say("Done");
    lead.get(&format!("/families/{family}/chronology"))
        .await
        .must_say("Done: Put out the school clothes")
        .must_say("They like it.");
    lead.get("/my-work").await.must_say("Done: Put out the school clothes");
    mother.submit(&action, &[("note", "")]).await.must_be(303);
    mother.get("/my/plan").await.must_not_say("Done");

    mother.get("/my/people").await.must_say("Daniel").must_not_say("Osei").must_say("ask them first");
    mother.submit("/my/say", &[("words", "")]).await.must_be(422).must_say("Choose what it is about");
    let wrong = [("kind", "correct"), ("words", "I was born in 1991.")];
    mother.submit("/my/say", &wrong).await.must_be(303);
    mother.submit("/my/say", &[("kind", "copy"), ("words", "")]).await.must_be(303);
    let complaint = [("kind", "complaint"), ("words", "Ring 07700 900123, nobody rang me.")];
    mother
        .submit("/my/say", &complaint)
        .await
        .must_be(422)
        .must_say("Leave out telephone numbers")
        .must_say("nobody rang me");
    mother.submit("/my/say", &[("kind", "complaint"), ("words", "Nobody rang for a month.")]).await.must_be(303);
    mother.get("/my/say").await.must_say("I was born in 1991.").must_say("You have it by 3 April 2026");

    // each is owed by whoever can answer it, and the complaint is not read by those whom it is about
    lead.get("/my-work").await.must_say("says that a fact is wrong").must_not_say("Answer a complaint");
    w.person("privacy").await.get("/my-work").await.must_say("a copy of what is kept");
    w.person("head").await.get("/my-work").await.must_say("Answer a complaint");
    lead.get(&places(family)).await.must_not_say("A complaint");
    lead.get(&format!("/families/{family}/chronology")).await.must_not_say("Nobody rang for a month");
    let page = lead.get(&places(family)).await;
    let said = page.links(&format!("{}/said/", places(family)));
    let said = said.into_iter().next_back().expect("what she said");
    lead.submit(&said, &[("answer", "")]).await.must_be(422).must_say("Write what came of it");
    lead.submit(&said, &[("answer", "It is put right.")]).await.must_be(303);
    mother.get("/my/say").await.must_say("It is put right.");

    // exit: the session is over, also for whoever holds its cookie
    let cookie = mother.cookie();
    let out = mother.post("/leave", &[]).await;
    out.must_be(303);
    assert_eq!(out.location, "/left");
    assert_eq!(mother.cookie(), "");
    let thief = w.stranger();
    thief.set_cookie(&cookie);
    thief.get("/my/plan").await.must_be(303);
});

story!(whoever_tries_a_place_that_was_closed_sees_what_everybody_sees_who_mistypes, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let code = invited(&lead, family, "Ife Okoro", "Biscuit").await;
    let mother = set_up(&w, &code, "Biscuit").await;
    mother.post("/leave", &[]).await;
    sign_in(&mother, &code, WORD).await.must_be(303);
    mother.get("/my").await.must_be(200);

    let closing = link(&lead, family, "/close", 0).await;
    lead.submit(&closing, &[("why", "")]).await.must_be(422).must_say("Say why it is closed");
    lead.submit(&closing, &[("why", "He makes her show it.")]).await.must_be(303);
    lead.get(&places(family)).await.must_say("Closed on").must_say("He makes her show it.");

    // what is open ends as if it had been left alone
    let left = mother.get("/my/plan").await;
    left.must_be(303);
    assert_eq!(left.location, "/my/sign-in?ended=yes");

    // the right code and word of a closed place, a wrong word, and a code that never was: the same in every letter
    let (right, wrong, never) = (
        sign_in(&w.stranger(), &code, WORD).await,
        sign_in(&w.stranger(), &code, "something else").await,
        sign_in(&w.stranger(), "7K2M-9QXA-T4VE", WORD).await,
    );
    let same = |page: &Page| page.body.replace(&code, "").replace("7K2M-9QXA-T4VE", "");
    for page in [&right, &wrong, &never] {
        page.must_be(422).must_say("This code and word open nothing").must_not_say("closed");
    }
    assert_eq!(same(&right), same(&never));
    assert_eq!(same(&wrong), same(&never));
    let headers = |page: &Page| format!("{:?}", page.headers.keys().collect::<Vec<_>>());
    assert_eq!(headers(&right), headers(&never));
    // nor does setting it up again tell more
    let again = [("code", code.as_str()), ("known", "Biscuit"), ("word", "another word"), ("email", "")];
    w.stranger().submit("/my/begin", &again).await.must_be(422).must_say("This code and answer open nothing");
});

story!(nobody_guesses_their_way_in_and_a_forged_session_opens_nothing, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let code = invited(&lead, family, "Ife Okoro", "Biscuit").await;
    // the code alone is no use, nor is a weak word
    let weak = [("code", code.as_str()), ("known", "Biscuit"), ("word", "123456"), ("email", "")];
    w.stranger().submit("/my/begin", &weak).await.must_be(422).must_say("one of the first that somebody tries");
    let unsafe_address = [("code", code.as_str()), ("known", "Biscuit"), ("word", WORD), ("email", "ife@example.org")];
    w.stranger().submit("/my/begin", &unsafe_address).await.must_be(422).must_say("Tick that the address is safe");
    let wrong = [("code", code.as_str()), ("known", "Crumb"), ("word", WORD), ("email", "")];
    w.stranger().submit("/my/begin", &wrong).await.must_be(422).must_say("open nothing");
    let mother = set_up(&w, &code, "Biscuit").await;

    // a worker's session opens no place, and one's own place opens no record
    lead.get("/my").await.must_be(303);
    assert!(mother.get(&places(family)).await.status.as_u16() >= 300);
    mother.get(&format!("/families/{family}")).await.must_not_say("Ada");
    for forged in ["earlyhelp-own=x", "earlyhelp-own=00000000-0000-0000-0000-000000000000"] {
        let stranger = w.stranger();
        stranger.set_cookie(forged);
        stranger.get("/my/sharing").await.must_be(303);
    }
    // a form that was made elsewhere is not taken, and what was typed comes back
    let forged = [("csrf", "x"), ("kind", "other"), ("words", "Typed with care.")];
    let back = mother.post("/my/say", &forged).await;
    assert!(back.status.is_client_error(), "{}", back.status);
    back.must_say("Typed with care.");

    // ten wrong words at one code, one of them above, from wherever they come, and then nobody gets in for a while
    for n in 0..9 {
        let guesser = w.stranger().from(&format!("192.0.2.{n}"));
        sign_in(&guesser, &code, "a wrong word").await.must_be(422);
    }
    sign_in(&w.stranger().from("192.0.2.77"), &code, WORD).await.must_be(429);

    // lost: there is another code, and the old one and its sessions are dead
    let page = lead.get(&places(family)).await;
    let form = page.links(&places(family)).into_iter().find(|href| href.ends_with("/close")).expect("a place");
    let new = lead.submit_on(&page, &form.replace("/close", "/code"), &[]).await;
    let new = new.led_to().rsplit('/').next().unwrap_or_default().to_owned();
    assert_ne!(new, code);
    mother.get("/my").await.must_be(303);
    sign_in(&w.stranger().from("192.0.2.99"), &code, WORD).await;
    set_up(&w, &new, "Biscuit").await;
    // an idle quarter of an hour ends it
    let w = w.later(1);
    let someone = w.stranger();
    someone.set_cookie(&mother.cookie());
    someone.get("/my").await.must_be(303);
});

story!(nothing_is_released_by_one_person_alone_and_each_sees_their_own_version, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    second_parent(&lead, family, "").await;
    let mother = placed(&w, &lead, family, "Ife Okoro").await;
    let father = placed(&w, &lead, family, "Chidi Okoro").await;

    // the newest place stands first: the father's
    let form = link(&lead, family, "/release/plan", 1).await;
    let nothing = form.replace("/release/plan", "/release/assessment");
    lead.submit(&nothing, &[("words", "")]).await.must_be(422).must_say("Choose at least one part");
    let page = lead.get(&form).await;
    page.must_say("Ife Okoro, a parent").must_say("In school every day");
    let all = page.values("parts");
    let mut fields: Vec<(&str, &str)> = all.iter().map(|part| ("parts", part.as_str())).collect();
    fields.push(("words", "For you, Ife."));
    let sent = lead.submit_on(&page, &form, &fields).await;
    let release = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    mother.get("/my/plan").await.must_not_say("In school every day");
    lead.get(&release).await.must_say("Waits for a second person").must_say("Ife Okoro, a parent");
    // whoever prepared it does not let it be seen, nor does another lead
    let manager = w.person("manager").await;
    let form_of_manager = manager.get(&release).await;
    let alone: Vec<(String, String)> = form_of_manager.form(&release).expect("a form");
    let csrf = lead.get(&places(family)).await.form(&link(&lead, family, "/close", 1).await.replace("/close", "/code"));
    let csrf = csrf.and_then(|form| form.into_iter().find(|(name, _)| name == "csrf")).expect("a token").1;
    let key = alone.iter().find(|(name, _)| name == "key").expect("a key").1.clone();
    lead.post(&release, &[("csrf", &csrf), ("key", &key), ("decision", "yes")]).await.must_be(403);
    manager.get("/my-work").await.must_say("Look at what shall be shown");
    manager.submit(&release, &[("decision", "no")]).await.must_be(422).must_say("Say what has to be changed");
    manager.submit(&release, &[("decision", "yes")]).await.must_be(303);
    let seen = mother.get("/my/plan").await;
    seen.must_say("In school every day").must_say("For you, Ife.");
    // one version for one person
    father.get("/my/plan").await.must_not_say("In school every day").must_not_say("For you, Ife.");

    // a manager cannot release alone either
    let form = link(&manager, family, "/release/plan", 0).await;
    let page = manager.get(&form).await;
    let all = page.values("parts");
    let fields: Vec<(&str, &str)> = all.iter().map(|part| ("parts", part.as_str())).collect();
    let sent = manager.submit_on(&page, &form, &fields).await;
    let own = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    manager.get(&own).await.must_say("A second person decides on it");
    let csrf = alone.iter().find(|(name, _)| name == "csrf").expect("a token").1.clone();
    let posted = [("csrf", csrf.as_str()), ("key", "0198f000-0000-7000-8000-000000000009"), ("decision", "yes")];
    manager.post(&own, &posted).await.must_be(422).must_say("You prepared this yourself");
    father.get("/my/plan").await.must_not_say("In school every day");

    // she sees it differently, and that stands beside it, on paper too
    let disagree = seen.link("/my/releases/").expect("a way to disagree");
    father.get(&disagree).await.must_be(404);
    mother.submit(&disagree, &[("words", "")]).await.must_be(422).must_say("Write what you want to say");
    mother.submit(&disagree, &[("words", "She is ill, not lazy.")]).await.must_be(303);
    mother.get("/my/plan").await.must_say("Seen differently").must_say("She is ill, not lazy.");
    lead.get(&format!("{release}/sheet")).await.must_say("She is ill, not lazy.").must_say("In school every day");
    // taken back, it is shown no longer from the next request
    lead.submit_on(&lead.get(&release).await, &format!("{release}/end"), &[]).await.must_be(303);
    mother.get("/my/plan").await.must_not_say("For you, Ife.");
    lead.get(&format!("{release}/sheet")).await.must_be(404);
});

story!(a_sharing_is_ended_in_one_step_and_withdrawal_ends_all_that_rests_on_it, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    share(&lead, family, "Elm Street").await;
    let mother = placed(&w, &lead, family, "Ife Okoro").await;
    let page = mother.get("/my/sharing").await;
    page.must_say("Elm Street").must_say("Because you agreed").must_say("The plan");
    let end = page.link("/my/sharing/").expect("a way to end it");
    mother.get(&end).await.must_say("see nothing more from this moment");
    assert!(is_shared(&w, family));
    mother.submit(&end, &[]).await.must_be(303);
    assert!(!is_shared(&w, family));
    mother.get("/my/sharing").await.must_say("With nobody outside of the council");
    mother.get(&end).await.must_be(404);
    lead.get("/my-work").await.must_say("Talk about what follows");

    share(&lead, family, "Elm Street").await;
    assert!(is_shared(&w, family));
    mother.get("/my/agreement").await.must_say("This is what follows");
    mother.submit("/my/agreement", &[("words", "I want to stop.")]).await.must_be(303);
    assert!(!is_shared(&w, family));
    lead.get("/my-work").await.must_say("Someone no longer agrees");
    lead.get(&format!("/families/{family}/agreement")).await.must_say("I want to stop.");
    // she still reads what follows
    mother.get("/my/sharing").await.must_be(200).must_say("You no longer agree since");
});

fn is_shared(w: &World, family: FamilyId) -> bool {
    use access::guard::sharing_grant;
    let count: i64 = sharing_grant::table
        .filter(sharing_grant::family_id.eq(family))
        .count()
        .get_result(&mut w.conn())
        .expect("a count");
    count > 0
}

story!(a_young_person_of_thirteen_has_a_place_that_their_mother_does_not_see, |w| {
    let teen = CONTACT.replace("2016-02-29", "2013-02-28");
    let family = decide(&w, &contact_of(&w, &teen).await, "intervention-plan").await;
    let e = crate::helpers::episode(&w, family);
    let lead = lead_of(&w, e).await;
    agree(&lead, family).await;
    let mother = placed(&w, &lead, family, "Ife Okoro").await;
    let ada = placed(&w, &lead, family, "Ada Okoro").await;
    ada.submit("/my/say", &[("kind", "before-review"), ("words", "I want to talk alone.")]).await.must_be(303);
    ada.get("/my/say").await.must_say("I want to talk alone.");
    for page in ["/my", "/my/say", "/my/plan", "/my/looked", "/my/people", "/my/sharing"] {
        mother.get(page).await.must_be(200).must_not_say("I want to talk alone.").must_not_say("Ada");
    }
    ada.get("/my/sharing").await.must_not_say("Yes please.");
    lead.get("/my-work").await.must_say("Bring to the review what somebody of the family says");
});

story!(a_child_under_thirteen_has_a_page_in_a_parent_s_place_as_far_as_it_was_released, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/own-places/new");
    let page = lead.get(&path).await;
    let ada = page.value_of("Ada Okoro").expect("the child");
    let fields = [("person", ada.as_str()), ("fact", "Biscuit"), ("way", "in-person"), ("safe", "yes")];
    lead.submit_on(&page, &path, &fields).await.must_be(422).must_say("too young for a place of their own");
    lead.submit(&path, &[("fact", "")])
        .await
        .must_be(422)
        .must_say("Choose who is invited")
        .must_say("Talk with them first");
    let mother = placed(&w, &lead, family, "Ife Okoro").await;
    let form = link(&lead, family, "/release/child-page", 0).await;
    let words = [("about", ada.as_str()), ("words", "I like the breakfast club.")];
    let sent = lead.submit(&form, &words).await;
    let release = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    mother.get("/my/plan").await.must_not_say("breakfast club");
    w.person("manager").await.submit(&release, &[("decision", "yes")]).await.must_be(303);
    mother.get("/my/plan").await.must_say("A page for a child").must_say("I like the breakfast club.");
});

/// Daniel Osei, who leads from now on.
async fn lead_of(w: &World, e: cases::EpisodeId) -> Person {
    let manager = w.person("manager").await;
    let path = format!("/episodes/{e}/lead");
    let page = manager.get(&path).await;
    let to = page.value_of("Daniel Osei").expect("the lead");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "The family knows him.")]).await.must_be(303);
    let lead = w.person("lead").await;
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    lead
}

story!(a_protected_place_is_released_to_nobody_and_no_school_or_service_leads_there, |w| {
    let body = CONTACT.replace("\"postcode\": \"ME4 4TR\"", "\"postcode\": \"ME4 4TR\", \"protected\": true");
    let family = decide(&w, &contact_of(&w, &body).await, "intervention-plan").await;
    let e = crate::helpers::episode(&w, family);
    let lead = lead_of(&w, e).await;
    agree(&lead, family).await;
    share(&lead, family, "Elm Street").await;
    crate::helpers::join(&lead, e, "Priya Shah").await.must_be(303);
    promise(&lead, e, "Meet at 1 Example Road").await;
    let mother = placed(&w, &lead, family, "Ife Okoro").await;
    for page in ["/my", "/my/plan", "/my/people", "/my/sharing", "/my/services", "/my/looked", "/my/say"] {
        let shown = mother.get(page).await;
        shown.must_be(200).must_not_say("Elm Street").must_not_say("Example Road").must_not_say("ME4");
    }
    mother.get("/my/sharing").await.must_say("For the safety of somebody");
    let form = link(&lead, family, "/release/plan", 0).await;
    let page = lead.get(&form).await;
    let all = page.values("parts");
    let mut fields: Vec<(&str, &str)> = all.iter().map(|part| ("parts", part.as_str())).collect();
    fields.extend([("words", ""), ("looked", "yes")]);
    lead.submit_on(&page, &form, &fields).await.must_be(422).must_say("it is released to nobody");
    let spaced = [("words", "They live in me44tr now."), ("looked", "yes")];
    lead.submit(&form, &spaced).await.must_be(422).must_say("it is released to nobody");
});

story!(what_may_name_another_family_is_asked_about_before_it_is_kept, |w| {
    let other = CONTACT.replace("Ada", "Bola").replace("9434765919", "9990000018").replace("2016-02-29", "2012-08-01");
    decide(&w, &contact_of(&w, &other.replace("Okoro", "Hill")).await, "advice").await;
    let (family, _, lead) = led(&w, "intervention-plan").await;
    placed(&w, &lead, family, "Ife Okoro").await;
    let form = link(&lead, family, "/release/plan", 0).await;
    let named = [("words", "She sits beside Bola Hill, and Ada Okoro likes that.")];
    let warned = lead.submit(&form, &named).await;
    warned.must_be(422).must_say("may name somebody of another family").must_say("She sits beside Bola Hill");
    assert!(warned.texts("main li").iter().any(|one| one == "Bola Hill"), "{}", warned.text());
    assert!(warned.texts("main li").iter().all(|one| one != "Ada Okoro"), "their own child is not another's");
    let looked = [&named[..], &[("looked", "yes")]].concat();
    let sent = lead.submit(&form, &looked).await;
    let release = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    // the second person is warned as well
    w.person("manager").await.get(&release).await.must_say("may name somebody of another family").must_say("Bola Hill");
});

story!(a_place_ends_with_a_restriction_with_leaving_and_four_weeks_after_help, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    second_parent(&lead, family, "").await;
    let hers = invited(&lead, family, "Ife Okoro", "Biscuit").await;
    let mother = set_up(&w, &hers, "Biscuit").await;
    let code = invited(&lead, family, "Chidi Okoro", "Biscuit").await;
    let father = set_up(&w, &code, "Biscuit").await;
    father.get("/my/plan").await.must_be(200);

    let chidi = lead.get(&format!("/families/{family}/own-places/new")).await.value_of("Chidi Okoro").expect("him");
    let gone = [("how", "moved-out"), ("went", "unknown"), ("on-day", "4"), ("on-month", "3"), ("on-year", "2026")];
    lead.submit(&format!("/families/{family}/people/{chidi}/leaving"), &gone).await.must_be(303);
    father.get("/my/plan").await.must_be(303);
    sign_in(&w.stranger(), &code, WORD).await.must_be(422);
    mother.get("/my/plan").await.must_be(200);

    crate::need_to_know::restrict(&w, family, "Daniel Osei").await;
    mother.get("/my/plan").await.must_be(303);
    let privacy = w.person("privacy").await;
    let path = format!("/families/{family}/restriction");
    let page = privacy.get(&path).await;
    let lift = [("reason", "It is over."), ("lift", "yes")];
    privacy.submit_on(&page, &path, &lift).await.must_be(303);
    mother.get("/my/plan").await.must_be(200);

    close(&lead, e, "universal-enough", "Call the school first.").await.must_be(303);
    mother.get("/my").await.must_be(200).must_say("Help ended on");
    mother.get("/my/people").await.must_say("Help has ended");
    let w = w.later(28);
    let again = w.stranger();
    sign_in(&again, &hers, WORD).await.must_be(303);
    again.get("/my").await.must_be(200);
    let w = w.later(1);
    sign_in(&w.stranger(), &hers, WORD).await.must_be(422).must_say("open nothing");
});

story!(she_reads_who_looked_and_not_that_a_place_was_closed_or_what_another_does, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    second_parent(&lead, family, "").await;
    let mother = placed(&w, &lead, family, "Ife Okoro").await;
    let father = placed(&w, &lead, family, "Chidi Okoro").await;
    lead.get(&format!("/families/{family}")).await.must_be(200);
    w.person("school").await.get(&format!("/families/{family}")).await;
    father.get("/my/sharing").await.must_be(200);
    let closing = link(&lead, family, "/close", 0).await;
    lead.submit(&closing, &[("why", "He was made to show it.")]).await.must_be(303);

    let log = mother.get("/my/looked").await;
    log.must_be(200).must_say("Daniel Osei").must_say("had your family's record open").must_say("You: looked here");
    log.must_not_say("Chidi").must_not_say("own place").must_not_say("was closed").must_not_say("made to show");
    // and each page of hers was written down before it was shown, with her place and no account
    let hers: i64 = access_entry::table
        .filter(access_entry::action.eq("see-own-place").and(access_entry::family_id.eq(family)))
        .filter(access_entry::because.eq("themself").and(access_entry::actor_id.is_null()))
        .count()
        .get_result(&mut w.conn())
        .expect("a count");
    let before = hers;
    mother.get("/my/services").await.must_be(200);
    let after: i64 = access_entry::table
        .filter(access_entry::action.eq("see-own-place").and(access_entry::family_id.eq(family)))
        .filter(access_entry::because.eq("themself").and(access_entry::actor_id.is_null()))
        .count()
        .get_result(&mut w.conn())
        .expect("a count");
    assert_eq!(after, before + 1);
});

story!(an_invitation_that_nobody_used_is_talked_about_after_two_weeks, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let code = invited(&lead, family, "Ife Okoro", "Biscuit").await;
    lead.get("/my-work").await.must_say("Ask about an invitation that has not been used").must_say("18 March 2026");
    set_up(&w, &code, "Biscuit").await;
    lead.get("/my-work").await.must_not_say("Ask about an invitation");
    // nobody outside of the case keeps places, and nobody but its lead and manager
    for (who, status) in [("school", 403), ("auditor", 404), ("commissioner", 404), ("front-door", 403)] {
        w.person(who).await.get(&places(family)).await.must_be(status);
    }
});

/// A small drawing that says where it was made.
fn drawing() -> Vec<u8> {
    let chunk = |kind: &[u8], body: &[u8]| {
        let length = u32::try_from(body.len()).expect("short").to_be_bytes();
        [&length[..], kind, body, &[0; 4]].concat()
    };
    let header = [&4_u32.to_be_bytes()[..], &4_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts =
        [chunk(b"IHDR", &header), chunk(b"tEXt", b"GPS Secret Lane"), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
}

/// Sends a file in the form of good days.
async fn picture(who: &Person, file: &[u8]) -> Page {
    let page = who.get("/my/good-days").await;
    let hidden = page.form("/my/good-days").expect("a form");
    let value = |name: &str| hidden.iter().find(|(n, _)| n == name).expect("a field").1.clone();
    let part =
        |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let text = [part("csrf", &value("csrf")), part("key", &value("key")), part("caption", "The sea")].concat();
    let head = "--b\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
    let body = [text.as_bytes(), head.as_bytes(), file, b"\r\n--b--\r\n"].concat();
    who.request("POST", "/my/good-days", Some("multipart/form-data; boundary=b"), &[], body).await
}

story!(a_picture_of_a_good_day_is_kept_without_where_it_was_taken_and_for_nobody_else, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    second_parent(&lead, family, "").await;
    let mother = placed(&w, &lead, family, "Ife Okoro").await;
    let father = placed(&w, &lead, family, "Chidi Okoro").await;
    picture(&mother, b"<svg onload=alert(1)>").await.must_be(422).must_say("cannot be read as a picture");
    picture(&mother, b"").await.must_be(422).must_say("Choose a picture");
    picture(&mother, &drawing()).await.must_be(303);
    let page = mother.get("/my/good-days").await;
    page.must_say("The sea");
    let file = page.link("/my/good-days/").expect("a picture");
    let shown = mother.get(&file).await;
    shown.must_be(200);
    assert!(!shown.body.contains("Secret Lane") && shown.body.contains("IDAT"), "{}", shown.body);
    let header =
        |name: &str| shown.headers.get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default();
    assert!(header("content-disposition").starts_with("attachment"));
    assert_eq!((header("content-type").as_str(), header("x-content-type-options").as_str()), ("image/png", "nosniff"));
    assert!(header("content-security-policy").contains("sandbox"));
    father.get(&file).await.must_be(404);
    lead.get(&file).await.must_be(404);
    let forget = format!("{file}/forget");
    mother.submit_on(&page, &forget, &[]).await.must_be(303);
    mother.get(&file).await.must_be(404);
    let nonsense = mother.request("POST", "/my/good-days", Some("multipart/form-data; boundary=b"), &[], "x").await;
    assert!(nonsense.status.is_client_error(), "{}", nonsense.status);
});
