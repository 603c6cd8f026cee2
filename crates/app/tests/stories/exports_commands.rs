//! Returns at the machine: `earlyhelp export`.

use crate::{
    account_commands::{refused, run, said},
    exports_checked::{check_annex_a_1, read},
    helpers::{contact, decide},
};
use diesel::prelude::*;
use testkit::{World, story};

fn at(dir: &tempfile::TempDir, name: &str) -> String {
    dir.path().join(name).display().to_string()
}

fn rows(w: &World) -> Vec<(String, Option<i64>, bool)> {
    use exports_runs::export_run;
    export_run::table
        .order(export_run::asked_at)
        .select((export_run::reason, export_run::row_count, export_run::whole))
        .load(&mut w.conn())
        .expect("runs")
}

mod exports_runs {
    diesel::table! {
        use diesel::sql_types::*;
        use store::types::{Uid, Utc};

        export_run (id) {
            id -> Uid,
            reason -> Text,
            asked_at -> Utc,
            row_count -> Nullable<BigInt>,
            whole -> Bool,
        }
    }
}

story!(a_return_is_a_command_with_a_reason_and_is_kept_like_one_of_a_page, |w| {
    let id = contact(&w).await;
    decide(&w, &id, "advice").await;
    let dir = tempfile::tempdir().expect("a directory");
    let (out, left) = (at(&dir, "list1.csv"), at(&dir, "left.csv"));
    let words = ["export", "annex-a", "--list", "1", "--as-of", "2026-03-04", "--out", &out, "--excluded", &left];
    assert_eq!(run(&w, &words).status.code(), Some(2), "without a reason");
    let with = |more: &[&'static str]| -> Vec<String> {
        words.iter().chain(&["--reason", "For the inspectors."]).chain(more).map(|word| (*word).to_owned()).collect()
    };
    let words: Vec<String> = with(&[]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(said(&w, &words), "1 rows, 0 left out, 1 to check");
    let table = read(&std::fs::read_to_string(&out).expect("a file"));
    check_annex_a_1(&table);
    assert_eq!(table.rows.len(), 1);
    let left = read(&std::fs::read_to_string(&left).expect("a file"));
    assert_eq!(left.headings, ["Reference", "Child Unique ID", "Date", "Why it is left out"]);
    assert_eq!(rows(&w), [("For the inspectors.".to_owned(), Some(1), false)]);

    // an entry with how many rows, as of any list
    use store::log::access_entry;
    let entries: Vec<Option<i64>> = access_entry::table
        .filter(access_entry::because.eq("command"))
        .select(access_entry::row_count)
        .load(&mut w.conn())
        .expect("entries");
    assert_eq!(entries, [Some(1)]);
    w.person("head").await.get("/exports").await.must_say("A command of the program");

    let future: Vec<&str> = words.iter().map(|word| if *word == "2026-03-04" { "2026-03-05" } else { word }).collect();
    assert!(refused(&w, &future).contains("in the future"));
    let nowhere = ["export", "ssd", "--reason", "For the data set.", "--out", "/no/such/place/ssd.csv"];
    assert!(refused(&w, &nowhere).contains("/no/such/place"));
    assert_eq!(rows(&w).len(), 1);
    for help in [&["export", "--help"][..], &["export", "ssd", "--help"], &["export", "social-care-data", "--help"]] {
        assert_eq!(run(&w, help).status.code(), Some(0));
    }
    assert_eq!(
        run(&w, &["export", "annex-a", "--list", "3", "--out", &out, "--reason", "Why not."]).status.code(),
        Some(2)
    );
});

story!(a_restricted_record_is_in_a_command_s_file_only_where_that_is_asked_for_and_kept, |w| {
    let id = contact(&w).await;
    let family = decide(&w, &id, "assessment").await;
    let privacy = w.person("privacy").await;
    let path = format!("/families/{family}/restriction");
    let page = privacy.get(&path).await;
    let listed = page.value_of("Daniel Osei").expect("a colleague");
    privacy.submit_on(&page, &path, &[("reason", "A threat."), ("listed", &listed)]).await.must_be(303);

    let dir = tempfile::tempdir().expect("a directory");
    let (out, left) = (at(&dir, "e.csv"), at(&dir, "left.csv"));
    let words = ["export", "ssd", "--out", &out, "--reason", "For the data set.", "--excluded", &left];
    assert_eq!(said(&w, &words), "0 rows, 1 left out, 0 to check");
    assert!(read(&std::fs::read_to_string(&left).expect("a file")).rows.is_empty(), "not even by its reference");
    let whole: Vec<&str> = words.into_iter().chain(["--with-restricted", "--json"]).collect();
    let told: serde_json::Value = serde_json::from_str(&said(&w, &whole)).expect("JSON");
    assert_eq!((&told["rows"], &told["return"]), (&1.into(), &"ssd-early-help".into()));
    assert_eq!(rows(&w).iter().map(|(.., whole)| *whole).collect::<Vec<_>>(), [false, true]);
});
