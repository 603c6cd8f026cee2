//! Stories of services in the work: what fits, what was offered, referrals, what nothing meets.

use crate::{
    directory::{body, service},
    helpers::{CONTACT, agree, contact_of, led},
};

use access::{Change, Permits, family};
use directory::{
    offers::{self, Offering},
    records,
};

use std::sync::Arc;
use store::{Author, Tx};
use testkit::story;

story!(a_decision_offers_what_fits_and_keeps_what_nothing_meets, |w| {
    let text = CONTACT.replace("school-attendance", "money-and-debt\", \"bereavement");
    let id = service(&w, body("Baby bank"), 1);
    let mut grown = body("For grown children");
    grown.minimum_age = Some(16);
    grown.maximum_age = Some(25);
    service(&w, grown, 1);
    let contact = contact_of(&w, &text).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{contact}/decision");
    let page = officer.get(&path).await;
    page.must_say("Baby bank, Harbour Families")
        .must_say("For: Money, debt and food")
        .must_say("Nothing fits")
        .must_not_say("For grown children");
    officer
        .submit(
            &path,
            &[
                ("level", "1"),
                ("outcome", "signpost"),
                ("reason", "The baby bank can help."),
                ("offer", &id.to_string()),
                ("nothing-fits", "bereavement"),
            ],
        )
        .await
        .must_be(303);
    let unmet = offers::count_unmet(&mut w.conn(), store::Instant(0)).expect("counted");
    assert_eq!(unmet, [("bereavement".to_owned(), "ME4".to_owned(), 1)]);
    assert_eq!(store::dialect::count(&mut w.conn(), "service_offer").expect("a count"), 1);
});

story!(a_lead_offers_services_and_keeps_what_came_of_them, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (one, episode, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{episode}/services");
    let page = lead.get(&path).await;
    page.must_say("agreement is not in force").must_say("School attendance");
    agree(&lead, one).await;
    lead.submit_on(&page, &format!("{path}/needs"), &[("need", "money-and-debt")]).await.must_be(303);
    let open = lead.get(&path).await;
    open.must_say("Baby bank, Harbour Families")
        .must_say("For: Money, debt and food. ")
        .must_not_say("agreement is not in force");
    lead.submit_on(&open, &path, &[]).await.must_be(422).must_say("Tick what you offer");
    lead.submit_on(&open, &path, &[("offer", &id.to_string())]).await.must_be(303);
    let page = lead.get(&path).await;
    page.must_say("Offered on 4 March 2026");
    let answers = format!("{path}/answers");
    lead.submit_on(&page, &answers, &[("answer", "refused")])
        .await
        .must_be(422)
        .must_say("Say why the family does not want it");
    let page = lead.get(&path).await;
    lead.submit_on(&page, &answers, &[("answer", "refused"), ("why", "Too far without a car.")]).await.must_be(303);
    lead.get(&path).await.must_say("Too far without a car.");
    lead.get(&format!("/families/{one}")).await.must_say("Baby bank: refused");
    lead.get(&format!("/families/{one}/chronology")).await.must_say("Refused: Baby bank");
    // what was refused is not suggested again
    assert_eq!(lead.get(&path).await.body.matches("name=\"offer\"").count(), 0);
    // other needs
    let page = lead.get(&path).await;
    lead.submit_on(&page, &format!("{path}/needs"), &[("need", "bereavement")]).await.must_be(303);
    lead.get(&path).await.must_say("Nothing fits").must_say("Loss and bereavement");
    w.person("school").await.get(&path).await.must_be(403);
});

story!(a_referral_is_seen_by_its_maker_and_its_service_and_by_nobody_else, |w| {
    let id = service(&w, body("Baby bank"), 1);
    let (one, _, lead) = led(&w, "intervention-plan").await;
    agree(&lead, one).await;
    let new = format!("/families/{one}/referrals/new/{id}");
    let asked = new.clone();
    let page = lead.get(&asked).await;
    page.must_say("Refer to Baby bank");
    let text = ("text", "A cot before the baby comes in May.");
    lead.submit_on(&page, &new, &[text, ("reach", "01634 1")])
        .await
        .must_be(422)
        .must_say("Say who of the family agreed");
    let sent = lead.submit_on(&page, &new, &[text, ("reach", "01634 1"), ("agreed_by", "The mother, today")]).await;
    sent.must_be(303);
    let path = sent.led_to();
    lead.get(&path).await.must_say("Sent").must_say("A cot before the baby comes");
    let page = lead.get(&asked).await;
    lead.submit_on(&page, &new, &[text, ("reach", "01634 1"), ("agreed_by", "The mother")])
        .await
        .must_be(422)
        .must_say("is under way");
    // its maker does not answer it; others do not know of it
    lead.post(&path, &[("state", "accepted")]).await.must_be(403);
    for other in ["charity", "front-door", "directory", "board", "school"] {
        let status = w.person(other).await.get(&path).await.status.as_u16();
        assert!([403, 404].contains(&status), "{other}: {status}");
    }
    let provider = w.person("provider").await;
    provider.get("/referrals").await.must_say("Baby bank").must_not_say("A cot");
    provider.get(&path).await.must_say("A cot before the baby comes").must_not_say("The family's record");
    provider.get(&format!("/families/{one}")).await.must_be(404);
    provider.submit(&path, &[("state", "finished")]).await.must_be(422).must_say("The referral is sent");
    provider.submit(&path, &[("state", "declined")]).await.must_be(422).must_say("Say why");
    provider.submit(&path, &[("state", "accepted"), ("reason", "Come on Wednesday.")]).await.must_be(303);
    lead.get(&path).await.must_say("Accepted").must_say("Come on Wednesday.");
    provider.get("/services/ours").await.must_say("Referrals to us (1 open)");
    for state in ["started", "finished"] {
        provider.submit(&path, &[("state", state)]).await.must_be(303);
    }
    lead.get(&format!("/families/{one}")).await.must_say("Baby bank Finished");
    provider.get("/services/ours").await.must_say("Referrals to us (0 open)");
});

story!(a_family_s_page_shows_no_service_to_those_who_may_not_see_it, |w| {
    let (one, ..) = led(&w, "intervention-plan").await;
    for outsider in ["board", "provider", "directory"] {
        let status = w.person(outsider).await.get(&format!("/families/{one}")).await.status.as_u16();
        assert_eq!(status, 404, "{outsider}");
    }
});

story!(what_is_suggested_fits_the_need_the_age_the_agreement_and_whom_it_is_for, |w| {
    let mut forces = body("For those who serve");
    forces.who = vec!["forces".into()];
    service(&w, forces, 1);
    let mut asked = body("By referral");
    asked.referral_only = true;
    service(&w, asked, 1);
    let mut closed = body("Closed for a time");
    closed.status = directory::body::Status::Closed;
    service(&w, closed, 1);
    let mut both = body("Two in one");
    both.needs = vec!["money-and-debt".into(), "isolation".into()];
    let both = service(&w, both, 1);
    let today = w.app.db.now().date();
    let find = |wish: directory::suggest::Wish| {
        directory::suggest::find(&mut w.conn(), &w.app.pack, today, &wish).expect("found")
    };
    let names = |found: &directory::suggest::Suggestions| -> Vec<String> {
        found.combinations.iter().flat_map(|c| &c.picks).map(|p| p.service.body.0.name.clone()).collect()
    };
    let wish = directory::suggest::Wish {
        needs: vec!["money-and-debt".into(), "isolation".into()],
        ages: vec![3],
        agreed: true,
        ..Default::default()
    };
    let found = find(wish.clone());
    assert_eq!(names(&found), ["Two in one"], "one that meets both is enough");
    assert!(found.unmet.is_empty());
    // refused before: something else, and what is missing is said
    let found = find(directory::suggest::Wish { not: vec![both], ..wish.clone() });
    assert_eq!((names(&found), found.unmet.clone()), (vec!["By referral".to_owned()], vec!["isolation".to_owned()]));
    // without agreement only what one can go to oneself; nothing for a child who is too old
    let found = find(directory::suggest::Wish { not: vec![both], agreed: false, ..wish.clone() });
    assert!(names(&found).is_empty() && found.unmet.len() == 2);
    assert!(names(&find(directory::suggest::Wish { ages: vec![15], ..wish.clone() })).is_empty());
    let served = directory::suggest::Wish {
        needs: vec!["armed-forces".into(), "money-and-debt".into()],
        not: vec![both],
        agreed: false,
        ..wish
    };
    assert_eq!(names(&find(served)), ["For those who serve"]);
});

story!(a_second_contact_adds_to_what_is_sought_and_a_need_said_twice_is_one, |w| {
    let (one, episode, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{episode}/services");
    let page = lead.get(&path).await;
    let needs = format!("{path}/needs");
    let twice = [("need", "bereavement"), ("need", "bereavement")];
    lead.submit_on(&page, &needs, &twice).await.must_be(303);
    let (mut conn, now) = (w.conn(), w.app.db.now());
    let account = access::accounts::find_by_email(&mut conn, "lead@example.org").expect("read").expect("the lead");
    let actor = access::accounts::actor(&mut conn, now, account.id).expect("read").expect("the lead");
    conn.write(|conn| {
        let tx = &mut Tx::within(conn, now, Author::program());
        let mut change = Change::within(&w.app, tx, Arc::new(actor.clone()));
        let permit = change.permit(family::OfferService, one)?;
        offers::seek_also(change.tx, &Offering::to(&permit), &["housing".into(), "housing".into()])?;
        Ok::<_, web::Error>(())
    })
    .expect("sought");
    w.app.db.look_again();
    lead.get(&path).await.must_say("Housing").must_say("Loss and bereavement");
});

story!(word_of_a_referral_goes_to_the_people_of_the_service, |w| {
    let id = service(&w, body("Baby bank"), 1);
    // a keeper of the directory who says that the entry is right does not become its owner
    let keeper = w.person("directory").await;
    let page = keeper.get(&format!("/services/{id}/edit")).await;
    let token = page.form("/sign-out").expect("a form").remove(0).1;
    keeper.post(&format!("/services/{id}/assured"), &[("csrf", &token), ("key", "k")]).await.must_be(303);
    assert_eq!(records::find(&mut w.conn(), id).expect("found").0.owner_id, None);
    let (one, _, lead) = led(&w, "intervention-plan").await;
    agree(&lead, one).await;
    let new = format!("/families/{one}/referrals/new/{id}");
    lead.submit(&new, &[("text", "A cot."), ("reach", "01634 1"), ("agreed_by", "The mother")]).await.must_be(303);
    let provider =
        access::accounts::find_by_email(&mut w.conn(), "provider@example.org").expect("read").expect("there");
    let jobs = store::jobs::list_open(&mut w.conn(), 50).expect("jobs");
    let told = jobs.iter().filter(|j| j.kind == "service-message" && j.payload.0["account"] == provider.id.to_string());
    assert_eq!(told.count(), 1);
});
