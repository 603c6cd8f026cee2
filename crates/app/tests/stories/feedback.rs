//! Feedback: each is asked on their own, nobody asks about their own help, a letter opens one form, what is said is
//! read and answered, and six months on somebody asks again.

use crate::helpers::{agree, close, contact, decide, led, plan};
use access::FamilyId;
use cases::EpisodeId;
use testkit::{Page, Person, World, story};

/// The manager asks the mother by letter; the code.
async fn letter_to_mother(w: &World, family: FamilyId, occasion: &str) -> String {
    let manager = w.person("manager").await;
    let path = format!("/families/{family}/feedback/new");
    let page = manager.get(&path).await;
    let mother = page.value_of("Ife Okoro").expect("the mother");
    let fields = [("person", mother.as_str()), ("occasion", occasion), ("way", "letter")];
    let sent = manager.submit_on(&page, &path, &fields).await;
    let letter = manager.follow(&sent).await;
    letter.must_be(200).must_say("Dear Ife Okoro").must_say("works until");
    sent.led_to().rsplit('/').next().unwrap_or_default().to_owned()
}

/// The mother answers by letter; the page on which that is read and answered.
pub async fn answered(w: &World, family: FamilyId) -> String {
    let code = letter_to_mother(w, family, "during").await;
    let mother = w.stranger();
    let said = [("timely", "no"), ("helpful", "yes"), ("words", "It took very long.")];
    mother.submit(&format!("/feedback/{code}"), &said).await.must_be(303);
    let manager = w.person("manager").await;
    let page = manager.get(&format!("/families/{family}/feedback")).await;
    page.link(&format!("/families/{family}/feedback/answers/")).expect("an answer")
}

async fn opens(who: &Person, code: &str) -> Page {
    who.submit("/feedback", &[("code", code)]).await
}

story!(a_mother_answers_by_letter_in_her_own_words_and_reads_what_is_done, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let code = letter_to_mother(&w, family, "closure").await;

    // typed as people type, on a telephone of her own
    let mother = w.stranger();
    let opened = opens(&mother, &format!(" {} ", code.to_lowercase().replace('-', " "))).await;
    let form = mother.follow(&opened).await;
    form.must_be(200).must_say("Did help come in time?").must_say("Exit this page");
    for name in ["Okoro", "Ada", "Daniel"] {
        form.must_not_say(name);
    }
    let path = format!("/feedback/{code}");
    let empty = mother.submit(&path, &[]).await;
    empty.must_be(422).must_say("Answer a question, or write something in your own words");
    let said =
        [("timely", "no"), ("helpful", "yes"), ("words", "The mornings are calm. It took long."), ("call", "yes")];
    mother.submit(&path, &said).await.must_be(303);
    // what she wrote does not stand there for whoever takes her telephone
    let after = mother.get(&path).await;
    after.must_be(200).must_say("Thank you").must_say("next working day").must_not_say("mornings");
    mother.post(&path, &[("helpful", "no"), ("key", "0198f000-0000-7000-8000-000000000001")]).await.must_be(422);

    // the manager owes a call, the lead is told, and the form that ends help does not ask her again
    let manager = w.person("manager").await;
    manager.get("/my-work").await.must_say("Call back: somebody who answered asks for it");
    lead.get("/my-work").await.must_say("The family said what they think");
    let closing = lead.get(&format!("/episodes/{e}/closure")).await;
    closing.must_be(200).must_say("Asked already, and not asked here again: 1").must_not_say("Was Ife Okoro asked");

    let page = manager.get(&format!("/families/{family}/feedback")).await;
    page.must_say("Help came in time: No").must_say("It took long").must_say("Asks to be called");
    let answer = page.link(&format!("/families/{family}/feedback/answers/")).expect("an answer");
    manager.submit(&answer, &[]).await.must_be(422).must_say("Choose what it is about, or write an answer");
    let reply = [("themes", "waited"), ("reply", "You said it took long. We now ring within two days.")];
    manager.submit(&answer, &reply).await.must_be(303);
    manager.get("/my-work").await.must_not_say("Call back: somebody");
    mother.get(&path).await.must_say("We now ring within two days");
    lead.get(&format!("/families/{family}/chronology")).await.must_say("The mornings are calm");
});

story!(nobody_asks_about_their_own_help_or_writes_down_what_is_said_of_it, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/feedback/new");
    let page = lead.get(&path).await;
    let mother = page.value_of("Ife Okoro").expect("the mother");
    let me = page.value_of("Daniel Osei").expect("the lead");
    let call = [("person", mother.as_str()), ("occasion", "during"), ("way", "phone"), ("caller", me.as_str())];
    let refused = lead.submit_on(&page, &path, &call).await;
    refused.must_be(422).must_say("Nobody asks about their own help");
    lead.submit(&path, &[]).await.must_be(422).must_say("Choose who is asked").must_say("Choose in which way");
    let nobody = [("person", mother.as_str()), ("occasion", "during"), ("way", "phone")];
    lead.submit(&path, &nobody).await.must_be(422).must_say("Choose who asks them");

    // the manager rings; whoever leads cannot write down what is heard
    let manager = w.person("manager").await;
    let caller = page.value_of("Ruth Adeyemi").or_else(|| {
        let names = page.texts("select[name=caller] option");
        let other = names.into_iter().find(|name| !name.contains("Daniel Osei") && !name.contains("Choose"));
        other.and_then(|name| page.value_of(&name))
    });
    let caller = caller.expect("somebody else");
    let call = [("person", mother.as_str()), ("occasion", "during"), ("way", "phone"), ("caller", caller.as_str())];
    lead.submit(&path, &call).await.must_be(303);
    lead.submit(&path, &call).await.must_be(422).must_say("They are being asked already");
    manager.get("/my-work").await.must_say("Ask what they think of the help");
    let page = manager.get(&format!("/families/{family}/feedback")).await;
    let hearing = page.texts("a").into_iter().find(|text| text.contains("Write down what came of it"));
    assert!(hearing.is_some());
    let hearing = page
        .links(&format!("/families/{family}/feedback/"))
        .into_iter()
        .find(|link| !link.ends_with("/new"))
        .expect("what came of it");
    let heard = [("asked", "answered"), ("helpful", "yes"), ("words", "He listens.")];
    lead.submit(&hearing, &heard)
        .await
        .must_be(422)
        .must_say("Nobody asks about their own help")
        .must_say("He listens.");
    manager.submit(&hearing, &[]).await.must_be(422).must_say("Say whether they answered");
    manager.submit(&hearing, &[("asked", "not-asked")]).await.must_be(422).must_say("Write down why");
    manager.submit(&hearing, &heard).await.must_be(303);
    let page = lead.get(&format!("/families/{family}/feedback")).await;
    page.must_say("He listens.").must_say("Typed in by").must_say("not by themself");
    manager.get("/my-work").await.must_not_say("Ask what they think of the help");
    // what is over is over
    manager.get(&hearing).await.must_be(404);
});

story!(a_code_opens_one_form_and_a_guess_opens_none, |w| {
    let (family, _, _) = led(&w, "intervention-plan").await;
    let code = letter_to_mother(&w, family, "during").await;
    let manager = w.person("manager").await;
    // a new letter: the old code opens nothing, also not on the page of the letter
    let page = manager.get(&format!("/families/{family}/feedback")).await;
    let again = page.texts("form button").into_iter().any(|text| text.contains("Make a new letter"));
    assert!(again, "{}", page.text());
    let ask = page
        .links(&format!("/families/{family}/feedback/"))
        .into_iter()
        .find(|link| !link.ends_with("/new"))
        .expect("who was asked");
    let made = manager.submit_on(&page, &format!("{ask}/code"), &[]).await;
    let new = made.led_to().rsplit('/').next().unwrap_or_default().to_owned();
    assert_ne!(new, code);
    let guesser = w.stranger();
    opens(&guesser, &code).await.must_be(422).must_say("This code opens nothing");
    guesser.get(&format!("/feedback/{code}")).await.must_be(404);
    manager.get(&format!("{ask}/letter/{code}")).await.must_be(404);
    opens(&guesser, &new).await.must_be(303);

    // twenty wrong ones from one place, and then a pause
    for n in 0..18 {
        opens(&guesser, &format!("AAAA-BBBB-{n:04}")).await.must_be(422);
    }
    opens(&guesser, "AAAA-BBBB-CCCC").await.must_be(429);
    guesser.get(&format!("/feedback/{new}")).await.must_be(429);

    // taken back: it opens nothing any more
    let w = w.later(1);
    manager.submit(&ask, &[("asked", "not-asked"), ("why", "She is in hospital.")]).await.must_be(303);
    w.stranger().get(&format!("/feedback/{new}")).await.must_be(404);
    // those who do not help the family see nothing of it
    for (who, status) in [("school", 403), ("board", 404), ("auditor", 404), ("commissioner", 404)] {
        w.person(who).await.get(&format!("/families/{family}/feedback")).await.must_be(status);
    }
});

fn daily(w: &World) {
    let all = app::capabilities::ALL;
    let round =
        all.iter().flat_map(|one| one.daily).find(|daily| daily.at.kind == "ask-for-feedback").expect("a round");
    (round.run)(&w.app.db, &w.app.pack, all).expect("a round");
    w.app.db.look_again();
}

story!(a_letter_that_is_not_answered_in_time_is_no_answer_until_it_is, |w| {
    let (family, _, _) = led(&w, "intervention-plan").await;
    let code = letter_to_mother(&w, family, "during").await;
    let w = w.later(28);
    daily(&w);
    let page = w.person("manager").await.get(&format!("/families/{family}/feedback")).await;
    page.must_say("Asked, and not answered yet").must_not_say("Asked, and did not answer");
    let w = w.later(1);
    daily(&w);
    let page = w.person("manager").await.get(&format!("/families/{family}/feedback")).await;
    page.must_say("Asked, and did not answer").must_not_say("Asked, and not answered yet");
    // a letter that is found in a drawer
    let w = w.later(60);
    let mother = w.stranger();
    mother.submit(&format!("/feedback/{code}"), &[("able", "yes")]).await.must_be(303);
    let page = w.person("manager").await.get(&format!("/families/{family}/feedback")).await;
    page.must_say("They can meet their own needs now: Yes").must_not_say("Asked, and did not answer");
    // and half a year later it opens nothing
    let w = w.later(120);
    w.stranger().get(&format!("/feedback/{code}")).await.must_be(404);
});

/// Ends help well; the day of the end is the world's.
async fn ended(w: &World, reason: &str) -> (FamilyId, EpisodeId) {
    let (family, e, lead) = led(w, "intervention-plan").await;
    agree(&lead, family).await;
    close(&lead, e, reason, "Call the school first.").await.must_be(303);
    (family, e)
}

story!(six_months_on_it_is_seen_whether_it_lasted_and_somebody_asks, |w| {
    let (family, _) = ended(&w, "universal-enough").await;
    let w = w.later(183);
    daily(&w);
    let manager = w.person("manager").await;
    manager.get("/my-work").await.must_not_say("Six months on");
    let w = w.later(1);
    daily(&w);
    daily(&w);
    let manager = w.person("manager").await;
    let work = manager.get("/my-work").await;
    work.must_say("Six months on: ask the family how they are");
    assert_eq!(work.text().matches("Six months on: ask the family").count(), 1, "once, however often it is looked");
    manager.get(&format!("/families/{family}/chronology")).await.must_say("the family did not need to come back");
    let code = letter_to_mother(&w, family, "later").await;
    w.stranger().submit(&format!("/feedback/{code}"), &[("able", "yes")]).await.must_be(303);
    manager.get("/my-work").await.must_not_say("Six months on: ask the family");
    manager.get(&format!("/families/{family}/feedback")).await.must_say("Some time after it ended");
    crate::figures::figures_are_true(&w, "somebody was asked six months on");
});

story!(whoever_came_back_or_went_on_elsewhere_is_not_asked_as_if_it_were_over, |w| {
    let (family, _) = ended(&w, "universal-enough").await;
    let w = w.later(90);
    let again = contact(&w).await;
    crate::helpers::same_people(&w, &again).await;
    decide(&w, &again, "advice").await;
    let w = w.later(94);
    daily(&w);
    let manager = w.person("manager").await;
    manager.get("/my-work").await.must_not_say("Six months on: ask");
    manager.get(&format!("/families/{family}/chronology")).await.must_say("Six months on: the family has come back");
});

story!(whoever_moved_away_is_not_asked_six_months_on, |w| {
    ended(&w, "moved").await;
    let w = w.later(184);
    daily(&w);
    w.person("manager").await.get("/my-work").await.must_not_say("Six months on: ask");
});
