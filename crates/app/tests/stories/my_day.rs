//! Stories of a day's work: one's own in groups, a team's with the worst first, and nothing out of reach.

use crate::{
    commands::{account, does},
    helpers::led,
};
use access::{FamilyId, manage};
use chrono::{Days, NaiveDate};
use testkit::{World, story};
use work::{Kind, NewTask, tasks};

/// Something that the lead owes about a family, so many days from today.
fn owed(w: &World, family: FamilyId, title: &str, days: i64) {
    let today = w.app.db.now().date();
    let due_on: NaiveDate = match u64::try_from(days) {
        Ok(later) => today + Days::new(later),
        Err(_) => today - Days::new(days.unsigned_abs()),
    };
    let call = NewTask::new(Kind::new("call"), store::Uuid::now_v7(), title, "/", due_on);
    let lead = account(w, "lead");
    does(w, "manager", |change| Ok(tasks::add(change.tx, call.owed_by(lead).about(family))?));
}

story!(one_s_own_work_stands_in_groups_with_how_much_there_is, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    for (title, days) in [("A", -3), ("B", -1), ("C", 0), ("D", 1), ("E", 2), ("F", 7), ("G", 8)] {
        owed(&w, family, title, days);
    }
    let page = lead.get("/my-work").await;
    let groups = page.texts("caption");
    assert_eq!(groups, ["Late (2)", "Today and tomorrow (2)", "This week (2)", "Later (2)"]);
    page.must_say("2 overdue")
        .must_say("Families I lead for (1)")
        .must_say("Ada, aged 10")
        .must_say("Next: Visit the family for the first time");
    page.must_say("Not seen yet");

    for n in 0..60 {
        owed(&w, family, &format!("Much later {n}"), 100);
    }
    let page = lead.get("/my-work").await;
    page.must_say("Later (62)").must_not_say("Much later 59");
    lead.get(&page.link("/my-work?page=2").expect("a second page")).await.must_say("Much later 59");
    // the names of children are for the council: what a partner is told of a family is less
    lead.get("/my-work?page=99").await.must_be(200).must_say("Much later 59");
});

story!(a_team_sees_what_is_overdue_longest_first_and_can_reach_all_of_it, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    for n in 0..40_i64 {
        owed(&w, family, &format!("Task {n} of forty"), n - 20);
    }
    let manager = w.person("manager").await;
    let page = manager.get("/team").await;
    page.must_say("20 overdue").must_say("Due, the longest overdue first (41)");
    let first = page.texts("table a").first().cloned().expect("a task");
    assert_eq!(first, "Task 0 of forty");
    page.must_say("Task 19 of forty").must_not_say("Task 20 of forty");
    let second = manager.get(&page.link("/team?page=2").expect("a second page")).await;
    second.must_say("Task 20 of forty").must_say("Task 38 of forty").must_not_say("Task 19 of forty");
    manager.get(&second.link("/team?page=3").expect("a third page")).await.must_say("Task 39 of forty");
    // for their manager alone: how many families, how much is late, what is next
    page.must_say("Workers").must_say("Families led");
    w.person("lead").await.get("/team").await.must_be(403);
    w.person("manager-1@demo.example.org.uk").await.get("/team").await.must_not_say("Task 0 of forty");
});

story!(beside_each_family_without_a_lead_stands_where_to_name_one, |w| {
    let contact = crate::helpers::contact(&w).await;
    let family = crate::helpers::decide(&w, &contact, "intervention-plan").await;
    let e = crate::helpers::episode(&w, family);
    let manager = w.person("manager").await;
    let team = manager.get("/team").await;
    let there = format!("/episodes/{e}/lead");
    assert!(team.must_say("No lead professional yet (1)").must_say("Name a lead").links("/episodes/").contains(&there));
    manager.get(&there).await.must_be(200);
});

story!(what_somebody_owes_who_has_left_is_told_to_their_manager_at_once, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    owed(&w, family, "Call the school", 0);
    let lead = account(&w, "lead");
    does(&w, "admin", |change| manage::program::disable(change.tx, lead));
    crate::work::day(&w).await;
    let w = w.later(1);
    let told = crate::work::day(&w).await;
    assert_eq!(told, ["manager@example.org"], "on the first rung, which is the owner's");
    w.person("manager").await.get("/team").await.must_say("nobody will do it").must_say("Account disabled");
});
