//! Stories of an assessment as it is made: with what is known, with everyone seen and heard, and kept as it was.

use crate::{
    agreeing::{says, second_parent},
    commands::{does, refuses},
    helpers::{agree, assess, contact_of, decide, join, led, share, write_assessment},
};
use access::{Change, EpisodeId, FamilyId, Permits, family};
use assessments::{
    records::{self, Assessment},
    rules::{Consulted, Meetings, Seen},
};
use cases::open_case;
use testkit::{Person, World, story};
use web::Result;

fn current(change: &mut Change<'_, '_>, e: EpisodeId) -> Result<Assessment> {
    let case = open_case(change, family::Open, e)?;
    records::current(change.conn(), &case.permit, e)?.ok_or(web::Error::NotFound)
}

fn complete(change: &mut Change<'_, '_>, e: EpisodeId) -> Result<()> {
    let (case, pack) = (open_case(change, family::WriteAssessment, e)?, change.pack.clone());
    records::complete(change.tx, &case, &pack)
}

fn authorise(change: &mut Change<'_, '_>, e: EpisodeId) -> Result<()> {
    let (case, pack) = (open_case(change, family::AuthoriseAssessment, e)?, change.pack.clone());
    records::authorise(change.tx, &case, &pack, None)
}

fn meet(change: &mut Change<'_, '_>, e: EpisodeId, meetings: Meetings) -> Result<()> {
    let (case, pack) = (open_case(change, family::WriteAssessment, e)?, change.pack.clone());
    records::meet(change.tx, &case, &pack, meetings)
}

/// What the night does.
fn night(w: &World) {
    let all = app::capabilities::ALL;
    let mut rounds = all.iter().flat_map(|capability| capability.daily);
    let round = rounds.find(|daily| daily.at.kind == "date-assessments").expect("a round");
    (round.run)(&w.app.db, &w.app.pack, all).expect("done");
    w.app.db.look_again();
}

async fn start(lead: &Person, e: EpisodeId) -> String {
    let path = format!("/episodes/{e}/assessment");
    lead.submit(&path, &[("step", "start")]).await.must_be(303);
    path
}

async fn is_authorised(w: &World, e: EpisodeId) {
    let path = format!("/episodes/{e}/assessment/authorisation");
    w.person("manager").await.submit(&path, &[("answer", "authorise")]).await.must_be(303);
}

story!(an_assessment_begins_with_what_the_contact_says_and_says_whose_words_these_are, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    let path = start(&lead, e).await;
    let area = format!("{path}/areas/start");
    let page = lead.get(&area).await;
    page.must_say("From the contact of 4 March 2026").must_say("Misses school on Mondays.");
    assert!(page.form(&area).expect("a form").contains(&("start-why".into(), "Misses school on Mondays.".into())));

    // its needs stand in the area to which they belong, as what people see
    let development = format!("{path}/areas/development");
    let form = lead.get(&development).await.form(&development).expect("a form");
    assert!(form.contains(&("development-needs".into(), "school-attendance".into())));
    assert!(!form.iter().any(|(name, _)| name == "development-underlying"));

    // whose they are is said until somebody touches them
    lead.submit(&area, &[("start-why", "Misses school on Mondays and Fridays.")]).await.must_be(303);
    let page = lead.get(&area).await;
    page.must_not_say("From the contact of");
    page.must_say("What the contact of 4 March 2026 says");
});

story!(every_child_is_seen_or_it_is_said_why_not, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    agree(&lead, family).await;
    let path = start(&lead, e).await;
    lead.submit(&path, &[("step", "complete")]).await.must_be(422).must_say("Say when Ada was seen, or why not");
    refuses(&w, "lead", "child-not-seen-without-why", |change| complete(change, e));

    let ada = does(&w, "lead", |change| Ok(people::records::members_of(change.conn(), family)?[0].person.id));
    let today = w.app.db.now().date();
    let seen = |on, alone, why: &str| {
        let one = Seen { on, alone, not_because: why.into() };
        Meetings { seen: [(ada, one)].into(), consulted: vec![] }
    };
    let asked = |on, organisation: &str| {
        let one = Consulted { name: "Mrs Hall".into(), job: "Head".into(), organisation: organisation.into(), on };
        Meetings { seen: [].into(), consulted: vec![one] }
    };
    for (rule, meetings) in [
        ("seen-ahead", seen(today.succ_opt(), Some(true), "")),
        ("seen-and-not", seen(Some(today), Some(true), "She was away.")),
        ("seen-without-alone", seen(Some(today), None, "")),
        ("consulted-incomplete", asked(Some(today), "")),
        ("consulted-incomplete", asked(None, "Elm Street")),
        ("consulted-ahead", asked(today.succ_opt(), "Elm Street")),
    ] {
        refuses(&w, "lead", rule, |change| meet(change, e, meetings));
    }

    let page = format!("{path}/seen");
    let not = format!("seen-not-{ada}");
    lead.submit(&page, &[("consulted-name-2", "Mrs Hall")])
        .await
        .must_be(422)
        .must_say("Give the name and organisation");
    let whole = [
        (not.as_str(), "She stayed in bed, and her mother did not want to wake her."),
        ("consulted-name-2", "Mrs Hall"),
        ("consulted-job-2", "Head"),
        ("consulted-organisation-2", "Elm Street Primary"),
        ("consulted-on-2-day", "3"),
        ("consulted-on-2-month", "3"),
        ("consulted-on-2-year", "2026"),
    ];
    lead.submit(&page, &whole).await.must_be(303);
    lead.get(&path).await.must_say("Not seen: She stayed in bed");
    let still = lead.submit(&path, &[("step", "complete")]).await;
    still.must_be(422).must_say("still missing").must_not_say("Say when Ada was seen");

    // seen in the end, and who was asked stands in what is read
    write_assessment(&lead, e).await;
    lead.submit(&path, &[("step", "complete")]).await.must_be(303);
    let whole = lead.get(&path).await;
    whole.must_say("Seen on 4 March 2026, alone").must_say("Mrs Hall, Head, Elm Street Primary 3 March 2026");
});

story!(an_assessment_names_presenting_and_underlying_needs, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    let path = start(&lead, e).await;
    write_assessment(&lead, e).await;
    let area = format!("{path}/areas/health");
    let page = lead.get(&area).await;
    let form = page.form(&area).expect("a form");
    let without: Vec<(&str, &str)> = form
        .iter()
        .filter(|(name, _)| !name.ends_with("-needs") && !name.ends_with("-underlying"))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    lead.post(&area, &without).await.must_be(303);
    // what the contact named stands in another area; what lies beneath is in none
    refuses(&w, "lead", "assessment-without-underlying-need", |change| complete(change, e));

    let area = format!("{path}/areas/development");
    let page = lead.get(&area).await;
    let form = page.form(&area).expect("a form");
    let without: Vec<(&str, &str)> = form
        .iter()
        .filter(|(name, _)| !name.ends_with("-needs"))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    lead.post(&area, &without).await.must_be(303);
    refuses(&w, "lead", "assessment-without-presenting-need", |change| complete(change, e));
});

story!(an_assessment_is_neither_completed_nor_authorised_without_agreement_or_another_basis, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    let path = format!("/episodes/{e}/assessment");
    lead.get(&path).await.must_say("You can begin.").must_say("Nobody in the family has agreed to be supported");
    start(&lead, e).await;
    write_assessment(&lead, e).await;
    lead.submit(&path, &[("step", "complete")]).await.must_be(422).must_say("Nobody in the family has agreed");
    refuses(&w, "lead", "assessment-without-agreement", |change| complete(change, e));

    let named = [("basis", "safeguarding"), ("basis_reason", "Ada was hurt.")];
    says(&lead, family, "Ife Okoro", "refused", &named).await.must_be(303);
    lead.submit(&path, &[("step", "complete")]).await.must_be(303);

    // who says no afterwards is answered before it is authorised; returned it may be
    let w = w.later(1);
    says(&w.person("lead").await, family, "Ife Okoro", "withdrawn", &[]).await.must_be(303);
    refuses(&w, "manager", "assessment-without-agreement", |change| authorise(change, e));
    let page = format!("{path}/authorisation");
    let manager = w.person("manager").await;
    manager.submit(&page, &[("answer", "authorise")]).await.must_be(422).must_say("they do not agree");
    manager.submit(&page, &[("answer", "return"), ("why", "Ask them again.")]).await.must_be(303);
});

story!(unborn_and_newborn_children_are_asked_about_in_words_that_fit, |w| {
    let body = r#"{"kind": "request", "source": "midwifery", "channel": "online", "summary": "A second child comes.",
     "needs": ["parenting"], "agreement": "given",
     "people": [{"role": "child", "given_name": "Noor", "family_name": "Hill", "date_of_birth": "2025-06-01"},
      {"role": "child", "given_name": "Zara", "family_name": "Hill", "date_of_birth": "2014-06-01"},
      {"role": "unborn", "family_name": "Hill", "expected_on": "2026-06-01"},
      {"role": "parent", "given_name": "Mary", "family_name": "Hill"}]}"#;
    let contact = contact_of(&w, body).await;
    let family = decide(&w, &contact, "assessment").await;
    let e = crate::helpers::episode(&w, family);
    let manager = w.person("manager").await;
    let path = start(&manager, e).await;

    let page = manager.get(&format!("{path}/areas/health")).await;
    page.must_say("How is Zara, in their own words where possible?");
    page.must_not_say("How is Noor, in their own words");
    page.must_say("How is Noor, as those who care for them see it");
    page.must_say("How are the pregnancy and the health of the unborn baby");
    // who cannot speak says no number
    let raters = page.names("health-scale.");
    let said_by_child = raters.iter().filter(|name| name.ends_with(".child")).count();
    assert_eq!((raters.len(), said_by_child), (7, 1), "{raters:?}");
    let hopes = manager.get(&format!("{path}/areas/start")).await;
    hopes.must_say("What does Zara hope for?").must_say("What do the parents hope for the unborn baby?");
    hopes.must_say("What does Mary hope for?");

    // whoever is not born yet is not seen, and a baby not alone
    let seen = manager.get(&format!("{path}/seen")).await;
    assert_eq!(seen.names("seen-not-").len(), 2);
    assert_eq!(seen.names("seen-alone-").len(), 1);
});

story!(the_last_assessment_stands_beside_the_new_one_and_what_was_taken_over_says_so, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    assess(&lead, e).await;
    is_authorised(&w, e).await;
    let w = w.later(40);
    let lead = w.person("lead").await;
    let path = start(&lead, e).await;
    let area = format!("{path}/areas/community");
    let page = lead.get(&area).await;
    page.must_say("Last confirmed on 4 March 2026 by Daniel Osei.").must_say("In the assessment of 4 March 2026");

    // one answer is new, the others keep their day
    lead.submit(&area, &[("community-strengths", "A close street.")]).await.must_be(303);
    let page = lead.get(&area).await;
    page.must_say("Last confirmed on 4 March 2026");
    let marks = does(&w, "lead", |change| Ok(current(change, e)?.marks.0));
    assert!(!marks["community-strengths"].taken_over && marks["community-worries"].taken_over);

    // until somebody went through them
    lead.submit(&area, &[("still", "yes")]).await.must_be(303);
    lead.get(&area).await.must_not_say("Last confirmed on").must_say("In the assessment of 4 March 2026");
});

/// Ada's name is written anew.
async fn rename(w: &World, lead: &Person, family: FamilyId) {
    let ada = does(w, "lead", |change| Ok(people::records::members_of(change.conn(), family)?[0].person.id));
    lead.submit(&format!("/families/{family}/people/{ada}"), &[("given_name", "Adaeze")]).await.must_be(303);
}

async fn sibling(lead: &Person, family: FamilyId) {
    let child = [
        ("role", "child"),
        ("given_name", "Tobi"),
        ("family_name", "Okoro"),
        ("date_of_birth-day", "2"),
        ("date_of_birth-month", "2"),
        ("date_of_birth-year", "2019"),
    ];
    lead.submit(&format!("/families/{family}/people/new"), &child).await.must_be(303);
}

story!(what_was_authorised_keeps_its_people_its_questions_and_its_words, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    assess(&lead, e).await;
    is_authorised(&w, e).await;
    let path = format!("/episodes/{e}/assessment");
    let before = lead.get(&path).await;
    before.must_say("How is Ada, in their own words").must_say("Seen on 4 March 2026, alone");
    before.must_say("Ada Okoro 29 February 2016, aged 10");

    let w = w.later(400);
    let lead = w.person("lead").await;
    rename(&w, &lead, family).await;
    sibling(&lead, family).await;
    let after = lead.get(&path).await;
    after.must_say("How is Ada, in their own words").must_say("Ada Okoro 29 February 2016, aged 10");
    after.must_not_say("Adaeze").must_not_say("How is Tobi");

    // another pack asks other questions, and of this one still the same
    let (kept, today) = does(&w, "lead", |change| {
        let version = current(change, e)?;
        let case = open_case(change, family::Open, e)?;
        let mut pack = (*change.pack).clone();
        pack.areas.clear();
        let members = people::records::members(change.conn(), &case.permit)?;
        let kept = version.paper(&pack, &members, change.today);
        let new = assessments::paper::Paper::of(&pack, &members, change.today);
        Ok((kept, new))
    });
    assert_eq!((kept.parts.len(), today.parts.len()), (5, 1));
    assert_eq!(kept.people.len() + 1, today.people.len());
    assert_eq!(kept.pack, w.app.pack.hash.to_string());
});

story!(a_new_sibling_asks_for_a_new_version, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    crate::helpers::visit(&lead, family).await;
    assess(&lead, e).await;
    is_authorised(&w, e).await;
    let (path, page) = (format!("/episodes/{e}/assessment"), format!("/families/{family}"));
    assert!(lead.get("/my-work").await.link(&path).is_none());

    let w = w.later(3);
    let lead = w.person("lead").await;
    sibling(&lead, family).await;
    lead.get(&path).await.must_say("Tobi Okoro joined the family after this was authorised");
    lead.get(&page).await.must_say("A child joined the family after it was authorised");
    let work = lead.get("/my-work").await;
    work.must_say("A child joined the family: make a new version of the assessment");
    assert_eq!(work.links(&path).len(), 1);

    start(&lead, e).await;
    let work = lead.get("/my-work").await;
    work.must_not_say("A child joined the family").must_say("Complete the assessment");
    lead.get(&page).await.must_not_say("A child joined the family after");
});

story!(the_days_to_complete_it_count_from_agreement, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    let path = start(&lead, e).await;
    // thirty working days after 4 March 2026, with Good Friday and Easter Monday between
    lead.get(&path).await.must_say("To be complete by 17 April 2026").must_say("Nobody has agreed yet");

    let w = w.later(7);
    let lead = w.person("lead").await;
    agree(&lead, family).await;
    lead.get(&path).await.must_say("To be complete by 24 April 2026").must_say("the family agreed on 11 March 2026");
    night(&w);
    lead.get("/my-work").await.must_say("24 April 2026").must_not_say("17 April 2026");
});

story!(whoever_wrote_a_part_does_not_authorise_it, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    agree(&lead, family).await;
    let path = start(&lead, e).await;
    let manager = w.person("manager").await;
    let area = format!("{path}/areas/community");
    manager.submit(&area, &[("community-strengths", "A close street.")]).await.must_be(303);
    write_assessment(&lead, e).await;
    lead.submit(&path, &[("step", "complete")]).await.must_be(303);

    let page = format!("{path}/authorisation");
    manager.submit(&page, &[("answer", "authorise")]).await.must_be(422).must_say("or a part of it");
});

story!(what_needs_to_happen_and_how_things_are_is_told_to_whoever_plans_and_reviews, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    let told = |w: &World| {
        does(w, "lead", |change| {
            let (case, pack) = (open_case(change, family::Open, e)?, change.pack.clone());
            let needed = records::needed(change.conn(), &case.permit, &pack, e)?;
            Ok((needed, records::scales(change.conn(), &case.permit, &pack, e)?))
        })
    };
    assert!(told(&w).0.is_empty());
    agree(&lead, crate::helpers::family_of(&w, e)).await;
    let path = start(&lead, e).await;
    write_assessment(&lead, e).await;
    let area = format!("{path}/areas/health");
    let page = lead.get(&area).await;
    let scale = page.names("health-scale.").into_iter().find(|name| name.ends_with(".parent")).expect("a scale");
    lead.submit_on(&page, &area, &[("health-needed", "Sleep before school."), (&scale, "4")]).await.must_be(303);
    lead.submit(&path, &[("step", "complete")]).await.must_be(303);
    is_authorised(&w, e).await;

    let (needed, scales) = told(&w);
    assert_eq!(needed.len(), 4);
    assert_eq!((&*needed[0].area, &*needed[0].text), ("health", "Sleep before school."));
    assert_eq!((scales.len(), &*scales[0].rater, scales[0].number), (1, "parent", 4));
    assert!(scales[0].child.is_some());
});

story!(what_somebody_no_longer_shares_is_not_told_by_an_assessment_that_was_authorised, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    second_parent(&lead, family, "").await;
    agree(&lead, family).await;
    says(&lead, family, "Chidi Okoro", "given", &[]).await.must_be(303);
    share(&lead, family, "Elm Street").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    assess(&lead, e).await;
    is_authorised(&w, e).await;
    let path = format!("/episodes/{e}/assessment");
    let school = w.person("school").await;
    school.get(&path).await.must_say("What does Chidi hope for?");

    says(&lead, family, "Chidi Okoro", "withdrawn", &[]).await.must_be(303);
    let seen = school.get(&path).await;
    seen.must_be(200).must_say("What does Ife hope for?").must_say("Not shared").must_not_say("Chidi");
    lead.get(&path).await.must_say("What does Chidi hope for?");
});
