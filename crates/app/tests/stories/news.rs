//! Stories of what is new for somebody: on My work until it is seen, and by letter as they have chosen.

use crate::{
    commands::does,
    helpers::{agree, contact, join, led, plan, same_people, share},
};
use access::accounts::{self, Account};
use testkit::{Page, Person, World, story};
use work::news::{self, Kind, News};

/// Somebody in the team of the lead.
const COLLEAGUE: &str = "worker-0-1@demo.example.org.uk";

/// What nobody waits for.
const DANGER: Kind = Kind::new("danger", "A child is in danger", "A contact needs somebody at once").always_at_once();

/// A letter: to whom, what it is about, what it says.
type Letter = (String, String, String);

/// Does the day's work with mail into a directory; what was sent.
async fn post(w: &World) -> Vec<Letter> {
    let dir = tempfile::tempdir().expect("a directory");
    let settings = app::settings::Settings { mail: format!("file:{}", dir.path().display()), ..w.settings.clone() };
    for _ in 0..3 {
        app::work::once(&w.app, &settings).await.expect("done");
    }
    let files = std::fs::read_dir(dir.path()).expect("a list");
    let letter = |text: String| -> Letter {
        for secret in ["Okoro", "Ada", "Daniel", "Ruth", "Osei"] {
            assert!(!text.contains(secret), "a letter says {secret}: {text}");
        }
        let of = |head: &str| text.lines().find_map(|line| line.strip_prefix(head)).unwrap_or_default().to_owned();
        (of("To: "), of("Subject: "), text)
    };
    let mut all: Vec<Letter> =
        files.map(|file| letter(std::fs::read_to_string(file.expect("a file").path()).expect("a text"))).collect();
    all.sort();
    all
}

fn to<'a>(letters: &'a [Letter], who: &str) -> Vec<&'a str> {
    letters.iter().filter(|(to, ..)| to == who).map(|(_, subject, _)| subject.as_str()).collect()
}

/// Chooses how somebody is told.
async fn choose(person: &Person, kind: &str, told: &str) -> Page {
    person.submit("/my-settings", &[(&format!("news-{kind}"), told)]).await
}

/// The manager offers the lead to somebody of this name.
async fn offer(w: &World, e: cases::EpisodeId, name: &str) {
    let manager = w.person("manager").await;
    let path = format!("/episodes/{e}/lead");
    let page = manager.get(&path).await;
    let to = page.value_of(name).expect("a colleague");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "The family asked.")]).await.must_be(303);
}

story!(who_is_asked_to_lead_is_told_at_once_and_who_asked_is_told_of_the_answer, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    // the lead took it through the task: what was new of it needs no answer any more
    lead.get("/my-work").await.must_not_say("New for you");
    let manager = w.person("manager").await;
    let page = manager.get("/my-work").await;
    page.must_say("New for you").must_say("Daniel Osei leads now").must_say("Okoro family");
    let sent = post(&w).await;
    assert_eq!(to(&sent, "lead@example.org"), ["The lead of a family was offered to you"]);
    assert_eq!(to(&sent, "manager@example.org"), ["The lead of a family was accepted"]);
    assert!(post(&w).await.is_empty(), "each is told once");

    let opened = manager.get(&page.link("/news/").expect("news")).await;
    assert!(opened.location.starts_with("/families/"), "{}", opened.location);
    manager.get("/my-work").await.must_not_say("New for you");

    // offered to somebody else, who declines: told to whoever leads and to the manager, but not to whoever declines
    let colleague = w.person(COLLEAGUE).await;
    let name = name_of(&w, COLLEAGUE);
    offer(&w, e, &name).await;
    let told = colleague.get("/my-work").await;
    told.must_say("You are asked to lead");
    let offer = colleague.get(&told.link("/news/").expect("news")).await.location;
    colleague.submit(&offer, &[("answer", "decline"), ("why", "No time.")]).await.must_be(303);
    lead.get("/my-work").await.must_say(&format!("{name} cannot lead"));
    manager.get("/my-work").await.must_say(&format!("{name} cannot lead"));
    colleague.get("/my-work").await.must_not_say("New for you");
});

/// The account of somebody of the cast.
fn account(w: &World, email: &str) -> Account {
    accounts::find_by_email(&mut w.conn(), email).expect("read").expect("an account")
}

fn name_of(w: &World, email: &str) -> String {
    account(w, email).name
}

story!(an_answer_that_nobody_needs_any_more_is_new_to_nobody, |w| {
    let (_, e, _) = led(&w, "intervention-plan").await;
    let colleague = w.person(COLLEAGUE).await;
    offer(&w, e, &name_of(&w, COLLEAGUE)).await;
    colleague.get("/my-work").await.must_say("You are asked to lead");
    // asked instead of the colleague
    offer(&w, e, &name_of(&w, "worker-0-2@demo.example.org.uk")).await;
    colleague.get("/my-work").await.must_not_say("You are asked to lead").must_not_say("Okoro");
});

story!(what_is_new_ends_with_the_access_to_the_family, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let colleague = account(&w, COLLEAGUE).id;
    join(&lead, e, &name_of(&w, COLLEAGUE)).await.must_be(303);
    let note = News::new(cases::news::LEAD_ACCEPTED, "Ada was seen at school", format!("/families/{family}"));
    does(&w, "lead", |change| Ok(news::tell(change.tx, colleague, &note.about(family))?));

    let them = w.person(COLLEAGUE).await;
    them.get("/my-work").await.must_say("Ada was seen at school");
    let team = format!("/episodes/{e}/team");
    let leaving = format!("{team}/leaving");
    let page = lead.get(&team).await;
    let helper = page.values("helper").last().cloned().expect("a helper");
    lead.submit_on(&page, &leaving, &[("helper", &helper)]).await.must_be(303);
    them.get("/my-work").await.must_not_say("Ada").must_not_say("Okoro").must_not_say("New for you");
});

story!(somebody_chooses_one_letter_in_the_morning_or_none, |w| {
    let (_, e, _) = led(&w, "intervention-plan").await;
    post(&w).await;
    let them = w.person(COLLEAGUE).await;
    choose(&them, "lead-offered", "daily").await.must_be(303);
    let manager = w.person("manager").await;
    choose(&manager, "lead-declined", "never").await.must_be(303);

    let w = w.later(1);
    offer(&w, e, &name_of(&w, COLLEAGUE)).await;
    // the morning's round of this day has still to come
    let sent = post(&w).await;
    let daily: Vec<&Letter> = sent.iter().filter(|(to, ..)| to == COLLEAGUE).collect();
    assert_eq!(daily.len(), 1, "{sent:?}");
    assert!(daily[0].2.contains("There is 1 new thing for you."), "{}", daily[0].2);
    assert!(post(&w).await.is_empty(), "sent once");
    let w = w.later(1);
    assert!(to(&post(&w).await, COLLEAGUE).is_empty(), "nothing new since then");

    let them = w.person(COLLEAGUE).await;
    let asked = them.get("/my-work").await.link("/hand-overs/").expect("the offer");
    them.submit(&asked, &[("answer", "decline"), ("why", "No time.")]).await.must_be(303);
    w.person("manager").await.get("/my-work").await.must_say("cannot lead");
    let w = w.later(1);
    assert!(!to(&post(&w).await, "manager@example.org").contains(&"The lead of a family was declined"));
});

story!(what_was_seen_before_the_morning_is_told_in_no_letter, |w| {
    led(&w, "intervention-plan").await;
    post(&w).await;
    let manager = w.person("manager").await;
    choose(&manager, "lead-accepted", "daily").await.must_be(303);
    let account = account(&w, "manager@example.org");
    let seen = News::new(cases::news::LEAD_ACCEPTED, "Something", "/team");
    does(&w, "lead", |change| Ok(news::tell(change.tx, account.id, &seen)?));
    let own = News::new(cases::news::LEAD_ACCEPTED, "One's own doing", "/team");
    does(&w, "manager", |change| Ok(news::tell(change.tx, account.id, &own)?));
    let page = manager.get("/my-work").await;
    page.must_say("Something").must_not_say("own doing");
    let later = News::new(cases::news::LEAD_ACCEPTED, "What came meanwhile", "/team");
    does(&w, "lead", |change| Ok(news::tell(change.tx, account.id, &later)?));
    manager.submit_on(&page, "/news/seen", &[]).await.must_be(303);
    manager.get("/my-work").await.must_say("What came meanwhile").must_not_say("Something");
    let w = w.later(1);
    let sent = post(&w).await;
    assert!(sent.iter().any(|(to, _, text)| to == "manager@example.org" && text.contains("There is 1 new thing")));
});

story!(late_work_waits_for_the_morning_at_most_and_danger_for_nothing, |w| {
    let account = account(&w, "lead@example.org").id;
    let lead = w.person("lead").await;
    let page = lead.get("/my-settings").await;
    page.must_say("Work that I answer for is late");
    choose(&lead, "late", "never").await.must_be(422).must_say("Choose how you are told");
    choose(&lead, "late", "daily").await.must_be(303);

    let call = work::NewTask::new(work::Kind::new("call"), store::Uuid::now_v7(), "Call", "/", w.app.db.now().date());
    does(&w, "manager", |change| Ok(work::tasks::add(change.tx, call.owed_by(account))?));
    let w = w.later(3);
    let sent = post(&w).await;
    let mine: Vec<&Letter> = sent.iter().filter(|(to, ..)| to == "lead@example.org").collect();
    assert_eq!(mine.len(), 1, "{sent:?}");
    assert!(mine[0].2.contains("There is 1 new thing for you."), "{}", mine[0].2);
    assert!(post(&w).await.is_empty(), "sent once");
    w.person("lead").await.get("/my-work").await.must_say("Something that you owe is late");

    does(&w, "manager", |change| Ok(news::tell(change.tx, account, &News::new(DANGER, "Danger", "/triage"))?));
    assert_eq!(to(&post(&w).await, "lead@example.org"), ["A contact needs somebody at once"]);
});

story!(somebody_says_how_colleagues_reach_them, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    lead.get("/my-work").await.link("/my-settings").expect("a link on every page");
    let fields = [("phone", "01634 999888"), ("job_title", "Senior family worker")];
    lead.submit("/my-settings", &fields).await.must_be(303);
    let manager = w.person("manager").await;
    manager.get(&format!("/families/{family}")).await.must_say("01634 999888").must_say("Senior family worker");
    lead.submit("/my-settings", &[("phone", &"9".repeat(41))]).await.must_be(422).must_say("40 characters or fewer");
    // everybody has the page, and can be trained; who meets no family is asked of none
    let admin = w.person("admin").await.get("/my-settings").await;
    admin.must_be(200).must_say("My place in a training session moves").must_not_say("Papers of my board");
    let board = w.person("board").await.get("/my-settings").await;
    board
        .must_be(200)
        .must_say("Papers of my board")
        .must_say("My place in a training session moves")
        .must_not_say("I lead families")
        .must_not_say("is late");
    w.person("head").await.get("/my-settings").await.must_say("is late").must_not_say("lead of a family");
    let other = manager.get("/my-work").await.link("/news/").expect("the manager's news");
    lead.get(&other).await.must_be(404);
    w.stranger().get("/my-settings").await.must_be(303);
});

story!(the_lead_is_told_of_a_contact_before_it_is_decided_of_a_report_and_of_actions, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    share(&lead, family, "Elm Street Primary").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    plan(&lead, e, "intervention").await;
    lead.get("/my-work").await.must_not_say("New for you");

    let again = contact(&w).await;
    lead.get("/my-work").await.must_not_say("New for you");
    same_people(&w, &again).await;
    lead.get("/my-work").await.must_say("A new contact: the front door decides what follows");

    let review = lead.submit(&format!("/episodes/{e}/reviews/new"), &[]).await.led_to();
    let school = w.person("school").await;
    school.submit(&format!("{review}/report"), &[("report", "Ada comes.")]).await.must_be(303);
    lead.get("/my-work").await.must_say("handed in a report to the review");

    let action = lead.get(&format!("/episodes/{e}/plan")).await.link("/actions/").expect("an action");
    let manager = w.person("manager").await;
    manager.submit(&action, &[("progress", "not-done"), ("note", "The family moved nearer.")]).await.must_be(303);
    lead.get("/my-work").await.must_say("Not done: Walk to school together");

    let told = to(&post(&w).await, "lead@example.org").join("; ");
    for kind in ["A new contact is about a family you lead", "An action was dropped for a family you lead"] {
        assert!(told.contains(kind), "{told}");
    }
    assert!(!told.contains("report"), "a report can wait for the morning: {told}");
    manager.get("/my-work").await.must_not_say("handed in a report");
});

story!(an_officer_who_wants_to_hear_of_every_contact_is_told_of_each_and_nobody_else, |w| {
    let officer = w.person("front-door").await;
    contact(&w).await;
    officer.get("/my-work").await.must_not_say("A contact came");
    choose(&officer, "contact-came", "at-once").await.must_be(303);
    contact(&w).await;
    officer.get("/my-work").await.must_say("A contact came: C-");
    let told = post(&w).await;
    let told = told.iter().filter(|(_, subject, _)| subject == "A contact came to the front door").count();
    assert_eq!(told, 1, "to whoever asked, of what came since");
});

story!(a_lead_is_told_of_danger_that_somebody_else_reports_of_the_family, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let manager = w.person("manager").await;
    let danger = [("summary", "Ada rang: she is alone and afraid.")];
    manager.submit(&format!("/families/{family}/danger"), &danger).await.must_be(303);
    lead.get("/my-work").await.must_say("A child may be in danger: the front door was told");
});

story!(whoever_completed_an_assessment_is_told_that_it_came_back, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    agree(&lead, family).await;
    crate::helpers::assess(&lead, e).await;
    let manager = w.person("manager").await;
    let path = format!("/episodes/{e}/assessment/authorisation");
    manager.submit(&path, &[("answer", "return"), ("why", "Say what Ada hopes for.")]).await.must_be(303);
    lead.get("/my-work").await.must_say("New for you").must_say("The assessment was returned to you");
    let told = post(&w).await;
    assert!(to(&told, "lead@example.org").contains(&"An assessment was returned to you"), "{told:?}");
});
