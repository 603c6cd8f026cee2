//! Stories of reviews and of how help ends, as those who come to them see it.

use crate::helpers::{agree, assess, borrowed, but, close, join, led, meeting, plan, share};
use diesel::prelude::*;
use testkit::{Person, World, story};

/// A family whose plan is agreed, with a review on this day of 2026.
async fn reviewed(w: &World, fields: &[(&str, &str)]) -> (access::FamilyId, cases::EpisodeId, Person, String) {
    let (family, e, lead) = led(w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let scheduled = lead.submit(&format!("/episodes/{e}/reviews/new"), fields).await;
    scheduled.must_be(303);
    (family, e, lead, scheduled.led_to())
}

/// This day and month of 2026, as the form takes it.
fn on<'a>(day: &'a str, month: &'a str) -> [(&'a str, &'a str); 3] {
    [("on-day", day), ("on-month", month), ("on-year", "2026")]
}

story!(a_review_says_when_and_where_and_what_everyone_is_asked_to_do, |w| {
    let when = [&on("15", "4")[..], &[("time", "2.30 pm"), ("place", "The children and family hub")]].concat();
    let (_, _, lead, review) = reviewed(&w, &when).await;

    let page = lead.get(&review).await;
    page.must_say("At 2:30pm, The children and family hub").must_say("carry out actions to help support the family");
    // the time alone is changed without a reason
    lead.submit(&format!("{review}/date"), &[("time", "9am"), ("place", "The school")]).await.must_be(303);
    lead.get(&review).await.must_say("At 9am, The school").must_say("15 April 2026");
});

story!(the_place_of_a_review_is_shown_to_nobody_who_may_not_know_a_protected_address, |w| {
    let place = [&on("15", "4")[..], &[("place", "9 Canal Street")]].concat();
    let (family, e, lead, review) = reviewed(&w, &place).await;
    agree(&lead, family).await;
    share(&lead, family, "Elm Street Primary").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    let school = w.person("school").await;
    school.get(&review).await.must_say("9 Canal Street");

    let person = lead.get(&format!("/families/{family}")).await.link(&format!("/families/{family}/people/0"));
    let person = person.expect("somebody");
    lead.submit(&person, &[("protected", "yes")]).await.must_be(303);
    school.get(&review).await.must_say("ask the lead where").must_not_say("9 Canal Street");
    lead.get(&review).await.must_say("9 Canal Street");
});

story!(good_friday_is_asked_about_once, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let path = format!("/episodes/{e}/reviews/new");

    let asked = lead.submit(&path, &on("3", "4")).await;
    asked.must_be(422).must_say("3 April 2026 is Good Friday: is that right?");
    let sure = asked.value_of("Yes, the review is on 3 April 2026").expect("a box");
    lead.submit_on(&asked, &path, &[("sure", &sure)]).await.must_be(303);
});

story!(a_moved_review_is_as_late_as_it_was, |w| {
    let (_, e, _, review) = reviewed(&w, &on("15", "4")).await;
    let w = w.later(45);
    let again = w.person("lead").await;
    let late = [&on("24", "4")[..], &[("why", "family-asked")]].concat();
    again.submit(&format!("{review}/date"), &late).await.must_be(303);
    let later = [&on("28", "4")[..], &[("why", "agency-away")]].concat();
    again.submit(&format!("{review}/date"), &later).await.must_be(303);

    again.get("/my-work").await.must_say("Hold the review, moved to 28 April 2026").must_say("3 days overdue");
    let due: Vec<chrono::NaiveDate> = {
        use work::tasks::task::dsl;
        let open =
            dsl::task.filter(dsl::episode_id.eq(Some(e)).and(dsl::done_at.is_null()).and(dsl::kind.eq("review")));
        open.select(dsl::due_on).load(&mut w.conn()).expect("tasks")
    };
    assert_eq!(due, ["2026-04-15".parse::<chrono::NaiveDate>().expect("a date")]);
});

story!(whoever_joins_the_team_later_is_invited_to_the_planned_review, |w| {
    let (family, e, _, review) = reviewed(&w, &on("15", "4")).await;
    let w = w.later(1);
    let lead_again = w.person("lead").await;
    agree(&lead_again, family).await;
    share(&lead_again, family, "Elm Street Primary").await;
    join(&lead_again, e, "Priya Shah").await.must_be(303);

    // at once on the page, and with the program's next round under My work
    lead_again.get(&review).await.must_say("Priya Shah: invited");
    for _ in 0..2 {
        reviews::records::invite_late_joiners(&w.app.db, &w.app.pack).expect("invited");
    }
    let school = w.person("school").await;
    school.get("/my-work").await.must_say("Come to the review, or report to it");
    school.submit(&format!("{review}/report"), &[("report", "Ada comes.")]).await.must_be(303);
    assert_eq!(lead_again.get(&review).await.names("came-").len(), 4, "each is invited once");
});

story!(a_late_joiner_is_accounted_for_though_no_round_has_come, |w| {
    let (family, e, _, review) = reviewed(&w, &on("15", "4")).await;
    let w = w.later(42);
    let lead = w.person("lead").await;
    agree(&lead, family).await;
    share(&lead, family, "Elm Street Primary").await;
    join(&lead, e, "Priya Shah").await.must_be(303);

    let page = lead.get(&review).await;
    let fields = meeting(&page, "continue");
    lead.submit_on(&page, &review, &borrowed(&fields)).await.must_be(303);
    lead.get(&review).await.must_say("Priya Shah: came");
});

story!(a_review_looks_at_every_outcome_and_hears_every_child, |w| {
    let (_, e, _, review) = reviewed(&w, &on("15", "4")).await;
    let w = w.later(42);
    let lead = w.person("lead").await;
    let page = lead.get(&review).await;
    let (said, outcome) = (page.names("said-").remove(0), page.names("outcome-").remove(0));
    let (worker, own) = (page.names("worker-").remove(0), page.names("own-").remove(0));

    let unheard = but(meeting(&page, "continue"), &[(&said, ""), (&outcome, "")]);
    let refused = lead.submit_on(&page, &review, &borrowed(&unheard)).await;
    refused.must_be(422).must_say("Write down what Ada says, or why Ada was not heard");
    refused.must_say("Say for every outcome how far it is: 1 missing");

    let scaled = but(meeting(&page, "continue"), &[(&worker, "6"), (&own, "8"), ("held-day", "14")]);
    lead.submit_on(&page, &review, &borrowed(&scaled)).await.must_be(303);
    let held = lead.get(&review).await;
    held.must_say("Held on 14 April 2026").must_say("It is better.").must_say("worker 6, child or parent 8");
    held.must_say("In school every day: getting there").must_say("Mondays.").must_say("She has a friend.");

    // the next one is counted from then, and shows the last numbers
    let next = lead.submit(&format!("/episodes/{e}/reviews/new"), &on("26", "5")).await.led_to();
    lead.get(&next).await.must_say("by 9 June 2026 at the latest").must_say("Last time, from 0 to 10: worker 6");
});

story!(the_first_review_makes_the_plan_and_offers_the_lead_to_whom_the_family_agrees, |w| {
    let (family, e, lead) = led(&w, "assessment").await;
    agree(&lead, family).await;
    let other = "worker-0-1@demo.example.org.uk";
    let name = access::accounts::find_by_email(&mut w.conn(), other).expect("read").expect("an account").name;
    join(&lead, e, &name).await.must_be(303);
    assess(&lead, e).await;
    let authorisation = format!("/episodes/{e}/assessment/authorisation");
    w.person("manager").await.submit(&authorisation, &[("answer", "authorise")]).await.must_be(303);

    let review = lead.submit(&format!("/episodes/{e}/reviews/new"), &on("18", "3")).await.led_to();
    let w = w.later(14);
    let lead = w.person("lead").await;
    let page = lead.get(&review).await;
    page.must_say("Who leads from now on?").must_say("Make the family plan").must_not_say("Go on with the plan");
    let to = page.value_of(&name).expect("a colleague");
    let fields = but(meeting(&page, "plan"), &[("lead", to.as_str()), ("lead_agreed", "yes")]);
    let held = lead.submit_on(&page, &review, &borrowed(&fields)).await;
    assert_eq!(held.location, format!("/episodes/{e}/plan?done=saved"));
    lead.get(&review).await.must_say(&format!("{name}: the family agrees"));
    w.person(other).await.get("/my-work").await.link("/hand-overs/").expect("an offer of the lead");

    // the plan that follows owes no first review beside the next one
    plan(&lead, e, "family").await;
    let owed = lead.get("/my-work").await;
    owed.must_say("Schedule the first review").must_not_say("Schedule the next review");
});

story!(going_on_with_one_agency_is_no_step_down, |w| {
    let (_, e, _, review) = reviewed(&w, &on("15", "4")).await;
    let w = w.later(42);
    let lead = w.person("lead").await;
    let page = lead.get(&review).await;
    page.must_say("Go on with one agency").must_not_say("Step down");
    let held = lead.submit_on(&page, &review, &borrowed(&meeting(&page, "one-agency"))).await;
    assert_eq!(held.location, format!("/episodes/{e}/closure"));
    lead.get(&held.location).await.must_say("One agency goes on helping");

    // what was decided as a step down before is read as it was written
    store::dialect::batch(&mut w.conn(), "UPDATE review SET decision = 'step-down'").expect("an older row");
    w.app.db.look_again();
    lead.get(&review).await.must_say("Step down to one agency or universal services");
});

story!(outcomes_met_says_how_many_were, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    plan(&lead, e, "intervention").await;
    let action = lead.get(&format!("/episodes/{e}/plan")).await.link("/actions/").expect("an action");
    lead.submit(&action, &[("progress", "done")]).await.must_be(303);
    let result = lead.get(&format!("/episodes/{e}/closure")).await.link("/outcomes/").expect("an outcome");
    lead.submit(&result, &[("result", "not"), ("why", "They moved twice.")]).await.must_be(303);

    let refused = close(&lead, e, "outcomes-met", "Call the school.").await;
    refused.must_be(422).must_say("0 of 1 outcome was achieved");
    close(&lead, e, "moved", "Call the school.").await.must_be(303);
});

story!(opened_in_error_is_the_manager_s_word, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{e}/closure");
    let in_error = [("reason", "opened-in-error")];
    lead.submit(&path, &in_error).await.must_be(422).must_say("Only a manager of the team");
    let manager = w.person("manager").await;
    manager.submit(&path, &in_error).await.must_be(422).must_say("Say what the error was");
    let why = [("reason", "opened-in-error"), ("error_why", "Another family of that name.")];
    manager.submit(&path, &why).await.must_be(303);
    let told = manager.get(&format!("/families/{family}/chronology")).await;
    told.must_say("Early help ended: opened in error").must_say("Another family of that name.");
    told.must_not_say("What the family says of the help");
});

story!(whoever_led_prints_the_exit_plan_for_a_year_and_sees_nothing_else, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{e}/exit-plan");
    lead.get(&path).await.must_be(404);
    let closed = close(&lead, e, "moved", "Gran helps on Mondays. Call the hub.").await;
    lead.follow(&closed).await.must_be(200).must_say("Gran helps on Mondays.").must_say("Daniel Osei");
    lead.get(&format!("/families/{family}")).await.must_be(403);

    w.person("school").await.get(&path).await.must_be(403).must_not_say("Gran helps");
    w.person("board").await.get(&path).await.must_be(404);
    let manager = w.person("manager").await;
    manager.get(&format!("/families/{family}")).await.must_say("The exit plan, to print");

    let w = w.later(364);
    w.person("lead").await.get(&path).await.must_be(200);
    let w = w.later(2);
    w.person("lead").await.get(&path).await.must_be(403).must_not_say("Gran helps");
    w.person("manager").await.get(&path).await.must_be(200);
});

story!(help_that_begins_again_has_no_contact_of_its_own, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    close(&lead, e, "moved", "Call the hub.").await.must_be(303);
    let manager = w.person("manager").await;
    let path = format!("/episodes/{e}/reopening");
    let page = manager.get(&path).await;
    let team = page.value_of("Chatham and Luton").expect("a team");
    manager.submit_on(&page, &path, &[("team", &team), ("reason", "Mondays again.")]).await.must_be(303);

    let again = crate::helpers::episode(&w, family);
    use cases::records::episode::dsl;
    let begun: (Option<store::AnyId>, Option<cases::EpisodeId>) =
        dsl::episode.find(again).select((dsl::contact_id, dsl::previous_id)).first(&mut w.conn()).expect("it");
    assert_eq!(begun, (None, Some(e)));
});

story!(what_follows_a_plan_is_what_is_owed_next, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    crate::helpers::visit(&lead, family).await;
    plan(&lead, e, "intervention").await;

    // an intervention plan ends, and needs turn out to be complex
    let ending = format!("/episodes/{e}/plan/end");
    let page = lead.get(&ending).await;
    let (result, action) = (page.link("/outcomes/").expect("a result"), page.link("/actions/").expect("an action"));
    lead.submit(&action, &[("progress", "done")]).await.must_be(303);
    lead.submit(&result, &[("result", "partly")]).await.must_be(303);
    lead.submit(&ending, &[("follows", "assessment")]).await.must_be(303);
    lead.get("/my-work").await.must_say("Begin the assessment with the family");

    // the assessment is authorised, and the first review comes before the family plan
    assess(&lead, e).await;
    let authorisation = format!("/episodes/{e}/assessment/authorisation");
    w.person("manager").await.submit(&authorisation, &[("answer", "authorise")]).await.must_be(303);
    lead.get("/my-work").await.must_say("Plan the review that makes the family plan").must_not_say("Write the plan");
    let review = lead.submit(&format!("/episodes/{e}/reviews/new"), &on("4", "3")).await.led_to();
    let page = lead.get(&review).await;
    page.must_say("Who leads from now on?");
    let fields = but(meeting(&page, "plan"), &[("lead_agreed", "yes")]);
    lead.submit_on(&page, &review, &borrowed(&fields)).await.must_be(303);
    lead.get("/my-work").await.must_say("Write the plan with the family");
});
