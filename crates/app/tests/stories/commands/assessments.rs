//! What the commands of an assessment refuse.

use super::{does, refuses};
use crate::helpers::{assess, led};
use access::{Change, EpisodeId, family};
use assessments::{
    AssessmentId,
    records::{self, Written},
    rules::Answers,
};
use cases::open_case;
use diesel::prelude::*;
use people::MemberRole;
use testkit::story;
use web::Result;

fn start(change: &mut Change<'_, '_>, episode: EpisodeId) -> Result<AssessmentId> {
    let case = open_case(change, family::WriteAssessment, episode)?;
    let pack = change.pack.clone();
    records::start(change.tx, &case, &pack)
}

fn write(change: &mut Change<'_, '_>, episode: EpisodeId) -> Result<()> {
    let case = open_case(change, family::WriteAssessment, episode)?;
    let answers = Answers::from([("health-strengths".into(), "She sleeps again.".into())]);
    records::write(change.tx, &case, Written { part: "health".into(), answers, confirmed: false })
}

fn complete(change: &mut Change<'_, '_>, episode: EpisodeId) -> Result<()> {
    let case = open_case(change, family::WriteAssessment, episode)?;
    let pack = change.pack.clone();
    records::complete(change.tx, &case, &pack)
}

fn authorise(change: &mut Change<'_, '_>, episode: EpisodeId, returned: Option<&str>) -> Result<()> {
    let case = open_case(change, family::AuthoriseAssessment, episode)?;
    let pack = change.pack.clone();
    records::authorise(change.tx, &case, &pack, returned)
}

story!(one_assessment_is_under_way_at_a_time, |w| {
    let (_, episode, _) = led(&w, "assessment").await;
    does(&w, "lead", |change| start(change, episode));
    refuses(&w, "lead", "assessment-under-way", |change| start(change, episode));
    refuses(&w, "manager", "assessment-under-way", |change| start(change, episode));
});

story!(no_new_version_is_begun_while_the_last_waits_for_its_authorisation, |w| {
    let (_, episode, lead) = led(&w, "assessment").await;
    assess(&lead, episode).await;

    refuses(&w, "lead", "assessment-under-way", |change| start(change, episode));
});

story!(an_assessment_is_not_complete_with_an_answer_missing, |w| {
    let (_, episode, _) = led(&w, "assessment").await;
    does(&w, "lead", |change| start(change, episode));

    refuses(&w, "lead", "assessment-incomplete", |change| complete(change, episode));
});

story!(an_assessment_is_made_with_a_child, |w| {
    let (family, episode, _) = led(&w, "assessment").await;
    does(&w, "lead", |change| start(change, episode));
    {
        use people::records::member::dsl;
        let of_family = diesel::update(dsl::member.filter(dsl::family_id.eq(family)));
        of_family.set(dsl::role.eq(MemberRole::Parent)).execute(&mut w.conn()).expect("no child any more");
    }

    refuses(&w, "lead", "assessment-without-child", |change| complete(change, episode));
});

story!(what_is_complete_is_neither_written_nor_completed_again, |w| {
    let (_, episode, lead) = led(&w, "assessment").await;
    assess(&lead, episode).await;

    refuses(&w, "lead", "assessment-is-not-a-draft", |change| write(change, episode));
    refuses(&w, "lead", "assessment-is-not-a-draft", |change| complete(change, episode));
});

story!(nobody_authorises_their_own_assessment, |w| {
    let (_, episode, _) = led(&w, "assessment").await;
    let manager = w.person("manager").await;
    assess(&manager, episode).await;

    refuses(&w, "manager", "own-assessment", |change| authorise(change, episode, None));
    refuses(&w, "manager", "own-assessment", |change| authorise(change, episode, Some("What does Ada say?")));
});

story!(an_assessment_goes_back_with_a_reason, |w| {
    let (_, episode, lead) = led(&w, "assessment").await;
    assess(&lead, episode).await;

    refuses(&w, "manager", "returned-without-reason", |change| authorise(change, episode, Some(" ")));
});

story!(a_draft_is_not_authorised, |w| {
    let (_, episode, _) = led(&w, "assessment").await;
    does(&w, "lead", |change| start(change, episode));

    refuses(&w, "manager", "assessment-not-complete", |change| authorise(change, episode, None));
});

story!(what_was_authorised_stays_as_it_is, |w| {
    let (_, episode, lead) = led(&w, "assessment").await;
    assess(&lead, episode).await;
    does(&w, "manager", |change| authorise(change, episode, None));
    refuses(&w, "manager", "assessment-not-complete", |change| authorise(change, episode, None));
    refuses(&w, "lead", "assessment-is-not-a-draft", |change| write(change, episode));
});
