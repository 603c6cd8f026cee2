//! What boards refuse, and what becomes of their work when somebody leaves.

use crate::{
    boards::{ALL, came, fill, founded, item, meeting, place},
    commands::{does, refuses},
    panels::account,
};
use access::{Permits, board as acts};
use governance::{
    BoardId, ItemId, MeetingId, SeatId,
    records::{actions, agenda, meetings, minutes, papers, seats},
    rules::meetings::{Attended, Outcome},
};
use testkit::{World, story};

fn id<T: std::str::FromStr>(path: &str) -> T {
    path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id")
}

/// The seat of somebody.
fn seat(w: &World, board: BoardId, name: &str) -> SeatId {
    let all = seats::ever(&mut w.conn(), board).expect("seats");
    all.into_iter().find(|seat| seat.name == name).expect("a seat").id
}

/// A meeting that is held today, to which these came, with something to decide.
async fn held(w: World, who: &[&str]) -> (World, BoardId, MeetingId, ItemId, String) {
    let board = founded(&w).await;
    let path = meeting(&w, &board, "18").await;
    let of = item(&w, &path, "Evening help").await;
    let w = w.later(14);
    came(&w, &path, who).await;
    (w, id(&board), id(&path), id(&of), path)
}

fn decision(w: &World, board: BoardId, who: &[&str], outcome: Outcome) -> agenda::NewDecision {
    let took_part = who.iter().map(|name| seat(w, board, name)).collect();
    agenda::NewDecision { outcome: Some(outcome), decided: "Until 8pm.".into(), took_part }
}

story!(a_board_does_not_decide_without_a_quorum, |w| {
    let (w, board, _, of, _) = held(w, &["Peter Lang", "Ruth Calder", "Helen Frost"]).await;
    let pack = w.app.pack.clone();
    // two of four who vote come from one organisation
    let new = decision(&w, board, &["Peter Lang", "Ruth Calder"], Outcome::Agreed);
    refuses(&w, "commissioner", "board-not-quorate", |change| {
        let permit = change.permit(acts::Keep, of)?;
        agenda::decide(change.tx, &permit, &pack, 1, &new)
    });
    // it can be put off
    let new = decision(&w, board, &["Peter Lang", "Ruth Calder"], Outcome::PutOff);
    does(&w, "commissioner", |change| {
        let permit = change.permit(acts::Keep, of)?;
        agenda::decide(change.tx, &permit, &pack, 1, &new)
    });
});

story!(who_declared_an_interest_takes_no_part_in_deciding_and_does_not_keep_what_was_decided, |w| {
    let (w, board, _, of, path) = held(w, ALL).await;
    let pack = w.app.pack.clone();
    let police = seat(&w, board, "Tom Barker");
    does(&w, "commissioner", |change| {
        let permit = change.permit(acts::Keep, of)?;
        agenda::declare(change.tx, &permit, Some(police), "Runs the hall that is to be hired.")
    });
    let with = decision(&w, board, &["Peter Lang", "Tom Barker", "Priya Shah"], Outcome::Agreed);
    refuses(&w, "commissioner", "board-interest-decides", |change| {
        let permit = change.permit(acts::Keep, of)?;
        agenda::decide(change.tx, &permit, &pack, 1, &with)
    });
    // the form leaves them out by itself
    let secretary = w.person("commissioner").await;
    let page = secretary.get(&format!("/board-items/{of}/decision")).await;
    page.must_say("Declared an interest and steps out: Runs the hall");
    // and whoever has one keeps no decision
    let mine = seat(&w, board, "Helen Frost");
    does(&w, "board", |change| {
        let permit = change.permit(acts::Keep, of)?;
        agenda::declare(change.tx, &permit, Some(mine), "Bought the same before.")
    });
    let without = decision(&w, board, &["Peter Lang", "Ruth Calder", "Priya Shah"], Outcome::Agreed);
    refuses(&w, "commissioner", "board-interest-records", |change| {
        let permit = change.permit(acts::Keep, of)?;
        agenda::decide(change.tx, &permit, &pack, 1, &without)
    });
    does(&w, "board", |change| {
        let permit = change.permit(acts::Keep, of)?;
        agenda::decide(change.tx, &permit, &pack, 1, &without)
    });
    refuses(&w, "board", "board-interest-after-decision", |change| {
        let permit = change.permit(acts::Keep, of)?;
        let chair = seat(&w, board, "Peter Lang");
        agenda::declare(change.tx, &permit, Some(chair), "Too late.")
    });
    secretary.get(&path).await.must_say("Takes no part in deciding.");
    // one that was declared by mistake is taken back
    let interest = format!("/board-items/{of}/interest");
    let page = secretary.get(&interest).await;
    let end = format!("{interest}/{police}/end");
    secretary.submit_on(&page, &end, &[]).await.must_be(303);
    secretary.get(&interest).await.must_not_say("Runs the hall");
});

story!(only_those_who_came_decide_and_nobody_whose_term_is_over, |w| {
    let (w, board, meeting, of, path) = held(w, &["Peter Lang", "Helen Frost", "Ruth Calder", "Priya Shah"]).await;
    let pack = w.app.pack.clone();
    let absent = decision(&w, board, &["Peter Lang", "Tom Barker"], Outcome::Agreed);
    refuses(&w, "commissioner", "board-decides-absent", |change| {
        let permit = change.permit(acts::Keep, of)?;
        agenda::decide(change.tx, &permit, &pack, 1, &absent)
    });
    // the school's term ends before the day of the meeting
    let school = seat(&w, board, "Priya Shah");
    let secretary = w.person("commissioner").await;
    let term = [("until", ["17", "3", "2026"])];
    fill(&secretary, &format!("/board-seats/{school}"), &term, &[]).await.must_be(303);
    let over = decision(&w, board, &["Peter Lang", "Priya Shah", "Ruth Calder"], Outcome::Agreed);
    refuses(&w, "commissioner", "board-term-over", |change| {
        let permit = change.permit(acts::Keep, of)?;
        agenda::decide(change.tx, &permit, &pack, 1, &over)
    });
    refuses(&w, "commissioner", "board-term-over", |change| {
        let permit = change.permit(acts::Keep, meeting)?;
        meetings::keep_attendance(change.tx, &permit, &[(school, Attended::Came)], "")
    });
    // and they see nothing of it any more
    let gone = w.person("school").await;
    gone.get(&path).await.must_be(403).must_say("for those who sit on this board");
    gone.get(&format!("/boards/{board}/plan")).await.must_be(403);
    gone.get("/boards").await.must_say("You sit on no board.");
});

story!(nothing_is_put_before_a_meeting_that_is_closed, |w| {
    let (w, board, meeting, of, path) = held(w, ALL).await;
    let pack = w.app.pack.clone();
    let secretary = w.person("commissioner").await;
    let (kind, owner) = (papers::PaperKind::Other, account(&w, "police"));
    let new = papers::NewPaper { kind: Some(kind), title: "Late".into(), item: None, owner: Some(owner) };
    let paper = does(&w, "commissioner", |change| {
        let permit = change.permit(acts::Keep, meeting)?;
        papers::ask(change.tx, &permit, &pack, &new)
    });
    for item in secretary.get(&path).await.links("/board-items/") {
        if item.ends_with("/decision") {
            let noted = [("outcome", "noted"), ("decided", "Noted.")];
            secretary.submit(&item, &noted).await.must_be(303);
        }
    }
    let page = secretary.get(&path).await;
    secretary.submit_on(&page, &format!("{path}/close"), &[("close", "yes")]).await.must_be(303);
    // what was not given is owed no more
    w.person("police").await.get("/my-work").await.must_not_say("Paper for");
    refuses(&w, "commissioner", "board-paper-after-close", |change| {
        let permit = change.permit(acts::Keep, meeting)?;
        papers::ask(change.tx, &permit, &pack, &new)
    });
    let given = papers::Given { body: "Too late.".into(), ..papers::Given::default() };
    refuses(&w, "police", "board-paper-after-close", |change| {
        let permit = change.permit(acts::Answer, paper)?;
        papers::give(change.tx, &permit, &pack, 1, &given)
    });
    let new = decision(&w, board, &["Peter Lang"], Outcome::Agreed);
    refuses(&w, "commissioner", "board-meeting-closed", |change| {
        let permit = change.permit(acts::Keep, of)?;
        let now = agenda::find(change.conn(), &permit)?.version;
        agenda::decide(change.tx, &permit, &pack, now, &new)
    });
    refuses(&w, "commissioner", "board-meeting-closed", |change| {
        let permit = change.permit(acts::Keep, meeting)?;
        meetings::keep_attendance(change.tx, &permit, &[(seat(&w, board, "Peter Lang"), Attended::Came)], "")
    });
});

story!(nobody_approves_minutes_that_they_wrote_and_minutes_that_are_wrong_go_back, |w| {
    let (w, _, meeting, _, path) = held(w, ALL).await;
    let secretary = w.person("commissioner").await;
    refuses(&w, "commissioner", "minutes-before-close", |change| {
        let permit = change.permit(acts::Keep, meeting)?;
        let now = meetings::find(change.conn(), &permit)?.version;
        minutes::write(change.tx, &permit, now, "All spoke.", true)
    });
    for item in secretary.get(&path).await.links("/board-items/") {
        if item.ends_with("/decision") {
            secretary.submit(&item, &[("outcome", "noted"), ("decided", "Noted.")]).await.must_be(303);
        }
    }
    let page = secretary.get(&path).await;
    secretary.submit_on(&page, &format!("{path}/close"), &[("close", "yes")]).await.must_be(303);
    let text = format!("{path}/minutes");
    secretary.submit(&text, &[("text", " "), ("give", "yes")]).await.must_be(422).must_say("Write what was said");
    let named = [("text", "Ring 01634 900123."), ("give", "yes")];
    secretary.submit(&text, &named).await.must_be(422).must_say("a board never knows who a family is");
    secretary.submit(&text, &[("text", "A draft.")]).await.must_be(303);
    // a draft is for those who keep the board
    w.person("school").await.get(&path).await.must_not_say("A draft.");
    refuses(&w, "board", "minutes-not-given", |change| {
        let permit = change.permit(acts::Keep, meeting)?;
        minutes::approve(change.tx, &permit, "")
    });
    secretary.submit(&text, &[("text", "All spoke."), ("give", "yes")]).await.must_be(303);
    w.person("school").await.get(&path).await.must_say("All spoke.").must_say("Not approved yet.");
    refuses(&w, "commissioner", "minutes-own", |change| {
        let permit = change.permit(acts::Keep, meeting)?;
        minutes::approve(change.tx, &permit, "")
    });
    refuses(&w, "board", "minutes-before-next", |change| {
        let permit = change.permit(acts::Keep, meeting)?;
        minutes::approve(change.tx, &permit, "")
    });
    let chair = w.person("board").await;
    let approval = format!("{path}/approval");
    let back = chair.submit(&approval, &[("answer", "back")]).await;
    back.must_be(422).must_say("Say what is to be put right");
    let back = [("answer", "back"), ("corrections", "The police spoke, too.")];
    chair.submit(&approval, &back).await.must_be(303);
    secretary.get("/my-work").await.must_say("Put the minutes right").must_say("were given back");
    secretary.get(&text).await.must_say("The police spoke, too.");
});

story!(an_action_has_a_lead_and_a_day_and_changes_them_with_a_reason, |w| {
    let board = founded(&w).await;
    let of: BoardId = id(&board);
    let today = w.app.db.now().date();
    let good = actions::NewAction {
        what: "Write to schools".into(),
        owner: Some(account(&w, "school")),
        due: Some(today),
        ..actions::NewAction::default()
    };
    for (rule, bad) in [
        ("board-action-without-lead", actions::NewAction { owner: None, ..good.clone() }),
        ("board-action-without-day", actions::NewAction { due: None, ..good.clone() }),
        ("board-action-without-what", actions::NewAction { what: " ".into(), ..good.clone() }),
        ("board-action-past", actions::NewAction { due: today.pred_opt(), ..good.clone() }),
    ] {
        refuses(&w, "commissioner", rule, |change| {
            let permit = change.permit(acts::Keep, of)?;
            actions::agree(change.tx, &permit, &bad)
        });
    }
    let action = does(&w, "commissioner", |change| {
        let permit = change.permit(acts::Keep, of)?;
        actions::agree(change.tx, &permit, &good)
    });
    let moved = actions::NewAction { due: today.succ_opt(), ..good };
    refuses(&w, "commissioner", "board-action-without-reason", |change| {
        let permit = change.permit(acts::Keep, action)?;
        actions::change(change.tx, &permit, 1, &moved, "")
    });
    does(&w, "commissioner", |change| {
        let permit = change.permit(acts::Keep, action)?;
        actions::change(change.tx, &permit, 1, &moved, "Half-term.")
    });
    let school = w.person("school").await;
    school.get(&format!("/board-actions/{action}")).await.must_say("Half-term.").must_say("It was due on 4 March 2026");
    school.get(&format!("/board-actions/{action}/change")).await.must_be(403);
    // somebody else of the board reads it and does not answer for it
    let police = w.person("police").await;
    let page = police.get(&format!("/board-actions/{action}")).await;
    assert!(page.form(&format!("/board-actions/{action}")).is_none());
});

story!(a_risk_is_rated_by_letters_and_numbers_of_the_pack_alone, |w| {
    let board = founded(&w).await;
    let secretary = w.person("commissioner").await;
    let owner = account(&w, "police").to_string();
    let with = |likelihood: &'static str, impact: &'static str| {
        vec![
            ("title", "Money ends"),
            ("description", "Evening help stops."),
            ("mitigation", "Bid again."),
            ("owner", owner.as_str()),
            ("likelihood", likelihood),
            ("impact", impact),
            ("raised", "contract"),
        ]
    };
    let new = format!("{board}/risks/new");
    for (likelihood, impact) in [("g", "3"), ("c", "5"), ("3", "c"), ("", "3")] {
        let page = secretary.submit(&new, &with(likelihood, impact)).await;
        page.must_be(422).must_say("Choose a letter for how likely it is").must_say("Evening help stops.");
    }
    let past = fill(&secretary, &new, &[("review", ["3", "3", "2026"])], &with("c", "2")).await;
    past.must_be(422).must_say("Enter a day that is still to come");
    secretary.submit(&new, &with("c", "2")).await.must_be(303);
});

story!(a_board_is_never_left_without_somebody_who_keeps_it, |w| {
    let head = w.person("head").await;
    let (chair, words) = (account(&w, "board").to_string(), [("name", "A board"), ("purpose", "To see.")]);
    let both = [&words[..], &[("chair", chair.as_str()), ("secretary", chair.as_str())]].concat();
    head.submit("/boards/new", &both).await.must_be(422).must_say("Choose another person as secretary");
    for who in ["commissioner", "manager", "board"] {
        w.person(who).await.get("/boards/new").await.must_be(403);
    }
    let board = founded(&w).await;
    let of: BoardId = id(&board);
    let end = [("until", ["4", "3", "2026"])];
    let (of_chair, of_secretary) = (seat(&w, of, "Peter Lang"), seat(&w, of, "Helen Frost"));
    fill(&head, &format!("/board-seats/{of_chair}"), &end, &[]).await.must_be(303);
    let last = fill(&head, &format!("/board-seats/{of_secretary}"), &end, &[]).await;
    last.must_be(422).must_say("Nobody else keeps this board on that day");

    // what the secretary owes goes to whoever follows
    let manager = account(&w, "privacy").to_string();
    let taken = head.submit(&format!("{board}/seats"), &[("account", &manager), ("capacity", "secretary")]).await;
    taken.must_be(422).must_say("Somebody else is that already");
    let days = [("from", ["5", "3", "2026"]), ("until", ["4", "3", "2028"])];
    fill(&head, &format!("/board-seats/{of_secretary}"), &[("until", ["5", "3", "2026"])], &[]).await.must_be(422);
    let deputy = [("account", manager.as_str()), ("capacity", "deputy")];
    fill(&head, &format!("{board}/seats"), &days, &deputy).await.must_be(303);
    fill(&head, &format!("/board-seats/{of_secretary}"), &end, &[]).await.must_be(303);
    let w = w.later(1);
    morning(&w);
    w.person("privacy").await.get("/my-work").await.must_say("Plan the next meeting");
    w.person("commissioner").await.get("/my-work").await.must_not_say("Plan the next meeting");
    w.person("commissioner").await.get(&format!("{board}/meetings/new")).await.must_be(403);
});

/// What is done each morning.
pub fn morning(w: &World) {
    let all = app::capabilities::ALL;
    let round = all.iter().flat_map(|one| one.daily).find(|daily| daily.at.kind == "keep-boards").expect("a round");
    (round.run)(&w.app.db, &w.app.pack, all).expect("done");
    w.app.db.look_again();
}

story!(a_board_without_a_meeting_is_chased_and_one_that_meets_too_late_is_late, |w| {
    let board = founded(&w).await;
    let late = w.later(70);
    // two months and a week: nothing was planned, and it climbs
    late.person("commissioner").await.get("/my-work").await.must_say("Plan the next meeting").must_say("overdue");
    late.person("commissioner").await.get(&board).await.must_say("Late");
    let secretary = late.person("commissioner").await;
    let next = place(&fill(&secretary, &format!("{board}/meetings/new"), &[("on", ["20", "5", "2026"])], &[]).await);
    late.person("head").await.get("/late").await.must_say("Boards");
    secretary.get(&next).await.must_say("Next: make the agenda");
    // a weekend or a holiday is no working day: papers are due five working days before
    secretary.get(&next).await.must_say("send both by 13 May 2026");
    let past = fill(&secretary, &format!("{board}/meetings/new"), &[("on", ["1", "5", "2026"])], &[]).await;
    past.must_be(422).must_say("Enter a day that is still to come");
    let twice = fill(&secretary, &format!("{board}/meetings/new"), &[("on", ["20", "5", "2026"])], &[]).await;
    twice.must_be(422).must_say("The board meets on that day already");
});

story!(a_board_that_has_ended_owes_no_meeting_and_plans_none, |w| {
    let board = founded(&w).await;
    let path = meeting(&w, &board, "18").await;
    let head = w.person("head").await;
    head.submit(&format!("{board}/change"), &[("ended", "yes")]).await.must_be(303);
    let secretary = w.person("commissioner").await;
    secretary.get("/my-work").await.must_not_say("Send agenda and papers");
    let days = [("on", ["20", "5", "2026"])];
    let plan = fill(&secretary, &format!("{board}/meetings/new"), &days, &[]).await;
    plan.must_be(422).must_say("This board has ended");
    secretary.get(&path).await.must_be(200);
    w.person("board").await.get("/boards").await.must_not_say("Early Help Partnership Board");
});
