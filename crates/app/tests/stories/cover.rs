//! Stories of people who are away and of those who cover for them: previewed, done at once, dated, and told in the
//! record.

use crate::{
    commands::{COLLEAGUE, account, does, refuses},
    helpers::{agree, close, join, led, plan},
};
use access::{AccountId, Change, FamilyId, Permits, manage, nobody};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use testkit::{Page, Person, World, story};
use web::Result;
use work::{
    NewTask,
    cover::{self, Asked},
    tasks,
};

/// A family that is helped by a plan, and what is owed of it by its lead.
async fn planned(w: &World) -> (FamilyId, cases::EpisodeId, Person) {
    let (family, e, lead) = led(w, "intervention-plan").await;
    agree(&lead, family).await;
    plan(&lead, e, "intervention").await;
    (family, e, lead)
}

fn name_of(w: &World, who: &str) -> String {
    access::accounts::names(&mut w.conn(), &[account(w, who)]).expect("names").into_values().next().expect("a name")
}

fn day(w: &World, later: u64) -> NaiveDate {
    w.app.db.now().date() + Days::new(later)
}

/// The manager asks what would move.
async fn ask(w: &World, away: &str, cover: &str, until: Option<NaiveDate>) -> (Person, Page) {
    let manager = w.person("manager").await;
    let page = manager.get("/team/cover").await;
    let (away, cover) = (account(w, away).to_string(), account(w, cover).to_string());
    let (mut day, mut month, mut year) = (String::new(), String::new(), String::new());
    if let Some(until) = until {
        (day, month, year) =
            (until.format("%d").to_string(), until.format("%m").to_string(), until.format("%Y").to_string());
    }
    let lasts = if until.is_some() { "until" } else { "good" };
    let fields = [
        ("away", away.as_str()),
        ("cover", &cover),
        ("lasts", lasts),
        ("until-day", &day),
        ("until-month", &month),
        ("until-year", &year),
    ];
    let sent = manager.submit_on(&page, "/team/cover", &fields).await;
    (manager, sent)
}

/// Asks, sees what moves, and moves it; the address of the cover.
async fn cover(w: &World, away: &str, by: &str, until: Option<NaiveDate>) -> String {
    let (manager, sent) = ask(w, away, by, until).await;
    let preview = manager.follow(&sent).await;
    manager.submit_on(&preview, &sent.location, &[]).await.must_be(303);
    sent.location
}

fn id_of(at: &str) -> cover::CoverId {
    at.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id")
}

/// Does the day's work.
async fn night(w: &World) {
    for _ in 0..3 {
        app::work::once(&w.app, &w.settings).await.expect("done");
    }
    w.app.db.look_again();
}

/// How many pieces of open work somebody owes that are due by this day, and that anybody else could do.
fn owes(w: &World, who: AccountId, by: NaiveDate) -> i64 {
    use work::tasks::task;
    task::table
        .filter(task::owner_id.eq(who).and(task::done_at.is_null()).and(task::due_on.le(by)))
        .filter(task::doer.ne("person"))
        .count()
        .get_result(&mut w.conn())
        .expect("a count")
}

story!(what_somebody_owes_goes_to_their_cover_and_what_is_open_comes_back, |w| {
    let (family, e, lead) = planned(&w).await;
    let (away, other) = (account(&w, "lead"), account(&w, COLLEAGUE));
    let until = day(&w, 20);
    let colleague = w.person(COLLEAGUE).await;
    colleague.get(&format!("/families/{family}")).await.must_be(403);

    let (manager, sent) = ask(&w, "lead", COLLEAGUE, Some(until)).await;
    let preview = manager.follow(&sent).await;
    preview
        .must_say("Due work that moves")
        .must_say("Walk to school together")
        .must_say("stays lead professional")
        .must_say(&format!("{} joins", name_of(&w, COLLEAGUE)));
    assert!(owes(&w, away, until) > 0, "a preview moves nothing");
    manager.submit_on(&preview, &sent.location, &[]).await.must_be(303);

    assert_eq!(owes(&w, away, until), 0);
    colleague.get("/my-work").await.must_say("Walk to school together").must_say("You cover for Daniel Osei");
    let mine = lead.get("/my-work").await;
    mine.must_say("covers for you").must_say("Later (2)");
    mine.must_say("Next: Visit the family for the first time").must_say(&format!("owed by {}", name_of(&w, COLLEAGUE)));
    manager.get("/team").await.must_say("Who is away").must_say("Daniel Osei, until 24 March 2026");
    lead.get(&format!("/families/{family}/chronology")).await.must_say("covers for Daniel Osei until 24 March 2026");
    let covered = format!("{} covers until 24 March 2026.", name_of(&w, COLLEAGUE));
    lead.get(&format!("/families/{family}")).await.must_say(&covered);
    // the lead stays lead, and whoever covers may do there what the lead may
    colleague.get(&format!("/families/{family}")).await.must_be(200).must_say("Daniel Osei");
    colleague.get(&format!("/episodes/{e}/reviews/new")).await.must_be(200);
    let covering = cover::of_lead(&mut w.conn(), family, away, day(&w, 0)).expect("read").expect("covered");
    assert_eq!((covering.cover, covering.until), (other, Some(until)));

    // what comes to be owed meanwhile goes to whoever covers, unless it is due afterwards
    let call =
        |due_on| NewTask::new(work::Kind::new("call"), family.0, "Call", "/", due_on).owed_by(away).about(family);
    does(&w, "manager", |change| {
        tasks::add(change.tx, call(until))?;
        Ok(tasks::add(change.tx, call(until + Days::new(1)))?)
    });
    assert_eq!((owes(&w, away, until), owes(&w, away, until + Days::new(1))), (0, 1));

    let w = w.later(20);
    night(&w).await;
    assert_eq!(owes(&w, away, until), 0, "the last day is a day of the absence");
    let w = w.later(1);
    w.person(COLLEAGUE).await.get(&format!("/families/{family}")).await.must_be(403);
    night(&w).await;
    assert!(owes(&w, away, until) > 0, "what is open came back");
    assert_eq!(owes(&w, other, until), 0);
    w.person("manager").await.get("/team").await.must_say("Nobody for whom somebody covers");
    let back = owes(&w, away, until);
    night(&w).await;
    assert_eq!(owes(&w, away, until), back);
});

story!(they_are_back_before_the_last_day, |w| {
    let (family, _, _) = planned(&w).await;
    let until = day(&w, 20);
    let at = cover(&w, "lead", COLLEAGUE, Some(until)).await;
    let manager = w.person("manager").await;
    let page = manager.get(&at).await;
    page.must_say("This has begun");
    manager.submit_on(&page, &format!("{at}/end"), &[]).await.must_be(303);
    assert!(owes(&w, account(&w, "lead"), until) > 0);
    w.person(COLLEAGUE).await.get(&format!("/families/{family}")).await.must_be(403);
    manager.get(&at).await.must_say("This is done");
    refuses(&w, "manager", "cover-begun", |change| {
        let permit = change.allow(nobody::SeeTeam)?;
        let absence = cover::find(change.conn(), &permit, id_of(&at))?;
        cover::end(change.tx, &permit, &absence)
    });
});

story!(a_new_lead_is_there_and_a_closed_episode_is_covered_by_nobody, |w| {
    let (family, e, _) = led(&w, "intervention-plan").await;
    cover(&w, "lead", COLLEAGUE, Some(day(&w, 20))).await;
    let (colleague, third) = (w.person(COLLEAGUE).await, w.person("worker-0-2@demo.example.org.uk").await);
    colleague.get(&format!("/families/{family}/level")).await.must_be(200);
    let path = format!("/episodes/{e}/lead");
    let manager = w.person("manager").await;
    let page = manager.get(&path).await;
    let to = page.value_of(&name_of(&w, "worker-0-2@demo.example.org.uk")).expect("a colleague");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "Near.")]).await.must_be(303);
    let offer = third.get("/my-work").await.link("/hand-overs/").expect("an offer");
    third.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    // what was moved is still theirs to do, and no more than that
    colleague.get(&format!("/families/{family}")).await.must_be(200);
    colleague.get(&format!("/families/{family}/level")).await.must_be(403);

    close(&third, e, "moved", "They moved to another area.").await.must_be(303);
    colleague.get(&format!("/families/{family}")).await.must_be(403);
});

story!(what_was_moved_meanwhile_is_seen_before_it_moves, |w| {
    let (family, _, _) = planned(&w).await;
    let (manager, sent) = ask(&w, "lead", COLLEAGUE, Some(day(&w, 20))).await;
    let preview = manager.follow(&sent).await;
    let (away, today) = (account(&w, "lead"), day(&w, 0));
    let call = NewTask::new(work::Kind::new("call"), family.0, "Call the school", "/", today);
    does(&w, "lead", |change| Ok(tasks::add(change.tx, call.owed_by(away).about(family))?));
    let behind = manager.submit_on(&preview, &sent.location, &[]).await;
    behind.must_be(409).must_say("Call the school");
    manager.submit_on(&behind, &sent.location, &[]).await.must_be(303);
    assert_eq!(owes(&w, away, today), 0);
});

story!(who_has_left_for_good_hands_over_the_work_and_the_lead_of_each_family, |w| {
    let (family, _, _) = planned(&w).await;
    let away = account(&w, "lead");
    does(&w, "admin", |change| manage::program::disable(change.tx, away));
    let manager = w.person("manager").await;
    let team = manager.get("/team").await;
    team.must_say("the account of Daniel Osei is disabled");
    let link = team.link("/team/cover?away=").expect("a way to give it to somebody");
    let form = manager.get(&link).await.form("/team/cover").expect("the form");
    assert!(form.contains(&("away".into(), away.to_string())), "whoever left is chosen: {form:?}");

    let (manager, sent) = ask(&w, "lead", COLLEAGUE, None).await;
    let preview = manager.follow(&sent).await;
    preview.must_say("The lead is offered to").must_say("Okoro");
    manager.submit_on(&preview, &sent.location, &[]).await.must_be(303);
    let far = day(&w, 1_000);
    assert_eq!(owes(&w, away, far), 0);
    manager.get("/team").await.must_not_say("nobody will do it");

    let colleague = w.person(COLLEAGUE).await;
    let offer = colleague.get("/my-work").await.link("/hand-overs/").expect("an offer");
    colleague.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    manager.get(&format!("/families/{family}")).await.must_say(&name_of(&w, COLLEAGUE));
});

story!(an_offer_that_waits_for_somebody_away_is_made_to_whoever_covers, |w| {
    let (_, e, _) = led(&w, "intervention-plan").await;
    let second = "worker-0-2@demo.example.org.uk";
    let manager = w.person("manager").await;
    let path = format!("/episodes/{e}/lead");
    let page = manager.get(&path).await;
    let to = page.value_of(&name_of(&w, COLLEAGUE)).expect("a colleague");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "Near the school.")]).await.must_be(303);

    let (manager, sent) = ask(&w, COLLEAGUE, second, Some(day(&w, 10))).await;
    let preview = manager.follow(&sent).await;
    preview.must_say("Offers of the lead that wait for an answer (1)");
    manager.submit_on(&preview, &sent.location, &[]).await.must_be(303);
    assert!(w.person(second).await.get("/my-work").await.link("/hand-overs/").is_some());
    assert!(w.person(COLLEAGUE).await.get("/my-work").await.link("/hand-overs/").is_none());
});

story!(a_partner_with_whom_nothing_is_shared_covers_nothing, |w| {
    planned(&w).await;
    let (manager, sent) = ask(&w, "lead", "school", Some(day(&w, 20))).await;
    let preview = manager.follow(&sent).await;
    preview.must_say("Cannot be covered by Priya Shah").must_say("because nothing is shared with their organisation");
    let refused = manager.submit_on(&preview, &sent.location, &[]).await;
    refused.must_be(422).must_say("They can take none of this work");
    assert!(owes(&w, account(&w, "lead"), day(&w, 20)) > 0);
});

fn asked(w: &World, away: &str, by: &str, until: u64) -> Asked {
    let (away, cover) = (account(w, away), account(w, by));
    Asked { away, cover, from: day(w, 0), until: Some(day(w, until)) }
}

fn propose(change: &mut Change<'_, '_>, asked: Asked) -> Result<()> {
    let permit = change.allow(nobody::SeeTeam)?;
    cover::propose(change.tx, &permit, asked).map(|_| ())
}

story!(nobody_covers_whom_the_rules_forbid, |w| {
    planned(&w).await;
    let third = "worker-0-2@demo.example.org.uk";
    let good = asked(&w, "lead", COLLEAGUE, 10);

    refuses(&w, "manager", "cover-same-person", |c| propose(c, asked(&w, "lead", "lead", 10)));
    refuses(&w, "manager", "cover-not-in-your-teams", |c| propose(c, asked(&w, "police", COLLEAGUE, 10)));
    let over = Asked { from: day(&w, 0) - Days::new(9), until: Some(day(&w, 0) - Days::new(2)), ..good };
    refuses(&w, "manager", "cover-in-the-past", |c| propose(c, over));
    let backwards = Asked { until: Some(day(&w, 0) - Days::new(1)), ..good };
    refuses(&w, "manager", "cover-backwards", |c| propose(c, backwards));

    cover(&w, "lead", COLLEAGUE, Some(day(&w, 10))).await;
    refuses(&w, "manager", "cover-there-already", |c| propose(c, asked(&w, "lead", COLLEAGUE, 5)));
    // nobody covers who is away: neither at the end of a chain
    refuses(&w, "manager", "cover-also-away", |c| propose(c, asked(&w, third, "lead", 5)));
    let later = Asked { from: day(&w, 11), until: Some(day(&w, 12)), ..asked(&w, third, "lead", 5) };
    does(&w, "manager", |c| propose(c, later));
    // nor is work given to them
    let family = crate::helpers::family(&w, &contact_id(&w));
    let call = NewTask::new(work::Kind::new("call"), family.0, "Call", "/", day(&w, 3)).about(family);
    let task = does(&w, "manager", |c| Ok(tasks::add(c.tx, call)?));
    let away = account(&w, "lead");
    refuses(&w, "manager", "reassign-away", |c| {
        let permit = c.permit(access::family::Reassign, family)?;
        tasks::reassign(c.tx, &permit, task, away)
    });

    let disabled = account(&w, third);
    does(&w, "admin", |change| manage::program::disable(change.tx, disabled));
    refuses(&w, "manager", "cover-disabled", |c| propose(c, asked(&w, "lead", third, 10)));
    // another team's manager neither asks nor sees it
    let stranger = "manager-1@demo.example.org.uk";
    refuses(&w, stranger, "cover-not-in-your-teams", |c| propose(c, asked(&w, "lead", third, 10)));
    w.person("lead").await.get("/team/cover").await.must_be(403);
});

/// The only contact of this world.
fn contact_id(w: &World) -> String {
    use contacts::records::contact::dsl;
    let id: contacts::ContactId = dsl::contact.select(dsl::id).first(&mut w.conn()).expect("a contact");
    id.to_string()
}

story!(a_cover_who_falls_ill_is_covered_in_turn_and_each_gets_their_own_back, |w| {
    planned(&w).await;
    let third = "worker-0-2@demo.example.org.uk";
    let until = day(&w, 20);
    cover(&w, "lead", COLLEAGUE, Some(until)).await;
    cover(&w, COLLEAGUE, third, Some(day(&w, 18))).await;
    assert_eq!((owes(&w, account(&w, "lead"), until), owes(&w, account(&w, COLLEAGUE), day(&w, 18))), (0, 0));
    assert!(owes(&w, account(&w, third), until) > 0);
    let w = w.later(21);
    night(&w).await;
    assert!(owes(&w, account(&w, "lead"), until) > 0);
    assert_eq!((owes(&w, account(&w, COLLEAGUE), until), owes(&w, account(&w, third), until)), (0, 0));
});

story!(another_manager_of_the_team_may_do_it_and_only_the_manager_sees_a_worker_s_list, |w| {
    let (family, _, lead) = planned(&w).await;
    let away = account(&w, "lead");
    let page = format!("/team/workers/{away}");
    let manager = w.person("manager").await;
    let team = manager.get("/team").await;
    assert!(team.links("/team/workers/").contains(&page), "{}", team.text());
    manager.get(&page).await.must_say("Walk to school together").must_say("Leads for 1 family");
    w.person("manager-1@demo.example.org.uk").await.get(&page).await.must_be(404);
    lead.get(&page).await.must_be(403);
    w.person("head").await.get(&page).await.must_be(403);
    let stranger = account(&w, "police");
    manager.get(&format!("/team/workers/{stranger}")).await.must_be(404);
    let _ = family;
});

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

// over random work, absences and colleagues: nothing that a cover can see and that is due by the last day stays with
// whoever is away; what they cannot see stays; and at the end all that is open is back.
story!(no_due_work_sits_with_somebody_away_where_a_cover_can_see_the_family, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    join(&lead, e, &name_of(&w, "worker-0-3@demo.example.org.uk")).await.must_be(303);
    let away = account(&w, "lead");
    let mut dice = Dice(20_260_304);
    for round in 0..12 {
        let (from, long) = (dice.roll(4), dice.roll(30));
        let until = day(&w, from + long);
        for _ in 0..=dice.roll(6) {
            let due_on = day(&w, 0) + Days::new(dice.roll(60)) - Days::new(20);
            let kind = if dice.roll(4) == 0 { work::Kind::of_lead("call") } else { work::Kind::new("call") };
            let kind = if dice.roll(5) == 0 { kind.in_person() } else { kind };
            let call = NewTask::new(kind, store::Uuid::now_v7(), "Call", "/", due_on).owed_by(away).about(family);
            does(&w, "manager", |change| Ok(tasks::add(change.tx, call)?));
        }
        let before = owes(&w, away, day(&w, 1_000));
        // a worker of another team, of this one, in the team around the family; a partner
        let who = ["worker-1-1@demo.example.org.uk", COLLEAGUE, "worker-0-3@demo.example.org.uk", "school"];
        let who = who[dice.roll(4) as usize];
        let (stand_in, first) = (account(&w, who), day(&w, from));
        let sees = !who.starts_with("school");
        let begun = does(&w, "manager", |change| {
            let permit = change.allow(nobody::SeeTeam)?;
            let asked = Asked { away, cover: stand_in, from: first, until: Some(until) };
            let id = cover::propose(change.tx, &permit, asked)?;
            let absence = cover::find(change.conn(), &permit, id)?;
            match cases::cover::begin(change, &permit, &absence) {
                Ok(()) => Ok(Some(id)),
                Err(web::Error::Refused(refusals)) if refusals.names("cover-cannot-take-any") => Ok(None),
                Err(other) => Err(other),
            }
        });
        assert_eq!(begun.is_some(), sees, "round {round}");
        let due = |by: NaiveDate| {
            use work::tasks::task;
            let mine = task::owner_id.eq(away).and(task::done_at.is_null()).and(task::doer.ne("person"));
            let in_days = task::due_on.ge(first).and(task::due_on.le(by));
            let many: i64 =
                task::table.filter(mine).filter(in_days).count().get_result(&mut w.conn()).expect("a count");
            many
        };
        let Some(id) = begun else {
            assert_eq!(owes(&w, away, day(&w, 1_000)), before, "round {round}: nothing moved");
            continue;
        };
        assert_eq!(due(until), 0, "round {round}");
        if from == 0 {
            assert_eq!(owes(&w, away, until), 0, "round {round}: what is late moves, too");
        }
        does(&w, "manager", |change| {
            let permit = change.allow(nobody::SeeTeam)?;
            let absence = cover::find(change.conn(), &permit, id)?;
            cover::end(change.tx, &permit, &absence)
        });
        assert_eq!(owes(&w, away, day(&w, 1_000)), before, "round {round}: all of it is back");
        assert_eq!(owes(&w, stand_in, day(&w, 1_000)), 0, "round {round}");
    }
});
