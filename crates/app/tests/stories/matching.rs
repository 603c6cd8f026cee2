//! Stories of knowing that somebody is known already: matching, joining and parting records, the nightly sweep, search.

use crate::helpers::{contact, contact_of, decide, family, send_contact};
use access::{Change, FamilyId, Nobody, Permit, Permits, nobody};
use people::{PersonId, merging};
use std::sync::Arc;
use store::{Author, Tx};
use testkit::{World, story};

/// The same child as in `CONTACT`, as another agency writes her: misspelt, day and month exchanged, no number.
const OTHERWISE: &str = r#"{"kind": "request", "source": "health-visiting", "channel": "online",
 "summary": "Sleeps badly.",
 "needs": ["emotional-health"], "agreement": "given",
 "people": [{"role": "child", "given_name": "Adda", "family_name": "Okorro", "date_of_birth": "2016-02-29",
   "address": {"line_1": "1 Example Rd", "postcode": "ME4 4TR"}}]}"#;
/// Her twin.
const TWIN: &str = r#"{"kind": "request", "source": "school", "channel": "online",
 "summary": "Misses school on Mondays, too.",
 "needs": ["school-attendance"], "agreement": "given",
 "people": [{"role": "child", "given_name": "Zoe", "family_name": "Okoro", "date_of_birth": "2016-02-29",
   "address": {"line_1": "1 Example Road", "postcode": "ME4 4TR"}}]}"#;

fn child(w: &World, family: FamilyId) -> PersonId {
    let all = people::records::members_of(&mut w.conn(), family).expect("members");
    all.into_iter().find(|m| m.role.is_child()).expect("a child").person.id
}

/// Ada is known; another agency's contact about her was taken for a new child's. Both families and both records.
async fn twice(w: &World) -> ([FamilyId; 2], [PersonId; 2]) {
    let first = contact(w).await;
    let one = decide(w, &first, "intervention-plan").await;
    let second = contact_of(w, OTHERWISE).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{second}/people");
    let page = officer.get(&path).await;
    page.must_say("Ada Okoro").must_say("date of birth agrees").must_say("last name: spelled a little otherwise");
    let name = page.names("who-").into_iter().next().expect("a question");
    officer.submit_on(&page, &path, &[(&name, "not-sure")]).await.must_be(303);
    let two = decide(w, &second, "intervention-plan").await;
    ([one, two], [child(w, one), child(w, two)])
}

/// The front door's permit to say whether records are one person.
fn review(w: &World) -> Permit<Nobody, nobody::ReviewDuplicates> {
    let (mut conn, now) = (w.conn(), w.app.db.now());
    let officer = access::accounts::find_by_email(&mut conn, "front-door@example.org").expect("found").expect("one");
    let officer = access::accounts::actor(&mut conn, now, officer.id).expect("read").expect("an actor");
    conn.write(|conn| {
        let mut tx = Tx::within(conn, now, Author::program());
        Change::within(&w.app, &mut tx, Arc::new(officer)).allow(nobody::ReviewDuplicates)
    })
    .map_err(told)
    .expect("a permit")
}

fn told(error: web::Error) -> String {
    format!("{error:?}")
}

/// Everything that stands in the tables of people, but for what was said of the pair.
fn state(w: &World) -> Vec<(String, i64)> {
    let mut conn = w.conn();
    ["person", "member", "address", "need_level", "contact_person", "episode"]
        .map(|t| (t.to_owned(), store::dialect::count(&mut conn, t).expect("a count")))
        .to_vec()
}

story!(a_misspelt_child_is_offered_with_reasons_and_a_doubt_waits_for_somebody_who_knows, |w| {
    let (_, [a, b]) = twice(&w).await;
    let officer = w.person("front-door").await;
    officer.get("/duplicates").await.must_say("1 pair").must_say("Ada Okoro").must_say("Adda Okorro");
    let path = officer.get("/duplicates").await.link("/duplicates/").expect("the pair");
    officer.get(&path).await.must_say("Differs").must_say("9434765919");
    // two people: never asked again, neither here nor by the night's work
    officer.submit(&path, &[("said", "not-same")]).await.must_be(303);
    officer.get("/duplicates").await.must_say("Nothing waits");
    people::sweep::run(&mut w.conn(), w.app.db.now()).expect("swept");
    officer.get("/duplicates").await.must_say("Nothing waits").must_say("held against each other");
    assert_eq!(merging::was_said(&mut w.conn(), a, b).expect("read"), Some(merging::Verdict::NotSame));
});

story!(joining_two_records_moves_nothing_widens_nobody_s_sight_and_is_undone_without_loss, |w| {
    let ([one, two], _) = twice(&w).await;
    let officer = w.person("front-door").await;
    let path = officer.get("/duplicates").await.link("/duplicates/").expect("the pair");
    let before = state(&w);
    let manager = w.person("manager").await;
    let could: Vec<u16> = vec![
        manager.get(&format!("/families/{one}")).await.status.as_u16(),
        manager.get(&format!("/families/{two}")).await.status.as_u16(),
        officer.get(&format!("/families/{one}")).await.status.as_u16(),
    ];
    officer.submit(&path, &[("said", "same")]).await.must_be(422).must_say("Say how you know");
    officer.submit(&path, &[("said", "same"), ("reason", "Her mother told us on the telephone.")]).await.must_be(303);
    assert_eq!(state(&w), before, "nothing was moved or deleted");
    let can: Vec<u16> = vec![
        manager.get(&format!("/families/{one}")).await.status.as_u16(),
        manager.get(&format!("/families/{two}")).await.status.as_u16(),
        officer.get(&format!("/families/{one}")).await.status.as_u16(),
    ];
    assert_eq!(could, can, "joining records opens nothing");
    manager.get(&format!("/families/{one}")).await.must_say("Also recorded elsewhere");
    officer.submit(&path, &[("said", "same"), ("reason", "Again.")]).await.must_be(422).must_say("one person already");
    // work goes on in one of the two, then it turns out that they are two children
    let person =
        manager.get(&format!("/families/{one}")).await.link(&format!("/families/{one}/people/0")).expect("a person");
    manager.submit(&person, &[("given_name", "Adaeze")]).await.must_be(303);
    let undo = officer.get("/duplicates").await.link("/joins/").expect("undo");
    officer.submit(&undo, &[("why", "")]).await.must_be(422).must_say("Say how you know");
    officer.submit(&undo, &[("why", "The school has two children.")]).await.must_be(303);
    officer.submit(&undo, &[("why", "Again.")]).await.must_be(422).must_say("parted already");
    assert_eq!(state(&w), before, "nothing was lost either way");
    manager.get(&format!("/families/{one}")).await.must_say("Adaeze Okoro").must_not_say("Also recorded elsewhere");
    manager.get(&format!("/families/{two}")).await.must_say("Adda Okorro");
    w.person("lead").await.get(&path).await.must_be(403);
});

story!(the_lead_of_each_record_is_told_of_a_joining_in_a_message_that_names_nobody, |w| {
    let ([one, _], [a, b]) = twice(&w).await;
    let manager = w.person("manager").await;
    let path = format!("/episodes/{}/lead", crate::helpers::episode(&w, one));
    let page = manager.get(&path).await;
    let to = page.value_of("Daniel Osei").expect("the lead");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "The family knows him.")]).await.must_be(303);
    let lead = w.person("lead").await;
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    w.person("front-door")
        .await
        .submit(&format!("/duplicates/{a}/{b}"), &[("said", "same"), ("reason", "Her mother says so.")])
        .await
        .must_be(303);
    let dir = tempfile::tempdir().expect("a directory");
    let settings = app::settings::Settings { mail: format!("file:{}", dir.path().display()), ..w.settings.clone() };
    app::work::once(&w.app, &settings).await.expect("done");
    let sent: Vec<String> = std::fs::read_dir(dir.path())
        .expect("a list")
        .map(|f| std::fs::read_to_string(f.expect("a file").path()).expect("a text"))
        .filter(|t| t.contains("second record"))
        .collect();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains("lead@example.org") && !sent[0].contains("Ada") && !sent[0].contains("Okoro"));
});

story!(a_pupil_number_is_checked_kept_and_found, |w| {
    let body = crate::helpers::CONTACT.replace("\"nhs_number\": \"9434765919\"", "\"upn\": \"X801200001001\"");
    let school = w.program("school").await;
    let page = send_contact(&school, &body).await;
    page.must_be(422);
    assert!(page.body.contains("wrong letter or digit"), "{}", page.body);
    let right = "ABCDEFGHJKLMNPQRTUVWXYZ"
        .chars()
        .map(|c| format!("{c}801200001001"))
        .find(|u| people::rules::upn(u).is_ok())
        .expect("one");
    let id = contact_of(&w, &body.replace("X801200001001", &right)).await;
    decide(&w, &id, "intervention-plan").await;
    w.person("manager").await.find(&right).await.must_say("Ada Okoro");
});

story!(a_restricted_record_is_neither_offered_nor_named_among_duplicates, |w| {
    let ([one, two], [a, b]) = twice(&w).await;
    let officer = w.person("front-door").await;
    let path = officer.get("/duplicates").await.link("/duplicates/").expect("the pair");
    let privacy = w.person("privacy").await;
    let restriction = format!("/families/{one}/restriction");
    let page = privacy.get(&restriction).await;
    let listed = page.value_of("Ruth Calder").expect("the manager");
    privacy.submit_on(&page, &restriction, &[("listed", &listed), ("reason", "A threat.")]).await.must_be(303);
    officer.get("/duplicates").await.must_not_say("Ada Okoro");
    officer.get(&path).await.must_be(404);
    officer.get(&format!("/duplicates/{b}/{a}")).await.must_be(404);
    // what the page does not show, the command does not do
    let (now, permit) = (w.app.db.now(), review(&w));
    let unseen = w
        .conn()
        .write(|conn| merging::join(&mut Tx::within(conn, now, Author::program()), &permit, a, b, "known").map(|_| ()));
    assert!(matches!(unseen, Err(web::Error::NotFound)), "{unseen:?}");

    // joined before it was restricted: whoever may know of both is told, and nobody else
    privacy.submit(&restriction, &[("reason", "Left."), ("lift", "yes")]).await.must_be(303);
    officer.submit(&path, &[("said", "same"), ("reason", "Her mother told us.")]).await.must_be(303);
    let undo = officer.get("/duplicates").await.link("/joins/").expect("undo");
    privacy.submit(&restriction, &[("listed", &listed), ("reason", "A threat.")]).await.must_be(303);
    officer.get("/duplicates").await.must_not_say("Ada Okoro");
    officer.get(&undo).await.must_be(404);
    let lead = w.person("lead").await;
    lead.get(&format!("/families/{one}")).await.must_be(404);
    w.person("manager").await.get(&format!("/families/{two}")).await.must_say("Also recorded elsewhere");
});

story!(a_twin_is_shown_as_a_twin_and_makes_nobody_stop, |w| {
    let first = contact(&w).await;
    decide(&w, &first, "intervention-plan").await;
    let twin = contact_of(&w, TWIN).await;
    let officer = w.person("front-door").await;
    officer.get(&format!("/contacts/{twin}/people")).await.must_not_say("Very likely");
    let two = decide(&w, &twin, "intervention-plan").await;
    assert_ne!(family(&w, &first), two, "twins stay two");
    people::sweep::run(&mut w.conn(), w.app.db.now()).expect("swept");
    officer.get("/duplicates").await.must_not_say("Zoe");
});

story!(the_sweep_goes_on_after_a_crash_and_keeps_each_pair_once, |w| {
    let first = contact(&w).await;
    decide(&w, &first, "intervention-plan").await;
    let officer = w.person("front-door").await;
    // the same family under a contact on which nobody looked: the API of another agency, no name in common
    let second = contact_of(&w, &OTHERWISE.replace("2016-02-29", "2016-02-28").replace("Okorro", "Okoro")).await;
    let path = format!("/contacts/{second}/people");
    let page = officer.get(&path).await;
    let name = page.names("who-").into_iter().next();
    if let Some(name) = name {
        officer.submit_on(&page, &path, &[(&name, "not-sure")]).await;
    }
    decide(&w, &second, "intervention-plan").await;
    for _ in 0..2 {
        people::sweep::run(&mut w.conn(), w.app.db.now()).expect("swept");
    }
    assert_eq!(merging::waiting(&mut w.conn()).expect("a count"), 1);
});

story!(search_finds_a_misspelt_name_and_a_former_one_among_one_s_own, |w| {
    let first = contact(&w).await;
    let known = decide(&w, &first, "intervention-plan").await;
    let manager = w.person("manager").await;
    for q in ["Okoro", "ada oko", "Okorro", "Adda Okorro", "okoro ada", "1 Example", "ME4 4TR"] {
        let page = manager.find(q).await;
        if !q.starts_with('1') {
            page.must_say("Ada Okoro");
        }
    }
    let person = manager
        .get(&format!("/families/{known}"))
        .await
        .link(&format!("/families/{known}/people/0"))
        .expect("a person");
    manager.submit(&person, &[("former_family_name", "Adeyemi-Bell")]).await.must_be(303);
    manager.find("adeyemi").await.must_say("Ada Okoro");
    // someone without a relationship learns nothing from a guess
    w.person("school").await.find("Adda Okorro").await.must_not_say("known to early help.");
});

story!(whoever_adds_a_person_is_asked_once_when_somebody_like_that_is_known_and_told_nothing_more, |w| {
    let first = contact(&w).await;
    decide(&w, &first, "intervention-plan").await;
    let other = contact_of(
        &w,
        &TWIN.replace("Okoro", "Novak").replace("2016-02-29", "2011-07-02").replace("1 Example", "9 Other"),
    )
    .await;
    let family = decide(&w, &other, "intervention-plan").await;
    let manager = w.person("manager").await;
    let path = format!("/families/{family}/people/new");
    let page = manager.get(&path).await;
    let ada = [
        ("role", "child"),
        ("given_name", "Adda"),
        ("family_name", "Okoro"),
        ("date_of_birth-day", "29"),
        ("date_of_birth-month", "2"),
        ("date_of_birth-year", "2016"),
        ("postcode", "ME4 4TR"),
        ("line_1", "1 Example Road"),
    ];
    let asked = manager.submit_on(&page, &path, &ada).await;
    asked.must_be(422).must_say("Somebody like this may be known already").must_not_say("Ife Okoro");
    manager.submit_on(&asked, &path, &[("anyway", "yes")]).await.must_be(303);
    w.person("front-door").await.get("/duplicates").await.must_say("Adda Okoro");
});

story!(a_program_asks_whom_somebody_may_be_before_it_makes_a_record, |w| {
    let first = contact(&w).await;
    let one = decide(&w, &first, "intervention-plan").await;
    let path = "/api/v1/people/matches";
    let asked = r#"{"given_name": "Adda", "family_name": "Okorro", "date_of_birth": "2016-02-29",
    "address": {"postcode": "me44tr"}}"#;
    let ask = async |who: &testkit::Person, body: &str| {
        who.request("POST", path, Some("application/json"), &[], body.to_owned()).await
    };
    // whoever may open the record sees it, with the reason in words
    let manager = w.program("manager").await;
    let page = ask(&manager, asked).await.must_be(200).json();
    let item = &page["items"][0];
    assert_eq!((&item["name"], &item["family_id"]), (&"Ada Okoro".into(), &one.to_string().into()));
    assert!(item["why"].as_str().expect("why").contains("date of birth agrees"), "{item}");
    assert!(item["probability"].as_f64() > Some(0.5));
    // whoever may not is told that a child is known and whom to call, in the words they asked with
    let page = ask(&w.program("charity").await, asked).await.must_be(200).json();
    let item = &page["items"][0];
    assert_eq!(item["name"], "Adda Okorro");
    assert!(
        item["id"].is_null() && item["family_id"].is_null() && item["why"].is_null() && item["probability"].is_null()
    );
    assert!(item["known_to"].is_string());
    // half a name is not enough for that
    let page =
        ask(&w.program("charity").await, r#"{"family_name": "Okoro", "date_of_birth": "2016-02-29"}"#).await.json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(0));
    for (wrong, status) in [
        (r#"{"given_name": "Ada", "surname": "Okoro"}"#, 400),
        (r#"{"nhs_number": "1234567890"}"#, 422),
        (r#"{"given_name": "Ada", "address": {"postcode": "ME44 TR"}}"#, 422),
        ("{}", 422),
        ("[", 400),
    ] {
        ask(&manager, wrong).await.must_be(status);
    }
    ask(&w.program("board").await, asked).await.must_be(403);
    ask(&w.stranger(), asked).await.must_be(401);
});

story!(of_a_restricted_child_nobody_learns_by_hits_counts_or_words, |w| {
    let first = contact(&w).await;
    let one = decide(&w, &first, "intervention-plan").await;
    let privacy = w.person("privacy").await;
    let restriction = format!("/families/{one}/restriction");
    let page = privacy.get(&restriction).await;
    let listed = page.value_of("Ruth Calder").expect("the manager");
    privacy.submit_on(&page, &restriction, &[("listed", &listed), ("reason", "A threat.")]).await.must_be(303);
    // the same page, but for the words that were typed, as for a child that nobody knows
    for (there, not) in [
        ("Ada Okoro", "Eda Okuru"),
        ("Ada+29/02/2016", "Eda+28/02/2016"),
        ("Okoro", "Okuru"),
        ("9434765919", "9434765870"),
        ("ME4+4TR", "ME4+4ZZ"),
    ] {
        for who in ["charity", "front-door", "school", "lead"] {
            let person = w.person(who).await;
            let plain = |page: &testkit::Page, q: &str| page.text().replace(&q.replace('+', " "), "…");
            let (a, b) = (person.find(&there.replace('+', " ")).await, person.find(&not.replace('+', " ")).await);
            assert_eq!(plain(&a, there), plain(&b, not), "{who} {there}");
        }
    }
    let asked =
        r#"{"given_name": "Ada", "family_name": "Okoro", "date_of_birth": "2016-02-29", "nhs_number": "9434765919"}"#;
    let answer = w.program("charity").await.request("POST", "/api/v1/people/matches", None, &[], asked).await;
    assert_eq!(answer.must_be(200).json()["items"].as_array().map(Vec::len), Some(0));
});

story!(a_search_and_the_pages_of_duplicates_say_in_the_log_whom_they_showed, |w| {
    let ([one, two], _) = twice(&w).await;
    let count = |family: FamilyId, action: &str| {
        #[expect(clippy::disallowed_methods, reason = "a test holds no permit")]
        let seen = store::log::access_of(&mut w.conn(), family, 100).expect("entries");
        seen.iter().filter(|entry| entry.action == action).count()
    };

    // a search, on the page and by a program: of whom it showed, and of no other
    let manager = w.person("manager").await;
    manager.find("9434765919").await.must_say("Ada Okoro");
    assert_eq!((count(one, "search-people"), count(two, "search-people")), (1, 0));
    let program = w.program("manager").await;
    program
        .request("POST", "/api/v1/people/search", Some("application/json"), &[], r#"{"q": "9434765919"}"#)
        .await
        .must_be(200);
    let asked = r#"{"given_name": "Ada", "family_name": "Okoro", "nhs_number": "9434765919"}"#;
    program.request("POST", "/api/v1/people/matches", Some("application/json"), &[], asked).await.must_be(200);
    assert_eq!(count(one, "search-people"), 3);
    manager.find("Nobody Here").await.must_say("Nobody was found");
    assert_eq!(count(one, "search-people"), 3);

    // who was told only that a child is known was told of this family, too
    let visitor = w.person("health-visitor").await;
    visitor.find("ada okoro").await.must_say("known to early help").must_not_say("/families/");
    assert_eq!(count(one, "search-people"), 4);

    // and who looked for it by its reference, to govern it
    let privacy = w.person("privacy").await;
    let (_, reference) = people::records::names(&mut w.conn(), &[one]).expect("names").remove(&one).expect("a family");
    privacy.find(&reference).await.must_say("who saw and changed it").must_not_say("Ada");
    assert_eq!(count(one, "search-people"), 5);

    // two records side by side are two families' people
    let officer = w.person("front-door").await;
    let path = officer.get("/duplicates").await.link("/duplicates/").expect("the pair");
    assert_eq!((count(one, "review-duplicates"), count(two, "review-duplicates")), (1, 1));
    officer.get(&path).await.must_say("Both records");
    assert_eq!((count(one, "review-duplicates"), count(two, "review-duplicates")), (2, 2));
    privacy.get(&format!("/families/{one}/access")).await.must_say("search people").must_say("review duplicates");
});

story!(three_records_that_hang_together_are_looked_at_as_one, |w| {
    let (_, [a, b]) = twice(&w).await;
    let third = contact_of(&w, &OTHERWISE.replace("Adda", "Adah")).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{third}/people");
    let page = officer.get(&path).await;
    let name = page.names("who-").into_iter().next().expect("a question");
    officer.submit_on(&page, &path, &[(&name, "not-sure")]).await.must_be(303);
    decide(&w, &third, "intervention-plan").await;
    officer.get("/duplicates").await.must_say("3 records that may all be one person");
    assert_ne!(a, b);
});

/// Joining and parting in any order: what is one person is what the joinings in force say, no record is touched, and
/// when all are undone everything is as it was, with what happened on the way still told.
#[test]
fn joinings_and_partings_in_any_order_leave_every_record_as_it_was() {
    use people::{Details, NewPerson};
    let w = World::sqlite();
    let mut conn = w.conn();
    let (now, permit) = (w.app.db.now(), review(&w));
    let mut dice = 0x5eed_u64;
    let mut roll = |n: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % n
    };
    for round in 0..12 {
        let people: Vec<PersonId> = conn
            .write(|conn| {
                let tx = &mut store::Tx::within(conn, now, store::Author::program());
                (0..6)
                    .map(|n| {
                        let family = people::records::begin_family(tx, &format!("Round {round}"))?.id;
                        let details = Details {
                            given_name: format!("Name{n}"),
                            family_name: "Round".into(),
                            ..Details::default()
                        };
                        let new = NewPerson { details, ..NewPerson::default() };
                        people::records::add_person(tx, family, people::MemberRole::Child, &new)
                    })
                    .collect::<store::Result<_>>()
            })
            .expect("people");
        let before = state(&w);
        let mut joined: Vec<(merging::JoinId, PersonId, PersonId)> = Vec::new();
        for _ in 0..40 {
            let (a, b) = (people[roll(6)], people[roll(6)]);
            conn.write(|conn| {
                let tx = &mut store::Tx::within(conn, now, store::Author::program());
                if joined.is_empty() || roll(3) > 0 {
                    let one = merging::records_of(tx.conn(), a)?;
                    match merging::join(tx, &permit, a, b, "A reason.") {
                        Ok(id) => joined.push((id, a, b)),
                        // a record is not joined to itself, nor twice
                        Err(web::Error::Refused(_)) => assert!(one.contains(&b)),
                        Err(e) => return Err(e),
                    }
                } else {
                    let (id, ..) = joined.swap_remove(roll(joined.len()));
                    merging::part(tx, &permit, id, "A reason.")?;
                }
                Ok(())
            })
            .map_err(told)
            .expect("done");
            // an independent model: joinings in force, as edges
            for p in &people {
                let mut group = vec![*p];
                let mut at = 0;
                while at < group.len() {
                    let this = group[at];
                    for (id, ..) in &joined {
                        let j = merging::find_join(&mut conn, &permit, *id).expect("a joining");
                        for (x, y) in [(j.kept_id, j.other_id), (j.other_id, j.kept_id)] {
                            if x == this && !group.contains(&y) {
                                group.push(y);
                            }
                        }
                    }
                    at += 1;
                }
                let mut found = merging::records_of(&mut conn, *p).expect("records");
                found.sort_unstable();
                group.sort_unstable();
                assert_eq!(found, group);
            }
            assert_eq!(state(&w), before, "no record is touched");
        }
        for (id, ..) in joined {
            conn.write(|conn| merging::part(&mut Tx::within(conn, now, Author::program()), &permit, id, "Undone."))
                .map_err(told)
                .expect("parted");
        }
        for p in &people {
            assert_eq!(merging::records_of(&mut conn, *p).expect("records"), [*p]);
        }
        assert_eq!(state(&w), before);
    }
}
