//! The main road, from a first contact to closure and back, walked by everyone it needs.

use crate::helpers::{add_person, agree, assess, begin, borrowed, close, join, meeting, plan, share};
use diesel::prelude::*;
use testkit::story;

story!(a_school_brings_a_concern_page_by_page_and_the_family_is_helped_to_the_end, |w| {
    // given a school's worker who answers one question after the other
    let school = w.person("school").await;
    school.get("/contacts/new").await.must_be(200).must_say("Is a child in immediate danger?");
    let new = begin(&school).await;
    school
        .submit(&format!("{new}/about"), &[("kind", "request"), ("source", "school"), ("channel", "online")])
        .await
        .must_be(303);
    let child = [
        ("role", "child"),
        ("given_name", "Ada"),
        ("family_name", "Okoro"),
        ("date_of_birth-day", "29"),
        ("date_of_birth-month", "2"),
        ("date_of_birth-year", "2016"),
        ("postcode", "me4 4tr"),
        ("line_1", "1 Example Road"),
        ("nhs_number", "943 476 5919"),
    ];
    school.submit(&format!("{new}/people/1"), &child).await.must_be(303);
    let mother = [("given_name", "Ife"), ("family_name", "Okoro"), ("phone", "07700 900123")];
    add_person(&school, &format!("{new}/people/2"), "parent", &mother).await.must_be(303);
    let worries = [
        ("summary", "Misses school on Mondays. Likes art."),
        ("needs", "school-attendance"),
        ("hoped_for", "Back in school"),
        ("network", "own-family"),
    ];
    school.submit(&format!("{new}/worries"), &worries).await.must_be(303);
    school.submit(&format!("{new}/agreement"), &[("agreement", "given")]).await.must_be(303);
    let check = school.get(&format!("{new}/check")).await;
    check.must_say("Ada Okoro").must_say("School attendance");
    let sent = school.submit_on(&check, &format!("{new}/check"), &[]).await;
    let receipt = school.follow(&sent).await;
    receipt.must_say("Reference").must_say("Waits for a decision");
    let contact = sent.led_to();

    // when the front door decides, having looked at who they are, and answers
    let officer = w.person("front-door").await;
    officer.get("/triage").await.must_say("Ada Okoro").must_say("School attendance");
    let decision = format!("{contact}/decision");
    let page = officer.get(&decision).await;
    let team = page.value_of("Chatham and Luton").expect("a team");
    let fields = [
        ("level", "2"),
        ("indicators", "several-agencies"),
        ("outcome", "assessment"),
        ("team", &team),
        ("reason", "School and health should help together."),
    ];
    let decided = officer.submit_on(&page, &decision, &fields).await;
    assert!(decided.location.ends_with("/answer"));
    let answered =
        officer.submit(&decided.location, &[("answer", "We will make an assessment with the family.")]).await;
    let answer = officer.follow(&answered).await;
    officer.submit_on(&answer, &format!("{contact}/closure"), &[]).await.must_be(303);
    school.get(&contact).await.must_say("We will make an assessment with the family.").must_say("Closed");

    // and a manager finds a lead, who accepts
    let id = contact.trim_start_matches("/contacts/");
    let family = crate::helpers::family(&w, id);
    let e = crate::helpers::episode(&w, family);
    let manager = w.person("manager").await;
    manager.get("/team").await.must_say("No lead professional yet").must_say("Okoro");
    let path = format!("/episodes/{e}/lead");
    let page = manager.get(&path).await;
    let to = page.value_of("Daniel Osei").expect("the lead");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "The family knows him.")]).await.must_be(303);
    let lead = w.person("lead").await;
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "accept")]).await.must_be(303);

    // and the family agrees, the school joins, an assessment is made and authorised by someone else
    agree(&lead, family).await;
    share(&lead, family, "Elm Street Primary").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    school.get(&format!("/families/{family}")).await.must_be(200).must_say("Daniel Osei").must_say("lead professional");
    assess(&lead, e).await;
    let authorisation =
        manager.get("/my-work").await.link(&format!("/episodes/{e}/assessment/authorisation")).expect("to authorise");
    manager.submit(&authorisation, &[("answer", "authorise")]).await.must_be(303);

    // and a plan is agreed, and a review planned within eight weeks
    plan(&lead, e, "family").await;
    let scheduled = lead.submit(&format!("/episodes/{e}/reviews/new"), &[]).await;
    let review = scheduled.led_to();
    lead.follow(&scheduled).await.must_say("15 April 2026").must_say("29 April 2026");
    school.submit(&format!("{review}/report"), &[("report", "Ada comes four days of five.")]).await.must_be(303);

    // and six weeks later it is held, with every action checked and every outcome answered
    let w = w.later(42);
    let lead = w.person("lead").await;
    let page = lead.get(&review).await;
    page.must_say("Ada comes four days of five.");
    let mut fields = meeting(&page, "close");
    fields.iter_mut().filter(|(name, _)| name.starts_with("action-")).for_each(|(_, said)| *said = "done".into());
    let held = lead.submit_on(&page, &review, &borrowed(&fields)).await;
    assert_eq!(held.location, format!("/episodes/{e}/closure"));
    let result = lead.get(&held.location).await.link("/outcomes/").expect("an outcome without a result");
    lead.submit(&result, &[("result", "achieved"), ("why", "Walking together")]).await.must_be(303);
    let closed = close(&lead, e, "outcomes-met", "Call the school first.").await;
    let exit_plan = lead.follow(&closed).await;
    exit_plan.must_be(200).must_say("Exit plan: Okoro family").must_say("Call the school first.");

    // then the lead and the school have left with the episode, the manager can begin again, and all is told
    lead.get(&format!("/families/{family}")).await.must_be(403);
    let school = w.person("school").await;
    school.get(&format!("/families/{family}")).await.must_be(403);
    let manager = w.person("manager").await;
    manager.get(&format!("/families/{family}")).await.must_say("Outcomes met").must_say("Call the school first.");
    let chronology = manager.get(&format!("/families/{family}/chronology")).await;
    for line in [
        "Early help ended: outcomes met",
        "Review held: end early help",
        "Daniel Osei is lead professional",
        "Early help began",
        "Shared with Elm Street Primary",
    ] {
        chronology.must_say(line);
    }
    let page = manager.get(&format!("/episodes/{e}/reopening")).await;
    let team = page.value_of("Gillingham").expect("a team");
    manager
        .submit_on(&page, &format!("/episodes/{e}/reopening"), &[("team", &team), ("reason", "Mondays again.")])
        .await
        .must_be(303);
    let again = crate::helpers::episode(&w, family);
    assert_ne!(again, e);
    let previous: Option<cases::EpisodeId> = {
        use cases::records::episode::dsl;
        dsl::episode.find(again).select(dsl::previous_id).first(&mut w.conn()).expect("the new episode")
    };
    assert_eq!(previous, Some(e));

    // and whoever governs the information sees who did and saw what
    let privacy = w.person("privacy").await;
    let log = privacy.get(&format!("/families/{family}/access")).await;
    log.must_say("Priya Shah").must_say("open family").must_say("episode closed");
});

story!(a_mother_asks_for_help_without_an_account, |w| {
    let mother = w.stranger();
    mother.get("/").await.must_say("Ask for help");
    mother.get("/ask-for-help").await.must_say("Is a child in immediate danger?");
    mother.submit("/ask-for-help/about", &[("maker_name", "Ife Okoro")]).await.must_be(303);
    mother.submit("/ask-for-help/reach", &[("ways", "email"), ("maker_email", "ife@example.com")]).await.must_be(303);
    mother
        .submit("/ask-for-help/people/1", &[("role", "child"), ("given_name", "Ada"), ("family_name", "Okoro")])
        .await
        .must_be(303);
    mother
        .submit("/ask-for-help/worries", &[("summary", "Mornings are hard."), ("subjects", "behaviour")])
        .await
        .must_be(303);
    mother.submit("/ask-for-help/agreement", &[("agreement", "given")]).await.must_be(303);
    let sent = mother.submit("/ask-for-help/check", &[]).await;
    mother.follow(&sent).await.must_say("Thank you").must_say("C-");
    // her browser keeps nothing of it, and nobody else's sees it
    mother.get("/ask-for-help/check").await.must_not_say("Mornings are hard");
    w.stranger().get("/ask-for-help/check").await.must_not_say("Mornings are hard");
    let officer = w.person("front-door").await;
    let contact = officer.get("/triage").await.link("/contacts/").expect("her contact");
    officer
        .get(&contact)
        .await
        .must_say("Ife Okoro")
        .must_say("Mornings are hard.")
        .must_say("A family asking for help");
});

story!(a_child_in_danger_skips_every_form_and_queue, |w| {
    crate::helpers::contact(&w).await;
    let police = w.person("police").await;
    police.get("/contacts/new/danger").await.must_say("Call 999 now");
    police
        .submit("/contacts/new/danger", &[("summary", "A child alone in a flat, Canal Street 9.")])
        .await
        .must_be(303);
    let officer = w.person("front-door").await;
    let first = officer.get("/triage").await.link("/contacts/0").expect("a contact");
    officer.get(&first).await.must_say("A child may be in danger").must_say("Canal Street 9");
});

story!(an_early_help_episode_steps_up_and_closes_only_when_social_care_accepts, |w| {
    let (family, e, lead) = crate::helpers::led(&w, "intervention-plan").await;
    let path = format!("/episodes/{e}/step-up");
    lead.submit(&path, &[("reason", "")]).await.must_be(422).must_say("Say why early help is not enough");
    lead.submit(&path, &[("reason", "Two injuries in a week.")]).await.must_be(303);
    lead.submit(&path, &[("talked_with", "")])
        .await
        .must_be(422)
        .must_say("Record the conversation with your supervisor, line manager or safeguarding lead");
    let talked = [
        ("talked_as", "safeguarding-lead"),
        ("talked_with", "Mrs Doe"),
        ("talked_on-day", "4"),
        ("talked_on-month", "3"),
        ("talked_on-year", "2026"),
    ];
    lead.submit(&path, &talked).await.must_be(303);
    let refused = close(&lead, e, "step-up", "Social care leads.").await;
    refused.must_be(422).must_say("has not accepted the step up");
    let worker = w.person("social-care").await;
    let sent = worker.get("/step-ups").await.link("/step-ups/0").expect("a step up");
    worker.submit(&sent, &[("answer", "returned"), ("why", "")]).await.must_be(422).must_say("Write down why");
    let child = worker.get(&sent).await.value_of("Ada Okoro").expect("the child");
    let accepted = [("answer", "accepted"), ("footing", "s17"), ("children", child.as_str()), ("lead_then", "ends")];
    worker.submit(&sent, &accepted).await.must_be(303);
    close(&lead, e, "step-up", "Social care leads.").await.must_be(303);
    w.person("manager")
        .await
        .get(&format!("/families/{family}"))
        .await
        .must_say("Stepped up to children's social care");
});
