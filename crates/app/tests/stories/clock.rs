//! T11: a clock that jumps shuts nobody out and lengthens nothing, and an operator is told.

use crate::program;
use access::{Role, accounts, sessions};
use std::collections::BTreeSet;
use store::clock::{self, Jump};
use testkit::{NOW, World, story};

const DAY: i64 = 86_400;

/// As a program leaves them that serves from `NOW` for so many days.
pub fn serve_for(w: &World, days: i64) {
    let mut conn = w.conn();
    for hours in (0..=days * 24).step_by(12) {
        clock::mark(&mut conn, NOW.plus_seconds(hours * 3_600), None).expect("marked");
    }
}

/// The e-mail addresses of accounts in use.
fn in_use(w: &World) -> BTreeSet<String> {
    let all = accounts::list(&mut w.conn()).expect("a list");
    all.into_iter().filter(|(account, _)| account.disabled_at.is_none()).map(|(account, _)| account.email).collect()
}

story!(a_clock_that_jumps_shuts_nobody_out, |w| {
    let before = in_use(&w);
    serve_for(&w, 3);
    // the clock jumps by 50 days, the program is started, and the day's work is done
    let w = w.later(50);
    clock::mark(&mut w.conn(), w.app.db.now(), None).expect("marked");
    app::work::once(&w.app, &w.settings).await.expect("the day's work");
    assert_eq!(in_use(&w), before);
    // a program that has left no mark knows nothing of the time
    store::dialect::batch(&mut w.conn(), "DELETE FROM clock_mark").expect("no marks");
    let w = w.later(1);
    app::work::once(&w.app, &w.settings).await.expect("the day's work");
    assert_eq!(in_use(&w), before);
});

story!(whoever_is_away_for_long_is_shut_out_but_not_the_last_administrator, |w| {
    let admins = |w: &World| accounts::with_role(&mut w.conn(), Role::Admin).expect("a list").len();
    assert!(admins(&w) >= 1 && in_use(&w).len() > 10);
    serve_for(&w, 46);
    let w = w.later(46);
    app::work::once(&w.app, &w.settings).await.expect("the day's work");
    assert_eq!(admins(&w), 1, "somebody can let the others in again");
    assert_eq!(in_use(&w).len(), 1, "{:?}", in_use(&w));
});

story!(the_last_administrator_is_not_disabled_at_the_machine, |w| {
    let (done, told) = program::run(&w, &["account", "disable", "--email", "admin@example.org"]);
    assert!(!done && told.contains("the last account of the council with the role Administrator"), "{told}");
    assert!(in_use(&w).contains("admin@example.org"));
    let (done, told) = program::run(&w, &["account", "disable", "--email", "lead@example.org"]);
    assert!(done, "{told}");
});

story!(a_clock_that_goes_back_lengthens_no_session, |w| {
    let lead = w.person("lead").await;
    let cookie = lead.cookie();
    let (_, value) = cookie.split_once('=').expect("a cookie");
    let account = accounts::find_by_email(&mut w.conn(), "lead@example.org").expect("found").expect("an account").id;
    let seen = |w: &World, minutes: i64| {
        let token = sessions::Secret::given(value).hash();
        sessions::touch(&mut w.conn(), NOW.plus_seconds(minutes * 60), &token, account).expect("seen");
    };
    // four hours old, and seen just now
    seen(&w, 240);
    let w = w.at(NOW.plus_seconds(241 * 60));
    let same = w.stranger();
    same.set_cookie(&cookie);
    same.get("/my-work").await.must_be(200);
    // the clock goes back by three hours: by its reckoning it was last seen in three hours
    seen(&w, 240);
    let w = w.at(NOW.plus_seconds(60 * 60));
    let same = w.stranger();
    same.set_cookie(&cookie);
    assert!(same.get("/my-work").await.location.starts_with("/sign-in"));
});

story!(doctor_tells_of_a_clock_that_jumped, |w| {
    let dir = tempfile::tempdir().expect("a directory");
    let mut w = w;
    program::give_key(&mut w, dir.path());
    assert!(!program::run(&w, &["doctor"]).1.contains("clock"), "nothing to tell");

    let jump = Jump { seconds: 50 * DAY, at: NOW.plus_seconds(-DAY) };
    clock::mark(&mut w.conn(), NOW, Some(jump)).expect("marked");
    let (well, told) = program::run(&w, &["doctor"]);
    assert!(!well && told.contains("jumped forward by 50 days") && told.contains("NTP"), "{told}");
    assert!(clock::find_mark(&mut w.conn()).expect("read").is_some_and(|mark| mark.steady_since == NOW));

    // a week later it is over
    serve_for(&w, 8);
    let w = w.later(8);
    assert!(!program::run(&w, &["doctor"]).1.contains("jumped"), "a week later it is over");
    // and one that is behind what was served is told at once
    let w = w.at(NOW);
    let (well, told) = program::run(&w, &["doctor"]);
    assert!(!well && told.contains("8 days behind"), "{told}");
});
