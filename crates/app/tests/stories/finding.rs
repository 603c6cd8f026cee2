//! Stories of finding help: questions as families type them, whom to call, what a list tells, what a page keeps.

use crate::{
    commands::refuses,
    directory::{body, service},
};
use access::Permits;
use directory::{
    body::{Body, Contact},
    keeping, rules,
};
use std::collections::BTreeMap;
use testkit::{Page, World, story};
use web::Fields;

/// The needs of every service by its name, and the codes of helplines by theirs.
struct Known {
    needs: BTreeMap<String, Vec<String>>,
    helplines: BTreeMap<String, String>,
}

impl Known {
    fn of(w: &World) -> Self {
        let mut conn = w.conn();
        let all = directory::records::list_providers(&mut conn, None).expect("providers");
        let services = all.iter().flat_map(|of| directory::records::list_of(&mut conn, of.id).expect("services"));
        let needs = services.map(|one| (one.body.0.name.clone(), one.body.0.needs.clone())).collect();
        let helplines = w.app.pack.help.helplines.iter().map(|one| (one.name.clone(), one.code.clone())).collect();
        Self { needs, helplines }
    }

    /// Whether a card is right: its helpline, its need, or words of its name.
    fn is_right(&self, card: &str, right: &str) -> bool {
        let called = |names: Vec<&String>| {
            names
                .into_iter()
                .filter(|name| card.trim_start().starts_with(name.as_str()))
                .max_by_key(|name| name.len())
                .cloned()
        };
        if let Some(name) = called(self.helplines.keys().collect()) {
            return right.split(' ').any(|one| one.strip_prefix('☎') == Some(self.helplines[&name].as_str()));
        }
        let Some(name) = called(self.needs.keys().collect()) else { return false };
        let is_named =
            right.split('“').skip(1).any(|one| one.split('”').next().is_some_and(|words| name.contains(words)));
        is_named || right.split(' ').any(|need| self.needs[&name].iter().any(|there| there == need))
    }
}

/// The names of the first three cards of a page.
fn first(page: &Page) -> Vec<String> {
    page.texts("li.eh-service").into_iter().take(3).collect()
}

async fn asked(w: &World, file: &str) {
    let (known, who) = (Known::of(w), w.stranger());
    let text = std::fs::read_to_string(format!("{}/tests/stories/asked/{file}.txt", env!("CARGO_MANIFEST_DIR")));
    let text = text.expect("the questions");
    let questions: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once(" | ")).collect();
    let mut missed = Vec::new();
    for (question, right) in &questions {
        let page = who.get(&format!("/services?q={}", Fields::escape(question))).await;
        page.must_be(200);
        assert!(page.body.len() <= 30_720, "{question}: {} bytes", page.body.len());
        let cards = first(&page);
        if !cards.iter().any(|card| known.is_right(card, right)) {
            let names: Vec<String> = cards.iter().map(|card| card.trim().chars().take(40).collect()).collect();
            missed.push(format!("{question} | {right} | {names:?}"));
        }
    }
    let (few, all) = (missed.len(), questions.len());
    assert!(few * 20 <= all, "{file}: {few} of {all} missed\n{}", missed.join("\n"));
}

story!(of_the_questions_that_the_words_were_tuned_on_95_in_100_are_answered_among_the_first_three, |w| {
    let w = w.with_services();
    asked(&w, "tuned").await;
});

story!(of_the_questions_held_out_95_in_100_are_answered_among_the_first_three, |w| {
    let w = w.with_services();
    asked(&w, "held_out").await;
});

story!(in_a_crisis_whom_to_call_stands_before_any_service, |w| {
    let w = w.with_services();
    let who = w.stranger();
    for (said, name, number) in [
        ("i want to kill myself", "Samaritans", "tel:116123"),
        ("my husband hits me", "National Domestic Abuse Helpline", "tel:08082000247"),
        ("sucidal", "Samaritans", "tel:116123"),
    ] {
        let page = who.get(&format!("/services?q={}", Fields::escape(said))).await;
        page.must_say("call 999");
        assert!(first(&page)[0].trim().starts_with(name), "{said}: {:?}", first(&page));
        assert!(page.body.contains(number), "{said}");
    }
    // and where there is none, services come first and a helpline stands among them
    let page = who.get("/services?q=skint").await;
    page.must_not_say("call 999");
    let cards = first(&page);
    assert!(cards[0].contains("Debt and money advice"), "{cards:?}");
    assert!(cards.iter().any(|card| card.contains("turn2us.org.uk")), "{cards:?}");
});

story!(a_word_of_the_language_is_never_corrected_and_a_slip_is, |w| {
    let w = w.with_services();
    let who = w.stranger();
    who.get("/services?q=anxeity").await.must_say("These say “anxiety”");
    // a word that no service says and that is near to one which they do
    for word in ["parting", "bend", "house", "best"] {
        who.get(&format!("/services?q={word}")).await.must_not_say("These say");
    }
});

story!(a_town_is_where_and_not_what, |w| {
    let w = w.with_services();
    let who = w.stranger();
    let page = who.get("/services?q=food+bank+in+Rainham").await;
    page.must_say("The nearest to Rainham come first");
    assert!(first(&page)[0].contains("Food bank, Rainham"), "{:?}", first(&page));
    let page = who.get("/services?q=gillingham").await;
    page.must_say("The nearest to Gillingham come first");
    // a postcode says it better
    who.get("/services?q=food+bank+Rainham&postcode=ME4").await.must_not_say("The nearest to Rainham");
});

story!(what_does_not_say_its_ages_comes_after_what_does_and_says_so, |w| {
    let named =
        |name: &str, least: Option<u8>, most: Option<u8>| Body { minimum_age: least, maximum_age: most, ..body(name) };
    service(&w, named("Club without ages", None, None), 1);
    service(&w, named("Club for seven", Some(5), Some(9)), 1);
    service(&w, named("Club for all", Some(0), None), 1);
    service(&w, named("Club for old ones", Some(12), None), 1);
    let who = w.stranger();
    for order in ["", "&sort=nearest", "&postcode=ME4"] {
        let page = who.get(&format!("/services?need=money-and-debt&age=7{order}")).await;
        let cards = page.texts("li.eh-service");
        assert_eq!(cards.len(), 3, "{order}: {}", page.text());
        assert!(cards[2].contains("Club without ages") && cards[2].contains("Ask who it is for"), "{order}: {cards:?}");
        page.must_say("all ages").must_not_say("Club for old ones");
    }
});

story!(a_card_dials_shows_the_way_and_says_whether_it_is_open, |w| {
    // Wednesday 4 March 2026, 10:00
    let id = service(&w, body("Baby bank"), 1);
    let who = w.stranger();
    let page = who.get("/services?q=baby").await;
    page.must_say("Open now").must_say("until midday");
    assert!(page.body.contains("href=\"tel:01634000001\""));
    assert!(page.body.contains("https://www.openstreetmap.org/directions?route=;51.38,0.52"));
    // what somebody typed is for no search engine, and no browser keeps it
    assert_eq!(page.headers["x-robots-tag"], "noindex");
    assert_eq!(page.headers["cache-control"], "private, no-store");
    assert!(!who.get("/services?need=money-and-debt").await.headers.contains_key("x-robots-tag"));
    page.must_say("Exit this page");
    who.get(&format!("/services/{id}")).await.must_say("Exit this page");
    assert!(who.get(&format!("/services/{id}")).await.body.contains("application/ld+json"));
    assert!(!w.person("lead").await.get("/services?q=baby").await.says("Exit this page"));
});

story!(from_page_to_page_ticks_come_along_and_the_list_is_counted, |w| {
    let w = w.with_services();
    let who = w.stranger();
    let page = who.get("/services?q=parenting").await;
    page.must_say("1 to 12 of ").must_say("Next page").must_not_say("Previous page");
    let ticked = page.values("s").into_iter().next().expect("a box");
    let second = who.get(&format!("/services?q=parenting&page=2&s={ticked}")).await;
    second.must_say("13 to 24 of ").must_say("Previous page");
    assert!(second.body.contains(&format!("type=\"hidden\" name=\"s\" value=\"{ticked}\"")), "carried along");
    let first = who.get(&format!("/services?q=parenting&s={ticked}")).await;
    assert!(first.body.contains(&format!("value=\"{ticked}\" checked")), "ticked again");
    // no service stands on two pages
    let names = |page: &Page| page.values("s").into_iter().collect::<std::collections::BTreeSet<_>>();
    let both: Vec<String> = names(&first).intersection(&names(&second)).cloned().collect();
    assert_eq!(both, std::slice::from_ref(&ticked), "but what is carried along");
    for sort in ["best", "nearest", "name", "checked"] {
        who.get(&format!("/services?q=parenting&postcode=ME4&sort={sort}")).await.must_be(200).must_say("1 to 12 of");
    }
    let names = who.get("/services?need=parenting&sort=name").await.texts("li.eh-service h2");
    assert!(names.is_sorted(), "{names:?}");
});

story!(filters_say_the_truth, |w| {
    service(&w, body("Baby bank"), 1);
    let who = w.stranger();
    let page = who.get("/services?q=baby").await;
    page.must_say("At home (none of these)").must_not_say("In person (none of these)");
    who.get("/services?q=baby&miles=5").await.must_say("Enter a postcode").must_not_say("Within 5 miles");
    who.get("/services?q=baby&age=abc").await.must_say("Enter the age in whole years").must_not_say("Aged");
    who.get("/services?q=baby&sort=nonsense&page=x").await.must_be(200).must_say("Baby bank");
    who.get("/services").await.must_say("Or look by what you need help with").must_say("At primary school");
});

story!(a_service_that_was_taken_out_says_so_and_offers_the_nearest, |w| {
    let (gone, _) = (service(&w, body("Baby bank"), 1), service(&w, body("Cots of Quay Lane"), 1));
    let provider = w.person("provider").await;
    provider.submit(&format!("/services/{gone}/withdrawal"), &[("reason", "It has ended.")]).await.must_be(303);
    let who = w.stranger();
    let page = who.get(&format!("/services/{gone}")).await;
    page.must_be(410).must_say("no longer in the directory").must_say("Cots of Quay Lane").must_not_say("It has ended");
    who.get(&format!("/services/{}", store::Uuid::nil())).await.must_be(404);
    // one whose place may not be known is not even named
    let keeper = w.person("directory").await;
    let safe = service(&w, Body { confidential: true, ..body("Safe house") }, 1);
    keeper.submit(&format!("/services/{safe}/withdrawal"), &[("reason", "Moved.")]).await.must_be(303);
    who.get(&format!("/services/{safe}")).await.must_be(410).must_not_say("Safe house");
});

story!(the_feed_refuses_what_it_does_not_know_and_tells_what_is_gone, |w| {
    let (gone, id) = (service(&w, body("Baby bank"), 1), service(&w, body("Cots"), 1));
    w.person("provider").await.submit(&format!("/services/{id}/capacity"), &[("weeks", "3"), ("spaces", "4")]).await;
    let who = w.stranger();
    let root = "/open-referral/v3";
    let page = who.get(&format!("{root}/services?modifed_after=2026-01-01")).await;
    page.must_be(400).must_say("modifed_after").must_say("modified_after");
    assert_eq!(page.headers["access-control-allow-origin"], "*", "also on errors");
    who.get(&format!("{root}/services?modified_after=yesterday")).await.must_be(400).must_say("2026-03-04");
    who.get(&format!("{root}/services?proximity=500")).await.must_be(400).must_say("needs a postcode");
    who.get(&format!("{root}/services/{id}?full=true")).await.must_be(400);
    for page in [format!("{root}/services/nothing"), format!("{root}/services/{}", store::Uuid::nil())] {
        let page = who.get(&page).await;
        page.must_be(404);
        assert_eq!(page.headers["access-control-allow-origin"], "*");
    }

    let all = |since: &str| format!("{root}/services?modified_after={since}");
    assert_eq!(who.get(&all("2026-03-04")).await.json()["total_items"], 2);
    assert_eq!(who.get(&all("2026-03-05T00:00:00Z")).await.json()["total_items"], 0);
    let one = who.get(&format!("{root}/services/{id}")).await;
    one.must_say("3 weeks").must_say("4 places free");
    assert!(one.headers["link"].to_str().expect("text").contains("open-government-licence"));

    assert_eq!(who.get(&format!("{root}/removed")).await.json()["total_items"], 0);
    let keeper = w.person("directory").await;
    keeper.submit(&format!("/services/{gone}/withdrawal"), &[("reason", "It has ended.")]).await.must_be(303);
    let removed = who.get(&format!("{root}/removed?modified_after=2026-03-04")).await.json();
    assert_eq!(removed["contents"][0]["id"], gone.to_string());
    assert_eq!(who.get(&format!("{root}/removed?modified_after=2026-03-09")).await.json()["total_items"], 0);
    who.get("/services/data").await.must_be(200).must_say("Open Government Licence").must_say("modified_after");
});

story!(public_answers_of_the_feed_are_packed_and_no_page_is, |w| {
    let w = w.with_services();
    let who = w.stranger();
    let ask = |path: &'static str| who.request("GET", path, None, &[("accept-encoding", "gzip, br")], "");
    let packed = ask("/open-referral/v3/services").await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert_eq!(packed.headers["vary"], "accept-encoding");
    assert!(!ask("/services?q=bank").await.headers.contains_key("content-encoding"));
    let plain = who.request("GET", "/open-referral/v3/services", None, &[("accept-encoding", "gzip;q=0")], "").await;
    assert!(!plain.headers.contains_key("content-encoding"));
});

story!(what_cannot_be_dialled_written_to_opened_or_spoken_is_refused_where_it_stands, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let provider = w.person("provider").await;
    let path = format!("/services/{id}/edit");
    for (field, wrong, told) in [
        ("contact-0-phone", "ring us", "Enter a telephone number"),
        ("contact-0-email", "a at b", "Enter an email address"),
        ("email", "nobody@", "Enter an email address"),
        ("url", "https://nowhere", "Enter a web address"),
        ("languages", "English, Plish", "We know no language called Plish"),
    ] {
        let page = provider.submit(&path, &[(field, wrong)]).await;
        page.must_be(422).must_say(told);
        assert!(page.body.contains(&format!("value=\"{wrong}\"")), "what was typed stays: {wrong}");
    }
    provider.submit(&path, &[("languages", "english, Polish")]).await.must_be(303);

    let contact = Contact { phone: "ring us".into(), email: "a at b".into(), ..Contact::default() };
    let wrong = Body { contacts: vec![contact], url: "https://x".into(), ..body("Baby bank") };
    for rule in ["entry-phone", "entry-email", "entry-url"] {
        refuses(&w, "directory", rule, |_| Ok(rules::Entry::new(wrong.clone())?));
    }
    let pack = w.app.pack.clone();
    refuses(&w, "directory", "entry-language", |_| Ok(rules::languages(&pack, &["Plish".into()], &[])?));
});

story!(still_right_is_said_only_with_the_entry_in_view, |w| {
    let id = service(&w, body("Baby bank"), 170);
    let provider = w.person("provider").await;
    provider.get("/services/ours").await.must_say("To be checked").must_not_say("Still right");
    w.person("directory").await.get("/directory").await.must_not_say("Still right");
    let path = format!("/services/{id}/edit");
    let page = provider.get(&path).await;
    page.must_say("Still right").must_say("Nappies and cots");
    provider.submit_on(&page, &format!("/services/{id}/assured"), &[]).await.must_be(303);
    w.stranger().get(&format!("/services/{id}")).await.must_say("Checked on 4 March 2026");
});

story!(every_entry_can_be_reached_and_those_ticked_are_given_to_a_keeper, |w| {
    let w = w.with_services();
    let id = service(&w, body("Aardvark club"), 1);
    let keeper = w.person("directory").await;
    let page = keeper.get("/directory/entries?which=all").await;
    page.must_say("Aardvark club").must_say("Nobody answers for it");
    let pages = page.links("/directory/entries?which=all&page=").len();
    assert!(pages > 2, "{pages}");
    keeper.get("/directory/entries?which=not-complete&page=1").await.must_be(200);
    w.person("provider").await.get("/directory/entries").await.must_be(403);

    let path = "/directory/entries";
    let fields = [("which", "all"), ("page", "1")];
    keeper.submit_on(&page, path, &fields).await.must_be(422).must_say("Tick the entries").must_say("Choose somebody");
    let ticked = id.to_string();
    let strange = [("s", ticked.as_str()), ("owner", "rubbish")];
    keeper.submit_on(&page, path, &strange).await.must_be(422).must_say("Choose somebody who keeps entries");
    let to = keeper_of(&w);
    refuses(&w, "directory", "entries-to-nobody", |change| {
        let permit = change.allow(access::nobody::KeepDirectory)?;
        keeping::give(change.tx, &permit, &[id], None)
    });
    refuses(&w, "directory", "entries-none-ticked", |change| {
        let permit = change.allow(access::nobody::KeepDirectory)?;
        keeping::give(change.tx, &permit, &[], to.parse().ok())
    });
    keeper
        .submit_on(&page, path, &[("s", ticked.as_str()), ("owner", to.as_str()), ("which", "all")])
        .await
        .must_be(303);
    let (found, _) = directory::records::find(&mut w.conn(), id).expect("found");
    assert_eq!(found.owner_id.map(|owner| owner.to_string()), Some(to));
});

/// Somebody who keeps entries.
fn keeper_of(w: &World) -> String {
    directory::care::keepers(&mut w.conn()).expect("keepers").first().expect("one").id.to_string()
}

story!(a_spreadsheet_is_looked_at_before_any_of_it_is_taken, |w| {
    let keeper = w.person("directory").await;
    let path = "/directory/import";
    w.person("provider").await.get(path).await.must_be(403);
    keeper.submit(path, &[]).await.must_be(422).must_say("Say which list it is").must_say("Paste the rows");
    keeper.submit(path, &[("name", "clubs"), ("rows", "a,b\n1,2")]).await.must_be(422).must_say("there is no column");

    let rows = "name,organisation,phone,days\nChess club,Castle School,ring us,Mon\nJudo club,Castle School,01634 960001,Funday";
    let page = keeper.submit(path, &[("name", "clubs"), ("rows", rows), ("do", "look")]).await;
    page.must_be(422)
        .must_say("line 2, phone")
        .must_say("line 3, days")
        .must_say("Judo club")
        .must_not_say("Take all of it");
    keeper.submit(path, &[("name", "clubs"), ("rows", rows), ("do", "take")]).await.must_be(422).must_say("Put right");
    w.stranger().get("/services?q=judo").await.must_not_say("Judo club, Castle");

    let rows = "name,organisation,summary\nChess club,Castle School,Chess.\nJudo club,Castle School,Judo.";
    let page = keeper.submit(path, &[("name", "clubs"), ("rows", rows), ("do", "look")]).await;
    page.must_say("2 services can be taken").must_say("Take all of it");
    w.stranger().get("/services?q=judo").await.must_say("0 services");
    keeper.submit(path, &[("name", "clubs"), ("rows", rows), ("do", "take")]).await.must_be(303);
    w.stranger().get("/services?q=judo").await.must_say("Judo club");
    for (rule, name, text) in
        [("list-without-name-or-rows", "", rows), ("list-with-faults", "x", "name,organisation\n,")]
    {
        refuses(&w, "directory", rule, |change| {
            let permit = change.allow(access::nobody::KeepDirectory)?;
            let pack = change.pack.clone();
            let list = directory::import::preview_of(change.conn(), &pack, text.as_bytes(), "x").expect("read");
            keeping::take_list(change.tx, &pack, &permit, name, &list)
        });
    }
});

story!(what_waits_of_the_directory_stands_under_my_work, |w| {
    let id = service(&w, body("Baby bank"), 170);
    let (provider, keeper) = (w.person("provider").await, w.person("directory").await);
    provider.get("/my-work").await.must_say("1 entry: is to be checked");
    w.stranger().submit(&format!("/services/{id}/wrong"), &[("text", "The number is old.")]).await.must_be(303);
    provider.get("/my-work").await.must_say("1 entry: is said to be wrong");
    keeper.get("/my-work").await.must_say("1 entry: is said to be wrong");
    w.person("lead").await.get("/my-work").await.must_not_say("is said to be wrong");
});
