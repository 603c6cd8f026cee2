//! Stories of an episode and what it refuses.

use crate::helpers::{agree, agree_plan, assess, close, join, led, outcome, plan, share};
use testkit::story;

story!(a_sixth_outcome_is_refused, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    lead.submit(&format!("/episodes/{e}/plan"), &[("kind", "intervention")]).await.must_be(303);
    for n in 1..=5 {
        outcome(&lead, e, &format!("Outcome {n}")).await.must_be(303);
    }
    outcome(&lead, e, "Outcome 6").await.must_be(422).must_say("at most 5 outcomes").must_say("Outcome 6");
});

story!(one_family_has_one_plan, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    let page = lead.get(&format!("/episodes/{e}/plan")).await;
    lead.submit_on(&page, &format!("/episodes/{e}/plan"), &[("kind", "intervention")]).await.must_be(303);
    lead.submit_on(&page, &format!("/episodes/{e}/plan"), &[("kind", "intervention"), ("factors", "one-worker")])
        .await
        .must_be(422)
        .must_say("one family, one plan");
});

story!(needs_that_are_complex_are_assessed_before_there_is_a_plan, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    share(&lead, family, "Elm Street Primary").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    let path = format!("/episodes/{e}/plan");
    lead.submit(&path, &[("kind", "family")]).await.must_be(422).must_say("A family plan follows from an early help");
    lead.submit(&path, &[("kind", "intervention")]).await.must_be(303);
    lead.get(&path).await.must_say("Several agencies help this family").must_say("If its needs are complex");
    let refused = agree_plan(&lead, e, "yes").await;
    refused.must_be(422).must_say("The family's needs are complex, so an early help assessment must be authorised");
});

story!(an_intervention_plan_ends_and_an_assessment_leads_to_a_family_plan, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let (path, ending) = (format!("/episodes/{e}/plan"), format!("/episodes/{e}/plan/end"));
    lead.get("/my-work").await.must_say("End the plan, or go on with an assessment");

    let left = lead.submit(&ending, &[]).await;
    left.must_be(422).must_say("1 outcome has no result yet").must_say("1 action still open");
    left.must_say("Choose what follows");
    let page = lead.get(&ending).await;
    let (result, action) = (page.link("/outcomes/").expect("a result"), page.link("/actions/").expect("an action"));
    lead.submit(&action, &[("progress", "done")]).await.must_be(303);
    lead.submit(&result, &[("result", "partly"), ("why", "Mondays are still hard.")]).await.must_be(303);
    let ended = lead.submit(&ending, &[("follows", "assessment"), ("words", "More is behind it.")]).await;
    assert_eq!(ended.location, format!("/episodes/{e}/assessment"));
    lead.get("/my-work").await.must_not_say("End the plan, or go on with an assessment");

    assess(&lead, e).await;
    let authorisation = format!("/episodes/{e}/assessment/authorisation");
    w.person("manager").await.submit(&authorisation, &[("answer", "authorise")]).await.must_be(303);
    let page = lead.get(&path).await;
    page.must_say("makes the family plan and agrees who leads");
    let goes_on = page.value_of("In school every day").expect("an outcome that goes on");
    lead.submit_on(&page, &path, &[("kind", "family"), ("carried", &goes_on)]).await.must_be(303);
    lead.get(&path).await.must_say("Family plan").must_say("It goes on from the plan before");
    let adding = lead.get(&format!("{path}/outcomes/new")).await;
    adding.must_say("What needs to happen, as the assessment says").must_say("What was seen and said.");
});

story!(the_five_family_intervention_factors_are_a_checklist_on_the_plan, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{e}/plan");
    lead.submit(&path, &[("kind", "intervention"), ("factors", "one-worker")]).await.must_be(303);
    lead.get(&path).await.must_say("In place One worker for the family").must_say("Not yet The family as a whole");
    lead.submit(&format!("{path}/factors"), &[("factors", "whole-family")]).await.must_be(303);
    lead.get(&path).await.must_say("Not yet One worker for the family").must_say("In place The family as a whole");
    lead.get(&path).await.must_say("Agreeing when outcomes have been achieved".to_lowercase().as_str());
});

story!(an_outcome_says_which_protective_factors_it_builds, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{e}/plan");
    lead.submit(&path, &[("kind", "intervention")]).await.must_be(303);
    let adding = format!("{path}/outcomes/new");
    let fields = [
        ("words", "In school every day"),
        ("measure", "The register shows it"),
        ("by-day", "15"),
        ("by-month", "4"),
        ("by-year", "2026"),
        ("framework", "education"),
        ("builds", "attendance"),
        ("builds", "parenting"),
    ];
    // what was ticked stays ticked where something else is missing
    let refused = lead.submit(&adding, &fields).await;
    refused.must_be(422);
    assert_eq!(refused.texts("details[open] input[name=builds][checked]").len(), 2, "{}", refused.text());
    let whole: Vec<(&str, &str)> = fields.into_iter().chain([("area", "development")]).collect();
    lead.submit(&adding, &whole).await.must_be(303);
    let page = lead.get(&path).await;
    page.must_say("Makes stronger: Better attendance and fewer exclusions; Better parenting.");
    let reword =
        page.link("/outcomes/").map(|link| link.trim_end_matches("/actions/new").to_owned()).expect("an outcome");
    let page = lead.get(&reword).await;
    assert_eq!(page.texts("input[name=builds][checked]").len(), 2);
    // none is an answer, and a word that nobody knows is none
    lead.submit_on(&page, &reword, &[("builds", "nothing-of-this")]).await.must_be(303);
    lead.get(&path).await.must_not_say("Makes stronger");
});

story!(nobody_authorises_an_assessment_they_wrote, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    assess(&lead, e).await;
    lead.get(&format!("/episodes/{e}/assessment/authorisation")).await.must_be(403);
    let manager = w.person("manager").await;
    let path = format!("/episodes/{e}/assessment/authorisation");
    manager.submit(&path, &[("answer", "return"), ("why", " ")]).await.must_be(422).must_say("Say what has to change");
    manager.submit(&path, &[("answer", "return"), ("why", "What does Ada say?")]).await.must_be(303);
    lead.get(&format!("/episodes/{e}/assessment")).await.must_say("What does Ada say?");
    // a manager who writes it herself cannot authorise it either
    manager.submit(&format!("/episodes/{e}/assessment"), &[("step", "complete")]).await.must_be(303);
    manager.submit(&path, &[("answer", "authorise")]).await.must_be(422).must_say("someone else must authorise");
});

story!(an_assessment_is_complete_only_with_every_child_s_own_section, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    let path = format!("/episodes/{e}/assessment");
    lead.submit(&path, &[("step", "start")]).await.must_be(303);
    lead.get(&format!("{path}/areas/health")).await.must_say("How is Ada, in their own words");
    lead.submit(&path, &[("step", "complete")]).await.must_be(422).must_say("answers are still missing");
    lead.get(&format!("{path}/areas/nothing")).await.must_be(404);
});

story!(an_authorised_assessment_changes_only_in_a_new_version, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    assess(&lead, e).await;
    w.person("manager")
        .await
        .submit(&format!("/episodes/{e}/assessment/authorisation"), &[("answer", "authorise")])
        .await
        .must_be(303);
    lead.get(&format!("/episodes/{e}/assessment/areas/health"))
        .await
        .must_be(422)
        .must_say("only be changed in a new version");
    lead.submit(&format!("/episodes/{e}/assessment"), &[("step", "start")]).await.must_be(303);
    lead.get(&format!("/episodes/{e}/assessment")).await.must_say("Version 2").must_say("Being written");
});

story!(an_episode_does_not_close_with_open_actions_or_without_an_exit_plan, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let path = format!("/episodes/{e}/closure");
    close(&lead, e, "outcomes-met", "Call the school").await.must_be(422).must_say("1 action still open");
    let action = lead.get(&format!("/episodes/{e}/plan")).await.link("/actions/").expect("an action");
    lead.submit(&action, &[("progress", "not-done"), ("note", "")]).await.must_be(422).must_say("Say why");
    lead.submit(&action, &[("progress", "done")]).await.must_be(303);
    close(&lead, e, "outcomes-met", "Call the school").await.must_be(422).must_say("1 outcome has no result yet");
    let result = lead.get(&path).await.link("/outcomes/").expect("an outcome");
    lead.submit(&result, &[("result", "achieved")]).await.must_be(303);
    close(&lead, e, "outcomes-met", " ").await.must_be(422).must_say("Write the exit plan");
    let unasked = [("reason", "outcomes-met"), ("exit_plan", "Call the school")];
    let refused = lead.submit(&path, &unasked).await;
    refused.must_be(422).must_say("Say whether Ada Okoro was asked").must_say("Say whether Ife Okoro was asked");
    refused.must_say("Say whether the family agrees that help ends");
    close(&lead, e, "outcomes-met", "Call the school").await.must_be(303);
    w.person("manager")
        .await
        .get(&format!("/families/{family}/chronology"))
        .await
        .must_say("What the family says of the help")
        .must_say("We sleep again.");
});

story!(a_review_beyond_fifty_six_days_is_refused, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    lead.get(&format!("/episodes/{e}/reviews/new")).await.must_be(422).must_say("no agreed plan");
    plan(&lead, e, "intervention").await;
    let path = format!("/episodes/{e}/reviews/new");
    let on = |day: &'static str, month: &'static str| [("on-day", day), ("on-month", month), ("on-year", "2026")];
    lead.submit(&path, &on("30", "4")).await.must_be(422).must_say("must be held by 29 April 2026");
    lead.submit(&path, &on("3", "3")).await.must_be(422).must_say("today or later");
    let held = lead.submit(&path, &on("29", "4")).await;
    held.must_be(303);
    let review = held.led_to();
    lead.submit(&format!("{review}/date"), &on("1", "4")).await.must_be(422).must_say("Choose why it is moved");
    let page = lead.submit(&review, &[("positives", ""), ("decision", "continue")]).await;
    page.must_be(422).must_say("Start with what has gone well");
    // one that did not take place says why, and another is owed at once
    let date = lead.get(&format!("{review}/date")).await;
    let absence = format!("{review}/absence");
    lead.submit_on(&date, &absence, &[("not_held_why", "")]).await.must_be(422).must_say("Choose why it was not held");
    lead.submit_on(&date, &absence, &[("not_held_why", "family-away")]).await.must_be(303);
    lead.get(&review).await.must_say("Not held");
    lead.get("/my-work").await.must_say("Schedule the review that was not held");
    lead.submit(&path, &on("28", "4")).await.must_be(303);
});

story!(the_lead_holds_until_someone_else_accepts, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let other = "worker-0-1@demo.example.org.uk";
    let mut conn = w.conn();
    let name = access::accounts::find_by_email(&mut conn, other).expect("found").expect("an account").name;
    let path = format!("/episodes/{e}/lead");
    let page = lead.get(&path).await;
    let to = page.value_of(&name).expect("a colleague");
    lead.submit_on(&page, &path, &[("to", &to), ("reason", "I am leaving.")]).await.must_be(303);
    lead.submit(&path, &[("to", &to), ("reason", "Again.")])
        .await
        .must_be(422)
        .must_say("has been offered to them already");
    lead.get(&format!("/families/{family}")).await.must_say("Daniel Osei , lead professional");
    let colleague = w.person(other).await;
    let offer = colleague.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit_on(&colleague.get(&offer).await, &offer, &[("answer", "accept")]).await.must_be(403);
    colleague.submit(&offer, &[("answer", "decline"), ("why", " ")]).await.must_be(422).must_say("Say why you cannot");
    colleague.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    colleague.get(&format!("/families/{family}")).await.must_say(&format!("{name} , lead professional"));
    // the former lead is still in the team, and no longer decides
    lead.get(&format!("/families/{family}")).await.must_be(200);
    lead.get(&format!("/episodes/{e}/closure")).await.must_be(403);
});

story!(a_partner_s_worker_joins_only_when_something_is_shared_and_leaves_when_it_is_withdrawn, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    join(&lead, e, "Priya Shah").await.must_be(422).must_say("Nothing is shared with their organisation yet");
    let sharing = format!("/families/{family}/sharing");
    let page = lead.get(&sharing).await;
    let whom = page.value_of("Elm Street Primary").expect("an organisation");
    let refused = lead
        .submit_on(&page, &sharing, &[("organisation", &whom), ("scope", "The plan"), ("basis", "agreement")])
        .await;
    refused.must_be(422).must_say("Agreement is not in force");
    lead.submit_on(&page, &sharing, &[("organisation", &whom), ("scope", "The plan"), ("basis", "safeguarding")])
        .await
        .must_be(422)
        .must_say("Say why this is shared without");
    let told_no = [
        ("organisation", whom.as_str()),
        ("scope", "The plan"),
        ("basis", "safeguarding"),
        ("reason", "Risk"),
        ("told", "no"),
    ];
    lead.submit_on(&page, &sharing, &told_no).await.must_be(422).must_say("Say why the family was not told");
    agree(&lead, family).await;
    share(&lead, family, "Elm Street Primary").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    let school = w.person("school").await;
    school.get(&format!("/families/{family}")).await.must_be(200);
    // withdrawal ends that sharing at once
    let path = format!("/families/{family}/agreement");
    let page = lead.get(&path).await;
    let parent = page.value_of("Ife Okoro").expect("the parent");
    lead.submit_on(&page, &path, &[("person", &parent), ("state", "withdrawn"), ("how", "phone"), ("words", "")])
        .await
        .must_be(422);
    lead.submit_on(
        &page,
        &path,
        &[("person", &parent), ("state", "withdrawn"), ("how", "phone"), ("words", "No more.")],
    )
    .await
    .must_be(303);
    school.get(&format!("/families/{family}")).await.must_be(403);
    school.get("/my-work").await.must_not_say("Okoro");
    lead.get(&format!("/families/{family}")).await.must_say("Nobody's agreement is in force");
});

story!(leaving_the_team_ends_access_with_the_next_request, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let other = "worker-0-2@demo.example.org.uk";
    let mut conn = w.conn();
    let name = access::accounts::find_by_email(&mut conn, other).expect("found").expect("an account").name;
    join(&lead, e, &name).await.must_be(303);
    let colleague = w.person(other).await;
    colleague.get(&format!("/families/{family}")).await.must_be(200);
    let path = format!("/episodes/{e}/team");
    let page = lead.get(&path).await;
    let leaving = format!("{path}/leaving");
    // the form beside this colleague's name: the last on the page, as they joined last
    let helper = page.values("helper").pop().expect("a helper");
    lead.submit_on(&page, &leaving, &[("helper", &helper)]).await.must_be(303);
    colleague.get(&format!("/families/{family}")).await.must_be(403);
});

story!(a_note_says_when_the_family_was_seen_and_stands_in_the_chronology, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/notes/new");
    lead.submit(&path, &[("kind", "visit"), ("text", "")]).await.must_be(422).must_say("Write what happened");
    lead.submit(
        &path,
        &[("kind", "visit"), ("text", "Tomorrow"), ("on-day", "5"), ("on-month", "3"), ("on-year", "2026")],
    )
    .await
    .must_be(422)
    .must_say("today or in the past");
    lead.submit(
        &path,
        &[
            ("kind", "visit"),
            ("text", "Baked bread together."),
            ("on-day", "2"),
            ("on-month", "3"),
            ("on-year", "2026"),
        ],
    )
    .await
    .must_be(303);
    let page = lead.get(&format!("/families/{family}/chronology")).await;
    page.must_say("Baked bread together.").must_say("2 March 2026").must_not_say("12:00");
});

story!(a_manager_gives_late_work_to_someone_who_can_see_the_family, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let w = w.later(30);
    let manager = w.person("manager").await;
    let team = manager.get("/team").await;
    team.must_say("Walk to school together").must_say("days overdue");
    let task = team.link("/tasks/").expect("a task");
    let page = manager.get(&task).await;
    let stranger = page.value_of("Priya Shah").expect("a colleague");
    manager.submit_on(&page, &task, &[("to", &stranger)]).await.must_be(422).must_say("They cannot see this family");
    w.person("lead").await.get("/my-work").await.must_say("overdue");
});

story!(pronouns_and_the_language_to_speak_are_kept_and_stand_beside_the_name, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let path = format!("/families/{family}/people/new");
    let sasha = [("role", "parent"), ("given_name", "Sasha"), ("family_name", "Okoro"), ("pronouns", "they")];
    let speaking = |language| [&sasha[..], &[("preferred_language", language)]].concat();
    lead.submit(&path, &speaking("klingon")).await.must_be(422);
    lead.submit(&path, &speaking("pl")).await.must_be(303);

    let page = lead.get(&format!("/families/{family}")).await;
    page.must_be(200).must_say("Pronouns: they").must_say("Speaks and reads Polish");
});
