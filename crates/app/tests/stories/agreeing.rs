//! Stories of agreement that has teeth: who must agree, what help may rest on instead, and what is not shared.

use crate::{
    commands::{does, refuses},
    helpers::{agree, close, led, share},
};
use access::{Change, FamilyId, Permits, accounts, family};
use people::{
    agreement::{self, NewBasis, NewDeclined},
    rules::InForce,
};
use testkit::{Page, Person, World, story};
use web::Result;

/// A parent who lives at this address, which may be empty, comes into the family.
pub(crate) async fn second_parent(lead: &Person, family: FamilyId, line_1: &str) {
    let path = format!("/families/{family}/people/new");
    let father = [
        ("role", "parent"),
        ("given_name", "Chidi"),
        ("family_name", "Okoro"),
        ("date_of_birth-day", "2"),
        ("date_of_birth-month", "2"),
        ("date_of_birth-year", "1988"),
        ("line_1", line_1),
        ("postcode", if line_1.is_empty() { "" } else { "ME4 4TR" }),
    ];
    lead.submit(&path, &father).await.must_be(303);
}

/// Records what somebody says, with these other answers.
pub(crate) async fn says(lead: &Person, family: FamilyId, who: &str, state: &str, more: &[(&str, &str)]) -> Page {
    let path = format!("/families/{family}/agreement");
    let page = lead.get(&path).await;
    let who = page.value_of(who).expect("a person");
    let mut fields = vec![("person", &*who), ("state", state), ("how", "in-person"), ("words", "Their own words.")];
    fields.extend(more);
    lead.submit_on(&page, &path, &fields).await
}

fn in_force(w: &World, who: &str, family: FamilyId) -> InForce {
    does(w, who, |change| {
        let permit = change.permit(family::Open, family)?;
        let (pack, today) = (change.pack.clone(), change.today);
        Ok(agreement::grounds(change.conn(), &permit, &pack, today)?.in_force)
    })
}

fn may_help(w: &World, who: &str, family: FamilyId) -> bool {
    does(w, who, |change| {
        let permit = change.permit(family::Open, family)?;
        let (pack, today) = (change.pack.clone(), change.today);
        Ok(agreement::grounds(change.conn(), &permit, &pack, today)?.may_help())
    })
}

story!(agreement_is_in_force_once_everyone_who_must_agree_was_asked, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    second_parent(&lead, family, "").await;
    let (page, path) = (format!("/families/{family}"), format!("/families/{family}/agreement"));
    assert_eq!(in_force(&w, "lead", family), InForce::None);

    agree(&lead, family).await;
    assert_eq!(in_force(&w, "lead", family), InForce::Partial(vec!["Chidi Okoro".into()]));
    lead.get(&page).await.must_say("Not in force").must_say("Not asked yet: Chidi Okoro");
    lead.get(&path).await.must_say("Chidi Okoro Not asked yet");

    // nothing new is shared by an agreement of which one parent does not know
    let sharing = format!("{page}/sharing");
    let form = lead.get(&sharing).await;
    let whom = form.value_of("Elm Street").expect("an organisation");
    let fields = [("organisation", whom.as_str()), ("scope", "The plan"), ("basis", "agreement")];
    lead.submit_on(&form, &sharing, &fields).await.must_be(422).must_say("Agreement is not in force");

    says(&lead, family, "Chidi Okoro", "given", &[]).await.must_be(303);
    assert_eq!(in_force(&w, "lead", family), InForce::Complete);
    share(&lead, family, "Elm Street").await;

    // and one who says no is named
    says(&lead, family, "Chidi Okoro", "refused", &[]).await.must_be(303);
    lead.get(&page).await.must_say("Not agreed by: Chidi Okoro");

    // after a year they are asked again
    let w = w.later(400);
    let lead = w.person("lead").await;
    says(&lead, family, "Chidi Okoro", "given", &[]).await.must_be(303);
    assert_eq!(in_force(&w, "lead", family), InForce::Partial(vec!["Ife Okoro".into()]));
});

story!(a_parent_who_lives_elsewhere_need_not_agree, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    second_parent(&lead, family, "99 Other Road").await;
    agree(&lead, family).await;
    assert_eq!(in_force(&w, "lead", family), InForce::Complete);
});

story!(another_basis_is_named_with_its_reason_or_is_none, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let unexplained = says(&lead, family, "Ife Okoro", "refused", &[("basis", "safeguarding")]).await;
    unexplained.must_be(422).must_say("Say why this basis applies");
    let notice = says(&lead, family, "Ife Okoro", "refused", &[("notice", "yes")]).await;
    notice.must_be(422).must_say("Choose the lawful basis of which the privacy notice tells");
    refuses(&w, "lead", "basis-without-reason", |change| {
        let permit = change.permit(family::RecordAgreement, family)?;
        let basis = NewBasis { basis: "public-task".into(), ..NewBasis::default() };
        agreement::record_basis(change.tx, &permit, basis)
    });
    refuses(&w, "lead", "notice-without-basis", |change| {
        let (permit, today) = (change.permit(family::RecordAgreement, family)?, change.today);
        agreement::record_notice(change.tx, &permit, today)
    });
    assert!(!may_help(&w, "lead", family));

    let named = [("basis", "safeguarding"), ("basis_reason", "Ada was hurt."), ("notice", "yes")];
    says(&lead, family, "Ife Okoro", "refused", &named).await.must_be(303);
    lead.get(&format!("/families/{family}/agreement")).await.must_say("Ada was hurt.").must_say("rests on a basis");
    assert!(may_help(&w, "lead", family));

    // whoever says no later is answered anew, and a notice does not do it
    let w = w.later(1);
    let lead = w.person("lead").await;
    says(&lead, family, "Ife Okoro", "refused", &[("notice", "yes")]).await.must_be(303);
    assert!(!may_help(&w, "lead", family));
});

story!(a_withdrawal_is_owed_until_another_basis_is_named_or_the_episode_is_closed, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    says(&lead, family, "Ife Okoro", "withdrawn", &[]).await.must_be(303);
    let task = format!("/episodes/{e}/withdrawal");
    let owed = |page: &Page, href: &str| page.link(href).is_some();

    // that she was asked once more, and says no, does not answer it
    says(&lead, family, "Ife Okoro", "refused", &[]).await.must_be(303);
    assert!(owed(&lead.get("/my-work").await, &task));
    let another = [("follows", "other-basis"), ("words", "Ada is at risk.")];
    lead.submit(&task, &another).await.must_be(422).must_say("Choose on which lawful basis help goes on");
    refuses(&w, "lead", "withdrawal-without-basis", |change| {
        use cases::withdrawal::{Answering, Follows, answer};
        let case = cases::open_case(change, family::RecordAgreement, e)?;
        let words = Answering { follows: Follows::OtherBasis, basis: "agreement", words: "Ada is at risk." };
        answer(change.tx, &case, words)
    });

    // that help ends is owed until it has
    lead.submit(&task, &[("follows", "ends"), ("words", "As she wishes.")]).await.must_be(303);
    let work = lead.get("/my-work").await;
    assert!(!owed(&work, &task) && owed(&work, &format!("/episodes/{e}/closure")), "{}", work.text());
    assert!(!may_help(&w, "lead", family));

    // the lead finds that it cannot, and says on what it rests
    let named = [("follows", "other-basis"), ("basis", "safeguarding"), ("words", "Ada is at risk.")];
    lead.submit(&task, &named).await.must_be(303);
    let work = lead.get("/my-work").await;
    assert!(!owed(&work, &format!("/episodes/{e}/closure")), "{}", work.text());
    assert!(may_help(&w, "lead", family));
    lead.get(&format!("/families/{family}/agreement")).await.must_say("Ada is at risk.");

    // once more, and this time it ends
    says(&lead, family, "Ife Okoro", "given", &[]).await.must_be(303);
    says(&lead, family, "Ife Okoro", "withdrawn", &[]).await.must_be(303);
    lead.submit(&task, &[("follows", "ends"), ("words", "As she wishes.")]).await.must_be(303);
    close(&lead, e, "agreement-withdrawn", "She knows whom to call.").await.must_be(303);
    let work = lead.get("/my-work").await;
    assert!(!owed(&work, &format!("/episodes/{e}/closure")), "{}", work.text());
});

story!(help_goes_on_with_those_who_agree_where_everyone_was_asked, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    second_parent(&lead, family, "").await;
    agree(&lead, family).await;
    says(&lead, family, "Chidi Okoro", "given", &[]).await.must_be(303);
    let w = w.later(1);
    let lead = w.person("lead").await;
    says(&lead, family, "Chidi Okoro", "withdrawn", &[]).await.must_be(303);
    assert!(!may_help(&w, "lead", family));

    let task = format!("/episodes/{e}/withdrawal");
    lead.submit(&task, &[("follows", "with-others"), ("words", "Ada lives with Ife.")]).await.must_be(303);
    assert!(may_help(&w, "lead", family));
    lead.get(&format!("/families/{family}/agreement")).await.must_say("Ada lives with Ife.");
});

fn organisation(w: &World, name: &str) -> access::OrganisationId {
    let all = accounts::list_organisations(&mut w.conn()).expect("organisations");
    all.into_iter().find(|one| one.name == name).expect("an organisation").id
}

fn decline(change: &mut Change<'_, '_>, family: FamilyId, new: &NewDeclined) -> Result<()> {
    let permit = change.permit(family::DecideSharing, family)?;
    agreement::decline_sharing(change.tx, &permit, new)
}

story!(a_decision_not_to_share_is_kept_with_its_reason_and_gives_sight_of_nothing, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let (page, path) = (format!("/families/{family}"), format!("/families/{family}/sharing/declined"));
    let form = lead.get(&path).await;
    let whom = form.value_of("Elm Street").expect("an organisation");
    let empty = lead.submit_on(&form, &path, &[("organisation", &whom)]).await;
    empty
        .must_be(422)
        .must_say("Say what was asked for")
        .must_say("Say who asked")
        .must_say("Say why it is not shared");

    let whole = NewDeclined {
        organisation: organisation(&w, "Elm Street Primary"),
        asked_for: "The father's address".into(),
        asked_by: "The head".into(),
        reason: "They do not need it to help Ada.".into(),
    };
    for (rule, lacking) in [
        ("sharing-declined-without-what", NewDeclined { asked_for: " ".into(), ..whole.clone() }),
        ("sharing-declined-without-who", NewDeclined { asked_by: String::new(), ..whole.clone() }),
        ("sharing-declined-without-reason", NewDeclined { reason: String::new(), ..whole.clone() }),
        ("sharing-with-oneself", NewDeclined { organisation: organisation(&w, "Council"), ..whole.clone() }),
    ] {
        refuses(&w, "lead", rule, |change| decline(change, family, &lacking));
    }

    let fields = [
        ("organisation", whom.as_str()),
        ("asked_by", "Mrs Hall, head"),
        ("asked_for", "The father's address"),
        ("reason", "They do not need it to help Ada."),
    ];
    lead.submit_on(&form, &path, &fields).await.must_be(303);
    let listed = lead.get(&format!("{page}/sharing")).await;
    listed.must_say("Decided not to share").must_say("Mrs Hall, head").must_say("They do not need it to help Ada.");
    lead.get(&format!("{page}/chronology")).await.must_say("It was decided not to share with Elm Street Primary");
    let school = w.person("school").await;
    school.get(&page).await.must_be(403);

    // what is shared is ended first
    agree(&lead, family).await;
    share(&lead, family, "Elm Street").await;
    refuses(&w, "lead", "sharing-declined-while-shared", |change| decline(change, family, &whole));
});
