//! Stories of what comes into the directory from elsewhere: feeds, files, postcodes, rubbish, odd questions.

use crate::directory::{body, service};
use directory::{body::Opening, records};
use testkit::{World, story};

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
        |rows: &[read::Read]| directory::import::take(&w.app.db, &w.app.pack, "feed", rows, |_| ()).expect("taken");
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
    let found = directory::import::preview(&mut conn, pack, bad.path()).expect("it can be read");
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
        let why = directory::import::preview(&mut conn, pack, written(wrong).path()).expect_err("no columns");
        assert!(why.contains("there is no column"), "{why}");
    }
    let good = written(
        "\u{feff}Name,Organisation,Postcode,confidential\nToddler time,St Mary's,ME4 4TR,\nSafe,Haven,ME1 1AA,yes\n",
    );
    let rows = directory::import::preview(&mut conn, pack, good.path()).expect("read").good;
    let take = || directory::import::take(&w.app.db, pack, "file.csv", &rows, |_| ()).expect("taken");
    assert_eq!((take().new, take().changes()), (2, 0));
    w.stranger().get("/services?q=safe").await.must_say("Safe").must_not_say("ME1 1AA");
});

story!(postcodes_come_from_an_open_file_and_one_that_is_not_there_lies_where_its_neighbours_do, |w| {
    use directory::postcodes;
    let mut conn = w.conn();
    let file = written(
        "pcd,lat,lon,laua,lsoa21_pip,ward24_code,ward24_name\n\
         ME4 4TR,51.38,0.52,E1,E2,E3,River\nME4 4TS,51.39,0.54,E1,E2,E3,River\n\
         ZZ9 9ZZ,99.999999,0,,,,\nrubbish,x,y,,,,\n",
    );
    let done = postcodes::import(&mut conn, file.path()).expect("imported");
    assert_eq!(done, postcodes::Imported { postcodes: 2, skipped: 2, placed: 2 });
    assert_eq!(postcodes::import(&mut conn, file.path()), Ok(done), "again, it does no harm");
    let areas = postcodes::areas(&mut conn, ["ME4 4TR", "ME4 9ZZ", "ME4"].into_iter()).expect("read");
    assert_eq!(areas.keys().collect::<Vec<_>>(), ["ME4 4TR"], "an area is known exactly or not at all");
    assert_eq!((&*areas["ME4 4TR"].small_area, &*areas["ME4 4TR"].ward_name), ("E2", "River"));
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
        let mut value = json!({"id": "1", "name": "A", "schedules": [{}],
        "service_at_locations": [{"location": {"addresses": [{}]}}], "contacts": [{}]});
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
        let _ = directory::import::preview(&mut conn, &w.app.pack, file.path());
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
