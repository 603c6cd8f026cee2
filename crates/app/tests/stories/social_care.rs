//! Stories of the two doors with children's social care: a step up has two sides, a step down waits for its lead.

use crate::{
    commands::{does, refuses},
    doors::{letters, letters_to},
    helpers::{agree, assess, decide, join, led, share},
};
use access::{FamilyId, Permits, accounts, manage};
use cases::{EpisodeId, open_case, records, rules::Footing, step_up};
use diesel::prelude::*;
use testkit::{Person, World, story};

const TALKED: [(&str, &str); 5] = [
    ("talked_as", "line-manager"),
    ("talked_with", "Moira Kent"),
    ("talked_on-day", "4"),
    ("talked_on-month", "3"),
    ("talked_on-year", "2026"),
];

/// Proposed by the lead and sent; the address of the step up.
async fn sent(w: &World, lead: &Person, e: EpisodeId) -> String {
    let path = format!("/episodes/{e}/step-up");
    lead.submit(&path, &[("reason", "Two injuries in a week."), ("danger", "yes")]).await.must_be(303);
    lead.submit(&path, &TALKED).await.must_be(303);
    w.person("social-care").await.get("/step-ups").await.link("/step-ups/0").expect("a step up")
}

/// The token with which a page's forms are sent.
async fn csrf(who: &Person) -> String {
    let form = who.get("/my-work").await.form("/sign-out").expect("a form");
    form.into_iter().find(|(name, _)| name == "csrf").expect("a token").1
}

async fn accept(w: &World, at: &str, footing: &str) {
    let worker = w.person("social-care").await;
    let child = worker.get(at).await.value_of("Ada Okoro").expect("the child");
    let fields = [
        ("answer", "accepted"),
        ("footing", footing),
        ("children", child.as_str()),
        ("lead_then", "stays"),
        ("said_reach", "01634 000200"),
    ];
    worker.submit(at, &fields).await.must_be(303);
}

fn reference(w: &World, family: FamilyId) -> String {
    let names = people::records::names(&mut w.conn(), &[family]).expect("names");
    names.get(&family).expect("the family").1.clone()
}

fn level(w: &World, family: FamilyId) -> String {
    use records::need_level::dsl;
    let of_family = dsl::need_level.filter(dsl::family_id.eq(family)).order((dsl::set_at.desc(), dsl::id.desc()));
    of_family.select(dsl::level).first(&mut w.conn()).expect("a level")
}

fn footings(w: &World, family: FamilyId) -> Vec<(Footing, bool)> {
    does(w, "manager", |change| {
        let permit = change.permit(access::family::Open, family)?;
        let all = records::footings(change.conn(), &permit)?;
        Ok(all.into_iter().map(|one| (one.footing, one.to_on.is_none())).collect())
    })
}

story!(anyone_in_the_team_proposes_and_the_lead_sends, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    share(&lead, family, "Elm Street Primary").await;
    join(&lead, e, "Priya Shah").await.must_be(303);
    let school = w.person("school").await;
    let path = format!("/episodes/{e}/step-up");
    school.submit(&path, &[("reason", "A bruise on Monday.")]).await.must_be(303);
    // a partner proposes, and does not send
    school.get(&path).await.must_say("It waits for the lead professional or the manager");
    let page = lead.get(&path).await;
    page.must_say("There is no early help assessment yet").must_say("a step up never waits for one");
    let form: Vec<(String, String)> = page.form(&path).expect("the form");
    let csrf = csrf(&school).await;
    let mut fields: Vec<(&str, &str)> =
        form.iter().map(|(n, v)| (n.as_str(), v.as_str())).filter(|(n, _)| *n != "csrf" && *n != "key").collect();
    fields.extend(TALKED);
    fields.extend([("csrf", csrf.as_str()), ("key", "1")]);
    school.post(&path, &fields).await.must_be(403).must_say("this is for the lead professional or their manager");

    lead.get("/my-work").await.must_say("Talk over and send the step up");
    lead.submit(&path, &TALKED).await.must_be(303);
    lead.get("/my-work").await.must_not_say("Talk over and send the step up");
    lead.get(&path).await.must_say("Line manager".to_lowercase().as_str()).must_say("Moira Kent");
});

story!(a_proposal_is_dropped_with_a_reason_and_early_help_goes_on, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{e}/step-up");
    lead.submit(&path, &[("reason", "Worse.")]).await.must_be(303);
    lead.submit(&path, &[("step", "drop"), ("drop_why", "")]).await.must_be(422).must_say("Say why the step up is not");
    lead.submit(&path, &[("step", "drop"), ("drop_why", "A neighbour was mistaken.")]).await.must_be(303);
    lead.get(&format!("/families/{family}")).await.must_say("was not taken further");
    w.person("social-care").await.get("/step-ups").await.must_say("No step up waits");
});

story!(social_care_reads_by_name_answers_and_reads_the_record_but_changes_nothing, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let worker = w.person("social-care").await;
    // before: they do not work with this family
    worker.get(&format!("/families/{family}")).await.must_be(403);
    worker.get("/step-ups").await.must_say("No step up waits").must_not_say("Okoro");

    let at = sent(&w, &lead, e).await;
    let told = letters_to(&letters(&w).await, "social-care@example.org").len();
    assert_eq!(told, 1, "somebody there is told");
    let page = worker.get("/step-ups").await;
    page.must_say("Okoro family")
        .must_say("A child may be in danger")
        .must_say("Not read yet")
        .must_say("5 March 2026");
    worker.get(&at).await.must_say("Two injuries in a week.").must_say("Ada Okoro").must_say("1 Example Road");
    worker.get(&format!("/families/{family}")).await.must_be(200).must_not_say("Write a note");
    worker.get(&format!("/families/{family}/notes/new")).await.must_be(403);
    worker.get(&format!("/episodes/{e}/closure")).await.must_be(403);

    worker.submit_on(&worker.get(&at).await, &format!("{at}/reading"), &[]).await.must_be(303);
    lead.get(&at).await.must_say("Read by").must_say("Asha Menon");
    // early help does not answer itself
    let csrf = csrf(&lead).await;
    let answer = [("csrf", csrf.as_str()), ("key", "1"), ("answer", "returned"), ("why", "No."), ("said_by", "Me")];
    lead.post(&at, &answer).await.must_be(403).must_say("Children's social care answers this");
    assert_eq!(level(&w, family), "2");

    accept(&w, &at, "s47").await;
    assert_eq!(level(&w, family), "3");
    assert_eq!(footings(&w, family), [(Footing::S47, true)]);
    lead.get(&at)
        .await
        .must_say("Child protection (section 47)")
        .must_say("stays in the team")
        .must_say("01634 000200");
    assert!(!letters_to(&letters(&w).await, "lead@example.org").is_empty(), "the lead is told");
    let standing = does(&w, "lead", |change| {
        let permit = change.permit(access::family::Open, family)?;
        let today = change.today;
        Ok(step_up::standing(change.conn(), &permit, today)?)
    });
    let words = standing.expect("it stands somewhere").words;
    assert!(words.contains("accepted") && words.contains("section 47"), "{words}");

    // they may read for a year, and no longer
    let w = w.later(364);
    w.person("social-care").await.get(&format!("/families/{family}")).await.must_be(200);
    let w = w.later(3);
    w.person("social-care").await.get(&format!("/families/{family}")).await.must_be(403);
});

story!(a_step_up_comes_back_with_a_reason_and_early_help_goes_on, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let at = sent(&w, &lead, e).await;
    let worker = w.person("social-care").await;
    worker.submit(&at, &[("answer", "returned"), ("why", " ")]).await.must_be(422).must_say("Write down why");
    worker.submit(&at, &[("answer", "returned"), ("why", "Try respite first.")]).await.must_be(303);

    lead.get(&at).await.must_say("Try respite first.").must_say("Asha Menon");
    assert_eq!(level(&w, family), "2");
    // what they were sent they read still; the family's record not
    worker.get(&at).await.must_be(200).must_say("Two injuries").must_not_say("1 Example Road");
    worker.get(&format!("/families/{family}")).await.must_be(403);
    // and another can be made
    lead.submit(&format!("/episodes/{e}/step-up"), &[("reason", "A third injury.")]).await.must_be(303);
});

story!(an_assessment_goes_with_a_step_up_only_where_there_is_one, |w| {
    let (_, e, lead) = led(&w, "assessment").await;
    let path = format!("/episodes/{e}/step-up");
    lead.submit(&path, &[("reason", "Worse.")]).await.must_be(303);
    assess(&lead, e).await;
    lead.get(&path).await.must_say("The early help assessment, version 1: waits for authorisation");
    let mut fields = TALKED.to_vec();
    fields.push(("with_assessment", "yes"));
    lead.submit(&path, &fields).await.must_be(303);
    let worker = w.person("social-care").await;
    let at = worker.get("/step-ups").await.link("/step-ups/0").expect("a step up");
    let page = worker.get(&at).await;
    let paper = page.link(&format!("/episodes/{e}/assessment")).expect("the assessment");
    worker.get(&paper).await.must_be(200);
});

story!(a_step_up_without_an_assessment_says_that_there_is_none_whatever_is_ticked, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{e}/step-up");
    lead.submit(&path, &[("reason", "Worse.")]).await.must_be(303);
    let page = lead.get(&path).await;
    let form = page.form(&path).expect("a form");
    assert!(form.iter().all(|(name, _)| name != "with_assessment"));
    lead.submit(&path, &TALKED).await.must_be(303);
    let at = w.person("social-care").await.get("/step-ups").await.link("/step-ups/0").expect("a step up");
    lead.get(&at).await.must_say("None goes with it");
});

story!(a_document_goes_to_those_without_an_account_and_the_lead_records_who_answered, |w| {
    let gone = accounts::find_by_email(&mut w.conn(), "social-care@example.org").expect("read").expect("there").id;
    does(&w, "admin", |change| manage::program::disable(change.tx, gone));
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{e}/step-up");
    lead.submit(&path, &[("reason", "Two injuries in a week.")]).await.must_be(303);
    lead.submit(&path, &TALKED).await.must_be(303);

    let work = lead.get("/my-work").await;
    work.must_say("Social care's answer to the step up");
    let at = work.link("/step-ups/").expect("a step up");
    let paper = lead.get(&format!("{at}/document")).await;
    paper.must_say("Two injuries in a week.").must_say("Ada Okoro").must_say("Early help goes on until you accept");

    let child = lead.get(&at).await.value_of("Ada Okoro").expect("the child");
    let fields = [
        ("answer", "accepted"),
        ("said_by", ""),
        ("footing", "s17"),
        ("children", child.as_str()),
        ("lead_then", "leads"),
    ];
    lead.submit(&at, &fields).await.must_be(422).must_say("Give the name of who at social care said so");
    let mut by_name = fields;
    by_name[1] = ("said_by", "Mr Finch");
    lead.submit(&at, &by_name).await.must_be(303);
    lead.get(&at).await.must_say("Mr Finch");
    assert_eq!(footings(&w, family), [(Footing::S17, true)]);
    lead.get("/my-work").await.must_not_say("Social care's answer");
});

story!(a_step_up_that_waits_too_long_is_late_work_of_social_care, |w| {
    let (_, e, lead) = led(&w, "intervention-plan").await;
    sent(&w, &lead, e).await;
    let w = w.later(5);
    let late = {
        let today = w.app.db.now().date();
        let all = w.app.capabilities.iter().filter_map(|capability| capability.late);
        let of = |late_work: access::capability::LateWork| late_work(&mut w.conn(), &w.app.pack, today).expect("late");
        all.flat_map(of).find(|late| late.kind == "step-up-answer").expect("the step up is late")
    };
    let worker = accounts::find_by_email(&mut w.conn(), "social-care@example.org").expect("read").expect("there").id;
    assert_eq!(late.owners, [worker]);
    assert!(late.team.is_some(), "the manager of the team is told next");
    w.person("social-care").await.get("/step-ups").await.must_say("overdue");
});

story!(a_restricted_family_s_step_up_is_seen_by_those_who_are_listed_alone, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let at = sent(&w, &lead, e).await;
    let privacy = w.person("privacy").await;
    let restriction = format!("/families/{family}/restriction");
    let page = privacy.get(&restriction).await;
    let listed = page.value_of("Ruth Calder").expect("the manager");
    privacy.submit_on(&page, &restriction, &[("listed", &listed), ("reason", "A threat.")]).await.must_be(303);
    let worker = w.person("social-care").await;
    worker.get("/step-ups").await.must_not_say("Okoro");
    worker.get(&at).await.must_be(404);
    worker.get(&format!("/families/{family}")).await.must_be(404);
});

story!(the_front_door_sends_a_step_up_from_a_contact_where_no_help_goes_on, |w| {
    let contact = crate::helpers::contact(&w).await;
    let id: contacts::ContactId = contact.parse().expect("an id");
    let family = decide(&w, &contact, "advice").await;
    // as a decision does, under its permit: of another contact of the same family
    let again = crate::helpers::contact(&w).await;
    let again: contacts::ContactId = again.parse().expect("an id");
    let (new, sent) = does(&w, "front-door", |change| {
        let permit = change.permit(access::contact::Decide, again)?;
        let new = step_up::FromContact {
            contact: Some(store::AnyId(id.0)),
            reason: "A child alone at night.".into(),
            danger: true,
            ..step_up::FromContact::default()
        };
        let first = step_up::from_contact(change.tx, &permit, family, &new)?;
        let second = step_up::from_contact(change.tx, &permit, family, &new)?;
        Ok((first, second))
    });
    assert_eq!(new, sent, "one waits at a time");
    let worker = w.person("social-care").await;
    let at = worker.get("/step-ups").await.link("/step-ups/0").expect("a step up");
    worker.get(&at).await.must_say("A child alone at night.").must_say("as it decided on a contact");
    // whoever sent it sees how far it is
    w.person("front-door").await.get(&at).await.must_be(200);
    accept(&w, &at, "s17").await;
    assert_eq!(level(&w, family), "3");
});

/// What social care offers of a family.
fn offer<'a>(reference: &'a str, team: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("family", reference),
        ("children", "Ada Okoro, 10"),
        ("why", "The plan ended well; mornings are left, and the school is near."),
        ("needs", "parenting"),
        ("done", "Four months of a plan."),
        ("needed", "Somebody on Mondays."),
        ("agreed", "yes"),
        ("words", "Please."),
        ("reach", "01634 000200"),
        ("team", team),
    ]
}

/// A family that social care took over, and early help closed; its reference.
async fn taken_over(w: &World) -> (FamilyId, String) {
    let (family, e, lead) = led(w, "intervention-plan").await;
    let at = sent(w, &lead, e).await;
    accept(w, &at, "s17").await;
    crate::helpers::close(&lead, e, "step-up", "Social care leads.").await.must_be(303);
    (family, reference(w, family))
}

async fn team_called(worker: &Person, name: &str) -> String {
    worker.get("/step-downs/new").await.value_of(name).expect("a team")
}

story!(social_care_closes_only_once_a_lead_has_accepted, |w| {
    let (family, reference) = taken_over(&w).await;
    let worker = w.person("social-care").await;
    let team = team_called(&worker, "Chatham and Luton").await;
    let at = worker.submit("/step-downs/new", &offer(&reference, &team)).await.led_to();
    assert_eq!(level(&w, family), "3", "social care leads still");
    // the manager names a lead, who is asked as ever
    let manager = w.person("manager").await;
    assert!(!letters_to(&letters(&w).await, "manager@example.org").is_empty(), "the manager is told");
    manager.get("/my-work").await.must_say("Name a lead for a step down");
    manager.get("/step-downs").await.must_say(&reference);
    let naming = format!("{at}/lead");
    let page = manager.get(&naming).await;
    page.must_say("Social care leads until the lead has accepted");
    let to = page.value_of("Daniel Osei").expect("the lead");
    let fields = [("to", to.as_str()), ("reason", "They know him."), ("kind", "intervention-plan")];
    manager.submit_on(&page, &naming, &fields).await.must_be(303);
    worker.get(&at).await.must_say("has not answered yet").must_not_say("Social care has closed");

    let lead = w.person("lead").await;
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    worker.get("/my-work").await.must_say("Close at social care: early help leads");
    assert_eq!(level(&w, family), "3", "until they have closed");

    let closure = format!("{at}/closure");
    let page = worker.get(&at).await;
    let ahead = [("closed_on-day", "5"), ("closed_on-month", "3"), ("closed_on-year", "2026")];
    worker.submit_on(&page, &closure, &ahead).await.must_be(422).must_say("today or in the past");
    let early = [("closed_on-day", "3"), ("closed_on-month", "3"), ("closed_on-year", "2026")];
    worker.submit_on(&page, &closure, &early).await.must_be(422).must_say("before the lead professional accepted");
    worker.submit_on(&page, &closure, &[]).await.must_be(303);
    assert_eq!(level(&w, family), "2");
    assert_eq!(footings(&w, family), [(Footing::EarlyHelp, true), (Footing::S17, false)]);
    lead.get(&format!("/families/{family}")).await.must_be(200).must_say("early help leads");
    worker.get("/my-work").await.must_not_say("Close at social care");
});

story!(a_step_down_waits_for_another_lead_where_the_first_declines, |w| {
    let (_, reference) = taken_over(&w).await;
    let worker = w.person("social-care").await;
    let team = team_called(&worker, "Chatham and Luton").await;
    let at = worker.submit("/step-downs/new", &offer(&reference, &team)).await.led_to();
    let manager = w.person("manager").await;
    let naming = format!("{at}/lead");
    let page = manager.get(&naming).await;
    let to = page.value_of("Daniel Osei").expect("the lead");
    manager.submit_on(&page, &naming, &[("to", &to), ("reason", "They know him.")]).await.must_be(303);
    manager.submit(&naming, &[("to", &to), ("reason", "Again.")]).await.must_be(422).must_say("named already");

    let lead = w.person("lead").await;
    let asked = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&asked, &[("answer", "decline"), ("why", "I am full.")]).await.must_be(303);
    worker.get(&at).await.must_say("Offered, no lead yet");
    manager.get("/my-work").await.must_say("Name a lead for a step down");
});

story!(whoever_leads_already_takes_a_step_down_on, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let up = sent(&w, &lead, e).await;
    let reference = reference(&w, family);
    let worker = w.person("social-care").await;
    let offered = worker.submit("/step-downs/new", &offer(&reference, "")).await;
    offered.must_be(422).must_say("A step up of this family waits");
    accept(&w, &up, "s17").await;

    // help goes on: its team is asked, whichever was chosen
    let other = team_called(&worker, "Gillingham").await;
    let at = worker.submit("/step-downs/new", &offer(&reference, &other)).await.led_to();
    worker.get(&at).await.must_say("Chatham and Luton");
    worker.submit("/step-downs/new", &offer(&reference, "")).await.must_be(422).must_say("is under way");
    let manager = w.person("manager").await;
    let naming = format!("{at}/lead");
    let page = manager.get(&naming).await;
    let to = page.value_of("Daniel Osei").expect("the lead");
    manager.submit_on(&page, &naming, &[("to", &to), ("reason", "He leads.")]).await.must_be(303);

    lead.get("/my-work").await.must_say("Take on what social care steps down");
    let taking = format!("{at}/acceptance");
    lead.submit(&taking, &[("answer", "")]).await.must_be(422).must_say("Choose whether you take it on");
    lead.submit(&taking, &[("answer", "decline"), ("back_why", "")]).await.must_be(422).must_say("Say why");
    lead.submit(&taking, &[("answer", "accept")]).await.must_be(303);
    worker.get(&at).await.must_say("A lead accepted; social care may close");
});

story!(the_front_door_chooses_a_team_and_a_manager_may_give_it_back, |w| {
    let (_, reference) = taken_over(&w).await;
    let worker = w.person("social-care").await;
    let at = worker.submit("/step-downs/new", &offer(&reference, "")).await.led_to();
    let manager = w.person("manager").await;
    manager.get(&at).await.must_be(404);
    let officer = w.person("front-door").await;
    let choosing = format!("{at}/team");
    let page = officer.get(&at).await;
    officer.submit_on(&page, &choosing, &[("team", "")]).await.must_be(422).must_say("Choose a team");
    let team = page.value_of("Chatham and Luton").expect("a team");
    officer.submit_on(&page, &choosing, &[("team", &team)]).await.must_be(303);

    let giving = format!("{at}/return");
    manager.submit(&giving, &[("back_why", " ")]).await.must_be(422).must_say("Say why");
    manager.submit(&giving, &[("back_why", "They have moved away.")]).await.must_be(303);
    worker.get(&at).await.must_say("They have moved away.").must_say("Given back to social care");
    assert!(!letters_to(&letters(&w).await, "social-care@example.org").is_empty());
    // and may be offered again
    worker.submit("/step-downs/new", &offer(&reference, "")).await.must_be(303);
});

story!(a_step_down_says_why_and_that_the_family_agrees_and_tells_nothing_of_a_hidden_one, |w| {
    let (family, reference) = taken_over(&w).await;
    let worker = w.person("social-care").await;
    let refused = worker.submit("/step-downs/new", &[("family", reference.as_str())]).await;
    for told in [
        "Say why early help is the most appropriate now",
        "Name the children",
        "Choose at least one need",
        "Say what is still needed",
        "Ask the family whether they agree to early help",
    ] {
        refused.must_be(422).must_say(told);
    }
    let mut no = offer(&reference, "");
    no.retain(|(name, _)| *name != "agreed");
    no.push(("agreed", "no"));
    worker.submit("/step-downs/new", &no).await.must_be(422).must_say("given with a family's agreement");
    let unknown = worker.submit("/step-downs/new", &offer("F-0000-0000", "")).await;
    unknown.must_be(422).must_say("No family with this reference is known here");

    // a record that is kept from them is answered as one that is not there
    let privacy = w.person("privacy").await;
    let restriction = format!("/families/{family}/restriction");
    let page = privacy.get(&restriction).await;
    let listed = page.value_of("Ruth Calder").expect("the manager");
    privacy.submit_on(&page, &restriction, &[("listed", &listed), ("reason", "A threat.")]).await.must_be(303);
    let hidden = worker.submit("/step-downs/new", &offer(&reference, "")).await;
    hidden.must_be(422).must_say("No family with this reference is known here");
});

story!(each_step_of_a_step_down_is_refused_before_its_turn, |w| {
    use cases::taking_on;
    let (_, reference) = taken_over(&w).await;
    let worker = w.person("social-care").await;
    let team = team_called(&worker, "Chatham and Luton").await;
    let at = worker.submit("/step-downs/new", &offer(&reference, &team)).await.led_to();
    let id = at.rsplit('/').next().expect("an id").to_owned();
    let id: cases::step_down::StepDownId = id.parse().expect("an id");
    let today = w.app.db.now().date();

    let closes = |change: &mut access::Change<'_, '_>| {
        let permit = change.permit(access::step_down::Close, id)?;
        taking_on::close(change.tx, &permit, today)
    };
    refuses(&w, "social-care", "step-down-closed-before-lead", closes);
    let lead = accounts::find_by_email(&mut w.conn(), "lead@example.org").expect("read").expect("there").id;
    does(&w, "manager", |change| {
        let permit = change.permit(access::step_down::NameLead, id)?;
        let episode = taking_on::take_on(change.tx, &permit, "assessment")?;
        let case = open_case(change, access::family::HandOver, episode)?;
        taking_on::name_lead(change.tx, &permit, &case, lead, "They know him.")
    });
    refuses(&w, "social-care", "step-down-closed-before-lead", closes);
    refuses(&w, "manager", "step-down-not-offered", |change| {
        let permit = change.permit(access::step_down::NameLead, id)?;
        taking_on::give_back(change.tx, &permit, "Too late.")
    });
    // somebody new answers the offer of the lead, not this
    refuses(&w, "lead", "step-down-not-named", |change| {
        let permit = change.permit(access::step_down::TakeOn, id)?;
        taking_on::answer(change.tx, &permit, None)
    });
});
