//! Stories of training: a course is planned, booked, held; who came has a certificate, which runs out; each rule says no
//! by name.

use crate::{
    commands::{account, does, finds_nothing, refuses},
    doors::letters,
    helpers::led,
};
use access::{Permits, booking as place, course, nobody};
use store::Uuid;
use testkit::{Page, Person, World, story};
use training::{
    BookingId, CourseId, SessionId, Whom, book, keeping,
    records::{bookings, certificates},
    rules::{Mark, Moment, State},
    running, withdraw,
};

/// The id at the end of where somebody was led.
fn id_of(page: &Page) -> Uuid {
    page.must_be(303);
    let path = page.led_to();
    path.split(['?', '/']).find_map(|part| part.parse().ok()).expect("an id")
}

/// A course that the trainer holds, with these fields otherwise.
pub async fn course_of(w: &World, others: &[(&str, &str)]) -> CourseId {
    let manager = w.person("manager").await;
    let page = manager.get("/training/courses/new").await;
    let trainer = page.value_of("Bridget Amadi, Council").expect("the trainer");
    let good = [
        ("name", "Seeing it early"),
        ("what", "Notice early, and ask."),
        ("for_whom", "Everybody"),
        ("strategies", "neglect"),
        ("trainers", trainer.as_str()),
        ("renew_months", "12"),
    ];
    let kept = good.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    let fields: Vec<(&str, &str)> = kept.copied().chain(others.iter().copied()).collect();
    CourseId(id_of(&manager.submit_on(&page, "/training/courses/new", &fields).await))
}

async fn plan(person: &Person, of: CourseId, (day, month): (&str, &str), others: &[(&str, &str)]) -> Page {
    let path = format!("/training/courses/{of}/sessions/new");
    let page = person.get(&path).await;
    let trainer = page.value_of("Bridget Amadi").unwrap_or_default();
    let good = [
        ("on_day-day", day),
        ("on_day-month", month),
        ("on_day-year", "2026"),
        ("opens", "9:30"),
        ("closes", "12:00"),
        ("place", "Training room"),
        ("places", "2"),
        ("trainer", trainer.as_str()),
    ];
    let kept = good.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    let fields: Vec<(&str, &str)> = kept.copied().chain(others.iter().copied()).collect();
    person.submit_on(&page, &path, &fields).await
}

/// A session of two places on this day.
pub async fn session_of(w: &World, of: CourseId, day: (&str, &str)) -> SessionId {
    let trainer = w.person("trainer").await;
    SessionId(id_of(&plan(&trainer, of, day, &[]).await))
}

async fn books(w: &World, who: &str, session: SessionId) -> BookingId {
    let person = w.person(who).await;
    let page = person.get(&format!("/training/sessions/{session}")).await;
    BookingId(id_of(&person.submit_on(&page, &format!("/training/sessions/{session}/booking"), &[]).await))
}

fn state(w: &World, id: BookingId) -> State {
    bookings::find(&mut w.conn(), id).expect("a place").state
}

pub fn daily(w: &World) {
    let all = app::capabilities::ALL;
    let round = all.iter().flat_map(|one| one.daily).find(|daily| daily.at.kind == "look-after-training").expect("it");
    (round.run)(&w.app.db, &w.app.pack, all).expect("done");
    w.app.db.look_again();
}

/// Whoever is of the session came, by the register on its page.
async fn everybody_came(w: &World, session: SessionId) {
    let trainer = w.person("trainer").await;
    trainer.submit(&format!("/training/sessions/{session}/register"), &[("everybody", "yes")]).await.must_be(303);
}

story!(from_a_course_to_a_certificate_and_what_it_changed, |w| {
    let of = course_of(&w, &[]).await;
    let session = session_of(&w, of, ("18", "3")).await;
    let school = w.person("school").await;
    school.get("/training").await.must_say("Seeing it early").must_say("2 places free");
    let filtered = school.get("/training?strategy=parenting").await;
    assert!(!filtered.texts("td").iter().any(|cell| cell.contains("Seeing it early")), "another strategy");
    let booked = books(&w, "school", session).await;
    let sent = letters(&w).await;
    let letter = sent.iter().find(|letter| letter.contains("school@example.org")).expect("a letter");
    assert!(letter.contains("You have a place") && letter.contains("18 March 2026") && !letter.contains("Priya"));
    w.person("trainer").await.get("/my-work").await.must_say("Register: Seeing it early");
    let before = format!("/training/bookings/{booked}/evaluation/before");
    school.submit(&before, &[]).await.must_be(422).must_say("Enter a whole number from 0 to 10");
    let answers = [("answer-see", "3"), ("answer-talk", "4"), ("answer-level", "2"), ("answer-whom", "5")];
    school.submit(&before, &[&answers[..], &[("words", "To begin.")]].concat()).await.must_be(303);
    school.submit(&before, &answers).await.must_be(422).must_say("answered already");

    // three working days before it those who are booked are reminded
    let w = w.later(9);
    daily(&w);
    w.person("school").await.get("/my-work").await.must_say("Training room");

    let w = w.later(5);
    everybody_came(&w, session).await;
    let trainer = w.person("trainer").await;
    trainer.get("/my-work").await.must_say("Give the certificates");
    let path = format!("/training/sessions/{session}");
    let page = trainer.get(&path).await;
    trainer.submit_on(&page, &format!("{path}/certificates"), &[]).await.must_be(303);
    trainer.get("/my-work").await.must_not_say("Give the certificates");
    let school = w.person("school").await;
    school.get("/my-work").await.must_say("What do you take with you").must_say("Your certificate");
    let paper = school.get(&format!("/training/bookings/{booked}/certificate")).await;
    paper.must_say("Priya Shah").must_say("Elm Street Primary").must_say("Holds until 18 March 2027");
    school.submit(&format!("/training/bookings/{booked}/evaluation/after"), &answers).await.must_be(303);
    school.get(&format!("/training/bookings/{booked}/evaluation/later")).await.must_say("This is asked later");

    let w = w.later(92);
    daily(&w);
    let school = w.person("school").await;
    school.get("/my-work").await.must_say("Three months on");
    school.submit(&format!("/training/bookings/{booked}/evaluation/later"), &answers).await.must_be(303);
    // and before it runs out going again is owed; once
    let w = w.later(225);
    daily(&w);
    daily(&w);
    let school = w.person("school").await;
    assert_eq!(school.get("/my-work").await.text().matches("Go again: Seeing it early").count(), 1);
    // who goes again owes it no more
    let trainer = w.person("trainer").await;
    let again = SessionId(id_of(&plan(&trainer, of, ("3", "2"), &[("on_day-year", "2027")]).await));
    books(&w, "school", again).await;
    let w = w.later(5);
    everybody_came(&w, again).await;
    does(&w, "trainer", |change| {
        let permit = change.permit(course::Run, of)?;
        let pack = change.pack.clone();
        running::certify_all(change.tx, &permit, &pack, again)
    });
    w.person("school").await.get("/my-work").await.must_not_say("Go again");
});

story!(a_full_session_has_a_waiting_list_and_a_free_place_goes_to_whoever_waits_longest, |w| {
    let of = course_of(&w, &[]).await;
    let session = session_of(&w, of, ("18", "3")).await;
    let first = books(&w, "school", session).await;
    books(&w, "police", session).await;
    let page = w.person("lead").await.get(&format!("/training/sessions/{session}")).await;
    page.must_say("full").must_say("Go on the waiting list");
    let (longest, other) = (books(&w, "lead", session).await, books(&w, "charity", session).await);
    assert_eq!((state(&w, longest), state(&w, other)), (State::Waiting, State::Waiting));

    let school = w.person("school").await;
    let path = format!("/training/bookings/{first}");
    school.submit_on(&school.get(&path).await, &format!("{path}/withdrawal"), &[]).await.must_be(303);
    assert_eq!((state(&w, longest), state(&w, other)), (State::Offered, State::Waiting));
    // by the third working day after Wednesday, 4 March
    let lead = w.person("lead").await;
    lead.get("/my-work").await.must_say("Answer by 9 March 2026").must_say("Answer to the place that is offered");
    let path = format!("/training/bookings/{longest}");
    let page = lead.get(&path).await;
    lead.submit_on(&page, &format!("{path}/answer"), &[]).await.must_be(422).must_say("Choose whether");
    // nobody answers: it goes to the next, and nobody owes anything for it
    let w = w.later(6);
    daily(&w);
    assert_eq!((state(&w, longest), state(&w, other)), (State::Off, State::Offered));
    let lead = w.person("lead").await;
    lead.get("/my-work").await.must_not_say("Answer to the place that is offered").must_say("went to the next");
    refuses(&w, "lead", "nothing-offered", |change| {
        let permit = change.permit(place::Answer, longest)?;
        let pack = change.pack.clone();
        training::answer(change.tx, &permit, &pack, Some(true))
    });
    let charity = w.person("charity").await;
    let path = format!("/training/bookings/{other}");
    let page = charity.get(&path).await;
    charity.submit_on(&page, &format!("{path}/answer"), &[("answer", "yes")]).await.must_be(303);
    assert_eq!(state(&w, other), State::Booked);
});

story!(nobody_is_booked_twice_or_into_what_has_been, |w| {
    let of = course_of(&w, &[]).await;
    let session = session_of(&w, of, ("18", "3")).await;
    let other = session_of(&w, of, ("25", "3")).await;
    let booked = books(&w, "school", session).await;
    let me = Whom::Account(account(&w, "school"));
    for id in [session, other] {
        refuses(&w, "school", "booked-already", |change| {
            let permit = change.allow(nobody::BookTraining)?;
            book(change.tx, &permit, id, me.clone(), None)
        });
    }
    // by name, an address that belongs to an account is that account
    let path = format!("/training/sessions/{other}/people/new");
    let again = [("name", "P Shah"), ("organisation", "Elm Street"), ("email", "School@example.org ")];
    let health = w.person("health-visitor").await;
    let refused = health.submit(&path, &again).await;
    refused.must_be(422).must_say("There is a place");
    assert!(refused.body.contains("P Shah"), "what was typed stands there still");
    health.submit(&path, &[("email", "nobody")]).await.must_be(422).must_say("Enter the full name");
    let person = [("name", "Rosa  Finch"), ("organisation", "A nursery"), ("email", "rosa@nursery.example.org")];
    health.submit(&path, &person).await.must_be(303);
    health.submit(&path, &person).await.must_be(422).must_say("There is a place");
    let sent = letters(&w).await;
    let letter = sent.iter().find(|letter| letter.contains("rosa@nursery")).expect("a letter");
    assert!(letter.contains("trainer@example.org") && !letter.contains("Rosa") && !letter.contains("/training/"));
    health.get("/training").await.must_say("Rosa Finch");
    w.person("police").await.get("/training").await.must_not_say("Rosa Finch");

    refuses(&w, "trainer", "trainer-books-own", |change| {
        let permit = change.allow(nobody::BookTraining)?;
        let me = Whom::Account(change.account()?);
        book(change.tx, &permit, session, me, None)
    });
    let w = w.later(14);
    refuses(&w, "police", "book-past", |change| {
        let permit = change.allow(nobody::BookTraining)?;
        let me = Whom::Account(change.account()?);
        book(change.tx, &permit, session, me, None)
    });
    refuses(&w, "school", "give-back-too-late", |change| {
        let permit = change.permit(place::Answer, booked)?;
        let pack = change.pack.clone();
        withdraw(change.tx, &permit, &pack)
    });
    // whoever is there on the day is added by the trainer, however full it is
    let trainer = w.person("trainer").await;
    let path = format!("/training/sessions/{session}/people/new");
    for name in ["Ada One", "Bo Two"] {
        trainer.submit(&path, &[("name", name), ("organisation", "A club")]).await.must_be(303);
    }
    assert_eq!(running::expected(&mut w.conn(), session).expect("people").len(), 3);
});

story!(attendance_comes_with_the_day_and_a_certificate_with_attendance, |w| {
    let of = course_of(&w, &[]).await;
    let session = session_of(&w, of, ("18", "3")).await;
    let booked = books(&w, "school", session).await;
    let missed = books(&w, "police", session).await;
    let register = |marks: &[(BookingId, Mark)], everybody: bool| {
        let said = marks.iter().copied().collect();
        move |change: &mut access::Change<'_, '_>| {
            let permit = change.permit(course::Run, of)?;
            let pack = change.pack.clone();
            running::register(change.tx, &permit, &pack, session, (&said, everybody))
        }
    };
    let certify = |id: BookingId| {
        move |change: &mut access::Change<'_, '_>| {
            let permit = change.permit(course::Run, of)?;
            let pack = change.pack.clone();
            running::certify(change.tx, &permit, &pack, id)
        }
    };
    refuses(&w, "trainer", "attendance-too-early", register(&[], true));
    refuses(&w, "trainer", "certificate-without-attendance", certify(booked));
    let w = w.later(14);
    refuses(&w, "trainer", "register-incomplete", register(&[(booked, Mark::Came)], false));
    let path = format!("/training/sessions/{session}/register");
    let trainer = w.person("trainer").await;
    trainer.submit(&path, &[]).await.must_be(422).must_say("Say whether Priya Shah came");
    let marks = [(format!("mark-{booked}"), "came"), (format!("mark-{missed}"), "missed")];
    let fields: Vec<(&str, &str)> = marks.iter().map(|(name, mark)| (name.as_str(), *mark)).collect();
    trainer.submit(&path, &fields).await.must_be(303);
    refuses(&w, "trainer", "certificate-without-attendance", certify(missed));
    does(&w, "trainer", certify(booked));
    refuses(&w, "trainer", "certificate-already", certify(booked));
    // a register is put right, but not over a certificate: that is taken back first, with a word
    refuses(&w, "trainer", "register-certified", register(&[(booked, Mark::Missed)], true));
    let end = format!("/training/bookings/{booked}/certificate/end");
    trainer.submit(&end, &[]).await.must_be(422).must_say("Say why it is taken back");
    trainer.submit(&end, &[("why", "Somebody else was meant.")]).await.must_be(303);
    w.person("school").await.get(&format!("/training/bookings/{booked}/certificate")).await.must_be(404);
    trainer.submit(&path, &[(&*format!("mark-{booked}"), "missed")]).await.must_be(303);
    refuses(&w, "school", "evaluation-only-who-came", |change| {
        let permit = change.permit(place::Evaluate, booked)?;
        let pack = change.pack.clone();
        running::evaluate(change.tx, &permit, &pack, Moment::After, (&[].into(), ""))
    });
});

story!(a_trainer_of_another_course_does_nothing_here, |w| {
    let of = course_of(&w, &[]).await;
    let session = session_of(&w, of, ("18", "3")).await;
    let booked = books(&w, "school", session).await;
    let manager = w.person("manager").await;
    let page = manager.get("/training/courses/new?find=Novak").await;
    let charity = page.value_of("Lena Novak, Harbour Families").expect("a partner");
    let other = course_of(&w, &[("name", "Another"), ("trainers", &charity)]).await;
    let lena = w.person("charity").await;
    lena.get(&format!("/training/courses/{other}/sessions/new")).await.must_be(200);
    for path in [
        format!("/training/courses/{of}/sessions/new"),
        format!("/training/sessions/{session}/register"),
        format!("/training/sessions/{session}/change"),
        format!("/training/sessions/{session}/cancel"),
    ] {
        lena.get(&path).await.must_be(403);
        w.person("school").await.get(&path).await.must_be(403);
    }
    for path in ["", "/evaluation/before", "/certificate", "/certificate/end"] {
        lena.get(&format!("/training/bookings/{booked}{path}")).await.must_be(404);
    }
    lena.get(&format!("/training/sessions/{session}")).await.must_not_say("Priya Shah");
    // with a permit for one's own course nothing of another is found
    finds_nothing(&w, "charity", |change| {
        let permit = change.permit(course::Run, other)?;
        let pack = change.pack.clone();
        keeping::cancel(change.tx, &permit, &pack, session, "Ill.")
    });
    // nor can a session of a course be given to a trainer of another
    let trainer = w.person("trainer").await;
    let chosen = plan(&trainer, of, ("20", "3"), &[("trainer", &charity)]).await;
    chosen.must_be(422).must_say("Choose a trainer of this course");
    // the trainer does not speak for somebody with an account
    trainer.get(&format!("/training/bookings/{booked}/evaluation/before")).await.must_be(403);
});

story!(a_session_is_planned_on_a_working_day_by_a_trainer_who_is_free, |w| {
    let of = course_of(&w, &[]).await;
    let trainer = w.person("trainer").await;
    // Good Friday, and a Saturday
    let refused = plan(&trainer, of, ("3", "4"), &[]).await;
    refused.must_be(422).must_say("Good Friday");
    assert!(refused.body.contains("Training room"), "what was typed stands there still");
    plan(&trainer, of, ("14", "3"), &[]).await.must_be(422).must_say("a Saturday");
    plan(&trainer, of, ("14", "3"), &[("though_off", "yes")]).await.must_be(303);
    plan(&trainer, of, ("4", "3"), &[]).await.must_be(422).must_say("Enter a day after today");
    let wrong = [("opens", "12:30"), ("places", "none"), ("place", "")];
    let page = plan(&trainer, of, ("19", "3"), &wrong).await;
    page.must_be(422).must_say("the earlier first").must_say("from 1 to 500").must_say("Enter where it is");
    plan(&trainer, of, ("19", "3"), &[]).await.must_be(303);
    plan(&trainer, of, ("19", "3"), &[]).await.must_be(422).must_say("They hold another session at that time");
    plan(&trainer, of, ("19", "3"), &[("opens", "13:00"), ("closes", "15:00")]).await.must_be(303);
    let manager = w.person("manager").await;
    let nothing = manager.submit("/training/courses/new", &[("parts", "0"), ("renew_months", "often")]).await;
    nothing
        .must_be(422)
        .must_say("Enter what the course is called")
        .must_say("Write what people can do")
        .must_say("Choose at least one strategy")
        .must_say("Choose at least one trainer")
        .must_say("from 1 to 10")
        .must_say("from 1 to 120");
});

story!(when_a_trainer_is_ill_another_takes_over_or_everybody_is_offered_the_next, |w| {
    let lena = w.person("manager").await.get("/training/courses/new?find=Novak").await;
    let lena = lena.value_of("Lena Novak, Harbour Families").expect("a partner");
    let page = w.person("manager").await.get("/training/courses/new").await;
    let bridget = page.value_of("Bridget Amadi, Council").expect("the trainer");
    let of = course_of(&w, &[("trainers", &bridget), ("trainers", &lena)]).await;
    let session = session_of(&w, of, ("18", "3")).await;
    let (one, two) = (books(&w, "school", session).await, books(&w, "police", session).await);
    let waits = books(&w, "health-visitor", session).await;
    // another takes over: the register is hers from then on
    let manager = w.person("manager").await;
    manager.submit(&format!("/training/sessions/{session}/change"), &[("trainer", &lena)]).await.must_be(303);
    w.person("charity").await.get("/my-work").await.must_say("Register: Seeing it early").must_say("You hold");
    w.person("trainer").await.get("/my-work").await.must_not_say("Register: Seeing it early");
    // or it is cancelled: those who had a place are offered the next, whoever waited waits on
    let next = session_of(&w, of, ("25", "3")).await;
    books(&w, "lead", next).await;
    let cancel = format!("/training/sessions/{session}/cancel");
    let trainer = w.person("charity").await;
    trainer.submit(&cancel, &[]).await.must_be(422).must_say("Say why");
    trainer.submit(&cancel, &[("why", "Nobody can hold it.")]).await.must_be(303);
    assert_eq!(state(&w, one), State::Offered);
    assert_eq!((state(&w, two), state(&w, waits)), (State::Waiting, State::Waiting), "there was one place");
    w.person("police")
        .await
        .get("/my-work")
        .await
        .must_say("Cancelled: Seeing it early")
        .must_say("Nobody can hold it");
    trainer.submit_on(&trainer.get(&cancel).await, &cancel, &[("why", "Again.")]).await.must_be(422);
    // as soon as another is planned they come first
    let later = session_of(&w, of, ("1", "4")).await;
    assert_eq!((state(&w, two), state(&w, waits)), (State::Offered, State::Offered));
    let found = bookings::find(&mut w.conn(), two).expect("a place");
    assert_eq!(found.session_id, Some(later));
    w.person("charity").await.get("/my-work").await.must_not_say("Register: Seeing it early, 18");
});

story!(a_session_whose_trainer_is_gone_is_somebody_s_to_see_to, |w| {
    let of = course_of(&w, &[]).await;
    let session = session_of(&w, of, ("18", "3")).await;
    let admin = w.person("admin").await;
    let id = account(&w, "trainer");
    let path = format!("/admin/accounts/{id}/disable");
    let page = admin.get(&path).await;
    let reason: Vec<(&str, &str)> = page.names("reason").iter().map(|_| ("reason", "Left.")).collect();
    admin.submit_on(&page, &path, &reason).await.must_be(303);
    daily(&w);
    daily(&w);
    let manager = w.person("manager").await;
    assert_eq!(manager.get("/my-work").await.text().matches("Find somebody who holds").count(), 1);
    let page = manager.get(&format!("/training/courses/{of}/change?find=Novak")).await;
    let lena = page.value_of("Lena Novak, Harbour Families").expect("a partner");
    let path = format!("/training/courses/{of}/change");
    manager.submit_on(&page, &path, &[("trainers", &lena)]).await.must_be(303);
    manager.submit(&format!("/training/sessions/{session}/change"), &[("trainer", &lena)]).await.must_be(303);
    manager.get("/my-work").await.must_not_say("Find somebody who holds");
});

story!(who_leads_without_the_course_is_reminded_and_never_kept_from_anything, |w| {
    let (family, ..) = led(&w, "assessment").await;
    let of = course_of(&w, &[("name", "Leading"), ("for_leads", "yes")]).await;
    w.person("lead").await.get(&format!("/families/{family}")).await.must_be(200);
    let head = w.person("head").await;
    head.get("/training/leads").await.must_say("Daniel Osei").must_say("Not yet");
    let manager = w.person("manager").await;
    let page = manager.get("/training/leads").await;
    page.must_say("Daniel Osei").must_not_say("Okoro");
    w.person("manager-1@demo.example.org.uk").await.get("/training/leads").await.must_not_say("Daniel Osei");
    for who in ["lead", "board", "trainer", "commissioner"] {
        w.person(who).await.get("/training/leads").await.must_be(403);
    }
    let path = format!("/training/leads/{}/reminder", account(&w, "lead"));
    manager.submit_on(&page, &path, &[]).await.must_be(303);
    manager.get("/training/leads").await.must_say("4 March 2026, Ruth Calder");
    w.person("lead").await.get("/my-work").await.must_say("You lead families: Leading helps with it");
    // by itself it comes again after three months, not the next day
    daily(&w);
    let count = |w: &World| training::records::leads::reminded(&mut w.conn()).expect("reminders").len();
    assert_eq!(count(&w), 1);
    let twice = course_of_refused(&w).await;
    twice.must_be(422).must_say("There is a course for lead professionals already");

    let session = session_of(&w, of, ("18", "3")).await;
    books(&w, "lead", session).await;
    head.get("/training/leads").await.must_say("Booked or waiting for 18 March 2026");
    let w = w.later(14);
    everybody_came(&w, session).await;
    does(&w, "trainer", |change| {
        let permit = change.permit(course::Run, of)?;
        let pack = change.pack.clone();
        running::certify_all(change.tx, &permit, &pack, session)
    });
    w.person("head").await.get("/training/leads").await.must_not_say("Daniel Osei");
});

async fn course_of_refused(w: &World) -> Page {
    let manager = w.person("manager").await;
    let fields = [("name", "Leading too"), ("what", "Lead."), ("strategies", "neglect"), ("for_leads", "yes")];
    manager.submit("/training/courses/new", &fields).await
}

story!(a_course_of_two_parts_gives_a_certificate_for_both, |w| {
    let of = course_of(&w, &[("parts", "2")]).await;
    let trainer = w.person("trainer").await;
    plan(&trainer, of, ("18", "3"), &[]).await.must_be(422).must_say("Choose a part that the course has");
    let first = SessionId(id_of(&plan(&trainer, of, ("18", "3"), &[("part", "1")]).await));
    let second = SessionId(id_of(&plan(&trainer, of, ("19", "3"), &[("part", "2")]).await));
    let (one, two) = (books(&w, "school", first).await, books(&w, "school", second).await);
    let w = w.later(15);
    everybody_came(&w, first).await;
    let certify = |id: BookingId| {
        move |change: &mut access::Change<'_, '_>| {
            let permit = change.permit(course::Run, of)?;
            let pack = change.pack.clone();
            running::certify(change.tx, &permit, &pack, id)
        }
    };
    refuses(&w, "trainer", "certificate-parts-missing", certify(one));
    everybody_came(&w, second).await;
    does(&w, "trainer", certify(two));
    assert_eq!(certificates::of_course(&mut w.conn(), of).expect("certificates").len(), 1);
});

story!(people_without_an_account_are_forgotten_when_nothing_needs_them, |w| {
    let of = course_of(&w, &[("renew_months", "")]).await;
    let session = session_of(&w, of, ("18", "3")).await;
    let path = format!("/training/sessions/{session}/people/new");
    let person = [("name", "Rosa Finch"), ("organisation", "A nursery"), ("email", "rosa@nursery.example.org")];
    w.person("school").await.submit(&path, &person).await.must_be(303);
    let w = w.later(14);
    everybody_came(&w, session).await;
    let id = running::expected(&mut w.conn(), session).expect("people")[0].id;
    // what they say on paper the trainer enters
    let answers = [("answer-see", "3"), ("answer-talk", "4"), ("answer-level", "2"), ("answer-whom", "5")];
    let trainer = w.person("trainer").await;
    trainer.submit(&format!("/training/bookings/{id}/evaluation/after"), &answers).await.must_be(303);
    let w = w.later(180);
    daily(&w);
    assert_eq!(bookings::find(&mut w.conn(), id).expect("a place").name, "Rosa Finch");
    let w = w.later(5);
    daily(&w);
    let found = bookings::find(&mut w.conn(), id).expect("a place");
    assert_eq!((&*found.name, &*found.email, &*found.organisation), ("", "", "A nursery"));
    let w = w.later(1);
    w.person("trainer").await.get(&format!("/training/sessions/{session}")).await.must_say("Somebody");
});

story!(figures_by_agency_give_nobody_away_to_those_who_see_no_names, |w| {
    let of = course_of(&w, &[]).await;
    let session = session_of(&w, of, ("18", "3")).await;
    books(&w, "school", session).await;
    let w = w.later(14);
    everybody_came(&w, session).await;
    for who in ["manager", "head"] {
        let page = w.person(who).await.get("/training/figures").await;
        page.must_say("Elm Street Primary");
        assert!(page.texts("td").iter().any(|cell| cell == "1"));
    }
    for who in ["board", "commissioner"] {
        let page = w.person(who).await.get("/training/figures").await;
        page.must_say("Elm Street Primary").must_say("c: withheld");
        assert!(page.texts("td").iter().all(|cell| cell != "1"), "{:?}", page.texts("td"));
    }
    for who in ["school", "trainer", "lead"] {
        w.person(who).await.get("/training/figures").await.must_be(403);
    }
    w.person("head").await.get("/training/figures?year=1x").await.must_say("Training in 2026");
});
