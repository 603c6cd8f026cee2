//! Stories of what a machine sees in a file: advice to whoever writes, a list to managers, an answer to each; nothing
//! of anybody who may not know the family, and nothing that a save waits for.

use crate::{
    commands::{COLLEAGUE, does, finds_nothing, refuses},
    helpers::{agree, assess, borrowed, close, contact_of, decide, episode, led, meeting, plan, write_assessment},
};
use access::{Change, EpisodeId, FamilyId, Permits, family, nobody};
use cases::open_case;
use checks::{keeping, records, rules};
use testkit::{Page, Person, World, story};

/// What the background does within seconds.
fn looked(w: &World) {
    keeping::keep(&w.app.db, &w.app.pack).expect("looked");
    w.app.db.look_again();
}

/// What the night does.
fn night(w: &World) {
    let all = app::capabilities::ALL;
    let mut rounds = all.iter().flat_map(|capability| capability.daily);
    let round = rounds.find(|daily| daily.at.kind == "check-files").expect("a round");
    (round.run)(&w.app.db, &w.app.pack, all).expect("done");
    w.app.db.look_again();
}

fn of_file(e: EpisodeId) -> String {
    format!("/episodes/{e}/checks")
}

/// The address of the only finding of this kind on the page of the file.
async fn finding(who: &Person, e: EpisodeId, title: &str) -> String {
    let links = who.get(&of_file(e)).await.links(&format!("/episodes/{e}/checks/"));
    for link in &links {
        if who.get(link).await.says(title) {
            return link.clone();
        }
    }
    panic!("{title} is found in the file, at {links:?}");
}

fn restrict(w: &World, of: FamilyId, listed: &str) {
    let listed = crate::commands::account(w, listed);
    does(w, "privacy", |change| {
        let permit = change.permit(family::Restrict, of)?;
        let new = access::guard::NewRestriction { reason: "A threat.".into(), listed: [listed].into(), lift: false };
        access::guard::restrict(change.tx, &permit, &new)
    });
}

/// How many files this person's list counts for a check.
fn counted(w: &World, who: &str, code: &str) -> i64 {
    does(w, who, |change| {
        let permit = change.allow(nobody::SeeChecks)?;
        let scope = records::Scope::of(&permit, None);
        change.tx.nothing_new();
        let all = records::by_check(change.conn(), &permit, &scope)?;
        Ok(all.into_iter().find(|(of, _)| of == code).map_or(0, |(_, many)| many))
    })
}

/// Writes these answers into an area, and leaves the rest as it is.
async fn write(lead: &Person, e: EpisodeId, area: &str, texts: &[(&str, &str)]) -> Page {
    let path = format!("/episodes/{e}/assessment/areas/{area}");
    let page = lead.get(&path).await;
    lead.submit_on(&page, &path, texts).await
}

/// A review, held today with this said of what changed.
async fn review(lead: &Person, e: EpisodeId, changed: &str) {
    let page = format!("/episodes/{e}/reviews/new");
    let when = [("on-day", "4"), ("on-month", "3"), ("on-year", "2026")];
    let planned = lead.submit(&page, &when).await;
    planned.must_be(303);
    let path = planned.led_to();
    let page = lead.get(&path).await;
    let said = crate::helpers::but(meeting(&page, "continue"), &[("changed", changed), ("positives", "Good")]);
    lead.submit_on(&page, &path, &borrowed(&said)).await.must_be(303);
}

const LONG: &str = "He misses his brother, who moved out in May, and talks about him at every visit. His mother has \
    asked the school for somebody who listens, and the school has a mentor for him on two mornings of the week, which \
    he likes. He sleeps better since.";

story!(whoever_writes_sees_what_would_make_it_better_where_they_write_it_and_nothing_is_kept_from_them, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    let path = format!("/episodes/{e}/assessment");
    lead.submit(&path, &[("step", "start")]).await.must_be(303);
    let area = format!("{path}/areas/health");
    lead.get(&area).await.must_not_say("Advice:");

    write(&lead, e, "health", &[("health-worries", "Sleeps badly."), ("health-strengths", "n/a")]).await.must_be(303);
    let page = lead.get(&area).await;
    page.must_say("Advice:").must_say("Write more than a line").must_say("Write what is going well in this area");
    page.must_say("Say what needs to happen about the worries").must_say("It keeps you from nothing");
    // more than three are folded, and the whole assessment says them, too
    assert_eq!(page.texts("section.eh-advice > ul > li").len(), 3);
    assert_eq!(page.texts("section.eh-advice details li").len(), page.texts("section.eh-advice li").len() - 3);
    lead.get(&path).await.must_say("Health and wellbeing").must_say("Write what is going well in this area");
    let other = lead.get(&format!("{path}/areas/community")).await;
    other.must_not_say("Advice:");

    let better = [
        ("health-worries", "Her mother and her father worry that she has not slept through a night since the autumn."),
        ("health-strengths", "She runs with her club."),
        ("health-needed", "The health visitor looks at nights with both parents, and they try a routine together."),
    ];
    write(&lead, e, "health", &better).await.must_be(303);
    let page = lead.get(&area).await;
    page.must_not_say("Write more than a line").must_not_say("Write what is going well");

    // it is advice: all of it stands, and the assessment is completed; what is written is in nobody's list
    looked(&w);
    w.person("manager").await.get("/team/checks").await.must_say("Nothing is found");
    write_assessment(&lead, e).await;
    agree(&lead, crate::helpers::family_of(&w, e)).await;
    lead.submit(&path, &[("step", "complete")]).await.must_be(303);
});

story!(a_finding_is_answered_with_a_reason_and_stays_answered_until_its_text_changes, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    review(&lead, e, "She has a friend.").await;
    let path = format!("/episodes/{e}/plan/outcomes/new");
    let vague = [
        ("words", "A calm morning"),
        ("measure", "A calm morning."),
        ("by-day", "15"),
        ("by-month", "4"),
        ("by-year", "2026"),
        ("framework", "education"),
        ("area", "development"),
    ];
    lead.submit(&path, &vague).await.must_be(303);
    looked(&w);
    lead.get(&format!("/episodes/{e}/plan")).await.must_say("Say how the family will see").must_say("A calm morning");
    assert_eq!(counted(&w, "manager", "outcome-without-measure"), 1);

    let at = finding(&lead, e, "An outcome that nobody can see").await;
    let page = lead.get(&at).await;
    page.must_say("practice 3").must_say("What is looked at");
    lead.submit_on(&page, &at, &[("why", " ")]).await.must_be(422).must_say("Write down why this is not so");
    lead.submit_on(&page, &at, &[("why", "n/a")]).await.must_be(422).must_say("Write down why this is not so");
    lead.submit_on(&page, &at, &[("why", "Her mother says when.")]).await.must_be(303);

    let page = lead.get(&at).await;
    page.must_say("Her mother says when.").must_say("Daniel Osei").must_say("4 March 2026");
    lead.get(&format!("/episodes/{e}/plan")).await.must_not_say("Say how the family will see");
    assert_eq!(counted(&w, "manager", "outcome-without-measure"), 0, "it is in no list at once");
    looked(&w);
    assert_eq!(counted(&w, "manager", "outcome-without-measure"), 0, "nor after the next look");

    // who comes second is told, and a manager takes it back
    let key = at.rsplit('/').next().expect("a key").to_owned();
    refuses(&w, "lead", "finding-answered-already", |change| answer(change, e, &key, "Another reason altogether."));
    let manager = w.person("manager").await;
    let page = manager.get(&at).await;
    manager.submit_on(&page, &at, &[("step", "take-back")]).await.must_be(303);
    refuses(&w, "lead", "finding-not-answered", |change| take_back(change, e, &key));
    manager.get(&at).await.must_say("taken back by Ruth Calder").must_say("Her mother says when.");
    assert_eq!(counted(&w, "manager", "outcome-without-measure"), 1);

    // answered again, it stands until the text is another
    let page = lead.get(&at).await;
    lead.submit_on(&page, &at, &[("why", "Her mother says when.")]).await.must_be(303);
    let outcome = lead.get(&format!("/episodes/{e}/plan")).await.links("/outcomes/");
    let outcome = outcome.iter().filter(|link| !link.contains("/actions") && !link.contains("/result"));
    for link in outcome {
        let page = lead.get(link).await;
        if page.form(link).expect("a form").contains(&("words".into(), "A calm morning".into())) {
            let other = [("words", "A quiet morning"), ("measure", "A quiet morning.")];
            lead.submit_on(&page, link, &other).await.must_be(303);
        }
    }
    looked(&w);
    assert_eq!(counted(&w, "manager", "outcome-without-measure"), 1, "another text is not answered");
    lead.get(&at).await.must_say("the text has changed since");
});

fn answer(change: &mut Change<'_, '_>, e: EpisodeId, key: &str, why: &str) -> web::Result<()> {
    let (case, found) = found(change, e, key)?;
    let permit = change.permit(family::AnswerCheck, case.family())?;
    records::answer(change.tx, &permit, &case.episode, &found, why)
}

fn take_back(change: &mut Change<'_, '_>, e: EpisodeId, key: &str) -> web::Result<()> {
    let (case, found) = found(change, e, key)?;
    let permit = change.permit(family::AnswerCheck, case.family())?;
    records::take_back(change.tx, &permit, &case.episode, &found)
}

type Found = (cases::Case<family::Open>, rules::Found);

fn found(change: &mut Change<'_, '_>, e: EpisodeId, key: &str) -> web::Result<Found> {
    let (case, pack, today) = (open_case(change, family::Open, e)?, change.pack.clone(), change.today);
    let found = checks::find(change.conn(), &pack, &case.permit, e, (today, key))?;
    Ok((case, found.ok_or(web::Error::NotFound)?))
}

story!(nobody_sees_a_finding_of_a_family_that_they_may_not_open, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    review(&lead, e, "She has a friend.").await;
    looked(&w);
    let at = finding(&lead, e, "A review without positives").await;
    for who in ["school", COLLEAGUE, "head", "commissioner", "board"] {
        let person = w.person(who).await;
        for path in [of_file(e), at.clone()] {
            let status = person.get(&path).await.status.as_u16();
            assert!([403, 404].contains(&status), "{who} at {path}: {status}");
        }
        if who != "head" {
            person.get("/team/checks").await.must_be(403);
        }
    }
    let key = at.rsplit('/').next().expect("a key").to_owned();
    finds_nothing(&w, "lead", |change| answer(change, e, "0000000000000000", "There is none."));

    // the head sees how many files, and none by name
    let head = w.person("head").await;
    head.get("/team/checks").await.must_say("A review without positives").must_not_say("Okoro");
    head.get("/team/checks?by=file").await.must_not_say("Okoro");
    assert_eq!(counted(&w, "head", "positives-missing"), 1);

    // restricted to a list on which the manager is not: it is in no list, no count, and at no address
    let manager = w.person("manager").await;
    manager.get("/team/checks?by=file").await.must_say("Okoro family").must_say("A review without positives");
    restrict(&w, family, "lead");
    let manager = w.person("manager").await;
    manager.get("/team/checks?by=file").await.must_not_say("Okoro");
    manager.get("/team/checks").await.must_say("Nothing is found");
    manager.get(&at).await.must_be(404);
    assert_eq!(counted(&w, "head", "positives-missing"), 0);
    finds_nothing(&w, "manager", |change| answer(change, e, &key, "It is not so at all."));
    lead.get(&at).await.must_be(200);
});

story!(what_is_pasted_from_another_file_is_found_and_neither_file_gives_the_other_away, |w| {
    let (first, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    review(&lead, e, LONG).await;
    looked(&w);
    lead.get(&of_file(e)).await.must_not_say("another file");

    let body = crate::helpers::CONTACT
        .replace("Okoro", "Lindqvist")
        .replace("Ada", "Nils")
        .replace("9434765919", "9434765870")
        .replace("2016-02-29", "2014-05-05")
        .replace("1 Example Road", "7 Elm Close")
        .replace("07700 900123", "07700 900777")
        .replace("\"Ife\"", "\"Maja\"");
    let second = decide(&w, &contact_of(&w, &body).await, "intervention-plan").await;
    let other = episode(&w, second);
    let manager = w.person("manager").await;
    let path = format!("/episodes/{other}/lead");
    let page = manager.get(&path).await;
    let to = page.value_of("Daniel Osei").expect("the lead");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "They know him.")]).await.must_be(303);
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    lead.submit(&format!("/episodes/{other}/plan"), &[("kind", "intervention")]).await.must_be(303);
    let pasted = format!("{}\n", LONG.to_uppercase().replace(", ", " , "));
    let fields = [
        ("words", "He is at ease"),
        ("measure", pasted.as_str()),
        ("by-day", "15"),
        ("by-month", "4"),
        ("by-year", "2026"),
        ("framework", "education"),
        ("area", "development"),
    ];
    lead.submit(&format!("/episodes/{other}/plan/outcomes/new"), &fields).await.must_be(303);

    // it stands in the file into which it was pasted, and says nothing of the other
    let page = lead.get(&format!("/episodes/{other}/plan")).await;
    page.must_say("the same paragraph stands in another file").must_not_say("Okoro").must_not_say("Ada");
    let at = finding(&lead, other, "The same paragraph stands in another file").await;
    lead.get(&at).await.must_not_say("Okoro").must_not_say(&e.to_string());
    looked(&w);
    lead.get(&of_file(e)).await.must_not_say("another file");

    // a restricted file is compared with nothing
    restrict(&w, first, "lead");
    lead.get(&format!("/episodes/{other}/plan")).await.must_not_say("another file");
    looked(&w);
    lead.get(&of_file(other)).await.must_not_say("another file");
});

story!(what_comes_with_time_is_found_by_the_night_and_mended_by_what_is_done, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    crate::helpers::visit(&lead, family).await;
    looked(&w);
    assert_eq!(counted(&w, "manager", "child-not-seen"), 0);
    lead.get(&format!("/families/{family}")).await.must_not_say("Checks:");

    let w = w.later(31);
    night(&w);
    assert_eq!(counted(&w, "manager", "child-not-seen"), 1);
    assert_eq!(counted(&w, "manager", "review-late"), 0);
    let lead = w.person("lead").await;
    lead.get(&format!("/families/{family}")).await.must_say("Checks:");
    let w = w.later(26);
    night(&w);
    assert_eq!(counted(&w, "manager", "review-late"), 1, "eight weeks are past");
    let manager = w.person("manager").await;
    let list = manager.get("/team/checks?by=file&check=child-not-seen").await;
    list.must_say("A child was not seen for long");
    assert!(!list.texts("main table").concat().contains("A review is late"), "{}", list.text());
    assert!(list.link(&format!("/families/{family}/notes/new")).is_some(), "it leads to where it is mended");

    let lead = w.person("lead").await;
    crate::helpers::visit(&lead, family).await;
    looked(&w);
    assert_eq!(counted(&w, "manager", "child-not-seen"), 0);
});

story!(before_help_ends_all_is_looked_at_and_an_exit_plan_of_empty_words_is_found_after_it, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    review(&lead, e, "She has a friend.").await;
    lead.get(&format!("/episodes/{e}/closure")).await.must_say("Advice:").must_say("Begin with what went well");
    let page = lead.get(&format!("/episodes/{e}/plan")).await;
    let result = page.links("/outcomes/").into_iter().find(|link| link.ends_with("/result")).expect("an outcome");
    lead.submit(&result, &[("result", "achieved")]).await.must_be(303);
    let action = page.links("/actions/").into_iter().next().expect("an action");
    lead.submit(&action, &[("progress", "done")]).await.must_be(303);
    close(&lead, e, "outcomes-met", "They call the school.").await.must_be(303);
    looked(&w);
    assert_eq!(counted(&w, "manager", "exit-plan-empty"), 1);
    // help has ended, and its file can still be answered by those who may open it
    let manager = w.person("manager").await;
    let at = finding(&manager, e, "An exit plan of empty words").await;
    let page = manager.get(&at).await;
    manager.submit_on(&page, &at, &[("why", "The school has a plan of its own for her.")]).await.must_be(303);
    assert_eq!(counted(&w, "manager", "exit-plan-empty"), 0);
});

// a check cannot lose what somebody typed (T37): with its tables gone, everything is saved and every page stands
story!(a_fault_in_a_check_loses_nothing_that_was_typed, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    for table in ["finding_answer", "paragraph"] {
        store::dialect::batch(&mut w.conn(), &format!("DROP TABLE {table}")).expect("gone");
    }
    w.app.db.look_again();
    plan(&lead, e, "intervention").await;
    review(&lead, e, "She has a friend.").await;
    lead.get(&format!("/episodes/{e}/plan")).await.must_be(200).must_say("In school every day").must_not_say("Advice:");
    assess_without_advice(&lead, e, family).await;
    assert!(keeping::keep(&w.app.db, &w.app.pack).is_err(), "the background says so, and tries again");
});

async fn assess_without_advice(lead: &Person, e: EpisodeId, family: FamilyId) {
    agree(lead, family).await;
    assess(lead, e).await;
    let page = lead.get(&format!("/episodes/{e}/assessment")).await;
    page.must_be(200).must_say("What was seen and said.").must_not_say("Advice:");
}

#[test]
fn no_address_of_checks_takes_a_worker_and_nothing_that_is_kept_names_one_who_wrote() {
    let pages = app::capabilities::pages();
    let ours = pages.iter().filter(|page| page.address.contains("checks"));
    let addresses: Vec<&str> = ours.map(|page| page.address.as_str()).collect();
    assert!(addresses.len() >= 3, "{addresses:?}");
    assert!(addresses.iter().all(|address| !address.contains("worker") && !address.contains("account")));
    let columns = app::capabilities::migrations();
    let finding = columns.iter().filter(|step| step.text.contains("CREATE TABLE finding (")).map(|step| step.text);
    let finding: String = finding.collect::<String>().split(';').next().unwrap_or_default().to_owned();
    assert!(!finding.is_empty() && !finding.contains("account"), "{finding}");
}
