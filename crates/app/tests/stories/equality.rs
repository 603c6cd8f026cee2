//! Stories of impact assessments: written with evidence, authorised by somebody else, published in editions; and of who is
//! reached beside who lives here.

use crate::commands::{does, refuses};
use access::{Permits, nobody};
use profile::{
    AssessmentId,
    records::{actions, assessments, monitoring},
};
use testkit::{Page, Person, World, story};

const TEXTS: [(&str, &str); 8] = [
    ("change", "Evenings."),
    ("now", "Days."),
    ("consultation", "Two workshops."),
    ("users", "Fewer fathers."),
    ("who", "Families who work."),
    ("how", "They can come."),
    ("mitigation", "A lift."),
    ("service-plan", "That of the hubs."),
];

/// A full assessment that the manager begins; its address.
pub async fn begun(w: &World, way: &str) -> String {
    let manager = w.person("manager").await;
    let sent = manager.submit("/equality/new", &[("title", "Opening hours"), ("way", way)]).await;
    sent.must_be(303);
    sent.led_to().split('?').next().unwrap_or_default().to_owned()
}

/// Every characteristic or question answered with no, and with evidence.
async fn answered(person: &Person, path: &str, others: &[(&str, &str)]) -> Page {
    let path = format!("{path}/impacts");
    let page = person.get(&path).await;
    let mut fields = Vec::new();
    for name in page.names("") {
        if let Some((first, _)) = name.split_once('-') {
            match first {
                "adverse" | "advance" | "foster" => fields.push((name, "no".to_owned())),
                "evidence" => fields.push((name, "Figures of the year.".to_owned())),
                _ => {}
            }
        }
    }
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, said)| (name.as_str(), said.as_str())).collect();
    fields.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    fields.extend(others);
    person.submit_on(&page, &path, &fields).await
}

fn id_of(path: &str) -> AssessmentId {
    path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id")
}

story!(an_impact_assessment_is_written_with_evidence_authorised_by_another_and_published, |w| {
    let path = begun(&w, "full").await;
    let (manager, head, board) = (w.person("manager").await, w.person("head").await, w.person("board").await);
    board.get(&path).await.must_be(404);
    let hand_in = format!("{path}/hand-in");
    let early = manager.submit_on(&manager.get(&path).await, &hand_in, &[]).await;
    early.must_be(422).must_say("1. What is to change?").must_say("Age: Say yes or no").must_say("what is recommended");

    // a yes or no without evidence
    let bare = answered(&manager, &path, &[("evidence-age", "")]).await;
    bare.must_be(422).must_say("Write the evidence for it");
    answered(&manager, &path, &[("adverse-age", "yes")]).await.must_be(303);
    let words = format!("{path}/words");
    let named = [("change", "Ring 01634 900123")];
    manager.submit(&words, &named).await.must_be(422).must_say("Leave out telephone numbers");
    let texts = [&TEXTS[..], &[("recommendation", "proceed")]].concat();
    manager.submit(&words, &texts).await.must_be(303);
    let met = manager.submit_on(&manager.get(&path).await, &hand_in, &[]).await;
    met.must_be(422).must_say("Something is adverse");
    let actions = format!("{path}/actions/new");
    manager.submit(&actions, &[]).await.must_be(422).must_say("Say what is to be done").must_say("Choose who sees");
    let owner = manager.get(&actions).await.value_of("Ruth Calder").expect("the manager");
    let action =
        [("what", "Put in a lift"), ("owner", &*owner), ("on-day", "1"), ("on-month", "6"), ("on-year", "2026")];
    manager.submit(&actions, &action).await.must_be(303);

    // evidence of the record, as it stands
    let evidence = format!("{path}/evidence");
    manager.submit(&evidence, &[("take", "area-child-poverty")]).await.must_be(303);
    manager
        .get(&path)
        .await
        .must_say("Children who live in poverty: 18.8 % (2021), similar to England. Source: 001 s2");
    manager.submit_on(&manager.get(&path).await, &hand_in, &[]).await.must_be(303);

    // nobody authorises their own, by page or by command
    let id = id_of(&path);
    let authorisation = format!("{path}/authorisation");
    manager.get(&authorisation).await.must_be(403);
    does(&w, "head", |change| {
        let permit = change.allow(nobody::AuthoriseEquality)?;
        let pack = change.pack.clone();
        assessments::give_back(change.tx, &permit, &pack, id, "The lift costs too much: say why it is needed.")
    });
    manager.get("/my-work").await.must_say("Returned: Opening hours");
    manager.get(&path).await.must_say("The lift costs too much");
    // the head puts a word to it, and so can no longer authorise it
    head.submit(&words, &[("other-ways", "A bus.")]).await.must_be(303);
    manager.submit_on(&manager.get(&path).await, &hand_in, &[]).await.must_be(303);
    let alone = head.submit(&authorisation, &[("answer", "authorise")]).await;
    alone.must_be(422).must_say("does not authorise it: somebody else does");
    refuses(&w, "head", "equality-authorised-alone", |change| {
        let permit = change.allow(nobody::AuthoriseEquality)?;
        let review = chrono::NaiveDate::from_ymd_opt(2027, 1, 1);
        assessments::authorise(change.tx, &permit, id, review)
    });
    let commissioner = w.person("commissioner").await;
    commissioner.get("/my-work").await.must_say("Authorise or return: Opening hours");
    commissioner.submit(&authorisation, &[]).await.must_be(422).must_say("Choose what you decide");
    let again = [("answer", "return"), ("why", "")];
    commissioner.submit(&authorisation, &again).await.must_be(422).must_say("Write what is still missing");
    commissioner.submit(&authorisation, &[("answer", "authorise")]).await.must_be(303);

    let page = board.get(&path).await;
    page.must_be(200)
        .must_say("Helen Frost")
        .must_say("A bus.")
        .must_say("Put in a lift")
        .must_not_say("Write the assessment");
    board.get("/equality").await.must_say("Opening hours");
    manager.get("/my-work").await.must_say("Put in a lift").must_say("Look at it again: Opening hours");
    manager.submit_on(&manager.get(&words).await, &words, &texts).await.must_be(422).must_say("does not change");

    // what was owed is done with a word; the next edition begins from it, and the one before stays
    let action = actions::of_assessment(&mut w.conn(), id).expect("actions")[0].id;
    let done = format!("/equality-actions/{action}");
    manager.submit(&done, &[]).await.must_be(422).must_say("Say what came of it");
    manager.submit(&done, &[("became", "It is there.")]).await.must_be(303);
    manager.submit_on(&manager.get(&path).await, &format!("{path}/next"), &[]).await.must_be(303);
    manager.submit(&words, &[("how", "Otherwise.")]).await.must_be(303);
    board.get(&path).await.must_say("They can come.").must_not_say("Otherwise.");
    board.get(&format!("{path}/editions/1")).await.must_say("They can come.");
    board.get(&format!("{path}/editions/2")).await.must_be(404);
    for who in ["school", "lead", "trainer"] {
        w.person(who).await.get("/equality").await.must_be(403);
    }
});

story!(a_screening_that_says_yes_makes_the_full_assessment_owed, |w| {
    let path = begun(&w, "screening").await;
    let manager = w.person("manager").await;
    answered(&manager, &path, &[("evidence-race", " ")]).await.must_be(422).must_say("Write the evidence for it");
    answered(&manager, &path, &[]).await.must_be(303);
    let words = format!("{path}/words");
    let texts = ["purpose", "benefit", "outcomes", "contribute", "detract", "stakeholders", "responsible"];
    let mut fields: Vec<(&str, &str)> = texts.iter().map(|code| (*code, "Said.")).collect();
    fields.extend([("adverse", "yes"), ("justified", "no"), ("conclusion", "no")]);
    manager.submit(&words, &fields).await.must_be(303);
    let hand_in = format!("{path}/hand-in");
    let refused = manager.submit_on(&manager.get(&path).await, &hand_in, &[]).await;
    refused.must_be(422).must_say("needs a full assessment: choose YES");
    let yes = [("conclusion", "yes"), ("full_by-day", "1"), ("full_by-month", "6"), ("full_by-year", "2026")];
    manager.submit(&words, &yes).await.must_be(303);
    manager.submit_on(&manager.get(&path).await, &hand_in, &[]).await.must_be(303);
    let head = w.person("head").await;
    head.submit(&format!("{path}/authorisation"), &[("answer", "authorise")]).await.must_be(303);
    let work = manager.get("/my-work").await;
    work.must_say("Make the full assessment: Opening hours");
    let begin = work.link("/equality/new?after=").expect("the way to it");
    let page = manager.get(&begin).await;
    manager.submit_on(&page, "/equality/new", &[]).await.must_be(303);
    manager.get("/my-work").await.must_not_say("Make the full assessment");
});

story!(a_year_of_who_is_reached_is_frozen_by_one_and_published_by_another, |w| {
    let manager = w.person("manager").await;
    let path = "/equality/monitoring";
    let refused = manager.submit(path, &[("year", "2024")]).await;
    refused.must_be(422).must_say("not published yet");
    manager.post(path, &[("year", "2030"), ("csrf", &csrf(&manager, path).await), ("key", "k1")]).await.must_be(422);

    crate::figures::publish(&w, "fy2024").await;
    let head = w.person("head").await;
    head.submit(path, &[("year", "2024")]).await.must_be(303);
    let id = monitoring::list(&mut w.conn()).expect("years")[0].id;
    head.submit(path, &[("year", "2024")]).await.must_be(422).must_say("frozen or published already");
    let one = format!("{path}/{id}");
    w.person("board").await.get(&one).await.must_be(404);
    let publish = format!("{one}/publish");
    let alone = head.submit_on(&head.get(&one).await, &publish, &[]).await;
    alone.must_be(422).must_say("Whoever froze it does not publish it");
    refuses(&w, "head", "monitoring-published-alone", |change| {
        let permit = change.allow(nobody::AuthoriseEquality)?;
        monitoring::publish(change.tx, &permit, id)
    });
    let commissioner = w.person("commissioner").await;
    commissioner.get("/my-work").await.must_say("Publish who was reached");
    commissioner.submit_on(&commissioner.get(&one).await, &publish, &[]).await.must_be(303);
    w.person("board").await.get(&one).await.must_be(200).must_say("Not asked");
    commissioner.submit_on(&commissioner.get(&one).await, &format!("{one}/end"), &[]).await.must_be(303);
    w.person("board").await.get(&one).await.must_be(404);
});

async fn csrf(person: &Person, path: &str) -> String {
    let form = person.get(path).await.form(path).expect("a form");
    form.into_iter().find(|(name, _)| name == "csrf").expect("a token").1
}
