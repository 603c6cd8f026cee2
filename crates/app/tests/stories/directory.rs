//! Stories of the directory of services: finding, keeping true, confidential places.

use directory::{
    ServiceId,
    body::{Body, Contact, Day, Every, Mode, Opening, Place, Time},
    care,
    records::{self, NewService, Origin, Provider},
};

use store::{Author, Tx};
use testkit::{Page, World, story};

/// A service of the charity of the demo, looked at today, or so many days ago.
pub fn service(w: &World, body: Body, days: u64) -> ServiceId {
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
        let tx = &mut Tx::within(conn, now, Author::program());
        let of = match there {
            Some(of) => of,
            None => {
                let of = Provider::named("Harbour Families", Some(charity.id));
                records::add_provider(tx, &of)?;
                of
            }
        };
        let origin = Origin { assured_on: on, ..Origin::default() };
        records::add(tx, &w.app.pack, NewService { id, of: &of, body, origin, by: "Test" })
    })
    .expect("a service");
    w.app.db.look_again();
    id
}

pub fn body(name: &str) -> Body {
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
    let named = |page: &Page| {
        page.texts("li.eh-service h2").iter().map(|name| name.contains("Stay and play")).collect::<Vec<bool>>()
    };
    assert!((1..8).contains(&named(&page).iter().filter(|is| **is).count()), "{}", page.text());
    let page = who.get("/services?q=stay+and+play&postcode=ME4").await;
    assert_eq!(named(&page)[..8], [true; 8], "what is called so stands before what is like it");
    let first = page.texts("li.eh-service").into_iter().next().expect("a first");
    assert!(first.contains("Chatham"), "the nearest stands first");
});

story!(a_service_says_what_it_makes_stronger_and_leads_to_others_that_do, |w| {
    let builds = |name: &str, factors: &[&str]| directory::body::Body {
        builds: factors.iter().map(ToString::to_string).collect(),
        ..body(name)
    };
    let id = service(&w, builds("Walk to school", &["attendance", "parenting"]), 1);
    service(&w, builds("Breakfast club", &["attendance"]), 1);
    service(&w, body("Baby bank"), 1);
    let who = w.stranger();
    let page = who.get(&format!("/services/{id}")).await;
    page.must_be(200).must_say("Makes stronger").must_say("Better attendance and fewer exclusions");
    let others = who.get(&page.link("/services?builds=attendance").expect("others")).await;
    assert_eq!(total(&others), 2);
    others.must_say("Walk to school").must_say("Breakfast club").must_say("Makes stronger: Better attendance");
    who.get("/services?builds=nothing-of-this").await.must_be(200);
    // it goes out in the feed under a list of its own, and is understood when it comes back
    let feed = who.get(&format!("/open-referral/v3/services/{id}")).await;
    feed.must_be(200).must_say("Protective factors").must_say("Better parenting");
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

story!(no_browser_keeps_a_page_of_the_directory_and_none_of_a_stranger_s_sets_a_cookie, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (who, worker) = (w.stranger(), w.person("lead").await);
    for path in
        ["/services".to_owned(), "/services?q=bank".into(), format!("/services/{id}"), format!("/services/list?s={id}")]
    {
        let page = who.get(&path).await;
        assert_eq!(page.headers["cache-control"], "private, no-store", "{path}");
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
        let tx = &mut Tx::within(conn, w.app.db.now(), Author::program());
        let of = Provider::named("Somebody else", None);
        records::add_provider(tx, &of)?;
        let mut foreign = body("Another's");
        foreign.places.clear();
        let id = ServiceId(store::Uuid::from_u128(9));
        let new = NewService { id, of: &of, body: foreign, origin: Origin::default(), by: "Test" };
        records::add(tx, &w.app.pack, new)
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

story!(a_new_service_is_looked_at_first_unless_a_keeper_adds_it, |w| {
    service(&w, body("Baby bank"), 1);
    let (provider, keeper, public) = (w.person("provider").await, w.person("directory").await, w.stranger());
    let entry = [("name", "Toy library"), ("summary", "Toys to borrow."), ("group", "community")];
    provider.submit("/services/new", &entry[1..]).await.must_be(422).must_say("Enter the name of the service");
    provider.submit("/services/new", &entry).await.must_be(303);
    public.get("/services?q=toys").await.must_not_say("Toy library");

    let proposal = keeper.get("/directory").await.link("/directory/proposals/").expect("the new service");
    keeper.submit(&proposal, &[("said", "approve")]).await.must_be(303);
    public.get("/services?q=toys").await.must_say("Toy library");

    // for whom, a keeper says
    let nobody_s = [entry[0], entry[1], entry[2], ("provider", "")];
    keeper.submit("/services/new", &nobody_s).await.must_be(422).must_say("Choose whose service it is");
    let named = [entry[0], ("summary", "Bicycles to borrow."), entry[2], ("provider_name", "Quayside Friends")];
    keeper.submit("/services/new", &named).await.must_be(303);
    public.get("/services?q=bicycles").await.must_say("Quayside Friends");

    // and nobody adds one for another
    let theirs = keeper.get("/services/new").await.value_of("Quayside Friends").expect("the other provider");
    let page = provider.get("/services/new").await;
    let foreign = [entry[0], entry[1], entry[2], ("provider", theirs.as_str())];
    provider.submit_on(&page, "/services/new", &foreign).await.must_be(422).must_say("Choose whose service it is");
    w.person("front-door").await.get("/services/new").await.must_be(403);
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
    let pack = w.app.pack.clone();
    assert_eq!(
        w.app.db.alone(&pack.hash, |tx| care::remind(tx, &pack)).expect("told"),
        1,
        "its organisation's people, as nobody owns it"
    );
    let page = provider.get(&format!("/services/{id}/edit")).await;
    provider.submit_on(&page, &format!("/services/{id}/assured"), &[]).await.must_be(303);
    w.stranger().get(&format!("/services/{id}")).await.must_say("Checked on 4 March 2026");
    let w = w.later(170);
    let mut conn = w.conn();
    assert_eq!(w.app.db.alone(&pack.hash, |tx| care::remind(tx, &pack)).expect("reminded"), 1);
    let waiting = store::jobs::counts(&mut conn).expect("counts").waiting;
    w.app.db.alone(&pack.hash, |tx| care::remind(tx, &pack)).expect("once");
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
    who.get(&format!("/services/{id}")).await.must_be(410);
    who.get(&format!("/open-referral/v3/services/{id}")).await.must_be(404);
    assert_eq!(who.get("/open-referral/v3/services").await.json()["total_items"], 0);
    assert_eq!(who.get("/open-referral/v3/service_at_locations").await.json()["total_items"], 0);
    who.get("/services?q=baby").await.must_say("0 services");
    for nothing in ["q=the", "postcode=ME4", "q=%22%27%3B--", "page=1&free=", "age=5", "q=(((+OR+*"] {
        who.get(&format!("/services?{nothing}")).await.must_be(200).must_not_say("Baby bank");
    }
    provider.submit(&path, &[("reason", "Open again.")]).await.must_be(303);
    who.get("/services?q=baby").await.must_say("Baby bank");
});

story!(the_second_page_of_what_was_widened_is_its_second_page, |w| {
    let w = w.with_services();
    let who = w.stranger();
    let first = who.get("/services?q=parentng").await;
    first.must_say("These say “parenting”");
    first.must_say("Next page");
    let second = who.get("/services?q=parentng&page=2").await;
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
    let overtaken = keeper.submit_on(&open, &path, &again).await;
    overtaken.must_be(409).must_say("It is out of the directory").must_say("Closed for good.");
    w.stranger().get(&format!("/services/{a}")).await.must_be(410);
    let double = format!("/directory/doubles/{a}/{b}");
    keeper.submit(&double, &[("said", "second")]).await.must_be(303);
    w.stranger().get(&format!("/services/{b}")).await.must_be(200);
});

story!(a_keeper_says_whose_people_may_edit_what_came_from_elsewhere, |w| {
    let mut conn = w.conn();
    let of = Provider::named("Somebody else", None);
    let id = ServiceId::new();
    conn.write(|conn| {
        let tx = &mut Tx::within(conn, w.app.db.now(), Author::program());
        records::add_provider(tx, &of)?;
        let new = NewService { id, of: &of, body: body("Another's"), origin: Origin::default(), by: "Test" };
        records::add(tx, &w.app.pack, new)
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
