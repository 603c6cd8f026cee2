//! Stories of trust: nothing doubled, nothing overwritten, nothing half-typed lost, nothing changed unseen.

use crate::helpers::{assess, contact, led};
use diesel::prelude::*;
use testkit::story;

story!(a_form_sent_ten_times_is_done_once, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/notes/new");
    let page = lead.get(&path).await;
    for _ in 0..10 {
        lead.submit_on(&page, &path, &[("kind", "visit"), ("text", "Baked bread.")]).await.must_be(303);
    }
    let count: i64 = cases::records::note::table.count().get_result(&mut w.conn()).expect("a count");
    assert_eq!(count, 1);
    // going back, changing the text and sending again is a second note
    lead.submit_on(&page, &path, &[("kind", "visit"), ("text", "Baked bread twice.")]).await.must_be(303);
    let count: i64 = cases::records::note::table.count().get_result(&mut w.conn()).expect("a count");
    assert_eq!(count, 2);
});

story!(ten_at_once_are_done_once, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/notes/new");
    let page = lead.get(&path).await;
    let sends = (0..10).map(|_| lead.submit_on(&page, &path, &[("kind", "visit"), ("text", "Baked bread.")]));
    let mut answers = Vec::new();
    let mut sends: Vec<_> = sends.map(Box::pin).collect();
    std::future::poll_fn(|cx| {
        sends.retain_mut(|send| match send.as_mut().poll(cx) {
            std::task::Poll::Ready(page) => {
                answers.push(page);
                false
            }
            std::task::Poll::Pending => true,
        });
        if sends.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    answers.iter().for_each(|page| {
        page.must_be(303);
    });
    let count: i64 = cases::records::note::table.count().get_result(&mut w.conn()).expect("a count");
    assert_eq!(count, 1);
});

story!(a_form_from_elsewhere_changes_nothing, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/notes/new");
    for csrf in ["", "0000"] {
        lead.post(&path, &[("csrf", csrf), ("key", "1"), ("kind", "visit"), ("text", "x")])
            .await
            .must_be(403)
            .must_say("no longer valid");
    }
    assert!(w.stranger().post(&path, &[("kind", "visit")]).await.location.starts_with("/sign-in"));
});

story!(the_second_of_two_editors_sees_both_texts, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    let path = format!("/episodes/{e}/assessment");
    lead.submit(&path, &[("step", "start")]).await.must_be(303);
    let area = format!("{path}/areas/health");
    let (mine, theirs) = (lead.get(&area).await, lead.get(&area).await);
    lead.submit_on(&theirs, &area, &[("health-strengths", "Sleeps well.")]).await.must_be(303);
    let conflict = lead.submit_on(&mine, &area, &[("health-strengths", "Eats well.")]).await;
    conflict.must_be(409).must_say("changed this on 4 March 2026").must_say("Sleeps well.").must_say("Eats well.");
    lead.submit_on(&conflict, &area, &[("health-strengths", "Sleeps and eats well.")]).await.must_be(303);
    // another area is nobody's conflict
    lead.submit(&format!("{path}/areas/community"), &[("community-strengths", "A close street.")]).await.must_be(303);
});

story!(what_is_half_typed_is_kept_and_offered_again, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/notes/new");
    let page = lead.get(&path).await;
    let csrf = page.form(&path).expect("a form").into_iter().find(|(n, _)| n == "csrf").expect("a token").1;
    // the script keeps it while typing
    lead.post("/drafts", &[("csrf", &csrf), ("draft", &path), ("text", "Half a sent"), ("on-day", "99")])
        .await
        .must_be(204);
    lead.post("/drafts", &[("csrf", "no"), ("draft", &path), ("text", "x")]).await.must_be(401);
    // another session of the same person finds it, also what is not valid
    let again = w.person("lead").await.get(&path).await;
    again.must_say("This is what you had typed").must_say("Half a sent");
    assert!(again.body.contains("value=\"99\""));
    w.person("manager").await.get(&path).await.must_not_say("Half a sent");
    lead.get("/my-work").await.must_say("Go on with what you were writing");
    // "save and come back" without a script
    let later = lead.submit(&path, &[("kind", "visit"), ("text", "Half a sentence"), ("save", "later")]).await;
    assert_eq!(later.location, "/my-work?done=kept");
    lead.get(&path).await.must_say("Half a sentence");
    // sending it clears it
    lead.submit(&path, &[("kind", "visit"), ("text", "A sentence."), ("on-day", "")]).await.must_be(303);
    lead.get(&path).await.must_not_say("This is what you had typed");
});

story!(the_audit_chain_names_what_was_changed_dropped_added_or_reordered, |w| {
    use store::seal::{self, Checkpoint, Fault};
    assess(&led(&w, "assessment").await.2, crate::helpers::episode(&w, super::first_family(&w))).await;
    w.person("lead").await.get("/my-work").await.must_be(200);
    while seal::seal_new(&w.app.db).await.expect("sealed") > 0 {}
    let mut conn = w.conn();
    let good = seal::verify(&mut conn, None).expect("read").expect("the chain holds");
    assert!(good.entries > 30 && good.unsealed == 0, "{good:?}");
    let checkpoint = Checkpoint::take(&mut conn, w.app.db.now(), &[7; 32]).expect("a checkpoint");
    assert!(checkpoint.is_genuine());
    assert!(!Checkpoint { hash: "00".into(), ..checkpoint.clone() }.is_genuine());
    let event: store::log::Event =
        store::log::event::table.order(store::log::event::id.desc()).first(&mut conn).expect("an event");
    let tampered = |conn: &mut store::Conn, statement: &str| -> Fault {
        let mut found = None;
        let _ = conn.write(|conn| -> store::Result<()> {
            store::dialect::batch(conn, statement)?;
            found = seal::verify(conn, Some(&checkpoint))?.err();
            Err(store::Error::Closed)
        });
        found.expect("a fault")
    };
    let id = if conn.is_pg() { format!("'{}'", event.id) } else { format!("x'{}'", event.id.0.simple()) };
    assert_eq!(
        tampered(&mut conn, &format!("UPDATE event SET kind = 'x' WHERE id = {id}")),
        Fault::Changed("event", event.id.0)
    );
    assert_eq!(
        tampered(
            &mut conn,
            &format!("DELETE FROM chronology WHERE event_id = {id}; DELETE FROM event WHERE id = {id}")
        ),
        Fault::Missing("event", event.id.0)
    );
    let unlisted = tampered(&mut conn, "DELETE FROM access_shown");
    assert!(matches!(unlisted, Fault::Changed("access entry", _)), "whom a list showed is sealed, too: {unlisted:?}");
    assert_eq!(tampered(&mut conn, "DELETE FROM seal WHERE seq = 1"), Fault::SealMissing(1));
    assert_eq!(tampered(&mut conn, "UPDATE seal SET entries = hash WHERE seq = 1"), Fault::SealChanged(1));
    let old =
        if conn.is_pg() { "'00000000-0000-7000-8000-000000000001'" } else { "x'00000000000070008000000000000001'" };
    let columns =
        "at, kind, actor_id, organisation_id, family_id, subject_kind, subject_id, purpose, detail, pack, request_id";
    let added = tampered(
        &mut conn,
        &format!("INSERT INTO event (id, {columns}) SELECT {old}, {columns} FROM event WHERE id = {id}"),
    );
    assert!(matches!(added, Fault::Added("event", _)), "{added:?}");
    assert!(seal::verify(&mut conn, Some(&checkpoint)).expect("read").is_ok(), "nothing of it was kept");
});

fn first_family(w: &testkit::World) -> access::FamilyId {
    use contacts::records::contact::dsl;
    let found: Option<access::FamilyId> = dsl::contact.select(dsl::family_id).first(&mut w.conn()).expect("a contact");
    found.expect("a family")
}

story!(a_change_without_an_event_is_not_committed, |w| {
    let who = store::Author::program();
    let result = w.app.db.change::<_, store::Error, _>(who, |tx| {
        access::accounts::add_organisation(tx, "Nobody's", "council", "", false)
    });
    assert!(matches!(result.await, Err(store::Error::NoEvent)));
    assert!(access::accounts::list_organisations(&mut w.conn()).expect("a list").iter().all(|o| o.name != "Nobody's"));
});

story!(a_panic_in_a_change_undoes_it_alone_and_the_program_goes_on, |w| {
    let kind = access::events::TOKEN_ADDED;
    let add = move |tx: &mut store::Tx<'_>, n: u32| -> store::Result<u32> {
        access::accounts::add_organisation(tx, &format!("Number {n}"), "council", "", false)?;
        tx.record(kind.on(store::Uuid::nil()))?;
        assert!(n != 3, "the third one panics");
        Ok(n)
    };
    let all = (0..8).map(|n| {
        let db = w.app.db.clone();
        tokio::spawn(
            async move { db.change::<_, store::Error, _>(store::Author::program(), move |tx| add(tx, n)).await },
        )
    });
    let mut outcomes = Vec::new();
    for one in all.collect::<Vec<_>>() {
        outcomes.push(one.await.expect("joined"));
    }
    for (n, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_ok(), n != 3, "{n}: {outcome:?}");
    }
    let there = access::accounts::list_organisations(&mut w.conn()).expect("a list");
    assert_eq!(there.iter().filter(|o| o.name.starts_with("Number")).count(), 7);
});

story!(a_message_says_that_there_is_an_answer_and_nothing_else, |w| {
    let id = contact(&w).await;
    crate::helpers::decide(&w, &id, "intervention-plan").await;
    let officer = w.person("front-door").await;
    officer.submit(&format!("/contacts/{id}/answer"), &[("answer", "We will come and see Ada.")]).await.must_be(303);
    let found = contacts::records::addressee(&mut w.conn(), id.parse().expect("an id")).expect("read");
    let reference = found.reference;
    assert_eq!(found.email.as_deref(), Some("school@example.org"));
    assert!(reference.starts_with("C-"));
    let dir = tempfile::tempdir().expect("a directory");
    let settings = app::settings::Settings { mail: format!("file:{}", dir.path().display()), ..w.settings.clone() };
    app::work::once(&w.app, &settings).await.expect("the jobs are done");
    let files: Vec<_> = std::fs::read_dir(dir.path()).expect("a list").collect();
    assert_eq!(files.len(), 1, "one message");
    let text = std::fs::read_to_string(files[0].as_ref().expect("a file").path()).expect("a text");
    assert!(text.contains(&reference));
    for secret in ["Ada", "Okoro", "Mondays", "attendance", "come and see"] {
        assert!(!text.contains(secret), "the message says {secret}");
    }
    // asked again, nothing more is sent
    app::work::once(&w.app, &settings).await.expect("nothing to do");
    assert_eq!(std::fs::read_dir(dir.path()).expect("a list").count(), 1);
});

story!(what_cannot_be_read_is_answered_with_a_page_and_never_with_a_fault, |w| {
    let lead = w.person("lead").await;
    let csrf = lead
        .get("/my-work")
        .await
        .form("/sign-out")
        .expect("a form")
        .into_iter()
        .find(|(n, _)| n == "csrf")
        .expect("a token")
        .1;
    let uuid = store::Uuid::now_v7();
    for path in [
        "/families/x",
        "/families/%00",
        "/episodes/9/plan",
        "/contacts/new/people/99999999999999999999",
        "/reviews/%F0%9F",
        "/no-such-page",
        "/assets/../secret",
        "/people/found/%FF%00%27",
        "/invitation/%2e%2e",
    ] {
        let page = lead.get(path).await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
    }
    for page in app::capabilities::pages().iter().filter(|page| page.method == "POST") {
        let route = &page.address;
        let path = route
            .replace("{id}", &uuid.to_string())
            .replace("{n}", "1")
            .replace("{area}", "health")
            .replace("{token}", "x");
        for body in [
            String::new(),
            format!("csrf={csrf}&key=%00&on-day=-1&on-month=99999999999&on-year=2147483648&text=%FF%FE"),
            "=&=&&&;".into(),
            "a=1&".repeat(5_000),
            "%".into(),
        ] {
            let page = lead.request("POST", &path, Some("application/x-www-form-urlencoded"), &[], body).await;
            assert!(page.status.as_u16() < 500, "{path}: {} {}", page.status, page.text());
        }
        let page = lead.request("POST", &path, Some("multipart/form-data; boundary=x"), &[], "--x\r\n").await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
    }
});

/// T4, on SQLite, where the quota of the file stands for the disk: a full disk is never told as saved, reading goes on,
/// and writing resumes when there is room, without a restart.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_never_told_as_saved_and_writing_resumes_with_room() {
    #[derive(QueryableByName)]
    struct Pages {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        page_count: i64,
    }
    let w = testkit::World::sqlite();
    let (family, _, _) = led(&w, "intervention-plan").await;
    let mut conn = w.conn();
    // something that can make room later
    store::dialect::batch(&mut conn, "CREATE TABLE ballast (b BLOB); INSERT INTO ballast VALUES (zeroblob(4000000))")
        .expect("ballast");
    let pages: Pages = diesel::sql_query("PRAGMA page_count").get_result(&mut conn).expect("a count");
    let most = u32::try_from(pages.page_count).expect("small") + 12;
    let w = w.resized(store::Options { threads: 2, most_pages: Some(most), ..store::Options::default() });
    let lead = w.person("lead").await;
    let path = format!("/families/{family}/notes/new");
    let notes = |conn: &mut store::Conn| cases::records::note::table.count().get_result::<i64>(conn).expect("a count");
    let (mut saved, mut refused) = (0, 0);
    let text = "Baked bread together. ".repeat(400);
    for n in 0..60 {
        let page = lead.get(&path).await;
        if page.status != 200 {
            // its access entry could not be committed, so nothing was shown
            page.must_be(503);
            refused += 1;
            continue;
        }
        let text = format!("{n} {text}");
        let answer = lead.submit_on(&page, &path, &[("kind", "visit"), ("text", &text)]).await;
        match answer.status.as_u16() {
            303 => saved += 1,
            503 => {
                answer.must_say("Your change was not saved");
                refused += 1;
            }
            other => panic!("{other}: {}", answer.text()),
        }
        if refused > 3 {
            break;
        }
    }
    assert!(saved > 0 && refused > 3, "{saved} saved, {refused} refused: the disk never filled");
    assert_eq!(notes(&mut conn), saved, "what was told as saved is there, and nothing else");
    // room again
    store::dialect::batch(&mut conn, "DELETE FROM ballast").expect("room");
    let page = lead.get(&path).await;
    page.must_be(200);
    lead.submit_on(&page, &path, &[("kind", "visit"), ("text", "There is room.")]).await.must_be(303);
    assert_eq!(notes(&mut conn), saved + 1);
    while store::seal::seal_new(&w.app.db).await.expect("sealed") > 0 {}
    store::seal::verify(&mut conn, None).expect("read").expect("the audit chain holds");
}
