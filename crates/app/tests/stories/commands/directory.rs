//! What the directory's commands refuse: offers, referrals, entries and what is said of them.

use super::{does, fails, finds_nothing, refuses};
use crate::{
    directory::{body, service},
    helpers::{agree, led},
};

use access::{Change, FamilyId, Permits, family, nobody, referral, service as acts};
use directory::{
    ServiceId,
    body::Body,
    doubts,
    offers::{self, Answer, Offering},
    proposals::{self, ProposalId, Verdict},
    referrals::{self, ReferralId, ReferralState, Words},
    rules::Entry,
};

use testkit::story;
use web::{Error, Result};

/// A referral of which nothing is missing.
fn words() -> Words {
    Words {
        text: "A cot before the baby comes.".into(),
        agreed_by: "The mother, today".into(),
        reach: "01634 1".into(),
    }
}

fn refer(change: &mut Change<'_, '_>, family: FamilyId, to: ServiceId, words: Words) -> Result<ReferralId> {
    let permit = change.permit(family::OfferService, family)?;
    referrals::send(change.tx, &permit, to, words)
}

fn advance(change: &mut Change<'_, '_>, id: ReferralId, to: ReferralState, reason: &str) -> Result<()> {
    let permit = change.permit(referral::Answer, id)?;
    referrals::advance(change.tx, &permit, to, reason)
}

fn decide(change: &mut Change<'_, '_>, id: ProposalId, approved: bool, reason: &str) -> Result<()> {
    let permit = change.allow(nobody::KeepDirectory)?;
    let pack = change.pack.clone();
    proposals::decide(change.tx, &pack, &permit, id, &Verdict { approved, reason: reason.into(), seen: 1 })
}

fn settle(change: &mut Change<'_, '_>, of: ServiceId) -> Result<()> {
    let keeping = change.allow(nobody::KeepDirectory)?;
    let said = doubts::list(change.conn(), &keeping, 10)?;
    let permit = change.permit(acts::Edit, of)?;
    let id = said.first().ok_or(Error::NotFound)?.id;
    Ok(doubts::settle(change.tx, &permit, id, "We called them.")?)
}

story!(a_referral_says_what_for_who_agreed_and_how_one_is_reached, |w| {
    let cots = service(&w, body("Baby bank"), 1);
    let (family, ..) = led(&w, "intervention-plan").await;

    for rule in ["referral-not-agreed", "referral-without-text", "referral-without-reach"] {
        refuses(&w, "lead", rule, |change| refer(change, family, cots, Words::default()));
    }
});

story!(a_referral_rests_on_agreement_in_force_or_on_a_decision_to_share, |w| {
    let cots = service(&w, body("Baby bank"), 1);
    let (family, _, lead) = led(&w, "intervention-plan").await;
    refuses(&w, "lead", "referral-without-grounds", |change| refer(change, family, cots, words()));
    agree(&lead, family).await;
    does(&w, "lead", |change| refer(change, family, cots, words()));
});

story!(a_family_is_referred_to_a_service_once_at_a_time, |w| {
    let cots = service(&w, body("Baby bank"), 1);
    let (family, _, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    does(&w, "lead", |change| refer(change, family, cots, words()));

    refuses(&w, "lead", "referral-twice", |change| refer(change, family, cots, words()));
    finds_nothing(&w, "lead", |change| refer(change, family, ServiceId::new(), words()));
});

story!(a_referral_goes_step_by_step_and_is_declined_for_a_reason, |w| {
    let cots = service(&w, body("Baby bank"), 1);
    let (family, _, lead) = led(&w, "intervention-plan").await;
    agree(&lead, family).await;
    let id = does(&w, "lead", |change| refer(change, family, cots, words()));

    refuses(&w, "provider", "referral-not-from-here", |change| advance(change, id, ReferralState::Finished, ""));
    refuses(&w, "provider", "referral-without-reason", |change| advance(change, id, ReferralState::Declined, " "));

    does(&w, "provider", |change| advance(change, id, ReferralState::Declined, "We have none."));
    refuses(&w, "provider", "referral-not-from-here", |change| advance(change, id, ReferralState::Accepted, ""));
});

story!(a_family_refuses_an_offer_for_a_reason, |w| {
    let cots = service(&w, body("Baby bank"), 1);
    let (family, ..) = led(&w, "intervention-plan").await;
    does(&w, "lead", |change| {
        let permit = change.permit(family::OfferService, family)?;
        Ok(offers::offer(change.tx, &Offering::to(&permit), &[cots])?)
    });

    refuses(&w, "lead", "offer-refused-without-reason", |change| {
        let permit = change.permit(family::OfferService, family)?;
        let offered = offers::list(change.conn(), &permit)?;
        offers::answer(change.tx, &permit, offered[0].0.id, Answer::Refused, " ")
    });
});

story!(an_entry_says_what_it_is_and_not_where_nobody_may_know, |w| {
    let nothing = Body { minimum_age: Some(12), maximum_age: Some(5), ..Body::default() };
    let missing = ["entry-without-name", "entry-without-summary", "entry-without-group", "entry-ages-reversed"];
    for rule in missing {
        refuses(&w, "directory", rule, |_| Ok(Entry::new(nothing.clone())?));
    }

    let refuge = Body { confidential: true, how: "Come to ME4 4TR.".into(), ..body("Refuge") };
    refuses(&w, "directory", "entry-tells-its-place", |_| Ok(Entry::new(refuge)?));
});

story!(a_change_goes_back_with_a_reason_and_is_decided_once, |w| {
    let cots = service(&w, body("Baby bank"), 1);
    let change_id = does(&w, "provider", |change| {
        let permit = change.permit(acts::Edit, cots)?;
        Ok(proposals::propose(change.tx, &permit, Entry::new(body("Baby bank by the quay"))?)?)
    });

    refuses(&w, "directory", "change-returned-without-reason", |change| decide(change, change_id, false, " "));
    does(&w, "directory", |change| decide(change, change_id, false, "Which quay?"));
    finds_nothing(&w, "directory", |change| decide(change, change_id, true, ""));
});

story!(nobody_drowns_those_who_keep_a_service_in_doubts, |w| {
    let cots = service(&w, body("Baby bank"), 1);
    let doubt = |change: &mut Change<'_, '_>| doubts::add(change.tx, cots, "It is closed.");
    for _ in 1..=5 {
        does(&w, "school", doubt);
    }

    fails(&w, "school", "a sixth in an hour", doubt, |error| matches!(error, Error::TooMany(_)));
});

story!(a_doubt_is_settled_once_and_at_the_service_of_which_it_was_said, |w| {
    let (cots, prams) = (service(&w, body("Baby bank"), 1), service(&w, body("Pram library"), 1));
    does(&w, "school", |change| doubts::add(change.tx, cots, "It is closed."));

    finds_nothing(&w, "directory", |change| settle(change, prams));
    does(&w, "directory", |change| settle(change, cots));
    finds_nothing(&w, "directory", |change| settle(change, cots));
});
