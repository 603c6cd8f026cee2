//! What people's commands refuse: agreement, sharing, joining and parting records.

use super::{does, finds_nothing, refuses};
use crate::helpers::{agree, contact, contact_of, decide, led};
use access::{Change, FamilyId, OrganisationId, Permits, accounts, family, nobody};
use people::{
    PersonId,
    agreement::{self, Agreed, AgreementState, NewSharing},
    merging::{self, Answer, JoinId, Verdict},
    records::{self, Leaving, Returning},
};

use testkit::{World, story};
use web::Result;

/// Another family's child, whom nobody takes for Ada.
const KOFI: &str = r#"{"kind": "request", "source": "health-visiting", "channel": "online", "summary": "Sleeps badly.",
 "needs": ["emotional-health"], "agreement": "given",
 "people": [{"role": "child", "given_name": "Kofi", "family_name": "Mensah", "date_of_birth": "2014-07-01"}]}"#;

/// Two children of one family.
const TWINS: &str = r#"{"kind": "request", "source": "school", "channel": "online", "summary": "Often away.",
 "needs": ["school-attendance"], "agreement": "given",
 "people": [{"role": "child", "given_name": "Ada", "family_name": "Okoro", "date_of_birth": "2016-02-29"},
  {"role": "child", "given_name": "Tobi", "family_name": "Okoro", "date_of_birth": "2016-02-29"}]}"#;

fn children(w: &World, family: FamilyId) -> Vec<PersonId> {
    let members = records::members_of(&mut w.conn(), family).expect("members");
    members.into_iter().filter(|member| member.role.is_child()).map(|member| member.person.id).collect()
}

/// The children of two families.
async fn strangers(w: &World) -> (PersonId, PersonId) {
    let (ada, kofi) = (contact(w).await, contact_of(w, KOFI).await);
    let (one, two) = (decide(w, &ada, "intervention-plan").await, decide(w, &kofi, "intervention-plan").await);
    let pair = (children(w, one)[0], children(w, two)[0]);
    suspected(w, pair);
    pair
}

/// The pair waits for somebody to look.
fn suspected(w: &World, (one, two): (PersonId, PersonId)) {
    merging::keep_suspect(&mut w.conn(), w.app.db.now(), one, two, 0.6).expect("kept");
}

fn join(change: &mut Change<'_, '_>, one: PersonId, two: PersonId, reason: &str) -> Result<JoinId> {
    let permit = change.allow(nobody::ReviewDuplicates)?;
    merging::join(change.tx, &permit, one, two, reason)
}

fn say(change: &mut Change<'_, '_>, one: PersonId, two: PersonId, verdict: Verdict, reason: &str) -> Result<()> {
    let permit = change.allow(nobody::ReviewDuplicates)?;
    merging::say(change.tx, &permit, one, two, &Answer { verdict, reason: reason.into() })
}

fn part(change: &mut Change<'_, '_>, join: JoinId, why: &str) -> Result<()> {
    let permit = change.allow(nobody::ReviewDuplicates)?;
    merging::part(change.tx, &permit, join, why)
}

fn organisation(w: &World, name: &str) -> OrganisationId {
    let all = accounts::list_organisations(&mut w.conn()).expect("organisations");
    all.into_iter().find(|one| one.name == name).expect("an organisation").id
}

/// The plan, shared with a school for safeguarding, of which the family knows.
fn for_safety(w: &World) -> NewSharing {
    NewSharing {
        organisation: organisation(w, "Elm Street Primary"),
        scope: "The plan".into(),
        basis: "safeguarding".into(),
        reason: "Somebody waits at the gate.".into(),
        told: Some(true),
        why_not_told: String::new(),
        expires_on: None,
    }
}

fn share(change: &mut Change<'_, '_>, family: FamilyId, new: &NewSharing) -> Result<()> {
    let permit = change.permit(family::DecideSharing, family)?;
    let pack = change.pack.clone();
    agreement::share(change.tx, &permit, &pack, new)
}

story!(sharing_without_agreement_needs_a_reason, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let unexplained = NewSharing { reason: " ".into(), ..for_safety(&w) };
    let not_said = NewSharing { told: None, ..for_safety(&w) };
    let secretly = NewSharing { told: Some(false), ..for_safety(&w) };

    refuses(&w, "lead", "sharing-needs-reason", |change| share(change, family, &unexplained));
    refuses(&w, "lead", "sharing-needs-told", |change| share(change, family, &not_said));
    refuses(&w, "lead", "sharing-needs-why-not-told", |change| share(change, family, &secretly));
    does(&w, "lead", |change| share(change, family, &for_safety(&w)));
});

story!(sharing_on_agreement_needs_someone_who_agreed, |w| {
    let (family, _, lead) = led(&w, "intervention-plan").await;
    let agreed = NewSharing { basis: "agreement".into(), ..for_safety(&w) };

    refuses(&w, "lead", "sharing-needs-agreement", |change| share(change, family, &agreed));
    agree(&lead, family).await;
    does(&w, "lead", |change| share(change, family, &agreed));
});

story!(nothing_is_shared_with_the_council_itself_nor_until_yesterday, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let all = accounts::list_organisations(&mut w.conn()).expect("organisations");
    let own = all.into_iter().find(|one| one.own).expect("the council").id;
    let with_oneself = NewSharing { organisation: own, ..for_safety(&w) };
    let yesterday = NewSharing { expires_on: w.app.db.now().date().pred_opt(), ..for_safety(&w) };

    refuses(&w, "lead", "sharing-with-oneself", |change| share(change, family, &with_oneself));
    refuses(&w, "lead", "sharing-in-the-past", |change| share(change, family, &yesterday));
});

story!(a_sharing_ends_once, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let end = |change: &mut Change<'_, '_>| {
        let permit = change.permit(family::DecideSharing, family)?;
        let one = agreement::sharings(change.conn(), &permit)?[0].id;
        Ok(agreement::end_sharing(change.tx, &permit, one, "over")?)
    };
    does(&w, "lead", |change| share(change, family, &for_safety(&w)));
    does(&w, "lead", end);

    finds_nothing(&w, "lead", end);
});

story!(a_withdrawal_is_kept_with_the_words_in_which_it_was_said, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let withdraw = |change: &mut Change<'_, '_>, person: PersonId, words: &str| {
        let permit = change.permit(family::RecordAgreement, family)?;
        let agreed = Agreed {
            person,
            state: AgreementState::Withdrawn,
            how: "phone".into(),
            words: words.into(),
            capacity: String::new(),
        };
        agreement::record(change.tx, &permit, &agreed, 12)
    };
    let ada = children(&w, family)[0];

    refuses(&w, "lead", "withdrawal-without-words", |change| withdraw(change, ada, " "));
    finds_nothing(&w, "lead", |change| withdraw(change, PersonId::new(), "No more."));
});

fn leave(change: &mut Change<'_, '_>, family: FamilyId, who: PersonId, after: i64, how: &Leaving) -> Result<()> {
    let permit = change.permit(family::ChangePeople, family)?;
    let on = change.today + chrono::TimeDelta::days(after);
    records::leave(change.tx, &permit, who, on, how)
}

fn come_back(change: &mut Change<'_, '_>, family: FamilyId, who: PersonId, how: &Returning) -> Result<()> {
    let permit = change.permit(family::ChangePeople, family)?;
    records::come_back(change.tx, &permit, who, how)
}

fn abroad() -> Leaving {
    Leaving::MovedOut("abroad".into())
}

story!(nobody_leaves_tomorrow_before_they_were_born_or_nowhere, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let ada = children(&w, family)[0];
    let nowhere = Leaving::MovedOut(" ".into());

    refuses(&w, "lead", "left-in-future", |change| leave(change, family, ada, 1, &abroad()));
    refuses(&w, "lead", "left-before-birth", |change| leave(change, family, ada, -4_000, &Leaving::Died));
    refuses(&w, "lead", "left-without-where", |change| leave(change, family, ada, 0, &nowhere));
    finds_nothing(&w, "lead", |change| leave(change, family, PersonId::new(), 0, &abroad()));
    does(&w, "lead", |change| leave(change, family, ada, 0, &abroad()));
    refuses(&w, "lead", "left-already", |change| leave(change, family, ada, 0, &abroad()));
});

story!(nobody_comes_back_who_is_there_before_they_left_tomorrow_or_from_death, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let ada = children(&w, family)[0];
    let today = w.app.db.now().date();
    let back = |days: i64| Returning::CameBack(today + chrono::TimeDelta::days(days));
    refuses(&w, "lead", "back-already", |change| come_back(change, family, ada, &back(0)));
    finds_nothing(&w, "lead", |change| come_back(change, family, PersonId::new(), &back(0)));

    does(&w, "lead", |change| leave(change, family, ada, -2, &abroad()));
    refuses(&w, "lead", "back-before-leaving", |change| come_back(change, family, ada, &back(-3)));
    refuses(&w, "lead", "back-in-future", |change| come_back(change, family, ada, &back(1)));
    let unexplained = Returning::Mistake(" ".into());
    refuses(&w, "lead", "mistake-without-why", |change| come_back(change, family, ada, &unexplained));
    does(&w, "lead", |change| come_back(change, family, ada, &back(-1)));

    does(&w, "lead", |change| leave(change, family, ada, 0, &Leaving::Died));
    refuses(&w, "lead", "back-from-death", |change| come_back(change, family, ada, &back(0)));
});

story!(twins_stay_two, |w| {
    let twins = contact_of(&w, TWINS).await;
    let family = decide(&w, &twins, "intervention-plan").await;
    let (ada, tobi) = (children(&w, family)[0], children(&w, family)[1]);
    suspected(&w, (ada, tobi));

    refuses(&w, "front-door", "join-within-family", |change| join(change, ada, tobi, "The same birthday."));
    refuses(&w, "front-door", "join-within-family", |change| {
        say(change, ada, tobi, Verdict::Same, "The same birthday.")
    });
});

story!(two_records_are_not_joined_without_saying_how_one_knows, |w| {
    let (ada, kofi) = strangers(&w).await;

    refuses(&w, "front-door", "join-without-reason", |change| join(change, ada, kofi, " "));
    refuses(&w, "front-door", "join-without-reason", |change| say(change, ada, kofi, Verdict::Same, ""));
    refuses(&w, "front-door", "join-with-itself", |change| join(change, ada, ada, "She told us."));
});

story!(records_that_are_one_person_are_neither_joined_again_nor_doubted, |w| {
    let (ada, kofi) = strangers(&w).await;
    does(&w, "front-door", |change| join(change, ada, kofi, "Their mother told us."));

    refuses(&w, "front-door", "joined-already", |change| join(change, kofi, ada, "Again."));
    refuses(&w, "front-door", "joined-already", |change| say(change, ada, kofi, Verdict::NotSame, ""));
    refuses(&w, "front-door", "joined-already", |change| say(change, ada, kofi, Verdict::NotSure, ""));
});

story!(records_are_parted_with_a_reason_and_once, |w| {
    let (ada, kofi) = strangers(&w).await;
    let joined = does(&w, "front-door", |change| join(change, ada, kofi, "Their mother told us."));

    refuses(&w, "front-door", "join-without-reason", |change| part(change, joined, " "));
    does(&w, "front-door", |change| part(change, joined, "The school has two children."));
    refuses(&w, "front-door", "parted-already", |change| part(change, joined, "Again."));
});
