//! Stories of the queue: it cannot be buried, every contact of it is reached, and its counts are true.

use crate::{
    commands::does,
    helpers::{CONTACT, contact, contact_of, decide, family, led, same_people},
};
use access::Actor;
use contacts::{
    Through,
    intake::{self, Maker, NewContact},
    records,
};
use std::{collections::BTreeSet, net::IpAddr, time::Duration};
use testkit::{Page, Person, World, story};
use tokio::time::Instant;

const FLOODER: &str = "198.51.100.7";

/// What an anonymous browser at this address reports, as the page would receive it: without waiting for its turn.
fn danger(w: &World, from: &str, summary: String) {
    let from: IpAddr = from.parse().expect("an address");
    let maker = Maker { unreachable: true, ..Maker::default() };
    let new = NewContact { summary, danger: true, maker, ..NewContact::default() };
    does(w, "school", |change| {
        let pack = change.pack.clone();
        let valid = intake::check(&new, &pack, change.today, true).expect("right");
        Ok(records::receive(change.tx, &Actor::nobody(), &pack, &valid, Through::Public(Some(from)))?)
    });
}

/// A mother asks for help; the reference that she is told.
async fn family_asks(w: &World, from: &str, child: &str) -> String {
    let mother = w.stranger().from(from);
    let base = "/ask-for-help";
    mother.submit(&format!("{base}/about"), &[("maker_name", "Ife Okoro")]).await.must_be(303);
    let reach = [("ways", "call"), ("maker_phone", "07700 900123")];
    mother.submit(&format!("{base}/reach"), &reach).await.must_be(303);
    let who = [("role", "child"), ("given_name", child), ("family_name", "Okoro"), ("postcode", "ME4 4TR")];
    mother.submit(&format!("{base}/people/1"), &who).await.must_be(303);
    let worries = [("summary", "Mornings are hard."), ("subjects", "behaviour")];
    mother.submit(&format!("{base}/worries"), &worries).await.must_be(303);
    mother.submit(&format!("{base}/agreement"), &[("agreement", "given")]).await.must_be(303);
    let sent = mother.submit(&format!("{base}/check"), &[]).await;
    crate::door::reference(&mother.follow(&sent).await)
}

/// Every contact to which the pages of an address lead, in their order, and how many pages there are.
async fn walk(officer: &Person, address: &str) -> (Vec<String>, usize) {
    let (mut found, mut pages, mut next) = (Vec::new(), 0, Some(address.to_owned()));
    while let Some(address) = next {
        let page = officer.get(&address).await;
        page.must_be(200);
        found.extend(page.links("/contacts/C").into_iter().chain(of_contacts(&page)));
        pages += 1;
        let with = if address.contains('?') { format!("{address}&") } else { format!("{address}?") };
        let base = with.split("page=").next().unwrap_or(&with).to_owned();
        next = page.links("/triage").into_iter().find(|href| *href == format!("{base}page={}", pages + 1));
    }
    (found, pages)
}

fn of_contacts(page: &Page) -> Vec<String> {
    page.links("/contacts/").into_iter().filter(|href| href.len() > 40 && !href.ends_with("new")).collect()
}

fn distinct(all: &[String]) -> BTreeSet<&String> {
    all.iter().collect()
}

story!(four_hundred_alarms_of_one_sender_hide_nobody, |w| {
    for n in 0..400 {
        danger(&w, FLOODER, format!("There is a fire at number {n}, come at once!"));
    }
    // another text of the same sender stands for itself, and so does a family behind the same address
    danger(&w, FLOODER, "My brother is being hurt by my father.".into());
    let real = family_asks(&w, FLOODER, "Ada").await;
    // three alike are no flood
    for _ in 0..3 {
        danger(&w, "198.51.100.8", "Come quickly.".into());
    }
    contact(&w).await;

    let officer = w.person("front-door").await;
    let queue = officer.get("/triage").await;
    queue.must_say("406 contacts to decide").must_say("All (406)").must_say("Danger (404)").must_say(&real);
    assert_eq!(of_contacts(&queue).len(), 7, "{}", queue.text());
    queue.must_say("400 alike from one sender").must_say("The family itself (405)").must_say("School or college (1)");

    // behind the row each of them is reached, once
    let alike = queue.link("/triage?alike=").expect("a way to them");
    officer.get(&alike).await.must_say("400 alike from one sender").must_say("page 1 of 16");
    let (all, pages) = walk(&officer, &alike).await;
    assert_eq!((all.len(), distinct(&all).len(), pages), (400, 400, 16));

    // what narrows the list narrows the row
    officer.get("/triage?show=danger").await.must_say("404 contacts").must_not_say(&real);
    officer.get("/triage?area=ME4").await.must_say("2 contacts").must_not_say("alike from one sender");
    officer.get("/triage?alike=nothing").await.must_be(404);
    // what a school sent is like nothing
    let sent = of_contacts(&officer.get("/triage?source=school").await);
    officer.get(&sent[0].replace("/contacts/", "/triage?alike=")).await.must_be(404);
    w.person("lead").await.get(&alike).await.must_be(403);
});

story!(every_contact_is_reached_by_paging_and_counted_once, |w| {
    let body = |n: usize| CONTACT.replace("9434765919", "").replace("Ada", ["Ben", "Cem", "Dot"][n % 3]);
    let mut sent = BTreeSet::new();
    for n in 0..60 {
        let body = if n % 4 == 0 { body(n).replace("ME4 4TR", "ME7 1AA") } else { body(n) };
        let body = if n % 2 == 0 { body } else { body.replace("\"school\"", "\"police\"") };
        sent.insert(format!("/contacts/{}", contact_of(&w, &body).await));
    }
    let officer = w.person("front-door").await;
    officer.get("/triage").await.must_say("60 contacts to decide").must_say("page 1 of 3");
    let (all, pages) = walk(&officer, "/triage").await;
    assert_eq!((all.len(), pages), (60, 3));
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), sent);

    // each count is that of the list to which it leads
    let queue = officer.get("/triage?source=school").await;
    queue
        .must_say("All (30)")
        .must_say("School or college (30)")
        .must_say("Police (30)")
        .must_say("ME7 (15)")
        .must_say("ME4 (15)");
    for (address, count) in [
        ("/triage?source=school", 30),
        ("/triage?area=ME7", 15),
        ("/triage?source=police&area=ME4", 30),
        ("/triage?source=police&area=ME7", 0),
        ("/triage?show=danger", 0),
        ("/triage?show=late", 0),
    ] {
        let (found, _) = walk(&officer, address).await;
        assert_eq!((found.len(), distinct(&found).len()), (count, count), "{address}");
    }

    // nothing but codes stands in an address, and what is no page is the nearest one
    officer.get("/triage?source=%3Cb%3E&area=Ada+Okoro&page=x").await.must_say("page 1 of 3");
    officer.get("/triage?page=99").await.must_say("page 3 of 3");

    // and when they are late
    let w = w.later(14);
    let officer = w.person("front-door").await;
    officer.get("/triage?show=late&source=school").await.must_say("60 late").must_say("Late (30)");
});

story!(mine_are_those_that_i_worked_on, |w| {
    let [asked, matched, decided, other] = [contact(&w).await, contact(&w).await, contact(&w).await, contact(&w).await];
    let officer = w.person("front-door").await;
    officer.get("/triage").await.must_say("Mine (0)");
    let question = [("text", "Who lives with Ada?")];
    officer.submit(&format!("/contacts/{asked}/information-request"), &question).await.must_be(303);
    decide(&w, &decided, "advice").await;
    same_people(&w, &matched).await;

    let (mine, _) = walk(&officer, "/triage?show=mine").await;
    let mine: BTreeSet<String> = mine.into_iter().collect();
    assert_eq!(mine, [asked, matched, decided].into_iter().map(|id| format!("/contacts/{id}")).collect());
    officer.get("/triage").await.must_say("Mine (3)");
    let colleague = w.person("front-door-0@demo.example.org.uk").await;
    colleague.get("/triage?show=mine").await.must_say("Mine (0)").must_not_say(&other);
});

story!(a_restricted_family_is_in_no_list_and_in_no_count, |w| {
    let first = contact(&w).await;
    decide(&w, &first, "intervention-plan").await;
    let family = family(&w, &first);
    let again = contact(&w).await;
    same_people(&w, &again).await;
    for _ in 0..25 {
        contact_of(&w, &CONTACT.replace("9434765919", "").replace("Ada", "Ben")).await;
    }
    let officer = w.person("front-door").await;
    officer.get("/triage").await.must_say("26 contacts to decide").must_say("All (27)").must_say("page 1 of 2");

    let privacy = w.person("privacy").await;
    let path = format!("/families/{family}/restriction");
    let page = privacy.get(&path).await;
    let listed = page.value_of("Ruth Calder").expect("the manager");
    privacy.submit_on(&page, &path, &[("listed", &listed), ("reason", "A threat.")]).await.must_be(303);
    // the first page is as long as it was: what is hidden leaves no gap
    let page = officer.get("/triage").await;
    page.must_say("25 contacts to decide").must_say("All (25)").must_say("School or college (25)").must_say("ME4 (25)");
    assert_eq!(of_contacts(&page).len(), 25);
    page.must_say("25 contacts, the most urgent first").must_not_say("Pagination");
});

story!(an_area_is_told_of_nobody_whose_address_is_protected, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let again = contact(&w).await;
    same_people(&w, &again).await;
    let place = r#""address": {"line_1": "2 Example Road", "postcode": "ME7 1AA", "protected": true}"#;
    contact_of(&w, &CONTACT.replace(r#""phone": "07700 900123""#, place)).await;
    let officer = w.person("front-door").await;
    officer.get("/triage").await.must_say("All (3)").must_say("ME4 (2)").must_not_say("ME7");

    // nor of anybody whose address was protected since it came in
    let ada = lead.get(&format!("/families/{family}")).await.link(&format!("/families/{family}/people/0"));
    lead.submit(&ada.expect("Ada"), &[("protected", "yes")]).await.must_be(303);
    officer.get("/triage").await.must_say("All (3)").must_not_say("ME4 (");
    officer.get("/triage?area=ME4").await.must_say("There are none like this.");
});

story!(whoever_reports_danger_is_asked_how_to_be_called_back, |w| {
    let (neighbour, path) = (w.stranger(), "/ask-for-help/danger");
    let refused = neighbour.submit(path, &[("summary", "A child screams next door.")]).await;
    refused.must_be(422).must_say("say that you cannot be called back").must_say("A child screams next door.");
    let wrong = [("summary", "A child screams next door."), ("maker_email", "nobody")];
    neighbour.submit(path, &wrong).await.must_be(422).must_say("Enter an email address like");

    let without = [("summary", "A child screams next door."), ("no_call_back", "yes")];
    neighbour.submit(path, &without).await.must_be(303);
    let officer = w.person("front-door").await;
    let contact = officer.get("/triage").await.link("/contacts/0").expect("it was sent");
    officer.get(&contact).await.must_say("says that they cannot be called back");
    for how in [("maker_phone", "07700 900123"), ("maker_email", "a@example.org")] {
        neighbour.submit(path, &[("summary", "A child screams next door."), how]).await.must_be(303);
    }
    officer.get("/triage").await.must_say("3 contacts to decide");

    // a worker is not asked: the front door knows how to reach them
    let school = w.person("school").await;
    school.submit("/contacts/new/danger", &[("summary", "A child was hurt.")]).await.must_be(303);
});

/// Ten alarms in a moment.
async fn ten_at_once(sender: &Person, page: &Page) {
    for n in 0..10 {
        alarm(sender, page, n).await.must_be(303);
    }
}

async fn alarm(sender: &Person, page: &Page, n: usize) -> Page {
    let (summary, key) = (format!("There is a fire at number {n}."), format!("alarm-{n}"));
    let fields = [("summary", summary.as_str()), ("no_call_back", "yes"), ("key", &key)];
    sender.submit_on(page, "/ask-for-help/danger", &fields).await
}

story!(who_sends_many_waits_and_then_is_told_what_to_do, |w| {
    let sender = std::sync::Arc::new(w.stranger().from(FLOODER));
    let page = sender.get("/ask-for-help/danger").await;
    let began = Instant::now();
    ten_at_once(&sender, &page).await;

    // ten more wait for their turn, one after another
    let mut waiting = tokio::task::JoinSet::new();
    for n in 10..20 {
        let (sender, page) = (sender.clone(), page.clone());
        waiting.spawn(async move { alarm(&sender, &page, n).await });
    }
    // the first of them is let through after three seconds
    let eleventh = waiting.join_next().await.expect("one").expect("answered");
    eleventh.must_be(303);
    assert!(began.elapsed() >= Duration::from_secs(3), "{:?}", began.elapsed());

    // whoever would wait for more than half a minute is told at once what to do, and loses nothing
    let mut later = Vec::new();
    for n in 20..23 {
        later.push(tokio::time::timeout(Duration::from_millis(1_500), alarm(&sender, &page, n)).await);
    }
    let told = later.into_iter().flatten().find(|page| page.status == 429).expect("told to come back");
    told.must_say("Call 999 now").must_say("has not been sent yet").must_say("There is a fire at number 2");
    assert!(told.headers.contains_key("retry-after"), "{:?}", told.headers);
    assert!(
        told.form("/ask-for-help/danger").is_some_and(|form| form.iter().any(|(n, v)| n == "key" && !v.is_empty()))
    );

    // the draft of whoever asks for help there is kept, and their place in the queue is no other's
    let mother = w.stranger().from(FLOODER);
    mother.submit("/ask-for-help/about", &[("maker_name", "Ife Okoro")]).await.must_be(303);
    let check = mother.post("/ask-for-help/check", &[("key", "mine")]).await;
    check.must_be(429).must_say("kept for you in this browser").must_say("call 999").must_say("Ife Okoro");
    mother.get("/ask-for-help/check").await.must_say("Ife Okoro");

    // nobody elsewhere waits, and no worker does
    let began = Instant::now();
    let other = w.stranger().from("198.51.100.8");
    let page = other.get("/ask-for-help/danger").await;
    alarm(&other, &page, 1).await.must_be(303);
    let worker = w.person("school").await.from(FLOODER);
    let summary = [("summary", "A child was hurt.")];
    worker.submit("/contacts/new/danger", &summary).await.must_be(303);
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    waiting.abort_all();
});
