//! Stories of contracts: what is bought, what its meetings agree, what came of it.

use crate::{
    commands::{account, does, refuses},
    commissioning::owes,
    directory::{body, service},
};
use commissioning::{contracts, contracts::NewContract};
use directory::ServiceId;
use testkit::{Page, World, story};

/// A contract for this service from January 2025 to December 2027; its address.
pub async fn bought(w: &World, of: ServiceId) -> String {
    let sent = buy(w, of, &[]).await;
    sent.must_be(303);
    sent.led_to().split('?').next().unwrap_or_default().to_owned()
}

async fn buy(w: &World, of: ServiceId, others: &[(&str, &str)]) -> Page {
    let commissioner = w.person("commissioner").await;
    let first = commissioner.get("/contracts/new").await.link("/contracts/new?provider=").expect("the provider");
    let page = commissioner.get(&first).await;
    let of = of.to_string();
    let all = [
        ("name", "Coats"),
        ("purpose", "Children are warm."),
        ("services", &*of),
        ("outcomes", "health"),
        ("begins-day", "1"),
        ("begins-month", "1"),
        ("begins-year", "2025"),
        ("ends-day", "31"),
        ("ends-month", "12"),
        ("ends-year", "2027"),
        ("value", "£120,000"),
        ("places", "20"),
        ("options", "A grant; a contract."),
    ];
    let kept = all.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    let fields: Vec<(&str, &str)> = kept.copied().chain(others.iter().copied()).collect();
    commissioner.submit_on(&page, "/contracts/new", &fields).await
}

story!(a_contract_says_of_whom_what_for_until_when_and_how_much, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    let nothing = [
        ("name", ""),
        ("services", ""),
        ("outcomes", ""),
        ("value", "a lot"),
        ("begins-day", ""),
        ("begins-month", ""),
        ("begins-year", ""),
        ("places", "few"),
    ];
    buy(&w, bank, &nothing)
        .await
        .must_be(422)
        .must_say("Enter what the contract is called")
        .must_say("Choose at least one service")
        .must_say("Choose which outcomes are expected")
        .must_say("Enter its first and its last day")
        .must_say("Enter its whole value in pounds")
        .must_say("Enter a whole number of places");
    buy(&w, bank, &[("ends-year", "2024")]).await.must_be(422).must_say("It cannot end before it begins");
    let other = ServiceId::new().to_string();
    buy(&w, bank, &[("services", &other)]).await.must_be(422).must_say("Choose services of this provider");

    let contract = bought(&w, bank).await;
    let commissioner = w.person("commissioner").await;
    commissioner.get("/contracts").await.must_say("Coats").must_say("£120,000").must_say("Harbour Families");
    commissioner
        .get(&contract)
        .await
        .must_say("Children are warm.")
        .must_say("Coat bank")
        .must_say("A grant; a contract.");
    for who in ["provider", "manager", "board", "lead", "head"] {
        w.person(who).await.get("/contracts").await.must_be(403);
        w.person(who).await.get(&contract).await.must_be(403);
    }
});

story!(a_contract_that_two_change_is_a_conflict_and_what_it_said_before_stays_readable, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    let contract = bought(&w, bank).await;
    let (one, other) = (w.person("commissioner").await, w.person("commissioner").await);
    let path = format!("{contract}/change");
    let behind = other.get(&path).await;
    one.submit(&path, &[("value", "90000")]).await.must_be(303);
    let told = other.submit_on(&behind, &path, &[("purpose", "Children are warm and dry.")]).await;
    told.must_be(409).must_say("£90,000").must_say("Children are warm and dry.").must_say("Helen Frost");
    other.submit_on(&told, &path, &[("purpose", "Children are warm and dry.")]).await.must_be(303);
    let history = one.get(&format!("{contract}/history")).await;
    history.must_say("Version 3").must_say("Version 1").must_say("£120,000").must_say("£90,000");
});

story!(what_a_meeting_agrees_is_owed_by_a_commissioner_until_it_is_done, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    let contract = bought(&w, bank).await;
    let commissioner = w.person("commissioner").await;
    let path = format!("{contract}/meetings/new");
    let held = [("on-day", "2"), ("on-month", "3"), ("on-year", "2026")];
    let nothing = commissioner.submit(&path, &held).await;
    nothing.must_be(422).must_say("Write who was there").must_say("Write what was said and agreed");
    let words = [("present", "Manager, commissioner"), ("notes", "The wait is too long.")];
    let future = [("on-day", "2"), ("on-month", "3"), ("on-year", "2027")];
    let to_come = commissioner.submit(&path, &[&future[..], &words[..]].concat()).await;
    to_come.must_be(422).must_say("keep a meeting once it was held");
    let undated = commissioner.submit(&path, &[&held[..], &words[..], &[("what-1", "Say the wait.")]].concat()).await;
    undated.must_be(422).must_say("Enter the day");
    assert_eq!(undated.values("what-1"), ["Say the wait."]);
    let early = [("next-day", "1"), ("next-month", "3"), ("next-year", "2026")];
    commissioner
        .submit(&path, &[&held[..], &words[..], &early[..]].concat())
        .await
        .must_be(422)
        .must_say("comes after");
    let named = [("present", "Manager"), ("notes", "Ring 01634 900123.")];
    commissioner
        .submit(&path, &[&held[..], &named[..]].concat())
        .await
        .must_be(422)
        .must_say("Leave out telephone numbers");

    let action = [
        ("what-1", "Say the wait."),
        ("who-1", "Their manager"),
        ("due-1-day", "20"),
        ("due-1-month", "3"),
        ("due-1-year", "2026"),
    ];
    let next = [("next-day", "1"), ("next-month", "9"), ("next-year", "2026")];
    let all = [&held[..], &words[..], &action[..], &next[..]].concat();
    commissioner.submit(&path, &all).await.must_be(303);
    let work = commissioner.get("/my-work").await;
    work.must_say("Coats: Say the wait.").must_say("Coats: hold the monitoring meeting");
    let done = work.link("/contract-actions/").expect("the action");
    commissioner.submit(&done, &[]).await.must_be(422).must_say("Say what came of it");
    let behind = commissioner.get(&done).await;
    commissioner.submit(&done, &[("became", "It stands on their page.")]).await.must_be(303);
    let second = commissioner.submit_on(&behind, &done, &[("became", "I did it, too.")]).await;
    second.must_be(409).must_say("It stands on their page.").must_say("I did it, too.");
    commissioner.get("/my-work").await.must_not_say("Coats: Say the wait.");
    commissioner.get(&contract).await.must_say("It stands on their page.").must_say("1 September 2026");

    // what is late climbs as all work does
    let w = w.later(210);
    w.person("head").await.get("/late").await.must_say("No team");
});

story!(what_has_to_be_there_and_who_was_asked_stand_beside_the_contract, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    let contract = bought(&w, bank).await;
    let commissioner = w.person("commissioner").await;
    let items = format!("{contract}/items/new");
    commissioner.submit(&items, &[]).await.must_be(422).must_say("Say what it is").must_say("Enter the day");
    let item = [("what", "Rooms"), ("on-day", "20"), ("on-month", "3"), ("on-year", "2026")];
    commissioner.submit(&items, &item).await.must_be(303);
    commissioner.get("/my-work").await.must_say("Coats: Rooms");
    let page = commissioner.get(&contract).await;
    let done = page.body.split('"').find(|part| part.contains("/items/") && part.ends_with("/done")).expect("a form");
    commissioner.submit_on(&page, done, &[]).await.must_be(303);
    commissioner.submit_on(&page, done, &[]).await.must_be(303);
    let again = page.form(done).expect("a form");
    let again: Vec<(&str, &str)> = again
        .iter()
        .map(|(name, value)| (name.as_str(), if name == "key" { "another" } else { value.as_str() }))
        .collect();
    commissioner.post(done, &again).await.must_be(422).must_say("Somebody has said already that it is done");
    commissioner.get("/my-work").await.must_not_say("Coats: Rooms");

    let path = format!("{contract}/consultations/new");
    commissioner
        .submit(&path, &[])
        .await
        .must_be(422)
        .must_say("Choose who was asked")
        .must_say("Write what they said");
    let said =
        [("who", "young-people"), ("on-day", "2"), ("on-month", "3"), ("on-year", "2026"), ("how", "A walk, 9 came")];
    let named = [&said[..], &[("said", "Ask ada@example.org")]].concat();
    commissioner.submit(&path, &named).await.must_be(422).must_say("Leave out telephone numbers");
    commissioner.submit(&path, &[&said[..], &[("said", "Not in school hours.")]].concat()).await.must_be(303);
    commissioner.get(&contract).await.must_say("Young people").must_say("Not in school hours.");
});

story!(what_came_of_a_contract_is_counted_with_its_cost_and_the_caution_beside_it, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    owes(&w, bank, "quarter").await;
    let contract = bought(&w, bank).await;
    let commissioner = w.person("commissioner").await;
    let figures = format!("{contract}/figures");
    commissioner.get(&figures).await.must_say("0 of 1 returns").must_say("none, so that no cost of one can be said");

    let given = [
        ("new_contacts", "12"),
        ("referrals", "10"),
        ("waiting", "3"),
        ("families", "40"),
        ("ended", "9"),
        ("ended_positive", "7"),
    ];
    w.person("provider").await.submit(&format!("/returns/{bank}/2025-q4"), &given).await.must_be(303);
    let path = format!("{contract}/payments/new");
    commissioner.submit(&path, &[("amount", "lots")]).await.must_be(422).must_say("Enter what was paid in pounds");
    let paid = [("on-day", "2"), ("on-month", "1"), ("on-year", "2026"), ("amount", "1,200"), ("what", "A quarter")];
    commissioner.submit(&path, &paid).await.must_be(303);
    let future = [("on-day", "2"), ("on-month", "1"), ("on-year", "2027"), ("amount", "1"), ("what", "A quarter")];
    commissioner.submit(&path, &future).await.must_be(422).must_say("what is only planned is no payment");

    let page = commissioner.get(&figures).await;
    page.must_say("£1,200 was paid in this time. For each start: £100. For each outcome achieved: £171.42.")
        .must_say("This cannot say whether it was worth it")
        .must_say("Too little: c wait")
        .must_say("10 referred, 12 started, 9 finished, 7 outcomes achieved; c wait.");
    commissioner.get(&format!("/service-figures/{bank}")).await.must_be(200).must_say("For each start: £100");
    w.person("provider").await.get(&format!("/service-figures/{bank}")).await.must_be(403);
});

story!(what_a_contract_refuses_is_refused_without_a_page_as_well, |w| {
    let bank = service(&w, body("Coat bank"), 1);
    let keep = |change: &mut access::Change<'_, '_>, new: &NewContract| {
        let permit = access::Permits::allow(change, access::nobody::KeepContracts)?;
        contracts::make(change.tx, &permit, new)
    };
    let provider = directory::records::find(&mut w.conn(), bank).expect("a service").1.id;
    let day = |year| chrono::NaiveDate::from_ymd_opt(year, 1, 1);
    let new = NewContract {
        provider: Some(provider),
        name: "Coats".into(),
        services: vec![bank],
        outcomes: vec!["health".into()],
        begins: day(2026),
        ends: day(2027),
        value: Some(100),
        ..NewContract::default()
    };
    refuses(&w, "commissioner", "contract-without-provider", |change| {
        keep(change, &NewContract { provider: None, ..new.clone() })
    });
    refuses(&w, "commissioner", "contract-without-owner", |change| keep(change, &new));
    let unable = Some(account(&w, "provider"));
    refuses(&w, "commissioner", "contract-owner-unable", |change| {
        keep(change, &NewContract { owner: unable, ..new.clone() })
    });
    let owner = Some(account(&w, "commissioner"));
    let id = does(&w, "commissioner", |change| keep(change, &NewContract { owner, ..new.clone() }));
    // a contract of the version before is not written over
    fails_as_stale(&w, |change| {
        let permit = access::Permits::allow(change, access::nobody::KeepContracts)?;
        contracts::change(change.tx, &permit, (id, 0), &NewContract { owner, ..new.clone() })
    });
});

fn fails_as_stale<T>(w: &World, command: impl FnOnce(&mut access::Change<'_, '_>) -> web::Result<T>) {
    let done = does(w, "commissioner", |change| Ok(command(change).err()));
    assert!(matches!(done, Some(web::Error::Store(store::Error::Stale))), "{done:?}");
}
