//! Stories of API tokens: what each is for, when it was last used, and how it ends.

use crate::{doors::account, helpers::CONTACT};
use access::tokens::{self, Scope};
use store::Instant;
use testkit::{Person, World, story};

async fn bring(program: &Person) -> testkit::Page {
    let key = store::Uuid::now_v7().to_string();
    let headers = [("idempotency-key", key.as_str())];
    program.request("POST", "/api/v1/contacts", Some("application/json"), &headers, CONTACT.to_owned()).await
}

async fn look(program: &Person) -> testkit::Page {
    program.request("POST", "/api/v1/people/search", Some("application/json"), &[], r#"{"q": "ada"}"#).await
}

/// When the tokens of the school were last used; what nobody waits for has a moment to arrive.
async fn used(w: &World) -> Vec<Option<Instant>> {
    let id = account(w, "school@example.org").id;
    for _ in 0..100 {
        let all = tokens::list(&mut w.conn(), id).expect("tokens");
        if all.iter().any(|token| token.used_at.is_some()) {
            return all.into_iter().map(|token| token.used_at).collect();
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    vec![]
}

story!(a_token_opens_the_addresses_of_its_scope_and_no_others, |w| {
    let contacts = w.program_for("school", Scope::Contacts).await;
    bring(&contacts).await.must_be(201);
    let family = store::Uuid::now_v7();
    for elsewhere in ["/api/v1/events", &format!("/api/v1/families/{family}")] {
        let page = contacts.get(elsewhere).await;
        page.must_be(403);
        assert_eq!(page.json()["type"], "urn:earlyhelp:problem:token-scope", "{elsewhere}");
        page.must_say("contacts");
    }

    look(&w.program_for("school", Scope::Contacts).await).await.must_be(403);
    let people = w.program_for("school", Scope::People).await;
    let refused = bring(&people).await;
    refused.must_be(403);
    assert_eq!(refused.json()["type"], "urn:earlyhelp:problem:token-scope");
    look(&people).await.must_be(200);
    // as before there were others, `api` is for everything
    let all = w.program("school").await;
    bring(&all).await.must_be(201);
    look(&all).await.must_be(200);
});

story!(a_token_that_only_sends_is_seen_as_used, |w| {
    let program = w.program("school").await;
    bring(&program).await.must_be(201);
    assert_eq!(used(&w).await, [Some(w.app.db.now())]);
});

story!(tokens_are_listed_and_revoked_one_by_one, |w| {
    let (one, two) = (w.program_for("school", Scope::Contacts).await, w.program("school").await);
    bring(&two).await.must_be(201);
    assert_eq!(used(&w).await.iter().flatten().count(), 1);
    let admin = w.person("admin").await;
    let id = account(&w, "school@example.org").id;
    let address = format!("/admin/accounts/{id}");
    let page = admin.get(&address).await;
    page.must_say("API tokens").must_say("contacts").must_say("4 March 2026").must_say("Never, or not known");
    assert_eq!(page.values("token").len(), 2);
    assert!(!page.body.contains(&one.token().expect("a token")), "nobody sees the secret again");

    let hash = access::sessions::Secret::given(&one.token().expect("a token")).hash();
    let revoke = format!("{address}/revoke");
    admin.submit_on(&page, &revoke, &[("token", &hash)]).await.must_be(303);
    bring(&one).await.must_be(401);
    bring(&two).await.must_be(201);
    assert_eq!(admin.get(&address).await.values("token").len(), 1);
    // not another's, not a beginning that says nothing
    let page = admin.get(&address).await;
    for wrong in [hash.as_str(), "", "a", "zzzzzz"] {
        admin.submit_on(&page, &revoke, &[("token", wrong)]).await.must_be(422).must_say("no such token");
    }
});

story!(a_draft_belongs_to_an_address_of_this_site, |w| {
    let lead = w.person("lead").await;
    let csrf = lead.get("/my-work").await.form("/sign-out").expect("a form").remove(0).1;
    for elsewhere in ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\nb"] {
        lead.post("/drafts", &[("csrf", &csrf), ("draft", elsewhere), ("text", "x")]).await.must_be(400);
    }
    lead.get("/my-work").await.must_not_say("evil.example");
});
