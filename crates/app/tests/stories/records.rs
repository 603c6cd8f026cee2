//! A council's old system comes in by CSV files: looked at, brought over whole by family, taken back as one.

use crate::program::{self, address, command};
use access::{FamilyId, guard};
use diesel::prelude::*;
use people::{details::Typed, records::family};
use std::{path::Path, time::Duration};
use testkit::{World, story};

const MAP: &str = r#"
system = "Old system"
dates = ["%d/%m/%Y", "%Y-%m-%d"]
restricted_to = ["privacy@example.org"]

[families]
file = "families.csv"
columns = { id = "FAMILY", restricted = "RESTRICTED" }

[people]
file = "people.csv"
columns.id = "PERSON"
columns.family = "FAMILY"
columns.role = "ROLE"
columns.given_name = "FIRST"
columns.family_name = "LAST"
columns.date_of_birth = "DOB"
columns.nhs_number = "NHS"
columns.postcode = "POSTCODE"
columns.line_1 = "ADDRESS"
columns.protected = "HIDDEN"
values.role = { Mother = "parent", Child = "child" }

[contacts]
file = "contacts.csv"
columns.id = "ID"
columns.family = "FAMILY"
columns.received_on = "CAME"
columns.source = "FROM"
columns.decided_on = "DECIDED"
columns.outcome = "OUTCOME"
columns.summary = "WHAT"
values.source = { School = "school" }
values.outcome = { Assess = "assessment" }

[episodes]
file = "episodes.csv"
columns.id = "ID"
columns.family = "FAMILY"
columns.opened_on = "OPENED"
columns.kind = "KIND"
columns.contact = "CONTACT"
columns.team = "TEAM"
columns.lead = "LEAD"
values.kind = { EHA = "assessment" }

[closures]
file = "closures.csv"
columns = { episode = "EPISODE", closed_on = "CLOSED", closing_reason = "WHY", exit_plan = "PLAN" }
values.closing_reason = { "Needs met" = "outcomes-met" }

[documents]
file = "documents.csv"
columns = { id = "ID", family = "FAMILY", written_on = "DATE", title = "TITLE", text = "TEXT", author = "BY" }
"#;

const FAMILIES: &str = "FAMILY,RESTRICTED\nf1,No\nf2,No\nf3,Yes\n";

const PEOPLE: &str = "PERSON,FAMILY,ROLE,FIRST,LAST,DOB,NHS,ADDRESS,POSTCODE,HIDDEN
p1,f1,Mother,Ife,Quillfeather,01/02/1988,,1 Elm Road,ME4 4TR,No
p2,f1,Child,Ada,Quillfeather,29/02/2016,9434765919,1 Elm Road,ME4 4TR,No
p3,f2,Mother,Rosalind,Thackeray,12/06/1990,,2 Oak Lane,ME5 9AA,Yes
p4,f2,Child,Wilfred,Thackeray,03/09/2014,,,,No
p5,f3,Mother,Imelda,Vantongeren,21/11/1985,,3 Ash Way,ME7 1BB,No
p6,f3,Child,Casper,Vantongeren,14/07/2013,,3 Ash Way,ME7 1BB,No
";

const CONTACTS: &str = "ID,FAMILY,CAME,FROM,DECIDED,OUTCOME,WHAT
c1,f1,10/01/2024,School,11/01/2024,Assess,Misses school on Mondays.
c2,f1,20/11/2024,School,21/11/2024,Assess,Misses school again.
c3,f2,02/02/2026,School,03/02/2026,Assess,Sleeps badly.
c4,f3,02/03/2026,School,,,Not decided yet.
";

const EPISODES: &str = "ID,FAMILY,OPENED,KIND,CONTACT,TEAM,LEAD
e1,f1,15/01/2024,EHA,c1,Gillingham,
e2,f2,05/02/2026,EHA,c3,Gillingham,lead@example.org
";

const CLOSURES: &str = "EPISODE,CLOSED,WHY,PLAN\ne1,30/06/2024,Needs met,Call the school.\n";

const DOCUMENTS: &str = "ID,FAMILY,DATE,TITLE,TEXT,BY
d1,f1,20/02/2024,Early help assessment,\"Ada is a lively child.
She reads well.\",Pat Moor
";

/// The files of an old system.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().expect("a directory"));
        let all = [
            ("map.toml", MAP),
            ("families.csv", FAMILIES),
            ("people.csv", PEOPLE),
            ("contacts.csv", CONTACTS),
            ("episodes.csv", EPISODES),
            ("closures.csv", CLOSURES),
            ("documents.csv", DOCUMENTS),
        ];
        all.iter().for_each(|(name, text)| files.write(name, text));
        files
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path().join(name), text).expect("written");
    }

    /// The same files, with one text in place of another.
    fn with(name: &str, before: &str, after: &str) -> Self {
        let files = Self::new();
        files.change(name, before, after);
        files
    }

    fn change(&self, name: &str, before: &str, after: &str) {
        let text = std::fs::read_to_string(self.path().join(name)).expect("a text");
        assert!(text.contains(before), "{name} says {before}");
        self.write(name, text.replacen(before, after, 1));
    }

    fn words(&self, more: &[&str]) -> Vec<String> {
        let path = |name: &str| self.path().join(name).display().to_string();
        let words = ["import", "records", &path(""), "--map", &path("map.toml")].map(ToOwned::to_owned);
        words.into_iter().chain(more.iter().map(|word| (*word).to_owned())).collect()
    }

    fn run(&self, w: &World, more: &[&str]) -> (bool, String) {
        let words = self.words(more);
        let told = program::run(w, &words.iter().map(String::as_str).collect::<Vec<_>>());
        w.app.db.look_again();
        told
    }

    fn apply(&self, w: &World) -> String {
        let (done, told) = self.run(w, &["--apply"]);
        assert!(done, "{told}");
        told
    }

    /// Refused by this rule, at this place, and nothing is changed; nor is what stands there told.
    fn refused(&self, w: &World, place: &str, rule: &str) {
        let before = many(w, "event");
        for more in [&[][..], &["--apply"][..]] {
            let (done, told) = self.run(w, more);
            assert!(!done, "{rule} is refused: {told}");
            assert!(told.contains(&format!("{place}: {rule}: ")), "{place}: {rule} is named: {told}");
            for personal in ["Quillfeather", "Thackeray", "Elm Road", "9434765919"] {
                assert!(!told.contains(personal), "{told}");
            }
        }
        assert_eq!((many(w, "event"), many(w, "import_run")), (before, 0), "{rule} changes nothing");
    }
}

fn many(w: &World, table: &str) -> i64 {
    store::dialect::count(&mut w.conn(), table).expect("a count")
}

fn undo(w: &World, run: &str) -> (bool, String) {
    let told = program::run(w, &["import", "records", "--undo", run]);
    w.app.db.look_again();
    told
}

/// The id of a run, as a command tells it.
fn run_of(told: &str) -> String {
    let line = told.lines().find_map(|line| line.strip_prefix("Run ")).expect("a run");
    line.trim_end_matches(':').to_owned()
}

/// The family that goes by this name.
fn family_named(w: &World, name: &str) -> FamilyId {
    family::table.filter(family::name.eq(name)).select(family::id).first(&mut w.conn()).expect("a family")
}

fn audited(w: &World) {
    let mut conn = w.conn();
    let now = w.app.db.now();
    while conn.write(|conn| store::seal::seal_within(conn, now)).expect("sealed") > 0 {}
    let found = store::seal::verify(&mut conn, None).expect("read");
    assert!(found.is_ok(), "the chain holds: {found:?}");
}

story!(an_old_system_is_looked_at_and_brought_over_with_its_days, |w| {
    let files = Files::new();
    let before = many(&w, "event");
    let (done, told) = files.run(&w, &[]);
    assert!(done && told.contains("3 families: 1 restricted") && told.contains("1 waits for a decision"), "{told}");
    assert_eq!((many(&w, "event"), many(&w, "family")), (before, 0), "a look changes nothing");

    let told = files.apply(&w);
    assert!(told.contains("6 people") && told.contains("2 episodes: 1 open"), "{told}");
    assert_eq!((many(&w, "family"), many(&w, "person"), many(&w, "contact"), many(&w, "episode")), (3, 6, 4, 2));

    use cases::records::episode;
    let closed: (store::Instant, Option<store::Instant>, Option<String>) = episode::table
        .filter(episode::closed_at.is_not_null())
        .select((episode::opened_at, episode::closed_at, episode::closing_reason))
        .first(&mut w.conn())
        .expect("an episode");
    assert_eq!(closed.0.date().to_string(), "2024-01-15");
    assert_eq!(closed.1.map(|at| at.date().to_string()).as_deref(), Some("2024-06-30"));
    assert_eq!(closed.2.as_deref(), Some("outcomes-met"));

    use contacts::records::contact;
    let all: Vec<(String, String, bool)> = contact::table
        .order(contact::received_at)
        .select((contact::kind, contact::source, contact::again))
        .load(&mut w.conn())
        .expect("contacts");
    assert!(all.iter().all(|(kind, source, _)| kind == "import" && source == "school"));
    assert_eq!(all.iter().map(|(.., again)| *again).collect::<Vec<_>>(), [false, true, false, false]);
    audited(&w);
});

story!(what_was_closed_owes_nothing_and_what_is_open_has_its_next_step, |w| {
    Files::new().apply(&w);
    let open = family_named(&w, "Thackeray");
    use work::tasks::task;
    let owed: Vec<(Option<FamilyId>, String)> =
        task::table.select((task::family_id, task::kind)).load(&mut w.conn()).expect("tasks");
    assert_eq!(owed, [(Some(open), "next-visit".to_owned())]);

    let lead = w.person("lead").await;
    let page = lead.get(&format!("/families/{open}")).await;
    page.must_be(200);
    assert!(page.text().contains("Visit the family for the first time"), "{}", page.text());
});

story!(a_document_stands_in_the_story_as_it_was, |w| {
    Files::new().apply(&w);
    let family = family_named(&w, "Quillfeather");
    let manager = w.person("manager-1@demo.example.org.uk").await;
    let story = manager.get(&format!("/families/{family}/chronology")).await;
    story.must_be(200);
    for words in ["Early help assessment", "She reads well.", "Pat Moor, Old system", "Brought over from Old system"] {
        assert!(story.text().contains(words), "{words}: {}", story.text());
    }
    let notes = manager.get(&format!("/families/{family}/notes")).await;
    assert!(notes.text().contains("Document from another system"), "{}", notes.text());
});

story!(what_was_restricted_and_protected_there_is_so_here, |w| {
    Files::new().apply(&w);
    let hidden = family_named(&w, "Vantongeren");
    assert!(guard::is_restricted(&mut w.conn(), hidden).expect("read"));
    w.person("front-door").await.get(&format!("/families/{hidden}")).await.must_be(404);

    use people::records::address;
    let protected: i64 =
        address::table.filter(address::protected.eq(true)).count().get_result(&mut w.conn()).expect("a count");
    assert_eq!(protected, 2, "of the mother, and of the child of whom nobody said where");
});

story!(each_cell_that_cannot_be_taken_is_named_by_its_rule, |w| {
    let swap = |name: &str, before: &str, after: &str| Files::with(name, before, after);
    swap("people.csv", "DOB", "BORN").refused(&w, "people.csv, line 1, DOB", "missing-column");
    swap("map.toml", "given_name", "first_name").refused(&w, "people.csv", "unknown-field");
    swap("map.toml", "system", "sytem").refused(&w, "map.toml", "unreadable-map");
    swap("map.toml", "documents.csv", "papers.csv").refused(&w, "papers.csv", "missing-file");
    swap("people.csv", "29/02/2016", "29/02/2015").refused(&w, "people.csv, line 3, DOB", "unreadable-date");
    swap("people.csv", "29/02/2016", "28/02/2036").refused(&w, "people.csv, line 3, DOB", "impossible-birth");
    swap("people.csv", "9434765919", "9434765918").refused(&w, "people.csv, line 3, NHS", "number-does-not-check");
    swap("people.csv", "p3,f2,Mother", "p3,f2,Aunty").refused(&w, "people.csv, line 4, ROLE", "unknown-code");
    swap("people.csv", "p3,f2", "p3,f9").refused(&w, "people.csv, line 4, FAMILY", "unknown-family");
    swap("people.csv", "p4,f2", "p4,").refused(&w, "people.csv, line 5, PERSON", "person-without-family");
    swap("people.csv", "p2,f1", "p1,f1").refused(&w, "people.csv, line 3, PERSON", "same-id-twice");
    swap("families.csv", "f3,Yes", "f3,Yes\nf4,No").refused(
        &w,
        "families.csv, line 5, FAMILY",
        "family-without-people",
    );
    swap("families.csv", "f3,Yes", "f3,Perhaps").refused(&w, "families.csv, line 4, RESTRICTED", "unknown-code");
    swap("closures.csv", "30/06/2024", "30/06/2023").refused(
        &w,
        "closures.csv, line 2, CLOSED",
        "closure-before-opening",
    );
    swap("closures.csv", "Needs met,", ",").refused(&w, "closures.csv, line 2, WHY", "closed-without-reason");
    swap("closures.csv", "Needs met", "Other").refused(&w, "closures.csv, line 2, WHY", "unknown-code");
    swap("closures.csv", "e1", "e7").refused(&w, "closures.csv, line 2, EPISODE", "unknown-episode");
    swap("episodes.csv", "c3,Gillingham", "c3,").refused(&w, "episodes.csv, line 3, TEAM", "open-without-team");
    swap("episodes.csv", "c3,Gillingham", "c3,Nowhere").refused(&w, "episodes.csv, line 3, TEAM", "unknown-team");
    swap("episodes.csv", "lead@", "gone@").refused(&w, "episodes.csv, line 3, LEAD", "unknown-account");
    swap("episodes.csv", "05/02/2026", "05/02/2027").refused(&w, "episodes.csv, line 3, OPENED", "date-ahead");
    swap("contacts.csv", "11/01/2024", "09/01/2024").refused(
        &w,
        "contacts.csv, line 2, DECIDED",
        "decision-before-contact",
    );
    swap("contacts.csv", "03/02/2026,Assess", "03/02/2026,").refused(
        &w,
        "contacts.csv, line 4, OUTCOME",
        "decided-without-outcome",
    );
    swap("documents.csv", "Pat Moor", "Pat Moor,more").refused(&w, "documents.csv, line 2", "cells-out-of-step");
    swap("map.toml", "privacy@", "gone@").refused(&w, "map", "unknown-account");
    let nobody = swap("map.toml", "restricted_to = [\"privacy@example.org\"]", "");
    nobody.refused(&w, "families.csv, line 4, FAMILY", "restricted-without-list");
    let open_twice = swap("episodes.csv", "e2,", "e3,f2,01/01/2026,EHA,,Gillingham,\ne2,");
    open_twice.refused(&w, "families.csv, line 3, FAMILY", "two-open-episodes");

    let letters = Files::new();
    let latin: Vec<u8> = PEOPLE.replace("Wilfred", "Zo#").bytes().map(|b| if b == b'#' { 0xeb } else { b }).collect();
    letters.write("people.csv", &latin);
    letters.refused(&w, "people.csv, line 5", "not-utf-8");
    letters.change("map.toml", "dates", "encoding = \"windows-1252\"\ndates");
    letters.apply(&w);
    use people::records::person;
    let read: i64 = person::table.filter(person::given_name.eq("Zoë")).count().get_result(&mut w.conn()).expect("read");
    assert_eq!(read, 1);
});

story!(a_family_with_a_bad_cell_is_left_out_where_one_says_so, |w| {
    let files = Files::with("people.csv", "29/02/2016", "29/02/2015");
    let (done, told) = files.run(&w, &["--apply", "--leave-out"]);
    assert!(!done && told.contains("unreadable-date"), "{told}");
    assert_eq!(many(&w, "family"), 2);

    files.change("people.csv", "29/02/2015", "29/02/2016");
    let told = files.apply(&w);
    assert!(told.contains("2 families were brought over before"), "{told}");
    assert_eq!((many(&w, "family"), many(&w, "person")), (3, 6));
});

story!(brought_over_twice_it_is_here_once, |w| {
    let files = Files::new();
    files.apply(&w);
    let counts = || ["family", "person", "contact", "episode", "note", "event"].map(|table| many(&w, table));
    let before = counts();
    let told = files.apply(&w);
    assert!(told.contains("Nothing is new"), "{told}");
    assert_eq!(counts(), before);
});

/// Tables in which nothing of a run may be left.
const TABLES: [&str; 19] = [
    "family",
    "person",
    "person_name",
    "person_key",
    "member",
    "address",
    "guard",
    "tie",
    "listed",
    "contact",
    "contact_person",
    "contact_word",
    "episode",
    "note",
    "helper",
    "hand_over",
    "task",
    "chronology",
    "import_item",
];

story!(a_run_is_taken_back_as_one, |w| {
    let before = TABLES.map(|table| many(&w, table));
    let run = run_of(&Files::new().apply(&w));
    let (done, told) = undo(&w, &run);
    assert!(done && told.contains("taken back: 3"), "{told}");
    let after = TABLES.map(|table| many(&w, table));
    let left: Vec<_> =
        TABLES.iter().zip(before.iter().zip(&after)).filter(|(_, (before, after))| before != after).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
    audited(&w);

    Files::new().apply(&w);
    assert_eq!(many(&w, "family"), 3, "it can be brought over again");
});

story!(a_family_that_was_worked_with_stays_and_is_named, |w| {
    let run = run_of(&Files::new().apply(&w));
    let kept = family_named(&w, "Thackeray");
    let lead = w.person("lead").await;
    let note = [("kind", "call"), ("text", "They are well.")];
    lead.submit(&format!("/families/{kept}/notes/new"), &note).await.must_be(303);

    let reference: String =
        family::table.find(kept).select(family::reference).first(&mut w.conn()).expect("a reference");
    let (done, told) = undo(&w, &run);
    assert!(!done && told.contains(&format!("{reference} stayed: somebody has worked with it")), "{told}");
    assert_eq!((many(&w, "family"), many(&w, "person")), (1, 2));
    audited(&w);
});

story!(a_family_on_which_something_else_stands_stays_whole, |w| {
    let run = run_of(&Files::new().apply(&w));
    let held = family_named(&w, "Thackeray");
    use cases::records::need_level;
    use people::records::member;
    let mut conn = w.conn();
    let child = member::table.filter(member::family_id.eq(held)).select(member::person_id).first(&mut conn);
    let child: people::PersonId = child.expect("somebody");
    let level = (
        need_level::id.eq(store::AnyId::new()),
        need_level::person_id.eq(child),
        need_level::family_id.eq(held),
        need_level::level.eq("2"),
        need_level::indicators.eq(store::Json(Vec::<String>::new())),
        need_level::reason.eq(""),
        need_level::set_at.eq(w.app.db.now()),
    );
    diesel::insert_into(need_level::table).values(level).execute(&mut conn).expect("a level");

    let (done, told) = undo(&w, &run);
    assert!(!done && told.contains("something that was made here stands on it"), "{told}");
    let there = ["family", "person", "contact", "episode", "task"].map(|table| many(&w, table));
    assert_eq!(there, [1, 2, 1, 1, 1], "nothing of it went");
    diesel::delete(need_level::table).execute(&mut conn).expect("gone");
    let (done, told) = undo(&w, &run);
    assert!(done && told.contains("taken back: 1"), "{told}");
    audited(&w);
});

fn enter(w: &World, people: &[(people::MemberRole, Typed)]) -> FamilyId {
    let pack = &w.app.pack;
    let today = w.app.db.now().date();
    let new = people.iter().map(|(role, typed)| (*role, typed.check(pack, today).expect("a person")));
    let new: Vec<_> = new.collect();
    w.app
        .db
        .alone(&pack.hash, |tx| {
            let family = people::records::begin_family(tx, "Quillfeather")?.id;
            for (role, person) in &new {
                people::records::add_person(tx, family, *role, person)?;
            }
            Ok(family)
        })
        .expect("a family")
}

fn typed(given: &str, born: &str, nhs: Option<&str>) -> Typed {
    let address =
        people::details::TypedAddress { line_1: "1 Elm Road".into(), postcode: "ME4 4TR".into(), ..Default::default() };
    Typed {
        given_name: given.into(),
        family_name: "Quillfeather".into(),
        date_of_birth: Some(born.into()),
        nhs_number: nhs.map(Into::into),
        address,
        ..Typed::default()
    }
}

story!(a_family_that_is_known_for_sure_goes_on_in_its_record, |w| {
    use people::MemberRole::{Child, Parent};
    let known = enter(
        &w,
        &[(Child, typed("Ada", "2016-02-29", Some("9434765919"))), (Parent, typed("Ife", "1988-02-01", None))],
    );
    let told = Files::new().apply(&w);
    assert!(told.contains("1 is known here and goes on") && told.contains("2 known here"), "{told}");
    assert_eq!((many(&w, "family"), many(&w, "person")), (3, 6));
    use cases::records::episode;
    let theirs: i64 =
        episode::table.filter(episode::family_id.eq(known)).count().get_result(&mut w.conn()).expect("a count");
    assert_eq!(theirs, 1, "the old episode stands in the record that was there");

    undo(&w, &run_of(&told));
    assert_eq!((many(&w, "family"), many(&w, "person"), many(&w, "episode")), (1, 2, 0), "and they stay as they were");
    audited(&w);
});

story!(somebody_who_may_be_known_is_made_and_waits_to_be_looked_at, |w| {
    use people::MemberRole::{Child, Parent};
    enter(&w, &[(Child, typed("Ada", "2016-02-29", Some("9434765919"))), (Parent, typed("Iffy", "1989-02-01", None))]);
    let told = Files::new().apply(&w);
    assert!(told.contains("to be looked at under Duplicates") && !told.contains("known here"), "{told}");
    assert_eq!(many(&w, "family"), 4);
    let page = w.person("front-door").await.get("/duplicates").await;
    assert!(page.text().contains("Ada Quillfeather"), "{}", page.text());
});

story!(the_team_of_the_help_that_goes_on_keeps_a_family_that_is_put_together, |w| {
    use people::MemberRole::{Child, Parent};
    let known = enter(
        &w,
        &[(Child, typed("Ada", "2016-02-29", Some("9434765919"))), (Parent, typed("Ife", "1988-02-01", None))],
    );
    let teams = access::accounts::list_teams(&mut w.conn()).expect("teams");
    let ours = teams.iter().find(|team| team.name == "Chatham and Luton").expect("a team").id;
    // help of a later day than anything in the files
    let run = serde_json::json!("another");
    let later = cases::history::OldEpisode {
        family: known,
        contact: None,
        previous: None,
        team: Some(ours),
        lead: None,
        led_from: w.app.db.now(),
        seen_on: None,
        kind: "assessment".into(),
        opened_at: w.app.db.now(),
        closed: None,
    };
    let begin = |tx: &mut store::Tx<'_>| cases::history::add_episode(tx, &later, &run, "Another system");
    w.app.db.alone(&w.app.pack.hash, begin).expect("an episode");

    let told = Files::new().apply(&w);
    assert!(told.contains("1 is known here"), "closed help joins a family that is helped: {told}");
    assert_eq!(guard::team_of(&mut w.conn(), known).expect("read"), Some(ours));
    undo(&w, &run_of(&told));
    assert_eq!(guard::team_of(&mut w.conn(), known).expect("read"), Some(ours));
});

story!(nothing_is_put_together_with_a_family_that_is_restricted, |w| {
    use people::MemberRole::{Child, Parent};
    let known = enter(
        &w,
        &[(Child, typed("Ada", "2016-02-29", Some("9434765919"))), (Parent, typed("Ife", "1988-02-01", None))],
    );
    use guard::guard as of;
    diesel::update(of::table.find(known)).set(of::restricted.eq(true)).execute(&mut w.conn()).expect("restricted");
    let told = Files::new().apply(&w);
    assert!(!told.contains("known here") && told.contains("to be looked at"), "{told}");
    let page = w.person("front-door").await.get("/duplicates").await;
    assert!(!page.text().contains("Ada Quillfeather"), "nobody who is not listed is asked about it");
});

/// So many families, without a word that is read anywhere.
fn many_families(files: &Files, count: usize) {
    let rows =
        |head: &str, row: &dyn Fn(usize) -> String| format!("{head}\n{}", (0..count).map(row).collect::<String>());
    files.write("families.csv", rows("FAMILY,RESTRICTED", &|n| format!("f{n},No\n")));
    let first = |n: usize| ["Ada", "Tom", "Ife", "Wilf", "Rosa", "Casper", "Maud"][n % 7];
    let last = |n: usize| {
        format!("{}{}", ["Quill", "Thack", "Vant", "Orm"][n % 4], ["feather", "eray", "by", "sby"][n / 4 % 4])
    };
    let head = "PERSON,FAMILY,ROLE,FIRST,LAST,DOB,NHS,ADDRESS,POSTCODE,HIDDEN";
    let person = |n: usize| {
        let (day, year) = (n % 28 + 1, 2008 + n % 15);
        format!(
            "p{n},f{n},Child,{},{},{day:02}/{:02}/{year},,{n} Elm Road,ME4 4TR,No\n",
            first(n),
            last(n),
            n / 28 % 12 + 1
        )
    };
    files.write("people.csv", rows(head, &person));
    let head = CONTACTS.lines().next().expect("a line");
    files.write("contacts.csv", rows(head, &|n| format!("c{n},f{n},10/01/2024,School,11/01/2024,Assess,Words.\n")));
    let head = EPISODES.lines().next().expect("a line");
    files.write("episodes.csv", rows(head, &|n| format!("e{n},f{n},15/01/2024,EHA,c{n},,\n")));
    let head = CLOSURES.lines().next().expect("a line");
    files.write("closures.csv", rows(head, &|n| format!("e{n},30/06/2024,Needs met,Call.\n")));
    files.write("documents.csv", DOCUMENTS.lines().next().expect("a line"));
}

story!(a_run_that_was_killed_goes_on_and_makes_nothing_twice, |w| {
    let files = Files::new();
    many_families(&files, 400);
    let words = files.words(&["--apply"]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut child = command(&w, &address(&w.settings.database), &words).spawn().expect("it runs");
    let mut waited = 0;
    while many(&w, "import_item") == 0 && waited < 3_000 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        waited += 1;
    }
    child.kill().expect("killed");
    child.wait().expect("it ends");
    let there = many(&w, "family");
    assert!(there > 0 && there < 400, "killed in the middle: {there}");
    assert_eq!((many(&w, "person"), many(&w, "contact"), many(&w, "episode")), (there, there, there), "each is whole");

    let told = files.apply(&w);
    assert!(told.contains("400 families") && told.contains("400 episodes"), "the run counts all of it: {told}");
    assert_eq!(
        ["family", "person", "contact", "episode", "import_run"].map(|table| many(&w, table)),
        [400, 400, 400, 400, 1]
    );
    audited(&w);
});

story!(runs_are_listed_for_those_who_keep_the_system, |w| {
    let run = run_of(&Files::new().apply(&w));
    let (done, told) = program::run(&w, &["import", "records", "--list"]);
    assert!(done && told.contains(&run) && told.contains("done"), "{told}");
    for word in ["admin", "privacy"] {
        let page = w.person(word).await.get("/imports").await;
        page.must_be(200);
        assert!(page.text().contains("Old system") && page.text().contains("3 families"), "{}", page.text());
        assert!(!page.text().contains("Quillfeather"));
    }
    w.person("head").await.get("/imports").await.must_be(403);
    let (done, told) = undo(&w, "01890000-0000-7000-8000-000000000000");
    assert!(!done && told.contains("there is no run"), "{told}");
});
