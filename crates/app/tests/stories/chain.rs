//! T15: logs that were emptied, a tail that was cut off, and words that were changed beside the logs are found and
//! named.

use crate::{helpers::led, program};
use store::{
    backup,
    seal::{self, Checkpoint, Fault},
};
use testkit::{World, story};

async fn sealed(w: &World) {
    while seal::seal_new(&w.app.db).await.expect("sealed") > 0 {}
}

/// What is found wrong after this was done to the database, which is then undone.
fn tampered(w: &World, statement: &str) -> Fault {
    let mut found = None;
    let _ = w.conn().write(|conn| -> store::Result<()> {
        store::dialect::batch(conn, statement)?;
        found = seal::verify(conn, None)?.err();
        Err(store::Error::Closed)
    });
    found.unwrap_or_else(|| panic!("nothing was found after {statement}"))
}

async fn with_note(w: &World) -> access::FamilyId {
    let (family, _, lead) = led(w, "intervention-plan").await;
    let path = format!("/families/{family}/notes/new");
    lead.submit(&path, &[("kind", "visit"), ("text", "Baked bread.")]).await.must_be(303);
    sealed(w).await;
    family
}

story!(emptied_logs_are_not_called_whole, |w| {
    led(&w, "intervention-plan").await;
    sealed(&w).await;
    let all = "DELETE FROM seal; DELETE FROM chronology; DELETE FROM access_shown; DELETE FROM access_entry;
               DELETE FROM event";
    let fault = tampered(&w, all);
    assert!(matches!(&fault, Fault::Emptied(_)), "{fault}");
    assert!(fault.to_string().contains("emptied"), "{fault}");
    // an empty database is one in which nothing has happened yet
    let free = w.free_database();
    let mut conn = store::Conn::open(&free, &store::Options::default()).expect("a database");
    store::migrate::run(&mut conn, w.app.db.now(), &app::capabilities::migrations()).expect("migrated");
    seal::verify(&mut conn, None).expect("read").expect("nothing is wrong with it");
});

story!(words_of_the_chronology_are_under_the_chain, |w| {
    with_note(&w).await;
    seal::verify(&mut w.conn(), None).expect("read").expect("the chain holds");
    let is =
        |fault: &Fault, what: &str| fault.to_string().contains("chronology line") && fault.to_string().contains(what);

    let changed = tampered(&w, "UPDATE chronology SET body = 'Burnt bread.' WHERE body = 'Baked bread.'");
    assert!(is(&changed, "was changed"), "{changed}");
    let missing = tampered(&w, "DELETE FROM chronology WHERE body = 'Baked bread.'");
    assert!(is(&missing, "is missing"), "{missing}");
    let id =
        if w.conn().is_pg() { "'ffffffff-0000-7000-8000-000000000001'" } else { "x'ffffffff000070008000000000000001'" };
    let columns = "family_id, occurred_at, kind, title, body, author";
    let doubled = format!(
        "INSERT INTO chronology (id, event_id, {columns}) SELECT {id}, event_id, {columns} FROM chronology
         WHERE body = 'Baked bread.'"
    );
    let doubled = tampered(&w, &doubled);
    assert!(is(&doubled, "was added"), "{doubled}");
    // one that hangs on an event that names none
    let elsewhere = format!(
        "INSERT INTO chronology (id, event_id, {columns}) SELECT {id}, (SELECT max(CAST(id AS text)) FROM event
         WHERE family_id IS NULL), {columns} FROM chronology WHERE body = 'Baked bread.'"
    );
    let elsewhere = if w.conn().is_pg() {
        elsewhere.replace("max(CAST(id AS text))", "CAST(max(CAST(id AS text)) AS uuid)")
    } else {
        elsewhere.replace("max(CAST(id AS text))", "max(id)")
    };
    let elsewhere = tampered(&w, &elsewhere);
    assert!(is(&elsewhere, "was added"), "{elsewhere}");
});

story!(the_text_of_a_note_is_under_the_chain, |w| {
    let dir = tempfile::tempdir().expect("a directory");
    let mut w = w;
    program::give_key(&mut w, dir.path());
    with_note(&w).await;
    let (holds, told) = program::run(&w, &["audit", "verify"]);
    assert!(holds, "{told}");
    store::dialect::batch(&mut w.conn(), "UPDATE note SET text = 'Burnt bread.'").expect("changed");
    let (holds, told) = program::run(&w, &["audit", "verify"]);
    assert!(!holds && told.contains("note ") && told.contains("was changed"), "{told}");
    assert!(!told.contains("bread"), "{told}");
});

story!(a_tail_that_was_cut_off_is_found_by_the_checkpoint_beside_the_key, |w| {
    let dir = tempfile::tempdir().expect("a directory");
    let mut w = w;
    program::give_key(&mut w, dir.path());
    led(&w, "intervention-plan").await;
    sealed(&w).await;
    app::work::keep_checkpoint(&w.app, &w.settings.key_file).await.expect("kept");
    let place = Checkpoint::place(&w.settings.key_file);
    let kept = std::fs::read_to_string(&place).expect("a checkpoint");
    let mode = std::os::unix::fs::PermissionsExt::mode(&place.metadata().expect("a file").permissions());
    assert_eq!(mode & 0o777, 0o600);
    assert!(program::run(&w, &["audit", "verify"]).0, "the chain holds");

    // whoever can write into the database only cuts off the newest seal with all that it lists
    let mut conn = w.conn();
    store::dialect::batch(&mut conn, "DELETE FROM seal WHERE seq = (SELECT max(seq) FROM seal)").expect("cut off");
    let (holds, told) = program::run(&w, &["audit", "verify"]);
    assert!(!holds && told.contains("is missing") && told.contains("test.key.checkpoint"), "{told}");
    // and a program that serves on does not forget it
    app::work::keep_checkpoint(&w.app, &w.settings.key_file).await.expect_err("it is told");
    assert_eq!(std::fs::read_to_string(&place).expect("a checkpoint"), kept);

    let all = "DELETE FROM seal; DELETE FROM chronology; DELETE FROM access_shown; DELETE FROM access_entry;
               DELETE FROM event";
    store::dialect::batch(&mut conn, all).expect("emptied");
    let (holds, told) = program::run(&w, &["audit", "verify"]);
    assert!(!holds && told.contains("were emptied"), "{told}");
    app::work::keep_checkpoint(&w.app, &w.settings.key_file).await.expect_err("it is told");
    assert_eq!(std::fs::read_to_string(&place).expect("a checkpoint"), kept);

    std::fs::write(&place, kept.replace("\"seq\":", "\"seq\":1")).expect("forged");
    let (holds, told) = program::run(&w, &["audit", "verify"]);
    assert!(!holds && told.contains("not genuine"), "{told}");
});

story!(a_restore_of_an_older_backup_sets_the_checkpoint_aside_and_says_so, |w| {
    let dir = tempfile::tempdir().expect("a directory");
    let mut w = w;
    program::give_key(&mut w, dir.path());
    sealed(&w).await;
    let file = dir.path().join("backup");
    backup::backup(&w.settings.database, &file).expect("a backup");
    led(&w, "intervention-plan").await;
    sealed(&w).await;
    app::work::keep_checkpoint(&w.app, &w.settings.key_file).await.expect("kept");

    let free = program::address(&w.free_database());
    let run = |args: &[&str]| program::said(program::command(&w, &free, args).output().expect("it runs"));
    let (done, told) = run(&["restore", file.to_str().expect("text")]);
    assert!(done && told.contains("written after the backup is gone"), "{told}");
    assert!(!Checkpoint::place(&w.settings.key_file).exists());
    assert!(dir.path().join("test.key.checkpoint.before-1").exists());
    let (holds, told) = run(&["audit", "verify"]);
    assert!(holds, "{told}");
});
