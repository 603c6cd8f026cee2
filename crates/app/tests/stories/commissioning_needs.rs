//! Stories of needs: voiced by anybody who works with families, analysed, published.

use crate::helpers::contact;
use commissioning::voiced;
use testkit::{Page, Person, World, story};

const VOICE: [(&str, &str); 4] =
    [("need", "housing"), ("area", "me4"), ("age", "5-10"), ("note", "Somewhere that is theirs.")];

async fn say(person: &Person, others: &[(&str, &str)]) -> Page {
    let kept = VOICE.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    let fields: Vec<(&str, &str)> = kept.copied().chain(others.iter().copied()).collect();
    person.submit("/needs/voice", &fields).await
}

/// A draft of the last year; its address.
pub async fn analysis(w: &World) -> String {
    let commissioner = w.person("commissioner").await;
    let sent = commissioner.submit("/needs/analyses/new", &[("title", "Needs of 2025")]).await;
    sent.must_be(303);
    sent.led_to().split('?').next().unwrap_or_default().to_owned()
}

story!(anybody_who_works_with_families_says_what_is_missing_without_a_name, |w| {
    for who in ["school", "front-door", "lead", "provider", "facilitator"] {
        let person = w.person(who).await;
        person.get("/my-work").await.must_say("Say what is missing, without a name");
        say(&person, &[]).await.must_be(303);
    }
    let school = w.person("school").await;
    for note in ["Ring 01634 900123", "ask ada@example.org", "they live at ME4 4TR", "born 29/02/2016"] {
        say(&school, &[("note", note)]).await.must_be(422).must_say("nobody shall be recognised").must_say(note);
    }
    say(&school, &[("area", "ME4 4TR")]).await.must_be(422).must_say("nobody shall be recognised");
    let nothing = say(&school, &[("need", ""), ("area", ""), ("note", " "), ("age", "")]).await;
    nothing
        .must_be(422)
        .must_say("Choose the need")
        .must_say("Enter the ward")
        .must_say("Choose an age")
        .must_say("Write what would help");
    for who in ["commissioner", "board", "head", "admin"] {
        w.person(who).await.get("/needs/voice").await.must_be(403);
    }
    let today = w.app.db.now().date();
    let all = voiced::between(&mut w.conn(), today, today).expect("voices");
    assert_eq!((all.len(), all[0].area.as_str()), (5, "ME4"));
});

story!(what_is_missing_is_counted_and_small_counts_are_withheld, |w| {
    let school = w.person("school").await;
    for _ in 0..6 {
        say(&school, &[]).await.must_be(303);
    }
    say(&school, &[("need", "bereavement"), ("area", "Luton"), ("note", "Somebody to talk to.")]).await.must_be(303);
    // a month that goes on is not counted: a day more would tell of whoever spoke on it
    w.person("commissioner").await.get("/needs").await.must_say("Nothing was said");
    let w = w.later(31);
    let commissioner = w.person("commissioner").await.get("/needs").await;
    commissioner.must_say("Housing").must_say("Somewhere that is theirs.").must_say("Needs of which few spoke");
    for who in ["board", "head", "manager"] {
        let page = w.person(who).await.get("/needs").await;
        page.must_be(200)
            .must_say("c: withheld")
            .must_not_say("Somewhere that is theirs.")
            .must_not_say("Somebody to talk to");
        // seven in all, as the months say: six of one need would tell of one of another
        let cells = page.texts("td");
        assert!(cells.iter().any(|cell| cell == "7") && cells.iter().any(|cell| cell == "c"), "{cells:?}");
        assert!(cells.iter().all(|cell| cell != "1" && cell != "6"), "{cells:?}");
    }
    for who in ["school", "lead", "provider", "auditor"] {
        w.person(who).await.get("/needs").await.must_be(403);
    }
});

story!(an_analysis_is_counted_written_agreed_and_published_and_then_stays, |w| {
    let school = w.person("school").await;
    for _ in 0..5 {
        say(&school, &[]).await.must_be(303);
    }
    contact(&w).await;
    let commissioner = w.person("commissioner").await;
    let wrong = [("title", ""), ("until-year", "2030")];
    let page = commissioner.submit("/needs/analyses/new", &wrong).await;
    page.must_be(422).must_say("Enter a title").must_say("The last day comes after the first, and has been");
    let never = [("title", "All"), ("from-day", ""), ("from-month", ""), ("from-year", "")];
    commissioner.submit("/needs/analyses/new", &never).await.must_be(422).must_say("Enter the first and the last day");
    let long = [("title", "All"), ("from-year", "2001")];
    commissioner.submit("/needs/analyses/new", &long).await.must_be(422).must_say("at most five years");

    let path = analysis(&w).await;
    let draft = commissioner.get(&path).await;
    draft
        .must_say("1. What families came with")
        .must_say("2. What practitioners say is missing")
        .must_say("3. What follows")
        .must_say("Housing: no service of the directory is for it");
    w.person("board").await.get(&path).await.must_be(404);
    w.person("board").await.get("/needs").await.must_not_say("Needs of 2025");

    let publication = format!("{path}/publication");
    let early = commissioner.submit(&publication, &[]).await;
    early
        .must_be(422)
        .must_say("Write the priorities")
        .must_say("Write who is of the working group")
        .must_say("Add at least one joint action");
    let words = format!("{path}/words");
    let named = [("priorities", "Ring 01634 900123")];
    commissioner.submit(&words, &named).await.must_be(422).must_say("Leave out telephone numbers");
    let said = [("cases", "Few came."), ("priorities", "1. Homes."), ("group", "Housing, hubs, two parents.")];
    let behind = commissioner.get(&words).await;
    commissioner.submit(&words, &said).await.must_be(303);
    let told = commissioner.submit_on(&behind, &words, &[("priorities", "2. Schools.")]).await;
    told.must_be(409).must_say("1. Homes.").must_say("2. Schools.");
    commissioner.submit(&publication, &[]).await.must_be(422).must_say("Add at least one joint action");
    let actions = format!("{path}/actions/new");
    let none = commissioner.submit(&actions, &[]).await;
    none.must_be(422).must_say("Say what it is").must_say("Choose the commissioner").must_say("Enter the day");
    let owner = commissioner.get(&actions).await.value_of("Helen Frost").expect("the commissioner");
    let action = [
        ("what", "Ask the landlords"),
        ("who", "Housing"),
        ("owner", &*owner),
        ("on-day", "1"),
        ("on-month", "6"),
        ("on-year", "2026"),
    ];
    commissioner.submit(&actions, &action).await.must_be(303);
    commissioner.get("/my-work").await.must_say("Ask the landlords");
    commissioner.submit(&publication, &[]).await.must_be(303);

    // from now on it stays, whoever else speaks
    let board = w.person("board").await;
    let before = board.get(&path).await;
    before.must_be(200).must_say("1. Homes.").must_say("Ask the landlords").must_not_say("It is done");
    for _ in 0..3 {
        say(&school, &[]).await.must_be(303);
    }
    assert_eq!(board.get(&path).await.text(), before.text(), "a published analysis does not change");
    commissioner.submit_on(&draft, &format!("{path}/count"), &[]).await.must_be(422);
    let late = commissioner.get(&words).await;
    late.must_be(200);
    commissioner
        .submit_on(&late, &words, &[("priorities", "3. Others.")])
        .await
        .must_be(422)
        .must_say("does not change");
    commissioner.submit(&actions, &action).await.must_be(422).must_say("does not change");
    commissioner.submit(&publication, &[]).await.must_be(422).must_say("does not change");

    // what was agreed in it can still be done, and the next begins from it
    let page = commissioner.get(&path).await;
    let done = page.body.split('"').find(|part| part.contains("/actions/") && part.ends_with("/done")).expect("a form");
    commissioner.submit_on(&page, done, &[]).await.must_be(303);
    board.get(&path).await.must_say("Done");
    let next = analysis(&w).await;
    commissioner.get(&next).await.must_say("1. Homes.").must_say("a draft");
    for who in ["school", "provider", "lead"] {
        w.person(who).await.get(&path).await.must_be(403);
    }
});
