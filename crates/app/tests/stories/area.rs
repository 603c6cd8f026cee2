//! Stories of the area profile: numbers with a sentence beside them, values imported or refused cell by cell, wards beside
//! what is published.

use testkit::{World, story};

const HEAD: &str = "indicator,year,ward,value,comparator,comparator_value,source,next_release\n";

story!(a_number_has_its_year_its_source_and_a_sentence_beside_it, |w| {
    let board = w.person("board").await;
    let page = board.get("/area").await;
    page.must_say("Women who smoke while pregnant").must_say("worse than England, falling from 19 % in 2017");
    page.must_say("rising from 5,364 referrals in 2011-12, by 37.2 %").must_not_say("Import values");
    assert!(page.body.len() < 30_000, "{} bytes", page.body.len());
    let one = board.get("/area/domestic-abuse").await;
    one.must_say("2011-12").must_say("Not in the source").must_say("18 per 1,000 people");
    board.get("/area/teenage-conceptions").await.must_say("38.8 per 1,000 females").must_say("Printed as per 100");
    board.get("/area/social-care-referrals").await.must_say("prints 38 %");
    board.get("/area/nothing").await.must_be(404);
    for who in ["school", "lead", "trainer"] {
        w.person(who).await.get("/area").await.must_be(403);
    }
});

story!(a_file_with_bad_cells_is_refused_cell_by_cell_and_nothing_of_it_is_kept, |w| {
    let commissioner = w.person("commissioner").await;
    let path = "/area/import";
    for who in ["board", "manager", "privacy"] {
        w.person(who).await.get(path).await.must_be(403);
    }
    let bad = format!(
        "{HEAD}child-poverty,2025,,18.1,England,19,A release,\nchild-poverty,soon,,118,,3,,tomorrow\nhomes,2025,,1,,,A release,\n"
    );
    for step in ["look", "take"] {
        let fields = [("note", "A release"), ("text", bad.as_str()), ("step", step)];
        let page = commissioner.submit(path, &fields).await;
        page.must_be(422)
            .must_say("Nothing was taken: these cells cannot be.")
            .must_say("Line 3, year")
            .must_say("Line 3, value: A percentage lies between 0 and 100")
            .must_say("Line 3, comparator")
            .must_say("Line 3, source")
            .must_say("Line 3, next_release")
            .must_say("Line 4, label");
        assert!(page.body.contains("soon,,118"), "what was typed stands there still");
    }
    commissioner.get("/area/child-poverty").await.must_not_say("18.1");
    commissioner
        .submit(path, &[("text", "what,when\n1,2"), ("step", "take")])
        .await
        .must_be(422)
        .must_say("no such column");

    let good = format!("{HEAD}child-poverty,2025,,18.1,England,19,A release,2026-02-01\n");
    let look = commissioner.submit(path, &[("note", "A release"), ("text", &good), ("step", "look")]).await;
    look.must_be(422).must_say("1 value can be taken");
    commissioner.get("/area/child-poverty").await.must_not_say("18.1");
    commissioner.submit(path, &[("text", &good), ("step", "take")]).await.must_be(422).must_say("Say what it is");
    commissioner.submit(path, &[("note", "A release"), ("text", &good), ("step", "take")]).await.must_be(303);
    let page = commissioner.get("/area/child-poverty").await;
    page.must_say("18.1 % (2025): better than England (19), falling from 18.8 % in 2021").must_say("Next release");

    // its next release has been: whoever brought it looks for the newer value, and owes it no more when it is here
    daily(&w);
    daily(&w);
    let commissioner = w.person("commissioner").await;
    let work = commissioner.get("/my-work").await.text();
    assert_eq!(work.matches("A newer value of").count(), 1);
    let newer = format!("{HEAD}child-poverty,2026,,17,England,19,Another,\n");
    commissioner.submit(path, &[("note", "Another"), ("text", &newer), ("step", "take")]).await.must_be(303);
    commissioner.get("/my-work").await.must_not_say("A newer value of");

    // an import is taken back as a whole
    let page = commissioner.get(path).await;
    let end = page.body.split('"').find(|part| part.starts_with("/area/imports/")).expect("a form").to_owned();
    commissioner.submit_on(&page, &end, &[]).await.must_be(303);
    commissioner.get("/area/child-poverty").await.must_not_say("17 % (2026)").must_say("18.1 %");
});

fn daily(w: &World) {
    let all = app::capabilities::ALL;
    let round = all.iter().flat_map(|one| one.daily).find(|daily| daily.at.kind == "ask-for-indicators").expect("it");
    (round.run)(&w.app.db, &w.app.pack, all).expect("done");
    w.app.db.look_again();
}

/// With families and wards that are made up: what is published of those we help stands beside, and the map.
#[test]
fn by_ward_a_map_and_what_is_published_of_those_we_help_beside_it() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let w = World::made_up(320, 7);
        let board = w.person("board").await;
        let page = board.get("/area/child-poverty").await;
        page.must_say("Riverside").must_say("of the families we helped live in the").must_say("published,");
        assert!(page.body.contains("<svg"), "a map");
        assert!(page.body.len() < 30_000, "{} bytes", page.body.len());

        // who is reached stands beside who lives here, and no small count does
        let all = board.get("/equality/monitoring").await;
        let year = all.links("/equality/monitoring/").into_iter().next().expect("a year");
        let page = board.get(&year).await;
        page.must_say("Ethnicity").must_say("Not asked").must_say("89.6 % (2011)").must_say("Religion");
        let rows = page.texts("td");
        assert!(rows.iter().all(|cell| !["1", "2", "3", "4"].contains(&cell.as_str())), "{rows:?}");
        let sizes = [&page, &board.get("/equality").await].map(|page| page.body.len());
        assert!(sizes.iter().all(|size| *size < 30_000), "{sizes:?}");

        for (who, path) in [
            ("trainer", "/training"),
            ("head", "/training/figures"),
            ("head", "/training/leads"),
            ("manager", "/training/courses/new"),
        ] {
            let page = w.person(who).await.get(path).await;
            page.must_be(200);
            assert!(page.body.len() < 30_000, "{path}: {} bytes", page.body.len());
        }
    });
}
