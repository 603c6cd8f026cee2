//! A child may be in danger: at once, on any day, until somebody has taken it by name.

use crate::helpers::led;
use access::{AccountId, Permits, accounts, nobody};
use contacts::records::{NewOnCall, put_on_call};
use store::{Instant, jobs};
use testkit::{NOW, World, story};

/// Saturday, 7 March 2026, 23:10.
const SATURDAY_NIGHT: Instant = Instant(NOW.0 + (3 * 86_400 + 13 * 3_600 + 600) * 1_000_000);

fn account(w: &World, word: &str) -> AccountId {
    let email = format!("{word}@example.org");
    accounts::find_by_email(&mut w.conn(), &email).expect("read").expect("an account").id
}

/// On call every night from 17:00 to 8:30.
fn by_night(w: &World, word: &str) {
    let new = NewOnCall {
        account: Some(account(w, word)),
        reach: "07700 900111".into(),
        days: 0x7f,
        from: "17:00".into(),
        until: "8:30".into(),
        ..NewOnCall::default()
    };
    crate::commands::does(w, "manager", |change| {
        let permit = change.allow(nobody::KeepOnCall)?;
        put_on_call(change.tx, &permit, &new)
    });
}

/// To whom messages of danger wait to be sent, in the order in which they were asked for.
fn told(w: &World) -> Vec<String> {
    use diesel::prelude::*;
    use jobs::job::dsl;
    let all: Vec<store::Json<serde_json::Value>> = dsl::job
        .filter(dsl::kind.eq("danger-message"))
        .order((dsl::run_at, dsl::id))
        .select(dsl::payload)
        .load(&mut w.conn())
        .expect("jobs");
    all.into_iter().map(|job| job.0["to"].as_str().expect("an address").to_owned()).collect()
}

/// The list is told once more, as the program does again and again.
fn chase(w: &World) {
    let steady = app::capabilities::ALL.iter().flat_map(|capability| capability.steady);
    let chase = steady.into_iter().find(|steady| steady.name == "tell of children in danger").expect("a chase");
    (chase.run)(&w.app.db, &w.app.pack).expect("told");
    w.app.db.look_again();
}

fn later(w: World, minutes: i64) -> World {
    let now = w.app.db.now().plus_seconds(minutes * 60);
    w.at(now)
}

story!(danger_on_a_saturday_night_is_told_at_once_and_up_the_list_until_somebody_takes_it_by_name, |w| {
    by_night(&w, "head");
    by_night(&w, "front-door");
    let w = w.at(SATURDAY_NIGHT);

    let mother = w.stranger();
    let sent =
        mother.submit("/ask-for-help/danger", &[("summary", "He is shouting at them."), ("no_call_back", "yes")]).await;
    let receipt = mother.follow(&sent).await;
    receipt.must_say("If a child may be hurt now, call 999").must_say("7 March 2026 at 11:25pm");
    assert!(receipt.link("tel:999").is_some(), "the number dials");
    assert_eq!(told(&w), ["head@example.org"]);

    // nobody takes it: the next is told, then all who answer for the front door
    let w = later(w, 4);
    chase(&w);
    assert_eq!(told(&w).len(), 1, "not yet");
    let w = later(w, 1);
    chase(&w);
    assert_eq!(told(&w)[1..], ["front-door@example.org"]);
    let w = later(w, 5);
    chase(&w);
    assert!(told(&w).contains(&"manager@example.org".to_owned()), "{:?}", told(&w));

    // the whole front door sees it on every page; whoever takes it does so by name, and once
    let officer = w.person("front-door").await;
    let page = officer.get("/my-work").await;
    page.must_say("A child may be in danger, for 10 minutes, and nobody has taken it");
    w.person("lead").await.get("/my-work").await.must_not_say("nobody has taken it");
    let queue = officer.get(&page.link("/triage?show=danger").expect("a link to it")).await;
    let contact = queue.link("/contacts/0").expect("the contact");
    officer.get(&contact).await.must_say("Nobody has taken it").must_say("Told last: ");
    officer.submit_on(&officer.get(&contact).await, &format!("{contact}/alarm"), &[]).await.must_be(303);
    officer.get("/my-work").await.must_not_say("nobody has taken it").must_say("A child may be in danger: see to");
    let page = w.person("head").await.get(&contact).await;
    page.must_say("Taken by Sam Whitlock").must_not_say("I see to this child");

    let before = told(&w).len();
    let w = later(w, 60);
    chase(&w);
    assert_eq!(told(&w).len(), before, "nobody is told any more");
});

story!(who_comes_second_is_told_who_took_the_alarm, |w| {
    by_night(&w, "head");
    let w = w.at(SATURDAY_NIGHT);
    let police = w.person("police").await;
    let sent = police.submit("/contacts/new/danger", &[("summary", "A child alone, Canal Street 9.")]).await;
    let contact = sent.led_to();
    police.follow(&sent).await.must_say("call 999").must_not_say("I see to this child");

    let head = w.person("head").await;
    let page = head.get(&contact).await;
    page.must_be(200).must_say("Canal Street 9");
    let take = format!("{contact}/alarm");
    let officer = w.person("front-door").await;
    officer.submit_on(&officer.get(&contact).await, &take, &[]).await.must_be(303);
    head.submit_on(&page, &take, &[]).await.must_be(422).must_say("Sam Whitlock has taken it already");
    police.post(&take, &[]).await.must_be(403);
});

story!(where_nobody_is_on_call_the_receipt_says_so_and_everyone_who_answers_is_told, |w| {
    let w = w.at(SATURDAY_NIGHT);
    let mother = w.stranger();
    let sent = mother.submit("/ask-for-help/danger", &[("summary", "Help"), ("no_call_back", "yes")]).await;
    mother.follow(&sent).await.must_say("Nobody is on call at this hour").must_say("Monday to Friday, 9am to 5pm");
    let told = told(&w);
    for word in ["front-door", "manager", "head"] {
        assert!(told.contains(&format!("{word}@example.org")), "{word}: {told:?}");
    }
});

story!(a_lead_raises_the_alarm_from_the_family_s_record_and_nobody_has_to_ask_who_they_are, |w| {
    by_night(&w, "head");
    let w = w.at(SATURDAY_NIGHT);
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/danger");
    lead.get(&path).await.must_say("call 999");
    lead.submit(&path, &[("summary", " ")]).await.must_be(422).must_say("Say what is happening");
    let sent = lead.submit(&path, &[("summary", "She has bruises and is afraid to go home.")]).await;
    let contact = sent.led_to();
    assert_eq!(told(&w), ["head@example.org"]);

    let officer = w.person("front-door").await;
    officer.get(&contact).await.must_say("Ada Okoro").must_say("Decide").must_not_say("Say who they are");
    w.person("school").await.get(&path).await.must_be(403);
});

story!(who_is_on_call_is_kept_in_pages, |w| {
    let manager = w.person("manager").await;
    let page = manager.get("/on-call").await;
    page.must_say("Nobody is on call now").must_say("Nobody is on the list yet");
    let nothing = manager.submit("/on-call", &[("from", "noon"), ("name", "Out of hours")]).await;
    nothing.must_be(422).must_say("Enter a telephone number").must_say("Choose at least one day");
    nothing.must_say("Enter a time like 8:30");
    assert_eq!(nothing.values("name"), ["Out of hours"], "what was typed stands");
    let fields = [
        ("name", "Out-of-hours team"),
        ("email", "duty@example.org"),
        ("reach", "01634 000999"),
        ("days", "4"),
        ("from", "9:00"),
        ("until", "17:00"),
    ];
    manager.submit("/on-call", &fields).await.must_be(303);
    let page = manager.get("/on-call").await;
    page.must_say("Out-of-hours team")
        .must_say("Wednesday")
        .must_say("9:00 to 17:00")
        .must_not_say("Nobody is on call now");

    // the front door reads it and does not change it; others do not see it
    let officer = w.person("front-door").await;
    officer.get("/on-call").await.must_say("01634 000999").must_not_say("Put somebody on call");
    officer.post("/on-call", &[]).await.must_be(403);
    w.person("school").await.get("/on-call").await.must_be(403);

    let end = page.texts("form").len();
    assert!(end > 1, "there is a way to take them off");
    let path = page.link("/on-call").expect("the page itself");
    assert_eq!(path, "/on-call");
});
