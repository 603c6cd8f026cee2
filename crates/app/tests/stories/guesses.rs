//! Stories of those who guess: they get no further than they may, and keep nobody out.

use crate::doors::{PASSWORD, code, letters, letters_to, nora, sign_in, try_password};
use std::sync::Arc;
use testkit::{Page, Person, World, story};

const NORA: &str = "nora.field@example.com";

/// So many tries at once by one person; their statuses.
async fn at_once(person: Person, many: usize, path: &'static str, fields: Vec<(&'static str, String)>) -> Vec<u16> {
    let (person, fields) = (Arc::new(person), Arc::new(fields));
    let tries = (0..many).map(|_| {
        let (person, fields) = (person.clone(), fields.clone());
        tokio::spawn(async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            person.post(path, &fields).await.status.as_u16()
        })
    });
    let mut statuses = vec![];
    for one in tries.collect::<Vec<_>>() {
        statuses.push(one.await.expect("answered"));
    }
    statuses
}

fn guess(email: &str) -> Vec<(&'static str, String)> {
    vec![("email", email.to_owned()), ("password", "guess".into())]
}

async fn wrong(w: &World, client: &str, email: &str) -> Page {
    try_password(&w.stranger().from(client), email, "guess").await
}

story!(of_many_guesses_at_once_ten_are_judged, |w| {
    let statuses = at_once(w.stranger().from("198.51.100.7"), 200, "/sign-in", guess("lead@example.org")).await;
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 10, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 190, "{statuses:?}");
});

story!(who_guesses_keeps_the_right_password_of_others_in_force, |w| {
    let (_, key) = nora(&w).await;
    for _ in 0..10 {
        wrong(&w, "198.51.100.7", NORA).await.must_be(422);
    }
    wrong(&w, "198.51.100.7", NORA).await.must_be(429);
    let owner = w.stranger().from("192.0.2.1");
    sign_in(&w, &owner, NORA, &key).await.must_be(303);
    owner.get("/my-work").await.must_be(200);
});

story!(right_passwords_are_not_counted, |w| {
    nora(&w).await;
    let owner = w.stranger().from("192.0.2.1");
    for _ in 0..12 {
        try_password(&owner, NORA, PASSWORD).await.must_be(303);
    }
});

story!(a_client_that_guesses_at_many_accounts_has_to_wait, |w| {
    let client = "198.51.100.7";
    for n in 0..50 {
        wrong(&w, client, &format!("nobody-{n}@example.org")).await.must_be(422);
    }
    wrong(&w, client, "nobody-50@example.org").await.must_be(429);
    wrong(&w, "198.51.100.8", "nobody-50@example.org").await.must_be(422);
});

story!(a_known_browser_lets_its_owner_in_whoever_guesses, |w| {
    let (_, key) = nora(&w).await;
    let owner = w.stranger().from("192.0.2.1");
    let signed = sign_in(&w, &owner, NORA, &key).await;
    let cookies: Vec<&str> =
        signed.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().expect("text")).collect();
    let known = cookies.iter().find(|cookie| cookie.starts_with("earlyhelp-browser=")).expect("a cookie");
    assert!(known.contains("HttpOnly") && known.contains("Max-Age=7776000"), "{known}");

    // a hundred machines, ten wrong passwords each, would be more than the account takes
    for n in 1..=10 {
        let statuses = at_once(w.stranger().from(&format!("198.51.100.{n}")), 10, "/sign-in", guess(NORA)).await;
        assert!(statuses.iter().all(|status| *status == 422), "{statuses:?}");
    }
    try_password(&w.stranger().from("203.0.113.5"), NORA, PASSWORD).await.must_be(429);
    try_password(&owner, NORA, PASSWORD).await.must_be(303);
    // it has a limit of its own
    for _ in 0..10 {
        try_password(&owner, NORA, "guess").await.must_be(422);
    }
    try_password(&owner, NORA, PASSWORD).await.must_be(429);
});

story!(a_browser_is_known_for_ninety_days_and_until_the_password_is_reset, |w| {
    let mut w = w;
    let (id, key) = nora(&w).await;
    sign_in(&w, &w.stranger(), NORA, &key).await.must_be(303);
    let page = format!("/admin/accounts/{id}");
    for (days, known) in [(0, 1), (89, 1), (2, 0)] {
        w = w.later(days);
        let told = format!("Browsers known from earlier sign-ins: {known}.");
        w.person("admin").await.get(&page).await.must_say(&told);
    }

    sign_in(&w, &w.stranger(), NORA, &key).await.must_be(303);
    let admin = w.person("admin").await;
    admin.get(&page).await.must_say("sign-ins: 1.");
    admin.submit(&format!("{page}/reset"), &[]).await.must_be(303);
    admin.get(&page).await.must_say("sign-ins: 0.");
});

story!(of_many_codes_at_once_five_are_judged, |w| {
    nora(&w).await;
    let thief = w.stranger().from("198.51.100.7");
    try_password(&thief, NORA, PASSWORD).await.must_be(303);
    let statuses = at_once(thief, 40, "/sign-in/code", vec![("code", "000000".into())]).await;
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 35, "{statuses:?}");
});

story!(who_has_the_password_alone_does_not_keep_the_owner_out, |w| {
    let (_, key) = nora(&w).await;
    let owner = w.stranger().from("192.0.2.1");
    sign_in(&w, &owner, NORA, &key).await.must_be(303);
    for n in 1..=4 {
        let thief = w.stranger().from(&format!("198.51.100.{n}"));
        try_password(&thief, NORA, PASSWORD).await.must_be(303);
        for _ in 0..5 {
            thief.post("/sign-in/code", &[("code", "000000")]).await.must_be(422);
        }
    }
    let fifth = w.stranger().from("198.51.100.5");
    try_password(&fifth, NORA, PASSWORD).await.must_be(303);
    fifth.post("/sign-in/code", &[("code", "000000")]).await.must_be(429);

    let later = w.app.db.now().plus_seconds(60);
    let w = w.at(later);
    let again = w.stranger().from("192.0.2.1");
    let cookies = owner.cookie();
    again.set_cookie(cookies.split("; ").find(|cookie| cookie.starts_with("earlyhelp-browser")).expect("known"));
    try_password(&again, NORA, PASSWORD).await.must_be(303);
    again.post("/sign-in/code", &[("code", &code(&key, later))]).await.must_be(303);
});

story!(the_owner_is_told_once_a_day_that_somebody_guesses, |w| {
    nora(&w).await;
    for _ in 0..9 {
        wrong(&w, "198.51.100.7", NORA).await.must_be(422);
    }
    assert!(letters(&w).await.is_empty(), "not yet");
    wrong(&w, "198.51.100.7", NORA).await.must_be(422);
    for _ in 0..10 {
        wrong(&w, "198.51.100.8", NORA).await.must_be(422);
    }
    let told = letters(&w).await;
    assert_eq!(letters_to(&told, NORA).len(), 1, "{told:?}");
    assert_eq!(told.len(), 1);
    for detail in ["198.51.100", "guess"] {
        let body = told[0].split_once("\r\n\r\n").expect("a body").1;
        assert!(!body.contains(detail), "the letter says {detail}");
    }

    let w = w.later(1);
    for _ in 0..10 {
        wrong(&w, "198.51.100.7", NORA).await.must_be(422);
    }
    assert_eq!(letters_to(&letters(&w).await, NORA).len(), 1, "the next day again");
});

story!(no_address_of_a_client_is_kept, |w| {
    wrong(&w, "198.51.100.7", "lead@example.org").await.must_be(422);
    let kept = crate::doors::attempts(&w);
    assert!(kept.len() == 3 && kept.iter().all(|about| about.len() == 64), "{kept:?}");
});
