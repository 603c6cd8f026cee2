//! Compliments, complaints and learning reviews: each has somebody who sees to it and a day, and nobody looks into a
//! complaint about their own team.

use crate::panels::account;
use testkit::{Person, World, story};

/// What the manager's own team is called in the form, and its value.
fn team_of(w: &World) -> String {
    use access::accounts;
    let mut conn = w.conn();
    let manager = account(w, "manager");
    let teams = accounts::list_teams(&mut conn).expect("teams");
    let theirs =
        teams.into_iter().find(|team| accounts::managers_of(&mut conn, team.id).expect("a query").contains(&manager));
    theirs.expect("a team").id.to_string()
}

/// Whether somebody owes an answer to this entry.
async fn owes(who: &Person, entry: &str) -> bool {
    who.get("/my-work").await.links("/register/").iter().any(|link| link == entry)
}

async fn enter(who: &Person, kind: &str, team: &str, owner: &str) -> testkit::Page {
    let fields = [
        ("kind", kind),
        ("on-day", "2"),
        ("on-month", "3"),
        ("on-year", "2026"),
        ("whose", "family"),
        ("what", "Nobody rang back for three weeks."),
        ("team", team),
        ("owner", owner),
    ];
    who.submit("/register/new", &fields).await
}

story!(a_complaint_is_answered_by_somebody_outside_the_team_and_owed_until_it_is, |w| {
    let (head, manager) = (w.person("head").await, account(&w, "manager").to_string());
    let (team, auditor) = (team_of(&w), account(&w, "auditor").to_string());
    let nothing = head.submit("/register/new", &[]).await;
    nothing.must_be(422).must_say("Choose what it is").must_say("Write down what was said").must_say("Choose who sees");
    let own = enter(&head, "complaint", &team, &manager).await;
    own.must_be(422).must_say("Nobody looks into a complaint about their own team").must_say("Nobody rang back");
    let entry = enter(&head, "complaint", &team, &auditor).await;
    entry.must_be(303);
    let path = entry.led_to().split('?').next().unwrap_or_default().to_owned();

    let seeing = w.person("auditor").await;
    assert!(owes(&seeing, &path).await);
    seeing
        .submit(&path, &[])
        .await
        .must_be(422)
        .must_say("Write down what came of it")
        .must_say("Say whether they are right");
    // handed on, and not to the team that it is about; who comes second sees that it moved
    let page = head.get(&path).await;
    let hand = format!("{path}/owner");
    head.submit_on(&page, &hand, &[("owner", &manager)]).await.must_be(422).must_say("about their own team");
    let me = account(&w, "head").to_string();
    head.submit_on(&page, &hand, &[("owner", &me)]).await.must_be(303);
    head.submit_on(&page, &hand, &[("owner", &auditor)]).await.must_be(409);
    assert!(!owes(&seeing, &path).await && owes(&head, &path).await, "it was handed on");

    let late = w.later(45);
    let head = late.person("head").await;
    assert!(owes(&head, &path).await, "it is late, and owed");
    head.get("/register").await.must_say("Late");
    let answer =
        [("upheld", "partly"), ("answer", "We said sorry, and rang."), ("learned", "Calls are rung back in two days.")];
    head.submit(&path, &answer).await.must_be(303);
    head.get(&path).await.must_say("They are right in part").must_say("Calls are rung back in two days.");
    assert!(!owes(&head, &path).await, "it was answered");
    // it ends once
    late.person("auditor").await.get(&path).await.must_be(200).must_not_say("It is answered");
});

story!(a_compliment_may_go_to_the_team_that_it_is_about_and_the_register_is_not_for_everybody, |w| {
    let (head, manager) = (w.person("head").await, account(&w, "manager").to_string());
    enter(&head, "compliment", &team_of(&w), &manager).await.must_be(303);
    let theirs = w.person("manager").await;
    let path = theirs.get("/my-work").await.link("/register/").expect("the compliment");
    theirs.submit(&path, &[("answer", "The team has read it.")]).await.must_be(303);
    // somebody who may not keep the register cannot be given one
    let school = account(&w, "school").to_string();
    enter(&head, "learning-review", "", &school).await.must_be(422).must_say("Choose who sees to it");
    for who in ["school", "lead", "board", "commissioner", "auditor-health", "provider"] {
        w.person(who).await.get("/register").await.must_be(403);
    }
    w.stranger().get("/register").await.must_be(303);
});
