//! Stories of audits of case files: from the theme to the board's report, and who is refused on the way.

use crate::{
    commands::{account, does, refuses},
    helpers::{contact, decide, led, plan},
};
use access::{FamilyId, Permits, audit_file as acts, nobody};
use diesel::prelude::*;
use quality::{
    AuditId, FileId,
    records::{self, NewSeats, tables},
};
use testkit::{Page, Person, World, story};

/// The three auditors of the demo, of three agencies.
pub const AUDITORS: [&str; 3] = ["auditor", "auditor-health", "auditor-police"];

/// The fields of an audit of two standards, in the time of the stories.
fn fields<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let all = [
        ("title", "The voice of the child"),
        ("theme", "Is what children say heard, and does it change anything?"),
        ("from-day", "1"),
        ("from-month", "1"),
        ("from-year", "2026"),
        ("until-day", "31"),
        ("until-month", "3"),
        ("until-year", "2026"),
        ("standards", "voice"),
        ("standards", "plan"),
    ];
    let kept = all.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.copied().chain(more.iter().copied()).collect()
}

/// The council's auditor sets up an audit and draws it; its address.
async fn drawn(w: &World) -> String {
    let auditor = w.person("auditor").await;
    let set_up = auditor.submit("/audits/new", &fields(&[])).await;
    set_up.must_be(303);
    let draw = set_up.led_to();
    auditor.get(&draw).await.must_say("1 case file fit").must_say("1 file will be drawn");
    auditor.submit(&draw, &[("seed", "20261")]).await.must_be(303);
    draw.trim_end_matches("/draw").to_owned()
}

/// The only file of an audit.
fn file_of(w: &World, audit: &str) -> FileId {
    let id: AuditId = audit.trim_start_matches("/audits/").parse().expect("an id");
    let files = records::files_of(&mut w.conn(), id).expect("files");
    files.iter().rev().find(|file| file.out_at.is_none()).expect("a file").id
}

/// Names two auditors and who moderates, by the beginnings of their names.
async fn allocate(w: &World, file: FileId, [first, second, third]: [&str; 3]) -> Page {
    let auditor = w.person("auditor").await;
    let path = format!("/audit-files/{file}/allocation");
    let page = auditor.get(&path).await;
    let of = |name: &str| page.value_of(name).unwrap_or_default();
    let (first, second, third) = (of(first), of(second), of(third));
    auditor
        .submit_on(
            &page,
            &path,
            &[("first", first.as_str()), ("second", second.as_str()), ("moderator", third.as_str())],
        )
        .await
}

const IMRAN: &str = "Imran Qureshi";
const COLETTE: &str = "Colette Byrne";
const NEIL: &str = "Neil Hargreave";

/// An audit of a family whose plan is agreed, allocated to health and the police; the council moderates.
async fn allocated(w: &World) -> (FamilyId, FileId, String) {
    let (family, e, lead) = led(w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let audit = drawn(w).await;
    let file = file_of(w, &audit);
    allocate(w, file, [COLETTE, NEIL, IMRAN]).await.must_be(303);
    (family, file, audit)
}

/// Somebody grades a standard on the newest entry of the file.
async fn grade(who: &Person, file: FileId, standard: &str, grade: &str, why: &str) -> Page {
    let path = format!("/audit-files/{file}/standards/{standard}");
    let page = who.get(&path).await;
    let entry = page.values("entries").into_iter().next().expect("an entry");
    who.submit_on(&page, &path, &[("grade", grade), ("why", why), ("entries", &entry)]).await
}

async fn finish(who: &Person, file: FileId, grade: &str, why: &str) -> Page {
    let fields = [("grade", grade), ("why", why), ("good", "She was asked."), ("better", "Write it sooner.")];
    who.submit(&format!("/audit-files/{file}/overall"), &fields).await
}

/// Both grade both standards: they differ on the plan.
async fn graded(w: &World) -> (FamilyId, FileId, String) {
    let (family, file, audit) = allocated(w).await;
    for (who, of_plan) in [("auditor-health", "good"), ("auditor-police", "inadequate")] {
        let who = w.person(who).await;
        grade(&who, file, "voice", "good", "Her words stand in the plan.").await.must_be(303);
        grade(&who, file, "plan", of_plan, "It says who does what.").await.must_be(303);
        finish(&who, file, "good", "A clear file.").await.must_be(303);
    }
    (family, file, audit)
}

/// An audit that is not drawn, with an action of the manager; their addresses.
pub async fn with_an_action(w: &World) -> (String, String) {
    let auditor = w.person("auditor").await;
    let set_up = auditor.submit("/audits/new", &fields(&[])).await;
    let audit = set_up.led_to().trim_end_matches("/draw").to_owned();
    let new = format!("{audit}/actions/new");
    let page = auditor.get(&new).await;
    let owner = page.value_of("Ruth Calder").expect("the manager");
    let due = [("due-day", "20"), ("due-month", "3"), ("due-year", "2026")];
    let action = [&[("what", "Meet"), ("owner", owner.as_str())][..], &due[..]].concat();
    auditor.submit_on(&page, &new, &action).await.must_be(303);
    let action = w.person("manager").await.get("/my-work").await.link("/audit-actions/").expect("the action");
    (action, audit)
}

story!(an_audit_goes_from_its_theme_to_the_board_s_report, |w| {
    let (family, file, audit) = graded(&w).await;
    let auditor = w.person("auditor").await;
    let at = format!("/audit-files/{file}");

    // who moderates sees both, decides where they differ, and writes why
    auditor.get("/my-work").await.must_say("moderate file 1");
    let moderation = format!("{at}/moderation");
    let page = auditor.get(&moderation).await;
    page.must_say(COLETTE).must_say(NEIL).must_say("Inadequate").must_say("The plan is SMART and short");
    assert!(page.names("grade-voice").is_empty(), "on the voice they say the same");
    let settled =
        [("grade-plan", "requires-improvement"), ("why-plan", "No measure."), ("grade", "good"), ("why", "So.")];
    auditor.submit_on(&page, &moderation, &settled).await.must_be(303);
    auditor.get(&at).await.must_say("Requires improvement").must_say("The first grades").must_say("Inadequate");
    // and none of them can open the file any more
    for who in AUDITORS {
        w.person(who).await.get(&format!("/families/{family}")).await.must_be(404);
    }

    // shared, it is the worker's and the manager's to read
    let (lead, manager) = (w.person("lead").await, w.person("manager").await);
    lead.get(&at).await.must_be(404);
    let page = auditor.get(&at).await;
    auditor.submit_on(&page, &format!("{at}/sharing"), &[]).await.must_be(303);
    lead.get("/my-work").await.must_say("What an audit found in your work");
    lead.get(&at)
        .await
        .must_be(200)
        .must_say("Requires improvement")
        .must_say("Write it sooner.")
        .must_not_say(COLETTE);
    manager.get(&at).await.must_be(200);

    // what follows
    let new = format!("{audit}/actions/new");
    let page = auditor.get(&new).await;
    let owner = page.value_of("Ruth Calder").expect("the manager");
    let due = [("due-day", "20"), ("due-month", "3"), ("due-year", "2026")];
    let action = [&[("what", "Practise measures together"), ("owner", owner.as_str())][..], &due[..]].concat();
    auditor.submit_on(&page, &new, &action).await.must_be(303);
    auditor.submit(&format!("{audit}/learning/new"), &[("text", "Measures are missing.")]).await.must_be(303);
    let publication = format!("{audit}/publication");
    auditor.submit(&publication, &[]).await.must_be(422).must_say("Write what was found");
    auditor.submit(&publication, &[("findings", "Children are heard.")]).await.must_be(303);

    // the board reads counts, and of so few files not even those
    let board = w.person("board").await;
    board.get("/audits").await.must_say("The voice of the child");
    let report = board.get(&format!("{audit}/report")).await;
    report.must_be(200).must_say("Children are heard.").must_say("Measures are missing.").must_say("withheld");
    for secret in ["Okoro", "Daniel Osei", COLETTE] {
        report.must_not_say(secret);
    }
    for (who, path) in [("board", audit.as_str()), ("board", at.as_str()), ("commissioner", at.as_str())] {
        let refused = w.person(who).await.get(path).await;
        assert!(matches!(refused.status.as_u16(), 403 | 404), "{who} {path}: {}", refused.status);
    }

    // seen again half a year later, and closed once all that followed is done
    let again = format!("{audit}/again");
    auditor.submit(&again, &[("again", "Better.")]).await.must_be(422).must_say("some months after its report");
    let action = manager.get("/my-work").await.link("/audit-actions/").expect("the action");
    let w = w.later(190);
    let (auditor, manager) = (w.person("auditor").await, w.person("manager").await);
    auditor.get("/my-work").await.must_say("look again at what was found");
    auditor.submit(&again, &[("again", "Plans have measures now: ten of ten.")]).await.must_be(303);
    let page = auditor.get(&audit).await;
    page.must_say("1 open action");
    let refused = auditor.submit_on(&page, &format!("{audit}/close"), &[]).await;
    refused.must_be(422).must_say("Actions are open");
    manager.submit(&action, &[]).await.must_be(422).must_say("Say what came of it");
    manager.submit(&action, &[("became", "Two mornings were held.")]).await.must_be(303);
    auditor.get("/my-work").await.must_say("close it, nothing is open");
    let page = auditor.get(&audit).await;
    auditor.submit_on(&page, &format!("{audit}/close"), &[]).await.must_be(303);
    auditor.get(&audit).await.must_say("Closed on");
    w.person("head").await.get("/audits/themes").await.must_say("1 of 1");
    w.person("board").await.get("/audits/themes").await.must_not_say("1 of 1");
});

story!(what_an_audit_needs_is_told_at_its_fields, |w| {
    let auditor = w.person("auditor").await;
    let page = auditor.get("/audits/new").await;
    assert!(page.values("standards").len() >= 15, "all standards of the pack");
    let nothing = fields(&[
        ("title", ""),
        ("theme", ""),
        ("files", "many"),
        ("from-day", ""),
        ("from-month", ""),
        ("from-year", ""),
        ("standards", ""),
    ]);
    let refused = auditor.submit_on(&page, "/audits/new", &nothing).await;
    refused.must_be(422).must_say("Enter what the audit is called").must_say("Write what you want to find out");
    refused
        .must_say("Choose at least one standard")
        .must_say("Enter the first and the last day")
        .must_say("from 1 to 60");
    let backwards = fields(&[("until-year", "2025")]);
    auditor.submit("/audits/new", &backwards).await.must_be(422).must_say("must not be before the first");
    let named = fields(&[("theme", "Ring 01634 900123.")]);
    auditor.submit("/audits/new", &named).await.must_be(422).must_say("Leave out telephone numbers");
    let tracked = fields(&[("kind", "tracked"), ("files", "9")]);
    auditor.submit("/audits/new", &tracked).await.must_be(422).must_say("Track five or six children");

    let set_up = auditor.submit("/audits/new", &fields(&[])).await;
    let draw = set_up.led_to();
    auditor.submit(&draw, &[]).await.must_be(422).must_say("No case file fits");
    for who in ["auditor-health", "manager", "board", "lead", "privacy"] {
        w.person(who).await.get("/audits/new").await.must_be(403);
    }
    w.person("head").await.get("/audits/new").await.must_be(200);
});

story!(an_audit_that_two_change_is_a_conflict, |w| {
    let (auditor, head) = (w.person("auditor").await, w.person("head").await);
    let set_up = auditor.submit("/audits/new", &fields(&[])).await;
    let path = set_up.led_to().replace("/draw", "/change");
    let behind = head.get(&path).await;
    auditor.submit(&path, &[("theme", "Are plans short?")]).await.must_be(303);
    let told = head.submit_on(&behind, &path, &[("theme", "Are plans SMART?")]).await;
    told.must_be(409).must_say("Are plans short?").must_say("Are plans SMART?").must_say(IMRAN);
    head.submit_on(&told, &path, &[("theme", "Are plans SMART?")]).await.must_be(303);
});

story!(a_sample_can_be_drawn_again_and_is_the_same, |w| {
    led(&w, "intervention-plan").await;
    let audit = drawn(&w).await;
    let auditor = w.person("auditor").await;
    auditor.get(&audit).await.must_say("1 of 1 that fitted").must_say("20261");
    auditor.get(&format!("{audit}/sample")).await.must_say("gives the same files");
    // what was drawn stays, and is drawn once
    auditor.get(&format!("{audit}/draw")).await.must_be(422).must_say("drawn already");
    auditor.get(&format!("{audit}/change")).await.must_be(200);
    auditor.submit(&format!("{audit}/change"), &[("theme", "Another")]).await.must_be(422);
    // whoever tampers with the list is found out
    let id: AuditId = audit.trim_start_matches("/audits/").parse().expect("an id");
    let mut conn = w.conn();
    diesel::update(tables::audit::table.find(id))
        .set(tables::audit::seed.eq(Some(1)))
        .execute(&mut conn)
        .expect("changed");
    diesel::update(tables::audit_file::table).set(tables::audit_file::nth.eq(4)).execute(&mut conn).expect("changed");
    w.app.db.look_again();
    auditor.get(&format!("{audit}/sample")).await.must_say("It is not the same");
});

story!(two_auditors_are_of_two_agencies_and_a_third_moderates, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let audit = drawn(&w).await;
    let file = file_of(&w, &audit);
    let auditor = w.person("auditor").await;
    auditor.get("/my-work").await.must_say("allocate file 1");
    allocate(&w, file, ["nobody", NEIL, IMRAN]).await.must_be(422).must_say("Choose two auditors");
    allocate(&w, file, [NEIL, NEIL, IMRAN]).await.must_be(422).must_say("two different auditors");
    allocate(&w, file, [COLETTE, NEIL, NEIL]).await.must_be(422).must_say("Nobody moderates a file that they grade");
    allocate(&w, file, [COLETTE, NEIL, "nobody"]).await.must_be(422).must_say("Choose who settles it");
    // of one agency
    let mut conn = w.conn();
    let (one, other) = (account(&w, "auditor-health"), account(&w, "auditor-police"));
    let of: access::OrganisationId = access::accounts::colleague(&mut conn, one).expect("read").organisation_id;
    conn.write(|conn| -> store::Result<()> {
        use store::types::Uid;
        diesel::sql_query(match conn {
            store::Conn::Pg(_) => "UPDATE account SET organisation_id = $1 WHERE id = $2",
            store::Conn::Sq(_) => "UPDATE account SET organisation_id = ? WHERE id = ?",
        })
        .bind::<Uid, _>(store::AnyId(of.0))
        .bind::<Uid, _>(store::AnyId(other.0))
        .execute(conn)?;
        Ok(())
    })
    .expect("moved");
    w.app.db.look_again();
    allocate(&w, file, [COLETTE, NEIL, IMRAN]).await.must_be(422).must_say("Both auditors work for the same agency");
});

story!(nobody_audits_a_file_to_whose_family_they_have_a_tie, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    // the nurse once worked with the family
    let nurse = account(&w, "auditor-health");
    w.conn()
        .write(|conn| -> store::Result<()> {
            let mut tx = store::Tx::within(conn, w.app.db.now(), store::Author::program());
            access::guard::tie(&mut tx, family, nurse, access::guard::Tie::Team, None)?;
            access::guard::untie(&mut tx, family, Some(nurse), access::guard::Tie::Team)
        })
        .expect("tied");
    w.app.db.look_again();
    let audit = drawn(&w).await;
    let file = file_of(&w, &audit);
    let page = w.person("auditor").await.get(&format!("/audit-files/{file}/allocation")).await;
    page.must_say("1 auditor cannot be chosen").must_say("not enough auditors").must_not_say(COLETTE);
    assert!(page.value_of(COLETTE).is_none(), "she is not offered");
    let two = |one: &str, other: &str| [Some(account(&w, one)), Some(account(&w, other))];
    let new = NewSeats {
        two: two("auditor-health", "auditor-police"),
        moderator: Some(account(&w, "auditor")),
        why: String::new(),
    };
    refuses(&w, "auditor", "allocation-tied", |change| {
        let (permit, pack) = (change.permit(acts::Keep, file)?, change.pack.clone());
        records::allocate(change.tx, &permit, &pack, &new)
    });
    // it stays owed until somebody is found, or it is taken out because there is nobody
    let auditor = w.person("auditor").await;
    auditor.get("/my-work").await.must_say("allocate file 1");
    let out = format!("/audit-files/{file}/out");
    auditor.submit(&out, &[]).await.must_be(422).must_say("Choose why it is taken out");
    auditor.submit(&out, &[("reason", "other")]).await.must_be(422).must_say("Write the other reason");
    auditor.submit(&out, &[("reason", "nobody-free")]).await.must_be(303);
    auditor.get(&audit).await.must_say("Taken out").must_say("No two auditors without a tie");
    auditor.get("/my-work").await.must_not_say("allocate file 1");
});

story!(only_the_two_open_the_file_and_only_while_they_audit_it, |w| {
    let (family, file, audit) = allocated(&w).await;
    let (nurse, police, council) =
        (w.person("auditor-health").await, w.person("auditor-police").await, w.person("auditor").await);
    let record = format!("/families/{family}");
    nurse.get(&record).await.must_be(200).must_say("Okoro");
    police.get(&record).await.must_be(200);
    // a third opens neither the record nor what the two write, though they are to moderate it
    council.get(&record).await.must_be(404);
    council
        .get(&format!("/audit-files/{file}/moderation"))
        .await
        .must_be(403)
        .must_say("once both auditors have finished");
    council.get(&format!("/audit-files/{file}/standards/voice")).await.must_be(403);
    // whoever leads the audit sees how far it is, and of whom not
    council.get(&format!("/audit-files/{file}")).await.must_be(200).must_say(COLETTE).must_not_say("Okoro");
    for who in ["school", "lead", "manager", "board", "head"] {
        let page = w.person(who).await.get(&format!("/audit-files/{file}")).await;
        assert!(matches!((who, page.status.as_u16()), ("head", 200) | (_, 404)), "{who}: {}", page.status);
    }
    // they change nothing in it
    nurse.get(&format!("{record}/notes/new")).await.must_be(403);
    let page = council.get(&audit).await;
    page.must_say("Being graded").must_not_say("Okoro");

    let w = w.later(61);
    let nurse = w.person("auditor-health").await;
    nurse.get(&record).await.must_be(404);
    nurse.get(&format!("/audit-files/{file}")).await.must_be(403).must_say("Your time with this file is over");
    // more time is given by allocating it to the same again
    allocate(&w, file, [COLETTE, NEIL, IMRAN]).await.must_be(303);
    nurse.get(&record).await.must_be(200);
});

story!(nobody_sees_the_other_s_grades_before_both_have_finished, |w| {
    let (_, file, audit) = allocated(&w).await;
    let (nurse, police, council) =
        (w.person("auditor-health").await, w.person("auditor-police").await, w.person("auditor").await);
    let at = format!("/audit-files/{file}");
    grade(&nurse, file, "voice", "outstanding", "Seen by the nurse alone.").await.must_be(303);
    grade(&nurse, file, "plan", "good", "Short.").await.must_be(303);
    finish(&nurse, file, "outstanding", "The nurse's own reason.").await.must_be(303);
    for other in [&police, &council] {
        let page = other.get(&at).await;
        page.must_be(200).must_not_say("Outstanding").must_not_say("the nurse alone").must_not_say("own reason");
    }
    council.get(&audit).await.must_say("(finished)").must_not_say("Outstanding");
    // what was finished stays as it is
    nurse.get(&format!("{at}/standards/voice")).await.must_be(403).must_say("Your grades stay");
    nurse.get(&format!("{at}/overall")).await.must_be(403);

    finish(&police, file, "good", "So.").await.must_be(422).must_say("Grade every standard");
    grade(&police, file, "voice", "good", "Heard.").await.must_be(303);
    grade(&police, file, "plan", "good", "Short.").await.must_be(303);
    finish(&police, file, "good", "A clear file.").await.must_be(303);
    police.get(&at).await.must_say("the nurse alone");
    council.get(&format!("{at}/moderation")).await.must_say("the nurse alone").must_say("Heard.");
});

story!(a_grade_rests_on_entries_of_this_file, |w| {
    let (_, file, _) = allocated(&w).await;
    let nurse = w.person("auditor-health").await;
    let path = format!("/audit-files/{file}/standards/voice");
    let page = nurse.get(&path).await;
    page.must_say("Which entries of the file does it rest on?");
    nurse.submit_on(&page, &path, &[]).await.must_be(422).must_say("Choose a grade").must_say("Write why");
    let none = [("grade", "good"), ("why", "It is.")];
    let refused = nurse.submit_on(&page, &path, &none).await;
    refused.must_be(422).must_say("Choose at least one entry");
    assert!(refused.body.contains("It is."), "what was typed is there");
    let nothing = [("grade", "good"), ("why", "It is."), ("nothing", "yes")];
    nurse.submit_on(&page, &path, &nothing).await.must_be(422).must_say("rests on an entry of the file");
    let strange = format!("{}_{}", 1_772_000_000_000_000_i64, store::AnyId::new());
    let of_another = [("grade", "good"), ("why", "It is."), ("entries", strange.as_str())];
    nurse.submit_on(&page, &path, &of_another).await.must_be(422).must_say("Choose entries of this file");
    nurse
        .submit_on(&page, &path, &[("grade", "inadequate"), ("why", "Not a word."), ("nothing", "yes")])
        .await
        .must_be(303);
    nurse.get(&path).await.must_say("The file has nothing about it.");
    // and it is put right until one has finished
    grade(&nurse, file, "voice", "good", "There it stands.").await.must_be(303);
    let page = nurse.get(&path).await;
    page.must_say("There it stands.");
    let entry = page
        .link("/families/")
        .filter(|href| href.contains("/chronology?before="))
        .or_else(|| page.links("/families/").into_iter().find(|href| href.contains("/chronology?before=")));
    let story = nurse.get(&entry.expect("a link to the entry")).await;
    story.must_be(200);
    nurse.get(&format!("/audit-files/{file}/standards/reviews")).await.must_be(404);
});

story!(moderation_says_why_where_the_two_differ, |w| {
    let (_, file, _) = graded(&w).await;
    let auditor = w.person("auditor").await;
    let path = format!("/audit-files/{file}/moderation");
    let page = auditor.get(&path).await;
    let half = [("grade-plan", "good"), ("grade", "good"), ("why", "So.")];
    let refused = auditor.submit_on(&page, &path, &half).await;
    refused.must_be(422).must_say("choose the grade that holds and write why").must_say("Write why");
    auditor.submit_on(&page, &path, &[]).await.must_be(422).must_say("Choose a grade");
    // nobody who graded it moderates it
    for who in ["auditor-health", "auditor-police"] {
        w.person(who).await.get(&path).await.must_be(403);
    }
});

story!(an_auditor_who_is_ill_or_tied_is_replaced_and_what_they_wrote_stays, |w| {
    let (family, file, audit) = allocated(&w).await;
    let nurse = w.person("auditor-health").await;
    grade(&nurse, file, "voice", "good", "Written before.").await.must_be(303);
    let auditor = w.person("auditor").await;
    let path = format!("/audit-files/{file}/allocation");
    let page = auditor.get(&path).await;
    let of = |name: &str| page.value_of(name).expect("an auditor");
    let (council, police, nurse_id) = (of(IMRAN), of(NEIL), of(COLETTE));
    let other = [("first", council.as_str()), ("second", police.as_str()), ("moderator", nurse_id.as_str())];
    auditor.submit_on(&page, &path, &other).await.must_be(422).must_say("Say why somebody else takes over");
    let because = [&other[..], &[("why", "She is ill.")][..]].concat();
    auditor.submit_on(&page, &path, &because).await.must_be(303);
    auditor.get(&format!("/audit-files/{file}")).await.must_say("She is ill.");
    let kept: i64 = tables::audit_mark::table.count().get_result(&mut w.conn()).expect("a count");
    assert_eq!(kept, 1, "what she wrote stays");
    nurse.get(&format!("/families/{family}")).await.must_be(404);

    // one who finds that they know the family steps out; it is owed again to find another
    let police = w.person("auditor-police").await;
    let tie = format!("/audit-files/{file}/tie");
    police.submit(&tie, &[]).await.must_be(422).must_say("Write how you know the family");
    police.submit(&tie, &[("why", "My neighbour.")]).await.must_be(303);
    police.get(&format!("/families/{family}")).await.must_be(404);
    auditor.get("/my-work").await.must_say("allocate file 1");
    let page = auditor.get(&audit).await;
    page.must_say("Find another auditor");
    auditor.get(&path).await.must_say("1 auditor cannot be chosen");
});

story!(a_worker_says_how_they_see_their_own_work, |w| {
    let (_, file, _) = allocated(&w).await;
    let (lead, nurse) = (w.person("lead").await, w.person("auditor-health").await);
    let at = format!("/audit-files/{file}/reflection");
    lead.get("/my-work").await.must_say("write how you see your own work");
    lead.submit(&at, &[]).await.must_be(422).must_say("Write what went well");
    lead.submit(&at, &[("well", "We found a rhythm."), ("needed", "An interpreter.")]).await.must_be(303);
    lead.get("/my-work").await.must_not_say("write how you see your own work");
    nurse.get(&format!("/audit-files/{file}")).await.must_say("We found a rhythm.").must_say("Daniel Osei");
    w.person("manager").await.get(&at).await.must_be(404);
    w.person("auditor").await.get(&at).await.must_be(403);
    let not = format!("/audit-files/{file}/reflection/not");
    let refused = w.person("auditor").await.submit(&not, &[("why", "He left.")]).await;
    refused.must_be(422).must_say("has answered meanwhile");
});

story!(where_nobody_can_be_asked_how_they_see_their_work_that_is_said, |w| {
    let contact = contact(&w).await;
    decide(&w, &contact, "intervention-plan").await;
    let audit = drawn(&w).await;
    let file = file_of(&w, &audit);
    allocate(&w, file, [COLETTE, NEIL, IMRAN]).await.must_be(303);
    let nurse = w.person("auditor-health").await;
    nurse.get(&format!("/audit-files/{file}")).await.must_say("Not heard: Nobody who led for this family works here");
});

story!(a_worker_who_is_ill_for_long_owes_no_words, |w| {
    let (_, file, _) = allocated(&w).await;
    let auditor = w.person("auditor").await;
    let not = format!("/audit-files/{file}/reflection/not");
    auditor.submit(&not, &[]).await.must_be(422).must_say("Write why the worker is not heard");
    auditor.submit(&not, &[("why", "He is ill until summer.")]).await.must_be(303);
    auditor.get(&format!("/audit-files/{file}")).await.must_say("Not heard: He is ill until summer.");
    w.person("lead").await.get("/my-work").await.must_not_say("write how you see your own work");
});

story!(a_family_answers_once_by_a_code_or_on_the_telephone_or_it_is_said_why_not, |w| {
    let (_, file, _) = allocated(&w).await;
    let nurse = w.person("auditor-health").await;
    let at = format!("/audit-files/{file}/family");
    let page = nurse.get(&at).await;
    let parent = page.value_of("Ife Okoro").expect("the parent");
    nurse.submit_on(&page, &at, &[]).await.must_be(422).must_say("Choose how the family was asked");
    nurse.submit_on(&page, &at, &[("way", "link")]).await.must_be(422).must_say("Choose who is asked");
    nurse
        .submit_on(&page, &at, &[("way", "not-asked")])
        .await
        .must_be(422)
        .must_say("Write why the family was not asked");
    let silent = [("way", "telephone"), ("person", parent.as_str())];
    nurse.submit_on(&page, &at, &silent).await.must_be(422).must_say("Answer at least one question");

    let asked = nurse.submit_on(&page, &at, &[("way", "link"), ("person", parent.as_str())]).await;
    let letter = nurse.follow(&asked).await;
    letter.must_say("How was the help?").must_not_say("Okoro");
    let code = asked.led_to().rsplit('/').next().expect("a code").to_owned();

    // whoever holds it is told nothing of anybody; whatever code, the page is the same
    let parent_at_home = w.stranger();
    let page = parent_at_home.get(&format!("/tell-us/{code}")).await;
    page.must_be(200).must_say("Exit this page").must_not_say("Okoro");
    parent_at_home.get("/tell-us/ABCDABCDABCD").await.must_be(200);
    let none = parent_at_home.submit_on(&page, "/tell-us", &[]).await;
    none.must_be(422).must_say("Answer at least one question");
    let wrong = [("code", "ABCD-ABCD-ABCD"), ("helpful", "yes"), ("words", "Thank you")];
    let refused = parent_at_home.submit_on(&page, "/tell-us", &wrong).await;
    refused.must_be(422).must_say("not known, was used already");
    assert!(refused.body.contains("Thank you"), "what was typed is there");
    let typed = format!("{}-{}-{}", &code[..4], &code[4..8], code[8..].to_lowercase());
    let said = [("code", typed.as_str()), ("helpful", "yes"), ("timely", "partly"), ("words", "We sleep again.")];
    parent_at_home.submit_on(&page, "/tell-us", &said).await.must_be(303);
    let twice = parent_at_home.submit_on(&parent_at_home.get("/tell-us").await, "/tell-us", &said).await;
    twice.must_be(422).must_say("was used already");
    nurse
        .get(&format!("/audit-files/{file}"))
        .await
        .must_say("We sleep again.")
        .must_say("Ife Okoro")
        .must_say("In time: partly");

    // on the telephone it is marked as written down by whoever rang
    let page = nurse.get(&at).await;
    let called = [("way", "telephone"), ("person", parent.as_str()), ("able", "no"), ("words", "It is still hard.")];
    nurse.submit_on(&page, &at, &called).await.must_be(303);
    nurse
        .get(&format!("/audit-files/{file}"))
        .await
        .must_say("written down by Colette Byrne")
        .must_say("It is still hard.");
    let page = nurse.get(&at).await;
    nurse.submit_on(&page, &at, &[("way", "no-answer"), ("person", parent.as_str())]).await.must_be(303);
    nurse.get(&format!("/audit-files/{file}")).await.must_say("Asked, and no answer");
    // those who are audited do not read it
    w.person("lead").await.get(&format!("/audit-files/{file}")).await.must_be(404);
});

story!(a_code_is_worth_nothing_once_its_days_are_over, |w| {
    let (_, file, _) = allocated(&w).await;
    let nurse = w.person("auditor-health").await;
    let at = format!("/audit-files/{file}/family");
    let page = nurse.get(&at).await;
    let parent = page.value_of("Ife Okoro").expect("the parent");
    let asked = nurse.submit_on(&page, &at, &[("way", "link"), ("person", parent.as_str())]).await;
    let code = asked.led_to().rsplit('/').next().expect("a code").to_owned();
    let w = w.later(29);
    let page = w.stranger().get(&format!("/tell-us/{code}")).await;
    w.stranger().submit_on(&page, "/tell-us", &[("helpful", "yes")]).await.must_be(422).must_say("its day is over");
});

story!(a_concern_about_a_child_is_somebody_s_at_once, |w| {
    let (_, file, audit) = allocated(&w).await;
    let nurse = w.person("auditor-health").await;
    let at = format!("/audit-files/{file}/concern");
    let page = nurse.get(&at).await;
    page.must_say("call 999");
    nurse
        .submit_on(&page, &at, &[])
        .await
        .must_be(422)
        .must_say("Write what worries you")
        .must_say("Choose who is told");
    let manager = page.value_of("Ruth Calder").expect("the manager");
    let raised = nurse.submit_on(&page, &at, &[("what", "A bruise that nobody asked about."), ("to", &manager)]).await;
    let concern = raised.led_to();
    let told = w.person("manager").await;
    told.get("/my-work").await.must_say("An auditor is worried about a child: see to it today");
    told.get(&concern).await.must_say("A bruise that nobody asked about.").must_say("Open the family's record");
    for who in ["lead", "front-door", "auditor-police", "board"] {
        let page = w.person(who).await.get(&concern).await;
        assert!(matches!(page.status.as_u16(), 403 | 404), "{who}: {}", page.status);
    }
    told.submit(&concern, &[]).await.must_be(422).must_say("Write what was done");
    let behind = told.get(&concern).await;
    told.submit(&concern, &[("did", "Daniel saw her today: she fell.")]).await.must_be(303);
    told.submit_on(&behind, &concern, &[("did", "Again.")]).await.must_be(409).must_say("she fell").must_say("Again.");
    nurse.get(&concern).await.must_say("she fell");
    // whatever state the audit is in: also after one's own part in it has ended
    nurse.submit(&format!("/audit-files/{file}/tie"), &[("why", "A cousin.")]).await.must_be(303);
    nurse.get(&at).await.must_be(200);
    w.person("auditor").await.get(&audit).await.must_be(200);
});

story!(a_record_that_is_restricted_falls_out_of_its_audit_at_once, |w| {
    let (family, file, audit) = allocated(&w).await;
    let manager = w.person("manager").await;
    let path = format!("/families/{family}/restriction");
    let page = manager.get(&path).await;
    let listed = page.value_of("Ruth Calder").expect("the manager");
    manager.submit_on(&page, &path, &[("listed", listed.as_str()), ("reason", "A threat.")]).await.must_be(303);
    let nurse = w.person("auditor-health").await;
    nurse.get(&format!("/families/{family}")).await.must_be(404);
    nurse.get(&format!("/audit-files/{file}")).await.must_be(404);
    nurse.get("/my-work").await.must_not_say("grade file 1");
    w.person("auditor").await.get(&format!("/audit-files/{file}")).await.must_be(404);
    let page = w.person("auditor").await.get(&audit).await;
    page.must_say("Taken out").must_say("no longer open to this audit").must_not_say("Okoro");
    w.person("auditor").await.get("/my-work").await.must_say("fell out");
    // and it is in no sample
    let auditor = w.person("auditor").await;
    let set_up = auditor.submit("/audits/new", &fields(&[])).await;
    auditor.get(&set_up.led_to()).await.must_say("0 case files fit");
});

story!(what_is_owed_goes_with_the_audit_to_whoever_leads_it_now, |w| {
    led(&w, "intervention-plan").await;
    let audit = drawn(&w).await;
    let (auditor, head) = (w.person("auditor").await, w.person("head").await);
    let path = format!("{audit}/owner");
    let page = auditor.get(&path).await;
    let to = page.value_of("Diane Moss").expect("the head");
    auditor.submit_on(&page, &path, &[("to", "")]).await.must_be(422).must_say("Choose somebody who leads audits");
    auditor.submit_on(&page, &path, &[("to", to.as_str())]).await.must_be(303);
    head.get("/my-work").await.must_say("allocate file 1").must_say("publish the report");
    auditor.get("/my-work").await.must_not_say("allocate file 1").must_not_say("publish the report");
});

story!(an_audit_of_which_nothing_was_found_is_given_up_with_a_reason, |w| {
    let (family, file, audit) = allocated(&w).await;
    let auditor = w.person("auditor").await;
    let path = format!("{audit}/end");
    auditor.submit(&path, &[]).await.must_be(422).must_say("Write why it is given up");
    auditor.submit(&path, &[("why", "The period was wrong.")]).await.must_be(303);
    auditor.get(&audit).await.must_say("Given up: The period was wrong.").must_say("Taken out");
    auditor.get("/my-work").await.must_not_say("publish the report");
    let nurse = w.person("auditor-health").await;
    nurse.get(&format!("/families/{family}")).await.must_be(404);
    nurse.get(&format!("/audit-files/{file}")).await.must_be(403);
    auditor.submit(&path, &[("why", "Again.")]).await.must_be(422).must_say("This audit is closed");
});

story!(an_action_moves_with_a_reason_and_becomes_late_as_all_work_does, |w| {
    let (_, _, audit) = allocated(&w).await;
    let auditor = w.person("auditor").await;
    let new = format!("{audit}/actions/new");
    let page = auditor.get(&new).await;
    let manager = page.value_of("Ruth Calder").expect("the manager");
    let refused = auditor.submit_on(&page, &new, &[]).await;
    refused.must_be(422).must_say("Say what is to be done").must_say("Choose who sees").must_say("Enter the day");
    let past = [("due-day", "1"), ("due-month", "3"), ("due-year", "2026")];
    let what = [("what", "Meet"), ("owner", manager.as_str())];
    auditor.submit_on(&page, &new, &[&what[..], &past[..]].concat()).await.must_be(422).must_say("today or later");
    let due = [("due-day", "9"), ("due-month", "3"), ("due-year", "2026")];
    auditor.submit_on(&page, &new, &[&what[..], &due[..]].concat()).await.must_be(303);
    let action = w.person("manager").await.get("/my-work").await.link("/audit-actions/").expect("it is owed");
    w.person("lead").await.get(&action).await.must_be(404);
    let path = format!("{action}/move");
    w.person("manager").await.get(&path).await.must_be(403);
    let behind = auditor.get(&path).await;
    auditor.submit(&path, &[("due-day", "12")]).await.must_be(422).must_say("Say why it is moved");
    auditor.submit(&path, &[("due-day", "12"), ("why", "She was away.")]).await.must_be(303);
    let told = auditor.submit_on(&behind, &path, &[("due-day", "11"), ("why", "Sooner.")]).await;
    told.must_be(409).must_say("12 March 2026");
    assert!(told.body.contains("Sooner."), "what was typed is there");
    let w = w.later(30);
    w.person("head").await.get("/late").await.must_say("No team");
});

story!(the_tracked_children_have_what_all_agencies_did_in_one_document, |w| {
    let (family, file, _) = allocated(&w).await;
    let nurse = w.person("auditor-health").await;
    let page = nurse.get(&format!("/audit-files/{file}/chronology")).await;
    page.must_be(200).must_say("What all agencies did").must_say("Ada Okoro").must_say("Council");
    assert!(page.body.len() < 30_000, "{} bytes", page.body.len());
    w.person("auditor").await.get(&format!("/audit-files/{file}/chronology")).await.must_be(404);
    let _ = family;
});

story!(commands_of_audits_refuse_by_name_what_no_page_offers, |w| {
    let (_, file, audit) = graded(&w).await;
    let id: AuditId = audit.trim_start_matches("/audits/").parse().expect("an id");
    refuses(&w, "auditor", "audit-files-open", |change| {
        let (permit, pack) = (change.allow(nobody::KeepAudits)?, change.pack.clone());
        let said = records::Said { findings: "Good.".into(), follows: String::new() };
        records::publish(change.tx, &permit, &pack, id, &said)
    });
    refuses(&w, "auditor", "audit-share-early", |change| {
        let permit = change.permit(acts::Keep, file)?;
        records::share(change.tx, &permit)
    });
    refuses(&w, "auditor", "audit-not-published", |change| {
        let permit = change.allow(nobody::KeepAudits)?;
        records::close(change.tx, &permit, id)
    });
    refuses(&w, "auditor", "allocation-graded", |change| {
        let (permit, pack) = (change.permit(acts::Keep, file)?, change.pack.clone());
        let two = [Some(account(&w, "auditor-health")), Some(account(&w, "auditor"))];
        let new = NewSeats { two, moderator: Some(account(&w, "auditor-police")), why: "Ill.".into() };
        records::allocate(change.tx, &permit, &pack, &new)
    });
    refuses(&w, "auditor", "moderation-of-ones-own", |change| {
        let (permit, pack) = (change.permit(acts::Keep, file)?, change.pack.clone());
        records::name_moderator(change.tx, &permit, &pack, Some(account(&w, "auditor-health")))
    });
    does(&w, "auditor", |change| {
        let permit = change.permit(acts::Keep, file)?;
        let pack = change.pack.clone();
        records::name_moderator(change.tx, &permit, &pack, Some(account(&w, "auditor")))
    });
});
