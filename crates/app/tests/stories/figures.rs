//! Figures: what is kept is what a full recount gives, a list has as many rows as its count, what is published gives
//! nobody away, and two people publish it.

use crate::helpers::{contact, contact_of, decide, family};
use diesel::prelude::*;
use insight::{
    counting::{self, Asking, Looked, Period, Window},
    facts::Dim,
    figures::{self, Figure, Rule},
    keeping,
};
use store::{Conn, each};
use testkit::{Person, World, story};

fn on(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

/// Counts what was committed, and compares it with a full recount.
pub fn figures_are_true(w: &World, told: &str) {
    let (mut conn, now) = (w.conn(), w.app.db.now());
    conn.write::<_, store::Error>(|conn| keeping::catch_up_within(conn, &w.app.pack, now)).expect("counted");
    assert!(keeping::is_true(&mut conn, &w.app.pack, now).expect("a query"), "{told}: all is counted");
    let differs = conn.write::<_, store::Error>(|conn| keeping::differs(conn, &w.app.pack)).expect("a recount");
    assert_eq!(differs, None, "{told}");
    remembered_is_counted(w, &mut conn, told);
}

/// What is remembered of a count is what is counted now, in periods that change and in those that do not.
fn remembered_is_counted(w: &World, conn: &mut Conn, told: &str) {
    let (pack, today) = (&w.app.pack, w.app.db.now().date());
    let asking = Asking::new(&w.app.db, conn, pack, today).expect("a query");
    let of_today = Window { from: today - chrono::Days::new(40), to: today };
    let windows = [of_today, Period::last_quarter(today).window(), Period::Year(2025).window()];
    for figure in figures::ALL.iter().filter(|figure| !figure.rule.has_no_rows()) {
        let looks = [Looked::default(), Looked { by: figure.by().take(2).collect(), ..Looked::default() }];
        for (window, looked) in windows.iter().flat_map(|window| looks.iter().map(move |looked| (*window, looked))) {
            let remembered = asking.count(conn, figure, window, looked).expect("a count");
            let counted = counting::count_facts(conn, pack, figure, window, looked, today).expect("a count");
            assert_eq!(remembered, counted, "{told}: {} {window:?}", figure.id);
        }
    }
}

story!(whatever_people_do_what_is_kept_is_what_a_full_recount_gives, |w| {
    figures_are_true(&w, "nobody yet");
    let id = contact(&w).await;
    figures_are_true(&w, "a contact without a family");
    decide(&w, &id, "intervention-plan").await;
    figures_are_true(&w, "help is decided");
    let of = family(&w, &id);
    w.person("manager").await.get(&format!("/families/{of}")).await.must_be(200);
    figures_are_true(&w, "nothing but a look");
    let other = r#"{"kind": "request", "source": "health-visiting", "channel": "online", "summary": "Sleeps badly.",
        "needs": ["emotional-health"], "agreement": "given",
        "people": [{"role": "child", "given_name": "Bo", "family_name": "Winterbourne"}]}"#;
    let second = contact_of(&w, other).await;
    decide(&w, &second, "advice").await;
    figures_are_true(&w, "a second contact");
});

/// Windows of whole months and others.
fn windows() -> Vec<Window> {
    let named = ["2025-q4", "2026-01", "fy2025", "2025", "sy2025"].into_iter().filter_map(Period::parse);
    let odd = Window { from: on("2025-06-17"), to: on("2025-11-03") };
    named.map(Period::window).chain([odd, Window { from: on("2026-03-04"), to: on("2026-03-04") }]).collect()
}

fn by(figure: &Figure) -> Vec<Looked> {
    let main = figure.main.map(|main| Looked::by(&[main]));
    let two = figure.main.filter(|_| figure.takes(Dim::Ward)).map(|main| Looked::by(&[main, Dim::Ward]));
    [Some(Looked::default()), main, two].into_iter().flatten().collect()
}

#[test]
fn counts_of_months_and_counts_of_facts_and_rows_are_the_same() {
    let w = World::made_up(60, 11);
    let (mut conn, pack, today) = (w.conn(), w.app.pack.clone(), w.app.db.now().date());
    let mut counted_something = 0;
    for figure in figures::ALL.iter().filter(|figure| !matches!(figure.rule, Rule::Missing { .. })) {
        for window in windows() {
            for looked in by(figure) {
                let told = format!("{} {window:?} {looked:?}", figure.id);
                let months = counting::count(&mut conn, &pack, figure, window, &looked, today).expect("a count");
                let facts = counting::count_facts(&mut conn, &pack, figure, window, &looked, today).expect("a count");
                assert_eq!(months, facts, "{told}");
                counted_something += facts.total().of;
            }
            let alone = counting::count(&mut conn, &pack, figure, window, &Looked::default(), today).expect("a count");
            if figure.rule.has_no_rows() {
                continue;
            }
            let what = (figure, window, &Looked::default());
            let rows = counting::opened(&mut conn, &pack, what, today, (1, 0)).expect("rows");
            let total = alone.total();
            let many = i64::try_from(rows.len()).expect("few");
            assert_eq!(many, total.of + total.open, "{} {window:?}: as many rows as are counted", figure.id);
            if figure.rule.is_share() {
                let yes = rows.iter().filter(|row| row.yes).count();
                assert_eq!(i64::try_from(yes).expect("few"), total.n, "{} {window:?}: as many say yes", figure.id);
            }
        }
    }
    assert!(counted_something > 1_000, "there was something to count: {counted_something}");
}

#[test]
fn a_figure_is_told_in_any_framework_and_loses_nobody_on_the_way() {
    let w = World::made_up(60, 11);
    let (mut conn, pack, today) = (w.conn(), w.app.pack.clone(), w.app.db.now().date());
    let window = Window { from: on("2022-01-01"), to: today };
    for (id, dim, words) in [("1b", Dim::Need, "need"), ("o1", Dim::Outcome, "outcome-framework")] {
        let figure = Figure::find(id).expect("a figure");
        let mut counted = |framework: Option<&str>| {
            let looked = Looked { framework: framework.map(Into::into), ..Looked::by(&[dim]) };
            counting::count(&mut conn, &pack, figure, window, &looked, today).expect("a count")
        };
        let own = counted(None);
        assert!(own.cells.len() > 3, "{id} has something to tell: {own:?}");
        for framework in &pack.frameworks {
            let told = counted(Some(&framework.code));
            assert_eq!(told.total(), own.total(), "{id} in {}", framework.code);
            let known = pack.terms(&framework.words);
            let codes = || told.cells.keys().filter_map(|key| key[0].as_deref());
            assert!(codes().all(|code| known.iter().any(|term| term.code == code)), "{id} in {}", framework.code);
            // by hand: every cell is the sum of those that mean it
            for (key, count) in &told.cells {
                let means = |code: &str| pack.through(words, code, framework).map(|term| term.code.clone()) == key[0];
                let own = own.cells.iter().filter(|(own, _)| own[0].as_deref().is_some_and(means));
                assert_eq!(
                    own.map(|(_, count)| count.of).sum::<i64>(),
                    count.of,
                    "{id} in {}: {key:?}",
                    framework.code
                );
            }
        }
    }
}

story!(a_head_reads_outcomes_and_needs_in_the_national_ten, |w| {
    let id = contact(&w).await;
    decide(&w, &id, "intervention-plan").await;
    figures_are_true(&w, "help is decided");
    let head = w.person("head").await;
    let page = head.get("/insight/figures/1b?from=2026-01-01&to=2026-12-31&by=need&framework=national").await;
    page.must_be(200).must_say("A good education").must_say("Told in").must_not_say("School attendance");
    head.get("/insight/figures/1b?from=2026-01-01&to=2026-12-31&by=need").await.must_say("School attendance");
    // a framework that nobody has is no fault of the page, and is refused by the other door
    head.get("/insight/figures/1b?by=need&framework=nobody").await.must_be(200);
});

/// Somebody freezes the quarter before the world's day; the page of what was frozen.
async fn freeze(head: &Person) -> String {
    let page = head.get("/insight/publications").await;
    page.must_be(200);
    let sent = head.submit("/insight/publications", &[("period", "2025-q4")]).await;
    sent.must_be(303);
    sent.led_to().split('?').next().unwrap_or_default().to_owned()
}

/// The figures of a period are frozen and published.
pub async fn publish(w: &World, period: &str) {
    let (head, privacy) = (w.person("head").await, w.person("privacy").await);
    head.get("/insight/publications").await.must_be(200);
    let frozen = head.submit("/insight/publications", &[("period", period)]).await;
    frozen.must_be(303);
    let path = frozen.led_to().split('?').next().unwrap_or_default().to_owned();
    privacy.submit_on(&privacy.get(&path).await, &format!("{path}/publish"), &[]).await.must_be(303);
}

story!(two_people_publish_and_a_board_sees_it_then, |w| {
    let (head, privacy, board) = (w.person("head").await, w.person("privacy").await, w.person("board").await);
    board.get("/insight").await.must_be(200).must_say("Nothing is published yet");
    let frozen = freeze(&head).await;
    head.get(&frozen).await.must_be(200).must_say("You froze these figures");
    board.get("/insight").await.must_say("Nothing is published yet");
    // what waits is for those who publish it
    let id = frozen.rsplit('/').next().unwrap_or_default().to_owned();
    board.get(&format!("/insight/published/{id}/4")).await.must_be(404);
    head.get(&format!("/insight/published/{id}/4")).await.must_be(200).must_say("They are not public");

    let page = head.get(&frozen).await;
    let hidden = page.form(&format!("{frozen}/end")).expect("a form");
    let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mine = head.post(&format!("{frozen}/publish"), &hidden).await;
    mine.must_be(422).must_say("somebody else looks at them");
    privacy.get("/my-work").await.must_say("look at them and publish them");
    let page = privacy.get(&frozen).await;
    privacy.submit_on(&page, &format!("{frozen}/publish"), &[]).await.must_be(303);
    board.get("/insight").await.must_be(200).must_say("October to December 2025").must_say("published by");
    board.get(&format!("/insight/published/{id}/4")).await.must_be(200).must_say("Families worked with");
    // what is so now of every team is the head's alone to know
    let (of, late) = (format!("/insight/published/{id}/4"), format!("/insight/published/{id}/4/late"));
    head.get(&of).await.must_say("Nothing has changed since");
    head.get(&late).await.must_be(200);
    let manager = w.person("manager").await;
    manager.get(&of).await.must_be(200).must_not_say("has changed since").must_not_say("Counted again");
    manager.get(&late).await.must_be(403);
    // taken back with a reason, and with none it stays
    let none = privacy.submit_on(&privacy.get(&frozen).await, &format!("{frozen}/end"), &[("why", "")]).await;
    none.must_be(422).must_say("Say why");
    let done =
        privacy.submit_on(&privacy.get(&frozen).await, &format!("{frozen}/end"), &[("why", "A wrong import.")]).await;
    done.must_be(303);
    board.get("/insight").await.must_say("Nothing is published yet");
    board.get(&format!("/insight/published/{id}/4")).await.must_be(404);
});

story!(figures_at_which_nobody_looks_are_late_and_so_is_a_quarter_that_nobody_freezes, |w| {
    let head = w.person("head").await;
    freeze(&head).await;
    let (pack, mut conn) = (w.app.pack.clone(), w.conn());
    let late = insight::CAPABILITY.late.expect("late work");
    // frozen on 4 March 2026; five working days later somebody owes it
    assert!(late(&mut conn, &pack, on("2026-03-11")).expect("late work").is_empty());
    let kinds: Vec<_> =
        late(&mut conn, &pack, on("2026-03-12")).expect("late work").into_iter().map(|l| l.kind).collect();
    assert_eq!(kinds, ["figures-publish"]);
    // nothing happened in any quarter here, so none is owed
    assert_eq!(late(&mut conn, &pack, on("2026-06-30")).expect("late work").len(), 1);
    contact(&w).await;
    figures_are_true(&w, "a contact of this quarter");
    let kinds: Vec<_> =
        late(&mut conn, &pack, on("2026-04-30")).expect("late work").into_iter().map(|l| l.kind).collect();
    assert_eq!(kinds, ["figures-publish", "figures-freeze"]);
});

story!(a_period_that_goes_on_or_cuts_others_is_not_frozen, |w| {
    let head = w.person("head").await;
    for (period, why) in [
        ("2026-q1", "not over"),
        ("fy2025", "not over"),
        ("2025-11", "Choose a quarter or a financial year"),
        ("nonsense", "Choose a quarter or a financial year"),
    ] {
        let sent = head.submit("/insight/publications", &[("period", period)]).await;
        sent.must_be(422).must_say(why);
    }
    freeze(&head).await;
    let sent = head.submit("/insight/publications", &[("period", "2025-q3")]).await;
    sent.must_be(422).must_say("publish them or throw them away first");
});

story!(those_who_see_no_rows_see_what_is_published_and_nothing_else, |w| {
    for who in ["board", "commissioner", "auditor"] {
        let person = w.person(who).await;
        person.get("/insight").await.must_be(200);
        person.get("/insight/definitions").await.must_be(200).must_say("Contacts and referrals, by source");
        for path in ["/insight/now", "/insight/figures/1a", "/insight/figures/1a/rows", "/insight/publications"] {
            person.get(path).await.must_be(403);
        }
    }
    for who in ["school", "lead", "provider"] {
        w.person(who).await.get("/insight").await.must_be(403);
    }
});

story!(a_manager_sees_the_figures_of_their_teams_and_the_rows_that_they_may_open, |w| {
    let id = contact(&w).await;
    decide(&w, &id, "intervention-plan").await;
    let (manager, head) = (w.person("manager").await, w.person("head").await);
    let now = "/insight/now?period=2026-03";
    manager.get(now).await.must_be(200).must_say("Not for sharing").must_say("Only of your teams");
    head.get(now).await.must_be(200).must_say("Not for sharing").must_not_say("Only of your teams");
    // a head counts every family, and opens none
    let rows = head.get("/insight/figures/4/rows?period=2026-03").await;
    rows.must_be(200).must_say("0 of 1: 1 you may not see").must_not_say("Okoro");
    let rows = manager.get("/insight/figures/4/rows?period=2026-03").await;
    rows.must_be(200).must_say("you see all of them").must_say("Okoro");
    // the figure of an unknown id, a period that is none, a team that is not theirs
    manager.get("/insight/figures/99").await.must_be(404);
    manager.get("/insight/figures/4?period=2026-q9").await.must_be(200);
    let other = "/insight/figures/4?period=2026-03&team=00000000-0000-0000-0000-000000000001";
    manager.get(other).await.must_be(200).must_not_say("Okoro");
});

story!(true_counts_are_taken_away_with_a_reason_by_whoever_asked, |w| {
    let (head, manager) = (w.person("head").await, w.person("manager").await);
    let page = head.get("/insight/figures/1a?period=2026-03").await;
    let path = "/insight/figures/1a/file";
    let without = head.submit_on(&page, path, &[("reason", ""), ("format", "csv")]).await;
    without.must_be(422).must_say("Say for what you need it");
    let none = head.submit_on(&page, path, &[("reason", "The board of March"), ("format", "")]).await;
    none.must_be(422).must_say("Choose XLSX or CSV");
    let sent = head.submit_on(&page, path, &[("reason", "The board of March"), ("format", "csv")]).await;
    sent.must_be(303);
    let file = sent.led_to().to_owned();
    head.get(&file).await.must_be(200).must_say("Source,Count");
    manager.get(&file).await.must_be(404);
    let entries: i64 = {
        use store::log::event;

        let mut conn = w.conn();
        each!(&mut conn, c => event::table.filter(event::kind.eq("figures.taken")).count().get_result(c))
            .expect("a count")
    };
    assert_eq!(entries, 1, "it is kept who took what");
});

story!(a_view_is_kept_under_a_name_and_is_nobody_else_s, |w| {
    let (head, manager) = (w.person("head").await, w.person("manager").await);
    let page = head.get("/insight/figures/4c?period=2026-03&by=sex").await;
    let path = "/insight/views";
    head.submit_on(&page, path, &[("name", "")]).await.must_be(422).must_say("Give it a name");
    let away = [("name", "Away"), ("address", "https://example.org/")];
    head.submit_on(&page, path, &away).await.must_be(422).must_say("Only pages of figures");
    head.submit_on(&page, path, &[("name", "Girls and boys")]).await.must_be(303);
    head.get(path).await.must_say("Girls and boys");
    manager.get(path).await.must_not_say("Girls and boys");
});

/// Families that were changed hours apart while nothing counted, more of them than are counted at once.
#[test]
fn what_happened_while_nothing_counted_is_counted_however_long_that_was() {
    use store::{AnyId, Author, FamilyId, Tx, Uuid, log::Kind};

    const TOUCHED: Kind = Kind::new("demo.made", "family", "");
    let w = World::made_up(60, 9);
    let (mut conn, now) = (w.conn(), w.app.db.now());
    let families: Vec<FamilyId> = {
        diesel::table! { use diesel::sql_types::*; use store::FamilyUid; family (id) { id -> FamilyUid, } }
        each!(&mut conn, c => family::table.select(family::id).load(c)).expect("families")
    };
    assert!(families.len() > 30, "more than are counted at once");
    // nothing is told of any of them, and each has an event of its own, a minute after the last, until now
    store::dialect::batch(&mut conn, "DELETE FROM fact; DELETE FROM fact_month").expect("forgotten");
    let millis = Uuid::now_v7().get_timestamp().expect("a time").to_unix().0 * 1_000;
    let many = u64::try_from(families.len()).expect("few");
    let begun = AnyId(uuid_at(millis - (many + 5) * 60_000));
    each!(&mut conn, c => diesel::update(fact_state::table).set(fact_state::cursor.eq(Some(begun))).execute(c))
        .expect("an earlier day");
    for (nth, family) in (0_u64..).zip(&families) {
        store::ids::use_source(Some(Box::new(move || (millis - (many - nth) * 60_000, [7; 10]))));
        let mut tx = Tx::within(&mut conn, now, Author::program());
        tx.record(TOUCHED.on(family.0).family(*family)).expect("an event");
    }
    store::ids::use_source(None);
    conn.write::<_, store::Error>(|conn| keeping::catch_up_within(conn, &w.app.pack, now)).expect("counted");
    let mut told: Vec<Option<FamilyId>> = {
        diesel::table! { use diesel::sql_types::*; use store::FamilyUid; fact (family_id) { family_id -> Nullable<FamilyUid>, } }
        each!(&mut conn, c => fact::table.select(fact::family_id).distinct().load(c)).expect("facts")
    };
    told.retain(Option::is_some);
    assert_eq!(told.len(), families.len(), "every family is told of");
}

fn uuid_at(millis: u64) -> store::Uuid {
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes[6] = 0x70;
    bytes[8] = 0x80;
    store::Uuid::from_bytes(bytes)
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Uid;

    fact_state (id) {
        id -> BigInt,
        cursor -> Nullable<Uid>,
    }
}

/// What is entered after a period was frozen stands beside it.
#[test]
fn what_is_entered_late_stands_beside_what_was_published() {
    let w = World::made_up(40, 3);
    let mut conn = w.conn();
    let pack = w.app.pack.clone();
    let published = keeping::published_periods(&mut conn).expect("what the demo published");
    assert!(published.iter().any(|period| period == "2025-q4"), "{published:?}");
    let moved = move_a_contact(&mut conn, "2025-11-05");
    assert_eq!(moved, 1);
    let now = w.app.db.now();
    conn.write::<_, store::Error>(|conn| keeping::count_anew_within(conn, &pack, now)).expect("counted");
    let changed = keeping::changed_since(&mut conn, &pack, "2025-q4", "1a", now.date()).expect("compared");
    assert_eq!(changed, (1, 0), "one entered late, none gone");
}

/// The last contact of all is said to have come on another day.
fn move_a_contact(conn: &mut Conn, day: &str) -> usize {
    diesel::table! {
        use diesel::sql_types::*;
        use store::types::{Uid, Utc};

        contact (id) {
            id -> Uid,
            received_at -> Utc,
        }
    }
    let last: store::AnyId =
        each!(&mut *conn, c => contact::table.order(contact::received_at.desc()).select(contact::id).first(c))
            .expect("a contact");
    let at = store::Instant::at_london(on(day).and_hms_opt(10, 0, 0).expect("an hour"));
    each!(conn, c => diesel::update(contact::table.find(last)).set(contact::received_at.eq(at)).execute(c))
        .expect("moved")
}

/// Nothing below the threshold stands on a page for everybody.
#[test]
fn no_small_count_is_published() {
    let w = World::made_up(80, 5);
    let mut conn = w.conn();
    let mut shown = 0;
    for (period, figure, value) in keeping::published_values(&mut conn).expect("what the demo published") {
        shown += 1;
        let number = value.trim_end_matches(" %").parse::<u64>();
        let is_share = value.ends_with('%');
        assert!(is_share || number.is_err() || !(1..5).contains(&number.unwrap_or(0)), "{period} {figure}: {value}");
    }
    assert!(shown > 500, "{shown} cells were published");
}
