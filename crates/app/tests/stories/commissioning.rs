//! Stories of services with systems of their own: what they return, what is asked about, what is late.

use crate::{
    commands::{does, refuses},
    directory::{body, service},
    doors::letters,
};
use commissioning::{Every, Period, records::owing, returns, rules::returns::Figure};
use directory::ServiceId;
use testkit::{Person, World, story};

/// A service owes returns since October 2025.
pub async fn owes(w: &World, of: ServiceId, every: &str) {
    let commissioner = w.person("commissioner").await;
    let of = of.to_string();
    let fields = [
        ("service", of.as_str()),
        ("every", every),
        ("since-day", "1"),
        ("since-month", "10"),
        ("since-year", "2025"),
        ("note", "A sheet of their own."),
    ];
    commissioner.submit("/returns/owing/new", &fields).await.must_be(303);
}

/// Figures that can be.
const GOOD: [(&str, &str); 9] = [
    ("new_contacts", "12"),
    ("referrals", "10"),
    ("waiting", "3"),
    ("families", "40"),
    ("children", "61"),
    ("assessments_started", "2"),
    ("plans", ""),
    ("ended", "9"),
    ("ended_positive", "7"),
];

/// The same, some of them otherwise.
fn otherwise<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = GOOD.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    kept.copied().chain(others.iter().copied()).collect()
}

async fn daily(w: &World) {
    let all = app::capabilities::ALL;
    let round = all.iter().flat_map(|one| one.daily).find(|daily| daily.at.kind == "ask-for-returns").expect("a round");
    (round.run)(&w.app.db, &w.app.pack, all).expect("done");
    w.app.db.look_again();
}

story!(a_provider_gives_a_return_puts_it_right_and_both_versions_stay_readable, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    owes(&w, bank, "quarter").await;
    let provider = w.person("provider").await;
    provider.get("/returns").await.must_say("Coat bank: October to December 2025").must_say("Late");
    provider.get("/my-work").await.must_say("Returns to be given");
    let path = format!("/returns/{bank}/2025-q4");
    provider.submit(&path, &[]).await.must_be(422).must_say("Enter new contacts; if there were none, enter 0");
    provider.submit(&path, &GOOD).await.must_be(303);
    provider.get(&format!("/returns/{bank}")).await.must_say("October to December 2025").must_not_say("To be given");
    provider.get("/my-work").await.must_not_say("Returns to be given");

    provider.submit(&path, &[("children", "66")]).await.must_be(422).must_say("Say why it is put right");
    let why = [("children", "66"), ("why", "Twins were left out.")];
    provider.submit(&path, &why).await.must_be(303);
    let page = provider.get(&path).await;
    page.must_say("Version 2").must_say("Twins were left out.").must_say("Version 1").must_say("Joseph Lowe");
    assert!(page.text().contains("61") && page.text().contains("66"), "both stand there");
    provider.submit(&path, &[("why", "No reason.")]).await.must_be(422).must_say("Nothing has changed");
    // whoever chases hears of it
    w.person("commissioner").await.get("/my-work").await.must_say("was put right");

    let (from, to) = (Period::parse("2025-q4").expect("a quarter").from, w.app.db.now().date());
    let all = returns::between(&mut w.conn(), from, to).expect("returns");
    assert_eq!(all.len(), 1, "the last version of each");
    assert_eq!((all[0].figures.get(Figure::Children), all[0].figures.get(Figure::Plans)), (Some(66), None));
});

story!(a_wrong_figure_is_refused_and_one_that_is_only_odd_is_asked_about_and_kept, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    owes(&w, bank, "month").await;
    let provider = w.person("provider").await;
    let at = |period: &str| format!("/returns/{bank}/{period}");
    provider.submit(&at("2025-12"), &GOOD).await.must_be(303);

    let wrong = otherwise(&[("waiting", "-1"), ("ended", "41"), ("ended_positive", "42")]);
    let page = provider.submit(&at("2026-01"), &wrong).await;
    page.must_be(422)
        .must_say("as a whole number, 0 or more")
        .must_say("work ended with more families than were worked with")
        .must_say("more ended with a positive outcome than ended");
    provider.submit(&at("2026-01"), &otherwise(&[("families", "many")])).await.must_be(422).must_say("like 12");
    provider.submit(&at("2026-03"), &GOOD).await.must_be(422).must_say("This period is not over yet");
    provider.submit(&at("2025-09"), &GOOD).await.must_be(422).must_say("owes no return for this period");
    provider.submit(&at("2025-q4"), &GOOD).await.must_be(422).must_say("owes no return for this period");
    provider.get(&at("2025-13")).await.must_be(404);

    let odd = otherwise(&[("new_contacts", "60")]);
    let asked = provider.submit(&at("2026-01"), &odd).await;
    asked.must_be(422).must_say("Check new contacts: the last return said 12");
    let sure = otherwise(&[("new_contacts", "60"), ("odd", "A fair at the school.")]);
    provider.submit(&at("2026-01"), &sure).await.must_be(303);
    provider.get(&at("2026-01")).await.must_say("Though far from the last: A fair at the school.");
    let needs = otherwise(&[("odd", "A fair."), ("need-0", "housing"), ("need-count-0", "9")]);
    provider.submit(&at("2026-02"), &needs).await.must_be(303);
    provider.get(&at("2026-02")).await.must_say("By need: Housing 9");
});

story!(only_those_who_run_a_service_and_commissioners_give_its_returns, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    owes(&w, bank, "quarter").await;
    let path = format!("/returns/{bank}/2025-q4");
    for who in ["lead", "directory", "manager", "board", "charity"] {
        w.person(who).await.get(&path).await.must_be(403);
        w.person(who).await.get("/returns").await.must_be(403);
    }
    w.person("provider").await.get("/returns/owing/new").await.must_be(403);
    let commissioner = w.person("commissioner").await;
    commissioner.submit(&path, &GOOD).await.must_be(303);
    commissioner.get(&path).await.must_say("Helen Frost");
    commissioner.get(&format!("/returns/{}/2025-q4", ServiceId::new())).await.must_be(404);
});

story!(several_returns_come_as_lines_and_every_bad_cell_is_named_with_all_that_was_typed, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    owes(&w, bank, "month").await;
    let provider = w.person("provider").await;
    let head = "service,period,new_contacts,referrals,waiting,families,ended,need:housing,why";
    let bad = format!(
        "{head}\nCoat bank,2025-10,4,3,0,9,1,2,\nFood bank,2025-11,4,x,0,9,1,,\nCoat bank,2025-12,4,3,0,9,10,,\n"
    );
    let page = provider.get("/returns/lines").await;
    let answer = provider.submit_on(&page, "/returns/lines", &[("text", &bad), ("step", "take")]).await;
    answer
        .must_be(422)
        .must_say("Line 3, service: There is no service \"Food bank\"")
        .must_say("Line 3, referrals: \"x\" is no whole number")
        .must_say("Line 4, ended: Check this: work ended with more families")
        .must_say("Food bank,2025-11");
    provider.get(&format!("/returns/{bank}")).await.must_say("None was given yet.");

    let good = format!("{head}\nCoat bank,2025-10,4,3,0,9,1,2,\n{bank},2025-11,5,3,0,9,1,,\n");
    let looked = provider.submit_on(&page, "/returns/lines", &[("text", &good), ("step", "look")]).await;
    looked.must_say("2 returns can be given. Nothing was kept yet.");
    let page = provider.get("/returns/lines").await;
    provider.submit_on(&page, "/returns/lines", &[("text", &good), ("step", "take")]).await.must_be(303);
    provider.get(&format!("/returns/{bank}/2025-10")).await.must_say("Housing 2").must_say("as a line of a table");

    // what stands is passed over, what is put right says why
    let page = provider.get("/returns/lines").await;
    let again = good.replace("2025-11,5,3", "2025-11,6,3");
    let told = provider.submit_on(&page, "/returns/lines", &[("text", &again), ("step", "take")]).await;
    told.must_be(422).must_say("Line 3, why: Say why it is put right");
    let again = again.replace("9,1,,\n", "9,1,,Counted again.\n");
    provider.submit_on(&page, "/returns/lines", &[("text", &again), ("step", "take")]).await.must_be(303);
    provider.get(&format!("/returns/{bank}/2025-11")).await.must_say("Version 2").must_say("Counted again.");
});

async fn post(program: &Person, key: &str, body: &str) -> testkit::Page {
    let headers = [("idempotency-key", key)];
    program.request("POST", "/api/v1/returns", Some("application/json"), &headers, body.to_owned()).await
}

story!(a_service_s_own_system_gives_its_return_once_for_its_key, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    owes(&w, bank, "quarter").await;
    let program = w.program("provider").await;
    let body = format!(
        r#"{{"service": "{bank}", "period": "2025-q4", "new_contacts": 4, "referrals": 3, "waiting": 0, "families": 9,
        "ended": 1, "needs": {{"housing": 2}}}}"#
    );
    let first = post(&program, "a", &body).await;
    first.must_be(201);
    assert_eq!(first.json()["version"], 1);
    assert_eq!(post(&program, "a", &body).await.body, first.body, "done once");
    for (wrong, told) in [
        (body.replace("2025-q4", "soon"), "period is a month"),
        (body.replace("housing", "moon"), "Choose needs from the list"),
        (body.replace("\"ended\": 1", "\"ended\": 10"), "work ended with more families"),
        (body.clone(), "Say why it is put right"),
        (body.replace("\"ended\"", "\"colour\""), "unknown field `colour`"),
    ] {
        let answer = post(&program, &format!("k{told}"), &wrong).await;
        answer.must_be(422);
        assert!(answer.json()["detail"].as_str().expect("a detail").contains(told), "{}", answer.body);
    }
    let right = body.replace("\"ended\": 1", "\"ended\": 2, \"why\": \"Late entries.\", \"version\": 1");
    assert_eq!(post(&program, "b", &right).await.json()["version"], 2);
    let late = body.replace("\"ended\": 1", "\"ended\": 3, \"why\": \"Later entries.\", \"version\": 1");
    post(&program, "c", &late).await.must_be(409);

    // a token for this alone is enough, and one for something else is not
    let alone = w.program_for("provider", access::tokens::Scope::Returns).await;
    post(&alone, "e", &late.replace("\"version\": 1", "\"version\": 2")).await.must_be(201);
    post(&w.program_for("provider", access::tokens::Scope::Contacts).await, "f", &body).await.must_be(403);
    post(&w.program("charity").await, "d", &body).await.must_be(403);
    let headers: [(&str, &str); 0] = [];
    let path = "/api/v1/returns";
    program.request("POST", path, Some("application/json"), &headers, body.clone()).await.must_be(422);
    w.stranger().request("POST", path, Some("application/json"), &headers, body).await.must_be(401);
});

story!(a_return_that_does_not_come_is_chased_and_climbs, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    owes(&w, bank, "quarter").await;
    daily(&w).await;
    daily(&w).await;
    for who in ["provider", "commissioner"] {
        let page = w.person(who).await.get("/my-work").await;
        page.must_say("Coat bank: the return for October to December 2025 is late");
    }
    w.person("head").await.get("/late").await.must_say("Periodic returns");
    let sent = letters(&w).await;
    let to = |who: &str| sent.iter().filter(|letter| letter.contains(&format!("To: {who}@example.org"))).count();
    assert!(to("provider") >= 1 && to("commissioner") >= 1, "{sent:?}");
    assert!(sent.iter().all(|letter| !letter.contains("Coat bank")), "a letter names nothing");

    // the next becomes due by itself, and those who give it are told
    let w = w.later(40);
    daily(&w).await;
    w.person("provider").await.get("/my-work").await.must_say("give the return for January to March 2026");
    let path = format!("/returns/{bank}/2025-q4");
    w.person("provider").await.submit(&path, &GOOD).await.must_be(303);
    w.person("provider").await.get("/my-work").await.must_not_say("October to December 2025 is late");
});

story!(what_a_service_owes_is_changed_without_losing_what_it_gave, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    owes(&w, bank, "quarter").await;
    w.person("provider").await.submit(&format!("/returns/{bank}/2025-q4"), &GOOD).await.must_be(303);
    let commissioner = w.person("commissioner").await;
    let path = format!("/returns/owing/{bank}");
    commissioner.submit(&path, &[("every", "month")]).await.must_be(422).must_say("which stay comparable");
    let later = [("since-day", "1"), ("since-month", "1"), ("since-year", "2026")];
    commissioner.submit(&path, &later).await.must_be(422).must_say("Returns for an earlier time were given");
    let before = [("ended-day", "1"), ("ended-month", "1"), ("ended-year", "2020")];
    commissioner.submit(&path, &before).await.must_be(422).must_say("It cannot end before it begins");
    let earlier = [("since-day", "1"), ("since-month", "7"), ("since-year", "2025")];
    commissioner.submit(&path, &earlier).await.must_be(303);
    commissioner.get(&format!("/returns/{bank}")).await.must_say("July to September 2025").must_say("To be given");
    let ended = [("ended-day", "31"), ("ended-month", "12"), ("ended-year", "2025")];
    commissioner.submit(&path, &ended).await.must_be(303);
    let page = commissioner.submit("/returns/owing/new", &[("every", "month")]).await;
    page.must_be(422)
        .must_say("Choose a service of the directory")
        .must_say("Enter the day from which it owes returns");
});

story!(what_a_return_refuses_is_refused_to_programs_as_well, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    let pack = w.app.pack.clone();
    let new = owing::NewOwing { every: Some(Every::Month), since: Some(w.app.db.now().date()), ..Default::default() };
    refuses(&w, "commissioner", "owing-without-service", |change| {
        let permit = access::Permits::allow(change, access::nobody::KeepReturns)?;
        owing::keep(change.tx, &permit, &pack, 0, &new)
    });
    let far = chrono::NaiveDate::from_ymd_opt(1999, 1, 1);
    let new = owing::NewOwing { service: Some(bank), every: Some(Every::Month), since: far, ..Default::default() };
    refuses(&w, "commissioner", "owing-since-far", |change| {
        let permit = access::Permits::allow(change, access::nobody::KeepReturns)?;
        owing::keep(change.tx, &permit, &pack, 0, &new)
    });
    let since = chrono::NaiveDate::from_ymd_opt(2026, 1, 1);
    let new = owing::NewOwing { since, ..new };
    does(&w, "commissioner", |change| {
        let permit = access::Permits::allow(change, access::nobody::KeepReturns)?;
        owing::keep(change.tx, &permit, &pack, 0, &new)
    });
    let given = returns::NewReturn {
        period: Period::parse("2026-01").expect("a month"),
        figures: commissioning::rules::returns::Figures::of(
            Figure::ALL.iter().map(|figure| (*figure, Some(2_000_000))),
        ),
        needs: std::collections::BTreeMap::from([("moon".to_owned(), 3_000_000)]),
        odd: String::new(),
        note: String::new(),
        why: String::new(),
        way: returns::Way::Program,
        seen: 0,
    };
    for rule in ["return-too-many", "return-need-unknown", "return-need-more"] {
        refuses(&w, "provider", rule, |change| {
            let permit = access::Permits::permit(change, access::service::GiveReturn, bank)?;
            returns::give(change.tx, &permit, &pack, &given)
        });
    }
});
