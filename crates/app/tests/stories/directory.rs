//! Stories of the directory of services: finding, keeping true, confidential places, offers and referrals.
use crate::helpers::{CONTACT, agree, contact_of, led};
use directory::{
    ServiceId,
    body::{Body, Contact, Day, Every, Mode, Opening, Place, Time},
    offers, proposals,
    records::{self, Origin, Provider},
    referrals,
};
use store::{Tx, Who};
use testkit::{Page, World, story};

/// A service of the charity of the demo, looked at today, or so many days ago.
fn service(w: &World, body: Body, days: u64) -> ServiceId {
    let mut conn = w.conn();
    let charity = access::accounts::list_organisations(&mut conn)
        .expect("organisations")
        .into_iter()
        .find(|o| o.name == "Harbour Families")
        .expect("the charity");
    let there = records::list_providers(&mut conn, Some(charity.id)).expect("providers").pop();
    let now = w.app.db.now();
    let on = now.date().checked_sub_days(chrono::Days::new(days));
    let id = ServiceId::new();
    conn.write(|conn| {
        let tx = &mut Tx::within(conn, now, Who::program());
        let of = match there {
            Some(of) => of,
            None => {
                let of = Provider::named("Harbour Families", Some(charity.id));
                records::add_provider(tx, &of)?;
                of
            }
        };
        let origin = Origin { assured_on: on, ..Origin::default() };
        records::add(tx, &w.app.pack, id, &of, body, &origin, "Test")
    })
    .expect("a service");
    w.app.db.look_again();
    id
}
fn body(name: &str) -> Body {
    Body {
        name: name.into(),
        summary: "Nappies and cots for families who go short.".into(),
        group: "community".into(),
        needs: vec!["money-and-debt".into()],
        who: vec!["parents".into()],
        maximum_age: Some(12),
        criteria: "Anyone.".into(),
        how: "Come along.".into(),
        free: true,
        modes: vec![Mode::InPerson],
        openings: vec![Opening {
            days: vec![Day::We],
            opens: Time::parse("9:30"),
            closes: Time::parse("12:00"),
            every: Every::Week,
            from_on: None,
            until_on: None,
            note: String::new(),
        }],
        contacts: vec![Contact { phone: "01634 000001".into(), ..Contact::default() }],
        places: vec![Place {
            id: store::Uuid::from_u128(7),
            line_1: "1 Quay Lane".into(),
            town: "Chatham".into(),
            postcode: "ME4 4TR".into(),
            lat: Some(51.38),
            lon: Some(0.52),
            ..Place::default()
        }],
        ..Body::default()
    }
}
fn total(page: &Page) -> usize {
    page.must_be(200);
    page.body.matches("<li class=\"eh-service\">").count()
}

story!(a_service_is_found_by_synonym_stem_misspelling_and_filter_and_nothing_found_is_no_dead_end, |w| {
    let w = w.with_services();
    let who = w.stranger();
    for (asked, found) in [
        ("/services?q=nappies", "Baby bank"),
        ("/services?q=breast+feeding+suport", "Infant feeding"),
        ("/services?q=parentng", "Parenting programme"),
        ("/services?q=dads", "Fathers"),
        ("/services?q=counsel", "Counselling for young people"),
        ("/services?q=not+going+to+school", "School attendance support"),
        ("/services?need=bereavement&age=9&free=yes", "Bereavement support for children"),
        ("/services?q=food+bank+ME4+4TR", "Food bank, Chatham"),
        ("/services?mode=home&who=parents&q=volunteer", "Home visiting volunteers"),
        ("/services?group=police", "Victim support"),
    ] {
        let page = who.get(asked).await;
        page.must_be(200).must_say(found);
        assert!(page.body.len() < 30_000, "{asked}: {} bytes", page.body.len());
    }
    who.get("/services?q=parentng").await.must_say("These say “parenting”");
    // a child's age is never given up for the sake of a result
    for age in [1, 9, 16] {
        let page = who.get(&format!("/services?need=emotional-health&age={age}&day=SU&postcode=ME1")).await;
        assert!(!page.says("11 to 19 years") || age >= 11, "{}", page.text());
    }
    who.get("/services?q=zzzzzz").await.must_say("0 services").must_say("ask for help");
    who.get("/services?q=food+bank&postcode=QQ1+1QQ")
        .await
        .must_say("We do not know the postcode")
        .must_say("Food bank");
    // nearest first, and no farther than was asked
    let page = who.get("/services?q=stay+and+play&postcode=ME7&miles=2").await;
    assert!((1..8).contains(&total(&page)), "{}", page.text());
    let page = who.get("/services?q=stay+and+play&postcode=ME4").await;
    assert_eq!(total(&page), 8);
    let first = page.body.split("<li class=\"eh-service\">").nth(1).expect("a first");
    assert!(first.contains("Chatham"), "the nearest stands first");
});
story!(open_now_is_what_is_open_at_this_minute, |w| {
    // Wednesday 4 March 2026, 10:00
    service(&w, body("Open at ten"), 1);
    let mut later = body("Open in the evening");
    later.openings[0].opens = Time::parse("17:00");
    later.openings[0].closes = Time::parse("19:00");
    service(&w, later, 1);
    let mut once = body("Every other week");
    once.openings[0].every = Every::Weeks(2, w.app.db.now().date());
    service(&w, once, 1);
    let who = w.stranger();
    who.get("/services?open=now").await.must_say("Open at ten").must_not_say("Open in the evening");
    who.get("/services?day=WE&part=evening").await.must_say("Open in the evening").must_not_say("Open at ten");
    who.get("/services?day=TU&q=open").await.must_say("not quite what you asked for");
});
story!(a_page_for_everybody_may_be_kept_and_one_for_a_worker_may_not, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (who, worker) = (w.stranger(), w.person("lead").await);
    for path in
        ["/services".to_owned(), "/services?q=bank".into(), format!("/services/{id}"), format!("/services/list?s={id}")]
    {
        let page = who.get(&path).await;
        assert_eq!(page.headers["cache-control"], "public, max-age=300", "{path}");
        assert_eq!(page.headers["vary"], "cookie");
        assert!(!page.headers.contains_key("set-cookie"));
        page.must_not_say("csrf\" value=\"0");
        assert_eq!(worker.get(&path).await.headers["cache-control"], "private, no-store", "{path}");
    }
    who.get(&format!("/services/list?s={id}&s=rubbish")).await.must_say("Baby bank").must_say("1 Quay Lane");
    who.get("/services/rubbish").await.must_be(404);
    who.get(&format!("/services/{}", store::Uuid::nil())).await.must_be(404);
});
story!(a_place_that_may_not_be_known_stands_nowhere, |w| {
    let id = service(&w, body("Safe house"), 1);
    let provider = w.person("provider").await;
    let keeper = w.person("directory").await;
    let path = format!("/services/{id}/edit");
    // a text that gives it away is named, and nothing typed is lost
    let page = keeper.submit(&path, &[("confidential", "yes"), ("criteria", "Ring at the blue door, ME4 4TR")]).await;
    page.must_be(422).must_say("name the postcode ME4 4TR").must_say("Ring at the blue door");
    keeper.submit(&path, &[("confidential", "yes")]).await.must_be(303);
    let who = w.stranger();
    let root = "/open-referral/v3";
    let pages = [
        format!("/services/{id}"),
        "/services?q=safe+house".into(),
        "/services?q=safe+house&postcode=ME4+4TR&miles=1".into(),
        "/services?q=quay".into(),
        format!("/services/list?s={id}"),
        format!("{root}/services/{id}"),
        format!("{root}/services"),
        format!("{root}/services?full=true"),
        format!("{root}/service_at_locations"),
        format!("{root}/service_at_locations?full=true"),
    ];
    for page in &pages {
        for person in [&who, &provider, &keeper] {
            let answer = person.get(page).await;
            for clue in ["Quay Lane", "51.38", "Chatham", "miles,"] {
                assert!(!answer.body.contains(clue), "{page} says {clue}");
            }
            // what was asked is said again; what is known is not
            let said = answer.body.matches("ME4 4TR").count();
            assert!(said == 0 || page.contains("ME4+4TR"), "{page}");
        }
    }
    who.get(&pages[0]).await.must_say("The address is not given");
    // neither in what it said before
    keeper.get(&path).await.must_not_say("Quay Lane");
    provider.get(&path).await.must_not_say("Quay Lane");
    let versions = records::list_versions(&mut w.conn(), id).expect("versions");
    assert!(versions.len() > 1 && versions.iter().all(|v| v.body.0.places.is_empty()));
    assert_eq!(store::dialect::count(&mut w.conn(), "service_place").expect("a count"), 0);
});
story!(a_provider_changes_only_its_own_and_what_it_sends_is_looked_at_first, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let provider = w.person("provider").await;
    let keeper = w.person("directory").await;
    let path = format!("/services/{id}/edit");
    provider.submit(&path, &[("name", "")]).await.must_be(422).must_say("Enter the name of the service");
    provider.submit(&path, &[("summary", "Nappies, cots and winter coats.")]).await.must_be(303);
    let public = w.stranger();
    public.get(&format!("/services/{id}")).await.must_not_say("winter coats");
    provider.get("/services/ours").await.must_say("Waits");
    // a second thought takes the place of the first
    provider.get(&path).await.must_say("A change of yours waits").must_say("winter coats");
    provider.submit(&path, &[("summary", "Nappies, cots, winter coats and boots.")]).await.must_be(303);
    let page = keeper.get("/directory").await;
    page.must_say("Changes to look at (1)");
    let proposal = page.link("/directory/proposals/").expect("the change");
    keeper.get(&proposal).await.must_say("Nappies and cots for families").must_say("winter coats and boots");
    provider.get(&proposal).await.must_be(403);
    keeper.submit(&proposal, &[("said", "return")]).await.must_be(422).must_say("Say what is missing or wrong");
    keeper.submit(&proposal, &[("said", "approve")]).await.must_be(303);
    keeper.get(&proposal).await.must_be(404);
    public.get(&format!("/services/{id}")).await.must_say("winter coats and boots").must_say("Checked on 4 March 2026");
    let (found, of) = records::find(&mut w.conn(), id).expect("found");
    assert_eq!(of.approved, 1);
    assert!(found.owner_id.is_some(), "whoever proposed it owns it");
    // nobody else's: another organisation's people, other roles
    let other = w.person("charity").await;
    other.get(&path).await.must_be(403);
    w.person("front-door").await.get(&path).await.must_be(403);
    w.person("front-door").await.get("/directory").await.must_be(403);
    provider.get("/directory").await.must_be(403);
    let mut conn = w.conn();
    conn.write(|conn| {
        let tx = &mut Tx::within(conn, w.app.db.now(), Who::program());
        let of = Provider::named("Somebody else", None);
        records::add_provider(tx, &of)?;
        let mut foreign = body("Another's");
        foreign.places.clear();
        records::add(tx, &w.app.pack, ServiceId(store::Uuid::from_u128(9)), &of, foreign, &Origin::default(), "Test")
    })
    .expect("another's");
    w.app.db.look_again();
    let theirs = format!("/services/{}", store::Uuid::from_u128(9));
    for page in ["edit", "capacity", "withdrawal"] {
        provider.get(&format!("{theirs}/{page}")).await.must_be(403);
    }
    let token = provider.get("/services/ours").await.form("/sign-out").expect("a form").remove(0).1;
    for page in ["edit", "capacity", "withdrawal", "assured"] {
        provider.post(&format!("{theirs}/{page}"), &[("csrf", &token), ("key", page)]).await.must_be(403);
    }
});
story!(after_enough_that_were_approved_a_provider_is_trusted, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (provider, keeper) = (w.person("provider").await, w.person("directory").await);
    let path = format!("/services/{id}/edit");
    for n in 1..=5 {
        provider.submit(&path, &[("summary", &format!("Nappies, in its {n}. wording."))]).await.must_be(303);
        let proposal = keeper.get("/directory").await.link("/directory/proposals/").expect("the change");
        keeper.submit(&proposal, &[("said", "approve")]).await.must_be(303);
    }
    provider.get(&path).await.must_say("public at once");
    provider.submit(&path, &[("summary", "Nappies, trusted.")]).await.must_be(303);
    w.stranger().get(&format!("/services/{id}")).await.must_say("Nappies, trusted.");
});
story!(two_who_edit_an_entry_lose_nothing, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let keeper = w.person("directory").await;
    let path = format!("/services/{id}/edit");
    let before = keeper.get(&path).await;
    keeper.submit(&path, &[("criteria", "Families with a baby.")]).await.must_be(303);
    let page = keeper.submit_on(&before, &path, &[("criteria", "Families with a voucher.")]).await;
    page.must_be(409).must_say("Families with a baby.").must_say("Families with a voucher.");
});
story!(an_entry_that_nobody_checks_is_asked_after_then_marked_then_suggested_to_nobody, |w| {
    let id = service(&w, body("Baby bank"), 170);
    let provider = w.person("provider").await;
    let keeper = w.person("directory").await;
    // within a fortnight of its end: asked after
    provider.get("/services/ours").await.must_say("To be checked");
    let mut conn = w.conn();
    let pack = w.app.pack.clone();
    let now = w.app.db.now();
    assert_eq!(
        proposals::remind(&mut conn, &pack, now).expect("told"),
        1,
        "its organisation's people, as nobody owns it"
    );
    let page = provider.get("/services/ours").await;
    provider.submit_on(&page, &format!("/services/{id}/assured"), &[]).await.must_be(303);
    w.stranger().get(&format!("/services/{id}")).await.must_say("Checked on 4 March 2026");
    drop(conn);
    let w = w.later(170);
    let mut conn = w.conn();
    assert_eq!(proposals::remind(&mut conn, &pack, w.app.db.now()).expect("reminded"), 1);
    let waiting = store::jobs::counts(&mut conn).expect("counts").waiting;
    proposals::remind(&mut conn, &pack, w.app.db.now()).expect("once");
    assert_eq!(store::jobs::counts(&mut conn).expect("counts").waiting, waiting, "each is reminded of once");
    drop(conn);
    let w = w.later(20);
    w.stranger().get(&format!("/services/{id}")).await.must_say("Not checked since");
    let w = w.later(100);
    let keeper_later = w.person("directory").await;
    keeper_later.get("/directory").await.must_say("Not checked in time (1)");
    let wish = directory::suggest::Wish { needs: vec!["money-and-debt".into()], agreed: true, ..Default::default() };
    let found = directory::suggest::find(&mut w.conn(), &pack, w.app.db.now().date(), &wish).expect("found");
    assert!(found.combinations.is_empty() && found.unmet == ["money-and-debt"]);
    drop(keeper);
});
story!(anyone_may_say_that_something_is_wrong_and_somebody_hears_of_it, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let who = w.stranger();
    let path = format!("/services/{id}/wrong");
    who.submit(&path, &[]).await.must_be(422).must_say("Say what is wrong");
    for n in 1..=5 {
        who.submit(&path, &[("text", &format!("The telephone number is old ({n})."))]).await.must_be(303);
    }
    who.submit(&path, &[("text", "Once more.")]).await.must_be(429);
    let provider = w.person("provider").await;
    let page = provider.get("/services/ours").await;
    page.must_say("The telephone number is old (1).");
    w.person("directory").await.get("/directory").await.must_say("Said to be wrong (5)");
    let doubt = page.link("/services/doubts/").expect("what was said");
    w.person("charity").await.get(&doubt).await.must_be(403);
    provider.submit(&doubt, &[("answer", "")]).await.must_be(422);
    provider.submit(&doubt, &[("answer", "The number was changed.")]).await.must_be(303);
    w.person("directory").await.get("/directory").await.must_say("Said to be wrong (4)");
});
story!(a_service_that_is_taken_out_is_nowhere_until_it_is_put_back, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let provider = w.person("provider").await;
    let path = format!("/services/{id}/withdrawal");
    provider.submit(&path, &[]).await.must_be(422).must_say("Say why");
    provider.submit(&path, &[("reason", "Closed for the summer.")]).await.must_be(303);
    let who = w.stranger();
    for page in [format!("/services/{id}"), format!("/open-referral/v3/services/{id}")] {
        who.get(&page).await.must_be(404);
    }
    assert_eq!(who.get("/open-referral/v3/services").await.json()["total_items"], 0);
    assert_eq!(who.get("/open-referral/v3/service_at_locations").await.json()["total_items"], 0);
    who.get("/services?q=baby").await.must_say("0 services");
    for nothing in ["q=the", "postcode=ME4", "q=%22%27%3B--", "page=1&free=", "age=5", "q=(((+OR+*"] {
        who.get(&format!("/services?{nothing}")).await.must_be(200).must_not_say("Baby bank");
    }
    provider.submit(&path, &[("reason", "Open again.")]).await.must_be(303);
    who.get("/services?q=baby").await.must_say("Baby bank");
});
story!(a_decision_offers_what_fits_and_keeps_what_nothing_meets, |w| {
    let text = CONTACT.replace("school-attendance", "money-and-debt\", \"bereavement");
    let id = service(&w, body("Baby bank"), 1);
    let mut grown = body("For grown children");
    grown.minimum_age = Some(16);
    grown.maximum_age = Some(25);
    service(&w, grown, 1);
    let contact = contact_of(&w, &text).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{contact}/decision");
    let page = officer.get(&path).await;
    page.must_say("Baby bank, Harbour Families")
        .must_say("For: Money, debt and food")
        .must_say("Nothing fits")
        .must_not_say("For grown children");
    officer
        .submit(
            &path,
            &[
                ("level", "1"),
                ("outcome", "signpost"),
                ("reason", "The baby bank can help."),
                ("offer", &id.to_string()),
                ("nothing-fits", "bereavement"),
            ],
        )
        .await
        .must_be(303);
    let unmet = offers::count_unmet(&mut w.conn(), store::Instant(0)).expect("counted");
    assert_eq!(unmet, [("bereavement".to_owned(), "ME4".to_owned(), 1)]);
    assert_eq!(store::dialect::count(&mut w.conn(), "service_offer").expect("a count"), 1);
});
story!(a_lead_offers_services_and_keeps_what_came_of_them, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (one, episode, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{episode}/services");
    let page = lead.get(&path).await;
    page.must_say("agreement is not in force").must_say("School attendance");
    agree(&lead, one).await;
    lead.submit_on(&page, &format!("{path}/needs"), &[("need", "money-and-debt")]).await.must_be(303);
    let open = lead.get(&path).await;
    open.must_say("Baby bank, Harbour Families")
        .must_say("For: Money, debt and food. ")
        .must_not_say("agreement is not in force");
    lead.submit_on(&open, &path, &[]).await.must_be(422).must_say("Tick what you offer");
    lead.submit_on(&open, &path, &[("offer", &id.to_string())]).await.must_be(303);
    let page = lead.get(&path).await;
    page.must_say("Offered on 4 March 2026");
    let answers = format!("{path}/answers");
    lead.submit_on(&page, &answers, &[("answer", "refused")])
        .await
        .must_be(422)
        .must_say("Say why the family does not want it");
    let page = lead.get(&path).await;
    lead.submit_on(&page, &answers, &[("answer", "refused"), ("why", "Too far without a car.")]).await.must_be(303);
    lead.get(&path).await.must_say("Too far without a car.");
    lead.get(&format!("/families/{one}")).await.must_say("Baby bank: refused");
    lead.get(&format!("/families/{one}/chronology")).await.must_say("Refused: Baby bank");
    // what was refused is not suggested again
    assert_eq!(lead.get(&path).await.body.matches("name=\"offer\"").count(), 0);
    // other needs
    let page = lead.get(&path).await;
    lead.submit_on(&page, &format!("{path}/needs"), &[("need", "bereavement")]).await.must_be(303);
    lead.get(&path).await.must_say("Nothing fits").must_say("Loss and bereavement");
    w.person("school").await.get(&path).await.must_be(403);
});
story!(a_referral_is_seen_by_its_maker_and_its_service_and_by_nobody_else, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (one, _, lead) = led(&w, "intervention-plan").await;
    let new = format!("/families/{one}/referrals/new/{id}");
    let asked = new.clone();
    let page = lead.get(&asked).await;
    page.must_say("Refer to Baby bank");
    let text = ("text", "A cot before the baby comes in May.");
    lead.submit_on(&page, &new, &[text, ("reach", "01634 1")])
        .await
        .must_be(422)
        .must_say("Say who of the family agreed");
    let sent = lead.submit_on(&page, &new, &[text, ("reach", "01634 1"), ("agreed_by", "The mother, today")]).await;
    sent.must_be(303);
    let path = sent.location.split('?').next().expect("a path").to_owned();
    lead.get(&path).await.must_say("Sent").must_say("A cot before the baby comes");
    let page = lead.get(&asked).await;
    lead.submit_on(&page, &new, &[text, ("reach", "01634 1"), ("agreed_by", "The mother")])
        .await
        .must_be(422)
        .must_say("is under way");
    // its maker does not answer it; others do not know of it
    lead.post(&path, &[("state", "accepted")]).await.must_be(403);
    for other in ["charity", "front-door", "directory", "board", "school"] {
        let status = w.person(other).await.get(&path).await.status.as_u16();
        assert!([403, 404].contains(&status), "{other}: {status}");
    }
    let provider = w.person("provider").await;
    provider.get("/referrals").await.must_say("Baby bank").must_not_say("A cot");
    provider.get(&path).await.must_say("A cot before the baby comes").must_not_say("The family's record");
    provider.get(&format!("/families/{one}")).await.must_be(404);
    provider.submit(&path, &[("state", "finished")]).await.must_be(422).must_say("The referral is sent");
    provider.submit(&path, &[("state", "declined")]).await.must_be(422).must_say("Say why");
    provider.submit(&path, &[("state", "accepted"), ("reason", "Come on Wednesday.")]).await.must_be(303);
    lead.get(&path).await.must_say("Accepted").must_say("Come on Wednesday.");
    for state in ["started", "finished"] {
        provider.submit(&path, &[("state", state)]).await.must_be(303);
    }
    lead.get(&format!("/families/{one}")).await.must_say("Baby bank Finished");
    assert_eq!(referrals::count_open(&mut w.conn(), &[id]).expect("a count"), 0);
});
story!(a_feed_that_is_read_twice_changes_nothing_and_what_was_edited_here_stays, |w| {
    use directory::open_referral::read;
    let id = service(&w, body("Baby bank"), 1);
    let feed = w.stranger().get(&format!("/open-referral/v3/services/{id}")).await.json();
    let read = read::service(&w.app.pack, &feed).expect("read");
    let (found, _) = records::find(&mut w.conn(), id).expect("found");
    let mut same = read.body.clone();
    same.places[0].id = found.body.0.places[0].id;
    assert_eq!(same, found.body.0, "what is written is what is read");
    let rows = vec![read::Read { key: "there-1".into(), ..read.clone() }, read::Read { key: "there-2".into(), ..read }];
    let take =
        |rows: &[read::Read]| directory::sheet::take(&w.app.db, &w.app.pack, "feed", rows, |_| ()).expect("taken");
    assert_eq!(take(&rows).new, 2);
    let again = take(&rows);
    assert_eq!((again.changes(), again.same), (0, 2));
    let mut changed = rows.clone();
    changed[0].body.summary = "Nappies exclusively.".into();
    changed[1].body.summary = "Cots only.".into();
    assert_eq!(take(&changed).changed, 2);
    // edited here: left alone from now on
    w.app.db.look_again();
    let keeper = w.person("directory").await;
    let page = w.stranger().get("/services?q=exclusively").await;
    let mine = page.link("/services/0").expect("the entry");
    keeper.submit(&format!("{mine}/edit"), &[("summary", "Nappies, as we know it.")]).await.must_be(303);
    let again = take(&rows);
    assert_eq!((again.kept, again.changed), (1, 1));
    w.stranger().get(&mine).await.must_say("Nappies, as we know it.");
    // gone there: marked here
    let gone = take(&rows[..1]);
    assert_eq!(gone.gone, 1);
    keeper.get("/directory").await.must_say("Gone where they came from");
    assert_eq!(take(&rows).gone, 0);
    // much the same, from elsewhere: for somebody to look at
    let page = keeper.get("/directory").await;
    let pair = page.link("/directory/doubles/").expect("a likely double");
    keeper.submit(&pair, &[]).await.must_be(422);
    keeper.submit(&pair, &[("said", "two")]).await.must_be(303);
    keeper.get(&pair).await.must_be(200);
});
story!(a_family_s_page_shows_no_service_to_those_who_may_not_see_it, |w| {
    let (one, ..) = led(&w, "intervention-plan").await;
    for outsider in ["board", "provider", "directory"] {
        let status = w.person(outsider).await.get(&format!("/families/{one}")).await.status.as_u16();
        assert_eq!(status, 404, "{outsider}");
    }
});
fn written(text: impl AsRef<[u8]>) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    file
}
story!(a_file_of_services_is_taken_whole_or_not_at_all_and_every_bad_cell_is_named, |w| {
    let pack = &w.app.pack;
    let mut conn = w.conn();
    let bad = written(
        "Name,Organisation,Needs,Minimum age,Maximum age,Postcode,Days,Opens,Closes,free,confidential,colour\n\
         Toddler time,St Mary's,parenting;Isolation,0,4,ME4 4TR,Monday;Fri,9:30,11,yes,,\n\
         Bad one,,nonsense,x,3,ME44 TR,Funday,25:00,9,perhaps,,\n\
         Toddler time,St Mary's,,9,4,,,11:00,10:00,,,\n\
         Safe,Haven,,,,,,,,,yes,\n",
    );
    let found = directory::sheet::preview(&mut conn, pack, bad.path()).expect("it can be read");
    let named: Vec<(u64, &str)> = found.faults.iter().map(|f| (f.line, f.column.as_str())).collect();
    let expected = [
        (1, "colour"),
        (3, "organisation"),
        (3, "needs"),
        (3, "minimum_age"),
        (3, "free"),
        (3, "postcode"),
        (3, "days"),
        (3, "opens"),
        (4, "maximum_age"),
        (4, "closes"),
        (4, "name"),
    ];
    for one in expected {
        assert!(named.contains(&one), "{one:?} among {named:?}");
    }
    assert_eq!(found.good.len(), 2);
    for wrong in ["", "Title\nx\n", "\u{feff}Name\nx\n"] {
        let why = directory::sheet::preview(&mut conn, pack, written(wrong).path()).expect_err("no columns");
        assert!(why.contains("there is no column"), "{why}");
    }
    let good = written(
        "\u{feff}Name,Organisation,Postcode,confidential\nToddler time,St Mary's,ME4 4TR,\nSafe,Haven,ME1 1AA,yes\n",
    );
    let rows = directory::sheet::preview(&mut conn, pack, good.path()).expect("read").good;
    let take = || directory::sheet::take(&w.app.db, pack, "file.csv", &rows, |_| ()).expect("taken");
    assert_eq!((take().new, take().changes()), (2, 0));
    w.stranger().get("/services?q=safe").await.must_say("Safe").must_not_say("ME1 1AA");
});
story!(postcodes_come_from_an_open_file_and_one_that_is_not_there_lies_where_its_neighbours_do, |w| {
    use directory::postcodes;
    let mut conn = w.conn();
    let file = written(
        "pcd,lat,lon,laua,lsoa21_pip,ward24_code,ward24_name\nME4 4TR,51.38,0.52,E1,E2,E3,River\nME4 4TS,51.39,0.54,E1,E2,E3,River\n\
         ZZ9 9ZZ,99.999999,0,,,,\nrubbish,x,y,,,,\n",
    );
    let done = postcodes::import(&mut conn, file.path()).expect("imported");
    assert_eq!(done, postcodes::Imported { postcodes: 2, skipped: 2 });
    assert_eq!(postcodes::import(&mut conn, file.path()), Ok(done), "again, it does no harm");
    let exact = postcodes::find(&mut conn, "me4 4tr").expect("read").expect("known");
    assert_eq!((exact.0.lat, exact.1), (51.38, true));
    let (about, exact) = postcodes::find(&mut conn, "ME4 9ZZ").expect("read").expect("about");
    assert!(!exact && (about.lat - 51.385).abs() < 1e-9);
    assert_eq!(postcodes::find(&mut conn, "AB1 1AA").expect("read"), None);
    let why = postcodes::import(&mut conn, written("a,b\n1,2\n").path()).expect_err("no columns");
    assert!(why.contains("no column called pcd"), "{why}");
});
/// What a stranger sends in place of a feed or a file ends in words, never in a panic.
#[test]
fn rubbish_is_read_without_a_panic() {
    use serde_json::{Value, json};
    let w = World::sqlite();
    let mut conn = w.conn();
    let mut dice = 0xfeed_u64;
    let mut roll = |n: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % n
    };
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(""),
        json!("é"),
        json!("\u{0}<b"),
        json!("2026-02-30"),
        json!("-5MO,€MO"),
        json!("25:99"),
        json!([]),
        json!({}),
        json!([{}]),
        json!(["é", null]),
        json!({"id": 5}),
    ];
    let names = [
        "id",
        "name",
        "schedules",
        "byday",
        "opens_at",
        "interval",
        "freq",
        "service_at_locations",
        "location",
        "addresses",
        "postal_code",
        "latitude",
        "cost_options",
        "amount",
        "contacts",
        "phones",
        "attributes",
        "taxonomy_term",
        "organization",
        "minimum_age",
        "assured_date",
        "languages",
        "valid_from",
        "dtstart",
    ];
    for _ in 0..4_000 {
        let mut value = json!({"id": "1", "name": "A", "schedules": [{}], "service_at_locations": [{"location": {"addresses": [{}]}}], "contacts": [{}]});
        for _ in 0..6 {
            let (name, what) = (names[roll(names.len())], odd[roll(odd.len())].clone());
            match roll(4) {
                0 => value[name] = what,
                1 => value["schedules"][0][name] = what,
                2 => value["service_at_locations"][0]["location"][name] = what,
                _ => value["contacts"][0][name] = json!([what, {name: Value::Null}]),
            }
            if !value["schedules"][0].is_object() {
                value["schedules"] = json!([{}]);
            }
            if !value["service_at_locations"][0]["location"].is_object() {
                value["service_at_locations"] = json!([{"location": {}}]);
            }
            if !value["contacts"][0].is_object() {
                value["contacts"] = json!([{}]);
            }
        }
        if let Ok(read) = directory::open_referral::read::service(&w.app.pack, &value) {
            // and what was read can be shown again
            let _ = (read.body.ages(), read.body.openings.iter().map(Opening::words).count());
        }
    }
    for _ in 0..150 {
        let bytes: Vec<u8> = (0..roll(400)).map(|_| b"name,organisation\n\"\r;\xff\xc3;9:30x-0"[roll(31)]).collect();
        let mut text = b"name,organisation,days,opens,postcode,needs,cost\n".to_vec();
        text.extend(bytes);
        let file = written(text);
        let _ = directory::sheet::preview(&mut conn, &w.app.pack, file.path());
        let _ = directory::postcodes::import(&mut conn, file.path());
    }
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_questions_of_the_directory_are_answered() {
    for w in [Some(World::sqlite()), World::postgres()].into_iter().flatten() {
        let w = w.with_services();
        let who = w.stranger();
        let odd = [
            "",
            "%00",
            "%FF%FE",
            "%27",
            "%22",
            "a*",
            "(",
            "NEAR(a,b)",
            "AND",
            "-",
            "%C3%A9",
            "%F0%9F%98%80",
            "9999999999999999999",
            "-1",
            "1e308",
            "NaN",
            "inf",
            "%20%20",
            "the",
            "a:b",
            "ME4+4TR",
            "%27%3B+DROP+TABLE+service--",
            "0",
            "x".repeat(3_000).leak(),
        ];
        let names = [
            "q", "need", "age", "day", "part", "miles", "postcode", "page", "language", "group", "access", "open",
            "mode", "who",
        ];
        let feed = [
            "search",
            "page",
            "per_page",
            "taxonomy_term_id",
            "taxonomy_id",
            "minimum_age",
            "maximum_age",
            "start_time",
            "end_time",
            "day",
            "postcode",
            "proximity",
        ];
        for value in odd {
            for name in names {
                let status = who.get(&format!("/services?q=food&{name}={value}")).await.status.as_u16();
                assert_eq!(status, 200, "{name}={value}");
            }
            for name in feed {
                for path in ["services", "service_at_locations"] {
                    let status = who
                        .get(&format!("/open-referral/v3/{path}?postcode=ME4&proximity=500&{name}={value}"))
                        .await
                        .status
                        .as_u16();
                    assert!([200, 400].contains(&status), "{path} {name}={value}: {status}");
                }
            }
        }
    }
}
story!(what_is_suggested_fits_the_need_the_age_the_agreement_and_whom_it_is_for, |w| {
    let mut forces = body("For those who serve");
    forces.who = vec!["forces".into()];
    service(&w, forces, 1);
    let mut asked = body("By referral");
    asked.referral_only = true;
    service(&w, asked, 1);
    let mut closed = body("Closed for a time");
    closed.status = directory::body::Status::Closed;
    service(&w, closed, 1);
    let mut both = body("Two in one");
    both.needs = vec!["money-and-debt".into(), "isolation".into()];
    let both = service(&w, both, 1);
    let today = w.app.db.now().date();
    let find = |wish: directory::suggest::Wish| {
        directory::suggest::find(&mut w.conn(), &w.app.pack, today, &wish).expect("found")
    };
    let names = |found: &directory::suggest::Suggestions| -> Vec<String> {
        found.combinations.iter().flat_map(|c| &c.picks).map(|p| p.service.body.0.name.clone()).collect()
    };
    let wish = directory::suggest::Wish {
        needs: vec!["money-and-debt".into(), "isolation".into()],
        ages: vec![3],
        agreed: true,
        ..Default::default()
    };
    let found = find(wish.clone());
    assert_eq!(names(&found), ["Two in one"], "one that meets both is enough");
    assert!(found.unmet.is_empty());
    // refused before: something else, and what is missing is said
    let found = find(directory::suggest::Wish { not: vec![both], ..wish.clone() });
    assert_eq!((names(&found), found.unmet.clone()), (vec!["By referral".to_owned()], vec!["isolation".to_owned()]));
    // without agreement only what one can go to oneself; nothing for a child who is too old
    let found = find(directory::suggest::Wish { not: vec![both], agreed: false, ..wish.clone() });
    assert!(names(&found).is_empty() && found.unmet.len() == 2);
    assert!(names(&find(directory::suggest::Wish { ages: vec![15], ..wish.clone() })).is_empty());
    let served = directory::suggest::Wish {
        needs: vec!["armed-forces".into(), "money-and-debt".into()],
        not: vec![both],
        agreed: false,
        ..wish
    };
    assert_eq!(names(&find(served)), ["For those who serve"]);
});

story!(the_second_page_of_what_was_widened_is_its_second_page, |w| {
    let w = w.with_services();
    let who = w.stranger();
    let first = who.get("/services?q=parentng").await;
    first.must_say("These say “parenting”");
    let next = first.link("/services?q=parentng&page=2").expect("a second page");
    let second = who.get(&next).await;
    assert_eq!(total(&second), 12, "{}", second.text());
});
story!(a_form_that_was_kept_knows_on_which_version_it_was_begun, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (keeper, provider) = (w.person("directory").await, w.person("provider").await);
    let path = format!("/services/{id}/edit");
    let page = provider.get(&path).await;
    let mut draft = page.form(&path).expect("the form");
    draft.retain(|(n, _)| n != "criteria");
    draft.push(("criteria".into(), "Half of a thought".into()));
    draft.push(("draft".into(), path.clone()));
    let fields: Vec<(&str, &str)> = draft.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    provider.post("/drafts", &fields).await.must_be(204);
    keeper.submit(&path, &[("criteria", "Families with a baby.")]).await.must_be(303);
    // what was kept is offered again, and what stands now is shown before it could be overwritten
    provider.get(&path).await.must_say("Half of a thought");
    let page = provider.submit(&path, &[]).await;
    page.must_be(409).must_say("Families with a baby.").must_say("Half of a thought");
    provider.submit_on(&page, &path, &[]).await.must_be(303);
    // the keeper decides on what was looked at
    let proposal = keeper.get("/directory").await.link("/directory/proposals/").expect("the change");
    let before = keeper.get(&proposal).await;
    keeper.submit(&path, &[("criteria", "Families with two babies.")]).await.must_be(303);
    keeper
        .submit_on(&before, &proposal, &[("said", "approve")])
        .await
        .must_be(409)
        .must_say("Families with two babies.");
});
story!(what_waits_or_was_said_before_tells_no_place_once_it_may_not_be_known, |w| {
    let mut told = body("Safe house");
    told.areas = vec!["Chatham".into()];
    told.criteria = "Ring at the blue door, ME4 4TR.".into();
    let id = service(&w, told, 1);
    let (keeper, provider) = (w.person("directory").await, w.person("provider").await);
    let path = format!("/services/{id}/edit");
    provider.submit(&path, &[("how", "Come to 1 Quay Lane.")]).await.must_be(303);
    keeper.submit(&path, &[("confidential", "yes"), ("criteria", "Ring first."), ("areas", "")]).await.must_be(303);
    let proposal = keeper.get("/directory").await.link("/directory/proposals/").expect("the change");
    for (person, page) in [(&keeper, &proposal), (&keeper, &path), (&provider, &path)] {
        let text = person.get(page).await.body;
        for clue in ["ME4 4TR", "Chatham", "blue door"] {
            assert!(!text.contains(clue), "{page} says {clue}");
        }
    }
    keeper.submit(&proposal, &[("said", "approve")]).await.must_be(303);
    let (found, _) = records::find(&mut w.conn(), id).expect("found");
    assert!(found.body.0.confidential && found.body.0.places.is_empty());
    // and a feed that says so is believed, also of an entry that was edited here
    assert_eq!(store::dialect::count(&mut w.conn(), "service_place").expect("a count"), 0);
});
story!(a_second_withdrawal_does_not_put_it_back_and_a_double_that_is_out_is_settled, |w| {
    let (a, b) = (service(&w, body("Baby bank"), 1), service(&w, body("Baby bank"), 1));
    let keeper = w.person("directory").await;
    let path = format!("/services/{a}/withdrawal");
    let open = keeper.get(&path).await;
    keeper.submit_on(&open, &path, &[("reason", "Closed.")]).await.must_be(303);
    let again: Vec<(&str, &str)> = vec![("reason", "Closed for good."), ("key", "another-key")];
    keeper.submit_on(&open, &path, &again).await.must_be(303);
    w.stranger().get(&format!("/services/{a}")).await.must_be(404);
    let double = format!("/directory/doubles/{a}/{b}");
    keeper.submit(&double, &[("said", "second")]).await.must_be(303);
    w.stranger().get(&format!("/services/{b}")).await.must_be(200);
});
story!(a_second_contact_adds_to_what_is_sought_and_a_need_said_twice_is_one, |w| {
    let (one, episode, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{episode}/services");
    let page = lead.get(&path).await;
    let twice = [("need", "bereavement"), ("need", "bereavement")];
    let token = page.form("/sign-out").expect("a form").remove(0).1;
    lead.post(&format!("{path}/needs"), &[twice[0], twice[1], ("csrf", &token), ("key", "k1")]).await.must_be(303);
    let mut conn = w.conn();
    conn.write(|conn| {
        let tx = &mut Tx::within(conn, w.app.db.now(), Who::program());
        offers::seek_also(tx, one, &["housing".into(), "housing".into()])
    })
    .expect("sought");
    w.app.db.look_again();
    lead.get(&path).await.must_say("Housing").must_say("Loss and bereavement");
});
story!(word_of_a_referral_goes_to_the_people_of_the_service, |w| {
    let id = service(&w, body("Baby bank"), 1);
    // a keeper of the directory who says that the entry is right does not become its owner
    let keeper = w.person("directory").await;
    let page = keeper.get(&format!("/services/{id}/edit")).await;
    let token = page.form("/sign-out").expect("a form").remove(0).1;
    keeper.post(&format!("/services/{id}/assured"), &[("csrf", &token), ("key", "k")]).await.must_be(303);
    assert_eq!(records::find(&mut w.conn(), id).expect("found").0.owner_id, None);
    let (one, _, lead) = led(&w, "intervention-plan").await;
    let new = format!("/families/{one}/referrals/new/{id}");
    lead.submit(&new, &[("text", "A cot."), ("reach", "01634 1"), ("agreed_by", "The mother")]).await.must_be(303);
    let provider =
        access::accounts::find_by_email(&mut w.conn(), "provider@example.org").expect("read").expect("there");
    let jobs = store::jobs::list_open(&mut w.conn(), 50).expect("jobs");
    let told =
        jobs.iter().filter(|j| j.kind == proposals::MESSAGE && j.payload.0["account"] == provider.id.to_string());
    assert_eq!(told.count(), 1);
});
story!(a_keeper_says_whose_people_may_edit_what_came_from_elsewhere, |w| {
    let mut conn = w.conn();
    let of = Provider::named("Somebody else", None);
    let id = ServiceId::new();
    conn.write(|conn| {
        let tx = &mut Tx::within(conn, w.app.db.now(), Who::program());
        records::add_provider(tx, &of)?;
        records::add(tx, &w.app.pack, id, &of, body("Another's"), &Origin::default(), "Test")
    })
    .expect("another's");
    w.app.db.look_again();
    let (keeper, provider) = (w.person("directory").await, w.person("provider").await);
    let edit = format!("/services/{id}/edit");
    provider.get(&edit).await.must_be(403);
    let path = keeper.get(&edit).await.link("/directory/providers/").expect("the provider");
    provider.get(&path).await.must_be(403);
    let page = keeper.get(&path).await;
    let charity = page.value_of("Harbour Families").expect("the charity");
    keeper
        .submit_on(&page, &path, &[("organisation", "rubbish")])
        .await
        .must_be(422)
        .must_say("Choose an organisation");
    keeper.submit_on(&page, &path, &[("organisation", &charity), ("name", "Quayside Friends")]).await.must_be(303);
    provider.get(&edit).await.must_be(200);
    w.stranger().get("/services?q=quayside").await.must_say("Another's");
});
