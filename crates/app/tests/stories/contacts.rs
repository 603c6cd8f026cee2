//! Stories of the front door and what it refuses.

use crate::helpers::{CONTACT, contact, contact_of, decide, decision, family, same_people};
use access::{
    Actor, Change, Permits, Role, accounts, contact as acts, family as family_acts,
    guard::{self, NewRestriction},
};
use contacts::{
    ContactId,
    decide::{self as deciding, Decision},
    records::{self, Identified},
};
use diesel::prelude::*;
use people::PersonId;
use std::sync::Arc;
use store::{Author, Conn, Tx, log};
use testkit::{World, story};
use web::{Error, Result};

/// Someone of the cast, by the first part of their address.
fn someone(w: &World, word: &str) -> Actor {
    let mut conn = w.conn();
    let email = format!("{word}@example.org");
    let account = accounts::find_by_email(&mut conn, &email).expect("read").expect("an account");
    accounts::actor(&mut conn, w.app.db.now(), account.id).expect("read").expect("in use")
}

/// What this actor does without a page before it, which is kept.
fn by<T>(w: &World, actor: Actor, act: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) -> T {
    w.conn()
        .write(|conn| {
            let mut tx = Tx::within(conn, w.app.db.now(), Author::program());
            act(&mut Change::within(&w.app, &mut tx, Arc::new(actor)))
        })
        .expect("done")
}

fn events(conn: &mut Conn) -> usize {
    log::events_after(conn, None, 10_000).expect("events").len()
}

/// A command that says no by this name, and has written no event.
fn must_refuse<T>(change: &mut Change<'_, '_>, name: &str, command: impl FnOnce(&mut Change<'_, '_>) -> Result<T>) {
    let before = events(change.conn());
    match command(change) {
        Err(Error::Refused(refusals)) => assert!(refusals.names(name), "{name}: {refusals:?}"),
        Err(other) => panic!("{name}: {other:?}"),
        Ok(_) => panic!("{name} was not refused"),
    }
    assert_eq!(events(change.conn()), before, "{name} wrote an event");
}

/// A decision that can be made, with the first of the teams.
fn good_decision(change: &mut Change<'_, '_>) -> Decision {
    let team = accounts::list_teams(change.conn()).expect("teams").first().map(|team| team.id);
    Decision {
        level: "2".into(),
        outcome: "intervention-plan".into(),
        reason: "Attendance fell, and the family asks for help.".into(),
        team,
        version: 1,
        ..Decision::default()
    }
}

/// The persons of a decided contact, in the order in which they were named.
fn persons(w: &World, contact: &str) -> Vec<PersonId> {
    use records::contact_person::dsl;
    let id: ContactId = contact.parse().expect("an id");
    let named = dsl::contact_person.filter(dsl::contact_id.eq(id)).order(dsl::place).select(dsl::person_id);
    let found: Vec<Option<PersonId>> = named.load(&mut w.conn()).expect("persons");
    found.into_iter().flatten().collect()
}

story!(a_decision_without_a_reason_is_refused_and_nothing_typed_is_lost, |w| {
    let id = contact(&w).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{id}/decision");
    let page = officer.get(&path).await;
    let team = page.value_of("Gillingham").expect("a team");
    let refused = officer
        .submit_on(
            &page,
            &path,
            &[
                ("level", "2"),
                ("outcome", "intervention-plan"),
                ("team", &team),
                ("reason", " "),
                ("unmet", "No counselling place"),
            ],
        )
        .await;
    refused.must_be(422).must_say("Give the reason for your decision").must_say("No counselling place");
    assert!(refused.body.contains("Error: Decide on contact"));
});

story!(the_assessment_is_not_skipped_when_several_agencies_are_needed, |w| {
    let id = contact(&w).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{id}/decision");
    let page = officer.get(&path).await;
    let team = page.value_of("Gillingham").expect("a team");
    let mut fields = decision("intervention-plan", &team);
    fields.push(("indicators", "several-agencies"));
    officer.submit_on(&page, &path, &fields).await.must_be(422).must_say("an early help assessment is required");
});

story!(nobody_decides_on_a_contact_they_made_themselves, |w| {
    let officer = w.program("front-door").await;
    let page = officer.request("POST", "/api/v1/contacts", Some("application/json"), &[], CONTACT).await;
    page.must_be(201);
    let id = page.json()["id"].as_str().expect("an id").to_owned();
    let browser = w.person("front-door").await;
    browser
        .get(&format!("/contacts/{id}/decision"))
        .await
        .must_be(403)
        .must_say("someone else at the front door must decide");
    w.person("front-door-0@demo.example.org.uk").await.get(&format!("/contacts/{id}/decision")).await.must_be(200);
});

story!(a_contact_cannot_close_unanswered, |w| {
    let id = contact(&w).await;
    decide(&w, &id, "intervention-plan").await;
    let officer = w.person("front-door").await;
    let page = officer.get(&format!("/contacts/{id}/answer")).await;
    let form = page.form(&format!("/contacts/{id}/answer")).expect("a form");
    let csrf = form.iter().find(|(n, _)| n == "csrf").map(|(_, v)| v.clone()).expect("a token");
    officer
        .post(&format!("/contacts/{id}/closure"), &[("csrf", &csrf), ("key", "k")])
        .await
        .must_be(422)
        .must_say("cannot close unanswered");
    officer
        .submit(&format!("/contacts/{id}/answer"), &[("answer", "  ")])
        .await
        .must_be(422)
        .must_say("Write the answer");
});

story!(more_is_asked_of_whoever_made_it_and_given, |w| {
    let id = contact(&w).await;
    let officer = w.person("front-door").await;
    officer
        .submit(&format!("/contacts/{id}/information-request"), &[("text", "Who lives with Ada?")])
        .await
        .must_be(303);
    let school = w.person("school").await;
    let task = school.get("/my-work").await;
    task.must_say("More information about contact");
    school.get(&format!("/contacts/{id}")).await.must_say("Who lives with Ada?").must_say("asked you for more");
    school.submit(&format!("/contacts/{id}/information"), &[("text", "Her mother and a brother.")]).await.must_be(303);
    officer
        .get(&format!("/contacts/{id}"))
        .await
        .must_say("Her mother and a brother.")
        .must_say("Waits for a decision");
    school.get("/my-work").await.must_not_say("More information about contact");
    // what was not asked cannot be given
    school.get(&format!("/contacts/{id}/information")).await.must_be(403);
});

story!(someone_known_is_matched_before_the_decision_and_has_one_record, |w| {
    let first = contact(&w).await;
    let family_1 = decide(&w, &first, "intervention-plan").await;
    let second = contact(&w).await;
    let officer = w.person("front-door").await;
    officer.get("/triage").await.must_say("May be known");
    let decision_path = format!("/contacts/{second}/decision");
    let page = officer.get(&decision_path).await;
    let team = page.value_of("Gillingham").expect("a team");
    officer.submit_on(&page, &decision_path, &decision("advice", &team)).await.must_be(422);
    let refused =
        officer.submit_on(&page, &decision_path, &[("level", "1"), ("outcome", "advice"), ("reason", "x")]).await;
    refused.must_be(422).must_say("may be known already");
    let people = format!("/contacts/{second}/people");
    let page = officer.get(&people).await;
    page.must_say("NHS number agrees");
    same_people(&w, &second).await;
    // history at a glance, while it is undecided
    officer.get(&format!("/families/{family_1}")).await.must_be(200);
    officer
        .submit(&decision_path, &[("level", "1"), ("outcome", "advice"), ("reason", "Help goes on already.")])
        .await
        .must_be(303);
    assert_eq!(family(&w, &second), family_1);
    officer.get(&format!("/families/{family_1}")).await.must_be(403);
});

story!(twins_stay_two, |w| {
    let twins = CONTACT.replace(
        "{\"role\": \"parent\"",
        "{\"role\": \"child\", \"given_name\": \"Tobi\", \"family_name\": \"Okoro\", \
         \"date_of_birth\": \"2016-02-29\"}, {\"role\": \"parent\"",
    );
    let id = contact_of(&w, &twins).await;
    let family_id = decide(&w, &id, "intervention-plan").await;
    let again = contact_of(&w, &twins).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{again}/people");
    let page = officer.get(&path).await;
    // Ada's candidate is Ada alone: her twin shares name and day, and is not offered
    assert_eq!(page.body.matches("NHS number agrees").count(), 1, "{}", page.text());
    assert_eq!(people::records::members_of(&mut w.conn(), family_id).expect("members").len(), 3);
});

story!(what_is_wrong_in_the_questions_is_said_beside_the_answer, |w| {
    let school = w.person("school").await;
    let page = school
        .submit(
            "/contacts/new/people/1",
            &[
                ("role", "child"),
                ("given_name", "Ada"),
                ("date_of_birth-day", "30"),
                ("date_of_birth-month", "2"),
                ("date_of_birth-year", "2016"),
                ("postcode", "ME44 TR"),
                ("nhs_number", "9434765918"),
            ],
        )
        .await;
    page.must_be(422)
        .must_say("Date of birth must be a real date")
        .must_say("Enter a full UK postcode")
        .must_say("wrong digit");
    assert!(page.body.contains("value=\"ME44 TR\""), "what was typed is still there");
    school
        .submit("/contacts/new/worries", &[("summary", "")])
        .await
        .must_be(422)
        .must_say("Say what is happening")
        .must_say("Choose at least one need");
    school
        .submit("/contacts/new/agreement", &[("agreement", "refused")])
        .await
        .must_be(422)
        .must_say("Say why help is asked for without");
    school.get("/contacts/new/check").await.must_say("Some answers are still missing");
});

story!(a_contact_that_says_too_little_is_not_sent, |w| {
    let school = w.person("school").await;
    let page = school.get("/contacts/new/check").await;
    assert!(page.form("/contacts/new/check").is_none(), "nothing to send yet");
    let about = school.get("/contacts/new/about").await;
    let csrf =
        about.form("/contacts/new/about").expect("a form").into_iter().find(|(n, _)| n == "csrf").expect("a token").1;
    school
        .post("/contacts/new/check", &[("csrf", &csrf), ("key", "1")])
        .await
        .must_be(422)
        .must_say("Some answers are still missing");
});

story!(a_decision_is_held_to_its_rules_whoever_calls_it, |w| {
    let id: ContactId = contact(&w).await.parse().expect("an id");
    by(&w, someone(&w, "front-door"), |change| {
        let permit = change.permit(acts::Decide, id)?;
        let good = good_decision(change);
        let nothing = Decision { version: 1, ..Decision::default() };
        for name in ["decision-without-level", "decision-without-outcome", "decision-without-reason"] {
            must_refuse(change, name, |change| deciding::decide(change, &permit, &nothing));
        }
        let unknown = Decision { level: "9".into(), outcome: "miracle".into(), ..good.clone() };
        must_refuse(change, "decision-without-level", |change| deciding::decide(change, &permit, &unknown));
        must_refuse(change, "decision-without-outcome", |change| deciding::decide(change, &permit, &unknown));
        let of_nobody = Decision { team: Some(accounts::TeamId::new()), ..good.clone() };
        must_refuse(change, "decision-without-team", |change| deciding::decide(change, &permit, &of_nobody));
        let skipped = Decision { indicators: vec!["several-agencies".into()], ..good.clone() };
        must_refuse(change, "assessment-required", |change| deciding::decide(change, &permit, &skipped));
        let none = Decision { level: "1".into(), outcome: "no-further-action".into(), ..good.clone() };
        must_refuse(change, "no-further-action-without-reason", |change| deciding::decide(change, &permit, &none));

        deciding::decide(change, &permit, &good)?;
        must_refuse(change, "contact-is-decided", |change| deciding::decide(change, &permit, &good));
        Ok(())
    });
});

story!(a_contact_is_not_decided_while_someone_in_it_may_be_known_whoever_calls, |w| {
    let first = contact(&w).await;
    decide(&w, &first, "intervention-plan").await;
    let second: ContactId = contact(&w).await.parse().expect("an id");
    by(&w, someone(&w, "front-door"), |change| {
        let permit = change.permit(acts::Decide, second)?;
        let good = good_decision(change);
        must_refuse(change, "people-not-matched", |change| deciding::decide(change, &permit, &good));
        Ok(())
    });
});

story!(a_contact_is_answered_after_its_decision_and_closed_after_its_answer_whoever_calls, |w| {
    let id: ContactId = contact(&w).await.parse().expect("an id");
    by(&w, someone(&w, "front-door"), |change| {
        let answer = change.permit(acts::Answer, id)?;
        let close = change.permit(acts::Close, id)?;
        must_refuse(change, "answer-before-decision", |change| records::answer(change.tx, &answer, "Thank you."));
        must_refuse(change, "contact-unanswered", |change| records::close(change.tx, &close));

        let permit = change.permit(acts::Decide, id)?;
        let good = good_decision(change);
        deciding::decide(change, &permit, &good)?;
        must_refuse(change, "empty-answer", |change| records::answer(change.tx, &answer, "  "));
        must_refuse(change, "contact-unanswered", |change| records::close(change.tx, &close));

        records::answer(change.tx, &answer, "Thank you.")?;
        must_refuse(change, "contact-is-answered", |change| records::answer(change.tx, &answer, "Again."));
        records::close(change.tx, &close)?;
        must_refuse(change, "contact-is-closed", |change| records::close(change.tx, &close));
        Ok(())
    });
});

story!(more_is_asked_in_words_and_given_once_whoever_calls, |w| {
    let id: ContactId = contact(&w).await.parse().expect("an id");
    by(&w, someone(&w, "front-door"), |change| {
        let permit = change.permit(acts::AskInformation, id)?;
        let pack = change.pack.clone();
        must_refuse(change, "empty-question", |change| records::ask(change.tx, &permit, &pack, " "));
        records::ask(change.tx, &permit, &pack, "Who lives with Ada?")
    });
    by(&w, someone(&w, "school"), |change| {
        let permit = change.permit(acts::GiveInformation, id)?;
        must_refuse(change, "empty-information", |change| records::inform(change.tx, &permit, ""));
        records::inform(change.tx, &permit, "Her mother and a brother.")?;
        must_refuse(change, "information-not-asked", |change| records::inform(change.tx, &permit, "And a dog."));
        Ok(())
    });
    by(&w, someone(&w, "front-door"), |change| {
        let ask = change.permit(acts::AskInformation, id)?;
        let matching = change.permit(acts::MatchPeople, id)?;
        let permit = change.permit(acts::Decide, id)?;
        let (good, pack) = (good_decision(change), change.pack.clone());
        deciding::decide(change, &permit, &good)?;
        must_refuse(change, "contact-is-decided", |change| records::ask(change.tx, &ask, &pack, "Who?"));
        must_refuse(change, "contact-is-decided", |change| records::match_people(change.tx, &matching, &[]));
        Ok(())
    });
});

story!(two_people_of_a_contact_are_never_one_whoever_calls, |w| {
    let first = contact(&w).await;
    decide(&w, &first, "intervention-plan").await;
    let ada = persons(&w, &first)[0];
    let second: ContactId = contact(&w).await.parse().expect("an id");
    by(&w, someone(&w, "front-door"), |change| {
        let permit = change.permit(acts::MatchPeople, second)?;
        let named = records::people(change.conn(), &permit)?;
        let is_ada = |person: &records::ContactPerson| Identified {
            id: person.id,
            person: Some(ada),
            unsure: false,
            offered: vec![ada],
        };
        let twice: Vec<Identified> = named.iter().map(is_ada).collect();
        must_refuse(change, "one-person-twice", |change| records::match_people(change.tx, &permit, &twice));
        records::match_people(change.tx, &permit, &twice[..1])
    });
});

story!(nobody_is_matched_with_a_person_of_whom_the_officer_may_not_know, |w| {
    let first = contact(&w).await;
    let family_id = decide(&w, &first, "intervention-plan").await;
    let ada = persons(&w, &first)[0];
    let second: ContactId = contact(&w).await.parse().expect("an id");
    let privacy = Actor { roles: vec![Role::Privacy], ..someone(&w, "front-door") };
    let lead = someone(&w, "lead").account.expect("an account");
    by(&w, privacy, |change| {
        let permit = change.permit(family_acts::Restrict, family_id)?;
        let new = NewRestriction { listed: [lead].into(), lift: false, reason: "A threat.".into() };
        guard::restrict(change.tx, &permit, &new)
    });
    by(&w, someone(&w, "front-door"), |change| {
        let permit = change.permit(acts::MatchPeople, second)?;
        let named = records::people(change.conn(), &permit)?;
        let is_ada = Identified { id: named[0].id, person: Some(ada), unsure: false, offered: vec![] };
        let before = events(change.conn());
        let refused = records::match_people(change.tx, &permit, &[is_ada]);
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        assert_eq!(events(change.conn()), before);
        Ok(())
    });
});
