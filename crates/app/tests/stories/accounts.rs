//! Stories of the way back into an account, and of what is said of one.

use crate::{
    doors::{self, PASSWORD, account, letters, letters_to, nora, sign_in, try_password},
    helpers::led,
};
use access::{AccountId, Role};
use diesel::prelude::*;
use testkit::{Person, World, story};

/// The kinds of the events on a thing, oldest first.
fn events(w: &World, subject: store::Uuid) -> Vec<(String, serde_json::Value)> {
    use store::log::event::dsl;
    let rows: Vec<(String, store::Json<serde_json::Value>)> = dsl::event
        .filter(dsl::subject_id.eq(store::AnyId(subject)))
        .order(dsl::id)
        .select((dsl::kind, dsl::detail))
        .load(&mut w.conn())
        .expect("events");
    rows.into_iter().map(|(kind, detail)| (kind, detail.0)).collect()
}

fn path(id: AccountId, what: &str) -> String {
    format!("/admin/accounts/{id}{what}")
}

/// Someone who has signed in, as their browser holds them.
async fn signed_in(w: &World, email: &str, key: &str) -> Person {
    let person = w.stranger();
    sign_in(w, &person, email, key).await.must_be(303);
    person.get("/my-work").await.must_be(200);
    person
}

story!(accounts_are_searched_and_turned_over_and_no_address_says_for_whom, |w| {
    let admin = w.person("admin").await;
    let all = admin.get("/admin/accounts").await;
    all.must_be(200).must_say("accounts, page 1 of").must_say("Add an account");
    assert_eq!(all.texts("tbody tr").len(), 25);
    let second = admin.get("/admin/accounts?page=2").await;
    second.must_say("page 2 of");
    assert_ne!(all.texts("tbody tr"), second.texts("tbody tr"));
    // a page that is not there is the last one
    admin.get("/admin/accounts?page=999").await.must_be(200).must_say("accounts, page");

    for (typed, found) in [("OSEI", "1 of"), ("lead@example.org", "1 of"), ("daniel council", "1 of"), ("elm", "1 of")]
    {
        let sent = admin.submit("/admin/accounts", &[("find", typed)]).await;
        assert_eq!(sent.location, "/admin/accounts", "what was typed stands in no address");
        admin.follow(&sent).await.must_say(found);
    }
    let none = admin.submit("/admin/accounts", &[("find", "Elm"), ("state", "disabled")]).await;
    admin.follow(&none).await.must_say("No account is like this");
    // it is theirs alone, and nothing half finished
    w.person("privacy").await.get("/admin/accounts").await.must_say("accounts, page 1 of");
    admin.get("/my-work").await.must_not_say("Go on with what you were writing");
    let cleared = admin.submit("/admin/accounts", &[("clear", "yes")]).await;
    admin.follow(&cleared).await.must_say("accounts, page 1 of");

    admin.get("/admin").await.must_say("in use, 0 invited, 0 disabled");
    for who in ["manager", "lead", "school", "board"] {
        w.person(who).await.get("/admin/accounts").await.must_be(403);
    }
});

story!(whoever_lost_password_or_phone_comes_in_again, |w| {
    let (id, key) = nora(&w).await;
    let w = w.at(doors::a_minute_later());
    let browser = signed_in(&w, "nora.field@example.com", &key).await;
    let admin = w.person("admin").await;
    admin
        .get(&path(id, ""))
        .await
        .must_say("Nora Field")
        .must_say("nora.field@example.com")
        .must_say("Signed in Since");

    let reset = admin.submit(&path(id, "/reset"), &[]).await;
    let link = admin.follow(&reset).await;
    link.must_say("Invite Nora Field");
    assert!(browser.get("/my-work").await.location.starts_with("/sign-in"), "signed out everywhere");
    try_password(&w.stranger(), "nora.field@example.com", PASSWORD).await.must_be(422);
    let told = letters(&w).await;
    assert_eq!(letters_to(&told, "nora.field@example.com").len(), 1, "{told:?}");

    let new_key = doors::come_in(&w, &reset.led_to()).await;
    assert_ne!(key, new_key);
    signed_in(&w, "nora.field@example.com", &new_key).await;
    assert!(events(&w, id.0).iter().any(|(kind, _)| kind == "account.reset"));
});

story!(whoever_did_not_come_in_is_invited_again_and_the_earlier_link_ends, |w| {
    let (id, first) = doors::invite(&w, "Nora Field", "nora.field@example.com", &[Role::Lead]);
    let admin = w.person("admin").await;
    let again = admin.submit(&path(id, "/invite"), &[]).await;
    admin.follow(&again).await.must_say("Invite Nora Field");
    w.stranger().get(&first).await.must_be(403);
    doors::come_in(&w, &again.led_to()).await;

    // whoever holds a link that was sent to a wrong address does not come in at the right one
    let (other, open) = doors::invite(&w, "Tom Field", "tom.feild@example.com", &[Role::Lead]);
    admin.submit(&path(other, "/change"), &[("email", "tom.field@example.com")]).await.must_be(303);
    w.stranger().get(&open).await.must_be(403);

    // whoever has come in is not invited, but reset
    let refused = admin.submit(&path(id, "/invite"), &[]).await;
    refused.must_be(422).must_say("They have come in already");
    admin.submit(&path(id, "/enable"), &[]).await.must_be(422).must_say("in use already");
});

story!(a_second_click_gets_the_same_link_and_the_database_alone_has_it_not, |w| {
    let admin = w.person("admin").await;
    let new = "/admin/accounts/new";
    let page = admin.get(new).await;
    let council = page.value_of("Council").expect("the council");
    let fields = [
        ("name", "Nora Field"),
        ("email", "nora.field@example.com"),
        ("organisation", council.as_str()),
        ("role", "lead"),
    ];
    let (one, two) = (admin.submit_on(&page, new, &fields).await, admin.submit_on(&page, new, &fields).await);
    assert!(one.location.starts_with("/invitation/"), "{}", one.location);
    assert_eq!(one.location, two.location);
    admin.follow(&two).await.must_say("Invite Nora Field");

    let id = account(&w, "nora.field@example.com").id;
    let mut links = vec![one.location];
    for what in ["/invite", "/reset"] {
        let address = path(id, what);
        let page = admin.get(&address).await;
        let (one, two) = (admin.submit_on(&page, &address, &[]).await, admin.submit_on(&page, &address, &[]).await);
        assert_eq!(one.location, two.location, "{what}");
        admin.follow(&two).await.must_say("Invite Nora Field");
        links.push(one.location);
    }
    links.dedup();
    assert_eq!(links.len(), 3, "each is another");

    let mut conn = w.conn();
    let kept = store::dialect::count(&mut conn, "idempotency").expect("a count");
    assert!(kept >= 3);
    for link in links {
        let secret = link.trim_start_matches("/invitation/").trim_end_matches("?show=link");
        assert!(!doors::answers(&w).iter().any(|answer| answer.contains(secret)), "a link is kept as it is");
    }
});

story!(an_account_is_changed_and_its_owner_signed_out_and_told, |w| {
    let (id, key) = nora(&w).await;
    let w = w.at(doors::a_minute_later());
    let browser = signed_in(&w, "nora.field@example.com", &key).await;
    let admin = w.person("admin").await;
    let change = path(id, "/change");

    // another telephone number signs nobody out
    admin.submit(&change, &[("phone", "01634 555000"), ("job_title", "Family worker")]).await.must_be(303);
    browser.get("/my-work").await.must_be(200);

    let page = admin.get(&change).await;
    let team = page.value_of("Gillingham").expect("a team");
    let fields = [("name", "Nora Hill"), ("email", "Nora.Hill@example.com"), ("role", "manager"), ("manages", &team)];
    admin.submit_on(&page, &change, &fields).await.must_be(303);
    let shown = admin.get(&path(id, "")).await;
    shown.must_say("Nora Hill").must_say("nora.hill@example.com").must_say("Gillingham , manages it");
    shown.must_say("Service manager").must_say("01634 555000");
    assert!(browser.get("/my-work").await.location.starts_with("/sign-in"));
    try_password(&w.stranger(), "nora.field@example.com", PASSWORD).await.must_be(422);
    signed_in(&w.at(doors::a_minute_later().plus_seconds(60)), "nora.hill@example.com", &key).await;
});

story!(who_has_another_address_is_told_at_both_and_the_log_has_no_name, |w| {
    let (id, _) = nora(&w).await;
    let admin = w.person("admin").await;
    admin.submit(&path(id, "/change"), &[("email", "nora.hill@example.com")]).await.must_be(303);
    let told = letters(&w).await;
    for address in ["nora.field@example.com", "nora.hill@example.com"] {
        assert_eq!(letters_to(&told, address).len(), 1, "{address}: {told:?}");
    }
    let events = events(&w, id.0);
    let (kind, detail) = events.last().expect("an event");
    assert_eq!(kind, "account.changed");
    assert_eq!(detail["changed"], serde_json::json!(["email"]));
    assert!(!detail.to_string().contains("nora"), "{detail}");
});

story!(the_second_of_two_who_change_an_account_sees_both, |w| {
    let (id, _) = nora(&w).await;
    let (one, two) = (w.person("admin").await, w.person("privacy").await);
    let change = path(id, "/change");
    let (mine, theirs) = (one.get(&change).await, two.get(&change).await);
    two.submit_on(&theirs, &change, &[("job_title", "Team leader")]).await.must_be(303);
    let conflict = one.submit_on(&mine, &change, &[("job_title", "Family worker")]).await;
    conflict.must_be(409).must_say("Someone else changed this").must_say("Team leader");
    assert!(conflict.body.contains("Family worker"), "what was typed is still there");
    one.submit_on(&conflict, &change, &[("job_title", "Family worker")]).await.must_be(303);
    one.get(&path(id, "")).await.must_say("Family worker");
});

story!(nobody_gives_themselves_roles_and_an_administrator_is_left, |w| {
    let (admin, privacy) = (w.person("admin").await, w.person("privacy").await);
    let own = account(&w, "admin@example.org").id;
    let change = path(own, "/change");
    admin.submit(&change, &[("role", "head")]).await.must_be(422).must_say("You cannot change your own roles");
    admin.submit(&change, &[("phone", "01634 999999")]).await.must_be(303);

    let last = "This is the last account of the council with the role Administrator";
    privacy.submit(&change, &[("role", "head")]).await.must_be(422).must_say(last);
    let page = privacy.get(&change).await;
    let elsewhere = page.value_of("Elm Street Primary").expect("a school");
    privacy.submit_on(&page, &change, &[("organisation", &elsewhere)]).await.must_be(422).must_say(last);
    privacy.submit(&path(own, "/disable"), &[]).await.must_be(422).must_say(last);

    // with another one it is possible
    doors::invite(&w, "Second Reed", "second@example.com", &[Role::Admin]);
    privacy.submit(&change, &[("role", "head")]).await.must_be(303);
    admin.get("/admin").await.must_be(303);
});

story!(teams_belong_to_the_organisation_that_somebody_works_for, |w| {
    let (id, _) = nora(&w).await;
    let admin = w.person("admin").await;
    let change = path(id, "/change");
    let page = admin.get(&change).await;
    let (team, school) = (page.value_of("Gillingham").expect("a team"), page.value_of("Elm Street").expect("a school"));
    let refused = admin.submit_on(&page, &change, &[("organisation", &school), ("team", &team)]).await;
    refused.must_be(422).must_say("belongs to another organisation").must_say("The organisation has no teams");
    admin.submit_on(&refused, &change, &[]).await.must_be(303);
    admin.get(&path(id, "")).await.must_say("Elm Street Primary");
});

story!(somebody_is_shut_out_and_let_in_again_and_told_of_both, |w| {
    let (id, key) = nora(&w).await;
    let admin = w.person("admin").await;
    admin.submit(&path(id, "/disable"), &[]).await.must_be(303);
    try_password(&w.stranger(), "nora.field@example.com", PASSWORD).await.must_be(422);
    admin.get(&path(id, "")).await.must_say("Disabled").must_say("Enable");
    admin.submit(&path(id, "/reset"), &[]).await.must_be(422).must_say("Enable it first");
    assert_eq!(letters_to(&letters(&w).await, "nora.field@example.com").len(), 1);

    // nobody used it for longer than an idle account lives: it is let in all the same, and not shut out again
    let w = w.later(60);
    let admin = w.person("admin").await;
    admin.submit(&path(id, "/enable"), &[]).await.must_be(303);
    assert_eq!(letters_to(&letters(&w).await, "nora.field@example.com").len(), 1);
    signed_in(&w, "nora.field@example.com", &key).await;
    let kinds: Vec<String> = events(&w, id.0).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds[kinds.len() - 2..], ["account.disabled", "account.enabled"]);
});

story!(the_address_of_a_disabled_account_is_free_and_enabling_it_asks_for_another, |w| {
    let (id, _) = nora(&w).await;
    let admin = w.person("admin").await;
    admin.submit(&path(id, "/disable"), &[]).await.must_be(303);

    // another account takes the address over, and with it nothing else
    let (other, _) = doors::invite(&w, "Norbert Field", "nora.field@example.com", &[Role::Lead]);
    assert_ne!(id, other);
    try_password(&w.stranger(), "nora.field@example.com", PASSWORD).await.must_be(422);
    admin.get(&path(id, "")).await.must_say("Nora Field").must_say("it was given to another account");

    let enable = path(id, "/enable");
    admin.submit(&enable, &[("email", "")]).await.must_be(422).must_say("Enter an email address");
    admin.submit(&enable, &[("email", "nora.field@example.com")]).await.must_be(422).must_say("already");
    admin.submit(&enable, &[("email", "nora.hill@example.com")]).await.must_be(303);
    try_password(&w.stranger(), "nora.hill@example.com", PASSWORD).await.must_be(422);
    assert!(events(&w, id.0).iter().any(|(kind, _)| kind == "account.address-released"));
});

story!(there_is_no_page_of_an_account_that_is_not_there, |w| {
    let admin = w.person("admin").await;
    let csrf = admin.get("/admin").await.form("/sign-out").expect("a form").remove(0).1;
    let nobody = store::Uuid::now_v7().to_string();
    let pages = app::capabilities::pages();
    let below = pages.iter().filter(|page| page.address.starts_with("/admin/") && page.address.contains("{id}"));
    let mut seen = 0;
    for page in below {
        let address = page.address.replace("{id}", &nobody);
        let answer = match page.method.as_str() {
            "GET" => admin.get(&address).await,
            _ => admin.post(&address, &[("csrf", &csrf), ("key", "1"), ("name", "x"), ("token", "abcdef")]).await,
        };
        answer.must_be(404);
        seen += 1;
    }
    assert!(seen > 15, "{seen} pages");
    let fields = [("name", "N"), ("email", "n@example.org"), ("role", "lead"), ("organisation", nobody.as_str())];
    let fields = [&[("csrf", csrf.as_str()), ("key", "1")][..], &fields[..]].concat();
    admin.post("/admin/accounts/new", &fields).await.must_be(404);
});

story!(the_page_of_a_leaver_says_for_whom_they_lead_and_whom_to_ask, |w| {
    led(&w, "intervention-plan").await;
    let admin = w.person("admin").await;
    let id = account(&w, "lead@example.org").id;
    admin.get(&path(id, "")).await.must_say("Leads for 1 family");
    let page = admin.get(&path(id, "/disable")).await;
    page.must_say("They lead for 1 family").must_say("Chatham and Luton , managed by Ruth Calder");
    page.must_not_say("Okoro");
    assert!(page.form(&path(id, "/disable")).is_none(), "there is nothing to press yet");
    let team = page.link("/admin/teams/").expect("the team's page");
    admin.get(&team).await.must_say("Ruth Calder").must_say("Manages it").must_say("Daniel Osei");
});
