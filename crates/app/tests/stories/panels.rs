//! Panels: an item is sent, decided with a reason in a fair order, and answered; its members see what they need while
//! they need it; nobody is left between two lists.

use crate::helpers::{agree, contact, contact_of, decide, episode, family, led, visit};
use access::{FamilyId, accounts};
use panels::{PanelId, records};
use testkit::{Page, Person, World, story};

/// The panels of the pack, chaired by the demo's chair; the forum.
pub fn forum(w: &World) -> PanelId {
    let chair = account(w, "panel-chair");
    w.conn()
        .write(|conn| {
            let mut tx = store::Tx::within(conn, testkit::NOW, store::Author::program());
            records::make_of_pack(&mut tx, &w.app.pack, Some(chair))
        })
        .expect("panels");
    panel(w, "Prioritisation and allocation forum")
}

fn panel(w: &World, name: &str) -> PanelId {
    let all = records::list(&mut w.conn()).expect("panels");
    all.into_iter().find(|panel| panel.name == name).expect("the panel").id
}

pub fn account(w: &World, who: &str) -> access::AccountId {
    accounts::find_by_email(&mut w.conn(), &format!("{who}@example.org")).expect("a query").expect("an account").id
}

/// A meeting of the forum on this day of March 2026; its address.
pub async fn meeting(w: &World, forum: PanelId, day: &str) -> String {
    let chair = w.person("panel-chair").await;
    let fields = [("day-day", day), ("day-month", "3"), ("day-year", "2026"), ("starts", "9.30am")];
    let sent = chair.submit(&format!("/panels/{forum}/meetings/new"), &fields).await;
    sent.must_be(303);
    sent.led_to().split('?').next().unwrap_or_default().to_owned()
}

/// A school's worker is a member.
async fn seat(w: &World, forum: PanelId, who: &str) {
    let manager = w.person("manager").await;
    let path = format!("/panels/{forum}/members");
    let id = account(w, who).to_string();
    manager.submit(&path, &[("account", &id)]).await.must_be(303);
}

/// What is asked of the forum.
fn asks(panel: &str) -> Vec<(&str, &str)> {
    vec![
        ("panel", panel),
        ("summary", "Two children. Mornings are hard since the move."),
        ("asked_for", "Somebody who helps with mornings."),
        ("presenting", "school-attendance"),
        ("level", "2"),
        ("priority", "routine"),
        ("wishes", "They would come on any day but Friday."),
        ("comes", "yes"),
        ("grounds", "agreement"),
    ]
}

/// A contact that was decided to go to a panel is sent to the forum; the contact, the family and the item's address.
pub async fn sent(w: &World, forum: PanelId) -> (String, FamilyId, String) {
    let id = contact(w).await;
    sent_of(w, forum, &id).await
}

pub async fn sent_of(w: &World, forum: PanelId, id: &str) -> (String, FamilyId, String) {
    decide(w, id, "panel").await;
    let officer = w.person("front-door").await;
    let (forum, path) = (forum.to_string(), format!("/contacts/{id}/panel"));
    let sent = officer.submit(&path, &asks(&forum)).await;
    sent.must_be(303);
    let item = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    (id.to_owned(), family(w, id), item)
}

/// Another child of another family.
async fn other_contact(w: &World, name: &str, born: &str) -> String {
    let body = format!(
        r#"{{"kind": "request", "source": "school", "channel": "online", "summary": "Does not sleep.",
        "needs": ["emotional-health"], "agreement": "given",
        "people": [{{"role": "child", "given_name": "{name}", "family_name": "Fairweather", "date_of_birth": "{born}"}}]}}"#
    );
    contact_of(w, &body).await
}

pub async fn decided(chair: &Person, item: &str, fields: &[(&str, &str)]) -> Page {
    let path = format!("{item}/decision");
    let page = chair.get(&path).await;
    page.must_be(200);
    chair.submit_on(&page, &path, fields).await
}

story!(a_contact_that_goes_to_the_forum_is_allocated_with_a_lead_and_whoever_brought_it_is_answered, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "9").await;
    let (contact, of, item) = sent(&w, forum).await;
    let officer = w.person("front-door").await;
    officer.get("/my-work").await.must_not_say("Send it to the panel").must_say("Ask how they are");
    officer.get("/waiting").await.must_say("Prioritisation and allocation forum");
    officer.get(&item).await.must_be(200).must_say("Mornings are hard");

    let chair = w.person("panel-chair").await;
    chair.get(&agenda).await.must_say("Okoro family").must_say("1 on the agenda, 1 not decided");
    chair.get(&format!("{agenda}/papers")).await.must_say("They would come on any day but Friday.");
    let page = chair.get(&format!("{item}/decision")).await;
    page.must_say("families, then").must_say("of 15, then");
    let team = page.value_of("Chatham and Luton").expect("a team");
    let lead = account(&w, "lead").to_string();
    let nothing = chair.submit_on(&page, &format!("{item}/decision"), &[("decision", "help"), ("reason", " ")]).await;
    nothing.must_be(422).must_say("Choose the team that helps").must_say("Give the reason");
    let done = decided(
        &chair,
        &item,
        &[("decision", "help"), ("team", &team), ("lead", &lead), ("reason", "The team has room.")],
    )
    .await;
    done.must_be(303);
    assert!(done.led_to().starts_with(&agenda), "nothing is left to decide: {}", done.led_to());

    // it landed in the same record: an episode, and an offer of the lead that is taken as ever
    let e = episode(&w, of);
    let lead = w.person("lead").await;
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    lead.get(&format!("/families/{of}")).await.must_be(200).must_say("The team has room.");
    officer.get("/waiting").await.must_not_say("Prioritisation and allocation forum:");
    officer.get("/my-work").await.must_not_say("Ask how they are");

    let school = w.person("school").await;
    school
        .get(&format!("/contacts/{contact}"))
        .await
        .must_say("has decided: help by a team")
        .must_say("The team has room.");
    officer.get(&item).await.must_say("Help by a team").must_say("is asked to lead");
    let _ = e;
});

story!(an_item_is_sent_with_what_the_panel_needs_and_on_grounds_that_hold, |w| {
    let forum = forum(&w);
    let id = contact(&w).await;
    decide(&w, &id, "panel").await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{id}/panel");
    let nothing = officer.submit(&path, &[("summary", "Kept words."), ("priority", "urgent"), ("asked_for", "")]).await;
    nothing
        .must_be(422)
        .must_say("Choose a panel")
        .must_say("Say what you ask for")
        .must_say("others wait as well")
        .must_say("Say what the family wishes")
        .must_say("Kept words.");
    let panel = forum.to_string();
    let without: Vec<(&str, &str)> = asks(&panel)
        .into_iter()
        .map(|(name, value)| if name == "grounds" { (name, "basis") } else { (name, value) })
        .collect();
    officer
        .submit(&path, &without)
        .await
        .must_be(422)
        .must_say("Say why it is shared")
        .must_say("Say whether the family was told");
    officer.submit(&path, &asks(&panel)).await.must_be(303);
    // it was passed on: nothing is owed of the contact
    officer.get(&path).await.must_be(403);
});

story!(who_goes_before_others_in_the_fair_order_does_so_with_a_reason_that_is_kept, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "9").await;
    let first = other_contact(&w, "Ada", "2024-03-01").await;
    let second = other_contact(&w, "Ben", "2012-03-01").await;
    let (_, _, young) = sent_of(&w, forum, &first).await;
    let (_, _, old) = sent_of(&w, forum, &second).await;

    let chair = w.person("panel-chair").await;
    let list = chair.get(&agenda).await;
    let order = list.links("/panel-items/");
    assert!(order[0].starts_with(&young) && order[1].starts_with(&old), "{order:?}");
    let next = chair.get(&format!("{agenda}/next")).await;
    assert!(next.led_to().starts_with(&young), "{}", next.led_to());

    let page = chair.get(&format!("{old}/decision")).await;
    page.must_say("1 stands before it in the fair order");
    let team = page.value_of("Chatham and Luton").expect("a team");
    let before = [("decision", "help"), ("team", team.as_str()), ("reason", "The team has room.")];
    decided(&chair, &old, &before).await.must_be(422).must_say("1 on this agenda stands before this one");
    let with = [&before[..], &[("departure", "Exams begin next week.")]].concat();
    let done = decided(&chair, &old, &with).await;
    done.must_be(303);
    assert!(done.led_to().starts_with(&young), "the next item follows: {}", done.led_to());
    chair.get(&format!("{agenda}/papers")).await.must_say("Exams begin next week.");
});

story!(an_item_is_put_off_once_with_a_reason_and_then_has_to_be_decided, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "5").await;
    let next = meeting(&w, forum, "12").await;
    let (_, _, item) = sent(&w, forum).await;
    let chair = w.person("panel-chair").await;
    decided(&chair, &item, &[("decision", "put-off"), ("reason", "The school could not come.")]).await.must_be(303);
    chair.get(&agenda).await.must_say("Put off to the next meeting");
    chair.get(&next).await.must_say("put off").must_say("1 not decided");
    let again = decided(&chair, &item, &[("decision", "put-off"), ("reason", "Once more.")]).await;
    again.must_be(422).must_say("It was put off before");
    // it stays due when it was: 7 working days after 4 March
    chair.get(&item).await.must_say("13 March 2026").must_say("The school could not come.");
});

story!(what_a_panel_gives_back_is_decided_anew_by_somebody_else_at_the_front_door, |w| {
    let forum = forum(&w);
    meeting(&w, forum, "9").await;
    let (contact, _, item) = sent(&w, forum).await;
    let chair = w.person("panel-chair").await;
    decided(&chair, &item, &[("decision", "back"), ("reason", "A GP should look first.")]).await.must_be(303);
    let officer = w.person("front-door").await;
    let queue = officer.get("/triage").await;
    let again = queue.links("/contacts/0").into_iter().find(|link| !link.contains(&contact)).expect("a new contact");
    officer.get(&again).await.must_say("A GP should look first.").must_say("Ada Okoro");
    w.person("school").await.get(&format!("/contacts/{contact}")).await.must_say("A GP should look first.");
});

story!(members_see_an_item_from_the_agenda_s_day_until_days_after_and_while_the_family_agrees, |w| {
    let forum = forum(&w);
    // 16 March: its papers are seen from 9 March on
    let agenda = meeting(&w, forum, "16").await;
    seat(&w, forum, "health-visitor").await;
    let (_, _, item) = sent(&w, forum).await;
    let visitor = w.person("health-visitor").await;
    visitor.get(&item).await.must_be(403);
    visitor.get(&agenda).await.must_say("1 more you do not see").must_not_say("Okoro");
    // whoever chairs prepares it meanwhile
    w.person("panel-chair").await.get(&item).await.must_be(200);
    w.person("charity").await.get(&item).await.must_be(404);

    let w = w.later(5);
    let visitor = w.person("health-visitor").await;
    visitor.get(&agenda).await.must_say("Okoro family");
    visitor.get(&item).await.must_be(200).must_say("Mornings are hard");
    visitor.get(&format!("{item}/decision")).await.must_be(403);
    visitor.get(&format!("{agenda}/papers")).await.must_say("Okoro family");

    // ten working days after the meeting it is over: 31 March
    let w = w.later(26);
    w.person("health-visitor").await.get(&item).await.must_be(403);
});

story!(a_withdrawn_agreement_ends_what_a_partner_s_member_sees_at_once, |w| {
    let forum = forum(&w);
    meeting(&w, forum, "9").await;
    seat(&w, forum, "health-visitor").await;
    let (of, e, lead) = led(&w, "intervention-plan").await;
    visit(&lead, of).await;
    agree(&lead, of).await;
    let panel = forum.to_string();
    let sent = lead.submit(&format!("/families/{of}/panel"), &asks(&panel)).await;
    sent.must_be(303);
    let item = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    w.person("health-visitor").await.get(&item).await.must_be(200);

    let path = format!("/families/{of}/agreement");
    let page = lead.get(&path).await;
    let parent = page.value_of("Ife Okoro").expect("the parent");
    let no = [("person", parent.as_str()), ("state", "withdrawn"), ("how", "in-person"), ("words", "No longer.")];
    lead.submit_on(&page, &path, &no).await.must_be(303);
    w.person("health-visitor").await.get(&item).await.must_be(403);
    let _ = e;
});

story!(a_member_with_a_tie_to_the_family_steps_out_and_cannot_open_the_item, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "9").await;
    seat(&w, forum, "health-visitor").await;
    let (_, _, item) = sent(&w, forum).await;
    let visitor = w.person("health-visitor").await;
    visitor.submit(&format!("{item}/tie"), &[("why", "My neighbour.")]).await.must_be(303);
    visitor.get(&item).await.must_be(403).must_say("You have a tie to this family");
    visitor.get(&agenda).await.must_say("1 more you do not see").must_not_say("Okoro");
    let chair = w.person("panel-chair").await;
    chair.get(&item).await.must_say("Stepped out").must_not_say("My neighbour.");

    // whoever chairs and works with the family does not decide on it either
    chair.submit(&format!("{item}/tie"), &[("why", "My niece.")]).await.must_be(303);
    chair.get(&format!("{item}/decision")).await.must_be(403);
});

story!(a_meeting_closes_only_when_all_is_decided_and_it_is_known_who_came, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "4").await;
    seat(&w, forum, "health-visitor").await;
    let (_, _, item) = sent(&w, forum).await;
    let chair = w.person("panel-chair").await;
    let close = format!("{agenda}/close");
    let refused = chair.submit_on(&chair.get(&agenda).await, &close, &[("close", "yes")]).await;
    refused.must_be(422).must_say("1 item is not decided").must_say("Say first who came").must_say("Okoro family");
    decided(&chair, &item, &[("decision", "advice"), ("reason", "A bedtime routine first.")]).await.must_be(303);
    let path = format!("{agenda}/attendance");
    let page = chair.get(&path).await;
    let name = page.names("came-").into_iter().next().expect("a member");
    chair.submit_on(&page, &path, &[(&name, "came"), ("others", "The family.")]).await.must_be(303);
    chair.submit_on(&chair.get(&agenda).await, &close, &[("close", "yes")]).await.must_be(303);
    chair
        .get(&format!("{agenda}/papers"))
        .await
        .must_say("Minutes")
        .must_say("A bedtime routine first.")
        .must_say("The family.");
    chair.get("/my-work").await.must_not_say("Hold and close the meeting");
});

story!(two_who_decide_at_once_decide_once_and_nothing_typed_is_lost, |w| {
    let forum = forum(&w);
    meeting(&w, forum, "9").await;
    let (_, _, item) = sent(&w, forum).await;
    let chair = w.person("panel-chair").await;
    let path = format!("{item}/decision");
    let page = chair.get(&path).await;
    // whoever sent it changes it meanwhile
    let officer = w.person("front-door").await;
    let change = format!("{item}/change");
    let form = officer.get(&change).await;
    officer.submit_on(&form, &change, &[("summary", "Three children, as we know now.")]).await.must_be(303);
    let late = chair.submit_on(&page, &path, &[("decision", "advice"), ("reason", "My own words.")]).await;
    late.must_be(409).must_say("Three children, as we know now.").must_say("My own words.");

    let (one, two) = (chair.get(&path).await, chair.get(&path).await);
    chair.submit_on(&one, &path, &[("decision", "advice"), ("reason", "First.")]).await.must_be(303);
    let second = chair.submit_on(&two, &path, &[("decision", "back"), ("reason", "Second, and kept.")]).await;
    second.must_be(409).must_say("Advice").must_say("Second, and kept.");
});

story!(a_second_item_of_a_family_shows_the_first_who_chairs_it_and_its_answer, |w| {
    let forum = forum(&w);
    meeting(&w, forum, "9").await;
    let (of, _, lead) = led(&w, "intervention-plan").await;
    visit(&lead, of).await;
    agree(&lead, of).await;
    let (first, second) = (forum.to_string(), panel(&w, "Targeted Youth Support Programme").to_string());
    let path = format!("/families/{of}/panel");
    let sent = lead.submit(&path, &asks(&first)).await;
    sent.must_be(303);
    let item = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    lead.submit(&path, &asks(&first)).await.must_be(422).must_say("has the family on its list already");
    let chair = w.person("panel-chair").await;
    decided(&chair, &item, &[("decision", "advice"), ("reason", "The breakfast club first.")]).await.must_be(303);
    lead.get(&path)
        .await
        .must_say("Other panels have, or lately had")
        .must_say("Chair: ")
        .must_say("The breakfast club first.");
    let sent = lead.submit(&path, &asks(&second)).await;
    sent.must_be(303);
    let other = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    chair.get(&other).await.must_say("Prioritisation and allocation forum").must_say("The breakfast club first.");
});

story!(what_a_panel_with_a_system_of_its_own_decides_is_heard_and_kept_with_who_said_so, |w| {
    forum(&w);
    let outside = panel(&w, "CAMHS tier 3").to_string();
    let (of, _, lead) = led(&w, "intervention-plan").await;
    visit(&lead, of).await;
    agree(&lead, of).await;
    let sent = lead.submit(&format!("/families/{of}/panel"), &asks(&outside)).await;
    sent.must_be(303);
    let item = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    lead.get("/my-work").await.must_say("Pass it on to CAMHS tier 3, and hear what was decided");
    let kept = [("decision", "help-of-its-own"), ("reason", "They begin in May.")];
    decided(&lead, &item, &kept).await.must_be(422).must_say("Say who of the panel told you");
    let with = [&kept[..], &[("said_by", "Dr Bell, by telephone")]].concat();
    decided(&lead, &item, &with).await.must_be(303);
    lead.get(&item).await.must_say("Heard from Dr Bell, by telephone").must_say("They begin in May.");
    lead.get("/my-work").await.must_not_say("hear what was decided");
    // until it has begun somebody asks how they are
    lead.get(&format!("/families/{of}")).await.must_say("CAMHS tier 3");
    lead.get("/my-work").await.must_say("Ask how they are");
});

story!(a_consultation_names_nobody_and_is_answered_with_advice, |w| {
    let forum = forum(&w);
    meeting(&w, forum, "9").await;
    let school = w.person("school").await;
    let path = format!("/panels/{forum}/consultation");
    let ask = |summary: &'static str| {
        vec![
            ("summary", summary),
            ("asked_for", "What would you try?"),
            ("presenting", "school-attendance"),
            ("level", "2"),
            ("priority", "routine"),
        ]
    };
    school
        .submit(&path, &ask("Ring 07700 900123 for more."))
        .await
        .must_be(422)
        .must_say("A consultation names nobody");
    let sent = school.submit(&path, &ask("A boy of nine stays at home.")).await;
    sent.must_be(303);
    let item = sent.led_to().split('?').next().unwrap_or_default().to_owned();
    let chair = w.person("panel-chair").await;
    chair.get(&format!("{item}/decision")).await.must_not_say("Help by a team");
    decided(&chair, &item, &[("decision", "advice"), ("reason", "Begin with the mornings.")]).await.must_be(303);
    school.get(&item).await.must_say("Begin with the mornings.");
    w.person("charity").await.get(&item).await.must_be(404);
});

story!(the_forum_gathers_step_downs_and_those_who_wait_too_long_by_itself, |w| {
    let forum = forum(&w);
    let (of, _, lead) = led(&w, "intervention-plan").await;
    visit(&lead, of).await;
    let wait = [("service", "Play therapy"), ("what", "Somebody to play with."), ("priority", "routine")];
    lead.submit(&format!("/families/{of}/waiting"), &wait).await.must_be(303);
    let w = w.later(57);
    // the day's work of weeks is done at once: it is asked until nothing is left
    while app::work::once(&w.app, &w.settings).await.expect("done") > 0 {}
    let chair = w.person("panel-chair").await;
    let on = records::list_meetings(&mut w.conn(), forum, 50).expect("meetings");
    let next = on.iter().filter(|meeting| meeting.closed_at.is_none()).min_by_key(|meeting| meeting.held_on);
    let agenda = format!("/panel-meetings/{}", next.expect("a meeting").id);
    let page = chair.get(&agenda).await;
    page.must_say("Okoro family");
    let item = page.link("/panel-items/").expect("the item");
    chair.get(&item).await.must_say("They have waited too long").must_say("Play therapy");
});

story!(nobody_else_finds_a_panel_s_items_and_a_restricted_family_is_on_no_agenda, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "9").await;
    let (_, of, item) = sent(&w, forum).await;
    for stranger in ["school", "police", "charity", "lead", "manager", "auditor", "board"] {
        w.person(stranger).await.get(&item).await.must_be(404);
        w.person(stranger).await.get(&agenda).await.must_be(403);
    }
    let privacy = w.person("privacy").await;
    let path = format!("/families/{of}/restriction");
    let page = privacy.get(&path).await;
    let listed = page.value_of("Daniel Osei").expect("a colleague");
    privacy.submit_on(&page, &path, &[("reason", "A threat."), ("listed", &listed)]).await.must_be(303);
    let chair = w.person("panel-chair").await;
    chair.get(&agenda).await.must_not_say("Okoro").must_say("1 more you do not see");
    chair.get(&item).await.must_be(404);
});

story!(a_panel_is_made_changed_and_ended_by_those_who_answer_for_it, |w| {
    forum(&w);
    let manager = w.person("manager").await;
    let nothing = manager.submit("/panels/new", &[("name", ""), ("clock", "0")]).await;
    nothing
        .must_be(422)
        .must_say("Enter the name of the panel")
        .must_say("from 1 to 260")
        .must_say("Choose who chairs it");
    let chair = account(&w, "panel-chair").to_string();
    let fields = [
        ("name", "Young carers' panel"),
        ("purpose", "Looks at young carers together."),
        ("chair", chair.as_str()),
        ("gives", "service"),
        ("clock", "10"),
        ("often", "Monthly"),
    ];
    let made = manager.submit("/panels/new", &fields).await;
    made.must_be(303);
    let at = made.led_to().split('?').next().unwrap_or_default().to_owned();
    w.person("school").await.get(&at).await.must_say("Young carers").must_not_say("Change the panel");
    w.person("school").await.get(&format!("{at}/change")).await.must_be(403);
    let form = manager.get(&format!("{at}/change")).await;
    manager.submit_on(&form, &format!("{at}/change"), &[("purpose", "Once more.")]).await.must_be(303);
    let stale = manager.submit_on(&form, &format!("{at}/change"), &[("purpose", "My purpose.")]).await;
    stale.must_be(409).must_say("Once more.").must_say("My purpose.");
    let file = w.person("school").await.get(&format!("{at}/calendar.ics")).await;
    file.must_be(200).must_say("BEGIN:VCALENDAR");
});

story!(programs_read_panels_and_decide_by_the_same_rules, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "9").await;
    let (_, _, item) = sent(&w, forum).await;
    let program = w.program("panel-chair").await;
    let all = program.get("/api/v1/panels").await;
    assert!(all.json()["items"].as_array().expect("a list").iter().any(|one| one["waiting"] == 1));
    let shown = program.get(&format!("/api/v1{agenda}")).await;
    let version = shown.json()["items"][0]["version"].as_i64().expect("a version");
    let path = format!("/api/v1{item}/decision");
    let send = async |body: String, key: &'static str| {
        program.request("POST", &path, Some("application/json"), &[("idempotency-key", key)], body).await
    };
    let wrong = send(format!(r#"{{"decision": "advice", "version": {version}}}"#), "one").await;
    wrong.must_be(422).must_say("Give the reason");
    send(r#"{"decision": "advice", "why": "x"}"#.into(), "two").await.must_be(422).must_say("why");
    let good = format!(r#"{{"decision": "advice", "reason": "A routine first.", "version": {version}}}"#);
    send(good.clone(), "three").await.must_be(200);
    send(good, "three").await.must_be(200);
    let again = format!(r#"{{"decision": "back", "reason": "No.", "version": {version}}}"#);
    send(again, "four").await.must_be(403);
    let stranger = w.program("school").await;
    stranger.get(&format!("/api/v1{agenda}")).await.must_be(403);
});

story!(an_agenda_of_sixty_opens_in_one_small_page_and_goes_from_item_to_item_without_a_script, |w| {
    let forum = forum(&w);
    let agenda = meeting(&w, forum, "9").await;
    let school = w.person("school").await;
    let path = format!("/panels/{forum}/consultation");
    for n in 0..60 {
        let summary = format!("A child of {} stays at home.", n % 16);
        let ask = [
            ("summary", summary.as_str()),
            ("asked_for", "What would you try?"),
            ("presenting", "school-attendance"),
            ("level", "2"),
            ("priority", "routine"),
        ];
        school.submit(&path, &ask).await.must_be(303);
    }
    let chair = w.person("panel-chair").await;
    let page = chair.get(&agenda).await;
    page.must_say("60 on the agenda, 60 not decided");
    assert!(page.body.len() <= 30 * 1024, "{} bytes", page.body.len());
    let mut at = chair.get(&format!("{agenda}/next")).await.led_to();
    for _ in 0..60 {
        let page = chair.get(&at).await;
        let path = at.split('?').next().unwrap_or_default().to_owned();
        let done =
            chair.submit_on(&page, &path, &[("decision", "advice"), ("reason", "Begin with the mornings.")]).await;
        done.must_be(303);
        at = done.led_to();
    }
    assert!(at.starts_with(&agenda), "all sixty are decided: {at}");
    chair.get(&agenda).await.must_say("0 not decided");
});
