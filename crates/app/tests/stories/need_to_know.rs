//! Stories of what ends with an agreement, and of what nobody may learn by asking for it.

use crate::{
    commands::does,
    helpers::{CONTACT, agree, contact_of, decide, join, led, share},
};
use access::FamilyId;
use diesel::prelude::*;
use testkit::{Person, World, story};

/// A family with two parents, led by a lead of the council, with a school in the team by agreement.
async fn two_parents(w: &World) -> (FamilyId, cases::EpisodeId, Person) {
    let (family, e, lead) = led(w, "intervention-plan").await;
    let path = format!("/families/{family}/people/new");
    let father = [
        ("role", "parent"),
        ("given_name", "Chidi"),
        ("family_name", "Okoro"),
        ("date_of_birth-day", "2"),
        ("date_of_birth-month", "2"),
        ("date_of_birth-year", "1988"),
    ];
    lead.submit(&path, &father).await.must_be(303);
    agree(&lead, family).await;
    says(&lead, family, "Chidi Okoro", "given").await;
    share(&lead, family, "Elm Street").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    (family, e, lead)
}

async fn says(lead: &Person, family: FamilyId, who: &str, state: &str) {
    let path = format!("/families/{family}/agreement");
    let page = lead.get(&path).await;
    let who = page.value_of(who).expect("a person");
    let fields = [("person", who.as_str()), ("state", state), ("how", "in-person"), ("words", "Their own words.")];
    lead.submit_on(&page, &path, &fields).await.must_be(303);
}

story!(one_parent_s_withdrawal_ends_the_sharing_of_their_data_and_asks_the_lead_what_follows, |w| {
    let (family, e, lead) = two_parents(&w).await;
    let school = w.person("school").await;
    let page = format!("/families/{family}");
    school.get(&page).await.must_say("Ife Okoro").must_say("07700 900123");

    says(&lead, family, "Ife Okoro", "withdrawn").await;
    let seen = school.get(&page).await;
    seen.must_be(200).must_say("Ada Okoro").must_say("Chidi Okoro").must_say("Name not shared");
    seen.must_not_say("07700 900123");
    assert!(!seen.texts("main table").concat().contains("Ife"), "{}", seen.text());
    let program = w.program("school").await.get(&format!("/api/v1{page}")).await;
    program.must_be(200).must_not_say("\"Ife\"");
    lead.get(&page).await.must_say("Ife Okoro");

    let task = format!("/episodes/{e}/withdrawal");
    assert!(lead.get("/my-work").await.link(&task).is_some(), "the lead is asked");
    lead.submit(&task, &[("follows", "with-others")]).await.must_be(422).must_say("Say why");
    lead.submit(&task, &[("follows", "with-others"), ("words", "Her father wants it.")]).await.must_be(303);
    assert!(lead.get("/my-work").await.link(&task).is_none());
    lead.get(&format!("{page}/chronology")).await.must_say("help goes on with those who agree");

    // and when nobody agrees any more, nobody else can be gone on with
    says(&lead, family, "Chidi Okoro", "withdrawn").await;
    school.get(&page).await.must_be(403);
    let nobody = [("follows", "with-others"), ("words", "Nobody.")];
    lead.submit(&task, &nobody).await.must_be(422).must_say("Nobody in the family agrees any more");
    lead.submit(&task, &[("follows", "ends"), ("words", "As they wish.")]).await.must_be(303);
});

story!(a_service_reads_of_a_family_only_while_somebody_agrees, |w| {
    let cots = crate::directory::service(&w, crate::directory::body("Baby bank"), 1);
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let new = format!("/families/{family}/referrals/new/{cots}");
    let words = [("text", "A cot for Ada's sister."), ("reach", "01634 1"), ("agreed_by", "Somebody, surely")];
    lead.submit(&new, &words).await.must_be(422).must_say("Nobody in the family agrees to be supported");

    agree(&lead, family).await;
    let sent = lead.submit(&new, &words).await;
    sent.must_be(303);
    let path = sent.led_to();
    let provider = w.person("provider").await;
    provider.get(&path).await.must_be(200).must_say("A cot for Ada");
    provider.get("/referrals").await.must_say("Baby bank");

    says(&lead, family, "Ife Okoro", "withdrawn").await;
    provider.get(&path).await.must_be(404).must_not_say("Ada");
    provider.post(&path, &[("state", "accepted")]).await;
    provider.get("/referrals").await.must_not_say("Baby bank");
    provider.get("/services/ours").await.must_say("Referrals to us (0 open)");
    lead.get(&path).await.must_be(200).must_say("Sent");

    // a restriction hides it, too, although they agree again
    says(&lead, family, "Ife Okoro", "given").await;
    provider.get(&path).await.must_be(200);
    restrict(&w, family, "Daniel Osei").await;
    provider.get(&path).await.must_be(404);
    provider.get("/referrals").await.must_not_say("Baby bank");
});

/// Only this person knows of the family from now on.
pub async fn restrict(w: &World, family: FamilyId, listed: &str) {
    let privacy = w.person("privacy").await;
    let path = format!("/families/{family}/restriction");
    let page = privacy.get(&path).await;
    let listed = page.value_of(listed).expect("a colleague");
    privacy.submit_on(&page, &path, &[("reason", "A threat."), ("listed", &listed)]).await.must_be(303);
}

story!(whoever_referred_does_not_see_it_once_the_family_is_kept_from_them, |w| {
    let cots = crate::directory::service(&w, crate::directory::body("Baby bank"), 1);
    let (family, _, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    let words = [("text", "A cot."), ("reach", "01634 1"), ("agreed_by", "The mother")];
    lead.submit(&format!("/families/{family}/referrals/new/{cots}"), &words).await.must_be(303);
    lead.get("/referrals").await.must_say("Baby bank");
    restrict(&w, family, "Ruth").await;
    lead.get("/referrals").await.must_not_say("Baby bank");
});

story!(nobody_opens_two_records_that_nothing_brought_together, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let other = CONTACT.replace("Ada", "Bola").replace("9434765919", "9990000018").replace("2016-02-29", "2012-08-01");
    let second = decide(&w, &contact_of(&w, &other.replace("Okoro", "Hill")).await, "advice").await;
    let of = |family| people::records::members_of(&mut w.conn(), family).expect("members")[0].person.id;
    let (one, two) = (of(family), of(second));

    let officer = w.person("front-door").await;
    let path = format!("/duplicates/{one}/{two}");
    officer.get(&path).await.must_be(404).must_not_say("9434765919");
    let token = officer.get("/triage").await.form("/sign-out").expect("a form").remove(0).1;
    let said = [("said", "same"), ("reason", "So."), ("csrf", token.as_str()), ("key", "k")];
    officer.post(&path, &said).await.must_be(404);
    officer.get(&format!("/duplicates/{one}/{one}")).await.must_be(404);

    // as soon as the matcher or somebody names the pair, it opens, and both families' logs say so
    let now = w.app.db.now();
    people::merging::keep_suspect(&mut w.conn(), now, one, two, 0.6).expect("kept");
    w.app.db.look_again();
    officer.get(&path).await.must_be(200).must_say("Is this one person?");
    for family in [family, second] {
        #[expect(clippy::disallowed_methods, reason = "a test holds no permit")]
        let shown = store::log::access_of(&mut w.conn(), family, 20).expect("entries");
        assert!(shown.iter().any(|entry| entry.action == "review-duplicates"));
    }
});

story!(a_joined_record_is_not_told_of_in_the_other_family_s_story, |w| {
    let (hidden, ..) = led(&w, "intervention-plan").await;
    let other = CONTACT.replace("Ada", "Bola").replace("9434765919", "9990000018").replace("2016-02-29", "2012-08-01");
    let again = decide(&w, &contact_of(&w, &other.replace("Okoro", "Hill")).await, "advice").await;
    assert_ne!(hidden, again);
    let of = |family| people::records::members_of(&mut w.conn(), family).expect("members")[0].person.id;
    let (one, two, now) = (of(hidden), of(again), w.app.db.now());
    people::merging::keep_suspect(&mut w.conn(), now, one, two, 0.9).expect("kept");
    does(&w, "front-door", |change| {
        use access::Permits;
        let permit = change.allow(access::nobody::ReviewDuplicates)?;
        people::merging::join(change.tx, &permit, one, two, "Her mother says so.")
    });
    restrict(&w, hidden, "Ruth").await;
    let told: Vec<String> = {
        use store::log::chronology::dsl;
        dsl::chronology.filter(dsl::family_id.eq(again)).select(dsl::title).load(&mut w.conn()).expect("lines")
    };
    assert!(!told.is_empty() && told.iter().all(|line| !line.contains("record")), "{told:?}");
});

story!(what_is_not_there_and_what_is_hidden_answer_and_are_logged_alike, |w| {
    let (hidden, ..) = led(&w, "intervention-plan").await;
    restrict(&w, hidden, "Daniel Osei").await;
    let manager = w.person("manager").await;
    let absent = FamilyId(store::Uuid::now_v7());
    let (one, two) =
        (manager.get(&format!("/families/{hidden}")).await, manager.get(&format!("/families/{absent}")).await);
    assert_eq!((one.status, &one.body), (two.status, &two.body));
    let logged = |family: FamilyId| -> Vec<String> {
        use store::log::access_entry::dsl;
        let of = dsl::access_entry.filter(dsl::subject_id.eq(store::AnyId(family.0)).and(dsl::because.eq("refused")));
        of.select(dsl::action).load(&mut w.conn()).expect("entries")
    };
    assert_eq!((logged(hidden), logged(absent)), (vec!["open-family".to_owned()], vec!["open-family".to_owned()]));
});

story!(who_is_looked_for_stands_in_no_address_and_can_be_gone_back_to, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let lead = w.person("lead").await;
    let sent = lead.submit("/people", &[("q", "Ada Okoro 29/02/2016")]).await;
    sent.must_be(303);
    let told = |text: &str| ["okoro", "ada", "2016", "29"].iter().any(|word| text.to_lowercase().contains(word));
    let path = sent.location.trim_start_matches("/people/found/");
    assert!(sent.location.starts_with("/people/found/") && path.parse::<store::Uuid>().is_ok());
    let page = lead.get(&sent.location).await;
    page.must_say("Ada Okoro");
    assert_eq!(page.values("q").concat(), "Ada Okoro 29/02/2016", "what was typed stands in the box");
    for address in page.body.split("href=\"").chain(page.body.split("action=\"")).skip(1) {
        let address = address.split('"').next().expect("an address");
        assert!(!told(&address.replace(&family.to_string(), "").replace(path, "")), "{address}");
    }
    // nobody else goes there
    w.person("manager").await.get(&sent.location).await.must_be(404);
    lead.submit("/people", &[("q", " ")]).await.must_be(422).must_say("Enter a name");

    // an address with a name in it, typed or kept from before, is not handed on by the sign-in page
    let away = w.stranger().get("/people?q=Ada+Okoro").await;
    assert_eq!(away.location, "/sign-in?next=%2Fpeople");

    // and nobody after a day
    w.at(testkit::NOW.plus_seconds(90_000)).person("lead").await.get(&sent.location).await.must_be(404);
});

story!(a_restriction_is_looked_at_again_after_ninety_days_and_told_when_it_is_not, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    restrict(&w, family, "Daniel Osei").await;
    let privacy = w.person("privacy").await;
    privacy.get("/restrictions").await.must_say("2 June 2026").must_not_say("Okoro").must_not_say("Late");
    w.person("lead").await.get("/restrictions").await.must_be(403);

    // confirmed with its list, it has another ninety days
    let w = w.later(30);
    restrict(&w, family, "Daniel Osei").await;
    w.person("privacy").await.get("/restrictions").await.must_say("2 July 2026");

    let w = w.later(126);
    w.person("privacy").await.get("/restrictions").await.must_say("Late");
    w.person("head").await.get("/late").await.must_say("Restrictions");
    let dir = tempfile::tempdir().expect("a directory");
    let settings = app::settings::Settings { mail: format!("file:{}", dir.path().display()), ..w.settings.clone() };
    while app::work::once(&w.app, &settings).await.expect("done") > 0 {}
    let told = std::fs::read_dir(dir.path()).expect("a list").any(|file| {
        std::fs::read_to_string(file.expect("a file").path()).expect("a text").contains("privacy@example.org")
    });
    assert!(told, "the officer is told");
});
