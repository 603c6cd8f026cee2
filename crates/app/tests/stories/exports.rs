//! Returns: looked at as of today, made with a reason, kept in the log; nothing of a restricted record, and nothing
//! before the log knows of it.

use crate::{
    commands::account,
    exports_checked::{check_annex_a_1, check_annex_a_2, read},
    helpers::{CONTACT, agree, assess, contact, contact_of, decide, led},
};
use access::FamilyId;
use diesel::prelude::*;
use store::log::{access_entry, access_shown};
use testkit::{Page, Person, World, story};

/// What every story says of why.
pub const WHY: &str = "For the inspectors, by their secure site.";

/// The fields of a good request for a file, for the day of every world.
pub fn asking(written: &str) -> Vec<(&str, &str)> {
    vec![("as-of-day", "4"), ("as-of-month", "3"), ("as-of-year", "2026"), ("written", written), ("reason", WHY)]
}

/// The page of a file that somebody asked for.
pub async fn asked(who: &Person, id: &str, written: &str) -> String {
    let sent = who.submit(&format!("/exports/{id}/file"), &asking(written)).await;
    sent.must_be(303);
    sent.led_to()
}

/// A file, as it is taken.
pub async fn take(who: &Person, id: &str, written: &str) -> Page {
    let run = asked(who, id, written).await;
    let page = who.get(&run).await;
    page.must_be(200).must_say("Take the file").must_say(WHY);
    let file = who.get(&format!("{run}/file")).await;
    file.must_be(200);
    file
}

/// Entries of the access log of whoever made a return, with how many rows each.
fn entries(w: &World, of: FamilyId) -> Vec<Option<i64>> {
    let sets = access_shown::table.filter(access_shown::family_id.eq(of)).select(access_shown::set_id);
    let sets: Vec<store::AnyId> = sets.load(&mut w.conn()).expect("sets");
    access_entry::table
        .filter(access_entry::action.eq("export").and(access_entry::subject_id.eq_any(sets)))
        .order(access_entry::at)
        .select(access_entry::row_count)
        .load(&mut w.conn())
        .expect("entries")
}

/// What the log says of files that were made.
fn made(w: &World) -> Vec<serde_json::Value> {
    use store::log::event;
    let rows: Vec<store::Json<serde_json::Value>> = event::table
        .filter(event::kind.eq("export.made"))
        .order(event::at)
        .select(event::detail)
        .load(&mut w.conn())
        .expect("events");
    rows.into_iter().map(|store::Json(detail)| detail).collect()
}

story!(a_contact_is_a_row_of_list_1_and_who_took_it_why_and_of_whom_is_kept, |w| {
    let id = contact(&w).await;
    let family = decide(&w, &id, "advice").await;
    let head = w.person("head").await;
    head.get("/exports").await.must_be(200).must_say("Annex A list 1: contacts").must_say("Never");
    let page = head.get("/exports/annex-a-1").await;
    page.must_be(200).must_say("1 row, from 4 September 2025 to 4 March 2026").must_say("Gender");
    page.must_not_say("Okoro").must_say("Sent as not known");

    let file = take(&head, "annex-a-1", "csv").await;
    let disposition = file.headers["content-disposition"].to_str().expect("text");
    assert_eq!(disposition, "attachment; filename=\"annex-a-list-1-contacts-2026-03-04.csv\"");
    let table = read(&file.body);
    check_annex_a_1(&table);
    let row = &table.rows[0];
    assert_eq!(table.rows.len(), 1);
    assert_eq!(row[1..], ["c) Not stated/recorded", "t) NOBT", "29/02/2016", "10", "04/03/2026", "e) 2A: Schools"]);

    // the file named the family to the log before it went out, with how many rows it has
    assert_eq!(entries(&w, family), [Some(1)]);
    let detail = made(&w).remove(0);
    assert_eq!((&detail["reason"], &detail["rows"], &detail["return"]), (&WHY.into(), &1.into(), &"annex-a-1".into()));
    head.get("/exports").await.must_say("4 March 2026").must_say("Files that were asked for");
    // what is not there is not found, and those whom it does not concern learn nothing of it
    head.get("/exports/no-such-return").await.must_be(404);
    for other in ["front-door", "lead", "manager", "school", "board", "commissioner", "admin", "directory"] {
        let other = w.person(other).await;
        other.get("/exports").await.must_be(403);
        other.get("/exports/annex-a-1").await.must_be(403);
    }
});

story!(no_file_is_made_without_a_reason_for_a_day_to_come_or_in_a_form_that_it_has_not, |w| {
    let head = w.person("head").await;
    let path = "/exports/annex-a-1/file";
    let with = |name: &'static str, value: &'static str| -> Vec<(&str, &str)> {
        let mut fields = asking("csv");
        fields.retain(|(one, _)| *one != name);
        fields.push((name, value));
        fields
    };
    let none = head.submit(path, &with("reason", " ")).await;
    none.must_be(422).must_say("Say what the file is for and who gets it");
    let late = head.submit(path, &with("as-of-year", "2027")).await;
    late.must_be(422).must_say("A return is made for today or a day before").must_say(WHY);
    head.submit(path, &with("written", "json")).await.must_be(422).must_say("Choose how the file is written");
    head.submit(path, &with("as-of-month", "13")).await.must_be(422);
    assert!(made(&w).is_empty());

    // a day before is a day like any other
    contact(&w).await;
    let before = head.get("/exports/annex-a-1?on-day=3&on-month=3&on-year=2026").await;
    before.must_say("0 rows, from 3 September 2025 to 3 March 2026");
    head.get("/exports/annex-a-1?on-day=5&on-month=3&on-year=2026").await.must_say("today or a day before");
});

story!(a_file_is_taken_by_whoever_asked_for_it_and_on_that_day, |w| {
    contact(&w).await;
    let head = w.person("head").await;
    let run = asked(&head, "annex-a-1", "csv").await;
    let privacy = w.person("privacy").await;
    privacy.get(&run).await.must_be(200).must_not_say("Take the file");
    let other = privacy.get(&format!("{run}/file")).await;
    other.must_be(422).must_say("A file is taken by whoever asked for it, on the same day");
    assert!(made(&w).is_empty());

    let w = w.later(1);
    let head = w.person("head").await;
    head.get(&format!("{run}/file")).await.must_be(422);
    head.get(&run).await.must_not_say("Take the file");
});

story!(a_restricted_record_is_in_nobody_s_file_who_is_not_on_its_list, |w| {
    let id = contact(&w).await;
    let family = decide(&w, &id, "assessment").await;
    let privacy = w.person("privacy").await;
    let path = format!("/families/{family}/restriction");
    let page = privacy.get(&path).await;
    let listed = page.value_of("Daniel Osei").expect("a colleague");
    privacy.submit_on(&page, &path, &[("reason", "A threat."), ("listed", &listed)]).await.must_be(303);

    for (who, told) in [("head", 0), ("privacy", 1)] {
        let person = w.person(who).await;
        for return_of in ["annex-a-1", "annex-a-2", "ssd-contacts", "ssd-early-help"] {
            let page = person.get(&format!("/exports/{return_of}")).await;
            page.must_be(200).must_say("Restricted records are left out").must_not_say("C-");
            assert_eq!(page.says("Here that is 1 row"), told == 1, "{who} governs records or not");
            let file = read(&take(&person, return_of, "csv").await.body);
            assert!(file.rows.is_empty(), "{return_of}: {:?}", file.rows);
        }
        assert_eq!(made(&w).last().expect("a file")["left_out"], told);
    }
    assert!(entries(&w, family).is_empty());
    // how many were left out where another made it is not told to those who do not govern records
    let head = w.person("head").await;
    let of_privacy = head.get("/exports").await.links("/export-runs/").remove(0);
    head.get(&of_privacy).await.must_say("Rows").must_not_say("Left out");
});

story!(an_assessment_is_a_row_of_list_2_and_so_is_help_that_goes_on_without_one, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    let head = w.person("head").await;
    let page = head.get("/exports/annex-a-2").await;
    page.must_say("There is no assessment yet: the day is that on which help began");
    let table = read(&take(&head, "annex-a-2", "csv").await.body);
    check_annex_a_2(&table);
    assert_eq!(table.rows[0][5..], ["04/03/2026", "", "Council"]);

    agree(&lead, family).await;
    assess(&lead, e).await;
    let table = read(&take(&head, "annex-a-2", "csv").await.body);
    check_annex_a_2(&table);
    assert_eq!(table.rows[0][5..7], ["04/03/2026", "04/03/2026"]);
    head.get("/exports/annex-a-2").await.must_not_say("There is no assessment yet");
    // the page that named it, and the two files
    assert_eq!(entries(&w, family), [Some(1), Some(1), Some(1)]);
});

story!(the_same_child_twice_in_a_contact_is_sent_once_and_a_birth_after_it_is_left_out, |w| {
    let child = r#"{"role": "child", "given_name": "Ada", "family_name": "Okoro", "date_of_birth": "2016-02-29"}"#;
    let twice = CONTACT.replace("{\"role\": \"parent\"", &format!("{child}, {{\"role\": \"parent\""));
    let id = contact_of(&w, &twice).await;
    decide(&w, &id, "advice").await;
    let head = w.person("head").await;
    use contacts::records::contact_person;
    let people: Vec<Option<people::PersonId>> = contact_person::table
        .filter(contact_person::role.eq("child"))
        .select(contact_person::person_id)
        .load(&mut w.conn())
        .expect("people");
    let one = people[0];
    diesel::update(contact_person::table.filter(contact_person::role.eq("child")))
        .set(contact_person::person_id.eq(one))
        .execute(&mut w.conn())
        .expect("one person");
    w.app.db.look_again();
    let page = head.get("/exports/annex-a-1").await;
    page.must_say("The same child stands in it twice").must_say("1 row, from").must_say("It could go as it is");

    use people::records::person;
    let later = chrono::NaiveDate::from_ymd_opt(2026, 3, 5).expect("a day");
    let of = person::table.filter(person::id.eq(one.expect("a person")));
    diesel::update(of).set(person::date_of_birth.eq(Some(later))).execute(&mut w.conn()).expect("changed");
    w.app.db.look_again();
    let page = head.get("/exports/annex-a-1").await;
    page.must_say("date of birth lies in the future").must_say("Not ready").must_say("0 rows, from");
});

story!(a_workbook_says_what_it_is_and_linked_episodes_gather_their_children, |w| {
    let second = r#"{"role": "child", "given_name": "Bola", "family_name": "Okoro", "date_of_birth": "2019-06-01"}"#;
    let two = CONTACT.replace("{\"role\": \"parent\"", &format!("{second}, {{\"role\": \"parent\""));
    let id = contact_of(&w, &two).await;
    decide(&w, &id, "assessment").await;
    let head = w.person("head").await;
    let file = take(&head, "annex-a-1", "xlsx").await;
    assert!(file.body.starts_with("PK"));
    let linked = take(&head, "social-care-data", "json").await.json();
    let episodes = linked["@graph"].as_array().expect("episodes");
    assert_eq!((episodes.len(), episodes[0]["subjectPerson"].as_array().map(Vec::len)), (1, Some(2)));
    assert!(episodes[0].get("relatedProfessional").is_none(), "nobody leads yet: {}", episodes[0]);
    assert!(episodes[0].to_string().contains("9434765919"));
});

story!(a_protected_address_takes_place_and_partner_out_of_every_return, |w| {
    let hidden = CONTACT.replace("\"postcode\": \"ME4 4TR\"", "\"postcode\": \"ME4 4TR\", \"protected\": true");
    let id = contact_of(&w, &hidden).await;
    decide(&w, &id, "assessment").await;
    let head = w.person("head").await;
    let linked = take(&head, "social-care-data", "json").await;
    linked.must_say("Not disclosed").must_not_say("Chatham").must_not_say("ME4");
    for (of, how) in [("annex-a-1", "csv"), ("annex-a-2", "csv"), ("ssd-early-help", "csv"), ("ssd-contacts", "csv")] {
        take(&head, of, how).await.must_not_say("ME4").must_not_say("Chatham").must_not_say("Example Road");
    }
});

story!(whoever_makes_a_return_owes_it_before_it_is_due_and_has_done_it_by_making_it, |w| {
    contact(&w).await;
    let head = w.person("head").await;
    let path = "/exports/ssd-contacts/schedule";
    let page = head.get(path).await;
    let me = account(&w, "head").to_string();
    let plan = |day: &'static str| {
        vec![
            ("keeper", me.as_str()),
            ("every", "quarter"),
            ("next-day", day),
            ("next-month", "3"),
            ("next-year", "2026"),
        ]
    };
    head.submit_on(&page, path, &plan("3")).await.must_be(422).must_say("Choose today or a day to come");
    head.submit(path, &[("every", "quarter")]).await.must_be(422).must_say("Choose who makes it");
    head.submit_on(&page, path, &plan("9")).await.must_be(303);
    head.submit_on(&page, path, &plan("10")).await.must_be(409).must_say("9 March 2026");

    for _ in 0..2 {
        daily(&w);
    }
    let work = head.get("/my-work").await;
    work.must_say("Make the return “SSD: contacts”: 1 row to check today").must_say("9 March 2026");
    assert_eq!(work.text().matches("Make the return").count(), 1);
    head.get("/exports").await.must_say("9 March 2026");

    take(&head, "ssd-contacts", "csv").await;
    head.get("/my-work").await.must_not_say("Make the return");
    head.get("/exports/ssd-contacts").await.must_say("9 June 2026");
});

/// What the background does for returns in the morning.
fn daily(w: &World) {
    let found = app::capabilities::ALL.iter().flat_map(|one| one.daily).find(|one| one.at.kind == "remind-of-returns");
    let daily = found.expect("it is there");
    (daily.run)(&w.app.db, &w.app.pack, app::capabilities::ALL).expect("done");
    w.app.db.look_again();
}

story!(an_entry_names_every_family_of_a_file_however_many_there_are, |w| {
    use store::log::{AccessEntry, NewEntry};
    let families: Vec<FamilyId> = (0..450).map(|_| FamilyId::new()).collect();
    for _ in 0..2 {
        let mut entry = NewEntry::alone(AccessEntry {
            id: store::AnyId::new(),
            at: w.app.db.now(),
            actor_id: None,
            organisation_id: None,
            family_id: None,
            action: "export".into(),
            because: "command".into(),
            subject_kind: "none".into(),
            subject_id: None,
            row_count: Some(900),
            request_id: store::AnyId::new(),
        });
        entry.show(&families);
        w.app.db.entry(entry).expect("queued").await.expect("answered").expect("kept");
    }
    let many: i64 = access_shown::table.count().get_result(&mut w.conn()).expect("a count");
    assert!(many >= 450, "{many}");
    for family in [families[0], families[199], families[200], families[449]] {
        assert_eq!(entries(&w, family), [Some(900), Some(900)]);
    }
});
