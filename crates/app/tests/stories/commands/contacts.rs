//! What the front door's commands refuse, also to whoever holds a permit from before somebody else was quicker.

use super::{account, does, finds_nothing, refuses};
use crate::helpers::{contact, decide as decide_by_page};
use access::{
    Change, Permits, accounts, contact as acts, family as family_acts,
    guard::{self, NewRestriction},
};

use contacts::{
    ContactId,
    decide::{self as deciding, Decision},
    records::{self, Identified},
};

use diesel::prelude::*;
use people::{MemberRole, PersonId};
use testkit::{World, story};
use web::Result;

/// A contact of the school.
async fn brought(w: &World) -> ContactId {
    contact(w).await.parse().expect("an id")
}

/// A contact about people who are known, Ada first; and who she is.
async fn brought_again(w: &World) -> (ContactId, PersonId) {
    let first = contact(w).await;
    decide_by_page(w, &first, "intervention-plan").await;
    (brought(w).await, persons(w, &first)[0])
}

/// The persons of a decided contact, in the order in which they were named.
fn persons(w: &World, contact: &str) -> Vec<PersonId> {
    use records::contact_person::dsl;
    let id: ContactId = contact.parse().expect("an id");
    let named = dsl::contact_person.filter(dsl::contact_id.eq(id)).order(dsl::place).select(dsl::person_id);
    let found: Vec<Option<PersonId>> = named.load(&mut w.conn()).expect("persons");
    found.into_iter().flatten().collect()
}

/// A decision that can be made, with the first of the teams.
fn good(w: &World) -> Decision {
    let team = accounts::list_teams(&mut w.conn()).expect("teams").first().map(|team| team.id);
    Decision {
        level: "2".into(),
        outcome: "intervention-plan".into(),
        reason: "Attendance fell, and the family asks for help.".into(),
        team,
        version: 1,
        ..Decision::default()
    }
}

fn decide(change: &mut Change<'_, '_>, id: ContactId, decision: &Decision) -> Result<()> {
    let permit = change.permit(acts::Decide, id)?;
    deciding::decide(change, &permit, decision)?;
    Ok(())
}

fn answer(change: &mut Change<'_, '_>, id: ContactId, text: &str) -> Result<()> {
    let permit = change.permit(acts::Answer, id)?;
    let version = records::find(change.conn(), &permit)?.version;
    records::answer(change.tx, &permit, version, text)
}

fn close(change: &mut Change<'_, '_>, id: ContactId) -> Result<()> {
    let permit = change.permit(acts::Close, id)?;
    let version = records::find(change.conn(), &permit)?.version;
    records::close(change.tx, &permit, version)
}

fn ask(change: &mut Change<'_, '_>, id: ContactId, question: &str) -> Result<()> {
    let permit = change.permit(acts::AskInformation, id)?;
    let pack = change.pack.clone();
    records::ask(change.tx, &permit, &pack, question)
}

fn inform(change: &mut Change<'_, '_>, id: ContactId, text: &str) -> Result<()> {
    let permit = change.permit(acts::GiveInformation, id)?;
    records::inform(change.tx, &permit, text)
}

/// Says of so many people of a contact, the first ones, that they are this person.
fn match_first(change: &mut Change<'_, '_>, id: ContactId, many: usize, person: PersonId) -> Result<()> {
    let permit = change.permit(acts::MatchPeople, id)?;
    let named = records::people(change.conn(), &permit)?;
    let choices: Vec<Identified> = named
        .iter()
        .take(many)
        .map(|one| Identified { id: one.id, person: Some(person), unsure: false, offered: vec![person] })
        .collect();
    records::match_people(change.tx, &permit, &choices)
}

story!(a_decision_says_level_outcome_and_reason_in_words_that_are_known, |w| {
    let id = brought(&w).await;
    let nothing = Decision { version: 1, ..Decision::default() };
    for rule in ["decision-without-level", "decision-without-outcome", "decision-without-reason"] {
        refuses(&w, "front-door", rule, |change| decide(change, id, &nothing));
    }

    let unknown = Decision { level: "9".into(), outcome: "miracle".into(), ..good(&w) };
    refuses(&w, "front-door", "decision-without-level", |change| decide(change, id, &unknown));
    refuses(&w, "front-door", "decision-without-outcome", |change| decide(change, id, &unknown));

    let of_nobody = Decision { team: Some(accounts::TeamId::new()), ..good(&w) };
    refuses(&w, "front-door", "decision-without-team", |change| decide(change, id, &of_nobody));

    let without_why = Decision { level: "1".into(), outcome: "no-further-action".into(), ..good(&w) };
    let rule = "no-further-action-without-reason";
    refuses(&w, "front-door", rule, |change| decide(change, id, &without_why));
});

story!(level_and_outcome_of_a_decision_fit_each_other, |w| {
    let id = brought(&w).await;
    let of = |level: &str, outcome: &str| Decision { level: level.into(), outcome: outcome.into(), ..good(&w) };

    let too_high = of("3", "intervention-plan");
    refuses(&w, "front-door", "level-three-is-step-up", |change| decide(change, id, &too_high));
    let too_low = of("2", "step-up");
    refuses(&w, "front-door", "step-up-needs-level-three", |change| decide(change, id, &too_low));
    let universal = of("1", "intervention-plan");
    refuses(&w, "front-door", "help-needs-level-two", |change| decide(change, id, &universal));
    let skipped = Decision { indicators: vec!["complex-needs".into()], ..good(&w) };
    refuses(&w, "front-door", "assessment-required", |change| decide(change, id, &skipped));
    let alone = Decision { indicators: vec!["several-agencies".into()], ..of("2", "single-agency") };
    refuses(&w, "front-door", "one-agency-is-not-enough", |change| decide(change, id, &alone));
    let nobody_s = of("1", "with-social-care");
    refuses(&w, "front-door", "social-care-needs-level-three", |change| decide(change, id, &nobody_s));
    let no_lead = of("2", "help-goes-on");
    refuses(&w, "front-door", "no-help-goes-on", |change| decide(change, id, &no_lead));
});

story!(a_contact_is_decided_once_and_about_a_child, |w| {
    let (id, childless) = (brought(&w).await, brought(&w).await);
    {
        use records::contact_person::dsl;
        let named = diesel::update(dsl::contact_person.filter(dsl::contact_id.eq(childless)));
        named.set(dsl::role.eq(MemberRole::Parent)).execute(&mut w.conn()).expect("no child any more");
    }
    refuses(&w, "front-door", "contact-without-child", |change| decide(change, childless, &good(&w)));

    let held = does(&w, "front-door", |change| change.permit(acts::Decide, id));
    does(&w, "front-door", |change| decide(change, id, &good(&w)));
    refuses(&w, "front-door", "contact-is-decided", |change| deciding::decide(change, &held, &good(&w)));
});

story!(a_contact_is_not_decided_while_someone_in_it_may_be_known, |w| {
    let (id, _) = brought_again(&w).await;

    refuses(&w, "front-door", "people-not-matched", |change| decide(change, id, &good(&w)));
});

story!(a_contact_cannot_close_unanswered, |w| {
    let id = brought(&w).await;
    refuses(&w, "front-door", "contact-unanswered", |change| close(change, id));

    does(&w, "front-door", |change| decide(change, id, &good(&w)));
    refuses(&w, "front-door", "contact-unanswered", |change| close(change, id));

    does(&w, "front-door", |change| answer(change, id, "Thank you."));
    let held = does(&w, "front-door", |change| change.permit(acts::Close, id));
    does(&w, "front-door", |change| close(change, id));
    refuses(&w, "front-door", "contact-is-closed", |change| records::close(change.tx, &held, 4));
});

story!(a_contact_is_answered_once_in_words_and_after_its_decision, |w| {
    let id = brought(&w).await;
    refuses(&w, "front-door", "answer-before-decision", |change| answer(change, id, "Thank you."));

    does(&w, "front-door", |change| decide(change, id, &good(&w)));
    refuses(&w, "front-door", "empty-answer", |change| answer(change, id, "  "));

    does(&w, "front-door", |change| answer(change, id, "Thank you."));
    refuses(&w, "front-door", "contact-is-answered", |change| answer(change, id, "Again."));
});

story!(more_is_asked_in_words_and_given_once, |w| {
    let id = brought(&w).await;
    refuses(&w, "front-door", "empty-question", |change| ask(change, id, " "));

    does(&w, "front-door", |change| ask(change, id, "Who lives with Ada?"));
    refuses(&w, "school", "empty-information", |change| inform(change, id, ""));

    let held = does(&w, "school", |change| change.permit(acts::GiveInformation, id));
    does(&w, "school", |change| inform(change, id, "Her mother and a brother."));
    refuses(&w, "school", "information-not-asked", |change| records::inform(change.tx, &held, "And a dog."));
});

story!(after_the_decision_nobody_is_asked_and_nobody_matched, |w| {
    let id = brought(&w).await;
    let (asking, matching) = does(&w, "front-door", |change| {
        Ok((change.permit(acts::AskInformation, id)?, change.permit(acts::MatchPeople, id)?))
    });
    does(&w, "front-door", |change| decide(change, id, &good(&w)));

    refuses(&w, "front-door", "contact-is-decided", |change| records::match_people(change.tx, &matching, &[]));
    refuses(&w, "front-door", "contact-is-decided", |change| {
        let pack = change.pack.clone();
        records::ask(change.tx, &asking, &pack, "Who lives with Ada?")
    });
});

story!(two_people_of_a_contact_are_never_one, |w| {
    let (id, ada) = brought_again(&w).await;

    refuses(&w, "front-door", "one-person-twice", |change| match_first(change, id, 2, ada));
    does(&w, "front-door", |change| match_first(change, id, 1, ada));
});

story!(nobody_is_matched_with_a_person_of_whom_the_officer_may_not_know, |w| {
    let (id, ada) = brought_again(&w).await;
    let family = people::records::families_of(&mut w.conn(), ada).expect("families")[0];
    let listed = account(&w, "lead");
    does(&w, "privacy", |change| {
        let permit = change.permit(family_acts::Restrict, family)?;
        let new = NewRestriction { listed: [listed].into(), lift: false, reason: "A threat.".into() };
        guard::restrict(change.tx, &permit, &new)
    });

    finds_nothing(&w, "front-door", |change| match_first(change, id, 1, ada));
});
