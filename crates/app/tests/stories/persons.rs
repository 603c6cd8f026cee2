//! Stories of what the record holds of a person, and of those who leave a family.

use crate::{
    commands::does,
    helpers::{CONTACT, agree, begin, contact_of, decide, led, send_contact},
};
use access::{FamilyId, Permits, family};
use diesel::prelude::*;
use people::{
    Person as Record, PersonId,
    records::{self, Leaving, person},
};
use testkit::{Page, Person, World, story};

/// The page of somebody of this family, by their first name.
fn page_of(w: &World, family: FamilyId, given_name: &str) -> String {
    format!("/families/{family}/people/{}", id_of(w, family, given_name))
}

fn id_of(w: &World, family: FamilyId, given_name: &str) -> PersonId {
    let members = records::members_of(&mut w.conn(), family).expect("members");
    members.into_iter().find(|member| member.person.given_name == given_name).expect("somebody").person.id
}

fn record(w: &World, id: PersonId) -> Record {
    person::table.find(id).select(Record::as_select()).first(&mut w.conn()).expect("a person")
}

const TODAY: [(&str, &str); 3] = [("on-day", "4"), ("on-month", "3"), ("on-year", "2026")];

/// Says that somebody left; they are found by the page from which they leave.
async fn leaves(who: &Person, page: &str, how: &str, went: &str) -> Page {
    let fields: Vec<(&str, &str)> = [("how", how), ("went", went)].into_iter().chain(TODAY).collect();
    who.submit(&format!("{page}/leaving"), &fields).await
}

story!(what_somebody_answers_is_told_in_words_and_what_nobody_asked_is_not, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let ada = page_of(&w, family, "Ada");
    let form = lead.get(&ada).await;
    form.must_say("That somebody prefers not to say is an answer, too").must_say("Not asked");
    let home = format!("/families/{family}");
    lead.get(&home).await.must_not_say("More about Ada");

    let said = [
        ("sex", "f"),
        ("ethnicity", "wirt"),
        ("religion", "refused"),
        ("disability_what", "Deaf: bring a signer"),
        ("sen_support", "plan"),
        ("gp", "Dockside Surgery"),
        ("gender_refused", "yes"),
    ];
    lead.submit(&ada, &said).await.must_be(303);
    let told = lead.get(&home).await;
    told.must_say("More about Ada")
        .must_say("Ethnicity: White: Irish Traveller")
        .must_say("Religion: Prefers not to say")
        .must_say("Sex: Female");
    told.must_say("Disability: Yes: Deaf: bring a signer").must_say("Education, health and care plan");
    told.must_say("Gender: Prefers not to say").must_say("GP: Dockside Surgery");

    // they stand in the form again, and are changed as everything else is, with a conflict in words
    let (mine, theirs) = (lead.get(&ada).await, lead.get(&ada).await);
    lead.submit_on(&theirs, &ada, &[("religion", "none"), ("ethnicity", "")]).await.must_be(303);
    let conflict = lead.submit_on(&mine, &ada, &[("gp", "Riverbank")]).await;
    conflict.must_be(409).must_say("No religion").must_say("Not asked");
    let ada = record(&w, id_of(&w, family, "Ada"));
    assert_eq!((ada.ethnicity.as_deref(), ada.religion.as_deref()), (None, Some("none")));

    let wrong = [("disability", "no"), ("gender", "A girl"), ("ethnicity", "martian")];
    let refused = lead.submit(&page_of(&w, family, "Ada"), &wrong).await;
    refused
        .must_be(422)
        .must_say("Answer yes, or leave empty")
        .must_say("not both")
        .must_say("an answer from the list");
});

story!(a_family_that_asks_for_help_is_asked_few_questions_and_a_professional_may_answer_all, |w| {
    let family = w.stranger().get("/ask-for-help/people/1").await;
    family.must_be(200).must_say("First name").must_say("interpreter");
    family.must_not_say("Ethnicity").must_not_say("NHS number").must_not_say("GP").must_not_say("Religion");
    let school = w.person("school").await;
    school.get(&format!("{}/people/1", begin(&school).await)).await.must_say("Ethnicity").must_say("Religion");
});

story!(a_program_may_say_what_a_person_answered_and_is_told_what_it_cannot_say, |w| {
    let said = |more: &str| CONTACT.replace("\"nhs_number\"", &format!("{more}, \"nhs_number\""));
    let all = r#""ethnicity": "WBRI", "religion": "refused", "sex": "f", "disability": "no", "sen_support": "support""#;
    let family = decide(&w, &contact_of(&w, &said(all)).await, "advice").await;
    let ada = record(&w, id_of(&w, family, "Ada"));
    assert_eq!((ada.ethnicity.as_deref(), ada.religion.as_deref()), (Some("wbri"), Some("refused")));
    assert_eq!((ada.sen_support.as_deref(), ada.gender.as_deref(), &*ada.language), (Some("support"), None, ""));
    assert_eq!(ada.nhs_checked_on, Some(w.app.db.now().date()));

    let school = w.program("school").await;
    for (more, told) in [
        (r#""ethnicity": "martian""#, "people-1-ethnicity"),
        (r#""sex": "x""#, "people-1-sex"),
        (r#""shoe_size": "4""#, "unknown field `shoe_size`"),
    ] {
        let refused = send_contact(&school, &said(more)).await;
        refused.must_be(422);
        assert!(refused.json()["detail"].as_str().expect("a detail").contains(told), "{}", refused.body);
    }
});

story!(what_somebody_answers_is_no_evidence_of_who_they_are, |w| {
    let alike = r#""ethnicity": "WBRI", "religion": "sikh", "sex": "f", "disability": "no", "gp": "Dockside Surgery""#;
    let with = |body: &str| body.replace("\"role\": \"child\"", &format!("\"role\": \"child\", {alike}"));
    decide(&w, &contact_of(&w, &with(CONTACT)).await, "advice").await;
    let asked = |more: &str| format!(r#"{{"given_name": "Bola", "family_name": "Hill"{more}}}"#);
    let officer = w.program("front-door").await;
    for more in ["", &format!(", {alike}")] {
        let found = officer.request("POST", "/api/v1/people/matches", Some("application/json"), &[], asked(more)).await;
        found.must_be(200);
        assert_eq!(found.json()["items"].as_array().map(Vec::len), Some(0), "{}", found.body);
    }
});

story!(a_number_is_checked_when_it_is_entered_or_confirmed, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let (id, first) = (id_of(&w, family, "Ada"), w.app.db.now().date());
    let page = page_of(&w, family, "Ada");
    assert_eq!(record(&w, id).nhs_checked_on, Some(first));
    drop(lead);

    let w = w.later(10);
    let (lead, today) = (w.person("lead").await, w.app.db.now().date());
    lead.get(&page).await.must_say("NHS number 9434765919").must_say("Last checked on 4 March 2026");
    lead.submit(&page, &[("gp", "Riverbank")]).await.must_be(303);
    assert_eq!(record(&w, id).nhs_checked_on, Some(first), "nobody looked at it");
    lead.submit(&page, &[("checked", "nhs")]).await.must_be(303);
    assert_eq!(record(&w, id).nhs_checked_on, Some(today));
    lead.submit(&page, &[("nhs_number", ""), ("upn", "A123456789012")]).await.must_be(303);
    assert_eq!((record(&w, id).nhs_checked_on, record(&w, id).upn_checked_on), (None, Some(today)));
    lead.submit(&page, &[("nhs_number", "9990000018")]).await.must_be(303);
    assert_eq!(record(&w, id).nhs_checked_on, Some(today), "newly entered");
});

story!(an_age_or_a_telephone_number_that_is_hardly_so_is_asked_about_once_and_then_taken, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let new = format!("/families/{family}/people/new");
    let old = [
        ("role", "child"),
        ("given_name", "Obi"),
        ("family_name", "Okoro"),
        ("date_of_birth-day", "1"),
        ("date_of_birth-month", "3"),
        ("date_of_birth-year", "1990"),
        ("phone", "900123"),
    ];
    lead.get(&new).await.must_not_say("Yes, this is right");
    let asked = lead.submit(&new, &old).await;
    asked.must_be(422).must_say("would be 36 years old").must_say("look like a telephone number");
    asked.must_say("Yes, this is right");
    lead.submit_on(&asked, &new, &[("sure", "yes")]).await.must_be(303);

    // a parent of eleven years, on the page of somebody who is known
    let ife = page_of(&w, family, "Ife");
    let born = [("date_of_birth-day", "5"), ("date_of_birth-month", "3"), ("date_of_birth-year", "2014")];
    let asked = lead.submit(&ife, &born).await;
    asked.must_be(422).must_say("A parent or carer would be 11 years old");
    let mended = lead.submit_on(&asked, &ife, &[("date_of_birth-year", "1984")]).await;
    mended.must_be(303);

    // by whoever makes a contact, too
    let school = w.person("school").await;
    let one = format!("{}/people/1", begin(&school).await);
    let asked = school.submit(&one, &old).await;
    asked.must_be(422).must_say("would be 36 years old");
    school.submit_on(&asked, &one, &[("sure", "yes")]).await.must_be(303);

    // and a program is asked nothing
    contact_of(&w, &CONTACT.replace("2016-02-29", "1912-02-29").replace("07700 900123", "12")).await;
});

story!(whoever_leaves_is_asked_nothing_more_stays_in_the_record_and_can_come_back, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    let (home, ife) = (format!("/families/{family}"), page_of(&w, family, "Ife"));
    lead.get(&home).await.must_not_say("Who was in the family");
    assert!(lead.get(&ife).await.link(&format!("{ife}/leaving")).is_some());

    leaves(&lead, &ife, "moved-out", "").await.must_be(422).must_say("Say where they went");
    leaves(&lead, &ife, "", "").await.must_be(422).must_say("Say what happened");
    leaves(&lead, &ife, "moved-out", "to her sister in Leeds").await.must_be(303);
    let page = lead.get(&home).await;
    page.must_say("Who was in the family").must_say("Left on 4 March 2026, to her sister in Leeds");
    page.must_not_say("07700 900123");
    lead.get(&format!("{home}/agreement")).await.must_say("Add a parent, a carer or a young person");
    lead.get(&ife).await.must_be(404);
    let story = lead.get(&format!("{home}/chronology")).await;
    story.must_say("Ife Okoro left the family").must_say("On 4 March 2026, to her sister in Leeds.");
    lead.find("Ife Okoro").await.must_say("Was in the family: Okoro");
    let seen = w.program("lead").await.get(&format!("/api/v1{home}")).await;
    assert_eq!(seen.json()["people"].as_array().map(Vec::len), Some(1), "{}", seen.body);

    // who comes second is told so, with all that they wrote
    let late = leaves(&lead, &ife, "moved-out", "abroad").await;
    late.must_be(422).must_say("Somebody else has written down").must_say("No longer in the family");
    assert!(late.body.contains("abroad"));

    let back = format!("{ife}/return");
    let early = [("how", "back"), ("on-day", "1"), ("on-month", "3"), ("on-year", "2026")];
    lead.submit(&back, &early).await.must_be(422).must_say("before the one on which they left");
    lead.submit(&back, &[("how", "mistake")]).await.must_be(422).must_say("Say how the mistake came about");
    let fields: Vec<(&str, &str)> = [("how", "back")].into_iter().chain(TODAY).collect();
    lead.submit(&back, &fields).await.must_be(303);
    lead.get(&home).await.must_not_say("Who was in the family").must_say("07700 900123");
    lead.get(&format!("{home}/chronology")).await.must_say("Ife Okoro came back to the family");
    lead.submit(&back, &fields).await.must_be(422).must_say("They are in the family");
});

story!(a_mistake_is_undone_with_the_place_where_they_live, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let (home, ada) = (format!("/families/{family}"), page_of(&w, family, "Ada"));
    leaves(&lead, &ada, "moved-out", "not known").await.must_be(303);
    let why = [("how", "mistake"), ("why", "It was her cousin.")];
    lead.submit(&format!("{ada}/return"), &why).await.must_be(303);
    lead.get(&home).await.must_say("1 Example Road").must_say("Ada Okoro");
    lead.get(&format!("{home}/chronology")).await.must_say("it was a mistake").must_say("It was her cousin.");
});

story!(whoever_died_is_invited_and_asked_nowhere, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    crate::helpers::plan(&lead, e, "intervention").await;
    let (home, ife) = (format!("/families/{family}"), page_of(&w, family, "Ife"));
    // invited while she lived
    let day = [("on-day", "10"), ("on-month", "4"), ("on-year", "2026")];
    let review = lead.submit(&format!("/episodes/{e}/reviews/new"), &day).await.led_to();
    lead.get(&review).await.must_say("Daniel Osei").must_say("Ife Okoro");

    leaves(&lead, &ife, "died", "").await.must_be(303);
    lead.get(&home).await.must_say("Died on 4 March 2026");
    lead.get(&format!("{home}/chronology")).await.must_say("Ife Okoro died");
    lead.get(&review).await.must_say("Daniel Osei").must_not_say("Ife Okoro");
    lead.get(&format!("{home}/agreement")).await.must_say("Add a parent");

    let back = format!("{ife}/return");
    lead.get(&back).await.must_not_say("They came back");
    lead.submit(&back, &[("how", "mistake"), ("why", "The wrong line.")]).await.must_be(303);
    lead.get(&home).await.must_not_say("Died").must_say("Ife Okoro");
    lead.get(&review).await.must_say("Ife Okoro");
});

story!(a_death_is_known_in_every_family_of_the_record_and_told_in_the_story_of_one, |w| {
    let (first, _, lead) = led(&w, "intervention-plan").await;
    let ife = id_of(&w, first, "Ife");
    let other = CONTACT.replace("Ada", "Bola").replace("9434765919", "9990000018").replace("2016-02-29", "2012-08-01");
    let second = decide(&w, &contact_of(&w, &other.replace("Okoro", "Hill")).await, "intervention-plan").await;
    does(&w, "front-door", |change| Ok(records::join(change.tx, second, ife, people::MemberRole::Parent)?));
    leaves(&lead, &page_of(&w, first, "Ife"), "died", "").await.must_be(303);

    let there = records::members_of(&mut w.conn(), second).expect("members");
    assert!(there.iter().all(|member| member.person.id != ife), "asked nowhere");
    w.person("manager").await.get(&format!("/families/{second}")).await.must_say("Died on 4 March 2026");
    let told: Vec<String> = {
        use store::log::chronology::dsl;
        dsl::chronology.filter(dsl::family_id.eq(second)).select(dsl::title).load(&mut w.conn()).expect("lines")
    };
    assert!(told.iter().all(|line| !line.contains("died")), "{told:?}");
});

story!(only_those_who_may_change_people_say_that_somebody_left, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let ife = page_of(&w, family, "Ife");
    for (who, status) in [("school", 403), ("front-door", 403), ("admin", 404)] {
        let person = w.person(who).await;
        person.get(&format!("{ife}/leaving")).await.must_be(status);
        person.get(&format!("{ife}/return")).await.must_be(status);
    }
});

story!(nobody_becomes_known_by_leaving_a_restricted_family, |w| {
    let (hidden, _, lead) = led(&w, "intervention-plan").await;
    let privacy = w.person("privacy").await;
    let restriction = format!("/families/{hidden}/restriction");
    let page = privacy.get(&restriction).await;
    let listed = page.value_of("Daniel Osei").expect("the lead");
    privacy.submit_on(&page, &restriction, &[("reason", "A threat."), ("listed", &listed)]).await.must_be(303);
    leaves(&lead, &page_of(&w, hidden, "Ada"), "moved-out", "to her father").await.must_be(303);

    w.person("manager")
        .await
        .find("Ada Okoro 29/2/2016")
        .await
        .must_not_say("Ada Okoro, ")
        .must_say("Nobody was found");
    let again = contact_of(&w, CONTACT).await;
    let officer = w.person("front-door").await;
    officer.get(&format!("/contacts/{again}/people")).await.must_not_say("NHS number agrees");
});

story!(ward_and_small_area_follow_from_the_postcode_and_from_no_secret_one, |w| {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let rows =
        "pcd,lat,lon,laua,lsoa21_pip,ward24_code,ward24_name\nME4 4TR,51.38,0.52,E06,E01016016,E05014450,River\n";
    std::fs::write(file.path(), rows).expect("written");
    directory::postcodes::import(&mut w.conn(), file.path()).expect("imported");

    let (family, _, lead) = led(&w, "intervention-plan").await;
    let ada = page_of(&w, family, "Ada");
    lead.get(&ada).await.must_say("Ward: River (E05014450). Small area: E01016016.");
    let api = format!("/api/v1/families/{family}");
    let program = w.program("lead").await;
    let seen = program.get(&api).await.json();
    assert_eq!(
        (&seen["people"][0]["ward"], &seen["people"][0]["small_area"]),
        (&"E05014450".into(), &"E01016016".into())
    );
    assert!(seen["people"][1]["ward"].is_null(), "nobody knows where the mother lives");

    lead.submit(&ada, &[("protected", "yes")]).await.must_be(303);
    let cleared = lead.get(&ada).await;
    assert!(cleared.body.contains("1 Example Road"), "who is cleared sees the place");
    cleared.must_not_say("E01016016").must_not_say("E05014450").must_not_say("River");
    program.get(&api).await.must_not_say("E05014450").must_not_say("E01016016");
    let codes = records::open_postcodes(&mut w.conn(), &[id_of(&w, family, "Ada")]).expect("read");
    assert!(codes.is_empty());
});

story!(where_somebody_went_from_a_secret_place_is_not_written_down, |w| {
    let body = CONTACT.replace("\"postcode\": \"ME4 4TR\"", "\"postcode\": \"ME4 4TR\", \"protected\": true");
    let family = decide(&w, &contact_of(&w, &body).await, "intervention-plan").await;
    let (manager, ada) = (w.person("manager").await, page_of(&w, family, "Ada"));
    manager
        .get(&format!("{ada}/leaving"))
        .await
        .must_not_say("where did they go?")
        .must_say("The address is protected");
    let (ada_id, page) = (id_of(&w, family, "Ada"), format!("{ada}/leaving"));
    does(&w, "manager", |change| {
        let permit = change.permit(family::ChangePeople, family)?;
        let today = change.today;
        records::leave(change.tx, &permit, ada_id, today, &Leaving::MovedOut("to Secret Lane".into()))
    });
    manager.get(&page).await.must_be(200);
    let page = manager.get(&format!("/families/{family}")).await;
    page.must_say("Left on 4 March 2026").must_not_say("Secret Lane");
    manager.get(&format!("/families/{family}/chronology")).await.must_not_say("Secret Lane");

    // and the place itself stays one
    let fields: Vec<(&str, &str)> = [("how", "back")].into_iter().chain(TODAY).collect();
    manager.submit(&format!("{ada}/return"), &fields).await.must_be(303);
    let page = manager.get(&format!("/families/{family}")).await;
    assert!(page.texts(".govuk-tag").iter().any(|tag| tag == "Protected"), "{}", page.text());
});

story!(somebody_who_left_and_is_named_again_is_in_the_family_again, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let ada = id_of(&w, family, "Ada");
    does(&w, "lead", |change| {
        let permit = change.permit(family::ChangePeople, family)?;
        let today = change.today;
        records::leave(change.tx, &permit, ada, today, &Leaving::MovedOut("abroad".into()))
    });
    does(&w, "front-door", |change| Ok(records::join(change.tx, family, ada, people::MemberRole::Child)?));
    lead.get(&format!("/families/{family}")).await.must_say("Ada Okoro").must_not_say("Who was in the family");
    lead.get(&format!("/families/{family}/chronology")).await.must_say("Ada Okoro is in the family again");
});
