//! T9: several that migrate at once wait for each other, and `upgrade-check` finds what would fail.

use crate::program;
use store::Conn;
use testkit::story;

story!(several_that_migrate_at_once_all_succeed, |w| {
    let free = program::address(&w.free_database());
    let at_once: Vec<_> =
        (0..6).map(|_| program::command(&w, &free, &["migrate"]).spawn().expect("it starts")).collect();
    for (done, told) in program::wait(at_once) {
        assert!(done, "{told}");
    }
    let (done, told) = program::said(program::command(&w, &free, &["upgrade-check"]).output().expect("it runs"));
    assert!(done && told.trim() == "PASS", "{told}");
});

story!(an_upgrade_check_names_the_step_that_would_fail_and_changes_nothing, |w| {
    let applied = |conn: &mut Conn| store::dialect::count(conn, "migration").expect("a count");
    let mut conn = w.conn();
    // two steps are still to come, of which the second meets what is there
    store::dialect::batch(
        &mut conn,
        "DELETE FROM migration WHERE owner = 'store' AND name IN ('0008-clock', '0009-lines'); DROP TABLE clock_mark",
    )
    .expect("taken back");
    let before = applied(&mut conn);
    let (done, told) = program::run(&w, &["upgrade-check"]);
    assert!(!done && told.contains("FAIL"), "{told}");
    assert!(told.contains("store 0009-lines would fail:") && told.contains("already exists"), "{told}");
    assert_eq!(applied(&mut conn), before);
    assert!(store::dialect::count(&mut conn, "clock_mark").is_err(), "the first was undone, too");

    store::dialect::batch(&mut conn, "DROP INDEX chronology_event").expect("made possible");
    let (done, told) = program::run(&w, &["upgrade-check"]);
    assert!(done && told.contains("to apply: store 0009-lines") && told.contains("PASS"), "{told}");
    assert_eq!(applied(&mut conn), before);
});
