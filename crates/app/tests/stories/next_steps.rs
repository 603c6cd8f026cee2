//! While a family is helped somebody owes a next step, at every moment and whatever happened before.

use crate::helpers::{agree, assess, led, plan};
use access::FamilyId;
use diesel::prelude::*;
use testkit::{World, story};

/// The next step of every family that is helped: its kind, whose it is, and how many there are.
fn steps(w: &World) -> Vec<(FamilyId, Vec<(String, bool)>)> {
    use cases::records::episode;
    use work::tasks::task::dsl;
    let mut conn = w.conn();
    let open: Vec<FamilyId> = episode::table
        .filter(episode::closed_at.is_null())
        .select(episode::family_id)
        .load(&mut conn)
        .expect("episodes");
    let of = |family: &FamilyId, conn: &mut store::Conn| {
        let next: Vec<(String, Option<access::AccountId>)> = dsl::task
            .filter(dsl::family_id.eq(family).and(dsl::done_at.is_null()).and(dsl::is_next.eq(true)))
            .select((dsl::kind, dsl::owner_id))
            .load(conn)
            .expect("work");
        next.into_iter().map(|(kind, owner)| (kind, owner.is_some())).collect()
    };
    open.iter().map(|family| (*family, of(family, &mut conn))).collect()
}

/// The kind of the one step that this family owes.
fn next(w: &World, of: FamilyId) -> String {
    let steps = steps(w);
    let (_, owed) = steps.iter().find(|(family, _)| *family == of).expect("an open episode");
    assert_eq!(owed.len(), 1, "one next step: {owed:?}");
    assert!(owed[0].1, "{} is owed by nobody", owed[0].0);
    owed[0].0.clone()
}

story!(from_the_decision_to_closure_the_chain_never_breaks, |w| {
    let id = crate::helpers::contact(&w).await;
    let family = crate::helpers::decide(&w, &id, "assessment").await;
    assert_eq!(next(&w, family), "next-lead");
    let e = crate::helpers::episode(&w, family);
    let manager = w.person("manager").await;
    manager.get(&format!("/families/{family}")).await.must_say("Name a lead professional").must_say("11 March 2026");

    let path = format!("/episodes/{e}/lead");
    let page = manager.get(&path).await;
    let to = page.value_of("Daniel Osei").expect("the lead");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "The family knows him.")]).await.must_be(303);
    assert_eq!(next(&w, family), "hand-over");
    let lead = w.person("lead").await;
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "decline"), ("why", "On leave.")]).await.must_be(303);
    assert_eq!(next(&w, family), "next-lead", "who declines leaves nobody without a next step");

    let page = manager.get(&path).await;
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "Back on Monday.")]).await.must_be(303);
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    assert_eq!(next(&w, family), "next-visit");
    lead.get(&format!("/families/{family}"))
        .await
        .must_say("Next step")
        .must_say("Visit the family for the first time");

    crate::helpers::visit(&lead, family).await;
    assert_eq!(next(&w, family), "next-agreement");
    agree(&lead, family).await;
    assert_eq!(next(&w, family), "next-assessment");
    assess(&lead, e).await;
    assert_eq!(next(&w, family), "authorise");
    let authorisation = format!("/episodes/{e}/assessment/authorisation");
    manager.submit(&authorisation, &[("answer", "return"), ("why", "Say how Ada sees it.")]).await.must_be(303);
    assert_eq!(next(&w, family), "assessment");
    lead.submit(&format!("/episodes/{e}/assessment"), &[("step", "complete")]).await.must_be(303);
    manager.submit(&authorisation, &[("answer", "authorise")]).await.must_be(303);
    assert_eq!(next(&w, family), "next-first-review", "the first review comes before the family plan");
    plan(&lead, e, "family").await;
    assert_eq!(next(&w, family), "review");
    lead.submit(&format!("/episodes/{e}/reviews/new"), &[]).await.must_be(303);
    assert_eq!(next(&w, family), "review");
});

story!(support_by_one_agency_is_asked_after, |w| {
    let (family, _, lead) = led(&w, "single-agency").await;
    crate::helpers::visit(&lead, family).await;
    agree(&lead, family).await;
    assert_eq!(next(&w, family), "next-go-on");
    lead.get("/my-work").await.must_say("Ask how the support goes, then go on or close");
});

story!(a_lead_who_hands_over_hands_over_the_next_step, |w| {
    let (family, e, lead) = led(&w, "intervention-plan").await;
    let path = format!("/episodes/{e}/lead");
    let page = lead.get(&path).await;
    let other = page.value_of("Ruth Calder").expect("a colleague");
    lead.submit_on(&page, &path, &[("to", &other), ("reason", "I change jobs.")]).await.must_be(303);
    assert_eq!(next(&w, family), "next-visit", "whoever leads holds until somebody else accepts");
});

#[test]
fn over_made_up_histories_of_every_kind_each_open_family_owes_one_next_step() {
    for seed in [3, 17, 40] {
        let w = World::made_up(120, seed);
        let steps = steps(&w);
        assert!(!steps.is_empty(), "seed {seed}: nobody is helped");
        for (family, owed) in &steps {
            assert_eq!(owed.len(), 1, "seed {seed}: family {family} owes {owed:?}");
            assert!(owed[0].1, "seed {seed}: family {family}: {} is owed by nobody", owed[0].0);
        }
    }
}
