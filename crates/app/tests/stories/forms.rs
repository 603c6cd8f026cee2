//! Stories of forms that are not taken: nothing typed is lost, and nobody sends one for somebody else (T4, T7).

use crate::helpers::{contact, led};
use testkit::{NOW, Person, story};

const NOTE: &str = "Ada spoke of the new baby for the first time.";

/// The address of a form, and its fields with a note written into it.
async fn written(person: &Person, family: access::FamilyId) -> (String, Vec<(String, String)>) {
    let path = format!("/families/{family}/notes/new");
    let page = person.get(&path).await;
    let mut fields = page.form(&path).expect("a form");
    fields.retain(|(name, _)| name != "text");
    fields.push(("text".into(), NOTE.into()));
    (path, fields)
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

story!(a_form_whose_session_has_ended_is_kept_and_stands_there_after_sign_in, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let (path, fields) = written(&lead, family).await;

    // the session ends while they write: by the clock, or because they signed out elsewhere
    let w = w.at(NOW.plus_seconds(45 * 60));
    let late = w.stranger();
    late.set_cookie(&lead.cookie());
    let sent = late.post(&path, &borrowed(&fields)).await;
    sent.must_be(303);
    assert_eq!(sent.location, format!("/sign-in?next={}", path.replace('/', "%2F")));

    let again = w.person("lead").await;
    let page = again.get(&path).await;
    page.must_say("This is what you had typed when you were last here");
    assert!(page.body.contains(NOTE), "nothing is typed again");
    // it is theirs alone, on the same computer, too
    let other = w.person("manager").await;
    assert!(!other.get(&path).await.body.contains(NOTE));

    // without any cookie at all, as when the browser was closed meanwhile
    let (path, mut fields) = written(&again, family).await;
    fields.iter_mut().filter(|(name, _)| name == "text").for_each(|(_, text)| *text = "Another text.".into());
    w.stranger().post(&path, &borrowed(&fields)).await.must_be(303);
    assert!(w.person("lead").await.get(&path).await.body.contains("Another text."));
});

story!(a_form_of_an_earlier_session_of_the_same_person_comes_back_to_be_sent, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let (path, fields) = written(&lead, family).await;
    let again = w.person("lead").await;
    let back = again.post(&path, &borrowed(&fields)).await;
    back.must_be(403).must_say("You have signed in again");
    assert!(back.body.contains(NOTE));
    again.submit_on(&back, &path, &[]).await.must_be(303);
    again.get(&format!("/families/{family}/chronology")).await.must_say(NOTE);

    // of another person it does not
    let manager = w.person("manager").await;
    let page = manager.post(&path, &borrowed(&fields)).await;
    page.must_be(403);
    assert!(!page.body.contains(NOTE));
});

story!(keeping_while_typing_says_plainly_when_it_does_not, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let (path, mut fields) = written(&lead, family).await;
    fields.push(("draft".into(), path.clone()));
    lead.post("/drafts", &borrowed(&fields)).await.must_be(204);

    // signed out: kept for whoever typed it, and said so; no redirect that a script takes for a yes
    let out = w.stranger();
    let told = out.post("/drafts", &borrowed(&fields)).await;
    told.must_be(401);
    assert!(told.body.contains("You are signed out. What you typed is kept"));
    // nobody's form is kept nowhere
    fields.iter_mut().filter(|(name, _)| name == "csrf").for_each(|(_, token)| *token = "0".repeat(32));
    let told = out.post("/drafts", &borrowed(&fields)).await;
    told.must_be(401);
    assert!(told.body.contains("Not kept"));
});

story!(keeping_while_typing_keeps_the_session_alive, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let (path, mut fields) = written(&lead, family).await;
    fields.push(("draft".into(), path.clone()));
    let cookie = lead.cookie();
    let mut w = w;
    for quarter in 1..=4 {
        w = w.at(NOW.plus_seconds(quarter * 20 * 60));
        let typing = w.stranger();
        typing.set_cookie(&cookie);
        typing.post("/drafts", &borrowed(&fields)).await.must_be(204);
    }
});

story!(a_public_form_takes_on_no_worker_s_session, |w| {
    use diesel::prelude::*;
    let lead = w.person("lead").await;
    let page = lead.get("/ask-for-help").await;
    page.must_not_say("Daniel Osei");
    let before = lead
        .submit(
            "/ask-for-help/danger",
            &[("summary", "My neighbour's child screams."), ("maker_phone", "01634 000000")],
        )
        .await;
    before.must_be(303);
    let makers: Vec<Option<access::AccountId>> = contacts::records::contact::table
        .select(contacts::records::contact::maker_id)
        .load(&mut w.conn())
        .expect("contacts");
    assert_eq!(makers, [None]);
});

story!(a_form_that_another_site_sends_is_refused_also_at_sign_in, |w| {
    let stranger = w.stranger();
    let form = "email=lead%40example.org&password=x";
    let kind = Some("application/x-www-form-urlencoded");
    let from = |origin: &'static str| [("origin", origin), ("host", "localhost")];
    for path in ["/sign-in", "/sign-in/code", "/ask-for-help/danger", "/demo/sign-in"] {
        stranger.request("POST", path, kind, &from("https://evil.example"), form).await.must_be(403);
        stranger.request("POST", path, kind, &from("null"), form).await.must_be(403);
    }
    let own = stranger.request("POST", "/sign-in", kind, &from("http://localhost"), form).await;
    own.must_be(422).must_say("The email address or password is not right");
});

story!(the_lead_goes_only_to_those_who_can_lead, |w| {
    let (_, e, _) = led(&w, "intervention-plan").await;
    let manager = w.person("manager").await;
    let path = format!("/episodes/{e}/lead");
    let page = manager.get(&path).await;
    for who in ["board", "auditor", "admin", "front-door"] {
        let email = format!("{who}@example.org");
        let found = access::accounts::find_by_email(&mut w.conn(), &email).expect("read").expect("an account");
        let id = found.id.to_string();
        let fields = [("to", id.as_str()), ("reason", "Why not.")];
        let told = manager.submit_on(&page, &path, &fields).await;
        assert!([422].contains(&told.status.as_u16()), "{who}: {}", told.text());
    }
    let _ = contact(&w).await;
});

story!(what_a_family_types_is_kept_under_the_secret_of_its_browser_and_nowhere_else, |w| {
    let mother = w.stranger();
    let path = "/ask-for-help/worries";
    let page = mother.get(path).await;
    assert!(page.body.contains("data-keeper=\"/ask-for-help/keep\""));
    let typed = [("summary", "He does not sl"), ("draft", path)];
    mother.post("/ask-for-help/keep", &typed).await.must_be(204);
    assert!(mother.get(path).await.body.contains("He does not sl"), "it is there again");
    assert!(!w.stranger().get(path).await.body.contains("He does not sl"), "for nobody else");
    mother.post("/ask-for-help/keep", &[("draft", "//evil.example")]).await.must_be(400);
    mother.post("/ask-for-help/keep", &[("draft", "/contacts/new/about")]).await.must_be(400);
});
