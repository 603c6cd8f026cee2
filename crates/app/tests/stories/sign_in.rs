//! Stories of accounts, sign-in and sessions.

use diesel::prelude::*;
use testkit::{NOW, World, story};

fn code(key: &str, at: store::Instant) -> String {
    let secret = totp_rs::Secret::Encoded(key.replace(' ', "")).to_bytes().expect("a key");
    let totp = totp_rs::TOTP::new_unchecked(totp_rs::Algorithm::SHA1, 6, 0, 30, secret);
    totp.generate(u64::try_from(at.0 / 1_000_000).expect("a time"))
}

/// Invites a new worker and lets them choose a password; the key of their authenticator.
async fn invited(w: &World) -> String {
    let admin = w.person("admin").await;
    let page = admin.get("/admin/accounts/new").await;
    let council = page.value_of("Council").expect("the council");
    let fields = [
        ("name", "Nora Field"),
        ("email", "Nora.Field@example.com"),
        ("organisation", council.as_str()),
        ("role", "lead"),
    ];
    admin
        .submit_on(&page, "/admin/accounts/new", &[("name", ""), ("email", "x")])
        .await
        .must_be(422)
        .must_say("Enter the person's full name");
    let made = admin.submit_on(&page, "/admin/accounts/new", &fields).await;
    assert!(made.location.starts_with("/invitation/"));
    admin.follow(&made).await.must_say("Invite Nora Field").must_not_say("Choose a password");
    let made = testkit::Page { location: made.location.trim_end_matches("?show=link").to_owned(), ..made };
    let nora = w.stranger();
    let page = nora.get(&made.location).await;
    page.must_say("Welcome, Nora Field");
    let key = page.texts("main strong").into_iter().next().expect("a key");
    let weak = nora.post(&made.location, &[("password", "password1234"), ("code", &code(&key, NOW))]).await;
    weak.must_be(422).must_say("easy to guess");
    weak.must_not_say("password1234");
    nora.post(&made.location, &[("password", "orchard sandpaper trombone"), ("code", "000000")])
        .await
        .must_be(422)
        .must_say("The code is not right");
    nora.post(&made.location, &[("password", "orchard sandpaper trombone"), ("code", &code(&key, NOW))])
        .await
        .must_be(303);
    nora.get(&made.location).await.must_be(403).must_say("was used already");
    key
}

story!(an_invitation_leads_to_a_password_and_a_second_factor, |w| {
    let key = invited(&w).await;
    let later = NOW.plus_seconds(60);
    let w = w.at(later);
    let nora = w.stranger();
    nora.post("/sign-in", &[("email", "nora.field@example.com"), ("password", "wrong")])
        .await
        .must_be(422)
        .must_say("is not right");
    let first = nora
        .post(
            "/sign-in",
            &[("email", "nora.field@example.com"), ("password", "orchard sandpaper trombone"), ("next", "/contacts")],
        )
        .await;
    first.must_be(303);
    // the password alone opens nothing
    assert!(nora.get("/my-work").await.location.starts_with("/sign-in"));
    nora.post("/sign-in/code", &[("code", "123456")]).await.must_be(422);
    let signed = nora.post("/sign-in/code", &[("code", &code(&key, later)), ("next", "/contacts")]).await;
    assert_eq!(signed.location, "/contacts");
    let cookie = signed.headers["set-cookie"].to_str().expect("text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    assert_ne!(
        cookie.split(';').next(),
        first.headers["set-cookie"].to_str().expect("text").split(';').next(),
        "a new id at each step"
    );
    nora.get("/my-work").await.must_be(200).must_say("Nora Field");
    // a code is good once
    let twin = w.stranger();
    twin.post("/sign-in", &[("email", "nora.field@example.com"), ("password", "orchard sandpaper trombone")])
        .await
        .must_be(303);
    twin.post("/sign-in/code", &[("code", &code(&key, later))]).await.must_be(422);
});

story!(too_many_wrong_passwords_have_to_wait, |w| {
    let guesser = w.stranger();
    for _ in 0..10 {
        guesser.post("/sign-in", &[("email", "lead@example.org"), ("password", "guess")]).await.must_be(422);
    }
    let page = guesser.post("/sign-in", &[("email", "lead@example.org"), ("password", "guess")]).await;
    page.must_be(429);
    assert!(page.headers.contains_key("retry-after"));
});

story!(nobody_is_sent_elsewhere_after_sign_in, |w| {
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let page = w.stranger().post("/demo/sign-in", &[("account", "lead@example.org"), ("next", next)]).await;
        assert_eq!(page.location, "/my-work");
    }
});

story!(a_session_ends_when_idle_and_at_the_latest_after_twelve_hours, |w| {
    let lead = w.person("lead").await;
    lead.get("/my-work").await.must_be(200);
    let cookie = lead.get("/my-work").await;
    drop(cookie);
    let token = lead.cookie();
    let w = w.at(NOW.plus_seconds(31 * 60));
    let idle = w.stranger();
    idle.set_cookie(&token);
    assert!(idle.get("/my-work").await.location.starts_with("/sign-in?next=%2Fmy-work"));
    // a clock that was set back makes no session younger than its beginning
    let w = w.at(NOW.plus_seconds(-3_600));
    let early = w.stranger();
    early.set_cookie(&token);
    assert!(early.get("/my-work").await.location.starts_with("/sign-in"));
});

story!(signing_out_everywhere_ends_every_session, |w| {
    let (one, two) = (w.person("lead").await, w.person("lead").await);
    let page = one.get("/my-work").await;
    let csrf = page.form("/sign-out").expect("a form").into_iter().find(|(n, _)| n == "csrf").expect("a token").1;
    one.post("/sign-out/everywhere", &[("csrf", "wrong")]).await.must_be(403);
    one.post("/sign-out/everywhere", &[("csrf", &csrf)]).await.must_be(303);
    assert!(two.get("/my-work").await.location.starts_with("/sign-in"));
});

story!(a_disabled_account_ends_with_the_next_request, |w| {
    let lead = w.person("lead").await;
    let program = w.program("lead").await;
    lead.get("/my-work").await.must_be(200);
    let admin = w.person("admin").await;
    let id = access::accounts::find_by_email(&mut w.conn(), "lead@example.org").expect("found").expect("an account").id;
    admin.submit(&format!("/admin/accounts/{id}/disable"), &[]).await.must_be(303);
    assert!(lead.get("/my-work").await.location.starts_with("/sign-in"));
    program
        .request("POST", "/api/v1/people/search", Some("application/json"), &[], r#"{"q": "ada"}"#)
        .await
        .must_be(401);
    w.stranger().post("/demo/sign-in", &[("account", "lead@example.org")]).await.must_be(404);
    for who in ["lead-x", "school", "manager", "privacy"] {
        if who != "lead-x" {
            let page = w.person(who).await.get("/admin").await;
            page.must_be(403);
        }
    }
});

story!(the_key_of_an_authenticator_app_is_not_in_the_database, |w| {
    let key = invited(&w).await.replace(' ', "");
    let kept: Vec<Option<String>> = access::accounts::account::table
        .select(access::accounts::account::totp_secret)
        .load(&mut w.conn())
        .expect("accounts");
    let kept: Vec<String> = kept.into_iter().flatten().collect();
    assert!(!kept.is_empty() && kept.iter().all(|kept| store::Vault::is_sealed(kept)), "{kept:?}");

    let offered: Vec<String> = access::sessions::invitation::table
        .select(access::sessions::invitation::totp_secret)
        .load(&mut w.conn())
        .expect("invitations");
    assert!(offered.iter().all(|kept| store::Vault::is_sealed(kept) && !kept.contains(&key)), "{offered:?}");
});
