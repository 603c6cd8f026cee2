//! T4: a disk without room is told at once and clearly, on both engines; what needs none goes on.

use crate::helpers::{CONTACT, led};
use diesel::prelude::*;
use testkit::{World, story};

/// What the engines say when there is no room, at each write into this table: PostgreSQL in the words of its SQLSTATE
/// 53100.
fn fill(w: &World, table: &str) {
    let mut conn = w.conn();
    let text = if conn.is_pg() {
        format!(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               RAISE EXCEPTION USING ERRCODE = '53100',
                 MESSAGE = 'could not extend file \"base/5/16384\": No space left on device'; END $$;
             CREATE TRIGGER no_room BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no_room()"
        )
    } else {
        format!(
            "CREATE TRIGGER no_room BEFORE INSERT ON {table}
             BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END"
        )
    };
    store::dialect::batch(&mut conn, &text).expect("full");
    w.app.db.look_again();
}

fn make_room(w: &World, table: &str) {
    let mut conn = w.conn();
    let text = if conn.is_pg() { "DROP FUNCTION no_room() CASCADE".into() } else { "DROP TRIGGER no_room".to_owned() };
    store::dialect::batch(&mut conn, &text).unwrap_or_else(|e| panic!("{table}: {e}"));
}

story!(without_room_a_change_is_told_as_not_saved_at_once_and_reading_goes_on, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/notes/new");
    let page = lead.get(&path).await;
    let school = w.program("school").await;

    fill(&w, "event");
    let before = w.app.db.load();
    let answer = lead.submit_on(&page, &path, &[("kind", "visit"), ("text", "Baked bread.")]).await;
    answer.must_be(503).must_say("Your change was not saved");
    assert!(answer.headers.contains_key("retry-after"));
    assert!(answer.body.contains("Baked bread."), "what was typed stands in it");
    let key = [("idempotency-key", "one")];
    let answer = school.request("POST", "/api/v1/contacts", Some("application/json"), &key, CONTACT).await;
    answer.must_be(503);
    assert_eq!(answer.json()["type"], "urn:earlyhelp:problem:not-saved");
    assert_eq!(w.app.db.load().retried, before.retried, "trying again makes no room");
    lead.get(&format!("/families/{family}")).await.must_be(200);
    make_room(&w, "event");
    lead.submit_on(&page, &path, &[("kind", "visit"), ("text", "Baked bread.")]).await.must_be(303);
});

story!(without_room_nothing_is_shown_of_which_no_entry_can_be_kept, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    fill(&w, "access_entry");
    let before = w.app.db.load();
    let page = lead.get(&format!("/families/{family}")).await;
    page.must_be(503).must_not_say("Okoro");
    w.stranger().get("/services").await.must_be(200);
    assert_eq!(w.app.db.load().retried, before.retried, "trying again makes no room");
    make_room(&w, "access_entry");
    lead.get(&format!("/families/{family}")).await.must_be(200).must_say("Okoro");
});

/// As the quota of a SQLite file has it, which stands for the disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_file_is_told_at_once_and_pages_without_entries_go_on() {
    #[derive(diesel::QueryableByName)]
    struct Pages {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        page_count: i64,
    }
    let w = World::sqlite();
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/notes/new");
    let (page, cookie) = (lead.get(&path).await, lead.cookie());
    let pages: Pages = diesel::sql_query("PRAGMA page_count").get_result(&mut w.conn()).expect("a count");
    let most = u32::try_from(pages.page_count).expect("small") + 2;
    let w = w.resized(store::Options { threads: 2, most_pages: Some(most), ..store::Options::default() });
    let lead = w.stranger();
    lead.set_cookie(&cookie);

    let text = "Baked bread together. ".repeat(800);
    let answer = lead.submit_on(&page, &path, &[("kind", "visit"), ("text", &text)]).await;
    answer.must_be(503).must_say("Your change was not saved");
    assert_eq!(w.app.db.load().retried, 0, "trying again makes no room");
    w.stranger().get("/services").await.must_be(200);
    lead.submit_on(&page, &path, &[("kind", "visit"), ("text", "There is room for this.")]).await.must_be(303);
    assert!(w.app.db.load().reopened > 0, "SQLite's connection was opened anew");
}
