//! The families' door: asking, being reached safely, coming back, the answer, and leaving in a hurry; and everybody who
//! tries it and may not.

use crate::helpers::decide;
use diesel::prelude::*;
use store::log::{AccessEntry, access_entry};
use testkit::{Page, Person, World, story};

const DAY: i64 = 86_400;

/// The reference on a receipt.
pub fn reference(receipt: &Page) -> String {
    let text = receipt.text();
    let at = text.find("C-").unwrap_or_else(|| panic!("no reference: {text}"));
    text[at..at + 11].to_owned()
}

/// The code on a receipt.
fn code(receipt: &Page) -> String {
    receipt.texts(".eh-code").into_iter().next().unwrap_or_else(|| panic!("no code: {}", receipt.text()))
}

/// How somebody asks: for whom, and how they may be reached.
struct Asking<'a> {
    for_whom: &'a str,
    reach: &'a [(&'a str, &'a str)],
}

const BY_CALL: &[(&str, &str)] = &[("ways", "call"), ("maker_phone", "07700 900222"), ("voicemail", "no")];

const MOTHER: Asking<'_> = Asking { for_whom: "my-child", reach: BY_CALL };

/// What was sent, and what its sender was shown.
struct Sent {
    contact: String,
    reference: String,
    code: String,
}

async fn answer(person: &Person, step: &str, fields: &[(&str, &str)]) {
    person.submit(&format!("/ask-for-help/{step}"), fields).await.must_be(303);
}

async fn write(w: &World, asking: &Asking<'_>) -> Person {
    let mother = w.stranger();
    answer(&mother, "who", &[("for_whom", asking.for_whom)]).await;
    answer(&mother, "about", &[("maker_name", "Ife Okoro")]).await;
    answer(&mother, "reach", asking.reach).await;
    let young = asking.for_whom == "me-young";
    if !young {
        let child = [("role", "child"), ("given_name", "Ada"), ("family_name", "Okoro"), ("date_of_birth", "about 8")];
        answer(&mother, "people/1", &child).await;
    }
    answer(&mother, "worries", &[("summary", "Mornings are hard.")]).await;
    if !young && !asking.reach.contains(&("danger_at_home", "yes")) {
        answer(&mother, "agreement", &[("agreement", "given")]).await;
    }
    mother
}

async fn ask(w: &World, asking: &Asking<'_>) -> Sent {
    let mother = write(w, asking).await;
    let sent = mother.submit("/ask-for-help/check", &[]).await;
    assert_eq!(sent.location, "/ask-for-help/sent", "nothing of it stands in the address");
    let receipt = mother.follow(&sent).await;
    receipt.must_be(200);
    let (reference, code) = (reference(&receipt), code(&receipt));
    Sent { contact: newest(w), reference, code }
}

fn newest(w: &World) -> String {
    use contacts::records::contact::dsl;
    let id: contacts::ContactId = dsl::contact
        .order((dsl::received_at.desc(), dsl::id.desc()))
        .select(dsl::id)
        .first(&mut w.conn())
        .expect("one");
    id.to_string()
}

async fn read(person: &Person, reference: &str, code: &str) -> Page {
    person.submit("/ask-for-help/answer", &[("reference", reference), ("code", code)]).await
}

/// Reads the answer in a browser that holds nothing yet.
async fn reader(w: &World, sent: &Sent) -> Person {
    let person = w.stranger();
    let opened = read(&person, &sent.reference, &sent.code).await;
    assert_eq!(opened.location, "/ask-for-help/answer/read", "{}", opened.text());
    person
}

async fn page(person: &Person) -> Page {
    person.get("/ask-for-help/answer/read").await
}

/// Entries of whoever made a contact, about it.
fn looks(w: &World) -> Vec<String> {
    let all: Vec<AccessEntry> = access_entry::table
        .filter(access_entry::because.eq("secret"))
        .order(access_entry::id)
        .select(AccessEntry::as_select())
        .load(&mut w.conn())
        .expect("entries");
    all.into_iter().map(|entry| entry.action).collect()
}

story!(a_mother_reads_who_reads_it_replies_and_has_her_answer, |w| {
    let sent = ask(&w, &MOTHER).await;
    let mother = reader(&w, &sent).await;
    page(&mother).await.must_say("We have it").must_say("We promise to decide by 5 March 2026").must_not_say("Sam");

    // an officer opens it and asks: she sees their first name and where they work, and no more
    let officer = w.person("front-door").await;
    officer.get(&format!("/contacts/{}", sent.contact)).await.must_say("born or aged, as it was written: about 8");
    page(&mother).await.must_say("Sam").must_not_say("Whitlock");
    let question = [("text", "Which mornings are worst?")];
    officer.submit(&format!("/contacts/{}/information-request", sent.contact), &question).await.must_be(303);
    let asked = page(&mother).await;
    asked.must_say("Which mornings are worst?").must_say("We wait for your reply first");

    let nothing = mother.submit_on(&asked, "/ask-for-help/answer/read", &[("saying", "reply"), ("reply", " ")]).await;
    nothing.must_be(422).must_say("Write what you want to tell us");
    let reply = [("saying", "reply"), ("reply", "Mondays.")];
    mother.submit_on(&asked, "/ask-for-help/answer/read", &reply).await.must_be(303);
    page(&mother).await.must_not_say("Which mornings are worst?").must_say("Mondays.").must_say("Not read yet");

    // whoever asked owes it to read the reply, and she sees that it was read
    officer.get("/my-work").await.must_say("Read the reply to your question");
    let contact = officer.get(&format!("/contacts/{}", sent.contact)).await;
    contact.must_say("Mondays.").must_say("Owed within 1 working day");
    officer.submit_on(&contact, &format!("/contacts/{}/said", sent.contact), &[]).await.must_be(303);
    officer.get("/my-work").await.must_not_say("Read the reply to your question");
    page(&mother).await.must_say("Read 4 March 2026");

    let family = decide(&w, &sent.contact, "advice").await;
    page(&mother).await.must_say("The answer is being written");
    let words = [("answer", "A parenting group begins on Tuesday.")];
    officer.submit(&format!("/contacts/{}/answer", sent.contact), &words).await.must_be(303);
    page(&mother)
        .await
        .must_say("A parenting group begins on Tuesday.")
        .must_say("You can read it here until 2 June 2026");

    // each look of hers stands in the access log, also in that of the family
    w.app.db.look_again();
    assert!(looks(&w).iter().filter(|action| *action == "read-own-answer").count() >= 6, "{:?}", looks(&w));
    let of_family: i64 = access_entry::table
        .filter(access_entry::because.eq("secret").and(access_entry::family_id.eq(family)))
        .filter(access_entry::actor_id.is_null())
        .count()
        .get_result(&mut w.conn())
        .expect("entries");
    assert!(of_family > 0, "the family's log names them, too");
});

story!(a_receipt_cannot_be_forged_and_a_code_cannot_be_guessed, |w| {
    let sent = ask(&w, &MOTHER).await;
    let stranger = w.stranger();
    for forged in ["/ask-for-help/sent", &format!("/ask-for-help/sent?reference={}&danger=yes", sent.reference)] {
        let shown = stranger.get(forged).await;
        shown.must_be(303).must_not_say(&sent.reference);
        assert_eq!(shown.location, "/ask-for-help/answer");
    }
    stranger.set_cookie("earlyhelp-sent=AAAAAAAAAAAAAAAAAAAAAA");
    stranger.get("/ask-for-help/sent").await.must_be(303);
    stranger.set_cookie("earlyhelp-answer=AAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(page(&stranger).await.location, "/ask-for-help/answer");
    stranger.post("/ask-for-help/answer/read", &[("saying", "more"), ("text", "x")]).await.must_be(303);

    // neither half opens anything alone, nor with the half of another
    let other = ask(&w, &MOTHER).await;
    let guesser = w.stranger().from("198.51.100.9");
    for (reference, code) in [
        (sent.reference.as_str(), "0000-0000-0000"),
        (&other.reference, &sent.code),
        ("", &sent.code),
        (&sent.reference, ""),
    ] {
        let told = read(&guesser, reference, code).await;
        told.must_be(422).must_say("do not belong together").must_not_say("Mornings");
    }
    for _ in 0..16 {
        read(&guesser, &sent.reference, "0000-0000-0000").await.must_be(422);
    }
    // also the right one is not looked at any more, from there
    read(&guesser, &sent.reference, &sent.code).await.must_be(429);
    read(&w.stranger().from("198.51.100.10"), &sent.reference, &sent.code).await.must_be(303);
    assert!(looks(&w).is_empty(), "who was refused was shown nothing: {:?}", looks(&w));
});

story!(an_answer_closes_by_itself_and_its_code_ends_some_time_after_it, |w| {
    let sent = ask(&w, &MOTHER).await;
    let cookie = reader(&w, &sent).await.cookie();
    let held = |w: &World| {
        let person = w.stranger();
        person.set_cookie(&cookie);
        person
    };
    let w = w.at(testkit::NOW.plus_seconds(14 * 60));
    page(&held(&w)).await.must_be(200);
    // from the last use on, for a quarter of an hour
    let w = w.at(testkit::NOW.plus_seconds(30 * 60));
    assert_eq!(page(&held(&w)).await.location, "/ask-for-help/answer");

    decide(&w, &sent.contact, "advice").await;
    let officer = w.person("front-door").await;
    officer.submit(&format!("/contacts/{}/answer", sent.contact), &[("answer", "Thank you.")]).await.must_be(303);
    let w = w.at(testkit::NOW.plus_seconds(90 * DAY));
    read(&w.stranger(), &sent.reference, &sent.code).await.must_be(303);
    let w = w.at(testkit::NOW.plus_seconds(92 * DAY));
    read(&w.stranger(), &sent.reference, &sent.code).await.must_be(422);
    steady(&w, "end codes of answers");
    let of: contacts::ContactId = sent.contact.parse().expect("an id");
    assert!(!contacts::records::has_code(&mut w.conn(), of).expect("read"), "nothing is left of it");
});

fn steady(w: &World, name: &str) {
    let all = app::capabilities::ALL.iter().flat_map(|capability| capability.steady);
    let one = all.into_iter().find(|steady| steady.name == name).expect("steady work");
    (one.run)(&w.app.db, &w.app.pack).expect("done");
    w.app.db.look_again();
}

story!(who_wants_no_help_says_so_once_and_the_front_door_is_told, |w| {
    let sent = ask(&w, &MOTHER).await;
    let mother = reader(&w, &sent).await;
    let first = page(&mother).await;
    let no = [("saying", "withdrawal"), ("text", "")];
    mother.submit_on(&first, "/ask-for-help/answer/read", &no).await.must_be(303);
    page(&mother).await.must_say("You do not want help now.").must_not_say("value=\"withdrawal\"");
    mother.post("/ask-for-help/answer/read", &no).await.must_be(422).must_say("told us already");

    let officer = w.person("front-door").await;
    officer.get("/my-work").await.must_say("The family says that it wants no help now");
    officer
        .get(&format!("/contacts/{}/decision", sent.contact))
        .await
        .must_say("The family has not agreed to this contact")
        .must_say("They want no help now");
});

story!(exit_ends_what_the_browser_holds_and_going_back_shows_nothing, |w| {
    let mother = write(&w, &MOTHER).await;
    let check = mother.get("/ask-for-help/check").await;
    check.must_say("Mornings are hard.");
    assert_eq!(check.headers["cache-control"], "no-store");
    assert!(check.form("/leave").is_some(), "a way out on every page");

    let before = mother.cookie();
    let left = mother.post("/leave", &[]).await;
    assert_eq!(left.location, "/left");
    mother.follow(&left).await.must_say("Weather").must_not_say("help");
    assert_eq!(mother.cookie(), "", "the browser holds nothing");
    mother.get("/ask-for-help/check").await.must_not_say("Mornings");
    // nor is anything left on the server for whoever copied the cookie
    mother.set_cookie(&before);
    mother.get("/ask-for-help/check").await.must_not_say("Mornings");

    // the answer and a worker's session end, too
    let sent = ask(&w, &MOTHER).await;
    let reading = reader(&w, &sent).await;
    let held = reading.cookie();
    reading.post("/leave", &[]).await.must_be(303);
    reading.set_cookie(&held);
    assert_eq!(page(&reading).await.location, "/ask-for-help/answer", "it is closed on the server");
    let lead = w.person("lead").await;
    lead.post("/leave", &[]).await.must_be(303);
    lead.get("/my-work").await.must_be(303);
    // nobody's browser is made to leave by another site
    let kind = Some("application/x-www-form-urlencoded");
    mother
        .request("POST", "/leave", kind, &[("origin", "https://evil.example"), ("host", "localhost")], "")
        .await
        .must_be(403);
});

story!(what_was_saved_on_request_survives_exit_and_is_gone_on_with_once, |w| {
    let mother = write(&w, &MOTHER).await;
    let page = mother.get("/ask-for-help/later").await;
    page.must_say("until 1 April 2026");
    let saved = mother.follow(&mother.submit("/ask-for-help/later", &[("how", "code")]).await).await;
    let code = saved.texts(".govuk-panel__body strong").into_iter().next().expect("a code");
    mother.post("/leave", &[]).await.must_be(303);
    mother.get("/ask-for-help/check").await.must_not_say("Mornings");

    // a month later on another telephone: opening the page opens nothing, pressing the button does
    let later = w.at(testkit::NOW.plus_seconds(27 * DAY));
    steady(&later, "throw away drafts of families");
    let other = later.stranger();
    other.get(&format!("/ask-for-help/go-on/{code}")).await.must_say("Go on").must_not_say("Mornings");
    let gone_on = other.post("/ask-for-help/go-on", &[("code", &code)]).await;
    assert_eq!(gone_on.location, "/ask-for-help/check", "{}", gone_on.text());
    other.follow(&gone_on).await.must_say("Mornings are hard.");
    let held = other.cookie();

    // used twice, guessed, and too late it opens nothing
    let second = later.stranger();
    second.post("/ask-for-help/go-on", &[("code", &code)]).await.must_be(422).must_say("opens nothing any more");
    second.post("/ask-for-help/go-on", &[("code", "0000-0000-0000")]).await.must_be(422).must_not_say("Mornings");
    let over = later.at(testkit::NOW.plus_seconds(29 * DAY));
    steady(&over, "throw away drafts of families");
    let back = over.stranger();
    back.set_cookie(&held);
    back.get("/ask-for-help/check").await.must_not_say("Mornings");
});

story!(exit_throws_away_what_nobody_could_come_back_to, |w| {
    let mother = write(&w, &MOTHER).await;
    let saved = mother.follow(&mother.submit("/ask-for-help/later", &[("how", "code")]).await).await;
    let code = saved.texts(".govuk-panel__body strong").into_iter().next().expect("a code");
    let other = w.stranger();
    other.post("/ask-for-help/go-on", &[("code", &code)]).await.must_be(303);
    let held = other.cookie();
    other.post("/leave", &[]).await.must_be(303);
    other.set_cookie(&held);
    other.get("/ask-for-help/check").await.must_not_say("Mornings");
});

story!(what_nobody_asked_to_keep_lives_a_day_and_is_thrown_away_on_request, |w| {
    let mother = write(&w, &MOTHER).await;
    let other = write(&w, &MOTHER).await;
    let check = mother.get("/ask-for-help/check").await;
    let gone = mother.submit_on(&check, "/ask-for-help/discard", &[]).await;
    mother.follow(&gone).await.must_say("Nothing is kept of what you wrote");
    mother.get("/ask-for-help/check").await.must_not_say("Mornings");

    let later = w.at(testkit::NOW.plus_seconds(DAY + 60));
    steady(&later, "throw away drafts of families");
    let back = later.stranger();
    back.set_cookie(&other.cookie());
    back.get("/ask-for-help/check").await.must_not_say("Mornings");
});

story!(half_a_page_is_saved_as_it_stands, |w| {
    let mother = w.stranger();
    let page = mother.get("/ask-for-help/worries").await;
    let half = [("summary", "He does not sl"), ("save", "later")];
    let kept = mother.submit_on(&page, "/ask-for-help/worries", &half).await;
    assert_eq!(kept.location, "/ask-for-help/later");
    let saved = mother.follow(&mother.submit("/ask-for-help/later", &[("how", "code")]).await).await;
    let code = saved.texts(".govuk-panel__body strong").into_iter().next().expect("a code");
    let other = w.stranger();
    let gone_on = other.post("/ask-for-help/go-on", &[("code", &code)]).await;
    assert_eq!(gone_on.location, "/ask-for-help/worries");
    assert!(other.follow(&gone_on).await.body.contains("He does not sl"));
    mother.get("/ask-for-help/worries").await.must_not_say("He does not sl");
});

story!(how_they_are_reached_safely_is_kept_obeyed_and_shown_before_every_call, |w| {
    let reach: &[(&str, &str)] = &[
        ("ways", "text"),
        ("maker_phone", "07700 900222"),
        ("maker_email", "ife@example.com"),
        ("voicemail", "no"),
        ("times", "School days before 2pm"),
        ("never", "07700 900111"),
        ("bsl", "yes"),
        ("danger_at_home", "yes"),
    ];
    let sent = ask(&w, &Asking { reach, ..MOTHER }).await;
    let officer = w.person("front-door").await;
    let base = format!("/contacts/{}", sent.contact);
    for path in [base.clone(), format!("{base}/decision"), format!("{base}/information-request")] {
        officer
            .get(&path)
            .await
            .must_say("Before you call or write")
            .must_say("Safe: a text message. Nothing else.")
            .must_say("Never leave a message on an answering machine.")
            .must_say("Never use this number: 07700 900111")
            .must_say("British Sign Language")
            .must_say("tell nobody else who is named here");
    }
    let family = decide(&w, &sent.contact, "intervention-plan").await;
    officer.get(&format!("{base}/answer")).await.must_say("Before you call or write").must_say("No message goes out");
    officer.submit(&format!("{base}/answer"), &[("answer", "Thank you.")]).await.must_be(303);
    // she left an address and did not say that it is safe: nothing is written to it
    let id: contacts::ContactId = sent.contact.parse().expect("an id");
    assert_eq!(contacts::records::addressee(&mut w.conn(), id).expect("read").email, None);
    // a letter is refused, too, and whoever works with the family is shown it first
    let refused = officer.post(&format!("{base}/code"), &[]).await;
    assert!(refused.status.is_client_error(), "{}", refused.text());
    let manager = w.person("manager").await;
    manager.get(&format!("/families/{family}")).await.must_say("Never use this number: 07700 900111");
});

story!(what_cannot_be_safe_is_asked_again, |w| {
    let mother = w.stranger();
    let path = "/ask-for-help/reach";
    let asked = |fields: Vec<(&'static str, &'static str)>| {
        let mother = &mother;
        async move { mother.submit(path, &fields).await }
    };
    asked(vec![]).await.must_be(422).must_say("Choose how we may reach you");
    asked(vec![("ways", "call")]).await.must_be(422).must_say("Enter the telephone number that is safe");
    asked(vec![("ways", "letter")]).await.must_be(422).must_say("Enter the address to which a letter can go");
    let same = vec![("ways", "call"), ("maker_phone", "07700 900111"), ("never", "+44 7700 900111")];
    asked(same).await.must_be(422).must_say("You gave this number as the one to use");
    asked(vec![("ways", "here")]).await.must_be(303);
});

story!(a_young_person_is_asked_in_their_own_words_and_no_parent_is_told_first, |w| {
    let young = w.stranger();
    answer(&young, "who", &[("for_whom", "me-young")]).await;
    let about = young.get("/ask-for-help/about").await;
    about
        .must_say("What should we call you?")
        .must_say("We do not tell your parents or carers before")
        .must_say("0800 1111");
    answer(&young, "about", &[("maker_name", "Bee"), ("age", "14")]).await;
    answer(&young, "reach", &[("ways", "here")]).await;
    let worries = young.get("/ask-for-help/worries").await;
    worries.must_say("What is going on? Say it in your own words").must_say("Something else").must_not_say("Parenting");
    answer(&young, "worries", &[("summary", "I can't sleep.")]).await;
    let sent = young.submit("/ask-for-help/check", &[]).await;
    young.follow(&sent).await.must_say("Thank you");

    let officer = w.person("front-door").await;
    let contact = newest(&w);
    officer
        .get(&format!("/contacts/{contact}"))
        .await
        .must_say("A young person asks for themselves")
        .must_say("Bee")
        .must_say("14")
        .must_say("Do not call or write");
    // the front door says which needs they are
    let path = format!("/contacts/{contact}/decision");
    let page = officer.get(&path).await;
    let without = [("level", "1"), ("outcome", "advice"), ("reason", "They asked to talk.")];
    officer.submit_on(&page, &path, &without).await.must_be(422).must_say("Choose at least one need");
});

story!(danger_has_its_own_receipt_that_says_the_true_time_and_how_to_call_without_a_voice, |w| {
    let mother = w.stranger();
    let fields = [("summary", "He is breaking the door."), ("no_call_back", "yes")];
    let sent = mother.submit("/ask-for-help/danger", &fields).await;
    let receipt = mother.follow(&sent).await;
    receipt
        .must_say("Nobody is on call at this hour.")
        .must_say("press 55 when asked")
        .must_say("text the word register to 999")
        .must_say("999 BSL")
        .must_say("Your code is")
        .must_not_say("end of the next working day");
    for dials in ["tel:999", "tel:18000", "sms:999", "tel:08001111"] {
        assert!(receipt.link(dials).is_some(), "{dials}");
    }
    // the same form again is the same receipt
    let page = mother.get("/ask-for-help/danger").await;
    let key = ("key", "one-alarm");
    let first = mother.submit_on(&page, "/ask-for-help/danger", &[fields[0], fields[1], key]).await;
    let shown = reference(&mother.follow(&first).await);
    let again = mother.submit_on(&page, "/ask-for-help/danger", &[fields[0], fields[1], key]).await;
    assert_eq!(reference(&mother.follow(&again).await), shown);
});

story!(the_front_door_gives_another_code_by_letter_and_the_one_before_opens_nothing, |w| {
    let reach: &[(&str, &str)] = &[("ways", "letter"), ("letter_to", "c/o 9 Example Road")];
    let sent = ask(&w, &Asking { reach, ..MOTHER }).await;
    let before = reader(&w, &sent).await;
    let officer = w.person("front-door").await;
    let page_of = officer.get(&format!("/contacts/{}", sent.contact)).await;
    let given = officer.submit_on(&page_of, &format!("/contacts/{}/code", sent.contact), &[]).await;
    let letter = officer.follow(&given).await;
    letter.must_say(&sent.reference).must_say("c/o 9 Example Road").must_not_say("Okoro");
    let anew = code(&letter);
    read(&w.stranger(), &sent.reference, &sent.code).await.must_be(422);
    assert_eq!(page(&before).await.location, "/ask-for-help/answer", "what was open is closed");
    read(&w.stranger(), &sent.reference, &anew).await.must_be(303);
    w.person("lead").await.get(&given.location).await.must_be(404);
});

story!(a_link_by_email_is_good_once_for_a_day_and_tells_nobody_whether_there_is_anything, |w| {
    let w = w.with_mail();
    let mother = write(&w, &MOTHER).await;
    let wrong = mother.submit("/ask-for-help/later", &[("how", "email"), ("email", "nobody")]).await;
    wrong.must_be(422).must_say("Enter an email address like");
    let saved = mother.submit("/ask-for-help/later", &[("how", "email"), ("email", "Ife@example.com")]).await;
    assert_eq!(saved.location, "/ask-for-help/later/sent");
    let first = w.letters("Go on where you stopped").await;
    assert_eq!(first.len(), 1);
    assert!(!first[0].contains("Okoro") && !first[0].contains("Ada"), "{}", first[0]);
    let link = |letter: &str| {
        let at = letter.find("/ask-for-help/go-on/").expect("a link");
        letter[at..].split_whitespace().next().expect("a link").to_owned()
    };

    // a day later it is over; another is asked for, and for an address of which nothing is known nothing goes out
    let w = w.at(testkit::NOW.plus_seconds(DAY + 60));
    let other = w.stranger();
    let code = link(&first[0]).rsplit('/').next().expect("a code").to_owned();
    other.post("/ask-for-help/go-on", &[("code", &code)]).await.must_be(422);
    for address in ["ife@example.com", "someone@example.com"] {
        let asked = other.post("/ask-for-help/go-on/link", &[("email", address)]).await;
        assert_eq!(asked.location, "/ask-for-help/later/sent");
    }
    let all = w.letters("Go on where you stopped").await;
    assert_eq!(all.len(), 2, "{all:?}");
    let new = all.iter().map(|letter| link(letter)).find(|one| *one != link(&first[0])).expect("another link");
    other.get(&new).await.must_be(200).must_not_say("Mornings");
    let code = new.rsplit('/').next().expect("a code");
    let gone_on = other.post("/ask-for-help/go-on", &[("code", code)]).await;
    other.follow(&gone_on).await.must_say("Mornings are hard.");
});

story!(every_public_page_has_a_way_to_a_human_being_and_says_what_it_is, |w| {
    let anybody = w.stranger();
    let found =
        ["/", "/contact", "/young-people", "/easy-read", "/professionals", "/privacy", "/accessibility", "/cookies"];
    for path in found {
        let page = anybody.get(path).await;
        page.must_be(200);
        assert!(page.link("/contact").is_some(), "{path}: no way to a person");
        assert!(page.body.contains("<meta name=\"description\""), "{path}");
        assert!(page.body.contains("rel=\"canonical\""), "{path}");
        assert!(!page.body.contains("noindex"), "{path}");
        assert!(page.body.len() < 30_000, "{path}: {} bytes", page.body.len());
        let leaves = !matches!(path, "/accessibility" | "/cookies");
        assert_eq!(page.form("/leave").is_some(), leaves, "{path}");
    }
    for path in ["/ask-for-help", "/ask-for-help/who", "/ask-for-help/worries", "/ask-for-help/answer", "/sign-in"] {
        let page = anybody.get(path).await;
        assert!(page.body.contains("noindex"), "{path}");
        assert!(page.link("/contact").is_some(), "{path}: no way to a person");
    }
    let home = anybody.get("/").await;
    for dials in ["tel:999", "tel:111", "tel:08001111", "sms:85258"] {
        assert!(home.link(dials).is_some(), "{dials}");
    }
    assert!(home.body.contains("application/ld+json"));
    let map = anybody.get("/sitemap.xml").await;
    map.must_be(200);
    assert!(found.iter().all(|path| map.body.contains(&format!("{path}</loc>"))));
    assert!(!map.body.contains("ask-for-help"));
    assert!(anybody.get("/robots.txt").await.body.contains("Disallow: /ask-for-help/"));
    // who is signed in goes straight to their work
    assert_eq!(w.person("front-door").await.get("/").await.location, "/triage");
});
