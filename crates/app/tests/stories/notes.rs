//! Stories of notes: who was seen, what stays when something was entered in error, and what is for the manager's line.

use crate::helpers::{agree, join, led, share};
use diesel::prelude::*;
use testkit::{Page, Person, World, story};

async fn note(who: &Person, family: access::FamilyId, fields: &[(&str, &str)]) -> Page {
    let path = format!("/families/{family}/notes/new");
    who.submit(&path, fields).await
}

async fn child(who: &Person, family: access::FamilyId) -> String {
    who.get(&format!("/families/{family}/notes/new")).await.value_of("Ada Okoro").expect("the child")
}

fn seen_on(w: &World, e: cases::EpisodeId) -> Option<chrono::NaiveDate> {
    use cases::records::episode::dsl;
    dsl::episode.find(e).select(dsl::seen_on).first(&mut w.conn()).expect("an episode")
}

story!(a_child_is_seen_at_a_visit_and_never_by_telephone, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let ada = child(&lead, family).await;

    let called = [("kind", "call"), ("text", "Ada said hello."), ("seen", ada.as_str()), ("place", "home")];
    note(&lead, family, &called).await.must_be(422).must_say("seen at a visit, a meeting or direct work only");
    let nowhere = [("kind", "visit"), ("text", "Baked bread."), ("seen", ada.as_str())];
    note(&lead, family, &nowhere).await.must_be(422).must_say("Say where they were seen");
    let unseen = [("kind", "visit"), ("text", "Baked bread."), ("alone", ada.as_str())];
    note(&lead, family, &unseen).await.must_be(422).must_say("tick both");
    let stranger = store::Uuid::now_v7().to_string();
    let other = [("kind", "visit"), ("text", "Baked."), ("seen", stranger.as_str()), ("place", "home")];
    note(&lead, family, &other).await.must_be(422).must_say("Choose people of this family");

    // a visit at which nobody was met, and a call, say nothing of when the family was seen
    note(&lead, family, &[("kind", "visit"), ("text", "Nobody opened.")]).await.must_be(303);
    note(&lead, family, &[("kind", "call"), ("text", "Mother called back.")]).await.must_be(303);
    assert_eq!(seen_on(&w, e), None);

    let visit = [
        ("kind", "visit"),
        ("text", "Baked bread."),
        ("seen", ada.as_str()),
        ("alone", ada.as_str()),
        ("place", "school"),
        ("on-day", "2"),
        ("on-month", "3"),
        ("on-year", "2026"),
    ];
    note(&lead, family, &visit).await.must_be(303);
    assert_eq!(seen_on(&w, e), chrono::NaiveDate::from_ymd_opt(2026, 3, 2));
    let notes = lead.get(&format!("/families/{family}/notes")).await;
    notes.must_be(200).must_say("Seen at school or nursery: Ada Okoro (alone)").must_say("Mother called back.");
    let visits = lead.get(&format!("/families/{family}/notes?kind=visit")).await;
    visits.must_say("Baked bread.").must_not_say("Mother called back.");
});

story!(a_note_entered_in_error_is_struck_out_by_its_author_and_never_gone, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let ada = child(&lead, family).await;
    let visit = [("kind", "visit"), ("text", "Baked bread."), ("seen", ada.as_str()), ("place", "home")];
    note(&lead, family, &visit).await.must_be(303);
    assert!(seen_on(&w, e).is_some());

    let list = format!("/families/{family}/notes");
    let strike = lead.get(&list).await.links("/families/").into_iter().find(|link| link.ends_with("/error"));
    let strike = strike.expect("a way to strike it out");
    lead.submit(&strike, &[("why", " ")]).await.must_be(422).must_say("Say what was wrong with it");
    lead.submit(&strike, &[("why", "This was about another family.")]).await.must_be(303);
    lead.submit(&strike, &[("why", "Twice.")]).await.must_be(422).must_say("struck out already");

    let page = lead.get(&list).await;
    page.must_say("Entered in error").must_say("Daniel Osei").must_say("This was about another family.");
    assert!(page.body.contains("<s>Baked bread.</s>"), "{}", page.body);
    let story = lead.get(&format!("/families/{family}/chronology")).await;
    story.must_say("was entered in error").must_say("struck out by Daniel Osei");
    assert!(story.body.contains("<s>Baked bread.</s>"), "{}", story.body);
    // what was never seen counts no more, and the chain says that no word was changed
    assert_eq!(seen_on(&w, e), None);
    while store::seal::seal_new(&w.app.db).await.expect("sealed") > 0 {}
    store::seal::verify(&mut w.conn(), None).expect("read").expect("the chain holds");
});

story!(a_note_is_struck_out_by_nobody_but_its_author_and_the_manager, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    share(&lead, family, "Elm Street Primary").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    note(&lead, family, &[("kind", "visit"), ("text", "Baked bread.")]).await.must_be(303);
    let school = w.person("school").await;
    note(&school, family, &[("kind", "agency"), ("text", "In school all week.")]).await.must_be(303);

    let list = format!("/families/{family}/notes");
    let page = school.get(&list).await;
    page.must_say("Priya Shah, Elm Street Primary");
    // one way: to their own
    let own: Vec<String> = page.links("/families/").into_iter().filter(|link| link.ends_with("/error")).collect();
    assert_eq!(own.len(), 1, "{own:?}");
    let all = w.person("manager").await.get(&list).await.links("/families/");
    let all: Vec<String> = all.into_iter().filter(|link| link.ends_with("/error")).collect();
    assert_eq!(all.len(), 2, "{all:?}");
    let others = all.iter().find(|link| !own.contains(link)).expect("the lead's");
    school.submit(others, &[("why", "Not so.")]).await.must_be(422).must_say("by its author or a manager");
    w.person("manager").await.submit(others, &[("why", "A wrong day.")]).await.must_be(303);
});

story!(supervision_is_for_its_author_and_the_managers_of_the_team, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    share(&lead, family, "Elm Street Primary").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    let colleague = "worker-0-2@demo.example.org.uk";
    let name = access::accounts::find_by_email(&mut w.conn(), colleague).expect("found").expect("an account").name;
    join(&lead, e, &name).await.must_be(303);
    let manager = w.person("manager").await;
    let words = "We wonder whether the uncle is there at night.";
    note(&manager, family, &[("kind", "supervision"), ("text", words)]).await.must_be(303);
    let own = "I worry that I miss something.";
    note(&lead, family, &[("kind", "supervision"), ("text", own)]).await.must_be(303);

    let places = ["notes", "notes?kind=supervision", "chronology", ""];
    for place in places {
        let path = format!("/families/{family}/{place}");
        let path = path.trim_end_matches('/');
        for reader in ["school", colleague] {
            let page = w.person(reader).await.get(path).await;
            page.must_be(200).must_not_say(words).must_not_say(own);
        }
        lead.get(path).await.must_be(200).must_not_say(words);
    }
    manager.get(&format!("/families/{family}/notes")).await.must_say(words).must_say(own);
    lead.get(&format!("/families/{family}/notes")).await.must_say(own);

    // nobody outside the line writes one, or is offered to
    let school = w.person("school").await;
    assert_eq!(school.get(&format!("/families/{family}/notes/new")).await.value_of("Supervision"), None);
    let refused = note(&school, family, &[("kind", "supervision"), ("text", "x")]).await;
    refused.must_be(422).must_say("written by the lead professional or a manager");
    // and to somebody who may not read it, there is no such note
    let struck = manager.get(&format!("/families/{family}/notes?kind=supervision")).await;
    for link in struck.links("/families/").into_iter().filter(|link| link.ends_with("/error")) {
        w.person(colleague).await.get(&link).await.must_be(404);
    }
});
