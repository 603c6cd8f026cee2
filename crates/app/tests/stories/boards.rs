//! Stories of the board's room: from an agenda to a chased action, and what a board keeps besides.

use crate::panels::account;
use testkit::{Person, World, story};

/// A day, in the three boxes of this field.
pub fn day(field: &str, [day, month, year]: [&str; 3]) -> Vec<(String, String)> {
    [("day", day), ("month", month), ("year", year)]
        .map(|(part, value)| (format!("{field}-{part}"), value.to_owned()))
        .to_vec()
}

/// The form with these answers, days among them.
pub async fn fill(who: &Person, path: &str, days: &[(&str, [&str; 3])], fields: &[(&str, &str)]) -> testkit::Page {
    let days: Vec<(String, String)> = days.iter().flat_map(|(field, on)| day(field, *on)).collect();
    let mut all: Vec<(&str, &str)> = days.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend(fields);
    who.submit(path, &all).await
}

/// Where it led, without what it says there.
pub fn place(page: &testkit::Page) -> String {
    page.must_be(303);
    page.led_to().split('?').next().unwrap_or_default().to_owned()
}

/// The head founds a board, chaired by `board`, whose secretary is `commissioner`; `police`, `school` and `manager` sit
/// on it. Its address.
pub async fn founded(w: &World) -> String {
    let head = w.person("head").await;
    let (chair, secretary) = (account(w, "board").to_string(), account(w, "commissioner").to_string());
    let fields = [
        ("name", "Early Help Partnership Board"),
        ("purpose", "To see that early help works."),
        ("answers_to", "the safeguarding partnership"),
        ("chair", &*chair),
        ("secretary", &*secretary),
        ("whole", "yes"),
    ];
    let board = place(&head.submit("/boards/new", &fields).await);
    for who in ["police", "school", "manager"] {
        let account = account(w, who).to_string();
        let fields = [("account", account.as_str()), ("capacity", "member")];
        w.person("commissioner").await.submit(&format!("{board}/seats"), &fields).await.must_be(303);
    }
    board
}

/// A meeting of it on this day of March 2026; its address.
pub async fn meeting(w: &World, board: &str, on: &str) -> String {
    let secretary = w.person("commissioner").await;
    let words = [("starts", "10am"), ("place", "Gun Wharf")];
    place(&fill(&secretary, &format!("{board}/meetings/new"), &[("on", [on, "3", "2026"])], &words).await)
}

/// Something to be decided in it; its address.
pub async fn item(w: &World, meeting: &str, title: &str) -> String {
    let secretary = w.person("commissioner").await;
    let fields = [("title", title), ("lead", "Head"), ("wants", "decision"), ("asked", "Agree to it.")];
    secretary.submit(&format!("{meeting}/items/new"), &fields).await.must_be(303);
    let page = secretary.get(meeting).await;
    // each has several links, and the last that was added stands last
    let all: Vec<String> = page.links("/board-items/").into_iter().filter(|link| !link[13..].contains('/')).collect();
    all.last().expect("an item").clone()
}

/// Everybody came, or these alone; the others sent word.
pub async fn came(w: &World, meeting: &str, who: &[&str]) {
    let secretary = w.person("commissioner").await;
    let path = format!("{meeting}/attendance");
    let page = secretary.get(&path).await;
    let mut fields: Vec<(String, &str)> = Vec::new();
    for name in page.names("came-") {
        fields.push((name, "apologies"));
    }
    let html = page.text();
    let seats: Vec<String> = page.names("came-");
    let mut order: Vec<(usize, &str)> = who.iter().filter_map(|one| Some((html.find(one)?, *one))).collect();
    order.sort_unstable();
    // each stands once on the page, in the order of the fields
    let all = ["Peter Lang", "Helen Frost", "Priya Shah", "Ruth Calder", "Tom Barker"];
    let mut there: Vec<(usize, &str)> = all.iter().filter_map(|one| Some((html.find(one)?, *one))).collect();
    there.sort_unstable();
    for (name, (_, person)) in seats.iter().zip(&there) {
        if who.contains(person)
            && let Some(field) = fields.iter_mut().find(|(field, _)| field == name)
        {
            field.1 = "came";
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    secretary.submit(&path, &fields).await.must_be(303);
}

pub const ALL: &[&str] = &["Peter Lang", "Helen Frost", "Priya Shah", "Ruth Calder", "Tom Barker"];

story!(a_board_goes_from_its_agenda_to_a_chased_action, |w| {
    let board = founded(&w).await;
    let secretary = w.person("commissioner").await;
    secretary.get(&board).await.must_say("No meeting is planned.").must_say("to be held by 4 May 2026");
    secretary.get("/my-work").await.must_say("Plan the next meeting: Early Help Partnership Board");

    // the agenda, and a paper that somebody owes in time
    let meeting = meeting(&w, &board, "18").await;
    secretary.get("/my-work").await.must_not_say("Plan the next meeting");
    let item = item(&w, &meeting, "Evening help in two wards").await;
    let (police, id) = (account(&w, "police").to_string(), item.rsplit('/').next().expect("an id").to_owned());
    let fields = [("kind", "other"), ("title", "What the police see"), ("owner", &*police), ("item", &*id)];
    let ask = secretary.submit(&format!("{meeting}/papers/new"), &fields).await;
    ask.must_be(303);
    let officer = w.person("police").await;
    let work = officer.get("/my-work").await;
    work.must_say("What the police see").must_say("11 March 2026");
    let give = work.link("/board-papers/").expect("a paper");
    officer.submit(&give, &[("body", "Calls are most between 5pm and 8pm.")]).await.must_be(303);

    // members see it once it went out
    let school = w.person("school").await;
    let paper = give.trim_end_matches("/give").to_owned();
    school.get(&meeting).await.must_say("Papers are not out yet").must_not_say("What the police see");
    school.get(&paper).await.must_be(403);
    let page = secretary.get(&meeting).await;
    secretary.submit_on(&page, &format!("{meeting}/send"), &[("send", "yes")]).await.must_be(303);
    school.get(&meeting).await.must_say("What the police see");
    school.get(&paper).await.must_be(200).must_say("between 5pm and 8pm");
    school.get("/my-work").await.must_say("agenda and papers for 18 March 2026");
    school.get(&format!("{meeting}/pack")).await.must_be(200).must_say("between 5pm and 8pm");

    // it is held
    let w = w.later(14);
    came(&w, &meeting, ALL).await;
    let secretary = w.person("commissioner").await;
    let decision = format!("{item}/decision");
    let fields = [("outcome", "agreed"), ("decided", "Help until 8pm in two wards, for a year.")];
    secretary.submit(&decision, &fields).await.must_be(303);
    let first = secretary.get(&meeting).await.link("/board-items/").expect("the first item");
    let first = first.split('/').take(3).collect::<Vec<_>>().join("/");
    secretary
        .submit(&format!("{first}/decision"), &[("outcome", "noted"), ("decided", "There were none.")])
        .await
        .must_be(303);
    let school_account = account(&w, "school").to_string();
    let new = format!("{board}/actions/new?item={id}");
    let page = secretary.get(&new).await;
    let due = day("due", ["1", "4", "2026"]);
    let mut fields = vec![("what", "Open the hall until 8pm"), ("owner", school_account.as_str())];
    fields.extend(due.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    secretary.submit_on(&page, &format!("{board}/actions/new"), &fields).await.must_be(303);
    let page = secretary.get(&meeting).await;
    page.must_say("Help until 8pm in two wards, for a year.").must_say("Open the hall until 8pm");
    secretary.submit_on(&page, &format!("{meeting}/close"), &[("close", "yes")]).await.must_be(303);
    secretary.get("/my-work").await.must_say("Write the minutes").must_say("Plan the next meeting");
    secretary.get(&board).await.must_say("to be held by 18 May 2026");

    // its minutes are read, and approved by somebody else at the next meeting
    let minutes = format!("{meeting}/minutes");
    secretary.submit(&minutes, &[("text", "All spoke for it."), ("give", "yes")]).await.must_be(303);
    let chair = w.person("board").await;
    chair.get("/my-work").await.must_say("Approve the minutes");
    let approval = format!("{meeting}/approval");
    let early = chair.submit(&approval, &[("answer", "approve")]).await;
    early.must_be(422).must_say("Minutes are approved at the next meeting, and it has not come");
    fill(&secretary, &format!("{board}/meetings/new"), &[("on", ["13", "5", "2026"])], &[]).await.must_be(303);

    // the action is late, and climbs; then it is done
    let w = w.later(20);
    let school = w.person("school").await;
    let work = school.get("/my-work").await;
    work.must_say("Open the hall until 8pm").must_say("overdue");
    let action = work.link("/board-actions/").expect("the action");
    w.person("board").await.get(&board).await.must_say("Actions that are late").must_say("Open the hall until 8pm");
    school.submit(&action, &[("became", " ")]).await.must_be(422).must_say("Say what came of it");
    school.submit(&action, &[("became", "Open since Monday.")]).await.must_be(303);
    w.person("board").await.get(&action).await.must_say("Open since Monday.").must_say("Priya Shah");

    let w = w.later(40);
    let chair = w.person("board").await;
    chair
        .submit(&approval, &[("answer", "approve"), ("corrections", "It was two wards, not three.")])
        .await
        .must_be(303);
    chair.get(&meeting).await.must_say("Approved by Peter Lang").must_say("It was two wards, not three.");
    chair.get("/my-work").await.must_not_say("Approve the minutes");
});

story!(a_dashboard_of_a_meeting_stays_as_it_stood_that_day, |w| {
    let board = founded(&w).await;
    let meeting = meeting(&w, &board, "18").await;
    let secretary = w.person("commissioner").await;
    let ask = [("kind", "dashboard"), ("title", "The quarter")];
    let give = place(&secretary.submit(&format!("{meeting}/papers/new"), &ask).await);
    let none = secretary.submit(&give, &[("body", "See below.")]).await;
    none.must_be(422).must_say("Choose the published figures that it shows");

    let (head, privacy) = (w.person("head").await, w.person("privacy").await);
    let frozen = place(&head.submit("/insight/publications", &[("period", "2025-q4")]).await);
    let page = privacy.get(&frozen).await;
    privacy.submit_on(&page, &format!("{frozen}/publish"), &[]).await.must_be(303);
    let source = frozen.rsplit('/').next().expect("an id").to_owned();
    secretary.submit(&give, &[("source", &source), ("body", "A quiet quarter.")]).await.must_be(303);
    let page = secretary.get(&meeting).await;
    secretary.submit_on(&page, &format!("{meeting}/send"), &[("send", "yes")]).await.must_be(303);

    // whatever becomes of the figures later, the paper says what stood there
    let page = privacy.get(&frozen).await;
    privacy.submit_on(&page, &format!("{frozen}/end"), &[("why", "Counted wrongly.")]).await.must_be(303);
    let paper = give.trim_end_matches("/give");
    let school = w.person("school").await;
    school
        .get(paper)
        .await
        .must_say("As it stood on 4 March 2026")
        .must_say("October to December 2025")
        .must_say("Contacts and referrals");
    school.get(&format!("{meeting}/pack")).await.must_say("A quiet quarter.").must_say("As it stood on 4 March 2026");
});

story!(what_was_put_off_stands_on_the_next_agenda_and_a_meeting_that_is_not_held_loses_nothing, |w| {
    let board = founded(&w).await;
    let first = meeting(&w, &board, "18").await;
    let item = item(&w, &first, "A shared assessment").await;
    let w = w.later(14);
    came(&w, &first, &["Peter Lang", "Helen Frost"]).await;
    let secretary = w.person("commissioner").await;
    let path = format!("{item}/decision");
    secretary.submit(&path, &[("outcome", "put-off"), ("decided", "Too few came.")]).await.must_be(303);
    let page = secretary.get(&first).await;
    let open = secretary.submit_on(&page, &format!("{first}/close"), &[("close", "yes")]).await;
    open.must_be(422).must_say("Say of each item for decision what became of it");
    let start = page.link("/board-items/").expect("an item").split('/').take(3).collect::<Vec<_>>().join("/");
    let off = [("outcome", "put-off"), ("decided", "Too few.")];
    secretary.submit(&format!("{start}/decision"), &off).await.must_be(303);
    secretary.submit_on(&page, &format!("{first}/close"), &[("close", "yes")]).await.must_be(303);

    let next = place(&fill(&secretary, &format!("{board}/meetings/new"), &[("on", ["13", "5", "2026"])], &[]).await);
    secretary.get(&next).await.must_say("A shared assessment").must_say("Put off 1 time before");
    let page = secretary.submit(&format!("{next}/not-held"), &[("reason", " ")]).await;
    page.must_be(422).must_say("Say why it is not held");
    secretary.submit(&format!("{next}/not-held"), &[("reason", "Snow.")]).await.must_be(303);
    secretary.get("/my-work").await.must_say("Plan the next meeting");
    let third = place(&fill(&secretary, &format!("{board}/meetings/new"), &[("on", ["20", "5", "2026"])], &[]).await);
    secretary.get(&third).await.must_say("A shared assessment").must_say("Put off 2 times before");
    w.person("school").await.get("/my-work").await.must_say("is not held");
});

story!(the_plan_on_a_page_is_made_from_priorities_their_actions_and_what_shows_them, |w| {
    let board = founded(&w).await;
    let secretary = w.person("commissioner").await;
    let plan = secretary.get(&format!("{board}/plan")).await;
    plan.must_say("13. Needs and gap analysis for commissioning").must_say("Not begun");
    let all: Vec<String> = plan.links("/board-priorities/");
    assert_eq!(all.len(), 13);
    let processes = all[2].clone();
    let page = secretary.get(&processes).await;
    page.must_say("Tasks that the strategy names").must_say("Better step up and step down");
    let task = page.link(&format!("{board}/actions/new?priority=")).expect("an action");
    let task = format!("{task}&task=steps");
    let page = secretary.get(&task).await;
    let (head, due) = (account(&w, "head").to_string(), day("due", ["30", "9", "2026"]));
    let mut fields = vec![("owner", head.as_str())];
    fields.extend(due.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let sent = secretary.submit_on(&page, &format!("{board}/actions/new"), &fields).await;
    assert_eq!(place(&sent), processes);

    secretary.submit(&format!("{processes}/state"), &[("state", "behind"), ("words", "")]).await.must_be(422);
    let said = [("state", "behind"), ("words", "The threshold document waits for two partners.")];
    secretary.submit(&format!("{processes}/state"), &said).await.must_be(303);
    let evidence = format!("{processes}/evidence");
    let bad = [("kind", "figure"), ("label", "Step ups fall"), ("href", "javascript:alert(1)")];
    secretary.submit(&evidence, &bad).await.must_be(422).must_say("An address begins with https://");
    let good = [("kind", "figure"), ("label", "Step ups fall"), ("href", "/insight")];
    secretary.submit(&evidence, &good).await.must_be(303);
    for who in ["board", "manager", "head", "school"] {
        w.person(who)
            .await
            .get(&format!("{board}/plan"))
            .await
            .must_say("Behind")
            .must_say("waits for two partners")
            .must_say("Step ups fall")
            .must_say("Diane Moss, by 30 September 2026");
    }
    w.person("lead").await.get(&format!("{board}/plan")).await.must_be(403);
    // vision and principles stand where everybody sees them
    w.stranger()
        .get("/strategy")
        .await
        .must_be(200)
        .must_say("equal partners")
        .must_say("Help is timely")
        .must_not_say("Behind");
});

story!(a_risk_is_raised_rated_by_its_owner_and_keeps_its_course, |w| {
    let board = founded(&w).await;
    let secretary = w.person("commissioner").await;
    let owner = account(&w, "police").to_string();
    let new = format!("{board}/risks/new");
    let fields = [
        ("title", "Partners do not know the offer"),
        ("description", "Families are sent away."),
        ("mitigation", "One page for every agency."),
        ("owner", owner.as_str()),
        ("likelihood", "c"),
        ("impact", "3"),
        ("raised", "gap"),
    ];
    let risk = place(&secretary.submit(&new, &fields).await);
    secretary.get(&format!("{board}/risks")).await.must_say("C3").must_say("Above what is accepted").must_say("D3");
    // who owns it looks at it when it is due
    let w = w.later(100);
    let officer = w.person("police").await;
    let work = officer.get("/my-work").await;
    work.must_say("look at the risk again");
    let rating = format!("{risk}/rating");
    officer.submit(&rating, &[("likelihood", "e"), ("why", "")]).await.must_be(422).must_say("Say why");
    officer.submit(&rating, &[("likelihood", "e"), ("why", "The page is used.")]).await.must_be(303);
    let page = officer.get(&risk).await;
    page.must_say("E3").must_say("C3").must_say("The page is used.").must_not_say("Above what is accepted");
    assert!(page.body.contains("<svg"), "its course is drawn");
    officer.get("/my-work").await.must_not_say("overdue");
    officer.get(&format!("{risk}/closure")).await.must_be(403);
    let secretary = w.person("commissioner").await;
    secretary.submit(&format!("{risk}/closure"), &[("why", "Every agency has it.")]).await.must_be(303);
    officer.get(&rating).await;
    let page = officer.submit(&rating, &[("why", "Again.")]).await;
    page.must_be(422).must_say("The risk is closed");
});

story!(linked_plans_are_watched_and_those_that_nobody_looked_at_are_late, |w| {
    let board = founded(&w).await;
    let secretary = w.person("commissioner").await;
    let list = secretary.get(&format!("{board}/linked-plans")).await;
    list.must_say("20 plans of others touch ours.").must_say("Oral health strategy");
    let plan = list.link("/linked-plans/").expect("a plan");
    let page = secretary.get(&plan).await;
    page.must_say("Who looked at it");
    let watcher = account(&w, "school").to_string();
    let changed = [("watcher", watcher.as_str()), ("touches", "Training of our leads.")];
    secretary.submit(&format!("{plan}/change"), &changed).await.must_be(303);
    let w = w.later(400);
    let secretary = w.person("commissioner").await;
    secretary.get(&format!("{board}/linked-plans")).await.must_say("20 should have been looked at by now");
    let school = w.person("school").await;
    school.get("/my-work").await.must_say("look at the linked plan again");
    let review = format!("{plan}/review");
    school.submit(&review, &[("said", " ")]).await.must_be(422).must_say("Say what has changed");
    school.submit(&review, &[("said", "It ends in March; its successor keeps the training.")]).await.must_be(303);
    secretary.get(&format!("{board}/linked-plans")).await.must_say("19 should have been looked at by now");
    secretary.get(&plan).await.must_say("its successor keeps the training");
});

story!(scrutiny_asks_and_somebody_answers_by_a_day, |w| {
    let board = founded(&w).await;
    let secretary = w.person("commissioner").await;
    let words = [
        ("body", "Children and Young People Overview and Scrutiny Committee"),
        ("title", "Draft strategy"),
        ("report", "The offer and the next three years."),
    ];
    let new = format!("{board}/scrutiny/new");
    let report = place(&fill(&secretary, &new, &[("on", ["3", "3", "2026"])], &words).await);
    let ask = format!("{report}/questions/new");
    let bad = secretary.submit(&ask, &[("question", "Who leads?")]).await;
    bad.must_be(422).must_say("Choose who answers it");
    let owner = account(&w, "lead").to_string();
    let asked = [("question", "How is the right lead found?"), ("owner", &*owner), ("asked_by", "A member")];
    secretary.submit(&ask, &asked).await.must_be(303);
    // who answers need not sit on the board, and sees this question alone
    let lead = w.person("lead").await;
    let work = lead.get("/my-work").await;
    work.must_say("answer a question of Children and Young People");
    let question = work.link("/scrutiny-questions/").expect("a question");
    lead.get(&report).await.must_be(403);
    lead.submit(&question, &[("answer", "The family chooses, of those who know it best.")]).await.must_be(303);
    secretary.get(&report).await.must_say("The family chooses").must_say("Daniel Osei");
    w.person("manager").await.get(&report).await.must_be(200);
    let again = secretary.get(&question).await;
    assert!(again.form(&question).is_none(), "it is answered once");
});

story!(a_strategy_lives_from_its_consultation_to_the_next_one, |w| {
    let board = founded(&w).await;
    let secretary = w.person("commissioner").await;
    let term = [("from", ["1", "7", "2026"]), ("until", ["30", "6", "2029"])];
    let words = [("title", "Early Help Strategy 2026-29"), ("said", "Help as soon as problems show.")];
    let strategy = place(&fill(&secretary, &format!("{board}/strategies/new"), &term, &words).await);
    let publication = format!("{strategy}/publication");
    let chair = w.person("board").await;
    let early = chair.submit(&publication, &[]).await;
    early
        .must_be(422)
        .must_say("Keep a consultation that is over first")
        .must_say("Keep at least two options")
        .must_say("Keep the decision of at least one body first");

    let step = format!("{strategy}/steps/new");
    let steps: [(&str, &str, &str, &str, &str); 6] = [
        ("workshop", "Partners", "Eighty came.", "A vision.", ""),
        ("consultation", "All partners", "Most agreed.", "", ""),
        ("option", "No strategy", "Nobody leads.", "", ""),
        ("option", "Our own alone", "Others do not follow.", "", ""),
        ("option", "A shared one", "All lead.", "Recommended.", "yes"),
        ("decision", "Cabinet", "It was discussed.", "Agreed.", ""),
    ];
    for (kind, title, said, outcome, chosen) in steps {
        let mut fields = vec![("kind", kind), ("title", title), ("said", said), ("outcome", outcome)];
        if !chosen.is_empty() {
            fields.push(("chosen", chosen));
        }
        fill(&secretary, &step, &[("on", ["2", "3", "2026"])], &fields).await.must_be(303);
    }
    let alone = secretary.submit(&publication, &[]).await;
    alone.must_be(422).must_say("You wrote this strategy: somebody else publishes it");
    w.stranger().get("/strategy").await.must_not_say("Early Help Strategy 2026-29");
    chair.submit(&publication, &[]).await.must_be(303);
    let page = w.stranger().get("/strategy").await;
    page.must_say("Early Help Strategy 2026-29").must_say("Help as soon as problems show.").must_say("Not begun");
    secretary.get(&strategy).await.must_say("Chosen").must_say("to be reviewed by 4 September 2026");
    secretary.get("/my-work").await.must_say("hold the review workshop").must_say("begin the strategy after");
    // its text stays
    let page = secretary.get(&format!("{strategy}/change")).await;
    let late = secretary.submit_on(&page, &format!("{strategy}/change"), &[("said", "Something else.")]).await;
    late.must_be(422).must_say("its text does not change any more");

    // a publication by mistake is taken back, with a reason that stays
    secretary
        .submit(&publication, &[("why", " ")])
        .await
        .must_be(422)
        .must_say("Say why its publication is taken back");
    secretary.submit(&publication, &[("why", "The wrong draft.")]).await.must_be(303);
    w.stranger().get("/strategy").await.must_not_say("Help as soon as problems show.");
    secretary.get("/my-work").await.must_not_say("hold the review workshop");
    chair.submit(&publication, &[]).await.must_be(303);
    secretary.get(&strategy).await.must_say("The wrong draft.");

    let w = w.later(190);
    let secretary = w.person("commissioner").await;
    let review =
        [("kind", "review"), ("title", "Partners"), ("said", "Four priorities go well."), ("outcome", "Go on.")];
    fill(&secretary, &step, &[("on", ["4", "9", "2026"])], &review).await.must_be(303);
    secretary.get(&strategy).await.must_say("reviewed on 4 September 2026");
    secretary.get("/my-work").await.must_not_say("hold the review workshop");
    let term = [("from", ["1", "7", "2029"]), ("until", ["30", "6", "2032"])];
    let words = [("title", "The next"), ("said", "To go on.")];
    fill(&secretary, &format!("{board}/strategies/new"), &term, &words).await.must_be(303);
    secretary.get("/my-work").await.must_not_say("begin the strategy after");
});

/// Grades every strand.
async fn graded(secretary: &Person, assessment: &str, grade: &str) {
    for strand in ["voice", "workforce", "communities", "leaders", "data"] {
        let path = format!("{assessment}/strands/{strand}");
        let page = secretary.get(&path).await;
        let names: Vec<String> = page.names("");
        let fields: Vec<(&str, &str)> = names
            .iter()
            .filter_map(|name| match name.split('-').next() {
                Some("grade") => Some((name.as_str(), grade)),
                Some("evidence") => Some((name.as_str(), "Seen in audits.")),
                Some("next") => Some((name.as_str(), "Ask families.")),
                _ => None,
            })
            .collect();
        secretary.submit_on(&page, &path, &fields).await.must_be(303);
    }
}

story!(the_system_assesses_itself_twice_a_year_and_sees_what_changed, |w| {
    let board = founded(&w).await;
    let secretary = w.person("commissioner").await;
    secretary.get("/my-work").await.must_say("assess the early help system");
    let path = format!("{board}/self-assessments");
    let first = place(&secretary.submit(&path, &[("title", "Spring 2026")]).await);
    let finish = format!("{first}/finish");
    let page = secretary.get(&first).await;
    let early = secretary.submit_on(&page, &finish, &[("finish", "yes")]).await;
    early.must_be(422).must_say("Grade every descriptor before it is finished");
    let voice = format!("{first}/strands/voice");
    let names = secretary.get(&voice).await.names("grade-");
    let bare = secretary.submit(&voice, &[(names[0].as_str(), "2")]).await;
    bare.must_be(422).must_say("Say how one knows, for each grade");
    graded(&secretary, &first, "2").await;
    secretary.submit_on(&page, &finish, &[("finish", "yes")]).await.must_be(303);

    let w = w.later(190);
    let secretary = w.person("commissioner").await;
    secretary.get("/my-work").await.must_say("assess the early help system").must_say("overdue");
    let second = place(&secretary.submit(&path, &[("title", "Autumn 2026")]).await);
    graded(&secretary, &second, "3").await;
    let page = secretary.get(&second).await;
    secretary.submit_on(&page, &format!("{second}/finish"), &[("finish", "yes")]).await.must_be(303);
    let page = w.person("board").await.get(&path).await;
    page.must_say("Spring 2026").must_say("Autumn 2026").must_say("better").must_not_say("worse");
});
